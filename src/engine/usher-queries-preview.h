/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a message looks like, of an event that is stored or not yet. Any thread. */

#include "usher-default-templates.h"
#include "usher-engine.h"
#include "usher-event-draft.h"
#include "usher-template.h"

G_BEGIN_DECLS

typedef enum {
  USHER_SOURCE_EVENT,         /* the event's own words and times */
  USHER_SOURCE_REGISTRANT,    /* who reads: name, links, channels; times are the event's in the reader's zone */
  USHER_SOURCE_SETTINGS,      /* sender, postal address, privacy notice */
  USHER_SOURCE_REMINDER,      /* how far it is from the start */
  USHER_SOURCE_SAMPLE,        /* nobody and nothing in particular: a made-up value */
} UsherVariableSource;

/* "the event", "the registrant", "your settings", "the reminder", "a sample" */
const char          *usher_variable_source_words (UsherVariableSource source);

typedef struct {
  char                *name;
  char                *value;
  const char          *description;   /* static: what it stands for */
  UsherVariableSource  source;
} UsherPreviewVariable;

typedef struct {
  char      *subject;       /* e-mail */
  char      *html;
  char      *text;
  int        segments;      /* SMS */
  gint64     cost_micros;
  char      *template_key;
  GPtrArray *variables;     /* (element-type UsherPreviewVariable): those that the text uses, in the order of the table */
  GArray    *subject_marks; /* (element-type UsherTemplateMark): with USHER_PREVIEW_MARK; else empty */
  GArray    *text_marks;
} UsherPreview;
void          usher_preview_free        (UsherPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherPreview, usher_preview_free)

typedef enum {
  USHER_PREVIEW_PLAIN = 0,
  /* Where variables went in: <mark class="usher-variable" data-name="NAME"> in the text of the HTML, ranges in subject and text */
  USHER_PREVIEW_MARK  = 1 << 0,
} UsherPreviewFlags;

/**
 * UsherPreviewRequest:
 * @text: (nullable): a text that need not be saved; %NULL: the one in use for @key and @channel
 * @key: (nullable): a template key ("confirmation", "reminder-P1D") or an interval ("P1D", "PT45M"). An interval is shown as
 *   it is read at its moment ("tomorrow"); a key is shown as read now
 * @draft: (nullable): the event as it is to be; it need not be valid as a whole, but have a start and a zone
 * @event_id: the stored event; 0 with a draft: not stored yet, 0 without: samples
 * @registration_id: who reads; 0: samples
 */
typedef struct {
  const UsherTemplateText *text;
  const char              *key;
  UsherChannel             channel;
  const UsherEventDraft   *draft;
  gint64                   event_id;
  gint64                   registration_id;
  UsherPreviewFlags        flags;
} UsherPreviewRequest;

UsherPreview *usher_engine_preview_full  (UsherEngine *self, const UsherPreviewRequest *request, GError **error);
/* Renders @text (unsaved, or NULL: what would be used for @key and @channel) for an event (0: sample) and a registration (0: sample) */
UsherPreview *usher_engine_preview       (UsherEngine *self, const UsherTemplateText *text, const char *key, UsherChannel channel,
                                          gint64 event_id, gint64 registration_id, GError **error);
/* The same of an event that is being made or edited */
UsherPreview *usher_engine_preview_draft (UsherEngine *self, const UsherEventDraft *draft, gint64 event_id,
                                          const char *key_or_interval, UsherChannel channel, gint64 registration_id,
                                          UsherPreviewFlags flags, GError **error);

G_END_DECLS
