/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherFormToken:
 *
 * A mark in a form that tells when the page was made, signed with a key that lives as long as this object. Programs that fill
 * in forms come back with a page from long ago, or without one. That they are quick is no proof: so is a browser that fills in
 * the fields, and who presses the button again after an error.
 */
typedef struct _UsherFormToken UsherFormToken;

typedef enum {
  USHER_FORM_FINE,
  USHER_FORM_STALE,       /* too old, not ours, or from before a restart */
} UsherFormAge;

UsherFormToken *usher_form_token_new   (guint max_ms);
void            usher_form_token_free  (UsherFormToken *self);
/* @purpose: what the form is about: a token of another form is stale. @now: monotonic microseconds */
char           *usher_form_token_make  (UsherFormToken *self, const char *purpose, gint64 now);
UsherFormAge    usher_form_token_check (UsherFormToken *self, const char *purpose, const char *token, gint64 now);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherFormToken, usher_form_token_free)

G_END_DECLS
