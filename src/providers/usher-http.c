/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "usher-providers"

#include "usher-http.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "usher-error.h"

/* A connection that lay idle longer is closed rather than used: the other side, or a router on the way, may have forgotten it,
 * and a POST that dies on it would be an unknown outcome. */
#define IDLE_MAX (15 * G_USEC_PER_SEC)

#define TRIES 3

struct _UsherHttp {
  char        *provider;
  GUri        *base;
  char        *authorization;
  GError      *unusable;        /* why nothing may be sent with this configuration */
  guint        timeout;
  guint        pause;
  gint64       last_used;
  SoupSession *session;
};

static gboolean
host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_str_equal (host, "localhost"))
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* The key goes over TLS, or does not leave this machine. */
static void
check_configuration (UsherHttp *self, const char *base_url, const char *user, const char *password)
{
  const char *host = self->base != NULL ? g_uri_get_host (self->base) : NULL;
  const char *scheme = self->base != NULL ? g_uri_get_scheme (self->base) : "";

  if (host == NULL || *host == '\0' || (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http")))
    usher_set_error (&self->unusable, USHER_ERROR_NOT_CONFIGURED,
                     "The address set for %s is not a web address that begins with https://", self->provider);
  else if (g_str_equal (scheme, "http") && !host_is_loopback (host))
    usher_set_error (&self->unusable, USHER_ERROR_NOT_CONFIGURED,
                     "The address set for %s must begin with https://, because the key would travel unprotected",
                     self->provider);
  else if (user == NULL || *user == '\0' || password == NULL || *password == '\0')
    usher_set_error (&self->unusable, USHER_ERROR_NOT_CONFIGURED, "The key for %s is missing: fill it in, or unlock the keyring that has it", self->provider);
}

/* GObject dead-locks when one thread registers GTask's type while another, in the class initialization of a type that uses it,
 * waits for that (seen: the engine's first GTask against a sender's first request, and the program hung for good). Clients are
 * made before there are threads, so the types that several threads use are made here. */
void
usher_http_prepare (void)
{
  static gsize prepared = 0;
  GType classes[] = { G_TYPE_TASK, G_TYPE_SOCKET_CLIENT, G_TYPE_SOCKET_CONNECTION, G_TYPE_TCP_CONNECTION, SOUP_TYPE_SESSION,
                      SOUP_TYPE_MESSAGE };

  if (!g_once_init_enter (&prepared))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    g_type_class_unref (g_type_class_ref (classes[i]));
  g_once_init_leave (&prepared, 1);
}

/**
 * usher_http_new:
 * @provider: its name, for messages
 * @base_url: scheme, host, port and perhaps a path that all requests have in front
 * @user, @password: for HTTP Basic (RFC 7617), sent with each request
 * @timeout: in seconds, or 0 for %USHER_HTTP_TIMEOUT
 *
 * A configuration that cannot be used (plain http to another machine, no key) is not an error here: each request then
 * fails with %USHER_ERROR_NOT_CONFIGURED and nothing leaves.
 */
UsherHttp *
usher_http_new (const char *provider, const char *base_url, const char *user, const char *password, guint timeout)
{
  UsherHttp *self = g_new0 (UsherHttp, 1);
  g_autofree char *pair = g_strdup_printf ("%s:%s", user != NULL ? user : "", password != NULL ? password : "");
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));

  g_return_val_if_fail (provider != NULL, NULL);

  usher_http_prepare ();
  self->provider = g_strdup (provider);
  self->timeout = timeout != 0 ? timeout : USHER_HTTP_TIMEOUT;
  self->pause = USHER_HTTP_PAUSE;
  self->authorization = g_strconcat ("Basic ", encoded, NULL);
  if (base_url != NULL)
    self->base = g_uri_parse (base_url, G_URI_FLAGS_ENCODED, NULL);
  check_configuration (self, base_url, user, password);
  return self;
}

void
usher_http_free (UsherHttp *self)
{
  if (self == NULL)
    return;
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->base, g_uri_unref);
  g_clear_error (&self->unusable);
  g_free (self->authorization);
  g_free (self->provider);
  g_free (self);
}

const char *
usher_http_get_host (UsherHttp *self)
{
  const char *host = self->base != NULL ? g_uri_get_host (self->base) : NULL;

  return host != NULL ? host : "";
}

void
usher_http_set_pause (UsherHttp *self, guint milliseconds)
{
  self->pause = milliseconds;
}

void
usher_http_answer_free (UsherHttpAnswer *self)
{
  if (self == NULL)
    return;
  g_clear_error (&self->error);
  g_free (self->content_type);
  g_free (self->body);
  g_free (self);
}

static void
ensure_session (UsherHttp *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->session == NULL)
    {
      self->session = soup_session_new_with_options ("timeout", self->timeout,
                                                     "user-agent", "Usher",
                                                     "max-conns-per-host", 1,
                                                     NULL);
      /* We send the credentials with the first request; asking for others on a 401 would only repeat it. */
      soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
      if (g_str_equal (g_uri_get_scheme (self->base), "http"))
        soup_session_set_proxy_resolver (self->session, NULL);
    }
  else if (now - self->last_used > IDLE_MAX)
    soup_session_abort (self->session);
  self->last_used = now;
}

static void
on_starting (SoupMessage *message, gpointer user_data)
{
  gboolean *written = user_data;

  *written = TRUE;
}

/* Seconds from "Retry-After" (RFC 9110 10.2.3: seconds or a date) or "X-RateLimit-Reset" (Mailgun: seconds since 1970) */
static int
retry_after_of (SoupMessageHeaders *headers)
{
  const char *after = soup_message_headers_get_one (headers, "Retry-After");
  const char *reset = soup_message_headers_get_one (headers, "X-RateLimit-Reset");
  double seconds = -1;

  if (after != NULL && g_ascii_isdigit (*after))
    seconds = g_ascii_strtod (after, NULL);
  else if (after != NULL)
    {
      g_autoptr (GDateTime) date = soup_date_time_new_from_http_string (after);

      if (date != NULL)
        seconds = (double) (g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC);
    }
  else if (reset != NULL && g_ascii_isdigit (*reset))
    seconds = ceil (g_ascii_strtod (reset, NULL) - (double) g_get_real_time () / G_USEC_PER_SEC);
  else
    return -1;
  if (!isfinite (seconds))
    return -1;
  return (int) CLAMP (seconds, 0, USHER_HTTP_MAX_WAIT);
}

static gboolean
read_body (UsherHttp *self, GInputStream *stream, UsherHttpAnswer *answer, GCancellable *cancellable)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gint64 deadline = g_get_monotonic_time () + (gint64) self->timeout * 2 * G_USEC_PER_SEC;
  guint8 buffer[16384];

  for (;;)
    {
      gssize n = g_input_stream_read (stream, buffer, sizeof buffer, cancellable, &answer->error);

      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      g_byte_array_append (bytes, buffer, (guint) n);
      if (bytes->len > USHER_HTTP_MAX_ANSWER)
        {
          usher_set_error (&answer->error, USHER_ERROR_FAILED, "The answer is too long");
          return FALSE;
        }
      if (g_get_monotonic_time () > deadline)
        {
          g_set_error (&answer->error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The answer took too long");
          return FALSE;
        }
    }
  answer->length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  answer->body = (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
  return TRUE;
}

static SoupMessage *
make_message (UsherHttp *self, const char *method, const char *path, const char *content_type, GBytes *body)
{
  g_autofree char *root = g_uri_to_string_partial (self->base, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);
  g_autofree char *url = NULL;
  SoupMessage *message;

  if (g_str_has_suffix (root, "/"))
    root[strlen (root) - 1] = '\0';
  url = g_strconcat (root, path, NULL);
  message = soup_message_new (method, url);
  if (message == NULL)
    return NULL;
  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_force_http1 (message, TRUE);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", self->authorization);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", "application/json");
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, content_type, body);
  return message;
}

/**
 * usher_http_send:
 * @method: "GET", "POST" …
 * @path: what follows the base URL, escaped, beginning with "/"
 * @content_type, @body: (nullable): what to send
 *
 * One request, one answer. Redirects are not followed: the key would go where nobody sent it.
 *
 * Returns: (transfer full): never %NULL; see @status, @written and @error of it
 */
UsherHttpAnswer *
usher_http_send (UsherHttp *self, const char *method, const char *path, const char *content_type, GBytes *body,
                 GCancellable *cancellable)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GInputStream) stream = NULL;
  UsherHttpAnswer *answer = g_new0 (UsherHttpAnswer, 1);

  g_return_val_if_fail (self != NULL && method != NULL && path != NULL && *path == '/', answer);

  answer->retry_after = -1;
  if (self->unusable != NULL)
    {
      answer->error = g_error_copy (self->unusable);
      return answer;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, &answer->error))
    return answer;
  message = make_message (self, method, path, content_type, body);
  if (message == NULL)
    {
      usher_set_error (&answer->error, USHER_ERROR_NOT_CONFIGURED,
                       "The address set for %s cannot be used", self->provider);
      return answer;
    }
  ensure_session (self);
  g_signal_connect (message, "starting", G_CALLBACK (on_starting), &answer->written);
  stream = soup_session_send (self->session, message, cancellable, &answer->error);
  if (stream != NULL && read_body (self, stream, answer, cancellable))
    {
      const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

      answer->status = soup_message_get_status (message);
      answer->content_type = g_strdup (type);
      answer->retry_after = retry_after_of (soup_message_get_response_headers (message));
    }
  else if (answer->written)
    soup_session_abort (self->session);   /* the rest of this answer must not be taken for the next one */
  /* The path stays out of the log: a telephone number or an address may stand in it. */
  g_debug ("%s: %s: %u", self->provider, method, answer->status);
  g_signal_handlers_disconnect_by_data (message, &answer->written);
  return answer;
}

static gboolean
is_worth_another_try (const UsherHttpAnswer *answer)
{
  if (answer->error != NULL)
    return answer->error->domain != USHER_ERROR && !usher_error_is_cancelled (answer->error);
  return answer->status == 429 || answer->status >= 500;
}

/* Sleeps; a cancel wakes. */
static void
pause_for (guint milliseconds, GCancellable *cancellable)
{
  GPollFD fd;

  if (g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_poll (&fd, 1, (gint) milliseconds);
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep (milliseconds * 1000);
}

UsherHttpAnswer *
usher_http_send_safe (UsherHttp *self, const char *method, const char *path, const char *content_type, GBytes *body,
                      GCancellable *cancellable)
{
  guint pause = self->pause;

  for (int try = 1;; try++)
    {
      g_autoptr (UsherHttpAnswer) answer = usher_http_send (self, method, path, content_type, body, cancellable);

      /* A provider that names a time to wait is not pressed: the caller knows better what to do meanwhile. */
      if (try == TRIES || !is_worth_another_try (answer) || answer->retry_after > 1)
        return g_steal_pointer (&answer);
      pause_for (pause, cancellable);
      pause *= 2;
    }
}

static void
fail_without_answer (const UsherHttpAnswer *self, const char *provider, gboolean safe, GError **error)
{
  if (self->error->domain == USHER_ERROR && !self->written)
    g_propagate_error (error, g_error_copy (self->error));
  else if (self->written && !safe)
    usher_set_error (error, USHER_ERROR_UNKNOWN_OUTCOME,
                     "%s did not answer, so it is not known whether it did what was asked", provider);
  else if (usher_error_is_cancelled (self->error))
    g_propagate_error (error, g_error_copy (self->error));
  else
    usher_set_error (error, USHER_ERROR_LATER, "%s could not be reached: %s", provider, self->error->message);
}

void
usher_http_answer_fail (const UsherHttpAnswer *self, const char *provider, const char *words, gboolean safe,
                        GError **error)
{
  g_autofree char *tail = words != NULL && *words != '\0' ? g_strconcat (": ", words, NULL) : g_strdup ("");

  g_return_if_fail (self != NULL);

  if (self->status == 0)
    fail_without_answer (self, provider, safe, error);
  else if (self->status == 401 || self->status == 403)
    usher_set_error (error, USHER_ERROR_UNAUTHORIZED, "%s does not accept the key%s", provider, tail);
  else if (self->status == 404)
    usher_set_error (error, USHER_ERROR_NOT_FOUND, "%s does not know it%s", provider, tail);
  else if (self->status == 429)
    usher_set_error (error, USHER_ERROR_LATER, "%s is asked too often and wants a break%s", provider, tail);
  else if (self->status >= 500 && safe)
    usher_set_error (error, USHER_ERROR_LATER, "%s has trouble at the moment (status %u)", provider, self->status);
  else if (self->status >= 500 || self->status == 408)
    usher_set_error (error, USHER_ERROR_UNKNOWN_OUTCOME,
                     "%s had trouble (status %u), so it is not known whether it did what was asked", provider, self->status);
  else if (self->status >= 200 && self->status < 300)
    usher_set_error (error, safe ? USHER_ERROR_LATER : USHER_ERROR_UNKNOWN_OUTCOME,
                     "%s gave an answer that cannot be read", provider);
  else
    usher_set_error (error, USHER_ERROR_REFUSED, "%s refused (status %u)%s", provider, self->status, tail);
}
