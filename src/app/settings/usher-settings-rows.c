/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-settings-rows.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-interval-row.h"
#include "usher-interval.h"
#include "usher-typed.h"

#define MICROS          1e6
#define PRICE_STEP      0.0005
#define PRICE_DIGITS    4
#define MINUTES_OF_STEP 30
#define N_STEPS         (24 * 60 / MINUTES_OF_STEP)

static gint64 *
int64_at (const UsherSettings *settings, gpointer data)
{
  return G_STRUCT_MEMBER_P ((UsherSettings *) settings, GPOINTER_TO_SIZE (data));
}

static int *
int_at (const UsherSettings *settings, gpointer data)
{
  return G_STRUCT_MEMBER_P ((UsherSettings *) settings, GPOINTER_TO_SIZE (data));
}

static void
value_changed (GtkWidget *row, GParamSpec *pspec, UsherSettingsForm *form)
{
  usher_settings_form_apply (form, row);
}

static void
set_titles (GtkWidget *row, const char *title, const char *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

/* --- switches ------------------------------------------------------------------------------------------------------ */

static void
read_switch (GtkWidget *row, const UsherSettings *settings, gpointer data)
{
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), *int_at (settings, data));
}

static void
write_switch (GtkWidget *row, UsherSettings *draft, gpointer data)
{
  *int_at (draft, data) = adw_switch_row_get_active (ADW_SWITCH_ROW (row));
}

static const UsherSettingsBinding switch_binding = { NULL, read_switch, write_switch };

static GtkWidget *
switch_new (UsherSettingsForm *form, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_switch_row_new ();

  set_titles (row, title, subtitle);
  g_signal_connect_object (row, "notify::active", G_CALLBACK (value_changed), form, 0);
  return row;
}

GtkWidget *
usher_settings_add_switch (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, const char *subtitle, gsize offset)
{
  GtkWidget *row = switch_new (form, title, subtitle);

  usher_settings_form_add (form, group, row, &switch_binding, GSIZE_TO_POINTER (offset));
  return row;
}

static void
read_channel (GtkWidget *row, const UsherSettings *settings, gpointer data)
{
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), (settings->default_channels & GPOINTER_TO_UINT (data)) != 0);
}

static void
write_channel (GtkWidget *row, UsherSettings *draft, gpointer data)
{
  guint channel = GPOINTER_TO_UINT (data);

  if (adw_switch_row_get_active (ADW_SWITCH_ROW (row)))
    draft->default_channels |= channel;
  else
    draft->default_channels &= ~channel;
}

static const UsherSettingsBinding channel_binding = { "default_channels", read_channel, write_channel };

GtkWidget *
usher_settings_add_channel (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, UsherChannels channel)
{
  GtkWidget *row = switch_new (form, title, NULL);

  usher_settings_form_add (form, group, row, &channel_binding, GUINT_TO_POINTER (channel));
  return row;
}

/* --- numbers ------------------------------------------------------------------------------------------------------- */

static void
read_price (GtkWidget *row, const UsherSettings *settings, gpointer data)
{
  adw_spin_row_set_value (ADW_SPIN_ROW (row), (double) *int64_at (settings, data) / MICROS);
}

static void
write_price (GtkWidget *row, UsherSettings *draft, gpointer data)
{
  *int64_at (draft, data) = (gint64) (adw_spin_row_get_value (ADW_SPIN_ROW (row)) * MICROS + 0.5);
}

static const UsherSettingsBinding price_binding = { NULL, read_price, write_price };

/* What is no number, or too large, is not taken: the row shows the number of before. */
static GtkWidget *
spin_new (UsherSettingsForm *form, const char *title, const char *subtitle, double most, double step, guint digits)
{
  GtkWidget *row = adw_spin_row_new_with_range (0, most, step);

  set_titles (row, title, subtitle);
  adw_spin_row_set_digits (ADW_SPIN_ROW (row), digits);
  adw_spin_row_set_numeric (ADW_SPIN_ROW (row), TRUE);
  adw_spin_row_set_update_policy (ADW_SPIN_ROW (row), GTK_UPDATE_IF_VALID);
  g_signal_connect_object (row, "notify::value", G_CALLBACK (value_changed), form, 0);
  return row;
}

GtkWidget *
usher_settings_add_price (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, gsize offset)
{
  GtkWidget *row = spin_new (form, title, NULL, (double) USHER_PRICE_MAX_MICROS / MICROS, PRICE_STEP, PRICE_DIGITS);

  usher_settings_form_add (form, group, row, &price_binding, GSIZE_TO_POINTER (offset));
  return row;
}

static void
read_days (GtkWidget *row, const UsherSettings *settings, gpointer data)
{
  adw_spin_row_set_value (ADW_SPIN_ROW (row), *int_at (settings, data));
}

static void
write_days (GtkWidget *row, UsherSettings *draft, gpointer data)
{
  *int_at (draft, data) = (int) adw_spin_row_get_value (ADW_SPIN_ROW (row));
}

static const UsherSettingsBinding days_binding = { NULL, read_days, write_days };

GtkWidget *
usher_settings_add_days (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, const char *subtitle, gsize offset)
{
  GtkWidget *row = spin_new (form, title, subtitle, USHER_RETENTION_MAX_DAYS, 1, 0);

  usher_settings_form_add (form, group, row, &days_binding, GSIZE_TO_POINTER (offset));
  return row;
}

/* --- times of the day ---------------------------------------------------------------------------------------------- */

static void
read_minutes (GtkWidget *row, const UsherSettings *settings, gpointer data)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), (guint) (*int_at (settings, data) / MINUTES_OF_STEP));
}

static void
write_minutes (GtkWidget *row, UsherSettings *draft, gpointer data)
{
  int minutes = (int) adw_combo_row_get_selected (ADW_COMBO_ROW (row)) * MINUTES_OF_STEP;

  /* A time between the steps, which came by another way, stays until another one is chosen. */
  if (*int_at (draft, data) / MINUTES_OF_STEP != minutes / MINUTES_OF_STEP)
    *int_at (draft, data) = minutes;
}

static const UsherSettingsBinding from_binding = { "quiet_from", read_minutes, write_minutes };
static const UsherSettingsBinding to_binding = { "quiet_to", read_minutes, write_minutes };

GtkWidget *
usher_settings_add_minutes (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, const char *field, gsize offset)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) times = gtk_string_list_new (NULL);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gboolean from = g_str_equal (field, from_binding.field);

  for (int i = 0; i < N_STEPS; i++)
    {
      g_autofree char *time = usher_format_time (i * MINUTES_OF_STEP * (gint64) USHER_MINUTE, utc);

      gtk_string_list_append (times, time);
    }
  set_titles (row, title, NULL);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (times));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (value_changed), form, 0);
  usher_settings_form_add (form, group, row, from ? &from_binding : &to_binding, GSIZE_TO_POINTER (offset));
  return row;
}

/* --- steps --------------------------------------------------------------------------------------------------------- */

static gboolean
has_interval (GPtrArray *list, const char *interval)
{
  return !list || g_ptr_array_find_with_equal_func (list, interval, g_str_equal, NULL);
}

static GPtrArray *
full_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (const char * const *i = usher_interval_recommended_all (); *i; i++)
    g_ptr_array_add (list, g_strdup (*i));
  return list;
}

static void
read_interval (GtkWidget *row, const UsherSettings *settings, gpointer data)
{
  GPtrArray *list = settings->default_intervals;

  adw_switch_row_set_active (ADW_SWITCH_ROW (row),
                             list ? has_interval (list, data) : g_strv_contains (usher_interval_recommended_all (), data));
}

/* All of the recommended ones and no other: that is to have no choice of one's own. */
static gboolean
is_recommended (GPtrArray *list)
{
  guint n = 0;

  for (const char * const *i = usher_interval_recommended_all (); *i; i++, n++)
    if (!has_interval (list, *i))
      return FALSE;
  return list->len == n;
}

static void
set_wanted (UsherSettings *draft, const char *interval, gboolean wanted)
{
  guint at;

  if (!draft->default_intervals)
    draft->default_intervals = full_list ();
  if (g_ptr_array_find_with_equal_func (draft->default_intervals, interval, g_str_equal, &at))
    {
      if (!wanted)
        g_ptr_array_remove_index (draft->default_intervals, at);
    }
  else if (wanted)
    g_ptr_array_add (draft->default_intervals, g_strdup (interval));
  if (is_recommended (draft->default_intervals))
    g_clear_pointer (&draft->default_intervals, g_ptr_array_unref);
}

static void
write_interval (GtkWidget *row, UsherSettings *draft, gpointer data)
{
  set_wanted (draft, data, adw_switch_row_get_active (ADW_SWITCH_ROW (row)));
}

static const UsherSettingsBinding interval_binding = { "default_intervals", read_interval, write_interval };

typedef struct {
  UsherSettingsForm *form;       /* not owned */
  AdwExpanderRow    *expander;   /* not owned */
  GHashTable        *shown;      /* intervals that have a row */
} Steps;

static void
steps_free (gpointer data, GClosure *closure)
{
  Steps *self = data;

  g_hash_table_unref (self->shown);
  g_free (self);
}

static void
add_step (Steps *self, const char *interval)
{
  g_autofree char *title = usher_format_interval (interval);
  const char *kept = g_intern_string (interval);
  GtkWidget *row;

  if (!g_hash_table_add (self->shown, (gpointer) kept))
    return;
  row = switch_new (self->form, title, NULL);
  adw_expander_row_add_row (self->expander, row);
  usher_settings_form_bind (self->form, row, &interval_binding, (gpointer) kept);
}

static void
show_steps (UsherSettingsForm *form, Steps *self)
{
  const UsherSettings *settings = usher_settings_form_get (form);
  GPtrArray *list = settings->default_intervals;
  guint n = list ? list->len : g_strv_length ((char **) usher_interval_recommended_all ());
  g_autofree char *words = NULL;

  for (guint i = 0; list && i < list->len; i++)
    add_step (self, list->pdata[i]);
  words = n == 0 ? g_strdup (_("None: only confirmations and what you send yourself"))
                 : g_strdup_printf (g_dngettext ("usher", "%u reminder, where it fits", "%u reminders, where they fit", n), n);
  adw_expander_row_set_subtitle (self->expander, words);
}

/* One of the streamer's own, that is being added: it is in the settings afterwards, and never in the row. */
static void
read_own (GtkWidget *row, const UsherSettings *settings, gpointer data)
{
}

static void
write_own (GtkWidget *row, UsherSettings *draft, gpointer data)
{
  const char *interval = g_object_get_data (G_OBJECT (row), "usher-interval");

  if (interval)
    set_wanted (draft, interval, TRUE);
}

static const UsherSettingsBinding own_binding = { "default_intervals", read_own, write_own };

static void
own_added (UsherIntervalRow *row, const char *number, char unit, Steps *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *interval = usher_typed_interval (number, unit, &error);

  usher_settings_form_set_problem (self->form, GTK_WIDGET (row), error);
  if (interval)
    {
      g_object_set_data (G_OBJECT (row), "usher-interval", interval);
      usher_settings_form_apply (self->form, GTK_WIDGET (row));
      g_object_set_data (G_OBJECT (row), "usher-interval", NULL);
    }
  if (usher_settings_form_get_problem (self->form, GTK_WIDGET (row)))
    {
      gtk_widget_grab_focus (usher_interval_row_get_entry (row));
      return;
    }
  usher_interval_row_close (row);
  adw_expander_row_set_expanded (self->expander, TRUE);
}

static void
own_changed (UsherIntervalRow *row, Steps *self)
{
  usher_settings_form_set_problem (self->form, GTK_WIDGET (row), NULL);
}

static void
add_own_row (Steps *steps, AdwPreferencesGroup *group)
{
  GtkWidget *row = usher_interval_row_new ();

  usher_settings_form_add (steps->form, group, row, &own_binding, NULL);
  g_signal_connect (row, "add", G_CALLBACK (own_added), steps);
  g_signal_connect (row, "changed", G_CALLBACK (own_changed), steps);
}

GtkWidget *
usher_settings_add_intervals (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *expander = adw_expander_row_new ();
  Steps *steps = g_new0 (Steps, 1);

  steps->form = form;
  steps->expander = ADW_EXPANDER_ROW (expander);
  steps->shown = g_hash_table_new (g_str_hash, g_str_equal);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  adw_preferences_group_add (group, expander);
  for (const char * const *i = usher_interval_recommended_all (); *i; i++)
    add_step (steps, *i);
  add_own_row (steps, group);
  g_signal_connect_data (form, "changed", G_CALLBACK (show_steps), steps, steps_free, 0);
  return expander;
}
