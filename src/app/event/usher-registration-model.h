/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "usher-registration-item.h"
#include "usher-table-registrations.h"

G_BEGIN_DECLS

#define USHER_REGISTRATION_PAGE 100   /* rows that are read at one go */

typedef struct _UsherRegistrationModel UsherRegistrationModel;

/**
 * UsherRegistrationRequest:
 * @id: for the answer
 * @offset: first row of the window; -1: only the number of rows is asked for
 * @search: (nullable)
 *
 * What the model wants to know. Valid during the call; copy what is needed longer.
 */
typedef struct {
  guint64                 id;
  int                     offset;
  const char             *search;
  UsherRegistrationFilter filter;
  UsherRegistrationSort   sort;
  gboolean                descending;
} UsherRegistrationRequest;

/* Finds it out, somewhere else, and calls usher_registration_model_answer() once, later. */
typedef void (*UsherRegistrationFetch) (UsherRegistrationModel *model, const UsherRegistrationRequest *request, gpointer data);

/**
 * UsherRegistrationModel:
 *
 * A list of any number of registrations that holds only what is looked at: it knows how many rows there are, and reads windows
 * of them when somebody wants to see one. A row that was not read yet is an empty item that fills itself. Answers may come in
 * any order; those that nobody waits for any more are dropped. A row is a place: in another order, and in another list, the rows
 * stay and other people come into them; only as many rows as there are more or fewer come or go, at the end. After a refresh of
 * a list that has the newest first, new rows come in at the top, so that those below stay with their people.
 *
 * Properties: `count` (-1: not known yet). Signal `filled`: a window was read (again); other people may stand in its rows now.
 */
#define USHER_TYPE_REGISTRATION_MODEL (usher_registration_model_get_type ())
G_DECLARE_FINAL_TYPE (UsherRegistrationModel, usher_registration_model, USHER, REGISTRATION_MODEL, GObject)

UsherRegistrationModel *usher_registration_model_new       (UsherRegistrationFetch fetch, gpointer data);
/* Asks nothing any more. */
void                    usher_registration_model_close     (UsherRegistrationModel *self);
/* Another list, or the same one in another order: who is in the rows stays until the answer. */
void                    usher_registration_model_set_query (UsherRegistrationModel *self, const char *search,
                                                            UsherRegistrationFilter filter, UsherRegistrationSort sort,
                                                            gboolean descending);
/* Something changed: asks again for the number and for the windows that are held. */
void                    usher_registration_model_refresh   (UsherRegistrationModel *self);
/* @rows: (element-type UsherRegistration) (nullable): of a window; @count: of a question for the number; an error: NULL and -1 */
void                    usher_registration_model_answer    (UsherRegistrationModel *self, guint64 id, GPtrArray *rows, int count);
int                     usher_registration_model_get_count (UsherRegistrationModel *self);
/* Is shown as on its way out, or not any more */
void                    usher_registration_model_set_leaving (UsherRegistrationModel *self, gint64 registration_id, gboolean leaving);
/* Where that registration stands, as far as it was read; GTK_INVALID_LIST_POSITION (G_MAXUINT): not known */
guint                   usher_registration_model_find      (UsherRegistrationModel *self, gint64 registration_id);
guint                   usher_registration_model_get_n_pages (UsherRegistrationModel *self);   /* held; for tests */

G_END_DECLS
