/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-plain-break.h"

static void
break_plainly (GtkWidget *widget, PangoAttrList *attributes)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "subtitle"))
    gtk_label_set_attributes (GTK_LABEL (widget), attributes);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    break_plainly (child, attributes);
}

/**
 * usher_plain_break:
 * @row: a row whose subtitle is an address or a key
 *
 * Where the subtitle needs another line, Pango puts a hyphen at its end: somebody who reads the address off would take it for a
 * part of it. A row has no way to ask for lines without, so its label is told.
 */
void
usher_plain_break (AdwActionRow *row)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  g_return_if_fail (ADW_IS_ACTION_ROW (row));

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  break_plainly (GTK_WIDGET (row), attributes);
}
