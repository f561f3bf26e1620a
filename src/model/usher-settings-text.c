/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-settings.h"

#include "usher-error.h"

/* A key file, since that is what the next program that has to read it can read: one group, a line for each member. */
#define GROUP     "usher"
#define CHANNELS  "default_channels"
#define INTERVALS "default_intervals"

typedef enum { NUMBER, COUNT, SWITCH } Kind;

static const struct {
  const char *name;
  gsize       offset;
  Kind        kind;
} values[] = {
  { "email_price_micros", G_STRUCT_OFFSET (UsherSettings, email_price_micros), NUMBER },
  { "sms_price_micros", G_STRUCT_OFFSET (UsherSettings, sms_price_micros), NUMBER },
  { "track", G_STRUCT_OFFSET (UsherSettings, track), SWITCH },
  { "quiet_enabled", G_STRUCT_OFFSET (UsherSettings, quiet_enabled), SWITCH },
  { "quiet_from", G_STRUCT_OFFSET (UsherSettings, quiet_from), COUNT },
  { "quiet_to", G_STRUCT_OFFSET (UsherSettings, quiet_to), COUNT },
  { "retention_days", G_STRUCT_OFFSET (UsherSettings, retention_days), COUNT },
  { "keep_running", G_STRUCT_OFFSET (UsherSettings, keep_running), SWITCH },
  { "autostart", G_STRUCT_OFFSET (UsherSettings, autostart), SWITCH },
};

static void
write_values (GKeyFile *file, const UsherSettings *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      gconstpointer member = G_STRUCT_MEMBER_P (self, values[i].offset);

      if (values[i].kind == NUMBER)
        g_key_file_set_int64 (file, GROUP, values[i].name, *(const gint64 *) member);
      else if (values[i].kind == COUNT)
        g_key_file_set_integer (file, GROUP, values[i].name, *(const int *) member);
      else
        g_key_file_set_boolean (file, GROUP, values[i].name, *(const gboolean *) member);
    }
}

/**
 * usher_settings_to_text:
 * @self: settings that were checked
 *
 * Returns: (transfer full): all of them, for usher_settings_from_text()
 */
char *
usher_settings_to_text (const UsherSettings *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; usher_settings_text_name (i) != NULL; i++)
    {
      const char *text = *usher_settings_text ((UsherSettings *) self, i);

      if (text != NULL)
        g_key_file_set_string (file, GROUP, usher_settings_text_name (i), text);
    }
  write_values (file, self);
  g_key_file_set_integer (file, GROUP, CHANNELS, (int) self->default_channels);
  if (self->default_intervals != NULL)
    g_key_file_set_string_list (file, GROUP, INTERVALS, (const char * const *) self->default_intervals->pdata,
                                self->default_intervals->len);
  return g_key_file_to_data (file, NULL, NULL);
}

/* --- and back ------------------------------------------------------------------------------------------------------- */

static void
read_value (GKeyFile *file, guint index, UsherSettings *self)
{
  g_autoptr (GError) error = NULL;
  gpointer member = G_STRUCT_MEMBER_P (self, values[index].offset);
  const char *name = values[index].name;
  gint64 number;

  if (values[index].kind == SWITCH)
    {
      gboolean value = g_key_file_get_boolean (file, GROUP, name, &error);

      if (error == NULL)
        *(gboolean *) member = value;
      return;
    }
  number = g_key_file_get_int64 (file, GROUP, name, &error);
  if (error != NULL)
    return;
  if (values[index].kind == NUMBER)
    *(gint64 *) member = number;
  else
    *(int *) member = (int) CLAMP (number, G_MININT, G_MAXINT);
}

static void
read_intervals (GKeyFile *file, UsherSettings *self)
{
  gsize count = 0;
  g_auto (GStrv) list = g_key_file_get_string_list (file, GROUP, INTERVALS, &count, NULL);

  if (list == NULL)
    return;
  self->default_intervals = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < count; i++)
    g_ptr_array_add (self->default_intervals, g_strdup (list[i]));
}

static void
read_texts (GKeyFile *file, UsherSettings *self)
{
  for (guint i = 0; usher_settings_text_name (i) != NULL; i++)
    {
      g_autofree char *text = g_key_file_get_string (file, GROUP, usher_settings_text_name (i), NULL);

      if (text != NULL)
        g_set_str (usher_settings_text (self, i), text);
    }
}

static UsherSettings *
read_all (GKeyFile *file, GError **error)
{
  g_autoptr (UsherSettings) self = usher_settings_new ();

  read_texts (file, self);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    read_value (file, i, self);
  if (g_key_file_has_key (file, GROUP, CHANNELS, NULL))
    self->default_channels = (UsherChannels) g_key_file_get_integer (file, GROUP, CHANNELS, NULL);
  read_intervals (file, self);
  return usher_settings_normalize (self, error);
}

/**
 * usher_settings_from_text:
 * @text: (nullable): of usher_settings_to_text(), of this or another version; %NULL when nothing was saved yet
 *
 * Returns: (transfer full): what it says. What it does not say, or what cannot be, is as in usher_settings_new().
 */
UsherSettings *
usher_settings_from_text (const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (text == NULL || !g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_NONE, NULL))
    return usher_settings_new ();
  /* Each turn takes a line away that cannot be, so this ends. */
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      UsherSettings *self = read_all (file, &error);

      if (self != NULL)
        return self;
      if (!g_key_file_remove_key (file, GROUP, usher_error_get_field (error), NULL))
        return usher_settings_new ();
    }
}
