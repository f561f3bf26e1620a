/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>
#include <string.h>

#include "usher-app-fixture.h"
#include "usher-link-markup.h"
#include "usher-message-view.h"

static void
test_markup (void)
{
  /* [ ] are where the link begins and ends */
  static const char * const cases[] = {
    "", "no link", "x < y & z", "[http://example.org/]", "see [https://example.org/r/x?y=1&z=2].", "([https://example.org/]), and so on",
    "[https://example.org/a_(b)]", "(see [https://example.org/a_(b)])", "<[https://example.org/x]>", "\"[https://example.org/x]\"",
    "[HTTPS://EXAMPLE.ORG/X]!", "[http://example.org/1]\n[http://example.org/2]", "xhttp://example.org/", "http://", "https:// a", "http://)",
    "javascript:alert(1)", "ftp://example.org/", "file:///etc/passwd", "mailto:ada@example.org/", "ü [https://example.org/ü] ü",
    "<a href=\"x\">[https://example.org/]</a>", "[http://127.0.0.1:8080/m/abc]", "[https://example.org/…]\t", "http://[::1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean literal = strstr (cases[i], "[::1") != NULL;
      g_auto (GStrv) parts = g_strsplit_set (literal ? "" : cases[i], "[]", -1);
      g_autofree char *plain = literal ? g_strdup (cases[i]) : g_strjoinv ("", parts);
      g_autofree char *markup = usher_link_markup (plain), *shown = NULL;
      GString *expected = g_string_new (NULL);

      for (guint j = 0; !literal && parts[j]; j++)
        {
          g_autofree char *part = g_markup_escape_text (parts[j], -1);

          if (j % 2 == 0)
            g_string_append (expected, part);
          else
            g_string_append_printf (expected, "<a href=\"%s\">%s</a>", part, part);
        }
      g_assert_cmpstr (markup, ==, literal ? plain : expected->str);
      g_string_free (expected, TRUE);

      GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
      gtk_label_set_markup (GTK_LABEL (label), markup);
      g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, plain);
      g_object_unref (label);
    }
}

static void
take_link (UsherMessageView *view, const char *uri, char **link)
{
  g_set_str (link, uri);
}

static GtkWidget *
find_words (GtkWidget *root, const char *words)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = !gtk_widget_get_child_visible (child) ? NULL
                         : GTK_IS_LABEL (child) && strstr (gtk_label_get_text (GTK_LABEL (child)), words) ? child
                         : find_words (child, words);

      if (found)
        return found;
    }
  return NULL;
}

/* The first link of a label, by keyboard as somebody would */
static void
follow (GtkWidget *label, const char *uri)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (label, "activate-link", uri, &handled);
  g_assert_true (handled);
}

static void
test_followed (void)
{
  static const char words[] = "Ada & <b>: https://example.org/m/x?a=1&b=2.";
  GtkWidget *window = gtk_window_new (), *view = usher_message_view_new (), *label;
  g_autofree char *link = NULL;

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 400);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (view, "link", G_CALLBACK (take_link), &link);
  for (int follows = 0; follows < 2; follows++)
    for (int mail = 0; mail < 2; mail++)
      {
        usher_message_view_set_follow_links (USHER_MESSAGE_VIEW (view), follows != 0);
        if (mail)
          usher_message_view_set_mail (USHER_MESSAGE_VIEW (view), NULL, "Hello", NULL, words);
        else
          usher_message_view_set_sms (USHER_MESSAGE_VIEW (view), words, 1, -1);
        usher_app_settle (100);
        label = find_words (view, "example.org");
        if (mail && !follows)
          {
            g_assert_null (label);
            g_assert_nonnull (usher_app_find (view, GTK_TYPE_TEXT_VIEW));
            continue;
          }
        g_assert_nonnull (label);
        g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, words);
        g_assert_cmpint (strstr (gtk_label_get_label (GTK_LABEL (label)), "<a href") != NULL, ==, follows != 0);
        g_clear_pointer (&link, g_free);
        if (follows)
          {
            follow (label, "https://example.org/m/x?a=1&b=2");
            g_assert_cmpstr (link, ==, "https://example.org/m/x?a=1&b=2");
          }
      }
  usher_app_picture (window, "message-links");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/link-markup/markup", test_markup);
  g_test_add_func ("/link-markup/followed", test_followed);
  return g_test_run ();
}
