/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-page.h"

struct _UsherEventPage {
  UsherPage parent_instance;
  gint64    event_id;
};

G_DEFINE_FINAL_TYPE (UsherEventPage, usher_event_page, USHER_TYPE_PAGE)

static void
usher_event_page_class_init (UsherEventPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/github/usherlive/Usher/ui/usher-event-page.ui");
}

static void
usher_event_page_init (UsherEventPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
usher_event_page_new (UsherClient *client, gint64 event_id)
{
  UsherEventPage *self = g_object_new (USHER_TYPE_EVENT_PAGE, "client", client, NULL);

  self->event_id = event_id;
  return ADW_NAVIGATION_PAGE (self);
}
