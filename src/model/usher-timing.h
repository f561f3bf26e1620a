/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/* The rule for on-time, late, missed and late-registrant cases: pure, one table of tests.
 *
 * - Before its moment a step waits.
 * - Up to USHER_TIMING_ON_TIME after it, it is on time.
 * - Of several steps whose moment has passed, only the latest one can still leave; the others are superseded.
 * - A late step leaves only while it is nearer to its own moment than to the next step's (else the next one says it
 *   better), and before the start. At the start it leaves until USHER_TIMING_START_LATE after it, and never after
 *   the expected end.
 * - A late step never uses words of its own interval ("tomorrow"): it is sent with the general reminder text, whose
 *   words are made from the time that remains.
 * - An event that is cancelled or completed reminds nobody.
 */
#define USHER_TIMING_ON_TIME    (2 * USHER_MINUTE)
#define USHER_TIMING_START_LATE (30 * USHER_MINUTE)

typedef enum {
  USHER_TIMING_WAIT,
  USHER_TIMING_SEND,
  USHER_TIMING_SEND_LATE,        /* with the general reminder text */
  USHER_TIMING_SKIP_SUPERSEDED,  /* a later step's moment has passed, too */
  USHER_TIMING_SKIP_NEXT_SOON,   /* the next step is nearer */
  USHER_TIMING_SKIP_STARTED,     /* the event has begun (or is over): it no longer helps */
  USHER_TIMING_SKIP_EVENT,       /* cancelled or completed */
} UsherTiming;

typedef struct {
  UsherInstant     now;
  UsherInstant     due_at;
  UsherInstant     next_due_at;   /* the event's next planned step after this one, or USHER_NEVER */
  UsherInstant     starts_at;
  UsherInstant     ends_at;       /* expected end */
  UsherEventStatus status;
} UsherTimingCase;

UsherTiming  usher_timing_decide       (const UsherTimingCase *c);
const char  *usher_timing_reason       (UsherTiming timing);   /* words for the streamer; NULL for WAIT and SEND */
/* Does this registrant get the step? Not one who came at its moment or after it: the confirmation told them. The store asks
 * the same in SQL when it makes deliveries. */
gboolean     usher_timing_for_registrant (UsherInstant due_at, UsherInstant registered_at);
/* May a queued delivery of a step still leave at @now (retries after an outage)? Same rule, asked again. */

G_END_DECLS
