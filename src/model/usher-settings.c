/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-settings.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-cost.h"
#include "usher-error.h"
#include "usher-event-draft.h"
#include "usher-interval.h"
#include "usher-record.h"
#include "usher-text.h"

#define QUIET_FROM_DEFAULT (22 * 60)
#define QUIET_TO_DEFAULT   (8 * 60)
#define MINUTES_OF_DAY     (24 * 60)

static const UsherRecordString settings_strings[] = {
  USHER_RECORD_NULLABLE (UsherSettings, sender_name),
  USHER_RECORD_NULLABLE (UsherSettings, sender_address),
  USHER_RECORD_NULLABLE (UsherSettings, reply_to),
  USHER_RECORD_NULLABLE (UsherSettings, postal_address),
  USHER_RECORD_NULLABLE (UsherSettings, public_url),
  USHER_RECORD_NULLABLE (UsherSettings, privacy_url),
  USHER_RECORD_NULLABLE (UsherSettings, playback_url),
  USHER_RECORD_NULLABLE (UsherSettings, default_country),
  USHER_RECORD_NULLABLE (UsherSettings, mailgun_domain),
  USHER_RECORD_NULLABLE (UsherSettings, mailgun_base_url),
  USHER_RECORD_NULLABLE (UsherSettings, twilio_account_sid),
  USHER_RECORD_NULLABLE (UsherSettings, twilio_phone_number),
  USHER_RECORD_NULLABLE (UsherSettings, twilio_messaging_service_sid),
  USHER_RECORD_NULLABLE (UsherSettings, twilio_base_url),
  USHER_RECORD_NULLABLE (UsherSettings, mux_token_id),
  USHER_RECORD_NULLABLE (UsherSettings, mux_base_url),
};

/* In the order of the strings: how each is called, in the text and to people, and what may stand there. */
static const struct {
  const char      *name;
  const char      *label;
  UsherSettingRule rule;
} texts[] = {
  { "sender_name", N_("The sender’s name"), USHER_SETTING_NAME },
  { "sender_address", N_("The sender’s address"), USHER_SETTING_EMAIL },
  { "reply_to", N_("The address for answers"), USHER_SETTING_EMAIL },
  { "postal_address", N_("The postal address"), USHER_SETTING_LINE },
  { "public_url", N_("The public address"), USHER_SETTING_URL },
  { "privacy_url", N_("The privacy link"), USHER_SETTING_LINK },
  { "playback_url", N_("The stream’s address"), USHER_SETTING_LINK },
  { "default_country", N_("The country"), USHER_SETTING_COUNTRY },
  { "mailgun_domain", N_("The Mailgun domain"), USHER_SETTING_LINE },
  { "mailgun_base_url", N_("The Mailgun address"), USHER_SETTING_URL },
  { "twilio_account_sid", N_("The Twilio account SID"), USHER_SETTING_LINE },
  { "twilio_phone_number", N_("The Twilio number"), USHER_SETTING_SENDER },
  { "twilio_messaging_service_sid", N_("The Twilio messaging service"), USHER_SETTING_LINE },
  { "twilio_base_url", N_("The Twilio address"), USHER_SETTING_URL },
  { "mux_token_id", N_("The Mux token ID"), USHER_SETTING_LINE },
  { "mux_base_url", N_("The Mux address"), USHER_SETTING_URL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (texts) == G_N_ELEMENTS (settings_strings));

static void
settings_clear (gpointer data)
{
  UsherSettings *self = data;

  usher_record_clear_strings (self, settings_strings, G_N_ELEMENTS (settings_strings));
  g_clear_pointer (&self->default_intervals, g_ptr_array_unref);
}

/**
 * usher_settings_new:
 *
 * Returns: (transfer full): what holds as long as nothing was chosen
 */
UsherSettings *
usher_settings_new (void)
{
  UsherSettings *self = g_atomic_rc_box_new0 (UsherSettings);

  usher_record_init_strings (self, settings_strings, G_N_ELEMENTS (settings_strings));
  self->default_country = g_strdup ("US");
  self->email_price_micros = USHER_PRICE_EMAIL_DEFAULT;
  self->sms_price_micros = USHER_PRICE_SMS_DEFAULT;
  self->default_channels = USHER_CHANNELS_EMAIL;
  self->quiet_from = QUIET_FROM_DEFAULT;
  self->quiet_to = QUIET_TO_DEFAULT;
  self->keep_running = TRUE;
  return self;
}

static gpointer
copy_string (gconstpointer string, gpointer unused)
{
  return g_strdup (string);
}

static GPtrArray *
copy_list (GPtrArray *list)
{
  GPtrArray *copy = list != NULL ? g_ptr_array_copy (list, copy_string, NULL) : NULL;

  if (copy != NULL)
    g_ptr_array_set_free_func (copy, g_free);
  return copy;
}

/**
 * usher_settings_copy:
 * @self: settings
 *
 * Returns: (transfer full): a copy that shares nothing with it, to be changed
 */
UsherSettings *
usher_settings_copy (const UsherSettings *self)
{
  UsherSettings *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = (UsherSettings *) g_atomic_rc_box_dup (sizeof *self, self);
  usher_record_copy_strings (copy, settings_strings, G_N_ELEMENTS (settings_strings));
  copy->default_intervals = copy_list (self->default_intervals);
  return copy;
}

UsherSettings *
usher_settings_ref (UsherSettings *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

void
usher_settings_unref (UsherSettings *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_rc_box_release_full (self, settings_clear);
}

/**
 * usher_settings_equal:
 * @a: settings
 * @b: others
 *
 * Returns: whether they say the same
 */
gboolean
usher_settings_equal (const UsherSettings *a, const UsherSettings *b)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  first = usher_settings_to_text (a);
  second = usher_settings_to_text (b);
  return g_str_equal (first, second);
}

/* --- texts ---------------------------------------------------------------------------------------------------------- */

/**
 * usher_settings_text_name:
 * @index: which text, from 0
 *
 * Returns: (nullable): the name of the member; %NULL behind the last one
 */
const char *
usher_settings_text_name (guint index)
{
  return index < G_N_ELEMENTS (texts) ? texts[index].name : NULL;
}

/**
 * usher_settings_text:
 * @self: settings
 * @index: which text
 *
 * Returns: where the text is
 */
char **
usher_settings_text (UsherSettings *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < G_N_ELEMENTS (texts), NULL);
  return G_STRUCT_MEMBER_P (self, settings_strings[index].offset);
}

/**
 * usher_settings_text_rule:
 * @index: which text
 *
 * Returns: what may stand there
 */
UsherSettingRule
usher_settings_text_rule (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (texts), USHER_SETTING_LINE);
  return texts[index].rule;
}

/* --- checks --------------------------------------------------------------------------------------------------------- */

static gboolean
normalize_text (UsherSettings *self, guint index, GError **error)
{
  char **text = usher_settings_text (self, index);
  g_autofree char *kept = NULL;

  if (*text == NULL)
    return TRUE;
  /* A field that was emptied is one that was never filled in. Blanks in other than UTF-8 are not looked for. */
  if ((*text)[strspn (*text, " \t")] != '\0')
    {
      kept = usher_setting_rule_check (texts[index].rule, *text, texts[index].name, texts[index].label, error);
      if (kept == NULL)
        return FALSE;
    }
  g_set_str (text, kept != NULL && *kept != '\0' ? kept : NULL);
  return TRUE;
}

static gboolean
check_price (gint64 micros, const char *field, GError **error)
{
  if (micros >= 0 && micros <= USHER_PRICE_MAX_MICROS)
    return TRUE;
  usher_set_error_invalid (error, field, "A price must be between $0 and $1,000.");
  return FALSE;
}

static gboolean
check_time (int minutes, const char *field, GError **error)
{
  if (minutes >= 0 && minutes < MINUTES_OF_DAY)
    return TRUE;
  usher_set_error_invalid (error, field, "Quiet hours begin and end at a time of the day, like 22:00.");
  return FALSE;
}

static gboolean
check_numbers (const UsherSettings *self, GError **error)
{
  if (!check_price (self->email_price_micros, "email_price_micros", error)
      || !check_price (self->sms_price_micros, "sms_price_micros", error)
      || !check_time (self->quiet_from, "quiet_from", error) || !check_time (self->quiet_to, "quiet_to", error))
    return FALSE;
  if (self->retention_days < 0 || self->retention_days > USHER_RETENTION_MAX_DAYS)
    usher_set_error_invalid (error, "retention_days", "Registrations can be kept for up to ten years, or for ever.");
  else if (self->quiet_enabled && self->quiet_from == self->quiet_to)
    usher_set_error_invalid (error, "quiet_to", "Quiet hours must end at another time than they begin.");
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_channels (const UsherSettings *self, GError **error)
{
  if (self->default_channels != USHER_CHANNELS_NONE
      && (self->default_channels & ~(guint) (USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS)) == 0)
    return TRUE;
  usher_set_error_invalid (error, "default_channels", "Choose e-mail, SMS or both: else nobody who registers is reminded.");
  return FALSE;
}

static int
compare_intervals (gconstpointer a, gconstpointer b)
{
  UsherInterval first, second;

  usher_interval_parse (*(const char * const *) a, &first, NULL);
  usher_interval_parse (*(const char * const *) b, &second, NULL);
  return usher_interval_compare (&first, &second);
}

static gboolean
take_interval (GPtrArray *list, const char *text, GError **error)
{
  g_autofree char *canonical = NULL;
  UsherInterval interval;

  if (!usher_interval_check (text, &interval, NULL))
    {
      g_autofree char *quoted = usher_text_quote (text);

      usher_set_error_invalid (error, "default_intervals", "%s is not a distance before the start of at most %d days, like P14D or "
                               "PT1H30M.", quoted, USHER_INTERVAL_MAX_DAYS);
      return FALSE;
    }
  canonical = usher_interval_format (&interval);
  if (g_ptr_array_find_with_equal_func (list, canonical, g_str_equal, NULL))
    {
      usher_set_error_invalid (error, "default_intervals", "%s is there twice.", canonical);
      return FALSE;
    }
  g_ptr_array_add (list, g_steal_pointer (&canonical));
  return TRUE;
}

static gboolean
normalize_intervals (UsherSettings *self, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  if (self->default_intervals == NULL)
    return TRUE;
  if (self->default_intervals->len > USHER_INTERVALS_MAX)
    {
      usher_set_error_invalid (error, "default_intervals", "There are too many reminders: at most %d.", USHER_INTERVALS_MAX);
      return FALSE;
    }
  list = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->default_intervals->len; i++)
    if (!take_interval (list, self->default_intervals->pdata[i], error))
      return FALSE;
  g_ptr_array_sort (list, compare_intervals);
  g_ptr_array_unref (self->default_intervals);
  self->default_intervals = g_steal_pointer (&list);
  return TRUE;
}

/**
 * usher_settings_normalize:
 * @self: what was typed in; texts may be any bytes
 * @error: %USHER_ERROR_INVALID on the first field that is wrong
 *
 * Returns: (transfer full) (nullable): the same in the form in which it is kept: texts trimmed and canonical, %NULL where
 *   nothing is left, intervals longest first; %NULL on error
 */
UsherSettings *
usher_settings_normalize (const UsherSettings *self, GError **error)
{
  g_autoptr (UsherSettings) kept = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  kept = usher_settings_copy (self);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!normalize_text (kept, i, error))
      return NULL;
  if (kept->default_country == NULL)
    kept->default_country = g_strdup ("US");
  kept->track = !!kept->track;
  kept->quiet_enabled = !!kept->quiet_enabled;
  kept->keep_running = !!kept->keep_running;
  kept->autostart = !!kept->autostart;
  if (!check_numbers (kept, error) || !check_channels (kept, error) || !normalize_intervals (kept, error))
    return NULL;
  return g_steal_pointer (&kept);
}

/**
 * usher_settings_check:
 * @self: what was typed in
 * @error: %USHER_ERROR_INVALID on the first field that is wrong, named as the member
 *
 * Returns: whether it can be saved
 */
gboolean
usher_settings_check (const UsherSettings *self, GError **error)
{
  g_autoptr (UsherSettings) kept = usher_settings_normalize (self, error);

  return kept != NULL;
}
