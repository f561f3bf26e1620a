/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-letter-scheme.h"
#include "usher-letter.h"
#include "usher-message-view.h"

/* --- the reader's screen ------------------------------------------------------------------------------------------- */

static void
test_scheme (void)
{
  static const struct { const char *html, *dark, *light; } cases[] = {
    { "<style>@media (prefers-color-scheme: dark) { a {} }</style>", "<style>@media (min-width: 0px) { a {} }</style>",
      "<style>@media (max-width: 0px) { a {} }</style>" },
    { "<STYLE media=x>@media screen and ( PREFERS-color-scheme :LIGHT ){}</style >",
      "<STYLE media=x>@media screen and (max-width: 0px){}</style >", "<STYLE media=x>@media screen and (min-width: 0px){}</style >" },
    { "<p>(prefers-color-scheme: dark)</p><style>b{}</style>(prefers-color-scheme: dark)",
      "<p>(prefers-color-scheme: dark)</p><style>b{}</style>(prefers-color-scheme: dark)",
      "<p>(prefers-color-scheme: dark)</p><style>b{}</style>(prefers-color-scheme: dark)" },
    { "<style>(prefers-color-scheme: dark)", "<style>(prefers-color-scheme: dark)", "<style>(prefers-color-scheme: dark)" },
    { "", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *dark = usher_letter_with_scheme (cases[i].html, TRUE);
      g_autofree char *light = usher_letter_with_scheme (cases[i].html, FALSE);

      g_assert_cmpstr (dark, ==, cases[i].dark);
      g_assert_cmpstr (light, ==, cases[i].light);
    }
}

/* --- nothing leaves ------------------------------------------------------------------------------------------------ */

typedef struct {
  GSocketService *service;
  guint16         port;
  int             visits;
} Outside;

static gboolean
visited (GSocketService *service, GSocketConnection *connection, GObject *source, Outside *self)
{
  self->visits++;
  return FALSE;
}

static void
outside_open (Outside *self)
{
  self->service = g_socket_service_new ();
  self->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, NULL);
  self->visits = 0;
  g_assert_cmpint (self->port, !=, 0);
  g_signal_connect (self->service, "incoming", G_CALLBACK (visited), self);
}

static void
outside_close (Outside *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

/* Whatever a document can do to reach out, to 127.0.0.1:PORT */
static const char hostile[] =
  "<!doctype html><html><head><meta http-equiv=refresh content='0;url=http://127.0.0.1:PORT/refresh'>"
  "<base href='http://127.0.0.1:PORT/'>"
  "<link rel=stylesheet href='http://127.0.0.1:PORT/a.css'><link rel=preconnect href='http://127.0.0.1:PORT'>"
  "<link rel=dns-prefetch href='//127.0.0.1:PORT'><link rel=prefetch href='http://127.0.0.1:PORT/pre'>"
  "<link rel=preload as=image href='http://127.0.0.1:PORT/preload.png'><link rel=icon href='http://127.0.0.1:PORT/icon.png'>"
  "<link rel=prerender href='http://127.0.0.1:PORT/prerender'><link rel=manifest href='/manifest'>"
  "<style>@import 'http://127.0.0.1:PORT/b.css'; @font-face { font-family: x; src: url(http://127.0.0.1:PORT/x.woff) }"
  " body { font-family: x; background: url(http://127.0.0.1:PORT/c.png); cursor: url(http://127.0.0.1:PORT/d.png), auto }"
  " p::before { content: url(/e.png) }</style>"
  "<script src='http://127.0.0.1:PORT/f.js'></script><script>fetch('http://127.0.0.1:PORT/g');new Image().src='/h'</script></head>"
  "<body background='http://127.0.0.1:PORT/i.png' onload=\"location='http://127.0.0.1:PORT/j'\"><p>Text"
  "<img src='http://127.0.0.1:PORT/k.png' srcset='/l.png 2x'><img src='relative.png'>"
  "<picture><source srcset='/m.webp'><img src='/n.png'></picture><svg><image href='/o.svg'/><use href='/p.svg#x'/></svg>"
  "<iframe src='http://127.0.0.1:PORT/q'></iframe><iframe srcdoc=\"<img src='http://127.0.0.1:PORT/r.png'>\"></iframe>"
  "<object data='/s'></object><embed src='/t'><video src='/u' poster='/v.png' autoplay></video><audio src='/w' autoplay></audio>"
  "<track src='/x'><input type=image src='/y.png'><a href='/z' ping='http://127.0.0.1:PORT/ping'>link</a>"
  "<form action='http://127.0.0.1:PORT/form'><button autofocus>Send</button></form></body></html>";

static GtkWidget *
present (GtkWidget *child, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static void
replace_port (GString *html, guint16 port)
{
  g_autofree char *number = g_strdup_printf ("%u", port);

  g_string_replace (html, "PORT", number, 0);
}

static void
test_no_network (void)
{
  g_autoptr (GString) html = g_string_new (hostile);
  GtkWidget *letter = usher_letter_new (), *window;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  Outside outside;

  outside_open (&outside);
  replace_port (html, outside.port);
  usher_letter_set_html (USHER_LETTER (letter), html->str);
  window = present (letter, 600, 400);
  usher_app_wait_for (usher_letter_is_loaded (USHER_LETTER (letter)));
  usher_letter_set_dark (USHER_LETTER (letter), TRUE);
  usher_app_wait_for (usher_letter_is_loaded (USHER_LETTER (letter)));
  usher_app_settle (1000);
  g_assert_cmpint (outside.visits, ==, 0);
  usher_app_picture (window, "letter-hostile");

  /* And it would have been seen. */
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", outside.port, NULL, NULL);
  g_assert_nonnull (connection);
  usher_app_wait_for (outside.visits == 1);
  gtk_window_destroy (GTK_WINDOW (window));
  outside_close (&outside);
}

/* --- links --------------------------------------------------------------------------------------------------------- */

static void
remember_link (GtkWidget *letter, const char *uri, GPtrArray *links)
{
  g_ptr_array_add (links, g_strdup (uri));
}

static void
click (int x, int y)
{
  g_autofree char *command = g_strdup_printf ("xdotool mousemove %d %d click 1", x, y);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

static void
test_links (void)
{
  static const struct { const char *href; gboolean follow; const char *told; } cases[] = {
    { "http://127.0.0.1:PORT/register?a=1&amp;b=2", FALSE, NULL },
    { "http://127.0.0.1:PORT/register?a=1&amp;b=2", TRUE, "http://127.0.0.1:PORT/register?a=1&b=2" },
    { "mailto:ada@example.com", TRUE, "mailto:ada@example.com" },
    { "javascript:alert(1)", TRUE, NULL },
    { "file:///etc/passwd", TRUE, NULL },
    { "data:text/html,x", TRUE, NULL },
    { "#top", TRUE, NULL },
  };
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *letter = usher_letter_new (), *window;
  Outside outside;

  if (!xdotool)
    {
      g_object_unref (g_object_ref_sink (letter));
      g_test_skip ("xdotool is not here");
      return;
    }
  outside_open (&outside);
  window = present (letter, 600, 400);
  g_signal_connect (letter, "link", G_CALLBACK (remember_link), links);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) html = g_string_new (NULL);
      g_autoptr (GString) told = g_string_new (cases[i].told);

      g_string_printf (html, "<p>%d</p><a target=%s ping='http://127.0.0.1:PORT/ping' href=\"%s\" style='position:fixed;inset:0;background:#ddd'>link</a>", (int) i,
                       i % 2 ? "_blank" : "_self", cases[i].href);
      replace_port (html, outside.port);
      replace_port (told, outside.port);
      usher_letter_set_follow_links (USHER_LETTER (letter), cases[i].follow);
      usher_letter_set_html (USHER_LETTER (letter), html->str);
      usher_app_wait_for (usher_letter_is_loaded (USHER_LETTER (letter)));
      usher_app_settle (300);
      g_ptr_array_set_size (links, 0);
      click (300, 200);
      if (cases[i].told)
        usher_app_wait_for (links->len > 0);
      usher_app_settle (300);
      g_assert_cmpuint (links->len, ==, cases[i].told ? 1 : 0);
      if (cases[i].told)
        g_assert_cmpstr (links->pdata[0], ==, told->str);
    }
  g_assert_cmpint (outside.visits, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  outside_close (&outside);
}

/* --- a whole message ----------------------------------------------------------------------------------------------- */

static UsherPreview *
preview (UsherAppFixture *house, const char *key, UsherChannel channel)
{
  UsherPreviewRequest request = { .key = key, .channel = channel, .flags = USHER_PREVIEW_MARK };
  g_autoptr (GError) error = NULL;
  UsherPreview *made = usher_engine_preview_full (usher_app_fixture_engine (house), &request, &error);

  g_assert_no_error (error);
  return made;
}

static void
wait_for_letter (GtkWidget *view)
{
  GtkWidget *letter = usher_app_find (view, USHER_TYPE_LETTER);

  g_assert_nonnull (letter);
  usher_app_wait_for (usher_letter_is_loaded (USHER_LETTER (letter)));
  usher_app_settle (600);
}

static void
press (GtkWidget *view, const char *name)
{
  GtkWidget *button = usher_app_find_button (view, name);

  g_assert_nonnull (button);
  gtk_widget_activate (button);
  usher_app_settle (400);   /* GTK shows a pressed button for a quarter of a second first */
}

static void
test_mail (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherPreview) mail = preview (house, "confirmation", USHER_CHANNEL_EMAIL);
  GtkWidget *view = usher_message_view_new (), *window;

  usher_message_view_set_show_variables (USHER_MESSAGE_VIEW (view), TRUE);
  window = present (view, 700, 760);
  g_assert_false (usher_app_sees (view, "Sunday Jazz"));
  usher_message_view_set_preview (USHER_MESSAGE_VIEW (view), mail);
  usher_app_settle (50);
  wait_for_letter (view);
  g_assert_true (usher_app_sees (view, "You are in: Sunday Jazz"));
  usher_app_picture (window, "message-mail");
  usher_message_view_highlight (USHER_MESSAGE_VIEW (view), "event_title");
  press (view, "As on a dark screen");
  press (view, "As wide as on a phone");
  wait_for_letter (view);
  usher_app_picture (window, "message-mail-phone-dark");
  g_assert_cmpint (gtk_widget_get_width (usher_app_find (view, USHER_TYPE_LETTER)), ==, 390);
  press (view, "Plain Text");
  g_assert_nonnull (usher_app_find (view, GTK_TYPE_TEXT_VIEW));
  g_assert_null (usher_app_find (view, USHER_TYPE_LETTER));
  usher_app_picture (window, "message-text");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_sms (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (UsherPreview) sms = preview (house, "confirmation", USHER_CHANNEL_SMS);
  GtkWidget *view = usher_message_view_new (), *window = present (view, 500, 400);

  usher_message_view_set_show_variables (USHER_MESSAGE_VIEW (view), TRUE);
  usher_message_view_set_preview (USHER_MESSAGE_VIEW (view), sms);
  usher_app_settle (100);
  g_assert_true (usher_app_sees (view, "Reply STOP"));
  usher_app_picture (window, "message-sms");
  usher_message_view_set_sms (USHER_MESSAGE_VIEW (view), "Hello", 2, 15000);
  g_assert_true (usher_app_sees (view, "2 segments · $0.015"));
  usher_message_view_set_sms (USHER_MESSAGE_VIEW (view), "Hello", 1, -1);
  g_assert_nonnull (usher_app_find_label (view, "1 segment"));
  usher_message_view_set_problem (USHER_MESSAGE_VIEW (view), "Line 1: there is no variable {{x}}.");
  g_assert_true (usher_app_sees (view, "there is no variable"));
  usher_message_view_set_sms (USHER_MESSAGE_VIEW (view), "Hello", 1, -1);
  g_assert_false (usher_app_sees (view, "there is no variable"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_without_html (void)
{
  GtkWidget *view = usher_message_view_new (), *window = present (view, 360, 400);

  usher_message_view_set_mail (USHER_MESSAGE_VIEW (view), "Studio Nord <show@example.com>", "Hello", NULL, "Only text");
  usher_app_settle (100);
  g_assert_nonnull (usher_app_find (view, GTK_TYPE_TEXT_VIEW));
  g_assert_null (usher_app_find_button (view, "Plain Text"));
  g_assert_true (usher_app_sees (view, "Studio Nord"));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/letter/scheme", test_scheme);
  g_test_add_func ("/letter/no-network", test_no_network);
  g_test_add_func ("/letter/links", test_links);
  g_test_add_func ("/message-view/mail", test_mail);
  g_test_add_func ("/message-view/sms", test_sms);
  g_test_add_func ("/message-view/without-html", test_without_html);
  return g_test_run ();
}
