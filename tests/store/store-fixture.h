/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A database in a folder of its own, and things to put into it. */

#include "usher-conn-private.h"
#include "usher-event.h"
#include "usher-notification.h"
#include "usher-registration.h"
#include "usher-store.h"
#include "usher-types.h"

G_BEGIN_DECLS

#define T0 (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC)   /* some moment in 2026 */

typedef struct {
  char      *folder;
  UsherConn *conn;     /* the writer's, with no thread around it */
} TestDb;

TestDb            *test_db_new            (void);
void               test_db_free           (TestDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestDb, test_db_free)

char              *test_folder_new        (void);
void               test_folder_remove     (const char *folder);

gint64             test_int               (UsherConn *conn, const char *format, ...) G_GNUC_PRINTF (2, 3);
char              *test_text              (UsherConn *conn, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* All rows of a query as one text: columns by "|", rows by newlines */
char              *test_dump              (UsherConn *conn, const char *sql);
void               test_exec              (UsherConn *conn, const char *format, ...) G_GNUC_PRINTF (2, 3);

gint64             test_add_event         (UsherConn *conn, const char *title);
/* @email, @phone: (nullable); agrees to the channels whose address is there */
gint64             test_add_registration  (UsherConn *conn, gint64 event_id, const char *email, const char *phone);
/* A reminder, one hour before the start, that is being sent on both channels */
UsherNotification *test_add_reminder      (UsherConn *conn, gint64 event_id, const char *interval);
/* Fills it to the end. Returns how many deliveries were made */
int                test_fill              (UsherConn *conn, const UsherNotification *n);
void               test_suppress          (UsherConn *conn, UsherChannel channel, const char *address);

G_END_DECLS
