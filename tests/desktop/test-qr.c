/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes are read back the way ISO/IEC 18004 says, by a reader small enough for clean symbols of one block. */
#include "usher-qr.h"

#include <string.h>

#include "usher-error.h"

#define QUIET USHER_QR_QUIET_ZONE

static gboolean
dark (const UsherQr *qr, guint x, guint y)
{
  return usher_qr_is_dark (qr, x + QUIET, y + QUIET);
}

static guint
inner_size (const UsherQr *qr)
{
  return usher_qr_get_size (qr) - 2 * QUIET;
}

/* The 15 bits around the upper left finder, with their own mask taken off: 2 of level, 3 of mask, 10 of BCH code */
static guint
format_bits (const UsherQr *qr)
{
  static const guchar places[15][2] = {   /* x, y; the highest bit first */
    { 0, 8 }, { 1, 8 }, { 2, 8 }, { 3, 8 }, { 4, 8 }, { 5, 8 }, { 7, 8 }, { 8, 8 }, { 8, 7 }, { 8, 5 }, { 8, 4 }, { 8, 3 },
    { 8, 2 }, { 8, 1 }, { 8, 0 },
  };
  guint bits = 0;

  for (guint i = 0; i < 15; i++)
    bits = bits << 1 | (dark (qr, places[i][0], places[i][1]) ? 1 : 0);
  return bits ^ 0x5412;
}

static gboolean
mask_inverts (guint mask, guint x, guint y)
{
  switch (mask)
    {
    case 0: return (y + x) % 2 == 0;
    case 1: return y % 2 == 0;
    case 2: return x % 3 == 0;
    case 3: return (y + x) % 3 == 0;
    case 4: return (y / 2 + x / 3) % 2 == 0;
    case 5: return (y * x) % 2 + (y * x) % 3 == 0;
    case 6: return ((y * x) % 2 + (y * x) % 3) % 2 == 0;
    default: return ((y + x) % 2 + (y * x) % 3) % 2 == 0;
    }
}

/* Versions 1 to 6: finders with format bits, timing, one alignment pattern from version 2 on */
static gboolean
is_function_module (guint size, guint x, guint y)
{
  if ((x <= 8 && y <= 8) || (x <= 8 && y >= size - 8) || (x >= size - 8 && y <= 8) || x == 6 || y == 6)
    return TRUE;
  return size > 21 && x >= size - 9 && x <= size - 5 && y >= size - 9 && y <= size - 5;
}

/* Upwards and downwards in columns of two, from the lower right, the right one of two first */
static GByteArray *
read_bits (const UsherQr *qr)
{
  guint size = inner_size (qr);
  guint mask = format_bits (qr) >> 10 & 7;
  GByteArray *bits = g_byte_array_new ();
  gboolean up = TRUE;

  for (guint right = size - 1; right > 0 && right < size; right -= 2, up = !up)
    {
      if (right == 6)
        right--;
      for (guint i = 0; i < 2 * size; i++)
        {
          guint x = right - i % 2;
          guint y = up ? size - 1 - i / 2 : i / 2;
          guint8 bit = dark (qr, x, y) != mask_inverts (mask, x, y);

          if (!is_function_module (size, x, y))
            g_byte_array_append (bits, &bit, 1);
        }
    }
  return bits;
}

static guint
take_bits (const GByteArray *bits, guint *at, guint n)
{
  guint value = 0;

  while (n-- > 0)
    value = value << 1 | bits->data[(*at)++];
  return value;
}

static char *
read_text (const UsherQr *qr)
{
  g_autoptr (GByteArray) bits = read_bits (qr);
  GString *text = g_string_new (NULL);
  guint at = 0, length;

  g_assert_cmpuint (take_bits (bits, &at, 4), ==, 4);   /* byte mode */
  length = take_bits (bits, &at, 8);
  while (length-- > 0)
    g_string_append_c (text, (char) take_bits (bits, &at, 8));
  return g_string_free_and_steal (text);
}

static void
assert_finder (const UsherQr *qr, guint left, guint top)
{
  for (guint y = 0; y < 7; y++)
    for (guint x = 0; x < 7; x++)
      {
        guint ring = MAX (ABS ((int) x - 3), ABS ((int) y - 3));

        g_assert_cmpint (dark (qr, left + x, top + y), ==, ring != 2);
      }
}

static void
test_read_back (void)
{
  static const struct { const char *text; guint size; } cases[] = {
    { "x", 21 },
    { "https://a.test", 21 },
    { "https://show.example/e/night", 29 },
    { "http://127.0.0.1:8080/e/a-night", 29 },
    { "Grüße 🎟", 21 },
    { "otpauth and so on: forty-two bytes of text", 29 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherQr) qr = usher_qr_new (cases[i].text, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (inner_size (qr), ==, cases[i].size);
      g_assert_cmpuint (format_bits (qr) >> 13, ==, 0);   /* level M */
      text = read_text (qr);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_shape (void)
{
  g_autofree char *text = g_strnfill (500, 'a');
  g_autoptr (UsherQr) qr = usher_qr_new (text, NULL);
  guint size = usher_qr_get_size (qr);
  guint inner = inner_size (qr);

  g_assert_cmpuint ((inner - 17) % 4, ==, 0);
  assert_finder (qr, 0, 0);
  assert_finder (qr, inner - 7, 0);
  assert_finder (qr, 0, inner - 7);
  for (guint i = 8; i < inner - 8; i++)
    g_assert_cmpint (dark (qr, i, 6), ==, i % 2 == 0);
  g_assert_true (dark (qr, 8, inner - 8));
  for (guint y = 0; y < size; y++)
    for (guint x = 0; x < size; x++)
      if (x < QUIET || y < QUIET || x >= size - QUIET || y >= size - QUIET)
        g_assert_false (usher_qr_is_dark (qr, x, y));
  g_assert_false (usher_qr_is_dark (qr, G_MAXUINT, 0));
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *most = g_strnfill (2331, 'a');
  g_autofree char *more = g_strnfill (2332, 'a');
  g_autoptr (UsherQr) fits = usher_qr_new (most, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (inner_size (fits), ==, 177);
  g_assert_null (usher_qr_new (more, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (usher_qr_new ("", &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
}

/* The picture has the same dark modules: its runs are counted. */
static void
test_svg (void)
{
  g_autoptr (UsherQr) qr = usher_qr_new ("https://a.test", NULL);
  g_autofree char *svg = usher_qr_to_svg (qr);
  g_autoptr (GRegex) run = g_regex_new ("M\\d+ \\d+h(\\d+)v1h-(\\d+)z", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint drawn = 0, wanted = 0;

  g_assert_true (g_str_has_prefix (svg, "<?xml"));
  g_assert_nonnull (strstr (svg, "viewBox=\"0 0 29 29\""));
  for (g_regex_match (run, svg, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *there = g_match_info_fetch (match, 1);
      g_autofree char *back = g_match_info_fetch (match, 2);

      g_assert_cmpstr (there, ==, back);
      drawn += (guint) g_ascii_strtoull (there, NULL, 10);
    }
  for (guint i = 0; i < 29 * 29; i++)
    wanted += usher_qr_is_dark (qr, i % 29, i / 29) ? 1 : 0;
  g_assert_cmpuint (drawn, ==, wanted);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qr/read-back", test_read_back);
  g_test_add_func ("/qr/shape", test_shape);
  g_test_add_func ("/qr/limits", test_limits);
  g_test_add_func ("/qr/svg", test_svg);
  return g_test_run ();
}
