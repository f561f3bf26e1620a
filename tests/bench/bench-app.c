/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How soon the window is there and how smooth it stays, with a full house behind it. Each figure stands beside the bare thing, measured
 * in turns in the same run. Prints tables in Markdown; asserts that the work was really done, and nothing about time.
 *
 *   bench-app first-frame FOLDER [RUNS]       over a store (tests/bench/make-store); beside it a bare libadwaita window
 *   bench-app smooth FOLDER [MESSAGES]        frames while that many messages leave and 500 pages a second are asked for; beside it the
 *                                             same window at rest
 *
 * On a display: tests/support/with-display.py. */

#include <adwaita.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "usher-application.h"
#include "usher-bench-rows.h"
#include "usher-door.h"
#include "usher-load.h"
#include "usher-window.h"

#define RUNS_DEFAULT     5
#define MESSAGES_DEFAULT 100000
#define PAGES_PER_SECOND 500
#define SLICE_MS         100
#define REST_SECONDS     5
#define SEND_SECONDS     180

/* --- numbers ------------------------------------------------------------------------------------------------------- */

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
rank (GArray *values, double share)
{
  g_assert_cmpuint (values->len, >, 0);
  g_array_sort (values, compare);
  return g_array_index (values, double, (guint) ((values->len - 1) * share));
}

static double
milliseconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

/* --- the first frame ----------------------------------------------------------------------------------------------- */

typedef struct {
  gint64   start;         /* when the parent asked for the program; the same clock in all processes */
  double   first_frame;
  double   first_page;    /* the page behind it, with what it shows */
  gboolean bare;
} Start;

static void
painted (GdkFrameClock *clock, Start *start)
{
  if (start->first_frame == 0)
    start->first_frame = milliseconds_since (start->start);
}

static void
watch_first_frame (GtkWidget *window, Start *start)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  if (!clock)
    return;
  g_signal_handlers_disconnect_by_func (window, watch_first_frame, start);
  g_signal_connect (clock, "after-paint", G_CALLBACK (painted), start);
}

static void
window_added (GtkApplication *application, GtkWindow *window, Start *start)
{
  g_signal_connect (window, "realize", G_CALLBACK (watch_first_frame), start);
}

static void
bare_activate (GtkApplication *application, gpointer data)
{
  GtkWidget *window = adw_application_window_new (application);

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), gtk_label_new ("bare"));
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 760);
  gtk_window_present (GTK_WINDOW (window));
}

/* A frame after the engine runs: the section's page is there, and its loader has asked. */
static gboolean
look_for_page (gpointer data)
{
  Start *start = data;
  GApplication *application = g_application_get_default ();
  UsherClient *client = start->bare ? NULL : usher_application_get_client (USHER_APPLICATION (application));

  if (start->first_frame == 0 || (client && !usher_client_is_running (client)))
    return G_SOURCE_CONTINUE;
  start->first_page = milliseconds_since (start->start);
  g_application_quit (application);
  return G_SOURCE_REMOVE;
}

static int
child_start (const char *kind, const char *since, const char *folder)
{
  UsherOptions options = { .data_dir = (char *) folder, .public_listen = (char *) "127.0.0.1:0",
                           .control_listen = (char *) "127.0.0.1:0", .test_clock = USHER_NEVER };
  g_autofree char *token = g_build_filename (folder, "control-token", NULL);
  Start start = { .start = g_ascii_strtoll (since, NULL, 10), .bare = g_str_equal (kind, "bare") };
  g_autoptr (GApplication) application = NULL;

  options.token_file = token;
  application = start.bare ? G_APPLICATION (adw_application_new ("org.example.Bare", G_APPLICATION_NON_UNIQUE))
                           : G_APPLICATION (usher_application_new (&options));
  if (start.bare)
    g_signal_connect (application, "activate", G_CALLBACK (bare_activate), NULL);
  g_signal_connect (application, "window-added", G_CALLBACK (window_added), &start);
  g_timeout_add (2, look_for_page, &start);
  g_application_run (application, 0, NULL);
  printf ("%.1f %.1f\n", start.first_frame, start.first_page);
  return 0;
}

static void
run_child (const char *program, const char *kind, const char *folder, GArray *frames, GArray *pages)
{
  g_autofree char *since = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  const char *argv[] = { program, "child-start", kind, since, folder, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  double frame, page;
  int status;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, &error)
      || !g_spawn_check_wait_status (status, &error))
    g_error ("%s", error->message);
  g_assert_cmpint (sscanf (output, "%lf %lf", &frame, &page), ==, 2);
  g_assert_cmpfloat (frame, >, 0);
  g_array_append_val (frames, frame);
  g_array_append_val (pages, page);
}

static int
first_frame (const char *program, const char *folder, int runs)
{
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) bare_frames = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) bare_pages = g_array_new (FALSE, FALSE, sizeof (double));

  for (int i = 0; i < runs; i++)
    {
      run_child (program, "usher", folder, frames, pages);
      run_child (program, "bare", folder, bare_frames, bare_pages);
    }
  printf ("| from the start of the program, ms | median | worst | beside it, a bare window | ratio |\n| --- | ---: | ---: | ---: | ---: |\n");
  printf ("| first frame | %.0f | %.0f | %.0f | **%.2f** |\n", rank (frames, 0.5), rank (frames, 1), rank (bare_frames, 0.5),
          rank (frames, 0.5) / rank (bare_frames, 0.5));
  printf ("| engine runs, page asked for | %.0f | %.0f | | |\n", rank (pages, 0.5), rank (pages, 1));
  return 0;
}

/* --- smooth frames ------------------------------------------------------------------------------------------------- */

typedef struct {
  GArray *gaps;      /* ms between two paints */
  gint64  last;
} Frames;

static void
frame_painted (GdkFrameClock *clock, Frames *frames)
{
  gint64 now = g_get_monotonic_time ();
  double gap = (double) (now - frames->last) / 1000;

  if (frames->last != 0)
    g_array_append_val (frames->gaps, gap);
  frames->last = now;
}

/* Else no frame is painted while nothing moves */
static gboolean
keep_painting (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static void
report (const char *what, Frames *frames)
{
  guint late = 0;

  for (guint i = 0; i < frames->gaps->len; i++)
    late += g_array_index (frames->gaps, double, i) > 50;
  printf ("| %s | %u | %.1f | %.1f | %.1f | %u |\n", what, frames->gaps->len, rank (frames->gaps, 0.5), rank (frames->gaps, 0.99),
          rank (frames->gaps, 1), late);
  g_array_set_size (frames->gaps, 0);
  frames->last = 0;
}

static void
iterate_until (gint64 until)
{
  while (g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static void
done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

static void
write_page (GString *out, guint i, gpointer path)
{
  g_string_append_printf (out, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", (const char *) path);
}

/* A process of its own: what it needs of the processors is not the window's. */
static int
child_load (const char *port, const char *path, const char *seconds)
{
  UsherLoad load = { .port = (guint16) atoi (port), .requests = PAGES_PER_SECOND * SLICE_MS / 1000, .connections = 10,
                     .per_connection = 100, .write = write_page, .data = (gpointer) path, .status = 200 };
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < atoi (seconds) * 1000 / SLICE_MS; i++)
    {
      gint64 next = start + (gint64) i * SLICE_MS * 1000, now = g_get_monotonic_time ();

      if (next > now)
        g_usleep ((gulong) (next - now));
      usher_load_run (&load);
    }
  return 0;
}

static UsherEvent *
make_event (UsherEngine *engine)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) start = g_date_time_add_days (now, 20);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  UsherEvent *event;

  g_set_str (&draft->title, "A Full House");
  g_free (draft->starts_at);
  draft->starts_at = g_date_time_format (start, "%Y-%m-%dT%H:%M");
  g_set_str (&draft->time_zone, "UTC");
  usher_engine_create_event_async (engine, draft, NULL, "bench", NULL, done, &pending);
  result = await (&pending);
  event = usher_engine_create_event_finish (engine, result, &error);
  g_assert_no_error (error);
  return event;
}

static void
start_client (UsherClient *client)
{
  usher_client_start (client);
  while (usher_client_get_state (client) == USHER_CLIENT_STARTING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (usher_client_is_running (client));
}

static gboolean
all_sent (UsherEngine *engine, gint64 event_id, guint messages)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = usher_engine_list_notifications (engine, event_id, FALSE, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    {
      const UsherNotification *n = list->pdata[i];

      if (n->sent >= (int) messages)
        return TRUE;
    }
  return FALSE;
}

static guint16
public_port (UsherEngine *engine)
{
  g_autofree char *url = usher_engine_dup_public_url (engine);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return (guint16) g_uri_get_port (uri);
}

/* Looks once a second, on this thread: what it costs counts against the window, not for it. */
static double
send_all (UsherEngine *engine, const UsherEvent *event, guint messages)
{
  g_autoptr (UsherNotification) notification = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  gint64 start = g_get_monotonic_time ();

  usher_engine_send_now_async (engine, event->id, 0, NULL, "bench", NULL, done, &pending);
  result = await (&pending);
  notification = usher_engine_send_now_finish (engine, result, &error);
  g_assert_no_error (error);
  while (!all_sent (engine, event->id, messages))
    {
      g_assert_cmpfloat (milliseconds_since (start), <, SEND_SECONDS * 1000);
      iterate_until (g_get_monotonic_time () + G_USEC_PER_SEC);
    }
  return milliseconds_since (start) / 1000;
}

static GPid
spawn_load (const char *program, guint16 port, const UsherEvent *event)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autofree char *path = g_strdup_printf ("/register/%s", event->slug);
  g_autofree char *seconds = g_strdup_printf ("%d", SEND_SECONDS);
  const char *argv[] = { program, "child-load", number, path, seconds, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  if (!g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &pid, &error))
    g_error ("%s", error->message);
  return pid;
}

static void
measure (const char *program, UsherClient *client, UsherWindow *window, const UsherEvent *event, guint messages)
{
  UsherEngine *engine = usher_client_get_engine (client);
  Frames frames = { g_array_new (FALSE, FALSE, sizeof (double)) };
  double seconds;
  GPid load;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-event", "x", event->id);
  iterate_until (g_get_monotonic_time () + 2 * G_USEC_PER_SEC);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint", G_CALLBACK (frame_painted), &frames);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), keep_painting, NULL, NULL);
  printf ("| frames, ms apart | count | median | 99 of 100 | worst | over 50 |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
  iterate_until (g_get_monotonic_time () + REST_SECONDS * G_USEC_PER_SEC);
  report ("at rest", &frames);
  load = spawn_load (program, public_port (engine), event);
  seconds = send_all (engine, event, messages);
  report ("while messages leave and pages are served", &frames);
  kill (load, SIGTERM);
  printf ("\n%u messages left in %.1f s, %d registration pages a second were asked for meanwhile; the event's page was shown.\n",
          messages, seconds, PAGES_PER_SECOND);
  g_array_unref (frames.gaps);
}

static int
smooth (const char *program, const char *folder, guint messages)
{
  UsherOptions options = { .data_dir = (char *) folder, .public_listen = (char *) "127.0.0.1:0",
                           .control_listen = (char *) "127.0.0.1:0", .test_clock = USHER_NEVER };
  g_autofree char *token = g_build_filename (folder, "control-token", NULL);
  g_autoptr (GtkApplication) application = NULL;
  g_autoptr (UsherClient) client = NULL;
  g_autoptr (UsherEvent) event = NULL;
  UsherWindow *window;

  options.token_file = token;
  application = GTK_APPLICATION (adw_application_new (USHER_APPLICATION_ID, G_APPLICATION_NON_UNIQUE));
  g_application_set_resource_base_path (G_APPLICATION (application), "/io/github/usherlive/Usher");
  g_application_register (G_APPLICATION (application), NULL, NULL);
  client = usher_client_new (&options);
  start_client (client);
  event = make_event (usher_client_get_engine (client));
  usher_client_stop (client);
  usher_bench_seed (folder, event->id, messages);
  start_client (client);

  window = usher_window_new (application, client);
  gtk_window_present (GTK_WINDOW (window));
  measure (program, client, window, event, messages);
  gtk_window_destroy (GTK_WINDOW (window));
  usher_client_stop (client);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "child-start"))
    return child_start (argv[2], argv[3], argv[4]);
  if (argc == 5 && g_str_equal (argv[1], "child-load"))
    return child_load (argv[2], argv[3], argv[4]);
  adw_init ();
  if (argc >= 3 && g_str_equal (argv[1], "first-frame"))
    return first_frame (argv[0], argv[2], argc > 3 ? atoi (argv[3]) : RUNS_DEFAULT);
  if (argc >= 3 && g_str_equal (argv[1], "smooth"))
    return smooth (argv[0], argv[2], argc > 3 ? (guint) atoi (argv[3]) : MESSAGES_DEFAULT);
  fprintf (stderr, "usage: bench-app first-frame FOLDER [RUNS] | smooth FOLDER [MESSAGES]\n");
  return 2;
}
