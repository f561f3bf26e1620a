/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server that answers nothing for so long has failed. */
#define PATIENCE_MS 20000
#define READ_BYTES  (64 * 1024)
#define FIRST_ADDRESS 0x7f400000u   /* 127.64.0.0 */
#define ADDRESS_MASK  0x003fffffu

typedef struct {
  int      fd;
  guint    answered;
  GString *out;
  gsize    sent;
  GString *head;        /* of the answer, while it is not complete */
  gsize    body_left;
  gboolean in_body;
  gboolean closes;      /* the server said so */
  gint64   began;
} Connection;

typedef struct {
  const UsherLoad *load;
  int              epoll;
  guint            next;       /* request */
  guint            done;
  gsize            body_bytes;
  GArray          *times;      /* (element-type gint64): microseconds */
  char            *buffer;
} Run;

static guint32 last_address;

/* Never the same address twice in a run of the program: there are four million. */
static int
connect_from_new_address (guint16 port)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;
  struct sockaddr_in from = { .sin_family = AF_INET }, to = { .sin_family = AF_INET, .sin_port = htons (port) };

  last_address++;
  if ((last_address & 0xff) == 0 || (last_address & 0xff) == 0xff)
    last_address = (last_address | 0xff) + 2;
  from.sin_addr.s_addr = htonl (FIRST_ADDRESS | (last_address & ADDRESS_MASK));
  to.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (fd < 0 || bind (fd, (struct sockaddr *) &from, sizeof from) < 0 || connect (fd, (struct sockaddr *) &to, sizeof to) < 0)
    g_error ("no connection to port %u: %s", port, g_strerror (errno));
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static void
write_out (Connection *c)
{
  gssize n = send (c->fd, c->out->str + c->sent, c->out->len - c->sent, MSG_NOSIGNAL);

  /* A request is smaller than any socket buffer. */
  if (n < 0 || (gsize) n != c->out->len - c->sent)
    g_error ("a request could not be sent: %s", g_strerror (errno));
  c->sent = c->out->len;
}

static void
begin_request (Run *run, Connection *c)
{
  g_string_truncate (c->out, 0);
  g_string_truncate (c->head, 0);
  c->sent = 0;
  c->in_body = FALSE;
  run->load->write (c->out, run->next++, run->load->data);
  c->began = g_get_monotonic_time ();
  write_out (c);
}

static void
reconnect (Run *run, Connection *c)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };

  if (c->fd >= 0)
    close (c->fd);
  c->fd = connect_from_new_address (run->load->port);
  c->answered = 0;
  c->closes = FALSE;
  if (epoll_ctl (run->epoll, EPOLL_CTL_ADD, c->fd, &event) < 0)
    g_error ("epoll: %s", g_strerror (errno));
}

/* (nullable): what stands behind "\r\nNAME:" */
static const char *
find_header (const char *head, const char *name)
{
  gsize length = strlen (name);

  for (const char *line = strstr (head, "\r\n"); line != NULL; line = strstr (line + 2, "\r\n"))
    if (g_ascii_strncasecmp (line + 2, name, length) == 0 && line[2 + length] == ':')
      return line + 2 + length + 1 + strspn (line + 2 + length + 1, " ");
  return NULL;
}

static void
read_head (Run *run, Connection *c)
{
  const char *length = find_header (c->head->str, "Content-Length");
  const char *connection = find_header (c->head->str, "Connection");
  guint status = c->head->len > 12 ? (guint) strtoul (c->head->str + 9, NULL, 10) : 0;

  if (status != run->load->status)
    g_error ("an answer was %u and not %u:\n%.300s", status, run->load->status, c->head->str);
  if (length == NULL && find_header (c->head->str, "Transfer-Encoding") != NULL)
    g_error ("an answer without Content-Length is more than this program reads");
  c->body_left = length != NULL ? strtoul (length, NULL, 10) : 0;
  c->closes = connection != NULL && g_ascii_strncasecmp (connection, "close", 5) == 0;
  c->in_body = TRUE;
  run->body_bytes = c->body_left;
}

static void
take_bytes (Run *run, Connection *c, const char *bytes, gsize n)
{
  if (!c->in_body)
    {
      gsize before = c->head->len;
      const char *end;
      gsize of_head;

      g_string_append_len (c->head, bytes, (gssize) n);
      end = strstr (c->head->str + (before > 3 ? before - 3 : 0), "\r\n\r\n");
      if (end == NULL)
        return;
      of_head = (gsize) (end + 4 - c->head->str);
      n -= of_head - before;
      g_string_truncate (c->head, of_head);
      read_head (run, c);
    }
  if (n > c->body_left)
    g_error ("an answer is longer than it says");
  c->body_left -= n;
}

static void
end_answer (Run *run, Connection *c)
{
  gint64 took = g_get_monotonic_time () - c->began;

  g_array_append_val (run->times, took);
  run->done++;
  c->answered++;
  if (run->next >= run->load->requests)
    return;
  if (c->closes || c->answered >= run->load->per_connection)
    reconnect (run, c);
  begin_request (run, c);
}

static void
read_in (Run *run, Connection *c)
{
  gssize n = recv (c->fd, run->buffer, READ_BYTES, MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  /* One that has answered all that it was asked may go. */
  if (n <= 0 && c->in_body && c->body_left == 0)
    {
      epoll_ctl (run->epoll, EPOLL_CTL_DEL, c->fd, NULL);
      return;
    }
  if (n <= 0)
    g_error ("a connection was closed without an answer, after %u", c->answered);
  take_bytes (run, c, run->buffer, (gsize) n);
  if (c->in_body && c->body_left == 0)
    end_answer (run, c);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
percentile_ms (GArray *sorted, double part)
{
  return (double) g_array_index (sorted, gint64, (guint) (part * (sorted->len - 1))) / 1000;
}

static void
drive (Run *run)
{
  struct epoll_event events[64];

  while (run->done < run->load->requests)
    {
      int n = epoll_wait (run->epoll, events, G_N_ELEMENTS (events), PATIENCE_MS);

      if (n == 0)
        g_error ("no answer for %d s, after %u of %u", PATIENCE_MS / 1000, run->done, run->load->requests);
      for (int i = 0; i < n; i++)
        read_in (run, events[i].data.ptr);
    }
}

UsherLoadResult
usher_load_run (const UsherLoad *load)
{
  g_autofree Connection *connections = g_new0 (Connection, load->connections);
  g_autofree char *buffer = g_malloc (READ_BYTES);
  g_autoptr (GArray) times = g_array_sized_new (FALSE, FALSE, sizeof (gint64), load->requests);
  Run run = { .load = load, .epoll = epoll_create1 (EPOLL_CLOEXEC), .times = times, .buffer = buffer };
  UsherLoadResult result = { 0 };
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < load->connections && run.next < load->requests; i++)
    {
      connections[i].fd = -1;
      connections[i].out = g_string_new (NULL);
      connections[i].head = g_string_new (NULL);
      reconnect (&run, &connections[i]);
      begin_request (&run, &connections[i]);
    }
  drive (&run);
  result.seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  result.per_second = load->requests / result.seconds;
  g_array_sort (times, compare_times);
  result.median_ms = percentile_ms (times, 0.5);
  result.p99_ms = percentile_ms (times, 0.99);
  result.body_bytes = run.body_bytes;
  for (guint i = 0; i < load->connections && connections[i].out != NULL; i++)
    {
      close (connections[i].fd);
      g_string_free (connections[i].out, TRUE);
      g_string_free (connections[i].head, TRUE);
    }
  close (run.epoll);
  return result;
}
