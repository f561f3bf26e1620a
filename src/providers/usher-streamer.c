/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-streamer.h"

G_DEFINE_INTERFACE (UsherStreamer, usher_streamer, G_TYPE_OBJECT)

static void
usher_streamer_default_init (UsherStreamerInterface *iface)
{
}

const char *
usher_streamer_get_name (UsherStreamer *self)
{
  g_return_val_if_fail (USHER_IS_STREAMER (self), NULL);
  return USHER_STREAMER_GET_IFACE (self)->get_name (self);
}

UsherStream *
usher_streamer_create (UsherStreamer *self, const char *event_uid, const char *title, GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (USHER_IS_STREAMER (self), NULL);
  g_return_val_if_fail (event_uid != NULL && title != NULL, NULL);
  return USHER_STREAMER_GET_IFACE (self)->create (self, event_uid, title, cancellable, error);
}

UsherStream *
usher_streamer_find (UsherStreamer *self, const char *event_uid, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (USHER_IS_STREAMER (self), NULL);
  g_return_val_if_fail (event_uid != NULL, NULL);
  return USHER_STREAMER_GET_IFACE (self)->find (self, event_uid, cancellable, error);
}

UsherStream *
usher_streamer_get (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (USHER_IS_STREAMER (self), NULL);
  g_return_val_if_fail (provider_id != NULL, NULL);
  return USHER_STREAMER_GET_IFACE (self)->get (self, provider_id, cancellable, error);
}

/* enable, complete, disable and remove have one shape: an id, and whether it worked. */
#define DEFINE_ACTION(name)                                                                       \
  gboolean                                                                                        \
  usher_streamer_##name (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, \
                         GError **error)                                                          \
  {                                                                                               \
    g_return_val_if_fail (USHER_IS_STREAMER (self), FALSE);                                       \
    g_return_val_if_fail (provider_id != NULL, FALSE);                                            \
    return USHER_STREAMER_GET_IFACE (self)->name (self, provider_id, cancellable, error);         \
  }

DEFINE_ACTION (enable)
DEFINE_ACTION (complete)
DEFINE_ACTION (disable)
DEFINE_ACTION (remove)

gboolean
usher_streamer_check (UsherStreamer *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (USHER_IS_STREAMER (self), FALSE);
  return USHER_STREAMER_GET_IFACE (self)->check (self, cancellable, error);
}
