/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 4180 with CRLF; the first row begins with a UTF-8 byte-order mark, so spreadsheets read the umlauts; a field that a
 * spreadsheet would take for a formula (= + - @ tab CR) gets a leading apostrophe; E.164 numbers ("+49…") are kept
 * as text by the same means. */
#define USHER_CSV_BOM "\xef\xbb\xbf"
void usher_csv_append_row (GString *csv, const char * const *fields);   /* NULL-terminated */

G_END_DECLS
