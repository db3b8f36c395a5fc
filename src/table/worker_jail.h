/* worker_jail.h -- what a process that reads an untrusted file may do: compute.
 *
 * Before the file is looked at, the process gives up everything but memory, its
 * own threads, one socket and the block it fills: no descriptors can be opened, no
 * process starts, memory and CPU time are limited, and a seccomp allow-list
 * kills it at any other system call.
 *
 * Ownership: none.  Errors: as values, for the worker's exit status.
 * Threads: the filter is set for all threads of the process. */
#ifndef YX_TABLE_WORKER_JAIL_H
#define YX_TABLE_WORKER_JAIL_H

#include "base/cc.h"
#include <stdbool.h>
#include <stdint.h>

/* What reading one file may take. */
struct yx_worker_limits {
    uint64_t heap;          /* bytes of memory of its own */
    uint64_t result;        /* bytes of the block it writes; only what is used costs memory */
    uint32_t cpu_s, wall_s; /* seconds of all its threads; seconds that pass */
};

/* By the size of the file: the one place where limits are set. */
struct yx_worker_limits yx_worker_limits_for(uint64_t file_bytes, bool is_archive,
                                             unsigned n_threads);

enum yx_jail {
    YX_JAIL_FAILED, /* not even the limits could be set */
    YX_JAIL_OPEN,   /* limits only: the system refuses filters (some containers) */
    YX_JAIL_SHUT
};

/* Descriptors `from` and above are closed, but not `keep`. */
void yx_jail_close_from(int from);
/* yx_jail_enter(socket, block, limits): for good.  What is left of the system are reading
 * and writing on `socket`, and pwrite() to `block`.  In builds with a sanitizer, whose
 * runtime makes calls of its own, there are no limits of memory and no filter. */
enum yx_jail yx_jail_enter(int socket, int block, const struct yx_worker_limits *limits);
bool yx_jail_is_sanitized(void);

#endif
