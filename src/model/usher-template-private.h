/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the template engine: what the parser makes and the renderer reads. */

#include "usher-template-html.h"
#include "usher-template.h"

G_BEGIN_DECLS

typedef enum {
  USHER_NODE_LITERAL,
  USHER_NODE_VARIABLE,
  USHER_NODE_SECTION,
} UsherNodeKind;

typedef struct {
  UsherNodeKind       kind;
  char               *text;        /* the literal, or the variable's name */
  UsherVariableFlags  flags;       /* of the variable */
  UsherPlace          place;       /* of a variable */
  char                quote;       /* around the attribute value that a variable stands in */
  gboolean            inverted;    /* of a section */
  GPtrArray          *children;    /* (nullable): of a section */
} UsherNode;

struct _UsherTemplate {
  UsherSyntax  syntax;
  GPtrArray   *nodes;              /* (element-type UsherNode) */
  GPtrArray   *personal;           /* (element-type utf8): keys in order of appearance */
};

G_END_DECLS
