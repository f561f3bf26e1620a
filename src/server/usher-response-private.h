/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What only the one that writes answers needs. */

#include "usher-response.h"

G_BEGIN_DECLS

#define USHER_PROBLEM_TYPE "application/problem+json"

typedef void (*UsherHeaderFunc) (const char *name, const char *value, gpointer data);
void usher_response_foreach_header (const UsherResponse *self, UsherHeaderFunc func, gpointer data);

G_END_DECLS
