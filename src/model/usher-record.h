/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What all records of this room have in common: a plain structure with strings of its own. A record describes its
 * strings once, in a table; making, copying and freeing follow from it, so that a new field cannot be forgotten in one
 * of the three. Used inside the model only. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize    offset;     /* of a char * */
  gboolean nullable;   /* NULL when it is not set; else "" */
} UsherRecordString;

#define USHER_RECORD_STRING(Type, member)   { G_STRUCT_OFFSET (Type, member), FALSE }
#define USHER_RECORD_NULLABLE(Type, member) { G_STRUCT_OFFSET (Type, member), TRUE }

void usher_record_init_strings  (gpointer record, const UsherRecordString *strings, gsize n_strings);
void usher_record_copy_strings  (gpointer record, const UsherRecordString *strings, gsize n_strings);
void usher_record_clear_strings (gpointer record, const UsherRecordString *strings, gsize n_strings);

/* Defines copy, ref and unref of a counted record, and a static make() that gives one with its strings set.
 * @strings: the table's name. */
#define USHER_RECORD_DEFINE_COUNTED(Type, prefix, strings)                                \
  static void                                                                             \
  prefix##_clear (gpointer data)                                                          \
  {                                                                                       \
    usher_record_clear_strings (data, strings, G_N_ELEMENTS (strings));                   \
  }                                                                                       \
                                                                                          \
  static Type *                                                                           \
  prefix##_make (void)                                                                    \
  {                                                                                       \
    Type *self = g_atomic_rc_box_new0 (Type);                                             \
                                                                                          \
    usher_record_init_strings (self, strings, G_N_ELEMENTS (strings));                    \
    return self;                                                                          \
  }                                                                                       \
                                                                                          \
  Type *                                                                                  \
  prefix##_copy (const Type *self)                                                        \
  {                                                                                       \
    Type *copy;                                                                           \
                                                                                          \
    g_return_val_if_fail (self != NULL, NULL);                                            \
    copy = (Type *) g_atomic_rc_box_dup (sizeof (Type), self);                            \
    usher_record_copy_strings (copy, strings, G_N_ELEMENTS (strings));                    \
    return copy;                                                                          \
  }                                                                                       \
                                                                                          \
  Type *                                                                                  \
  prefix##_ref (Type *self)                                                               \
  {                                                                                       \
    g_return_val_if_fail (self != NULL, NULL);                                            \
    return g_atomic_rc_box_acquire (self);                                                \
  }                                                                                       \
                                                                                          \
  void                                                                                    \
  prefix##_unref (Type *self)                                                             \
  {                                                                                       \
    g_return_if_fail (self != NULL);                                                      \
    g_atomic_rc_box_release_full (self, prefix##_clear);                                  \
  }

G_END_DECLS
