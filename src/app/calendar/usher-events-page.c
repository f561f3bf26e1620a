/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-events-page.h"

struct _UsherEventsPage {
  UsherPage parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherEventsPage, usher_events_page, USHER_TYPE_PAGE)

static void
usher_events_page_class_init (UsherEventsPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/github/usherlive/Usher/ui/usher-events-page.ui");
}

static void
usher_events_page_init (UsherEventsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
