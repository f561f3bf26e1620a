/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): what a message is called, by its template's key or its interval: "Confirmation", "1 day before" */
char *usher_message_name (const char *key);

G_END_DECLS
