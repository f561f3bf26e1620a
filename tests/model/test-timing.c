/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-timing.h"

#include <string.h>

#define S (G_USEC_PER_SEC)
#define M ((gint64) USHER_MINUTE)
#define H USHER_HOUR
#define D USHER_DAY
#define NEVER USHER_NEVER

/* All times are seen from the start, which is 0. */
typedef struct {
  const char       *what;
  gint64            now, due, next;
  UsherTiming       expected;
  UsherEventStatus  status;
  gint64            length;   /* 0: an hour */
} Case;

static const Case cases[] = {
  /* before its moment a step waits */
  { "long before", -15 * D, -14 * D, -7 * D, USHER_TIMING_WAIT },
  { "a microsecond before", -14 * D - 1, -14 * D, -7 * D, USHER_TIMING_WAIT },
  { "start, a second before", -S, 0, NEVER, USHER_TIMING_WAIT },
  /* up to two minutes after it, it is on time */
  { "on the dot", -14 * D, -14 * D, -7 * D, USHER_TIMING_SEND },
  { "two minutes", -14 * D + 2 * M, -14 * D, -7 * D, USHER_TIMING_SEND },
  { "two minutes and a microsecond", -14 * D + 2 * M + 1, -14 * D, -7 * D, USHER_TIMING_SEND_LATE },
  { "the start on the dot", 0, 0, NEVER, USHER_TIMING_SEND },
  { "the start, two minutes", 2 * M, 0, NEVER, USHER_TIMING_SEND },
  { "on time for a minute ahead, though it has begun", 30 * S, -M, NEVER, USHER_TIMING_SEND },
  /* of several missed ones only the latest */
  { "the next one's moment", -7 * D, -14 * D, -7 * D, USHER_TIMING_SKIP_SUPERSEDED },
  { "the next one long past", -2 * D, -14 * D, -7 * D, USHER_TIMING_SKIP_SUPERSEDED },
  { "the latest of several", -2 * D, -3 * D, -1 * D, USHER_TIMING_SKIP_NEXT_SOON },
  { "the latest of several, nearer to it", -2 * D - H, -3 * D, -1 * D, USHER_TIMING_SEND_LATE },
  { "two close ones: on time, but the next is due, too", -5 * M, -6 * M, -5 * M, USHER_TIMING_SKIP_SUPERSEDED },
  { "superseded by the start", 0, -15 * M, 0, USHER_TIMING_SKIP_SUPERSEDED },
  { "superseded by the start, later", 10 * M, -15 * M, 0, USHER_TIMING_SKIP_SUPERSEDED },
  { "same moment twice", -D, -D, -D, USHER_TIMING_SKIP_SUPERSEDED },
  /* a late one only while it is nearer to its own moment */
  { "nearer to its own by a microsecond", -6 * H - 1, -12 * H, 0, USHER_TIMING_SEND_LATE },
  { "half way", -6 * H, -12 * H, 0, USHER_TIMING_SKIP_NEXT_SOON },
  { "nearer to the next", -2 * H, -12 * H, -H, USHER_TIMING_SKIP_NEXT_SOON },
  { "a quarter of an hour, seven minutes late", -8 * M, -15 * M, 0, USHER_TIMING_SEND_LATE },
  { "a quarter of an hour, eight minutes late", -7 * M, -15 * M, 0, USHER_TIMING_SKIP_NEXT_SOON },
  { "no next one: until the start", -1, -D, NEVER, USHER_TIMING_SEND_LATE },
  { "no next one: at the start", 0, -D, NEVER, USHER_TIMING_SKIP_STARTED },
  { "no next one: after the start", H / 2, -D, NEVER, USHER_TIMING_SKIP_STARTED },
  { "no next one: after the end", 2 * D, -D, NEVER, USHER_TIMING_SKIP_STARTED },
  /* at the start until half an hour after it, and never after the expected end */
  { "start, half an hour late", 30 * M, 0, NEVER, USHER_TIMING_SEND_LATE },
  { "start, later", 30 * M + 1, 0, NEVER, USHER_TIMING_SKIP_STARTED },
  { "start, days later", 9 * D, 0, NEVER, USHER_TIMING_SKIP_STARTED },
  { "short event, at its end", 10 * M, 0, NEVER, USHER_TIMING_SEND_LATE, .length = 10 * M },
  { "short event, after its end", 10 * M + 1, 0, NEVER, USHER_TIMING_SKIP_STARTED, .length = 10 * M },
  { "very short event, on time but over", 90 * S, 0, NEVER, USHER_TIMING_SKIP_STARTED, .length = M },
  { "very short event, a minute ahead, on time but over", 90 * S, -S, NEVER, USHER_TIMING_SKIP_STARTED, .length = M },
  /* going live changes nothing */
  { "live early: waits", -20 * M, -15 * M, 0, USHER_TIMING_WAIT, USHER_EVENT_LIVE },
  { "live: at the start", 0, 0, NEVER, USHER_TIMING_SEND, USHER_EVENT_LIVE },
  { "live: late", 20 * M, 0, NEVER, USHER_TIMING_SEND_LATE, USHER_EVENT_LIVE },
  { "live: too late", 40 * M, 0, NEVER, USHER_TIMING_SKIP_STARTED, USHER_EVENT_LIVE },
  /* nobody is reminded of what is over */
  { "cancelled, before", -15 * D, -14 * D, -7 * D, USHER_TIMING_SKIP_EVENT, USHER_EVENT_CANCELLED },
  { "cancelled, due", -14 * D, -14 * D, -7 * D, USHER_TIMING_SKIP_EVENT, USHER_EVENT_CANCELLED },
  { "completed early", 0, 0, NEVER, USHER_TIMING_SKIP_EVENT, USHER_EVENT_COMPLETED },
  { "completed, superseded", 0, -D, -H, USHER_TIMING_SKIP_EVENT, USHER_EVENT_COMPLETED },
};

static void
test_decide (void)
{
  const UsherInstant start = 1796583600 * (gint64) G_USEC_PER_SEC;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      UsherTimingCase asked = {
        .now = start + c->now,
        .due_at = start + c->due,
        .next_due_at = c->next == NEVER ? USHER_NEVER : start + c->next,
        .starts_at = start,
        .ends_at = start + (c->length > 0 ? c->length : H),
        .status = c->status,
      };

      g_test_message ("%s", c->what);
      g_assert_cmpint (usher_timing_decide (&asked), ==, c->expected);
    }
}

/* A machine that wakes at any minute of the last fifteen days: at most one of the eight leaves, and never words of a
 * step's own for another time. */
static void
test_wake_at_any_time (void)
{
  static const gint64 due[] = { -14 * D, -7 * D, -3 * D, -D, -12 * H, -H, -15 * M, 0 };

  for (gint64 now = -15 * D; now < 2 * H; now += M)
    {
      int leaving = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (due); i++)
        {
          UsherTimingCase asked = {
            .now = now,
            .due_at = due[i],
            .next_due_at = i + 1 < G_N_ELEMENTS (due) ? due[i + 1] : USHER_NEVER,
            .starts_at = 0,
            .ends_at = H,
            .status = USHER_EVENT_SCHEDULED,
          };
          UsherTiming timing = usher_timing_decide (&asked);

          leaving += timing == USHER_TIMING_SEND || timing == USHER_TIMING_SEND_LATE;
          g_assert_cmpint (timing == USHER_TIMING_WAIT, ==, now < due[i]);
          if (timing == USHER_TIMING_SEND)
            g_assert_cmpint (now - due[i], <=, USHER_TIMING_ON_TIME);
        }
      g_assert_cmpint (leaving, <=, 1);
    }
}

static void
test_reasons (void)
{
  for (int timing = USHER_TIMING_WAIT; timing <= USHER_TIMING_SKIP_EVENT; timing++)
    {
      const char *reason = usher_timing_reason ((UsherTiming) timing);

      if (timing == USHER_TIMING_WAIT || timing == USHER_TIMING_SEND)
        g_assert_null (reason);
      else
        g_assert_cmpuint (strlen (reason), >, 20);
      for (int other = USHER_TIMING_SEND_LATE; other < timing; other++)
        g_assert_cmpstr (reason, !=, usher_timing_reason ((UsherTiming) other));
    }
}

static void
test_registrant (void)
{
  g_assert_true (usher_timing_for_registrant (1000, 0));
  g_assert_true (usher_timing_for_registrant (1000, 999));
  g_assert_false (usher_timing_for_registrant (1000, 1000));
  g_assert_false (usher_timing_for_registrant (1000, 1001));
  g_assert_true (usher_timing_for_registrant (USHER_NEVER, 1000));   /* a confirmation is bound to no moment */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timing/decide", test_decide);
  g_test_add_func ("/timing/wake-at-any-time", test_wake_at_any_time);
  g_test_add_func ("/timing/reasons", test_reasons);
  g_test_add_func ("/timing/registrant", test_registrant);
  return g_test_run ();
}
