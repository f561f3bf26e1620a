/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherRate:
 *
 * A token bucket for each of many keys: @burst tokens at once, then @rate per second. It remembers at most @max_keys keys
 * and forgets the one that was quiet longest. Time comes in as an argument. One thread at a time.
 */
typedef struct _UsherRate UsherRate;

UsherRate *usher_rate_new    (double rate, double burst, guint max_keys);
void       usher_rate_free   (UsherRate *self);
/* Takes a token of @key at @now (monotonic microseconds). FALSE: there is none; *retry_after: seconds until there is, at least 1 */
gboolean   usher_rate_take   (UsherRate *self, const char *key, gint64 now, guint *retry_after);
guint      usher_rate_n_keys (UsherRate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRate, usher_rate_free)

G_END_DECLS
