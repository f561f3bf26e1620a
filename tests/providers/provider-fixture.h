/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of this room share. */

#include "usher-mailer.h"
#include "usher-standin.h"

/* A batch to @n people, person-1@example.org and so on, deliveries 1 to @n */
static inline UsherMailBatch *
fixture_batch (guint n)
{
  UsherMailBatch *batch = usher_mail_batch_new ();

  batch->batch_id = g_uuid_string_random ();
  batch->event_uid = g_strdup ("8f14e45f-ceea-467f-a9d1-0c1d2e3f4a5b");
  batch->tag = g_strdup ("reminder-P1D");
  batch->from_name = g_strdup ("The Show");
  batch->from_address = g_strdup ("show@" USHER_STANDIN_MAILGUN_DOMAIN);
  batch->subject = g_strdup ("Hello %recipient.first_name%");
  batch->text = g_strdup ("Dear %recipient.first_name%, see you at %recipient.link%");
  batch->html = g_strdup ("<p>Dear %recipient.first_name_h%</p>");
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *address = g_strdup_printf ("person-%u@example.org", i);
      g_autofree char *name = g_strdup_printf ("Person %u", i);
      UsherMailRecipient *recipient = usher_mail_recipient_new (i, address, name);

      g_hash_table_insert (recipient->variables, g_strdup ("first_name"), g_strdup_printf ("P%u", i));
      g_hash_table_insert (recipient->variables, g_strdup ("first_name_h"), g_strdup_printf ("P&amp;%u", i));
      g_hash_table_insert (recipient->variables, g_strdup ("link"), g_strdup_printf ("https://example.org/w/%u", i));
      g_ptr_array_add (batch->recipients, recipient);
    }
  return batch;
}

/* The JSON array or object that a control call answers with; freed by the caller */
static inline JsonArray *
fixture_list (UsherStandin *standin, const char *path)
{
  g_autoptr (JsonNode) node = usher_standin_control (standin, "GET", path, NULL);

  return json_array_ref (json_node_get_array (node));
}

static inline void
fixture_tell (UsherStandin *standin, const char *path, const char *body)
{
  g_autoptr (JsonNode) node = usher_standin_control (standin, "POST", path, body);

  g_assert_cmpstr (json_object_get_string_member_with_default (json_node_get_object (node), "result", ""), ==, "done");
}

/* A port of this machine where nobody listens */
static inline char *
fixture_dead_url (void)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  return g_strdup_printf ("http://127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
}

/* Cancels after a tenth of a second, from another thread */
static inline gpointer
fixture_cancel_thread (gpointer data)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (data);
  g_object_unref (data);
  return NULL;
}

static inline void
fixture_cancel_soon (GCancellable *cancellable)
{
  g_thread_unref (g_thread_new ("cancel", fixture_cancel_thread, g_object_ref (cancellable)));
}
