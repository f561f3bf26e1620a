/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-help.h"

struct _UsherHelp {
  AdwDialog parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherHelp, usher_help, ADW_TYPE_DIALOG)

/* Closes the help and goes where the answer leads: the window's action of that name, with that text. */
static void
lead (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkWidget) window = NULL;
  const char *action, *target;

  g_set_object (&window, GTK_WIDGET (gtk_widget_get_root (widget)));
  g_variant_get (parameter, "(&s&s)", &action, &target);
  adw_dialog_close (ADW_DIALOG (widget));
  gtk_widget_activate_action (window, action, "s", target);
}

static void
usher_help_class_init (UsherHelpClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-help.ui");
  gtk_widget_class_install_action (widget_class, "help.lead", "(ss)", lead);
}

static void
usher_help_init (UsherHelp *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
usher_help_new (void)
{
  return g_object_new (USHER_TYPE_HELP, NULL);
}
