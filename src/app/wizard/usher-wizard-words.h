/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sentences of the wizard. All (transfer full). */

#include "usher-draft-plan.h"

G_BEGIN_DECLS

/* "20:00 in Europe/Berlin · 04:00 on Monday in your zone · 19:00 UTC"; days are named where they differ. @own: name of the own zone */
char *usher_wizard_words_when      (UsherInstant start, const char *zone, const char *own);
/* Of an hour that happens twice: which of the two is taken; NULL where the start happens once */
char *usher_wizard_words_fold      (const char *wall, const char *zone);
/* "Use 03:00", of "2027-03-28T03:00" */
char *usher_wizard_words_use       (const char *wall);
/* "1 hour 30 minutes" */
char *usher_wizard_words_duration  (int minutes);
char *usher_wizard_words_channels  (UsherChannels channels);           /* "e-mail, SMS" */
/* "Sun 22 Nov, 20:00 — e-mail, SMS — everyone registered by then", or what became of it */
char *usher_wizard_words_step      (const UsherPlanStep *step, GTimeZone *zone, UsherInstant now);
/* "412 people get a change notice by e-mail, 37 by SMS" */
char *usher_wizard_words_told      (const UsherDraftPlan *plan);
/* What was done, in a toast: "Rescheduled: 412 people will be told". @plan: (nullable) */
char *usher_wizard_words_moved     (const UsherDraftPlan *plan);
/* "Draft from yesterday" */
char *usher_wizard_words_draft     (UsherInstant saved_at, GTimeZone *zone, UsherInstant now);

G_END_DECLS
