/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-plan-asserts.h"

void
usher_plan_list_intervals (UsherEventDraft *draft, const char *words)
{
  g_auto (GStrv) intervals = g_strsplit (words, " ", -1);

  g_clear_pointer (&draft->intervals, g_ptr_array_unref);
  draft->intervals = g_ptr_array_new_with_free_func (g_free);
  for (char **interval = intervals; *interval != NULL; interval++)
    if (**interval != '\0')
      g_ptr_array_add (draft->intervals, g_strdup (*interval));
}

UsherEvent *
usher_plan_create_with (UsherEngineFixture *f, const char *intervals)
{
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();

  usher_plan_list_intervals (draft, intervals);
  return usher_fixture_create (f, draft);
}

void
usher_plan_assert_plan (UsherEngineFixture *f, gint64 event_id, const char *expected)
{
  g_autofree char *plan = usher_fixture_plan (f, event_id, FALSE);

  g_assert_cmpstr (plan, ==, expected);
}

void
usher_plan_assert_error (GError **error, UsherErrorCode code, const char *field)
{
  g_assert_error (*error, USHER_ERROR, (int) code);
  g_assert_cmpstr (usher_error_get_field (*error), ==, field);
  g_clear_error (error);
}
