/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Making and editing an event, as other commands of this room do it. All functions run in a command. */

#include "usher-command.h"
#include "usher-event-draft.h"

G_BEGIN_DECLS

/* The new event's id; 0 on error. @detail: (nullable): for the audit trail */
gint64   usher_planner_create (UsherCommand *command, const UsherEventDraft *draft, const char *detail, GError **error);
/* @if_version: 0, or the version that the caller saw */
gboolean usher_planner_update (UsherCommand *command, gint64 event_id, const UsherEventDraft *draft, int if_version,
                               GError **error);

G_END_DECLS
