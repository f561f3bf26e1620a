/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherMailRecipient:
 * @variables: (element-type utf8 utf8): value of each personal variable; every recipient of a batch has every key
 */
typedef struct {
  gint64      delivery_id;
  char       *address;
  char       *name;
  GHashTable *variables;
} UsherMailRecipient;

UsherMailRecipient *usher_mail_recipient_new  (gint64 delivery_id, const char *address, const char *name);
void                usher_mail_recipient_free (UsherMailRecipient *self);

/**
 * UsherMailBatch:
 * @batch_id: UUID, travels with the request so that the provider can be asked about it later
 * @subject, @html, @text: with %recipient.KEY% where a recipient's variable stands
 * @list_unsubscribe: (nullable): URL with %recipient.…%, for List-Unsubscribe (one-click, RFC 8058)
 * @attachment, @attachment_name, @attachment_type: (nullable): one text file (calendar)
 * @tag: what kind of message, for the provider's statistics ("reminder-P1D")
 * @event_uid: the event, as own variable
 * @recipients: (element-type UsherMailRecipient): 1 to usher_mailer_get_max_batch()
 *
 * One request to a mailer: a message, and the people who get it.
 */
typedef struct {
  char      *batch_id;
  char      *event_uid;
  char      *tag;
  char      *from_name;
  char      *from_address;
  char      *reply_to;          /* (nullable) */
  char      *subject;
  char      *html;
  char      *text;
  char      *list_unsubscribe;
  gboolean   track;             /* opens and clicks */
  char      *attachment_name;
  char      *attachment_type;   /* "text/calendar; charset=utf-8; method=PUBLISH" */
  char      *attachment;
  GPtrArray *recipients;
} UsherMailBatch;

UsherMailBatch *usher_mail_batch_new    (void);
void            usher_mail_batch_free   (UsherMailBatch *self);
/* @text with %recipient.KEY% replaced by that recipient's values: what this one reads. An unknown key stays, as at Mailgun. */
char           *usher_mail_batch_expand (const char *text, GHashTable *variables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherMailBatch, usher_mail_batch_free)

/**
 * UsherTextMessage:
 * @status_callback: (nullable): public URL where the provider reports
 * @valid_seconds: how long it may wait in the provider's queue; later it no longer helps
 * @mark: (nullable): a piece of the body that stands in this reader's messages only, and that no edit changes
 * @others: (nullable): (element-type utf8): the provider's ids of this reader's other messages
 *
 * One SMS.
 */
typedef struct {
  gint64       delivery_id;
  char        *batch_id;
  char        *to;
  char        *body;
  char        *status_callback;
  int          valid_seconds;
  UsherInstant claimed_at;      /* this and the rest: for looking it up after an unknown outcome */
  char        *mark;
  GHashTable  *others;
} UsherTextMessage;

UsherTextMessage *usher_text_message_new  (void);
void              usher_text_message_free (UsherTextMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherTextMessage, usher_text_message_free)

G_END_DECLS
