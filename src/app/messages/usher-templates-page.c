/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-templates-page.h"

#include <glib/gi18n.h>

#include "usher-loader.h"
#include "usher-template-drafts.h"
#include "usher-template-editor.h"
#include "usher-template-row.h"
#include "usher-toast.h"

struct _UsherTemplatesPage {
  UsherPage             parent_instance;

  UsherLoader          *loader;
  UsherTemplateDrafts  *drafts;       /* (unowned): the client's */
  GPtrArray            *texts;        /* (nullable) (element-type UsherTemplateText): all */
  char                 *to_edit;      /* (nullable): an id that is opened as soon as it is known */

  /* template */
  AdwNavigationView    *navigation;
  GtkSearchBar         *search_bar;
  GtkSearchEntry       *search_entry;
  GtkStack             *stack;
  GtkWidget            *lists[USHER_N_CHANNELS];
  GtkWidget            *groups[USHER_N_CHANNELS];
  UsherTemplateEditor  *editor;
};

G_DEFINE_FINAL_TYPE (UsherTemplatesPage, usher_templates_page, USHER_TYPE_PAGE)

/* --- which text stands for which message ---------------------------------------------------------------------------- */

static const UsherTemplateText *
find_text (UsherTemplatesPage *self, const char *id)
{
  for (guint i = 0; self->texts && i < self->texts->len; i++)
    if (g_strcmp0 (((UsherTemplateText *) self->texts->pdata[i])->id, id) == 0)
      return self->texts->pdata[i];
  return NULL;
}

static const UsherTemplateText *
in_use (UsherTemplatesPage *self, const UsherTemplateText *like)
{
  for (guint i = 0; i < self->texts->len; i++)
    {
      const UsherTemplateText *text = self->texts->pdata[i];

      if (!text->is_default && text->active && g_str_equal (text->key, like->key) && text->channel == like->channel)
        return text;
    }
  return like;
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

static void
update_unsaved (UsherTemplatesPage *self)
{
  for (gsize c = 0; c < G_N_ELEMENTS (self->lists); c++)
    for (GtkWidget *w = gtk_widget_get_first_child (self->lists[c]); w; w = gtk_widget_get_next_sibling (w))
      if (USHER_IS_TEMPLATE_ROW (w))
        {
          const UsherTemplateText *text = usher_template_row_get_text (USHER_TEMPLATE_ROW (w));

          usher_template_row_set_unsaved (USHER_TEMPLATE_ROW (w), usher_template_drafts_get (self->drafts, text->id) != NULL);
        }
}

static gboolean
is_shown (GtkListBoxRow *row, gpointer data)
{
  UsherTemplatesPage *self = data;
  const char *search = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  return !*search || usher_template_row_matches (USHER_TEMPLATE_ROW (row), search);
}

/* A group without a match goes as a whole. */
static void
update_found (UsherTemplatesPage *self)
{
  gboolean any = FALSE;

  for (gsize c = 0; c < G_N_ELEMENTS (self->lists); c++)
    {
      gboolean found = FALSE;

      gtk_list_box_invalidate_filter (GTK_LIST_BOX (self->lists[c]));
      for (GtkWidget *w = gtk_widget_get_first_child (self->lists[c]); w; w = gtk_widget_get_next_sibling (w))
        found = found || is_shown (GTK_LIST_BOX_ROW (w), self);
      gtk_widget_set_visible (self->groups[c], found);
      any = any || found;
    }
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "not-found");
}

/* Each message once, as it is used; behind it the own ones that are not. */
static void
fill_lists (UsherTemplatesPage *self)
{
  for (gsize c = 0; c < G_N_ELEMENTS (self->lists); c++)
    gtk_list_box_remove_all (GTK_LIST_BOX (self->lists[c]));
  for (guint i = 0; i < self->texts->len; i++)
    {
      const UsherTemplateText *text = self->texts->pdata[i];

      if (!text->is_default)
        continue;
      gtk_list_box_append (GTK_LIST_BOX (self->lists[text->channel]), usher_template_row_new (in_use (self, text)));
      for (guint j = 0; j < self->texts->len; j++)
        {
          const UsherTemplateText *own = self->texts->pdata[j];

          if (!own->is_default && !own->active && g_str_equal (own->key, text->key) && own->channel == text->channel)
            gtk_list_box_append (GTK_LIST_BOX (self->lists[text->channel]), usher_template_row_new (own));
        }
    }
  update_unsaved (self);
  update_found (self);
}

/* --- the editor ---------------------------------------------------------------------------------------------------- */

static gboolean
is_editing (UsherTemplatesPage *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->navigation);

  return page && g_strcmp0 (adw_navigation_page_get_tag (page), "editor") == 0;
}

static void
edit (UsherTemplatesPage *self, const UsherTemplateText *text)
{
  usher_template_editor_open (self->editor, text);
  if (!is_editing (self))
    adw_navigation_view_push_by_tag (self->navigation, "editor");
}

static void
row_activated (UsherTemplatesPage *self, GtkListBoxRow *row)
{
  edit (self, usher_template_row_get_text (USHER_TEMPLATE_ROW (row)));
}

/* What is open may have become another one (saved, reverted) or be gone. */
static void
refresh_editor (UsherTemplatesPage *self)
{
  const char *id = usher_template_editor_get_id (self->editor);
  const UsherTemplateText *text = id ? find_text (self, id) : NULL;

  if (text)
    usher_template_editor_open (self->editor, text);
  else if (id && is_editing (self))
    adw_navigation_view_pop (self->navigation);
}

static void
show_texts (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherTemplatesPage *self = USHER_TEMPLATES_PAGE (widget);
  g_autofree char *to_edit = NULL;

  if (!result)
    {
      usher_toast_error (widget, error);
      return;
    }
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  self->texts = result;
  fill_lists (self);
  refresh_editor (self);
  to_edit = g_steal_pointer (&self->to_edit);
  if (to_edit)
    usher_templates_page_edit (self, to_edit);
}

static gpointer
find_texts (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_engine_list_templates (engine, error);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static gboolean
usher_templates_page_search (UsherPage *page)
{
  UsherTemplatesPage *self = USHER_TEMPLATES_PAGE (page);

  adw_navigation_view_pop_to_tag (self->navigation, "list");
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  return TRUE;
}

static void
drafts_changed (UsherTemplatesPage *self)
{
  update_unsaved (self);
}

static void
usher_templates_page_constructed (GObject *object)
{
  static const char * const kinds[] = { "template", NULL };
  static const UsherLoaderPlan plan = { kinds, find_texts, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, show_texts };
  UsherTemplatesPage *self = USHER_TEMPLATES_PAGE (object);
  UsherClient *client = usher_page_get_client (USHER_PAGE (self));

  G_OBJECT_CLASS (usher_templates_page_parent_class)->constructed (object);
  self->drafts = usher_template_drafts_of (client);
  g_signal_connect_object (self->drafts, "changed", G_CALLBACK (drafts_changed), self, G_CONNECT_SWAPPED);
  usher_template_editor_set_client (self->editor, client);
  self->loader = usher_loader_new (client, GTK_WIDGET (self), &plan);
}

static void
usher_templates_page_dispose (GObject *object)
{
  UsherTemplatesPage *self = USHER_TEMPLATES_PAGE (object);

  g_clear_object (&self->loader);
  for (gsize c = 0; c < G_N_ELEMENTS (self->lists); c++)
    if (self->lists[c])
      gtk_list_box_set_filter_func (GTK_LIST_BOX (self->lists[c]), NULL, NULL, NULL);
  /* The template's end would take the child away behind the page's back. */
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_TEMPLATES_PAGE);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_clear_pointer (&self->to_edit, g_free);
  G_OBJECT_CLASS (usher_templates_page_parent_class)->dispose (object);
}

static void
usher_templates_page_class_init (UsherTemplatesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = usher_templates_page_constructed;
  object_class->dispose = usher_templates_page_dispose;
  USHER_PAGE_CLASS (klass)->search = usher_templates_page_search;

  g_type_ensure (USHER_TYPE_TEMPLATE_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-templates-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherTemplatesPage, navigation);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplatesPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplatesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplatesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherTemplatesPage, editor);
  gtk_widget_class_bind_template_child_full (widget_class, "email_list", FALSE,
                                             G_STRUCT_OFFSET (UsherTemplatesPage, lists[USHER_CHANNEL_EMAIL]));
  gtk_widget_class_bind_template_child_full (widget_class, "sms_list", FALSE,
                                             G_STRUCT_OFFSET (UsherTemplatesPage, lists[USHER_CHANNEL_SMS]));
  gtk_widget_class_bind_template_child_full (widget_class, "email_group", FALSE,
                                             G_STRUCT_OFFSET (UsherTemplatesPage, groups[USHER_CHANNEL_EMAIL]));
  gtk_widget_class_bind_template_child_full (widget_class, "sms_group", FALSE,
                                             G_STRUCT_OFFSET (UsherTemplatesPage, groups[USHER_CHANNEL_SMS]));
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, update_found);
}

static void
usher_templates_page_init (UsherTemplatesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  for (gsize c = 0; c < G_N_ELEMENTS (self->lists); c++)
    gtk_list_box_set_filter_func (GTK_LIST_BOX (self->lists[c]), is_shown, self, NULL);
}

void
usher_templates_page_edit (UsherTemplatesPage *self, const char *id)
{
  const UsherTemplateText *text;

  g_return_if_fail (USHER_IS_TEMPLATES_PAGE (self));
  g_return_if_fail (id != NULL);

  if (!self->texts)
    {
      g_set_str (&self->to_edit, id);
      return;
    }
  text = find_text (self, id);
  if (text)
    edit (self, text->is_default ? in_use (self, text) : text);
  else
    usher_toast (GTK_WIDGET (self), _("That template is no longer there"));
}
