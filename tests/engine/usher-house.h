/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A whole engine for a test: a store in a folder of its own, a settable clock, providers in memory. */

#include "usher-commands.h"
#include "usher-engine.h"
#include "usher-fakes.h"
#include "usher-queries.h"

G_BEGIN_DECLS

typedef struct {
  char              *folder;
  gboolean           keep_folder;
  UsherStore        *store;
  UsherClock        *clock;
  UsherConfig       *config;
  UsherEngine       *engine;
  UsherFakeMailer   *mailer;
  UsherFakeTexter   *texter;
  UsherFakeStreamer *streamer;
  UsherFake         *mail;      /* of mailer */
  UsherFake         *text;      /* of texter */
  UsherFakeStage    *stage;     /* of streamer */
} UsherHouse;

/* The show of the tests: Sunday 2026-12-06 20:00 in Berlin (19:00 UTC), 90 minutes; made two weeks before. */
#define HOUSE_START  G_GINT64_CONSTANT (1796583600000000)
#define HOUSE_BEGIN  (HOUSE_START - 14 * USHER_DAY)

UsherHouse *usher_house_new      (UsherInstant now);
/* @folder: (transfer none): one that another process left; it stays */
UsherHouse *usher_house_new_in   (const char *folder, UsherInstant now);
void        usher_house_free     (UsherHouse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherHouse, usher_house_free)
/* Stops the engine and starts another one on the same store, as the next start of the program does. */
void        usher_house_restart  (UsherHouse *self);
void        usher_house_restart_after (UsherHouse *self, int seconds);

/* Iterates the context until @result is there. */
GAsyncResult *usher_house_wait   (GAsyncResult **result);
void        usher_house_take     (GObject *source, GAsyncResult *result, gpointer data);   /* a callback for that */
/* Until @condition, by real time at most a few seconds: for what a thread does by itself */
#define usher_house_wait_until(condition)                                             \
  G_STMT_START {                                                                      \
    for (int tries_ = 0; !(condition) && tries_ < 10000; tries_++)                    \
      if (!g_main_context_iteration (NULL, FALSE))                                    \
        g_usleep (1000);                                                              \
    g_assert_true (condition);                                                        \
  } G_STMT_END

int         usher_house_run_due  (UsherHouse *self);
/* Sets the clock and runs what is due. */
int         usher_house_go_to    (UsherHouse *self, UsherInstant now);

UsherEvent *usher_house_create   (UsherHouse *self, UsherChannels channels, const char * const *intervals);
/* NULL intervals: the eight */
gint64      usher_house_create_id (UsherHouse *self, UsherChannels channels, const char * const *intervals);
gint64      usher_house_register (UsherHouse *self, gint64 event_id, const char *name, const char *email, const char *phone,
                                  const char *time_zone);
/* @count registrations straight into the store: viewer1@example.com … */
void        usher_house_fill     (UsherHouse *self, gint64 event_id, int count);
UsherNotification *usher_house_find (UsherHouse *self, gint64 event_id, const char *interval);
UsherEvent *usher_house_get_event (UsherHouse *self, gint64 event_id);
UsherEvent *usher_house_start    (UsherHouse *self, gint64 event_id, GError **error);
UsherEvent *usher_house_end      (UsherHouse *self, gint64 event_id, GError **error);
/* How many deliveries are in @status; -1: all */
int         usher_house_count    (UsherHouse *self, gint64 event_id, int status);
UsherDelivery *usher_house_delivery (UsherHouse *self, gint64 id);
void        usher_house_set_channels (UsherHouse *self, gint64 registration_id, UsherChannels channels);
const char *usher_house_suppression (UsherHouse *self, UsherChannel channel, const char *address);
char       *usher_house_provider_state (UsherHouse *self, const char *provider, char **reason);

G_END_DECLS
