/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-event-facts.h"

G_BEGIN_DECLS

/**
 * UsherLiveFigures:
 *
 * The numbers of a show while it runs: registrations, viewers now and at most, reactions, messages. What nothing measures is
 * left out, and said once.
 */
#define USHER_TYPE_LIVE_FIGURES (usher_live_figures_get_type ())
G_DECLARE_FINAL_TYPE (UsherLiveFigures, usher_live_figures, USHER, LIVE_FIGURES, GtkWidget)

void     usher_live_figures_set_facts (UsherLiveFigures *self, const UsherEventFacts *facts);

G_END_DECLS
