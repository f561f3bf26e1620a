/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-error.h"
#include "usher-sandbox.h"

#define PREFIX "manual-"

struct _UsherManualStreamer {
  GObject     parent_instance;

  char       *playback_url;
  GHashTable *states;         /* provider id → "idle", "completed", "disabled" */
};

enum {
  PROP_PLAYBACK_URL = 1,
};

static void usher_manual_streamer_iface_init (UsherStreamerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherManualStreamer, usher_manual_streamer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_STREAMER, usher_manual_streamer_iface_init))

static const char *
manual_get_name (UsherStreamer *streamer)
{
  return "manual";
}

static void
take (char **field, char *value)
{
  g_free (*field);
  *field = value;
}

/* There is nobody to ask: what the streamer was told last is all that is known, and after a restart not even that. */
static UsherStream *
stream_new (UsherManualStreamer *self, const char *provider_id)
{
  const char *state = g_hash_table_lookup (self->states, provider_id);
  UsherStream *stream = usher_stream_new ();

  take (&stream->provider, g_strdup ("manual"));
  take (&stream->provider_id, g_strdup (provider_id));
  take (&stream->status, g_strdup (state != NULL ? state : "idle"));
  take (&stream->playback_url, g_strdup (self->playback_url != NULL ? self->playback_url : ""));
  return stream;
}

static gboolean
set_state (UsherStreamer *streamer, const char *provider_id, const char *state, GError **error)
{
  UsherManualStreamer *self = USHER_MANUAL_STREAMER (streamer);

  if (!g_str_has_prefix (provider_id, PREFIX))
    {
      usher_set_error (error, USHER_ERROR_NOT_FOUND, "This stream is not one with an address of your own");
      return FALSE;
    }
  g_hash_table_replace (self->states, g_strdup (provider_id), g_strdup (state));
  return TRUE;
}

static UsherStream *
manual_create (UsherStreamer *streamer, const char *event_uid, const char *title, GCancellable *cancellable, GError **error)
{
  UsherManualStreamer *self = USHER_MANUAL_STREAMER (streamer);
  g_autofree char *id = g_strconcat (PREFIX, event_uid, NULL);
  UsherStream *stream;

  set_state (streamer, id, "idle", NULL);
  stream = stream_new (self, id);
  stream->created_at = g_get_real_time ();
  return stream;
}

static UsherStream *
manual_find (UsherStreamer *streamer, const char *event_uid, GCancellable *cancellable, GError **error)
{
  UsherManualStreamer *self = USHER_MANUAL_STREAMER (streamer);
  g_autofree char *id = g_strconcat (PREFIX, event_uid, NULL);

  return g_hash_table_contains (self->states, id) ? stream_new (self, id) : NULL;
}

static UsherStream *
manual_get (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  if (!g_str_has_prefix (provider_id, PREFIX))
    {
      usher_set_error (error, USHER_ERROR_NOT_FOUND, "This stream is not one with an address of your own");
      return NULL;
    }
  return stream_new (USHER_MANUAL_STREAMER (streamer), provider_id);
}

static gboolean
manual_enable (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  return set_state (streamer, provider_id, "idle", error);
}

static gboolean
manual_complete (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  return set_state (streamer, provider_id, "completed", error);
}

static gboolean
manual_disable (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  return set_state (streamer, provider_id, "disabled", error);
}

static gboolean
manual_remove (UsherStreamer *streamer, const char *provider_id, GCancellable *cancellable, GError **error)
{
  g_hash_table_remove (USHER_MANUAL_STREAMER (streamer)->states, provider_id);
  return TRUE;
}

/* No address at all is fine: then the show is somewhere else, and the messages say where. */
static gboolean
manual_check (UsherStreamer *streamer, GCancellable *cancellable, GError **error)
{
  const char *url = USHER_MANUAL_STREAMER (streamer)->playback_url;
  g_autoptr (GUri) uri = NULL;

  if (url == NULL || *url == '\0')
    return TRUE;
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
      (g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http")))
    return TRUE;
  usher_set_error (error, USHER_ERROR_NOT_CONFIGURED,
                   "The playback address is not a web address that begins with https:// or http://");
  return FALSE;
}

static void
usher_manual_streamer_iface_init (UsherStreamerInterface *iface)
{
  iface->get_name = manual_get_name;
  iface->create = manual_create;
  iface->find = manual_find;
  iface->get = manual_get;
  iface->enable = manual_enable;
  iface->complete = manual_complete;
  iface->disable = manual_disable;
  iface->remove = manual_remove;
  iface->check = manual_check;
}

static void
usher_manual_streamer_finalize (GObject *object)
{
  UsherManualStreamer *self = USHER_MANUAL_STREAMER (object);

  g_free (self->playback_url);
  g_hash_table_unref (self->states);
  G_OBJECT_CLASS (usher_manual_streamer_parent_class)->finalize (object);
}

static void
usher_manual_streamer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PLAYBACK_URL)
    USHER_MANUAL_STREAMER (object)->playback_url = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
usher_manual_streamer_class_init (UsherManualStreamerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = usher_manual_streamer_finalize;
  object_class->set_property = usher_manual_streamer_set_property;
  g_object_class_install_property (object_class, PROP_PLAYBACK_URL,
                                   g_param_spec_string ("playback-url", NULL, NULL, NULL,
                                                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
usher_manual_streamer_init (UsherManualStreamer *self)
{
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * usher_manual_streamer_new:
 * @playback_url: (nullable): where viewers watch, as the streamer has set it up (Owncast, any HLS URL)
 */
UsherStreamer *
usher_manual_streamer_new (const char *playback_url)
{
  return g_object_new (USHER_TYPE_MANUAL_STREAMER, "playback-url", playback_url, NULL);
}
