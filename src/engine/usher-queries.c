/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-queries.h"

#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-registrar.h"

/* Each asks one reader, which sees one consistent picture, and gives it back. */

UsherEvent *
usher_engine_get_event (UsherEngine *self, gint64 id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error) ? usher_events_get (reader.conn, id, error) : NULL;
}

UsherEvent *
usher_engine_get_event_by_slug (UsherEngine *self, const char *slug, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (slug != NULL, NULL);
  return usher_reader_open (&reader, self, error) ? usher_events_get_by_slug (reader.conn, slug, error) : NULL;
}

GPtrArray *
usher_engine_list_events (UsherEngine *self, const UsherEventQuery *query, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  return usher_reader_open (&reader, self, error) ? usher_events_list (reader.conn, query, error) : NULL;
}

/**
 * usher_engine_count_registrations:
 * @self: the engine
 * @event_id: the event
 * @error: return location
 *
 * Returns: how many registered for it; -1 on error
 */
int
usher_engine_count_registrations (UsherEngine *self, gint64 event_id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), -1);
  return usher_reader_open (&reader, self, error) ? usher_registrations_count (reader.conn, event_id, error) : -1;
}

GPtrArray *
usher_engine_list_notifications (UsherEngine *self, gint64 event_id, gboolean all, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error) ? usher_notifications_list (reader.conn, event_id, all, error) : NULL;
}

/**
 * usher_engine_list_reminders:
 * @self: the engine
 * @event_id: the event
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherNotification): all its reminders by due moment, without the counts of their
 *   deliveries; %NULL on error
 */
GPtrArray *
usher_engine_list_reminders (UsherEngine *self, gint64 event_id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error) ? usher_notifications_reminders (reader.conn, event_id, error) : NULL;
}

/**
 * usher_engine_get_notification:
 * @self: the engine
 * @event_id: its event; 0 for any
 * @id: the notification
 * @error: %USHER_ERROR_NOT_FOUND, also for one of another event
 *
 * Returns: (transfer full): the notification with its counts; %NULL on error
 */
UsherNotification *
usher_engine_get_notification (UsherEngine *self, gint64 event_id, gint64 id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherNotification) n = NULL;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);

  if (!usher_reader_open (&reader, self, error))
    return NULL;
  n = usher_notifications_get (reader.conn, id, error);
  if (n == NULL || event_id == 0 || n->event_id == event_id)
    return g_steal_pointer (&n);
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such notification");
  return NULL;
}

GPtrArray *
usher_engine_list_registrations (UsherEngine *self, const UsherRegistrationQuery *query, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  return usher_reader_open_for (&reader, self, query->cancellable, error)
         ? usher_registrations_list (reader.conn, query, error) : NULL;
}

/**
 * usher_engine_get_registration:
 * @self: the engine
 * @event_id: its event; 0 for any
 * @id: the registration
 * @error: %USHER_ERROR_NOT_FOUND, also for one of another event
 *
 * Returns: (transfer full): the registration; %NULL on error
 */
UsherRegistration *
usher_engine_get_registration (UsherEngine *self, gint64 event_id, gint64 id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherRegistration) r = NULL;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);

  if (!usher_reader_open (&reader, self, error))
    return NULL;
  r = usher_registrations_get (reader.conn, id, error);
  if (r == NULL || event_id == 0 || r->event_id == event_id)
    return g_steal_pointer (&r);
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such registration");
  return NULL;
}

UsherRegistration *
usher_engine_get_registration_by_token (UsherEngine *self, const char *token, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (token != NULL, NULL);
  return usher_reader_open (&reader, self, error) ? usher_registrations_get_by_token (reader.conn, token, error) : NULL;
}

UsherStream *
usher_engine_get_stream (UsherEngine *self, gint64 event_id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error) ? usher_streams_get (reader.conn, event_id, error) : NULL;
}

UsherAnalytics *
usher_engine_get_analytics (UsherEngine *self, gint64 event_id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  const UsherConfig *config;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);

  config = usher_engine_get_config (self);
  if (!usher_reader_open (&reader, self, error))
    return NULL;
  return usher_analytics_read (reader.conn, event_id, config->email_price_micros, config->sms_price_micros, error);
}

GPtrArray *
usher_engine_list_deliveries (UsherEngine *self, const UsherDeliveryQuery *query, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  return usher_reader_open (&reader, self, error) ? usher_deliveries_list (reader.conn, query, error) : NULL;
}

UsherDelivery *
usher_engine_get_delivery (UsherEngine *self, gint64 id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  return usher_reader_open (&reader, self, error) ? usher_deliveries_get (reader.conn, id, error) : NULL;
}

/**
 * usher_engine_check_open:
 * @self: the engine
 * @event: the event
 * @error: %USHER_ERROR_CLOSED or %USHER_ERROR_FULL, in words for the viewer
 *
 * The rule that registering itself keeps to; the page asks before it shows the form.
 *
 * Returns: %TRUE when a viewer can register now
 */
gboolean
usher_engine_check_open (UsherEngine *self, const UsherEvent *event, GError **error)
{
  g_auto (UsherReader) reader = { 0 };

  g_return_val_if_fail (USHER_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);
  return usher_reader_open (&reader, self, error) &&
         usher_registrar_check_open (self, reader.conn, FALSE, event, usher_clock_now (usher_engine_get_clock (self)),
                                     error);
}

/* --- templates ----------------------------------------------------------------------------------------------------- */

/**
 * usher_engine_list_templates:
 * @self: the engine
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherTemplateText): the built-in ones, then the user's own; %NULL on error
 */
GPtrArray *
usher_engine_list_templates (UsherEngine *self, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_template_text_free);
  g_autoptr (GPtrArray) defaults = NULL;
  GPtrArray *own;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);

  if (!usher_reader_open (&reader, self, error))
    return NULL;
  own = usher_templates_list (reader.conn, error);
  if (own == NULL)
    return NULL;
  defaults = usher_default_templates ();
  for (guint i = 0; i < defaults->len; i++)
    g_ptr_array_add (list, usher_template_text_copy (g_ptr_array_index (defaults, i)));
  g_ptr_array_extend_and_steal (list, own);
  return g_steal_pointer (&list);
}

static UsherTemplateText *
find_default (const char *id)
{
  g_autoptr (GPtrArray) defaults = usher_default_templates ();

  for (guint i = 0; i < defaults->len; i++)
    {
      const UsherTemplateText *text = g_ptr_array_index (defaults, i);

      if (g_strcmp0 (text->id, id) == 0)
        return usher_template_text_copy (text);
    }
  return NULL;
}

/**
 * usher_engine_get_template:
 * @self: the engine
 * @id: "default:KEY:CHANNEL", or the number of an own one
 * @error: %USHER_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the text; %NULL on error
 */
UsherTemplateText *
usher_engine_get_template (UsherEngine *self, const char *id, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  UsherTemplateText *text;
  guint64 number;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  text = find_default (id);
  if (text != NULL)
    return text;
  if (!g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, &number, NULL))
    {
      usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such template");
      return NULL;
    }
  return usher_reader_open (&reader, self, error) ? usher_templates_get (reader.conn, (gint64) number, error) : NULL;
}
