/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A real engine on its own thread, in a folder of its own, with a clock that stands still until it is told; and a window over it.
 * Warnings are fatal. Animations are off. */

#include "usher-client.h"
#include "usher-window.h"

G_BEGIN_DECLS

/* 2026-11-01 12:00 UTC, as in the engine's tests */
#define USHER_APP_NOW (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)

typedef struct {
  char         *folder;
  UsherOptions *options;
  UsherClient  *client;
  UsherWindow  *window;     /* (nullable): after usher_app_fixture_open_window() */
} UsherAppFixture;

/* In main(), instead of g_test_init(): displays, styles and resources, too */
void             usher_app_test_init           (int *argc, char ***argv);

/* From now on libadwaita's warning that something is larger than its place is counted and does not end the program; NULL: ends it again */
void             usher_app_count_overflows     (guint *count);

/* The engine runs when this returns. */
UsherAppFixture *usher_app_fixture_new         (void);
UsherAppFixture *usher_app_fixture_new_at      (UsherInstant now);
/* Closes the window, stops the engine, deletes the folder */
void             usher_app_fixture_free        (UsherAppFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherAppFixture, usher_app_fixture_free)

UsherWindow     *usher_app_fixture_open_window (UsherAppFixture *self, int width, int height);
UsherEngine     *usher_app_fixture_engine      (UsherAppFixture *self);
void             usher_app_fixture_advance     (UsherAppFixture *self, gint64 microseconds);
/* "Show", in two weeks at 20:00 in Berlin, by e-mail and SMS, eight reminders; and a viewer of it */
UsherEvent      *usher_app_fixture_event       (UsherAppFixture *self, const char *title);
UsherRegistration *usher_app_fixture_viewer    (UsherAppFixture *self, gint64 event_id, const char *first_name, const char *email);

/* Waiting: bounded (a minute), asserts that it came true */
typedef gboolean (*UsherCondition) (gpointer data);
void             usher_app_wait                (UsherCondition condition, gpointer data);
#define usher_app_wait_for(expression) \
  G_STMT_START { \
    gint64 _until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC; \
    while (!(expression) && g_get_monotonic_time () < _until) \
      usher_app_iterate (); \
    g_assert_true (expression); \
  } G_STMT_END
void             usher_app_iterate             (void);            /* one turn of the main loop, at most 10 ms */
void             usher_app_settle              (int milliseconds); /* lets frames and answers come for that long */
/* For asynchronous calls: usher_app_callback with a GAsyncResult ** as user data, then usher_app_await() (transfer full) */
void             usher_app_callback            (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult    *usher_app_await               (GAsyncResult **result);

/* Looking: depth first, only what is mapped; NULL: none. By type, and by what a screen reader or a person reads on it */
GtkWidget       *usher_app_find                (GtkWidget *root, GType type);
GtkWidget       *usher_app_find_label          (GtkWidget *root, const char *text);    /* a GtkLabel that says exactly this */
GtkWidget       *usher_app_find_button         (GtkWidget *root, const char *label);   /* a button with that label or tooltip */
gboolean         usher_app_sees                (GtkWidget *root, const char *text);    /* some label contains it */
/* Writes a picture of @widget where USHER_TEST_PICTURES names a folder; else nothing */
void             usher_app_picture             (GtkWidget *widget, const char *name);

G_END_DECLS
