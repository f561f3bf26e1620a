/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherSandboxNote:
 *
 * Says that nothing leaves this machine, wherever something would: a quiet button that leads to the accounts. Shows nothing
 * once a real account sends. Property `client`.
 */
#define USHER_TYPE_SANDBOX_NOTE (usher_sandbox_note_get_type ())
G_DECLARE_FINAL_TYPE (UsherSandboxNote, usher_sandbox_note, USHER, SANDBOX_NOTE, GtkWidget)

void usher_sandbox_note_set_client (UsherSandboxNote *self, UsherClient *client);

G_END_DECLS
