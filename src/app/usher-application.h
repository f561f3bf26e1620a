/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "usher-client.h"

G_BEGIN_DECLS

/**
 * UsherApplication:
 *
 * One per user session (and one beside it for the demo): the engine while it runs, and a window.
 */
#define USHER_TYPE_APPLICATION (usher_application_get_type ())
G_DECLARE_FINAL_TYPE (UsherApplication, usher_application, USHER, APPLICATION, AdwApplication)

#define USHER_APPLICATION_ID "io.github.usherlive.Usher"

/* @options: must outlive the application */
UsherApplication *usher_application_new        (const UsherOptions *options);
UsherClient      *usher_application_get_client (UsherApplication *self);   /* (transfer none) */

G_END_DECLS
