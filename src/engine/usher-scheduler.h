/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the engine: looks for what is due, opens it, fills its deliveries page by page, closes it. Everything on the
 * engine's context; the work itself is short jobs of the store, so that others get their turn in between. */

#include "usher-engine.h"

G_BEGIN_DECLS

typedef struct _UsherScheduler UsherScheduler;

/* @queued: there is something new for the senders */
UsherScheduler *usher_scheduler_new   (UsherEngine *engine, void (*queued) (gpointer data), gpointer data);
void            usher_scheduler_unref (UsherScheduler *self);
void            usher_scheduler_start (UsherScheduler *self);
void            usher_scheduler_stop  (UsherScheduler *self);
/* Looks soon. */
void            usher_scheduler_look  (UsherScheduler *self);
/* Looks, and calls @done with how many were due when all of it is queued; -1 and an error when it could not look. */
typedef void  (*UsherSchedulerDone)   (gpointer data, int due, const GError *error);
void            usher_scheduler_run   (UsherScheduler *self, UsherSchedulerDone done, gpointer data);
UsherInstant    usher_scheduler_get_last_look (UsherScheduler *self);   /* any thread */

G_END_DECLS
