/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-router.h"

#include <string.h>

#include "usher-router-private.h"

#define SEGMENTS_MAX 16   /* no route is that deep */

/* The order is that of preference. */
typedef enum {
  SEGMENT_LITERAL,
  SEGMENT_SUFFIXED,   /* {name}.ics */
  SEGMENT_NAMED,
} SegmentKind;

typedef struct {
  SegmentKind kind;
  char       *name;   /* of the parameter */
  char       *text;   /* the literal, or the suffix */
} Segment;

typedef struct {
  char        *method;
  char        *pattern;
  GArray      *segments;   /* (element-type Segment) */
  gsize        max_body;
  UsherHandler handler;
  gpointer     data;
} Route;

typedef struct {
  gpointer       data;
  GDestroyNotify destroy;
} Owned;

struct _UsherRouter {
  GPtrArray     *routes;
  GArray        *owned;    /* (element-type Owned) */
  UsherErrorPage error_page;
  gpointer       error_page_data;
};

static void
segment_clear (gpointer data)
{
  Segment *segment = data;

  g_free (segment->name);
  g_free (segment->text);
}

static void
route_free (gpointer data)
{
  Route *route = data;

  g_free (route->method);
  g_free (route->pattern);
  g_array_unref (route->segments);
  g_free (route);
}

/**
 * usher_router_new:
 *
 * Returns: (transfer full): a router without routes
 */
UsherRouter *
usher_router_new (void)
{
  UsherRouter *self = g_new0 (UsherRouter, 1);

  self->routes = g_ptr_array_new_with_free_func (route_free);
  self->owned = g_array_new (FALSE, FALSE, sizeof (Owned));
  return self;
}

/**
 * usher_router_free:
 * @self: (transfer full) (nullable): a router
 */
void
usher_router_free (UsherRouter *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->routes);
  for (guint i = 0; i < self->owned->len; i++)
    {
      const Owned *owned = &g_array_index (self->owned, Owned, i);

      owned->destroy (owned->data);
    }
  g_array_unref (self->owned);
  g_free (self);
}

static Segment
parse_segment (const char *text)
{
  Segment segment = { SEGMENT_LITERAL, NULL, NULL };
  const char *end = strchr (text, '}');

  if (*text != '{' || end == NULL)
    {
      segment.text = g_strdup (text);
      return segment;
    }
  segment.kind = end[1] == '\0' ? SEGMENT_NAMED : SEGMENT_SUFFIXED;
  segment.name = g_strndup (text + 1, (gsize) (end - text - 1));
  segment.text = g_strdup (end + 1);
  return segment;
}

static GArray *
parse_pattern (const char *pattern)
{
  GArray *segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  g_auto (GStrv) parts = NULL;

  g_array_set_clear_func (segments, segment_clear);
  if (g_str_equal (pattern, "/"))
    return segments;
  parts = g_strsplit (pattern + 1, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      Segment segment = parse_segment (parts[i]);

      g_array_append_val (segments, segment);
    }
  return segments;
}

/**
 * usher_router_add:
 * @self: a router that no door has yet
 * @method: "GET", "POST", …
 * @pattern: "/" or segments behind slashes: literal text, {name}, or {name} with a literal suffix
 * @max_body: bytes that the request's body may have; a longer one is cut off with 413
 * @handler: called on the door's thread with each request
 * @data: for @handler
 */
void
usher_router_add (UsherRouter *self, const char *method, const char *pattern, gsize max_body, UsherHandler handler,
                  gpointer data)
{
  Route *route;

  g_return_if_fail (self != NULL);
  g_return_if_fail (method != NULL);
  g_return_if_fail (pattern != NULL && *pattern == '/');
  g_return_if_fail (handler != NULL);

  route = g_new0 (Route, 1);
  route->method = g_strdup (method);
  route->pattern = g_strdup (pattern);
  route->segments = parse_pattern (pattern);
  route->max_body = max_body;
  route->handler = handler;
  route->data = data;
  g_ptr_array_add (self->routes, route);
}

/**
 * usher_router_set_error_page:
 * @self: a router that no door has yet
 * @error_page: makes the page for a status
 * @data: for @error_page
 *
 * Errors that the door finds by itself are shown to browsers with this page; who does not ask for HTML gets problem+json.
 */
void
usher_router_set_error_page (UsherRouter *self, UsherErrorPage error_page, gpointer data)
{
  g_return_if_fail (self != NULL);
  self->error_page = error_page;
  self->error_page_data = data;
}

/**
 * usher_router_own:
 * @self: a router
 * @data: what its handlers work on
 * @destroy: frees it with the router
 */
void
usher_router_own (UsherRouter *self, gpointer data, GDestroyNotify destroy)
{
  Owned owned = { data, destroy };

  g_return_if_fail (self != NULL);
  g_return_if_fail (destroy != NULL);
  g_array_append_val (self->owned, owned);
}

UsherResponse *
usher_router_error_page (const UsherRouter *self, guint status)
{
  g_assert (self != NULL);
  return self->error_page != NULL ? self->error_page (status, self->error_page_data) : NULL;
}

/* One segment of a request's path, decoded once. NULL: nothing that any route could mean. */
static char *
decode_segment (const char *raw, gsize length)
{
  g_autofree char *text = NULL;

  if (length == 0)
    return NULL;
  text = g_uri_unescape_segment (raw, raw + length, "/");   /* NULL for %00, %2F and for what is no escape */
  if (text == NULL || *text == '\0' || !g_utf8_validate (text, -1, NULL))
    return NULL;
  if (g_str_equal (text, ".") || g_str_equal (text, ".."))
    return NULL;
  return g_steal_pointer (&text);
}

/* (transfer full) (nullable): the decoded segments of @path */
static GPtrArray *
split_path (const char *path)
{
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func (g_free);

  if (*path != '/')
    return NULL;
  if (path[1] == '\0')
    return g_steal_pointer (&segments);
  for (const char *start = path + 1;;)
    {
      const char *end = strchrnul (start, '/');
      char *segment = decode_segment (start, (gsize) (end - start));

      if (segment == NULL)
        return NULL;
      g_ptr_array_add (segments, segment);
      if (*end == '\0')
        return g_steal_pointer (&segments);
      if (segments->len == SEGMENTS_MAX)
        return NULL;
      start = end + 1;
    }
}

static gboolean
segment_fits (const Segment *segment, const char *text)
{
  switch (segment->kind)
    {
    case SEGMENT_LITERAL:
      return g_str_equal (segment->text, text);
    case SEGMENT_SUFFIXED:
      return strlen (text) > strlen (segment->text) && g_str_has_suffix (text, segment->text);
    case SEGMENT_NAMED:
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
route_fits (const Route *route, GPtrArray *path)
{
  if (route->segments->len != path->len)
    return FALSE;
  for (guint i = 0; i < path->len; i++)
    {
      if (!segment_fits (&g_array_index (route->segments, Segment, i), path->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

/* Below 0 when @a is the better one of two that fit: the first segment in which they differ in kind decides. */
static int
route_compare (const Route *a, const Route *b)
{
  for (guint i = 0; i < a->segments->len; i++)
    {
      int difference = (int) g_array_index (a->segments, Segment, i).kind
                       - (int) g_array_index (b->segments, Segment, i).kind;

      if (difference != 0)
        return difference;
    }
  return 0;
}

static GHashTable *
route_params (const Route *route, GPtrArray *path)
{
  GHashTable *params = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < path->len; i++)
    {
      const Segment *segment = &g_array_index (route->segments, Segment, i);
      const char *text = path->pdata[i];

      if (segment->kind != SEGMENT_LITERAL)
        g_hash_table_insert (params, segment->name, g_strndup (text, strlen (text) - strlen (segment->text)));
    }
  return params;
}

/* "GET, HEAD, POST, OPTIONS": the methods of the routes with the pattern's shape of @best */
static char *
allowed_methods (const UsherRouter *self, const Route *best, GPtrArray *path)
{
  GString *allow = g_string_new (NULL);

  for (guint i = 0; i < self->routes->len; i++)
    {
      const Route *route = self->routes->pdata[i];

      if (!route_fits (route, path) || route_compare (route, best) != 0)
        continue;
      g_string_append_printf (allow, "%s, ", route->method);
      if (g_str_equal (route->method, "GET"))
        g_string_append (allow, "HEAD, ");
    }
  g_string_append (allow, "OPTIONS");
  return g_string_free (allow, FALSE);
}

/* The best route for @path, whatever its method; @with_method: the one among equals that has the method */
static const Route *
find_route (const UsherRouter *self, const char *method, GPtrArray *path, const Route **with_method)
{
  const Route *best = NULL;

  *with_method = NULL;
  for (guint i = 0; i < self->routes->len; i++)
    {
      const Route *route = self->routes->pdata[i];

      if (!route_fits (route, path))
        continue;
      if (best == NULL || route_compare (route, best) < 0)
        {
          best = route;
          *with_method = NULL;
        }
      if (route_compare (route, best) == 0 && g_str_equal (route->method, method))
        *with_method = route;
    }
  return best;
}

void
usher_router_match (const UsherRouter *self, const char *method, const char *path, UsherMatch *match)
{
  g_autoptr (GPtrArray) segments = split_path (path);
  const char *wanted = g_str_equal (method, "HEAD") ? "GET" : method;
  const Route *best = NULL;
  const Route *route = NULL;

  memset (match, 0, sizeof *match);
  match->kind = USHER_MATCH_NO_PATH;
  if (segments != NULL)
    best = find_route (self, wanted, segments, &route);
  if (best == NULL)
    return;
  match->pattern = best->pattern;
  if (route == NULL)
    {
      match->kind = USHER_MATCH_NO_METHOD;
      match->allow = allowed_methods (self, best, segments);
      return;
    }
  match->kind = USHER_MATCH_FOUND;
  match->pattern = route->pattern;
  match->max_body = route->max_body;
  match->handler = route->handler;
  match->data = route->data;
  match->params = route_params (route, segments);
}

void
usher_match_clear (UsherMatch *match)
{
  g_clear_pointer (&match->params, g_hash_table_unref);
  g_clear_pointer (&match->allow, g_free);
}
