/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-queries-preview.h"

G_BEGIN_DECLS

/**
 * UsherMessageView:
 *
 * A message as its reader sees it. E-mail: HTML or plain text, on a light or dark screen, as wide as a phone or a desktop. SMS: a
 * bubble on a phone, with parts and cost. Nothing is loaded from elsewhere, nothing runs.
 *
 * It takes the room that it is given (at least 300 × 240). Signal `link` (uri): a link was pressed, with `follow-links` on.
 * Properties: `follow-links` (FALSE: links are inert), `show-variables` (what the text was filled with stands out; needs a preview
 * made with USHER_PREVIEW_MARK).
 */
#define USHER_TYPE_MESSAGE_VIEW (usher_message_view_get_type ())
G_DECLARE_FINAL_TYPE (UsherMessageView, usher_message_view, USHER, MESSAGE_VIEW, GtkWidget)

GtkWidget *usher_message_view_new                (void);
/* What usher_engine_preview_…() made; what an SMS is, it sees by itself */
void       usher_message_view_set_preview        (UsherMessageView *self, const UsherPreview *preview);
/* @sender, @html: (nullable) */
void       usher_message_view_set_mail           (UsherMessageView *self, const char *sender, const char *subject, const char *html,
                                                  const char *text);
/* @cost_micros: -1: not known */
void       usher_message_view_set_sms            (UsherMessageView *self, const char *text, int segments, gint64 cost_micros);
/* Why there is nothing newer to show, above what was there before; NULL: all is well (the three above say so, too) */
void       usher_message_view_set_problem        (UsherMessageView *self, const char *words);
void       usher_message_view_set_show_variables (UsherMessageView *self, gboolean shown);
void       usher_message_view_set_follow_links   (UsherMessageView *self, gboolean follow);
/* Lets one variable stand out. @name: (nullable) */
void       usher_message_view_highlight          (UsherMessageView *self, const char *name);

G_END_DECLS
