/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-opening.h"

#include "usher-format.h"

void
usher_wizard_opening_free (UsherWizardOpening *opening)
{
  g_return_if_fail (opening != NULL);
  g_clear_pointer (&opening->event, usher_event_unref);
  g_clear_pointer (&opening->reminders, g_ptr_array_unref);
  g_clear_pointer (&opening->settings, usher_settings_unref);
  g_free (opening);
}

/* On a worker thread */
static gpointer
read_all (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  gint64 event_id = *(const gint64 *) input;
  g_autoptr (UsherWizardOpening) opening = g_new0 (UsherWizardOpening, 1);

  opening->settings = usher_engine_get_settings (engine, error);
  if (!opening->settings)
    return NULL;
  if (event_id == 0)
    return g_steal_pointer (&opening);
  opening->event = usher_engine_get_event (engine, event_id, error);
  if (!opening->event)
    return NULL;
  opening->reminders = usher_engine_list_reminders (engine, event_id, error);
  return opening->reminders ? g_steal_pointer (&opening) : NULL;
}

void
usher_wizard_opening_read (UsherClient *client, gint64 event_id, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  usher_client_query_async (client, read_all, g_memdup2 (&event_id, sizeof event_id), g_free,
                            (GDestroyNotify) usher_wizard_opening_free, cancellable, callback, user_data);
}

void
usher_wizard_opening_begin (const UsherWizardOpening *opening, UsherWizardModel *model, const char *date, UsherInstant now)
{
  g_return_if_fail (opening != NULL);

  if (opening->event)
    usher_wizard_model_begin_event (model, opening->event, opening->reminders, now);
  else
    usher_wizard_model_begin (model, opening->settings, usher_format_own_zone_name (), usher_format_language (), date, now);
}
