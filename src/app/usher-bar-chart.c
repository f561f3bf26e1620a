/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-bar-chart.h"

#include <adwaita.h>
#include <math.h>

#define BAR_WIDTH_MAX  48
#define GAP_SHARE      0.25f   /* of a bar's place */
#define PAD            4       /* between a bar and its words */
#define WORDS_APART    6
#define NATURAL_WIDTH  260
#define MINIMUM_WIDTH  120
#define HEIGHT         168
#define GRID_LINES     2       /* above the zero line */

typedef struct {
  double       value;
  PangoLayout *label;
  PangoLayout *text;
  char        *detail;
} Bar;

struct _UsherBarChart {
  GtkWidget  parent_instance;

  char      *title;
  GArray    *bars;      /* (element-type Bar) */
  double     maximum;   /* as it was given */
};

G_DEFINE_FINAL_TYPE (UsherBarChart, usher_bar_chart, GTK_TYPE_WIDGET)

static void
bar_clear (gpointer data)
{
  Bar *self = data;

  g_clear_object (&self->label);
  g_clear_object (&self->text);
  g_free (self->detail);
}

static Bar *
bar_at (UsherBarChart *self, guint index)
{
  return &g_array_index (self->bars, Bar, index);
}

/* --- where everything is ------------------------------------------------------------------------------------------- */

typedef struct {
  float  place;       /* width that each bar has for itself */
  float  bar;         /* width of a bar */
  float  top, base;   /* of the full bar, of the zero line */
  double maximum;
  int    line;        /* height of a line of words */
} Measures;

static double
highest (UsherBarChart *self)
{
  double most = 0;

  for (guint i = 0; i < self->bars->len; i++)
    most = MAX (most, bar_at (self, i)->value);
  return most;
}

static int
line_height (UsherBarChart *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "0");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static Measures
measure_all (UsherBarChart *self)
{
  Measures m = { 0 };

  m.line = line_height (self);
  m.place = MAX (0.001f, (float) gtk_widget_get_width (GTK_WIDGET (self)) / (float) MAX (self->bars->len, 1));
  m.bar = MAX (1, MIN (m.place * (1 - GAP_SHARE), BAR_WIDTH_MAX));
  m.top = (float) (m.line + PAD);
  m.base = (float) (gtk_widget_get_height (GTK_WIDGET (self)) - m.line - PAD);
  m.maximum = self->maximum > 0 ? self->maximum : highest (self);
  return m;
}

/* The middle of a bar: the first one stands where reading begins. */
static float
middle_of (UsherBarChart *self, const Measures *m, guint index)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    index = self->bars->len - 1 - index;
  return m->place * ((float) index + 0.5f);
}

static float
height_of (const Measures *m, const Bar *bar)
{
  if (bar->value <= 0 || m->maximum <= 0)
    return 0;
  return MAX (2, (float) MIN (bar->value / m->maximum, 1) * (m->base - m->top));
}

static int
width_of (PangoLayout *layout)
{
  int width = 0;

  if (layout)
    pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* --- drawing ------------------------------------------------------------------------------------------------------- */

/* Words in the middle, but not beyond the edges */
static float
start_of (UsherBarChart *self, PangoLayout *words, float middle)
{
  float width = (float) width_of (words);
  float room = (float) gtk_widget_get_width (GTK_WIDGET (self));

  return roundf (CLAMP (middle - width / 2, 0, MAX (room - width, 0)));
}

static void
draw_words (GtkSnapshot *snapshot, PangoLayout *words, float x, float y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, words, color);
  gtk_snapshot_restore (snapshot);
}

/* Every so many labels there is room for one. */
static guint
label_step (UsherBarChart *self, const Measures *m)
{
  int widest = 0;

  for (guint i = 0; i < self->bars->len; i++)
    widest = MAX (widest, width_of (bar_at (self, i)->label));
  return MAX (1, (guint) ceilf ((float) (widest + WORDS_APART) / m->place));
}

static gboolean
all_texts_fit (UsherBarChart *self, const Measures *m)
{
  for (guint i = 0; i < self->bars->len; i++)
    if ((float) (width_of (bar_at (self, i)->text) + WORDS_APART) > m->place)
      return FALSE;
  return TRUE;
}

static guint
highest_index (UsherBarChart *self)
{
  guint at = self->bars->len - 1;

  for (guint i = self->bars->len; i > 0; i--)
    if (bar_at (self, i - 1)->value > bar_at (self, at)->value)
      at = i - 1;
  return at;
}

static void
draw_text (UsherBarChart *self, GtkSnapshot *snapshot, const Measures *m, guint index, const GdkRGBA *color)
{
  const Bar *bar = bar_at (self, index);

  if (bar->text)
    draw_words (snapshot, bar->text, start_of (self, bar->text, middle_of (self, m, index)),
                m->base - height_of (m, bar) - (float) (m->line + PAD) + 2, color);
}

/* Where there is no room for all of them the highest speaks: nothing stands above it. */
static void
draw_texts (UsherBarChart *self, GtkSnapshot *snapshot, const Measures *m, const GdkRGBA *color)
{
  if (!all_texts_fit (self, m))
    draw_text (self, snapshot, m, highest_index (self), color);
  else
    for (guint i = 0; i < self->bars->len; i++)
      draw_text (self, snapshot, m, i, color);
}

/* From the last bar, which is the one that is news, and as many of the others as there is room for */
static void
draw_labels (UsherBarChart *self, GtkSnapshot *snapshot, const Measures *m, const GdkRGBA *color)
{
  guint step = label_step (self, m);
  float drawn = -1;

  for (guint i = self->bars->len; i >= 1; i = i > step ? i - step : 0)
    {
      PangoLayout *label = bar_at (self, i - 1)->label;
      float x = start_of (self, label, middle_of (self, m, i - 1));

      if (!label || (drawn >= 0 && fabsf (x - drawn) < (float) (width_of (label) + WORDS_APART)))
        continue;
      draw_words (snapshot, label, x, m->base + PAD, color);
      drawn = x;
    }
}

static void
draw_bar (GtkSnapshot *snapshot, const Measures *m, const Bar *bar, float middle, const GdkRGBA *color)
{
  float height = height_of (m, bar);
  float radius = MIN (4, MIN (m->bar / 3, height));
  GskRoundedRect shape;

  if (height <= 0)
    return;
  shape.bounds = GRAPHENE_RECT_INIT (middle - m->bar / 2, m->base - height, m->bar, height);
  gsk_rounded_rect_init (&shape, &shape.bounds, &GRAPHENE_SIZE_INIT (radius, radius), &GRAPHENE_SIZE_INIT (radius, radius),
                         &GRAPHENE_SIZE_INIT (0, 0), &GRAPHENE_SIZE_INIT (0, 0));
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, color, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

static GdkRGBA
faded (GdkRGBA color, float share)
{
  color.alpha *= share;
  return color;
}

static void
draw_grid (UsherBarChart *self, GtkSnapshot *snapshot, const Measures *m, const GdkRGBA *color)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  GdkRGBA thin = faded (*color, 0.12f), zero = faded (*color, 0.5f);

  for (int i = 1; i <= GRID_LINES; i++)
    gtk_snapshot_append_color (snapshot, &thin, &GRAPHENE_RECT_INIT (0, roundf (m->base - (m->base - m->top) * (float) i / GRID_LINES),
                                                                      width, 1));
  gtk_snapshot_append_color (snapshot, &zero, &GRAPHENE_RECT_INIT (0, m->base, width, 1));
}

static GdkRGBA
bar_color (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GdkRGBA color;

  adw_accent_color_to_standalone_rgba (adw_style_manager_get_accent_color (style), adw_style_manager_get_dark (style), &color);
  return color;
}

static void
usher_bar_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UsherBarChart *self = USHER_BAR_CHART (widget);
  Measures m = measure_all (self);
  GdkRGBA accent = bar_color (), text, quiet;

  gtk_widget_get_color (widget, &text);
  quiet = faded (text, 0.75f);
  draw_grid (self, snapshot, &m, &text);
  if (self->bars->len == 0)
    return;
  for (guint i = 0; i < self->bars->len; i++)
    draw_bar (snapshot, &m, bar_at (self, i), middle_of (self, &m, i), &accent);
  draw_labels (self, snapshot, &m, &quiet);
  draw_texts (self, snapshot, &m, &text);
}

static void
usher_bar_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MINIMUM_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else
    *minimum = *natural = HEIGHT;
}

/* --- words --------------------------------------------------------------------------------------------------------- */

static char *
describe (UsherBarChart *self)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < self->bars->len; i++)
    g_string_append_printf (all, "%s%s", all->len > 0 ? "; " : "", bar_at (self, i)->detail);
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static gboolean
usher_bar_chart_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  UsherBarChart *self = USHER_BAR_CHART (widget);
  Measures m = measure_all (self);
  guint index;

  if (keyboard || self->bars->len == 0 || x < 0)
    return FALSE;
  index = MIN ((guint) ((float) x / m.place), self->bars->len - 1);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    index = self->bars->len - 1 - index;
  gtk_tooltip_set_text (tooltip, bar_at (self, index)->detail);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle) { (int) (middle_of (self, &m, index) - m.bar / 2), 0, (int) m.bar,
                                                       gtk_widget_get_height (widget) });
  return TRUE;
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_bar_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  UsherBarChart *self = USHER_BAR_CHART (widget);

  GTK_WIDGET_CLASS (usher_bar_chart_parent_class)->css_changed (widget, change);
  for (guint i = 0; i < self->bars->len; i++)
    {
      g_autofree char *label = bar_at (self, i)->label ? g_strdup (pango_layout_get_text (bar_at (self, i)->label)) : NULL;
      g_autofree char *text = bar_at (self, i)->text ? g_strdup (pango_layout_get_text (bar_at (self, i)->text)) : NULL;

      g_clear_object (&bar_at (self, i)->label);
      g_clear_object (&bar_at (self, i)->text);
      bar_at (self, i)->label = label ? gtk_widget_create_pango_layout (widget, label) : NULL;
      bar_at (self, i)->text = text ? gtk_widget_create_pango_layout (widget, text) : NULL;
    }
  gtk_widget_queue_draw (widget);
}

static void
usher_bar_chart_finalize (GObject *object)
{
  UsherBarChart *self = USHER_BAR_CHART (object);

  g_free (self->title);
  g_array_unref (self->bars);
  G_OBJECT_CLASS (usher_bar_chart_parent_class)->finalize (object);
}

static void
usher_bar_chart_class_init (UsherBarChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = usher_bar_chart_finalize;
  widget_class->snapshot = usher_bar_chart_snapshot;
  widget_class->measure = usher_bar_chart_measure;
  widget_class->query_tooltip = usher_bar_chart_query_tooltip;
  widget_class->css_changed = usher_bar_chart_css_changed;
  gtk_widget_class_set_css_name (widget_class, "bar-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
usher_bar_chart_init (UsherBarChart *self)
{
  self->bars = g_array_new (FALSE, TRUE, sizeof (Bar));
  g_array_set_clear_func (self->bars, bar_clear);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
  g_signal_connect_object (adw_style_manager_get_default (), "notify::accent-color", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
usher_bar_chart_new (void)
{
  return g_object_new (USHER_TYPE_BAR_CHART, NULL);
}

void
usher_bar_chart_set_title (UsherBarChart *self, const char *title)
{
  g_return_if_fail (USHER_IS_BAR_CHART (self));

  if (g_set_str (&self->title, title))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title ? title : "", -1);
}

static Bar
bar_new (UsherBarChart *self, const UsherBar *from)
{
  GtkWidget *widget = GTK_WIDGET (self);
  Bar bar = { .value = MAX (from->value, USHER_BAR_NOT_MEASURED) };
  const char *text = from->value < 0 && !from->text ? "–" : from->text;

  bar.label = from->label ? gtk_widget_create_pango_layout (widget, from->label) : NULL;
  bar.text = text ? gtk_widget_create_pango_layout (widget, text) : NULL;
  if (from->detail)
    bar.detail = g_strdup (from->detail);
  else
    bar.detail = g_strdup_printf ("%s%s%s", from->label ? from->label : "", from->label && text ? ": " : "", text ? text : "");
  return bar;
}

void
usher_bar_chart_set_bars (UsherBarChart *self, const UsherBar *bars, guint n_bars, double maximum)
{
  g_autofree char *description = NULL;

  g_return_if_fail (USHER_IS_BAR_CHART (self));
  g_return_if_fail (bars != NULL || n_bars == 0);

  g_array_set_size (self->bars, 0);
  for (guint i = 0; i < n_bars; i++)
    {
      Bar bar = bar_new (self, &bars[i]);

      g_array_append_val (self->bars, bar);
    }
  self->maximum = maximum;
  description = describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
usher_bar_chart_get_n_bars (UsherBarChart *self)
{
  g_return_val_if_fail (USHER_IS_BAR_CHART (self), 0);
  return self->bars->len;
}
