/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the engine: the worker of one channel. Straight-line on a thread of its own: claim (durably) → compose → send →
 * settle. Whatever happens between claim and settle is found in the store at the next start, and asked about. */

#include "usher-circuit.h"
#include "usher-claim.h"
#include "usher-engine.h"
#include "usher-mailer.h"
#include "usher-settle.h"
#include "usher-texter.h"

G_BEGIN_DECLS

typedef struct _UsherSender UsherSender;

/* How soon after a send the provider is first asked what became of it */
#define USHER_SENDER_POLL_FIRST (15 * (gint64) G_USEC_PER_SEC)

/* From the sender's thread. @idle: it has nothing to do before a later moment; else: it got something done */
typedef void (*UsherSenderReport) (gpointer data, gboolean idle);

/**
 * UsherSenderKind:
 * @limit: how many deliveries one claim takes
 * @send: sends and settles a claim
 * @poll: what happened since @cursor: (element-type UsherProviderEvent)
 * @fetch: (nullable): the state of one message that never got a last word: (element-type UsherProviderEvent)
 * @ask: which of an unknown batch did the provider take? (element-type gint64 utf8): delivery id → provider id
 *
 * What differs between e-mail and SMS.
 */
typedef struct {
  UsherChannel  channel;
  UsherPatience patience;
  int         (*limit) (UsherSender *self);
  void        (*send)  (UsherSender *self, UsherClaim *claim);
  GHashTable *(*ask)   (UsherSender *self, UsherClaim *claim, GError **error);
  GPtrArray  *(*poll)  (UsherSender *self, const char *cursor, char **next_cursor, GError **error);
  GPtrArray  *(*fetch) (UsherSender *self, const UsherDelivery *delivery, GError **error);
} UsherSenderKind;

struct _UsherSender {
  const UsherSenderKind *kind;
  UsherEngine           *engine;          /* unowned: it outlives the thread */
  GObject               *provider;
  const char            *provider_name;
  UsherSenderReport      report;
  gpointer               report_data;
  GCancellable          *cancellable;

  /* the thread's own */
  UsherCircuit           circuit;
  GHashTable            *asked;           /* batch ids that were asked about once in this run */
  UsherInstant           not_before;      /* rate: when the next may leave */
  UsherInstant           last_sent;
  UsherInstant           poll_at;
  int                    polls;           /* since something was sent */
  GHashTable            *fetched;         /* delivery id → when its state was last asked for */
  UsherInstant           fetch_from;      /* the next turn begins at those accepted then; USHER_NEVER: at the oldest */

  GMutex                 mutex;           /* what follows */
  GCond                  cond;
  GThread               *thread;
  guint                  wakes;
  guint                  served;          /* up to which wake everything was done */
  gboolean               probe;
  gboolean               stopping;
  gboolean               ended;
};

UsherSender *usher_mail_sender_new  (UsherEngine *engine, UsherMailer *mailer, UsherSenderReport report, gpointer data);
UsherSender *usher_text_sender_new  (UsherEngine *engine, UsherTexter *texter, UsherSenderReport report, gpointer data);
void         usher_sender_free      (UsherSender *self);

gboolean     usher_sender_start     (UsherSender *self, GError **error);
void         usher_sender_ask_to_stop (UsherSender *self);
/* Waits until @deadline (monotonic), then cancels what runs; joins the thread. */
void         usher_sender_join      (UsherSender *self, gint64 deadline);
/* Returns the wake's number, for usher_sender_has_served() */
guint        usher_sender_wake      (UsherSender *self);
void         usher_sender_probe     (UsherSender *self);
gboolean     usher_sender_has_served (UsherSender *self, guint wake);

/* For the kinds: */
UsherSender *usher_sender_new       (const UsherSenderKind *kind, UsherEngine *engine, gpointer provider, const char *name,
                                     UsherSenderReport report, gpointer data);
UsherInstant usher_sender_now       (UsherSender *self);
gboolean     usher_sender_is_stopping (UsherSender *self);
/* Stores the results and keeps trying while the disk refuses. */
void         usher_sender_settle    (UsherSender *self, const char *batch_id, GPtrArray *deliveries, GPtrArray *results);
/* Nothing of it was sent: back to the queue, for the same turn. */
void         usher_sender_give_back (UsherSender *self, const char *batch_id, GPtrArray *deliveries, const char *reason);
/* Asks what became of what was sent (usher-sender-poll.c). Returns: whether there is more to ask at once; sets poll_at. */
gboolean     usher_sender_poll      (UsherSender *self);
/* The same result for all of @deliveries */
GPtrArray   *usher_sender_same_results (GPtrArray *deliveries, const UsherSendResult *result);

G_END_DECLS
