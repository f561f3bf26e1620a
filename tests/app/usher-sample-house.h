/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-app-fixture.h"

G_BEGIN_DECLS

/* A house as it looks after some weeks of use, made by the engine's own commands while its clock runs: shows that are over with all
 * that was sent for them, one called off, one live soon, several to come, registrants in many scripts, an own template. For pictures, the
 * walk through the app, and whoever wants to look around. Leaves the clock at USHER_SAMPLE_NOW. */
#define USHER_SAMPLE_START (G_GINT64_CONSTANT (1792281600) * G_USEC_PER_SEC)   /* 2026-10-18 00:00 UTC */
#define USHER_SAMPLE_NOW   (G_GINT64_CONSTANT (1795619700) * G_USEC_PER_SEC)   /* 2026-11-25 15:15 UTC, a Wednesday */

typedef struct {
  gint64 next;        /* in 45 minutes, with many registrants */
  gint64 later;       /* in twelve days */
  gint64 past;        /* completed */
  gint64 cancelled;
} UsherSampleHouse;

/* The fixture must have been made at USHER_SAMPLE_START. */
void usher_sample_house_fill (UsherAppFixture *fixture, UsherSampleHouse *house);

G_END_DECLS
