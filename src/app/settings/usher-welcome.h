/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

AdwDialog *usher_welcome_new (UsherClient *client);

G_END_DECLS
