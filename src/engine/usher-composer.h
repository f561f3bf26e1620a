/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-config.h"
#include "usher-conn.h"
#include "usher-default-templates.h"
#include "usher-delivery.h"
#include "usher-event.h"
#include "usher-message.h"
#include "usher-notification.h"
#include "usher-registration.h"

G_BEGIN_DECLS

/**
 * UsherComposer:
 *
 * Makes messages of one template for one event at one moment: parsed once, then rendered for many readers, each in their own
 * zone and language. No I/O but usher_composer_load(). One thread at a time.
 */
typedef struct _UsherComposer UsherComposer;

/**
 * UsherComposed:
 * @subject, @html: (nullable): e-mail only
 * @segments: SMS only: parts it travels in; else 0
 *
 * A message as one reader sees it.
 */
typedef struct {
  char *subject;
  char *html;
  char *text;
  int   segments;
} UsherComposed;

void           usher_composed_free        (UsherComposed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherComposed, usher_composed_free)

/* @public_url: base of the links. @event: (nullable): the samples of the variables instead. Errors: INVALID (field subject,
 * html or text, and line). The e-mail layout is put around html here. */
UsherComposer *usher_composer_new         (const UsherTemplateText *text, const UsherEvent *event, const UsherConfig *config,
                                           const char *public_url, UsherInstant now, GError **error);
void           usher_composer_free        (UsherComposer *self);
/* What of the message depends on why it is sent: former start of a change notice, the calendar file of a confirmation, the tag. */
void           usher_composer_set_notification (UsherComposer *self, const UsherNotification *notification,
                                                UsherInstant old_starts_at);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherComposer, usher_composer_free)

/* The text in use for @key: the user's active one, else the default. NOT_FOUND for an unknown key. */
UsherTemplateText *usher_composer_load    (UsherConn *conn, const char *key, UsherChannel channel, GError **error);

/**
 * UsherInspected:
 * @composed: the message
 * @used: (element-type utf8): names of the variables that went in, static
 * @values: (element-type utf8 utf8): name → value of those
 * @subject_marks, @text_marks: (element-type UsherTemplateMark): where; empty unless asked for
 *
 * A message, and what it was made of.
 */
typedef struct {
  UsherComposed *composed;
  GPtrArray     *used;
  GHashTable    *values;
  GArray        *subject_marks;
  GArray        *text_marks;
} UsherInspected;

void            usher_inspected_free      (UsherInspected *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherInspected, usher_inspected_free)
/* For previews; @mark: shows the places in the HTML, too */
UsherInspected *usher_composer_inspect    (UsherComposer *self, const UsherRegistration *registration, gboolean mark);

/* For one reader; @registration: (nullable): the samples of the personal variables */
UsherComposed *usher_composer_render      (UsherComposer *self, const UsherRegistration *registration);

/* Readers with the same key may share one request (zone, language, and the shape of the template). */
char          *usher_composer_group_key   (UsherComposer *self, const UsherRegistration *registration);
/* One request for @deliveries (element-type UsherDelivery), whose readers are @registrations (element-type UsherRegistration; %NULL
 * elements: a test send, with samples), all of one group key. */
UsherMailBatch *usher_composer_make_mail  (UsherComposer *self, const char *batch_id, GPtrArray *deliveries,
                                           GPtrArray *registrations);

G_END_DECLS
