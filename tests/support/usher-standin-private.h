/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Shared by the files of the stand-in. Everything here runs with the stand-in's lock held. */

#include <gio/gio.h>
#include <libsoup/soup.h>

#include "usher-standin.h"

G_BEGIN_DECLS

typedef struct {
  UsherStandinService service;
  char               *fault;
  char               *method;   /* (nullable): any */
  guint               skip;
  guint               count;
} StandinFault;

/* A part of a form, or a field of one */
typedef struct {
  char   *name;
  char   *value;
  char   *file_name;      /* (nullable) */
  char   *content_type;   /* (nullable) */
} StandinField;

typedef struct _StandinMailgun StandinMailgun;
typedef struct _StandinTwilio StandinTwilio;
typedef struct _StandinMux StandinMux;

struct _UsherStandin {
  GMutex          lock;
  GCond           ready;
  GThread        *thread;
  GMainContext   *context;
  GMainLoop      *loop;
  SoupServer     *servers[USHER_STANDIN_N_SERVICES];
  char           *urls[USHER_STANDIN_N_SERVICES];
  GPtrArray      *hanging;        /* (element-type SoupServerMessage): paused for ever */

  gint64          clock;          /* seconds, 0: the real one */
  gint64          tick;           /* makes moments differ */
  guint           serial;         /* of ids */
  gboolean        auto_deliver;
  gboolean        no_logs;
  gboolean        free_plan;
  GPtrArray      *faults;         /* (element-type StandinFault) */
  JsonArray      *requests;
  JsonArray      *problems;
  JsonArray      *inbox;
  StandinMailgun *mailgun;
  StandinTwilio  *twilio;
  StandinMux     *mux;
};

/* One request on its way through */
typedef struct {
  UsherStandin      *standin;
  UsherStandinService service;
  SoupServerMessage *message;
  const char        *method;
  char              *path;        /* decoded */
  char             **segments;    /* of the path, decoded one by one */
  guint              n_segments;
  GPtrArray         *query;       /* (element-type StandinField) */
  GPtrArray         *fields;      /* (element-type StandinField): the form; NULL for none */
  JsonObject        *json;        /* (nullable) */
  const char        *content_type;
  guint              status;
  char              *answer;
  const char        *answer_type;
} StandinCall;

/* usher-standin.c */
void        standin_reset        (UsherStandin *self);
gint64      standin_now          (UsherStandin *self);   /* microseconds, never twice the same */
char       *standin_id           (UsherStandin *self, const char *prefix, guint hex_digits);
void        standin_problem      (StandinCall *call, const char *format, ...) G_GNUC_PRINTF (2, 3);
const char *standin_field        (GPtrArray *fields, const char *name);
void        standin_answer       (StandinCall *call, guint status, JsonNode *node);   /* takes @node */
void        standin_answer_text  (StandinCall *call, guint status, const char *type, const char *text);
gboolean    standin_is           (StandinCall *call, const char *method, guint n_segments, ...);   /* NULL segment: any */
void        standin_unknown      (StandinCall *call, GPtrArray *fields, const char * const *known, const char * const *prefixes);

/* usher-standin-json.c */
JsonNode   *standin_object       (const char *first_name, ...) G_GNUC_NULL_TERMINATED;   /* strings only */
JsonNode   *standin_node         (JsonObject *object);   /* takes it */
JsonNode   *standin_array_node   (JsonArray *array);     /* takes it */
char       *standin_print        (JsonNode *node);
JsonObject *standin_parse        (const char *text, gsize length);   /* (nullable) */
const char *standin_string       (JsonObject *object, const char *name);   /* NULL where there is no string */
gint64      standin_int          (JsonObject *object, const char *name, gint64 otherwise);
char       *standin_rfc2822      (gint64 microseconds);
gboolean    standin_from_rfc2822 (const char *text, gint64 *seconds);

/* usher-standin-request.c */
GPtrArray  *standin_urlencoded   (const char *text);     /* NULL: not such a thing */
GPtrArray  *standin_multipart    (const char *content_type_header, GBytes *body);
void        standin_handle       (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
                                  gpointer user_data);
void        standin_fault_free   (gpointer data);

/* the services */
void        standin_mailgun_handle (StandinCall *call);
void        standin_mailgun_events (StandinCall *call);
void        standin_mailgun_logs   (StandinCall *call);
void        standin_mailgun_suppressions (StandinCall *call);
void        standin_twilio_handle  (StandinCall *call);
void        standin_mux_handle     (StandinCall *call);
void        standin_control_handle (StandinCall *call);
JsonNode   *standin_control_run    (UsherStandin *self, const char *method, const char *path, const char *recipient,
                                    JsonObject *body);
void        standin_webhook_send   (StandinCall *call);
char       *standin_fault_body     (UsherStandinService service, guint status);

/* state */
StandinMailgun *standin_mailgun_new  (void);
void            standin_mailgun_free (StandinMailgun *mailgun);
JsonNode       *standin_mailgun_messages (UsherStandin *self, const char *recipient);
void            standin_mailgun_bad  (UsherStandin *self, const char *address);
gboolean        standin_mailgun_add_event (UsherStandin *self, JsonObject *wanted);
JsonObject     *standin_mailgun_webhook_event (UsherStandin *self, JsonObject *wanted);   /* (transfer full) (nullable) */
StandinTwilio  *standin_twilio_new   (void);
void            standin_twilio_free  (StandinTwilio *twilio);
JsonNode       *standin_twilio_messages (UsherStandin *self);
void            standin_twilio_inbound (UsherStandin *self, const char *from, const char *body);
void            standin_twilio_error (UsherStandin *self, const char *to, int code);
gboolean        standin_twilio_status (UsherStandin *self, JsonObject *wanted);
JsonObject     *standin_twilio_find  (UsherStandin *self, const char *sid, const char *to);   /* borrowed */
StandinMux     *standin_mux_new      (void);
void            standin_mux_free     (StandinMux *mux);
JsonNode       *standin_mux_streams  (UsherStandin *self);
gboolean        standin_mux_broadcast (UsherStandin *self, const char *id, gboolean active);
JsonObject     *standin_mux_find     (UsherStandin *self, const char *id);   /* borrowed */

G_END_DECLS
