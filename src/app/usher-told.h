/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-client.h"
#include "usher-queries.h"

G_BEGIN_DECLS

/* How many people get a message, as UsherQuery: the result is an UsherReaders, freed with g_free(). */

/* @input: a const gint64 *: a planned notification */
gpointer usher_told_by_notification_query  (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error);
/* @input: a const GArray * of gint64: events that would be cancelled. Who registered for two of them gets two messages, and is
 * counted twice. */
gpointer usher_told_by_cancellations_query (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error);

G_END_DECLS
