/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-api-client.h"
#include "usher-process.h"
#include "usher-standin.h"

G_BEGIN_DECLS

/**
 * UsherE2e:
 *
 * A real usherd with its accounts at the stand-in, reached over HTTP only, and (with a start time) a clock that the test moves
 * for both.
 */
typedef struct {
  char           *folder;
  char           *start;       /* (nullable): RFC 3339: test clock */
  UsherStandin   *standin;     /* (nullable): sandbox */
  UsherProcess   *process;
  UsherApiClient *api;
} UsherE2e;

void      usher_e2e_set_up     (UsherE2e *self, const char *start, gboolean with_accounts);
void      usher_e2e_tear_down  (UsherE2e *self);
/* (Re)starts usherd over the same folder; @now: where its clock begins this time */
void      usher_e2e_launch     (UsherE2e *self, const char *now);
/* Moves both clocks and waits until what became due was handed over */
void      usher_e2e_set_clock  (UsherE2e *self, const char *now);
JsonNode *usher_e2e_call       (UsherE2e *self, const char *method, const char *path, const char *body, guint status);
/* A page of the public door; @form: (nullable): urlencoded body of a POST */
char     *usher_e2e_page       (UsherE2e *self, const char *path, const char *form, guint status);
/* The value of an input in a page */
char     *usher_e2e_input      (const char *html, const char *name);
guint     usher_e2e_mails      (UsherE2e *self);     /* that the stand-in took, one for each recipient */
guint     usher_e2e_texts      (UsherE2e *self);

G_END_DECLS
