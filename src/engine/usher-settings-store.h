/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-conn.h"
#include "usher-settings.h"

G_BEGIN_DECLS

/* In a job or a read: what the streamer chose, or the defaults. NULL on error */
UsherSettings *usher_settings_load (UsherConn *conn, GError **error);

G_END_DECLS
