/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-types.h"

G_BEGIN_DECLS

/* Where the last test went, for each channel, in the user's state folder: a convenience, so that what cannot be read or written
 * is no error. */
void  usher_test_address_load_async  (UsherChannel channel, GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
char *usher_test_address_load_finish (GAsyncResult *result);          /* (transfer full) (nullable) */
void  usher_test_address_save        (UsherChannel channel, const char *address);

G_END_DECLS
