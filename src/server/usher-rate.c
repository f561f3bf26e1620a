/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-rate.h"

#include <math.h>

typedef struct {
  char  *key;
  double tokens;
  gint64 at;     /* when @tokens was right */
  GList  link;   /* in order of use, the latest first */
} Bucket;

struct _UsherRate {
  double      rate;
  double      burst;
  guint       max_keys;
  GHashTable *buckets;   /* (element-type utf8 Bucket), keys are the buckets' own */
  GQueue      order;
};

static void
bucket_free (gpointer data)
{
  Bucket *bucket = data;

  g_free (bucket->key);
  g_free (bucket);
}

/**
 * usher_rate_new:
 * @rate: tokens per second, above 0
 * @burst: tokens that a key has at first and at most, at least 1
 * @max_keys: how many keys are remembered, at least 1
 *
 * Returns: (transfer full): a new set of buckets, all full
 */
UsherRate *
usher_rate_new (double rate, double burst, guint max_keys)
{
  UsherRate *self;

  g_return_val_if_fail (rate > 0, NULL);
  g_return_val_if_fail (burst >= 1, NULL);
  g_return_val_if_fail (max_keys >= 1, NULL);

  self = g_new0 (UsherRate, 1);
  self->rate = rate;
  self->burst = burst;
  self->max_keys = max_keys;
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, bucket_free);
  g_queue_init (&self->order);
  return self;
}

/**
 * usher_rate_free:
 * @self: (transfer full) (nullable): buckets
 */
void
usher_rate_free (UsherRate *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->buckets);   /* the links of the queue are parts of the buckets */
  g_free (self);
}

static Bucket *
get_bucket (UsherRate *self, const char *key, gint64 now)
{
  Bucket *bucket = g_hash_table_lookup (self->buckets, key);

  if (bucket != NULL)
    {
      g_queue_unlink (&self->order, &bucket->link);
      g_queue_push_head_link (&self->order, &bucket->link);
      return bucket;
    }
  if (g_hash_table_size (self->buckets) >= self->max_keys)
    {
      GList *last = g_queue_pop_tail_link (&self->order);

      g_hash_table_remove (self->buckets, ((Bucket *) last->data)->key);
    }
  bucket = g_new0 (Bucket, 1);
  bucket->key = g_strdup (key);
  bucket->tokens = self->burst;
  bucket->at = now;
  bucket->link.data = bucket;
  g_hash_table_insert (self->buckets, bucket->key, bucket);
  g_queue_push_head_link (&self->order, &bucket->link);
  return bucket;
}

/**
 * usher_rate_take:
 * @self: buckets
 * @key: whose bucket
 * @now: monotonic microseconds
 * @retry_after: (out) (optional): seconds until there is a token again, at least 1, when there is none now
 *
 * Returns: whether there was a token; it is gone then
 */
gboolean
usher_rate_take (UsherRate *self, const char *key, gint64 now, guint *retry_after)
{
  Bucket *bucket;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  bucket = get_bucket (self, key, now);
  if (now > bucket->at)
    bucket->tokens = fmin (self->burst, bucket->tokens + self->rate * (double) (now - bucket->at) / G_USEC_PER_SEC);
  bucket->at = now;
  if (bucket->tokens >= 1)
    {
      bucket->tokens -= 1;
      return TRUE;
    }
  if (retry_after != NULL)
    *retry_after = (guint) fmax (1, ceil ((1 - bucket->tokens) / self->rate));
  return FALSE;
}

/**
 * usher_rate_n_keys:
 * @self: buckets
 *
 * Returns: how many keys are remembered now
 */
guint
usher_rate_n_keys (UsherRate *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return g_hash_table_size (self->buckets);
}
