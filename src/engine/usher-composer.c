/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-composer.h"

#include <string.h>

#include "usher-calendar.h"
#include "usher-error.h"
#include "usher-links.h"
#include "usher-message-values.h"
#include "usher-sms.h"
#include "usher-table-misc.h"
#include "usher-template.h"

/* A sandbox message has a sender, too, but one that can never receive anything (RFC 2606). */
#define SANDBOX_SENDER "usher@sandbox.invalid"
#define HOUSE_NAME     "Usher"
/* The one recipient variable that is no template variable: the address of the List-Unsubscribe header */
#define LIST_UNSUBSCRIBE_KEY "list_unsubscribe"

struct _UsherComposer {
  UsherTemplateText *source;
  UsherTemplate     *subject;      /* e-mail only */
  UsherTemplate     *html;         /* e-mail only; NULL when the source has none */
  UsherTemplate     *text;
  UsherEvent        *event;        /* NULL: samples */
  UsherConfig       *config;
  char              *public_url;
  UsherInstant       now;
  UsherNotification *notification; /* NULL: a test send or preview */
  UsherInstant       old_starts_at;
  GHashTable        *shared;       /* values of all readers */
  GHashTable        *places;       /* zone and language → values of that place */
};

void
usher_composed_free (UsherComposed *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self->html);
  g_free (self->text);
  g_free (self);
}

static UsherTemplate *
parse (const char *text, UsherSyntax syntax, const char *field, GError **error)
{
  return usher_template_parse (text != NULL ? text : "", syntax, usher_template_message_variables (), field, error);
}

/* A text of one's own may bring a whole document; everything else gets the house's layout. */
static gboolean
is_whole_document (const char *html)
{
  g_autofree char *lower = g_ascii_strdown (html, -1);

  return strstr (lower, "<html") != NULL;
}

static gboolean
parse_mail (UsherComposer *self, GError **error)
{
  const char *html = self->source->html;
  g_autofree char *document = NULL;

  self->subject = parse (self->source->subject, USHER_SYNTAX_HEADER, "subject", error);
  if (self->subject == NULL)
    return FALSE;
  if (html == NULL || *html == '\0')
    return TRUE;
  /* By itself first: an error is to name the line of the user's text, not of the document. */
  self->html = parse (html, USHER_SYNTAX_HTML, "html", error);
  if (self->html == NULL)
    return FALSE;
  if (is_whole_document (html))
    return TRUE;
  g_clear_pointer (&self->html, usher_template_free);
  document = usher_template_layout (html);
  self->html = parse (document, USHER_SYNTAX_HTML, "html", error);
  return self->html != NULL;
}

/* Only a change has a former time. */
static GHashTable *
samples_for (const UsherTemplateText *text)
{
  GHashTable *samples = usher_message_values_samples ();

  if (g_strcmp0 (text->key, "change") != 0)
    {
      g_hash_table_remove (samples, "old_date");
      g_hash_table_remove (samples, "old_time");
    }
  return samples;
}

/**
 * usher_composer_new:
 * @text: a template, also an unsaved one
 * @event: (nullable): what it is about; %NULL: the samples of the variables
 * @config: sender and addresses
 * @public_url: base of the links, without a slash at the end
 * @now: the moment of sending: "tomorrow" is said as seen from here
 * @error: INVALID with field subject, html or text
 *
 * Returns: (transfer full) (nullable): a composer
 */
UsherComposer *
usher_composer_new (const UsherTemplateText *text, const UsherEvent *event, const UsherConfig *config,
                    const char *public_url, UsherInstant now, GError **error)
{
  g_autoptr (UsherComposer) self = NULL;

  g_return_val_if_fail (text != NULL && config != NULL && public_url != NULL, NULL);

  self = g_new0 (UsherComposer, 1);
  self->source = usher_template_text_copy (text);
  self->event = event != NULL ? usher_event_copy (event) : NULL;
  self->config = usher_config_copy (config);
  self->public_url = g_strdup (public_url);
  self->now = now;
  self->old_starts_at = USHER_NEVER;
  self->text = parse (text->text, USHER_SYNTAX_TEXT, "text", error);
  if (self->text == NULL || (text->channel == USHER_CHANNEL_EMAIL && !parse_mail (self, error)))
    return NULL;
  self->shared = event != NULL ? usher_message_values_shared (event, config, public_url) : samples_for (text);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  return g_steal_pointer (&self);
}

void
usher_composer_free (UsherComposer *self)
{
  if (self == NULL)
    return;
  usher_template_text_free (self->source);
  g_clear_pointer (&self->subject, usher_template_free);
  g_clear_pointer (&self->html, usher_template_free);
  g_clear_pointer (&self->text, usher_template_free);
  g_clear_pointer (&self->event, usher_event_unref);
  usher_config_free (self->config);
  g_free (self->public_url);
  g_clear_pointer (&self->notification, usher_notification_unref);
  g_clear_pointer (&self->shared, g_hash_table_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_free (self);
}

void
usher_composer_set_notification (UsherComposer *self, const UsherNotification *notification, UsherInstant old_starts_at)
{
  g_return_if_fail (self != NULL && notification != NULL);
  g_clear_pointer (&self->notification, usher_notification_unref);
  self->notification = usher_notification_copy (notification);
  self->old_starts_at = old_starts_at;
  g_hash_table_remove_all (self->places);
}

/**
 * usher_composer_load:
 * @conn: any connection
 * @key: "confirmation", "reminder-P1D" …
 * @channel: which of its texts
 * @error: NOT_FOUND for an unknown key, STORAGE
 *
 * Returns: (transfer full) (nullable): the user's own text where one is in use, else the built-in one
 */
UsherTemplateText *
usher_composer_load (UsherConn *conn, const char *key, UsherChannel channel, GError **error)
{
  g_autoptr (GError) local = NULL;
  UsherTemplateText *own;
  const UsherTemplateText *usual;

  g_return_val_if_fail (conn != NULL && key != NULL, NULL);

  own = usher_templates_get_active (conn, key, channel, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (own != NULL)
    return own;
  usual = usher_default_template (key, channel);
  if (usual != NULL)
    return usher_template_text_copy (usual);
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no template “%s” for %s.", key,
                   channel == USHER_CHANNEL_SMS ? "SMS" : "e-mail");
  return NULL;
}

/* What all readers of one zone and language have in common */
static GHashTable *
values_of_place (UsherComposer *self, const UsherRegistration *registration)
{
  const char *zone = registration != NULL ? registration->time_zone : NULL;
  const char *language = registration != NULL ? registration->language : NULL;
  g_autofree char *key = g_strconcat (registration != NULL ? "1" : "0", zone != NULL ? zone : "", "\n",
                                      language != NULL ? language : "", NULL);
  GHashTable *values = g_hash_table_lookup (self->places, key);
  g_autoptr (GHashTable) place = NULL;

  if (values != NULL)
    return values;
  /* Nobody in particular: what is not known of the reader is told by the samples. */
  values = registration == NULL ? samples_for (self->source)
           : g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  place = usher_message_values_place (self->event, zone, language, self->now, self->old_starts_at);
  usher_message_values_merge (values, self->shared);
  usher_message_values_merge (values, place);
  g_hash_table_insert (self->places, g_steal_pointer (&key), values);
  return values;
}

/* Everything that one reader's message is made of; @all borrows from @own and from the composer. */
typedef struct {
  GHashTable *all;
  GHashTable *own;
} ReaderValues;

static void
reader_values_clear (ReaderValues *self)
{
  g_clear_pointer (&self->all, g_hash_table_unref);
  g_clear_pointer (&self->own, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ReaderValues, reader_values_clear)

static void
borrow (GHashTable *values, GHashTable *from)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (values, name, value);
}

static ReaderValues
values_of_reader (UsherComposer *self, const UsherRegistration *registration)
{
  ReaderValues values = { .all = g_hash_table_new (g_str_hash, g_str_equal) };

  if (self->event == NULL)
    {
      borrow (values.all, self->shared);
      return values;
    }
  values.own = usher_message_values_reader (self->event, registration, self->public_url);
  borrow (values.all, values_of_place (self, registration));
  borrow (values.all, values.own);
  return values;
}

/**
 * usher_composer_render:
 * @self: a composer
 * @registration: (nullable): the reader; %NULL: nobody in particular
 *
 * Returns: (transfer full): the message as this reader gets it; an SMS without typographic look-alikes, and measured
 */
UsherComposed *
usher_composer_render (UsherComposer *self, const UsherRegistration *registration)
{
  g_auto (ReaderValues) values = { 0 };
  UsherComposed *composed;

  g_return_val_if_fail (self != NULL, NULL);

  values = values_of_reader (self, registration);
  composed = g_new0 (UsherComposed, 1);
  composed->text = usher_template_render (self->text, values.all);
  if (self->source->channel == USHER_CHANNEL_EMAIL)
    {
      composed->subject = usher_template_render (self->subject, values.all);
      composed->html = self->html != NULL ? usher_template_render (self->html, values.all) : NULL;
    }
  else
    {
      g_autofree char *plain = usher_sms_simplify (composed->text);

      g_strstrip (plain);
      g_free (composed->text);
      composed->text = g_steal_pointer (&plain);
      composed->segments = usher_sms_measure (composed->text).segments;
    }
  return composed;
}

void
usher_inspected_free (UsherInspected *self)
{
  if (self == NULL)
    return;
  usher_composed_free (self->composed);
  g_ptr_array_unref (self->used);
  g_hash_table_unref (self->values);
  g_array_unref (self->subject_marks);
  g_array_unref (self->text_marks);
  g_free (self);
}

static void
collect_values (UsherComposer *self, GHashTable *values, UsherInspected *inspected)
{
  const UsherTemplate * const parts[] = { self->subject, self->html, self->text };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      usher_template_used (parts[i], values, inspected->used);
  for (guint i = 0; i < inspected->used->len; i++)
    {
      const char *value = g_hash_table_lookup (values, inspected->used->pdata[i]);

      g_hash_table_insert (inspected->values, inspected->used->pdata[i], g_strdup (value != NULL ? value : ""));
    }
}

/* The same text as without marks: they are taken out of it again. */
static void
mark_places (UsherComposer *self, GHashTable *values, UsherInspected *inspected)
{
  gboolean sms = self->source->channel == USHER_CHANNEL_SMS;
  g_autofree char *marked = usher_template_render_marked (self->text, values);
  g_autofree char *simple = sms ? usher_sms_simplify (marked) : NULL;

  g_free (inspected->composed->text);
  inspected->composed->text = usher_template_take_marks (sms ? simple : marked, sms, inspected->text_marks);
  if (sms)
    return;
  g_free (marked);
  marked = usher_template_render_marked (self->subject, values);
  g_free (inspected->composed->subject);
  inspected->composed->subject = usher_template_take_marks (marked, TRUE, inspected->subject_marks);
  if (self->html == NULL)
    return;
  g_free (inspected->composed->html);
  inspected->composed->html = usher_template_render_marked (self->html, values);
}

/**
 * usher_composer_inspect:
 * @self: a composer
 * @registration: (nullable): the reader; %NULL: nobody in particular
 * @mark: also show where the variables went in
 *
 * Returns: (transfer full): the message as this reader gets it, and what it is made of
 */
UsherInspected *
usher_composer_inspect (UsherComposer *self, const UsherRegistration *registration, gboolean mark)
{
  g_auto (ReaderValues) values = { 0 };
  UsherInspected *inspected;

  g_return_val_if_fail (self != NULL, NULL);

  values = values_of_reader (self, registration);
  inspected = g_new0 (UsherInspected, 1);
  inspected->composed = usher_composer_render (self, registration);
  inspected->used = g_ptr_array_new ();
  inspected->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  inspected->subject_marks = g_array_new (FALSE, FALSE, sizeof (UsherTemplateMark));
  inspected->text_marks = g_array_new (FALSE, FALSE, sizeof (UsherTemplateMark));
  collect_values (self, values.all, inspected);
  if (mark)
    mark_places (self, values.all, inspected);
  return inspected;
}

/**
 * usher_composer_group_key:
 * @self: a composer for e-mail
 * @registration: (nullable): a reader
 *
 * Date, time and words of distance are personal variables, so zone and language divide nobody; what does is which
 * sections of the template a reader gets to see.
 *
 * Returns: (transfer full): equal for readers who may share one request
 */
char *
usher_composer_group_key (UsherComposer *self, const UsherRegistration *registration)
{
  g_auto (ReaderValues) values = { 0 };
  g_autofree char *subject = NULL, *html = NULL, *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  values = values_of_reader (self, registration);
  text = usher_template_shape (self->text, values.all);
  subject = self->subject != NULL ? usher_template_shape (self->subject, values.all) : g_strdup ("");
  html = self->html != NULL ? usher_template_shape (self->html, values.all) : g_strdup ("");
  return g_strjoin ("|", subject, html, text, NULL);
}

/* Adds what @template_ wants to know of a recipient: NAME for plain places, NAME_h for HTML ones. */
static void
fill_variables (GHashTable *variables, const UsherTemplate *template_, GHashTable *values)
{
  g_autoptr (GPtrArray) names = NULL;

  if (template_ == NULL)
    return;
  names = usher_template_personal (template_);
  for (guint i = 0; i < names->len; i++)
    {
      const char *key = names->pdata[i];
      gboolean html = g_str_has_suffix (key, "_h");
      g_autofree char *name = html ? g_strndup (key, strlen (key) - 2) : g_strdup (key);
      const UsherVariable *variable = usher_template_find_variable (usher_template_message_variables (), name);
      const char *value = g_hash_table_lookup (values, name);

      if (g_hash_table_contains (variables, key))
        continue;
      /* Plain ones may stand in the subject as well as in the text: the stricter rule of the two holds for both. */
      g_hash_table_insert (variables, g_strdup (key),
                           usher_template_escape_value (value != NULL ? value : "",
                                                        html ? USHER_SYNTAX_HTML : USHER_SYNTAX_HEADER,
                                                        variable != NULL ? variable->flags : USHER_TEMPLATE_PERSONAL));
    }
}

static UsherMailRecipient *
make_recipient (UsherComposer *self, const UsherDelivery *delivery, const UsherRegistration *registration,
                GHashTable *values)
{
  const char *name = registration != NULL ? g_hash_table_lookup (values, "full_name") : NULL;
  UsherMailRecipient *recipient = usher_mail_recipient_new (delivery->id, delivery->address,
                                                            name != NULL && *name != '\0' ? name : NULL);

  fill_variables (recipient->variables, self->subject, values);
  fill_variables (recipient->variables, self->html, values);
  fill_variables (recipient->variables, self->text, values);
  if (registration != NULL)
    g_hash_table_insert (recipient->variables, g_strdup (LIST_UNSUBSCRIBE_KEY),
                         usher_link_unsubscribe (self->public_url, registration->token, USHER_CHANNELS_EMAIL));
  return recipient;
}

static void
attach_calendar (UsherComposer *self, UsherMailBatch *batch)
{
  gboolean cancelled = self->notification->kind == USHER_NOTIFICATION_CANCELLATION;
  g_autofree char *url = usher_link_watch (self->public_url, self->event, NULL);

  batch->attachment = usher_calendar_write (self->event, cancelled ? USHER_CALENDAR_CANCEL : USHER_CALENDAR_PUBLISH,
                                            batch->from_name, batch->from_address, url, self->now);
  batch->attachment_name = g_strconcat (self->event->slug, ".ics", NULL);
  batch->attachment_type = g_strdup_printf ("text/calendar; charset=utf-8; method=%s", cancelled ? "CANCEL" : "PUBLISH");
}

static char *
sender_address (const UsherConfig *config)
{
  if (config->sender_address != NULL && *config->sender_address != '\0')
    return g_strdup (config->sender_address);
  if (config->mailgun_domain != NULL && *config->mailgun_domain != '\0')
    return g_strconcat ("usher@", config->mailgun_domain, NULL);
  return g_strdup (SANDBOX_SENDER);
}

/**
 * usher_composer_make_mail:
 * @self: a composer for e-mail with an event
 * @batch_id: under which @deliveries are claimed
 * @deliveries: (element-type UsherDelivery): at least one
 * @registrations: (element-type UsherRegistration): their readers in the same order; %NULL for a test send
 *
 * All readers have the same usher_composer_group_key().
 *
 * Returns: (transfer full): one request
 */
UsherMailBatch *
usher_composer_make_mail (UsherComposer *self, const char *batch_id, GPtrArray *deliveries, GPtrArray *registrations)
{
  UsherMailBatch *batch;

  g_return_val_if_fail (self != NULL && self->event != NULL && self->subject != NULL, NULL);
  g_return_val_if_fail (deliveries->len > 0 && deliveries->len == registrations->len, NULL);

  batch = usher_mail_batch_new ();
  batch->batch_id = g_strdup (batch_id);
  batch->event_uid = g_strdup (self->event->uid);
  batch->tag = g_strdup (self->notification != NULL ? self->source->key : "test");
  batch->from_name = g_strdup (self->config->sender_name != NULL ? self->config->sender_name : HOUSE_NAME);
  batch->from_address = sender_address (self->config);
  batch->reply_to = g_strdup (self->config->reply_to);
  batch->track = self->config->track;
  for (guint i = 0; i < deliveries->len; i++)
    {
      g_auto (ReaderValues) values = values_of_reader (self, registrations->pdata[i]);

      if (i == 0)
        {
          batch->subject = usher_template_render_batch (self->subject, values.all);
          batch->html = self->html != NULL ? usher_template_render_batch (self->html, values.all) : NULL;
          batch->text = usher_template_render_batch (self->text, values.all);
          if (registrations->pdata[i] != NULL)
            batch->list_unsubscribe = g_strdup ("%recipient." LIST_UNSUBSCRIBE_KEY "%");
        }
      g_ptr_array_add (batch->recipients, make_recipient (self, deliveries->pdata[i], registrations->pdata[i], values.all));
    }
  if (self->notification != NULL && self->notification->kind != USHER_NOTIFICATION_REMINDER)
    attach_calendar (self, batch);
  return batch;
}
