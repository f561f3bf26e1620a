/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-options.h"

G_BEGIN_DECLS

/**
 * UsherDaemon:
 *
 * Store, engine and the two doors, put together on the default context. Prints where it can be reached.
 */
typedef struct _UsherDaemon UsherDaemon;

UsherDaemon *usher_daemon_new   (const UsherOptions *options, GError **error);
gboolean     usher_daemon_start (UsherDaemon *self, GError **error);
/* Closes the doors, lets running sends end, closes the store */
void         usher_daemon_stop  (UsherDaemon *self);
void         usher_daemon_free  (UsherDaemon *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherDaemon, usher_daemon_free)

G_END_DECLS
