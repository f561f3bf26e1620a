/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-mailgun.h"

#include <string.h>

#include "usher-error.h"
#include "usher-mailgun-form.h"
#include "usher-mailgun-private.h"

/* Bounds the search for bad addresses: finding one among a thousand takes 21 requests, so this is enough for a dozen; the
 * rest of a list as bad as that waits for the next round. */
#define REQUESTS_MAX 200

struct _UsherMailgun {
  GObject          parent_instance;

  char            *base_url;
  char            *domain;
  char            *api_key;
  guint            timeout;
  guint            retry_pause;

  UsherHttp       *http;
  UsherMailgunFeed feed;
};

typedef enum {
  PROP_BASE_URL = 1,
  PROP_DOMAIN,
  PROP_API_KEY,
  PROP_TIMEOUT,
  PROP_RETRY_PAUSE,
} UsherMailgunProperty;

static GParamSpec *properties[PROP_RETRY_PAUSE + 1];

static void usher_mailgun_mailer_init (UsherMailerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherMailgun, usher_mailgun, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_MAILER, usher_mailgun_mailer_init))

/**
 * Run:
 * @results: (element-type UsherSendResult): by the recipient's place in the batch; filled one after the other
 * @rest: (nullable): what everyone gets who has no result yet: going on would not help
 *
 * One usher_mailer_send(): as few requests as Mailgun allows.
 */
typedef struct {
  UsherMailgun         *self;
  const UsherMailBatch *batch;
  GCancellable         *cancellable;
  UsherSendResult     **results;
  UsherSendResult      *rest;
  guint                 requests;
} Run;

static void
settle (Run *run, const guint *places, guint n, const UsherSendResult *result)
{
  for (guint i = 0; i < n; i++)
    {
      const UsherMailRecipient *recipient = g_ptr_array_index (run->batch->recipients, places[i]);
      UsherSendResult *own = usher_send_result_copy (result);

      own->delivery_id = recipient->delivery_id;
      g_assert (run->results[places[i]] == NULL);
      run->results[places[i]] = own;
    }
}

static UsherSendResult *
request (Run *run, const guint *places, guint n, gboolean *blames_address)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_sized_new (n);
  g_autofree char *domain = g_uri_escape_string (run->self->domain, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/v3/%s/messages", domain);
  g_autofree char *content_type = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherHttpAnswer) answer = NULL;

  *blames_address = FALSE;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (recipients, g_ptr_array_index (run->batch->recipients, places[i]));
  body = usher_mailgun_form (run->batch, recipients, &content_type, &error);
  if (body == NULL)
    {
      UsherSendResult *refused = usher_send_result_new (0, USHER_OUTCOME_REFUSED);

      refused->blame = USHER_BLAME_MESSAGE;
      refused->reason = g_strdup (error->message);
      return refused;
    }
  answer = usher_http_send (run->self->http, "POST", path, content_type, body, run->cancellable);
  return usher_mailgun_judge (answer, blames_address);
}

/* What an outcome means for those who are not in a request yet */
static UsherSendResult *
rest_of (const UsherSendResult *result)
{
  UsherSendResult *rest;

  if (result->outcome == USHER_OUTCOME_ACCEPTED || result->blame == USHER_BLAME_RECIPIENT)
    return NULL;
  rest = usher_send_result_copy (result);
  if (rest->outcome == USHER_OUTCOME_UNKNOWN)
    rest->outcome = USHER_OUTCOME_LATER;
  return rest;
}

static UsherSendResult *
too_many_requests (void)
{
  UsherSendResult *rest = usher_send_result_new (0, USHER_OUTCOME_LATER);

  rest->reason = g_strdup ("Too many addresses of this batch are not valid; the others wait for the next round");
  rest->retry_after = 1;
  return rest;
}

/* One bad address fails the whole request, and Mailgun does not say which: so the halves are tried by themselves. */
static void
send_part (Run *run, const guint *places, guint n)
{
  g_autoptr (UsherSendResult) result = NULL;
  gboolean blames_address;

  if (run->rest == NULL && run->requests == REQUESTS_MAX)
    run->rest = too_many_requests ();
  if (run->rest != NULL)
    {
      settle (run, places, n, run->rest);
      return;
    }
  run->requests++;
  result = request (run, places, n, &blames_address);
  if (blames_address && n > 1)
    {
      send_part (run, places, n / 2);
      send_part (run, places + n / 2, n - n / 2);
      return;
    }
  settle (run, places, n, result);
  run->rest = rest_of (result);
}

static gboolean
refuse_unfit (Run *run, guint place)
{
  const UsherMailRecipient *recipient = g_ptr_array_index (run->batch->recipients, place);
  g_autoptr (UsherSendResult) refused = NULL;

  if (usher_mailgun_address_ok (recipient->address))
    return FALSE;
  refused = usher_send_result_new (0, USHER_OUTCOME_REFUSED);
  refused->blame = USHER_BLAME_RECIPIENT;
  refused->reason = g_strdup ("This is not a valid address");
  settle (run, &place, 1, refused);
  return TRUE;
}

/* The next request's recipients, in order: no more than Mailgun takes, and no address twice, since it keeps only one set
 * of variables for an address. */
static GArray *
next_places (Run *run, gboolean *done)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (guint));

  *done = TRUE;
  for (guint place = 0; place < run->batch->recipients->len; place++)
    {
      const UsherMailRecipient *recipient = g_ptr_array_index (run->batch->recipients, place);

      if (run->results[place] != NULL || refuse_unfit (run, place))
        continue;
      *done = FALSE;
      if (places->len < USHER_MAILGUN_MAX_BATCH && g_hash_table_add (seen, g_utf8_strdown (recipient->address, -1)))
        g_array_append_val (places, place);
    }
  return places;
}

/* What would make each request fail is found before the first one. */
static UsherSendResult *
unfit_account (UsherMailgun *self, const UsherMailBatch *batch)
{
  UsherSendResult *refused;
  const char *reason = NULL;

  if (*self->domain == '\0')
    reason = "No sending domain is set for Mailgun";
  else if (!usher_mailgun_address_ok (batch->from_address))
    reason = "The sender's address is not valid";
  if (reason == NULL)
    return NULL;
  refused = usher_send_result_new (0, USHER_OUTCOME_REFUSED);
  refused->blame = USHER_BLAME_ACCOUNT;
  refused->reason = g_strdup (reason);
  return refused;
}

static GPtrArray *
usher_mailgun_send (UsherMailer *mailer, const UsherMailBatch *batch, GCancellable *cancellable)
{
  Run run = { USHER_MAILGUN (mailer), batch, cancellable, NULL, NULL, 0 };
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_send_result_free);
  gboolean done;

  g_return_val_if_fail (batch->from_address != NULL && batch->subject != NULL, NULL);
  g_return_val_if_fail (batch->text != NULL || batch->html != NULL, NULL);

  g_ptr_array_set_size (results, (int) batch->recipients->len);
  run.results = (UsherSendResult **) results->pdata;
  run.rest = unfit_account (run.self, batch);
  for (;;)
    {
      g_autoptr (GArray) places = next_places (&run, &done);

      if (done)
        break;
      send_part (&run, (const guint *) (gpointer) places->data, places->len);
    }
  g_clear_pointer (&run.rest, usher_send_result_free);
  return g_steal_pointer (&results);
}

static GHashTable *
usher_mailgun_find_batch (UsherMailer *mailer, const char *batch_id, UsherInstant since, GCancellable *cancellable,
                          GError **error)
{
  return usher_mailgun_feed_find (&USHER_MAILGUN (mailer)->feed, batch_id, since, cancellable, error);
}

static GPtrArray *
usher_mailgun_poll (UsherMailer *mailer, const char *cursor, UsherInstant now, char **next_cursor,
                    GCancellable *cancellable, GError **error)
{
  return usher_mailgun_feed_poll (&USHER_MAILGUN (mailer)->feed, cursor, now, next_cursor, cancellable, error);
}

/* "TXT mg.example.com" of each record that is not in the DNS yet */
static char *
missing_records (JsonObject *answer)
{
  JsonArray *records = usher_json_get_array (answer, "sending_dns_records");
  GString *out = g_string_new (NULL);

  for (guint i = 0; records != NULL && i < json_array_get_length (records); i++)
    {
      JsonNode *node = json_array_get_element (records, i);
      JsonObject *record = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *type = usher_json_get_string (record, "record_type");
      const char *name = usher_json_get_string (record, "name");

      if (g_strcmp0 (usher_json_get_string (record, "valid"), "valid") != 0 && type != NULL && name != NULL)
        g_string_append_printf (out, "%s%s %s", out->len > 0 ? ", " : "", type, name);
    }
  return g_string_free (out, FALSE);
}

static gboolean
judge_domain (UsherMailgun *self, JsonObject *answer, GError **error)
{
  const char *state = usher_json_get_string_at (answer, "domain", "state", NULL);
  g_autofree char *missing = NULL;

  if (g_strcmp0 (state, "active") == 0)
    return TRUE;
  missing = missing_records (answer);
  if (g_strcmp0 (state, "unverified") == 0)
    usher_set_error (error, USHER_ERROR_NOT_CONFIGURED,
                     "Mailgun has not verified the domain %s yet. Add these records where the domain's DNS is kept, "
                     "then verify it in Mailgun: %s", self->domain, *missing != '\0' ? missing : "see Mailgun's page of the domain");
  else if (g_strcmp0 (state, "disabled") == 0)
    usher_set_error (error, USHER_ERROR_REFUSED,
                     "Mailgun has disabled the domain %s. Mailgun's support can say why", self->domain);
  else
    usher_set_error (error, USHER_ERROR_LATER, "Mailgun gave an answer that cannot be read");
  return FALSE;
}

static gboolean
usher_mailgun_check (UsherMailer *mailer, GCancellable *cancellable, GError **error)
{
  UsherMailgun *self = USHER_MAILGUN (mailer);
  g_autofree char *domain = g_uri_escape_string (self->domain, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/v4/domains/%s", domain);
  g_autoptr (UsherHttpAnswer) answer = usher_http_send_safe (self->http, "GET", path, NULL, NULL, cancellable);
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *words = NULL;

  if (*self->domain == '\0')
    {
      usher_set_error (error, USHER_ERROR_NOT_CONFIGURED, "No sending domain is set for Mailgun");
      return FALSE;
    }
  if (answer->status == 200)
    {
      object = usher_json_read_object (answer->body, answer->length);
      return judge_domain (self, object, error);
    }
  words = usher_mailgun_words (answer);
  if (answer->status == 401 || answer->status == 403)
    usher_set_error (error, USHER_ERROR_UNAUTHORIZED,
                     "Mailgun does not accept the key. Check that it was copied whole, that it is an account key (a domain "
                     "sending key can send, but not tell what became of messages), and that the account is in the region "
                     "of %s", usher_http_get_host (self->http));
  else if (answer->status == 404)
    usher_set_error (error, USHER_ERROR_NOT_FOUND,
                     "Mailgun does not know the domain %s at %s. Check its spelling, and whether it is in the US or the EU",
                     self->domain, usher_http_get_host (self->http));
  else
    usher_http_answer_fail (answer, "Mailgun", words, TRUE, error);
  return FALSE;
}

static const char *
usher_mailgun_get_name (UsherMailer *mailer)
{
  return "mailgun";
}

static int
usher_mailgun_get_max_batch (UsherMailer *mailer)
{
  return USHER_MAILGUN_MAX_BATCH;
}

static void
usher_mailgun_mailer_init (UsherMailerInterface *iface)
{
  iface->get_name = usher_mailgun_get_name;
  iface->get_max_batch = usher_mailgun_get_max_batch;
  iface->send = usher_mailgun_send;
  iface->find_batch = usher_mailgun_find_batch;
  iface->poll = usher_mailgun_poll;
  iface->check = usher_mailgun_check;
}

static void
usher_mailgun_constructed (GObject *object)
{
  UsherMailgun *self = USHER_MAILGUN (object);

  G_OBJECT_CLASS (usher_mailgun_parent_class)->constructed (object);
  if (self->domain == NULL)
    self->domain = g_strdup ("");
  self->http = usher_http_new ("Mailgun", self->base_url, "api", self->api_key, self->timeout);
  usher_http_set_pause (self->http, self->retry_pause);
  self->feed = (UsherMailgunFeed) { self->http, self->domain, FALSE };
}

static void
usher_mailgun_finalize (GObject *object)
{
  UsherMailgun *self = USHER_MAILGUN (object);

  g_clear_pointer (&self->http, usher_http_free);
  g_free (self->base_url);
  g_free (self->domain);
  g_free (self->api_key);
  G_OBJECT_CLASS (usher_mailgun_parent_class)->finalize (object);
}

static void
usher_mailgun_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UsherMailgun *self = USHER_MAILGUN (object);

  switch ((UsherMailgunProperty) id)
    {
    case PROP_BASE_URL:
      self->base_url = g_value_dup_string (value);
      break;
    case PROP_DOMAIN:
      self->domain = g_value_dup_string (value);
      break;
    case PROP_API_KEY:
      self->api_key = g_value_dup_string (value);
      break;
    case PROP_TIMEOUT:
      self->timeout = g_value_get_uint (value);
      break;
    case PROP_RETRY_PAUSE:
      self->retry_pause = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_mailgun_class_init (UsherMailgunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = usher_mailgun_constructed;
  object_class->finalize = usher_mailgun_finalize;
  object_class->set_property = usher_mailgun_set_property;

  properties[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, USHER_MAILGUN_BASE_URL_US, flags);
  properties[PROP_DOMAIN] = g_param_spec_string ("domain", NULL, NULL, NULL, flags);
  properties[PROP_API_KEY] = g_param_spec_string ("api-key", NULL, NULL, NULL, flags);
  /* Seconds for connecting and for each silence; 0: USHER_HTTP_TIMEOUT */
  properties[PROP_TIMEOUT] = g_param_spec_uint ("timeout", NULL, NULL, 0, 3600, 0, flags);
  /* Milliseconds before what may happen twice is tried a second time; it doubles */
  properties[PROP_RETRY_PAUSE] = g_param_spec_uint ("retry-pause", NULL, NULL, 0, 60000, USHER_HTTP_PAUSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
usher_mailgun_init (UsherMailgun *self)
{
}

/**
 * usher_mailgun_new:
 * @base_url: %USHER_MAILGUN_BASE_URL_US, %USHER_MAILGUN_BASE_URL_EU, or where a test's stand-in listens
 * @domain: the sending domain
 * @api_key: an account key; a domain sending key can send, but nothing else
 */
UsherMailer *
usher_mailgun_new (const char *base_url, const char *domain, const char *api_key)
{
  return g_object_new (USHER_TYPE_MAILGUN, "base-url", base_url, "domain", domain, "api-key", api_key, NULL);
}
