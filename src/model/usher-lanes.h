/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherLane:
 * @start, @end: a span, [start, end), in any unit; in
 * @lane: in which lane it lies, from 0; out
 * @lanes: how many lanes those share that touch each other; out
 *
 * One block of a day that shows things side by side where they overlap.
 */
typedef struct {
  int start, end;
  int lane, lanes;
} UsherLane;

/* @spans: ordered by start */
void usher_lanes_assign (UsherLane *spans, gsize n);

G_END_DECLS
