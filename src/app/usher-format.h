/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How times, numbers and states read in the window, in the streamer's language. */

#include "usher-event.h"
#include "usher-notification.h"

G_BEGIN_DECLS

const char *usher_format_language  (void);   /* BCP 47 of the window: "en", "de" */
/* The zone of the streamer's own machine, by name where it has one; (transfer full) */
GTimeZone  *usher_format_own_zone  (void);
const char *usher_format_own_zone_name (void);   /* IANA name, "UTC" where there is none */
/* All (transfer full). "Sun 6 Dec", with the year where it is not the one of @now */
char       *usher_format_day       (UsherInstant instant, GTimeZone *zone, UsherInstant now);
char       *usher_format_time      (UsherInstant instant, GTimeZone *zone);                     /* "20:00" */
char       *usher_format_day_time  (UsherInstant instant, GTimeZone *zone, UsherInstant now);   /* "Sun 6 Dec, 20:00" */
/* The same, @zone named where it is not @other: "Sun 6 Dec, 20:00 (Asia/Tokyo)". For a time that stands where @other is in play, too */
char       *usher_format_day_time_beside (UsherInstant instant, GTimeZone *zone, const char *other, UsherInstant now);
/* A moment on the streamer's own clock, whose zone is named where the event is in another */
char       *usher_format_own_day_time (UsherInstant instant, const char *event_zone, UsherInstant now);
/* An event's start in its zone, the zone named where it is not the streamer's own: "Sun 6 Dec, 20:00 (Asia/Tokyo)" */
char       *usher_format_start     (const UsherEvent *event, UsherInstant now);
char       *usher_format_number    (gint64 number);                                             /* "1,204" */
char       *usher_format_clock     (gint64 seconds);                                            /* "1:02:03", "02:03" */
char       *usher_format_percent   (gint64 part, gint64 whole);                                 /* "61 %"; "–" of nothing */
char       *usher_format_registrations (gint64 count);                                          /* "1,204 registrations" */
const char *usher_format_phase     (UsherEventPhase phase);                                     /* "Scheduled"; static */
const char *usher_format_notification_status (UsherNotificationStatus status);                  /* static */
const char *usher_format_channel   (UsherChannel channel);                                      /* static */
/* "2 weeks before", "At the start", "Confirmation" */
char       *usher_format_notification (const UsherNotification *notification);
char       *usher_format_interval  (const char *interval);   /* ISO 8601: "2 weeks before" */

G_END_DECLS
