/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "usher-event-draft.h"
#include "usher-event.h"
#include "usher-settings.h"

G_BEGIN_DECLS

typedef enum {
  USHER_WIZARD_NEW,
  USHER_WIZARD_EDIT,
  USHER_WIZARD_DUPLICATE,
} UsherWizardMode;

typedef enum {
  USHER_WIZARD_STEP_DETAILS,
  USHER_WIZARD_STEP_NOTIFICATIONS,
  USHER_WIZARD_STEP_REGISTRATION,
  USHER_WIZARD_STEP_REVIEW,
} UsherWizardStep;
#define USHER_WIZARD_N_STEPS 4

/* What is typed, as it is typed */
typedef enum {
  USHER_WIZARD_TITLE,
  USHER_WIZARD_DESCRIPTION,
  USHER_WIZARD_DATE,
  USHER_WIZARD_TIME,
  USHER_WIZARD_ZONE,
  USHER_WIZARD_DURATION,
  USHER_WIZARD_MESSAGE,
  USHER_WIZARD_CAPACITY,
  USHER_WIZARD_PRIVACY,
  USHER_WIZARD_OPENS_DATE,
  USHER_WIZARD_OPENS_TIME,
  USHER_WIZARD_CLOSES_DATE,
  USHER_WIZARD_CLOSES_TIME,
  USHER_WIZARD_EXPECTED,
} UsherWizardText;
#define USHER_WIZARD_N_TEXTS (USHER_WIZARD_EXPECTED + 1)

typedef enum {
  USHER_WIZARD_EMAIL,
  USHER_WIZARD_SMS,
  USHER_WIZARD_REGISTERS,    /* people may register */
  USHER_WIZARD_LIMITED,      /* to a number of places */
  USHER_WIZARD_OPENS,        /* at a set time */
  USHER_WIZARD_CLOSES,
} UsherWizardFlag;
#define USHER_WIZARD_N_FLAGS (USHER_WIZARD_CLOSES + 1)

/**
 * UsherWizardModel:
 *
 * What the wizard's pages write into and read from: the words as they were typed, and what becomes of them. What is allowed is
 * usher_event_draft_check()'s to say; here stands which step a field belongs to. Signal `changed`.
 */
#define USHER_TYPE_WIZARD_MODEL (usher_wizard_model_get_type ())
G_DECLARE_FINAL_TYPE (UsherWizardModel, usher_wizard_model, USHER, WIZARD_MODEL, GObject)

UsherWizardModel *usher_wizard_model_new          (UsherWizardMode mode);
UsherWizardMode   usher_wizard_model_get_mode     (UsherWizardModel *self);

/* What a wizard begins with. @language: of new events; @date: (nullable): "2026-12-06" */
void              usher_wizard_model_begin        (UsherWizardModel *self, const UsherSettings *settings, const char *zone,
                                                   const char *language, const char *date, UsherInstant now);
/* @reminders: (element-type UsherNotification): the event's. A duplicate is a week later than the event, or than now */
void              usher_wizard_model_begin_event  (UsherWizardModel *self, UsherEvent *event, GPtrArray *reminders,
                                                   UsherInstant now);
UsherEvent       *usher_wizard_model_get_event    (UsherWizardModel *self);   /* (nullable): the one that is edited */
gint64            usher_wizard_model_get_event_id (UsherWizardModel *self);   /* 0: a new one */
int               usher_wizard_model_get_version  (UsherWizardModel *self);

void              usher_wizard_model_set_text     (UsherWizardModel *self, UsherWizardText which, const char *text);
const char       *usher_wizard_model_get_text     (UsherWizardModel *self, UsherWizardText which);
void              usher_wizard_model_set_flag     (UsherWizardModel *self, UsherWizardFlag which, gboolean value);
gboolean          usher_wizard_model_get_flag     (UsherWizardModel *self, UsherWizardFlag which);
/* "2026-12-06T20:00" into date and time; anything else is left out */
void              usher_wizard_model_set_start    (UsherWizardModel *self, const char *wall);
/* (transfer full) (nullable): NULL where day or time reads as nothing */
char             *usher_wizard_model_dup_start    (UsherWizardModel *self);
/* Where the clocks are put forward over that day and time: the first time ("2027-03-28T03:00") that there is again; else NULL */
char             *usher_wizard_model_dup_after_gap (UsherWizardModel *self, UsherWizardText date, UsherWizardText time);
/* FALSE: the clocks are put forward over it */
gboolean          usher_wizard_model_check_gap    (UsherWizardModel *self, UsherWizardText date, UsherWizardText time,
                                                   const char *field, GError **error);
/* "2027-03-28T03:00" into these two */
void              usher_wizard_model_set_wall     (UsherWizardModel *self, UsherWizardText date, UsherWizardText time,
                                                   const char *wall);

/* Reminders: (element-type utf8) (transfer full): all to choose from, longest distance first */
GPtrArray        *usher_wizard_model_list_intervals (UsherWizardModel *self);
gboolean          usher_wizard_model_is_wanted    (UsherWizardModel *self, const char *interval);
void              usher_wizard_model_set_wanted   (UsherWizardModel *self, const char *interval, gboolean wanted);
/* May it be chosen, for the start as it is? An edited event has what it had. @due_at: (out) (optional) */
gboolean          usher_wizard_model_fits         (UsherWizardModel *self, const char *interval, UsherInstant now,
                                                   UsherInstant *due_at);
/* @unit: 'M', 'H', 'D', 'W'. Adds and chooses it; errors as the draft's check has them, on "intervals" */
gboolean          usher_wizard_model_add_interval (UsherWizardModel *self, const char *number, char unit, UsherInstant now,
                                                   GError **error);

/* The event as it is asked for, as far as @step (what comes later has its defaults); checked. Fields of errors are those of
 * usher_event_draft_check(), and "starts_at.date", "starts_at.time" and the like for what does not read as one. */
UsherEventDraft  *usher_wizard_model_make_draft   (UsherWizardModel *self, UsherWizardStep step, UsherInstant now, GError **error);
/* Of the start, zone and duration alone. @instant: (out): only where they are good */
gboolean          usher_wizard_model_check_start  (UsherWizardModel *self, UsherInstant now, UsherInstant *instant, GError **error);
/* Unchecked, as far as it goes: for previews; NULL where there is no start or zone */
UsherEventDraft  *usher_wizard_model_sketch       (UsherWizardModel *self, UsherInstant now);
UsherWizardStep   usher_wizard_step_of_field      (const char *field);   /* (nullable): of no field: the last step */
/* Does the start differ from the one of the edited event? */
gboolean          usher_wizard_model_is_moved     (UsherWizardModel *self);

/* As one text, to be kept; and back: FALSE, and nothing is changed, where it is damaged or of another version of the event */
char             *usher_wizard_model_to_text      (UsherWizardModel *self);
gboolean          usher_wizard_model_from_text    (UsherWizardModel *self, const char *text);
/* A draft of another version of the event: what was typed, over what the event is now */
char             *usher_wizard_model_add_base     (const char *text, const char *base);
gboolean          usher_wizard_model_merge        (UsherWizardModel *self, const char *text);

G_END_DECLS
