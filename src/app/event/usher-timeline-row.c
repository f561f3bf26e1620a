/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-timeline-row.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-i18n.h"
#include "usher-status-chip.h"
#include "usher-time.h"

struct _UsherTimelineRow {
  AdwActionRow       parent_instance;

  UsherNotification *notification;
  UsherStatusChip   *chip;
  GtkMenuButton     *menu;
};

G_DEFINE_FINAL_TYPE (UsherTimelineRow, usher_timeline_row, ADW_TYPE_ACTION_ROW)

static void
usher_timeline_row_finalize (GObject *object)
{
  g_clear_pointer (&USHER_TIMELINE_ROW (object)->notification, usher_notification_unref);
  G_OBJECT_CLASS (usher_timeline_row_parent_class)->finalize (object);
}

static void
usher_timeline_row_class_init (UsherTimelineRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_timeline_row_finalize;
}

static void
usher_timeline_row_init (UsherTimelineRow *self)
{
  self->chip = USHER_STATUS_CHIP (usher_status_chip_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->chip), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->chip));
  self->menu = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->menu, "view-more-symbolic");
  gtk_widget_set_valign (GTK_WIDGET (self->menu), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->menu), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu), _("Message Actions"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->menu));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

GtkWidget *
usher_timeline_row_new (void)
{
  return g_object_new (USHER_TYPE_TIMELINE_ROW, NULL);
}

UsherNotification *
usher_timeline_row_get_notification (UsherTimelineRow *self)
{
  g_return_val_if_fail (USHER_IS_TIMELINE_ROW (self), NULL);
  return self->notification;
}

/* --- its words ----------------------------------------------------------------------------------------------------- */

static void
add_count (GPtrArray *parts, int count, const char *words)
{
  g_autofree char *number = NULL;

  if (count <= 0)
    return;
  number = usher_format_number (count);
  g_ptr_array_add (parts, g_strdup_printf (words, number));
}

static const char *
channels_words (UsherChannels channels)
{
  if (channels == (UsherChannels) (USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS))
    return _("e-mail and SMS");
  return channels == USHER_CHANNELS_SMS ? _("SMS") : _("e-mail");
}

static char *
moment_words (const UsherNotification *n, const char *event_zone, UsherInstant now)
{
  UsherInstant moment = n->closed_at != USHER_NEVER && n->kind != USHER_NOTIFICATION_CONFIRMATION ? n->closed_at : n->due_at;

  if (n->kind == USHER_NOTIFICATION_CONFIRMATION)
    return g_strdup (_("At each registration"));
  if (moment == USHER_NEVER)
    moment = n->created_at;
  return usher_format_own_day_time (moment, event_zone, now);
}

/* "Sun 29 Nov, 20:00 · e-mail and SMS" and a line of counts */
static char *
describe (const UsherNotification *n, const char *event_zone, UsherInstant now)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *moment = moment_words (n, event_zone, now);
  g_autofree char *head = NULL;
  g_autofree char *counts = NULL;

  /* Translators: when a message leaves, and by which channels: "Sun 6 Dec, 20:00 · e-mail and SMS" */
  head = g_strdup_printf (_("%s · %s"), moment, channels_words (n->channels));
  add_count (parts, n->sent, ngettext ("%s sent", "%s sent", (gulong) MAX (n->sent, 0)));
  add_count (parts, n->delivered, ngettext ("%s delivered", "%s delivered", (gulong) MAX (n->delivered, 0)));
  add_count (parts, n->opened, ngettext ("%s opened", "%s opened", (gulong) MAX (n->opened, 0)));
  add_count (parts, n->clicked, ngettext ("%s clicked", "%s clicked", (gulong) MAX (n->clicked, 0)));
  add_count (parts, n->pending, ngettext ("%s pending", "%s pending", (gulong) MAX (n->pending, 0)));
  add_count (parts, n->failed, ngettext ("%s failed", "%s failed", (gulong) MAX (n->failed, 0)));
  if (parts->len == 0 && n->reason)
    return g_strdup_printf ("%s\n%s", head, usher_i18n_stored (n->reason));
  if (parts->len == 0)
    return g_steal_pointer (&head);
  g_ptr_array_add (parts, NULL);
  counts = g_strjoinv (" · ", (char **) parts->pdata);
  return g_strdup_printf ("%s\n%s", head, counts);
}

/* --- its menu ------------------------------------------------------------------------------------------------------ */

static void
add_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static GMenu *
make_menu (const UsherNotification *n, const UsherEventOverview *overview)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  gboolean waits = n->status == USHER_NOTIFICATION_SCHEDULED && overview->event->status == USHER_EVENT_SCHEDULED;

  if (waits && n->kind == USHER_NOTIFICATION_REMINDER)
    add_item (menu, _("Send Now…"), "timeline.send-now", n->id);
  if (n->channels & USHER_CHANNELS_EMAIL)
    add_item (menu, _("Preview E-mail"), "timeline.preview-email", n->id);
  if (n->channels & USHER_CHANNELS_SMS)
    add_item (menu, _("Preview SMS"), "timeline.preview-sms", n->id);
  if (n->failed > 0 || n->status == USHER_NOTIFICATION_FAILED)
    add_item (menu, _("Why It Failed"), "timeline.failures", n->id);
  if (n->total > 0)
    add_item (menu, _("Show in Outbox"), "timeline.outbox", n->id);
  if (n->kind != USHER_NOTIFICATION_CONFIRMATION
      && (n->status == USHER_NOTIFICATION_SCHEDULED || n->status == USHER_NOTIFICATION_SENDING))
    add_item (menu, _("Cancel"), "timeline.cancel", n->id);
  return g_steal_pointer (&menu);
}

/* All counts that are shown, and what the menu depends on */
static gboolean
looks_same (const UsherNotification *a, const UsherNotification *b)
{
  return a && a->id == b->id && a->status == b->status && a->due_at == b->due_at && a->channels == b->channels
         && a->total == b->total && a->pending == b->pending && a->sent == b->sent && a->delivered == b->delivered
         && a->failed == b->failed && a->opened == b->opened && a->clicked == b->clicked && a->closed_at == b->closed_at;
}

static void
set_chip (UsherTimelineRow *self, const UsherNotification *n)
{
  /* A confirmation is never done while people may register; what it has is no state of sending. */
  if (n->kind == USHER_NOTIFICATION_CONFIRMATION && n->status == USHER_NOTIFICATION_SENDING && n->pending == 0)
    usher_status_chip_set (self->chip, _("Ready"), "object-select-symbolic", "scheduled");
  else
    usher_status_chip_set_notification (self->chip, n->status);
}

/**
 * usher_timeline_row_set:
 * @self: the row
 * @notification: what it shows
 * @overview: of its event
 * @now: what "this year" is
 */
void
usher_timeline_row_set (UsherTimelineRow *self, UsherNotification *notification, const UsherEventOverview *overview,
                        UsherInstant now)
{
  g_autofree char *title = NULL, *subtitle = NULL, *spoken = NULL;
  g_autoptr (GMenu) menu = NULL;

  g_return_if_fail (USHER_IS_TIMELINE_ROW (self));
  g_return_if_fail (notification != NULL);

  title = usher_format_notification (notification);
  subtitle = describe (notification, overview->event->time_zone, now);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  set_chip (self, notification);
  /* Translators: the name of a menu for screen readers; %s: "2 weeks before" */
  spoken = g_strdup_printf (_("Actions of “%s”"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  menu = make_menu (notification, overview);
  /* A menu that is open stays. */
  if (!looks_same (self->notification, notification) && !gtk_menu_button_get_active (self->menu))
    gtk_menu_button_set_menu_model (self->menu, G_MENU_MODEL (menu));
  gtk_widget_set_sensitive (GTK_WIDGET (self->menu), g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
  g_clear_pointer (&self->notification, usher_notification_unref);
  self->notification = usher_notification_ref (notification);
}
