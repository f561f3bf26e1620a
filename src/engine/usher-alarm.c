/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-alarm.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* The longest sleep: the heartbeat, and the turn at which zone data are looked at */
#define LOOK_ANYWAY (60 * (gint64) G_USEC_PER_SEC)
#define NS_PER_US   1000

/* The zone of the system, and a file that every update of the zone data writes */
static const char * const zone_files[] = {
  "/etc/localtime",
  "/etc/timezone",
  "/usr/share/zoneinfo/tzdata.zi",
  "/usr/share/zoneinfo/Etc/UTC",
};

struct _UsherAlarm {
  UsherClock *clock;
  void      (*rang) (gpointer);
  void      (*zones_changed) (gpointer);
  gpointer    data;

  int         fd;           /* timerfd on the wall clock */
  GSource    *source;
  guint64     zone_stamp;
};

/* A cheap fingerprint: names, sizes and times of those files */
static guint64
read_zone_stamp (void)
{
  guint64 stamp = 14695981039346656037u;   /* FNV-1a */

  for (guint i = 0; i < G_N_ELEMENTS (zone_files); i++)
    {
      struct stat st = { 0 };
      guint64 parts[4];

      if (stat (zone_files[i], &st) != 0)
        continue;
      parts[0] = (guint64) st.st_mtim.tv_sec;
      parts[1] = (guint64) st.st_mtim.tv_nsec;
      parts[2] = (guint64) st.st_size;
      parts[3] = (guint64) st.st_ino;
      for (guint k = 0; k < G_N_ELEMENTS (parts); k++)
        stamp = (stamp ^ parts[k]) * 1099511628211u;
    }
  return stamp;
}

static void
check_zones (UsherAlarm *self)
{
  guint64 stamp = read_zone_stamp ();

  if (stamp == self->zone_stamp)
    return;
  self->zone_stamp = stamp;
  tzset ();
  self->zones_changed (self->data);
}

/* TFD_TIMER_CANCEL_ON_SET: read() says ECANCELED when the wall clock was set, and when the machine woke from sleep
 * (timerfd_create(2)). An absolute timer on CLOCK_REALTIME rings at its moment also when that came during the sleep. */
static gboolean
on_timer (int fd, GIOCondition condition, gpointer data)
{
  UsherAlarm *self = data;
  guint64 expirations;
  gssize n = read (fd, &expirations, sizeof expirations);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n < 0 && errno == ECANCELED)
    {
      usher_alarm_set (self, USHER_NEVER);
      check_zones (self);
      usher_clock_notify_jump (self->clock);
      return G_SOURCE_CONTINUE;
    }
  check_zones (self);
  self->rang (self->data);
  return G_SOURCE_CONTINUE;
}

UsherAlarm *
usher_alarm_new (UsherClock *clock, void (*rang) (gpointer), void (*zones_changed) (gpointer), gpointer data)
{
  UsherAlarm *self = g_new0 (UsherAlarm, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->clock = g_object_ref (clock);
  self->rang = rang;
  self->zones_changed = zones_changed;
  self->data = data;
  self->fd = -1;
  self->zone_stamp = read_zone_stamp ();
  /* A settable clock moves only when it is set, and tells that itself. */
  if (usher_clock_is_settable (clock))
    return self;
  self->fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->fd < 0)
    g_error ("The system has no timers: %s", g_strerror (errno));
  self->source = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_static_name (self->source, "usher-alarm");
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_timer), self, NULL);
  g_source_attach (self->source, context);
  usher_alarm_set (self, USHER_NEVER);
  return self;
}

void
usher_alarm_free (UsherAlarm *self)
{
  if (self == NULL)
    return;
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_fd (&self->fd, NULL);
  g_object_unref (self->clock);
  g_free (self);
}

void
usher_alarm_set (UsherAlarm *self, UsherInstant moment)
{
  UsherInstant now = usher_clock_now (self->clock);
  struct itimerspec spec = { 0 };

  if (self->fd < 0)
    return;
  if (moment == USHER_NEVER || moment > now + LOOK_ANYWAY)
    moment = now + LOOK_ANYWAY;
  /* Zero would disarm it; a moment that has passed rings at once. */
  moment = MAX (moment, 1);
  spec.it_value.tv_sec = moment / G_USEC_PER_SEC;
  spec.it_value.tv_nsec = (moment % G_USEC_PER_SEC) * NS_PER_US;
  if (timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL) != 0)
    g_warning ("Could not set the timer: %s", g_strerror (errno));
}
