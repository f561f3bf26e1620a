/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the public pages share. Handlers take an UsherPublic as their data. */

#include "usher-commands.h"
#include "usher-engine.h"
#include "usher-form-token.h"
#include "usher-limits.h"
#include "usher-page.h"
#include "usher-queries.h"
#include "usher-rate.h"
#include "usher-request.h"
#include "usher-router.h"

G_BEGIN_DECLS

typedef struct {
  UsherEngine    *engine;
  UsherPages     *pages;
  UsherFormToken *form_token;
  UsherRate      *register_rate;   /* of registrations, by address */
} UsherPublic;

#define USHER_PUBLIC_ACTOR "viewer"

/* A handler that waits for a command */
typedef struct {
  UsherPublic  *site;
  UsherRequest *request;
  UsherEvent   *event;             /* (nullable) */
  gpointer      extra;             /* (nullable) */
  GDestroyNotify extra_free;
} UsherPublicCall;

UsherPublicCall *usher_public_call_new  (UsherPublic *site, UsherRequest *request);
void             usher_public_call_free (UsherPublicCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherPublicCall, usher_public_call_free)

/* Completes @request with @response (transfer full) and what every answer of this site carries. */
void        usher_public_send     (UsherPublic *site, UsherRequest *request, UsherResponse *response);
void        usher_public_send_page (UsherPublic *site, UsherRequest *request, guint status, UsherPageKind kind, GHashTable *values);
/* A page about one person: no search engine keeps it */
void        usher_public_send_personal (UsherPublic *site, UsherRequest *request, guint status, UsherPageKind kind, GHashTable *values);
/* A heading and a text */
void        usher_public_send_message (UsherPublic *site, UsherRequest *request, guint status, const char *heading, const char *text);
UsherResponse *usher_public_error_page (UsherPublic *site, guint status);   /* (nullable) */
void        usher_public_send_status (UsherPublic *site, UsherRequest *request, guint status);   /* the page for an error */
void        usher_public_redirect (UsherPublic *site, UsherRequest *request, const char *path);  /* 303 */

/* Values that every page has */
GHashTable *usher_public_values   (UsherPublic *site, const char *title);
/* The event of {slug}; answers 404 and returns NULL when there is none */
UsherEvent *usher_public_find_event (UsherPublic *site, UsherRequest *request);
/* Is the form's page ours? Browsers tell; who does not tell is no browser of today. */
gboolean    usher_public_is_same_site (UsherRequest *request);
const char *usher_public_form_get (GHashTable *form, const char *name);   /* "" when missing */

/* Routes */
void usher_public_get_register    (UsherRequest *request, gpointer data);
void usher_public_post_register   (UsherRequest *request, gpointer data);
void usher_public_get_thanks      (UsherRequest *request, gpointer data);
void usher_public_get_manage      (UsherRequest *request, gpointer data);
void usher_public_post_manage     (UsherRequest *request, gpointer data);
void usher_public_get_erased      (UsherRequest *request, gpointer data);
void usher_public_get_unsubscribe (UsherRequest *request, gpointer data);
void usher_public_post_unsubscribe (UsherRequest *request, gpointer data);
void usher_public_get_watch       (UsherRequest *request, gpointer data);
void usher_public_get_calendar    (UsherRequest *request, gpointer data);
void usher_public_post_mailgun    (UsherRequest *request, gpointer data);
void usher_public_post_twilio     (UsherRequest *request, gpointer data);
void usher_public_post_mux        (UsherRequest *request, gpointer data);

G_END_DECLS
