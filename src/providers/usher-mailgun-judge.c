/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Mailgun's answers mean: reference is its "Sending messages" and "Response codes" pages. */
#include <libsoup/soup.h>
#include <string.h>

#include "usher-error.h"
#include "usher-mailgun-private.h"

#define WORDS_MAX 300   /* characters of Mailgun's own words that are shown */

char *
usher_mailgun_words (const UsherHttpAnswer *answer)
{
  g_autoptr (JsonObject) object = usher_json_read_object (answer->body, answer->length);
  const char *message = usher_json_get_string (object, "message");

  return message != NULL ? g_utf8_substring (message, 0, MIN (g_utf8_strlen (message, -1), WORDS_MAX)) : NULL;
}

static UsherSendResult *
verdict (UsherOutcome outcome, UsherBlame blame, const char *format, ...) G_GNUC_PRINTF (3, 4);

static UsherSendResult *
verdict (UsherOutcome outcome, UsherBlame blame, const char *format, ...)
{
  UsherSendResult *result = usher_send_result_new (0, outcome);
  va_list args;

  va_start (args, format);
  result->reason = g_strdup_vprintf (format, args);
  va_end (args);
  result->blame = blame;
  return result;
}

static UsherSendResult *
judge_no_answer (const UsherHttpAnswer *answer)
{
  if (answer->written)
    return verdict (USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE, "Mailgun did not answer: %s", answer->error->message);
  if (g_error_matches (answer->error, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED))
    return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, "%s", answer->error->message);
  return verdict (USHER_OUTCOME_LATER, USHER_BLAME_SERVICE, "Mailgun could not be reached: %s", answer->error->message);
}

/* 200 alone is no proof: a wrong path is answered with 200 and another text. */
static UsherSendResult *
judge_success (const UsherHttpAnswer *answer)
{
  g_autoptr (JsonObject) object = usher_json_read_object (answer->body, answer->length);
  const char *id = usher_json_get_string (object, "id");
  const char *message = usher_json_get_string (object, "message");
  UsherSendResult *result;

  if (id != NULL && *id != '\0' && message != NULL && g_str_has_prefix (message, "Queued"))
    {
      result = usher_send_result_new (0, USHER_OUTCOME_ACCEPTED);
      result->provider_id = g_strdup (*id == '<' ? id + 1 : id);
      if (g_str_has_suffix (result->provider_id, ">"))
        result->provider_id[strlen (result->provider_id) - 1] = '\0';
      return result;
    }
  if (id == NULL && message != NULL && strstr (message, "Magnificent API") != NULL)
    return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT,
                    "The Mailgun address or domain is not right: nothing that sends messages was found there");
  return verdict (USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE, "Mailgun gave an answer that cannot be read");
}

static gboolean
contains (const char *text, const char *lower_case)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return strstr (lower, lower_case) != NULL;
}

static UsherSendResult *
judge_bad_request (const char *words, gboolean *blames_address)
{
  if (contains (words, "not allowed to send") || contains (words, "activate your") || contains (words, "sandbox"))
    return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, "Mailgun does not let this account send: %s", words);
  if (contains (words, "from parameter") || contains (words, "'from'"))
    return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, "Mailgun does not take the sender's address: %s", words);
  if (contains (words, "valid address") || contains (words, "to parameter") || contains (words, "invalid recipient"))
    {
      *blames_address = TRUE;
      return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, "Mailgun says that this is not a valid address");
    }
  return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_MESSAGE, "Mailgun refused the message: %s", words);
}

/* "… try again after Wed, 12 Feb 2026 17:40:12 UTC" or "… after 120 seconds", where no header says it */
static int
wait_of_words (const char *words)
{
  const char *after = strstr (words, "after ");
  g_autoptr (GDateTime) date = NULL;
  gint64 seconds;
  char *end;

  if (after == NULL)
    return -1;
  after += strlen ("after ");
  seconds = g_ascii_strtoll (after, &end, 10);
  if (end != after && g_str_has_prefix (end, " second"))
    return (int) CLAMP (seconds, 0, USHER_HTTP_MAX_WAIT);
  date = soup_date_time_new_from_http_string (after);
  if (date == NULL)
    return -1;
  seconds = g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC;
  return (int) CLAMP (seconds, 0, USHER_HTTP_MAX_WAIT);
}

static UsherSendResult *
judge_limit (const UsherHttpAnswer *answer, const char *words)
{
  UsherSendResult *result = verdict (USHER_OUTCOME_LATER, USHER_BLAME_SERVICE, "Mailgun wants a break: %s", words);

  result->retry_after = answer->retry_after >= 0 ? answer->retry_after : wait_of_words (words);
  return result;
}

UsherSendResult *
usher_mailgun_judge (const UsherHttpAnswer *answer, gboolean *blames_address)
{
  g_autofree char *own = usher_mailgun_words (answer);
  const char *words = own != NULL ? own : "it did not say why";

  *blames_address = FALSE;
  switch (answer->status)
    {
    case 0:
      return judge_no_answer (answer);
    case 200:
      return judge_success (answer);
    case 400:
      return judge_bad_request (words, blames_address);
    case 401:
      return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT,
                      "Mailgun does not accept the key. Check the key, and whether the account is in the US or the EU");
    case 402:
      return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, "Mailgun's plan or billing stops this: %s", words);
    case 403:
      return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, "Mailgun does not allow it: %s", words);
    case 404:
      return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT,
                      "Mailgun does not know the domain. Check its spelling, and whether it is in the US or the EU");
    case 408:
      return verdict (USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE, "Mailgun gave up waiting");
    case 413:
      return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_MESSAGE, "The message is too big for Mailgun");
    case 429:
      return judge_limit (answer, words);
    default:
      break;
    }
  if (answer->status >= 500 || (answer->status > 200 && answer->status < 300))
    return verdict (USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE, "Mailgun had trouble (status %u)", answer->status);
  if (answer->status >= 300 && answer->status < 400)
    return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, "The Mailgun address leads somewhere else (status %u)",
                    answer->status);
  return verdict (USHER_OUTCOME_REFUSED, USHER_BLAME_MESSAGE, "Mailgun refused (status %u): %s", answer->status, words);
}
