/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Shared by the files of the Twilio client. */

#include "usher-http.h"
#include "usher-json-read.h"
#include "usher-twilio.h"

G_BEGIN_DECLS

/* What an answer to a new message means */
UsherSendResult *usher_twilio_judge       (const UsherHttpAnswer *answer, gint64 delivery_id);
/* The words for one of Twilio's codes, or NULL */
const char      *usher_twilio_code_words  (int code);
/* Would a message to this number never arrive, whatever it says? */
gboolean         usher_twilio_code_is_bad_number (int code);
/* Twilio's own words in an answer; (transfer full) (nullable) */
char            *usher_twilio_words       (const UsherHttpAnswer *answer);

/* "stopped", "started", or NULL for any other text that a person sent. @opt_out_type: (nullable): Twilio's own verdict */
const char      *usher_twilio_keyword     (const char *body, const char *opt_out_type);
/* The event of an outgoing message's status, or NULL where it says nothing new */
UsherProviderEvent *usher_twilio_status_event (const char *sid, const char *status, int error_code, UsherInstant at);
UsherProviderEvent *usher_twilio_inbound_event (const char *sid, const char *from, const char *type, UsherInstant at);
/* RFC 2822 as Twilio writes it; %USHER_NEVER for anything else */
UsherInstant     usher_twilio_date        (const char *text);

/* Incoming messages; see usher_texter_poll(). @to: (nullable): our own number */
GPtrArray       *usher_twilio_inbox_poll  (UsherHttp *http, const char *account_sid, const char *to, const char *cursor,
                                           UsherInstant now, char **next_cursor, GCancellable *cancellable, GError **error);
/* One page of messages; @path as in next_page_uri. *next_path NULL: the last one */
JsonArray       *usher_twilio_messages    (UsherHttp *http, const char *path, char **next_path, GCancellable *cancellable,
                                           GError **error);
void             usher_twilio_fail        (const UsherHttpAnswer *answer, GError **error);

G_END_DECLS
