/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What lists ask: windows and the numbers of their rows. Any thread; searches end early by their query's cancellable. */

#include "usher-analytics.h"
#include "usher-engine.h"
#include "usher-table-outbox-rows.h"
#include "usher-table-overviews.h"
#include "usher-table-readers.h"
#include "usher-table-registrations.h"

G_BEGIN_DECLS

/* Events: (element-type UsherEventOverview); counts for the badges of the groups (@query nullable: search and range) */
GPtrArray          *usher_engine_list_event_overviews (UsherEngine *self, const UsherEventOverviewQuery *query, GError **error);
UsherEventOverview *usher_engine_get_event_overview   (UsherEngine *self, gint64 event_id, GError **error);
gboolean            usher_engine_count_events         (UsherEngine *self, const UsherEventOverviewQuery *query,
                                                       UsherEventCounts *counts, GError **error);

/* Registrations: how many rows the list of usher_engine_list_registrations() has as a whole; -1 on error */
int                 usher_engine_count_registration_rows (UsherEngine *self, const UsherRegistrationQuery *query, GError **error);

/* Who gets a notification that is planned, sent now; and who is told if the event is cancelled now: exactly, so each registration
 * is looked at. NOT_FOUND */
gboolean            usher_engine_count_readers           (UsherEngine *self, gint64 notification_id, GCancellable *cancellable,
                                                          UsherReaders *readers, GError **error);
gboolean            usher_engine_count_cancellation_readers (UsherEngine *self, gint64 event_id, GCancellable *cancellable,
                                                             UsherReaders *readers, GError **error);

/* What one person agreed to and took back, the last first: (element-type UsherConsentRecord) */
GPtrArray          *usher_engine_list_consents            (UsherEngine *self, gint64 registration_id, GError **error);

/* Messages, newest first: (element-type UsherOutboxRow); the body of a sandbox message: usher_engine_read_outbox() */
GPtrArray          *usher_engine_list_outbox          (UsherEngine *self, const UsherOutboxQuery *query, GError **error);
UsherOutboxRow     *usher_engine_get_outbox_row       (UsherEngine *self, gint64 delivery_id, GError **error);
int                 usher_engine_count_outbox         (UsherEngine *self, const UsherOutboxQuery *query, GError **error);

/* Why messages of a notification failed (or were skipped): (element-type UsherFailureReason), most frequent first */
GPtrArray          *usher_engine_list_failure_reasons (UsherEngine *self, gint64 notification_id, UsherDeliveryGroup group,
                                                       int limit, GError **error);

/* Completed events and how they went, the last one first: (element-type UsherEventResult) */
typedef struct {
  UsherEvent     *event;
  UsherAnalytics *analytics;
} UsherEventResult;
void                usher_event_result_free           (UsherEventResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherEventResult, usher_event_result_free)
GPtrArray          *usher_engine_list_results         (UsherEngine *self, int offset, int limit, GError **error);
int                 usher_engine_count_results        (UsherEngine *self, GError **error);   /* -1 on error */

G_END_DECLS
