/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the control API share. Handlers take the engine as their data. */

#include "usher-commands.h"
#include "usher-engine.h"
#include "usher-json.h"
#include "usher-json-input.h"
#include "usher-queries.h"
#include "usher-request.h"
#include "usher-router.h"

G_BEGIN_DECLS

/* Largest bodies: an event with its description and a template fit well */
#define USHER_CONTROL_BODY_MAX   (64 * 1024)
#define USHER_CONTROL_TEMPLATE_BODY_MAX (1024 * 1024)
#define USHER_CONTROL_PAGE_DEFAULT 50
#define USHER_CONTROL_PAGE_MAX     500

#define USHER_CONTROL_ACTOR "api"

/* A handler that waits for a command: keeps the request and the engine until the callback. */
typedef struct {
  UsherEngine  *engine;
  UsherRequest *request;
} UsherControlCall;

UsherControlCall *usher_control_call_new  (UsherEngine *engine, UsherRequest *request);
void              usher_control_call_free (UsherControlCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherControlCall, usher_control_call_free)

/* Answers with the error (transfer full), which must be set */
void     usher_control_fail        (UsherRequest *request, GError *error);
/* The JSON object of the body; fails the request and returns NULL when there is none. @optional: no body is an empty object */
UsherJsonInput *usher_control_input (UsherRequest *request, gboolean optional);
/* {id} of the path; fails the request with 404 and returns 0 when it is no id */
gint64   usher_control_id          (UsherRequest *request, const char *name);
/* limit= and after= (or another @cursor) of a list; fails the request on nonsense */
gboolean usher_control_page        (UsherRequest *request, const char *cursor, int *limit, gint64 *position);
gboolean usher_control_query_id    (UsherRequest *request, const char *name, gint64 *id, GError **error);
gboolean usher_control_query_channel (UsherRequest *request, const char *name, int *channel, GError **error);
/* If-Match: 0 when absent or "*"; fails the request when it is no version of ours */
gboolean usher_control_if_match    (UsherRequest *request, int *version);
/* Idempotency-Key: NULL when absent; fails the request when it is too long or not printable */
gboolean usher_control_idempotency_key (UsherRequest *request, const char **key);

/* Lays the body of an event over @draft: what is absent stays */
gboolean usher_control_read_draft  (UsherJsonInput *input, UsherEventDraft *draft, GError **error);

/* The whole event with notifications, registration, estimate, analytics, stream */
gboolean usher_control_add_event   (JsonBuilder *b, UsherEngine *engine, const UsherEvent *event, GError **error);
void     usher_control_send_event  (UsherRequest *request, UsherEngine *engine, guint status, const UsherEvent *event);

/* Defines the callback of a command that ends with an event, which is the answer */
#define USHER_CONTROL_EVENT_CALLBACK(name, finish, status)                                                            \
  static void                                                                                           \
  name (GObject *source, GAsyncResult *result, gpointer data)                                           \
  {                                                                                                     \
    g_autoptr (UsherControlCall) call = data;                                                           \
    GError *error = NULL;                                                                               \
    g_autoptr (UsherEvent) event = finish (USHER_ENGINE (source), result, &error);                      \
                                                                                                        \
    if (event)                                                                                          \
      usher_control_send_event (call->request, call->engine, status, event);                            \
    else                                                                                                \
      usher_control_fail (call->request, error);                                                        \
  }

void     usher_control_events_add_routes        (UsherRouter *router, UsherEngine *engine);
void     usher_control_stage_add_routes         (UsherRouter *router, UsherEngine *engine);
void     usher_control_notifications_add_routes (UsherRouter *router, UsherEngine *engine);
void     usher_control_plan_add_routes          (UsherRouter *router, UsherEngine *engine);
void     usher_control_registrations_add_routes (UsherRouter *router, UsherEngine *engine);
void     usher_control_templates_add_routes     (UsherRouter *router, UsherEngine *engine);
void     usher_control_settings_add_routes      (UsherRouter *router, UsherEngine *engine);
void     usher_control_status_add_routes        (UsherRouter *router, UsherEngine *engine);

G_END_DECLS
