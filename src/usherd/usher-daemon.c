/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-daemon.h"

#include "usher-control.h"
#include "usher-demo.h"
#include "usher-door.h"
#include "usher-engine.h"
#include "usher-links.h"
#include "usher-public.h"
#include "usher-settings-store.h"
#include "usher-store.h"
#include "usher-token.h"

/* How long sends that are under way may take to end when the program stops */
#define DRAIN_SECONDS 10
/* How long requests that are under way may take */
#define ANSWER_SECONDS 5
#define CRON_PATH     "/api/cron/notifications"

struct _UsherDaemon {
  const UsherOptions *options;
  char               *token;
  UsherStore         *store;
  UsherClock         *clock;
  UsherEngine        *engine;
  UsherDoor          *public_door;
  UsherDoor          *control_door;
  gboolean            running;
  UsherDaemonTell     tell;       /* (nullable) */
  gpointer            tell_data;
};

/* What was saved in the folder; NULL on error */
static UsherSettings *
load_settings (UsherStore *store, GError **error)
{
  UsherConn *conn = usher_store_acquire_reader (store, error);
  UsherSettings *settings;

  if (!conn)
    return NULL;
  settings = usher_settings_load (conn, error);
  usher_store_release_reader (store, conn);
  return settings;
}

/* The demo never reaches an account, whatever the environment or its folder says. */
static UsherConfig *
make_config (const UsherOptions *options, UsherStore *store, UsherDaemonConfigure configure, gpointer data, GError **error)
{
  g_auto (GStrv) environ_copy = g_get_environ ();
  g_autoptr (UsherSettings) settings = load_settings (store, error);

  if (!settings)
    return NULL;
  if (options->demo)
    {
      g_autoptr (UsherConfig) sandbox = usher_config_new ();

      return usher_config_with_settings (sandbox, settings);
    }
  if (configure)
    return configure (settings, data, error);
  return usher_config_new_from_environ_and_settings ((const char * const *) environ_copy, settings, error);
}

/* Whoever reads the log learns why messages wait. */
static void
tell_closed (const UsherConfig *config)
{
  const char *closed[] = { config->mailgun_closed, config->twilio_closed, config->mux_closed };

  for (gsize i = 0; i < G_N_ELEMENTS (closed); i++)
    if (closed[i])
      g_message ("%s", closed[i]);
}

/**
 * usher_daemon_new_full:
 * @options: must outlive the daemon
 * @configure: (nullable): finds the accounts; else they are those of the environment
 * @configure_data: for @configure
 * @tell: (nullable): is told each address when it is known
 * @tell_data: for @tell
 * @error: return location
 *
 * Opens the store and the accounts; nothing listens or sends yet. The daemon belongs to the calling thread and its
 * thread-default context, on which all of it runs: usherd's main one, the engine thread's own in the app.
 */
UsherDaemon *
usher_daemon_new_full (const UsherOptions *options, UsherDaemonConfigure configure, gpointer configure_data,
                       UsherDaemonTell tell, gpointer tell_data, GError **error)
{
  g_autoptr (UsherDaemon) self = g_new0 (UsherDaemon, 1);
  g_autoptr (UsherConfig) config = NULL;

  self->options = options;
  self->tell = tell;
  self->tell_data = tell_data;
  self->store = usher_store_open (options->data_dir, error);
  if (!self->store)
    return NULL;
  config = make_config (options, self->store, configure, configure_data, error);
  if (!config)
    return NULL;
  tell_closed (config);
  if (options->public_url)
    g_set_str (&config->public_url, options->public_url);
  self->token = usher_token_load_or_make (options->token_file, error);
  if (!self->token)
    return NULL;
  self->clock = options->test_clock == USHER_NEVER ? usher_clock_new () : usher_clock_new_settable (options->test_clock);
  self->engine = usher_engine_new (self->store, self->clock, config);
  return g_steal_pointer (&self);
}

UsherDaemon *
usher_daemon_new (const UsherOptions *options, UsherDaemonTell tell, gpointer tell_data, GError **error)
{
  return usher_daemon_new_full (options, NULL, NULL, tell, tell_data, error);
}

/* A default address that is taken (a second demo beside a first) makes way to a port of the system's choice; one
 * that the user named does not. */
static gboolean
listen_somewhere (UsherDoor *door, const char *address, gboolean given, GError **error)
{
  g_autoptr (GError) taken = NULL;

  if (usher_door_listen (door, address, given ? error : &taken))
    return TRUE;
  if (given)
    return FALSE;
  g_message ("%s; taking another port", taken->message);
  return usher_door_listen (door, "127.0.0.1:0", error);
}

static gboolean
open_doors (UsherDaemon *self, GError **error)
{
  const UsherConfig *config = usher_engine_get_config (self->engine);

  self->public_door = usher_door_new (USHER_DOOR_PUBLIC, usher_public_router_new (self->engine), NULL);
  self->control_door = usher_door_new (USHER_DOOR_CONTROL, usher_control_router_new (self->engine), self->token);
  if (self->options->trusted_proxies)
    usher_door_trust_proxies (self->public_door, (const char * const *) self->options->trusted_proxies);
  if (config->cron_secret)
    usher_door_add_token (self->control_door, CRON_PATH, config->cron_secret);

  if (!listen_somewhere (self->public_door, self->options->public_listen, self->options->public_listen_given, error)
      || !listen_somewhere (self->control_door, self->options->control_listen, self->options->control_listen_given, error))
    return FALSE;
  if (!config->public_url)
    usher_engine_set_public_url (self->engine, usher_door_get_url (self->public_door));
  return TRUE;
}

static void
say (UsherDaemon *self, const char *name, const char *value)
{
  if (self->tell)
    self->tell (name, value, self->tell_data);
}

static void
demo_filled (GObject *source, GAsyncResult *result, gpointer data)
{
  UsherEngine *engine = USHER_ENGINE (source);
  UsherDaemon *self = data;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *base = usher_engine_dup_public_url (engine);
  g_autofree char *url = NULL;

  event = usher_demo_fill_finish (engine, result, &error);
  if (!event)
    {
      g_warning ("the sample event could not be made: %s", error->message);
      return;
    }
  url = usher_link_register (base, event);
  say (self, "register", url);
}

/**
 * usher_daemon_start:
 *
 * Recovers what a crash left, starts to send what is due, opens the doors, and tells their addresses.
 */
gboolean
usher_daemon_start (UsherDaemon *self, GError **error)
{
  if (!open_doors (self, error) || !usher_engine_start (self->engine, error))
    return FALSE;
  self->running = TRUE;
  say (self, "public", usher_door_get_url (self->public_door));
  say (self, "control", usher_door_get_url (self->control_door));
  say (self, "token", self->options->token_file);
  say (self, "data", self->options->data_dir);
  if (self->options->demo)
    usher_demo_fill_async (self->engine, demo_filled, self);
  return TRUE;
}

static gboolean
times_up (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Who was let in is answered: a viewer who pressed the button just now is told that it worked. */
static void
answer_the_last (UsherDaemon *self)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) source = g_timeout_source_new_seconds (ANSWER_SECONDS);
  gboolean late = FALSE;

  g_source_set_callback (source, times_up, &late, NULL);
  g_source_attach (source, context);

  usher_door_stop_listening (self->public_door);
  usher_door_stop_listening (self->control_door);
  while (!late && usher_door_count_requests (self->public_door) + usher_door_count_requests (self->control_door) > 0)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (source);
}

UsherEngine *
usher_daemon_get_engine (UsherDaemon *self)
{
  return self->engine;
}

void
usher_daemon_stop (UsherDaemon *self)
{
  if (self->running)
    answer_the_last (self);
  if (self->public_door)
    usher_door_close (self->public_door);
  if (self->control_door)
    usher_door_close (self->control_door);
  if (self->running)
    usher_engine_stop (self->engine, DRAIN_SECONDS);
  self->running = FALSE;
  if (self->store)
    usher_store_close (self->store);
}

void
usher_daemon_free (UsherDaemon *self)
{
  if (!self)
    return;
  usher_daemon_stop (self);
  g_clear_object (&self->public_door);
  g_clear_object (&self->control_door);
  g_clear_object (&self->engine);
  g_clear_object (&self->clock);
  g_clear_object (&self->store);
  g_free (self->token);
  g_free (self);
}
