/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The files of the wizard's dialog share these: usher-wizard.c has the steps and the deed, usher-wizard-lifetime.c what comes before
 * and after. */

#include "usher-wizard-details.h"
#include "usher-wizard-keeper.h"
#include "usher-wizard-notifications.h"
#include "usher-wizard-opening.h"
#include "usher-wizard-registration.h"
#include "usher-wizard-review.h"
#include "usher-wizard.h"

G_BEGIN_DECLS

typedef enum {
  USHER_WIZARD_BANNER_NONE,
  USHER_WIZARD_BANNER_DRAFT,
  USHER_WIZARD_BANNER_LIVE,
} UsherWizardBanner;

#define USHER_TYPE_WIZARD (usher_wizard_get_type ())
G_DECLARE_FINAL_TYPE (UsherWizard, usher_wizard, USHER, WIZARD, AdwDialog)

struct _UsherWizard {
  AdwDialog                 parent_instance;

  UsherClient              *client;
  UsherWizardKeeper        *keeper;
  UsherWizardModel         *model;
  UsherWizardOpening       *opening;       /* (nullable): being read */
  GCancellable             *cancellable;
  UsherWizardStep           step;
  UsherWizardBanner         banner;
  gint64                    event_id;      /* that is edited or duplicated */
  char                     *date;          /* (nullable): of a new event */
  char                     *local_start;   /* (nullable): of a reschedule */
  char                     *command_key;   /* the same command twice is done once */
  gboolean                  busy;
  GError                   *refusal;       /* (nullable): what the engine said on the last page */
  gboolean                  leaving;       /* while the draft is kept */
  GtkWidget                *window;        /* weak: where toasts go when the dialog is gone */

  /* template */
  AdwNavigationView        *navigation;
  AdwWindowTitle           *window_title;
  AdwBanner                *banner_bar;
  GtkStack                 *outer_stack;
  AdwStatusPage            *blocked_page;
  GtkStack                 *step_stack;
  UsherWizardDetails       *details;
  UsherWizardNotifications *notifications;
  UsherWizardRegistration  *registration;
  UsherWizardReview        *review;
  GtkWidget                *bottom_bar;
  GtkWidget                *steps_box;
  GtkButton                *back_button;
  GtkButton                *next_button;
  GtkStack                 *next_stack;
  GtkLabel                 *next_label;
};

/* usher-wizard.c */
void     usher_wizard_show_step      (UsherWizard *self, UsherWizardStep step);
void     usher_wizard_update_buttons (UsherWizard *self);
gboolean usher_wizard_check_step     (UsherWizard *self, UsherWizardStep step);

/* usher-wizard-lifetime.c */
/* @title: (nullable) */
void     usher_wizard_show_banner    (UsherWizard *self, UsherWizardBanner banner, const char *title);
void     usher_wizard_banner_clicked (UsherWizard *self);
void     usher_wizard_open           (UsherWizard *self);
/* Reads the event again, and puts what was typed over it */
void     usher_wizard_reload         (UsherWizard *self);
/* Somebody wants to close it: what was typed is kept first, else they are asked. */
void     usher_wizard_leave          (UsherWizard *self);

G_END_DECLS
