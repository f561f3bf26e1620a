/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "usher-admission.h"
#include "usher-connection.h"

G_BEGIN_DECLS

/**
 * UsherVisits:
 *
 * The requests under way at a door, each from the end of its headers to the end of its answer: admission, body, handler,
 * answer. Owns the router, which lives as long as any request that a handler still has. Private to the door.
 */
#define USHER_TYPE_VISITS (usher_visits_get_type ())
G_DECLARE_FINAL_TYPE (UsherVisits, usher_visits, USHER, VISITS, GObject)

UsherVisits    *usher_visits_new            (UsherRouter *router, gboolean local_only, const char *token, const UsherLimits *limits);
UsherAdmission *usher_visits_get_admission  (UsherVisits *self);
/* The headers of @message are in. */
void            usher_visits_begin          (UsherVisits *self, SoupServerMessage *message, UsherConnection *connection);
void            usher_visits_body_is_whole  (UsherVisits *self, SoupServerMessage *message);
/* Ends a connection whose body took too long. FALSE: it is not waiting for a body */
gboolean        usher_visits_cut_overdue    (UsherVisits *self, UsherConnection *connection);
/* Sends @response (transfer full) bare and closes: for who would go on sending */
void            usher_visits_cut_connection (UsherVisits *self, UsherConnection *connection, UsherResponse *response);
/* Cancels the requests under way and forgets them. */
void            usher_visits_end_all        (UsherVisits *self);
guint           usher_visits_count          (UsherVisits *self);

G_END_DECLS
