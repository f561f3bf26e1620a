/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-config.h"

G_BEGIN_DECLS

/* Milliseconds that a user gets to unlock the keyring while the house opens. Later they can try again. */
#define USHER_ACCOUNTS_PATIENCE 60000

/* A UsherDaemonConfigure: @cancellable ends the waiting. The keyring is asked only where an account was set up. */
UsherConfig *usher_accounts_configure (const UsherSettings *settings, gpointer cancellable, GError **error);

G_END_DECLS
