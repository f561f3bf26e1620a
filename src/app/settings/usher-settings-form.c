/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-settings-form.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-loader.h"
#include "usher-problem-row.h"
#include "usher-toast.h"

/* More than any text may have, so that what is too long is told and not cut silently; a pasted book is cut. */
#define TYPED_MAX 4000

typedef struct {
  GtkWidget                  *row;
  UsherProblemRow            *problem;    /* (nullable) */
  const UsherSettingsBinding *binding;
  gpointer                    data;
} Bound;

struct _UsherSettingsForm {
  GObject        parent_instance;

  UsherClient   *client;
  GtkWidget     *widget;       /* not owned; NULL when it is gone */
  UsherLoader   *loader;
  UsherSettings *settings;     /* NULL until they were read */
  GPtrArray     *rows;         /* (element-type Bound) */
  guint          saving;
  gboolean       reading;
};

enum {
  SIGNAL_CHANGED,
};

static guint signals[SIGNAL_CHANGED + 1];

G_DEFINE_FINAL_TYPE (UsherSettingsForm, usher_settings_form, G_TYPE_OBJECT)

static Bound *
find (UsherSettingsForm *self, GtkWidget *row)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (((Bound *) self->rows->pdata[i])->row == row)
      return self->rows->pdata[i];
  return NULL;
}

static void
set_problem (UsherSettingsForm *self, Bound *bound, const GError *error)
{
  const char *words = error ? usher_error_get_local_message (error) : NULL;

  if (bound->problem)
    usher_problem_row_set (bound->problem, words);
  else if (words && self->widget)
    usher_toast (self->widget, words);
}

static void
read_row (UsherSettingsForm *self, Bound *bound)
{
  self->reading = TRUE;
  bound->binding->read (bound->row, self->settings, bound->data);
  self->reading = FALSE;
}

/* --- the settings, as they are ------------------------------------------------------------------------------------- */

/* What somebody is typing, or has to set right, is not taken from under their hands. */
static gboolean
is_being_edited (Bound *bound)
{
  if (!ADW_IS_ENTRY_ROW (bound->row))
    return FALSE;
  return (gtk_widget_get_state_flags (bound->row) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0
         || (bound->problem && usher_problem_row_get (bound->problem));
}

static void
show_settings (UsherSettingsForm *self, UsherSettings *settings)
{
  gboolean first = self->settings == NULL;

  g_clear_pointer (&self->settings, usher_settings_unref);
  self->settings = settings;
  for (guint i = 0; i < self->rows->len; i++)
    if (first || !is_being_edited (self->rows->pdata[i]))
      read_row (self, self->rows->pdata[i]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static UsherSettingsForm *
form_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "usher-settings-form");
}

static void
loaded (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherSettingsForm *self = form_of (widget);

  if (error)
    usher_toast_error (widget, error);
  else if (self && self->saving == 0)
    show_settings (self, result);
  else
    usher_settings_unref (result);   /* older than what is being saved */
}

static gpointer
query (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_engine_get_settings (engine, error);
}

static const char * const kinds[] = { "settings", NULL };

static const UsherLoaderPlan plan = {
  .kinds = kinds,
  .query = query,
  .free_result = (GDestroyNotify) usher_settings_unref,
  .show = loaded,
};

/* --- saving -------------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherSettingsForm *form;
  GtkWidget         *row;
} Saving;

static void
saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Saving *saving = user_data;
  g_autoptr (UsherSettingsForm) self = saving->form;
  g_autoptr (GtkWidget) row = saving->row;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherSettings) settings = usher_engine_save_settings_finish (USHER_ENGINE (source), result, &error);
  Bound *bound = find (self, row);

  self->saving--;
  if (!error || !self->widget || !bound)
    return;
  set_problem (self, bound, error);
  usher_loader_reload (self->loader);
}

static void
save (UsherSettingsForm *self, UsherSettings *settings, GtkWidget *row)
{
  UsherEngine *engine = usher_client_get_engine (self->client);
  Saving *saving;

  if (!engine)
    {
      if (self->widget)
        usher_toast (self->widget, _("Usher is still starting. Try again in a moment."));
      return;
    }
  saving = g_new0 (Saving, 1);
  saving->form = g_object_ref (self);
  saving->row = g_object_ref (row);
  self->saving++;
  usher_engine_save_settings_async (engine, settings, "app", NULL, saved, saving);
}

void
usher_settings_form_apply (UsherSettingsForm *self, GtkWidget *row)
{
  g_autoptr (UsherSettings) draft = NULL;
  g_autoptr (UsherSettings) kept = NULL;
  g_autoptr (GError) error = NULL;
  Bound *bound;

  g_return_if_fail (USHER_IS_SETTINGS_FORM (self));

  bound = find (self, row);
  if (!bound || !self->settings || self->reading)
    return;
  draft = usher_settings_copy (self->settings);
  bound->binding->write (row, draft, bound->data);
  /* A switch that was set back says so once more: what is wrong with the other value stays on the screen. */
  if (!ADW_IS_ENTRY_ROW (row) && usher_settings_equal (draft, self->settings))
    return;
  kept = usher_settings_normalize (draft, &error);
  set_problem (self, bound, error);
  if (!kept)
    {
      if (!ADW_IS_ENTRY_ROW (row))   /* a switch shows what holds; a text can be set right */
        read_row (self, bound);
      return;
    }
  if (usher_settings_equal (kept, self->settings))
    {
      read_row (self, bound);
      return;
    }
  save (self, kept, row);
  show_settings (self, g_steal_pointer (&kept));
  read_row (self, bound);
}

/* --- texts --------------------------------------------------------------------------------------------------------- */

static void
read_text (GtkWidget *row, const UsherSettings *settings, gpointer data)
{
  char **text = usher_settings_text ((UsherSettings *) settings, GPOINTER_TO_UINT (data));
  const char *shown = *text ? *text : "";

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), shown) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), shown);
}

static void
write_text (GtkWidget *row, UsherSettings *draft, gpointer data)
{
  g_set_str (usher_settings_text (draft, GPOINTER_TO_UINT (data)), gtk_editable_get_text (GTK_EDITABLE (row)));
}

static void
entry_applied (GtkWidget *row, UsherSettingsForm *self)
{
  usher_settings_form_apply (self, row);
}

static void
entry_left (GtkEventControllerFocus *controller, UsherSettingsForm *self)
{
  usher_settings_form_apply (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));
}

static void
entry_activated (GtkWidget *row, UsherSettingsForm *self)
{
  usher_settings_form_apply (self, row);
}

void
usher_settings_form_apply_all (UsherSettingsForm *self)
{
  g_return_if_fail (USHER_IS_SETTINGS_FORM (self));

  for (guint i = 0; i < self->rows->len; i++)
    if (ADW_IS_ENTRY_ROW (((Bound *) self->rows->pdata[i])->row))
      usher_settings_form_apply (self, ((Bound *) self->rows->pdata[i])->row);
}

static const UsherSettingsBinding text_binding = { NULL, read_text, write_text };

static guint
text_index (const char *field)
{
  guint i = 0;

  while (usher_settings_text_name (i) && !g_str_equal (usher_settings_text_name (i), field))
    i++;
  g_assert (usher_settings_text_name (i));
  return i;
}

static GtkInputPurpose
purpose_of (UsherSettingRule rule)
{
  switch (rule)
    {
    case USHER_SETTING_EMAIL: return GTK_INPUT_PURPOSE_EMAIL;
    case USHER_SETTING_URL:
    case USHER_SETTING_LINK:  return GTK_INPUT_PURPOSE_URL;
    case USHER_SETTING_NAME:
    case USHER_SETTING_LINE:
    case USHER_SETTING_COUNTRY:
    case USHER_SETTING_SENDER:
    default:                  return GTK_INPUT_PURPOSE_FREE_FORM;
    }
}

GtkWidget *
usher_settings_form_add_text (UsherSettingsForm *self, AdwPreferencesGroup *group, const char *field, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  guint index = text_index (field);

  g_return_val_if_fail (USHER_IS_SETTINGS_FORM (self), NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (row), TYPED_MAX);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), purpose_of (usher_settings_text_rule (index)));
  gtk_widget_set_name (row, field);
  g_signal_connect_object (row, "apply", G_CALLBACK (entry_applied), self, 0);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (entry_activated), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (entry_left), self, 0);
  gtk_widget_add_controller (row, focus);
  usher_settings_form_add (self, group, row, &text_binding, GUINT_TO_POINTER (index));
  return row;
}

/* --- rows ---------------------------------------------------------------------------------------------------------- */

static Bound *
bind (UsherSettingsForm *self, GtkWidget *row, const UsherSettingsBinding *binding, gpointer data)
{
  Bound *bound = g_new0 (Bound, 1);

  *bound = (Bound) { row, NULL, binding, data };
  g_ptr_array_add (self->rows, bound);
  if (self->settings)
    read_row (self, bound);
  return bound;
}

void
usher_settings_form_bind (UsherSettingsForm *self, GtkWidget *row, const UsherSettingsBinding *binding, gpointer data)
{
  g_return_if_fail (USHER_IS_SETTINGS_FORM (self));
  bind (self, row, binding, data);
}

void
usher_settings_form_add (UsherSettingsForm *self, AdwPreferencesGroup *group, GtkWidget *row, const UsherSettingsBinding *binding,
                         gpointer data)
{
  Bound *bound;

  g_return_if_fail (USHER_IS_SETTINGS_FORM (self));

  bound = bind (self, row, binding, data);
  bound->problem = USHER_PROBLEM_ROW (usher_problem_row_new (row));
  adw_preferences_group_add (group, row);
  adw_preferences_group_add (group, GTK_WIDGET (bound->problem));
}

const UsherSettings *
usher_settings_form_get (UsherSettingsForm *self)
{
  g_return_val_if_fail (USHER_IS_SETTINGS_FORM (self), NULL);
  return self->settings;
}

gboolean
usher_settings_form_is_reading (UsherSettingsForm *self)
{
  g_return_val_if_fail (USHER_IS_SETTINGS_FORM (self), FALSE);
  return self->reading;
}

void
usher_settings_form_set_problem (UsherSettingsForm *self, GtkWidget *row, const GError *error)
{
  Bound *bound;

  g_return_if_fail (USHER_IS_SETTINGS_FORM (self));

  bound = find (self, row);
  if (bound)
    set_problem (self, bound, error);
}

const char *
usher_settings_form_get_problem (UsherSettingsForm *self, GtkWidget *row)
{
  Bound *bound;

  g_return_val_if_fail (USHER_IS_SETTINGS_FORM (self), NULL);

  bound = find (self, row);
  return bound && bound->problem ? usher_problem_row_get (bound->problem) : NULL;
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
widget_gone (gpointer user_data, GObject *gone)
{
  UsherSettingsForm *self = user_data;

  self->widget = NULL;
}

static void
usher_settings_form_dispose (GObject *object)
{
  UsherSettingsForm *self = USHER_SETTINGS_FORM (object);

  g_clear_object (&self->loader);
  if (self->widget)
    {
      g_object_weak_unref (G_OBJECT (self->widget), widget_gone, self);
      g_object_set_data (G_OBJECT (self->widget), "usher-settings-form", NULL);
    }
  self->widget = NULL;
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_settings_form_parent_class)->dispose (object);
}

static void
usher_settings_form_finalize (GObject *object)
{
  UsherSettingsForm *self = USHER_SETTINGS_FORM (object);

  g_clear_pointer (&self->settings, usher_settings_unref);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (usher_settings_form_parent_class)->finalize (object);
}

static void
usher_settings_form_class_init (UsherSettingsFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_settings_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_settings_form_finalize;

  /**
   * UsherSettingsForm::changed:
   *
   * The settings were read, or are others now.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
usher_settings_form_init (UsherSettingsForm *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_free);
}

UsherSettingsForm *
usher_settings_form_new (UsherClient *client, GtkWidget *widget)
{
  UsherSettingsForm *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_object_new (USHER_TYPE_SETTINGS_FORM, NULL);
  self->client = g_object_ref (client);
  self->widget = widget;
  g_object_weak_ref (G_OBJECT (widget), widget_gone, self);
  g_object_set_data (G_OBJECT (widget), "usher-settings-form", self);
  self->loader = usher_loader_new (client, widget, &plan);
  return self;
}
