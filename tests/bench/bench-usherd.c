/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast a real usherd is, and next to what: each figure stands beside the bare thing that it is made of, measured in turns in
 * the same run on the same disk, so that the ratio says something on any machine. Prints a table in Markdown; asserts that
 * the work was really done, and nothing about time.
 *
 *   bench-usherd [RECIPIENTS [RUNS]]      (100000, 3)
 *
 * Environment: USHERD and USHER_BARE_SERVER, the programs; TMPDIR, the disk. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "usher-api-client.h"
#include "usher-bench-rows.h"
#include "usher-load.h"
#include "usher-process.h"

#define GETS        8000
#define POSTS       4000
#define COMMITS     2000
#define ROWS_PER_COMMIT 1000
#define CONNECTIONS 16
/* As many as usherd answers on one, so that the bare server sees the same number of new connections */
#define PER_CONNECTION 200
#define RUNS_MAX    9
/* Until a form counts as typed, and some */
#define TYPING_USEC (1200 * 1000)
#define DRAIN_SECONDS 60
#define SEND_SECONDS  120
#define LOOK_USEC     (20 * 1000)

enum { FIGURE_GET, FIGURE_POST, FIGURE_SEND, BARE_GET, BARE_POST, BARE_COMMIT, BARE_ROWS, FILLING, N_SERIES };

typedef struct {
  char         *folder;
  guint         recipients;
  guint         runs;
  double        series[N_SERIES][RUNS_MAX];
  guint         n[N_SERIES];
  GString      *latency;       /* lines for the table's notes */
  gsize         page_bytes;
  gint64        rest_kb, load_kb, load_peak_kb, send_kb, send_peak_kb;
} Bench;

typedef struct {
  UsherProcess   *process;
  UsherApiClient *api;
  char           *folder;
  guint16         port;      /* of the public door */
} Daemon;

/* What the requests of a load are made of */
typedef struct {
  guint16     port;
  const char *path;
  char       *token;
  guint       run;
} Visit;

static void
add (Bench *bench, int series, double value)
{
  bench->series[series][bench->n[series]++] = value;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (const double *values, guint n)
{
  double sorted[RUNS_MAX];

  memcpy (sorted, values, n * sizeof *sorted);
  qsort (sorted, n, sizeof *sorted, compare);
  return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* --- programs ------------------------------------------------------------------------------------------------------ */

static guint16
port_of (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  g_assert (uri != NULL);
  return (guint16) g_uri_get_port (uri);
}

static Daemon *
daemon_start (const char *folder)
{
  const char *argv[] = { g_getenv ("USHERD"), "--data-dir", folder, "--public-listen", "127.0.0.1:0", "--control-listen",
                         "127.0.0.1:0", NULL };
  Daemon *self = g_new0 (Daemon, 1);
  g_autofree char *token_file = g_build_filename (folder, "control-token", NULL);
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_strdup (folder);
  self->process = usher_process_start (argv, NULL, "data", &error);
  g_assert_no_error (error);
  self->port = port_of (usher_process_get (self->process, "public"));
  g_file_get_contents (token_file, &token, NULL, &error);
  g_assert_no_error (error);
  self->api = usher_api_client_new (usher_process_get (self->process, "control"), g_strstrip (token));
  return self;
}

static void
daemon_stop (Daemon *self)
{
  g_assert_cmpint (usher_process_stop (self->process), ==, 0);
  usher_process_free (self->process);
  usher_api_client_free (self->api);
  g_free (self->folder);
  g_free (self);
}

/* @field: "VmRSS:" or "VmHWM:" */
static gint64
memory_kb (Daemon *daemon, const char *field)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", usher_process_get_identifier (daemon->process));
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents (path, &status, NULL, NULL);
  line = status != NULL ? strstr (status, field) : NULL;
  return line != NULL ? g_ascii_strtoll (line + strlen (field), NULL, 10) : -1;
}

static char *
make_event (Daemon *daemon, gint64 *id)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) start = g_date_time_add_days (now, 14);
  g_autofree char *when = g_date_time_format (start, "%Y-%m-%dT%H:%M");
  g_autofree char *body = g_strdup_printf ("{\"title\": \"An evening to measure\", \"description\": \"With **words** in it.\", "
                                           "\"starts_at\": \"%s\", \"time_zone\": \"Europe/Berlin\", \"duration_minutes\": 60, "
                                           "\"channels\": {\"email\": true, \"sms\": false}}", when);
  g_autoptr (JsonNode) event = usher_api_call (daemon->api, "POST", "/api/events/create", body, 201);

  *id = g_ascii_strtoll (usher_api_text (event, "id"), NULL, 10);
  return g_strconcat ("/register/", usher_api_text (event, "slug"), NULL);
}

/* --- the page and its form ------------------------------------------------------------------------------------------ */

static void
write_get (GString *out, guint i, gpointer data)
{
  const Visit *visit = data;

  g_string_append_printf (out, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUser-Agent: bench\r\nAccept: text/html\r\n"
                          "Accept-Language: en\r\n\r\n", visit->path, visit->port);
}

static void
write_post (GString *out, guint i, gpointer data)
{
  const Visit *visit = data;
  char body[512];
  int length = g_snprintf (body, sizeof body, "form_token=%s&time_zone=Europe%%2FBerlin&first_name=Guest&last_name=No.+%u"
                           "&email=guest%u.%u%%40example.org&email_opt_in=1&country=DE&phone=&website=",
                           visit->token, i, visit->run, i);

  g_string_append_printf (out, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUser-Agent: bench\r\nAccept: text/html\r\n"
                          "Accept-Language: en\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
                          visit->path, visit->port, length, body);
}

static UsherLoadResult
load (const Visit *visit, gboolean post, guint requests)
{
  UsherLoad what = { .port = visit->port, .requests = requests, .connections = CONNECTIONS, .per_connection = PER_CONNECTION,
                     .write = post ? write_post : write_get, .data = (gpointer) visit, .status = post ? 303 : 200 };

  return usher_load_run (&what);
}

/* The form's token, old enough to be believed */
static char *
fetch_token (const Visit *visit)
{
  static const char mark[] = "name=\"form_token\" value=\"";
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", visit->port, NULL, NULL);
  g_autoptr (GString) request = g_string_new (NULL);
  g_autoptr (GString) answer = g_string_new (NULL);
  const char *token;
  char buffer[8192];
  gssize n;

  g_string_append_printf (request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n\r\n", visit->path, visit->port);
  g_assert (connection != NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request->str, request->len, NULL, NULL, NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (answer, buffer, n);
  token = strstr (answer->str, mark);
  g_assert (token != NULL);
  token += strlen (mark);
  g_usleep (TYPING_USEC);
  return g_strndup (token, strcspn (token, "\""));
}

/* The confirmations of a run are sent before the next thing is measured. */
static void
wait_for_empty_queue (Daemon *daemon)
{
  for (int i = 0; i < DRAIN_SECONDS * 10; i++)
    {
      g_autoptr (JsonNode) status = usher_api_call (daemon->api, "GET", "/api/status", NULL, 200);

      if (usher_api_int (status, "queue.queued") + usher_api_int (status, "queue.claimed") == 0)
        return;
      g_usleep (100 * 1000);
    }
  g_error ("the confirmations were not sent within %d s", DRAIN_SECONDS);
}

static void
note_latency (Bench *bench, const char *what, const UsherLoadResult *result)
{
  g_string_append_printf (bench->latency, "- %s: half of the answers within %.1f ms, 99 of 100 within %.1f ms\n", what,
                          result->median_ms, result->p99_ms);
}

static void
measure_page (Bench *bench, Daemon *daemon, gint64 event_id, Visit *visit, Visit *bare, guint run)
{
  g_autoptr (UsherLook) look = usher_look_new (daemon->folder);
  UsherLoadResult result;

  visit->run = run;
  add (bench, BARE_GET, load (bare, FALSE, GETS).per_second);
  result = load (visit, FALSE, GETS);
  add (bench, FIGURE_GET, result.per_second);
  if (run == bench->runs - 1)
    note_latency (bench, "GET", &result);
  add (bench, BARE_COMMIT, usher_bare_inserts (bench->folder, COMMITS, 1));
  add (bench, BARE_POST, load (bare, TRUE, POSTS).per_second);
  result = load (visit, TRUE, POSTS);
  add (bench, FIGURE_POST, result.per_second);
  if (run == bench->runs - 1)
    note_latency (bench, "POST", &result);
  /* A form that fell into a trap gets the same answer as one that counts. */
  g_assert_cmpint (usher_look_int (look, "SELECT count(*) FROM registration WHERE event_id = ?", event_id), ==,
                   (gint64) POSTS * (run + 1));
  bench->load_kb = memory_kb (daemon, "VmRSS:");
  bench->load_peak_kb = memory_kb (daemon, "VmHWM:");
  wait_for_empty_queue (daemon);
}

static void
bench_page (Bench *bench)
{
  g_autofree char *folder = g_build_filename (bench->folder, "page", NULL);
  Daemon *daemon = daemon_start (folder);
  g_autofree char *bytes = NULL;
  const char *argv[] = { g_getenv ("USHER_BARE_SERVER"), NULL, NULL };
  g_autoptr (UsherProcess) bare_server = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  gint64 event_id;
  Visit visit = { .port = daemon->port }, bare = { .path = "/register/x" };

  visit.path = path = make_event (daemon, &event_id);
  bench->page_bytes = load (&visit, FALSE, 1).body_bytes;
  bench->rest_kb = memory_kb (daemon, "VmRSS:");
  argv[1] = bytes = g_strdup_printf ("%" G_GSIZE_FORMAT, bench->page_bytes);
  bare_server = usher_process_start (argv, NULL, "bare", &error);
  g_assert_no_error (error);
  bare.port = port_of (usher_process_get (bare_server, "bare"));
  visit.token = bare.token = fetch_token (&visit);
  for (guint run = 0; run < bench->runs; run++)
    measure_page (bench, daemon, event_id, &visit, &bare, run);
  g_free (visit.token);
  daemon_stop (daemon);
}

/* --- a reminder to many --------------------------------------------------------------------------------------------- */

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autoptr (GFile) source_file = g_file_new_for_path (source);
      g_autoptr (GFile) target_file = g_file_new_for_path (target);
      g_autoptr (GError) error = NULL;

      g_file_copy (source_file, target_file, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

/* From the call that sends it to the moment when its last delivery is settled and it counts as sent */
static void
measure_send (Bench *bench, const char *seed, gint64 event_id)
{
  g_autofree char *folder = g_build_filename (bench->folder, "send", NULL);
  g_autofree char *path = g_strdup_printf ("/api/events/%" G_GINT64_FORMAT "/notifications/send", event_id);
  g_autoptr (JsonNode) notification = NULL;
  UsherLook *look;
  Daemon *daemon;
  gint64 id, began, filled = 0, now, ended = 0;

  copy_folder (seed, folder);
  daemon = daemon_start (folder);
  look = usher_look_new (folder);
  began = g_get_monotonic_time ();
  notification = usher_api_call (daemon->api, "POST", path, "{}", 202);
  id = g_ascii_strtoll (usher_api_text (notification, "id"), NULL, 10);
  while (ended == 0)
    {
      gint64 state = usher_look_int (look, "SELECT complete + 2 * (status = 'sent') FROM notification WHERE id = ?", id);

      now = g_get_monotonic_time ();
      if (filled == 0 && (state & 1))
        filled = now;
      if (state & 2)
        ended = now;
      else if (now - began > SEND_SECONDS * (gint64) G_USEC_PER_SEC)
        g_error ("%u recipients were not served within %d s", bench->recipients, SEND_SECONDS);
      else
        g_usleep (LOOK_USEC);
    }
  add (bench, FIGURE_SEND, bench->recipients / ((double) (ended - began) / G_USEC_PER_SEC));
  add (bench, FILLING, (double) (filled - began) / G_USEC_PER_SEC);
  g_assert_cmpint (usher_look_int (look, "SELECT count(*) FROM delivery WHERE notification_id = ? "
                                   "AND status IN ('accepted', 'delivered')", id), ==, bench->recipients);
  g_assert_cmpint (usher_look_int (look, "SELECT count(*) FROM outbox_message", 0), ==, bench->recipients);
  bench->send_kb = memory_kb (daemon, "VmRSS:");
  bench->send_peak_kb = memory_kb (daemon, "VmHWM:");
  usher_look_free (look);
  daemon_stop (daemon);
  remove_folder (folder);
}

static void
bench_send (Bench *bench)
{
  g_autofree char *seed = g_build_filename (bench->folder, "seed", NULL);
  Daemon *daemon = daemon_start (seed);
  gint64 event_id;

  g_free (make_event (daemon, &event_id));
  daemon_stop (daemon);
  usher_bench_seed (seed, event_id, bench->recipients);
  for (guint run = 0; run < bench->runs; run++)
    {
      add (bench, BARE_ROWS, usher_bare_inserts (bench->folder, bench->recipients, ROWS_PER_COMMIT));
      measure_send (bench, seed, event_id);
    }
}

/* --- the table ------------------------------------------------------------------------------------------------------ */

static void
print_row (const Bench *bench, const char *name, int figure, const char *reference_name, int reference)
{
  double ratios[RUNS_MAX];

  printf ("| %s | %.0f (", name, median (bench->series[figure], bench->runs));
  for (guint i = 0; i < bench->runs; i++)
    {
      g_print ("%s%.0f", i > 0 ? ", " : "", bench->series[figure][i]);
      ratios[i] = bench->series[figure][i] / bench->series[reference][i];
    }
  printf (") | %s | %.0f (", reference_name, median (bench->series[reference], bench->runs));
  for (guint i = 0; i < bench->runs; i++)
    printf ("%s%.0f", i > 0 ? ", " : "", bench->series[reference][i]);
  printf (") | **%.3f**", median (ratios, bench->runs));
  qsort (ratios, bench->runs, sizeof *ratios, compare);
  printf (" (%.3f to %.3f) |\n", ratios[0], ratios[bench->runs - 1]);
}

static void
print_table (const Bench *bench)
{
  printf ("| figure, per second | median (runs) | beside it, per second | median (runs) | ratio |\n"
          "| --- | ---: | --- | ---: | ---: |\n");
  print_row (bench, "registration page, GET", FIGURE_GET, "bare libsoup handler, as many bytes", BARE_GET);
  print_row (bench, "registration, POST", FIGURE_POST, "SQLite: one INSERT, one commit", BARE_COMMIT);
  print_row (bench, "registration, POST", FIGURE_POST, "bare libsoup handler that redirects", BARE_POST);
  print_row (bench, "deliveries of a reminder", FIGURE_SEND, "SQLite: INSERTs, 1,000 in a commit", BARE_ROWS);
  printf ("\n- the page: %" G_GSIZE_FORMAT " bytes\n%s", bench->page_bytes, bench->latency->str);
  printf ("- %u deliveries: all made after %.1f s, all settled after %.1f s\n", bench->recipients,
           median (bench->series[FILLING], bench->runs), bench->recipients / median (bench->series[FIGURE_SEND], bench->runs));
  printf ("\n| memory of usherd | resident | peak |\n| --- | ---: | ---: |\n");
  printf ("| at rest, one page shown | %.1f MiB | |\n", (double) bench->rest_kb / 1024);
  printf ("| after %u pages and %u registrations | %.1f MiB | %.1f MiB |\n", GETS * bench->runs, POSTS * bench->runs,
           (double) bench->load_kb / 1024, (double) bench->load_peak_kb / 1024);
  printf ("| another one, after %u deliveries | %.1f MiB | %.1f MiB |\n", bench->recipients, (double) bench->send_kb / 1024,
           (double) bench->send_peak_kb / 1024);
}

int
main (int argc, char **argv)
{
  Bench bench = { .latency = g_string_new (NULL) };
  g_autoptr (GError) error = NULL;

  bench.recipients = argc > 1 ? (guint) CLAMP (atoi (argv[1]), 1, 10000000) : 100000;
  bench.runs = argc > 2 ? (guint) CLAMP (atoi (argv[2]), 1, RUNS_MAX) : 3;
  bench.folder = g_dir_make_tmp ("usher-bench-XXXXXX", &error);
  if (bench.folder == NULL || g_getenv ("USHERD") == NULL || g_getenv ("USHER_BARE_SERVER") == NULL)
    g_error ("USHERD, USHER_BARE_SERVER and a folder for temporary files are wanted");
  bench_page (&bench);
  bench_send (&bench);
  print_table (&bench);
  remove_folder (bench.folder);
  g_free (bench.folder);
  g_string_free (bench.latency, TRUE);
  return 0;
}
