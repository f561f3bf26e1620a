/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-summary-page.h"

struct _UsherSummaryPage {
  UsherPage parent_instance;
  gint64    event_id;
};

G_DEFINE_FINAL_TYPE (UsherSummaryPage, usher_summary_page, USHER_TYPE_PAGE)

static void
usher_summary_page_class_init (UsherSummaryPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/github/usherlive/Usher/ui/usher-summary-page.ui");
}

static void
usher_summary_page_init (UsherSummaryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
usher_summary_page_new (UsherClient *client, gint64 event_id)
{
  UsherSummaryPage *self = g_object_new (USHER_TYPE_SUMMARY_PAGE, "client", client, NULL);

  self->event_id = event_id;
  return ADW_NAVIGATION_PAGE (self);
}
