/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-clock.h"
#include "usher-config.h"
#include "usher-store.h"

G_BEGIN_DECLS

/**
 * UsherEngine:
 *
 * What the program does, for both faces (app and API). Made and used on one thread with a GMainContext (its timers run
 * there); commands (usher-commands.h) complete on the caller's thread-default context; queries (usher-queries.h) are
 * quick and may be called from any thread. Signal `changed` (kind, id): "event", "notification", "registration", "delivery", "template",
 * "stream", "provider", "settings", "store" (it is damaged): whoever shows it reads it again.
 */
#define USHER_TYPE_ENGINE (usher_engine_get_type ())
G_DECLARE_FINAL_TYPE (UsherEngine, usher_engine, USHER, ENGINE, GObject)

/* With the providers that the configuration names; with others (tests): usher_engine_new_full() */
UsherEngine       *usher_engine_new        (UsherStore *store, UsherClock *clock, const UsherConfig *config);
UsherEngine       *usher_engine_new_full   (UsherStore *store, UsherClock *clock, const UsherConfig *config,
                                            UsherMailer *mailer, UsherTexter *texter, UsherStreamer *streamer);
/* Recovers what a crash left, starts scheduler and workers. */
gboolean           usher_engine_start      (UsherEngine *self, GError **error);
/* Lets running sends end (or cancels them after @seconds: they become unknown and are asked about at the next start),
 * joins the workers. */
void               usher_engine_stop       (UsherEngine *self, int seconds);

UsherStore        *usher_engine_get_store  (UsherEngine *self);
UsherClock        *usher_engine_get_clock  (UsherEngine *self);
/* What holds now; another one holds after settings were saved, this one stays good as long as the engine. Any thread. */
const UsherConfig *usher_engine_get_config (UsherEngine *self);
void               usher_engine_set_public_url (UsherEngine *self, const char *public_url);   /* when the port was chosen by the system */
char              *usher_engine_dup_public_url (UsherEngine *self);
/* Keeps a zone that is asked for again and again from being read again and again */
void               usher_engine_hold_zone  (UsherEngine *self, GTimeZone *zone);
/* Looks now for what is due (cron, wake-up). Returns at once; see usher_engine_run_due_async() to wait. */
void               usher_engine_look       (UsherEngine *self);

G_END_DECLS
