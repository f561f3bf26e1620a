/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherWindow:
 *
 * The main window: sections in a sidebar, pages in a navigation view. How pages and dialogs reach each other is by its
 * actions, so that no page needs another one's header; any widget inside activates them (gtk_widget_activate_action()):
 *
 * | action | parameter | |
 * | --- | --- | --- |
 * | win.show-section | s | "today" "calendar" "events" "templates" "analytics" "outbox" |
 * | win.open-event | x (id) | pushes the event's page (the Studio where it is live: win.open-studio) |
 * | win.open-studio | x | |
 * | win.open-summary | x | after the show |
 * | win.schedule-event | s | the wizard; "" or a date "2026-12-06" |
 * | win.edit-event | x | the wizard over an event |
 * | win.reschedule | (xs) | id and new local start "2026-12-06T20:00": shows what moves before it happens |
 * | win.duplicate-event | x | the wizard, filled like that event |
 * | win.cancel-event | x | asks, since people are told |
 * | win.quick-start | | |
 * | win.go-live | x | asks, starts, opens the Studio |
 * | win.preview | (xss) | event id (0: sample), template key or interval ("" : confirmation), "email" or "sms" |
 * | win.edit-template | s | shows the template with that id |
 * | win.preferences | s | "" or a page: "accounts" "sender" "notifications" "address" "privacy" "background" "data" |
 * | win.show-outbox | x | the outbox, of one event (0: all) |
 * | win.show-notification | (xx) | the outbox, of one notification of an event: event, notification |
 * | win.open-message | x (id of the delivery) | that message in the outbox |
 * | win.copy | s | to the clipboard, with a toast |
 * | win.open-uri | s | in the browser |
 * | win.welcome | | the first-run guide |
 * | win.restore-backup | | |
 * | win.search | | the page's search |
 */
#define USHER_TYPE_WINDOW (usher_window_get_type ())
G_DECLARE_FINAL_TYPE (UsherWindow, usher_window, USHER, WINDOW, AdwApplicationWindow)

UsherWindow       *usher_window_new            (GtkApplication *application, UsherClient *client);
UsherClient       *usher_window_get_client     (UsherWindow *self);
void               usher_window_show_section   (UsherWindow *self, const char *name);
const char        *usher_window_get_section    (UsherWindow *self);
/* On top of the section that is shown */
void               usher_window_push           (UsherWindow *self, AdwNavigationPage *page);
/* In place of the page on top (an event's page becomes the Studio) */
void               usher_window_replace_top    (UsherWindow *self, AdwNavigationPage *page);
AdwNavigationPage *usher_window_get_page       (UsherWindow *self);    /* (transfer none) */
void               usher_window_add_toast      (UsherWindow *self, AdwToast *toast);   /* (transfer full) */

G_END_DECLS
