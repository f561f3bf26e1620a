/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A batch as Mailgun's form (POST /v3/{domain}/messages). */

#include "usher-message.h"

G_BEGIN_DECLS

#define USHER_MAILGUN_MAX_BATCH   1000
#define USHER_MAILGUN_MAX_OPTIONS (16 * 1024)   /* bytes of all o: h: v: t: fields together */
#define USHER_MAILGUN_MAX_TAG     128           /* ASCII characters */

/* @recipients: (element-type UsherMailRecipient): no address twice. Fails with %USHER_ERROR_REFUSED when Mailgun could
 * only refuse it. */
GBytes   *usher_mailgun_form       (const UsherMailBatch *batch, GPtrArray *recipients, char **content_type,
                                    GError **error);
/* Is this fit for a header, and one address only? */
gboolean  usher_mailgun_address_ok (const char *address);
/* "Name <address>": RFC 5322 3.4, the name as encoded words (RFC 2047) where it needs them */
char     *usher_mailgun_mailbox    (const char *name, const char *address);

G_END_DECLS
