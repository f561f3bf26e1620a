/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-event.h"
#include "usher-registration.h"

G_BEGIN_DECLS

/* The public addresses, in one place: messages and pages link to these. @base: public URL without a slash at the end. */
char *usher_link_register    (const char *base, const UsherEvent *event);                     /* BASE/register/SLUG */
char *usher_link_watch       (const char *base, const UsherEvent *event, const char *token);  /* BASE/watch/SLUG?t=TOKEN; token nullable */
char *usher_link_calendar    (const char *base, const UsherEvent *event);                     /* BASE/events/SLUG.ics */
char *usher_link_manage      (const char *base, const char *token);                           /* BASE/manage/TOKEN */
char *usher_link_unsubscribe (const char *base, const char *token, UsherChannels channels);   /* BASE/unsubscribe/TOKEN[?channel=email] */

G_END_DECLS
