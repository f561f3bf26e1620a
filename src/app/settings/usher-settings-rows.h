/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-settings-form.h"

G_BEGIN_DECLS

/* Rows of a form that are no text. @subtitle: (nullable). @offset: of the member in UsherSettings */
GtkWidget *usher_settings_add_switch    (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, const char *subtitle,
                                         gsize offset);
GtkWidget *usher_settings_add_channel   (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, UsherChannels channel);
GtkWidget *usher_settings_add_price     (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, gsize offset);
GtkWidget *usher_settings_add_minutes   (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, const char *field,
                                         gsize offset);
GtkWidget *usher_settings_add_days      (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title, const char *subtitle,
                                         gsize offset);
/* A switch for each recommended step, and for each of the streamer's own; below them a way to add one */
GtkWidget *usher_settings_add_intervals (UsherSettingsForm *form, AdwPreferencesGroup *group, const char *title);

G_END_DECLS
