/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-response.h"

G_BEGIN_DECLS

/**
 * UsherRequest:
 *
 * One request whose headers, host, size, rate and authentication were settled, with its whole body. Counted reference; lives
 * until it is completed, also when the client has gone (its cancellable is cancelled then, and the answer is dropped).
 * A handler calls usher_request_complete() exactly once, at once or later, on the same thread; a request whose
 * last reference goes without is answered 500.
 */
typedef struct _UsherRequest UsherRequest;

UsherRequest *usher_request_ref             (UsherRequest *self);
void          usher_request_unref           (UsherRequest *self);
void          usher_request_complete        (UsherRequest *self, UsherResponse *response /* (transfer full) */);

const char   *usher_request_get_method      (UsherRequest *self);
const char   *usher_request_get_path        (UsherRequest *self);
/* The text that stood in the route's {name}; decoded, never empty, no '/', valid UTF-8. NULL: no such name in the route */
const char   *usher_request_get_param       (UsherRequest *self, const char *name);
gint64        usher_request_get_id          (UsherRequest *self, const char *name);     /* a positive number, or 0 */
const char   *usher_request_get_query       (UsherRequest *self, const char *name);     /* (nullable): decoded */
const char   *usher_request_get_raw_query   (UsherRequest *self);                       /* (nullable) */
const char   *usher_request_get_header      (UsherRequest *self, const char *name);     /* (nullable) */
GBytes       *usher_request_get_body        (UsherRequest *self);                       /* never NULL */
const char   *usher_request_get_content_type (UsherRequest *self);                      /* (nullable): without parameters, lower-case */
/* (element-type utf8 utf8) (nullable): an urlencoded or multipart (no files) form: valid UTF-8, no NUL, first of repeated names;
 * %USHER_ERROR_INVALID otherwise */
GHashTable   *usher_request_get_form        (UsherRequest *self, GError **error);
const char   *usher_request_get_client      (UsherRequest *self);                       /* remote IP address as text */
GCancellable *usher_request_get_cancellable (UsherRequest *self);

typedef void (*UsherHandler) (UsherRequest *request, gpointer data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRequest, usher_request_unref)

G_END_DECLS
