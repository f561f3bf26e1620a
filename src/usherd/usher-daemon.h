/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-engine.h"
#include "usher-options.h"

G_BEGIN_DECLS

/**
 * UsherDaemon:
 *
 * Store, engine and the two doors, put together on the calling thread's default context: usherd's main one, or that of the
 * desktop app's engine thread.
 */
typedef struct _UsherDaemon UsherDaemon;

/* @name: "public", "control", "token", "data", and in the demo "register": where it can be reached */
typedef void (*UsherDaemonTell) (const char *name, const char *value, gpointer data);

/* How accounts are found: the configuration for @settings, (transfer full), or NULL with @error. On the daemon's thread; may take its time */
typedef UsherConfig *(*UsherDaemonConfigure) (const UsherSettings *settings, gpointer data, GError **error);

/* @configure: (nullable): else the environment, and the settings of the folder. The demo reaches no account, whatever it says */
UsherDaemon *usher_daemon_new_full (const UsherOptions *options, UsherDaemonConfigure configure, gpointer configure_data,
                                    UsherDaemonTell tell, gpointer tell_data, GError **error);
UsherDaemon *usher_daemon_new   (const UsherOptions *options, UsherDaemonTell tell, gpointer tell_data, GError **error);
gboolean     usher_daemon_start (UsherDaemon *self, GError **error);
UsherEngine *usher_daemon_get_engine (UsherDaemon *self);   /* (transfer none) */
/* Closes the doors, lets running sends end, closes the store */
void         usher_daemon_stop  (UsherDaemon *self);
void         usher_daemon_free  (UsherDaemon *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherDaemon, usher_daemon_free)

G_END_DECLS
