/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template.h"

#include <string.h>

#include "usher-error.h"

/* A text with more is not being written, but pasted: these are enough to see that. */
#define AT_MOST 20

static void
problem_free (gpointer data)
{
  UsherTemplateProblem *self = data;

  g_free (self->message);
  g_free (self);
}

/* A wrong name hides nothing behind it: with blanks in its place the rest can be looked at. A section's tag cannot be left out like
 * that, since its other end would be wrong, too. */
static gboolean
leave_out (char *text, const UsherTemplateMark *mark)
{
  const char *tag = text + mark->offset;

  if (mark->length < 4 || strncmp (tag, "{{", 2) != 0 || strncmp (tag + mark->length - 2, "}}", 2) != 0 || strchr ("#^/", tag[2]) != NULL)
    return FALSE;
  memset (text + mark->offset, ' ', mark->length);
  return TRUE;
}

/**
 * usher_template_find_problems:
 * @text: the source, as far as it is written
 * @syntax: what it is a text of
 * @variables: those that it may use
 *
 * Returns: (transfer full) (element-type UsherTemplateProblem): what usher_template_parse() would complain about, in the order of
 *   the text; empty: it is fine
 */
GPtrArray *
usher_template_find_problems (const char *text, UsherSyntax syntax, const UsherVariable *variables)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (problem_free);
  g_autofree char *left = g_strdup (text);
  gboolean more = TRUE;

  g_return_val_if_fail (text != NULL && variables != NULL, problems);

  while (more && problems->len < AT_MOST)
    {
      UsherTemplateMark mark = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherTemplate) parsed = usher_template_parse_at (left, syntax, variables, "text", &mark, &error);
      UsherTemplateProblem *problem;

      if (parsed != NULL)
        break;
      problem = g_new0 (UsherTemplateProblem, 1);
      problem->offset = mark.offset;
      problem->length = mark.length;
      problem->message = g_strdup (usher_error_get_local_message (error));
      g_ptr_array_add (problems, problem);
      more = leave_out (left, &mark);
    }
  return problems;
}
