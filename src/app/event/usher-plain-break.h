/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void usher_plain_break (AdwActionRow *row);   /* its subtitle is an address or a key: no hyphen comes where a line is broken */

G_END_DECLS
