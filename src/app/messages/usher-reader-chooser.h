/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherReaderChooser:
 *
 * A button that says who reads: a registrant of an event, found as one types, or nobody in particular. Signal `chosen` (id): 0 for
 * sample data.
 */
#define USHER_TYPE_READER_CHOOSER (usher_reader_chooser_get_type ())
G_DECLARE_FINAL_TYPE (UsherReaderChooser, usher_reader_chooser, USHER, READER_CHOOSER, GtkWidget)

/* Once. @event_id: whose registrants; 0: there is only sample data */
void   usher_reader_chooser_set_event (UsherReaderChooser *self, UsherClient *client, gint64 event_id);
gint64 usher_reader_chooser_get       (UsherReaderChooser *self);   /* 0: sample data */

G_END_DECLS
