/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-analytics-page.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-loader.h"
#include "usher-queries.h"
#include "usher-row-list.h"
#include "usher-toast.h"
#include "usher-trends.h"

/* Read at once, and at most */
#define PAGE    100
#define MOST    1000
/* Rows of the list: who wants more of them finds them under Events */
#define ROWS    100

/* Days that each choice of the period goes back; 0: all */
static const int periods[] = { 30, 90, 365, 0 };

struct _UsherAnalyticsPage {
  UsherPage            parent_instance;

  UsherLoader         *loader;
  GPtrArray           *results;      /* (element-type UsherEventResult), as shown */
  UsherTrendCard      *cards[USHER_N_TRENDS];
  UsherRowList        *rows;

  /* template */
  GtkStack            *stack;
  AdwStatusPage       *trouble_page;
  GtkDropDown         *period_drop_down;
  GtkWidget           *export_button;
  GtkFlowBox          *card_box;
  AdwPreferencesGroup *events_group;
};

G_DEFINE_FINAL_TYPE (UsherAnalyticsPage, usher_analytics_page, USHER_TYPE_PAGE)

/* --- reading ------------------------------------------------------------------------------------------------------- */

typedef struct {
  GPtrArray *results;
  gboolean   any;        /* of any period */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_free (self);
}

/* The list is ordered by time: what lies before the period ends it. */
static gboolean
take (Answer *answer, GPtrArray *page, UsherInstant since)
{
  for (guint i = 0; i < page->len; i++)
    {
      UsherEventResult *result = page->pdata[i];

      if (since != USHER_NEVER && usher_event_ends_at (result->event) < since)
        return FALSE;
      g_ptr_array_add (answer->results, g_steal_pointer (&page->pdata[i]));
    }
  return page->len == PAGE && answer->results->len < MOST;
}

static void
result_free (gpointer data)
{
  if (data)
    usher_event_result_free (data);
}

static gpointer
query_results (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const UsherInstant *since = input;
  Answer *answer = g_new0 (Answer, 1);
  gboolean more = TRUE;

  answer->results = g_ptr_array_new_with_free_func (result_free);
  for (int offset = 0; more && !g_cancellable_set_error_if_cancelled (cancellable, error); offset += PAGE)
    {
      g_autoptr (GPtrArray) page = usher_engine_list_results (engine, offset, PAGE, error);

      if (!page)
        {
          answer_free (answer);
          return NULL;
        }
      g_ptr_array_set_free_func (page, result_free);
      answer->any = answer->any || page->len > 0;
      more = take (answer, page, *since);
    }
  return answer;
}

static gpointer
ask_results (GtkWidget *widget)
{
  UsherAnalyticsPage *self = USHER_ANALYTICS_PAGE (widget);
  int days = periods[gtk_drop_down_get_selected (self->period_drop_down)];
  UsherInstant since = days == 0 ? USHER_NEVER : usher_client_now (usher_page_get_client (USHER_PAGE (self))) - days * USHER_DAY;

  return g_memdup2 (&since, sizeof since);
}

/* --- showing ------------------------------------------------------------------------------------------------------- */

static void
fill_row (AdwActionRow *row, const UsherEventResult *result, UsherInstant now)
{
  const UsherAnalytics *a = result->analytics;
  g_autofree char *start = usher_format_start (result->event, now);
  g_autofree char *count = usher_format_registrations (a->registrations);
  g_autofree char *share = usher_format_percent (a->attendance, a->registrations);
  g_autofree char *subtitle = NULL;

  if (usher_analytics_measured (a) && a->registrations > 0)
    /* Translators: when, how many registered, how many of them came: "Sun 6 Dec, 20:00 · 400 registrations · 61 % came" */
    subtitle = g_strdup_printf (_("%s · %s · %s came"), start, count, share);
  else
    subtitle = g_strdup_printf (_("%s · %s"), start, count);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), result->event->title);
  adw_action_row_set_subtitle (row, subtitle);
  usher_row_set_action (row, "win.open-summary", g_variant_new_int64 (result->event->id));
}

static void
show_rows (UsherAnalyticsPage *self, UsherInstant now)
{
  guint n = MIN (self->results->len, ROWS);

  usher_row_list_resize (self->rows, n);
  for (guint i = 0; i < n; i++)
    fill_row (usher_row_list_get (self->rows, i), self->results->pdata[i], now);
}

static void
show_cards (UsherAnalyticsPage *self, UsherInstant now)
{
  UsherAnalyticsTotal total = { 0 };

  for (guint i = 0; i < self->results->len; i++)
    usher_analytics_total_add (&total, ((UsherEventResult *) self->results->pdata[i])->analytics);
  for (guint i = 0; i < USHER_N_TRENDS; i++)
    usher_trend_show (i, self->cards[i], self->results, &total, now);
}

static void
show_results (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherAnalyticsPage *self = USHER_ANALYTICS_PAGE (widget);
  Answer *answer = result;
  UsherInstant now = usher_client_now (usher_page_get_client (USHER_PAGE (self)));

  if (!answer)
    {
      adw_status_page_set_description (self->trouble_page, error->message);
      if (!self->results)
        gtk_stack_set_visible_child_name (self->stack, "trouble");
      return;
    }
  g_clear_pointer (&self->results, g_ptr_array_unref);
  self->results = g_steal_pointer (&answer->results);
  gtk_widget_set_sensitive (self->export_button, self->results->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->period_drop_down), answer->any);
  gtk_widget_set_visible (self->export_button, answer->any);
  if (self->results->len == 0)
    gtk_stack_set_visible_child_name (self->stack, answer->any ? "quiet" : "empty");
  else
    {
      show_cards (self, now);
      show_rows (self, now);
      gtk_stack_set_visible_child_name (self->stack, "results");
    }
  answer_free (answer);
}

static const char * const kinds[] = { "event", "settings", NULL };

static const UsherLoaderPlan plan = {
  .kinds = kinds,
  .query = query_results,
  .ask = ask_results,
  .free_input = g_free,
  .free_result = answer_free,
  .show = show_results,
};

static void
period_changed (UsherAnalyticsPage *self)
{
  if (self->loader)
    usher_loader_reload (self->loader);
}

/* --- export -------------------------------------------------------------------------------------------------------- */

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherAnalyticsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  if (!gtk_widget_get_root (GTK_WIDGET (self)))
    return;
  if (error)
    usher_toast_error (GTK_WIDGET (self), error);
  else
    usher_toast (GTK_WIDGET (self), _("Saved"));
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherAnalyticsPage) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GBytes) bytes = NULL;
  GString *csv;

  if (!file || !self->results)
    return;
  csv = g_string_new (NULL);
  usher_analytics_csv_header (csv);
  for (guint i = 0; i < self->results->len; i++)
    {
      const UsherEventResult *one = self->results->pdata[i];

      usher_analytics_csv_row (csv, one->event, one->analytics);
    }
  bytes = g_string_free_to_bytes (csv);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, written,
                                       g_steal_pointer (&self));
}

static void
export_clicked (UsherAnalyticsPage *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _("Export Analytics"));
  /* Translators: the name of a file; keep the end */
  gtk_file_dialog_set_initial_name (dialog, _("analytics.csv"));
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, file_chosen, g_object_ref (self));
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_analytics_page_constructed (GObject *object)
{
  UsherAnalyticsPage *self = USHER_ANALYTICS_PAGE (object);

  G_OBJECT_CLASS (usher_analytics_page_parent_class)->constructed (object);
  self->loader = usher_loader_new (usher_page_get_client (USHER_PAGE (object)), GTK_WIDGET (self), &plan);
}

static void
usher_analytics_page_dispose (GObject *object)
{
  UsherAnalyticsPage *self = USHER_ANALYTICS_PAGE (object);

  g_clear_object (&self->loader);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_ANALYTICS_PAGE);
  G_OBJECT_CLASS (usher_analytics_page_parent_class)->dispose (object);
}

static void
usher_analytics_page_finalize (GObject *object)
{
  UsherAnalyticsPage *self = USHER_ANALYTICS_PAGE (object);

  g_clear_pointer (&self->results, g_ptr_array_unref);
  usher_row_list_free (self->rows);
  G_OBJECT_CLASS (usher_analytics_page_parent_class)->finalize (object);
}

static void
usher_analytics_page_class_init (UsherAnalyticsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = usher_analytics_page_constructed;
  object_class->dispose = usher_analytics_page_dispose;
  object_class->finalize = usher_analytics_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-analytics-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherAnalyticsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherAnalyticsPage, trouble_page);
  gtk_widget_class_bind_template_child (widget_class, UsherAnalyticsPage, period_drop_down);
  gtk_widget_class_bind_template_child (widget_class, UsherAnalyticsPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, UsherAnalyticsPage, card_box);
  gtk_widget_class_bind_template_child (widget_class, UsherAnalyticsPage, events_group);
  gtk_widget_class_bind_template_callback (widget_class, period_changed);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked);
}

static void
usher_analytics_page_init (UsherAnalyticsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = usher_row_list_new (self->events_group, NULL);
  for (guint i = 0; i < USHER_N_TRENDS; i++)
    {
      GtkWidget *card = usher_trend_new (i);

      self->cards[i] = USHER_TREND_CARD (card);
      gtk_flow_box_append (self->card_box, card);
      gtk_widget_set_focusable (gtk_widget_get_parent (card), FALSE);
    }
}
