/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Twilio's Messages API, with its magic numbers (its "Test credentials" page) among other ways to fail. */
#include <stdlib.h>
#include <string.h>

#include "usher-standin-private.h"

struct _StandinTwilio {
  JsonArray  *messages;     /* oldest first */
  GHashTable *errors;       /* number → GINT code */
  GHashTable *stopped;      /* numbers that replied STOP */
};

typedef struct {
  const char *number;
  int         code;
} Magic;

static const Magic magic_to[] = {
  { "+15005550001", 21211 }, { "+15005550002", 21612 }, { "+15005550003", 21408 },
  { "+15005550004", 21610 }, { "+15005550009", 21614 },
};
static const Magic magic_from[] = { { "+15005550001", 21212 }, { "+15005550007", 21606 }, { "+15005550008", 21611 } };

static const char * const known_create[] = {
  "To", "From", "MessagingServiceSid", "Body", "MediaUrl", "ContentSid", "StatusCallback", "ValidityPeriod", "SmartEncoded",
  "ScheduleType", "SendAt", "ShortenUrls", "ApplicationSid", "ContentRetention", "AddressRetention", "RiskCheck", "ProvideFeedback",
  "Attempt", "ForceDelivery", "SendAsMms", "MaxPrice", "PersistentAction", "ContentVariables", NULL,
};

StandinTwilio *
standin_twilio_new (void)
{
  StandinTwilio *twilio = g_new0 (StandinTwilio, 1);

  twilio->messages = json_array_new ();
  twilio->errors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  twilio->stopped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return twilio;
}

void
standin_twilio_free (StandinTwilio *twilio)
{
  json_array_unref (twilio->messages);
  g_hash_table_unref (twilio->errors);
  g_hash_table_unref (twilio->stopped);
  g_free (twilio);
}

JsonNode *
standin_twilio_messages (UsherStandin *self)
{
  g_autoptr (JsonNode) node = standin_array_node (json_array_ref (self->twilio->messages));

  return json_node_copy (node);
}

void
standin_twilio_error (UsherStandin *self, const char *to, int code)
{
  g_hash_table_replace (self->twilio->errors, g_strdup (to), GINT_TO_POINTER (code));
}

JsonObject *
standin_twilio_find (UsherStandin *self, const char *sid, const char *to)
{
  for (guint i = json_array_get_length (self->twilio->messages); i > 0; i--)
    {
      JsonObject *message = json_array_get_object_element (self->twilio->messages, i - 1);

      if ((sid != NULL && g_str_equal (standin_string (message, "sid"), sid)) ||
          (sid == NULL && to != NULL && g_strcmp0 (standin_string (message, "to"), to) == 0))
        return message;
    }
  return NULL;
}

static void
refuse (StandinCall *call, guint status, int code, const char *message)
{
  JsonObject *answer = json_object_new ();
  g_autofree char *more = g_strdup_printf ("https://www.twilio.com/docs/errors/%d", code);

  json_object_set_int_member (answer, "code", code);
  json_object_set_string_member (answer, "message", message);
  json_object_set_string_member (answer, "more_info", more);
  json_object_set_int_member (answer, "status", status);
  standin_answer (call, status, standin_node (answer));
}

static gboolean
is_e164 (const char *number)
{
  gsize length = strlen (number);

  return number[0] == '+' && length >= 8 && length <= 16 && strspn (number + 1, "0123456789") == length - 1;
}

static int
magic (const Magic *rows, gsize n_rows, const char *number)
{
  for (gsize i = 0; i < n_rows; i++)
    if (g_strcmp0 (rows[i].number, number) == 0)
      return rows[i].code;
  return 0;
}

/* Why this message is refused; 0: it is taken */
static int
judge (StandinCall *call)
{
  const char *to = standin_field (call->fields, "To");
  const char *from = standin_field (call->fields, "From");
  const char *service = standin_field (call->fields, "MessagingServiceSid");
  const char *body = standin_field (call->fields, "Body");
  const char *callback = standin_field (call->fields, "StatusCallback");
  StandinTwilio *twilio = call->standin->twilio;

  if (to == NULL || *to == '\0')
    return 21604;
  if (from == NULL && service == NULL)
    return 21603;
  if (magic (magic_from, G_N_ELEMENTS (magic_from), from) != 0)
    return magic (magic_from, G_N_ELEMENTS (magic_from), from);
  if (service != NULL && !g_str_equal (service, USHER_STANDIN_TWILIO_SERVICE))
    return 21701;
  if (service == NULL && !g_str_equal (from, USHER_STANDIN_TWILIO_NUMBER))
    return 21606;
  if (!is_e164 (to))
    return 21211;
  if (magic (magic_to, G_N_ELEMENTS (magic_to), to) != 0)
    return magic (magic_to, G_N_ELEMENTS (magic_to), to);
  if (g_hash_table_contains (twilio->errors, to))
    return GPOINTER_TO_INT (g_hash_table_lookup (twilio->errors, to));
  if (g_hash_table_contains (twilio->stopped, to))
    return 21610;
  if (body == NULL || *body == '\0')
    return 21602;
  if (g_utf8_strlen (body, -1) > 1600)
    return 21617;
  if (callback != NULL && !g_str_has_prefix (callback, "http"))
    return 21609;
  return 0;
}

static void
check_values (StandinCall *call)
{
  const char *validity = standin_field (call->fields, "ValidityPeriod");
  const char *smart = standin_field (call->fields, "SmartEncoded");

  standin_unknown (call, call->fields, known_create, NULL);
  if (validity != NULL && (atoi (validity) < 1 || atoi (validity) > 36000))
    standin_problem (call, "ValidityPeriod %s", validity);
  if (smart != NULL && !g_str_equal (smart, "true") && !g_str_equal (smart, "false"))
    standin_problem (call, "SmartEncoded %s", smart);
  if (standin_field (call->fields, "SendAt") != NULL && standin_field (call->fields, "MessagingServiceSid") == NULL)
    standin_problem (call, "SendAt without a messaging service is dropped");
}

static void
set_nullable (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
message_new (UsherStandin *self, const char *to, const char *from, const char *service, const char *body)
{
  JsonObject *message = json_object_new ();
  g_autofree char *sid = standin_id (self, "SM", 32);
  g_autofree char *now = standin_rfc2822 (standin_now (self));
  g_autofree char *uri = g_strdup_printf ("/2010-04-01/Accounts/" USHER_STANDIN_TWILIO_SID "/Messages/%s.json", sid);

  json_object_set_string_member (message, "sid", sid);
  json_object_set_string_member (message, "account_sid", USHER_STANDIN_TWILIO_SID);
  json_object_set_string_member (message, "api_version", "2010-04-01");
  json_object_set_string_member (message, "to", to);
  set_nullable (message, "from", service != NULL ? NULL : from);
  set_nullable (message, "messaging_service_sid", service);
  json_object_set_string_member (message, "body", body != NULL ? body : "");
  json_object_set_string_member (message, "num_segments", service != NULL ? "0" : "1");
  json_object_set_string_member (message, "num_media", "0");
  json_object_set_string_member (message, "direction", "outbound-api");
  json_object_set_string_member (message, "status", service != NULL ? "accepted" : "queued");
  json_object_set_null_member (message, "price");
  json_object_set_string_member (message, "price_unit", "USD");
  json_object_set_null_member (message, "error_code");
  json_object_set_null_member (message, "error_message");
  json_object_set_string_member (message, "date_created", now);
  json_object_set_string_member (message, "date_updated", now);
  json_object_set_null_member (message, "date_sent");
  json_object_set_string_member (message, "uri", uri);
  json_object_set_object_member (message, "subresource_uris", json_object_new ());
  json_array_add_object_element (self->twilio->messages, message);
  return message;
}

static void
set_status (UsherStandin *self, JsonObject *message, const char *status, int error_code, const char *price)
{
  g_autofree char *now = standin_rfc2822 (standin_now (self));

  json_object_set_string_member (message, "status", status);
  json_object_set_string_member (message, "date_updated", now);
  json_object_set_string_member (message, "date_sent", now);
  if (g_str_equal (standin_string (message, "num_segments"), "0"))
    json_object_set_string_member (message, "num_segments", "1");
  if (error_code != 0)
    json_object_set_int_member (message, "error_code", error_code);
  if (price != NULL)
    json_object_set_string_member (message, "price", price);
}

gboolean
standin_twilio_status (UsherStandin *self, JsonObject *wanted)
{
  JsonObject *message = standin_twilio_find (self, standin_string (wanted, "sid"), standin_string (wanted, "to"));
  const char *status = standin_string (wanted, "status");

  if (message == NULL || status == NULL)
    return FALSE;
  set_status (self, message, status, (int) standin_int (wanted, "error_code", 0), standin_string (wanted, "price"));
  return TRUE;
}

void
standin_twilio_inbound (UsherStandin *self, const char *from, const char *body)
{
  JsonObject *message = message_new (self, USHER_STANDIN_TWILIO_NUMBER, from, NULL, body);
  g_autofree char *word = g_strstrip (g_ascii_strup (body, -1));

  json_object_set_string_member (message, "direction", "inbound");
  set_status (self, message, "received", 0, NULL);
  if (g_str_equal (word, "STOP"))
    g_hash_table_add (self->twilio->stopped, g_strdup (from));
  else if (g_str_equal (word, "START"))
    g_hash_table_remove (self->twilio->stopped, from);
}

static void
create (StandinCall *call)
{
  JsonObject *message;
  int code;

  if (call->fields == NULL || g_strcmp0 (call->content_type, "application/x-www-form-urlencoded") != 0)
    {
      standin_problem (call, "content type %s", call->content_type != NULL ? call->content_type : "missing");
      refuse (call, 400, 21604, "A 'To' phone number is required.");
      return;
    }
  check_values (call);
  code = judge (call);
  if (code != 0)
    {
      refuse (call, 400, code, "The request was refused.");
      return;
    }
  message = message_new (call->standin, standin_field (call->fields, "To"), standin_field (call->fields, "From"),
                         standin_field (call->fields, "MessagingServiceSid"), standin_field (call->fields, "Body"));
  standin_answer (call, 201, standin_node (json_object_ref (message)));
  /* kept beside the vendor's members, for who reads /twilio/messages and for the callback */
  set_nullable (message, "x_status_callback", standin_field (call->fields, "StatusCallback"));
  set_nullable (message, "x_validity_period", standin_field (call->fields, "ValidityPeriod"));
  set_nullable (message, "x_smart_encoded", standin_field (call->fields, "SmartEncoded"));
  if (standin_field (call->fields, "SendAt") != NULL)
    json_object_set_string_member (message, "status", "scheduled");
  else if (call->standin->auto_deliver)
    set_status (call->standin, message, "delivered", 0, "-0.00750");
}

static gboolean
is_in_list (StandinCall *call, JsonObject *message)
{
  const char *to = standin_field (call->query, "To");
  const char *from = standin_field (call->query, "From");
  const char *after = standin_field (call->query, "DateSent>");
  const char *sent = standin_string (message, "date_sent");
  gint64 seconds;

  if (to != NULL && g_strcmp0 (standin_string (message, "to"), to) != 0)
    return FALSE;
  if (from != NULL && g_strcmp0 (standin_string (message, "from"), from) != 0)
    return FALSE;
  if (after != NULL)
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
      g_autofree char *moment = strchr (after, 'T') != NULL ? g_strdup (after) : g_strconcat (after, "T00:00:00Z", NULL);
      g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (moment, utc);

      if (date == NULL)
        standin_problem (call, "DateSent> %s", after);
      return date != NULL && standin_from_rfc2822 (sent, &seconds) && seconds >= g_date_time_to_unix (date);
    }
  return TRUE;
}

static void
set_paging (StandinCall *call, JsonObject *answer, guint page, guint size, guint total)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *first = NULL;
  g_autofree char *next = NULL;

  for (guint i = 0; i < call->query->len; i++)
    {
      const StandinField *field = g_ptr_array_index (call->query, i);
      g_autofree char *encoded = soup_form_encode (field->name, field->value, NULL);

      if (!g_str_equal (field->name, "Page") && !g_str_equal (field->name, "PageSize") && !g_str_equal (field->name, "PageToken"))
        g_string_append_printf (query, "%s&", encoded);
    }
  first = g_strdup_printf ("%s?%sPageSize=%u&Page=0", call->path, query->str, size);
  if ((page + 1) * size < total)
    next = g_strdup_printf ("%s?%sPageSize=%u&Page=%u&PageToken=PASM%u", call->path, query->str, size, page + 1, page);
  json_object_set_string_member (answer, "first_page_uri", first);
  json_object_set_string_member (answer, "uri", first);
  set_nullable (answer, "next_page_uri", next);
  json_object_set_null_member (answer, "previous_page_uri");
  json_object_set_int_member (answer, "page", page);
  json_object_set_int_member (answer, "page_size", size);
  json_object_set_int_member (answer, "start", page * size);
}

static void
list (StandinCall *call)
{
  static const char * const known[] = { "To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken", NULL };
  JsonObject *answer = json_object_new ();
  JsonArray *messages = json_array_new ();
  const char *page_text = standin_field (call->query, "Page");
  const char *size_text = standin_field (call->query, "PageSize");
  guint page = page_text != NULL ? (guint) atoi (page_text) : 0;
  guint size = size_text != NULL ? (guint) atoi (size_text) : 50;
  guint total = 0;

  standin_unknown (call, call->query, known, NULL);
  if (size < 1 || size > 1000)
    standin_problem (call, "PageSize %u", size);
  size = CLAMP (size, 1, 1000);
  for (guint i = json_array_get_length (call->standin->twilio->messages); i > 0; i--)
    {
      JsonObject *message = json_array_get_object_element (call->standin->twilio->messages, i - 1);

      if (!is_in_list (call, message))
        continue;
      if (total >= page * size && total < (page + 1) * size)
        json_array_add_object_element (messages, json_object_ref (message));
      total++;
    }
  json_object_set_int_member (answer, "end", page * size + json_array_get_length (messages));
  json_object_set_array_member (answer, "messages", messages);
  set_paging (call, answer, page, size, total);
  standin_answer (call, 200, standin_node (answer));
}

static void
change (StandinCall *call, JsonObject *message)
{
  const char *status = standin_field (call->fields, "Status");
  const char *body = standin_field (call->fields, "Body");

  if (status != NULL && !g_str_equal (standin_string (message, "status"), "scheduled"))
    {
      refuse (call, 400, 30409, "Message cannot be canceled");
      return;
    }
  if (status != NULL)
    json_object_set_string_member (message, "status", "canceled");
  if (body != NULL)
    json_object_set_string_member (message, "body", body);
  standin_answer (call, 200, standin_node (json_object_ref (message)));
}

static void
handle_message (StandinCall *call, const char *file)
{
  g_autofree char *sid = g_str_has_suffix (file, ".json") ? g_strndup (file, strlen (file) - 5) : g_strdup ("");
  JsonObject *message = standin_twilio_find (call->standin, sid, NULL);

  if (message == NULL)
    refuse (call, 404, 20404, "The requested resource was not found");
  else if (g_str_equal (call->method, "GET"))
    standin_answer (call, 200, standin_node (json_object_ref (message)));
  else if (g_str_equal (call->method, "POST"))
    change (call, message);
  else
    {
      for (guint i = 0; i < json_array_get_length (call->standin->twilio->messages); i++)
        if (json_array_get_object_element (call->standin->twilio->messages, i) == message)
          {
            json_array_remove_element (call->standin->twilio->messages, i);
            break;
          }
      standin_answer_text (call, 204, "application/json", "");
    }
}

void
standin_twilio_handle (StandinCall *call)
{
  static const char account[] = USHER_STANDIN_TWILIO_SID;

  if (standin_is (call, "GET", 3, "2010-04-01", "Accounts", USHER_STANDIN_TWILIO_SID ".json"))
    standin_answer (call, 200, standin_object ("sid", account, "status", "active", "type", "Full", "friendly_name", "Stand-in", NULL));
  else if (call->n_segments < 4 || !g_str_equal (call->segments[0], "2010-04-01") || !g_str_equal (call->segments[2], account))
    refuse (call, 404, 20404, "The requested resource was not found");
  else if (standin_is (call, "GET", 4, NULL, "Accounts", account, "Balance.json"))
    standin_answer (call, 200, standin_object ("account_sid", account, "balance", "42.00", "currency", "USD", NULL));
  else if (standin_is (call, "POST", 4, NULL, "Accounts", account, "Messages.json"))
    create (call);
  else if (standin_is (call, "GET", 4, NULL, "Accounts", account, "Messages.json"))
    list (call);
  else if (call->n_segments == 5 && g_str_equal (call->segments[3], "Messages"))
    handle_message (call, call->segments[4]);
  else
    {
      standin_problem (call, "no such call");
      refuse (call, 404, 20404, "The requested resource was not found");
    }
}
