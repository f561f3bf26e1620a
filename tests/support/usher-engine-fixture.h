/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An engine over a store in a folder of its own, with a clock that stands still, and the sandbox or a test's own
 * providers. Nothing leaves by itself until usher_engine_start(): tests of the planner and the registrar see what is queued. */

#include "usher-commands.h"
#include "usher-queries.h"

G_BEGIN_DECLS

/* 2026-11-01 12:00 UTC: a Sunday; the clocks of Berlin were put back a week before */
#define USHER_FIXTURE_NOW (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)

typedef struct {
  char              *folder;
  UsherStore        *store;
  UsherClock        *clock;
  UsherConfig       *config;
  UsherMailer       *mailer;     /* (nullable): the sandbox, where the test has none of its own */
  UsherTexter       *texter;
  UsherStreamer     *streamer;
  UsherEngine       *engine;
  GPtrArray         *changes;   /* (element-type utf8): "event 1", as announced */
} UsherEngineFixture;

UsherEngineFixture *usher_engine_fixture_new     (void);
/* (transfer none): all three, or none */
UsherEngineFixture *usher_engine_fixture_new_with (UsherMailer *mailer, UsherTexter *texter, UsherStreamer *streamer);
/* Stops and frees the engine, closes the store, deletes the folder; asserts that nobody else holds the engine. */
void                usher_engine_fixture_free    (UsherEngineFixture *self);
/* As after a restart of the program: a new engine and store over the same folder */
void                usher_engine_fixture_restart (UsherEngineFixture *self);
void                usher_engine_fixture_advance (UsherEngineFixture *self, gint64 microseconds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherEngineFixture, usher_engine_fixture_free)

/* Waiting for an asynchronous call: usher_await_callback() with a GAsyncResult * as user data, then usher_await(). */
void          usher_await_callback (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *usher_await          (GAsyncResult **result);
/* Until nothing is left to do on this thread's context */
void          usher_settle         (void);

/* "Show", in two weeks at 20:00 in Berlin, an hour, e-mail and SMS, the recommended reminders */
UsherEventDraft   *usher_fixture_draft    (void);
UsherEvent        *usher_fixture_create   (UsherEngineFixture *self, const UsherEventDraft *draft);   /* must work */
UsherEvent        *usher_fixture_event    (UsherEngineFixture *self);                                 /* of the draft above */
UsherEvent        *usher_fixture_update   (UsherEngineFixture *self, gint64 id, const UsherEventDraft *draft, GError **error);
UsherEvent        *usher_fixture_cancel   (UsherEngineFixture *self, gint64 id, GError **error);

/* Agrees to each channel whose address is given (nullable) */
UsherRegistrationForm *usher_fixture_form (const char *name, const char *email, const char *phone);
UsherRegistration *usher_fixture_register (UsherEngineFixture *self, gint64 event_id, const UsherRegistrationForm *form,
                                           gboolean trusted, gboolean *created, GError **error);
/* By the API; must work */
UsherRegistration *usher_fixture_viewer   (UsherEngineFixture *self, gint64 event_id, const char *name, const char *email,
                                           const char *phone);

/* "P14D 2026-11-15T19:00:00Z scheduled" for each reminder, by moment, separated by line ends; with @all the others, too */
char              *usher_fixture_plan     (UsherEngineFixture *self, gint64 event_id, gboolean all);
/* The first value of a query, a literal; -1 when it has no row. As text: (nullable) */
gint64             usher_fixture_query    (UsherEngineFixture *self, const char *sql);
char              *usher_fixture_query_text (UsherEngineFixture *self, const char *sql);
/* Changes the store behind the engine's back. A literal. */
void               usher_fixture_execute  (UsherEngineFixture *self, const char *sql);
/* Pretends that everything queued was sent. */
void               usher_fixture_deliver_all (UsherEngineFixture *self);

G_END_DECLS
