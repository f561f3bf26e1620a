/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-mailer.h"
#include "usher-streamer.h"
#include "usher-texter.h"

G_BEGIN_DECLS

/**
 * UsherClosed:
 *
 * Stands in for an account that is set up and cannot be used now, because its key cannot be read (the keyring is locked). It is
 * not the sandbox: nothing is sent and nothing is lost. Messages wait for the account, and starting a stream fails with the
 * reason.
 */
#define USHER_TYPE_CLOSED (usher_closed_get_type ())
G_DECLARE_FINAL_TYPE (UsherClosed, usher_closed, USHER, CLOSED, GObject)

/* @name: of the provider in whose place it stands; static. @reason: in words for the streamer */
UsherClosed *usher_closed_new (const char *name, const char *reason);

G_END_DECLS
