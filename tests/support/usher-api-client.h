/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * UsherApiClient:
 *
 * Calls the control API and blocks; holds every answer against the description that the server itself gives.
 */
typedef struct _UsherApiClient UsherApiClient;

UsherApiClient *usher_api_client_new  (const char *base_url, const char *token);
void            usher_api_client_free (UsherApiClient *self);
/* @body: (nullable): JSON. Fails the test when the status is another than @status or the answer is not as described. */
JsonNode       *usher_api_call        (UsherApiClient *self, const char *method, const char *path, const char *body, guint status);
/* The same with one more header; *etag: (out) (optional) */
JsonNode       *usher_api_call_full   (UsherApiClient *self, const char *method, const char *path, const char *body, guint status,
                                       const char *header, const char *value, char **etag);
/* A raw answer (CSV) */
char           *usher_api_get_text    (UsherApiClient *self, const char *path, const char *accept, guint status, char **content_type);
GPtrArray      *usher_api_untouched   (UsherApiClient *self);

/* Values by path: "registration.url", "items.0.subject". They fail the test when there is nothing there. */
const char     *usher_api_text        (JsonNode *node, const char *path);      /* NULL for null */
gint64          usher_api_int         (JsonNode *node, const char *path);
double          usher_api_number      (JsonNode *node, const char *path);
gboolean        usher_api_true        (JsonNode *node, const char *path);
guint           usher_api_length      (JsonNode *node, const char *path);      /* of a list */
JsonNode       *usher_api_node        (JsonNode *node, const char *path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherApiClient, usher_api_client_free)

G_END_DECLS
