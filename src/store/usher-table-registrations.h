/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Tables registration and consent. */

#include "usher-conn.h"
#include "usher-registration.h"

G_BEGIN_DECLS

gboolean           usher_registrations_insert       (UsherConn *conn, UsherRegistration *r, GError **error);  /* sets id */
gboolean           usher_registrations_update       (UsherConn *conn, const UsherRegistration *r, GError **error);
gboolean           usher_registrations_delete       (UsherConn *conn, gint64 id, GError **error);
UsherRegistration *usher_registrations_get          (UsherConn *conn, gint64 id, GError **error);
UsherRegistration *usher_registrations_get_by_token (UsherConn *conn, const char *token, GError **error);
/* The same person in the same event: by e-mail key, or by phone where @r has no e-mail. NULL without error: nobody. */
UsherRegistration *usher_registrations_find_same    (UsherConn *conn, const UsherRegistration *r, GError **error);

/* Ids of those who gave that address, in all events: (element-type gint64) */
GArray            *usher_registrations_find_address (UsherConn *conn, UsherChannel channel, const char *address, GError **error);

typedef struct {
  gint64       event_id;
  const char  *search;      /* (nullable): in names, e-mail, phone; case-insensitive */
  UsherChannels channels;   /* agreed to at least these */
  gint64       after_id;    /* page, in id order */
  int          limit;
} UsherRegistrationQuery;

GPtrArray         *usher_registrations_list         (UsherConn *conn, const UsherRegistrationQuery *query, GError **error);
int                usher_registrations_count        (UsherConn *conn, gint64 event_id, GError **error);   /* -1 on error */

typedef struct {
  gint64       registration_id;
  gint64       event_id;
  UsherChannel channel;
  const char  *act;             /* given, refused, withdrawn */
  const char  *address;         /* hashed before it is stored */
  const char  *consent_text;
  const char  *language;
  const char  *method;          /* form, api, one-click, link, stop, manual */
  const char  *page_url;
  const char  *ip_address;
  const char  *user_agent;
  UsherInstant at;
} UsherConsent;

gboolean           usher_consents_insert            (UsherConn *conn, const UsherConsent *consent, GError **error);

G_END_DECLS
