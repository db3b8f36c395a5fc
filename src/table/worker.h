/* worker.h -- reading untrusted files in processes that can do nothing else.
 *
 * Readers meet whatever people send.  Each file is read by a process of its own
 * that holds nothing but the file, can only compute (worker_jail.h), and hands
 * back numbers and text that are checked before use (worker_block.h).  If it
 * crashes, hangs, takes too much memory or tries anything else, that file is
 * refused with a message, and that is all.
 *
 * yx_read_tables() reads this way when its options name workers; plan callbacks
 * run here, in the caller's thread, as always.
 *
 * Ownership: yx_workers_free() ends the server process; workbooks live on.
 * Errors: YX_INVALID for a file that made its worker fail, with what to do;
 * YX_IO when no process can be started; the reader's own errors unchanged.
 * Threads: start before the first thread; then files may be read side by side. */
#ifndef YX_TABLE_WORKER_H
#define YX_TABLE_WORKER_H

#include "table/reader.h"

struct yx_workers;

int yx_workers_start(struct yx_workers **out, struct yx_err *err);
void yx_workers_free(struct yx_workers *w); /* NULL is allowed */

/* Whether some file was read without the filter of system calls, because this
 * system refuses such filters; the limits were still in force. */
bool yx_workers_are_open(const struct yx_workers *w);

/* What yx_read_tables() does when options->workers is set. */
int yx_workers_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *options,
                    struct yx_workbook **out, struct yx_err *err);

#endif
