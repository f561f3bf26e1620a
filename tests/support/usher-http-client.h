/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A small HTTP client for tests of servers in the same process: it runs the default main context while it waits, so that
 * client and server share one thread. It sends what it is told, right or wrong, and hides nothing of the answer. All calls end
 * the test when nothing happens for long. */

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _UsherWire UsherWire;   /* one TCP connection */

UsherWire *usher_wire_open      (const char *base_url);
void       usher_wire_close     (UsherWire *self);
/* FALSE when the other side has gone before all was sent. *sent: (nullable): how much the kernel took */
gboolean   usher_wire_send      (UsherWire *self, const char *bytes, gssize length, gsize *sent);
/* As much as the socket takes at once, without waiting: 0 when it is full or gone */
gsize      usher_wire_push      (UsherWire *self, const char *bytes, gsize length);
char      *usher_wire_read_all  (UsherWire *self, gsize *length);   /* until the other side closes */
char      *usher_wire_read_some (UsherWire *self, gsize length);    /* exactly that much, or NULL when it closes before */
gboolean   usher_wire_is_closed (UsherWire *self);                  /* does not wait; throws away what came */
void       usher_wire_wait_closed (UsherWire *self);
void       usher_wire_shutdown  (UsherWire *self, gboolean read, gboolean write);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherWire, usher_wire_close)

typedef struct {
  guint       status;
  GHashTable *headers;   /* (element-type utf8 utf8): names in lower case */
  char       *body;      /* with a NUL behind it */
  gsize       length;
} UsherReply;

void        usher_reply_free   (UsherReply *self);
const char *usher_reply_header (const UsherReply *self, const char *name);   /* (nullable); name in lower case */
/* One answer with Content-Length (or none with @head), not waiting for the end of the connection */
UsherReply *usher_wire_read_reply (UsherWire *self, gboolean head);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherReply, usher_reply_free)

/* One request on a connection of its own. @headers: (nullable): lines, each with CRLF. @body: (nullable) */
UsherReply *usher_http_request  (const char *base_url, const char *method, const char *target, const char *headers,
                                 const char *body);
UsherReply *usher_http_get      (const char *base_url, const char *target);
/* An urlencoded form: name, value, …, NULL */
UsherReply *usher_http_post_form (const char *base_url, const char *target, ...) G_GNUC_NULL_TERMINATED;
/* Raw bytes on a connection of its own, and all that comes back until it is closed */
char       *usher_http_raw      (const char *base_url, const char *bytes, gssize length);

/* Runs the main context until @done says so. */
typedef gboolean (*UsherDone) (gpointer data);
void        usher_run_until     (UsherDone done, gpointer data);
void        usher_run_pending   (void);

G_END_DECLS
