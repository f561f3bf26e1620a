/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-queries-preview.h"

#include "usher-composer.h"
#include "usher-draft-event.h"
#include "usher-engine-private.h"
#include "usher-error.h"
#include "usher-interval.h"
#include "usher-preview-variables.h"
#include "usher-table-events.h"
#include "usher-table-registrations.h"
#include "usher-time.h"

void
usher_preview_free (UsherPreview *preview)
{
  g_return_if_fail (preview != NULL);
  g_free (preview->subject);
  g_free (preview->html);
  g_free (preview->text);
  g_free (preview->template_key);
  g_clear_pointer (&preview->variables, g_ptr_array_unref);
  g_clear_pointer (&preview->subject_marks, g_array_unref);
  g_clear_pointer (&preview->text_marks, g_array_unref);
  g_free (preview);
}

/**
 * Sample:
 * @event: (nullable): %NULL: the samples of the variables
 * @reader: (nullable): likewise
 * @former_start: for a change notice: what is stored, else the present one stands for it, so that the words have their place
 * @at: when it is read
 *
 * What a preview is made of.
 */
typedef struct {
  UsherTemplateText *text;
  UsherEvent        *event;
  UsherRegistration *reader;
  UsherInstant       former_start;
  UsherInstant       at;
} Sample;

static void
sample_clear (Sample *self)
{
  g_clear_pointer (&self->text, usher_template_text_free);
  g_clear_pointer (&self->event, usher_event_unref);
  g_clear_pointer (&self->reader, usher_registration_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, sample_clear)

/* As far as it goes: somebody is still writing it. */
static UsherEvent *
apply_draft (const UsherEventDraft *draft, const UsherEvent *stored, GError **error)
{
  g_autoptr (UsherEvent) event = stored != NULL ? usher_event_copy (stored) : usher_event_new ();
  g_autoptr (GTimeZone) zone = usher_time_zone_new (draft->time_zone != NULL ? draft->time_zone : "", "time_zone", error);
  UsherInstant starts_at;

  if (zone == NULL || !usher_time_from_wall (draft->starts_at != NULL ? draft->starts_at : "", zone, &starts_at, NULL,
                                             "starts_at", error))
    return NULL;
  usher_draft_apply (draft, starts_at, event);
  if (stored == NULL)
    {
      g_free (event->slug);
      event->slug = usher_slug_from_title (event->title);
      event->status = USHER_EVENT_SCHEDULED;
    }
  return g_steal_pointer (&event);
}

static gboolean
load_event (UsherConn *conn, const UsherPreviewRequest *request, Sample *sample, GError **error)
{
  g_autoptr (UsherEvent) stored = NULL;

  if (request->event_id != 0 && (stored = usher_events_get (conn, request->event_id, error)) == NULL)
    return FALSE;
  sample->event = request->draft != NULL ? apply_draft (request->draft, stored, error)
                  : stored != NULL ? usher_event_ref (stored) : NULL;
  if (sample->event == NULL)
    return request->draft == NULL;
  sample->former_start = stored != NULL ? stored->starts_at : sample->event->starts_at;
  return TRUE;
}

/* An interval is a reminder, read at its moment. A moment that has passed is read now: so would the late one be. */
static char *
find_key (const char *key, const UsherEvent *event, UsherInstant *at)
{
  g_autoptr (GTimeZone) zone = NULL;
  UsherInterval interval;

  if (!usher_interval_parse (key, &interval, NULL))
    return g_strdup (key);
  zone = event != NULL ? usher_time_zone_new (event->time_zone, "time_zone", NULL) : NULL;
  if (zone != NULL)
    *at = MAX (*at, usher_interval_due_at (&interval, event->local_start, zone));
  return usher_template_key (USHER_NOTIFICATION_REMINDER, key, FALSE);
}

static gboolean
load_sample (UsherEngine *self, const UsherPreviewRequest *request, Sample *sample, GError **error)
{
  g_auto (UsherReader) reader = { 0 };
  g_autofree char *key = NULL;

  sample->at = usher_clock_now (usher_engine_get_clock (self));
  if (!usher_reader_open (&reader, self, error) || !load_event (reader.conn, request, sample, error))
    return FALSE;
  key = request->key != NULL ? find_key (request->key, sample->event, &sample->at) : NULL;
  sample->text = request->text != NULL ? usher_template_text_copy (request->text)
                 : usher_composer_load (reader.conn, key, request->channel, error);
  if (sample->text == NULL)
    return FALSE;
  return request->registration_id == 0 ||
         (sample->reader = usher_registrations_get (reader.conn, request->registration_id, error)) != NULL;
}

static void
show_change (UsherComposer *composer, const Sample *sample)
{
  g_autoptr (UsherNotification) notice = usher_notification_new ();

  notice->kind = USHER_NOTIFICATION_CHANGE;
  notice->event_id = sample->event->id;
  usher_composer_set_notification (composer, notice, sample->former_start);
}

static UsherPreview *
make_preview (const Sample *sample, const UsherConfig *config, UsherInspected *inspected)
{
  UsherPreview *preview = g_new0 (UsherPreview, 1);
  UsherComposed *composed = inspected->composed;

  preview->subject = g_steal_pointer (&composed->subject);
  preview->html = g_steal_pointer (&composed->html);
  preview->text = g_steal_pointer (&composed->text);
  preview->segments = composed->segments;
  preview->cost_micros = sample->text->channel == USHER_CHANNEL_SMS ? composed->segments * config->sms_price_micros
                                                                    : config->email_price_micros;
  preview->template_key = g_strdup (sample->text->key);
  preview->variables = usher_preview_variables_list (inspected, sample->event, sample->reader);
  preview->subject_marks = g_array_ref (inspected->subject_marks);
  preview->text_marks = g_array_ref (inspected->text_marks);
  return preview;
}

/**
 * usher_engine_preview_full:
 * @self: the engine
 * @request: which message, about what, for whom
 * @error: %USHER_ERROR_INVALID naming the part (and the variable and line) or the draft's field, %USHER_ERROR_NOT_FOUND
 *
 * Made by the same composer as real messages.
 *
 * Returns: (transfer full): the message as that one would read it; %NULL on error
 */
UsherPreview *
usher_engine_preview_full (UsherEngine *self, const UsherPreviewRequest *request, GError **error)
{
  g_auto (Sample) sample = { 0 };
  g_autofree char *public_url = NULL;
  g_autoptr (UsherComposer) composer = NULL;
  g_autoptr (UsherInspected) inspected = NULL;
  const UsherConfig *config;

  g_return_val_if_fail (USHER_IS_ENGINE (self), NULL);
  g_return_val_if_fail (request != NULL && (request->text != NULL || request->key != NULL), NULL);

  if (!load_sample (self, request, &sample, error))
    return NULL;
  config = usher_engine_get_config (self);
  public_url = usher_engine_dup_public_url (self);
  composer = usher_composer_new (sample.text, sample.event, config, public_url, sample.at, error);
  if (composer == NULL)
    return NULL;
  if (sample.event != NULL && g_strcmp0 (sample.text->key, "change") == 0)
    show_change (composer, &sample);
  inspected = usher_composer_inspect (composer, sample.reader, (request->flags & USHER_PREVIEW_MARK) != 0);
  return make_preview (&sample, config, inspected);
}

/**
 * usher_engine_preview:
 * @self: the engine
 * @text: (nullable): a text that need not be saved; %NULL: the one in use for @key and @channel
 * @key: (nullable): which message, where there is no @text
 * @channel: of @key
 * @event_id: whose words are used; 0: samples
 * @registration_id: who reads; 0: samples
 * @error: %USHER_ERROR_INVALID naming the part (and the variable and line), %USHER_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the message as that one would read it now; %NULL on error
 */
UsherPreview *
usher_engine_preview (UsherEngine *self, const UsherTemplateText *text, const char *key, UsherChannel channel,
                      gint64 event_id, gint64 registration_id, GError **error)
{
  UsherPreviewRequest request = {
    .text = text, .key = key, .channel = channel, .event_id = event_id, .registration_id = registration_id,
  };

  return usher_engine_preview_full (self, &request, error);
}

/**
 * usher_engine_preview_draft:
 * @self: the engine
 * @draft: the event as it is to be: with a start and a zone
 * @event_id: the event that is edited; 0: it is new
 * @key_or_interval: "confirmation", "P1D" …
 * @channel: e-mail or SMS
 * @registration_id: who reads; 0: samples
 * @flags: whether places are marked
 * @error: %USHER_ERROR_INVALID naming the field, %USHER_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): the message as it would be; %NULL on error
 */
UsherPreview *
usher_engine_preview_draft (UsherEngine *self, const UsherEventDraft *draft, gint64 event_id, const char *key_or_interval,
                            UsherChannel channel, gint64 registration_id, UsherPreviewFlags flags, GError **error)
{
  UsherPreviewRequest request = {
    .key = key_or_interval, .channel = channel, .draft = draft, .event_id = event_id, .registration_id = registration_id,
    .flags = flags,
  };

  g_return_val_if_fail (draft != NULL, NULL);
  return usher_engine_preview_full (self, &request, error);
}
