/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sandbox-note.h"

struct _UsherSandboxNote {
  GtkWidget    parent_instance;

  UsherClient *client;
  GBinding    *binding;

  /* template */
  GtkWidget   *button;
};

typedef enum {
  PROP_CLIENT = 1,
} UsherSandboxNoteProperty;

static GParamSpec *properties[PROP_CLIENT + 1];

G_DEFINE_FINAL_TYPE (UsherSandboxNote, usher_sandbox_note, GTK_TYPE_WIDGET)

static void
usher_sandbox_note_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((UsherSandboxNoteProperty) id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, USHER_SANDBOX_NOTE (object)->client);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_sandbox_note_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((UsherSandboxNoteProperty) id)
    {
    case PROP_CLIENT:
      usher_sandbox_note_set_client (USHER_SANDBOX_NOTE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_sandbox_note_dispose (GObject *object)
{
  UsherSandboxNote *self = USHER_SANDBOX_NOTE (object);

  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_SANDBOX_NOTE);
  G_OBJECT_CLASS (usher_sandbox_note_parent_class)->dispose (object);
}

static void
usher_sandbox_note_class_init (UsherSandboxNoteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = usher_sandbox_note_get_property;
  object_class->set_property = usher_sandbox_note_set_property;
  object_class->dispose = usher_sandbox_note_dispose;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, USHER_TYPE_CLIENT,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-sandbox-note.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherSandboxNote, button);
}

static void
usher_sandbox_note_init (UsherSandboxNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * usher_sandbox_note_set_client:
 * @self: the note
 * @client: (nullable): whose `sandbox` it shows
 */
void
usher_sandbox_note_set_client (UsherSandboxNote *self, UsherClient *client)
{
  g_return_if_fail (USHER_IS_SANDBOX_NOTE (self));

  if (!g_set_object (&self->client, client))
    return;
  g_clear_pointer (&self->binding, g_binding_unbind);
  if (client)
    self->binding = g_object_bind_property (client, "sandbox", self, "visible", G_BINDING_SYNC_CREATE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLIENT]);
}
