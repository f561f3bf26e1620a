/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libsecret keeps its connection for the life of a process, so each case has a process of its own. */
#include "usher-secrets.h"

#include <glib/gstdio.h>
#include <string.h>

#include "usher-error.h"

#define PATIENCE 20000

typedef struct {
  UsherSecrets *secrets;
  GError       *error;
  gboolean      stored;
  gboolean      done;
} Answer;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->secrets = usher_secrets_load_finish (result, &answer->error);
  answer->done = TRUE;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->stored = usher_secrets_store_finish (result, &answer->error);
  answer->done = TRUE;
}

static void
wait_for (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
}

static UsherSecrets *
load (guint patience, GError **error)
{
  Answer answer = { 0 };

  usher_secrets_load_async (patience, NULL, on_loaded, &answer);
  wait_for (&answer);
  g_assert_cmpint (answer.secrets != NULL, !=, answer.error != NULL);
  if (answer.error != NULL)
    g_propagate_error (error, answer.error);
  return answer.secrets;
}

static gboolean
store (const char *key, const char *value, GError **error)
{
  Answer answer = { 0 };

  usher_secrets_store_async (key, value, PATIENCE, NULL, on_stored, &answer);
  wait_for (&answer);
  g_assert_cmpint (answer.stored, ==, answer.error == NULL);
  if (answer.error != NULL)
    g_test_message ("%s: %s", key, answer.error->message);
  if (answer.error != NULL)
    g_propagate_error (error, answer.error);
  return answer.stored;
}

/* What any keyring has to do. */
static void
keep_change_and_forget (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherSecrets) none = load (PATIENCE, &error);
  g_autoptr (UsherSecrets) all = NULL;
  g_autoptr (UsherSecrets) fewer = NULL;

  g_assert_no_error (error);
  g_assert_null (none->mailgun_api_key);

  g_assert_true (store (USHER_SECRET_MAILGUN_API_KEY, "old", &error));
  g_assert_true (store (USHER_SECRET_MAILGUN_API_KEY, "key-ü 1", &error));
  g_assert_true (store (USHER_SECRET_MAILGUN_SIGNING_KEY, "signing", &error));
  g_assert_true (store (USHER_SECRET_TWILIO_AUTH_TOKEN, "token", &error));
  g_assert_true (store (USHER_SECRET_MUX_TOKEN_SECRET, "secret", &error));
  g_assert_true (store (USHER_SECRET_MUX_SIGNING_SECRET, "hook", &error));
  all = load (PATIENCE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (all->mailgun_api_key, ==, "key-ü 1");
  g_assert_cmpstr (all->mailgun_signing_key, ==, "signing");
  g_assert_cmpstr (all->twilio_auth_token, ==, "token");
  g_assert_cmpstr (all->mux_token_secret, ==, "secret");
  g_assert_cmpstr (all->mux_signing_secret, ==, "hook");

  g_assert_true (store (USHER_SECRET_TWILIO_AUTH_TOKEN, "", &error));
  g_assert_true (store (USHER_SECRET_MUX_TOKEN_SECRET, NULL, &error));
  g_assert_true (store (USHER_SECRET_MUX_TOKEN_SECRET, NULL, &error));   /* what is not there can be taken out */
  fewer = load (PATIENCE, &error);
  g_assert_no_error (error);
  g_assert_null (fewer->twilio_auth_token);
  g_assert_null (fewer->mux_token_secret);
  g_assert_cmpstr (fewer->mux_signing_secret, ==, "hook");
}

static char *
private_folder (void)
{
  char *folder = g_dir_make_tmp ("usher-secrets-XXXXXX", NULL);

  g_assert_nonnull (folder);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  g_unsetenv ("SECRET_BACKEND");
  return folder;
}

static void
remove_folder (const char *folder)
{
  const char * const argv[] = { "rm", "-rf", folder, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* --- cases ------------------------------------------------------------------------------------------------------- */

static void
case_file (void)
{
  g_autofree char *folder = private_folder ();
  g_autofree char *path = g_build_filename (folder, "test.keyring", NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  keep_change_and_forget ();

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_null (memmem (bytes, length, "signing", strlen ("signing")));
  remove_folder (folder);
}

static void
case_no_bus (void)
{
  g_autofree char *folder = private_folder ();
  g_autofree char *address = g_strdup_printf ("unix:path=%s/nobody", folder);
  g_autoptr (GError) load_error = NULL;
  g_autoptr (GError) store_error = NULL;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  g_assert_null (load (PATIENCE, &load_error));
  g_assert_error (load_error, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
  g_assert_false (store (USHER_SECRET_MAILGUN_API_KEY, "x", &store_error));
  g_assert_error (store_error, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
  remove_folder (folder);
}

static void
stop (GSubprocess *process)
{
  g_subprocess_send_signal (process, 15);
  g_subprocess_wait (process, NULL, NULL);
}

/* A session bus of our own, which starts no services by itself; its address in the environment */
static GSubprocess *
bus_up (const char *folder)
{
  g_autofree char *config = g_build_filename (folder, "bus.conf", NULL);
  g_autofree char *text = g_strdup_printf ("<busconfig><type>session</type><listen>unix:path=%s/bus</listen>"
                                           "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>"
                                           "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>", folder);
  g_autofree char *option = g_strconcat ("--config-file=", config, NULL);
  g_autoptr (GSubprocess) bus = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *address = NULL;

  g_assert_true (g_file_set_contents (config, text, -1, NULL));
  bus = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                          "dbus-daemon", option, "--nofork", "--print-address", NULL);
  g_assert_nonnull (bus);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bus));
  address = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  g_assert_nonnull (address);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  return g_steal_pointer (&bus);
}

static void
case_no_keyring (void)
{
  g_autofree char *folder = private_folder ();
  g_autoptr (GSubprocess) bus = bus_up (folder);
  g_autoptr (GError) error = NULL;

  g_assert_null (load (PATIENCE, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
  stop (bus);
  remove_folder (folder);
}

static GDBusMessage *
swallow_calls (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  g_object_unref (message);
  return NULL;
}

/* A keyring that asks for its password and is never answered looks like this from outside. */
static void
case_silent (void)
{
  g_autofree char *folder = private_folder ();
  g_autoptr (GSubprocess) bus = bus_up (folder);
  g_autoptr (GDBusConnection) silent = NULL;
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) late = NULL;
  Answer answer = { 0 };
  gint64 begin;

  silent = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                   G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                   G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, NULL);
  g_assert_nonnull (silent);
  g_dbus_connection_add_filter (silent, swallow_calls, NULL, NULL);
  owned = g_dbus_connection_call_sync (silent, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.secrets", 4), NULL, 0, -1, NULL, NULL);
  g_assert_nonnull (owned);

  begin = g_get_monotonic_time ();
  g_assert_null (load (300, &late));
  g_assert_error (late, USHER_ERROR, USHER_ERROR_LATER);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_USEC_PER_SEC);

  usher_secrets_load_async (PATIENCE, cancellable, on_loaded, &answer);
  g_cancellable_cancel (cancellable);
  wait_for (&answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&answer.error);
  stop (bus);
  remove_folder (folder);
}

/* gnome-keyring in the foreground; @password: (nullable): leaves it locked */
static GSubprocess *
keyring_up (const char *password)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) keyring = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  gboolean there = FALSE;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");   /* its warnings are its own affair */
  keyring = g_subprocess_launcher_spawn (launcher, NULL, "gnome-keyring-daemon", "--foreground", "--components=secrets",
                                         password != NULL ? "--unlock" : NULL, NULL);
  g_assert_nonnull (keyring);
  if (password != NULL)
    g_output_stream_write_all (g_subprocess_get_stdin_pipe (keyring), password, strlen (password), NULL, NULL, NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (keyring), NULL, NULL);
  while (!there && g_get_monotonic_time () < deadline)
    {
      g_autoptr (GVariant) reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                                                "NameHasOwner", g_variant_new ("(s)", "org.freedesktop.secrets"),
                                                                NULL, 0, -1, NULL, NULL);

      g_variant_get (reply, "(b)", &there);
      if (!there)
        g_usleep (20000);
    }
  g_assert_true (there);
  return g_steal_pointer (&keyring);
}

static void
case_keyring (void)
{
  g_autofree char *folder = private_folder ();
  g_autoptr (GSubprocess) bus = bus_up (folder);
  g_autoptr (GSubprocess) keyring = keyring_up ("test password");

  keep_change_and_forget ();
  stop (keyring);
  stop (bus);
  remove_folder (folder);
}

static void
case_locked (void)
{
  g_autofree char *folder = private_folder ();
  g_autoptr (GSubprocess) bus = bus_up (folder);
  g_autoptr (GSubprocess) keyring = keyring_up (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (store (USHER_SECRET_MAILGUN_API_KEY, "x", &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_LATER);
  stop (keyring);
  stop (bus);
  remove_folder (folder);
}

/* --- processes --------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *path;
  void      (*run) (void);
  const char *needs;   /* (nullable): a program */
} Case;

static void
run_case (gconstpointer data)
{
  const Case *c = data;
  g_auto (GStrv) envp = g_get_environ ();
  g_autofree char *program = c->needs != NULL ? g_find_program_in_path (c->needs) : NULL;

  if (g_test_subprocess ())
    {
      c->run ();
      return;
    }
  if (c->needs != NULL && program == NULL)
    {
      g_test_skip_printf ("%s is not here", c->needs);
      return;
    }
  /* libsecret makes a GDBusProxy for each item on a main context that ends with its call, so that the proxy's subscription
   * is never freed: 8 bytes. The other cases look for leaks of ours. */
  if (c->run == case_keyring)
    envp = g_environ_setenv (envp, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  g_test_trap_subprocess_with_envp (c->path, (const char * const *) envp, 50 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  static const Case cases[] = {
    { "/secrets/file", case_file, NULL },
    { "/secrets/no-bus", case_no_bus, NULL },
    { "/secrets/no-keyring", case_no_keyring, "dbus-daemon" },
    { "/secrets/silent", case_silent, "dbus-daemon" },
    { "/secrets/keyring", case_keyring, "gnome-keyring-daemon" },
    { "/secrets/locked", case_locked, "gnome-keyring-daemon" },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], run_case);
  return g_test_run ();
}
