/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-account-check.h"
#include "usher-settings.h"

G_BEGIN_DECLS

/* What the form of an account consists of, and what is made of it. Static tables, no widgets. */

typedef enum {
  USHER_ACCOUNT_FIELD_TEXT,      /* of the settings */
  USHER_ACCOUNT_FIELD_SECRET,    /* of the keyring */
} UsherAccountFieldKind;

typedef struct {
  const char           *field;     /* the member of UsherSettings or UsherSecrets */
  const char           *title;     /* marked with N_() */
  UsherAccountFieldKind kind;
  gsize                 offset;    /* in UsherSettings or UsherSecrets */
  const char           *key;       /* of the keyring; NULL: a text */
} UsherAccountField;

typedef struct {
  UsherAccountKind         kind;
  const char              *name;          /* "Mailgun" */
  const char              *what;          /* marked with N_(): what it is for */
  const char              *where;         /* marked with N_(): where the keys are found */
  const char              *uri;           /* there */
  const UsherAccountField *fields;
  guint                    n_fields;
  gsize                    id_offset;     /* the member of UsherSettings that says that there is an account */
  gsize                    closed_offset; /* of UsherConfig */
} UsherAccountForm;

const UsherAccountForm *usher_account_form_get   (UsherAccountKind kind);
char                  **usher_account_field_text (const UsherAccountField *field, UsherSettings *settings, UsherSecrets *secrets);
/* Settings in which there is no account but this one, as @from has it */
UsherSettings          *usher_account_form_only  (const UsherAccountForm *form, const UsherSettings *from);
void                    usher_account_form_copy  (const UsherAccountForm *form, const UsherSettings *from, UsherSettings *to);
void                    usher_account_form_clear (const UsherAccountForm *form, UsherSettings *settings);
gboolean                usher_account_form_is_set_up (const UsherAccountForm *form, const UsherSettings *settings);

G_END_DECLS
