/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include "usher-error.h"

static UsherTemplateText *
save (UsherEngineFixture *f, const UsherTemplateText *text, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_save_template_async (f->engine, text, "app", NULL, usher_await_callback, &result);
  return usher_engine_save_template_finish (f->engine, usher_await (&result), error);
}

static gboolean
delete (UsherEngineFixture *f, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_delete_template_async (f->engine, id, "app", NULL, usher_await_callback, &result);
  return usher_engine_delete_template_finish (f->engine, usher_await (&result), error);
}

static char *
text_in_use (UsherEngineFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherPreview) preview = usher_engine_preview (f->engine, NULL, "reminder", USHER_CHANNEL_SMS, 0, 0, &error);

  g_assert_no_error (error);
  return g_strdup (preview->text);
}

static UsherTemplateText *
own_text (const char *id, const char *body)
{
  UsherTemplateText *text = usher_template_text_copy (usher_default_template ("reminder", USHER_CHANNEL_SMS));

  g_set_str (&text->id, id);
  g_set_str (&text->name, "Mine");
  g_set_str (&text->text, body);
  return text;
}

/* Editing a default makes a copy, which is used; deleting that brings the default back. */
static void
test_life (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherTemplateText) text = own_text ("default:reminder:sms", "First {{event_title}}");
  g_autoptr (UsherTemplateText) first = NULL;
  g_autoptr (UsherTemplateText) second = NULL;
  g_autoptr (UsherTemplateText) edited = NULL;
  g_autofree char *usual = text_in_use (f);
  g_autofree char *now_first = NULL;
  g_autofree char *now_second = NULL;
  g_autofree char *at_last = NULL;
  g_autoptr (GError) error = NULL;

  first = save (f, text, &error);
  g_assert_no_error (error);
  g_assert_false (first->is_default);
  g_assert_true (first->active);
  g_assert_cmpint (first->updated_at, ==, USHER_FIXTURE_NOW);
  now_first = text_in_use (f);
  g_assert_true (g_str_has_prefix (now_first, "First "));

  g_set_str (&text->id, "");
  g_set_str (&text->text, "Second");
  second = save (f, text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second->id, !=, first->id);
  now_second = text_in_use (f);
  g_assert_cmpstr (now_second, ==, "Second");

  /* An own one is written in place, and used or not as it says. */
  second->active = FALSE;
  g_set_str (&second->text, "Second, better");
  edited = save (f, second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (edited->id, ==, second->id);
  g_assert_false (edited->active);

  g_assert_true (delete (f, first->id, &error));
  g_assert_true (delete (f, second->id, &error));
  g_assert_no_error (error);
  at_last = text_in_use (f);
  g_assert_cmpstr (at_last, ==, usual);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM audit WHERE action LIKE 'template.%'"), ==, 5);
}

/* A duplicate changes nothing about what is used, unless it is to be used. */
static void
test_add (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherTemplateText) text = own_text ("default:reminder:sms", "First");
  g_autoptr (UsherTemplateText) first = save (f, text, NULL);

  for (int active = 0; active <= 1; active++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (UsherTemplateText) added = NULL;
      g_autofree char *used = NULL;

      g_set_str (&text->id, first->id);
      g_set_str (&text->text, "Other");
      text->active = active;
      usher_engine_add_template_async (f->engine, text, "app", NULL, usher_await_callback, &result);
      added = usher_engine_add_template_finish (f->engine, usher_await (&result), NULL);
      g_assert_cmpstr (added->id, !=, first->id);
      g_assert_cmpint (added->active, ==, active);
      used = text_in_use (f);
      g_assert_cmpstr (used, ==, active ? "Other" : "First");
    }
}

static void
test_save_refused (void)
{
  static const struct {
    const char    *id;
    const char    *key;
    const char    *text;
    UsherErrorCode code;
    const char    *field;
  } rows[] = {
    { "", "reminder", "{{nonsense}}", USHER_ERROR_INVALID, "text" },
    { "", "reminder", "{{#event_title}}", USHER_ERROR_INVALID, "text" },
    { "", "nonsense", "Hello", USHER_ERROR_INVALID, "key" },
    { "77", "reminder", "Hello", USHER_ERROR_NOT_FOUND, NULL },
    { "-1", "reminder", "Hello", USHER_ERROR_NOT_FOUND, NULL },
    { "1", "confirmation", "Hello", USHER_ERROR_INVALID, "key" },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherTemplateText) good = own_text ("", "Good");
  g_autoptr (UsherTemplateText) stored = save (f, good, NULL);

  g_assert_cmpstr (stored->id, ==, "1");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (UsherTemplateText) text = own_text (rows[i].id, rows[i].text);
      g_autoptr (GError) error = NULL;

      g_set_str (&text->key, rows[i].key);
      g_assert_null (save (f, text, &error));
      g_assert_error (error, USHER_ERROR, (int) rows[i].code);
      g_assert_cmpstr (usher_error_get_field (error), ==, rows[i].field);
    }
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM template"), ==, 1);
}

static void
test_delete_refused (void)
{
  static const struct {
    const char    *id;
    UsherErrorCode code;
  } rows[] = {
    { "default:reminder:sms", USHER_ERROR_FORBIDDEN },
    { "7", USHER_ERROR_NOT_FOUND },
    { "x", USHER_ERROR_NOT_FOUND },
    { "", USHER_ERROR_NOT_FOUND },
    { "99999999999999999999", USHER_ERROR_NOT_FOUND },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (delete (f, rows[i].id, &error));
      g_assert_error (error, USHER_ERROR, (int) rows[i].code);
    }
}

static void
test_list (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (GPtrArray) defaults = usher_engine_list_templates (f->engine, NULL);
  g_autoptr (UsherTemplateText) text = own_text ("", "Mine");
  g_autoptr (UsherTemplateText) stored = save (f, text, NULL);
  g_autoptr (GPtrArray) all = usher_engine_list_templates (f->engine, NULL);
  g_autoptr (UsherTemplateText) usual = usher_engine_get_template (f->engine, "default:confirmation:email", NULL);
  g_autoptr (UsherTemplateText) own = usher_engine_get_template (f->engine, stored->id, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (all->len, ==, defaults->len + 1);
  g_assert_true (usual->is_default);
  g_assert_cmpstr (own->text, ==, "Mine");
  g_assert_null (usher_engine_get_template (f->engine, "default:nonsense:email", &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/templates/life", test_life);
  g_test_add_func ("/engine/templates/add", test_add);
  g_test_add_func ("/engine/templates/save-refused", test_save_refused);
  g_test_add_func ("/engine/templates/delete-refused", test_delete_refused);
  g_test_add_func ("/engine/templates/list", test_list);
  return g_test_run ();
}
