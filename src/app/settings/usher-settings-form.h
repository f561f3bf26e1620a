/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherSettingsForm:
 *
 * Rows that show the settings and save what is changed in them, each by itself: on Enter or on leaving a text, at once for a switch. The model
 * says whether a value may stand; if not, nothing is saved and its words appear below the row.
 */
#define USHER_TYPE_SETTINGS_FORM (usher_settings_form_get_type ())
G_DECLARE_FINAL_TYPE (UsherSettingsForm, usher_settings_form, USHER, SETTINGS_FORM, GObject)

/* @widget: shows toasts, and while it is mapped the settings are kept fresh; not owned */
UsherSettingsForm *usher_settings_form_new (UsherClient *client, GtkWidget *widget);

/**
 * UsherSettingsBinding:
 * @field: the member that errors name
 * @read: shows the value of the settings in the row
 * @write: takes the row's value into a draft
 */
typedef struct {
  const char *field;
  void      (*read)  (GtkWidget *row, const UsherSettings *settings, gpointer data);
  void      (*write) (GtkWidget *row, UsherSettings *draft, gpointer data);
} UsherSettingsBinding;

/* Adds @row and the row for its problem to @group; @data: for the binding; static */
void               usher_settings_form_add      (UsherSettingsForm *self, AdwPreferencesGroup *group, GtkWidget *row,
                                                 const UsherSettingsBinding *binding, gpointer data);
/* The same without adding @row, which is somewhere already; problems are told by a toast */
void               usher_settings_form_bind     (UsherSettingsForm *self, GtkWidget *row, const UsherSettingsBinding *binding,
                                                 gpointer data);
/* A text of the settings, by the name of its member */
GtkWidget         *usher_settings_form_add_text (UsherSettingsForm *self, AdwPreferencesGroup *group, const char *field,
                                                 const char *title);
/* The row's value is another now: check it, save it */
void               usher_settings_form_apply    (UsherSettingsForm *self, GtkWidget *row);
/* All texts that were typed and not yet applied: the dialog closes */
void               usher_settings_form_apply_all (UsherSettingsForm *self);
const UsherSettings *usher_settings_form_get     (UsherSettingsForm *self);   /* (nullable): not read yet */
gboolean           usher_settings_form_is_reading (UsherSettingsForm *self);  /* rows change because of the settings */
/* Says what is wrong with the row, where that is seen before it can be applied. @error: (nullable) */
void               usher_settings_form_set_problem (UsherSettingsForm *self, GtkWidget *row, const GError *error);
/* What is wrong with the row; %NULL: nothing */
const char        *usher_settings_form_get_problem (UsherSettingsForm *self, GtkWidget *row);

G_END_DECLS
