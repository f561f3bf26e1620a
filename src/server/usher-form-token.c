/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-form-token.h"

#include <string.h>
#include <sys/random.h>

#include "usher-guard.h"

#define KEY_BYTES 32

struct _UsherFormToken {
  guint8 key[KEY_BYTES];
  guint  max_ms;
};

/**
 * usher_form_token_new:
 * @max_ms: a form that comes back later is out of date
 *
 * Returns: (transfer full): a new signer with a key of its own
 */
UsherFormToken *
usher_form_token_new (guint max_ms)
{
  UsherFormToken *self = g_new0 (UsherFormToken, 1);

  if (getrandom (self->key, sizeof self->key, 0) != sizeof self->key)
    g_error ("The system's random source cannot be read");
  self->max_ms = max_ms;
  return self;
}

/**
 * usher_form_token_free:
 * @self: (transfer full) (nullable): a signer
 */
void
usher_form_token_free (UsherFormToken *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self->key, sizeof self->key);
  g_free (self);
}

static char *
sign (UsherFormToken *self, const char *purpose, gint64 made_at)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", made_at, purpose);

  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, self->key, sizeof self->key, text, -1);
}

/**
 * usher_form_token_make:
 * @self: a signer
 * @purpose: what the form is about
 * @now: monotonic microseconds
 *
 * Returns: (transfer full): letters, digits and a dot
 */
char *
usher_form_token_make (UsherFormToken *self, const char *purpose, gint64 now)
{
  g_autofree char *signature = NULL;

  g_return_val_if_fail (self != NULL && purpose != NULL, NULL);
  signature = sign (self, purpose, now);
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%s", now, signature);
}

/**
 * usher_form_token_check:
 * @self: the signer that made it
 * @purpose: what the form is about
 * @token: (nullable): what came back
 * @now: monotonic microseconds
 *
 * Returns: what its age says
 */
UsherFormAge
usher_form_token_check (UsherFormToken *self, const char *purpose, const char *token, gint64 now)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *signature = NULL;
  guint64 made_at;

  g_return_val_if_fail (self != NULL && purpose != NULL, USHER_FORM_STALE);

  parts = g_strsplit (token != NULL ? token : "", ".", 3);
  if (g_strv_length (parts) != 2 || !g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXINT64, &made_at, NULL))
    return USHER_FORM_STALE;
  signature = sign (self, purpose, (gint64) made_at);
  if (!usher_guard_equal (parts[1], signature) || now < (gint64) made_at
      || (now - (gint64) made_at) / 1000 > (gint64) self->max_ms)
    return USHER_FORM_STALE;
  return USHER_FORM_FINE;
}
