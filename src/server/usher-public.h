/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-engine.h"
#include "usher-router.h"

G_BEGIN_DECLS

/* The public door's routes over @engine: registration, thank-you, manage, unsubscribe, calendar, webhooks, healthz. */
UsherRouter *usher_public_router_new  (UsherEngine *engine);

G_END_DECLS
