/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherLetter:
 *
 * An e-mail's HTML, behind glass: it loads nothing (no images or styles from elsewhere, no frames, no fonts), runs nothing, opens
 * nothing, remembers nothing. Its processes start when it is shown for the first time.
 *
 * Signals: `link` (uri): somebody pressed a link, with `follow-links` on. `broken`: the process that draws it died.
 * Properties: `follow-links`, `loaded` (what was set is on the screen).
 */
#define USHER_TYPE_LETTER (usher_letter_get_type ())
G_DECLARE_FINAL_TYPE (UsherLetter, usher_letter, USHER, LETTER, GtkWidget)

GtkWidget *usher_letter_new              (void);
void       usher_letter_set_html         (UsherLetter *self, const char *html);
/* The reader's screen, not this one's */
void       usher_letter_set_dark         (UsherLetter *self, gboolean dark);
/* Links work (FALSE at first: they are only text) */
void       usher_letter_set_follow_links (UsherLetter *self, gboolean follow);
/* Are <mark class="usher-variable"> to be seen? @name: (nullable): the one that stands out */
void       usher_letter_set_marks        (UsherLetter *self, gboolean shown, const char *name);
gboolean   usher_letter_is_loaded        (UsherLetter *self);

G_END_DECLS
