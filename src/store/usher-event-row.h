/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside the store only: how a row of event is read where other tables are joined to it. */

#include "usher-event.h"
#include "usher-statement.h"

G_BEGIN_DECLS

#define USHER_EVENT_COLUMNS                                                                                          \
  "e.id, e.version, e.uid, e.slug, e.title, e.description, e.local_start, e.time_zone, e.starts_at, "                 \
  "e.duration_minutes, e.status, e.email, e.sms, e.custom_message, e.registration_enabled, e.capacity, e.opens_at, "  \
  "e.closes_at, e.privacy_url, e.language, e.sequence, e.started_at, e.ended_at, e.created_at, e.updated_at"

UsherEvent *usher_event_row_read (UsherStatement *s);   /* USHER_EVENT_COLUMNS */

G_END_DECLS
