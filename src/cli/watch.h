/* watch.h -- waiting until one of a few files is another.
 *
 * A file is looked at a few times a second: its number, size and time.  That
 * works on every file system, and an editor that writes a new file and renames
 * it over the old one is seen like one that writes into it.  A change counts
 * once the file stands still and can be read.
 *
 * Ownership: yx_watch_free().
 * Errors: none; a file that is not there is waited for.
 * Threads: main thread only; from yx_watch_new() on SIGINT, SIGTERM and SIGHUP
 * are held back and end the next wait. */
#ifndef YX_CLI_WATCH_H
#define YX_CLI_WATCH_H

#include "base/cc.h"

#include <stdbool.h>

struct yx_watch;

struct yx_watch *yx_watch_new(void);
/* Remembers how the file is now, unless it is watched already; the name is copied. */
void yx_watch_add(struct yx_watch *w, const char *file);
void yx_watch_free(struct yx_watch *w); /* NULL is allowed */
/* True when a file has changed since it was last said, false when a signal says to end. */
bool yx_watch_wait(struct yx_watch *w);

#endif
