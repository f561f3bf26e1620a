/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-page.h"

typedef struct {
  UsherClient *client;
} UsherPagePrivate;

typedef enum {
  PROP_CLIENT = 1,
} UsherPageProperty;

static GParamSpec *properties[PROP_CLIENT + 1];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (UsherPage, usher_page, ADW_TYPE_NAVIGATION_PAGE)

static void
usher_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UsherPagePrivate *priv = usher_page_get_instance_private (USHER_PAGE (object));

  switch ((UsherPageProperty) id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, priv->client);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UsherPagePrivate *priv = usher_page_get_instance_private (USHER_PAGE (object));

  switch ((UsherPageProperty) id)
    {
    case PROP_CLIENT:
      priv->client = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_page_finalize (GObject *object)
{
  UsherPagePrivate *priv = usher_page_get_instance_private (USHER_PAGE (object));

  g_clear_object (&priv->client);
  G_OBJECT_CLASS (usher_page_parent_class)->finalize (object);
}

static void
usher_page_class_init (UsherPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = usher_page_get_property;
  object_class->set_property = usher_page_set_property;
  object_class->finalize = usher_page_finalize;

  properties[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, USHER_TYPE_CLIENT,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
usher_page_init (UsherPage *self)
{
}

UsherClient *
usher_page_get_client (UsherPage *self)
{
  UsherPagePrivate *priv = usher_page_get_instance_private (self);

  g_return_val_if_fail (USHER_IS_PAGE (self), NULL);
  return priv->client;
}

gboolean
usher_page_search (UsherPage *self)
{
  UsherPageClass *klass;

  g_return_val_if_fail (USHER_IS_PAGE (self), FALSE);
  klass = USHER_PAGE_GET_CLASS (self);
  return klass->search && klass->search (self);
}
