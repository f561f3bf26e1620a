/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-templates-page.h"

struct _UsherTemplatesPage {
  UsherPage parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherTemplatesPage, usher_templates_page, USHER_TYPE_PAGE)

static void
usher_templates_page_class_init (UsherTemplatesPageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/github/usherlive/Usher/ui/usher-templates-page.ui");
}

static void
usher_templates_page_init (UsherTemplatesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
usher_templates_page_edit (UsherTemplatesPage *self, const char *id)
{
}
