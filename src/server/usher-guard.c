/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-guard.h"

#include <string.h>

#define DIGEST_BYTES 32

/**
 * usher_guard_host_is_local:
 * @host: (nullable): a Host header, or the authority of an absolute request target
 * @port: where the control door listens
 *
 * Returns: whether a program on this machine meant this door
 */
gboolean
usher_guard_host_is_local (const char *host, guint16 port)
{
  static const char * const names[] = { "127.0.0.1", "[::1]", "localhost" };

  if (host == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s:%u", names[i], port);

      if (g_ascii_strcasecmp (host, name) == 0 || (port == 80 && g_ascii_strcasecmp (host, names[i]) == 0))
        return TRUE;
    }
  return FALSE;
}

/**
 * usher_guard_same_origin:
 * @origin: an Origin header
 * @host: (nullable): the Host header, already checked
 *
 * Returns: whether @origin is a page of this host
 */
gboolean
usher_guard_same_origin (const char *origin, const char *host)
{
  const char *authority;

  g_return_val_if_fail (origin != NULL, FALSE);

  if (host == NULL)
    return FALSE;
  if (g_str_has_prefix (origin, "http://"))
    authority = origin + strlen ("http://");
  else if (g_str_has_prefix (origin, "https://"))
    authority = origin + strlen ("https://");
  else
    return FALSE;
  return g_ascii_strcasecmp (authority, host) == 0;
}

/**
 * usher_guard_equal:
 * @a: what somebody says
 * @b: the secret
 *
 * Compares digests, so that neither the place of the first difference nor the length shows in the time.
 *
 * Returns: whether they are equal
 */
gboolean
usher_guard_equal (const char *a, const char *b)
{
  guint8 digests[2][DIGEST_BYTES];
  const char *texts[2] = { a, b };
  guint8 difference = 0;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
      gsize length = DIGEST_BYTES;

      g_checksum_update (checksum, (const guchar *) texts[i], (gssize) strlen (texts[i]));
      g_checksum_get_digest (checksum, digests[i], &length);
    }
  for (int i = 0; i < DIGEST_BYTES; i++)
    difference |= digests[0][i] ^ digests[1][i];
  return difference == 0;
}

/**
 * usher_guard_bearer:
 * @authorization: (nullable): the Authorization header (RFC 6750 2.1)
 * @token: the right one
 *
 * Returns: whether the caller has the token
 */
gboolean
usher_guard_bearer (const char *authorization, const char *token)
{
  const char *given;

  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Bearer ", strlen ("Bearer ")) != 0)
    return FALSE;
  given = authorization + strlen ("Bearer ");
  while (*given == ' ')
    given++;
  return usher_guard_equal (given, token);
}

static gboolean
is_trusted (const char *address, const char * const *trusted)
{
  return trusted != NULL && g_strv_contains (trusted, address);
}

/**
 * usher_guard_client:
 * @peer: the address that the connection comes from
 * @forwarded: (nullable): all X-Forwarded-For headers, joined by commas
 * @trusted: (nullable): addresses of proxies that are believed
 *
 * Each proxy adds the address that it saw at the end, so only the end of the list is worth anything: what a visitor wrote
 * there himself comes first.
 *
 * Returns: (transfer full): the visitor's IP address
 */
char *
usher_guard_client (const char *peer, const char *forwarded, const char * const *trusted)
{
  g_auto (GStrv) list = NULL;

  g_return_val_if_fail (peer != NULL, NULL);

  if (forwarded == NULL || !is_trusted (peer, trusted))
    return g_strdup (peer);
  list = g_strsplit (forwarded, ",", -1);
  for (guint i = g_strv_length (list); i > 0; i--)
    {
      const char *text = g_strstrip (list[i - 1]);
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

      if (address == NULL)
        break;
      if (!is_trusted (text, trusted))
        return g_inet_address_to_string (address);
    }
  return g_strdup (peer);
}
