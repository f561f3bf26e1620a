/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/* A list of events as a file for a spreadsheet: @overviews (element-type UsherEventOverview), @base: public address without a slash at
 * the end. (transfer full) */
char *usher_event_export_csv  (GPtrArray *overviews, const char *base, UsherInstant now);
/* Asks where to, and writes it there; tells it with a toast. @widget: inside the window */
void  usher_event_export_save (GtkWidget *widget, UsherClient *client, GPtrArray *overviews);

G_END_DECLS
