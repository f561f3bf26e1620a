/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The public door over an engine that sends nothing by itself, with one event. */

#include "usher-door.h"
#include "usher-engine-fixture.h"
#include "usher-http-client.h"

G_BEGIN_DECLS

typedef struct {
  UsherEngineFixture *engine;
  UsherEvent         *event;
  UsherDoor          *door;
  const char         *url;
  char               *path;       /* "/register/show" */
  char               *form_token;
} PublicFixture;

void        public_fixture_open  (PublicFixture *fixture);
void        public_fixture_open_with (PublicFixture *fixture, const UsherEventDraft *draft);
void        public_fixture_close (PublicFixture *fixture);
/* GET that a browser makes; the page is checked */
UsherReply *public_fixture_get   (PublicFixture *fixture, const char *target);
char       *public_fixture_find_token (const char *html);   /* the form's hidden token */
/* Replaces the event's columns behind the engine's back */
#define public_fixture_execute(fixture, sql) usher_fixture_execute ((fixture)->engine, sql)
gint64      public_fixture_count (PublicFixture *fixture);  /* registrations */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PublicFixture, public_fixture_close)

G_END_DECLS
