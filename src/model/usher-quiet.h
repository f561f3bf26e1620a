/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/* The rule for quiet hours: pure, a table of tests. A phone lies beside the bed; so an SMS can wait for the morning, and e-mail, which
 * nobody is woken by, never does.
 *
 * - The hours are those of the reader's wall clock: of their own time zone, where it is known, else of the event's.
 * - What somebody waits for leaves at once: confirmations and test sends. So does everything in the last hour before the start (and
 *   after it): who registered for a show at three in the night wants to be woken, and a step of an hour or less is worthless later.
 * - A reminder waits until the hours end, if it still helps then by the rules of usher-timing.h (before the start, and not
 *   close to the next step); it is late then, and worded with the time that really remains. Else it is skipped: the next
 *   step says it better.
 * - A change or a cancellation waits only where nobody acts on what is wrong meanwhile: when neither the old nor the new start comes
 *   earlier than an hour after the hours end. It is never skipped.
 * - What the streamer sends by hand is held to the same: they may not know that it is night in Tokyo.
 */
#define USHER_QUIET_LAST_WORD (1 * USHER_HOUR)

/* Kept as the reason of a delivery that waits; usher_deliveries_pull_forward() knows it */
#define USHER_QUIET_WAIT_REASON "Waits for the end of the quiet hours"

typedef struct {
  gboolean enabled;
  int      from, to;   /* minutes of the day; over midnight when @from is later */
} UsherQuietHours;

typedef enum {
  USHER_QUIET_LEAVE,
  USHER_QUIET_WAIT,    /* until the quiet hours end */
  USHER_QUIET_SKIP,
} UsherQuiet;

/**
 * UsherQuietCase:
 * @quiet_end: usher_quiet_end() at @now
 * @old_starts_at: of a change: the former start; else %USHER_NEVER
 * @helps_then: of a reminder: would usher_timing_decide() let it leave at @quiet_end?
 */
typedef struct {
  UsherNotificationKind kind;
  UsherInstant          now;
  UsherInstant          quiet_end;
  UsherInstant          starts_at;
  UsherInstant          old_starts_at;
  gboolean              helps_then;
} UsherQuietCase;

/* When the quiet hours end in which @now lies; USHER_NEVER: it lies in none */
UsherInstant usher_quiet_end    (const UsherQuietHours *hours, UsherInstant now, GTimeZone *zone);
UsherQuiet   usher_quiet_decide (const UsherQuietCase *c);
const char  *usher_quiet_reason (UsherQuiet quiet);   /* words for the streamer; NULL for LEAVE */

G_END_DECLS
