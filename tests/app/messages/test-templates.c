/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include "usher-letter.h"
#include "usher-template-editor.h"
#include "usher-template-source.h"
#include "usher-templates-page.h"

#include <gtksourceview/gtksource.h>

static GtkWidget *
open_template (UsherAppFixture *house, const char *id)
{
  GtkWidget *editor;

  gtk_widget_activate_action (GTK_WIDGET (house->window), "win.edit-template", "s", id);
  usher_app_wait_for ((editor = usher_app_find (GTK_WIDGET (house->window), USHER_TYPE_TEMPLATE_EDITOR)) != NULL);
  usher_app_settle (100);
  return editor;
}

static GtkTextBuffer *
buffer_of (GtkWidget *source)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (usher_app_find (source, GTK_SOURCE_TYPE_VIEW)));
}

static gboolean
is_source (GtkWidget *widget)
{
  return USHER_IS_TEMPLATE_SOURCE (widget) && gtk_widget_get_mapped (widget);
}

static void
collect (GtkWidget *widget, GPtrArray *sources)
{
  if (is_source (widget))
    g_ptr_array_add (sources, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    collect (child, sources);
}

/* The last one that is shown: the body; a subject stands before it */
static GtkWidget *
body_of (GtkWidget *editor)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();

  collect (editor, sources);
  g_assert_cmpuint (sources->len, >, 0);
  return sources->pdata[sources->len - 1];
}

static void
type_at_end (GtkWidget *source, const char *words)
{
  GtkTextBuffer *buffer = buffer_of (source);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, words, -1);
}

static void
replace_all (GtkWidget *source, const char *words)
{
  gtk_text_buffer_set_text (buffer_of (source), words, -1);
}

/* What is underlined, each piece in brackets */
static char *
underlined (GtkWidget *source)
{
  GtkTextBuffer *buffer = buffer_of (source);
  GString *found = g_string_new (NULL);
  GtkTextIter at;
  gboolean inside = FALSE;

  gtk_text_buffer_get_start_iter (buffer, &at);
  while (!gtk_text_iter_is_end (&at))
    {
      g_autoptr (GSList) tags = gtk_text_iter_get_tags (&at);
      gboolean problem = FALSE;
      char letter[8] = "";

      for (GSList *l = tags; l; l = l->next)
        {
          PangoUnderline line;

          g_object_get (l->data, "underline", &line, NULL);
          problem = problem || line == PANGO_UNDERLINE_ERROR;
        }
      if (problem != inside)
        g_string_append_c (found, problem ? '[' : ']');
      inside = problem;
      if (problem)
        g_string_append_len (found, letter, g_unichar_to_utf8 (gtk_text_iter_get_char (&at), letter));
      gtk_text_iter_forward_char (&at);
    }
  if (inside)
    g_string_append_c (found, ']');
  return g_string_free (found, FALSE);
}

static gboolean
is_underlined (GtkWidget *source, const char *expected)
{
  g_autofree char *found = underlined (source);

  return g_str_equal (found, expected);
}

/* --- */

static void
test_list (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (house, 1100, 800)), *page, *search;

  gtk_widget_activate_action (window, "win.show-section", "s", "templates");
  page = GTK_WIDGET (usher_window_get_page (house->window));
  usher_app_wait_for (usher_app_find_label (page, "1 day before") != NULL);
  usher_app_picture (window, "templates");
  g_assert_true (usher_page_search (USHER_PAGE (page)));
  usher_app_settle (100);
  search = usher_app_find (page, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "sorry");
  usher_app_wait_for (usher_app_find_label (page, "Cancellation notice") && !usher_app_find_label (page, "1 day before"));
  gtk_editable_set_text (GTK_EDITABLE (search), "no such thing");
  usher_app_wait_for (usher_app_sees (page, "No Template Found"));
}

static void
test_problems (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (house, 1300, 860)), *editor, *body;

  editor = open_template (house, "default:reminder-P1D:sms");
  body = body_of (editor);
  usher_app_wait_for (usher_app_sees (editor, "segment"));
  replace_all (body, "ä {{event_titel}} and {{first_name}}, {{x}}");
  usher_app_wait_for (is_underlined (body, "[{{event_titel}}][{{x}}]"));
  g_assert_true (usher_app_sees (editor, "there is no variable {{event_titel}}"));
  g_assert_true (usher_app_sees (editor, "there is no variable {{x}}"));
  usher_app_picture (window, "template-problem-sms");
  replace_all (body, "Hello {{first_name}}");
  usher_app_wait_for (is_underlined (body, ""));
  usher_app_wait_for (usher_app_sees (editor, "1 segment, 9 characters"));

  editor = open_template (house, "default:confirmation:email");
  body = body_of (editor);
  usher_app_wait_for (usher_app_find (editor, USHER_TYPE_LETTER) != NULL);
  usher_app_settle (800);
  usher_app_picture (window, "template-html");
  type_at_end (body, "\n<p onclick=\"{{first_name}}\">");
  usher_app_wait_for (is_underlined (body, "[{{first_name}}]"));
  usher_app_wait_for (usher_app_sees (editor, "HTML: Line "));
  usher_app_picture (window, "template-problem-html");
}

static gboolean
is_customised (UsherAppFixture *house, const char *key, UsherChannel channel, char **id)
{
  g_autoptr (GPtrArray) texts = usher_engine_list_templates (usher_app_fixture_engine (house), NULL);

  for (guint i = 0; texts && i < texts->len; i++)
    {
      const UsherTemplateText *text = texts->pdata[i];

      if (!text->is_default && text->active && g_str_equal (text->key, key) && text->channel == channel)
        {
          if (id)
            g_set_str (id, text->id);
          return TRUE;
        }
    }
  return FALSE;
}

static void
test_save_and_revert (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (house, 1300, 860)), *editor, *undo;

  editor = open_template (house, "default:reminder-P1D:sms");
  usher_app_wait_for (usher_app_sees (editor, "Built-in text"));
  replace_all (body_of (editor), "Mine: {{event_title}}");
  usher_app_wait_for (usher_app_sees (editor, "Unsaved changes"));
  gtk_widget_activate_action (editor, "template.save", NULL);
  usher_app_wait_for (usher_app_sees (editor, "Customised, in use"));
  g_assert_true (is_customised (house, "reminder-P1D", USHER_CHANNEL_SMS, NULL));
  usher_app_settle (200);
  usher_app_picture (window, "template-saved");

  /* Somewhere else and back: the id of the default leads to what is used in its place. */
  gtk_widget_activate_action (window, "win.show-section", "s", "today");
  usher_app_settle (50);
  editor = open_template (house, "default:reminder-P1D:sms");
  usher_app_wait_for (usher_app_sees (editor, "Customised, in use"));

  gtk_widget_activate_action (editor, "template.revert", NULL);
  usher_app_wait_for (!is_customised (house, "reminder-P1D", USHER_CHANNEL_SMS, NULL));
  usher_app_wait_for ((undo = usher_app_find_button (window, "Undo")) != NULL);
  gtk_widget_activate (undo);
  usher_app_wait_for (is_customised (house, "reminder-P1D", USHER_CHANNEL_SMS, NULL));
}

static void
test_duplicate (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *editor;

  usher_app_fixture_open_window (house, 1300, 860);
  editor = open_template (house, "default:reminder-P1D:sms");
  gtk_widget_activate_action (editor, "template.duplicate", NULL);
  usher_app_wait_for (usher_app_sees (editor, "Not in use"));
  g_assert_false (is_customised (house, "reminder-P1D", USHER_CHANNEL_SMS, NULL));
  gtk_widget_activate_action (editor, "template.use", NULL);
  usher_app_wait_for (is_customised (house, "reminder-P1D", USHER_CHANNEL_SMS, NULL));
  usher_app_wait_for (usher_app_sees (editor, "Customised, in use"));
}

/* Nothing that was typed is lost by leaving: not the page, and not the program. */
static void
test_drafts (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (house, 1300, 860)), *editor;
  g_autofree char *words = NULL, *path = g_build_filename (house->folder, "template-drafts.ini", NULL);
  g_autofree char *file = NULL;

  editor = open_template (house, "default:reminder-P1D:sms");
  replace_all (body_of (editor), "Half a thou");
  gtk_widget_activate_action (window, "win.show-section", "s", "today");
  usher_app_settle (50);
  gtk_widget_activate_action (window, "win.show-section", "s", "templates");
  usher_app_wait_for (usher_app_sees (window, "Unsaved"));
  usher_app_picture (window, "templates-unsaved");
  editor = open_template (house, "default:reminder-P1D:sms");
  words = usher_template_source_get_text (USHER_TEMPLATE_SOURCE (body_of (editor)));
  g_assert_cmpstr (words, ==, "Half a thou");
  usher_app_wait_for (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (path, &file, NULL, NULL));
  g_assert_nonnull (strstr (file, "Half a thou"));

  gtk_widget_activate_action (editor, "template.discard", NULL);
  usher_app_wait_for (usher_app_sees (editor, "Built-in text"));
  gtk_widget_activate (usher_app_find_button (window, "Undo"));
  usher_app_wait_for (usher_app_sees (editor, "Unsaved changes"));
}

static void
test_bad_input (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autofree char *huge = g_strnfill (1024 * 1024, 'x');
  GtkWidget *editor, *body;

  usher_app_fixture_open_window (house, 1300, 860);
  editor = open_template (house, "default:reminder-P1D:sms");
  body = body_of (editor);
  type_at_end (body, huge);
  usher_app_wait_for (usher_app_sees (editor, "it was not taken"));
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer_of (body)), <, 1000);
  g_assert_false (is_customised (house, "reminder-P1D", USHER_CHANNEL_SMS, NULL));
  replace_all (body, "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 {{first_name}} \xf0\x9f\x8e\xb7 \x01\x02");
  usher_app_wait_for (usher_app_sees (editor, "1 segment"));
  replace_all (body, "  ");
  usher_app_settle (500);
  gtk_widget_activate_action (editor, "template.save", NULL);
  usher_app_settle (300);
  g_assert_false (is_customised (house, "reminder-P1D", USHER_CHANNEL_SMS, NULL));
}

/* A text view takes seconds for one very long line; many lines of the same length are no trouble. */
static void
test_long_line (void)
{
  static const char piece[] = "<p>{{first_name}}</p>";
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  g_autoptr (GString) line = g_string_new (NULL), lines = g_string_new (NULL);
  GtkWidget *editor, *body;

  for (int i = 0; i < 4900; i++)
    {
      g_string_append (line, piece);
      g_string_append_printf (lines, "%s%s", piece, i % 100 == 99 ? "\n" : "");
    }
  usher_app_fixture_open_window (house, 1300, 860);
  editor = open_template (house, "default:confirmation:email");
  body = body_of (editor);
  replace_all (body, "");
  type_at_end (body, line->str);
  g_assert_true (usher_app_sees (editor, "A line would be longer than 4,000 characters") ||
                 usher_app_sees (editor, "A line would be longer than 4000 characters"));
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer_of (body)), ==, 0);
  g_string_truncate (line, 3990);
  type_at_end (body, line->str);
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer_of (body)), ==, 3990);
  type_at_end (body, "0123456789");
  type_at_end (body, "0");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer_of (body)), ==, 4000);
  type_at_end (body, "\n0");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer_of (body)), ==, 4002);
  replace_all (body, lines->str);
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer_of (body)), >, 100000);
  usher_app_settle (300);
}

static void
test_narrow (void)
{
  g_autoptr (UsherAppFixture) house = usher_app_fixture_new ();
  GtkWidget *window = GTK_WIDGET (usher_app_fixture_open_window (house, 360, 720)), *editor;

  editor = open_template (house, "default:confirmation:email");
  usher_app_settle (500);
  usher_app_picture (window, "template-narrow");
  g_assert_cmpint (gtk_widget_get_width (window), <=, 372);
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (gtk_widget_get_ancestor (usher_app_find_label (editor, "Write"),
                                                                                ADW_TYPE_TOGGLE_GROUP)), "preview");
  usher_app_wait_for (usher_app_find (editor, USHER_TYPE_LETTER) != NULL);
  usher_app_settle (1000);
  usher_app_picture (window, "template-narrow-preview");
  g_assert_cmpint (gtk_widget_get_width (window), <=, 372);
}

int
main (int argc, char **argv)
{
  usher_app_test_init (&argc, &argv);
  g_test_add_func ("/templates/list", test_list);
  g_test_add_func ("/templates/problems", test_problems);
  g_test_add_func ("/templates/save-and-revert", test_save_and_revert);
  g_test_add_func ("/templates/duplicate", test_duplicate);
  g_test_add_func ("/templates/drafts", test_drafts);
  g_test_add_func ("/templates/bad-input", test_bad_input);
  g_test_add_func ("/templates/long-line", test_long_line);
  g_test_add_func ("/templates/narrow", test_narrow);
  return g_test_run ();
}
