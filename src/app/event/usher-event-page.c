/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-page.h"

#include <glib/gi18n.h>

#include "usher-event-facts.h"
#include "usher-format.h"
#include "usher-go-live-card.h"
#include "usher-live-figures.h"
#include "usher-loader.h"
#include "usher-registrations-view.h"
#include "usher-sandbox-note.h"
#include "usher-share-box.h"
#include "usher-ticket.h"
#include "usher-timeline.h"

#define BADGE_MAX 999

struct _UsherEventPage {
  UsherPage              parent_instance;

  gint64                 event_id;
  UsherLoader           *loader;
  UsherEvent            *event;         /* (nullable): as it is shown */
  UsherEventPhase        phase;

  /* template */
  GtkStack              *stack;
  AdwStatusPage         *problem;
  AdwViewStack          *views;
  AdwViewStackPage      *registrations_page;
  AdwWindowTitle        *window_title;
  GtkWidget             *edit_button;
  GtkMenuButton         *menu;
  UsherSandboxNote      *sandbox_note;
  UsherTicket           *ticket;
  UsherGoLiveCard       *go_live;
  UsherLiveFigures      *figures;
  UsherShareBox         *share;
  UsherTimeline         *timeline;
  UsherRegistrationsView *registrations;
};

G_DEFINE_FINAL_TYPE (UsherEventPage, usher_event_page, USHER_TYPE_PAGE)

/* --- its menu ------------------------------------------------------------------------------------------------------ */

static void
add_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static void
set_menu (UsherEventPage *self, const UsherEventFacts *facts)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) share = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuItem) copy = g_menu_item_new (_("Copy Registration Link"), NULL);
  UsherEventStatus status = facts->overview->event->status;
  gint64 id = self->event_id;

  if (status == USHER_EVENT_SCHEDULED || status == USHER_EVENT_LIVE)
    add_item (first, _("Edit…"), "win.edit-event", id);
  add_item (first, _("Duplicate…"), "win.duplicate-event", id);
  if (status == USHER_EVENT_LIVE)
    add_item (first, _("Open Studio"), "win.open-studio", id);
  if (status == USHER_EVENT_COMPLETED)
    add_item (first, _("Show Summary"), "win.open-summary", id);
  g_menu_item_set_action_and_target (copy, "win.copy", "s", facts->register_url);
  g_menu_append_item (share, copy);
  add_item (share, _("Show Messages in Outbox"), "win.show-outbox", id);
  if (status == USHER_EVENT_SCHEDULED)
    add_item (last, _("Cancel Event…"), "win.cancel-event", id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (share));
  if (g_menu_model_get_n_items (G_MENU_MODEL (last)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  if (!gtk_menu_button_get_active (self->menu))
    gtk_menu_button_set_menu_model (self->menu, G_MENU_MODEL (menu));
}

/* --- what it shows ------------------------------------------------------------------------------------------------- */

static void
show_facts (UsherEventPage *self, const UsherEventFacts *facts)
{
  UsherClient *client = usher_page_get_client (USHER_PAGE (self));
  UsherEvent *event = facts->overview->event;
  g_autofree char *count = usher_format_registrations (facts->overview->registrations);

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), event->title);
  adw_window_title_set_title (self->window_title, event->title);
  adw_window_title_set_subtitle (self->window_title, count);
  gtk_widget_set_visible (self->edit_button, event->status == USHER_EVENT_SCHEDULED);
  set_menu (self, facts);
  usher_ticket_set_event (self->ticket, client, event);
  usher_go_live_card_set_event (self->go_live, client, event);
  usher_live_figures_set_facts (self->figures, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->figures), event->status == USHER_EVENT_LIVE);
  usher_share_box_set_facts (self->share, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->share), event->registration_enabled
                                                    && event->status != USHER_EVENT_COMPLETED
                                                    && event->status != USHER_EVENT_CANCELLED);
  usher_timeline_set_facts (self->timeline, client, facts);
  usher_registrations_view_set_facts (self->registrations, facts);
  /* More digits than these would lie over the words; the list itself says the number. */
  adw_view_stack_page_set_badge_number (self->registrations_page, facts->overview->registrations <= BADGE_MAX
                                                                  ? (guint) facts->overview->registrations : 0);
}

static void
show (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherEventPage *self = USHER_EVENT_PAGE (widget);
  g_autoptr (UsherEventFacts) facts = result;

  if (!facts)
    {
      /* What was shown stays: the next change reads again. */
      if (!self->event)
        {
          adw_status_page_set_description (self->problem, error->message);
          gtk_stack_set_visible_child_name (self->stack, "problem");
        }
      return;
    }
  show_facts (self, facts);
  g_clear_pointer (&self->event, usher_event_unref);
  self->event = usher_event_ref (facts->overview->event);
  self->phase = usher_event_phase (self->event, usher_client_now (usher_page_get_client (USHER_PAGE (self))));
  gtk_stack_set_visible_child_name (self->stack, "content");
}

static gpointer
ask (GtkWidget *widget)
{
  return usher_event_facts_input (USHER_EVENT_PAGE (widget)->event_id);
}

static const char * const kinds[] = { "event", "notification", "registration", "delivery", "stream", "settings", NULL };

static const UsherLoaderPlan plan = {
  .kinds = kinds,
  .query = usher_event_facts_query,
  .ask = ask,
  .free_input = g_free,
  .free_result = (GDestroyNotify) usher_event_facts_free,
  .show = show,
};

/* Time alone changes what is shown, when the event gets near or its start passes. */
static void
look_at_clock (UsherClient *client, UsherEventPage *self)
{
  if (self->event && !usher_loader_is_busy (self->loader)
      && usher_event_phase (self->event, usher_client_now (client)) != self->phase)
    usher_loader_reload (self->loader);
}

static void
edit_clicked (GtkButton *button, UsherEventPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-event", "x", self->event_id);
}

static gboolean
usher_event_page_search (UsherPage *page)
{
  UsherEventPage *self = USHER_EVENT_PAGE (page);

  adw_view_stack_set_visible_child_name (self->views, "registrations");
  usher_registrations_view_search (self->registrations);
  return TRUE;
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_event_page_dispose (GObject *object)
{
  g_clear_object (&USHER_EVENT_PAGE (object)->loader);
  g_clear_pointer (&USHER_EVENT_PAGE (object)->event, usher_event_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_EVENT_PAGE);
  G_OBJECT_CLASS (usher_event_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, problem);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, views);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, registrations_page);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, edit_button);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, menu);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, sandbox_note);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, ticket);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, go_live);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, figures);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, share);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, timeline);
  gtk_widget_class_bind_template_child (widget_class, UsherEventPage, registrations);
}

static void
usher_event_page_class_init (UsherEventPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_event_page_dispose;
  USHER_PAGE_CLASS (klass)->search = usher_event_page_search;
  g_type_ensure (USHER_TYPE_SANDBOX_NOTE);
  g_type_ensure (USHER_TYPE_TICKET);
  g_type_ensure (USHER_TYPE_GO_LIVE_CARD);
  g_type_ensure (USHER_TYPE_LIVE_FIGURES);
  g_type_ensure (USHER_TYPE_SHARE_BOX);
  g_type_ensure (USHER_TYPE_TIMELINE);
  g_type_ensure (USHER_TYPE_REGISTRATIONS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-event-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, edit_clicked);
}

static void
usher_event_page_init (UsherEventPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
usher_event_page_new (UsherClient *client, gint64 event_id)
{
  UsherEventPage *self = g_object_new (USHER_TYPE_EVENT_PAGE, "client", client, NULL);

  self->event_id = event_id;
  usher_sandbox_note_set_client (self->sandbox_note, client);
  usher_registrations_view_set_event (self->registrations, client, event_id);
  self->loader = usher_loader_new (client, GTK_WIDGET (self), &plan);
  usher_loader_set_event (self->loader, event_id);
  g_signal_connect_object (client, "tick", G_CALLBACK (look_at_clock), self, G_CONNECT_DEFAULT);
  return ADW_NAVIGATION_PAGE (self);
}

gint64
usher_event_page_get_event_id (UsherEventPage *self)
{
  g_return_val_if_fail (USHER_IS_EVENT_PAGE (self), 0);
  return self->event_id;
}

void
usher_event_page_go_live (UsherEventPage *self)
{
  g_return_if_fail (USHER_IS_EVENT_PAGE (self));

  adw_view_stack_set_visible_child_name (self->views, "overview");
  usher_go_live_card_start (self->go_live, usher_page_get_client (USHER_PAGE (self)), self->event_id);
}
