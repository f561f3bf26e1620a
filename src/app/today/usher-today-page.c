/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-today-page.h"

struct _UsherTodayPage {
  UsherPage parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherTodayPage, usher_today_page, USHER_TYPE_PAGE)

static void
usher_today_page_class_init (UsherTodayPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/github/usherlive/Usher/ui/usher-today-page.ui");
}

static void
usher_today_page_init (UsherTodayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
