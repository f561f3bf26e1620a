/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sending with Mailgun: what leaves, and what each answer means. */
#include "provider-fixture.h"
#include "usher-mailgun-form.h"
#include "usher-mailgun.h"

static UsherMailer *
mailer_new (const char *url, const char *domain, const char *key)
{
  return g_object_new (USHER_TYPE_MAILGUN, "base-url", url, "domain", domain, "api-key", key, "timeout", 1u, "retry-pause", 1u, NULL);
}

static UsherMailer *
mailer_for (UsherStandin *standin)
{
  return mailer_new (usher_standin_get_url (standin, USHER_STANDIN_MAILGUN), USHER_STANDIN_MAILGUN_DOMAIN,
                     USHER_STANDIN_MAILGUN_KEY);
}

static guint
count_outcome (GPtrArray *results, UsherOutcome outcome)
{
  guint count = 0;

  for (guint i = 0; i < results->len; i++)
    count += ((UsherSendResult *) g_ptr_array_index (results, i))->outcome == outcome;
  return count;
}

static guint
count_requests (UsherStandin *standin)
{
  return usher_standin_count (standin, USHER_STANDIN_MAILGUN, "POST", "/v3/" USHER_STANDIN_MAILGUN_DOMAIN "/messages");
}

static const char *
member (JsonArray *messages, guint i, const char *name)
{
  return json_object_get_string_member_with_default (json_array_get_object_element (messages, i), name, NULL);
}

static const char *
option (JsonArray *messages, guint i, const char *name)
{
  JsonObject *options = json_object_get_object_member (json_array_get_object_element (messages, i), "options");

  return json_object_get_string_member_with_default (options, name, NULL);
}

static void
test_message (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (2);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (JsonArray) messages = NULL;
  JsonObject *attachment;

  batch->track = TRUE;
  batch->reply_to = g_strdup ("host@example.org");
  batch->list_unsubscribe = g_strdup ("https://example.org/u/%recipient.link%");
  batch->attachment = g_strdup ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
  batch->attachment_name = g_strdup ("show.ics");
  batch->attachment_type = g_strdup ("text/calendar; charset=utf-8; method=PUBLISH");
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_ACCEPTED), ==, 2);
  g_assert_cmpint (((UsherSendResult *) g_ptr_array_index (results, 1))->delivery_id, ==, 2);
  messages = fixture_list (standin, "/mailgun/messages");
  g_assert_cmpuint (json_array_get_length (messages), ==, 2);
  g_assert_cmpstr (((UsherSendResult *) g_ptr_array_index (results, 0))->provider_id, ==, member (messages, 0, "id"));
  g_assert_cmpstr (member (messages, 1, "to"), ==, "\"Person 2\" <person-2@example.org>");
  g_assert_cmpstr (member (messages, 1, "from"), ==, "\"The Show\" <show@" USHER_STANDIN_MAILGUN_DOMAIN ">");
  g_assert_cmpstr (member (messages, 1, "subject"), ==, "Hello P2");
  g_assert_cmpstr (member (messages, 1, "text"), ==, "Dear P2, see you at https://example.org/w/2");
  g_assert_cmpstr (member (messages, 1, "html"), ==, "<p>Dear P&amp;2</p>");
  g_assert_true (json_object_get_boolean_member (json_array_get_object_element (messages, 0), "batch_mode"));
  g_assert_cmpstr (option (messages, 1, "v:delivery"), ==, "2");
  g_assert_cmpstr (option (messages, 1, "v:batch"), ==, batch->batch_id);
  g_assert_cmpstr (option (messages, 1, "v:event"), ==, batch->event_uid);
  g_assert_cmpstr (option (messages, 1, "o:tag"), ==, "reminder-P1D");
  g_assert_cmpstr (option (messages, 1, "o:tracking"), ==, "yes");
  g_assert_cmpstr (option (messages, 1, "o:tracking-clicks"), ==, "htmlonly");
  g_assert_cmpstr (option (messages, 1, "h:Reply-To"), ==, "host@example.org");
  g_assert_cmpstr (option (messages, 1, "h:List-Unsubscribe"), ==, "<https://example.org/u/https://example.org/w/2>");
  g_assert_cmpstr (option (messages, 1, "h:List-Unsubscribe-Post"), ==, "List-Unsubscribe=One-Click");
  attachment = json_array_get_object_element (
    json_object_get_array_member (json_array_get_object_element (messages, 0), "attachments"), 0);
  g_assert_cmpstr (json_object_get_string_member (attachment, "name"), ==, "show.ics");
  g_assert_cmpstr (json_object_get_string_member (attachment, "content"), ==, batch->attachment);
  g_assert_cmpstr (json_object_get_string_member (attachment, "type"), ==, batch->attachment_type);
  usher_standin_assert_clean (standin);
}

static void
test_without_tracking (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GPtrArray) results = usher_mailer_send (mailer, batch, NULL);
  g_autoptr (JsonArray) messages = fixture_list (standin, "/mailgun/messages");

  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_ACCEPTED), ==, 1);
  g_assert_cmpstr (option (messages, 0, "o:tracking"), ==, "no");
  g_assert_cmpstr (option (messages, 0, "o:tracking-clicks"), ==, "no");
  g_assert_cmpstr (option (messages, 0, "o:tracking-opens"), ==, "no");
  g_assert_null (option (messages, 0, "h:List-Unsubscribe"));
  usher_standin_assert_clean (standin);
}

typedef struct {
  guint n;
  guint requests;
} Size;

static void
test_sizes (void)
{
  static const Size sizes[] = { { 1, 1 }, { 1000, 1 }, { 1001, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (UsherStandin) standin = usher_standin_new ();
      g_autoptr (UsherMailer) mailer = mailer_for (standin);
      g_autoptr (UsherMailBatch) batch = fixture_batch (sizes[i].n);
      g_autoptr (GPtrArray) results = usher_mailer_send (mailer, batch, NULL);

      g_assert_cmpuint (results->len, ==, sizes[i].n);
      g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_ACCEPTED), ==, sizes[i].n);
      g_assert_cmpuint (count_requests (standin), ==, sizes[i].requests);
      usher_standin_assert_clean (standin);
    }
}

/* Two people with one mailbox (a family): one set of variables fits in a request, so each gets a request of their own. */
static void
test_same_address_twice (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (3);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (JsonArray) messages = NULL;
  UsherMailRecipient *third = g_ptr_array_index (batch->recipients, 2);

  g_free (third->address);
  third->address = g_strdup ("PERSON-1@example.org");
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_ACCEPTED), ==, 3);
  g_assert_cmpuint (count_requests (standin), ==, 2);
  messages = fixture_list (standin, "/mailgun/messages");
  g_assert_cmpstr (member (messages, 0, "subject"), ==, "Hello P1");
  g_assert_cmpstr (member (messages, 2, "subject"), ==, "Hello P3");
  g_assert_cmpstr (option (messages, 2, "v:delivery"), ==, "3");
  usher_standin_assert_clean (standin);
}

static void
test_one_bad_among_a_thousand (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1000);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (JsonArray) messages = NULL;

  fixture_tell (standin, "/mailgun/bad", "{\"address\":\"person-618@example.org\"}");
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_ACCEPTED), ==, 999);
  for (guint i = 0; i < results->len; i++)
    {
      const UsherSendResult *result = g_ptr_array_index (results, i);

      g_assert_cmpint (result->delivery_id, ==, i + 1);
      if (result->delivery_id != 618)
        continue;
      g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_REFUSED);
      g_assert_cmpint (result->blame, ==, USHER_BLAME_RECIPIENT);
      g_assert_nonnull (strstr (result->reason, "not a valid address"));
    }
  messages = fixture_list (standin, "/mailgun/messages");
  g_assert_cmpuint (json_array_get_length (messages), ==, 999);
  g_assert_cmpuint (count_requests (standin), <=, 21);
  usher_standin_assert_clean (standin);
}

/* A list that is all bad does not become thousands of requests. */
static void
test_all_bad (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (400);
  g_autoptr (GPtrArray) results = NULL;

  for (guint i = 1; i <= 400; i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"address\":\"person-%u@example.org\"}", i);

      fixture_tell (standin, "/mailgun/bad", body);
    }
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_REFUSED), >, 50);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_LATER), >, 50);
  g_assert_cmpuint (count_requests (standin), <=, 200);
}

static void
test_unfit_addresses (void)
{
  static const char * const bad[] = {
    "", "no-at", "@example.org", "a@", "a b@example.org", "a@example.org\r\nBcc: x@example.net", "a@example.org,b@example.org",
    "<a@example.org>", "a;b@example.org", "a\xff@example.org",
  };
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GPtrArray) results = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_ptr_array_add (batch->recipients, usher_mail_recipient_new (100 + i, bad[i], NULL));
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_ACCEPTED), ==, 1);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_REFUSED), ==, G_N_ELEMENTS (bad));
  g_assert_cmpuint (count_requests (standin), ==, 1);
  usher_standin_assert_clean (standin);
}

typedef struct {
  const char  *fault;
  UsherOutcome outcome;
  UsherBlame   blame;
} Row;

static const Row rows[] = {
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
  { "402", USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT },
  { "403", USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT },
  { "404", USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT },
  { "413", USHER_OUTCOME_REFUSED, USHER_BLAME_MESSAGE },
  { "302", USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT },
};

static void
test_outcomes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UsherStandin) standin = usher_standin_new ();
      g_autoptr (UsherMailer) mailer = mailer_for (standin);
      g_autoptr (UsherMailBatch) batch = fixture_batch (2);
      g_autoptr (GPtrArray) results = NULL;

      usher_standin_inject (standin, USHER_STANDIN_MAILGUN, rows[i].fault, 1, 0);
      results = usher_mailer_send (mailer, batch, NULL);
      g_assert_cmpuint (results->len, ==, 2);
      for (guint r = 0; r < 2; r++)
        {
          const UsherSendResult *result = g_ptr_array_index (results, r);

          g_test_message ("%s: %s", rows[i].fault, result->reason);
          g_assert_cmpint (result->outcome, ==, rows[i].outcome);
          g_assert_cmpint (result->blame, ==, rows[i].blame);
          g_assert_nonnull (result->reason);
          if (g_str_equal (rows[i].fault, "429"))
            g_assert_cmpint (result->retry_after, >, 60);
        }
      g_assert_cmpuint (count_requests (standin), ==, 1);
    }
}

/* After an answer was lost, those who come next were not sent to at all. */
static void
test_rest_after_unknown (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1500);
  g_autoptr (GPtrArray) results = NULL;

  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "lost", 1, 0);
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_UNKNOWN), ==, 1000);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_LATER), ==, 500);
  g_assert_cmpuint (count_requests (standin), ==, 1);
}

static void
test_nobody_there (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  const char *plain = usher_standin_get_url (standin, USHER_STANDIN_MAILGUN);
  g_autofree char *tls = g_strconcat ("https", plain + strlen ("http"), NULL);
  g_autofree char *dead = fixture_dead_url ();
  g_autoptr (UsherMailer) refused = mailer_new (dead, "mg.example.org", "key");
  g_autoptr (UsherMailer) no_tls = mailer_new (tls, "mg.example.org", "key");
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GPtrArray) first = usher_mailer_send (refused, batch, NULL);
  g_autoptr (GPtrArray) second = usher_mailer_send (no_tls, batch, NULL);

  g_assert_cmpuint (count_outcome (first, USHER_OUTCOME_LATER), ==, 1);
  g_assert_cmpuint (count_outcome (second, USHER_OUTCOME_LATER), ==, 1);
  g_assert_cmpuint (usher_standin_count (standin, USHER_STANDIN_MAILGUN, "POST", "/"), ==, 0);
}

static void
test_cancelled (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) running = NULL;
  g_autoptr (GPtrArray) before = NULL;

  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "hang", 1, 0);
  fixture_cancel_soon (cancellable);
  running = usher_mailer_send (mailer, batch, cancellable);
  g_assert_cmpuint (count_outcome (running, USHER_OUTCOME_UNKNOWN), ==, 1);
  before = usher_mailer_send (mailer, batch, cancellable);
  g_assert_cmpuint (count_outcome (before, USHER_OUTCOME_LATER), ==, 1);
}

typedef struct {
  const char *url;
  const char *domain;
  const char *key;
} Account;

static void
test_accounts (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  const char *url = usher_standin_get_url (standin, USHER_STANDIN_MAILGUN);
  const Account accounts[] = {
    { url, USHER_STANDIN_MAILGUN_DOMAIN, "key-wrong" },
    { url, USHER_STANDIN_MAILGUN_UNVERIFIED, USHER_STANDIN_MAILGUN_KEY },
    { url, USHER_STANDIN_MAILGUN_DISABLED, USHER_STANDIN_MAILGUN_KEY },
    { url, "unknown.example.org", USHER_STANDIN_MAILGUN_KEY },
    { url, "../v4/domains", USHER_STANDIN_MAILGUN_KEY },
    { url, "", USHER_STANDIN_MAILGUN_KEY },
    { url, USHER_STANDIN_MAILGUN_DOMAIN, "" },
    { "http://api.mailgun.net", USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      g_autoptr (UsherMailer) mailer = mailer_new (accounts[i].url, accounts[i].domain, accounts[i].key);
      g_autoptr (UsherMailBatch) batch = fixture_batch (1);
      g_autoptr (GPtrArray) results = usher_mailer_send (mailer, batch, NULL);
      const UsherSendResult *result = g_ptr_array_index (results, 0);

      g_test_message ("%s: %s", accounts[i].domain, result->reason);
      g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_REFUSED);
      g_assert_cmpint (result->blame, ==, USHER_BLAME_ACCOUNT);
      g_assert_null (strstr (result->reason, USHER_STANDIN_MAILGUN_KEY));
    }
}

static void
test_sender (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GPtrArray) results = NULL;

  g_free (batch->from_address);
  batch->from_address = g_strdup ("show@example.org\r\nBcc: all@example.org");
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpint (((UsherSendResult *) g_ptr_array_index (results, 0))->blame, ==, USHER_BLAME_ACCOUNT);
  g_assert_cmpuint (count_requests (standin), ==, 0);
}

static void
test_too_long_headers (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GPtrArray) results = NULL;
  const UsherSendResult *result;

  batch->list_unsubscribe = g_strnfill (16 * 1024, 'x');
  results = usher_mailer_send (mailer, batch, NULL);
  result = g_ptr_array_index (results, 0);
  g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_REFUSED);
  g_assert_cmpint (result->blame, ==, USHER_BLAME_MESSAGE);
  g_assert_cmpuint (count_requests (standin), ==, 0);
}

typedef struct {
  const char *name;
  const char *mailbox;
} Mailbox;

static const Mailbox mailboxes[] = {
  { NULL, "a@example.org" },
  { "", "a@example.org" },
  { "  ", "a@example.org" },
  { "Ada", "\"Ada\" <a@example.org>" },
  { "Lovelace, Ada", "\"Lovelace, Ada\" <a@example.org>" },
  { "Ada \"the\" \\ L", "\"Ada \\\"the\\\" \\\\ L\" <a@example.org>" },
  { "Zoë, Q.", "=?UTF-8?B?Wm/DqywgUS4=?= <a@example.org>" },
  { "Ada\r\nBcc: all@example.org", "\"Ada  Bcc: all@example.org\" <a@example.org>" },
  { "%recipient.token%", "\"recipient.token\" <a@example.org>" },
  { "\xff", "=?UTF-8?B?77+9?= <a@example.org>" },
};

static void
test_mailboxes (void)
{
  g_autofree char *long_name = g_strnfill (60, 'a');
  g_autofree char *long_umlauts = NULL;
  g_autofree char *encoded = NULL;
  g_auto (GStrv) words = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (mailboxes); i++)
    {
      g_autofree char *mailbox = usher_mailgun_mailbox (mailboxes[i].name, "a@example.org");

      g_assert_cmpstr (mailbox, ==, mailboxes[i].mailbox);
    }
  /* RFC 2047: words of at most 75 characters, and no letter cut in two */
  long_umlauts = g_strconcat (long_name, "ääääääääääääääääääääääää", NULL);
  encoded = usher_mailgun_mailbox (long_umlauts, "a@example.org");
  words = g_strsplit (encoded, " ", -1);
  g_assert_cmpuint (g_strv_length (words), ==, 4);
  for (guint i = 0; i < 3; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], "?", -1);
      gsize length;
      g_autofree guchar *bytes = g_base64_decode (parts[3], &length);

      g_assert_cmpuint (strlen (words[i]), <=, 75);
      g_assert_true (g_utf8_validate ((const char *) bytes, (gssize) length, NULL));
    }
}

/* Nothing that a viewer or a streamer types becomes a header or another message's pattern. */
static void
test_injection (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  UsherMailRecipient *recipient = g_ptr_array_index (batch->recipients, 0);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (JsonArray) messages = NULL;

  g_hash_table_replace (recipient->variables, g_strdup ("first_name"), g_strdup ("Eve\r\nBcc: all@example.org"));
  g_hash_table_replace (recipient->variables, g_strdup ("first_name_h"), g_strdup ("%recipient.link%"));
  g_free (recipient->name);
  recipient->name = g_strdup ("Eve\nX: y");
  g_free (batch->subject);
  batch->subject = g_strdup ("Hi %recipient.first_name%\r\nX-Evil: 1");
  g_free (batch->tag);
  batch->tag = g_strdup ("tag\r\nwith\tbreaks");
  batch->list_unsubscribe = g_strdup ("https://example.org/u/1>\r\nX-Evil: 1");
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_ACCEPTED), ==, 1);
  messages = fixture_list (standin, "/mailgun/messages");
  g_assert_cmpstr (member (messages, 0, "subject"), ==, "Hi Eve  Bcc: all@example.org  X-Evil: 1");
  g_assert_cmpstr (member (messages, 0, "html"), ==, "<p>Dear %recipient.link%</p>");
  g_assert_cmpstr (option (messages, 0, "o:tag"), ==, "tagwithbreaks");
  g_assert_null (strpbrk (option (messages, 0, "h:List-Unsubscribe"), "\r\n"));
  usher_standin_assert_clean (standin);
}

static void
test_non_ascii (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  UsherMailRecipient *recipient = g_ptr_array_index (batch->recipients, 0);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (JsonArray) messages = NULL;

  g_hash_table_replace (recipient->variables, g_strdup ("first_name"), g_strdup ("Žofie 😀 你好"));
  g_free (batch->subject);
  batch->subject = g_strdup ("Späte Show: %recipient.first_name%");
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpuint (count_outcome (results, USHER_OUTCOME_ACCEPTED), ==, 1);
  messages = fixture_list (standin, "/mailgun/messages");
  g_assert_cmpstr (member (messages, 0, "subject"), ==, "Späte Show: Žofie 😀 你好");
  usher_standin_assert_clean (standin);
}

int
main (int argc, char **argv)
{
  /* The system's proxy is none of these tests' business (and GNOME's wants schemas that an isolated test does not see). */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/mailgun/message", test_message);
  g_test_add_func ("/mailgun/without-tracking", test_without_tracking);
  g_test_add_func ("/mailgun/sizes", test_sizes);
  g_test_add_func ("/mailgun/same-address-twice", test_same_address_twice);
  g_test_add_func ("/mailgun/one-bad-among-a-thousand", test_one_bad_among_a_thousand);
  g_test_add_func ("/mailgun/all-bad", test_all_bad);
  g_test_add_func ("/mailgun/unfit-addresses", test_unfit_addresses);
  g_test_add_func ("/mailgun/outcomes", test_outcomes);
  g_test_add_func ("/mailgun/rest-after-unknown", test_rest_after_unknown);
  g_test_add_func ("/mailgun/nobody-there", test_nobody_there);
  g_test_add_func ("/mailgun/cancelled", test_cancelled);
  g_test_add_func ("/mailgun/accounts", test_accounts);
  g_test_add_func ("/mailgun/sender", test_sender);
  g_test_add_func ("/mailgun/too-long-headers", test_too_long_headers);
  g_test_add_func ("/mailgun/mailboxes", test_mailboxes);
  g_test_add_func ("/mailgun/injection", test_injection);
  g_test_add_func ("/mailgun/non-ascii", test_non_ascii);
  return g_test_run ();
}
