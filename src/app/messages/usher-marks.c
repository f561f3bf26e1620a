/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-marks.h"

#include <adwaita.h>

#define TINT 0x4000   /* of 0xffff */

/* The house light and its ink: readable on both styles */
static const PangoColor light = { 0xf6f6, 0xd3d3, 0x2d2d };
static const PangoColor ink = { 0x2424, 0x1f1f, 0x3131 };

static PangoColor
accent (void)
{
  g_autoptr (GdkRGBA) rgba = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());

  return (PangoColor) { (guint16) (rgba->red * 0xffff), (guint16) (rgba->green * 0xffff), (guint16) (rgba->blue * 0xffff) };
}

static void
add (PangoAttrList *list, const UsherTemplateMark *mark, PangoAttribute *attribute)
{
  attribute->start_index = (guint) mark->offset;
  attribute->end_index = (guint) (mark->offset + mark->length);
  pango_attr_list_insert (list, attribute);
}

/**
 * usher_marks_attributes:
 * @marks: (nullable) (element-type UsherTemplateMark): ranges
 * @name: (nullable): the variable that stands out
 *
 * Returns: (transfer full): for a label that says the text
 */
PangoAttrList *
usher_marks_attributes (GArray *marks, const char *name)
{
  PangoAttrList *list = pango_attr_list_new ();
  PangoColor tint = accent ();

  for (guint i = 0; marks && i < marks->len; i++)
    {
      const UsherTemplateMark *mark = &g_array_index (marks, UsherTemplateMark, i);
      gboolean out = g_strcmp0 (mark->name, name) == 0;
      const PangoColor *paper = out ? &light : &tint;

      add (list, mark, pango_attr_background_new (paper->red, paper->green, paper->blue));
      if (out)
        add (list, mark, pango_attr_foreground_new (ink.red, ink.green, ink.blue));
      else
        add (list, mark, pango_attr_background_alpha_new (TINT));
    }
  return list;
}

static GtkTextTag *
make_tag (GtkTextBuffer *buffer, const char *name)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), name);

  return tag ? tag : gtk_text_buffer_create_tag (buffer, name, NULL);
}

static void
style_tags (GtkTextTag *tag, GtkTextTag *out)
{
  g_autoptr (GdkRGBA) tint = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());

  tint->alpha = (float) TINT / 0xffff;
  g_object_set (tag, "background-rgba", tint, NULL);
  g_object_set (out, "background", "#f6d32d", "foreground", "#241f31", NULL);
}

/**
 * usher_marks_tag:
 * @buffer: says the text
 * @marks: (nullable) (element-type UsherTemplateMark): ranges
 * @name: (nullable): the variable that stands out
 *
 * Takes the place of earlier marks.
 */
void
usher_marks_tag (GtkTextBuffer *buffer, GArray *marks, const char *name)
{
  GtkTextTag *tag = make_tag (buffer, "usher-variable"), *out = make_tag (buffer, "usher-variable-out");
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, tag, &start, &end);
  gtk_text_buffer_remove_tag (buffer, out, &start, &end);
  if (!marks)
    return;
  style_tags (tag, out);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  for (guint i = 0; i < marks->len; i++)
    {
      const UsherTemplateMark *mark = &g_array_index (marks, UsherTemplateMark, i);

      gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) g_utf8_pointer_to_offset (text, text + mark->offset));
      gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) g_utf8_pointer_to_offset (text, text + mark->offset + mark->length));
      gtk_text_buffer_apply_tag (buffer, g_strcmp0 (mark->name, name) == 0 ? out : tag, &start, &end);
    }
}
