/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherOutcome:
 * @USHER_OUTCOME_ACCEPTED: the provider took it (id)
 * @USHER_OUTCOME_REFUSED: permanent; nothing was sent; reason says why in words for the streamer
 * @USHER_OUTCOME_LATER: nothing was sent, try again (after retry_at when set)
 * @USHER_OUTCOME_UNKNOWN: it may have been sent: ask before sending again
 */
typedef enum {
  USHER_OUTCOME_ACCEPTED,
  USHER_OUTCOME_REFUSED,
  USHER_OUTCOME_LATER,
  USHER_OUTCOME_UNKNOWN,
} UsherOutcome;

/* What a refusal or delay is about: decides between failing the one, and opening the circuit for all. */
typedef enum {
  USHER_BLAME_RECIPIENT,    /* this address */
  USHER_BLAME_MESSAGE,      /* this content */
  USHER_BLAME_ACCOUNT,      /* key, domain, plan, sender: every send would fail; the streamer must act */
  USHER_BLAME_SERVICE,      /* the provider or the network: passes by itself */
} UsherBlame;

/**
 * UsherSendResult:
 * @retry_after: seconds to wait, or -1 when the provider did not say
 * @suppress: the provider says that this address is never to be written to again (STOP: Twilio 21610)
 */
typedef struct {
  gint64       delivery_id;
  UsherOutcome outcome;
  UsherBlame   blame;
  char        *provider_id;
  char        *reason;
  int          retry_after;
  int          segments;
  gboolean     suppress;
} UsherSendResult;

UsherSendResult *usher_send_result_new  (gint64 delivery_id, UsherOutcome outcome);
UsherSendResult *usher_send_result_copy (const UsherSendResult *self);
void             usher_send_result_free (UsherSendResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSendResult, usher_send_result_free)

G_END_DECLS
