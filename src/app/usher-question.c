/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-question.h"

/* The heading and the body are labels of the dialog's own, which break lines between words only; of the heading there is a second,
 * larger one for short headings, which does not break lines at all and is measured all the same. */
static void
break_long_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    {
      gtk_label_set_wrap (GTK_LABEL (widget), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD_CHAR);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    break_long_words (child);
}

AdwAlertDialog *
usher_question_new (const char *heading, const char *body)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  break_long_words (adw_dialog_get_child (dialog));
  return ADW_ALERT_DIALOG (dialog);
}
