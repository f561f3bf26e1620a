/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-bar-chart.h"

static const UsherBar shows[] = {
  { "1 Nov", 61, "61 %", "1 Nov, First: 61 %" },
  { "8 Nov", USHER_BAR_NOT_MEASURED, NULL, NULL },
  { "15 Nov", 0, "0 %", NULL },
  { "22 Nov", 74, "74 %", NULL },
};

static GtkWidget *
open_chart (UsherBarChart **chart, int width)
{
  GtkWidget *window = gtk_window_new ();

  *chart = USHER_BAR_CHART (usher_bar_chart_new ());
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (*chart));
  gtk_window_set_default_size (GTK_WINDOW (window), width, 200);
  return window;
}

static void
show (GtkWidget *window, const char *picture)
{
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  usher_app_picture (window, picture);
}

static void
test_words (void)
{
  UsherBarChart *chart;
  GtkWidget *window = open_chart (&chart, 400);

  usher_bar_chart_set_title (chart, "Attendance");
  usher_bar_chart_set_bars (chart, shows, G_N_ELEMENTS (shows), 100);
  show (window, "bar-chart");
  g_assert_cmpuint (usher_bar_chart_get_n_bars (chart), ==, 4);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "Attendance");
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "1 Nov, First: 61 %; 8 Nov: –; 15 Nov: 0 %; 22 Nov: 74 %");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Nothing, one, and more than there are pixels; both directions: it draws, and it goes when its window goes. */
static void
test_any_number (void)
{
  static const guint numbers[] = { 0, 1, 2, 40, 3000 };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      UsherBarChart *chart;
      GtkWidget *window = open_chart (&chart, 300);
      g_autofree UsherBar *bars = g_new0 (UsherBar, numbers[i] + 1);
      g_autofree char *name = g_strdup_printf ("bar-chart-%u", numbers[i]);

      for (guint j = 0; j < numbers[i]; j++)
        bars[j] = (UsherBar) { "long label", j * 10 % 97, "12,345", NULL };
      if (i % 2 == 1)
        gtk_widget_set_direction (GTK_WIDGET (chart), GTK_TEXT_DIR_RTL);
      usher_bar_chart_set_bars (chart, bars, numbers[i], 0);
      show (window, name);
      g_object_add_weak_pointer (G_OBJECT (chart), (gpointer *) &chart);
      gtk_window_destroy (GTK_WINDOW (window));
      usher_app_settle (20);
      g_assert_null (chart);
    }
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/bar-chart/words", test_words);
  g_test_add_func ("/bar-chart/any-number", test_any_number);
  return g_test_run ();
}
