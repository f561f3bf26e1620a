/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherBar:
 * @label: (nullable): below the bar: "1 Nov"
 * @value: its height, 0 or more; %USHER_BAR_NOT_MEASURED shows that there is no number, which is not zero
 * @text: (nullable): the number in words, above the bar: "61 %"; %NULL: nothing is written
 * @detail: (nullable): what the bar says when one points at it, and to a screen reader: "1 Nov, Late Show: 61 %"; %NULL: label and text
 *
 * Strings are copied.
 */
typedef struct {
  const char *label;
  double      value;
  const char *text;
  const char *detail;
} UsherBar;

#define USHER_BAR_NOT_MEASURED (-1.0)

/**
 * UsherBarChart:
 *
 * One idea, as bars from a zero line, labelled directly; where there is no room for all, fewer labels and
 * only the highest number. Bars stand in reading direction. A screen reader gets the title and each bar in words.
 */
#define USHER_TYPE_BAR_CHART (usher_bar_chart_get_type ())
G_DECLARE_FINAL_TYPE (UsherBarChart, usher_bar_chart, USHER, BAR_CHART, GtkWidget)

GtkWidget *usher_bar_chart_new         (void);
/* What the bars are: "Registrations per day". For screen readers; write it beside the chart, too */
void       usher_bar_chart_set_title   (UsherBarChart *self, const char *title);
/* @maximum: the value of a full bar; 0: the highest one. 100 for percentages */
void       usher_bar_chart_set_bars    (UsherBarChart *self, const UsherBar *bars, guint n_bars, double maximum);
guint      usher_bar_chart_get_n_bars  (UsherBarChart *self);

G_END_DECLS
