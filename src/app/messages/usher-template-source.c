/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template-source.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "usher-template.h"

/* Characters of one line. A text view lays out, and highlights, a line as a whole: 4,000 take it a tenth of a second, 16,000 without a
 * blank a good second, 100,000 half a minute. */
#define LINE_MAX_CHARS 4000

struct _UsherTemplateSource {
  GtkWidget        parent_instance;

  GtkWidget       *scroller;
  GtkSourceView   *view;
  GtkSourceBuffer *buffer;
  GtkTextTag      *variable;
  GtkTextTag      *problem;
  guint            mark_source;
  int              max_length;
  gboolean         single_line;
  gboolean         setting;
};

typedef enum {
  PROP_LANGUAGE = 1,
  PROP_SINGLE_LINE,
  PROP_LABEL,
  PROP_MAX_LENGTH,
} UsherTemplateSourceProperty;

static GParamSpec *properties[PROP_MAX_LENGTH + 1];

enum {
  SIGNAL_CHANGED,
  SIGNAL_TOO_LONG,
  SIGNAL_LONG_LINE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherTemplateSource, usher_template_source, GTK_TYPE_WIDGET)

/* --- what stands out ----------------------------------------------------------------------------------------------- */

static void
update_style (UsherTemplateSource *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (style);
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (gtk_source_style_scheme_manager_get_default (),
                                                                             dark ? "Adwaita-dark" : "Adwaita");
  GdkRGBA problem;

  if (scheme)
    gtk_source_buffer_set_style_scheme (self->buffer, scheme);
  gdk_rgba_parse (&problem, dark ? "#ffa07a" : "#b5422d");
  g_object_set (self->variable, "weight", PANGO_WEIGHT_BOLD, "foreground", dark ? "#99c1f1" : "#1a5fb4", NULL);
  g_object_set (self->problem, "underline", PANGO_UNDERLINE_ERROR, "underline-rgba", &problem, NULL);
}

static void
style_changed (AdwStyleManager *style, GParamSpec *pspec, UsherTemplateSource *self)
{
  update_style (self);
}

/* Both ends in characters */
static void
mark_tag (UsherTemplateSource *self, int from, int to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (GTK_TEXT_BUFFER (self->buffer), &start, from);
  gtk_text_buffer_get_iter_at_offset (GTK_TEXT_BUFFER (self->buffer), &end, to);
  gtk_text_buffer_apply_tag (GTK_TEXT_BUFFER (self->buffer), self->variable, &start, &end);
}

static gboolean
mark_variables (gpointer data)
{
  UsherTemplateSource *self = data;
  g_autofree char *text = usher_template_source_get_text (self);
  GtkTextIter start, end;
  const char *last = text, *open = text;
  int at = 0;

  self->mark_source = 0;
  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  gtk_text_buffer_remove_tag (GTK_TEXT_BUFFER (self->buffer), self->variable, &start, &end);
  /* Too long for a template, and too long to be looked through between two frames */
  if (strlen (text) > USHER_TEMPLATE_MAX_BYTES)
    return G_SOURCE_REMOVE;
  while ((open = strstr (open, "{{")) != NULL)
    {
      const char *close = strstr (open, "}}");

      int from;

      if (!close)
        break;
      from = at + (int) g_utf8_pointer_to_offset (last, open);
      at = from + (int) g_utf8_pointer_to_offset (open, close + 2);
      mark_tag (self, from, at);
      last = open = close + 2;
    }
  return G_SOURCE_REMOVE;
}

static void
mark_soon (UsherTemplateSource *self)
{
  if (self->mark_source == 0)
    self->mark_source = g_idle_add (mark_variables, self);
}

/* What is far too long is not taken at all: it could not be saved, and a text view takes seconds to lay it out. */
static gboolean
is_too_long (UsherTemplateSource *self, int length)
{
  return gtk_text_buffer_get_char_count (GTK_TEXT_BUFFER (self->buffer)) + length > self->max_length;
}

static gboolean
has_line_ends (const char *text, int length)
{
  return memchr (text, '\n', (gsize) length) != NULL || memchr (text, '\r', (gsize) length) != NULL;
}

/* The longest line of @text, with @before and @after characters around it */
static int
longest_line (const char *text, int length, int before, int after)
{
  int run = before, longest = 0;

  for (int i = 0; i < length; i++)
    if (text[i] == '\n' || text[i] == '\r')
      {
        longest = MAX (longest, run);
        run = 0;
      }
    else if (((guchar) text[i] & 0xc0) != 0x80)
      run++;
  return MAX (longest, run + after);
}

static gboolean
makes_long_line (const GtkTextIter *place, const char *text, int length)
{
  GtkTextIter end = *place;
  int before = gtk_text_iter_get_line_offset (place);

  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  return longest_line (text, length, before, gtk_text_iter_get_line_offset (&end) - before) > LINE_MAX_CHARS;
}

/* A subject is one line: what is pasted with line ends becomes one. */
static void
insert_text (GtkTextBuffer *buffer, GtkTextIter *place, char *text, int length, UsherTemplateSource *self)
{
  g_autofree char *line = NULL;

  if (length < 0)
    length = (int) strlen (text);
  if (!self->setting && is_too_long (self, length))
    {
      g_signal_stop_emission_by_name (buffer, "insert-text");
      g_signal_emit (self, signals[SIGNAL_TOO_LONG], 0);
    }
  else if (self->single_line && has_line_ends (text, length))
    {
      g_signal_stop_emission_by_name (buffer, "insert-text");
      line = g_strndup (text, (gsize) length);
      g_strdelimit (line, "\r\n", ' ');
      gtk_text_buffer_insert (buffer, place, line, -1);
    }
  else if (!self->setting && makes_long_line (place, text, length))
    {
      g_signal_stop_emission_by_name (buffer, "insert-text");
      g_signal_emit (self, signals[SIGNAL_LONG_LINE], 0, LINE_MAX_CHARS);
    }
}

static void
buffer_changed (GtkTextBuffer *buffer, UsherTemplateSource *self)
{
  mark_soon (self);
  if (!self->setting)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
set_language (UsherTemplateSource *self, const char *id)
{
  GtkSourceLanguage *language = id ? gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), id) : NULL;

  gtk_source_buffer_set_language (self->buffer, language);
}

static void
set_single_line (UsherTemplateSource *self, gboolean single)
{
  self->single_line = single;
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), single ? GTK_POLICY_EXTERNAL : GTK_POLICY_AUTOMATIC,
                                  single ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), single ? GTK_WRAP_NONE : GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), !single);
  gtk_widget_set_vexpand (self->scroller, !single);
}

static void
usher_template_source_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
usher_template_source_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UsherTemplateSource *self = USHER_TEMPLATE_SOURCE (object);

  switch ((UsherTemplateSourceProperty) id)
    {
    case PROP_LANGUAGE:
      set_language (self, g_value_get_string (value));
      break;
    case PROP_SINGLE_LINE:
      set_single_line (self, g_value_get_boolean (value));
      break;
    case PROP_LABEL:
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, g_value_get_string (value), -1);
      break;
    case PROP_MAX_LENGTH:
      self->max_length = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_template_source_dispose (GObject *object)
{
  UsherTemplateSource *self = USHER_TEMPLATE_SOURCE (object);

  g_clear_handle_id (&self->mark_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), self);
  if (self->buffer)
    g_signal_handlers_disconnect_by_data (self->buffer, self);
  g_clear_object (&self->buffer);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (usher_template_source_parent_class)->dispose (object);
}

static gboolean
usher_template_source_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (USHER_TEMPLATE_SOURCE (widget)->view));
}

static void
usher_template_source_class_init (UsherTemplateSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = usher_template_source_get_property;
  object_class->set_property = usher_template_source_set_property;
  object_class->dispose = usher_template_source_dispose;
  widget_class->grab_focus = usher_template_source_grab_focus;

  properties[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SINGLE_LINE] = g_param_spec_boolean ("single-line", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MAX_LENGTH] = g_param_spec_int ("max-length", NULL, NULL, 0, USHER_TEMPLATE_MAX_BYTES, USHER_TEMPLATE_MAX_BYTES,
                                                  G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", USHER_TYPE_TEMPLATE_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TOO_LONG] = g_signal_new ("too-long", USHER_TYPE_TEMPLATE_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LONG_LINE] = g_signal_new ("long-line", USHER_TYPE_TEMPLATE_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                            G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
make_view (UsherTemplateSource *self)
{
  self->buffer = gtk_source_buffer_new (NULL);
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  self->view = GTK_SOURCE_VIEW (gtk_source_view_new_with_buffer (self->buffer));
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->view), TRUE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 9);
  gtk_source_view_set_tab_width (self->view, 2);
  gtk_source_view_set_insert_spaces_instead_of_tabs (self->view, TRUE);
}

static void
usher_template_source_init (UsherTemplateSource *self)
{
  self->max_length = USHER_TEMPLATE_MAX_BYTES;
  make_view (self);
  self->variable = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, NULL);
  self->problem = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, NULL);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->scroller, "card");
  set_single_line (self, FALSE);
  update_style (self);
  g_signal_connect (self->buffer, "changed", G_CALLBACK (buffer_changed), self);
  g_signal_connect (self->buffer, "insert-text", G_CALLBACK (insert_text), self);
  g_signal_connect (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (style_changed), self);
}

char *
usher_template_source_get_text (UsherTemplateSource *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (USHER_IS_TEMPLATE_SOURCE (self), NULL);

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
}

void
usher_template_source_set_text (UsherTemplateSource *self, const char *text)
{
  g_autofree char *shown = NULL;
  GtkTextIter start;

  g_return_if_fail (USHER_IS_TEMPLATE_SOURCE (self));

  shown = usher_template_source_get_text (self);
  if (g_strcmp0 (shown, text ? text : "") == 0)
    return;
  gtk_source_buffer_set_highlight_syntax (self->buffer, !text || longest_line (text, (int) strlen (text), 0, 0) <= LINE_MAX_CHARS);
  self->setting = TRUE;
  gtk_text_buffer_begin_irreversible_action (GTK_TEXT_BUFFER (self->buffer));
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), text ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (GTK_TEXT_BUFFER (self->buffer));
  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (self->buffer), &start);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self->buffer), &start);
  self->setting = FALSE;
}

void
usher_template_source_insert (UsherTemplateSource *self, const char *words)
{
  g_return_if_fail (USHER_IS_TEMPLATE_SOURCE (self));

  gtk_text_buffer_begin_user_action (GTK_TEXT_BUFFER (self->buffer));
  gtk_text_buffer_delete_selection (GTK_TEXT_BUFFER (self->buffer), TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (GTK_TEXT_BUFFER (self->buffer), words, -1);
  gtk_text_buffer_end_user_action (GTK_TEXT_BUFFER (self->buffer));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* What is about the text as a whole is about its last line. */
static void
underline (UsherTemplateSource *self, const char *text, const UsherTemplateProblem *problem)
{
  GtkTextIter start, end;
  gsize length = strlen (text);

  if (problem->offset > length || problem->length > length - problem->offset)
    return;
  gtk_text_buffer_get_iter_at_offset (GTK_TEXT_BUFFER (self->buffer), &start,
                                      (int) g_utf8_pointer_to_offset (text, text + problem->offset));
  end = start;
  gtk_text_iter_forward_chars (&end, (int) g_utf8_pointer_to_offset (text + problem->offset,
                                                                      text + problem->offset + problem->length));
  if (problem->length == 0)
    gtk_text_iter_set_line_offset (&start, 0);
  gtk_text_buffer_apply_tag (GTK_TEXT_BUFFER (self->buffer), self->problem, &start, &end);
}

void
usher_template_source_set_problems (UsherTemplateSource *self, GPtrArray *problems)
{
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  g_return_if_fail (USHER_IS_TEMPLATE_SOURCE (self));

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  gtk_text_buffer_remove_tag (GTK_TEXT_BUFFER (self->buffer), self->problem, &start, &end);
  text = usher_template_source_get_text (self);
  for (guint i = 0; problems && i < problems->len; i++)
    underline (self, text, problems->pdata[i]);
}

gboolean
usher_template_source_has_focus (UsherTemplateSource *self)
{
  g_return_val_if_fail (USHER_IS_TEMPLATE_SOURCE (self), FALSE);
  return gtk_widget_has_focus (GTK_WIDGET (self->view));
}
