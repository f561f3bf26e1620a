/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The service manager's readiness protocol, sd_notify(3): one datagram to $NOTIFY_SOCKET. Nothing happens without it. */
void  usher_notify            (const char *state);       /* "READY=1", "STOPPING=1", "STATUS=…" */
/* Pings WATCHDOG=1 at half of $WATCHDOG_USEC from the default context, so a hanging loop is noticed. 0: not asked for */
guint usher_notify_watchdog   (void);

G_END_DECLS
