/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherQrView:
 *
 * A QR code, dark on light in every style, since readers want it so. Square; sharp at every size. Properties: `text` (what it
 * leads to; %NULL or one that is too long: nothing is drawn).
 */
#define USHER_TYPE_QR_VIEW (usher_qr_view_get_type ())
G_DECLARE_FINAL_TYPE (UsherQrView, usher_qr_view, USHER, QR_VIEW, GtkWidget)

GtkWidget  *usher_qr_view_new        (void);
void        usher_qr_view_set_text   (UsherQrView *self, const char *text);
const char *usher_qr_view_get_text   (UsherQrView *self);
/* (transfer full) (nullable): the picture as a file's content: an SVG, or a PNG of at least @pixels on a side */
GBytes     *usher_qr_view_to_svg     (UsherQrView *self);
GBytes     *usher_qr_view_to_png     (UsherQrView *self, guint pixels);
/* Asks for a file (.png or .svg by its name) and writes it; says so with a toast. @name: without its ending */
void        usher_qr_view_save       (UsherQrView *self, const char *name);

G_END_DECLS
