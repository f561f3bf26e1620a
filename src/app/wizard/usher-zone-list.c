/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-zone-list.h"

#include <string.h>

#include "usher-time.h"
#include "usher-wording.h"
#include "usher-zone-names.h"
#include "usher-zone-places.h"

struct _UsherZone {
  GObject  parent_instance;

  char    *name;
  char    *city;
  char    *detail;
  char    *city_key;    /* folded, for the order of what is found */
  GStrv    words;       /* folded: whatever it may be called */
  GStrv    phrases;     /* folded: what people call it first, besides its city */
  int      place;       /* larger places have a smaller number */
};

G_DEFINE_FINAL_TYPE (UsherZone, usher_zone, G_TYPE_OBJECT)

static void
usher_zone_finalize (GObject *object)
{
  UsherZone *self = USHER_ZONE (object);

  g_free (self->name);
  g_free (self->city);
  g_free (self->detail);
  g_free (self->city_key);
  g_strfreev (self->words);
  g_strfreev (self->phrases);
  G_OBJECT_CLASS (usher_zone_parent_class)->finalize (object);
}

static void
usher_zone_class_init (UsherZoneClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_zone_finalize;
}

static void
usher_zone_init (UsherZone *self)
{
}

const char *
usher_zone_get_name (UsherZone *self)
{
  g_return_val_if_fail (USHER_IS_ZONE (self), NULL);
  return self->name;
}

const char *
usher_zone_get_city (UsherZone *self)
{
  g_return_val_if_fail (USHER_IS_ZONE (self), NULL);
  return self->city;
}

const char *
usher_zone_get_detail (UsherZone *self)
{
  g_return_val_if_fail (USHER_IS_ZONE (self), NULL);
  return self->detail;
}

/* --- words --------------------------------------------------------------------------------------------------------- */

/* "São Paulo" → "sao paulo" */
static char *
fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *ascii = g_str_to_ascii (valid, "C");

  return g_ascii_strdown (ascii, -1);
}

/* "America/Argentina/Buenos_Aires" → its words */
static void
add_words (GStrvBuilder *words, const char *text)
{
  g_autofree char *folded = fold (text);
  g_auto (GStrv) parts = g_strsplit_set (folded, " /_,()", -1);

  for (char **part = parts; *part; part++)
    if (**part)
      g_strv_builder_add (words, *part);
}

/* UTC+5:30 in the ways in which people write it */
static void
add_offset (GStrvBuilder *words, int seconds)
{
  static const char * const prefixes[] = { "", "utc", "gmt" };
  char sign = seconds < 0 ? '-' : '+';
  int minutes = ABS (seconds) / 60;

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_strv_builder_take (words, g_strdup_printf ("%s%c%02d:%02d", prefixes[i], sign, minutes / 60, minutes % 60));
      g_strv_builder_take (words, g_strdup_printf ("%s%c%d:%02d", prefixes[i], sign, minutes / 60, minutes % 60));
      g_strv_builder_take (words, g_strdup_printf ("%s%c%02d%02d", prefixes[i], sign, minutes / 60, minutes % 60));
      if (minutes % 60 == 0)
        {
          g_strv_builder_take (words, g_strdup_printf ("%s%c%d", prefixes[i], sign, minutes / 60));
          g_strv_builder_take (words, g_strdup_printf ("%s%c%02d", prefixes[i], sign, minutes / 60));
        }
    }
}

/* A half of the year apart: summer and winter, wherever they are */
static void
add_seasons (GStrvBuilder *words, GTimeZone *zone, UsherInstant when)
{
  for (int half = 0; half < 2; half++)
    {
      UsherInstant moment = when + half * 182 * USHER_DAY;
      int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, moment / G_USEC_PER_SEC);

      add_words (words, g_time_zone_get_abbreviation (zone, interval));
    }
}

static UsherZone *
zone_new (const char *name, const char *countries, GPtrArray *former, UsherInstant when)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (name, "time_zone", NULL);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autofree char *offset = NULL;
  const char *last = strrchr (name, '/');
  const char *open, *phrases;
  UsherZone *self;

  /* A name of before: the present one is in the list, too. */
  if (!zone || (usher_zone_name_present (name) && !g_str_equal (usher_zone_name_present (name), name)))
    return NULL;
  self = g_object_new (USHER_TYPE_ZONE, NULL);
  self->name = g_strdup (name);
  self->city = g_strdelimit (g_strdup (last ? last + 1 : name), "_", ' ');
  self->city_key = fold (self->city);
  offset = usher_wording_zone (when, zone);
  open = strchr (offset, '(');
  if (open)
    self->detail = g_strdup_printf ("%s%s%.*s", countries, *countries ? " · " : "", (int) strlen (open) - 2, open + 1);
  else
    self->detail = g_strdup (countries);
  add_words (words, name);
  add_words (words, countries);
  add_seasons (words, zone, when);
  add_offset (words, usher_time_offset (when, zone));
  for (guint i = 0; former && i < former->len; i++)
    add_words (words, g_ptr_array_index (former, i));
  self->place = usher_zone_places_rank (name, &phrases);
  self->phrases = g_strsplit (phrases, ";", -1);
  for (char **phrase = self->phrases; *phrase; phrase++)
    add_words (words, *phrase);
  self->words = g_strv_builder_end (words);
  return self;
}

/* --- the tables ---------------------------------------------------------------------------------------------------- */

static GStrv
read_lines (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_strsplit (text, "\n", -1) : g_new0 (char *, 1);
}

/* Code → name */
static GHashTable *
read_countries (const char *folder)
{
  GHashTable *countries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) lines = read_lines (folder, "iso3166.tab");

  for (char **line = lines; *line; line++)
    {
      g_auto (GStrv) columns = g_strsplit (*line, "\t", 2);

      if (**line != '#' && g_strv_length (columns) == 2)
        g_hash_table_replace (countries, g_strdup (columns[0]), g_strdup (columns[1]));
    }
  return countries;
}

/* Zone → (element-type utf8): the names that link to it */
static GHashTable *
read_links (const char *folder)
{
  GHashTable *links = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_auto (GStrv) lines = read_lines (folder, "tzdata.zi");

  for (char **line = lines; *line; line++)
    {
      g_auto (GStrv) columns = NULL;
      GPtrArray *names;

      if (!g_str_has_prefix (*line, "L "))
        continue;
      columns = g_strsplit (*line, " ", 3);
      if (g_strv_length (columns) != 3)
        continue;
      names = g_hash_table_lookup (links, columns[1]);
      if (!names)
        g_hash_table_replace (links, g_strdup (columns[1]), names = g_ptr_array_new_with_free_func (g_free));
      g_ptr_array_add (names, g_strdup (columns[2]));
    }
  return links;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer unused)
{
  return strcmp (((const UsherZone *) a)->name, ((const UsherZone *) b)->name);
}

GListStore *
usher_zone_list_load (const char *folder, UsherInstant when)
{
  GListStore *list = g_list_store_new (USHER_TYPE_ZONE);
  g_autoptr (GHashTable) countries = NULL, links = NULL;
  g_autoptr (UsherZone) utc = NULL;
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (folder != NULL, list);

  countries = read_countries (folder);
  links = read_links (folder);
  lines = read_lines (folder, "zone.tab");
  for (char **line = lines; *line; line++)
    {
      g_auto (GStrv) columns = g_strsplit (*line, "\t", 4);
      g_autoptr (UsherZone) zone = NULL;
      const char *country;

      if (**line == '#' || g_strv_length (columns) < 3)
        continue;
      country = g_hash_table_lookup (countries, columns[0]);
      zone = zone_new (columns[2], country ? country : "", g_hash_table_lookup (links, columns[2]), when);
      if (zone)
        g_list_store_append (list, zone);
    }
  utc = zone_new ("UTC", "", NULL, when);
  if (utc)
    g_list_store_append (list, utc);
  g_list_store_sort (list, compare_names, NULL);
  return list;
}

/* --- looking for one ----------------------------------------------------------------------------------------------- */

static gboolean
is_offset (const char *word)
{
  return strpbrk (word, "+-") != NULL && strpbrk (word, "0123456789") != NULL;
}

/* An offset has to be the whole of it: "+1" is not "+11". */
static gboolean
has_word (UsherZone *self, const char *word)
{
  gboolean offset = is_offset (word);

  for (char **have = self->words; *have; have++)
    if (offset ? g_str_equal (*have, word) : g_str_has_prefix (*have, word))
      return TRUE;
  return FALSE;
}

/* Smaller is better; every word of it was found. The city is what somebody types first; a well-known name of the zone is as good. */
static int
rank (UsherZone *self, const char *folded)
{
  if (g_str_equal (self->city_key, folded))
    return 1;
  if (g_str_has_prefix (self->city_key, folded) || g_strv_contains ((const char * const *) self->phrases, folded))
    return 2;
  if (g_strv_contains ((const char * const *) self->words, folded) && !is_offset (folded))
    return 3;
  for (char **phrase = self->phrases; *phrase; phrase++)
    if (g_str_has_prefix (*phrase, folded))
      return 4;
  return 5;
}

int
usher_zone_match (UsherZone *self, const char *query)
{
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (USHER_IS_ZONE (self), 0);
  g_return_val_if_fail (query != NULL, 0);

  if (strlen (query) > 100)
    return 0;
  folded = fold (query);
  g_strstrip (folded);
  words = g_strsplit_set (folded, " /_,()", -1);
  for (char **word = words; *word; word++)
    if (**word && !has_word (self, *word))
      return 0;
  return *folded ? rank (self, folded) : 1;
}

typedef struct {
  UsherZone *zone;
  int        rank;
  int        place;     /* among those of the same rank */
} Found;

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *first = a, *second = b;

  if (first->rank != second->rank)
    return first->rank - second->rank;
  if (first->place != second->place)
    return first->place - second->place;
  return strcmp (first->zone->name, second->zone->name);
}

/* Of those that fit alike: the own one, then those used last. */
static int
familiarity (UsherZone *zone, const char *own, const char * const *recent)
{
  if (g_strcmp0 (zone->name, own) == 0)
    return -1000;
  for (int i = 0; recent && recent[i]; i++)
    if (g_str_equal (zone->name, recent[i]))
      return -100 + i;
  return 0;
}

GPtrArray *
usher_zone_list_search (GListModel *zones, const char *query, const char *own, const char * const *recent)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean typed = query && *query;

  g_return_val_if_fail (G_IS_LIST_MODEL (zones), list);

  for (guint i = 0; i < g_list_model_get_n_items (zones); i++)
    {
      g_autoptr (UsherZone) zone = g_list_model_get_item (zones, i);
      Found one = { zone, usher_zone_match (zone, query ? query : ""), 0 };

      if (one.rank == 0)
        continue;
      one.place = familiarity (zone, own, recent);
      if (typed && one.place == 0)
        one.place = zone->place;
      g_array_append_val (found, one);
    }
  g_array_sort (found, compare_found);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (list, g_object_ref (g_array_index (found, Found, i).zone));
  return list;
}
