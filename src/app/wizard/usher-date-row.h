/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A day, typed ("2026-12-06", "6.12.2026") or chosen from a calendar. */
#define USHER_TYPE_DATE_ROW (usher_date_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherDateRow, usher_date_row, USHER, DATE_ROW, AdwEntryRow)

/* A time of day, typed ("20:00", "8 pm") or stepped by a quarter of an hour: buttons, Up and Down. */
#define USHER_TYPE_TIME_ROW (usher_time_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherTimeRow, usher_time_row, USHER, TIME_ROW, AdwEntryRow)

G_END_DECLS
