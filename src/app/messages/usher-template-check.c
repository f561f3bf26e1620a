/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template-check.h"

#include "usher-error.h"
#include "usher-sms.h"

void
usher_template_check_free (UsherTemplateCheck *self)
{
  g_return_if_fail (self != NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (self->problems); i++)
    g_clear_pointer (&self->problems[i], g_ptr_array_unref);
  g_clear_pointer (&self->preview, usher_preview_free);
  g_free (self->problem);
  g_free (self->field);
  g_free (self);
}

static void
take_problem (UsherTemplateCheck *self, const GError *error)
{
  g_set_str (&self->problem, usher_error_get_local_message (error));
  g_set_str (&self->field, usher_error_get_field (error));
}

UsherTemplateCheck *
usher_template_check (UsherEngine *engine, const UsherTemplateText *text)
{
  static const UsherSyntax syntaxes[] = { USHER_SYNTAX_HEADER, USHER_SYNTAX_HTML, USHER_SYNTAX_TEXT };
  const char * const parts[] = { text->subject, text->html, text->text };
  UsherPreviewRequest request = { .text = text, .channel = text->channel, .flags = USHER_PREVIEW_MARK };
  UsherTemplateCheck *self = g_new0 (UsherTemplateCheck, 1);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    self->problems[i] = usher_template_find_problems (parts[i] ? parts[i] : "", syntaxes[i], usher_template_message_variables ());
  if (!usher_template_text_check (text, &error))
    take_problem (self, error);
  g_clear_error (&error);
  self->preview = usher_engine_preview_full (engine, &request, &error);
  if (!self->preview && !self->problem)
    take_problem (self, error);
  if (self->preview && text->channel == USHER_CHANNEL_SMS)
    self->units = usher_sms_measure (self->preview->text).units;
  return self;
}
