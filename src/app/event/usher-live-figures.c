/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-live-figures.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "usher-figure.h"
#include "usher-format.h"

struct _UsherLiveFigures {
  GtkWidget    parent_instance;

  GtkWidget   *box;
  GtkWidget   *wrap;
  UsherFigure *registrations;
  UsherFigure *viewers;
  UsherFigure *reactions;
  UsherFigure *messages;
  GtkLabel    *note;
};

G_DEFINE_FINAL_TYPE (UsherLiveFigures, usher_live_figures, GTK_TYPE_WIDGET)

static void
usher_live_figures_dispose (GObject *object)
{
  g_clear_pointer (&USHER_LIVE_FIGURES (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (usher_live_figures_parent_class)->dispose (object);
}

static void
usher_live_figures_class_init (UsherLiveFiguresClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_live_figures_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static UsherFigure *
add (UsherLiveFigures *self, const char *label)
{
  GtkWidget *figure = usher_figure_new (label);

  adw_wrap_box_append (ADW_WRAP_BOX (self->wrap), figure);
  return USHER_FIGURE (figure);
}

static void
usher_live_figures_init (UsherLiveFigures *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->wrap = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->wrap), 12);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (self->wrap), 12);
  adw_wrap_box_set_justify (ADW_WRAP_BOX (self->wrap), ADW_JUSTIFY_FILL);
  adw_wrap_box_set_justify_last_line (ADW_WRAP_BOX (self->wrap), TRUE);
  gtk_box_append (GTK_BOX (self->box), self->wrap);
  self->registrations = add (self, _("Registrations"));
  self->viewers = add (self, _("Viewers"));
  self->reactions = add (self, _("Reactions"));
  self->messages = add (self, _("Chat Messages"));
  self->note = GTK_LABEL (gtk_label_new (_("Viewers are not measured: they watch on your streaming service’s own page.")));
  gtk_label_set_wrap (self->note, TRUE);
  gtk_label_set_xalign (self->note, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dimmed");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->note));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
set_count (UsherFigure *figure, int count, const char *detail)
{
  g_autofree char *number = usher_format_number (count);

  usher_figure_set (figure, number, detail);
}

/**
 * usher_live_figures_set_facts:
 * @self: the figures
 * @facts: of a live event
 */
void
usher_live_figures_set_facts (UsherLiveFigures *self, const UsherEventFacts *facts)
{
  const UsherAnalytics *a = facts->analytics;
  gboolean measured = usher_analytics_measured (a);
  g_autofree char *peak_number = usher_format_number (a->viewers_peak);
  /* Translators: %s: the highest number of viewers at one time */
  g_autofree char *peak = g_strdup_printf (_("%s at the peak"), peak_number);

  g_return_if_fail (USHER_IS_LIVE_FIGURES (self));

  set_count (self->registrations, facts->overview->registrations, NULL);
  set_count (self->viewers, a->viewers_total, peak);
  set_count (self->reactions, a->reactions, NULL);
  set_count (self->messages, a->messages, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->viewers), measured);
  gtk_widget_set_visible (GTK_WIDGET (self->reactions), measured);
  gtk_widget_set_visible (GTK_WIDGET (self->messages), measured);
  gtk_widget_set_visible (GTK_WIDGET (self->note), !measured);
}
