/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The two halves of an UsherConnection: they pass everything on, and tell the connection. Private to it. */

#include "usher-connection.h"

G_BEGIN_DECLS

GInputStream  *usher_connection_input_new    (UsherConnection *connection, GInputStream *base);
GOutputStream *usher_connection_output_new   (UsherConnection *connection, GOutputStream *base);

/* Asked and told by the streams */
gboolean       usher_connection_before_read  (UsherConnection *self, GError **error);
gssize         usher_connection_after_read   (UsherConnection *self, const char *bytes, gsize n, GError **error);
gboolean       usher_connection_before_write (UsherConnection *self, GError **error);
void           usher_connection_after_write  (UsherConnection *self, gsize n);

G_END_DECLS
