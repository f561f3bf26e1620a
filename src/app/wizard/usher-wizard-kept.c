/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model as a text that is kept, and back. */
#include "usher-interval.h"
#include "usher-time.h"
#include "usher-wizard-model-private.h"

#define GROUP  "Draft"
#define BASE   "Base"      /* what the wizard had begun with */
#define FORMAT 1

static const char * const text_names[USHER_WIZARD_N_TEXTS] = {
  "Title", "Description", "Date", "Time", "Zone", "Duration", "Message", "Capacity", "Privacy", "OpensDate", "OpensTime",
  "ClosesDate", "ClosesTime", "Expected",
};
static const char * const flag_names[USHER_WIZARD_N_FLAGS] = { "Email", "Sms", "Registers", "Limited", "Opens", "Closes" };

char *
usher_wizard_model_to_text (UsherWizardModel *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GPtrArray) choice = NULL;
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), NULL);

  choice = usher_wizard_model_list_intervals (self);
  g_key_file_set_integer (file, GROUP, "Format", FORMAT);
  g_key_file_set_int64 (file, GROUP, "Event", usher_wizard_model_get_event_id (self));
  g_key_file_set_integer (file, GROUP, "Version", usher_wizard_model_get_version (self));
  for (int i = 0; i < USHER_WIZARD_N_TEXTS; i++)
    g_key_file_set_string (file, GROUP, text_names[i], self->texts[i]);
  for (int i = 0; i < USHER_WIZARD_N_FLAGS; i++)
    g_key_file_set_boolean (file, GROUP, flag_names[i], self->flags[i]);
  for (guint i = 0; i < choice->len; i++)
    if (g_hash_table_contains (self->wanted, g_ptr_array_index (choice, i)))
      g_ptr_array_add (wanted, g_ptr_array_index (choice, i));
  g_key_file_set_string_list (file, GROUP, "Choice", (const char * const *) choice->pdata, choice->len);
  g_key_file_set_string_list (file, GROUP, "Wanted", (const char * const *) wanted->pdata, wanted->len);
  return g_key_file_to_data (file, NULL, NULL);
}

/* All of it, or nothing */
static gboolean
read_texts (GKeyFile *file, const char *group, char **texts)
{
  for (int i = 0; i < USHER_WIZARD_N_TEXTS; i++)
    if (!(texts[i] = g_key_file_get_string (file, group, text_names[i], NULL)))
      return FALSE;
  return TRUE;
}

static void
free_texts (char **texts)
{
  for (int i = 0; i < USHER_WIZARD_N_TEXTS; i++)
    g_free (texts[i]);
}

static void
take_choice (UsherWizardModel *self, GKeyFile *file)
{
  g_auto (GStrv) choice = g_key_file_get_string_list (file, GROUP, "Choice", NULL, NULL);

  for (char **text = choice; text && *text; text++)
    {
      UsherInterval interval;

      if (self->choice->len < USHER_INTERVALS_MAX && usher_interval_check (*text, &interval, NULL) &&
          !g_ptr_array_find_with_equal_func (self->choice, *text, g_str_equal, NULL))
        g_ptr_array_add (self->choice, g_strdup (*text));
    }
}

static void
take_wanted (UsherWizardModel *self, GKeyFile *file)
{
  g_auto (GStrv) wanted = g_key_file_get_string_list (file, GROUP, "Wanted", NULL, NULL);

  g_hash_table_remove_all (self->wanted);
  for (char **text = wanted; text && *text; text++)
    if (g_ptr_array_find_with_equal_func (self->choice, *text, g_str_equal, NULL))
      g_hash_table_add (self->wanted, g_strdup (*text));
}

/* Is it a draft of this event, in whatever version? Its texts are read. */
static gboolean
load (UsherWizardModel *self, GKeyFile *file, const char *text, char **texts)
{
  g_autoptr (GTimeZone) zone = NULL;

  if (!g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_NONE, NULL) ||
      g_key_file_get_integer (file, GROUP, "Format", NULL) != FORMAT ||
      g_key_file_get_int64 (file, GROUP, "Event", NULL) != usher_wizard_model_get_event_id (self) ||
      !read_texts (file, GROUP, texts))
    return FALSE;
  zone = usher_time_zone_new (texts[USHER_WIZARD_ZONE], "time_zone", NULL);
  return zone != NULL;
}

gboolean
usher_wizard_model_from_text (UsherWizardModel *self, const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  char *texts[USHER_WIZARD_N_TEXTS] = { NULL };
  gboolean good;

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  good = load (self, file, text, texts) &&
         g_key_file_get_integer (file, GROUP, "Version", NULL) == usher_wizard_model_get_version (self);
  for (int i = 0; good && i < USHER_WIZARD_N_TEXTS; i++)
    g_set_str (&self->texts[i], texts[i]);
  free_texts (texts);
  if (!good)
    return FALSE;
  for (int i = 0; i < USHER_WIZARD_N_FLAGS; i++)
    self->flags[i] = g_key_file_get_boolean (file, GROUP, flag_names[i], NULL);
  take_choice (self, file);
  take_wanted (self, file);
  usher_wizard_model_announce (self);
  return TRUE;
}

/* --- over another version ------------------------------------------------------------------------------------------ */

/**
 * usher_wizard_model_add_base:
 * @text: a model as a text
 * @base: the same one as it began
 *
 * Returns: (transfer full): a draft that knows what in it was typed
 */
char *
usher_wizard_model_add_base (const char *text, const char *base)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GKeyFile) before = g_key_file_new ();
  g_auto (GStrv) keys = NULL;

  g_return_val_if_fail (text != NULL && base != NULL, NULL);

  if (!g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_NONE, NULL) ||
      !g_key_file_load_from_data (before, base, (gsize) -1, G_KEY_FILE_NONE, NULL))
    return g_strdup (text);
  keys = g_key_file_get_keys (before, GROUP, NULL, NULL);
  for (char **key = keys; key && *key; key++)
    {
      g_autofree char *value = g_key_file_get_value (before, GROUP, *key, NULL);

      g_key_file_set_value (file, BASE, *key, value);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

/* What was chosen by hand is chosen, and what was taken away by hand is away. */
static void
merge_wanted (UsherWizardModel *self, GKeyFile *file)
{
  g_auto (GStrv) wanted = g_key_file_get_string_list (file, GROUP, "Wanted", NULL, NULL);
  g_auto (GStrv) before = g_key_file_get_string_list (file, BASE, "Wanted", NULL, NULL);

  for (char **text = wanted; text && *text; text++)
    if ((!before || !g_strv_contains ((const char * const *) before, *text)) &&
        g_ptr_array_find_with_equal_func (self->choice, *text, g_str_equal, NULL))
      g_hash_table_add (self->wanted, g_strdup (*text));
  for (char **text = before; text && *text; text++)
    if (!wanted || !g_strv_contains ((const char * const *) wanted, *text))
      g_hash_table_remove (self->wanted, *text);
}

/**
 * usher_wizard_model_merge:
 * @self: the model, as the event is now
 * @text: a draft of the event as it was, from usher_wizard_model_add_base()
 *
 * Puts what was typed over what is there; all else stays as it is now.
 *
 * Returns: %FALSE, and nothing is changed, where it is damaged or of another event
 */
gboolean
usher_wizard_model_merge (UsherWizardModel *self, const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  char *texts[USHER_WIZARD_N_TEXTS] = { NULL };
  char *before[USHER_WIZARD_N_TEXTS] = { NULL };
  gboolean good;

  g_return_val_if_fail (USHER_IS_WIZARD_MODEL (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  good = load (self, file, text, texts) && read_texts (file, BASE, before);
  for (int i = 0; good && i < USHER_WIZARD_N_TEXTS; i++)
    if (!g_str_equal (texts[i], before[i]))
      g_set_str (&self->texts[i], texts[i]);
  free_texts (texts);
  free_texts (before);
  if (!good)
    return FALSE;
  for (int i = 0; i < USHER_WIZARD_N_FLAGS; i++)
    {
      gboolean now = g_key_file_get_boolean (file, GROUP, flag_names[i], NULL);

      if (now != g_key_file_get_boolean (file, BASE, flag_names[i], NULL))
        self->flags[i] = now;
    }
  take_choice (self, file);
  merge_wanted (self, file);
  usher_wizard_model_announce (self);
  return TRUE;
}
