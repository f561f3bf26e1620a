/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Providers in memory: they keep what they took, and fail as they are told to. Faults and records may be touched by the test
 * while the engine's threads use them. */

#include "usher-mailer.h"
#include "usher-streamer.h"
#include "usher-texter.h"

G_BEGIN_DECLS

/**
 * UsherFault:
 * @FAULT_REFUSE_ACCOUNT: the key is wrong: nothing taken
 * @FAULT_REFUSE_RECIPIENT: this address is wrong
 * @FAULT_STOPPED: the person wrote STOP: never again (Twilio 21610)
 * @FAULT_LATER: 429 with a time to wait
 * @FAULT_UNREACHABLE: nothing left
 * @FAULT_LATER_MESSAGE: this one later, the others are fine
 * @FAULT_LOST: it left, nothing was taken, no answer came
 * @FAULT_TAKEN: it was taken, but no answer came
 * @FAULT_HANG: like TAKEN, and no answer before the cancellable
 * @FAULT_EXIT_BEFORE, @FAULT_EXIT_AFTER: the program ends before or after the provider took it
 */
typedef enum {
  FAULT_NONE,
  FAULT_REFUSE_ACCOUNT,
  FAULT_REFUSE_RECIPIENT,
  FAULT_STOPPED,
  FAULT_LATER,
  FAULT_UNREACHABLE,
  FAULT_LATER_MESSAGE,
  FAULT_LOST,
  FAULT_TAKEN,
  FAULT_HANG,
  FAULT_EXIT_BEFORE,
  FAULT_EXIT_AFTER,
} UsherFault;

/* One message as its reader sees it */
typedef struct {
  gint64  delivery_id;
  char   *batch_id;
  char   *to;
  char   *subject;          /* e-mail */
  char   *text;
  char   *html;
  char   *list_unsubscribe;
  char   *tag;
  char   *attachment;
  char   *attachment_type;
  char   *from;
  int     valid_seconds;    /* SMS */
} UsherTaken;

typedef struct {
  GMutex      mutex;
  GPtrArray  *taken;        /* of UsherTaken */
  int         requests;     /* sends, also those that failed */
  int         questions;    /* find */
  int         polls;
  UsherFault  fault;
  int         fault_count;  /* for so many requests; -1: until it is set right */
  int         retry_after;
  gboolean    mute;         /* questions fail */
  gboolean    hanging;      /* a request hangs now */
  GPtrArray  *events;       /* of UsherProviderEvent: for the next poll */
  char       *ledger;       /* (nullable): file where taken batches outlive the process */
  int         max_batch;
  double      rate;
  gboolean    slow_memory;  /* questions find nothing at first */
} UsherFake;

#define USHER_TYPE_FAKE_MAILER (usher_fake_mailer_get_type ())
G_DECLARE_FINAL_TYPE (UsherFakeMailer, usher_fake_mailer, USHER, FAKE_MAILER, GObject)
#define USHER_TYPE_FAKE_TEXTER (usher_fake_texter_get_type ())
G_DECLARE_FINAL_TYPE (UsherFakeTexter, usher_fake_texter, USHER, FAKE_TEXTER, GObject)
#define USHER_TYPE_FAKE_STREAMER (usher_fake_streamer_get_type ())
G_DECLARE_FINAL_TYPE (UsherFakeStreamer, usher_fake_streamer, USHER, FAKE_STREAMER, GObject)

UsherFakeMailer *usher_fake_mailer_new (void);
UsherFakeTexter *usher_fake_texter_new (void);
UsherFake       *usher_fake_mailer_get (UsherFakeMailer *self);
UsherFake       *usher_fake_texter_get (UsherFakeTexter *self);

void             usher_fake_set_fault  (UsherFake *self, UsherFault fault, int count);
void             usher_fake_add_event  (UsherFake *self, UsherProviderEvent *event);   /* (transfer full) */
int              usher_fake_count      (UsherFake *self);       /* taken */
int              usher_fake_requests   (UsherFake *self);
gboolean         usher_fake_is_hanging (UsherFake *self);
const UsherTaken *usher_fake_last      (UsherFake *self);       /* until the next one is taken */
const UsherTaken *usher_fake_nth       (UsherFake *self, guint n);
/* What it took in an earlier process */
void             usher_fake_read_ledger (UsherFake *self, const char *path);

/* A streamer that counts. @create_error: UsherErrorCode for the next create, or -1; @lost: it was made all the same */
typedef struct {
  int      creates, finds, gets, enables, completes, disables, removes;
  int      create_error;
  gboolean lost;
  int      end_error;        /* for complete and disable, or -1 */
  int      streams;          /* how many exist */
  char    *status;
  gboolean hang;             /* create waits until it is cancelled; the stream is made all the same */
} UsherFakeStage;
UsherFakeStreamer *usher_fake_streamer_new (void);
UsherFakeStage    *usher_fake_streamer_get (UsherFakeStreamer *self);

G_END_DECLS
