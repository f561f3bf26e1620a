/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-outbox-page.h"

struct _UsherOutboxPage {
  UsherPage parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherOutboxPage, usher_outbox_page, USHER_TYPE_PAGE)

static void
usher_outbox_page_class_init (UsherOutboxPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/github/usherlive/Usher/ui/usher-outbox-page.ui");
}

static void
usher_outbox_page_init (UsherOutboxPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
usher_outbox_page_set_event (UsherOutboxPage *self, gint64 event_id)
{
}
