/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the previews: where the values of variables come from. */

#include "usher-composer.h"
#include "usher-queries-preview.h"

G_BEGIN_DECLS

/* (transfer full) (element-type UsherPreviewVariable): in the order of the table of variables. @event, @reader: (nullable) */
GPtrArray *usher_preview_variables_list (const UsherInspected *inspected, const UsherEvent *event, const UsherRegistration *reader);

G_END_DECLS
