/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A door on loopback with small handlers behind it, for the tests of the door itself. */

#include "usher-door.h"
#include "usher-http-client.h"

G_BEGIN_DECLS

typedef struct {
  UsherDoor    *door;
  const char   *url;
  guint         handled;      /* how many requests came to a handler */
  UsherRequest *held;         /* the last one of /hold, until it is completed */
  gsize         big;          /* bytes of the answer of /big */
} DoorFixture;

/* Routes: GET, POST /echo/{name} (body up to 1,000), GET /hold, GET /lost, GET /big */
void         door_fixture_open  (DoorFixture *fixture, UsherDoorKind kind, const UsherLimits *limits);
void         door_fixture_close (DoorFixture *fixture);
UsherLimits  door_fixture_limits (void);   /* those of the house, with times that a test can wait for */
void         door_fixture_answer_held (DoorFixture *fixture, const char *text);
gboolean     door_fixture_is_held (gpointer fixture);
void         door_fixture_wait_connections (DoorFixture *fixture, guint count);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DoorFixture, door_fixture_close)

#define DOOR_TOKEN "a-secret-token"

G_END_DECLS
