/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the three providers' webhook signatures have in common. */

#include <glib.h>

G_BEGIN_DECLS

/* Lower-case hex of HMAC-SHA256 */
char    *usher_signature_sha256_hex  (const char *key, const void *data, gsize length);
/* Base64 of HMAC-SHA1 */
char    *usher_signature_sha1_base64 (const char *key, const void *data, gsize length);
/* Takes as long for a wrong first character as for a wrong last one, so that no one can feel his way forward. */
gboolean usher_signature_equal       (const char *expected, const char *given);

G_END_DECLS
