/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How the door makes and follows a request. */

#include <libsoup/soup.h>

#include "usher-request.h"
#include "usher-router-private.h"

G_BEGIN_DECLS

typedef struct {
  /* The handler's answer (transfer full); the request is not used after it */
  void (*completed) (UsherRequest *request, UsherResponse *response, gpointer data);
  void (*freed)     (gpointer data);
} UsherRequestEvents;

/* @match: its params are taken; @client: (transfer full) */
UsherRequest      *usher_request_new         (SoupServerMessage *message, UsherMatch *match, char *client,
                                              const UsherRequestEvents *events, gpointer data);
/* FALSE: the body would be longer than the route allows */
gboolean           usher_request_append_body (UsherRequest *self, GBytes *chunk);
void               usher_request_handle      (UsherRequest *self);      /* the body is whole: calls the handler */
gboolean           usher_request_is_completed (UsherRequest *self);
/* The visitor is gone (or the door closes): cancels, and forgets the message; an answer is dropped from now on. */
void               usher_request_detach      (UsherRequest *self);
void               usher_request_cancel      (UsherRequest *self);      /* the visitor seems to be gone */
SoupServerMessage *usher_request_get_message (UsherRequest *self);      /* (nullable): NULL when detached */
const char        *usher_request_get_pattern (UsherRequest *self);
gsize              usher_request_get_size    (UsherRequest *self);      /* bytes of body so far */

G_END_DECLS
