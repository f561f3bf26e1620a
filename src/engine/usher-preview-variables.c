/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-preview-variables.h"

/* All others are the event's. Where it ends and begins is the event's, too, though told in the reader's zone. */
static const struct {
  const char          *name;
  UsherVariableSource  source;
} sources[] = {
  { "starts_in", USHER_SOURCE_REMINDER },
  { "first_name", USHER_SOURCE_REGISTRANT },
  { "last_name", USHER_SOURCE_REGISTRANT },
  { "full_name", USHER_SOURCE_REGISTRANT },
  { "registration_channels", USHER_SOURCE_REGISTRANT },
  { "watch_url", USHER_SOURCE_REGISTRANT },
  { "manage_url", USHER_SOURCE_REGISTRANT },
  { "unsubscribe_url", USHER_SOURCE_REGISTRANT },
  { "sender_name", USHER_SOURCE_SETTINGS },
  { "sender_address", USHER_SOURCE_SETTINGS },
  { "privacy_url", USHER_SOURCE_SETTINGS },
};

/**
 * usher_variable_source_words:
 * @source: where a value comes from
 *
 * Returns: (transfer none): in words, to stand behind "from"
 */
const char *
usher_variable_source_words (UsherVariableSource source)
{
  switch (source)
    {
    case USHER_SOURCE_REGISTRANT:
      return "the registrant";
    case USHER_SOURCE_SETTINGS:
      return "your settings";
    case USHER_SOURCE_REMINDER:
      return "the reminder";
    case USHER_SOURCE_SAMPLE:
      return "a sample";
    case USHER_SOURCE_EVENT:
    default:
      return "the event";
    }
}

static UsherVariableSource
find_source (const char *name, const UsherEvent *event, const UsherRegistration *reader)
{
  UsherVariableSource source = USHER_SOURCE_EVENT;

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (sources[i].name, name))
      source = sources[i].source;
  if (event == NULL || (source == USHER_SOURCE_REGISTRANT && reader == NULL))
    return USHER_SOURCE_SAMPLE;
  /* An event may have a privacy notice of its own. */
  if (g_str_equal (name, "privacy_url") && event->privacy_url != NULL && *event->privacy_url != '\0')
    return USHER_SOURCE_EVENT;
  return source;
}

static void
variable_free (gpointer data)
{
  UsherPreviewVariable *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

GPtrArray *
usher_preview_variables_list (const UsherInspected *inspected, const UsherEvent *event, const UsherRegistration *reader)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (variable_free);

  for (const UsherVariable *v = usher_template_message_variables (); v->name != NULL; v++)
    {
      UsherPreviewVariable *variable;

      if (!g_hash_table_contains (inspected->values, v->name))
        continue;
      variable = g_new0 (UsherPreviewVariable, 1);
      variable->name = g_strdup (v->name);
      variable->value = g_strdup (g_hash_table_lookup (inspected->values, v->name));
      variable->description = v->description;
      variable->source = find_source (v->name, event, reader);
      g_ptr_array_add (list, variable);
    }
  return list;
}
