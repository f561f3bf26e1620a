/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-secret-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-plain-break.h"
#include "usher-toast.h"

#define MASK "••••••••••••"

struct _UsherSecretRow {
  AdwActionRow parent_instance;

  char        *secret;
  GtkWidget   *reveal_button;
  GtkWidget   *copy_button;
  gboolean     revealed;
};

G_DEFINE_FINAL_TYPE (UsherSecretRow, usher_secret_row, ADW_TYPE_ACTION_ROW)

static void
wipe (char **secret)
{
  if (*secret)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

static void
set_revealed (UsherSecretRow *self, gboolean revealed)
{
  self->revealed = revealed && self->secret != NULL;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), self->revealed ? self->secret : MASK);
}

/* --- held ---------------------------------------------------------------------------------------------------------- */

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, UsherSecretRow *self)
{
  gtk_widget_grab_focus (self->reveal_button);
  set_revealed (self, TRUE);
}

static void
let_go (UsherSecretRow *self)
{
  set_revealed (self, FALSE);
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint keyval, guint code, GdkModifierType state, UsherSecretRow *self)
{
  if (keyval != GDK_KEY_space && keyval != GDK_KEY_KP_Space)
    return GDK_EVENT_PROPAGATE;
  set_revealed (self, TRUE);
  return GDK_EVENT_STOP;
}

static void
key_released (GtkEventControllerKey *controller, guint keyval, guint code, GdkModifierType state, UsherSecretRow *self)
{
  set_revealed (self, FALSE);
}

static void
add_holding (UsherSecretRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), self);
  /* Not `stopped`: that is when a click has become too long for a double one, and the button is still held. */
  g_signal_connect_swapped (click, "end", G_CALLBACK (let_go), self);
  g_signal_connect_swapped (click, "cancel", G_CALLBACK (let_go), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect (key, "key-released", G_CALLBACK (key_released), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (let_go), self);
  gtk_widget_add_controller (self->reveal_button, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (self->reveal_button, key);
  gtk_widget_add_controller (self->reveal_button, focus);
}

/* --- copied -------------------------------------------------------------------------------------------------------- */

static void
copy_clicked (GtkButton *button, UsherSecretRow *self)
{
  if (!self->secret)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->secret);
  usher_toast (GTK_WIDGET (self), _("Stream key copied: keep it secret"));
}

static GtkWidget *
add_button (UsherSecretRow *self, const char *icon_name, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  return button;
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_secret_row_unmap (GtkWidget *widget)
{
  set_revealed (USHER_SECRET_ROW (widget), FALSE);
  GTK_WIDGET_CLASS (usher_secret_row_parent_class)->unmap (widget);
}

static void
usher_secret_row_finalize (GObject *object)
{
  wipe (&USHER_SECRET_ROW (object)->secret);
  G_OBJECT_CLASS (usher_secret_row_parent_class)->finalize (object);
}

static void
usher_secret_row_class_init (UsherSecretRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_secret_row_finalize;
  GTK_WIDGET_CLASS (klass)->unmap = usher_secret_row_unmap;
}

static void
usher_secret_row_init (UsherSecretRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "property");
  usher_plain_break (ADW_ACTION_ROW (self));
  self->reveal_button = add_button (self, "view-reveal-symbolic", _("Hold to Show the Stream Key"));
  self->copy_button = add_button (self, "edit-copy-symbolic", _("Copy Stream Key"));
  g_signal_connect (self->copy_button, "clicked", G_CALLBACK (copy_clicked), self);
  add_holding (self);
  set_revealed (self, FALSE);
}

GtkWidget *
usher_secret_row_new (void)
{
  return g_object_new (USHER_TYPE_SECRET_ROW, NULL);
}

void
usher_secret_row_set_secret (UsherSecretRow *self, const char *secret)
{
  g_return_if_fail (USHER_IS_SECRET_ROW (self));

  if (g_strcmp0 (secret, self->secret) == 0)
    return;
  wipe (&self->secret);
  self->secret = secret && *secret ? g_strdup (secret) : NULL;
  set_revealed (self, self->revealed);
}

gboolean
usher_secret_row_is_revealed (UsherSecretRow *self)
{
  g_return_val_if_fail (USHER_IS_SECRET_ROW (self), FALSE);
  return self->revealed;
}
