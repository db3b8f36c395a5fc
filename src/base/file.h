/* file.h -- whole files in, whole files out or nothing.
 *
 * Reading maps a file into memory.  Writing goes to a temporary name beside
 * the target and takes the name only when the system has taken every byte, so
 * a full disk or a kill leaves the earlier file as it was.  There is no fsync:
 * what we write can be made again from its input after a power cut, and a
 * province's lists are many gigabytes; those are written past the page cache.
 *
 * Ownership: a map is released by yx_unmap(); a writer by finish or abandon.
 * Errors: YX_IO with the path and the system's reason; YX_NOTFOUND when there
 * is no such file.  Threads: one thread per object; a
 * long file is written by a thread that belongs to its writer. */
#ifndef YX_BASE_FILE_H
#define YX_BASE_FILE_H

#include "base/err.h"
#include "base/str.h"

/* Map the open file; an empty file gives {"" , 0}.  The descriptor may be
 * closed afterwards. */
int yx_map_fd(int fd, const char *name, struct yx_str *out, struct yx_err *err);
int yx_map_path(const char *path, struct yx_str *out, struct yx_err *err);
void yx_unmap(struct yx_str map);

struct yx_writer;
/* A file that will be `path` once finished. */
struct yx_writer *yx_writer_open(const char *path, struct yx_err *err);
int yx_writer_put(struct yx_writer *w, struct yx_str bytes, struct yx_err *err);
/* Everything written under the temporary name, the descriptor closed: what is
 * left for finish is the rename, so several files can change together. */
int yx_writer_settle(struct yx_writer *w, struct yx_err *err);
/* Settle, rename, free.  On failure the temporary file is gone too. */
int yx_writer_finish(struct yx_writer *w, struct yx_err *err);
void yx_writer_abandon(struct yx_writer *w); /* NULL is allowed */
int yx_write_file(const char *path, struct yx_str bytes, struct yx_err *err);

/* Remove what runs that were killed left of `path`: files `path.~PID` whose process
 * lives no more.  One look through the folder. */
void yx_leftovers_remove(const char *path);

/* Last part of a path. */
struct yx_str yx_base_name(struct yx_str path);

/* Test hook: when the environment names a number in YX_FAIL_WRITE, the n-th
 * write of the process fails as if the disk were full. */
bool yx_write_must_fail(void);

#endif
