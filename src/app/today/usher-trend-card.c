/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-trend-card.h"

/* So that two cards stand side by side where there is room */
#define WORDS_WIDTH 26

struct _UsherTrendCard {
  GtkWidget      parent_instance;

  GtkWidget     *box;
  GtkLabel      *title_label;
  GtkLabel      *number_label;
  GtkLabel      *detail_label;
  UsherBarChart *chart;
};

G_DEFINE_FINAL_TYPE (UsherTrendCard, usher_trend_card, GTK_TYPE_WIDGET)

static void
usher_trend_card_dispose (GObject *object)
{
  g_clear_pointer (&USHER_TREND_CARD (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (usher_trend_card_parent_class)->dispose (object);
}

static void
usher_trend_card_class_init (UsherTrendCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_trend_card_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkLabel *
add_label (UsherTrendCard *self, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WORDS_WIDTH);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (self->box), label);
  return GTK_LABEL (label);
}

static void
usher_trend_card_init (UsherTrendCard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "padded-card");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->title_label = add_label (self, "heading");
  self->number_label = add_label (self, "title-1");
  gtk_widget_add_css_class (GTK_WIDGET (self->number_label), "numeric");
  self->detail_label = add_label (self, "dimmed");
  self->chart = USHER_BAR_CHART (usher_bar_chart_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->chart), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->chart), GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->chart));
}

GtkWidget *
usher_trend_card_new (const char *title)
{
  UsherTrendCard *self = g_object_new (USHER_TYPE_TREND_CARD, NULL);

  gtk_label_set_label (self->title_label, title);
  usher_bar_chart_set_title (self->chart, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

void
usher_trend_card_show (UsherTrendCard *self, const char *number, const char *detail, const UsherBar *bars, guint n_bars,
                       double maximum)
{
  gboolean measured = FALSE;

  g_return_if_fail (USHER_IS_TREND_CARD (self));

  for (guint i = 0; i < n_bars; i++)
    measured = measured || bars[i].value >= 0;
  gtk_widget_set_visible (GTK_WIDGET (self->chart), measured);
  gtk_label_set_label (self->number_label, number);
  gtk_label_set_label (self->detail_label, detail);
  usher_bar_chart_set_bars (self->chart, bars, n_bars, maximum);
}
