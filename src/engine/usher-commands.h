/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What one can do. Each command is one transaction; its callback comes after the commit. @actor: "app", "api", "viewer",
 * "provider", for the audit trail. */

#include "usher-engine.h"
#include "usher-event.h"
#include "usher-event-draft.h"
#include "usher-notification.h"
#include "usher-registration.h"
#include "usher-default-templates.h"
#include "usher-provider-event.h"
#include "usher-settings.h"
#include "usher-stream.h"

G_BEGIN_DECLS

/* Planner. A draft without a list of intervals gets those of the streamer's defaults (UsherSettings) that still fit.
 * @idempotency_key: (nullable). @if_version: 0 or the version that the caller saw (STALE). Finishing returns the event. */
void        usher_engine_create_event_async    (UsherEngine *self, const UsherEventDraft *draft, const char *idempotency_key,
                                                const char *actor, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherEvent *usher_engine_create_event_finish   (UsherEngine *self, GAsyncResult *result, GError **error);
/* Edit and reschedule: pending reminders move with the start, registrants of a moved event get a change notice.
 * @draft's intervals: %NULL keeps the steps as they are; a list may name steps that were sent or have passed already
 * when the event has them (a client that writes back what it read). */
void        usher_engine_update_event_async    (UsherEngine *self, gint64 id, const UsherEventDraft *draft, int if_version,
                                                const char *actor, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherEvent *usher_engine_update_event_finish   (UsherEngine *self, GAsyncResult *result, GError **error);
/* Pending reminders are cancelled, registrants are told. Idempotent. Not for events that are live or completed (CONFLICT). */
void        usher_engine_cancel_event_async    (UsherEngine *self, gint64 id, int if_version, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherEvent *usher_engine_cancel_event_finish   (UsherEngine *self, GAsyncResult *result, GError **error);
/* A new scheduled event like @id at @starts_at (wall time in its zone), without registrations */
void        usher_engine_duplicate_event_async (UsherEngine *self, gint64 id, const char *starts_at, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherEvent *usher_engine_duplicate_event_finish (UsherEngine *self, GAsyncResult *result, GError **error);

/* Notifications. Adds steps to a scheduled event: @intervals ISO 8601 (NULL-terminated); those planned already are no error. */
void        usher_engine_add_intervals_async   (UsherEngine *self, gint64 event_id, const char * const *intervals, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_engine_add_intervals_finish  (UsherEngine *self, GAsyncResult *result, GError **error);
/* Sends a planned one now (whoever registered by now gets it), once. @notification_id 0: the next planned reminder. */
void        usher_engine_send_now_async        (UsherEngine *self, gint64 event_id, gint64 notification_id, const char *idempotency_key,
                                                const char *actor, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherNotification *usher_engine_send_now_finish (UsherEngine *self, GAsyncResult *result, GError **error);
/* Takes a planned or running one back: what has not left does not leave. */
void        usher_engine_cancel_notification_async (UsherEngine *self, gint64 event_id, gint64 notification_id, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherNotification *usher_engine_cancel_notification_finish (UsherEngine *self, GAsyncResult *result, GError **error);
/* The undo of that: planned again where its moment still fits; of a running one what had not left goes on, nobody gets it
 * twice. CONFLICT where something else took it back, or it is too late. */
void        usher_engine_restore_notification_async (UsherEngine *self, gint64 event_id, gint64 notification_id, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherNotification *usher_engine_restore_notification_finish (UsherEngine *self, GAsyncResult *result, GError **error);
/* One message with sample data to one address (checked), never to the registrants. Returns the delivery's id. */
void        usher_engine_send_test_async       (UsherEngine *self, gint64 event_id, const char *template_key, UsherChannel channel,
                                                const char *address, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gint64      usher_engine_send_test_finish      (UsherEngine *self, GAsyncResult *result, GError **error);

/* Registrar. The same person twice is an update: from the page it fills in and adds consents but never replaces or reveals what
 * is there; from the API (trusted) it writes what is given. *created (out): was it new? FULL, CLOSED, INVALID.
 * Not trusted: the answer is the same for a known and a new person: what was typed in, with id 0 and an empty token, and
 * *created TRUE. The personal link travels in the confirmation only. */
void        usher_engine_register_async        (UsherEngine *self, gint64 event_id, const UsherRegistrationForm *form, gboolean trusted,
                                                const char *actor, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherRegistration *usher_engine_register_finish (UsherEngine *self, GAsyncResult *result, gboolean *created, GError **error);
/* By personal link. @channels: those to withdraw. @method: "link", "one-click". An unknown token is no error (nothing to guess). */
void        usher_engine_unsubscribe_async     (UsherEngine *self, const char *token, UsherChannels channels, const char *method,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_engine_unsubscribe_finish    (UsherEngine *self, GAsyncResult *result, GError **error);
/* The viewer's own choice of channels on the manage page (gives or withdraws consent; never for a missing address) */
void        usher_engine_set_channels_async    (UsherEngine *self, const char *token, UsherChannels channels, const char *consent_text,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_engine_set_channels_finish   (UsherEngine *self, GAsyncResult *result, GError **error);
/* Erases a registration; its pending deliveries are cancelled. @event_id 0: any */
void        usher_engine_remove_registration_async (UsherEngine *self, gint64 event_id, gint64 registration_id, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_engine_remove_registration_finish (UsherEngine *self, GAsyncResult *result, GError **error);
void        usher_engine_resend_confirmation_async (UsherEngine *self, gint64 event_id, gint64 registration_id, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_engine_resend_confirmation_finish (UsherEngine *self, GAsyncResult *result, GError **error);

/* Stage. Start: only from scheduled (CONFLICT otherwise; already live: returns it, nothing happens twice); sends nothing.
 * If the stream cannot be made the event stays scheduled and the error says why; the same when @cancellable is cancelled in time
 * (G_IO_ERROR_CANCELLED): a stream that was made meanwhile is used by the next try. */
void        usher_engine_start_event_async     (UsherEngine *self, gint64 id, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherEvent *usher_engine_start_event_finish    (UsherEngine *self, GAsyncResult *result, GError **error);
/* End: completes and disables the stream, status completed, fixes the analytics; pending reminders are skipped. */
void        usher_engine_end_event_async       (UsherEngine *self, gint64 id, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherEvent *usher_engine_end_event_finish      (UsherEngine *self, GAsyncResult *result, GError **error);
/* Makes the stream before the show, so that the encoder can be set up: where a real streamer is configured and the event is
 * scheduled; else nothing. A failure is not an error (GO LIVE tries again): the event comes back without a stream. Sends nothing. */
void        usher_engine_prepare_stream_async  (UsherEngine *self, gint64 id,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherEvent *usher_engine_prepare_stream_finish (UsherEngine *self, GAsyncResult *result, GError **error);
/* Makes an event that starts now (no reminders, registration off unless asked) and starts it. */
void        usher_engine_quick_start_async     (UsherEngine *self, const char *title, const char *time_zone, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherEvent *usher_engine_quick_start_finish    (UsherEngine *self, GAsyncResult *result, GError **error);

/* When the stream of a live event was looked at last, and when its provider answered last (or USHER_NEVER). FALSE: not yet.
 * Quick; any thread. What was seen is in usher_engine_get_stream(); `changed` ("stream") tells when that is different. */
typedef struct {
  UsherInstant looked_at;
  UsherInstant answered_at;
} UsherStreamLook;
gboolean    usher_engine_get_stream_look       (UsherEngine *self, gint64 event_id, UsherStreamLook *look);

/* Templates. Saving with the id of a default, or no id, makes an own copy, which is used from then on (active). */
void        usher_engine_save_template_async   (UsherEngine *self, const UsherTemplateText *text, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherTemplateText *usher_engine_save_template_finish (UsherEngine *self, GAsyncResult *result, GError **error);
/* A duplicate, or one that comes back: another own text, in use or not as it says */
void        usher_engine_add_template_async    (UsherEngine *self, const UsherTemplateText *text, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherTemplateText *usher_engine_add_template_finish (UsherEngine *self, GAsyncResult *result, GError **error);
void        usher_engine_delete_template_async (UsherEngine *self, const char *id, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_engine_delete_template_finish (UsherEngine *self, GAsyncResult *result, GError **error);

/* Settings (no secrets). Names, addresses, links, prices, defaults, quiet hours and retention hold from now on; accounts and the
 * background behaviour are taken by whoever starts the engine and the program, at the next start. Finishing returns them as they
 * are kept. */
void        usher_engine_save_settings_async   (UsherEngine *self, const UsherSettings *settings, const char *actor,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
UsherSettings *usher_engine_save_settings_finish (UsherEngine *self, GAsyncResult *result, GError **error);

/* A copy of the database as one file (0600). To restore one: usher_store_restore() (usher-store-restore.h), while no engine has the folder. */
void        usher_engine_backup_async          (UsherEngine *self, const char *path,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_engine_backup_finish         (UsherEngine *self, GAsyncResult *result, GError **error);

/* Feedback by webhook. @token: (nullable): used once; a repetition changes nothing and is no error. */
void        usher_engine_take_feedback_async   (UsherEngine *self, const UsherProviderEvent *event, const char *token,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_engine_take_feedback_finish  (UsherEngine *self, GAsyncResult *result, GError **error);
void        usher_engine_take_stream_event_async (UsherEngine *self, const char *stream_id, const char *asset_id,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean    usher_engine_take_stream_event_finish (UsherEngine *self, GAsyncResult *result, GError **error);

/* Looks for what is due and waits until all of it was handed to the providers (or failed): cron, tests.
 * Returns how many notifications were due. */
void        usher_engine_run_due_async         (UsherEngine *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
int         usher_engine_run_due_finish        (UsherEngine *self, GAsyncResult *result, GError **error);   /* -1 on error */

G_END_DECLS
