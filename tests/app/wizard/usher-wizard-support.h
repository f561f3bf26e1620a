/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-app-fixture.h"

G_BEGIN_DECLS

/* Opens a window of that size (where there is none) and, by the window's action, a dialog; waits until it shows its fields. */
AdwDialog  *wizard_open  (UsherAppFixture *house, int width, int height, const char *action, GVariant *parameter);
/* Waits until the dialog on top has something that says so */
void        wizard_wait  (AdwDialog *wizard, const char *text);
/* The row with that title: entries, switches, expanders. Asserts that it is there */
GtkWidget  *wizard_row   (AdwDialog *wizard, const char *title);
void        wizard_type  (AdwDialog *wizard, const char *title, const char *text);
const char *wizard_read  (AdwDialog *wizard, const char *title);
/* The action of the button, whatever it says now; and turns of the loop */
void        wizard_next  (AdwDialog *wizard);
/* The button with that label, at once */
void        wizard_press (GtkWidget *root, const char *label);
/* (nullable): what the mistake that is shown says */
const char *wizard_error (AdwDialog *wizard);

G_END_DECLS
