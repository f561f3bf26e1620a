/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Shared by the files of the stand-in's Mailgun. */

#include "usher-standin-private.h"

G_BEGIN_DECLS

/* A request, kept once however many recipients it has */
typedef struct {
  guint       n_refs;
  char       *id;            /* without angle brackets */
  char       *domain;
  char       *from;
  char       *subject;
  char       *text;
  char       *html;
  gboolean    batch_mode;    /* recipient-variables was there: nobody sees the others */
  GPtrArray  *options;       /* (element-type StandinField): o: h: v: */
  JsonArray  *attachments;
} StandinMailBatch;

typedef struct {
  StandinMailBatch *batch;
  char             *to;           /* as given, with the name */
  char             *address;
  JsonObject       *variables;    /* (nullable) */
  gint64            at;
} StandinMail;

typedef struct {
  char        *id;
  char        *type;
  StandinMail *mail;
  gint64       at;
  JsonObject  *extra;    /* (nullable): more members */
} StandinMailEvent;

struct _StandinMailgun {
  GPtrArray  *mails;          /* (element-type StandinMail) */
  GPtrArray  *events;         /* (element-type StandinMailEvent) */
  GHashTable *bad;            /* addresses that are not valid here */
  GHashTable *suppressions;   /* "bounces:address" → JsonObject */
  GHashTable *pages;          /* token → StandinMailPage */
};

/* usher-standin-mailgun.c */
char             *standin_expand        (const char *text, const StandinMail *mail);
StandinMailEvent *standin_mail_event    (UsherStandin *self, StandinMail *mail, const char *type, JsonObject *extra);
void              standin_mail_event_free (gpointer data);

/* usher-standin-mailgun-form.c */
gboolean          standin_mail_address  (const char *mailbox, char **address);   /* "Name <a@b>" → a@b */
GPtrArray        *standin_mail_split    (const char *list);                      /* at commas outside of quotes */
void              standin_mailgun_send  (StandinCall *call);

/* usher-standin-mailgun-events.c */
JsonObject       *standin_mail_event_json (const StandinMailEvent *event, gboolean logs);

G_END_DECLS
