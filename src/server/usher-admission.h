/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Everything that is settled about a request when its headers are in, before a byte of its body is read. Private to the door. */

#include <libsoup/soup.h>

#include "usher-limits.h"
#include "usher-rate.h"
#include "usher-router-private.h"

G_BEGIN_DECLS

/**
 * UsherAdmission:
 * @local_only: the control door's rules: Host, Origin, token
 * @token: (nullable): who has it may use every path
 * @path_tokens: (element-type utf8 utf8): who has the value may use the path that is its key
 * @proxies: (nullable): addresses whose X-Forwarded-For is believed
 */
typedef struct {
  gboolean           local_only;
  guint16            port;
  UsherRouter       *router;
  char              *token;
  GHashTable        *path_tokens;
  char             **proxies;
  UsherRate         *rate;
  const UsherLimits *limits;
} UsherAdmission;

/* (nullable): the refusal. @peer: who is at the other end of the connection; @memory: bytes under way in the whole door.
 * *match and *client (the visitor's address) are set in any case. */
UsherResponse *usher_admission_check    (UsherAdmission *self, SoupServerMessage *message, const char *peer, gsize memory,
                                         UsherMatch *match, char **client);
gboolean       usher_admission_has_body (SoupServerMessage *message);

G_END_DECLS
