/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-event-facts.h"

G_BEGIN_DECLS

/**
 * UsherRegistrationsView:
 *
 * Who registered: a table of any length, as cards where it is narrow, with search, filter, order, export, and what one can do
 * for one person.
 */
#define USHER_TYPE_REGISTRATIONS_VIEW (usher_registrations_view_get_type ())
G_DECLARE_FINAL_TYPE (UsherRegistrationsView, usher_registrations_view, USHER, REGISTRATIONS_VIEW, GtkWidget)

void usher_registrations_view_set_event (UsherRegistrationsView *self, UsherClient *client, gint64 event_id);
void usher_registrations_view_set_facts (UsherRegistrationsView *self, const UsherEventFacts *facts);
void usher_registrations_view_search    (UsherRegistrationsView *self);

G_END_DECLS
