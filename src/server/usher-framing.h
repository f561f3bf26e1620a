/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where requests begin and end in the bytes of a connection, by the letter of RFC 9112. SoupServer is lenient: it leaves out a header
 * with a blank before its colon, takes a chunk size that is none for 0, and a bare line feed for the end of a line. A proxy in front
 * of us that reads the same bytes in another way would take the end of one visitor's request for the beginning of the next one's
 * ("request smuggling"). So whatever is not clear is refused before SoupServer sees it. Private to the door. */

typedef enum {
  USHER_FRAMING_START,        /* between two requests */
  USHER_FRAMING_METHOD,
  USHER_FRAMING_TARGET,
  USHER_FRAMING_VERSION,
  USHER_FRAMING_FIELD,        /* at the beginning of a header's line, or of the empty one */
  USHER_FRAMING_NAME,
  USHER_FRAMING_VALUE,
  USHER_FRAMING_BODY,
  USHER_FRAMING_CHUNK_SIZE,
  USHER_FRAMING_CHUNK_EXTENSION,
  USHER_FRAMING_CHUNK_DATA,
  USHER_FRAMING_CHUNK_END,    /* the line's end behind a chunk */
  USHER_FRAMING_LAST,         /* the empty line behind the last chunk */
  USHER_FRAMING_BROKEN,
} UsherFramingState;

typedef struct {
  UsherFramingState state;
  gboolean cr;              /* a line feed must follow */
  guint    count;           /* of characters in the current element */
  guint    blank_lines;     /* before a request */
  gboolean http_1_0;
  gboolean has_length;
  gboolean chunked;
  guint64  left;            /* of the body or chunk */
  char     name[24];        /* the beginning of a header's name, in lower case */
  char     value[24];       /* the same of its value */
} UsherFraming;

/* A struct of zeroes is ready for a connection's first byte. */

/* Follows the next @length bytes. Returns how many of them are in order; fewer than @length: from there on nothing is. */
gsize usher_framing_follow (UsherFraming *self, const char *bytes, gsize length);

G_END_DECLS
