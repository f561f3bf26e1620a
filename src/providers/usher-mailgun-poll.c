/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following Mailgun's events without a webhook.
 *
 * Events can turn up late and in any order, so Mailgun's rule ("Event Polling") is to trust only what is older than half an
 * hour. Waiting that long would make the numbers on the screen stale, and reading the last half hour again every
 * quarter of a minute would be a thousand pages in a big campaign. So there are two kinds of rounds: a quick one from the newest
 * event seen, and now and then a thorough one from the last trusted moment. Events come again; they have ids. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "usher-error.h"
#include "usher-mailgun-private.h"

#define FIRST_LOOK_BACK  (24 * 3600)   /* seconds; the smallest plan keeps events for a day */
#define TRUST_AGE        (30 * 60)
#define QUICK_OVERLAP    60
#define THOROUGH_EVERY   (10 * 60)
#define ROUND_PAUSE      5             /* a round that begins sooner after the last one would not find anything */
#define PAGES_IN_A_CALL  20
#define TOKEN_AGE        3600          /* a round that was broken off longer ago begins anew */

/**
 * Round:
 * @trusted: everything before it was read when it was old enough
 * @head: the newest event seen
 * @thorough_at: when the last thorough round ended
 * @begin, @end: the running round (or, when @running is 0, the last one)
 * @events: which API the token is of
 * @token: (nullable): the page to read next
 *
 * What the cursor text stands for; all moments in seconds since 1970.
 */
typedef struct {
  gint64 trusted, head, thorough_at, begin, end;
  int    running, thorough, events;
  char  *token;
} Round;

static char *
round_write (const Round *round)
{
  return g_strdup_printf ("1 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GINT64_FORMAT " %d %d %d %s",
                          round->trusted, round->head, round->thorough_at, round->begin, round->end, round->running,
                          round->thorough, round->events, round->token != NULL ? round->token : "");
}

static gboolean
round_read (Round *round, const char *cursor)
{
  int used = 0;

  if (cursor == NULL ||
      sscanf (cursor, "1 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
              " %" G_GINT64_FORMAT " %d %d %d %n",
              &round->trusted, &round->head, &round->thorough_at, &round->begin, &round->end, &round->running,
              &round->thorough, &round->events, &used) != 8 || used == 0)
    return FALSE;
  round->token = cursor[used] != '\0' ? g_strdup (cursor + used) : NULL;
  return TRUE;
}

static void
round_start (Round *round, gint64 now)
{
  round->running = 1;
  round->thorough = now - round->thorough_at >= THOROUGH_EVERY;
  round->begin = round->thorough ? round->trusted : MAX (round->head - QUICK_OVERLAP, round->trusted);
  round->end = now + 1;
  g_clear_pointer (&round->token, g_free);
}

static void
round_finish (Round *round)
{
  round->running = 0;
  g_clear_pointer (&round->token, g_free);
  if (!round->thorough)
    return;
  round->thorough_at = round->end;
  round->trusted = MAX (round->trusted, round->end - TRUST_AGE);
  round->head = MAX (round->head, round->trusted);
}

static void
collect (Round *round, JsonArray *items, GPtrArray *events)
{
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      UsherProviderEvent *event = item != NULL ? usher_mailgun_event_parse (item) : NULL;

      if (item != NULL)
        round->head = CLAMP ((gint64) usher_mailgun_event_time (item), round->head, round->end);
      if (event != NULL)
        g_ptr_array_add (events, event);
    }
}

/* Pages do not keep for ever: after one that Mailgun no longer knows, the next call begins the round anew. */
static gboolean
give_up_round (Round *round, GError **error)
{
  if (round->token == NULL || !(g_error_matches (*error, USHER_ERROR, USHER_ERROR_REFUSED) ||
                                g_error_matches (*error, USHER_ERROR, USHER_ERROR_NOT_FOUND)))
    return FALSE;
  g_clear_error (error);
  g_clear_pointer (&round->token, g_free);
  round->running = 0;
  return TRUE;
}

/* Reads on until there is something to show, or the round is over. */
static gboolean
read_pages (UsherMailgunFeed *feed, Round *round, GPtrArray *events, GCancellable *cancellable, GError **error)
{
  for (int page = 0; page < PAGES_IN_A_CALL && round->running && events->len == 0; page++)
    {
      UsherMailgunQuery query = { round->begin, round->end, round->token, FALSE };
      g_autofree char *next = NULL;
      g_autoptr (GError) local = NULL;
      g_autoptr (JsonArray) items = usher_mailgun_feed_page (feed, &query, &next, cancellable, &local);

      if (items == NULL && give_up_round (round, &local))
        return TRUE;
      if (items == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      round->events = feed->use_events;
      collect (round, items, events);
      g_free (round->token);
      round->token = g_steal_pointer (&next);
      if (round->token == NULL)
        round_finish (round);
    }
  return TRUE;
}

GPtrArray *
usher_mailgun_feed_poll (UsherMailgunFeed *feed, const char *cursor, UsherInstant now, char **next_cursor,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_provider_event_free);
  gint64 seconds = now / G_USEC_PER_SEC;
  Round round = { .trusted = seconds - FIRST_LOOK_BACK, .head = seconds - FIRST_LOOK_BACK };
  gboolean known = round_read (&round, cursor);
  gboolean ok = TRUE;

  /* a token of the API that no longer answers, or one that lay too long */
  if (round.running && (round.events != feed->use_events || ABS (seconds - round.end) > TOKEN_AGE))
    round.running = 0, round.end = 0;
  if (!round.running && known && ABS (seconds + 1 - round.end) < ROUND_PAUSE)
    *next_cursor = g_strdup (cursor);
  else
    {
      if (!round.running)
        round_start (&round, seconds);
      ok = read_pages (feed, &round, events, cancellable, error);
      /* The pause counts from here: a round of many pages may have taken longer than it. */
      if (!round.running)
        round.end = seconds + 1;
      *next_cursor = ok ? round_write (&round) : NULL;
    }
  g_free (round.token);
  return ok ? g_steal_pointer (&events) : NULL;
}
