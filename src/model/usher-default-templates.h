/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherTemplateText:
 * @id: "default:KEY:CHANNEL" for the built-in ones, a number for the user's own
 * @key: which message: "confirmation", "change", "cancellation", "reminder" (general: own intervals and late steps),
 *   "reminder-P14D" … "reminder-PT0S"
 * @name: what the list shows
 * @subject, @html, @text: e-mail; an SMS has only @text
 * @is_default: built in: cannot be changed or deleted; editing makes a copy
 */
typedef struct {
  char        *id;
  char        *key;
  UsherChannel channel;
  char        *name;
  char        *subject;
  char        *html;
  char        *text;
  gboolean     is_default;
  gboolean     active;       /* the user's own one that is used in place of the default */
  UsherInstant updated_at;
} UsherTemplateText;

UsherTemplateText *usher_template_text_new   (void);
UsherTemplateText *usher_template_text_copy  (const UsherTemplateText *self);
void               usher_template_text_free  (UsherTemplateText *self);
/* Parses all parts against the message variables; fields key, channel, name, subject, html, text */
gboolean           usher_template_text_check (const UsherTemplateText *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherTemplateText, usher_template_text_free)

/* Built-in texts, from GResource /io/github/usherlive/Usher/templates/. @html of a default is the body only; the
 * branded layout is put around it by usher_template_layout(). */
GPtrArray         *usher_default_templates     (void);   /* (transfer container) (element-type UsherTemplateText), texts static */
const UsherTemplateText *usher_default_template (const char *key, UsherChannel channel);   /* NULL for an unknown key */
/* "reminder-P14D" for one of the eight, else "reminder"; "confirmation" … for the other kinds */
char              *usher_template_key          (UsherNotificationKind kind, const char *interval, gboolean late);
/* The whole HTML document with @body_html at its place: responsive, survives dark mode and image blocking. Both are template
 * sources, so: first this, then usher_template_parse() as HTML, then render. The layout brings the footer with sender,
 * reason, manage and unsubscribe links. */
char              *usher_template_layout       (const char *body_html);

G_END_DECLS
