/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-engine.h"

G_BEGIN_DECLS

/* At the start, before anything is sent: after a restore, what may have been sent before is held back. Blocks for a write. */
gboolean usher_restored_heed (UsherEngine *engine, GError **error);

G_END_DECLS
