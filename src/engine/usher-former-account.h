/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-config.h"
#include "usher-conn.h"

G_BEGIN_DECLS

/* In a job, before anything is claimed or asked: what the account of an earlier start may have taken is asked of nobody else */
gboolean usher_former_account_leave (UsherConn *conn, const UsherConfig *config, UsherInstant now, GError **error);

G_END_DECLS
