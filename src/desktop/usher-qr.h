/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherQr:
 *
 * A QR code (ISO/IEC 18004) as a square of modules, with the quiet zone of four modules around it that readers need: draw all
 * of it, dark on light. Immutable.
 */
typedef struct _UsherQr UsherQr;

#define USHER_QR_QUIET_ZONE 4

UsherQr  *usher_qr_new      (const char *text, GError **error);
void      usher_qr_free     (UsherQr *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherQr, usher_qr_free)

guint     usher_qr_get_size (const UsherQr *self);                      /* modules on a side, quiet zone included */
gboolean  usher_qr_is_dark  (const UsherQr *self, guint x, guint y);
char     *usher_qr_to_svg   (const UsherQr *self);                      /* (transfer full) */

G_END_DECLS
