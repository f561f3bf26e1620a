/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Twilio's answers mean: its "Error and Warning Dictionary". Codes, not texts, are the stable part. */
#include <string.h>

#include "usher-error.h"
#include "usher-twilio-private.h"

#define WORDS_MAX 300

typedef struct {
  int          code;
  UsherOutcome outcome;
  UsherBlame   blame;
  int          retry_after;   /* seconds, or -1 */
  const char  *words;
} Row;

#define REFUSED(code, blame, words) { code, USHER_OUTCOME_REFUSED, USHER_BLAME_##blame, -1, words }
#define LATER(code, seconds, words) { code, USHER_OUTCOME_LATER, USHER_BLAME_SERVICE, seconds, words }

static const Row rows[] = {
  /* answers to a new message */
  REFUSED (20003, ACCOUNT, "Twilio does not accept the account SID and auth token, or the account is suspended"),
  REFUSED (20008, ACCOUNT, "These are Twilio's test credentials: they cannot send"),
  REFUSED (20404, ACCOUNT, "Twilio does not know this account SID"),
  REFUSED (20005, ACCOUNT, "This Twilio account is not active"),
  LATER (20429, -1, "Twilio wants a break: too many requests at once"),
  REFUSED (21211, RECIPIENT, "This is not a valid phone number"),
  REFUSED (21212, ACCOUNT, "The sender's number that is set for Twilio is not valid"),
  REFUSED (21408, RECIPIENT, "Sending to this country is switched off in the Twilio account (Messaging, Geo permissions)"),
  REFUSED (21602, MESSAGE, "The message has no text"),
  REFUSED (21603, ACCOUNT, "No sender's number is set for Twilio"),
  REFUSED (21604, RECIPIENT, "The message has no phone number"),
  REFUSED (21606, ACCOUNT, "The sender's number that is set does not belong to the Twilio account, or cannot send SMS"),
  REFUSED (21608, RECIPIENT, "The Twilio account is a trial: it can send to numbers that were verified there only"),
  REFUSED (21609, MESSAGE, "Twilio does not take the address that it should report to"),
  { 21610, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, -1, "This person has replied STOP" },
  LATER (21611, 3600, "The sender's number has more than ten hours of messages waiting at Twilio"),
  REFUSED (21612, RECIPIENT, "Twilio has no way to this number from the sender's number"),
  REFUSED (21614, RECIPIENT, "This number cannot receive SMS"),
  REFUSED (21617, MESSAGE, "The message is longer than 1,600 characters"),
  REFUSED (21635, RECIPIENT, "This is a landline number: it cannot receive SMS"),
  REFUSED (21701, ACCOUNT, "The messaging service that is set does not exist in the Twilio account"),
  REFUSED (21702, ACCOUNT, "The messaging service that is set has no number that can send this"),
  REFUSED (21703, ACCOUNT, "The messaging service that is set has no number"),
  REFUSED (21704, ACCOUNT, "The messaging service that is set has no number"),
  REFUSED (21705, ACCOUNT, "The messaging service that is set is not valid"),
  LATER (14107, 30, "Too many replies to one number"),
  LATER (63017, -1, "Twilio wants a break: the account sends too fast"),
  /* what became of a message afterwards */
  LATER (30001, 3600, "Too many messages were waiting at the sender's number"),
  REFUSED (30002, ACCOUNT, "The Twilio account is suspended"),
  REFUSED (30003, MESSAGE, "The phone was off or without network"),
  REFUSED (30004, MESSAGE, "The message was blocked"),
  REFUSED (30005, RECIPIENT, "The phone number is not in use"),
  REFUSED (30006, RECIPIENT, "This is a landline, or the carrier cannot be reached"),
  REFUSED (30007, MESSAGE, "The carrier filtered the message as spam"),
  REFUSED (30008, MESSAGE, "The carrier did not say why it failed"),
  LATER (30017, 600, "The carrier's network is congested"),
  REFUSED (30018, ACCOUNT, "This country wants the sender's name registered first"),
  LATER (30022, 60, "The carrier's limit for the sender's number is reached"),
  LATER (30023, 3600, "The carrier's limit for today is reached"),
  REFUSED (30024, ACCOUNT, "The sender's number is not set up at the carrier yet"),
  REFUSED (30032, ACCOUNT, "The toll-free number is not verified yet"),
  REFUSED (30034, ACCOUNT, "US carriers want this number registered (A2P 10DLC) first"),
  REFUSED (30035, ACCOUNT, "The sender's number is still being set up"),
  REFUSED (30036, MESSAGE, "The message waited longer than it would have helped"),
  REFUSED (30410, MESSAGE, "The carrier did not answer Twilio in time"),
  REFUSED (30450, MESSAGE, "The message was blocked"),
};

static const Row *
find_row (int code)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].code == code)
      return &rows[i];
  return NULL;
}

const char *
usher_twilio_code_words (int code)
{
  const Row *row = find_row (code);

  return row != NULL ? row->words : NULL;
}

gboolean
usher_twilio_code_is_bad_number (int code)
{
  static const int bad[] = { 21211, 21614, 21635, 30005, 30006 };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (bad[i] == code)
      return TRUE;
  return FALSE;
}

char *
usher_twilio_words (const UsherHttpAnswer *answer)
{
  g_autoptr (JsonObject) object = usher_json_read_object (answer->body, answer->length);
  const char *words = usher_json_get_string (object, "message");

  /* newer answers follow RFC 9457 */
  if (words == NULL)
    words = usher_json_get_string (object, "detail");
  if (words == NULL)
    words = usher_json_get_string (object, "title");
  return words != NULL ? g_utf8_substring (words, 0, MIN (g_utf8_strlen (words, -1), WORDS_MAX)) : NULL;
}

static UsherSendResult *
from_row (const Row *row, gint64 delivery_id, int retry_after)
{
  UsherSendResult *result = usher_send_result_new (delivery_id, row->outcome);

  result->blame = row->blame;
  result->reason = g_strdup_printf ("%s (Twilio %d)", row->words, row->code);
  result->retry_after = retry_after >= 0 ? retry_after : row->retry_after;
  result->suppress = row->code == 21610;
  return result;
}

static UsherSendResult *
plain (gint64 delivery_id, UsherOutcome outcome, UsherBlame blame, char *reason)
{
  UsherSendResult *result = usher_send_result_new (delivery_id, outcome);

  result->blame = blame;
  result->reason = reason;
  return result;
}

static UsherSendResult *
judge_no_answer (const UsherHttpAnswer *answer, gint64 delivery_id)
{
  if (answer->written)
    return plain (delivery_id, USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE,
                  g_strdup_printf ("Twilio did not answer: %s", answer->error->message));
  if (g_error_matches (answer->error, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED))
    return plain (delivery_id, USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, g_strdup (answer->error->message));
  return plain (delivery_id, USHER_OUTCOME_LATER, USHER_BLAME_SERVICE,
                g_strdup_printf ("Twilio could not be reached: %s", answer->error->message));
}

static UsherSendResult *
judge_success (const UsherHttpAnswer *answer, gint64 delivery_id)
{
  g_autoptr (JsonObject) object = usher_json_read_object (answer->body, answer->length);
  const char *sid = usher_json_get_string (object, "sid");
  g_autofree char *segments = usher_json_dup_text (object, "num_segments");
  UsherSendResult *result;

  if (sid == NULL || *sid == '\0')
    return plain (delivery_id, USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE,
                  g_strdup ("Twilio gave an answer that cannot be read"));
  result = usher_send_result_new (delivery_id, USHER_OUTCOME_ACCEPTED);
  result->provider_id = g_strdup (sid);
  /* "0" as long as a messaging service has not chosen a sender */
  if (segments != NULL)
    result->segments = (int) CLAMP (g_ascii_strtoll (segments, NULL, 10), 0, 100);
  return result;
}

static UsherSendResult *
judge_refusal (const UsherHttpAnswer *answer, gint64 delivery_id)
{
  g_autofree char *words = usher_twilio_words (answer);
  UsherBlame blame = USHER_BLAME_MESSAGE;

  if (answer->status == 429)
    return plain (delivery_id, USHER_OUTCOME_LATER, USHER_BLAME_SERVICE, g_strdup ("Twilio wants a break"));
  if (answer->status < 400 || (answer->status >= 401 && answer->status <= 404))
    blame = USHER_BLAME_ACCOUNT;
  return plain (delivery_id, USHER_OUTCOME_REFUSED, blame,
                g_strdup_printf ("Twilio refused (status %u): %s", answer->status,
                                 words != NULL ? words : "it did not say why"));
}

UsherSendResult *
usher_twilio_judge (const UsherHttpAnswer *answer, gint64 delivery_id)
{
  g_autoptr (JsonObject) object = NULL;
  const Row *row;
  UsherSendResult *result;

  if (answer->status == 0)
    return judge_no_answer (answer, delivery_id);
  if (answer->status >= 200 && answer->status < 300)
    return judge_success (answer, delivery_id);
  /* A message may have left before the fault. */
  if (answer->status >= 500 || answer->status == 408)
    return plain (delivery_id, USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE,
                  g_strdup_printf ("Twilio had trouble (status %u)", answer->status));
  object = usher_json_read_object (answer->body, answer->length);
  row = find_row ((int) usher_json_get_number (object, "code", 0));
  if (row != NULL)
    return from_row (row, delivery_id, answer->retry_after);
  result = judge_refusal (answer, delivery_id);
  result->retry_after = answer->retry_after;
  return result;
}

void
usher_twilio_fail (const UsherHttpAnswer *answer, GError **error)
{
  g_autofree char *words = usher_twilio_words (answer);

  if (answer->status == 401)
    usher_set_error (error, USHER_ERROR_UNAUTHORIZED,
                     "Twilio does not accept the account SID and auth token. Copy both again from Twilio's console");
  else
    usher_http_answer_fail (answer, "Twilio", words, TRUE, error);
}
