/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-ticket.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "usher-countdown.h"
#include "usher-format.h"
#include "usher-markdown.h"
#include "usher-status-chip.h"
#include "usher-time.h"
#include "usher-wording.h"

#define CORNER 15.0f
#define NOTCH  9.0f

struct _UsherTicket {
  GtkWidget        parent_instance;

  guint            hue;          /* degrees, from the event's id */

  /* template */
  GtkWidget       *stub;
  GtkWidget       *body;
  GtkLabel        *weekday;
  GtkLabel        *day;
  GtkLabel        *month;
  GtkLabel        *title;
  UsherStatusChip *chip;
  UsherCountdown  *countdown;
  GtkLabel        *start;
  GtkLabel        *own_start;
  GtkLabel        *duration;
  GtkLabel        *description;
};

G_DEFINE_FINAL_TYPE (UsherTicket, usher_ticket, GTK_TYPE_WIDGET)

/* --- drawing ------------------------------------------------------------------------------------------------------- */

/* A rounded rectangle with a bite out of its upper and its lower edge at @x */
static GskPath *
outline (float width, float height, float x)
{
  GskPathBuilder *builder = gsk_path_builder_new ();

  gsk_path_builder_move_to (builder, CORNER, 0);
  gsk_path_builder_line_to (builder, x - NOTCH, 0);
  gsk_path_builder_svg_arc_to (builder, NOTCH, NOTCH, 0, FALSE, FALSE, x + NOTCH, 0);
  gsk_path_builder_line_to (builder, width - CORNER, 0);
  gsk_path_builder_svg_arc_to (builder, CORNER, CORNER, 0, FALSE, TRUE, width, CORNER);
  gsk_path_builder_line_to (builder, width, height - CORNER);
  gsk_path_builder_svg_arc_to (builder, CORNER, CORNER, 0, FALSE, TRUE, width - CORNER, height);
  gsk_path_builder_line_to (builder, x + NOTCH, height);
  gsk_path_builder_svg_arc_to (builder, NOTCH, NOTCH, 0, FALSE, FALSE, x - NOTCH, height);
  gsk_path_builder_line_to (builder, CORNER, height);
  gsk_path_builder_svg_arc_to (builder, CORNER, CORNER, 0, FALSE, TRUE, 0, height - CORNER);
  gsk_path_builder_line_to (builder, 0, CORNER);
  gsk_path_builder_svg_arc_to (builder, CORNER, CORNER, 0, FALSE, TRUE, CORNER, 0);
  gsk_path_builder_close (builder);
  return gsk_path_builder_free_to_path (builder);
}

/* Dark enough for white text at every hue (4.5:1) */
static void
shade (GdkRGBA *color, guint hue, float value)
{
  gtk_hsv_to_rgb ((float) (hue % 360) / 360.0f, 0.72f, value, &color->red, &color->green, &color->blue);
  color->alpha = 1;
}

static void
draw_stub (UsherTicket *self, GtkSnapshot *snapshot, float width, float height)
{
  GskColorStop stops[2] = { { .offset = 0 }, { .offset = 1 } };

  shade (&stops[0].color, self->hue, 0.48f);
  shade (&stops[1].color, self->hue + 45, 0.34f);
  gtk_snapshot_append_linear_gradient (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height), &GRAPHENE_POINT_INIT (0, 0),
                                       &GRAPHENE_POINT_INIT (width, height), stops, G_N_ELEMENTS (stops));
}

static void
draw_edges (UsherTicket *self, GtkSnapshot *snapshot, GskPath *path, float x, float height)
{
  g_autoptr (GskPath) line = NULL;
  GskPathBuilder *builder = gsk_path_builder_new ();
  GskStroke *stroke = gsk_stroke_new (1);
  GdkRGBA color;

  gtk_widget_get_color (GTK_WIDGET (self), &color);
  color.alpha *= adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 0.5f : 0.18f;
  gtk_snapshot_append_stroke (snapshot, path, stroke, &color);
  gsk_path_builder_move_to (builder, x, NOTCH + 4);
  gsk_path_builder_line_to (builder, x, height - NOTCH - 4);
  line = gsk_path_builder_free_to_path (builder);
  gsk_stroke_set_line_width (stroke, 2);
  gsk_stroke_set_dash (stroke, (float[]) { 3, 5 }, 2);
  color.alpha = MIN (1, color.alpha * 2);
  gtk_snapshot_append_stroke (snapshot, line, stroke, &color);
  gsk_stroke_free (stroke);
}

/* With its padding */
static float
get_stub_width (UsherTicket *self)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (self->stub, GTK_WIDGET (self), &bounds) ? bounds.size.width : 0;
}

static void
usher_ticket_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UsherTicket *self = USHER_TICKET (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  float stub = get_stub_width (self);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float x = mirrored ? width - stub : stub;
  g_autoptr (GskPath) path = outline (width, height, x);

  gtk_snapshot_push_fill (snapshot, path, GSK_FILL_RULE_WINDING);
  gtk_widget_snapshot_child (widget, self->body, snapshot);
  gtk_snapshot_save (snapshot);
  if (mirrored)
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, 0));
  draw_stub (self, snapshot, stub, height);
  gtk_snapshot_restore (snapshot);
  gtk_widget_snapshot_child (widget, self->stub, snapshot);
  gtk_snapshot_pop (snapshot);
  draw_edges (self, snapshot, path, x, height);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_ticket_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_TICKET);
  G_OBJECT_CLASS (usher_ticket_parent_class)->dispose (object);
}

static void
usher_ticket_class_init (UsherTicketClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_ticket_dispose;
  widget_class->snapshot = usher_ticket_snapshot;
  g_type_ensure (USHER_TYPE_STATUS_CHIP);
  g_type_ensure (USHER_TYPE_COUNTDOWN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-ticket.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, stub);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, body);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, weekday);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, day);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, month);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, title);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, chip);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, countdown);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, start);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, own_start);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, duration);
  gtk_widget_class_bind_template_child (widget_class, UsherTicket, description);
}

static void
usher_ticket_init (UsherTicket *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_times (UsherTicket *self, const UsherEvent *event)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);
  g_autoptr (GTimeZone) own = usher_format_own_zone ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (event->starts_at);
  g_autoptr (GDateTime) start = NULL;
  g_autofree char *weekday = NULL, *day = NULL, *month = NULL, *time = NULL, *place = NULL, *line = NULL;

  if (!zone)
    zone = g_time_zone_new_utc ();
  start = g_date_time_to_timezone (utc, zone);
  weekday = g_date_time_format (start, "%A");
  day = g_date_time_format (start, "%-d");
  month = g_date_time_format (start, "%B");
  gtk_label_set_label (self->weekday, weekday);
  gtk_label_set_label (self->day, day);
  gtk_label_set_label (self->month, month);
  time = usher_format_time (event->starts_at, zone);
  place = usher_wording_zone (event->starts_at, zone);
  /* Translators: a time and its zone: "20:00 · Europe/Berlin (CET, UTC+1)" */
  line = g_strdup_printf (_("%s · %s"), time, place);
  gtk_label_set_label (self->start, line);
  gtk_widget_set_visible (GTK_WIDGET (self->own_start),
                          usher_time_offset (event->starts_at, zone) != usher_time_offset (event->starts_at, own));
  if (gtk_widget_get_visible (GTK_WIDGET (self->own_start)))
    {
      g_autofree char *there = usher_format_day_time (event->starts_at, own, event->starts_at);
      /* Translators: the start in the streamer's own zone: "Sun 6 Dec, 19:00 in your time zone" */
      g_autofree char *own_line = g_strdup_printf (_("%s in your time zone"), there);

      gtk_label_set_label (self->own_start, own_line);
    }
}

/**
 * usher_ticket_set_event:
 * @self: the ticket
 * @client: whose clock it shows
 * @event: the event
 */
void
usher_ticket_set_event (UsherTicket *self, UsherClient *client, UsherEvent *event)
{
  g_autofree char *duration = NULL, *markup = NULL;

  g_return_if_fail (USHER_IS_TICKET (self));
  g_return_if_fail (event != NULL);

  /* The golden angle: neighbouring ids look different. */
  self->hue = (guint) ((guint64) event->id * 137 % 360);
  gtk_label_set_label (self->title, event->title);
  usher_status_chip_set_phase (self->chip, usher_event_phase (event, usher_client_now (client)));
  usher_countdown_set_event (self->countdown, client, event);
  gtk_widget_set_visible (GTK_WIDGET (self->countdown), event->status == USHER_EVENT_SCHEDULED || event->status == USHER_EVENT_LIVE);
  set_times (self, event);
  duration = usher_wording_duration (event->duration_minutes, usher_format_language ());
  gtk_label_set_label (self->duration, duration);
  markup = usher_markdown_to_pango (event->description);
  gtk_label_set_markup (self->description, markup);
  gtk_widget_set_visible (GTK_WIDGET (self->description), *markup != '\0');
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
