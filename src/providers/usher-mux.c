/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-mux.h"

#include <string.h>

#include "usher-error.h"
#include "usher-http.h"
#include "usher-json-read.h"

#define STREAMS_PATH    "/video/v1/live-streams"
#define INGEST_URL      "rtmps://global-live.mux.com:443/app"
#define TITLE_MAX       512      /* code points */
#define PASSTHROUGH_MAX 255      /* characters */
#define PAGE_SIZE       100
#define FIND_PAGES      100
#define WORDS_MAX       300

struct _UsherMux {
  GObject    parent_instance;

  char      *base_url;
  char      *token_id;
  char      *token_secret;
  char      *latency_mode;
  guint      reconnect_window;
  guint      timeout;
  guint      retry_pause;

  UsherHttp *http;
};

typedef enum {
  PROP_BASE_URL = 1,
  PROP_TOKEN_ID,
  PROP_TOKEN_SECRET,
  PROP_LATENCY_MODE,
  PROP_RECONNECT_WINDOW,
  PROP_TIMEOUT,
  PROP_RETRY_PAUSE,
} UsherMuxProperty;

static GParamSpec *properties[PROP_RETRY_PAUSE + 1];

static void usher_mux_streamer_init (UsherStreamerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherMux, usher_mux, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_STREAMER, usher_mux_streamer_init))

/* {"error":{"messages":[…]}}, and for too many requests {"errors":[…]} */
static char *
words_of (const UsherHttpAnswer *answer)
{
  g_autoptr (JsonObject) object = usher_json_read_object (answer->body, answer->length);
  JsonArray *messages = usher_json_get_array (usher_json_get_object (object, "error"), "messages");
  GString *words = g_string_new (NULL);

  if (messages == NULL)
    messages = usher_json_get_array (object, "errors");
  for (guint i = 0; messages != NULL && i < json_array_get_length (messages) && words->len < WORDS_MAX; i++)
    {
      JsonNode *node = json_array_get_element (messages, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", json_node_get_string (node));
    }
  return g_string_free (words, FALSE);
}

static void
fail (const UsherHttpAnswer *answer, gboolean safe, GError **error)
{
  g_autofree char *words = words_of (answer);

  if (answer->status == 401 || answer->status == 403)
    usher_set_error (error, USHER_ERROR_UNAUTHORIZED,
                     "Mux does not accept the access token. Make one in Mux's settings with the permissions "
                     "“Mux Video: read and write”");
  else if (answer->status == 400 && strstr (words, "free plan") != NULL)
    usher_set_error (error, USHER_ERROR_REFUSED,
                     "The Mux account is on the free plan, and live streams are not part of it");
  else if (answer->status == 404)
    usher_set_error (error, USHER_ERROR_NOT_FOUND, "Mux does not know this stream (any more)");
  else
    usher_http_answer_fail (answer, "Mux", words, safe, error);
}

static UsherInstant
created_at (JsonObject *data)
{
  g_autofree char *seconds = usher_json_dup_text (data, "created_at");
  gint64 value = seconds != NULL ? g_ascii_strtoll (seconds, NULL, 10) : 0;

  return value > 0 && value < G_MAXINT64 / G_USEC_PER_SEC ? value * G_USEC_PER_SEC : USHER_NEVER;
}

static char *
public_playback_id (JsonObject *data)
{
  JsonArray *ids = usher_json_get_array (data, "playback_ids");

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      JsonNode *node = json_array_get_element (ids, i);
      JsonObject *id = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (g_strcmp0 (usher_json_get_string (id, "policy"), "public") == 0 && usher_json_get_string (id, "id") != NULL)
        return g_strdup (usher_json_get_string (id, "id"));
    }
  return NULL;
}

/* recent_asset_ids has the newest last; the running one may not be in it yet. */
static char *
asset_ids (JsonObject *data)
{
  JsonArray *recent = usher_json_get_array (data, "recent_asset_ids");
  const char *active = usher_json_get_string (data, "active_asset_id");
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; recent != NULL && i < json_array_get_length (recent); i++)
    {
      JsonNode *node = json_array_get_element (recent, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_ptr_array_add (ids, (gpointer) json_node_get_string (node));
    }
  if (active != NULL && !g_ptr_array_find_with_equal_func (ids, active, g_str_equal, NULL))
    g_ptr_array_add (ids, (gpointer) active);
  if (ids->len == 0)
    return NULL;
  g_ptr_array_add (ids, NULL);
  return g_strjoinv (" ", (char **) ids->pdata);
}

static void
take (char **field, char *value)
{
  g_free (*field);
  *field = value != NULL ? value : g_strdup ("");
}

static UsherStream *
stream_of (JsonObject *data)
{
  const char *id = usher_json_get_string (data, "id");
  const char *status = usher_json_get_string (data, "status");
  UsherStream *stream;

  if (id == NULL || *id == '\0' || status == NULL)
    return NULL;
  stream = usher_stream_new ();
  take (&stream->provider, g_strdup ("mux"));
  take (&stream->provider_id, g_strdup (id));
  take (&stream->status, g_strdup (status));
  take (&stream->ingest_url, g_strdup (INGEST_URL));
  take (&stream->stream_key, g_strdup (usher_json_get_string (data, "stream_key")));
  take (&stream->playback_id, public_playback_id (data));
  if (*stream->playback_id != '\0')
    take (&stream->playback_url, g_strdup_printf ("https://stream.mux.com/%s.m3u8", stream->playback_id));
  g_free (stream->asset_ids);
  stream->asset_ids = asset_ids (data);
  stream->created_at = created_at (data);
  return stream;
}

/* The stream in {"data":…}, or the error */
static UsherStream *
read_stream (const UsherHttpAnswer *answer, gboolean safe, GError **error)
{
  g_autoptr (JsonObject) object = NULL;
  UsherStream *stream = NULL;

  if (answer->status == 200 || answer->status == 201)
    {
      object = usher_json_read_object (answer->body, answer->length);
      stream = stream_of (usher_json_get_object (object, "data"));
    }
  if (stream == NULL)
    fail (answer, safe, error);
  return stream;
}

static void
add_public_policy (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "playback_policies");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, "public");
  json_builder_end_array (builder);
}

static GBytes *
finish_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) node = NULL;
  char *text;

  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  text = usher_json_print (node);
  return g_bytes_new_take (text, strlen (text));
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text, glong max)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *cut = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), max));

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, cut);
}

static GBytes *
create_request (UsherMux *self, const char *event_uid, const char *title)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_public_policy (builder);
  /* The recording has policies of its own: without them the replay could not be played. */
  json_builder_set_member_name (builder, "new_asset_settings");
  json_builder_begin_object (builder);
  add_public_policy (builder);
  json_builder_end_object (builder);
  add_text (builder, "passthrough", event_uid, PASSTHROUGH_MAX);
  add_text (builder, "latency_mode", self->latency_mode, 16);
  /* Without it a reduced-latency stream ends at the first hiccup of the encoder. */
  json_builder_set_member_name (builder, "reconnect_window");
  json_builder_add_int_value (builder, self->reconnect_window);
  json_builder_set_member_name (builder, "meta");
  json_builder_begin_object (builder);
  add_text (builder, "title", title, TITLE_MAX);
  json_builder_end_object (builder);
  return finish_json (builder);
}

/* Sent once: Mux has no idempotency key, and a repetition would make a second stream. */
static UsherStream *
usher_mux_create (UsherStreamer *streamer, const char *event_uid, const char *title, GCancellable *cancellable,
                  GError **error)
{
  UsherMux *self = USHER_MUX (streamer);
  g_autoptr (GBytes) body = create_request (self, event_uid, title);
  g_autoptr (UsherHttpAnswer) answer =
    usher_http_send (self->http, "POST", STREAMS_PATH, "application/json", body, cancellable);

  return read_stream (answer, FALSE, error);
}

/* The newest of the page's streams for that event, if it is newer than @best */
static void
look_through (JsonArray *page, const char *event_uid, UsherStream **best)
{
  for (guint i = 0; i < json_array_get_length (page); i++)
    {
      JsonNode *node = json_array_get_element (page, i);
      JsonObject *data = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autoptr (UsherStream) stream = NULL;

      if (g_strcmp0 (usher_json_get_string (data, "passthrough"), event_uid) != 0)
        continue;
      stream = stream_of (data);
      if (stream == NULL || (*best != NULL && (*best)->created_at >= stream->created_at))
        continue;
      g_clear_pointer (best, usher_stream_unref);
      *best = g_steal_pointer (&stream);
    }
}

static UsherStream *
usher_mux_find (UsherStreamer *streamer, const char *event_uid, GCancellable *cancellable, GError **error)
{
  UsherMux *self = USHER_MUX (streamer);
  g_autoptr (UsherStream) best = NULL;

  for (int page = 1; page <= FIND_PAGES; page++)
    {
      g_autofree char *path = g_strdup_printf (STREAMS_PATH "?limit=%d&page=%d", PAGE_SIZE, page);
      g_autoptr (UsherHttpAnswer) answer = usher_http_send_safe (self->http, "GET", path, NULL, NULL, cancellable);
      g_autoptr (JsonObject) object = NULL;
      JsonArray *data;

      if (answer->status == 200)
        object = usher_json_read_object (answer->body, answer->length);
      data = usher_json_get_array (object, "data");
      if (data == NULL)
        {
          fail (answer, TRUE, error);
          return NULL;
        }
      look_through (data, event_uid, &best);
      if (json_array_get_length (data) < PAGE_SIZE)
        break;
    }
  return g_steal_pointer (&best);
}

static char *
stream_path (const char *provider_id, const char *rest)
{
  g_autofree char *id = g_uri_escape_string (provider_id, NULL, FALSE);

  return g_strconcat (STREAMS_PATH "/", id, rest, NULL);
}

static UsherStream *
usher_mux_get (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  UsherMux *self = USHER_MUX (streamer);
  g_autofree char *path = stream_path (provider_id, "");
  g_autoptr (UsherHttpAnswer) answer = usher_http_send_safe (self->http, "GET", path, NULL, NULL, cancellable);

  return read_stream (answer, TRUE, error);
}

static gboolean
put (UsherStreamer *streamer, const char *provider_id, const char *action, GCancellable *cancellable, GError **error)
{
  UsherMux *self = USHER_MUX (streamer);
  g_autofree char *path = stream_path (provider_id, action);
  g_autoptr (UsherHttpAnswer) answer = usher_http_send_safe (self->http, "PUT", path, NULL, NULL, cancellable);

  if (answer->status >= 200 && answer->status < 300)
    return TRUE;
  fail (answer, TRUE, error);
  return FALSE;
}

static gboolean
usher_mux_enable (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  return put (streamer, provider_id, "/enable", cancellable, error);
}

static gboolean
usher_mux_complete (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  return put (streamer, provider_id, "/complete", cancellable, error);
}

static gboolean
usher_mux_disable (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  return put (streamer, provider_id, "/disable", cancellable, error);
}

static gboolean
usher_mux_remove (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  UsherMux *self = USHER_MUX (streamer);
  g_autofree char *path = stream_path (provider_id, "");
  g_autoptr (UsherHttpAnswer) answer = usher_http_send_safe (self->http, "DELETE", path, NULL, NULL, cancellable);

  /* gone already: somebody, or an earlier try whose answer was lost */
  if ((answer->status >= 200 && answer->status < 300) || answer->status == 404)
    return TRUE;
  fail (answer, TRUE, error);
  return FALSE;
}

static GBytes *
check_request (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_public_policy (builder);
  add_text (builder, "passthrough", "usher-check", PASSTHROUGH_MAX);
  json_builder_set_member_name (builder, "test");
  json_builder_add_boolean_value (builder, TRUE);
  return finish_json (builder);
}

/* A key can be right and the plan without live streams, so only making a stream proves it. A test stream costs nothing. */
static gboolean
usher_mux_check (UsherStreamer *streamer, GCancellable *cancellable, GError **error)
{
  UsherMux *self = USHER_MUX (streamer);
  g_autoptr (GBytes) body = check_request ();
  g_autoptr (UsherHttpAnswer) answer =
    usher_http_send (self->http, "POST", STREAMS_PATH, "application/json", body, cancellable);
  g_autoptr (UsherStream) stream = read_stream (answer, TRUE, error);

  if (stream == NULL)
    return FALSE;
  if (!usher_mux_remove (streamer, stream->provider_id, cancellable, NULL))
    g_debug ("Mux: a test stream is left over");
  return TRUE;
}

static const char *
usher_mux_get_name (UsherStreamer *streamer)
{
  return "mux";
}

static void
usher_mux_streamer_init (UsherStreamerInterface *iface)
{
  iface->get_name = usher_mux_get_name;
  iface->create = usher_mux_create;
  iface->find = usher_mux_find;
  iface->get = usher_mux_get;
  iface->enable = usher_mux_enable;
  iface->complete = usher_mux_complete;
  iface->disable = usher_mux_disable;
  iface->remove = usher_mux_remove;
  iface->check = usher_mux_check;
}

static void
usher_mux_constructed (GObject *object)
{
  UsherMux *self = USHER_MUX (object);

  G_OBJECT_CLASS (usher_mux_parent_class)->constructed (object);
  self->http = usher_http_new ("Mux", self->base_url, self->token_id, self->token_secret, self->timeout);
  usher_http_set_pause (self->http, self->retry_pause);
}

static void
usher_mux_finalize (GObject *object)
{
  UsherMux *self = USHER_MUX (object);

  g_clear_pointer (&self->http, usher_http_free);
  g_free (self->base_url);
  g_free (self->token_id);
  g_free (self->token_secret);
  g_free (self->latency_mode);
  G_OBJECT_CLASS (usher_mux_parent_class)->finalize (object);
}

static void
usher_mux_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UsherMux *self = USHER_MUX (object);

  switch ((UsherMuxProperty) id)
    {
    case PROP_BASE_URL:
      self->base_url = g_value_dup_string (value);
      break;
    case PROP_TOKEN_ID:
      self->token_id = g_value_dup_string (value);
      break;
    case PROP_TOKEN_SECRET:
      self->token_secret = g_value_dup_string (value);
      break;
    case PROP_LATENCY_MODE:
      self->latency_mode = g_value_dup_string (value);
      break;
    case PROP_RECONNECT_WINDOW:
      self->reconnect_window = g_value_get_uint (value);
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
usher_mux_class_init (UsherMuxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = usher_mux_constructed;
  object_class->finalize = usher_mux_finalize;
  object_class->set_property = usher_mux_set_property;

  properties[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, USHER_MUX_BASE_URL, flags);
  properties[PROP_TOKEN_ID] = g_param_spec_string ("token-id", NULL, NULL, NULL, flags);
  properties[PROP_TOKEN_SECRET] = g_param_spec_string ("token-secret", NULL, NULL, NULL, flags);
  /* "standard" (25 to 30 s behind), "reduced" or "low" */
  properties[PROP_LATENCY_MODE] = g_param_spec_string ("latency-mode", NULL, NULL, "reduced", flags);
  /* Seconds that a vanished encoder has to come back before the show counts as ended */
  properties[PROP_RECONNECT_WINDOW] = g_param_spec_uint ("reconnect-window", NULL, NULL, 0, 1800, 60, flags);
  /* Seconds for connecting and for each silence; 0: USHER_HTTP_TIMEOUT */
  properties[PROP_TIMEOUT] = g_param_spec_uint ("timeout", NULL, NULL, 0, 3600, 0, flags);
  /* Milliseconds before what may happen twice is tried a second time; it doubles */
  properties[PROP_RETRY_PAUSE] = g_param_spec_uint ("retry-pause", NULL, NULL, 0, 60000, USHER_HTTP_PAUSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
usher_mux_init (UsherMux *self)
{
}

/**
 * usher_mux_new:
 * @base_url: %USHER_MUX_BASE_URL, or where a test's stand-in listens
 * @token_id, @token_secret: an access token with "Mux Video: read and write"
 */
UsherStreamer *
usher_mux_new (const char *base_url, const char *token_id, const char *token_secret)
{
  return g_object_new (USHER_TYPE_MUX, "base-url", base_url, "token-id", token_id, "token-secret", token_secret, NULL);
}
