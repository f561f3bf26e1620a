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

/* Whom a list is narrowed to: those who are reached by e-mail, by SMS, or by neither (unsubscribed) */
typedef enum {
  USHER_REGISTRATIONS_ALL,
  USHER_REGISTRATIONS_EMAIL,
  USHER_REGISTRATIONS_SMS,
  USHER_REGISTRATIONS_SILENT,
} UsherRegistrationFilter;

typedef enum {
  USHER_REGISTRATIONS_BY_TIME,     /* in the order in which they came */
  USHER_REGISTRATIONS_BY_NAME,     /* first name, then last name */
  USHER_REGISTRATIONS_BY_EMAIL,    /* those without an e-mail address last, by phone number */
} UsherRegistrationSort;

/* A page in id order (@channels, @after_id), or a window of a sorted list (@filter to @offset): not both at once */
typedef struct {
  gint64       event_id;
  const char  *search;      /* (nullable): in names, e-mail, phone; case-insensitive */
  UsherChannels channels;   /* agreed to at least these */
  gint64       after_id;    /* page, in id order */
  int          limit;
  UsherRegistrationFilter filter;
  UsherRegistrationSort   sort;
  gboolean                descending;
  int                     offset;
  GCancellable           *cancellable;   /* (nullable): nobody waits for it any more: G_IO_ERROR_CANCELLED */
} UsherRegistrationQuery;

GPtrArray         *usher_registrations_list         (UsherConn *conn, const UsherRegistrationQuery *query, GError **error);
/* The window of a sorted list (usher-table-registration-window.c), and how many rows the whole list has; -1 on error */
GPtrArray         *usher_registrations_window       (UsherConn *conn, const UsherRegistrationQuery *query, GError **error);
int                usher_registrations_count_rows   (UsherConn *conn, const UsherRegistrationQuery *query, GError **error);
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

/* One act as it is kept: for the streamer to look at */
typedef struct {
  UsherChannel channel;
  char        *act;             /* given, refused, withdrawn */
  char        *consent_text;
  char        *method;          /* form, api, one-click, link, stop, manual */
  UsherInstant at;
} UsherConsentRecord;

void               usher_consent_record_free        (UsherConsentRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherConsentRecord, usher_consent_record_free)
/* The last one first: (element-type UsherConsentRecord) */
GPtrArray         *usher_consents_list              (UsherConn *conn, gint64 registration_id, GError **error);

G_END_DECLS
