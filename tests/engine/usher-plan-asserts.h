/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of the plan share. */

#include "usher-engine-fixture.h"
#include "usher-error.h"

G_BEGIN_DECLS

/* The plan of usher_fixture_draft(): two weeks ahead, so all eight fit. */
#define ALL_EIGHT                              \
  "P14D 2026-11-01T19:00:00Z scheduled\n"      \
  "P7D 2026-11-08T19:00:00Z scheduled\n"       \
  "P3D 2026-11-12T19:00:00Z scheduled\n"       \
  "P1D 2026-11-14T19:00:00Z scheduled\n"       \
  "PT12H 2026-11-15T07:00:00Z scheduled\n"     \
  "PT1H 2026-11-15T18:00:00Z scheduled\n"      \
  "PT15M 2026-11-15T18:45:00Z scheduled\n"     \
  "PT0S 2026-11-15T19:00:00Z scheduled"

/* @words: intervals with spaces between */
void        usher_plan_list_intervals (UsherEventDraft *draft, const char *words);
UsherEvent *usher_plan_create_with    (UsherEngineFixture *f, const char *intervals);
void        usher_plan_assert_plan    (UsherEngineFixture *f, gint64 event_id, const char *expected);
/* Clears @error */
void        usher_plan_assert_error   (GError **error, UsherErrorCode code, const char *field);

G_END_DECLS
