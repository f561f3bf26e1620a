/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-letter.h"

#include <glib/gi18n.h>
#include <webkit/webkit.h>

#include "usher-letter-scheme.h"

/* Only what is inside the document: its styles, and pictures and fonts that it carries along. */
#define POLICY "default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:; font-src data:; form-action 'none'; " \
               "base-uri 'none'; frame-src 'none'; object-src 'none'"

/* Where the few requests that such a policy does not know of (preconnect, DNS prefetch) would go: nowhere. Port 9 is "discard". */
#define NOWHERE "http://127.0.0.1:9"

struct _UsherLetter {
  GtkWidget      parent_instance;

  WebKitWebView *view;           /* (nullable): before it is shown for the first time */
  char          *html;           /* (nullable) */
  char          *marked;         /* (nullable): the variable that stands out */
  gboolean       dark;
  gboolean       marks;
  gboolean       follow_links;
  gboolean       loaded;
  gboolean       stale;          /* @html is not the one in the view */
  guint          expected;       /* loads of our own that were begun and not yet decided upon */
};

typedef enum {
  PROP_FOLLOW_LINKS = 1,
  PROP_LOADED,
} UsherLetterProperty;

static GParamSpec *properties[PROP_LOADED + 1];

enum {
  SIGNAL_LINK,
  SIGNAL_BROKEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherLetter, usher_letter, GTK_TYPE_WIDGET)

static void
set_loaded (UsherLetter *self, gboolean loaded)
{
  if (self->loaded == loaded)
    return;
  self->loaded = loaded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

/* --- what the reader's screen adds --------------------------------------------------------------------------------- */

static void
append_mark_style (UsherLetter *self, GString *css)
{
  if (!self->marks)
    {
      g_string_append (css, "mark.usher-variable { background: none !important; color: inherit !important; }\n");
      return;
    }
  g_string_append_printf (css, "mark.usher-variable { color: inherit !important; background: rgba(%s) !important;"
                               " border-radius: 3px !important; box-shadow: 0 0 0 1px rgba(%s) !important; }\n",
                          "120,150,255,.28", "120,150,255,.9");
  if (self->marked)
    g_string_append_printf (css, "mark.usher-variable[data-name=\"%s\"] { color: #241f31 !important;"
                                 " background: #f6d32d !important; box-shadow: 0 0 0 2px #f6d32d !important; }\n", self->marked);
}

static char *
make_style (UsherLetter *self)
{
  GString *css = g_string_new (NULL);

  g_string_append_printf (css, ":root { color-scheme: only %s !important; }\n", self->dark ? "dark" : "light");
  if (!self->follow_links)
    g_string_append (css, "a, area { pointer-events: none !important; cursor: default !important; }\n");
  append_mark_style (self, css);
  return g_string_free (css, FALSE);
}

/* A style of the user's takes effect at once, without loading again. */
static void
update_style (UsherLetter *self)
{
  WebKitUserContentManager *content;
  WebKitUserStyleSheet *sheet;
  g_autofree char *css = NULL;

  if (!self->view)
    return;
  css = make_style (self);
  content = webkit_web_view_get_user_content_manager (self->view);
  sheet = webkit_user_style_sheet_new (css, WEBKIT_USER_CONTENT_INJECT_TOP_FRAME, WEBKIT_USER_STYLE_LEVEL_USER, NULL, NULL);
  webkit_user_content_manager_remove_all_style_sheets (content);
  webkit_user_content_manager_add_style_sheet (content, sheet);
  webkit_user_style_sheet_unref (sheet);
}

static void
load (UsherLetter *self)
{
  g_autofree char *html = NULL;
  GdkRGBA paper;

  if (!self->view || !self->html)
    return;
  gdk_rgba_parse (&paper, self->dark ? "#1d1a22" : "#ffffff");
  webkit_web_view_set_background_color (self->view, &paper);
  set_loaded (self, FALSE);
  self->stale = FALSE;
  self->expected++;
  html = usher_letter_with_scheme (self->html, self->dark);
  webkit_web_view_load_html (self->view, html, NULL);
}

/* --- nothing leaves ------------------------------------------------------------------------------------------------ */

static gboolean
is_followable (const char *uri)
{
  const char *scheme = g_uri_peek_scheme (uri);

  return scheme && (g_str_equal (scheme, "http") || g_str_equal (scheme, "https") || g_str_equal (scheme, "mailto"));
}

static gboolean
decide_navigation (UsherLetter *self, WebKitNavigationPolicyDecision *decision, gboolean new_window)
{
  WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action (decision);
  const char *uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
  gboolean link = webkit_navigation_action_get_navigation_type (action) == WEBKIT_NAVIGATION_TYPE_LINK_CLICKED;

  if (!new_window && !link && self->expected > 0 && g_strcmp0 (uri, "about:blank") == 0)
    {
      self->expected--;
      webkit_policy_decision_use (WEBKIT_POLICY_DECISION (decision));
      return TRUE;
    }
  webkit_policy_decision_ignore (WEBKIT_POLICY_DECISION (decision));
  if (self->follow_links && link && uri && is_followable (uri))
    g_signal_emit (self, signals[SIGNAL_LINK], 0, uri);
  return TRUE;
}

static gboolean
decide_policy (WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, UsherLetter *self)
{
  WebKitURIResponse *response;

  if (type != WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    return decide_navigation (self, WEBKIT_NAVIGATION_POLICY_DECISION (decision),
                              type == WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION);
  response = webkit_response_policy_decision_get_response (WEBKIT_RESPONSE_POLICY_DECISION (decision));
  if (g_strcmp0 (webkit_uri_response_get_uri (response), "about:blank") == 0)
    webkit_policy_decision_use (decision);
  else
    webkit_policy_decision_ignore (decision);
  return TRUE;
}

/* Menus, dialogs, downloads by menu, file choosers, print: none of it. */
static gboolean
refuse (void)
{
  return TRUE;
}

static gboolean
refuse_permission (WebKitWebView *view, WebKitPermissionRequest *request)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

static void
load_changed (WebKitWebView *view, WebKitLoadEvent event, UsherLetter *self)
{
  if (event == WEBKIT_LOAD_FINISHED && !self->stale)
    set_loaded (self, TRUE);
}

static void
drop_view (UsherLetter *self)
{
  WebKitWebView *view = g_steal_pointer (&self->view);

  if (!view)
    return;
  g_signal_handlers_disconnect_by_data (view, self);
  gtk_widget_unparent (GTK_WIDGET (view));
  self->expected = 0;
}

static void
process_terminated (WebKitWebView *view, WebKitWebProcessTerminationReason reason, UsherLetter *self)
{
  drop_view (self);
  g_signal_emit (self, signals[SIGNAL_BROKEN], 0);
}

/* Where a link would lead, as every mail program shows it */
static void
mouse_target_changed (WebKitWebView *view, WebKitHitTestResult *hit, guint modifiers, UsherLetter *self)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->follow_links && webkit_hit_test_result_context_is_link (hit)
                                                  ? webkit_hit_test_result_get_link_uri (hit) : NULL);
}

/* --- the view ------------------------------------------------------------------------------------------------------ */

static WebKitSettings *
make_settings (void)
{
  return webkit_settings_new_with_settings (
    "enable-javascript", FALSE,
    "enable-javascript-markup", FALSE,
    "javascript-can-open-windows-automatically", FALSE,
    "enable-html5-local-storage", FALSE,
    "enable-html5-database", FALSE,
    "enable-media", FALSE,
    "enable-webgl", FALSE,
    "enable-webaudio", FALSE,
    "enable-webrtc", FALSE,
    "enable-media-stream", FALSE,
    "enable-fullscreen", FALSE,
    "enable-page-cache", FALSE,
    "enable-back-forward-navigation-gestures", FALSE,
    "allow-modal-dialogs", FALSE,
    /* A page of text needs no graphics card; without it the drawing process takes a third of the memory. */
    "hardware-acceleration-policy", WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
    "default-charset", "utf-8",
    NULL);
}

static WebKitNetworkSession *
make_session (void)
{
  WebKitNetworkSession *session = webkit_network_session_new_ephemeral ();
  WebKitNetworkProxySettings *nowhere = webkit_network_proxy_settings_new (NOWHERE, NULL);

  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, nowhere);
  webkit_network_proxy_settings_free (nowhere);
  return session;
}

static void
connect_view (UsherLetter *self)
{
  static const char * const refused[] = {
    "context-menu", "script-dialog", "run-file-chooser", "print", "show-notification", "authenticate", "enter-fullscreen",
    "show-option-menu",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_signal_connect (self->view, refused[i], G_CALLBACK (refuse), self);
  g_signal_connect (self->view, "decide-policy", G_CALLBACK (decide_policy), self);
  g_signal_connect (self->view, "permission-request", G_CALLBACK (refuse_permission), self);
  g_signal_connect (self->view, "load-changed", G_CALLBACK (load_changed), self);
  g_signal_connect (self->view, "web-process-terminated", G_CALLBACK (process_terminated), self);
  g_signal_connect (self->view, "mouse-target-changed", G_CALLBACK (mouse_target_changed), self);
}

static void
make_view (UsherLetter *self)
{
  g_autoptr (WebKitNetworkSession) session = make_session ();
  g_autoptr (WebKitSettings) settings = make_settings ();
  g_autoptr (WebKitUserContentManager) content = webkit_user_content_manager_new ();

  self->view = g_object_new (WEBKIT_TYPE_WEB_VIEW,
                             "network-session", session,
                             "settings", settings,
                             "user-content-manager", content,
                             "default-content-security-policy", POLICY,
                             "hexpand", TRUE,
                             "vexpand", TRUE,
                             NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("The message as its reader sees it"), -1);
  connect_view (self);
  update_style (self);
  gtk_widget_set_parent (GTK_WIDGET (self->view), GTK_WIDGET (self));
}

static void
usher_letter_map (GtkWidget *widget)
{
  UsherLetter *self = USHER_LETTER (widget);

  if (!self->view)
    {
      make_view (self);
      load (self);
    }
  GTK_WIDGET_CLASS (usher_letter_parent_class)->map (widget);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_letter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UsherLetter *self = USHER_LETTER (object);

  switch ((UsherLetterProperty) id)
    {
    case PROP_FOLLOW_LINKS:
      g_value_set_boolean (value, self->follow_links);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_letter_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UsherLetter *self = USHER_LETTER (object);

  switch ((UsherLetterProperty) id)
    {
    case PROP_FOLLOW_LINKS:
      usher_letter_set_follow_links (self, g_value_get_boolean (value));
      break;
    case PROP_LOADED:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_letter_dispose (GObject *object)
{
  drop_view (USHER_LETTER (object));
  G_OBJECT_CLASS (usher_letter_parent_class)->dispose (object);
}

static void
usher_letter_finalize (GObject *object)
{
  UsherLetter *self = USHER_LETTER (object);

  g_free (self->html);
  g_free (self->marked);
  G_OBJECT_CLASS (usher_letter_parent_class)->finalize (object);
}

static void
usher_letter_class_init (UsherLetterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = usher_letter_get_property;
  object_class->set_property = usher_letter_set_property;
  object_class->dispose = usher_letter_dispose;
  object_class->finalize = usher_letter_finalize;
  widget_class->map = usher_letter_map;

  properties[PROP_FOLLOW_LINKS] = g_param_spec_boolean ("follow-links", NULL, NULL, FALSE,
                                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_LINK] = g_signal_new ("link", USHER_TYPE_LETTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       G_TYPE_STRING);
  signals[SIGNAL_BROKEN] = g_signal_new ("broken", USHER_TYPE_LETTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "letter");
}

static void
usher_letter_init (UsherLetter *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
usher_letter_new (void)
{
  return g_object_new (USHER_TYPE_LETTER, NULL);
}

/**
 * usher_letter_set_html:
 * @self: the letter
 * @html: (nullable): a whole document
 */
void
usher_letter_set_html (UsherLetter *self, const char *html)
{
  g_return_if_fail (USHER_IS_LETTER (self));

  if (!g_set_str (&self->html, html))
    return;
  self->stale = TRUE;
  /* The process that drew it died: the next document gets a new one. */
  if (!self->view && gtk_widget_get_mapped (GTK_WIDGET (self)))
    make_view (self);
  load (self);
}

void
usher_letter_set_dark (UsherLetter *self, gboolean dark)
{
  g_return_if_fail (USHER_IS_LETTER (self));

  if (self->dark == dark)
    return;
  self->dark = dark;
  update_style (self);
  load (self);
}

void
usher_letter_set_follow_links (UsherLetter *self, gboolean follow)
{
  g_return_if_fail (USHER_IS_LETTER (self));

  if (self->follow_links == follow)
    return;
  self->follow_links = follow;
  update_style (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW_LINKS]);
}

void
usher_letter_set_marks (UsherLetter *self, gboolean shown, const char *name)
{
  g_return_if_fail (USHER_IS_LETTER (self));

  self->marks = shown;
  g_set_str (&self->marked, name);
  update_style (self);
}

gboolean
usher_letter_is_loaded (UsherLetter *self)
{
  g_return_val_if_fail (USHER_IS_LETTER (self), FALSE);
  return self->loaded;
}
