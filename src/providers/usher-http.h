/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A small blocking HTTP client for the providers: one account at one base URL. It works on the calling thread; one thread
 * at a time. What it adds to SoupSession is the one question that matters here: when a request fails, may it have reached
 * the other side? */

#include <gio/gio.h>

G_BEGIN_DECLS

#define USHER_HTTP_TIMEOUT     30                  /* seconds for connecting, and for each silence afterwards */
#define USHER_HTTP_PAUSE       500                 /* milliseconds before the second try of usher_http_send_safe() */
#define USHER_HTTP_MAX_ANSWER  (8 * 1024 * 1024)   /* bytes; a page of 1,000 messages is about one megabyte */
#define USHER_HTTP_MAX_WAIT    (24 * 3600)         /* seconds; what a provider may make us wait at most */

typedef struct _UsherHttp UsherHttp;

/**
 * UsherHttpAnswer:
 * @status: HTTP status of a whole answer, or 0 when there is none
 * @written: the request may have reached the provider
 * @content_type: (nullable): without its parameters
 * @body: what came, NUL-terminated
 * @length: bytes in @body
 * @retry_after: seconds that the provider asks to wait, or -1
 * @error: (nullable): why there is no whole answer
 */
typedef struct {
  guint    status;
  gboolean written;
  char    *content_type;
  char    *body;
  gsize    length;
  int      retry_after;
  GError  *error;
} UsherHttpAnswer;

/* Before there are threads that make clients of their own */
void             usher_http_prepare      (void);
UsherHttp       *usher_http_new          (const char *provider, const char *base_url, const char *user,
                                          const char *password, guint timeout);
void             usher_http_free         (UsherHttp *self);
const char      *usher_http_get_host     (UsherHttp *self);
/* Waits before the second and third try of usher_http_send_safe(), in milliseconds: the first one; it doubles. */
void             usher_http_set_pause    (UsherHttp *self, guint milliseconds);
UsherHttpAnswer *usher_http_send         (UsherHttp *self, const char *method, const char *path,
                                          const char *content_type, GBytes *body, GCancellable *cancellable);
/* The same, tried up to three times while the provider or the network stumbles: only for what may happen twice. */
UsherHttpAnswer *usher_http_send_safe    (UsherHttp *self, const char *method, const char *path,
                                          const char *content_type, GBytes *body, GCancellable *cancellable);
void             usher_http_answer_free  (UsherHttpAnswer *self);
/* Sets @error for an answer that is no success. @words: (nullable): the provider's own words. @safe: repeating the request
 * does no harm, so that a lost answer is "later" and not an unknown outcome. */
void             usher_http_answer_fail  (const UsherHttpAnswer *self, const char *provider, const char *words,
                                          gboolean safe, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherHttp, usher_http_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherHttpAnswer, usher_http_answer_free)

G_END_DECLS
