/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What people ask, with the way to where it is done: it is there without the internet. */
#define USHER_TYPE_HELP (usher_help_get_type ())
G_DECLARE_FINAL_TYPE (UsherHelp, usher_help, USHER, HELP, AdwDialog)

AdwDialog *usher_help_new (void);

G_END_DECLS
