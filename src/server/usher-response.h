/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UsherResponse:
 *
 * What a handler answers: a value. One place (the door) writes it to the connection, with the headers that every answer
 * of that door carries.
 */
typedef struct _UsherResponse UsherResponse;

UsherResponse *usher_response_new         (guint status, const char *content_type, GBytes *body /* (nullable) */);
UsherResponse *usher_response_new_text    (guint status, const char *content_type, char *text /* (transfer full) */);
UsherResponse *usher_response_new_redirect (guint status, const char *location);
/* RFC 9457 problem+json. @field: (nullable): the wrong input's name */
UsherResponse *usher_response_new_problem (guint status, const char *title, const char *detail, const char *field);
/* The one table from USHER_ERROR codes to statuses and titles: INVALID 422, NOT_FOUND 404, CONFLICT 409, STALE 412, FULL 409,
 * CLOSED 409, FORBIDDEN 403, REFUSED 502, UNAUTHORIZED 502, LATER 503, UNKNOWN_OUTCOME 502, NOT_CONFIGURED 503, the rest 500
 * (whose text is not shown: it is logged). */
UsherResponse *usher_response_new_error   (const GError *error);
void           usher_response_add_header  (UsherResponse *self, const char *name, const char *value);   /* CR/LF refused */
guint          usher_response_get_status  (const UsherResponse *self);
GBytes        *usher_response_get_body    (const UsherResponse *self);     /* (nullable) */
const char    *usher_response_get_header  (const UsherResponse *self, const char *name);
const char    *usher_response_get_content_type (const UsherResponse *self);
void           usher_response_free        (UsherResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherResponse, usher_response_free)

G_END_DECLS
