/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-twilio.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "usher-error.h"
#include "usher-sms.h"
#include "usher-twilio-private.h"

#define MAX_VALIDITY 36000   /* seconds: as long as Twilio keeps a message at all */
#define MIN_VALIDITY 6       /* Twilio advises more than 5 */
#define FIND_PAGES   50
#define CLOCK_SKEW   (5 * (gint64) USHER_MINUTE)

struct _UsherTwilio {
  GObject    parent_instance;

  char      *base_url;
  char      *account_sid;
  char      *auth_token;
  char      *phone_number;
  char      *messaging_service_sid;
  guint      timeout;
  guint      retry_pause;

  UsherHttp *http;
};

typedef enum {
  PROP_BASE_URL = 1,
  PROP_ACCOUNT_SID,
  PROP_AUTH_TOKEN,
  PROP_PHONE_NUMBER,
  PROP_MESSAGING_SERVICE_SID,
  PROP_TIMEOUT,
  PROP_RETRY_PAUSE,
} UsherTwilioProperty;

static GParamSpec *properties[PROP_RETRY_PAUSE + 1];

static void usher_twilio_texter_init (UsherTexterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherTwilio, usher_twilio, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_TEXTER, usher_twilio_texter_init))

static gboolean
is_set (const char *text)
{
  return text != NULL && *text != '\0';
}

static char *
account_path (UsherTwilio *self, const char *rest)
{
  g_autofree char *sid = g_uri_escape_string (self->account_sid, NULL, FALSE);

  return g_strconcat ("/2010-04-01/Accounts/", sid, rest, NULL);
}

/* Twilio counts a CRLF as two characters. */
static char *
plain_lines (const char *body)
{
  g_auto (GStrv) lines = g_strsplit (body, "\r\n", -1);

  return g_strjoinv ("\n", lines);
}

static void
add (GString *form, const char *name, const char *value)
{
  g_autofree char *encoded = soup_form_encode (name, value, NULL);

  g_string_append_printf (form, "%s%s", form->len > 0 ? "&" : "", encoded);
}

static GBytes *
message_form (UsherTwilio *self, const UsherTextMessage *message)
{
  GString *form = g_string_new (NULL);
  g_autofree char *body = plain_lines (message->body);

  add (form, "To", message->to);
  if (is_set (self->messaging_service_sid))
    add (form, "MessagingServiceSid", self->messaging_service_sid);
  else
    add (form, "From", self->phone_number);
  add (form, "Body", body);
  if (is_set (message->status_callback))
    add (form, "StatusCallback", message->status_callback);
  if (message->valid_seconds > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%d", CLAMP (message->valid_seconds, MIN_VALIDITY, MAX_VALIDITY));

      add (form, "ValidityPeriod", seconds);
    }
  /* The text was made fit for the alphabet before the estimate was shown; nobody is to change it after that. */
  add (form, "SmartEncoded", "false");
  return g_string_free_to_bytes (form);
}

static UsherSendResult *
refuse (const UsherTextMessage *message, UsherBlame blame, const char *reason)
{
  UsherSendResult *result = usher_send_result_new (message->delivery_id, USHER_OUTCOME_REFUSED);

  result->blame = blame;
  result->reason = g_strdup (reason);
  return result;
}

static UsherSendResult *
usher_twilio_send (UsherTexter *texter, const UsherTextMessage *message, GCancellable *cancellable)
{
  UsherTwilio *self = USHER_TWILIO (texter);
  g_autofree char *path = account_path (self, "/Messages.json");
  g_autoptr (GBytes) form = NULL;
  g_autoptr (UsherHttpAnswer) answer = NULL;

  if (!is_set (self->messaging_service_sid) && !is_set (self->phone_number))
    return refuse (message, USHER_BLAME_ACCOUNT, "No sender's number or messaging service is set for Twilio");
  if (*message->body == '\0')
    return refuse (message, USHER_BLAME_MESSAGE, "The message has no text");
  if (g_utf8_strlen (message->body, -1) > USHER_SMS_MAX_CHARS)
    return refuse (message, USHER_BLAME_MESSAGE, "The message is longer than 1,600 characters");
  form = message_form (self, message);
  answer = usher_http_send (self->http, "POST", path, SOUP_FORM_MIME_TYPE_URLENCODED, form, cancellable);
  return usher_twilio_judge (answer, message->delivery_id);
}

typedef enum { MATCH_NONE, MATCH_LIKELY, MATCH_EXACT } Match;

/* The same words are the same message. Words change when the event, a template or the reader's data were edited since: then it is
 * the one with the reader's mark that we do not know of as another message. */
static Match
compare (JsonObject *found, const UsherTextMessage *message, const char *body)
{
  const char *text = usher_json_get_string (found, "body");
  const char *sid = usher_json_get_string (found, "sid");
  const char *direction = usher_json_get_string (found, "direction");
  UsherInstant created = usher_twilio_date (usher_json_get_string (found, "date_created"));
  g_autofree char *stripped = NULL;

  if (sid == NULL || text == NULL || direction == NULL || !g_str_has_prefix (direction, "outbound"))
    return MATCH_NONE;
  if (created != USHER_NEVER && message->claimed_at != USHER_NEVER && created < message->claimed_at - CLOCK_SKEW)
    return MATCH_NONE;
  if (message->others != NULL && g_hash_table_contains (message->others, sid))
    return MATCH_NONE;
  stripped = g_strstrip (plain_lines (text));
  if (g_str_equal (stripped, body))
    return MATCH_EXACT;
  return message->mark != NULL && strstr (text, message->mark) != NULL ? MATCH_LIKELY : MATCH_NONE;
}

/* Messages that are not sent yet have no date_sent and a filter by date would hide them: the list is by number alone. */
static gboolean
usher_twilio_find (UsherTexter *texter, const UsherTextMessage *message, char **provider_id, GCancellable *cancellable,
                   GError **error)
{
  UsherTwilio *self = USHER_TWILIO (texter);
  g_autofree char *body = g_strstrip (plain_lines (message->body));
  g_autofree char *to = g_uri_escape_string (message->to, NULL, FALSE);
  g_autofree char *rest = g_strdup_printf ("/Messages.json?To=%s&PageSize=100", to);
  g_autofree char *path = account_path (self, rest);
  g_autofree char *likely = NULL;

  *provider_id = NULL;
  for (int page = 0; page < FIND_PAGES && path != NULL; page++)
    {
      char *next = NULL;
      g_autoptr (JsonArray) messages = usher_twilio_messages (self->http, path, &next, cancellable, error);

      if (messages == NULL)
        return FALSE;
      g_free (path);
      path = next;
      for (guint i = 0; i < json_array_get_length (messages); i++)
        {
          JsonNode *node = json_array_get_element (messages, i);
          JsonObject *found = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
          Match match = compare (found, message, body);

          if (match == MATCH_EXACT)
            {
              *provider_id = g_strdup (usher_json_get_string (found, "sid"));
              return TRUE;
            }
          if (match == MATCH_LIKELY && likely == NULL)
            likely = g_strdup (usher_json_get_string (found, "sid"));
        }
    }
  *provider_id = g_steal_pointer (&likely);
  return TRUE;
}

/* "-0.00750" in dollars becomes 7500; -1 where it is not known, or in another currency */
static gint64
price_of (JsonObject *message)
{
  g_autofree char *price = usher_json_dup_text (message, "price");
  const char *unit = usher_json_get_string (message, "price_unit");
  double dollars;
  char *end;

  if (price == NULL || (unit != NULL && g_ascii_strcasecmp (unit, "USD") != 0))
    return -1;
  dollars = g_ascii_strtod (price, &end);
  if (end == price || !isfinite (dollars) || fabs (dollars) > 1000)
    return -1;
  return llround (fabs (dollars) * 1e6);
}

static GPtrArray *
events_of (JsonObject *message, const char *sid)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_provider_event_free);
  const char *status = usher_json_get_string (message, "status");
  g_autofree char *code = usher_json_dup_text (message, "error_code");
  g_autofree char *segments = usher_json_dup_text (message, "num_segments");
  UsherInstant at = usher_twilio_date (usher_json_get_string (message, "date_updated"));
  gint64 price = price_of (message);
  UsherProviderEvent *event;

  event = status != NULL
            ? usher_twilio_status_event (sid, status, code != NULL ? (int) g_ascii_strtoll (code, NULL, 10) : 0, at)
            : NULL;
  if (event != NULL)
    g_ptr_array_add (events, event);
  if (price >= 0)
    {
      event = usher_provider_event_new ("twilio", "price");
      event->provider_event_id = g_strdup_printf ("%s:price", sid);
      event->provider_id = g_strdup (sid);
      event->price_micros = price;
      event->at = at;
      g_ptr_array_add (events, event);
    }
  for (guint i = 0; segments != NULL && i < events->len; i++)
    {
      event = g_ptr_array_index (events, i);
      event->segments = (int) CLAMP (g_ascii_strtoll (segments, NULL, 10), 0, 100);
    }
  return g_steal_pointer (&events);
}

static GPtrArray *
usher_twilio_fetch (UsherTexter *texter, const char *provider_id, GCancellable *cancellable, GError **error)
{
  UsherTwilio *self = USHER_TWILIO (texter);
  g_autofree char *sid = g_uri_escape_string (provider_id, NULL, FALSE);
  g_autofree char *rest = g_strdup_printf ("/Messages/%s.json", sid);
  g_autofree char *path = account_path (self, rest);
  g_autoptr (UsherHttpAnswer) answer = usher_http_send (self->http, "GET", path, NULL, NULL, cancellable);
  g_autoptr (JsonObject) object = NULL;

  if (answer->status == 200)
    object = usher_json_read_object (answer->body, answer->length);
  if (object != NULL && usher_json_get_string (object, "status") != NULL)
    return events_of (object, provider_id);
  usher_twilio_fail (answer, error);
  return NULL;
}

static GPtrArray *
usher_twilio_poll (UsherTexter *texter, const char *cursor, UsherInstant now, char **next_cursor,
                   GCancellable *cancellable, GError **error)
{
  UsherTwilio *self = USHER_TWILIO (texter);
  /* With a messaging service people answer to one of its numbers, which we do not know: all of the account is read. */
  const char *to = is_set (self->messaging_service_sid) ? NULL : self->phone_number;

  return usher_twilio_inbox_poll (self->http, self->account_sid, to, cursor, now, next_cursor, cancellable, error);
}

static gboolean
judge_account (JsonObject *account, GError **error)
{
  const char *status = usher_json_get_string (account, "status");

  if (g_strcmp0 (status, "active") == 0)
    return TRUE;
  if (g_strcmp0 (status, "suspended") == 0)
    usher_set_error (error, USHER_ERROR_REFUSED,
                     "The Twilio account is suspended, mostly because it has no credit left. Twilio's console says why");
  else if (g_strcmp0 (status, "closed") == 0)
    usher_set_error (error, USHER_ERROR_REFUSED, "The Twilio account is closed");
  else
    usher_set_error (error, USHER_ERROR_LATER, "Twilio gave an answer that cannot be read");
  return FALSE;
}

static gboolean
usher_twilio_check (UsherTexter *texter, GCancellable *cancellable, GError **error)
{
  UsherTwilio *self = USHER_TWILIO (texter);
  g_autofree char *path = account_path (self, ".json");
  g_autoptr (UsherHttpAnswer) answer = NULL;
  g_autoptr (JsonObject) account = NULL;

  if (!is_set (self->messaging_service_sid) && !is_set (self->phone_number))
    {
      usher_set_error (error, USHER_ERROR_NOT_CONFIGURED,
                       "No sender's number or messaging service is set for Twilio");
      return FALSE;
    }
  answer = usher_http_send_safe (self->http, "GET", path, NULL, NULL, cancellable);
  if (answer->status == 200)
    {
      account = usher_json_read_object (answer->body, answer->length);
      return judge_account (account, error);
    }
  if (answer->status == 404)
    usher_set_error (error, USHER_ERROR_NOT_FOUND,
                     "Twilio does not know this account SID. It begins with AC and stands in Twilio's console");
  else
    usher_twilio_fail (answer, error);
  return FALSE;
}

static const char *
usher_twilio_get_name (UsherTexter *texter)
{
  return "twilio";
}

static gboolean
is_toll_free (const char *number)
{
  static const char * const prefixes[] = { "+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (number, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* Twilio, "Understanding rate limits and queues". What comes faster waits at Twilio, out of our reach. */
static double
usher_twilio_get_rate (UsherTexter *texter)
{
  UsherTwilio *self = USHER_TWILIO (texter);
  const char *number = self->phone_number;

  if (is_set (self->messaging_service_sid) || !is_set (number))
    return 10;
  if (is_toll_free (number))
    return 3;
  if (g_str_has_prefix (number, "+1"))
    return 1;
  if (*number != '+' && g_ascii_isdigit (*number) && strlen (number) <= 6)
    return 100;   /* short code */
  return 10;      /* other countries, alphanumeric senders */
}

static void
usher_twilio_texter_init (UsherTexterInterface *iface)
{
  iface->get_name = usher_twilio_get_name;
  iface->get_rate = usher_twilio_get_rate;
  iface->send = usher_twilio_send;
  iface->find = usher_twilio_find;
  iface->fetch = usher_twilio_fetch;
  iface->poll = usher_twilio_poll;
  iface->check = usher_twilio_check;
}

static void
usher_twilio_constructed (GObject *object)
{
  UsherTwilio *self = USHER_TWILIO (object);

  G_OBJECT_CLASS (usher_twilio_parent_class)->constructed (object);
  self->http = usher_http_new ("Twilio", self->base_url, self->account_sid, self->auth_token, self->timeout);
  usher_http_set_pause (self->http, self->retry_pause);
  if (self->account_sid == NULL)
    self->account_sid = g_strdup ("");
}

static void
usher_twilio_finalize (GObject *object)
{
  UsherTwilio *self = USHER_TWILIO (object);

  g_clear_pointer (&self->http, usher_http_free);
  g_free (self->base_url);
  g_free (self->account_sid);
  g_free (self->auth_token);
  g_free (self->phone_number);
  g_free (self->messaging_service_sid);
  G_OBJECT_CLASS (usher_twilio_parent_class)->finalize (object);
}

static void
usher_twilio_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UsherTwilio *self = USHER_TWILIO (object);

  switch ((UsherTwilioProperty) id)
    {
    case PROP_BASE_URL:
      self->base_url = g_value_dup_string (value);
      break;
    case PROP_ACCOUNT_SID:
      self->account_sid = g_value_dup_string (value);
      break;
    case PROP_AUTH_TOKEN:
      self->auth_token = g_value_dup_string (value);
      break;
    case PROP_PHONE_NUMBER:
      self->phone_number = g_value_dup_string (value);
      break;
    case PROP_MESSAGING_SERVICE_SID:
      self->messaging_service_sid = g_value_dup_string (value);
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
usher_twilio_class_init (UsherTwilioClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = usher_twilio_constructed;
  object_class->finalize = usher_twilio_finalize;
  object_class->set_property = usher_twilio_set_property;

  properties[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, USHER_TWILIO_BASE_URL, flags);
  properties[PROP_ACCOUNT_SID] = g_param_spec_string ("account-sid", NULL, NULL, NULL, flags);
  properties[PROP_AUTH_TOKEN] = g_param_spec_string ("auth-token", NULL, NULL, NULL, flags);
  properties[PROP_PHONE_NUMBER] = g_param_spec_string ("phone-number", NULL, NULL, NULL, flags);
  properties[PROP_MESSAGING_SERVICE_SID] = g_param_spec_string ("messaging-service-sid", NULL, NULL, NULL, flags);
  /* Seconds for connecting and for each silence; 0: USHER_HTTP_TIMEOUT */
  properties[PROP_TIMEOUT] = g_param_spec_uint ("timeout", NULL, NULL, 0, 3600, 0, flags);
  /* Milliseconds before what may happen twice is tried a second time; it doubles */
  properties[PROP_RETRY_PAUSE] = g_param_spec_uint ("retry-pause", NULL, NULL, 0, 60000, USHER_HTTP_PAUSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
usher_twilio_init (UsherTwilio *self)
{
}

/**
 * usher_twilio_new:
 * @base_url: %USHER_TWILIO_BASE_URL, or where a test's stand-in listens
 * @account_sid: "AC…"
 * @auth_token: the primary one, which signs the webhooks, too
 * @phone_number: (nullable): the sender in E.164, a short code, or an alphanumeric name
 * @messaging_service_sid: (nullable): "MG…"; goes before @phone_number
 */
UsherTexter *
usher_twilio_new (const char *base_url, const char *account_sid, const char *auth_token, const char *phone_number,
                  const char *messaging_service_sid)
{
  return g_object_new (USHER_TYPE_TWILIO, "base-url", base_url, "account-sid", account_sid, "auth-token", auth_token,
                       "phone-number", phone_number, "messaging-service-sid", messaging_service_sid, NULL);
}
