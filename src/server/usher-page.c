/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-page.h"

#include <string.h>

#include "usher-pages-resources.h"
#include "usher-template.h"

#define PREFIX "/io/github/usherlive/Usher/pages/"

struct _UsherPages {
  UsherTemplate *layout;
  UsherTemplate *parts[USHER_N_PAGES];
};

static const char * const part_names[USHER_N_PAGES] = {
  [USHER_PAGE_TICKET] = "ticket.html",
  [USHER_PAGE_REGISTER] = "register.html",
  [USHER_PAGE_CLOSED] = "closed.html",
  [USHER_PAGE_THANKS] = "thanks.html",
  [USHER_PAGE_MANAGE] = "manage.html",
  [USHER_PAGE_ERASE] = "erase.html",
  [USHER_PAGE_UNSUBSCRIBE] = "unsubscribe.html",
  [USHER_PAGE_WATCH] = "watch.html",
  [USHER_PAGE_MESSAGE] = "message.html",
};

#define PLAIN(name) { name, USHER_TEMPLATE_PLAIN, NULL, NULL }
#define HTML(name)  { name, USHER_TEMPLATE_SAFE_HTML, NULL, NULL }
#define LINK(name)  { name, USHER_TEMPLATE_URL, NULL, NULL }

/* What pages may speak of. A flag is a variable that is empty or not. */
static const UsherVariable variables[] = {
  /* the document */
  PLAIN ("title"), PLAIN ("refresh"), HTML ("body"), PLAIN ("sender_name"), LINK ("privacy_url"), PLAIN ("wide"),
  /* the ticket */
  HTML ("ticket"), PLAIN ("slug"), PLAIN ("hue"), PLAIN ("event_title"), HTML ("event_description"), PLAIN ("weekday"),
  PLAIN ("day"), PLAIN ("month"), PLAIN ("event_date"), PLAIN ("event_time"), PLAIN ("event_zone"), PLAIN ("zone_name"),
  PLAIN ("event_instant"), PLAIN ("duration"), PLAIN ("starts_in"), PLAIN ("state"), PLAIN ("state_class"), PLAIN ("jump"),
  PLAIN ("live"), PLAIN ("waiting"),
  /* the forms; those about one person have the token of the personal link */
  PLAIN ("token"), PLAIN ("form_error"), PLAIN ("form_token"), HTML ("country_options"), PLAIN ("ask_email"), PLAIN ("by_email"), PLAIN ("by_sms"),
  PLAIN ("first_name"), PLAIN ("last_name"), PLAIN ("email"), PLAIN ("phone"), PLAIN ("time_zone"),
  PLAIN ("email_on"), PLAIN ("sms_on"), PLAIN ("email_consent"), PLAIN ("sms_consent"),
  PLAIN ("error_first_name"), PLAIN ("error_last_name"), PLAIN ("error_email"), PLAIN ("error_phone"),
  PLAIN ("error_email_opt_in"), PLAIN ("error_sms_opt_in"), PLAIN ("saved"), PLAIN ("channel"),
  /* what comes when, and calendars of others */
  HTML ("reminders"), LINK ("google_url"), LINK ("outlook_url"), LINK ("office_url"), LINK ("yahoo_url"),
  /* the watch page */
  LINK ("playback_url"), PLAIN ("native_video"),
  /* messages */
  PLAIN ("heading"), PLAIN ("text"), LINK ("link"), PLAIN ("link_label"), PLAIN ("code"),
  { NULL, 0, NULL, NULL },
};

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_strconcat (PREFIX, name, NULL);

  return g_resource_lookup_data (usher_pages_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static UsherTemplate *
parse (const char *name)
{
  g_autoptr (GBytes) bytes = load (name);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  UsherTemplate *template;

  g_assert (bytes != NULL);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  template = usher_template_parse (text, USHER_SYNTAX_HTML, variables, name, &error);
  if (template == NULL)
    g_error ("Page %s: %s", name, error->message);
  return template;
}

/**
 * usher_pages_new:
 *
 * Returns: (transfer full): all pages, ready to be filled in
 */
UsherPages *
usher_pages_new (void)
{
  UsherPages *self = g_new0 (UsherPages, 1);

  self->layout = parse ("layout.html");
  for (int i = 0; i < USHER_N_PAGES; i++)
    self->parts[i] = parse (part_names[i]);
  return self;
}

/**
 * usher_pages_free:
 * @self: (transfer full) (nullable): pages
 */
void
usher_pages_free (UsherPages *self)
{
  if (self == NULL)
    return;
  usher_template_free (self->layout);
  for (int i = 0; i < USHER_N_PAGES; i++)
    usher_template_free (self->parts[i]);
  g_free (self);
}

/**
 * usher_page_values_new:
 *
 * Returns: (transfer full) (element-type utf8 utf8): no values yet
 */
GHashTable *
usher_page_values_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
}

/**
 * usher_page_set:
 * @values: values of a page
 * @name: a variable; a static string
 * @value: (nullable): its value; %NULL or "" for none
 */
void
usher_page_set (GHashTable *values, const char *name, const char *value)
{
  g_return_if_fail (values != NULL);
  g_return_if_fail (usher_template_find_variable (variables, name) != NULL);

  g_hash_table_insert (values, (gpointer) name, g_strdup (value != NULL ? value : ""));
}

/**
 * usher_page_set_flag:
 * @values: values of a page
 * @name: a variable that only decides about sections
 * @on: whether its sections are shown
 */
void
usher_page_set_flag (GHashTable *values, const char *name, gboolean on)
{
  usher_page_set (values, name, on ? "1" : NULL);
}

/**
 * usher_pages_part:
 * @self: pages
 * @kind: which
 * @values: (element-type utf8 utf8): what to fill in
 *
 * Returns: (transfer full): HTML, without the document around it
 */
char *
usher_pages_part (UsherPages *self, UsherPageKind kind, GHashTable *values)
{
  g_return_val_if_fail (self != NULL && kind < USHER_N_PAGES, NULL);
  return usher_template_render (self->parts[kind], values);
}

/**
 * usher_pages_respond:
 * @self: pages
 * @status: HTTP status
 * @kind: which page
 * @values: (element-type utf8 utf8): what to fill in, with "title"; "body" is set here
 *
 * Returns: (transfer full): the whole document as an answer
 */
UsherResponse *
usher_pages_respond (UsherPages *self, guint status, UsherPageKind kind, GHashTable *values)
{
  g_autofree char *body = NULL;

  g_return_val_if_fail (self != NULL && kind < USHER_N_PAGES, NULL);

  body = usher_pages_part (self, kind, values);
  usher_page_set (values, "body", body);
  return usher_response_new_text (status, "text/html; charset=utf-8", usher_template_render (self->layout, values));
}

/**
 * usher_pages_get_file:
 * @name: name of a static file
 * @content_type: (out): its media type
 * @etag: (out) (transfer full): a quoted hash of its content
 *
 * Returns: (transfer full) (nullable): its content; %NULL when no such file is public
 */
GBytes *
usher_pages_get_file (const char *name, const char **content_type, char **etag)
{
  static const struct {
    const char *name;
    const char *content_type;
  } files[] = {
    { "usher.css", "text/css; charset=utf-8" },
    { "usher.js", "text/javascript; charset=utf-8" },
    { "usher.svg", "image/svg+xml" },
  };

  g_return_val_if_fail (name != NULL && content_type != NULL && etag != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      GBytes *bytes;
      g_autofree char *hash = NULL;

      if (!g_str_equal (files[i].name, name))
        continue;
      bytes = load (name);
      hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      *content_type = files[i].content_type;
      *etag = g_strdup_printf ("\"%.16s\"", hash);
      return bytes;
    }
  return NULL;
}
