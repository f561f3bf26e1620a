/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UsherProcess:
 *
 * A program of ours under test, as a process of its own: started with a clean environment, its "name: value" lines
 * collected until the ones that are waited for are there. It is ended (TERM, and KILL if it will not) when freed.
 */
typedef struct _UsherProcess UsherProcess;

/* @envp: "NAME=value" beside a minimal environment; @ready: the line's name that says it is up */
UsherProcess *usher_process_start   (const char * const *argv, const char * const *envp, const char *ready, GError **error);
const char   *usher_process_get     (UsherProcess *self, const char *name);   /* the value of a printed line, or NULL */
/* Waits up to @seconds for a line of that name */
const char   *usher_process_wait_for (UsherProcess *self, const char *name, int seconds);
const char   *usher_process_get_identifier (UsherProcess *self);                /* its process id; NULL when it has ended */
void          usher_process_kill    (UsherProcess *self);     /* KILL, at once: a crash */
int           usher_process_stop    (UsherProcess *self);     /* TERM, waits; the exit status */
void          usher_process_free    (UsherProcess *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherProcess, usher_process_free)

G_END_DECLS
