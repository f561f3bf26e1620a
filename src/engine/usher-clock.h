/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherClock:
 *
 * Where the time comes from. The system's by default; a settable one for tests and rehearsals, which moves only when it
 * is told. Thread-safe. Signal `jumped` (on the engine's context): the clock was set, or the machine woke: look again.
 */
#define USHER_TYPE_CLOCK (usher_clock_get_type ())
G_DECLARE_FINAL_TYPE (UsherClock, usher_clock, USHER, CLOCK, GObject)

UsherClock  *usher_clock_new          (void);
UsherClock  *usher_clock_new_settable (UsherInstant now);
gboolean     usher_clock_is_settable  (UsherClock *self);
UsherInstant usher_clock_now          (UsherClock *self);
void         usher_clock_set          (UsherClock *self, UsherInstant now);   /* settable ones only */
/* For the one source that watches the system's clock: emits `jumped` */
void         usher_clock_notify_jump  (UsherClock *self);

G_END_DECLS
