/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-event.h"
#include "usher-notification.h"

G_BEGIN_DECLS

/**
 * UsherStatusChip:
 *
 * The state of an event or a message as a pill: an icon, a word and a tint, never a colour alone.
 */
#define USHER_TYPE_STATUS_CHIP (usher_status_chip_get_type ())
G_DECLARE_FINAL_TYPE (UsherStatusChip, usher_status_chip, USHER, STATUS_CHIP, GtkWidget)

GtkWidget *usher_status_chip_new              (void);
void       usher_status_chip_set_phase        (UsherStatusChip *self, UsherEventPhase phase);
void       usher_status_chip_set_notification (UsherStatusChip *self, UsherNotificationStatus status);
/* @style: one of style.css: "scheduled" "soon" "live" "done" "problem" "muted" */
/* How a phase looks where there is no room for its word: an icon and a style of style.css; static */
const char *usher_status_chip_phase_icon      (UsherEventPhase phase);
const char *usher_status_chip_phase_style     (UsherEventPhase phase);
void       usher_status_chip_set              (UsherStatusChip *self, const char *label, const char *icon_name, const char *style);

G_END_DECLS
