/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-qr-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-qr.h"
#include "usher-toast.h"

#define SIZE_MIN   96
#define PNG_PIXELS 1024

struct _UsherQrView {
  GtkWidget parent_instance;

  char     *text;
  UsherQr  *qr;     /* (nullable) */
};

typedef enum {
  PROP_TEXT = 1,
} UsherQrViewProperty;

static GParamSpec *properties[PROP_TEXT + 1];

G_DEFINE_FINAL_TYPE (UsherQrView, usher_qr_view, GTK_TYPE_WIDGET)

static const GdkRGBA light = { 1, 1, 1, 1 };
static const GdkRGBA dark = { 0, 0, 0, 1 };

/* Modules of whole device pixels, centred, so that edges are sharp */
static void
usher_qr_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UsherQrView *self = USHER_QR_VIEW (widget);
  int side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  float left = (float) (gtk_widget_get_width (widget) - side) / 2, top = (float) (gtk_widget_get_height (widget) - side) / 2;
  guint size;
  int module, margin;

  if (!self->qr || side <= 0)
    return;
  size = usher_qr_get_size (self->qr);
  module = MAX (side / (int) size, 1);
  margin = (side - module * (int) size) / 2;
  gtk_snapshot_append_color (snapshot, &light, &GRAPHENE_RECT_INIT (left, top, (float) side, (float) side));
  for (guint y = 0; y < size; y++)
    for (guint x = 0, run = 0; x < size; x += MAX (run, 1))
      {
        for (run = 0; usher_qr_is_dark (self->qr, x + run, y); run++)
          ;
        if (run > 0)
          gtk_snapshot_append_color (snapshot, &dark,
                                     &GRAPHENE_RECT_INIT (left + (float) (margin + module * (int) x),
                                                          top + (float) (margin + module * (int) y),
                                                          (float) (module * (int) run), (float) module));
      }
}

static void
usher_qr_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  *minimum = SIZE_MIN;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? MAX (SIZE_MIN, for_size) : SIZE_MIN;
}

static GtkSizeRequestMode
usher_qr_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
usher_qr_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((UsherQrViewProperty) id)
    {
    case PROP_TEXT:
      g_value_set_string (value, USHER_QR_VIEW (object)->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_qr_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((UsherQrViewProperty) id)
    {
    case PROP_TEXT:
      usher_qr_view_set_text (USHER_QR_VIEW (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_qr_view_finalize (GObject *object)
{
  UsherQrView *self = USHER_QR_VIEW (object);

  g_clear_pointer (&self->qr, usher_qr_free);
  g_free (self->text);
  G_OBJECT_CLASS (usher_qr_view_parent_class)->finalize (object);
}

static void
usher_qr_view_class_init (UsherQrViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = usher_qr_view_get_property;
  object_class->set_property = usher_qr_view_set_property;
  object_class->finalize = usher_qr_view_finalize;
  widget_class->snapshot = usher_qr_view_snapshot;
  widget_class->measure = usher_qr_view_measure;
  widget_class->get_request_mode = usher_qr_view_get_request_mode;
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
usher_qr_view_init (UsherQrView *self)
{
}

GtkWidget *
usher_qr_view_new (void)
{
  return g_object_new (USHER_TYPE_QR_VIEW, NULL);
}

void
usher_qr_view_set_text (UsherQrView *self, const char *text)
{
  g_autofree char *spoken = NULL;

  g_return_if_fail (USHER_IS_QR_VIEW (self));

  if (!g_set_str (&self->text, text))
    return;
  g_clear_pointer (&self->qr, usher_qr_free);
  if (text && *text)
    self->qr = usher_qr_new (text, NULL);
  /* Translators: an image for screen readers; %s: an address */
  spoken = g_strdup_printf (_("QR code of %s"), text ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

const char *
usher_qr_view_get_text (UsherQrView *self)
{
  g_return_val_if_fail (USHER_IS_QR_VIEW (self), NULL);
  return self->text;
}

/* --- as a file ----------------------------------------------------------------------------------------------------- */

GBytes *
usher_qr_view_to_svg (UsherQrView *self)
{
  char *svg;

  g_return_val_if_fail (USHER_IS_QR_VIEW (self), NULL);

  if (!self->qr)
    return NULL;
  svg = usher_qr_to_svg (self->qr);
  return g_bytes_new_take (svg, strlen (svg));
}

GBytes *
usher_qr_view_to_png (UsherQrView *self, guint pixels)
{
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint size, module, side;
  guint8 *data;

  g_return_val_if_fail (USHER_IS_QR_VIEW (self), NULL);

  if (!self->qr)
    return NULL;
  size = usher_qr_get_size (self->qr);
  module = MAX ((pixels + size - 1) / size, 1);
  side = size * module;
  data = g_malloc ((gsize) side * side * 3);
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      memset (data + ((gsize) y * side + x) * 3, usher_qr_is_dark (self->qr, x / module, y / module) ? 0 : 255, 3);
  bytes = g_bytes_new_take (data, (gsize) side * side * 3);
  texture = gdk_memory_texture_new ((int) side, (int) side, GDK_MEMORY_R8G8B8, bytes, (gsize) side * 3);
  return gdk_texture_save_to_png_bytes (texture);
}

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherQrView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_widget_get_root (GTK_WIDGET (self)))
    return;
  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    usher_toast (GTK_WIDGET (self), _("QR code saved"));
  else
    usher_toast_error (GTK_WIDGET (self), error);
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherQrView) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *name = file ? g_file_get_basename (file) : NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!file)
    return;
  bytes = g_str_has_suffix (name, ".svg") ? usher_qr_view_to_svg (self) : usher_qr_view_to_png (self, PNG_PIXELS);
  if (bytes)
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, written,
                                         g_object_ref (self));
}

static void
add_filter (GListStore *filters, const char *name, const char *suffix)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix);
  g_list_store_append (filters, filter);
}

void
usher_qr_view_save (UsherQrView *self, const char *name)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autofree char *initial = NULL;
  GtkRoot *root;

  g_return_if_fail (USHER_IS_QR_VIEW (self));
  g_return_if_fail (name != NULL);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  initial = g_strconcat (name, ".png", NULL);
  add_filter (filters, _("PNG picture"), "png");
  add_filter (filters, _("SVG drawing"), "svg");
  gtk_file_dialog_set_title (dialog, _("Save QR Code"));
  gtk_file_dialog_set_initial_name (dialog, initial);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, file_chosen, g_object_ref (self));
}
