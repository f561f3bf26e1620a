/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "provider-fixture.h"
#include "usher-error.h"
#include "usher-twilio.h"

#define MESSAGES "/2010-04-01/Accounts/" USHER_STANDIN_TWILIO_SID "/Messages.json"

static UsherTexter *
texter_new (UsherStandin *standin, const char *token, const char *number, const char *service)
{
  return g_object_new (USHER_TYPE_TWILIO, "base-url", usher_standin_get_url (standin, USHER_STANDIN_TWILIO), "account-sid",
                       USHER_STANDIN_TWILIO_SID, "auth-token", token, "phone-number", number, "messaging-service-sid",
                       service, "timeout", 1u, "retry-pause", 1u, NULL);
}

static UsherTexter *
texter_for (UsherStandin *standin)
{
  return texter_new (standin, USHER_STANDIN_TWILIO_TOKEN, USHER_STANDIN_TWILIO_NUMBER, NULL);
}

static UsherTextMessage *
message_new (const char *to, const char *body)
{
  UsherTextMessage *message = usher_text_message_new ();

  message->delivery_id = 11;
  message->batch_id = g_strdup ("batch");
  message->to = g_strdup (to);
  message->body = g_strdup (body);
  message->valid_seconds = 900;
  message->claimed_at = g_get_real_time ();
  return message;
}

static const char *
member (JsonArray *messages, guint i, const char *name)
{
  return json_object_get_string_member_with_default (json_array_get_object_element (messages, i), name, NULL);
}

static void
test_message (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherTexter) texter = texter_for (standin);
  g_autoptr (UsherTextMessage) message = message_new ("+4915112345678", "Späte Show & mehr: 100%\r\n+1");
  g_autoptr (UsherSendResult) result = NULL;
  g_autoptr (JsonArray) messages = NULL;

  message->status_callback = g_strdup ("https://example.org/webhooks/twilio?d=11");
  result = usher_texter_send (texter, message, NULL);
  messages = fixture_list (standin, "/twilio/messages");
  g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_ACCEPTED);
  g_assert_cmpint (result->delivery_id, ==, 11);
  g_assert_cmpint (result->segments, ==, 1);
  g_assert_cmpstr (result->provider_id, ==, member (messages, 0, "sid"));
  g_assert_cmpstr (member (messages, 0, "to"), ==, "+4915112345678");
  g_assert_cmpstr (member (messages, 0, "from"), ==, USHER_STANDIN_TWILIO_NUMBER);
  g_assert_cmpstr (member (messages, 0, "body"), ==, "Späte Show & mehr: 100%\n+1");
  g_assert_cmpstr (member (messages, 0, "x_status_callback"), ==, "https://example.org/webhooks/twilio?d=11");
  g_assert_cmpstr (member (messages, 0, "x_validity_period"), ==, "900");
  g_assert_cmpstr (member (messages, 0, "x_smart_encoded"), ==, "false");
  usher_standin_assert_clean (standin);
}

static void
test_service (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherTexter) texter =
    texter_new (standin, USHER_STANDIN_TWILIO_TOKEN, USHER_STANDIN_TWILIO_NUMBER, USHER_STANDIN_TWILIO_SERVICE);
  g_autoptr (UsherTextMessage) message = message_new ("+4915112345678", "Hi");
  g_autoptr (UsherSendResult) result = NULL;
  g_autoptr (JsonArray) messages = NULL;

  message->valid_seconds = 1000000;
  result = usher_texter_send (texter, message, NULL);
  messages = fixture_list (standin, "/twilio/messages");
  g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_ACCEPTED);
  g_assert_cmpint (result->segments, ==, 0);   /* not known before a sender is chosen */
  g_assert_cmpstr (member (messages, 0, "messaging_service_sid"), ==, USHER_STANDIN_TWILIO_SERVICE);
  g_assert_null (member (messages, 0, "from"));
  g_assert_cmpstr (member (messages, 0, "x_validity_period"), ==, "36000");
  usher_standin_assert_clean (standin);
}

typedef struct {
  const char  *fault;
  UsherOutcome outcome;
  UsherBlame   blame;
} Fault;

static const Fault faults[] = {
  { "hang", USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE },
  { "reset", USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE },
  { "lost", USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE },
  { "half", USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE },
  { "huge", USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE },
  { "garbage", USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE },
  { "500", USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE },
  { "503", USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE },
  { "429", USHER_OUTCOME_LATER, USHER_BLAME_SERVICE },
  { "401", USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT },
};

static void
test_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (UsherStandin) standin = usher_standin_new ();
      g_autoptr (UsherTexter) texter = texter_for (standin);
      g_autoptr (UsherTextMessage) message = message_new ("+4915112345678", "Hi");
      g_autoptr (UsherSendResult) result = NULL;

      usher_standin_inject (standin, USHER_STANDIN_TWILIO, faults[i].fault, 1, 0);
      result = usher_texter_send (texter, message, NULL);
      g_test_message ("%s: %s", faults[i].fault, result->reason);
      g_assert_cmpint (result->outcome, ==, faults[i].outcome);
      g_assert_cmpint (result->blame, ==, faults[i].blame);
      g_assert_null (strstr (result->reason, "+49"));
      g_assert_cmpuint (usher_standin_count (standin, USHER_STANDIN_TWILIO, "POST", MESSAGES), ==, 1);
    }
}

typedef struct {
  int          code;
  UsherOutcome outcome;
  UsherBlame   blame;
  gboolean     suppress;
} Code;

static const Code codes[] = {
  { 20003, USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, FALSE },
  { 20429, USHER_OUTCOME_LATER, USHER_BLAME_SERVICE, FALSE },
  { 21211, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, FALSE },
  { 21212, USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, FALSE },
  { 21408, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, FALSE },
  { 21603, USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, FALSE },
  { 21606, USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, FALSE },
  { 21608, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, FALSE },
  { 21609, USHER_OUTCOME_REFUSED, USHER_BLAME_MESSAGE, FALSE },
  { 21610, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, TRUE },
  { 21611, USHER_OUTCOME_LATER, USHER_BLAME_SERVICE, FALSE },
  { 21612, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, FALSE },
  { 21614, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, FALSE },
  { 21617, USHER_OUTCOME_REFUSED, USHER_BLAME_MESSAGE, FALSE },
  { 21635, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, FALSE },
  { 21701, USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, FALSE },
  { 21705, USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, FALSE },
  { 63017, USHER_OUTCOME_LATER, USHER_BLAME_SERVICE, FALSE },
  { 99999, USHER_OUTCOME_REFUSED, USHER_BLAME_MESSAGE, FALSE },   /* one that we do not know */
};

static void
test_codes (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherTexter) texter = texter_for (standin);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (UsherTextMessage) message = message_new ("+4915112345678", "Hi");
      g_autofree char *rule = g_strdup_printf ("{\"to\":\"+4915112345678\",\"code\":%d}", codes[i].code);
      g_autoptr (UsherSendResult) result = NULL;

      fixture_tell (standin, "/twilio/errors", rule);
      result = usher_texter_send (texter, message, NULL);
      g_test_message ("%d: %s", codes[i].code, result->reason);
      g_assert_cmpint (result->outcome, ==, codes[i].outcome);
      g_assert_cmpint (result->blame, ==, codes[i].blame);
      g_assert_true (result->suppress == codes[i].suppress);
      g_assert_nonnull (result->reason);
    }
  usher_standin_assert_clean (standin);
}

static void
test_never_sent (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherTexter) texter = texter_for (standin);
  g_autoptr (UsherTexter) no_sender = texter_new (standin, USHER_STANDIN_TWILIO_TOKEN, NULL, "");
  g_autofree char *long_text = g_strnfill (1601, 'a');
  g_autoptr (UsherTextMessage) empty = message_new ("+4915112345678", "");
  g_autoptr (UsherTextMessage) too_long = message_new ("+4915112345678", long_text);
  g_autoptr (UsherTextMessage) fine = message_new ("+4915112345678", "Hi");
  g_autoptr (UsherSendResult) first = usher_texter_send (texter, empty, NULL);
  g_autoptr (UsherSendResult) second = usher_texter_send (texter, too_long, NULL);
  g_autoptr (UsherSendResult) third = usher_texter_send (no_sender, fine, NULL);

  g_assert_cmpint (first->blame, ==, USHER_BLAME_MESSAGE);
  g_assert_cmpint (second->blame, ==, USHER_BLAME_MESSAGE);
  g_assert_cmpint (third->blame, ==, USHER_BLAME_ACCOUNT);
  g_assert_cmpuint (usher_standin_count (standin, USHER_STANDIN_TWILIO, "POST", "/"), ==, 0);
}

static void
test_stop (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherTexter) texter = texter_for (standin);
  g_autoptr (UsherTextMessage) message = message_new ("+4915112345678", "Hi");
  g_autoptr (UsherSendResult) stopped = NULL;
  g_autoptr (UsherSendResult) again = NULL;

  fixture_tell (standin, "/twilio/inbound", "{\"from\":\"+4915112345678\",\"body\":\"STOP\"}");
  stopped = usher_texter_send (texter, message, NULL);
  g_assert_cmpint (stopped->outcome, ==, USHER_OUTCOME_REFUSED);
  g_assert_true (stopped->suppress);
  fixture_tell (standin, "/twilio/inbound", "{\"from\":\"+4915112345678\",\"body\":\"START\"}");
  again = usher_texter_send (texter, message, NULL);
  g_assert_cmpint (again->outcome, ==, USHER_OUTCOME_ACCEPTED);
}

static void
test_find (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherTexter) texter = texter_for (standin);
  g_autoptr (UsherTextMessage) lost = message_new ("+4915112345678", "The show begins tomorrow ");
  g_autoptr (UsherTextMessage) other_text = message_new ("+4915112345678", "Something else");
  g_autoptr (UsherTextMessage) other_number = message_new ("+4915112345679", "The show begins tomorrow ");
  g_autoptr (UsherTextMessage) much_later = message_new ("+4915112345678", "The show begins tomorrow ");
  g_autoptr (UsherSendResult) result = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  usher_standin_inject (standin, USHER_STANDIN_TWILIO, "lost", 1, 0);
  result = usher_texter_send (texter, lost, NULL);
  g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_UNKNOWN);
  /* two pages of others on top of it, and one that somebody sent to us */
  for (int i = 0; i < 150; i++)
    {
      g_autofree char *text = g_strdup_printf ("Number %d", i);
      g_autoptr (UsherTextMessage) more = message_new ("+4915112345678", text);
      g_autoptr (UsherSendResult) sent = usher_texter_send (texter, more, NULL);

      g_assert_cmpint (sent->outcome, ==, USHER_OUTCOME_ACCEPTED);
    }
  g_assert_true (usher_texter_find (texter, lost, &found, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (found, "SM"));
  g_clear_pointer (&found, g_free);
  g_assert_true (usher_texter_find (texter, other_text, &found, NULL, &error));
  g_assert_null (found);
  g_assert_true (usher_texter_find (texter, other_number, &found, NULL, &error));
  g_assert_null (found);
  /* its words would be others by now: it is known by the reader's mark, unless it is known as another message */
  other_text->mark = g_strdup ("show begins");
  g_assert_true (usher_texter_find (texter, other_text, &found, NULL, &error));
  g_assert_true (g_str_has_prefix (found, "SM"));
  other_text->others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (other_text->others, g_steal_pointer (&found));
  g_assert_true (usher_texter_find (texter, other_text, &found, NULL, &error));
  g_assert_null (found);
  /* the same words of last week are another message */
  much_later->claimed_at += 7 * (gint64) USHER_DAY;
  g_assert_true (usher_texter_find (texter, much_later, &found, NULL, &error));
  g_assert_null (found);
  usher_standin_inject (standin, USHER_STANDIN_TWILIO, "500", 1, 0);
  g_assert_false (usher_texter_find (texter, lost, &found, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_LATER);
  usher_standin_assert_clean (standin);
}

typedef struct {
  const char *state;      /* what the control call adds */
  const char *types;      /* of the events, with spaces */
  gint64      price;
} Fetch;

static const Fetch fetches[] = {
  { "\"status\":\"sent\"", "", -1 },
  { "\"status\":\"delivered\"", "delivered", -1 },
  { "\"status\":\"delivered\",\"price\":\"-0.00750\"", "delivered price", 7500 },
  { "\"status\":\"sent\",\"price\":\"-0.00001\"", "price", 10 },
  { "\"status\":\"delivered\",\"price\":\"nonsense\"", "delivered", -1 },
  { "\"status\":\"undelivered\",\"error_code\":30007", "failed", -1 },
  { "\"status\":\"undelivered\",\"error_code\":30005", "bounced", -1 },
  { "\"status\":\"failed\",\"error_code\":30006,\"price\":\"0\"", "bounced price", 0 },
  { "\"status\":\"a word of the future\"", "", -1 },
};

static void
test_fetch (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      g_autoptr (UsherStandin) standin = usher_standin_new ();
      g_autoptr (UsherTexter) texter = texter_for (standin);
      g_autoptr (UsherTextMessage) message = message_new ("+4915112345678", "Hi");
      g_autoptr (UsherSendResult) result = usher_texter_send (texter, message, NULL);
      g_autofree char *state = g_strdup_printf ("{\"sid\":\"%s\",%s}", result->provider_id, fetches[i].state);
      g_autoptr (GPtrArray) events = NULL;
      g_autoptr (GString) types = g_string_new (NULL);
      gint64 price = -1;

      fixture_tell (standin, "/twilio/status", state);
      events = usher_texter_fetch (texter, result->provider_id, NULL, NULL);
      for (guint e = 0; e < events->len; e++)
        {
          const UsherProviderEvent *event = g_ptr_array_index (events, e);

          g_string_append_printf (types, "%s%s", e > 0 ? " " : "", event->type);
          g_assert_cmpstr (event->provider_id, ==, result->provider_id);
          g_assert_cmpint (event->segments, ==, 1);
          price = MAX (price, event->price_micros);
        }
      g_assert_cmpstr (types->str, ==, fetches[i].types);
      g_assert_cmpint (price, ==, fetches[i].price);
    }
}

static void
test_fetch_unknown (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherTexter) texter = texter_for (standin);
  g_autoptr (GError) error = NULL;

  g_assert_null (usher_texter_fetch (texter, "SM/../../Balance", NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
}

static guint
drain (UsherTexter *texter, char **cursor, UsherInstant now, const char *type)
{
  guint count = 0;

  for (int round = 0; round < 100; round++)
    {
      g_autofree char *next = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) page = usher_texter_poll (texter, *cursor, now, &next, NULL, &error);
      gboolean done;

      g_assert_no_error (error);
      for (guint i = 0; i < page->len; i++)
        count += g_str_equal (((UsherProviderEvent *) g_ptr_array_index (page, i))->type, type);
      done = page->len == 0 || g_strcmp0 (next, *cursor) == 0;
      g_free (*cursor);
      *cursor = g_steal_pointer (&next);
      if (done)
        return count;
    }
  g_assert_not_reached ();
}

static void
test_poll (gconstpointer with_service)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherTexter) texter =
    texter_new (standin, USHER_STANDIN_TWILIO_TOKEN, USHER_STANDIN_TWILIO_NUMBER,
                GPOINTER_TO_INT (with_service) ? USHER_STANDIN_TWILIO_SERVICE : NULL);
  UsherInstant now = g_get_real_time ();
  g_autofree char *cursor = NULL;

  g_assert_cmpuint (drain (texter, &cursor, now, "stopped"), ==, 0);
  fixture_tell (standin, "/twilio/inbound", "{\"from\":\"+4915112345678\",\"body\":\" Stop \"}");
  fixture_tell (standin, "/twilio/inbound", "{\"from\":\"+4915112345679\",\"body\":\"What a show, I cannot stop\"}");
  for (int i = 0; i < 1100; i++)
    fixture_tell (standin, "/twilio/inbound", "{\"from\":\"+4915112345670\",\"body\":\"Hello\"}");
  g_assert_cmpuint (drain (texter, &cursor, now + 10 * G_USEC_PER_SEC, "stopped"), ==, 1);
  g_assert_cmpuint (drain (texter, &cursor, now + 11 * G_USEC_PER_SEC, "stopped"), ==, 0);
  fixture_tell (standin, "/twilio/inbound", "{\"from\":\"+4915112345678\",\"body\":\"START\"}");
  g_assert_cmpuint (drain (texter, &cursor, now + 60 * G_USEC_PER_SEC, "started"), ==, 1);
  usher_standin_assert_clean (standin);
}

static void
test_check (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherTexter) fine = texter_for (standin);
  g_autoptr (UsherTexter) bad_key = texter_new (standin, "wrong", USHER_STANDIN_TWILIO_NUMBER, NULL);
  g_autoptr (UsherTexter) no_sender = texter_new (standin, USHER_STANDIN_TWILIO_TOKEN, "", NULL);
  g_autoptr (UsherTexter) bare = usher_twilio_new ("http://api.twilio.com", "AC1", "t", "+15005550006", NULL);
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;
  g_autoptr (GError) third = NULL;

  g_assert_true (usher_texter_check (fine, NULL, NULL));
  g_assert_false (usher_texter_check (bad_key, NULL, &first));
  g_assert_error (first, USHER_ERROR, USHER_ERROR_UNAUTHORIZED);
  g_assert_false (usher_texter_check (no_sender, NULL, &second));
  g_assert_error (second, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
  g_assert_false (usher_texter_check (bare, NULL, &third));
  g_assert_error (third, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
}

typedef struct {
  const char *number;
  const char *service;
  double      rate;
} Rate;

static void
test_rates (void)
{
  static const Rate rates[] = {
    { "+12025550123", NULL, 1 }, { "+18005550123", NULL, 3 }, { "+4915112345678", NULL, 10 }, { "12345", NULL, 100 },
    { "USHER", NULL, 10 }, { "+12025550123", "MG1", 10 }, { NULL, "MG1", 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autoptr (UsherTexter) texter = usher_twilio_new (USHER_TWILIO_BASE_URL, "AC1", "t", rates[i].number, rates[i].service);

      g_assert_cmpfloat (usher_texter_get_rate (texter), ==, rates[i].rate);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/twilio/message", test_message);
  g_test_add_func ("/twilio/service", test_service);
  g_test_add_func ("/twilio/faults", test_faults);
  g_test_add_func ("/twilio/codes", test_codes);
  g_test_add_func ("/twilio/never-sent", test_never_sent);
  g_test_add_func ("/twilio/stop", test_stop);
  g_test_add_func ("/twilio/find", test_find);
  g_test_add_func ("/twilio/fetch", test_fetch);
  g_test_add_func ("/twilio/fetch-unknown", test_fetch_unknown);
  g_test_add_data_func ("/twilio/poll/number", GINT_TO_POINTER (FALSE), test_poll);
  g_test_add_data_func ("/twilio/poll/service", GINT_TO_POINTER (TRUE), test_poll);
  g_test_add_func ("/twilio/check", test_check);
  g_test_add_func ("/twilio/rates", test_rates);
  return g_test_run ();
}
