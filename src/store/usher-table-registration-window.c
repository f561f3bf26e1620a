/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A window of the sorted list of an event's registrations, at any depth. A jump of half a million rows must not be seen, so
 * only ids are stepped over, in an index that holds all that the order needs, and from the nearer end; then the rows of
 * the window are fetched. */

#include "usher-conn-private.h"
#include "usher-search.h"
#include "usher-statement.h"
#include "usher-table-registrations.h"

/* A part of the list that an index gives in order: @total rows, of which none is searched */
typedef struct {
  const char *where;
  const char *order;         /* ascending */
  const char *order_back;
  int         total;         /* -1: not known */
} Part;

static const char * const filters[] = {
  [USHER_REGISTRATIONS_ALL] = "",
  [USHER_REGISTRATIONS_EMAIL] = "AND email_opt_in = 1 AND email IS NOT NULL ",
  [USHER_REGISTRATIONS_SMS] = "AND sms_opt_in = 1 AND phone IS NOT NULL ",
  [USHER_REGISTRATIONS_SILENT] = "AND (email_opt_in = 0 OR email IS NULL) AND (sms_opt_in = 0 OR phone IS NULL) ",
};

static const struct {
  const char *order;
  const char *order_back;
} orders[] = {
  [USHER_REGISTRATIONS_BY_TIME] = { "id", "id DESC" },
  [USHER_REGISTRATIONS_BY_NAME] = {
    "first_name COLLATE NOCASE, last_name COLLATE NOCASE, id",
    "first_name COLLATE NOCASE DESC, last_name COLLATE NOCASE DESC, id DESC",
  },
  [USHER_REGISTRATIONS_BY_EMAIL] = {
    "email_key IS NULL, email_key, phone, id",
    "email_key IS NULL DESC, email_key DESC, phone DESC, id DESC",
  },
};

#define SEARCH                                                                                                 \
  "AND (usher_contains(?4, first_name || ' ' || last_name, email, phone) OR (?5 IS NOT NULL AND usher_contains(?5, phone))) "

typedef struct {
  int total, email, sms, silent, no_email;
} Tally;

static gboolean
read_tally (UsherConn *conn, gint64 event_id, Tally *tally, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT total, email, sms, silent, no_email FROM registration_tally "
                                                      "WHERE event_id = ?", error);
  UsherStep step;

  *tally = (Tally) { 0 };
  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, event_id);
  step = usher_statement_step (s, error);
  if (step != USHER_STEP_ROW)
    return step == USHER_STEP_DONE;
  tally->total = (int) usher_statement_column_int (s);
  tally->email = (int) usher_statement_column_int (s);
  tally->sms = (int) usher_statement_column_int (s);
  tally->silent = (int) usher_statement_column_int (s);
  tally->no_email = (int) usher_statement_column_int (s);
  return TRUE;
}

static int
total_of (const Tally *tally, UsherRegistrationFilter filter)
{
  switch (filter)
    {
    case USHER_REGISTRATIONS_EMAIL:
      return tally->email;
    case USHER_REGISTRATIONS_SMS:
      return tally->sms;
    case USHER_REGISTRATIONS_SILENT:
      return tally->silent;
    case USHER_REGISTRATIONS_ALL:
    default:
      return tally->total;
    }
}

/* From a fixed set of texts, so each is kept once for ever. */
static UsherStatement *
prepare_ids (UsherConn *conn, const Part *part, gboolean back, gboolean searched, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT id FROM registration WHERE event_id = ?1 ", part->where, searched ? SEARCH : "",
                                      "ORDER BY ", back ? part->order_back : part->order, " LIMIT ?2 OFFSET ?3", NULL);

  return usher_statement_new (conn, g_intern_string (sql), error);
}

/* (element-type gint64) ids are added to @ids. */
static gboolean
step_over (UsherConn *conn, const UsherRegistrationQuery *query, const Part *part, gboolean back, int skip, int take,
           GArray *ids, GError **error)
{
  g_autoptr (UsherStatement) s = prepare_ids (conn, part, back, query->search != NULL, error);
  UsherStep step;

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, query->event_id);
  usher_statement_bind_int (s, take);
  usher_statement_bind_int (s, skip);
  if (query->search != NULL)
    {
      g_autofree char *needle = usher_search_key (query->search);
      g_autofree char *digits = usher_search_phone_key (query->search);

      usher_statement_bind_text (s, needle);
      usher_statement_bind_text (s, digits);
    }
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    {
      gint64 id = usher_statement_column_int (s);

      g_array_append_val (ids, id);
    }
  return step == USHER_STEP_DONE;
}

static void
reverse (GArray *ids)
{
  for (guint i = 0; i < ids->len / 2; i++)
    {
      gint64 *a = &g_array_index (ids, gint64, i), *b = &g_array_index (ids, gint64, ids->len - 1 - i), kept = *a;

      *a = *b;
      *b = kept;
    }
}

/* Rows @skip to @skip + @take of one part, from its nearer end */
static gboolean
read_part (UsherConn *conn, const UsherRegistrationQuery *query, const Part *part, int skip, int take, GArray *ids,
           GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean from_end = part->total >= 0 && skip > part->total / 2;
  gboolean good;

  if (from_end)
    {
      take = MIN (take, part->total - skip);
      skip = part->total - skip - take;
    }
  good = step_over (conn, query, part, query->descending != from_end, skip, take, found, error);
  if (good && from_end)
    reverse (found);
  g_array_append_vals (ids, found->data, found->len);
  return good;
}

/* The parts of the list in the order in which they are shown. Only the whole list by e-mail has two: each has an index. */
static int
find_parts (const UsherRegistrationQuery *query, const Tally *tally, Part parts[2])
{
  gboolean whole = query->search == NULL && query->filter == USHER_REGISTRATIONS_ALL;

  if (whole && query->sort == USHER_REGISTRATIONS_BY_EMAIL)
    {
      int first = query->descending ? 1 : 0;

      parts[first] = (Part) { "AND email_key IS NOT NULL ", "email_key", "email_key DESC", tally->total - tally->no_email };
      parts[1 - first] = (Part) { "AND email_key IS NULL ", "phone", "phone DESC", tally->no_email };
      return 2;
    }
  parts[0] = (Part) { filters[query->filter], orders[query->sort].order, orders[query->sort].order_back,
                      query->search == NULL ? total_of (tally, query->filter) : -1 };
  return 1;
}

static GPtrArray *
fetch (UsherConn *conn, GArray *ids, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_full (ids->len, (GDestroyNotify) usher_registration_unref);

  for (guint i = 0; i < ids->len; i++)
    {
      UsherRegistration *r = usher_registrations_get (conn, g_array_index (ids, gint64, i), error);

      if (r == NULL)
        return NULL;
      g_ptr_array_add (list, r);
    }
  return g_steal_pointer (&list);
}

/**
 * usher_registrations_window:
 * @conn: a connection
 * @query: whom, in which order, from where, how many
 * @error: return location
 *
 * Names are compared without regard to the case of ASCII letters. A search or a filter looks at each row that is stepped over.
 *
 * Returns: (transfer full) (element-type UsherRegistration): the rows of the window; %NULL on error
 */
GPtrArray *
usher_registrations_window (UsherConn *conn, const UsherRegistrationQuery *query, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Part parts[2];
  Tally tally;
  int skip, n_parts;

  g_return_val_if_fail (conn != NULL && query != NULL, NULL);

  if (!read_tally (conn, query->event_id, &tally, error))
    return NULL;
  skip = MAX (0, query->offset);
  n_parts = find_parts (query, &tally, parts);
  for (int i = 0; i < n_parts; i++)
    {
      int take = query->limit - (int) ids->len;

      if (parts[i].total >= 0 && skip >= parts[i].total)
        {
          skip -= parts[i].total;
          continue;
        }
      if (take > 0 && !read_part (conn, query, &parts[i], skip, take, ids, error))
        return NULL;
      skip = 0;
    }
  return fetch (conn, ids, error);
}

/**
 * usher_registrations_count_rows:
 * @conn: a connection
 * @query: whom; its order and window do not count
 * @error: return location
 *
 * Without a search the number is kept and costs nothing; with one each row of the event is looked at.
 *
 * Returns: how many rows the list has; -1 on error
 */
int
usher_registrations_count_rows (UsherConn *conn, const UsherRegistrationQuery *query, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *needle = NULL;
  g_autofree char *digits = NULL;
  Tally tally;

  g_return_val_if_fail (conn != NULL && query != NULL, -1);

  if (query->search == NULL)
    return read_tally (conn, query->event_id, &tally, error) ? total_of (&tally, query->filter) : -1;
  sql = g_strconcat ("SELECT count(*) FROM registration WHERE event_id = ?1 ", filters[query->filter],
                     "AND (usher_contains(?2, first_name || ' ' || last_name, email, phone) "
                     "OR (?3 IS NOT NULL AND usher_contains(?3, phone)))", NULL);
  s = usher_statement_new (conn, g_intern_string (sql), error);
  if (s == NULL)
    return -1;
  needle = usher_search_key (query->search);
  digits = usher_search_phone_key (query->search);
  usher_statement_bind_int (s, query->event_id);
  usher_statement_bind_text (s, needle);
  usher_statement_bind_text (s, digits);
  return usher_statement_step (s, error) == USHER_STEP_ROW ? (int) usher_statement_column_int (s) : -1;
}
