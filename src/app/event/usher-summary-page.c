/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-summary-page.h"

#include <glib/gi18n.h>

#include "usher-bar-chart.h"
#include "usher-event-facts.h"
#include "usher-figure.h"
#include "usher-format.h"
#include "usher-live-figures.h"
#include "usher-loader.h"
#include "usher-summary-export.h"
#include "usher-toast.h"

/* With how many shows before it a show is compared, and among how many they are looked for */
#define COMPARED 6
#define LOOKED_AT 60

typedef enum {
  FIGURE_TOTAL,
  FIGURE_PEAK,
  FIGURE_ATTENDANCE,
  FIGURE_WATCH_TIME,
  FIGURE_REACTIONS,
  FIGURE_MESSAGES,
  FIGURE_POLLS,
  FIGURE_REGISTRATIONS,
  FIGURE_DURATION,
  FIGURE_COST,
  N_FIGURES,
} Figure;

#define N_AUDIENCE_FIGURES FIGURE_REGISTRATIONS   /* those that only the audience's measuring fills */

struct _UsherSummaryPage {
  UsherPage       parent_instance;

  gint64          event_id;
  UsherLoader    *loader;
  UsherEvent     *event;
  UsherAnalytics *analytics;
  UsherFigure    *figure[N_FIGURES];

  /* template */
  GtkStack       *stack;
  AdwStatusPage  *problem;
  AdwWindowTitle *window_title;
  GtkLabel       *title;
  GtkLabel       *when;
  AdwWrapBox     *figures;
  GtkLabel       *not_measured;
  GtkWidget      *compared;
  UsherBarChart  *chart;
  AdwActionRow   *email_row;
  GtkLabel       *email_cost;
  AdwActionRow   *sms_row;
  GtkLabel       *sms_cost;
};

G_DEFINE_FINAL_TYPE (UsherSummaryPage, usher_summary_page, USHER_TYPE_PAGE)

/* --- reading ------------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherEventFacts *facts;
  GPtrArray       *results;   /* of UsherEventResult: this one and those before it, the last one first */
} Summary;

static void
summary_free (gpointer data)
{
  Summary *self = data;

  g_clear_pointer (&self->facts, usher_event_facts_free);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Summary, summary_free)

static gpointer
read_summary (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  g_autoptr (Summary) summary = g_new0 (Summary, 1);
  const UsherEvent *event;

  summary->facts = usher_event_facts_query (engine, input, cancellable, error);
  if (!summary->facts)
    return NULL;
  summary->results = usher_engine_list_results (engine, 0, LOOKED_AT, error);
  if (!summary->results)
    return NULL;
  event = summary->facts->overview->event;
  for (guint i = summary->results->len; i > 0; i--)
    {
      const UsherEventResult *result = summary->results->pdata[i - 1];

      if (result->event->starts_at > event->starts_at && result->event->id != event->id)
        g_ptr_array_remove_index (summary->results, i - 1);
    }
  if (summary->results->len > COMPARED)
    g_ptr_array_set_size (summary->results, COMPARED);
  return g_steal_pointer (&summary);
}

/* --- figures ------------------------------------------------------------------------------------------------------- */

static void
set_number (UsherSummaryPage *self, Figure figure, gint64 number)
{
  g_autofree char *words = usher_format_number (number);

  usher_figure_set (self->figure[figure], words, NULL);
}

static void
set_attendance (UsherSummaryPage *self, const UsherAnalytics *a)
{
  g_autofree char *share = usher_format_percent (a->attendance, a->registrations);
  g_autofree char *came = usher_format_number (a->attendance);
  g_autofree char *registered = usher_format_number (a->registrations);
  /* Translators: how many of those who registered came: "244 of 400" */
  g_autofree char *detail = g_strdup_printf (_("%s of %s"), came, registered);

  usher_figure_set (self->figure[FIGURE_ATTENDANCE], share, detail);
}

static void
show_audience (UsherSummaryPage *self, const UsherAnalytics *a)
{
  g_autofree char *watched = a->viewers_total > 0 ? usher_format_clock (a->watch_seconds / a->viewers_total) : NULL;

  set_number (self, FIGURE_TOTAL, a->viewers_total);
  set_number (self, FIGURE_PEAK, a->viewers_peak);
  set_attendance (self, a);
  usher_figure_set (self->figure[FIGURE_WATCH_TIME], watched, NULL);
  set_number (self, FIGURE_REACTIONS, a->reactions);
  set_number (self, FIGURE_MESSAGES, a->messages);
  set_number (self, FIGURE_POLLS, a->polls);
}

/* "12 more than last time": against the show before this one */
static char *
compare (const UsherAnalytics *a, GPtrArray *results)
{
  int difference;
  g_autofree char *number = NULL;

  if (results->len < 2)
    return NULL;
  difference = a->registrations - ((UsherEventResult *) results->pdata[1])->analytics->registrations;
  number = usher_format_number (ABS (difference));
  if (difference == 0)
    return g_strdup (_("as many as last time"));
  return g_strdup_printf (difference > 0 ? ngettext ("%s more than last time", "%s more than last time", (gulong) difference)
                                         : ngettext ("%s fewer than last time", "%s fewer than last time", (gulong) -difference),
                          number);
}

static void
show_figures (UsherSummaryPage *self, const Summary *summary)
{
  const UsherAnalytics *a = summary->facts->analytics;
  gboolean measured = usher_analytics_measured (a);
  g_autofree char *registrations = usher_format_number (a->registrations);
  g_autofree char *duration = usher_format_clock (a->duration_seconds);
  g_autofree char *cost = usher_cost_format (a->cost_micros[USHER_CHANNEL_EMAIL] + a->cost_micros[USHER_CHANNEL_SMS]);
  g_autofree char *against = compare (a, summary->results);

  for (int i = 0; i < N_AUDIENCE_FIGURES; i++)
    gtk_widget_set_visible (GTK_WIDGET (self->figure[i]), measured);
  gtk_widget_set_visible (GTK_WIDGET (self->not_measured), !measured);
  if (measured)
    show_audience (self, a);
  usher_figure_set (self->figure[FIGURE_REGISTRATIONS], registrations, against);
  usher_figure_set (self->figure[FIGURE_DURATION], duration, NULL);
  usher_figure_set (self->figure[FIGURE_COST], cost, NULL);
}

/* --- the chart, the messages --------------------------------------------------------------------------------------- */

static void
show_chart (UsherSummaryPage *self, GPtrArray *results, UsherInstant now)
{
  g_autoptr (GTimeZone) zone = usher_format_own_zone ();
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  UsherBar bars[COMPARED] = { 0 };
  guint n = results->len;

  for (guint i = 0; i < n; i++)
    {
      const UsherEventResult *result = results->pdata[n - 1 - i];   /* the last one to the right */
      char *day = usher_format_day (result->event->starts_at, zone, now);
      char *number = usher_format_number (result->analytics->registrations);
      /* Translators: a bar of a chart: day, title and number of a show: "Sun 6 Dec, Late Show: 412" */
      char *detail = g_strdup_printf (_("%s, %s: %s"), day, result->event->title, number);

      g_ptr_array_add (words, day);
      g_ptr_array_add (words, number);
      g_ptr_array_add (words, detail);
      bars[i] = (UsherBar) { .label = day, .value = result->analytics->registrations, .text = number, .detail = detail };
    }
  usher_bar_chart_set_title (self->chart, _("Registrations of the last shows"));
  usher_bar_chart_set_bars (self->chart, bars, n, 0);
  gtk_widget_set_visible (self->compared, n > 1);
}

static void
add_part (GPtrArray *parts, int count, const char *format)
{
  g_autofree char *number = usher_format_number (count);

  g_ptr_array_add (parts, g_strdup_printf (format, number));
}

static void
show_channel (AdwActionRow *row, GtkLabel *cost, const UsherAnalytics *a, UsherChannel channel)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *money = usher_cost_format (a->cost_micros[channel]);
  g_autofree char *words = NULL;

  add_part (parts, a->sent[channel], _("%s sent"));
  if (a->delivered[channel] > 0)
    add_part (parts, a->delivered[channel], _("%s delivered"));
  if (channel == USHER_CHANNEL_EMAIL && a->opened > 0)
    add_part (parts, a->opened, _("%s opened"));
  if (channel == USHER_CHANNEL_EMAIL && a->clicked > 0)
    add_part (parts, a->clicked, _("%s clicked"));
  if (a->failed[channel] > 0)
    add_part (parts, a->failed[channel], _("%s failed"));
  g_ptr_array_add (parts, NULL);
  words = g_strjoinv (" · ", (char **) parts->pdata);
  adw_action_row_set_subtitle (row, words);
  gtk_label_set_label (cost, money);
}

static void
show_summary (UsherSummaryPage *self, const Summary *summary)
{
  const UsherEventFacts *facts = summary->facts;
  UsherEvent *event = facts->overview->event;
  g_autofree char *start = usher_format_start (event, facts->now);

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), event->title);
  gtk_label_set_label (self->title, event->title);
  gtk_label_set_label (self->when, start);
  show_figures (self, summary);
  show_chart (self, summary->results, facts->now);
  show_channel (self->email_row, self->email_cost, facts->analytics, USHER_CHANNEL_EMAIL);
  show_channel (self->sms_row, self->sms_cost, facts->analytics, USHER_CHANNEL_SMS);
  gtk_widget_set_visible (GTK_WIDGET (self->sms_row), (event->channels & USHER_CHANNELS_SMS) != 0
                                                       || facts->analytics->sent[USHER_CHANNEL_SMS] > 0);
}

static void
show (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherSummaryPage *self = USHER_SUMMARY_PAGE (widget);
  g_autoptr (Summary) summary = result;

  if (!summary)
    {
      if (self->event)
        return;
      adw_status_page_set_description (self->problem, error->message);
      gtk_stack_set_visible_child_name (self->stack, "problem");
      return;
    }
  g_clear_pointer (&self->event, usher_event_unref);
  self->event = usher_event_ref (summary->facts->overview->event);
  if (self->event->status != USHER_EVENT_COMPLETED)
    {
      gtk_stack_set_visible_child_name (self->stack, "early");
      return;
    }
  show_summary (self, summary);
  g_clear_pointer (&self->analytics, usher_analytics_free);
  self->analytics = g_steal_pointer (&summary->facts->analytics);
  gtk_stack_set_visible_child_name (self->stack, "content");
}

static gpointer
ask (GtkWidget *widget)
{
  return usher_event_facts_input (USHER_SUMMARY_PAGE (widget)->event_id);
}

static const char * const kinds[] = { "event", "registration", "delivery", NULL };

static const UsherLoaderPlan plan = {
  .kinds = kinds,
  .query = read_summary,
  .ask = ask,
  .free_input = g_free,
  .free_result = summary_free,
  .show = show,
};

/* --- what one can do ----------------------------------------------------------------------------------------------- */

static void
open_clicked (GtkButton *button, UsherSummaryPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-event", "x", self->event_id);
}

static void
next_clicked (GtkButton *button, UsherSummaryPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.duplicate-event", "x", self->event_id);
}

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_widget_get_root (self))
    return;
  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    usher_toast (self, _("Summary exported"));
  else
    usher_toast_error (self, error);
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherSummaryPage) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *name = file ? g_file_get_basename (file) : NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!file || !self->analytics)
    return;
  bytes = g_str_has_suffix (name, ".json") ? usher_summary_to_json (self->event, self->analytics)
                                           : usher_summary_to_csv (self->event, self->analytics);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, written,
                                       g_object_ref (self));
}

static void
add_filter (GListStore *filters, const char *name, const char *suffix)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix);
  g_list_store_append (filters, filter);
}

static void
export_clicked (GtkButton *button, UsherSummaryPage *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autofree char *name = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!self->event)
    return;
  name = g_strconcat (self->event->slug, ".csv", NULL);
  add_filter (filters, _("Table (CSV)"), "csv");
  add_filter (filters, _("Data (JSON)"), "json");
  gtk_file_dialog_set_title (dialog, _("Export Summary"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, file_chosen, g_object_ref (self));
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_summary_page_dispose (GObject *object)
{
  UsherSummaryPage *self = USHER_SUMMARY_PAGE (object);

  g_clear_object (&self->loader);
  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_SUMMARY_PAGE);
  g_clear_pointer (&self->event, usher_event_unref);
  g_clear_pointer (&self->analytics, usher_analytics_free);
  G_OBJECT_CLASS (usher_summary_page_parent_class)->dispose (object);
}

static void
usher_summary_page_class_init (UsherSummaryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_summary_page_dispose;
  g_type_ensure (USHER_TYPE_BAR_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-summary-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, problem);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, title);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, when);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, figures);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, not_measured);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, compared);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, chart);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, email_row);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, email_cost);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, sms_row);
  gtk_widget_class_bind_template_child (widget_class, UsherSummaryPage, sms_cost);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked);
}

static void
usher_summary_page_init (UsherSummaryPage *self)
{
  static const char * const labels[N_FIGURES] = {
    [FIGURE_TOTAL] = N_("Viewers"),
    [FIGURE_PEAK] = N_("At the Peak"),
    [FIGURE_ATTENDANCE] = N_("Attendance"),
    [FIGURE_WATCH_TIME] = N_("Watched on Average"),
    [FIGURE_REACTIONS] = N_("Reactions"),
    [FIGURE_MESSAGES] = N_("Chat Messages"),
    [FIGURE_POLLS] = N_("Polls"),
    [FIGURE_REGISTRATIONS] = N_("Registrations"),
    [FIGURE_DURATION] = N_("On Air"),
    [FIGURE_COST] = N_("Messages Cost"),
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < N_FIGURES; i++)
    {
      self->figure[i] = USHER_FIGURE (usher_figure_new (_(labels[i])));
      adw_wrap_box_append (self->figures, GTK_WIDGET (self->figure[i]));
    }
}

AdwNavigationPage *
usher_summary_page_new (UsherClient *client, gint64 event_id)
{
  UsherSummaryPage *self = g_object_new (USHER_TYPE_SUMMARY_PAGE, "client", client, NULL);

  self->event_id = event_id;
  self->loader = usher_loader_new (client, GTK_WIDGET (self), &plan);
  usher_loader_set_event (self->loader, event_id);
  return ADW_NAVIGATION_PAGE (self);
}
