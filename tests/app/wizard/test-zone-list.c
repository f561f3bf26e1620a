/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-zone-list.h"

#include <glib/gstdio.h>

/* 2026-11-01 12:00 UTC: winter in the north */
#define WHEN (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)

static const char *
first (GListStore *zones, const char *query)
{
  g_autoptr (GPtrArray) found = usher_zone_list_search (G_LIST_MODEL (zones), query, "Europe/Berlin", NULL);

  return found->len > 0 ? g_intern_string (usher_zone_get_name (g_ptr_array_index (found, 0))) : NULL;
}

static gboolean
finds (GListStore *zones, const char *query, const char *name)
{
  g_autoptr (GPtrArray) found = usher_zone_list_search (G_LIST_MODEL (zones), query, NULL, NULL);

  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (usher_zone_get_name (g_ptr_array_index (found, i)), name))
      return TRUE;
  return FALSE;
}

static void
test_search (void)
{
  static const struct {
    const char *query;
    const char *name;
    gboolean    found;
  } cases[] = {
    { "berlin", "Europe/Berlin", TRUE },
    { "BERL", "Europe/Berlin", TRUE },
    { "germany", "Europe/Berlin", TRUE },
    { "new york", "America/New_York", TRUE },
    { "york", "America/New_York", TRUE },
    { "sao paulo", "America/Sao_Paulo", TRUE },
    { "São Paulo", "America/Sao_Paulo", TRUE },
    { "japan", "Asia/Tokyo", TRUE },
    { "jst", "Asia/Tokyo", TRUE },
    { "cest", "Europe/Berlin", TRUE },      /* also in winter */
    { "cet", "Europe/Berlin", TRUE },
    { "+5:30", "Asia/Kolkata", TRUE },
    { "utc+5:30", "Asia/Kolkata", TRUE },
    { "gmt+0530", "Asia/Kolkata", TRUE },
    { "+1", "Europe/Berlin", TRUE },
    { "UTC+1", "Europe/Berlin", TRUE },
    { "+1", "Pacific/Guadalcanal", FALSE },  /* +11 */
    { "-5", "America/New_York", TRUE },
    { "calcutta", "Asia/Kolkata", TRUE },    /* what it was called */
    { "buenos argentina", "America/Argentina/Buenos_Aires", TRUE },
    { "berlin japan", "Europe/Berlin", FALSE },
    { "utc", "UTC", TRUE },
    { "atlantis", "Europe/Berlin", FALSE },
    { "🎭", "Europe/Berlin", FALSE },
  };
  g_autoptr (GListStore) zones = usher_zone_list_load (USHER_ZONE_FOLDER, WHEN);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (zones)), >, 300);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("“%s” → %s", cases[i].query, cases[i].name);
      g_assert_true (finds (zones, cases[i].query, cases[i].name) == cases[i].found);
    }
}

static void
test_order (void)
{
  static const char * const recent[] = { "Asia/Tokyo", "Nowhere/Land", "America/New_York", NULL };
  g_autoptr (GListStore) zones = usher_zone_list_load (USHER_ZONE_FOLDER, WHEN);
  g_autoptr (GPtrArray) all = usher_zone_list_search (G_LIST_MODEL (zones), "", "Europe/Berlin", recent);

  g_assert_cmpuint (all->len, ==, g_list_model_get_n_items (G_LIST_MODEL (zones)));
  g_assert_cmpstr (usher_zone_get_name (g_ptr_array_index (all, 0)), ==, "Europe/Berlin");
  g_assert_cmpstr (usher_zone_get_name (g_ptr_array_index (all, 1)), ==, "Asia/Tokyo");
  g_assert_cmpstr (usher_zone_get_name (g_ptr_array_index (all, 2)), ==, "America/New_York");
  /* A city of that name before a country of it */
  g_assert_cmpstr (first (zones, "jersey"), ==, "Europe/Jersey");
  g_assert_cmpstr (first (zones, "lond"), ==, "Europe/London");
}

/* What people expect to see first, who live by none of these clocks */
static void
test_ranking (void)
{
  static const struct {
    const char *query;
    const char *names;     /* the first ones */
  } cases[] = {
    { "lon", "Europe/London" },                 /* before Longyearbyen */
    { "london", "Europe/London" },
    { "ber", "Europe/Berlin" },                 /* before Bermuda */
    { "new", "America/New_York" },
    { "new y", "America/New_York" },
    { "NEW YORK", "America/New_York" },
    { "par", "Europe/Paris" },                  /* before Paramaribo */
    { "mad", "Europe/Madrid" },                 /* before Madeira */
    { "ist", "Asia/Kolkata Europe/Istanbul" },  /* the time of India, then who types on */
    { "ista", "Europe/Istanbul" },
    { "CET", "Europe/Berlin Europe/Paris" },
    { "mez", "Europe/Berlin" },
    { "est", "America/New_York" },
    { "pst", "America/Los_Angeles" },
    { "cst", "America/Chicago" },
    { "jst", "Asia/Tokyo" },
    { "gmt", "Europe/London" },
    { "utc", "UTC" },
    { "eastern", "America/New_York" },
    { "+5:30", "Asia/Kolkata" },
    { "UTC+5:30", "Asia/Kolkata" },
    { "+1", "Europe/Berlin Europe/Paris" },
    { "-5", "America/New_York" },
    { "-3", "America/Sao_Paulo" },
    { "+0", "Europe/London" },
    { "india", "Asia/Kolkata" },                /* before Indianapolis */
    { "mumbai", "Asia/Kolkata" },
    { "san fr", "America/Los_Angeles" },
    { "münchen", "Europe/Berlin" },
    { "wien", "Europe/Vienna" },
    { "united states", "America/New_York America/Los_Angeles" },
    { "germany", "Europe/Berlin" },             /* before Büsingen */
    { "australia", "Australia/Sydney" },
    { "syd", "Australia/Sydney" },
  };
  g_autoptr (GListStore) zones = usher_zone_list_load (USHER_ZONE_FOLDER, WHEN);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = usher_zone_list_search (G_LIST_MODEL (zones), cases[i].query, "Etc/Nowhere", NULL);
      g_auto (GStrv) names = g_strsplit (cases[i].names, " ", -1);

      for (guint n = 0; names[n]; n++)
        {
          g_test_message ("“%s”: %s", cases[i].query, names[n]);
          g_assert_cmpuint (n, <, found->len);
          g_assert_cmpstr (usher_zone_get_name (g_ptr_array_index (found, n)), ==, names[n]);
        }
    }
  /* Who lives by it finds the own one first. */
  {
    g_autoptr (GPtrArray) found = usher_zone_list_search (G_LIST_MODEL (zones), "+1", "Europe/Oslo", NULL);

    g_assert_cmpstr (usher_zone_get_name (g_ptr_array_index (found, 0)), ==, "Europe/Oslo");
  }
}

static void
test_words (void)
{
  g_autoptr (GListStore) zones = usher_zone_list_load (USHER_ZONE_FOLDER, WHEN);
  g_autoptr (GPtrArray) found = usher_zone_list_search (G_LIST_MODEL (zones), "buenos", NULL, NULL);
  UsherZone *zone = g_ptr_array_index (found, 0);

  g_assert_cmpstr (usher_zone_get_city (zone), ==, "Buenos Aires");
  g_assert_nonnull (g_strrstr (usher_zone_get_detail (zone), "Argentina"));
  g_assert_nonnull (g_strrstr (usher_zone_get_detail (zone), "UTC-3"));
}

/* Without the tables, or with broken ones, there is still a zone to choose. */
static void
test_damaged (void)
{
  g_autofree char *folder = g_dir_make_tmp ("usher-zones-XXXXXX", NULL);
  g_autofree char *table = g_build_filename (folder, "zone.tab", NULL);
  g_autoptr (GListStore) nothing = usher_zone_list_load (folder, WHEN);
  g_autoptr (GListStore) broken = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (nothing)), ==, 1);
  g_assert_true (g_file_set_contents (table, "DE\nXX\t+00+00\t../../etc/passwd\n\xff\xff\t\t\nDE\t+5230+01322\tEurope/Berlin\n", -1, NULL));
  broken = usher_zone_list_load (folder, WHEN);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (broken)), ==, 2);
  g_unlink (table);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zone-list/search", test_search);
  g_test_add_func ("/zone-list/order", test_order);
  g_test_add_func ("/zone-list/ranking", test_ranking);
  g_test_add_func ("/zone-list/words", test_words);
  g_test_add_func ("/zone-list/damaged", test_damaged);
  return g_test_run ();
}
