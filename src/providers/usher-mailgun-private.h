/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Shared by the files of the Mailgun client. */

#include "usher-http.h"
#include "usher-json-read.h"
#include "usher-mailgun.h"

G_BEGIN_DECLS

/* One item of the logs, the events or a webhook; NULL: of no interest */
UsherProviderEvent *usher_mailgun_event_parse (JsonObject *item);
/* Seconds since 1970 of an item, 0 where there is no sense in it */
double              usher_mailgun_event_time  (JsonObject *item);
/* One of our own variables of an item; (transfer full) (nullable) */
char               *usher_mailgun_event_variable (JsonObject *item, const char *name);

/**
 * UsherMailgunFeed:
 * @use_events: the account has no logs API, so the older events API is asked
 *
 * Where Mailgun tells what became of messages.
 */
typedef struct {
  UsherHttp  *http;
  const char *domain;
  gboolean    use_events;
} UsherMailgunFeed;

/**
 * UsherMailgunQuery:
 * @begin, @end: in seconds since 1970; @end 0: up to now
 * @token: (nullable): the page, as the one before gave it
 * @taken_only: only what proves that a message was taken
 */
typedef struct {
  gint64      begin;
  gint64      end;
  const char *token;
  gboolean    taken_only;
} UsherMailgunQuery;

/* One page, oldest first; *next_token NULL: the last one. (transfer full) */
JsonArray  *usher_mailgun_feed_page  (UsherMailgunFeed *feed, const UsherMailgunQuery *query, char **next_token,
                                      GCancellable *cancellable, GError **error);
GHashTable *usher_mailgun_feed_find  (UsherMailgunFeed *feed, const char *batch_id, UsherInstant since,
                                      GCancellable *cancellable, GError **error);
GPtrArray  *usher_mailgun_feed_poll  (UsherMailgunFeed *feed, const char *cursor, UsherInstant now, char **next_cursor,
                                      GCancellable *cancellable, GError **error);

/* What an answer to a message means. *blames_address: one of the recipients' addresses is to blame, and nobody got the message */
UsherSendResult *usher_mailgun_judge (const UsherHttpAnswer *answer, gboolean *blames_address);
/* Mailgun's own words in an answer; (transfer full) (nullable) */
char            *usher_mailgun_words (const UsherHttpAnswer *answer);

G_END_DECLS
