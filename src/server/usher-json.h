/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Records as JSON: snake_case names, ids as strings, RFC 3339 instants, money in dollars. Each function writes one
 * value at the builder's place. */

#include <json-glib/json-glib.h>

#include "usher-analytics.h"
#include "usher-cost.h"
#include "usher-default-templates.h"
#include "usher-delivery.h"
#include "usher-event.h"
#include "usher-notification.h"
#include "usher-registration.h"
#include "usher-response.h"
#include "usher-stream.h"

G_BEGIN_DECLS

void usher_json_string       (JsonBuilder *b, const char *name, const char *value);    /* NULL → null */
void usher_json_int          (JsonBuilder *b, const char *name, gint64 value);
void usher_json_boolean      (JsonBuilder *b, const char *name, gboolean value);
void usher_json_id           (JsonBuilder *b, const char *name, gint64 id);            /* 0 → null */
void usher_json_instant      (JsonBuilder *b, const char *name, UsherInstant instant); /* USHER_NEVER → null */
void usher_json_dollars      (JsonBuilder *b, const char *name, gint64 micros);
void usher_json_channels     (JsonBuilder *b, const char *name, UsherChannels channels);

void usher_json_cost         (JsonBuilder *b, const UsherCost *cost);                  /* members only */
void usher_json_notification (JsonBuilder *b, const UsherNotification *n);
void usher_json_registration (JsonBuilder *b, const UsherRegistration *r, const char *public_url);
void usher_json_delivery     (JsonBuilder *b, const UsherDelivery *d);                 /* members only: no braces */
void usher_json_analytics    (JsonBuilder *b, const UsherAnalytics *a);
void usher_json_stream       (JsonBuilder *b, const UsherStream *s);
void usher_json_template     (JsonBuilder *b, const UsherTemplateText *t);

/* Ends the document: an answer with it */
UsherResponse *usher_json_response (guint status, JsonBuilder *b);

G_END_DECLS
