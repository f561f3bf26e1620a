/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-fakes.h"

/* One account with at most one stream, which is all that the tests need. The engine talks to it from one thread; the test
 * looks only while no command runs. */
struct _UsherFakeStreamer {
  GObject        parent_instance;
  UsherFakeStage stage;
  char          *uid;
};

static const char *
streamer_get_name (UsherStreamer *streamer)
{
  return "fake-stream";
}

static UsherStream *
describe (UsherFakeStreamer *self)
{
  UsherStream *stream = usher_stream_new ();

  g_set_str (&stream->provider, "fake-stream");
  g_set_str (&stream->provider_id, "stream-1");
  g_set_str (&stream->status, self->stage.status);
  g_set_str (&stream->ingest_url, "rtmps://ingest.example/app");
  g_set_str (&stream->stream_key, "key");
  g_set_str (&stream->playback_url, "https://play.example/1.m3u8");
  return stream;
}

static gboolean
fail (int code, GError **error)
{
  g_set_error (error, USHER_ERROR, code, "The streamer said no.");
  return FALSE;
}

static UsherStream *
streamer_create (UsherStreamer *streamer, const char *uid, const char *title, GCancellable *cancellable, GError **error)
{
  UsherFakeStreamer *self = USHER_FAKE_STREAMER (streamer);
  int code = self->stage.create_error;

  self->stage.creates++;
  self->stage.create_error = -1;
  if (self->stage.hang)
    {
      self->stage.streams++;
      g_set_str (&self->uid, uid);
      for (int i = 0; i < 2000 && !g_cancellable_is_cancelled (cancellable); i++)
        g_usleep (5000);
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return NULL;
    }
  if (code < 0 || self->stage.lost)
    {
      self->stage.streams++;
      g_set_str (&self->uid, uid);
      g_set_str (&self->stage.status, "idle");
    }
  if (code < 0)
    return describe (self);
  fail (code, error);
  return NULL;
}

static UsherStream *
streamer_find (UsherStreamer *streamer, const char *uid, GCancellable *cancellable, GError **error)
{
  UsherFakeStreamer *self = USHER_FAKE_STREAMER (streamer);

  self->stage.finds++;
  return g_strcmp0 (self->uid, uid) == 0 ? describe (self) : NULL;
}

static UsherStream *
streamer_get (UsherStreamer *streamer, const char *id, GCancellable *cancellable, GError **error)
{
  UsherFakeStreamer *self = USHER_FAKE_STREAMER (streamer);

  self->stage.gets++;
  if (self->stage.streams > 0)
    return describe (self);
  fail (USHER_ERROR_NOT_FOUND, error);
  return NULL;
}

static gboolean
streamer_enable (UsherStreamer *streamer, const char *id, GCancellable *cancellable, GError **error)
{
  UsherFakeStreamer *self = USHER_FAKE_STREAMER (streamer);

  self->stage.enables++;
  g_set_str (&self->stage.status, "idle");
  return TRUE;
}

static gboolean
streamer_complete (UsherStreamer *streamer, const char *id, GCancellable *cancellable, GError **error)
{
  UsherFakeStreamer *self = USHER_FAKE_STREAMER (streamer);

  self->stage.completes++;
  return self->stage.end_error < 0 || fail (self->stage.end_error, error);
}

static gboolean
streamer_disable (UsherStreamer *streamer, const char *id, GCancellable *cancellable, GError **error)
{
  UsherFakeStreamer *self = USHER_FAKE_STREAMER (streamer);

  self->stage.disables++;
  if (self->stage.end_error >= 0)
    return fail (self->stage.end_error, error);
  g_set_str (&self->stage.status, "disabled");
  return TRUE;
}

static gboolean
streamer_remove (UsherStreamer *streamer, const char *id, GCancellable *cancellable, GError **error)
{
  USHER_FAKE_STREAMER (streamer)->stage.removes++;
  return TRUE;
}

static gboolean
streamer_check (UsherStreamer *streamer, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
streamer_iface_init (UsherStreamerInterface *iface)
{
  iface->get_name = streamer_get_name;
  iface->create = streamer_create;
  iface->find = streamer_find;
  iface->get = streamer_get;
  iface->enable = streamer_enable;
  iface->complete = streamer_complete;
  iface->disable = streamer_disable;
  iface->remove = streamer_remove;
  iface->check = streamer_check;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherFakeStreamer, usher_fake_streamer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_STREAMER, streamer_iface_init))

static void
usher_fake_streamer_finalize (GObject *object)
{
  UsherFakeStreamer *self = USHER_FAKE_STREAMER (object);

  g_free (self->stage.status);
  g_free (self->uid);
  G_OBJECT_CLASS (usher_fake_streamer_parent_class)->finalize (object);
}

static void
usher_fake_streamer_class_init (UsherFakeStreamerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_fake_streamer_finalize;
}

static void
usher_fake_streamer_init (UsherFakeStreamer *self)
{
  self->stage.create_error = self->stage.end_error = -1;
  self->stage.status = g_strdup ("idle");
}

UsherFakeStreamer *
usher_fake_streamer_new (void)
{
  return g_object_new (USHER_TYPE_FAKE_STREAMER, NULL);
}

UsherFakeStage *
usher_fake_streamer_get (UsherFakeStreamer *self)
{
  return &self->stage;
}
