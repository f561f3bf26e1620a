/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-agenda-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "usher-event-list.h"
#include "usher-event-words.h"
#include "usher-events-query.h"
#include "usher-loader.h"
#include "usher-toast.h"

/* So many events are read at once, and so many more when the end of the list comes near; see usher-events-page.c */
#define PAGE 40

struct _UsherAgendaView {
  GtkWidget                   parent_instance;

  const UsherCalendarContext *context;
  UsherLoader                *loader;
  UsherOverviewList          *items;
  UsherDay                    first;      /* with which it begins */
  int                         limit;
  gboolean                    complete;
  gboolean                    fresh;      /* begins with another day: from the top */
  guint                       homing;     /* source: once the rows have their places */

  GtkStack                   *stack;
  UsherEventList             *list;
  AdwStatusPage              *empty;
};

G_DEFINE_FINAL_TYPE (UsherAgendaView, usher_agenda_view, GTK_TYPE_WIDGET)

static gpointer
ask (GtkWidget *widget)
{
  UsherAgendaView *self = USHER_AGENDA_VIEW (widget);

  return usher_events_ask_range (usher_day_start (self->first, self->context->zone), 0, self->limit);
}

static gboolean
scroll_home (gpointer user_data)
{
  UsherAgendaView *self = user_data;

  self->homing = 0;
  usher_event_list_scroll_home (self->list);
  return G_SOURCE_REMOVE;
}

static void
show (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherAgendaView *self = USHER_AGENDA_VIEW (widget);
  g_autoptr (UsherEventsAnswer) answer = result;
  g_autofree char *day = NULL;
  g_autofree char *title = NULL;

  if (!answer)
    {
      usher_toast_error (widget, error);
      return;
    }
  self->complete = (int) answer->overviews->len < self->limit;
  usher_overview_list_set (self->items, answer->overviews);
  /* Translators: a day in a sentence: "6 December 2026"; see g_date_time_format() */
  day = usher_event_words_date (self->first, _("%-d %B %Y"));
  /* Translators: the agenda has no events from that day on */
  title = g_strdup_printf (_("Nothing Scheduled from %s On"), day);
  adw_status_page_set_title (self->empty, title);
  gtk_stack_set_visible_child_name (self->stack, answer->overviews->len > 0 ? "list" : "empty");
  if (self->fresh && self->homing == 0)
    self->homing = g_timeout_add (50, scroll_home, self);
  self->fresh = FALSE;
}

static const UsherLoaderPlan plan = {
  (const char * const[]) { "event", "registration", "notification", "delivery", "stream", NULL },
  usher_events_query, ask, (GDestroyNotify) usher_events_ask_free, (GDestroyNotify) usher_events_answer_free, show,
};

static void
more_wanted (UsherEventList *list, UsherAgendaView *self)
{
  if (self->complete || usher_loader_is_busy (self->loader) || (int) usher_overview_list_size (self->items) < self->limit)
    return;
  self->limit += PAGE;
  usher_loader_reload (self->loader);
}

static void
schedule_clicked (UsherAgendaView *self)
{
  usher_calendar_context_schedule (GTK_WIDGET (self), MAX (self->context->day, self->context->today));
}

void
usher_agenda_view_refresh (UsherAgendaView *self)
{
  g_return_if_fail (USHER_IS_AGENDA_VIEW (self));

  if (self->first == self->context->day)
    return;
  self->first = self->context->day;
  self->limit = PAGE;
  self->complete = FALSE;
  usher_loader_reload (self->loader);
  self->fresh = TRUE;
}

void
usher_agenda_view_set_compact (UsherAgendaView *self, gboolean compact)
{
  g_return_if_fail (USHER_IS_AGENDA_VIEW (self));
  usher_event_list_set_compact (self->list, compact);
}

static void
usher_agenda_view_dispose (GObject *object)
{
  UsherAgendaView *self = USHER_AGENDA_VIEW (object);
  GtkWidget *child;

  g_clear_object (&self->loader);
  g_clear_handle_id (&self->homing, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (usher_agenda_view_parent_class)->dispose (object);
}

static void
usher_agenda_view_class_init (UsherAgendaViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_agenda_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
usher_agenda_view_init (UsherAgendaView *self)
{
  GtkWidget *button = gtk_button_new_with_label (_("Schedule Event…"));

  self->limit = PAGE;
  self->fresh = TRUE;
  self->stack = GTK_STACK (gtk_stack_new ());
  self->list = g_object_new (USHER_TYPE_EVENT_LIST, NULL);
  self->empty = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->empty, "x-office-calendar-symbolic");
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (schedule_clicked), self);
  adw_status_page_set_child (self->empty, button);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->list), "list");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  g_signal_connect (self->list, "more", G_CALLBACK (more_wanted), self);
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
}

void
usher_agenda_view_set_context (UsherAgendaView *self, const UsherCalendarContext *context)
{
  g_return_if_fail (USHER_IS_AGENDA_VIEW (self));
  g_return_if_fail (!self->context && context);

  self->context = context;
  self->first = context->day;
  self->items = usher_overview_list_new (context->zone);
  usher_event_list_set_model (self->list, context->client, self->items, TRUE);
  self->loader = usher_loader_new (context->client, GTK_WIDGET (self), &plan);
}
