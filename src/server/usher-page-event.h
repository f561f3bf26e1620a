/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What pages say of an event. */

#include "usher-public-private.h"

G_BEGIN_DECLS

/* Sets the ticket (and what it is made of). @jump: with a button that leads to the form below */
void  usher_page_event_ticket   (UsherPublic *site, GHashTable *values, const UsherEvent *event, gboolean jump);
void  usher_page_event_calendars (UsherPublic *site, GHashTable *values, const UsherEvent *event);
/* The reminders that are still planned, as list items */
void  usher_page_event_reminders (UsherPublic *site, GHashTable *values, const UsherEvent *event);
/* The texts of the consent boxes */
char *usher_page_event_email_consent (UsherPublic *site, const UsherEvent *event);
char *usher_page_event_sms_consent   (UsherPublic *site, const UsherEvent *event);

G_END_DECLS
