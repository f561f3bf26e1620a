/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-window.h"

G_BEGIN_DECLS

/* The actions of usher-window.h */
void usher_window_actions_install     (UsherWindow *window);
void usher_window_actions_set_running (UsherWindow *window, gboolean running);

G_END_DECLS
