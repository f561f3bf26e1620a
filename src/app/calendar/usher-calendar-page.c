/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-calendar-page.h"

struct _UsherCalendarPage {
  UsherPage parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherCalendarPage, usher_calendar_page, USHER_TYPE_PAGE)

static void
usher_calendar_page_class_init (UsherCalendarPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/github/usherlive/Usher/ui/usher-calendar-page.ui");
}

static void
usher_calendar_page_init (UsherCalendarPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
