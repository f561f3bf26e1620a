/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-standin-private.h"

#include <string.h>

gint64
standin_now (UsherStandin *self)
{
  gint64 now = self->clock != 0 ? self->clock * G_USEC_PER_SEC : g_get_real_time ();

  self->tick = MAX (self->tick + 1, now);
  if (self->clock != 0 && self->tick >= now + G_USEC_PER_SEC)
    self->tick = now;   /* the clock was set back */
  return self->tick;
}

char *
standin_id (UsherStandin *self, const char *prefix, guint hex_digits)
{
  g_autofree char *serial = g_strdup_printf ("%08x", ++self->serial);
  GString *id = g_string_new (prefix);

  while (id->len + strlen (serial) < strlen (prefix) + hex_digits)
    g_string_append_c (id, 'a');
  g_string_append (id, serial);
  return g_string_free (id, FALSE);
}

void
standin_problem (StandinCall *call, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strdup_printf ("%s %s: %s", call->method, call->path, text);
  json_array_add_string_element (call->standin->problems, line);
}

const char *
standin_field (GPtrArray *fields, const char *name)
{
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const StandinField *field = g_ptr_array_index (fields, i);

      if (g_str_equal (field->name, name))
        return field->value;
    }
  return NULL;
}

void
standin_unknown (StandinCall *call, GPtrArray *fields, const char * const *known, const char * const *prefixes)
{
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const StandinField *field = g_ptr_array_index (fields, i);
      gboolean ok = g_strv_contains (known, field->name);

      for (guint p = 0; !ok && prefixes != NULL && prefixes[p] != NULL; p++)
        ok = g_str_has_prefix (field->name, prefixes[p]);
      if (!ok)
        standin_problem (call, "unknown field %s", field->name);
    }
}

void
standin_answer_text (StandinCall *call, guint status, const char *type, const char *text)
{
  call->status = status;
  call->answer_type = type;
  g_free (call->answer);
  call->answer = g_strdup (text);
}

void
standin_answer (StandinCall *call, guint status, JsonNode *node)
{
  g_autofree char *text = standin_print (node);

  json_node_unref (node);
  standin_answer_text (call, status, "application/json", text);
}

gboolean
standin_is (StandinCall *call, const char *method, guint n_segments, ...)
{
  gboolean same = g_str_equal (call->method, method) && call->n_segments == n_segments;
  va_list args;

  va_start (args, n_segments);
  for (guint i = 0; i < n_segments; i++)
    {
      const char *wanted = va_arg (args, const char *);

      same = same && (wanted == NULL || g_str_equal (call->segments[i], wanted));
    }
  va_end (args);
  return same;
}

static void
clear_state (UsherStandin *self)
{
  g_clear_pointer (&self->requests, json_array_unref);
  g_clear_pointer (&self->problems, json_array_unref);
  g_clear_pointer (&self->inbox, json_array_unref);
  g_clear_pointer (&self->mailgun, standin_mailgun_free);
  g_clear_pointer (&self->twilio, standin_twilio_free);
  g_clear_pointer (&self->mux, standin_mux_free);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
}

static void
make_state (UsherStandin *self)
{
  self->requests = json_array_new ();
  self->problems = json_array_new ();
  self->inbox = json_array_new ();
  self->mailgun = standin_mailgun_new ();
  self->twilio = standin_twilio_new ();
  self->mux = standin_mux_new ();
  self->faults = g_ptr_array_new_with_free_func (standin_fault_free);
  self->clock = 0;
  self->auto_deliver = self->no_logs = self->free_plan = FALSE;
}

/* Requests that hang are let go when the stand-in goes, or is reset. */
static void
release_hanging (UsherStandin *self)
{
  for (guint i = 0; i < self->hanging->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->hanging, i));
  g_ptr_array_set_size (self->hanging, 0);
}

static gboolean
release_in_thread (gpointer data)
{
  UsherStandin *self = data;

  g_mutex_lock (&self->lock);
  release_hanging (self);
  g_mutex_unlock (&self->lock);
  return G_SOURCE_REMOVE;
}

/* In an idle call, since the requests that hang belong to the servers' thread. */
void
standin_reset (UsherStandin *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  clear_state (self);
  make_state (self);
  g_source_set_callback (source, release_in_thread, self, NULL);
  g_source_attach (source, self->context);
}

static void
start_servers (UsherStandin *self)
{
  for (guint i = 0; i < USHER_STANDIN_N_SERVICES; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoslist (GUri) uris = NULL;
      SoupServer *server = soup_server_new ("server-header", "usher-standin", "raw-paths", TRUE, NULL);

      soup_server_add_handler (server, NULL, standin_handle, self, NULL);
      if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
        g_error ("stand-in: %s", error->message);
      uris = soup_server_get_uris (server);
      self->servers[i] = server;
      self->urls[i] = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
    }
}

static gpointer
run (gpointer data)
{
  UsherStandin *self = data;

  g_main_context_push_thread_default (self->context);
  g_mutex_lock (&self->lock);
  start_servers (self);
  g_cond_signal (&self->ready);
  g_mutex_unlock (&self->lock);
  g_main_loop_run (self->loop);
  release_hanging (self);
  for (guint i = 0; i < USHER_STANDIN_N_SERVICES; i++)
    {
      soup_server_disconnect (self->servers[i]);
      g_clear_object (&self->servers[i]);
    }
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

UsherStandin *
usher_standin_new (void)
{
  UsherStandin *self = g_new0 (UsherStandin, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->ready);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  make_state (self);
  g_mutex_lock (&self->lock);
  self->thread = g_thread_new ("standin", run, self);
  while (self->urls[USHER_STANDIN_CONTROL] == NULL)
    g_cond_wait (&self->ready, &self->lock);
  g_mutex_unlock (&self->lock);
  return self;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (((UsherStandin *) data)->loop);
  return G_SOURCE_REMOVE;
}

void
usher_standin_free (UsherStandin *self)
{
  g_autoptr (GSource) source = NULL;

  if (self == NULL)
    return;
  source = g_idle_source_new ();
  g_source_set_callback (source, quit, self, NULL);
  g_source_attach (source, self->context);
  g_thread_join (self->thread);
  clear_state (self);
  g_ptr_array_unref (self->hanging);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  for (guint i = 0; i < USHER_STANDIN_N_SERVICES; i++)
    g_free (self->urls[i]);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ready);
  g_free (self);
}

const char *
usher_standin_get_url (UsherStandin *self, UsherStandinService service)
{
  g_return_val_if_fail (service < USHER_STANDIN_N_SERVICES, NULL);
  return self->urls[service];
}

JsonNode *
usher_standin_control (UsherStandin *self, const char *method, const char *path, const char *body)
{
  g_autoptr (JsonObject) object = body != NULL ? standin_parse (body, strlen (body)) : NULL;
  const char *query = strstr (path, "?recipient=");
  g_autofree char *only_path = query != NULL ? g_strndup (path, (gsize) (query - path)) : g_strdup (path);
  JsonNode *node;

  g_mutex_lock (&self->lock);
  node = standin_control_run (self, method, only_path, query != NULL ? strchr (query, '=') + 1 : NULL, object);
  g_mutex_unlock (&self->lock);
  return node;
}

void
usher_standin_set_time (UsherStandin *self, gint64 seconds)
{
  g_mutex_lock (&self->lock);
  self->clock = seconds;
  g_mutex_unlock (&self->lock);
}

void
usher_standin_inject (UsherStandin *self, UsherStandinService service, const char *fault, guint count, guint skip)
{
  StandinFault *made = g_new0 (StandinFault, 1);

  made->service = service;
  made->fault = g_strdup (fault);
  made->count = count;
  made->skip = skip;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->faults, made);
  g_mutex_unlock (&self->lock);
}

guint
usher_standin_count (UsherStandin *self, UsherStandinService service, const char *method, const char *path_prefix)
{
  static const char * const names[] = { "mailgun", "twilio", "mux", "control" };
  guint count = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < json_array_get_length (self->requests); i++)
    {
      JsonObject *request = json_array_get_object_element (self->requests, i);

      if (g_str_equal (standin_string (request, "service"), names[service]) &&
          g_str_equal (standin_string (request, "method"), method) &&
          g_str_has_prefix (standin_string (request, "path"), path_prefix))
        count++;
    }
  g_mutex_unlock (&self->lock);
  return count;
}

void
usher_standin_assert_clean (UsherStandin *self)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < json_array_get_length (self->problems); i++)
    g_test_message ("stand-in: %s", json_array_get_string_element (self->problems, i));
  g_assert_cmpuint (json_array_get_length (self->problems), ==, 0);
  g_mutex_unlock (&self->lock);
}
