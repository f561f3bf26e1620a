/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Public pages: templates of resources/pages/ in the house's own template language, which escapes every value. */

#include "usher-response.h"

G_BEGIN_DECLS

typedef struct _UsherPages UsherPages;

typedef enum {
  USHER_PAGE_TICKET,        /* a part of other pages: what, when, where */
  USHER_PAGE_REGISTER,
  USHER_PAGE_CLOSED,        /* the ticket and why there is no form */
  USHER_PAGE_THANKS,
  USHER_PAGE_MANAGE,
  USHER_PAGE_ERASE,
  USHER_PAGE_UNSUBSCRIBE,
  USHER_PAGE_WATCH,
  USHER_PAGE_MESSAGE,       /* a title, a text, perhaps a link: errors, and "done" */
  USHER_N_PAGES
} UsherPageKind;

/* All templates, parsed; a broken one is a programming error. */
UsherPages    *usher_pages_new       (void);
void           usher_pages_free      (UsherPages *self);
/* Variable → value. Names are those of the table in usher-page.c. */
GHashTable    *usher_page_values_new (void);
void           usher_page_set        (GHashTable *values, const char *name, const char *value /* (nullable) */);
void           usher_page_set_flag   (GHashTable *values, const char *name, gboolean on);
/* The part alone, and the whole document around it (values: title; refresh, sender_name, privacy_url) */
char          *usher_pages_part      (UsherPages *self, UsherPageKind kind, GHashTable *values);
UsherResponse *usher_pages_respond   (UsherPages *self, guint status, UsherPageKind kind, GHashTable *values);
/* Static files of the pages by name ("usher.css"), or NULL */
GBytes        *usher_pages_get_file  (const char *name, const char **content_type, char **etag);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherPages, usher_pages_free)

G_END_DECLS
