/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* What is done to templates, and taken back with a toast's button. @widget: where the toasts show. */

/* @done: (nullable): gets the saved text */
typedef void (*UsherTemplateDone) (GtkWidget *widget, const UsherTemplateText *text);

void usher_template_save      (GtkWidget *widget, UsherClient *client, const UsherTemplateText *text, UsherTemplateDone done);
/* A copy of one's own that is not in use */
void usher_template_duplicate (GtkWidget *widget, UsherClient *client, const UsherTemplateText *text, UsherTemplateDone done);
/* Its message goes back to the default; Undo brings the text back */
void usher_template_delete    (GtkWidget *widget, UsherClient *client, const UsherTemplateText *text);

G_END_DECLS
