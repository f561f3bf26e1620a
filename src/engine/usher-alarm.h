/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the engine: the one source that sleeps until a moment of the wall clock, and notices when the wall clock jumps, the
 * machine wakes, or zone data change. */

#include "usher-clock.h"

G_BEGIN_DECLS

typedef struct _UsherAlarm UsherAlarm;

/* @rang: the moment has come, or it is time to look anyway (once a minute). @zones_changed: the system's zone data are new. Both on the
 * thread-default context. Jumps are told by the clock's own signal. */
UsherAlarm *usher_alarm_new  (UsherClock *clock, void (*rang) (gpointer), void (*zones_changed) (gpointer), gpointer data);
void        usher_alarm_free (UsherAlarm *self);
/* USHER_NEVER: only to look anyway */
void        usher_alarm_set  (UsherAlarm *self, UsherInstant moment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherAlarm, usher_alarm_free)

G_END_DECLS
