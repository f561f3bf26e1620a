/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-app-fixture.h"
#include "usher-qr-view.h"

static void
test_files (void)
{
  g_autoptr (UsherQrView) view = USHER_QR_VIEW (g_object_ref_sink (usher_qr_view_new ()));
  g_autoptr (GBytes) svg = NULL, png = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (usher_qr_view_to_svg (view));
  usher_qr_view_set_text (view, "https://example.org/register/show");
  svg = usher_qr_view_to_svg (view);
  g_assert_nonnull (strstr (g_bytes_get_data (svg, NULL), "<svg"));
  png = usher_qr_view_to_png (view, 500);
  texture = gdk_texture_new_from_bytes (png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), >=, 500);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, gdk_texture_get_height (texture));
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "QR code of https://example.org/register/show");
}

static void
test_too_long (void)
{
  g_autoptr (UsherQrView) view = USHER_QR_VIEW (g_object_ref_sink (usher_qr_view_new ()));
  g_autofree char *text = g_strnfill (10000, 'x');

  usher_qr_view_set_text (view, text);
  g_assert_null (usher_qr_view_to_png (view, 500));
  usher_qr_view_set_text (view, NULL);
  g_assert_null (usher_qr_view_get_text (view));
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/qr-view/files", test_files);
  g_test_add_func ("/qr-view/too-long", test_too_long);
  return g_test_run ();
}
