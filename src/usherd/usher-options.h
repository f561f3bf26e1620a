/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "usher-types.h"

G_BEGIN_DECLS

/**
 * UsherOptions:
 * @data_dir: folder of the database and the token
 * @listen_given: the user named the public address: do not try another when it is taken
 * @test_clock: start of a settable clock, or %USHER_NEVER
 *
 * usherd's command line, with the defaults filled in.
 */
typedef struct {
  char        *data_dir;
  char        *public_listen;
  char        *control_listen;
  gboolean     public_listen_given;
  gboolean     control_listen_given;
  char        *public_url;       /* (nullable) */
  char        *token_file;
  char       **trusted_proxies;  /* (nullable) */
  gboolean     demo;
  gboolean     version;
  UsherInstant test_clock;
} UsherOptions;

#define USHER_PUBLIC_LISTEN_DEFAULT  "127.0.0.1:8080"
#define USHER_CONTROL_LISTEN_DEFAULT "127.0.0.1:8081"

UsherOptions *usher_options_parse (int *argc, char ***argv, GError **error);
void          usher_options_free  (UsherOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherOptions, usher_options_free)

G_END_DECLS
