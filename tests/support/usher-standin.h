/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One server that stands in for Mailgun, Twilio and Mux in tests, each on a loopback port of its own, and a fourth port to look
 * in and to make things go wrong. It is strict: a field that the vendor does not describe, or a wrong content type, is a
 * "problem", and usher_standin_assert_clean() fails on one. The vendors' own SDKs are run against it (tests/proof).
 *
 * It works on a thread of its own. All functions may be called from any thread.
 *
 * Control (HTTP, JSON; usher_standin_control() is the same without HTTP):
 *   GET  /requests                  [{"service","method","path","status"}]
 *   GET  /problems                  ["…"]
 *   GET  /mailgun/messages          what each recipient reads, expanded; ?recipient=…
 *   GET  /twilio/messages · GET /mux/streams
 *   GET  /inbox                     what was posted to /inbox: [{"headers","body"}]
 *   POST /faults                    {"service":"mailgun","fault":"429","count":1,"skip":0,"method":"POST"}
 *                                   faults: 401 429 500 hang reset lost garbage huge half
 *   POST /clock                     {"now": seconds} (0: the real time again)
 *   POST /settings                  {"auto_deliver":true,"no_logs":true,"free_plan":true}
 *   POST /mailgun/bad               {"address":"…"}: this address is not valid there
 *   POST /mailgun/events            {"event":"delivered","recipient"|"delivery":"…","at":seconds,…more members of the event}
 *   POST /twilio/inbound            {"from":"+49…","body":"STOP"}
 *   POST /twilio/errors             {"to":"+49…","code":21614}
 *   POST /twilio/status             {"sid"|"to":"…","status":"delivered","error_code":0,"price":"-0.00750"}
 *   POST /mux/broadcast             {"id":"…","active":true}
 *   POST /webhooks                  {"service":"mailgun","url":"…",…}: signs and posts it; answers {"status":200}
 *   POST /reset                     forgets everything
 */

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define USHER_STANDIN_MAILGUN_KEY         "key-0123456789abcdef0123456789abcdef"
#define USHER_STANDIN_MAILGUN_SIGNING_KEY "signing-0123456789abcdef"
#define USHER_STANDIN_MAILGUN_DOMAIN      "mg.example.org"            /* active */
#define USHER_STANDIN_MAILGUN_UNVERIFIED  "new.example.org"
#define USHER_STANDIN_MAILGUN_DISABLED    "off.example.org"
#define USHER_STANDIN_TWILIO_SID          "AC0123456789abcdef0123456789abcdef"
#define USHER_STANDIN_TWILIO_TOKEN        "0123456789abcdef0123456789abcdef"
#define USHER_STANDIN_TWILIO_NUMBER       "+15005550006"
#define USHER_STANDIN_TWILIO_SERVICE      "MG0123456789abcdef0123456789abcdef"
#define USHER_STANDIN_MUX_TOKEN_ID        "01234567-89ab-cdef-0123-456789abcdef"
#define USHER_STANDIN_MUX_TOKEN_SECRET    "secret-0123456789abcdef"
#define USHER_STANDIN_MUX_SIGNING_SECRET  "mux-signing-0123456789abcdef"

typedef enum {
  USHER_STANDIN_MAILGUN,
  USHER_STANDIN_TWILIO,
  USHER_STANDIN_MUX,
  USHER_STANDIN_CONTROL,
} UsherStandinService;
#define USHER_STANDIN_N_SERVICES 4

typedef struct _UsherStandin UsherStandin;

UsherStandin *usher_standin_new          (void);
void          usher_standin_free         (UsherStandin *self);
/* "http://127.0.0.1:PORT" */
const char   *usher_standin_get_url      (UsherStandin *self, UsherStandinService service);
/* @body: (nullable): JSON. Returns (transfer full): the answer */
JsonNode     *usher_standin_control      (UsherStandin *self, const char *method, const char *path, const char *body);
void          usher_standin_set_time     (UsherStandin *self, gint64 seconds);
/* The next @count requests to that service (after @skip others) fail in that way; see above */
void          usher_standin_inject       (UsherStandin *self, UsherStandinService service, const char *fault, guint count,
                                          guint skip);
guint         usher_standin_count        (UsherStandin *self, UsherStandinService service, const char *method,
                                          const char *path_prefix);
void          usher_standin_assert_clean (UsherStandin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherStandin, usher_standin_free)

G_END_DECLS
