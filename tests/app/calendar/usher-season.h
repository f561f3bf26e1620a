/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-app-fixture.h"

G_BEGIN_DECLS

/* Events for the pages that list them. @start: wall time in @zone */
UsherEvent *usher_season_event  (UsherAppFixture *house, const char *title, const char *start, const char *zone);
/* @n events without registrations, one every @minutes from @first (wall time in Berlin) */
void        usher_season_fill   (UsherAppFixture *house, int n, const char *first, int minutes);
void        usher_season_cancel (UsherAppFixture *house, gint64 id);
/* A mix: some soon and far, one in Tokyo, one cancelled, one live, one over; viewers of "Winter Show" */
void        usher_season_mix    (UsherAppFixture *house);
/* Shows the section and waits until @title is seen (NULL: does not wait) */
GtkWidget  *usher_season_open   (UsherAppFixture *house, const char *section, int width, int height, const char *title);
/* Shortcuts and bindings of a key that is pressed where @widget has the focus; TRUE: something took it */
gboolean    usher_season_key    (GtkWidget *widget, guint keyval, GdkModifierType modifiers);

G_END_DECLS
