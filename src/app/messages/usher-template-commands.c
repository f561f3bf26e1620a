/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template-commands.h"

#include <glib/gi18n.h>

#include "usher-toast.h"

/* One deed on its way: the widget may be gone when it ends. */
typedef struct {
  GWeakRef           widget;
  UsherClient       *client;
  UsherTemplateText *text;
  UsherTemplateDone  done;
} Deed;

static Deed *
deed_new (GtkWidget *widget, UsherClient *client, const UsherTemplateText *text, UsherTemplateDone done)
{
  Deed *self = g_new0 (Deed, 1);

  g_weak_ref_init (&self->widget, widget);
  self->client = g_object_ref (client);
  self->text = usher_template_text_copy (text);
  self->done = done;
  return self;
}

static void
deed_free (gpointer data)
{
  Deed *self = data;

  g_weak_ref_clear (&self->widget);
  g_object_unref (self->client);
  usher_template_text_free (self->text);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, deed_free)

/* Tells about it, where somebody still looks. */
static void
finish (Deed *deed, const UsherTemplateText *text, const GError *error)
{
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&deed->widget);

  if (!widget || !gtk_widget_get_root (widget))
    return;
  if (error)
    usher_toast_error (widget, error);
  else if (deed->done)
    deed->done (widget, text);
}

/* --- save ---------------------------------------------------------------------------------------------------------- */

static void
saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherTemplateText) text = usher_engine_save_template_finish (USHER_ENGINE (source), result, &error);

  finish (deed, text, error);
}

void
usher_template_save (GtkWidget *widget, UsherClient *client, const UsherTemplateText *text, UsherTemplateDone done)
{
  UsherEngine *engine = usher_client_get_engine (client);

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (engine)
    usher_engine_save_template_async (engine, text, "app", NULL, saved, deed_new (widget, client, text, done));
}

/* --- duplicate ----------------------------------------------------------------------------------------------------- */

static void
added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherTemplateText) text = usher_engine_add_template_finish (USHER_ENGINE (source), result, &error);

  finish (deed, text, error);
}

void
usher_template_duplicate (GtkWidget *widget, UsherClient *client, const UsherTemplateText *text, UsherTemplateDone done)
{
  UsherEngine *engine = usher_client_get_engine (client);
  g_autoptr (UsherTemplateText) copy = usher_template_text_copy (text);

  g_return_if_fail (GTK_IS_WIDGET (widget));

  copy->active = FALSE;
  g_free (copy->name);
  /* Translators: the name of a template that was duplicated */
  copy->name = g_strdup_printf (_("Copy of %s"), text->name);
  if (engine)
    usher_engine_add_template_async (engine, copy, "app", NULL, added, deed_new (widget, client, copy, done));
}

/* --- delete -------------------------------------------------------------------------------------------------------- */

static void
nothing (gpointer data)
{
}

static void
bring_back (gpointer data)
{
  Deed *deed = data;
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&deed->widget);
  UsherEngine *engine = usher_client_get_engine (deed->client);

  if (engine)
    usher_engine_add_template_async (engine, deed->text, "app", NULL, added, deed_new (widget, deed->client, deed->text, NULL));
}

static void
deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&deed->widget);
  gboolean done = usher_engine_delete_template_finish (USHER_ENGINE (source), result, &error);
  const char *words = deed->text->active ? _("The built-in text is used again") : _("Template deleted");

  if (!widget || !gtk_widget_get_root (widget))
    return;
  if (!done)
    usher_toast_error (widget, error);
  else
    usher_toast_undo (widget, words, nothing, bring_back, g_steal_pointer (&deed), deed_free);
}

void
usher_template_delete (GtkWidget *widget, UsherClient *client, const UsherTemplateText *text)
{
  UsherEngine *engine = usher_client_get_engine (client);

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL && !text->is_default);

  if (engine)
    usher_engine_delete_template_async (engine, text->id, "app", NULL, deleted, deed_new (widget, client, text, NULL));
}
