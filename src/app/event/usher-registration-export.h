/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-client.h"

G_BEGIN_DECLS

/* @written: rows so far; on the caller's context */
typedef void (*UsherExportProgress) (int written, gpointer data);

/* Writes all registrations of an event as CSV (usher-csv.h), page by page on a worker thread; the file appears when it is complete.
 * Finishing returns the number of rows; -1 on error, %G_IO_ERROR_CANCELLED leaves nothing. */
void usher_registration_export_async  (UsherClient *client, gint64 event_id, GFile *file, UsherExportProgress progress,
                                       gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
int  usher_registration_export_finish (UsherClient *client, GAsyncResult *result, GError **error);

G_END_DECLS
