/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-default-templates.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "usher-error.h"
#include "usher-interval.h"
#include "usher-record.h"
#include "usher-sms.h"
#include "usher-template.h"
#include "usher-templates-resources.h"
#include "usher-text.h"

/* The built-in texts are made of few files: the words of all messages (messages.ini), one body for all of them in HTML and
 * in plain text, and the layout. So the ticket is drawn once, and the voice can be read on one page. */

#define NAME_MAX_CHARS    100
#define SUBJECT_MAX_CHARS 500

static const char * const keys[] = {
  "confirmation", "change", "cancellation", "reminder", "reminder-P14D", "reminder-P7D", "reminder-P3D", "reminder-P1D",
  "reminder-PT12H", "reminder-PT1H", "reminder-PT15M", "reminder-PT0S",
};

static const UsherRecordString text_strings[] = {
  USHER_RECORD_STRING (UsherTemplateText, id),
  USHER_RECORD_STRING (UsherTemplateText, key),
  USHER_RECORD_STRING (UsherTemplateText, name),
  USHER_RECORD_STRING (UsherTemplateText, subject),
  USHER_RECORD_STRING (UsherTemplateText, html),
  USHER_RECORD_STRING (UsherTemplateText, text),
};

/**
 * usher_template_text_new:
 *
 * Returns: (transfer full): an empty text for e-mail
 */
UsherTemplateText *
usher_template_text_new (void)
{
  UsherTemplateText *self = g_new0 (UsherTemplateText, 1);

  usher_record_init_strings (self, text_strings, G_N_ELEMENTS (text_strings));
  self->updated_at = USHER_NEVER;
  return self;
}

/**
 * usher_template_text_copy:
 * @self: a text
 *
 * Returns: (transfer full): a copy that shares nothing with it
 */
UsherTemplateText *
usher_template_text_copy (const UsherTemplateText *self)
{
  UsherTemplateText *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_memdup2 (self, sizeof *self);
  usher_record_copy_strings (copy, text_strings, G_N_ELEMENTS (text_strings));
  return copy;
}

/**
 * usher_template_text_free:
 * @self: (nullable) (transfer full): a text
 */
void
usher_template_text_free (UsherTemplateText *self)
{
  if (self == NULL)
    return;
  usher_record_clear_strings (self, text_strings, G_N_ELEMENTS (text_strings));
  g_free (self);
}

static gboolean
is_key (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_strcmp0 (keys[i], key) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_part (const char *text, UsherSyntax syntax, const char *field, GError **error)
{
  g_autoptr (UsherTemplate) template = NULL;

  if (text == NULL)
    return TRUE;
  template = usher_template_parse (text, syntax, usher_template_message_variables (), field, error);
  return template != NULL;
}

/* A present, but blank string: bytes that are no UTF-8 are left to the parser to refuse. */
static gboolean
is_blank (const char *text)
{
  return text == NULL || (g_utf8_validate (text, -1, NULL) && usher_text_is_blank (text));
}

static gboolean
check_email (const UsherTemplateText *self, GError **error)
{
  if (is_blank (self->subject))
    {
      usher_set_error_invalid (error, "subject", "An e-mail needs a subject.");
      return FALSE;
    }
  if (g_utf8_validate (self->subject, -1, NULL) && g_utf8_strlen (self->subject, -1) > SUBJECT_MAX_CHARS)
    {
      usher_set_error_invalid (error, "subject", "The subject is longer than %d characters.", SUBJECT_MAX_CHARS);
      return FALSE;
    }
  if (is_blank (self->html) && is_blank (self->text))
    {
      usher_set_error_invalid (error, "text", "An e-mail needs a text.");
      return FALSE;
    }
  return check_part (self->subject, USHER_SYNTAX_HEADER, "subject", error)
         && check_part (self->html, USHER_SYNTAX_HTML, "html", error)
         && check_part (self->text, USHER_SYNTAX_TEXT, "text", error);
}

static gboolean
check_sms (const UsherTemplateText *self, GError **error)
{
  if (is_blank (self->text))
    usher_set_error_invalid (error, "text", "A text message needs a text.");
  else if (!is_blank (self->subject))
    usher_set_error_invalid (error, "subject", "A text message has no subject.");
  else if (!is_blank (self->html))
    usher_set_error_invalid (error, "html", "A text message has no HTML.");
  else if (g_utf8_validate (self->text, -1, NULL) && g_utf8_strlen (self->text, -1) > USHER_SMS_MAX_CHARS)
    usher_set_error_invalid (error, "text", "A text message is at most %d characters long.", USHER_SMS_MAX_CHARS);
  else
    return check_part (self->text, USHER_SYNTAX_TEXT, "text", error);
  return FALSE;
}

/**
 * usher_template_text_check:
 * @self: a text that somebody wrote
 * @error: %USHER_ERROR_INVALID with the field key, channel, name, subject, html or text
 *
 * Returns: whether it can be used for messages
 */
gboolean
usher_template_text_check (const UsherTemplateText *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!is_key (self->key))
    {
      usher_set_error_invalid (error, "key", "There is no message of that kind.");
      return FALSE;
    }
  if ((guint) self->channel >= USHER_N_CHANNELS)
    {
      usher_set_error_invalid (error, "channel", "The channel is “email” or “sms”.");
      return FALSE;
    }
  if (is_blank (self->name))
    {
      usher_set_error_invalid (error, "name", "The template needs a name.");
      return FALSE;
    }
  if (!usher_text_check (self->name, USHER_TEXT_LINE, NAME_MAX_CHARS, "name", N_("The name"), error))
    return FALSE;
  return self->channel == USHER_CHANNEL_SMS ? check_sms (self, error) : check_email (self, error);
}

/* --- the built-in ones ------------------------------------------------------------------------------------------- */

static char *
read_file (const char *name)
{
  g_autofree char *path = g_strconcat ("/io/github/usherlive/Usher/templates/", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (usher_templates_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (bytes == NULL)
    g_error ("%s", error->message);   /* it is part of the program */
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static const char *
word (GHashTable *words, const char *name)
{
  const char *value = g_hash_table_lookup (words, name);

  return value != NULL ? value : "";
}

/* [[#name]]…[[/name]]: kept where the word is there, dropped where it is not; with the line ends behind the marks. */
static char *
choose_blocks (const char *text, GHashTable *words)
{
  GString *out = g_string_new (text);
  char *open;

  while ((open = strstr (out->str, "[[#")) != NULL)
    {
      g_autofree char *name = g_strndup (open + 3, strcspn (open + 3, "]"));
      g_autofree char *close_mark = g_strdup_printf ("[[/%s]]", name);
      gsize start = (gsize) (open - out->str);
      gsize open_length = strlen (name) + 5;
      char *close = strstr (open, close_mark);
      gsize end, close_length = strlen (close_mark);

      g_assert (close != NULL);
      end = (gsize) (close - out->str);
      if (out->str[end + close_length] == '\n')
        close_length++;
      if (out->str[start + open_length] == '\n')
        open_length++;
      if (word (words, name)[0] != '\0')
        {
          g_string_erase (out, (gssize) end, (gssize) close_length);
          g_string_erase (out, (gssize) start, (gssize) open_length);
        }
      else
        {
          g_string_erase (out, (gssize) start, (gssize) (end + close_length - start));
        }
    }
  return g_string_free (out, FALSE);
}

static char *
fill (const char *text, GHashTable *words)
{
  g_autofree char *chosen = choose_blocks (text, words);
  GString *out = g_string_new (NULL);
  const char *p = chosen;
  const char *mark;

  while ((mark = strstr (p, "[[")) != NULL)
    {
      g_autofree char *name = g_strndup (mark + 2, strcspn (mark + 2, "]"));

      g_string_append_len (out, p, mark - p);
      g_string_append (out, word (words, name));
      p = mark + strlen (name) + 4;
    }
  g_string_append (out, p);
  return g_string_free (out, FALSE);
}

static GHashTable *
read_words (GKeyFile *file, const char *key)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) names = g_key_file_get_keys (file, key, NULL, NULL);

  g_assert (names != NULL);
  for (gsize i = 0; names[i] != NULL; i++)
    g_hash_table_insert (words, g_strdup (names[i]), g_key_file_get_string (file, key, names[i], NULL));
  if (g_hash_table_contains (words, "button") || g_hash_table_contains (words, "second"))
    g_hash_table_insert (words, g_strdup ("links"), g_strdup ("yes"));
  return words;
}

static UsherTemplateText *
make_default (const char *key, UsherChannel channel, GHashTable *words, const char *html, const char *text)
{
  UsherTemplateText *self = usher_template_text_new ();

  g_free (self->id);
  self->id = g_strdup_printf ("default:%s:%s", key, usher_channel_nick (channel));
  self->channel = channel;
  self->is_default = TRUE;
  g_set_str (&self->key, key);
  g_set_str (&self->name, word (words, "name"));
  if (channel == USHER_CHANNEL_SMS)
    {
      g_set_str (&self->text, word (words, "sms"));
      return self;
    }
  g_set_str (&self->subject, word (words, "subject"));
  g_free (self->html);
  self->html = fill (html, words);
  g_free (self->text);
  self->text = fill (text, words);
  return self;
}

static GPtrArray *
make_all (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_template_text_free);
  g_autofree char *messages = read_file ("messages.ini");
  g_autofree char *html = read_file ("body.html");
  g_autofree char *text = read_file ("body.txt");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  if (!g_key_file_load_from_data (file, messages, strlen (messages), G_KEY_FILE_NONE, &error))
    g_error ("messages.ini: %s", error->message);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GHashTable) words = read_words (file, keys[i]);

      g_ptr_array_add (all, make_default (keys[i], USHER_CHANNEL_EMAIL, words, html, text));
      g_ptr_array_add (all, make_default (keys[i], USHER_CHANNEL_SMS, words, html, text));
    }
  return all;
}

/* Made once and kept: constants of the program that happen to be stored as files. */
static GPtrArray *
all_defaults (void)
{
  static GPtrArray *all = NULL;

  if (g_once_init_enter_pointer (&all))
    g_once_init_leave_pointer (&all, make_all ());
  return all;
}

/**
 * usher_default_templates:
 *
 * Any thread.
 *
 * Returns: (transfer container) (element-type UsherTemplateText): the built-in texts, for each message the e-mail, then the
 *   SMS; the texts belong to the program
 */
GPtrArray *
usher_default_templates (void)
{
  GPtrArray *all = all_defaults ();
  GPtrArray *list = g_ptr_array_sized_new (all->len);

  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (list, all->pdata[i]);
  return list;
}

/**
 * usher_default_template:
 * @key: which message
 * @channel: e-mail or SMS
 *
 * Returns: (transfer none) (nullable): its built-in text
 */
const UsherTemplateText *
usher_default_template (const char *key, UsherChannel channel)
{
  GPtrArray *all = all_defaults ();

  g_return_val_if_fail (key != NULL, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      const UsherTemplateText *text = all->pdata[i];

      if (text->channel == channel && g_str_equal (text->key, key))
        return text;
    }
  return NULL;
}

/**
 * usher_template_key:
 * @kind: of a notification
 * @interval: (nullable): its interval, ISO 8601
 * @late: whether it leaves so late that the words of its interval might be wrong
 *
 * Returns: (transfer full): the key of the text to send; a test without an interval looks like a general reminder
 */
char *
usher_template_key (UsherNotificationKind kind, const char *interval, gboolean late)
{
  UsherInterval parsed;
  g_autofree char *canonical = NULL;

  if (kind == USHER_NOTIFICATION_CONFIRMATION || kind == USHER_NOTIFICATION_CHANGE || kind == USHER_NOTIFICATION_CANCELLATION)
    return g_strdup (usher_notification_kind_nick (kind));
  if (late || interval == NULL || !usher_interval_parse (interval, &parsed, NULL))
    return g_strdup ("reminder");
  canonical = usher_interval_format (&parsed);
  if (!g_strv_contains (usher_interval_recommended_all (), canonical))
    return g_strdup ("reminder");
  return g_strconcat ("reminder-", canonical, NULL);
}

/**
 * usher_template_layout:
 * @body_html: a template's source of HTML that could stand in a body element
 *
 * Returns: (transfer full): a template's source of the whole document
 */
char *
usher_template_layout (const char *body_html)
{
  static const char place[] = "<!--body-->";
  g_autofree char *layout = NULL;
  char *found;

  g_return_val_if_fail (body_html != NULL, NULL);
  layout = read_file ("layout.html");
  found = strstr (layout, place);
  g_assert (found != NULL);
  *found = '\0';
  return g_strconcat (layout, body_html, found + strlen (place), NULL);
}
