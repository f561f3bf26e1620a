/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-trends.h"

#include <glib/gi18n.h>

#include "usher-cost.h"
#include "usher-format.h"
#include "usher-queries-lists.h"

/* More bars than that are a fence: the last ones tell most. */
#define BARS_MAX 24

static const char * const titles[] = {
  N_("Registrations"),
  N_("Attendance"),
  N_("Delivered"),
  N_("Opened"),
  N_("Cost"),
};

GtkWidget *
usher_trend_new (UsherTrend trend)
{
  return usher_trend_card_new (_(titles[trend]));
}

/* --- one event ----------------------------------------------------------------------------------------------------- */

/* The share of @part in @whole in percent, or that it was not measured */
static double
share (gint64 part, gint64 whole, gboolean measured, char **text)
{
  if (!measured || whole <= 0)
    return USHER_BAR_NOT_MEASURED;
  *text = usher_format_percent (part, whole);
  return (double) part * 100 / (double) whole;
}

static double
value_of (UsherTrend trend, const UsherAnalytics *a, char **text)
{
  switch (trend)
    {
    case USHER_TREND_REGISTRATIONS:
      *text = usher_format_number (a->registrations);
      return a->registrations;
    case USHER_TREND_ATTENDANCE:
      return share (a->attendance, a->registrations, usher_analytics_measured (a), text);
    case USHER_TREND_DELIVERY:
      return share (usher_analytics_get_delivered (a), usher_analytics_get_sent (a), TRUE, text);
    case USHER_TREND_OPENS:
      return share (a->opened, a->delivered[USHER_CHANNEL_EMAIL], usher_analytics_counted_opens (a), text);
    case USHER_TREND_COST:
      *text = usher_cost_format (usher_analytics_get_cost (a));
      return (double) usher_analytics_get_cost (a);
    default:
      g_return_val_if_reached (0);
    }
}

/* --- all of them --------------------------------------------------------------------------------------------------- */

static char *
word_of (gint64 part, gint64 whole)
{
  g_autofree char *first = usher_format_number (part);
  g_autofree char *second = usher_format_number (whole);

  /* Translators: a part and its whole: "244 of 400" */
  return g_strdup_printf (_("%s of %s"), first, second);
}

static char *
word_attendance (const UsherAnalyticsTotal *total)
{
  g_autofree char *of = word_of (total->attendance, total->seen_registrations);

  if (total->seen_events == 0)
    return g_strdup (_("Not measured: viewers watched on another page than Usher’s"));
  if (total->seen_events == total->events)
    return g_strdup_printf (_("%s who registered were seen"), of);
  return g_strdup_printf (g_dngettext ("usher", "%s who registered were seen, at the %d event that was measured",
                                       "%s who registered were seen, at the %d events that were measured",
                                       (gulong) total->seen_events), of, total->seen_events);
}

static void
word_total (UsherTrend trend, const UsherAnalyticsTotal *total, char **number, char **detail)
{
  g_autofree char *of = NULL;

  switch (trend)
    {
    case USHER_TREND_REGISTRATIONS:
      *number = usher_format_number (total->registrations);
      *detail = g_strdup_printf (g_dngettext ("usher", "for %d event", "for %d events", (gulong) total->events), total->events);
      break;
    case USHER_TREND_ATTENDANCE:
      *number = usher_format_percent (total->attendance, total->seen_registrations);
      *detail = word_attendance (total);
      break;
    case USHER_TREND_DELIVERY:
      of = word_of (total->delivered, total->sent);
      *number = usher_format_percent (total->delivered, total->sent);
      *detail = total->sent == 0 ? g_strdup (_("No message was sent")) : g_strdup_printf (_("%s messages"), of);
      break;
    case USHER_TREND_OPENS:
      of = word_of (total->opened, total->counted_emails);
      *number = usher_format_percent (total->opened, total->counted_emails);
      *detail = total->counted_emails == 0 ? g_strdup (_("Not counted: see Privacy in the preferences"))
                                           : g_strdup_printf (_("%s e-mails that arrived"), of);
      break;
    case USHER_TREND_COST:
      *number = usher_cost_format (total->cost_micros);
      *detail = g_strdup (_("by the prices in the preferences"));
      break;
    default:
      g_return_if_reached ();
    }
}

static void
show_bars (UsherTrend trend, UsherTrendCard *card, GPtrArray *results, const char *number, const char *detail, UsherInstant now)
{
  guint n = MIN (results->len, BARS_MAX);
  UsherBar bars[BARS_MAX] = { 0 };
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GTimeZone) zone = usher_format_own_zone ();
  gboolean percent = trend != USHER_TREND_REGISTRATIONS && trend != USHER_TREND_COST;

  for (guint i = 0; i < n; i++)
    {
      const UsherEventResult *result = results->pdata[n - 1 - i];     /* the oldest of them first */
      char *text = NULL;
      double value = value_of (trend, result->analytics, &text);
      char *day = usher_format_day (result->event->starts_at, zone, now);
      /* Translators: a day, an event's title, its number: "Sun 6 Dec, Late Show: 61 %" */
      char *words = g_strdup_printf (_("%s, %s: %s"), day, result->event->title, text ? text : _("not measured"));

      g_ptr_array_add (strings, text);
      g_ptr_array_add (strings, day);
      g_ptr_array_add (strings, words);
      bars[i] = (UsherBar) { day, value, text, words };
    }
  usher_trend_card_show (card, number, detail, bars, n, percent ? 100 : 0);
}

void
usher_trend_show (UsherTrend trend, UsherTrendCard *card, GPtrArray *results, const UsherAnalyticsTotal *total, UsherInstant now)
{
  g_autofree char *number = NULL;
  g_autofree char *detail = NULL;

  word_total (trend, total, &number, &detail);
  show_bars (trend, card, results, number, detail, now);
}
