/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-conn.h"
#include "usher-event.h"

G_BEGIN_DECLS

/**
 * UsherPlaces:
 *
 * Is there a place left? Counting the registrations of a large event for each new one would make the last of them a
 * hundred times slower than the first. So for each event two bounds of the count are kept, which are known without
 * looking: what was added since raises the upper one, what was taken away lowers the lower one, whether or not the command
 * is undone later. Only where the bounds do not decide it is counted. All functions: any thread. Inside this room only.
 */
typedef struct _UsherPlaces UsherPlaces;

UsherPlaces *usher_places_new        (void);
void         usher_places_free       (UsherPlaces *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherPlaces, usher_places_free)

/* @event: one with a capacity. @writer: whether @conn is the writer's: a count by a reader may be old, and is not kept */
gboolean     usher_places_ask        (UsherPlaces *self, UsherConn *conn, gboolean writer, const UsherEvent *event,
                                      gboolean *full, GError **error);
/* A registration is being added, or taken away, in the writer's transaction. */
void         usher_places_take       (UsherPlaces *self, gint64 event_id);
void         usher_places_give_back  (UsherPlaces *self, gint64 event_id);
/* A whole transaction may have been lost: nothing is known any more. */
void         usher_places_forget     (UsherPlaces *self);

G_END_DECLS
