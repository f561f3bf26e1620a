/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherAnalytics:
 *
 * How an event went. The row is made with the event; counts that change while people register and messages travel are
 * computed when read, and fixed when the event ends (@computed_at).
 */
typedef struct {
  gint64       event_id;
  int          registrations;
  int          registrations_email;   /* agreed to e-mail */
  int          registrations_sms;
  int          unsubscribes;
  int          sent[USHER_N_CHANNELS];        /* accepted or delivered */
  int          delivered[USHER_N_CHANNELS];
  int          failed[USHER_N_CHANNELS];
  int          opened;                /* people, not machines; messages opened at least once */
  int          clicked;
  int          segments;              /* SMS parts sent */
  gint64       cost_micros[USHER_N_CHANNELS];
  int          attendance;            /* registered viewers seen */
  int          viewers_total;
  int          viewers_peak;
  gint64       watch_seconds;         /* of all viewers together */
  int          reactions;
  int          messages;
  int          polls;
  int          poll_votes;
  UsherInstant started_at;
  UsherInstant ended_at;
  int          duration_seconds;      /* actual; 0 before the end */
  UsherInstant computed_at;
} UsherAnalytics;

UsherAnalytics *usher_analytics_new  (void);
void            usher_analytics_free (UsherAnalytics *self);
/* Were viewers seen? Where they watch on another page than Usher's nothing is known, which is not zero. */
gboolean        usher_analytics_measured (const UsherAnalytics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherAnalytics, usher_analytics_free)

G_END_DECLS
