/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-event-facts.h"

G_BEGIN_DECLS

/**
 * UsherShareBox:
 *
 * Where people register: the link to copy, to open, to pass on in words, and as a QR code to save.
 */
#define USHER_TYPE_SHARE_BOX (usher_share_box_get_type ())
G_DECLARE_FINAL_TYPE (UsherShareBox, usher_share_box, USHER, SHARE_BOX, GtkWidget)

void usher_share_box_set_facts (UsherShareBox *self, const UsherEventFacts *facts);

G_END_DECLS
