/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-analytics-page.h"

struct _UsherAnalyticsPage {
  UsherPage parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherAnalyticsPage, usher_analytics_page, USHER_TYPE_PAGE)

static void
usher_analytics_page_class_init (UsherAnalyticsPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/github/usherlive/Usher/ui/usher-analytics-page.ui");
}

static void
usher_analytics_page_init (UsherAnalyticsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
