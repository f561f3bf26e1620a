/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-conn.h"
#include "usher-delivery.h"
#include "usher-notification.h"

G_BEGIN_DECLS

/* Sets id. Suppressed addresses are stored as skipped with the reason. An existing one of the same key: no error,
 * id 0 (happens once). */
gboolean       usher_deliveries_insert       (UsherConn *conn, UsherDelivery *d, const char *template_key, GError **error);
UsherDelivery *usher_deliveries_get          (UsherConn *conn, gint64 id, GError **error);
int            usher_deliveries_next_edition (UsherConn *conn, gint64 notification_id, gint64 registration_id,
                                              UsherChannel channel, GError **error);

/* Makes the next page of an open notification's deliveries: up to @page registrations after its cursor; those who agreed
 * to the channel, have an address, registered before due_at (reminders), and are not suppressed (else skipped).
 * Returns TRUE in *complete when all registrations were looked at. */
gboolean       usher_deliveries_fill         (UsherConn *conn, const UsherNotification *n, int page, UsherInstant now,
                                              gboolean *complete, int *made, GError **error);

/* Claims up to @limit queued deliveries of @channel that may leave at @now, all of one notification (or all test
 * sends of one event and template key), oldest due first: status claimed, batch_id, provider, attempts + 1, claimed_at.
 * Addresses are unique within a batch; addresses suppressed since are skipped instead, registrations that withdrew
 * the channel are cancelled. (element-type UsherDelivery); an empty array when there is nothing. */
GPtrArray     *usher_deliveries_claim        (UsherConn *conn, UsherChannel channel, const char *batch_id,
                                              const char *provider, int limit, UsherInstant now, GError **error);
/* A claimed batch that has to travel as several requests: this claimed or unknown one goes under @new_batch_id from now on. */
gboolean       usher_deliveries_move         (UsherConn *conn, const char *batch_id, gint64 id, const char *new_batch_id,
                                              GError **error);
/* When the next queued one of @channel may leave; USHER_NEVER: none */
UsherInstant   usher_deliveries_next_attempt (UsherConn *conn, UsherChannel channel, GError **error);

/* The results of a claimed batch */
gboolean       usher_deliveries_accept       (UsherConn *conn, const char *batch_id, gint64 id /* 0: the whole batch */,
                                              const char *provider_id, int segments, UsherInstant now, GError **error);
gboolean       usher_deliveries_fail         (UsherConn *conn, const char *batch_id, gint64 id, const char *reason,
                                              UsherInstant now, GError **error);
/* Back to queued, not before @next_attempt_at; @count_attempt: FALSE when the provider never looked at it (429, circuit) */
gboolean       usher_deliveries_requeue      (UsherConn *conn, const char *batch_id, gint64 id, const char *reason,
                                              UsherInstant next_attempt_at, gboolean count_attempt, GError **error);
gboolean       usher_deliveries_unknown      (UsherConn *conn, const char *batch_id, gint64 id, const char *reason,
                                              UsherInstant ask_at, GError **error);
gboolean       usher_deliveries_skip         (UsherConn *conn, const char *batch_id, gint64 id, const char *reason,
                                              UsherInstant now, GError **error);
/* The provider's ids of a reader's messages on one channel, but for delivery @but: (element-type utf8), a set */
GHashTable    *usher_deliveries_provider_ids (UsherConn *conn, gint64 registration_id, UsherChannel channel, gint64 but,
                                              GError **error);
/* It did not leave, and was taken back meanwhile: cancelled */
gboolean       usher_deliveries_withdraw     (UsherConn *conn, const char *batch_id, gint64 id, const char *reason,
                                              UsherInstant now, GError **error);

/* Crash recovery: claimed ones of an earlier run become unknown, to be asked about at @ask_at. Returns how many, -1 on error. */
int            usher_deliveries_recover      (UsherConn *conn, UsherInstant ask_at, GError **error);
/* One unknown batch whose moment to ask has come: its deliveries (all of one batch_id); empty: none */
GPtrArray     *usher_deliveries_unknown_batch (UsherConn *conn, UsherChannel channel, UsherInstant now, GError **error);
UsherInstant   usher_deliveries_next_unknown (UsherConn *conn, UsherChannel channel, GError **error);

/* Nobody can be asked about the claimed and unknown ones any more: they failed. -1 on error */
int            usher_deliveries_give_up      (UsherConn *conn, UsherChannel channel, const char *reason, UsherInstant now,
                                              GError **error);
/* What waits for a moment after @absurd (the clock was set back) waits no longer */
gboolean       usher_deliveries_pull_forward (UsherConn *conn, UsherInstant absurd, UsherInstant now, int *count,
                                              GError **error);
/* The quiet hours are others now: what waits for their end is looked at again. */
gboolean       usher_deliveries_release      (UsherConn *conn, UsherInstant now, GError **error);
/* Takes back what has not left: queued ones become cancelled. @registration_id, @channel: 0, -1 for all */
gboolean       usher_deliveries_cancel       (UsherConn *conn, gint64 notification_id, gint64 registration_id, int channel,
                                              const char *reason, UsherInstant now, GError **error);
/* The undo: those of a notification that were cancelled for @reason wait again */
gboolean       usher_deliveries_restore      (UsherConn *conn, gint64 notification_id, const char *reason, UsherInstant now,
                                              GError **error);
gboolean       usher_deliveries_cancel_event (UsherConn *conn, gint64 event_id, UsherNotificationKind kind,
                                              const char *reason, UsherInstant now, GError **error);
/* Queued ones of a notification that no longer helps become skipped */
gboolean       usher_deliveries_skip_notification (UsherConn *conn, gint64 notification_id, const char *reason,
                                                   UsherInstant now, GError **error);
/* Has the notification deliveries that are queued, claimed or unknown? Counted up to 1,000; -1 on error */
int            usher_deliveries_count_pending (UsherConn *conn, gint64 notification_id, GError **error);

/* Feedback moves a known delivery forward, never back. Found by id, or by provider id. */
typedef struct {
  const char  *provider;
  const char  *provider_event_id;
  gint64       delivery_id;       /* 0: look up by provider_id */
  const char  *provider_id;
  const char  *batch_id;          /* (nullable): our own number of the request */
  const char  *address;           /* (nullable): to whom */
  const char  *type;              /* accepted delivered failed opened clicked unsubscribed complained bounced stopped price */
  const char  *detail;            /* for the streamer */
  gint64       price_micros;      /* -1 */
  int          segments;          /* 0 */
  gboolean     machine;           /* opened by a scanner or proxy: recorded, not counted */
  UsherInstant at;
  UsherInstant received_at;
} UsherFeedback;

/* FALSE without error in *is_new: a repetition, nothing changed */
gboolean       usher_feedback_record         (UsherConn *conn, const UsherFeedback *feedback, gboolean *is_new,
                                              UsherDelivery **delivery, GError **error);
/* Accepted SMS without a last word, for polling: (element-type UsherDelivery) */
GPtrArray     *usher_deliveries_unfinished   (UsherConn *conn, UsherChannel channel, UsherInstant since, int limit,
                                              GError **error);

typedef struct {
  gint64      event_id;      /* 0: all */
  int         channel;       /* -1: both */
  int         status;        /* -1: all */
  const char *search;        /* (nullable): in address */
  gint64      before_id;     /* page, newest first; 0 from the newest */
  int         limit;
  gint64      registration_id;   /* 0: all; else its messages alone */
} UsherDeliveryQuery;

GPtrArray     *usher_deliveries_list         (UsherConn *conn, const UsherDeliveryQuery *query, GError **error);
gboolean       usher_deliveries_count_queue  (UsherConn *conn, int *queued, int *claimed, int *unknown, GError **error);
char          *usher_deliveries_get_template_key (UsherConn *conn, gint64 id, GError **error);   /* of a test send */

G_END_DECLS
