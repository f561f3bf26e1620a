/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the registrar's files share. Inside this room only; all functions but the token run in a command. */

#include "usher-command.h"
#include "usher-event.h"
#include "usher-registration.h"

G_BEGIN_DECLS

/* A person who repeats the form gets the confirmation again at most this often, and this many times in all: a form that
 * anybody can fill in must not become a way to flood somebody's mailbox. */
#define USHER_RESEND_PAUSE (10 * USHER_MINUTE)
#define USHER_RESEND_MAX   5

/* 128 bits from the system's random source in base64url, 22 characters (RFC 4648 section 5, no padding) */
char        *usher_registrar_new_token    (void);
/* May somebody register at @now? CLOSED or FULL, in words. The one rule for page and API. @writer: whether @conn is the
 * writer's: then the answer holds until the end of the transaction */
gboolean     usher_registrar_check_open   (UsherEngine *engine, UsherConn *conn, gboolean writer, const UsherEvent *event,
                                           UsherInstant now, GError **error);

const char  *usher_registrar_address      (const UsherRegistration *r, UsherChannel channel);
gboolean     usher_registrar_get_opt_in   (const UsherRegistration *r, UsherChannel channel);
void         usher_registrar_set_opt_in   (UsherRegistration *r, UsherChannel channel, gboolean opt_in);

/* How an act of consent came about; any of them nullable */
typedef struct {
  const char *act;            /* given, refused, withdrawn */
  const char *method;         /* form, api, one-click, link, manual */
  const char *consent_text;
  const char *language;
  const char *page_url;
  const char *ip_address;
  const char *user_agent;
} UsherConsentProof;

gboolean     usher_registrar_record_consent (UsherCommand *command, const UsherRegistration *r, UsherChannel channel,
                                             const UsherConsentProof *proof, GError **error);

/* Queues a confirmation on each of @channels that the person agreed to and the event uses, unless one waits there already.
 * @limited: a stranger repeats the form: only as often as the limits above allow. *queued: how many (out) (optional) */
gboolean     usher_registrar_confirm      (UsherCommand *command, const UsherEvent *event, const UsherRegistration *r,
                                           UsherChannels channels, gboolean limited, int *queued, GError **error);

/* Writes the withdrawal of one channel into @r (which must not be shared; *changed when it must be stored), keeps the
 * address from being written to again, and takes back what has not left. Nothing for a missing address. */
gboolean     usher_registrar_withdraw     (UsherCommand *command, UsherRegistration *r, UsherChannel channel,
                                           const UsherConsentProof *proof, gboolean *changed, GError **error);
/* The person agreed anew: an unsubscribe is lifted, never a bounce, complaint, STOP or manual one. *lifted (out) (optional) */
gboolean     usher_registrar_lift         (UsherCommand *command, const UsherRegistration *r, UsherChannel channel,
                                           gboolean *lifted, GError **error);
gboolean     usher_registrar_store        (UsherCommand *command, UsherRegistration *r, const char *action, GError **error);

G_END_DECLS
