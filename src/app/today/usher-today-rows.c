/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-today-rows.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-i18n.h"
#include "usher-status-chip.h"

/* What a row carries at its end */
#define PART "usher-part"

static gpointer
part (AdwActionRow *row)
{
  return g_object_get_data (G_OBJECT (row), PART);
}

static void
add_part (AdwActionRow *row, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (row, widget);
  g_object_set_data (G_OBJECT (row), PART, widget);
}

static void
set_title (AdwActionRow *row, const char *title, const char *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title ? title : "");
  adw_action_row_set_subtitle (row, subtitle ? subtitle : "");
}

/* --- what needs attention ------------------------------------------------------------------------------------------ */

void
usher_attention_row_prepare (AdwActionRow *row)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_widget_add_css_class (icon, "problem-text");
  adw_action_row_add_prefix (row, icon);
  add_part (row, gtk_button_new ());
}

static void
set_mend (AdwActionRow *row, const char *label, const char *action, GVariant *target)
{
  GtkButton *button = part (row);

  gtk_button_set_label (button, label);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

static const char *
provider_name (const char *name)
{
  static const struct { const char *name, *shown; } known[] = {
    { "mailgun", "Mailgun" }, { "twilio", "Twilio" }, { "mux", "Mux" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (known[i].name, name) == 0)
      return known[i].shown;
  return name;
}

static void
fill_failed (AdwActionRow *row, const UsherAttention *item)
{
  g_autofree char *step = item->subject ? usher_format_interval (item->subject) : NULL;
  g_autofree char *number = usher_format_number (item->count);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  if (step)
    /* Translators: an event's title, then a step: "1 day before" */
    title = g_strdup_printf (_("“%s”: the message “%s” did not reach everybody"), item->event_title, step);
  else
    title = g_strdup_printf (_("“%s”: a message did not reach everybody"), item->event_title);
  if (item->count > 0)
    subtitle = g_strdup_printf (g_dngettext ("usher", "%s message failed. %s", "%s messages failed. %s", (gulong) item->count),
                                number, item->reason ? usher_i18n_stored (item->reason) : "");
  set_title (row, title, subtitle ? g_strchomp (subtitle) : usher_i18n_stored (item->reason));
  set_mend (row, _("Open Event"), "win.open-event", g_variant_new_int64 (item->event_id));
}

static void
fill_overdue (AdwActionRow *row, const UsherAttention *item, UsherInstant now)
{
  g_autofree char *when = usher_format_own_day_time (item->at, item->time_zone, now);
  g_autofree char *title = g_strdup_printf (_("“%s” has not started"), item->event_title);
  g_autofree char *subtitle = g_strdup_printf (_("It was to start on %s. Go live, or give it a new time."), when);

  set_title (row, title, subtitle);
  set_mend (row, _("Reschedule"), "win.edit-event", g_variant_new_int64 (item->event_id));
}

void
usher_attention_row_fill (AdwActionRow *row, const UsherAttention *item, UsherInstant now)
{
  g_autofree char *title = NULL;

  switch (item->kind)
    {
    case USHER_ATTENTION_PROVIDER:
      title = g_strdup_printf (_("%s needs you"), provider_name (item->subject));
      set_title (row, title, usher_i18n_stored (item->reason));
      set_mend (row, _("Open Account"), "win.preferences", g_variant_new_string ("accounts"));
      break;
    case USHER_ATTENTION_FAILED:
      fill_failed (row, item);
      break;
    case USHER_ATTENTION_OVERDUE:
      fill_overdue (row, item, now);
      break;
    case USHER_ATTENTION_CLOSED:
      title = g_strdup_printf (_("Nobody can register for “%s”"), item->event_title);
      set_title (row, title, _("It starts soon, nobody has registered, and registration is off."));
      set_mend (row, _("Edit Event"), "win.edit-event", g_variant_new_int64 (item->event_id));
      break;
    case USHER_ATTENTION_DATABASE:
      set_title (row, _("The database is damaged"), usher_i18n_stored (item->reason));
      set_mend (row, _("Restore a Backup…"), "win.restore-backup", NULL);
      break;
    default:
      g_return_if_reached ();
    }
}

/* --- what went out ------------------------------------------------------------------------------------------------- */

void
usher_sent_row_prepare (AdwActionRow *row)
{
  add_part (row, usher_status_chip_new ());
}

static char *
word_counts (const UsherNotification *n)
{
  g_autofree char *sent = usher_format_number (n->sent);
  g_autofree char *failed = usher_format_number (n->failed);

  if (n->failed == 0)
    return g_strdup_printf (g_dngettext ("usher", "%s message sent", "%s messages sent", (gulong) n->sent), sent);
  /* Translators: numbers of messages: "120 sent, 2 failed" */
  return g_strdup_printf (_("%s sent, %s failed"), sent, failed);
}

void
usher_sent_row_fill (AdwActionRow *row, const UsherSentItem *item, UsherInstant now)
{
  const UsherNotification *n = item->notification;
  g_autofree char *what = usher_format_notification (n);
  g_autofree char *counts = word_counts (n);
  g_autofree char *when = usher_format_own_day_time (n->closed_at != USHER_NEVER ? n->closed_at : n->due_at, item->time_zone, now);
  /* Translators: what went out, how many, and when: "1 week before · 120 messages sent · Sun 8 Nov, 20:00" */
  g_autofree char *subtitle = g_strdup_printf (_("%s · %s · %s"), what, counts, when);

  set_title (row, item->event_title, subtitle);
  usher_status_chip_set_notification (part (row), n->status);
  usher_row_set_action (row, "win.open-event", g_variant_new_int64 (n->event_id));
}

/* --- what comes after the next ------------------------------------------------------------------------------------- */

void
usher_upcoming_row_prepare (AdwActionRow *row)
{
  add_part (row, usher_status_chip_new ());
}

void
usher_upcoming_row_fill (AdwActionRow *row, const UsherEventOverview *overview, UsherInstant now)
{
  g_autofree char *start = usher_format_start (overview->event, now);
  g_autofree char *count = usher_format_registrations (overview->registrations);
  /* Translators: when, and how many: "Sun 6 Dec, 20:00 · 12 registrations" */
  g_autofree char *subtitle = g_strdup_printf (_("%s · %s"), start, count);

  set_title (row, overview->event->title, subtitle);
  usher_status_chip_set_phase (part (row), usher_event_phase (overview->event, now));
  usher_row_set_action (row, "win.open-event", g_variant_new_int64 (overview->event->id));
}
