/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-stream.h"

#include "usher-record.h"

static const UsherRecordString stream_strings[] = {
  USHER_RECORD_STRING (UsherStream, provider),
  USHER_RECORD_STRING (UsherStream, provider_id),
  USHER_RECORD_STRING (UsherStream, status),
  USHER_RECORD_STRING (UsherStream, ingest_url),
  USHER_RECORD_STRING (UsherStream, stream_key),
  USHER_RECORD_STRING (UsherStream, playback_id),
  USHER_RECORD_STRING (UsherStream, playback_url),
  USHER_RECORD_NULLABLE (UsherStream, asset_ids),
};

USHER_RECORD_DEFINE_COUNTED (UsherStream, usher_stream, stream_strings)

/**
 * usher_stream_new:
 *
 * Returns: (transfer full): a stream with empty strings; free with usher_stream_unref()
 */
UsherStream *
usher_stream_new (void)
{
  UsherStream *self = usher_stream_make ();

  self->created_at = USHER_NEVER;
  return self;
}
