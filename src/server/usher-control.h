/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-engine.h"
#include "usher-router.h"

G_BEGIN_DECLS

/* The control door's routes over @engine: /api/… with its OpenAPI description. */
UsherRouter *usher_control_router_new (UsherEngine *engine);

G_END_DECLS
