/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherDraftStore:
 *
 * What somebody was writing when they closed the wizard, as small files in a folder: read and written one after the other on a
 * thread of its own, so that what is asked for later sees what was asked for before, and replaced as a whole. Freeing it waits for
 * what is under way. All functions: the UI thread.
 */
#define USHER_TYPE_DRAFT_STORE (usher_draft_store_get_type ())
G_DECLARE_FINAL_TYPE (UsherDraftStore, usher_draft_store, USHER, DRAFT_STORE, GObject)

/* A file that is larger is not one of ours. */
#define USHER_DRAFT_MAX_BYTES (1024 * 1024)

UsherDraftStore *usher_draft_store_new  (const char *folder);
/* (transfer none): the one of @client, which it lives as long as; in the user's state folder unless another data folder was named */
UsherDraftStore *usher_draft_store_for  (UsherClient *client);

/* @key: letters, digits and hyphens: "new", "event-12". @text: (nullable): %NULL removes it */
void             usher_draft_store_save (UsherDraftStore *self, const char *key, const char *text);
/* For who has to know whether it was written */
void             usher_draft_store_save_async  (UsherDraftStore *self, const char *key, const char *text,
                                                GAsyncReadyCallback callback, gpointer user_data);
gboolean         usher_draft_store_save_finish (UsherDraftStore *self, GAsyncResult *result, GError **error);
void             usher_draft_store_load_async  (UsherDraftStore *self, const char *key, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
/* %NULL without error: there is none. @saved_at: (out) (optional): when it was written, by the file */
char            *usher_draft_store_load_finish (UsherDraftStore *self, GAsyncResult *result, UsherInstant *saved_at, GError **error);

G_END_DECLS
