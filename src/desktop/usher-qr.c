/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-qr.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <qrencode.h>

#include "usher-error.h"

struct _UsherQr {
  guint   inner;      /* modules on a side, without the quiet zone */
  guchar *modules;    /* inner × inner; the lowest bit is set where it is dark */
};

/**
 * usher_qr_new:
 * @text: what a reader is to get, in UTF-8
 * @error: %USHER_ERROR_INVALID if it is empty or too long (2,331 bytes fit)
 *
 * With error correction of level M: readable with 15 % of it dirty.
 *
 * Returns: (transfer full): the code, as small as it may be
 */
UsherQr *
usher_qr_new (const char *text, GError **error)
{
  QRcode *code;
  UsherQr *self;

  g_return_val_if_fail (text != NULL, NULL);

  code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  if (code == NULL)
    {
      usher_set_error_invalid (error, NULL, errno == ERANGE ? N_("This is too long for a QR code.")
                                                            : N_("There is nothing to put into a QR code."));
      return NULL;
    }
  self = g_new0 (UsherQr, 1);
  self->inner = (guint) code->width;
  self->modules = g_memdup2 (code->data, (gsize) code->width * (gsize) code->width);
  QRcode_free (code);
  return self;
}

void
usher_qr_free (UsherQr *self)
{
  if (self == NULL)
    return;
  g_free (self->modules);
  g_free (self);
}

guint
usher_qr_get_size (const UsherQr *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->inner + 2 * USHER_QR_QUIET_ZONE;
}

/**
 * usher_qr_is_dark:
 * @self: a code
 * @x: a column, from the left
 * @y: a row, from the top
 *
 * Returns: whether this module is dark; outside it is light
 */
gboolean
usher_qr_is_dark (const UsherQr *self, guint x, guint y)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (x < USHER_QR_QUIET_ZONE || y < USHER_QR_QUIET_ZONE || x - USHER_QR_QUIET_ZONE >= self->inner ||
      y - USHER_QR_QUIET_ZONE >= self->inner)
    return FALSE;
  return (self->modules[(y - USHER_QR_QUIET_ZONE) * self->inner + (x - USHER_QR_QUIET_ZONE)] & 1) != 0;
}

/**
 * usher_qr_to_svg:
 * @self: a code
 *
 * Returns: (transfer full): an SVG picture of it, black on white, one unit for a module, a rectangle for each run in a row
 */
char *
usher_qr_to_svg (const UsherQr *self)
{
  GString *svg;
  guint size;

  g_return_val_if_fail (self != NULL, NULL);

  size = usher_qr_get_size (self);
  svg = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  g_string_append_printf (svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" width=\"%u\" height=\"%u\" "
                          "shape-rendering=\"crispEdges\">\n<rect width=\"%u\" height=\"%u\" fill=\"#fff\"/>\n<path d=\"",
                          size, size, size * 8, size * 8, size, size);
  for (guint y = 0; y < size; y++)
    for (guint x = 0, run = 0; x < size; x += MAX (run, 1))
      {
        for (run = 0; usher_qr_is_dark (self, x + run, y); run++)
          ;
        if (run > 0)
          g_string_append_printf (svg, "M%u %uh%uv1h-%uz", x, y, run, run);
      }
  g_string_append (svg, "\"/>\n</svg>\n");
  return g_string_free_and_steal (svg);
}
