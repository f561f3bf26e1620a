/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-event.h"

G_BEGIN_DECLS

typedef enum {
  USHER_CALENDAR_PUBLISH,   /* "add to calendar" */
  USHER_CALENDAR_CANCEL,
} UsherCalendarMethod;

/**
 * usher_calendar_write:
 * @organizer_name, @organizer_email: the sender
 * @url: where the event is watched
 * @now: DTSTAMP
 *
 * RFC 5545/5546 file: stable UID, SEQUENCE, DTSTART with TZID and its VTIMEZONE, CRLF, folded at 75 octets.
 */
char *usher_calendar_write (const UsherEvent *event, UsherCalendarMethod method, const char *organizer_name,
                            const char *organizer_email, const char *url, UsherInstant now);

G_END_DECLS
