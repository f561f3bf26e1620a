/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-lanes.h"

#include <string.h>

typedef struct { const char *name; gsize n; UsherLane spans[6]; } Case;

static void
test_lanes (void)
{
  /* start, end, and what must come out: lane, lanes */
  static const Case cases[] = {
    { "none", 0, { { 0 } } },
    { "one", 1, { { 60, 120, 0, 1 } } },
    { "one after the other share nothing", 2, { { 60, 120, 0, 1 }, { 120, 180, 0, 1 } } },
    { "two overlap", 2, { { 60, 120, 0, 2 }, { 90, 150, 1, 2 } } },
    { "at once", 3, { { 60, 120, 0, 3 }, { 60, 120, 1, 3 }, { 60, 90, 2, 3 } } },
    { "a lane is used again", 3, { { 0, 100, 0, 2 }, { 10, 20, 1, 2 }, { 30, 40, 1, 2 } } },
    { "chained by the middle one", 4, { { 0, 20, 0, 2 }, { 10, 40, 1, 2 }, { 30, 50, 0, 2 }, { 50, 60, 0, 1 } } },
    { "nothing lasts nothing", 2, { { 10, 10, 0, 2 }, { 10, 5, 1, 2 } } },
    { "before midnight", 2, { { -60, 30, 0, 2 }, { 0, 60, 1, 2 } } },
    { "groups of their own", 4, { { 0, 10, 0, 2 }, { 5, 10, 1, 2 }, { 10, 20, 0, 1 }, { 20, 30, 0, 1 } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      UsherLane spans[6];

      g_test_message ("%s", cases[i].name);
      memcpy (spans, cases[i].spans, sizeof spans);
      for (gsize k = 0; k < cases[i].n; k++)
        spans[k].lane = spans[k].lanes = -1;
      usher_lanes_assign (spans, cases[i].n);
      for (gsize k = 0; k < cases[i].n; k++)
        {
          g_assert_cmpint (spans[k].lane, ==, cases[i].spans[k].lane);
          g_assert_cmpint (spans[k].lanes, ==, cases[i].spans[k].lanes);
        }
    }
}

/* Whatever comes in: what overlaps lies apart, and inside its width. */
static void
test_apart (void)
{
  for (int round = 0; round < 50; round++)
    {
      UsherLane spans[40];
      int at = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
        {
          at += g_test_rand_int_range (0, 40);
          spans[i] = (UsherLane) { .start = at, .end = at + g_test_rand_int_range (0, 120) };
        }
      usher_lanes_assign (spans, G_N_ELEMENTS (spans));
      for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
        {
          g_assert_cmpint (spans[i].lane, >=, 0);
          g_assert_cmpint (spans[i].lane, <, spans[i].lanes);
          for (gsize k = 0; k < i; k++)
            if (spans[k].end > spans[i].start)
              {
                g_assert_cmpint (spans[k].lane, !=, spans[i].lane);
                g_assert_cmpint (spans[k].lanes, ==, spans[i].lanes);
              }
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lanes/table", test_lanes);
  g_test_add_func ("/lanes/apart", test_apart);
  return g_test_run ();
}
