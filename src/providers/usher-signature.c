/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-signature.h"

#include <string.h>

static GHmac *
start (GChecksumType type, const char *key, const void *data, gsize length)
{
  GHmac *hmac = g_hmac_new (type, (const guchar *) key, strlen (key));

  g_hmac_update (hmac, data, (gssize) length);
  return hmac;
}

char *
usher_signature_sha256_hex (const char *key, const void *data, gsize length)
{
  g_autoptr (GHmac) hmac = start (G_CHECKSUM_SHA256, key, data, length);

  return g_strdup (g_hmac_get_string (hmac));
}

char *
usher_signature_sha1_base64 (const char *key, const void *data, gsize length)
{
  g_autoptr (GHmac) hmac = start (G_CHECKSUM_SHA1, key, data, length);
  guint8 digest[20];
  gsize size = sizeof digest;

  g_hmac_get_digest (hmac, digest, &size);
  return g_base64_encode (digest, size);
}

gboolean
usher_signature_equal (const char *expected, const char *given)
{
  gsize length = strlen (expected);
  guint8 difference = 0;

  if (given == NULL || strlen (given) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guint8) expected[i] ^ (guint8) given[i];
  return difference == 0;
}
