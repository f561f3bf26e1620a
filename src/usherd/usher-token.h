/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *usher_token_load_or_make (const char *path, GError **error);

G_END_DECLS
