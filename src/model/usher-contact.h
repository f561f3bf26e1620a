/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Checked, in the form to send to: trimmed, domain lower-case and in ASCII (IDNA), local part as typed (UTF-8 allowed:
 * RFC 6531). Limits of RFC 5321 4.5.3.1: local part 64 octets, domain 255, path 254. No quoted local parts, no address
 * literals, no comments: nobody types them on a form. */
char *usher_email_check   (const char *text, const char *field, GError **error);
/* One key for one mailbox, for "the same person" and suppressions: the whole address in lower case, NFC. */
char *usher_email_key     (const char *checked);
/* E.164 ("+4915112345678") from international or, with @country (ISO 3166), national input: libphonenumber. */
char *usher_phone_check   (const char *text, const char *country, const char *field, GError **error);
/* A name for a header, list or message: trimmed, NFC, no control or bidi-override characters, no line breaks. */
char *usher_name_check    (const char *text, const char *field, int max_chars, GError **error);
/* "en", "de-AT" → canonical; NULL or nonsense → NULL */
char *usher_language_check (const char *text);

G_END_DECLS
