/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-conn.h"
#include "usher-types.h"

G_BEGIN_DECLS

/* A page of it, so that no job of the writer is long */
#define USHER_RETENTION_PAGE  200
#define USHER_RETENTION_PAUSE (1 * (gint64) G_USEC_PER_SEC)   /* between two pages */
#define USHER_RETENTION_TURN  USHER_HOUR                       /* between two looks */

/* In a job: erases registrations of events that were over before the time that the settings name. *again_at: when to look
 * again; USHER_NEVER: they are kept for ever. *erased: of which event, or 0. Prices: for figures that were never fixed */
gboolean usher_retention_run (UsherConn *conn, UsherInstant now, gint64 email_price, gint64 sms_price, UsherInstant *again_at,
                              gint64 *erased, GError **error);

G_END_DECLS
