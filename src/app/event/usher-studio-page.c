/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-studio-page.h"

struct _UsherStudioPage {
  UsherPage parent_instance;
  gint64    event_id;
};

G_DEFINE_FINAL_TYPE (UsherStudioPage, usher_studio_page, USHER_TYPE_PAGE)

static void
usher_studio_page_class_init (UsherStudioPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/github/usherlive/Usher/ui/usher-studio-page.ui");
}

static void
usher_studio_page_init (UsherStudioPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
usher_studio_page_new (UsherClient *client, gint64 event_id)
{
  UsherStudioPage *self = g_object_new (USHER_TYPE_STUDIO_PAGE, "client", client, NULL);

  self->event_id = event_id;
  return ADW_NAVIGATION_PAGE (self);
}
