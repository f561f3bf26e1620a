/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherInterval:
 * @days: calendar days before the start, in the event's zone (same wall clock across a clock change)
 * @seconds: exact seconds before that
 *
 * A distance before the start, written as an ISO 8601 duration: "P14D", "PT12H", "P1DT2H"; weeks ("P2W") are taken as
 * 7 days. No years, months, fractions, or signs.
 */
typedef struct {
  int days;
  int seconds;
} UsherInterval;

/* The eight of the house, longest first, NULL-terminated: P14D P7D P3D P1D PT12H PT1H PT15M PT0S */
const char * const *usher_interval_recommended_all (void);

gboolean      usher_interval_parse       (const char *text, UsherInterval *interval, GError **error);
/* The same, and not longer than a step may be */
gboolean      usher_interval_check       (const char *text, UsherInterval *interval, GError **error);
char         *usher_interval_format      (const UsherInterval *self);      /* canonical ISO 8601 */
int           usher_interval_compare     (const UsherInterval *a, const UsherInterval *b);   /* longer first */
char         *usher_interval_label       (const UsherInterval *self);      /* "2 weeks", "12 hours", "at start" */
char         *usher_interval_label_in    (const UsherInterval *self, const char *language);
UsherInstant  usher_interval_due_at      (const UsherInterval *self, const char *local_start, GTimeZone *zone);

#define USHER_INTERVAL_MAX_DAYS 366
#define USHER_INTERVAL_GRACE (5 * USHER_MINUTE)

/* Does a step due at @due_at still fit at @now? (it may have passed by less than the 5 minutes of grace) */
gboolean      usher_interval_fits        (UsherInstant due_at, UsherInstant now);
/* (transfer full) (element-type utf8): those of the eight that still fit */
GPtrArray    *usher_interval_recommend   (const char *local_start, GTimeZone *zone, UsherInstant now);
/* The same of the streamer's own defaults; NULL: of the eight */
GPtrArray    *usher_interval_choose      (GPtrArray *list, const char *local_start, GTimeZone *zone, UsherInstant now);

G_END_DECLS
