/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-calendar-page.h"

#include <glib/gi18n.h>
#include <langinfo.h>

#include "usher-agenda-view.h"
#include "usher-calendar-context.h"
#include "usher-event-list.h"
#include "usher-event-words.h"
#include "usher-events-query.h"
#include "usher-format.h"
#include "usher-loader.h"
#include "usher-month-view.h"
#include "usher-toast.h"
#include "usher-week-view.h"

typedef enum {
  VIEW_MONTH,
  VIEW_WEEK,
  VIEW_AGENDA,
} View;

static const char * const view_names[] = { "month", "week", "agenda" };

struct _UsherCalendarPage {
  UsherPage            parent_instance;

  UsherCalendarContext context;
  UsherLoader         *loader;
  UsherDay             from, to;       /* [from, to) is asked for; the month shown and those beside it */
  gboolean             loaded;         /* context.items holds them */
  View                 view;
  gboolean             compact;
  UsherOverviewList   *day_items;      /* of the selected day, below the compact month */
  UsherOverviewItem   *cut;            /* (nullable): Ctrl+X */
  GSimpleActionGroup  *actions;
  gulong               ticking;
  gboolean             choosing_date;  /* the date popover is being set */

  UsherMonthView      *month;
  UsherWeekView       *week;

  /* template */
  GtkMenuButton       *title_button;
  GtkLabel            *title_label;
  GtkWidget           *previous_button;
  GtkWidget           *next_button;
  GtkWidget           *today_button;
  AdwToggleGroup      *views;
  GtkWidget           *bottom_bar;
  AdwBanner           *empty_banner;
  GtkStack            *stack;
  GtkScrolledWindow   *month_scroller;
  GtkWidget           *day_box;
  GtkLabel            *day_label;
  GtkStack            *day_stack;
  UsherEventList      *day_list;
  AdwBin              *week_bin;
  UsherAgendaView     *agenda;
  GtkCalendar         *date_calendar;
};

typedef enum {
  PROP_COMPACT = 1,
} UsherCalendarPageProperty;

static GParamSpec *properties[PROP_COMPACT + 1];

G_DEFINE_FINAL_TYPE (UsherCalendarPage, usher_calendar_page, USHER_TYPE_PAGE)

/* --- showing ------------------------------------------------------------------------------------------------------- */

static void
show_title (UsherCalendarPage *self)
{
  static const char * const previous[] = { N_("Previous Month"), N_("Previous Week"), N_("Earlier") };
  static const char * const next[] = { N_("Next Month"), N_("Next Week"), N_("Later") };
  UsherDay first = usher_week_view_get_first (self->week);
  UsherDay last = first + usher_week_view_get_days (self->week) - 1;
  gboolean week = self->view == VIEW_WEEK;
  g_autofree char *title = week ? usher_event_words_days (first, last, FALSE) : usher_event_words_month (self->context.day, FALSE);
  g_autofree char *brief = week ? usher_event_words_days (first, last, TRUE) : usher_event_words_month (self->context.day, TRUE);

  gtk_label_set_label (self->title_label, self->compact ? brief : title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->title_button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _("Go to a Date"), -1);
  gtk_widget_set_tooltip_text (self->previous_button, _(previous[self->view]));
  gtk_widget_set_tooltip_text (self->next_button, _(next[self->view]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->previous_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(previous[self->view]), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->next_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(next[self->view]), -1);
}

/* An empty month leads on; one that has passed has nothing to lead to. */
static void
show_banner (UsherCalendarPage *self)
{
  UsherDay first = usher_month_first (self->context.day), last = usher_month_last (self->context.day);
  gboolean empty = usher_overview_list_lower (self->context.items, first) == usher_overview_list_lower (self->context.items, last + 1);
  gboolean shown = self->loaded && self->view == VIEW_MONTH && empty && !self->compact && last >= self->context.today;

  if (shown)
    {
      /* Translators: the name of a month in a sentence, "December"; see g_date_time_format() */
      g_autofree char *month = usher_event_words_date (first, _("%B"));
      g_autofree char *title = g_strdup_printf (_("Nothing scheduled in %s"), month);

      adw_banner_set_title (self->empty_banner, title);
    }
  adw_banner_set_revealed (self->empty_banner, shown);
}

static void
show_day (UsherCalendarPage *self)
{
  UsherCalendarContext *context = &self->context;
  guint first = usher_overview_list_lower (context->items, context->day);
  guint n = usher_overview_list_lower (context->items, context->day + 1) - first;
  g_autoptr (GPtrArray) overviews = g_ptr_array_sized_new (n);
  /* Translators: the heading over a day's events: "Sunday, 6 December"; see g_date_time_format() */
  g_autofree char *day = usher_event_words_date (context->day, _("%A, %-d %B"));

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (overviews, usher_overview_item_get_overview (usher_overview_list_get (context->items, first + i)));
  usher_overview_list_set (self->day_items, overviews);
  gtk_label_set_label (self->day_label, day);
  gtk_stack_set_visible_child_name (self->day_stack, n > 0 ? "list" : "empty");
}

static void
refresh (UsherCalendarPage *self)
{
  if (self->view == VIEW_MONTH)
    usher_month_view_refresh (self->month);
  if (self->view == VIEW_WEEK)
    usher_week_view_refresh (self->week);
  if (self->view == VIEW_AGENDA)
    usher_agenda_view_refresh (self->agenda);
  if (self->compact)
    show_day (self);
  show_title (self);
  show_banner (self);
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static gpointer
ask (GtkWidget *widget)
{
  UsherCalendarPage *self = USHER_CALENDAR_PAGE (widget);

  return usher_events_ask_range (usher_day_start (self->from, self->context.zone), usher_day_start (self->to, self->context.zone), -1);
}

static void
show (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherCalendarPage *self = USHER_CALENDAR_PAGE (widget);
  g_autoptr (UsherEventsAnswer) answer = result;

  if (!answer)
    {
      usher_toast_error (widget, error);
      return;
    }
  self->loaded = TRUE;
  usher_overview_list_set (self->context.items, answer->overviews);
  refresh (self);
}

static const UsherLoaderPlan plan = {
  (const char * const[]) { "event", "registration", "stream", NULL },
  usher_events_query, ask, (GDestroyNotify) usher_events_ask_free, (GDestroyNotify) usher_events_answer_free, show,
};

/* The months beside the one that is shown are read along with it, so that turning the page shows them at once. */
static void
read_around (UsherCalendarPage *self)
{
  UsherDay from = MAX (usher_month_first (usher_month_add (self->context.day, -1)) - 7, 1);
  UsherDay to = usher_month_last (usher_month_add (self->context.day, 1)) + 8;

  if (from == self->from && to == self->to)
    return;
  self->from = from;
  self->to = to;
  if (self->loader)
    usher_loader_reload (self->loader);
}

static void
go (UsherCalendarPage *self, int day)
{
  /* Where the calendar's arithmetic ends, so does the calendar. */
  if (day <= 31 || day >= usher_day_new (9999, 11, 1))
    return;
  self->context.day = day;
  read_around (self);
  refresh (self);
}

/* --- doing --------------------------------------------------------------------------------------------------------- */

static void
show_all (UsherCalendarPage *self, int day)
{
  go (self, day);
  adw_toggle_group_set_active_name (self->views, "agenda");
}

static void
step (UsherCalendarPage *self, int direction)
{
  if (self->view == VIEW_WEEK)
    go (self, self->context.day + direction * usher_week_view_get_days (self->week));
  else
    go (self, usher_month_add (self->context.day, direction));
}

static void
step_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  step (user_data, g_variant_get_int32 (parameter));
}

static gboolean
step_by_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherCalendarPage *self = USHER_CALENDAR_PAGE (widget);

  if (self->view == VIEW_AGENDA)
    return FALSE;   /* a page of the list */
  step (self, g_variant_get_int32 (arguments));
  return TRUE;
}

static void
today_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UsherCalendarPage *self = user_data;

  go (self, self->context.today);
  if (self->view == VIEW_WEEK)
    usher_week_view_scroll_to_now (self->week);
}

static gboolean
today_by_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  today_activated (NULL, NULL, widget);
  return TRUE;
}

static void
cut_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UsherCalendarPage *self = user_data;
  guint position = usher_overview_list_find (self->context.items, g_variant_get_int64 (parameter));
  UsherOverviewItem *item;
  g_autofree char *said = NULL;

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  item = usher_overview_list_get (self->context.items, position);
  if (!usher_move_allowed (usher_overview_item_get_event (item)))
    {
      usher_toast (GTK_WIDGET (self), _("Only scheduled events can be moved"));
      return;
    }
  g_set_object (&self->cut, item);
  /* Translators: said when an event was cut in the calendar */
  said = g_strdup_printf (_("“%s” cut. Choose a day and press Ctrl+V to move it there."), usher_overview_item_get_event (item)->title);
  usher_toast (GTK_WIDGET (self), said);
}

static gboolean
paste_by_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  UsherCalendarPage *self = USHER_CALENDAR_PAGE (widget);
  g_autoptr (UsherOverviewItem) item = g_steal_pointer (&self->cut);

  if (!item)
    return FALSE;
  usher_calendar_context_reschedule (&self->context, widget, item, self->context.day, -1);
  return TRUE;
}

static void
views_changed (UsherCalendarPage *self)
{
  const char *name = adw_toggle_group_get_active_name (self->views);

  for (guint i = 0; i < G_N_ELEMENTS (view_names); i++)
    if (g_strcmp0 (view_names[i], name) == 0)
      self->view = (View) i;
  if (!self->month)   /* still being made */
    return;
  gtk_stack_set_visible_child_name (self->stack, view_names[self->view]);
  refresh (self);
}

static void
banner_clicked (UsherCalendarPage *self)
{
  UsherDay first = usher_month_first (self->context.day);

  usher_calendar_context_schedule (GTK_WIDGET (self), MAX (first, self->context.today));
}

static void
schedule_day (UsherCalendarPage *self)
{
  usher_calendar_context_schedule (GTK_WIDGET (self), self->context.day);
}

static void
date_chosen (UsherCalendarPage *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->date_calendar);

  if (self->choosing_date)
    return;
  go (self, usher_day_new (g_date_time_get_year (date), g_date_time_get_month (date), g_date_time_get_day_of_month (date)));
}

static void
popover_toggled (UsherCalendarPage *self)
{
  g_autoptr (GDateTime) date = NULL;
  int year, month, day;

  if (!gtk_menu_button_get_active (self->title_button))
    return;
  usher_day_split (self->context.day, &year, &month, &day);
  date = g_date_time_new_local (year, month, day, 12, 0, 0);
  self->choosing_date = TRUE;
  gtk_calendar_select_day (self->date_calendar, date);
  self->choosing_date = FALSE;
}

/* --- time ---------------------------------------------------------------------------------------------------------- */

static void
ticked (UsherCalendarPage *self)
{
  UsherDay today = usher_day_of (usher_client_now (self->context.client), self->context.zone);

  if (today != self->context.today)
    {
      /* Who looks at today goes along with it. */
      if (self->context.day == self->context.today)
        self->context.day = today;
      self->context.today = today;
      read_around (self);
      refresh (self);
    }
  else if (self->view == VIEW_MONTH)
    usher_month_view_tick (self->month);
  else if (self->view == VIEW_WEEK)
    usher_week_view_tick (self->week);
}

static void
usher_calendar_page_map (GtkWidget *widget)
{
  UsherCalendarPage *self = USHER_CALENDAR_PAGE (widget);

  GTK_WIDGET_CLASS (usher_calendar_page_parent_class)->map (widget);
  if (usher_client_is_running (self->context.client))
    ticked (self);
  self->ticking = g_signal_connect_swapped (self->context.client, "tick", G_CALLBACK (ticked), self);
}

static void
usher_calendar_page_unmap (GtkWidget *widget)
{
  UsherCalendarPage *self = USHER_CALENDAR_PAGE (widget);

  g_clear_signal_handler (&self->ticking, self->context.client);
  GTK_WIDGET_CLASS (usher_calendar_page_parent_class)->unmap (widget);
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static int
first_weekday (void)
{
  /* The reference day is the pointer's value itself (glibc, since locales have no other numbers). */
  int reference = GPOINTER_TO_INT (nl_langinfo (_NL_TIME_WEEK_1STDAY));
  const char *first = nl_langinfo (_NL_TIME_FIRST_WEEKDAY);

  return usher_week_first_day (reference, (unsigned char) first[0]);
}

static void
set_compact (UsherCalendarPage *self, gboolean compact)
{
  if (self->compact == compact)
    return;
  self->compact = compact;
  gtk_widget_set_visible (self->day_box, compact);
  gtk_widget_set_vexpand (self->day_box, compact);
  gtk_widget_set_vexpand (GTK_WIDGET (self->month_scroller), !compact);
  usher_month_view_set_compact (self->month, compact);
  usher_week_view_set_days (self->week, compact ? 3 : 7);
  usher_agenda_view_set_compact (self->agenda, compact);
  refresh (self);
}

static void
usher_calendar_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((UsherCalendarPageProperty) id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, USHER_CALENDAR_PAGE (object)->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_calendar_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((UsherCalendarPageProperty) id)
    {
    case PROP_COMPACT:
      set_compact (USHER_CALENDAR_PAGE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
make_views (UsherCalendarPage *self)
{
  self->month = USHER_MONTH_VIEW (usher_month_view_new (&self->context));
  g_signal_connect_swapped (self->month, "go", G_CALLBACK (go), self);
  g_signal_connect_swapped (self->month, "show-all", G_CALLBACK (show_all), self);
  gtk_scrolled_window_set_child (self->month_scroller, GTK_WIDGET (self->month));
  self->week = USHER_WEEK_VIEW (usher_week_view_new (&self->context));
  g_signal_connect_swapped (self->week, "go", G_CALLBACK (go), self);
  adw_bin_set_child (self->week_bin, GTK_WIDGET (self->week));
  usher_agenda_view_set_context (self->agenda, &self->context);
  usher_event_list_set_model (self->day_list, self->context.client, self->day_items, FALSE);
}

static void
usher_calendar_page_constructed (GObject *object)
{
  UsherCalendarPage *self = USHER_CALENDAR_PAGE (object);
  UsherCalendarContext *context = &self->context;
  UsherInstant now;

  G_OBJECT_CLASS (usher_calendar_page_parent_class)->constructed (object);
  context->client = usher_page_get_client (USHER_PAGE (self));
  now = usher_client_is_running (context->client) ? usher_client_now (context->client) : g_get_real_time ();
  context->today = context->day = usher_day_of (now, context->zone);
  make_views (self);
  read_around (self);
  refresh (self);
  self->loader = usher_loader_new (context->client, GTK_WIDGET (self), &plan);
}

static void
usher_calendar_page_dispose (GObject *object)
{
  UsherCalendarPage *self = USHER_CALENDAR_PAGE (object);

  g_clear_object (&self->loader);
  g_clear_signal_handler (&self->ticking, self->context.client);
  if (self->actions)
    gtk_widget_insert_action_group (GTK_WIDGET (self), "calendar", NULL);
  g_clear_object (&self->actions);
  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_CALENDAR_PAGE);
  g_clear_object (&self->cut);
  G_OBJECT_CLASS (usher_calendar_page_parent_class)->dispose (object);
}

static void
usher_calendar_page_finalize (GObject *object)
{
  UsherCalendarPage *self = USHER_CALENDAR_PAGE (object);

  g_clear_object (&self->day_items);
  g_clear_object (&self->context.items);
  g_clear_pointer (&self->context.zone, g_time_zone_unref);
  G_OBJECT_CLASS (usher_calendar_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-calendar-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, title_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, previous_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, today_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, views);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, bottom_bar);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, empty_banner);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, month_scroller);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, day_box);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, day_label);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, day_stack);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, day_list);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, week_bin);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, agenda);
  gtk_widget_class_bind_template_child (widget_class, UsherCalendarPage, date_calendar);
  gtk_widget_class_bind_template_callback (widget_class, views_changed);
  gtk_widget_class_bind_template_callback (widget_class, banner_clicked);
  gtk_widget_class_bind_template_callback (widget_class, schedule_day);
  gtk_widget_class_bind_template_callback (widget_class, date_chosen);
}

static void
usher_calendar_page_class_init (UsherCalendarPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = usher_calendar_page_get_property;
  object_class->set_property = usher_calendar_page_set_property;
  object_class->constructed = usher_calendar_page_constructed;
  object_class->dispose = usher_calendar_page_dispose;
  object_class->finalize = usher_calendar_page_finalize;
  widget_class->map = usher_calendar_page_map;
  widget_class->unmap = usher_calendar_page_unmap;
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  g_type_ensure (USHER_TYPE_EVENT_LIST);
  g_type_ensure (USHER_TYPE_AGENDA_VIEW);
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Up, GDK_NO_MODIFIER_MASK, step_by_key, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Down, GDK_NO_MODIFIER_MASK, step_by_key, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, today_by_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, paste_by_key, NULL);
}

static void
usher_calendar_page_init (UsherCalendarPage *self)
{
  static const GActionEntry entries[] = {
    { "step", step_activated, "i" },
    { "today", today_activated },
    { "cut", cut_activated, "x" },
  };

  self->context.zone = usher_format_own_zone ();
  self->context.first_weekday = first_weekday ();
  self->context.items = usher_overview_list_new (self->context.zone);
  self->day_items = usher_overview_list_new (self->context.zone);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "calendar", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_toggle_group_set_active_name (self->views, "month");
  g_signal_connect_swapped (self->title_button, "notify::active", G_CALLBACK (popover_toggled), self);
}
