/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Inside the store only: a prepared statement with typed parameters and columns. Parameters are bound, and columns
 * read, from left to right: the order of the calls is the order in the SQL. */

#include "usher-conn.h"
#include "usher-types.h"

G_BEGIN_DECLS

typedef struct _UsherStatement UsherStatement;

typedef enum {
  USHER_STEP_ERROR = -1,
  USHER_STEP_DONE  = 0,
  USHER_STEP_ROW   = 1,
} UsherStep;

/* From the connection's cache. @sql: a literal (it is the key and is not copied) */
UsherStatement *usher_statement_new          (UsherConn *conn, const char *sql, GError **error);
void            usher_statement_release      (UsherStatement *self);   /* back to the cache, reset */
void            usher_statement_destroy      (gpointer self);          /* the cache's own */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherStatement, usher_statement_release)

void            usher_statement_bind_int     (UsherStatement *self, gint64 value);
void            usher_statement_bind_bool    (UsherStatement *self, gboolean value);
void            usher_statement_bind_id      (UsherStatement *self, gint64 id);              /* 0 → NULL */
void            usher_statement_bind_instant (UsherStatement *self, UsherInstant instant);   /* USHER_NEVER → NULL */
void            usher_statement_bind_text    (UsherStatement *self, const char *text);       /* (nullable) */

/* A failure to bind is told here. */
UsherStep       usher_statement_step         (UsherStatement *self, GError **error);
/* To the end; rows are thrown away */
gboolean        usher_statement_run          (UsherStatement *self, GError **error);
/* How many rows the last run inserted, updated or deleted */
int             usher_statement_changes      (UsherStatement *self);
gint64          usher_statement_inserted_id  (UsherStatement *self);

gint64          usher_statement_column_int     (UsherStatement *self);
gboolean        usher_statement_column_bool    (UsherStatement *self);
UsherInstant    usher_statement_column_instant (UsherStatement *self);   /* NULL → USHER_NEVER */
const char     *usher_statement_column_peek    (UsherStatement *self);   /* until the next step; (nullable) */
char           *usher_statement_column_dup     (UsherStatement *self);   /* (nullable), valid UTF-8 */
void            usher_statement_column_text    (UsherStatement *self, char **member);   /* replaces *member */
/* Two columns of 0 and 1: e-mail, SMS */
UsherChannels   usher_statement_column_channels (UsherStatement *self);
void            usher_statement_bind_channels   (UsherStatement *self, UsherChannels channels);

G_END_DECLS
