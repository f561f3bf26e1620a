/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-share-box.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-qr-view.h"

struct _UsherShareBox {
  GtkWidget    parent_instance;

  char        *url;
  char        *slug;
  char        *words;      /* what "Copy Invitation" copies */

  /* template */
  GtkWidget   *box;
  GtkLabel    *address;
  GtkLabel    *closed;
  UsherQrView *qr;
};

G_DEFINE_FINAL_TYPE (UsherShareBox, usher_share_box, GTK_TYPE_WIDGET)

static void
copy_clicked (GtkButton *button, UsherShareBox *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", self->url);
}

static void
invite_clicked (GtkButton *button, UsherShareBox *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", self->words);
}

static void
open_clicked (GtkButton *button, UsherShareBox *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", self->url);
}

static void
save_clicked (GtkButton *button, UsherShareBox *self)
{
  usher_qr_view_save (self->qr, self->slug);
}

static void
usher_share_box_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_SHARE_BOX);
  G_OBJECT_CLASS (usher_share_box_parent_class)->dispose (object);
}

static void
usher_share_box_finalize (GObject *object)
{
  UsherShareBox *self = USHER_SHARE_BOX (object);

  g_free (self->url);
  g_free (self->slug);
  g_free (self->words);
  G_OBJECT_CLASS (usher_share_box_parent_class)->finalize (object);
}

static void
usher_share_box_class_init (UsherShareBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_share_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_share_box_finalize;
  g_type_ensure (USHER_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-share-box.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, UsherShareBox, box);
  gtk_widget_class_bind_template_child (widget_class, UsherShareBox, address);
  gtk_widget_class_bind_template_child (widget_class, UsherShareBox, closed);
  gtk_widget_class_bind_template_child (widget_class, UsherShareBox, qr);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, invite_clicked);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked);
}

static void
usher_share_box_init (UsherShareBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * usher_share_box_set_facts:
 * @self: the box
 * @facts: of the event
 */
void
usher_share_box_set_facts (UsherShareBox *self, const UsherEventFacts *facts)
{
  const UsherEvent *event;
  g_autofree char *start = NULL;

  g_return_if_fail (USHER_IS_SHARE_BOX (self));

  event = facts->overview->event;
  start = usher_format_start (event, facts->now);
  g_set_str (&self->url, facts->register_url);
  g_set_str (&self->slug, event->slug);
  g_free (self->words);
  /* Translators: an invitation to pass on: title, start, address */
  self->words = g_strdup_printf (_("%s\n%s\nRegister: %s"), event->title, start, facts->register_url);
  gtk_label_set_label (self->address, facts->register_url);
  gtk_label_set_label (self->closed, facts->closed ? facts->closed : "");
  gtk_widget_set_visible (GTK_WIDGET (self->closed), facts->closed != NULL);
  usher_qr_view_set_text (self->qr, facts->register_url);
}
