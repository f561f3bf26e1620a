/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What one can ask. Quick reads on a read-only connection; any thread. Lists: (transfer full) GPtrArray. */

#include "usher-analytics.h"
#include "usher-cost.h"
#include "usher-draft-plan.h"
#include "usher-engine.h"
#include "usher-queries-lists.h"
#include "usher-queries-preview.h"
#include "usher-queries-today.h"
#include "usher-settings.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-table-outbox.h"
#include "usher-table-registrations.h"

G_BEGIN_DECLS

/* What the streamer chose, or the defaults */
UsherSettings     *usher_engine_get_settings       (UsherEngine *self, GError **error);

UsherEvent        *usher_engine_get_event          (UsherEngine *self, gint64 id, GError **error);
UsherEvent        *usher_engine_get_event_by_slug  (UsherEngine *self, const char *slug, GError **error);
GPtrArray         *usher_engine_list_events        (UsherEngine *self, const UsherEventQuery *query, GError **error);
int                usher_engine_count_registrations (UsherEngine *self, gint64 event_id, GError **error);
GPtrArray         *usher_engine_list_notifications (UsherEngine *self, gint64 event_id, gboolean all, GError **error);
/* The reminders without their counts, at the same cost however many registered: for public pages */
GPtrArray         *usher_engine_list_reminders     (UsherEngine *self, gint64 event_id, GError **error);
UsherNotification *usher_engine_get_notification   (UsherEngine *self, gint64 event_id, gint64 id, GError **error);
GPtrArray         *usher_engine_list_registrations (UsherEngine *self, const UsherRegistrationQuery *query, GError **error);
UsherRegistration *usher_engine_get_registration   (UsherEngine *self, gint64 event_id, gint64 id, GError **error);
UsherRegistration *usher_engine_get_registration_by_token (UsherEngine *self, const char *token, GError **error);
UsherStream       *usher_engine_get_stream         (UsherEngine *self, gint64 event_id, GError **error);  /* NULL without error: none */
UsherAnalytics    *usher_engine_get_analytics      (UsherEngine *self, gint64 event_id, GError **error);
/* Defaults and own ones (element-type UsherTemplateText) */
GPtrArray         *usher_engine_list_templates     (UsherEngine *self, GError **error);
UsherTemplateText *usher_engine_get_template       (UsherEngine *self, const char *id, GError **error);
GPtrArray         *usher_engine_list_deliveries    (UsherEngine *self, const UsherDeliveryQuery *query, GError **error);
UsherDelivery     *usher_engine_get_delivery       (UsherEngine *self, gint64 id, GError **error);
/* A sandbox message as its reader sees it: subject, html and text filled in; NULL without error: not in the sandbox */
UsherOutboxBatch  *usher_engine_read_outbox        (UsherEngine *self, gint64 delivery_id, GError **error);

/* Can a viewer register now? NULL: yes. Else CLOSED (not open yet, closed, over, cancelled, off) or FULL, in words. */
gboolean           usher_engine_check_open         (UsherEngine *self, const UsherEvent *event, GError **error);

/* By numbers, or by an event (its registrations and planned reminders; @event_id 0: numbers) */
gboolean           usher_engine_estimate           (UsherEngine *self, gint64 event_id, gint64 registrations, gint64 notifications,
                                                    UsherCost *cost, GError **error);

typedef struct {
  UsherInstant now;
  UsherInstant last_look;         /* heartbeat of the scheduler */
  UsherInstant next_due;
  int          queued, claimed, unknown;
  GPtrArray   *providers;         /* (element-type UsherProviderState): mailer, texter, streamer */
  char        *mailer, *texter, *streamer;   /* names of those in use */
} UsherStatus;
void               usher_status_free               (UsherStatus *status);
UsherStatus       *usher_engine_get_status         (UsherEngine *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherStatus, usher_status_free)

G_END_DECLS
