/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template-editor.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-format.h"
#include "usher-loader.h"
#include "usher-message-names.h"
#include "usher-message-view.h"
#include "usher-sms.h"
#include "usher-template-check.h"
#include "usher-template-commands.h"
#include "usher-template-drafts.h"
#include "usher-template-source.h"
#include "usher-toast.h"
#include "usher-variable-menu.h"

/* Milliseconds without typing, after which it is looked at */
#define CHECK_AFTER 120
/* What may be typed for an SMS: with room to see that it is too long */
#define SMS_AT_MOST (4 * USHER_SMS_MAX_CHARS)
/* Problems that are told in words; all are underlined */
#define TOLD_AT_MOST 3

struct _UsherTemplateEditor {
  AdwNavigationPage    parent_instance;

  UsherClient         *client;
  UsherTemplateDrafts *drafts;
  UsherLoader         *loader;
  UsherTemplateText   *stored;      /* (nullable): as it is saved */
  UsherTemplateText   *text;        /* (nullable): as it is written */
  guint                check_source;
  gboolean             filling;
  gboolean             on_subject;  /* where the cursor was last */
  gboolean             narrow;

  /* template */
  AdwWindowTitle      *title;
  GtkButton           *save_button;
  GtkWidget           *panes;
  AdwToggleGroup      *pane;
  GtkWidget           *writing;
  GtkWidget           *name_group;
  AdwEntryRow         *name;
  GtkWidget           *subject_label;
  UsherTemplateSource *subject;
  AdwToggleGroup      *part;
  UsherVariableMenu   *variables;
  GtkStack            *parts;
  UsherTemplateSource *html;
  UsherTemplateSource *plain;
  GtkLabel            *problems;
  GtkLabel            *size;
  UsherMessageView    *view;
};

G_DEFINE_FINAL_TYPE (UsherTemplateEditor, usher_template_editor, ADW_TYPE_NAVIGATION_PAGE)

static gboolean
is_sms (UsherTemplateEditor *self)
{
  return self->text && self->text->channel == USHER_CHANNEL_SMS;
}

static gboolean
same_words (const UsherTemplateText *a, const UsherTemplateText *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->subject, b->subject) == 0 && g_strcmp0 (a->html, b->html) == 0 &&
         g_strcmp0 (a->text, b->text) == 0;
}

/* --- how it stands ------------------------------------------------------------------------------------------------- */

static const char *
state_words (UsherTemplateEditor *self, gboolean modified)
{
  if (modified)
    return _("Unsaved changes");
  if (self->stored->is_default)
    return _("Built-in text");
  return self->stored->active ? _("Customised, in use") : _("Not in use");
}

static void
update_state (UsherTemplateEditor *self)
{
  gboolean modified = self->stored && !same_words (self->stored, self->text);
  gboolean own = self->stored && !self->stored->is_default;
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *message = NULL;

  if (!self->stored)
    return;
  message = usher_message_name (self->stored->key);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), message);
  adw_window_title_set_title (self->title, message);
  adw_window_title_set_subtitle (self->title, state_words (self, modified));
  gtk_widget_action_set_enabled (widget, "template.save", modified);
  gtk_widget_action_set_enabled (widget, "template.discard", modified);
  gtk_widget_action_set_enabled (widget, "template.revert", own);
  gtk_widget_action_set_enabled (widget, "template.use", own && !self->stored->active);
}

/* --- what there is to say of it ------------------------------------------------------------------------------------ */

static gpointer
ask (GtkWidget *widget)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);

  return usher_template_text_copy (self->text);
}

static gpointer
check (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_template_check (engine, input);
}

static void
add_problem (GString *words, const char *part, const char *problem)
{
  if (words->len > 0)
    g_string_append_c (words, '\n');
  if (part)
    /* Translators: the part of a message, and what is wrong in it: “Plain text: Line 3: there is no variable {{x}}.” */
    g_string_append_printf (words, _("%1$s: %2$s"), part, problem);
  else
    g_string_append (words, problem);
}

static void
show_problems (UsherTemplateEditor *self, const UsherTemplateCheck *result)
{
  const char * const parts[] = { _("Subject"), _("HTML"), _("Plain text") };
  g_autoptr (GString) words = g_string_new (NULL);
  guint told = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    for (guint j = 0; j < result->problems[i]->len && told < TOLD_AT_MOST; j++, told++)
      add_problem (words, is_sms (self) ? NULL : parts[i], ((UsherTemplateProblem *) result->problems[i]->pdata[j])->message);
  if (told == 0 && result->problem)
    add_problem (words, NULL, result->problem);
  gtk_label_set_label (self->problems, words->str);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), words->len > 0);
  usher_template_source_set_problems (self->subject, result->problems[USHER_TEMPLATE_SUBJECT]);
  usher_template_source_set_problems (self->html, result->problems[USHER_TEMPLATE_HTML]);
  usher_template_source_set_problems (self->plain, result->problems[USHER_TEMPLATE_TEXT]);
}

static void
show_size (UsherTemplateEditor *self, const UsherTemplateCheck *result)
{
  g_autofree char *words = NULL;

  if (is_sms (self) && result->preview)
    words = g_strdup_printf (g_dngettext (NULL, "%1$d segment, %2$d characters with sample values",
                                          "%1$d segments, %2$d characters with sample values", (gulong) result->preview->segments),
                             result->preview->segments, result->units);
  gtk_label_set_label (self->size, words ? words : "");
}

static void
show_check (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);
  g_autoptr (UsherTemplateCheck) told = result;

  if (!told)
    return;
  show_problems (self, told);
  show_size (self, told);
  if (told->preview)
    usher_message_view_set_preview (self->view, told->preview);
  else
    usher_message_view_set_problem (self->view, _("This is how it was before the problem."));
}

static gboolean
check_now (gpointer data)
{
  UsherTemplateEditor *self = data;

  self->check_source = 0;
  if (self->loader)
    usher_loader_reload (self->loader);
  return G_SOURCE_REMOVE;
}

static void
check_soon (UsherTemplateEditor *self, guint milliseconds)
{
  g_clear_handle_id (&self->check_source, g_source_remove);
  self->check_source = g_timeout_add (milliseconds, check_now, self);
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

static void
take (char **place, char *words)
{
  g_free (*place);
  *place = words;
}

static void
words_changed (UsherTemplateEditor *self)
{
  if (self->filling || !self->text)
    return;
  g_set_str (&self->text->name, gtk_editable_get_text (GTK_EDITABLE (self->name)));
  take (&self->text->text, usher_template_source_get_text (self->plain));
  if (!is_sms (self))
    {
      take (&self->text->subject, usher_template_source_get_text (self->subject));
      take (&self->text->html, usher_template_source_get_text (self->html));
    }
  if (same_words (self->stored, self->text))
    usher_template_drafts_remove (self->drafts, self->text->id);
  else
    usher_template_drafts_put (self->drafts, self->text);
  update_state (self);
  check_soon (self, CHECK_AFTER);
}

static void
fill (UsherTemplateEditor *self)
{
  gboolean sms = is_sms (self);

  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name), self->text->name);
  gtk_widget_set_visible (self->name_group, !self->text->is_default);
  gtk_widget_set_visible (self->subject_label, !sms);
  gtk_widget_set_visible (GTK_WIDGET (self->subject), !sms);
  gtk_widget_set_visible (GTK_WIDGET (self->part), !sms);
  g_object_set (self->plain, "max-length", sms ? SMS_AT_MOST : USHER_TEMPLATE_MAX_BYTES, NULL);
  usher_template_source_set_text (self->subject, sms ? "" : self->text->subject);
  usher_template_source_set_text (self->html, sms ? "" : self->text->html);
  usher_template_source_set_text (self->plain, self->text->text);
  gtk_stack_set_visible_child_name (self->parts, sms ? "text" : adw_toggle_group_get_active_name (self->part));
  usher_variable_menu_set_html (self->variables, g_strcmp0 (gtk_stack_get_visible_child_name (self->parts), "html") == 0);
  self->filling = FALSE;
  update_state (self);
  check_soon (self, 0);
}

/* Until something else is typed */
static void
too_long (UsherTemplateEditor *self)
{
  gtk_label_set_label (self->problems, _("That is too long for a message, so it was not taken. Paste a shorter text."));
  gtk_widget_set_visible (GTK_WIDGET (self->problems), TRUE);
}

static void
long_line (UsherTemplateEditor *self, int most)
{
  g_autofree char *number = usher_format_number (most);
  g_autofree char *words = g_strdup_printf (_("A line would be longer than %s characters, which is too much for the editor, so it was not "
                                              "taken. Break it into several lines first."), number);

  gtk_label_set_label (self->problems, words);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), TRUE);
}

static void
part_changed (UsherTemplateEditor *self)
{
  const char *name = adw_toggle_group_get_active_name (self->part);

  if (!self->text || is_sms (self))
    return;
  gtk_stack_set_visible_child_name (self->parts, name);
  self->on_subject = FALSE;
  usher_variable_menu_set_html (self->variables, g_strcmp0 (name, "html") == 0);
}

static void
subject_entered (UsherTemplateEditor *self)
{
  self->on_subject = TRUE;
  usher_variable_menu_set_html (self->variables, FALSE);
}

static void
body_entered (UsherTemplateEditor *self)
{
  self->on_subject = FALSE;
  usher_variable_menu_set_html (self->variables, g_strcmp0 (gtk_stack_get_visible_child_name (self->parts), "html") == 0);
}

static void
variable_chosen (UsherTemplateEditor *self, const char *name)
{
  g_autofree char *tag = g_strdup_printf ("{{%s}}", name);
  gboolean html = g_strcmp0 (gtk_stack_get_visible_child_name (self->parts), "html") == 0;

  usher_template_source_insert (self->on_subject && !is_sms (self) ? self->subject : html ? self->html : self->plain, tag);
}

/* --- narrow: one after the other ----------------------------------------------------------------------------------- */

static void
update_panes (UsherTemplateEditor *self)
{
  gboolean preview = g_strcmp0 (adw_toggle_group_get_active_name (self->pane), "preview") == 0;

  gtk_widget_set_visible (self->panes, self->narrow);
  gtk_widget_set_visible (self->writing, !self->narrow || !preview);
  gtk_widget_set_visible (GTK_WIDGET (self->view), !self->narrow || preview);
}

static void
became_narrow (UsherTemplateEditor *self)
{
  self->narrow = TRUE;
  gtk_button_set_icon_name (self->save_button, "document-save-symbolic");
  update_panes (self);
}

static void
became_wide (UsherTemplateEditor *self)
{
  self->narrow = FALSE;
  gtk_button_set_label (self->save_button, _("Save"));
  update_panes (self);
}

/* --- actions ------------------------------------------------------------------------------------------------------- */

static void
set_stored (UsherTemplateEditor *self, const UsherTemplateText *text)
{
  g_clear_pointer (&self->stored, usher_template_text_free);
  self->stored = usher_template_text_copy (text);
}

static void
after_save (GtkWidget *widget, const UsherTemplateText *text)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);

  if (!self->stored || g_strcmp0 (self->stored->key, text->key) != 0 || self->stored->channel != text->channel)
    return;
  usher_template_drafts_remove (self->drafts, self->stored->id);
  set_stored (self, text);
  g_set_str (&self->text->id, text->id);
  self->text->is_default = FALSE;
  self->text->active = text->active;
  /* Somebody may have typed on meanwhile: that is the next draft. */
  words_changed (self);
  gtk_widget_set_visible (self->name_group, TRUE);
  usher_toast (widget, _("Template saved"));
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);

  if (self->stored && !same_words (self->stored, self->text))
    usher_template_save (widget, self->client, self->text, after_save);
}

typedef struct {
  UsherTemplateEditor *self;
  UsherTemplateText   *draft;
} Discarded;

static void
discarded_free (gpointer data)
{
  Discarded *discarded = data;

  g_object_unref (discarded->self);
  usher_template_text_free (discarded->draft);
  g_free (discarded);
}

static void
discard_for_good (gpointer data)
{
}

static void
take_draft_back (gpointer data)
{
  Discarded *discarded = data;
  UsherTemplateEditor *self = discarded->self;

  if (!self->drafts)
    return;
  usher_template_drafts_put (self->drafts, discarded->draft);
  if (self->stored && g_strcmp0 (self->stored->id, discarded->draft->id) == 0)
    {
      usher_template_text_free (self->text);
      self->text = usher_template_text_copy (discarded->draft);
      fill (self);
    }
}

static void
discard (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);
  Discarded *discarded;

  if (!self->stored || same_words (self->stored, self->text))
    return;
  discarded = g_new0 (Discarded, 1);
  discarded->self = g_object_ref (self);
  discarded->draft = usher_template_text_copy (self->text);
  usher_template_drafts_remove (self->drafts, self->text->id);
  usher_template_text_free (self->text);
  self->text = usher_template_text_copy (self->stored);
  fill (self);
  usher_toast_undo (widget, _("Changes discarded"), discard_for_good, take_draft_back, discarded, discarded_free);
}

static void
revert (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);

  if (!self->stored || self->stored->is_default)
    return;
  usher_template_drafts_remove (self->drafts, self->stored->id);
  usher_template_delete (widget, self->client, self->stored);
}

static void
after_duplicate (GtkWidget *widget, const UsherTemplateText *text)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);

  usher_template_editor_open (self, text);
  usher_toast (widget, _("Duplicated; the copy is not in use"));
}

static void
duplicate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);

  if (self->stored)
    usher_template_duplicate (widget, self->client, self->text, after_duplicate);
}

static void
after_use (GtkWidget *widget, const UsherTemplateText *text)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);

  if (self->stored && g_strcmp0 (self->stored->id, text->id) == 0)
    {
      self->stored->active = self->text->active = TRUE;
      update_state (self);
    }
  usher_toast (widget, _("This text is used from now on"));
}

static void
use (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);
  g_autoptr (UsherTemplateText) text = NULL;

  if (!self->stored || self->stored->is_default)
    return;
  text = usher_template_text_copy (self->stored);
  text->active = TRUE;
  usher_template_save (widget, self->client, text, after_use);
}

static void
preview (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (widget);

  if (self->stored)
    gtk_widget_activate_action (widget, "win.preview", "(xss)", G_GINT64_CONSTANT (0), self->stored->key,
                                usher_channel_nick (self->stored->channel));
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_template_editor_dispose (GObject *object)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (object);

  self->filling = TRUE;
  g_clear_handle_id (&self->check_source, g_source_remove);
  g_clear_object (&self->loader);
  self->drafts = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_TEMPLATE_EDITOR);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_template_editor_parent_class)->dispose (object);
}

static void
usher_template_editor_finalize (GObject *object)
{
  UsherTemplateEditor *self = USHER_TEMPLATE_EDITOR (object);

  g_clear_pointer (&self->stored, usher_template_text_free);
  g_clear_pointer (&self->text, usher_template_text_free);
  G_OBJECT_CLASS (usher_template_editor_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (USHER_TYPE_MESSAGE_VIEW);
  g_type_ensure (USHER_TYPE_TEMPLATE_SOURCE);
  g_type_ensure (USHER_TYPE_VARIABLE_MENU);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-template-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, title);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, panes);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, pane);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, writing);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, name_group);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, name);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, subject_label);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, subject);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, part);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, variables);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, parts);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, html);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, plain);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, problems);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, size);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplateEditor, view);
  gtk_widget_class_bind_template_callback (widget_class, words_changed);
  gtk_widget_class_bind_template_callback (widget_class, too_long);
  gtk_widget_class_bind_template_callback (widget_class, long_line);
  gtk_widget_class_bind_template_callback (widget_class, part_changed);
  gtk_widget_class_bind_template_callback (widget_class, subject_entered);
  gtk_widget_class_bind_template_callback (widget_class, body_entered);
  gtk_widget_class_bind_template_callback (widget_class, variable_chosen);
  gtk_widget_class_bind_template_callback (widget_class, update_panes);
  gtk_widget_class_bind_template_callback (widget_class, became_narrow);
  gtk_widget_class_bind_template_callback (widget_class, became_wide);
}

static void
usher_template_editor_class_init (UsherTemplateEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_template_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_template_editor_finalize;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "template.save", NULL, save);
  gtk_widget_class_install_action (widget_class, "template.discard", NULL, discard);
  gtk_widget_class_install_action (widget_class, "template.revert", NULL, revert);
  gtk_widget_class_install_action (widget_class, "template.duplicate", NULL, duplicate);
  gtk_widget_class_install_action (widget_class, "template.use", NULL, use);
  gtk_widget_class_install_action (widget_class, "template.preview", NULL, preview);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "template.save", NULL);
}

static void
usher_template_editor_init (UsherTemplateEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_toggle_group_set_active_name (self->part, "html");
  adw_toggle_group_set_active_name (self->pane, "write");
  update_panes (self);
}

void
usher_template_editor_set_client (UsherTemplateEditor *self, UsherClient *client)
{
  g_return_if_fail (USHER_IS_TEMPLATE_EDITOR (self));
  g_return_if_fail (USHER_IS_CLIENT (client));

  self->client = g_object_ref (client);
  self->drafts = usher_template_drafts_of (client);
}

void
usher_template_editor_open (UsherTemplateEditor *self, const UsherTemplateText *text)
{
  static const char * const kinds[] = { "settings", NULL };
  static const UsherLoaderPlan plan = {
    kinds, check, ask, (GDestroyNotify) usher_template_text_free, (GDestroyNotify) usher_template_check_free, show_check,
  };
  const UsherTemplateText *draft;
  gboolean same;

  g_return_if_fail (USHER_IS_TEMPLATE_EDITOR (self));
  g_return_if_fail (text != NULL && text->id != NULL);

  same = self->stored && g_strcmp0 (self->stored->id, text->id) == 0 && same_words (self->stored, text);
  set_stored (self, text);
  if (same)
    {
      self->text->active = text->active;
      update_state (self);
      return;
    }
  draft = usher_template_drafts_get (self->drafts, text->id);
  g_clear_pointer (&self->text, usher_template_text_free);
  self->text = usher_template_text_copy (draft ? draft : text);
  self->text->active = text->active;
  fill (self);
  if (!self->loader)
    self->loader = usher_loader_new (self->client, GTK_WIDGET (self), &plan);
}

const char *
usher_template_editor_get_id (UsherTemplateEditor *self)
{
  g_return_val_if_fail (USHER_IS_TEMPLATE_EDITOR (self), NULL);
  return self->stored ? self->stored->id : NULL;
}
