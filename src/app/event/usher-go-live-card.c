/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-go-live-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "usher-countdown.h"
#include "usher-error.h"

#define PULSE_MS 80

struct _UsherGoLiveCard {
  GtkWidget       parent_instance;

  UsherClient    *client;
  UsherEvent     *event;
  GCancellable   *starting;     /* (nullable): the stream is being made */
  guint           pulse;
  gulong          ticking;

  /* template */
  GtkWidget      *box;
  GtkStack       *stack;
  GtkButton      *button;
  GtkProgressBar *progress;
  GtkButton      *cancel_button;
  GtkLabel       *caption;
  UsherCountdown *countdown;
  GtkWidget      *problem;
  GtkLabel       *problem_label;
};

G_DEFINE_FINAL_TYPE (UsherGoLiveCard, usher_go_live_card, GTK_TYPE_WIDGET)

/* --- how it looks -------------------------------------------------------------------------------------------------- */

static void
set_class (GtkButton *button, const char *name, gboolean wanted)
{
  if (wanted)
    gtk_widget_add_css_class (GTK_WIDGET (button), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (button), name);
}

static void
show_phase (UsherGoLiveCard *self, UsherEventPhase phase)
{
  static const struct { const char *label, *caption; } words[] = {
    [USHER_PHASE_SCHEDULED] = { N_("GO LIVE"), N_("Until the start") },
    [USHER_PHASE_SOON] = { N_("GO LIVE"), N_("Until the start") },
    [USHER_PHASE_OVERDUE] = { N_("GO LIVE"), N_("The audience is waiting") },
    [USHER_PHASE_LIVE] = { N_("Open Studio"), N_("On air for") },
    [USHER_PHASE_COMPLETED] = { N_("Show Summary"), N_("The show is over") },
    [USHER_PHASE_CANCELLED] = { N_("Duplicate…"), N_("Called off") },
  };
  gboolean waits = phase == USHER_PHASE_SCHEDULED || phase == USHER_PHASE_SOON || phase == USHER_PHASE_OVERDUE;

  gtk_button_set_label (self->button, _(words[phase].label));
  gtk_label_set_label (self->caption, _(words[phase].caption));
  set_class (self->button, "hot", phase == USHER_PHASE_SOON || phase == USHER_PHASE_OVERDUE || phase == USHER_PHASE_LIVE);
  gtk_widget_set_visible (GTK_WIDGET (self->countdown), waits || phase == USHER_PHASE_LIVE);
}

/* An hour before the start it grows hot by itself. */
static void
update (UsherGoLiveCard *self)
{
  if (self->event)
    show_phase (self, usher_event_phase (self->event, usher_client_now (self->client)));
}

static void
set_problem (UsherGoLiveCard *self, const char *message)
{
  gtk_widget_set_visible (self->problem, message != NULL);
  if (!message)
    return;
  gtk_label_set_label (self->problem_label, message);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->problem), message, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static gboolean
pulse (gpointer user_data)
{
  gtk_progress_bar_pulse (USHER_GO_LIVE_CARD (user_data)->progress);
  return G_SOURCE_CONTINUE;
}

static void
set_working (UsherGoLiveCard *self, gboolean working)
{
  gboolean moves = adw_get_enable_animations (GTK_WIDGET (self));

  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_stack_set_visible_child_name (self->stack, working ? "working" : "idle");
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), TRUE);
  if (working)
    {
      gtk_progress_bar_set_text (self->progress, _("Making the stream…"));
      if (moves)
        self->pulse = g_timeout_add (PULSE_MS, pulse, self);
      gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));
    }
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->button));
}

/* --- starting ------------------------------------------------------------------------------------------------------ */

static void
started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherGoLiveCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherEvent) event = usher_engine_start_event_finish (USHER_ENGINE (source), result, &error);

  g_clear_object (&self->starting);
  if (!self->stack)   /* its page has gone */
    return;
  set_working (self, FALSE);
  if (event)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-studio", "x", event->id);
  else if (!usher_error_is_cancelled (error))
    set_problem (self, error->message);
}

/**
 * usher_go_live_card_start:
 * @self: the card
 * @client: the client
 * @event_id: the event
 *
 * Makes the stream and takes the event live; then the Studio opens. Where it fails the event stays scheduled, and the card
 * says why. Cancelling leaves it scheduled, too.
 */
void
usher_go_live_card_start (UsherGoLiveCard *self, UsherClient *client, gint64 event_id)
{
  UsherEngine *engine;

  g_return_if_fail (USHER_IS_GO_LIVE_CARD (self));

  engine = usher_client_get_engine (client);
  if (self->starting || !engine)
    return;
  set_problem (self, NULL);
  set_working (self, TRUE);
  self->starting = g_cancellable_new ();
  usher_engine_start_event_async (engine, event_id, "app", self->starting, started, g_object_ref (self));
}

static void
cancel_clicked (GtkButton *button, UsherGoLiveCard *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  gtk_progress_bar_set_text (self->progress, _("Stopping…"));
  g_cancellable_cancel (self->starting);
}

static void
button_clicked (GtkButton *button, UsherGoLiveCard *self)
{
  static const char * const actions[] = {
    [USHER_EVENT_SCHEDULED] = "win.go-live",
    [USHER_EVENT_LIVE] = "win.open-studio",
    [USHER_EVENT_COMPLETED] = "win.open-summary",
    [USHER_EVENT_CANCELLED] = "win.duplicate-event",
  };

  if (self->event)
    gtk_widget_activate_action (GTK_WIDGET (self), actions[self->event->status], "x", self->event->id);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
follow_clock (UsherGoLiveCard *self)
{
  gboolean wanted = self->event && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (wanted && self->ticking == 0)
    self->ticking = g_signal_connect_swapped (self->client, "tick", G_CALLBACK (update), self);
  else if (!wanted && self->ticking != 0)
    g_clear_signal_handler (&self->ticking, self->client);
  update (self);
}

static void
usher_go_live_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_go_live_card_parent_class)->map (widget);
  follow_clock (USHER_GO_LIVE_CARD (widget));
}

static void
usher_go_live_card_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_go_live_card_parent_class)->unmap (widget);
  follow_clock (USHER_GO_LIVE_CARD (widget));
}

static void
usher_go_live_card_dispose (GObject *object)
{
  UsherGoLiveCard *self = USHER_GO_LIVE_CARD (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  if (self->ticking != 0)
    g_clear_signal_handler (&self->ticking, self->client);
  g_clear_pointer (&self->event, usher_event_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_GO_LIVE_CARD);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_go_live_card_parent_class)->dispose (object);
}

static void
usher_go_live_card_finalize (GObject *object)
{
  g_clear_object (&USHER_GO_LIVE_CARD (object)->starting);
  G_OBJECT_CLASS (usher_go_live_card_parent_class)->finalize (object);
}

static void
usher_go_live_card_class_init (UsherGoLiveCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_go_live_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_go_live_card_finalize;
  widget_class->map = usher_go_live_card_map;
  widget_class->unmap = usher_go_live_card_unmap;
  g_type_ensure (USHER_TYPE_COUNTDOWN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-go-live-card.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, UsherGoLiveCard, box);
  gtk_widget_class_bind_template_child (widget_class, UsherGoLiveCard, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherGoLiveCard, button);
  gtk_widget_class_bind_template_child (widget_class, UsherGoLiveCard, progress);
  gtk_widget_class_bind_template_child (widget_class, UsherGoLiveCard, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, UsherGoLiveCard, caption);
  gtk_widget_class_bind_template_child (widget_class, UsherGoLiveCard, countdown);
  gtk_widget_class_bind_template_child (widget_class, UsherGoLiveCard, problem);
  gtk_widget_class_bind_template_child (widget_class, UsherGoLiveCard, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked);
}

static void
usher_go_live_card_init (UsherGoLiveCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * usher_go_live_card_set_event:
 * @self: the card
 * @client: whose clock it shows
 * @event: the event as it is now
 */
void
usher_go_live_card_set_event (UsherGoLiveCard *self, UsherClient *client, UsherEvent *event)
{
  g_return_if_fail (USHER_IS_GO_LIVE_CARD (self));
  g_return_if_fail (event != NULL);

  if (self->ticking != 0)
    g_clear_signal_handler (&self->ticking, self->client);
  g_set_object (&self->client, client);
  g_clear_pointer (&self->event, usher_event_unref);
  self->event = usher_event_ref (event);
  usher_countdown_set_event (self->countdown, client, event);
  if (event->status != USHER_EVENT_SCHEDULED)
    set_problem (self, NULL);
  follow_clock (self);
}
