/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-bind.h"

typedef struct {
  UsherWizardModel *model;
  GObject          *field;
  int               which;
  const char       *property;
  int               most;
  gboolean          showing;     /* replacing a text is taking away the old one first: nobody typed that */
} Tie;

/* Lives as long as the field, and the model as long as the tie. */
static Tie *
tie_new (UsherWizardModel *model, int which, gpointer field)
{
  Tie *tie = g_new0 (Tie, 1);

  tie->model = g_object_ref (model);
  tie->field = field;
  tie->which = which;
  return tie;
}

static void
tie_free (gpointer data, GObject *gone)
{
  Tie *tie = data;

  g_signal_handlers_disconnect_by_data (tie->model, tie);
  g_object_unref (tie->model);
  g_free (tie);
}

/* --- one line ------------------------------------------------------------------------------------------------------ */

static void
editable_changed (GtkEditable *editable, Tie *tie)
{
  if (!tie->showing)
    usher_wizard_model_set_text (tie->model, tie->which, gtk_editable_get_text (editable));
}

static void
show_in_editable (UsherWizardModel *model, Tie *tie)
{
  const char *text = usher_wizard_model_get_text (model, tie->which);

  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (tie->field)), text))
    return;
  tie->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (tie->field), text);
  tie->showing = FALSE;
}

void
usher_wizard_bind_editable (UsherWizardModel *model, UsherWizardText which, GtkEditable *editable)
{
  Tie *tie = tie_new (model, which, editable);

  g_object_weak_ref (G_OBJECT (editable), tie_free, tie);
  show_in_editable (model, tie);
  g_signal_connect (editable, "changed", G_CALLBACK (editable_changed), tie);
  g_signal_connect (model, "changed", G_CALLBACK (show_in_editable), tie);
}

/* --- many lines ---------------------------------------------------------------------------------------------------- */

static char *
read_buffer (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
buffer_changed (GtkTextBuffer *buffer, Tie *tie)
{
  g_autofree char *text = read_buffer (buffer);

  if (!tie->showing)
    usher_wizard_model_set_text (tie->model, tie->which, text);
}

static void
show_in_buffer (UsherWizardModel *model, Tie *tie)
{
  const char *text = usher_wizard_model_get_text (model, tie->which);
  g_autofree char *shown = read_buffer (GTK_TEXT_BUFFER (tie->field));

  if (g_str_equal (shown, text))
    return;
  tie->showing = TRUE;
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (tie->field), text, -1);
  tie->showing = FALSE;
}

/* The rest of what was pasted stays out: laying out a megabyte would stop the window for seconds. */
static void
insert_text (GtkTextBuffer *buffer, GtkTextIter *where, const char *text, int length, Tie *tie)
{
  glong room = tie->most - gtk_text_buffer_get_char_count (buffer);
  glong characters = g_utf8_strlen (text, length);

  if (characters <= room)
    return;
  g_signal_stop_emission_by_name (buffer, "insert-text");
  if (room > 0)
    gtk_text_buffer_insert (buffer, where, text, (int) (g_utf8_offset_to_pointer (text, room) - text));
}

void
usher_wizard_bind_buffer (UsherWizardModel *model, UsherWizardText which, GtkTextBuffer *buffer, int most)
{
  Tie *tie = tie_new (model, which, buffer);

  tie->most = most;
  g_object_weak_ref (G_OBJECT (buffer), tie_free, tie);
  show_in_buffer (model, tie);
  g_signal_connect (buffer, "insert-text", G_CALLBACK (insert_text), tie);
  g_signal_connect (buffer, "changed", G_CALLBACK (buffer_changed), tie);
  g_signal_connect (model, "changed", G_CALLBACK (show_in_buffer), tie);
}

/* --- on and off ---------------------------------------------------------------------------------------------------- */

static void
property_changed (GObject *object, GParamSpec *pspec, Tie *tie)
{
  gboolean value;

  g_object_get (object, tie->property, &value, NULL);
  usher_wizard_model_set_flag (tie->model, tie->which, value);
}

static void
show_in_property (UsherWizardModel *model, Tie *tie)
{
  gboolean value, wanted = usher_wizard_model_get_flag (model, tie->which);

  g_object_get (tie->field, tie->property, &value, NULL);
  if (value != wanted)
    g_object_set (tie->field, tie->property, wanted, NULL);
}

void
usher_wizard_bind_flag (UsherWizardModel *model, UsherWizardFlag which, GObject *object, const char *property)
{
  Tie *tie = tie_new (model, which, object);
  g_autofree char *detailed = g_strconcat ("notify::", property, NULL);

  tie->property = property;
  g_object_weak_ref (object, tie_free, tie);
  show_in_property (model, tie);
  g_signal_connect (object, detailed, G_CALLBACK (property_changed), tie);
  g_signal_connect (model, "changed", G_CALLBACK (show_in_property), tie);
}
