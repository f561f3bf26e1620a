/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-message-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "usher-cost.h"
#include "usher-letter.h"
#include "usher-link-markup.h"
#include "usher-marks.h"

/* A common phone in its hand */
#define PHONE_WIDTH   390
#define DESKTOP_WIDTH 10000
/* Bytes of a plain text that a label lays out between two frames; beyond them it is shown without links. */
#define LINKED_MAX    (32 * 1024)

struct _UsherMessageView {
  GtkWidget       parent_instance;

  GArray         *subject_marks;    /* (nullable) */
  GArray         *text_marks;       /* (nullable) */
  char           *highlighted;      /* (nullable) */
  char           *words;            /* the plain text */
  gboolean        follow_links;
  gboolean        sms;
  gboolean        has_html;
  gboolean        show_variables;

  /* template */
  GtkWidget      *box;
  GtkWidget      *problem_box;
  GtkLabel       *problem;
  GtkWidget      *tools;
  AdwToggleGroup *form;
  GtkWidget      *screen_tools;
  AdwToggleGroup *width;
  GtkToggleButton *dark;
  GtkWidget      *envelope;
  GtkLabel       *subject;
  GtkLabel       *sender;
  GtkStack       *stack;
  AdwClamp       *clamp;
  UsherLetter    *letter;
  GtkTextView    *text;
  GtkLabel       *linked;
  GtkLabel       *bubble;
  GtkLabel       *size;
};

typedef enum {
  PROP_FOLLOW_LINKS = 1,
  PROP_SHOW_VARIABLES,
} UsherMessageViewProperty;

static GParamSpec *properties[PROP_SHOW_VARIABLES + 1];

enum {
  SIGNAL_LINK,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherMessageView, usher_message_view, GTK_TYPE_WIDGET)

/* --- what stands out ----------------------------------------------------------------------------------------------- */

static void
mark_label (UsherMessageView *self, GtkLabel *label, GArray *marks)
{
  PangoAttrList *attributes = self->show_variables ? usher_marks_attributes (marks, self->highlighted) : NULL;

  gtk_label_set_attributes (label, attributes);
  g_clear_pointer (&attributes, pango_attr_list_unref);
}

static void
update_marks (UsherMessageView *self)
{
  usher_letter_set_marks (self->letter, self->show_variables, self->highlighted);
  mark_label (self, self->subject, self->subject_marks);
  mark_label (self, self->bubble, self->sms ? self->text_marks : NULL);
  usher_marks_tag (gtk_text_view_get_buffer (self->text), self->show_variables && !self->sms ? self->text_marks : NULL,
                   self->highlighted);
}

static void
set_marks (UsherMessageView *self, GArray *subject, GArray *text)
{
  g_clear_pointer (&self->subject_marks, g_array_unref);
  g_clear_pointer (&self->text_marks, g_array_unref);
  self->subject_marks = subject ? g_array_ref (subject) : NULL;
  self->text_marks = text ? g_array_ref (text) : NULL;
  update_marks (self);
}

/* --- which form ---------------------------------------------------------------------------------------------------- */

static gboolean
is_linked (UsherMessageView *self)
{
  return self->follow_links && strlen (self->words) <= LINKED_MAX;
}

static void
update_stack (UsherMessageView *self)
{
  const char *form = adw_toggle_group_get_active_name (self->form);
  gboolean letter = self->has_html && g_strcmp0 (form, "text") != 0;

  gtk_widget_set_visible (self->tools, !self->sms && self->has_html);
  gtk_widget_set_visible (self->screen_tools, letter);
  gtk_widget_set_visible (self->envelope, !self->sms);
  gtk_stack_set_visible_child_name (self->stack, self->sms ? "sms" : letter ? "letter" : is_linked (self) ? "linked" : "text");
}

static void
form_changed (UsherMessageView *self)
{
  if (gtk_widget_get_visible (self->tools))
    update_stack (self);
}

static void
width_changed (UsherMessageView *self)
{
  gboolean phone = g_strcmp0 (adw_toggle_group_get_active_name (self->width), "phone") == 0;
  int width = phone ? PHONE_WIDTH : DESKTOP_WIDTH;

  adw_clamp_set_maximum_size (self->clamp, width);
  adw_clamp_set_tightening_threshold (self->clamp, width);
  if (phone)
    gtk_widget_add_css_class (GTK_WIDGET (self->letter), "phone");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->letter), "phone");
}

static void
dark_toggled (UsherMessageView *self)
{
  usher_letter_set_dark (self->letter, gtk_toggle_button_get_active (self->dark));
}

static void
letter_link (UsherMessageView *self, const char *uri)
{
  g_signal_emit (self, signals[SIGNAL_LINK], 0, uri);
}

/* The label's own way would be to open it at once. */
static gboolean
label_link (UsherMessageView *self, const char *uri)
{
  if (self->follow_links)
    g_signal_emit (self, signals[SIGNAL_LINK], 0, uri);
  return TRUE;
}

static void
letter_broken (UsherMessageView *self)
{
  adw_toggle_group_set_active_name (self->form, "text");
  usher_message_view_set_problem (self, _("The HTML could not be drawn. This is the same message as plain text."));
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_message_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UsherMessageView *self = USHER_MESSAGE_VIEW (object);

  switch ((UsherMessageViewProperty) id)
    {
    case PROP_FOLLOW_LINKS:
      g_value_set_boolean (value, self->follow_links);
      break;
    case PROP_SHOW_VARIABLES:
      g_value_set_boolean (value, self->show_variables);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_message_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UsherMessageView *self = USHER_MESSAGE_VIEW (object);

  switch ((UsherMessageViewProperty) id)
    {
    case PROP_FOLLOW_LINKS:
      usher_message_view_set_follow_links (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_VARIABLES:
      usher_message_view_set_show_variables (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_message_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_MESSAGE_VIEW);
  G_OBJECT_CLASS (usher_message_view_parent_class)->dispose (object);
}

static void
usher_message_view_finalize (GObject *object)
{
  UsherMessageView *self = USHER_MESSAGE_VIEW (object);

  g_clear_pointer (&self->subject_marks, g_array_unref);
  g_clear_pointer (&self->text_marks, g_array_unref);
  g_free (self->highlighted);
  g_free (self->words);
  G_OBJECT_CLASS (usher_message_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (USHER_TYPE_LETTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-message-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, box);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, problem_box);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, problem);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, tools);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, form);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, screen_tools);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, width);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, dark);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, envelope);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, subject);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, sender);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, clamp);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, letter);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, text);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, linked);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, bubble);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageView, size);
  gtk_widget_class_bind_template_callback (widget_class, form_changed);
  gtk_widget_class_bind_template_callback (widget_class, width_changed);
  gtk_widget_class_bind_template_callback (widget_class, dark_toggled);
  gtk_widget_class_bind_template_callback (widget_class, letter_link);
  gtk_widget_class_bind_template_callback (widget_class, label_link);
  gtk_widget_class_bind_template_callback (widget_class, letter_broken);
}

static void
usher_message_view_class_init (UsherMessageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = usher_message_view_get_property;
  object_class->set_property = usher_message_view_set_property;
  object_class->dispose = usher_message_view_dispose;
  object_class->finalize = usher_message_view_finalize;

  properties[PROP_FOLLOW_LINKS] = g_param_spec_boolean ("follow-links", NULL, NULL, FALSE,
                                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SHOW_VARIABLES] = g_param_spec_boolean ("show-variables", NULL, NULL, FALSE,
                                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_LINK] = g_signal_new ("link", USHER_TYPE_MESSAGE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       G_TYPE_STRING);

  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
usher_message_view_init (UsherMessageView *self)
{
  self->words = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_toggle_group_set_active_name (self->form, "letter");
  adw_toggle_group_set_active_name (self->width, "desktop");
  gtk_toggle_button_set_active (self->dark, adw_style_manager_get_dark (adw_style_manager_get_default ()));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Message"), -1);
}

GtkWidget *
usher_message_view_new (void)
{
  return g_object_new (USHER_TYPE_MESSAGE_VIEW, NULL);
}

/* --- public -------------------------------------------------------------------------------------------------------- */

static void
show_links (GtkLabel *label, const char *words)
{
  g_autofree char *markup = usher_link_markup (words);

  gtk_label_set_markup (label, markup);
}

/* Between two versions of the same message the place where somebody reads is kept. */
static void
show_text (UsherMessageView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  gboolean linked = is_linked (self);
  g_autofree char *shown = NULL;
  GtkTextIter start, end;

  show_links (self->linked, linked ? self->words : "");
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  shown = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  if (g_strcmp0 (shown, linked ? "" : self->words) != 0)
    gtk_text_buffer_set_text (buffer, linked ? "" : self->words, -1);
}

static void
show_bubble (UsherMessageView *self)
{
  if (self->follow_links)
    show_links (self->bubble, self->words);
  else
    gtk_label_set_text (self->bubble, self->words);
}

void
usher_message_view_set_mail (UsherMessageView *self, const char *sender, const char *subject, const char *html, const char *text)
{
  g_return_if_fail (USHER_IS_MESSAGE_VIEW (self));

  self->sms = FALSE;
  self->has_html = html && *html;
  set_marks (self, NULL, NULL);
  gtk_label_set_label (self->subject, subject ? subject : "");
  gtk_label_set_label (self->sender, sender ? sender : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sender), sender && *sender);
  g_set_str (&self->words, text ? text : "");
  show_text (self);
  usher_letter_set_html (self->letter, html);
  usher_message_view_set_problem (self, NULL);
  update_stack (self);
}

static char *
format_size (int segments, gint64 cost_micros)
{
  g_autofree char *parts = g_strdup_printf (g_dngettext (NULL, "%d segment", "%d segments", (gulong) segments), segments);
  g_autofree char *cost = NULL;

  if (cost_micros < 0)
    return g_steal_pointer (&parts);
  cost = usher_cost_format (cost_micros);
  /* Translators: size and price of a text message: “2 segments · $0.015” */
  return g_strdup_printf (_("%1$s · %2$s"), parts, cost);
}

void
usher_message_view_set_sms (UsherMessageView *self, const char *text, int segments, gint64 cost_micros)
{
  g_autofree char *size = NULL;

  g_return_if_fail (USHER_IS_MESSAGE_VIEW (self));

  self->sms = TRUE;
  self->has_html = FALSE;
  set_marks (self, NULL, NULL);
  size = segments > 0 ? format_size (segments, cost_micros) : g_strdup ("");
  g_set_str (&self->words, text ? text : "");
  show_bubble (self);
  gtk_label_set_label (self->size, size);
  usher_message_view_set_problem (self, NULL);
  update_stack (self);
}

/**
 * usher_message_view_set_preview:
 * @self: the view
 * @preview: an e-mail or an SMS; with marks, if they are to be shown
 */
void
usher_message_view_set_preview (UsherMessageView *self, const UsherPreview *preview)
{
  g_return_if_fail (USHER_IS_MESSAGE_VIEW (self));
  g_return_if_fail (preview != NULL);

  if (preview->segments > 0)
    usher_message_view_set_sms (self, preview->text, preview->segments, preview->cost_micros);
  else
    usher_message_view_set_mail (self, NULL, preview->subject, preview->html, preview->text);
  set_marks (self, preview->subject_marks, preview->text_marks);
}

void
usher_message_view_set_problem (UsherMessageView *self, const char *words)
{
  g_return_if_fail (USHER_IS_MESSAGE_VIEW (self));

  gtk_label_set_label (self->problem, words ? words : "");
  gtk_widget_set_visible (self->problem_box, words != NULL);
}

void
usher_message_view_set_show_variables (UsherMessageView *self, gboolean shown)
{
  g_return_if_fail (USHER_IS_MESSAGE_VIEW (self));

  if (self->show_variables == shown)
    return;
  self->show_variables = shown;
  update_marks (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_VARIABLES]);
}

void
usher_message_view_set_follow_links (UsherMessageView *self, gboolean follow)
{
  g_return_if_fail (USHER_IS_MESSAGE_VIEW (self));

  if (self->follow_links == follow)
    return;
  self->follow_links = follow;
  usher_letter_set_follow_links (self->letter, follow);
  if (self->sms)
    show_bubble (self);
  else
    show_text (self);
  if (*self->words)
    update_stack (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW_LINKS]);
}

void
usher_message_view_highlight (UsherMessageView *self, const char *name)
{
  g_return_if_fail (USHER_IS_MESSAGE_VIEW (self));

  if (g_set_str (&self->highlighted, name))
    update_marks (self);
}
