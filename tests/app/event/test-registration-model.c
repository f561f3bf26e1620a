/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>

#include "usher-registration-model.h"

/* The other side of the model: questions are kept and answered when the test likes. Row n of the list is person first + n. */
typedef struct {
  UsherRegistrationModel *model;
  GArray                 *requests;   /* of UsherRegistrationRequest, unanswered, oldest first */
  int                     count;
  gint64                  first;
  gboolean                descending; /* of the last question */
  gboolean                backwards;  /* the last person stands in row 0 */
} Desk;

static void
fetch (UsherRegistrationModel *model, const UsherRegistrationRequest *request, gpointer data)
{
  Desk *desk = data;

  desk->descending = request->descending;
  g_array_append_val (desk->requests, *request);
}

static Desk *
desk_new (int count)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->requests = g_array_new (FALSE, FALSE, sizeof (UsherRegistrationRequest));
  desk->count = count;
  desk->first = 1;
  desk->model = usher_registration_model_new (fetch, desk);
  return desk;
}

static void
desk_free (Desk *desk)
{
  g_object_unref (desk->model);
  g_array_unref (desk->requests);
  g_free (desk);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static GPtrArray *
make_rows (const Desk *desk, int offset)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_registration_unref);

  for (int i = offset; i < MIN (offset + USHER_REGISTRATION_PAGE, desk->count); i++)
    {
      UsherRegistration *registration = usher_registration_new ();

      registration->id = desk->first + (desk->backwards ? desk->count - 1 - i : i);
      g_ptr_array_add (rows, registration);
    }
  return rows;
}

static void
answer (Desk *desk, guint n)
{
  UsherRegistrationRequest request = g_array_index (desk->requests, UsherRegistrationRequest, n);
  g_autoptr (GPtrArray) rows = request.offset >= 0 ? make_rows (desk, request.offset) : NULL;

  g_array_remove_index (desk->requests, n);
  usher_registration_model_answer (desk->model, request.id, rows, request.offset < 0 ? desk->count : -1);
}

static void
answer_all (Desk *desk)
{
  for (int i = 0; desk->requests->len > 0 && i < 1000; i++)
    answer (desk, 0);
  g_assert_cmpint (desk->requests->len, ==, 0);
}

static gint64
id_at (Desk *desk, guint position)
{
  g_autoptr (UsherRegistrationItem) item = g_list_model_get_item (G_LIST_MODEL (desk->model), position);

  return usher_registration_item_get_id (item);
}

/* Knows its length before any row, and reads only what is looked at. */
static void
test_paging (void)
{
  g_autoptr (Desk) desk = desk_new (1000000);

  usher_registration_model_refresh (desk->model);
  g_assert_cmpint (usher_registration_model_get_count (desk->model), ==, -1);
  g_assert_cmpint (g_list_model_get_n_items (G_LIST_MODEL (desk->model)), ==, 0);
  answer_all (desk);
  g_assert_cmpint (g_list_model_get_n_items (G_LIST_MODEL (desk->model)), ==, 1000000);
  g_assert_cmpint (usher_registration_model_get_n_pages (desk->model), ==, 0);
  g_assert_cmpint (id_at (desk, 999950), ==, 0);
  g_assert_cmpint (desk->requests->len, ==, 1);
  answer_all (desk);
  g_assert_cmpint (id_at (desk, 999950), ==, 999951);
  g_assert_cmpint (id_at (desk, 999999), ==, 1000000);
  g_assert_cmpint (usher_registration_model_get_n_pages (desk->model), ==, 1);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (desk->model), 1000000));
}

/* A flight over the whole list holds few windows, and asks for few. */
static void
test_bounded (void)
{
  g_autoptr (Desk) desk = desk_new (1000000);

  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  for (guint i = 0; i < 1000000; i += 500)
    id_at (desk, i);
  g_assert_cmpint (desk->requests->len, <=, 2);
  g_assert_cmpint (usher_registration_model_get_n_pages (desk->model), <=, 64);
  answer_all (desk);
  g_assert_cmpint (id_at (desk, 999500), ==, 999501);
}

/* An item that was handed out while it was empty fills itself, whatever the order of answers. */
static void
test_out_of_order (void)
{
  g_autoptr (Desk) desk = desk_new (1000);
  g_autoptr (UsherRegistrationItem) early = NULL;

  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  early = g_list_model_get_item (G_LIST_MODEL (desk->model), 5);
  id_at (desk, 505);
  g_assert_cmpint (desk->requests->len, ==, 2);
  answer (desk, 1);
  g_assert_cmpint (id_at (desk, 505), ==, 506);
  g_assert_cmpint (usher_registration_item_get_id (early), ==, 0);
  answer (desk, 0);
  g_assert_cmpint (usher_registration_item_get_id (early), ==, 6);
}

typedef struct {
  guint position, removed, added, times;
} Change;

static void
changed (GListModel *model, guint position, guint removed, guint added, Change *change)
{
  change->position = position;
  change->removed = removed;
  change->added = added;
  change->times++;
}

/* Answers to an earlier search change nothing. */
static void
test_another_query (void)
{
  g_autoptr (Desk) desk = desk_new (500);
  UsherRegistrationRequest old;
  g_autoptr (GPtrArray) rows = NULL;

  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  id_at (desk, 0);
  old = g_array_index (desk->requests, UsherRegistrationRequest, 0);
  rows = make_rows (desk, 0);
  g_array_set_size (desk->requests, 0);
  desk->count = 3;
  desk->first = 900;
  usher_registration_model_set_query (desk->model, "ada", USHER_REGISTRATIONS_ALL, USHER_REGISTRATIONS_BY_NAME, FALSE);
  usher_registration_model_answer (desk->model, old.id, rows, -1);
  g_assert_cmpint (id_at (desk, 0), ==, 0);
  g_assert_cmpint (usher_registration_model_get_count (desk->model), ==, -1);
  answer_all (desk);
  g_assert_cmpint (g_list_model_get_n_items (G_LIST_MODEL (desk->model)), ==, 3);
  id_at (desk, 0);
  answer_all (desk);
  g_assert_cmpint (id_at (desk, 0), ==, 900);
}

/* Row 0 is read, and held as a row on the screen holds it. */
static UsherRegistrationItem *
look_at_top (Desk *desk)
{
  UsherRegistrationItem *item;

  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  item = g_list_model_get_item (G_LIST_MODEL (desk->model), 0);
  answer_all (desk);
  g_assert_cmpint (usher_registration_item_get_id (item), ==, 1);
  return item;
}

/* In another order the rows stay, and other people come into them. */
static void
test_order (void)
{
  g_autoptr (Desk) desk = desk_new (1000000);
  g_autoptr (UsherRegistrationItem) top = look_at_top (desk);
  Change change = { 0 };

  g_signal_connect (desk->model, "items-changed", G_CALLBACK (changed), &change);
  desk->backwards = TRUE;
  usher_registration_model_set_query (desk->model, NULL, USHER_REGISTRATIONS_ALL, USHER_REGISTRATIONS_BY_NAME, FALSE);
  g_assert_cmpint (usher_registration_model_get_count (desk->model), ==, 1000000);
  g_assert_cmpint (desk->requests->len, ==, 1);
  /* Not known any more, and not told of where they stood */
  g_assert_cmpuint (usher_registration_model_find (desk->model, 1), ==, G_MAXUINT);
  answer_all (desk);
  g_assert_cmpuint (change.times, ==, 0);
  g_assert_cmpint (usher_registration_item_get_id (top), ==, 1000000);
  g_assert_cmpuint (usher_registration_model_find (desk->model, 1000000), ==, 0);
}

/* Found ones come into the rows that are there; only the end goes, and comes back with the search cleared. */
static void
test_search (void)
{
  g_autoptr (Desk) desk = desk_new (1000000);
  g_autoptr (UsherRegistrationItem) top = look_at_top (desk);
  g_autoptr (UsherRegistrationItem) fourth = g_list_model_get_item (G_LIST_MODEL (desk->model), 3);
  Change change = { 0 };

  g_signal_connect (desk->model, "items-changed", G_CALLBACK (changed), &change);
  desk->count = 3;
  desk->first = 900;
  usher_registration_model_set_query (desk->model, "ada", USHER_REGISTRATIONS_ALL, USHER_REGISTRATIONS_BY_TIME, TRUE);
  g_assert_cmpuint (change.times, ==, 0);
  answer_all (desk);
  g_assert_cmpuint (change.times, ==, 1);
  g_assert_cmpuint (change.position, ==, 3);
  g_assert_cmpuint (change.removed, ==, 999997);
  g_assert_cmpuint (change.added, ==, 0);
  g_assert_cmpint (usher_registration_item_get_id (top), ==, 900);
  desk->count = 1000000;
  desk->first = 1;
  usher_registration_model_set_query (desk->model, "", USHER_REGISTRATIONS_ALL, USHER_REGISTRATIONS_BY_TIME, TRUE);
  answer_all (desk);
  g_assert_cmpuint (change.times, ==, 2);
  g_assert_cmpuint (change.position, ==, 3);
  g_assert_cmpuint (change.removed, ==, 0);
  g_assert_cmpuint (change.added, ==, 999997);
  g_assert_cmpint (usher_registration_item_get_id (top), ==, 1);
  g_assert_cmpint (id_at (desk, 3), ==, 4);
}

/* Where a search fails nobody is shown as found. */
static void
test_search_fails (void)
{
  g_autoptr (Desk) desk = desk_new (500);
  g_autoptr (UsherRegistrationItem) top = look_at_top (desk);

  usher_registration_model_set_query (desk->model, "ada", USHER_REGISTRATIONS_ALL, USHER_REGISTRATIONS_BY_TIME, TRUE);
  desk->count = -1;
  answer (desk, 0);
  g_assert_cmpint (g_list_model_get_n_items (G_LIST_MODEL (desk->model)), ==, 0);
}

/* What is on the screen is held, however far one flies meanwhile, and is filled in the new order. */
static void
test_looked_at (void)
{
  g_autoptr (Desk) desk = desk_new (1000000);
  g_autoptr (UsherRegistrationItem) top = look_at_top (desk);

  for (guint i = 0; i < 1000000; i += 500)
    id_at (desk, i);
  answer_all (desk);
  g_assert_cmpint (usher_registration_model_get_n_pages (desk->model), <=, 64);
  desk->backwards = TRUE;
  usher_registration_model_set_query (desk->model, NULL, USHER_REGISTRATIONS_ALL, USHER_REGISTRATIONS_BY_NAME, FALSE);
  answer_all (desk);
  g_assert_cmpint (usher_registration_item_get_id (top), ==, 1000000);
}

/* Newest first, somebody new comes in above; those who were there move, and are the same items still. */
static void
test_new_one (void)
{
  g_autoptr (Desk) desk = desk_new (150);
  g_autoptr (UsherRegistrationItem) before = NULL, after = NULL;
  Change change = { 0 };

  desk->first = 100;
  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  id_at (desk, 99);
  answer_all (desk);
  g_assert_true (desk->descending);
  before = g_list_model_get_item (G_LIST_MODEL (desk->model), 99);
  g_assert_cmpint (usher_registration_item_get_id (before), ==, 199);
  g_signal_connect (desk->model, "items-changed", G_CALLBACK (changed), &change);
  desk->count = 151;
  desk->first = 99;
  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  g_assert_cmpint (change.times, ==, 1);
  g_assert_cmpint (change.position, ==, 0);
  g_assert_cmpint (change.added, ==, 1);
  after = g_list_model_get_item (G_LIST_MODEL (desk->model), 100);
  g_assert_true (after == before);
  answer_all (desk);
  g_assert_cmpint (id_at (desk, 0), ==, 99);
  g_assert_cmpint (id_at (desk, 100), ==, 199);
  g_assert_cmpuint (usher_registration_model_find (desk->model, 199), ==, 100);
}

/* Fewer: the end goes, what is held behind it, too; two refreshes at a time are asked one after the other. */
static void
test_shrinks (void)
{
  g_autoptr (Desk) desk = desk_new (250);

  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  id_at (desk, 240);
  answer_all (desk);
  desk->count = 120;
  usher_registration_model_refresh (desk->model);
  usher_registration_model_refresh (desk->model);
  g_assert_cmpint (desk->requests->len, ==, 1);
  answer_all (desk);
  g_assert_cmpint (g_list_model_get_n_items (G_LIST_MODEL (desk->model)), ==, 120);
  g_assert_cmpint (usher_registration_model_get_n_pages (desk->model), ==, 0);
  desk->count = 0;
  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  g_assert_cmpint (g_list_model_get_n_items (G_LIST_MODEL (desk->model)), ==, 0);
}

static void
test_leaving (void)
{
  g_autoptr (Desk) desk = desk_new (10);
  g_autoptr (UsherRegistrationItem) item = NULL;

  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  item = g_list_model_get_item (G_LIST_MODEL (desk->model), 3);
  answer_all (desk);
  usher_registration_model_set_leaving (desk->model, 4, TRUE);
  g_assert_true (usher_registration_item_is_leaving (item));
  usher_registration_model_refresh (desk->model);
  answer_all (desk);
  g_assert_true (usher_registration_item_is_leaving (item));
  usher_registration_model_set_leaving (desk->model, 4, FALSE);
  g_assert_false (usher_registration_item_is_leaving (item));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/registration-model/paging", test_paging);
  g_test_add_func ("/registration-model/bounded", test_bounded);
  g_test_add_func ("/registration-model/out-of-order", test_out_of_order);
  g_test_add_func ("/registration-model/another-query", test_another_query);
  g_test_add_func ("/registration-model/order", test_order);
  g_test_add_func ("/registration-model/search", test_search);
  g_test_add_func ("/registration-model/search-fails", test_search_fails);
  g_test_add_func ("/registration-model/looked-at", test_looked_at);
  g_test_add_func ("/registration-model/new-one", test_new_one);
  g_test_add_func ("/registration-model/shrinks", test_shrinks);
  g_test_add_func ("/registration-model/leaving", test_leaving);
  return g_test_run ();
}
