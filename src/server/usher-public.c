/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-public.h"

#include <string.h>

#include "usher-error.h"
#include "usher-guard.h"
#include "usher-public-private.h"
#include "usher-store.h"

#define STATIC_MAX_AGE "public, max-age=3600"

static void
public_free (gpointer data)
{
  UsherPublic *site = data;

  g_object_unref (site->engine);
  usher_pages_free (site->pages);
  usher_form_token_free (site->form_token);
  usher_rate_free (site->register_rate);
  g_free (site);
}

UsherPublicCall *
usher_public_call_new (UsherPublic *site, UsherRequest *request)
{
  UsherPublicCall *call = g_new0 (UsherPublicCall, 1);

  call->site = site;
  call->request = usher_request_ref (request);
  return call;
}

void
usher_public_call_free (UsherPublicCall *call)
{
  if (call->extra != NULL)
    call->extra_free (call->extra);
  g_clear_pointer (&call->event, usher_event_unref);
  usher_request_unref (call->request);
  g_free (call);
}

/* The public URL is what browsers see; behind a proxy it is https while we speak http. */
void
usher_public_send (UsherPublic *site, UsherRequest *request, UsherResponse *response)
{
  g_autofree char *base = usher_engine_dup_public_url (site->engine);

  if (base != NULL && g_str_has_prefix (base, "https://"))
    usher_response_add_header (response, "Strict-Transport-Security", "max-age=63072000");
  usher_request_complete (request, response);
}

void
usher_public_send_page (UsherPublic *site, UsherRequest *request, guint status, UsherPageKind kind, GHashTable *values)
{
  usher_public_send (site, request, usher_pages_respond (site->pages, status, kind, values));
}

void
usher_public_send_personal (UsherPublic *site, UsherRequest *request, guint status, UsherPageKind kind,
                            GHashTable *values)
{
  UsherResponse *response = usher_pages_respond (site->pages, status, kind, values);

  usher_response_add_header (response, "X-Robots-Tag", "noindex");
  usher_public_send (site, request, response);
}

GHashTable *
usher_public_values (UsherPublic *site, const char *title)
{
  const UsherConfig *config = usher_engine_get_config (site->engine);
  GHashTable *values = usher_page_values_new ();

  usher_page_set (values, "title", title);
  usher_page_set (values, "sender_name", config->sender_name);
  usher_page_set (values, "privacy_url", config->privacy_url);
  return values;
}

void
usher_public_send_message (UsherPublic *site, UsherRequest *request, guint status, const char *heading,
                           const char *text)
{
  g_autoptr (GHashTable) values = usher_public_values (site, heading);

  usher_page_set (values, "heading", heading);
  usher_page_set (values, "text", text);
  usher_public_send_personal (site, request, status, USHER_PAGE_MESSAGE, values);
}

static const struct {
  guint       status;
  const char *heading;
  const char *text;
} error_pages[] = {
  { 400, "That did not arrive in one piece", "The request could not be read. Please go back and try again." },
  { 401, "Who are you?", "This address is for programs with a key." },
  { 403, "Not from here", "This form can only be sent from its own page. Please open it and try again." },
  { 404, "There is nothing here", "The address may be mistyped, or the event was removed. Please check the link that you were sent." },
  { 405, "Not like this", "This address does not do that. Please use the link that you were sent." },
  { 408, "That took too long", "The connection was too slow. Please try again." },
  { 413, "That was too much", "What you sent is longer than this page takes." },
  { 429, "One moment, please", "Many requests came from your network at once. Please wait a minute, then try again." },
  { 431, "That was too much", "Your browser sent more than this page takes. Deleting this site’s data in the browser may help." },
  { 500, "This did not work", "Something went wrong on this side. Nothing was lost; please try again in a moment." },
  { 503, "One moment, please", "Too many people are here right now. Please try again in a moment." },
};

/* (nullable): NULL where there is no page for @status */
UsherResponse *
usher_public_error_page (UsherPublic *site, guint status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (error_pages); i++)
    {
      g_autoptr (GHashTable) values = NULL;
      g_autofree char *code = NULL;

      if (error_pages[i].status != status)
        continue;
      values = usher_public_values (site, error_pages[i].heading);
      code = g_strdup_printf ("Error %u", status);
      usher_page_set (values, "heading", error_pages[i].heading);
      usher_page_set (values, "text", error_pages[i].text);
      usher_page_set (values, "code", code);
      return usher_pages_respond (site->pages, status, USHER_PAGE_MESSAGE, values);
    }
  return NULL;
}

static UsherResponse *
error_page (guint status, gpointer data)
{
  return usher_public_error_page (data, status);
}

void
usher_public_send_status (UsherPublic *site, UsherRequest *request, guint status)
{
  UsherResponse *page = usher_public_error_page (site, status);

  g_assert (page != NULL);
  usher_public_send (site, request, page);
}

void
usher_public_redirect (UsherPublic *site, UsherRequest *request, const char *path)
{
  usher_public_send (site, request, usher_response_new_redirect (303, path));
}

UsherEvent *
usher_public_find_event (UsherPublic *site, UsherRequest *request)
{
  g_autoptr (GError) error = NULL;
  UsherEvent *event = usher_engine_get_event_by_slug (site->engine, usher_request_get_param (request, "slug"), &error);

  if (event != NULL)
    return event;
  if (!usher_error_is_not_found (error))
    g_warning ("An event could not be read: %s", error->message);
  usher_public_send_status (site, request, usher_error_is_not_found (error) ? 404 : 500);
  return NULL;
}

/* A page that sends no referrer says "null" as its origin, also for its own forms. */
gboolean
usher_public_is_same_site (UsherRequest *request)
{
  const char *site = usher_request_get_header (request, "Sec-Fetch-Site");
  const char *origin = usher_request_get_header (request, "Origin");

  if (site != NULL)
    return g_str_equal (site, "same-origin") || g_str_equal (site, "none");
  return origin == NULL || g_str_equal (origin, "null")
         || usher_guard_same_origin (origin, usher_request_get_header (request, "Host"));
}

const char *
usher_public_form_get (GHashTable *form, const char *name)
{
  const char *value = g_hash_table_lookup (form, name);

  return value != NULL ? value : "";
}

static void
get_static (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  const char *content_type;
  g_autofree char *etag = NULL;
  g_autoptr (GBytes) bytes = usher_pages_get_file (usher_request_get_param (request, "name"), &content_type, &etag);
  UsherResponse *response;

  if (bytes == NULL)
    {
      usher_public_send_status (site, request, 404);
      return;
    }
  if (g_strcmp0 (usher_request_get_header (request, "If-None-Match"), etag) == 0)
    response = usher_response_new (304, NULL, NULL);
  else
    response = usher_response_new (200, content_type, g_steal_pointer (&bytes));
  usher_response_add_header (response, "ETag", etag);
  usher_response_add_header (response, "Cache-Control", STATIC_MAX_AGE);
  usher_public_send (site, request, response);
}

static void
get_favicon (UsherRequest *request, gpointer data)
{
  UsherResponse *response = usher_response_new_redirect (301, "/static/usher.svg");

  usher_response_add_header (response, "Cache-Control", STATIC_MAX_AGE);
  usher_public_send (data, request, response);
}

static void
get_robots (UsherRequest *request, gpointer data)
{
  usher_public_send (data, request, usher_response_new_text (200, "text/plain; charset=utf-8",
                                                             g_strdup ("User-agent: *\nDisallow: /manage/\nDisallow: /unsubscribe/\n"
                                                                       "Disallow: /watch/\nDisallow: /webhooks/\n")));
}

/* Healthy is who can read the database. */
static void
get_health (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  UsherStore *store = usher_engine_get_store (site->engine);
  g_autoptr (GError) error = NULL;
  UsherConn *conn = usher_store_acquire_reader (store, &error);

  if (conn == NULL)
    g_warning ("The database cannot be read: %s", error->message);
  else
    usher_store_release_reader (store, conn);
  usher_public_send (site, request, usher_response_new_text (conn != NULL ? 200 : 503, "text/plain; charset=utf-8",
                                                             g_strdup (conn != NULL ? "ok\n" : "the database cannot be read\n")));
}

static const struct {
  const char  *method;
  const char  *pattern;
  gsize        max_body;
  UsherHandler handler;
} routes[] = {
  { "GET", "/register/{slug}", USHER_LIMIT_BODY_NONE, usher_public_get_register },
  { "POST", "/register/{slug}", USHER_LIMIT_BODY_FORM, usher_public_post_register },
  { "GET", "/register/{slug}/thanks", USHER_LIMIT_BODY_NONE, usher_public_get_thanks },
  { "GET", "/manage/{token}", USHER_LIMIT_BODY_NONE, usher_public_get_manage },
  { "POST", "/manage/{token}", USHER_LIMIT_BODY_FORM, usher_public_post_manage },
  { "GET", "/erased", USHER_LIMIT_BODY_NONE, usher_public_get_erased },
  { "GET", "/unsubscribe/{token}", USHER_LIMIT_BODY_NONE, usher_public_get_unsubscribe },
  { "POST", "/unsubscribe/{token}", USHER_LIMIT_BODY_FORM, usher_public_post_unsubscribe },
  { "GET", "/watch/{slug}", USHER_LIMIT_BODY_NONE, usher_public_get_watch },
  { "GET", "/events/{slug}.ics", USHER_LIMIT_BODY_NONE, usher_public_get_calendar },
  { "POST", "/webhooks/mailgun", USHER_LIMIT_BODY_WEBHOOK, usher_public_post_mailgun },
  { "POST", "/webhooks/twilio", USHER_LIMIT_BODY_WEBHOOK, usher_public_post_twilio },
  { "POST", "/webhooks/mux", USHER_LIMIT_BODY_WEBHOOK, usher_public_post_mux },
  { "GET", "/static/{name}", USHER_LIMIT_BODY_NONE, get_static },
  { "GET", "/favicon.ico", USHER_LIMIT_BODY_NONE, get_favicon },
  { "GET", "/robots.txt", USHER_LIMIT_BODY_NONE, get_robots },
  { "GET", "/healthz", USHER_LIMIT_BODY_NONE, get_health },
};

/**
 * usher_public_router_new:
 * @engine: what is shown and changed
 *
 * Returns: (transfer full): all public routes
 */
UsherRouter *
usher_public_router_new (UsherEngine *engine)
{
  UsherRouter *router = NULL;
  UsherPublic *site = NULL;

  g_return_val_if_fail (USHER_IS_ENGINE (engine), NULL);

  router = usher_router_new ();
  site = g_new0 (UsherPublic, 1);
  site->engine = g_object_ref (engine);
  site->pages = usher_pages_new ();
  site->form_token = usher_form_token_new (USHER_LIMIT_FORM_MAX_MS);
  site->register_rate = usher_rate_new (USHER_LIMIT_REGISTER_RATE, USHER_LIMIT_REGISTER_BURST, USHER_LIMIT_RATE_ADDRESSES);
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    usher_router_add (router, routes[i].method, routes[i].pattern, routes[i].max_body, routes[i].handler, site);
  usher_router_set_error_page (router, error_page, site);
  usher_router_own (router, site, public_free);
  return router;
}
