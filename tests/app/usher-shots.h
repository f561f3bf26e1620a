/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-sample-house.h"

G_BEGIN_DECLS

/* Every page and dialog of the app, over the sample house: for the pictures and for whatever has to hold on all of them */
typedef struct {
  const char *name;
  const char *action;
  const char *parameter;      /* GVariant text; %next %later %past %cancelled stand for ids; NULL: none */
  gboolean    web;            /* has a mail in it */
  int         step;           /* of the wizard, from 0 */
} UsherShot;

extern const UsherShot usher_shots[];
extern const guint     usher_n_shots;
extern const UsherShot usher_shots_live[];      /* after usher_shots_go_live() */
extern const guint     usher_n_shots_live;

void usher_shots_open          (UsherAppFixture *fixture, const UsherSampleHouse *house, const UsherShot *shot);
void usher_shots_go_live       (UsherAppFixture *fixture, const UsherSampleHouse *house);
void usher_shots_close_dialogs (UsherWindow *window);

G_END_DECLS
