/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-analytics.h"
#include "usher-event.h"

G_BEGIN_DECLS

/* How a show went, as a file's content. (transfer full). What nothing measured is left empty (CSV) or null (JSON), not zero. */
GBytes *usher_summary_to_csv  (const UsherEvent *event, const UsherAnalytics *analytics);
GBytes *usher_summary_to_json (const UsherEvent *event, const UsherAnalytics *analytics);

G_END_DECLS
