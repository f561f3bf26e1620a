/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-secrets.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>
#include <string.h>

#include "usher-error.h"

/* libsecret waits for ever on a keyring's password dialogue, and its file backend derives keys on the calling thread. So
 * its synchronous calls run on a worker, and the caller's task ends by itself when its time is up. */

#define ATTRIBUTE "key"

static const SecretSchema schema = {
  .name = "io.github.usherlive.Usher",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { ATTRIBUTE, SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static const struct {
  const char *key;
  const char *label;     /* how the keyring's own program lists it */
  gsize       field;
} known[] = {
  { USHER_SECRET_MAILGUN_API_KEY, N_("Usher: API key of Mailgun"), G_STRUCT_OFFSET (UsherSecrets, mailgun_api_key) },
  { USHER_SECRET_MAILGUN_SIGNING_KEY, N_("Usher: webhook signing key of Mailgun"), G_STRUCT_OFFSET (UsherSecrets, mailgun_signing_key) },
  { USHER_SECRET_TWILIO_AUTH_TOKEN, N_("Usher: auth token of Twilio"), G_STRUCT_OFFSET (UsherSecrets, twilio_auth_token) },
  { USHER_SECRET_MUX_TOKEN_SECRET, N_("Usher: token secret of Mux"), G_STRUCT_OFFSET (UsherSecrets, mux_token_secret) },
  { USHER_SECRET_MUX_SIGNING_SECRET, N_("Usher: webhook signing secret of Mux"), G_STRUCT_OFFSET (UsherSecrets, mux_signing_secret) },
};

/* What is asked of the worker. */
typedef struct {
  const char *key;      /* one of known[] */
  const char *label;
  char       *value;    /* (nullable): take it out */
} Request;

/* A task of the caller's and the clock beside it. All but the worker's own lives on the caller's context. */
typedef struct {
  GCancellable *inner;    /* ends the worker: the caller's or the clock's doing */
  GSource      *clock;
  gulong        chained;
  gboolean      late;
} Wait;

static void
request_free (Request *self)
{
  if (self->value != NULL)
    explicit_bzero (self->value, strlen (self->value));
  g_free (self->value);
  g_free (self);
}

static void
wait_free (Wait *self)
{
  g_clear_object (&self->inner);
  if (self->clock != NULL)
    g_source_destroy (self->clock);
  g_clear_pointer (&self->clock, g_source_unref);
  g_free (self);
}

/* --- words ------------------------------------------------------------------------------------------------------- */

static void
set_error_locked (GError **error)
{
  usher_set_error (error, USHER_ERROR_LATER, "The keyring is locked, so the accounts' keys cannot be read or saved. Unlock it "
                   "with your password, then try again.");
}

static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND) ||
         (error->domain == G_DBUS_ERROR && error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
          error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY) ||
         /* There is not even a session bus. */
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static gboolean
is_locked (const GError *error)
{
  /* A keyring that has no default collection yet, or does not show it before it is unlocked, says "no such object". */
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
         g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
}

/* A failure of libsecret in words that say what to do. */
static GError *
explain (GError *failure)
{
  g_autoptr (GError) owned = failure;
  GError *told = NULL;

  if (usher_error_is_cancelled (owned) || owned->domain == USHER_ERROR)
    return g_steal_pointer (&owned);
  if (is_locked (owned))
    set_error_locked (&told);
  else if (is_absent (owned))
    usher_set_error (&told, USHER_ERROR_NOT_CONFIGURED, "There is no keyring on this computer, and Usher keeps keys nowhere else. "
                     "Install GNOME Keyring or KWallet, log in again, then try again.");
  else
    usher_set_error (&told, USHER_ERROR_REFUSED, "The keyring refused: %s", owned->message);
  return told;
}

/* --- waiting ----------------------------------------------------------------------------------------------------- */

static void
on_caller_cancelled (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

static gboolean
on_late (gpointer data)
{
  Wait *wait = data;

  wait->late = TRUE;
  g_cancellable_cancel (wait->inner);
  return G_SOURCE_REMOVE;
}

static void
on_worked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) outer = data;
  Wait *wait = g_task_get_task_data (outer);
  GTask *inner = G_TASK (result);
  GDestroyNotify free_value = (GDestroyNotify) g_object_get_data (G_OBJECT (inner), "free-value");
  GError *error = NULL;
  gpointer value;

  g_cancellable_disconnect (g_task_get_cancellable (outer), wait->chained);
  g_source_destroy (wait->clock);
  value = g_task_propagate_pointer (inner, &error);
  if (error == NULL)
    {
      g_task_return_pointer (outer, value, free_value);
      return;
    }
  if (usher_error_is_cancelled (error) && wait->late)
    {
      g_clear_error (&error);
      usher_set_error (&error, USHER_ERROR_LATER, "The keyring did not answer. If it asks for its password, enter it, then try again.");
    }
  g_task_return_error (outer, explain (error));
}

/* Runs @work (which takes the Request as task data) on a worker, for as long as @patience. */
static void
start (GTask *outer, Request *request, guint patience, GTaskThreadFunc work, GDestroyNotify free_value)
{
  Wait *wait = g_new0 (Wait, 1);
  GCancellable *cancellable = g_task_get_cancellable (outer);
  g_autoptr (GTask) inner = NULL;

  wait->inner = g_cancellable_new ();
  wait->clock = g_timeout_source_new (patience);
  g_source_set_callback (wait->clock, on_late, wait, NULL);
  g_source_attach (wait->clock, g_task_get_context (outer));
  g_task_set_task_data (outer, wait, (GDestroyNotify) wait_free);
  g_task_set_check_cancellable (outer, FALSE);

  inner = g_task_new (NULL, wait->inner, on_worked, g_object_ref (outer));
  g_task_set_task_data (inner, request, (GDestroyNotify) request_free);
  g_object_set_data (G_OBJECT (inner), "free-value", (gpointer) free_value);
  g_task_set_return_on_cancel (inner, TRUE);
  g_task_run_in_thread (inner, work);
  if (cancellable != NULL)
    wait->chained = g_cancellable_connect (cancellable, G_CALLBACK (on_caller_cancelled), g_object_ref (wait->inner), g_object_unref);
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

static gboolean
take_one (UsherSecrets *secrets, SecretRetrievable *item, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);
  const char *key = g_hash_table_lookup (attributes, ATTRIBUTE);
  SecretValue *value;

  /* The user closed the dialogue: the keyring hands out what is locked without its secret, and calls that a success. */
  if (SECRET_IS_ITEM (item) && secret_item_get_locked (SECRET_ITEM (item)))
    {
      set_error_locked (error);
      return FALSE;
    }
  value = secret_retrievable_retrieve_secret_sync (item, cancellable, error);
  if (value == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (key, known[i].key) == 0)
      g_set_str (&G_STRUCT_MEMBER (char *, secrets, known[i].field), secret_value_get_text (value));
  secret_value_unref (value);
  return TRUE;
}

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (UsherSecrets) secrets = usher_secrets_new ();
  GError *error = NULL;
  GList *items = secret_password_search_sync (&schema, SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS,
                                              cancellable, &error, NULL);

  for (GList *l = items; l != NULL && error == NULL; l = l->next)
    take_one (secrets, l->data, cancellable, &error);
  g_list_free_full (items, g_object_unref);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&secrets), (GDestroyNotify) usher_secrets_free);
}

/**
 * usher_secrets_load_async:
 * @patience: milliseconds until it gives up, mostly %USHER_SECRETS_PATIENCE: the keyring may ask the user for its password
 * @cancellable: (nullable): ends the waiting at once
 * @callback: called on the caller's context
 * @user_data: for @callback
 *
 * Reads all secrets from the keyring. Blocks no thread of the caller.
 */
void
usher_secrets_load_async (guint patience, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_secrets_load_async);
  start (task, g_new0 (Request, 1), patience, load, (GDestroyNotify) usher_secrets_free);
}

/**
 * usher_secrets_load_finish:
 * @result: as given to the callback
 * @error: %USHER_ERROR_LATER: locked, or no answer in time; %USHER_ERROR_NOT_CONFIGURED: there is no keyring;
 *   %USHER_ERROR_REFUSED: anything else; %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the secrets; those that were never stored are %NULL
 */
UsherSecrets *
usher_secrets_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_secrets_load_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

static void
store (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;

  if (request->value != NULL)
    secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, request->label, request->value, cancellable, &error,
                                ATTRIBUTE, request->key, NULL);
  else /* that there was none is no error */
    secret_password_clear_sync (&schema, cancellable, &error, ATTRIBUTE, request->key, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
}

/**
 * usher_secrets_store_async:
 * @key: one of USHER_SECRET_…
 * @value: (nullable): the secret; %NULL or "" takes it out of the keyring
 * @patience: milliseconds until it gives up, mostly %USHER_SECRETS_PATIENCE
 * @cancellable: (nullable): ends the waiting at once
 * @callback: called on the caller's context
 * @user_data: for @callback
 *
 * Keeps a secret in the keyring. When that fails it is kept nowhere.
 */
void
usher_secrets_store_async (const char *key, const char *value, guint patience, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request;
  gsize i = 0;

  while (i < G_N_ELEMENTS (known) && g_strcmp0 (known[i].key, key) != 0)
    i++;
  g_return_if_fail (i < G_N_ELEMENTS (known));

  request = g_new0 (Request, 1);
  request->key = known[i].key;
  request->label = g_dgettext ("usher", known[i].label);
  request->value = value != NULL && *value != '\0' ? g_strdup (value) : NULL;
  g_task_set_source_tag (task, usher_secrets_store_async);
  start (task, request, patience, store, NULL);
}

/**
 * usher_secrets_store_finish:
 * @result: as given to the callback
 * @error: as with usher_secrets_load_finish()
 *
 * Returns: whether it is in the keyring now (or out of it)
 */
gboolean
usher_secrets_store_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_secrets_store_async), FALSE);
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
