/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-message.h"
#include "usher-send-result.h"

typedef struct {
  const char *text;
  const char *expected;
} Row;

static const Row rows[] = {
  { "", "" },
  { "plain 100% sure", "plain 100% sure" },
  { "Dear %recipient.name%!", "Dear Ada!" },
  { "%recipient.name%%recipient.name%", "AdaAda" },
  { "%recipient.empty%|", "|" },
  { "%recipient.unknown% stays", "%recipient.unknown% stays" },
  { "%recipient.name without an end", "%recipient.name without an end" },
  { "%recipient.", "%recipient." },
  { "%recipient.%", "%recipient.%" },
  { "50%recipient.name%", "50Ada" },
  { "%recipient.na me%recipient.name%", "%recipient.na meAda" },
  { "%recipient.trick%", "%recipient.name%" },       /* a value is not read again */
  { "%recipient.half%name%", "%recipient.name%" },   /* nor together with what follows it */
};

static void
test_expand (void)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (values, (gpointer) "name", (gpointer) "Ada");
  g_hash_table_insert (values, (gpointer) "empty", (gpointer) "");
  g_hash_table_insert (values, (gpointer) "trick", (gpointer) "%recipient.name%");
  g_hash_table_insert (values, (gpointer) "half", (gpointer) "%recipient.");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *expanded = usher_mail_batch_expand (rows[i].text, values);

      g_assert_cmpstr (expanded, ==, rows[i].expected);
    }
}

static void
test_expand_without_values (void)
{
  g_autofree char *expanded = usher_mail_batch_expand ("a %recipient.x% b", NULL);

  g_assert_cmpstr (expanded, ==, "a %recipient.x% b");
}

static void
test_result_copy (void)
{
  g_autoptr (UsherSendResult) result = usher_send_result_new (7, USHER_OUTCOME_REFUSED);
  g_autoptr (UsherSendResult) copy = NULL;

  result->reason = g_strdup ("why");
  result->provider_id = g_strdup ("id");
  result->suppress = TRUE;
  copy = usher_send_result_copy (result);
  g_assert_cmpint (copy->delivery_id, ==, 7);
  g_assert_cmpint (copy->outcome, ==, USHER_OUTCOME_REFUSED);
  g_assert_cmpint (copy->retry_after, ==, -1);
  g_assert_true (copy->suppress);
  g_assert_cmpstr (copy->reason, ==, "why");
  g_assert_true (copy->reason != result->reason);
  g_assert_cmpstr (copy->provider_id, ==, "id");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/message/expand", test_expand);
  g_test_add_func ("/message/expand-without-values", test_expand_without_values);
  g_test_add_func ("/message/result-copy", test_result_copy);
  return g_test_run ();
}
