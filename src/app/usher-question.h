/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* An AdwAlertDialog whose heading and body may hold what people typed, such as an event's title: long words are broken, where
 * libadwaita would ask for more width than the dialog has. @body: (nullable) */
AdwAlertDialog *usher_question_new (const char *heading, const char *body);

G_END_DECLS
