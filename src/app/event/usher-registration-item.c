/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registration-item.h"

struct _UsherRegistrationItem {
  GObject            parent_instance;

  UsherRegistration *registration;
  gboolean           leaving;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (UsherRegistrationItem, usher_registration_item, G_TYPE_OBJECT)

static void
usher_registration_item_finalize (GObject *object)
{
  g_clear_pointer (&USHER_REGISTRATION_ITEM (object)->registration, usher_registration_unref);
  G_OBJECT_CLASS (usher_registration_item_parent_class)->finalize (object);
}

static void
usher_registration_item_class_init (UsherRegistrationItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_registration_item_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_registration_item_init (UsherRegistrationItem *self)
{
}

UsherRegistrationItem *
usher_registration_item_new (void)
{
  return g_object_new (USHER_TYPE_REGISTRATION_ITEM, NULL);
}

void
usher_registration_item_set (UsherRegistrationItem *self, UsherRegistration *registration, gboolean leaving)
{
  gboolean same;

  g_return_if_fail (USHER_IS_REGISTRATION_ITEM (self));

  same = registration && self->registration && registration->id == self->registration->id
         && registration->updated_at == self->registration->updated_at && leaving == self->leaving;
  if (same || (!registration && !self->registration))
    return;
  if (registration)
    usher_registration_ref (registration);
  g_clear_pointer (&self->registration, usher_registration_unref);
  self->registration = registration;
  self->leaving = leaving;
  g_signal_emit (self, changed_signal, 0);
}

UsherRegistration *
usher_registration_item_get (UsherRegistrationItem *self)
{
  g_return_val_if_fail (USHER_IS_REGISTRATION_ITEM (self), NULL);
  return self->registration;
}

gint64
usher_registration_item_get_id (UsherRegistrationItem *self)
{
  g_return_val_if_fail (USHER_IS_REGISTRATION_ITEM (self), 0);
  return self->registration ? self->registration->id : 0;
}

gboolean
usher_registration_item_is_leaving (UsherRegistrationItem *self)
{
  g_return_val_if_fail (USHER_IS_REGISTRATION_ITEM (self), FALSE);
  return self->leaving;
}
