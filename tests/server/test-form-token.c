/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-form-token.h"

#define MS ((gint64) 1000)

static void
test_ages (void)
{
  static const struct {
    gint64       after_ms;
    UsherFormAge age;
  } cases[] = {
    { 0, USHER_FORM_FINE },      { 1000, USHER_FORM_FINE },
    { 60000, USHER_FORM_FINE }, { 60001, USHER_FORM_STALE },  { -1, USHER_FORM_STALE },
  };
  g_autoptr (UsherFormToken) signer = usher_form_token_new (60000);
  gint64 now = 500000 * MS;
  g_autofree char *token = usher_form_token_make (signer, "show", now);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (usher_form_token_check (signer, "show", token, now + cases[i].after_ms * MS), ==, cases[i].age);
}

static void
test_forged (void)
{
  g_autoptr (UsherFormToken) signer = usher_form_token_new (60000);
  g_autoptr (UsherFormToken) other = usher_form_token_new (60000);
  g_autofree char *token = usher_form_token_make (signer, "show", 5000 * MS);
  g_autofree char *later = g_strconcat ("1", token, NULL);
  g_autofree char *longer = g_strconcat (token, ".x", NULL);
  const char *forged[] = { later, longer, "", ".", "5000000.", "x.y", NULL };

  g_assert_cmpint (usher_form_token_check (signer, "show", token, 5000 * MS), ==, USHER_FORM_FINE);
  g_assert_cmpint (usher_form_token_check (signer, "another", token, 5000 * MS), ==, USHER_FORM_STALE);
  g_assert_cmpint (usher_form_token_check (other, "show", token, 5000 * MS), ==, USHER_FORM_STALE);
  for (gsize i = 0; i < G_N_ELEMENTS (forged); i++)
    g_assert_cmpint (usher_form_token_check (signer, "show", forged[i], 5000 * MS), ==, USHER_FORM_STALE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/form-token/ages", test_ages);
  g_test_add_func ("/form-token/forged", test_forged);
  return g_test_run ();
}
