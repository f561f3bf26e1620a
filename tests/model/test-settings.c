/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-cost.h"
#include "usher-error.h"
#include "usher-event-draft.h"
#include "usher-settings.h"

static GPtrArray *
list_of (const char *texts)
{
  g_auto (GStrv) split = g_strsplit (texts, " ", -1);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (char **text = split; *text != NULL; text++)
    g_ptr_array_add (list, g_strdup (*text));
  return list;
}

static char *
join (GPtrArray *list)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) list->pdata[i]);
  return g_strdup (text->str);
}

static UsherSettings *
full (void)
{
  static const char * const texts[] = {
    "Studio Nord", "show@example.com", "me@example.com", "Hafenstr. 1; 20457 Hamburg", "https://live.example.org",
    "https://example.org/privacy?a=1;b", "https://tv.example/live.m3u8", "DE", "mg.example.com", "https://api.eu.mailgun.net",
    "AC1", "+15005550006", "MG1", "http://127.0.0.1:1", "id", "http://127.0.0.1:2",
  };
  UsherSettings *self = usher_settings_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_set_str (usher_settings_text (self, i), texts[i]);
  g_assert_null (usher_settings_text_name (G_N_ELEMENTS (texts)));
  self->email_price_micros = 2000;
  self->sms_price_micros = 50000;
  self->track = TRUE;
  self->default_channels = USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS;
  self->default_intervals = list_of ("P1D PT1H");
  self->quiet_enabled = TRUE;
  self->quiet_from = 21 * 60 + 30;
  self->quiet_to = 7 * 60;
  self->retention_days = 90;
  self->keep_running = FALSE;
  self->autostart = TRUE;
  return self;
}

static void
test_defaults (void)
{
  g_autoptr (UsherSettings) self = usher_settings_new ();
  g_autoptr (UsherSettings) read = usher_settings_from_text (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (usher_settings_check (self, &error));
  g_assert_no_error (error);
  g_assert_true (usher_settings_equal (self, read));
  g_assert_cmpint (self->email_price_micros, ==, USHER_PRICE_EMAIL_DEFAULT);
  g_assert_cmpuint (self->default_channels, ==, USHER_CHANNELS_EMAIL);
  g_assert_null (self->default_intervals);
  g_assert_false (self->quiet_enabled);
  g_assert_cmpint (self->retention_days, ==, 0);
  g_assert_cmpstr (self->default_country, ==, "US");
}

/* All of it comes back, and a copy shares nothing with it. */
static void
test_round (void)
{
  g_autoptr (UsherSettings) self = full ();
  g_autoptr (UsherSettings) copy = usher_settings_copy (self);
  g_autofree char *text = usher_settings_to_text (self);
  g_autoptr (UsherSettings) read = usher_settings_from_text (text);
  g_autofree char *again = usher_settings_to_text (read);

  g_assert_cmpstr (again, ==, text);
  g_assert_true (usher_settings_equal (self, copy));
  g_ptr_array_add (copy->default_intervals, g_strdup ("PT0S"));
  g_assert_false (usher_settings_equal (self, copy));
  g_assert_cmpuint (self->default_intervals->len, ==, 2);
}

/* What the settings are after @line was there instead of what was saved */
static const struct {
  const char *text;
  const char *country;
  int         retention;
} old_texts[] = {
  { "", "US", 0 },
  { "no key file at all", "US", 0 },
  { "[usher]\nretention_days=30\n", "US", 30 },
  { "[usher]\nretention_days=30\nsomething_new=7\n[more]\na=b\n", "US", 30 },
  { "[usher]\nretention_days=many\ndefault_country=DE\n", "DE", 0 },
  { "[usher]\nretention_days=-5\ndefault_country=DE\n", "DE", 0 },
  { "[usher]\nretention_days=99999999999\ndefault_country=DE\n", "DE", 0 },
  { "[usher]\nretention_days=30\ndefault_country=Germany\nsender_address=nobody\ndefault_channels=9\ndefault_intervals=x;\n",
    "US", 30 },
  { "[usher]\nretention_days=30\nquiet_enabled=true\nquiet_from=60\nquiet_to=60\n", "US", 30 },
};

static void
test_other_versions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (old_texts); i++)
    {
      g_autoptr (UsherSettings) self = usher_settings_from_text (old_texts[i].text);

      g_assert_true (usher_settings_check (self, NULL));
      g_assert_cmpstr (self->default_country, ==, old_texts[i].country);
      g_assert_cmpint (self->retention_days, ==, old_texts[i].retention);
    }
}

/* --- checks --------------------------------------------------------------------------------------------------------- */

static void
test_texts (void)
{
  for (guint i = 0; usher_settings_text_name (i) != NULL; i++)
    {
      g_autoptr (UsherSettings) self = full ();
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherSettings) kept = NULL;

      g_set_str (usher_settings_text (self, i), "a\nb");
      g_assert_false (usher_settings_check (self, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, usher_settings_text_name (i));

      g_set_str (usher_settings_text (self, i), "  ");
      kept = usher_settings_normalize (self, NULL);
      g_assert_cmpstr (*usher_settings_text (kept, i), ==,
                       g_str_equal (usher_settings_text_name (i), "default_country") ? "US" : NULL);
    }
}

static void
set_number (UsherSettings *self, const char *field, gint64 value)
{
  if (g_str_equal (field, "email_price_micros"))
    self->email_price_micros = value;
  else if (g_str_equal (field, "sms_price_micros"))
    self->sms_price_micros = value;
  else if (g_str_equal (field, "quiet_from"))
    self->quiet_from = (int) value;
  else if (g_str_equal (field, "quiet_to"))
    self->quiet_to = (int) value;
  else if (g_str_equal (field, "retention_days"))
    self->retention_days = (int) value;
  else if (g_str_equal (field, "default_channels"))
    self->default_channels = (UsherChannels) value;
  else
    g_assert_not_reached ();
}

static const struct {
  const char *field;
  gint64      value;
  gboolean    good;
} numbers[] = {
  { "email_price_micros", 0, TRUE }, { "email_price_micros", -1, FALSE },
  { "sms_price_micros", USHER_PRICE_MAX_MICROS, TRUE }, { "sms_price_micros", USHER_PRICE_MAX_MICROS + 1, FALSE },
  { "quiet_from", 0, TRUE }, { "quiet_from", -1, FALSE }, { "quiet_from", 1440, FALSE },
  { "quiet_to", 1439, TRUE }, { "quiet_to", 1440, FALSE }, { "quiet_to", 21 * 60 + 30, FALSE },
  { "retention_days", 0, TRUE }, { "retention_days", USHER_RETENTION_MAX_DAYS, TRUE },
  { "retention_days", USHER_RETENTION_MAX_DAYS + 1, FALSE }, { "retention_days", -1, FALSE },
  { "default_channels", USHER_CHANNELS_SMS, TRUE }, { "default_channels", USHER_CHANNELS_NONE, FALSE },
  { "default_channels", 4, FALSE },
};

static void
test_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (UsherSettings) self = full ();
      g_autoptr (GError) error = NULL;

      set_number (self, numbers[i].field, numbers[i].value);
      g_assert_cmpint (usher_settings_check (self, &error), ==, numbers[i].good);
      g_assert_cmpstr (error != NULL ? usher_error_get_field (error) : NULL, ==, numbers[i].good ? NULL : numbers[i].field);
    }
}

static const struct {
  const char *typed;
  const char *kept;   /* NULL: refused */
} intervals[] = {
  { "PT1H P14D PT0S", "P14D PT1H PT0S" },
  { "P2W PT90M", "P14D PT1H30M" },
  { "P14D P2W", NULL },
  { "P1D soon", NULL },
  { "P367D", NULL },
};

static void
test_intervals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      g_autoptr (UsherSettings) self = usher_settings_new ();
      g_autoptr (UsherSettings) kept = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *list = NULL;

      self->default_intervals = list_of (intervals[i].typed);
      kept = usher_settings_normalize (self, &error);
      list = kept != NULL ? join (kept->default_intervals) : NULL;
      g_assert_cmpstr (list, ==, intervals[i].kept);
      g_assert_cmpstr (error != NULL ? usher_error_get_field (error) : NULL, ==,
                       intervals[i].kept != NULL ? NULL : "default_intervals");
    }
}

/* None at all is a choice, too, and there can be too many. */
static void
test_interval_counts (void)
{
  g_autoptr (UsherSettings) self = usher_settings_new ();
  g_autoptr (UsherSettings) kept = NULL;
  g_autoptr (UsherSettings) read = NULL;
  g_autofree char *text = NULL;

  self->default_intervals = g_ptr_array_new_with_free_func (g_free);
  kept = usher_settings_normalize (self, NULL);
  text = usher_settings_to_text (kept);
  read = usher_settings_from_text (text);
  g_assert_nonnull (read->default_intervals);
  g_assert_cmpuint (read->default_intervals->len, ==, 0);

  for (int i = 1; i <= USHER_INTERVALS_MAX + 1; i++)
    g_ptr_array_add (self->default_intervals, g_strdup_printf ("P%dD", i));
  g_assert_false (usher_settings_check (self, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/defaults", test_defaults);
  g_test_add_func ("/settings/round", test_round);
  g_test_add_func ("/settings/other-versions", test_other_versions);
  g_test_add_func ("/settings/texts", test_texts);
  g_test_add_func ("/settings/numbers", test_numbers);
  g_test_add_func ("/settings/intervals", test_intervals);
  g_test_add_func ("/settings/interval-counts", test_interval_counts);
  return g_test_run ();
}
