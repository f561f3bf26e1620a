/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The one place that puts an answer on the wire, with the headers that every answer of a door carries. Private to the door. */

#include <libsoup/soup.h>

#include "usher-response.h"

G_BEGIN_DECLS

void     usher_answer_fill         (SoupServerMessage *message, const UsherResponse *response, gboolean is_public);
/* The same as bytes, with Connection: close: for a connection that SoupServer must not go on reading */
GString *usher_answer_print        (const UsherResponse *response, gboolean is_public);
/* Allow, Retry-After and their like go along when a problem becomes a page. */
void     usher_answer_copy_headers (const UsherResponse *from, UsherResponse *to);

G_END_DECLS
