/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The small tables: stream, suppression, template, analytics, audit, setting, provider_state, webhook_token. */

#include "usher-analytics.h"
#include "usher-conn.h"
#include "usher-default-templates.h"
#include "usher-stream.h"

G_BEGIN_DECLS

UsherStream *usher_streams_get             (UsherConn *conn, gint64 event_id, GError **error);   /* NULL without error: none */
UsherStream *usher_streams_get_by_provider_id (UsherConn *conn, const char *provider_id, GError **error);
gboolean     usher_streams_put             (UsherConn *conn, const UsherStream *stream, GError **error);

/* SHA-256 hex of channel + address key: what stays of an address after it is erased. */
char        *usher_address_hash            (UsherChannel channel, const char *address);
gboolean     usher_suppressions_add        (UsherConn *conn, UsherChannel channel, const char *address,
                                            UsherSuppressionReason reason, const char *source, UsherInstant at, GError **error);
/* A new opt-in by the person lifts an unsubscribe, never a bounce, complaint, STOP or manual one. */
gboolean     usher_suppressions_lift       (UsherConn *conn, UsherChannel channel, const char *address, GError **error);
/* The person took it back by the same means (START after STOP): exactly that reason goes. No error when there was none. */
gboolean     usher_suppressions_remove      (UsherConn *conn, UsherChannel channel, const char *address,
                                            UsherSuppressionReason reason, GError **error);
/* The nick of a reason, NULL when the address may be written to (check *error) */
const char  *usher_suppressions_find       (UsherConn *conn, UsherChannel channel, const char *address, GError **error);
/* The same for the streamer ("The recipient unsubscribed"); NULL for NULL */
const char  *usher_suppression_words       (const char *nick);

GPtrArray   *usher_templates_list          (UsherConn *conn, GError **error);      /* the user's own (element-type UsherTemplateText) */
UsherTemplateText *usher_templates_get     (UsherConn *conn, gint64 id, GError **error);
UsherTemplateText *usher_templates_get_active (UsherConn *conn, const char *key, UsherChannel channel, GError **error); /* NULL: default */
gint64       usher_templates_put           (UsherConn *conn, const UsherTemplateText *text, GError **error);   /* id; 0 on error */
gboolean     usher_templates_delete        (UsherConn *conn, gint64 id, GError **error);

/* Computed now from the tables, or the fixed row of an ended event. Prices: per message, per segment. */
UsherAnalytics *usher_analytics_read       (UsherConn *conn, gint64 event_id, gint64 email_price, gint64 sms_price,
                                            GError **error);
gboolean     usher_analytics_fix           (UsherConn *conn, const UsherAnalytics *analytics, GError **error);

gboolean     usher_audit_add               (UsherConn *conn, UsherInstant at, const char *actor, const char *action,
                                            gint64 event_id, const char *subject, const char *detail, GError **error);

char        *usher_settings_get            (UsherConn *conn, const char *key, GError **error);   /* NULL without error: not set */
gboolean     usher_settings_set            (UsherConn *conn, const char *key, const char *value, GError **error);  /* NULL: unset */

typedef struct {
  char        *provider;
  char        *state;       /* unknown ok troubled open */
  char        *reason;
  char        *cursor;
  UsherInstant retry_at;
  UsherInstant checked_at;
} UsherProviderState;
void         usher_provider_state_free     (UsherProviderState *state);
UsherProviderState *usher_provider_state_get (UsherConn *conn, const char *provider, GError **error);  /* a fresh one when there is none */
gboolean     usher_provider_state_put      (UsherConn *conn, const UsherProviderState *state, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherProviderState, usher_provider_state_free)

/* FALSE in *fresh: this token was seen. Older ones than @forget are dropped. */
gboolean     usher_webhook_tokens_use      (UsherConn *conn, const char *provider, const char *token, UsherInstant at,
                                            UsherInstant forget, gboolean *fresh, GError **error);

/* Forgets old keys of requests and reports of providers (usher-table-age.c): at most @limit of each; *@count went */
gboolean     usher_age_forget              (UsherConn *conn, UsherInstant before, int limit, int *count, GError **error);

/* Events over since before @before that still have registrations, and those (usher-table-retention.c) */
gboolean     usher_retention_find_event   (UsherConn *conn, UsherInstant before, gint64 *event_id, GError **error);
GArray      *usher_retention_list         (UsherConn *conn, gint64 event_id, int limit, GError **error);

G_END_DECLS
