/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The exact words that a viewer agrees to. The page shows them and the consent record keeps them, both from here. */

#include "usher-event.h"

G_BEGIN_DECLS

/* @sender: who writes; @reminders: how many are planned. SMS after CTIA's Messaging Principles: who, what for, how often, rates,
 * STOP and HELP, no condition. */
char *usher_consent_text_email (const UsherEvent *event, const char *sender, guint reminders);
char *usher_consent_text_sms   (const UsherEvent *event, const char *sender, guint reminders);

G_END_DECLS
