/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-engine.h"
#include "usher-event.h"

G_BEGIN_DECLS

/* Fills an empty sandbox: one event in two weeks with its eight reminders, and a few registrants whose confirmations lie in the
 * outbox. With events there already it makes none. Returns the event that viewers should open. */
void        usher_demo_fill_async  (UsherEngine *engine, GAsyncReadyCallback callback, gpointer user_data);
UsherEvent *usher_demo_fill_finish (UsherEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
