/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-today-page.h"

#include <glib/gi18n.h>

#include "usher-loader.h"
#include "usher-next-event.h"
#include "usher-sandbox-note.h"
#include "usher-today-rows.h"

struct _UsherTodayPage {
  UsherPage            parent_instance;

  UsherLoader         *loader;
  UsherToday          *today;       /* as it is shown; NULL before the first reading */
  UsherRowList        *attention;
  UsherRowList        *upcoming;
  UsherRowList        *sent;
  GPtrArray           *tickets;     /* (element-type UsherNextEvent) */
  gulong               ticking;

  /* template */
  GtkStack            *stack;
  AdwStatusPage       *trouble_page;
  UsherSandboxNote    *sandbox_note;
  GtkBox              *ticket_box;
  GtkWidget           *free_card;
  AdwPreferencesGroup *attention_group;
  AdwPreferencesGroup *upcoming_group;
  AdwPreferencesGroup *sent_group;
};

G_DEFINE_FINAL_TYPE (UsherTodayPage, usher_today_page, USHER_TYPE_PAGE)

/* --- showing ------------------------------------------------------------------------------------------------------- */

/* All that are live, else the next one */
static guint
count_tickets (const UsherToday *today)
{
  guint live = 0;

  while (live < today->events->len
         && ((UsherEventOverview *) today->events->pdata[live])->event->status == USHER_EVENT_LIVE)
    live++;
  return live > 0 ? live : MIN (today->events->len, 1);
}

static void
show_tickets (UsherTodayPage *self, guint n_tickets)
{
  while (self->tickets->len < n_tickets)
    {
      GtkWidget *ticket = usher_next_event_new ();

      gtk_box_append (self->ticket_box, ticket);
      g_ptr_array_add (self->tickets, ticket);
    }
  for (guint i = 0; i < self->tickets->len; i++)
    {
      gtk_widget_set_visible (self->tickets->pdata[i], i < n_tickets);
      if (i < n_tickets)
        usher_next_event_show (self->tickets->pdata[i], usher_page_get_client (USHER_PAGE (self)), self->today->events->pdata[i]);
    }
  gtk_widget_set_visible (self->free_card, n_tickets == 0);
}

static void
show_rows (UsherTodayPage *self, guint n_tickets)
{
  const UsherToday *today = self->today;
  guint n_upcoming = today->events->len - n_tickets;

  usher_row_list_resize (self->attention, today->attention->len);
  for (guint i = 0; i < today->attention->len; i++)
    usher_attention_row_fill (usher_row_list_get (self->attention, i), today->attention->pdata[i], today->now);
  usher_row_list_resize (self->upcoming, n_upcoming);
  for (guint i = 0; i < n_upcoming; i++)
    usher_upcoming_row_fill (usher_row_list_get (self->upcoming, i), today->events->pdata[n_tickets + i], today->now);
  usher_row_list_resize (self->sent, today->sent->len);
  for (guint i = 0; i < today->sent->len; i++)
    usher_sent_row_fill (usher_row_list_get (self->sent, i), today->sent->pdata[i], today->now);
}

static void
show_today (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherTodayPage *self = USHER_TODAY_PAGE (widget);
  UsherToday *today = result;
  guint n_tickets;

  if (!today)
    {
      if (self->today)      /* what was read before is better than nothing */
        return;
      adw_status_page_set_description (self->trouble_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "trouble");
      return;
    }
  g_clear_pointer (&self->today, usher_today_free);
  self->today = today;
  if (today->events->len + today->attention->len + today->sent->len == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }
  n_tickets = count_tickets (today);
  show_tickets (self, n_tickets);
  show_rows (self, n_tickets);
  gtk_stack_set_visible_child_name (self->stack, "house");
}

static gpointer
query_today (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_engine_get_today (engine, error);
}

static const char * const kinds[] = { "event", "registration", "notification", "delivery", "provider", "stream", "settings",
                                      "store", NULL };

static const UsherLoaderPlan plan = {
  .kinds = kinds,
  .query = query_today,
  .free_result = (GDestroyNotify) usher_today_free,
  .show = show_today,
};

/* Time alone changes what is shown, when an event gets near or its start passes. */
static void
look_at_clock (UsherClient *client, UsherTodayPage *self)
{
  UsherInstant now = usher_client_now (client);

  if (!self->today || usher_loader_is_busy (self->loader))
    return;
  for (guint i = 0; i < self->today->events->len; i++)
    {
      const UsherEvent *event = ((UsherEventOverview *) self->today->events->pdata[i])->event;

      if (usher_event_phase (event, now) != usher_event_phase (event, self->today->now))
        {
          usher_loader_reload (self->loader);
          return;
        }
    }
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_today_page_map (GtkWidget *widget)
{
  UsherTodayPage *self = USHER_TODAY_PAGE (widget);

  GTK_WIDGET_CLASS (usher_today_page_parent_class)->map (widget);
  self->ticking = g_signal_connect (usher_page_get_client (USHER_PAGE (self)), "tick", G_CALLBACK (look_at_clock), self);
}

static void
usher_today_page_unmap (GtkWidget *widget)
{
  UsherTodayPage *self = USHER_TODAY_PAGE (widget);

  g_clear_signal_handler (&self->ticking, usher_page_get_client (USHER_PAGE (self)));
  GTK_WIDGET_CLASS (usher_today_page_parent_class)->unmap (widget);
}

static void
usher_today_page_constructed (GObject *object)
{
  UsherTodayPage *self = USHER_TODAY_PAGE (object);
  UsherClient *client = usher_page_get_client (USHER_PAGE (object));

  G_OBJECT_CLASS (usher_today_page_parent_class)->constructed (object);
  usher_sandbox_note_set_client (self->sandbox_note, client);
  self->loader = usher_loader_new (client, GTK_WIDGET (self), &plan);
}

static void
usher_today_page_dispose (GObject *object)
{
  UsherTodayPage *self = USHER_TODAY_PAGE (object);

  g_clear_object (&self->loader);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_TODAY_PAGE);
  G_OBJECT_CLASS (usher_today_page_parent_class)->dispose (object);
}

static void
usher_today_page_finalize (GObject *object)
{
  UsherTodayPage *self = USHER_TODAY_PAGE (object);

  g_clear_pointer (&self->today, usher_today_free);
  usher_row_list_free (self->attention);
  usher_row_list_free (self->upcoming);
  usher_row_list_free (self->sent);
  g_ptr_array_unref (self->tickets);
  G_OBJECT_CLASS (usher_today_page_parent_class)->finalize (object);
}

static void
usher_today_page_class_init (UsherTodayPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = usher_today_page_constructed;
  object_class->dispose = usher_today_page_dispose;
  object_class->finalize = usher_today_page_finalize;
  widget_class->map = usher_today_page_map;
  widget_class->unmap = usher_today_page_unmap;

  g_type_ensure (USHER_TYPE_SANDBOX_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-today-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherTodayPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherTodayPage, trouble_page);
  gtk_widget_class_bind_template_child (widget_class, UsherTodayPage, sandbox_note);
  gtk_widget_class_bind_template_child (widget_class, UsherTodayPage, ticket_box);
  gtk_widget_class_bind_template_child (widget_class, UsherTodayPage, free_card);
  gtk_widget_class_bind_template_child (widget_class, UsherTodayPage, attention_group);
  gtk_widget_class_bind_template_child (widget_class, UsherTodayPage, upcoming_group);
  gtk_widget_class_bind_template_child (widget_class, UsherTodayPage, sent_group);
}

static void
usher_today_page_init (UsherTodayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->tickets = g_ptr_array_new ();
  self->attention = usher_row_list_new (self->attention_group, usher_attention_row_prepare);
  self->upcoming = usher_row_list_new (self->upcoming_group, usher_upcoming_row_prepare);
  self->sent = usher_row_list_new (self->sent_group, usher_sent_row_prepare);
}
