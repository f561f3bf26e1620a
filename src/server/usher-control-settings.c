/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: the settings. No secret is among them, and none can be written here. */
#include <string.h>

#include "usher-control-private.h"
#include "usher-error.h"

static void
add_time (JsonBuilder *b, const char *name, int minutes)
{
  g_autofree char *text = g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60);

  usher_json_string (b, name, text);
}

static void
add_intervals (JsonBuilder *b, GPtrArray *intervals)
{
  json_builder_set_member_name (b, "default_intervals");
  if (!intervals)
    {
      json_builder_add_null_value (b);
      return;
    }
  json_builder_begin_array (b);
  for (guint i = 0; i < intervals->len; i++)
    json_builder_add_string_value (b, intervals->pdata[i]);
  json_builder_end_array (b);
}

static void
send_settings (UsherRequest *request, const UsherSettings *settings)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  for (guint i = 0; usher_settings_text_name (i); i++)
    usher_json_string (b, usher_settings_text_name (i), *usher_settings_text ((UsherSettings *) settings, i));
  usher_json_dollars (b, "email_price", settings->email_price_micros);
  usher_json_dollars (b, "sms_price", settings->sms_price_micros);
  usher_json_boolean (b, "track", settings->track);
  usher_json_channels (b, "default_channels", settings->default_channels);
  add_intervals (b, settings->default_intervals);
  usher_json_boolean (b, "quiet_enabled", settings->quiet_enabled);
  add_time (b, "quiet_from", settings->quiet_from);
  add_time (b, "quiet_to", settings->quiet_to);
  usher_json_int (b, "retention_days", settings->retention_days);
  usher_json_boolean (b, "keep_running", settings->keep_running);
  usher_json_boolean (b, "autostart", settings->autostart);
  json_builder_end_object (b);
  usher_request_complete (request, usher_json_response (200, b));
}

static void
handle_get (UsherRequest *request, gpointer data)
{
  g_autoptr (UsherSettings) settings = NULL;
  GError *error = NULL;

  settings = usher_engine_get_settings (data, &error);
  if (settings)
    send_settings (request, settings);
  else
    usher_control_fail (request, error);
}

/* --- writing -------------------------------------------------------------------------------------------------------- */

/* A key goes where its service's address says. Who holds the API's token may steer Usher, but not have its keys sent elsewhere. */
static gboolean
check_keeps_address (const char *name, const char *before, const char *after, GError **error)
{
  if (!g_str_has_suffix (name, "_base_url") || g_strcmp0 (before, after) == 0)
    return TRUE;
  usher_set_error_invalid (error, name, "The address of a service is set in the preferences or in the environment, not here.");
  return FALSE;
}

static gboolean
read_texts (UsherJsonInput *input, UsherSettings *settings, GError **error)
{
  for (guint i = 0; usher_settings_text_name (i); i++)
    {
      const char *name = usher_settings_text_name (i);
      g_autofree char *text = usher_json_input_string (input, name);

      if (!text && !usher_json_input_is_null (input, name))
        continue;
      if (!check_keeps_address (name, *usher_settings_text (settings, i), text, error))
        return FALSE;
      g_set_str (usher_settings_text (settings, i), text);
    }
  return TRUE;
}

static gboolean
read_time (UsherJsonInput *input, const char *name, int *minutes, GError **error)
{
  g_autofree char *text = usher_json_input_string (input, name);
  gint64 hour, minute;

  if (!text)
    return TRUE;
  if (strlen (text) == 5 && text[2] == ':')
    {
      text[2] = '\0';
      if (g_ascii_string_to_signed (text, 10, 0, 23, &hour, NULL) && g_ascii_string_to_signed (text + 3, 10, 0, 59, &minute, NULL))
        {
          *minutes = (int) (hour * 60 + minute);
          return TRUE;
        }
    }
  usher_set_error_invalid (error, name, "Must be a time of the day, like 22:00.");
  return FALSE;
}

static void
read_channels (UsherJsonInput *input, UsherSettings *settings)
{
  UsherJsonInput *channels = usher_json_input_object (input, "default_channels");
  gboolean email, sms;

  if (!channels)
    return;
  email = usher_json_input_boolean (channels, "email", (settings->default_channels & USHER_CHANNELS_EMAIL) != 0);
  sms = usher_json_input_boolean (channels, "sms", (settings->default_channels & USHER_CHANNELS_SMS) != 0);
  settings->default_channels = (email ? USHER_CHANNELS_EMAIL : 0) | (sms ? USHER_CHANNELS_SMS : 0);
}

static void
read_intervals (UsherJsonInput *input, UsherSettings *settings)
{
  GPtrArray *intervals = usher_json_input_strings (input, "default_intervals");

  if (!intervals && !usher_json_input_is_null (input, "default_intervals"))
    return;
  g_clear_pointer (&settings->default_intervals, g_ptr_array_unref);
  settings->default_intervals = intervals;
}

/* Lays the body over @settings, which are not shared: what is absent stays. */
static gboolean
read_settings (UsherJsonInput *input, UsherSettings *settings, GError **error)
{
  if (!read_texts (input, settings, error))
    return FALSE;
  settings->email_price_micros = usher_json_input_dollars (input, "email_price", USHER_PRICE_MAX_MICROS,
                                                           settings->email_price_micros);
  settings->sms_price_micros = usher_json_input_dollars (input, "sms_price", USHER_PRICE_MAX_MICROS,
                                                         settings->sms_price_micros);
  settings->track = usher_json_input_boolean (input, "track", settings->track);
  read_channels (input, settings);
  read_intervals (input, settings);
  settings->quiet_enabled = usher_json_input_boolean (input, "quiet_enabled", settings->quiet_enabled);
  settings->retention_days = (int) usher_json_input_int (input, "retention_days", 0, USHER_RETENTION_MAX_DAYS,
                                                         settings->retention_days);
  settings->keep_running = usher_json_input_boolean (input, "keep_running", settings->keep_running);
  settings->autostart = usher_json_input_boolean (input, "autostart", settings->autostart);
  return read_time (input, "quiet_from", &settings->quiet_from, error)
         && read_time (input, "quiet_to", &settings->quiet_to, error) && usher_json_input_finish (input, error);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherControlCall) call = data;
  g_autoptr (UsherSettings) settings = NULL;
  GError *error = NULL;

  settings = usher_engine_save_settings_finish (USHER_ENGINE (source), result, &error);
  if (settings)
    send_settings (call->request, settings);
  else
    usher_control_fail (call->request, error);
}

static void
handle_put (UsherRequest *request, gpointer data)
{
  g_autoptr (UsherJsonInput) input = usher_control_input (request, FALSE);
  g_autoptr (UsherSettings) settings = NULL;
  GError *error = NULL;

  if (!input)
    return;
  settings = usher_engine_get_settings (data, &error);
  if (!settings || !read_settings (input, settings, &error))
    {
      usher_control_fail (request, error);
      return;
    }
  usher_engine_save_settings_async (data, settings, USHER_CONTROL_ACTOR, NULL, saved, usher_control_call_new (data, request));
}

void
usher_control_settings_add_routes (UsherRouter *router, UsherEngine *engine)
{
  usher_router_add (router, "GET", "/api/settings", 0, handle_get, engine);
  usher_router_add (router, "PUT", "/api/settings", USHER_CONTROL_BODY_MAX, handle_put, engine);
}
