/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The files of the wizard's model share these. */

#include "usher-wizard-model.h"

G_BEGIN_DECLS

struct _UsherWizardModel {
  GObject          parent_instance;

  UsherWizardMode  mode;
  char            *texts[USHER_WIZARD_N_TEXTS];
  gboolean         flags[USHER_WIZARD_N_FLAGS];
  GPtrArray       *choice;     /* (element-type utf8): intervals to choose from, canonical */
  GHashTable      *wanted;     /* those that are chosen, whether or not they fit */
  GHashTable      *had;        /* those that the edited event has, sent or not */
  UsherEvent      *event;      /* (nullable): as it was read */
  char            *language;
};

void usher_wizard_model_announce (UsherWizardModel *self);

G_END_DECLS
