/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-calendar-context.h"

G_BEGIN_DECLS

/**
 * UsherAgendaView:
 *
 * The events from a day on, under a heading for each day; read in pages as one scrolls. Property `compact`.
 */
#define USHER_TYPE_AGENDA_VIEW (usher_agenda_view_get_type ())
G_DECLARE_FINAL_TYPE (UsherAgendaView, usher_agenda_view, USHER, AGENDA_VIEW, GtkWidget)

void usher_agenda_view_set_context (UsherAgendaView *self, const UsherCalendarContext *context);
/* Begins with the context's day */
void usher_agenda_view_refresh     (UsherAgendaView *self);
void usher_agenda_view_set_compact (UsherAgendaView *self, gboolean compact);

G_END_DECLS
