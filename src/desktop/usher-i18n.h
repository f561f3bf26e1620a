/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void        usher_i18n_init     (void);
const char *usher_i18n_language (void);                /* BCP 47, for usher_wording_…(): the language that the app speaks */
const char *usher_i18n_stored   (const char *words);   /* words that the engine keeps in English, such as reasons */

G_END_DECLS
