/* csv_sink.h -- the lists as CSV files in a folder, all of them or none.
 *
 * One file a list, `未入学.csv`.  Text that a spreadsheet would take for a formula
 * is guarded (table/csv_out.h); figures stand as they are.  Rows are encoded by the worker that made them;
 * every file is written under a temporary name, and the names change together
 * at the end, when all bytes are on disk.
 *
 * Ownership: yx_csv_sink_free(); the sink borrows nothing.
 * Errors: YX_IO with the path; the earlier files are as they were.
 * Threads: as sink.h says. */
#ifndef YX_CHECK_CSV_SINK_H
#define YX_CHECK_CSV_SINK_H

#include "check/sink.h"
#include "table/csv_out.h"

struct yx_csv_sink;

/* The folder is made if it is not there.  `slots` = yx_pool_slots(). */
struct yx_csv_sink *yx_csv_sink_new(const char *dir, struct yx_csv_form form, unsigned slots,
                                    struct yx_err *err);
struct yx_sink yx_csv_sink(struct yx_csv_sink *c);
/* A further file of the folder (勾稽.csv, 清单.json), whole, in UTF-8; a CSV is
 * written in the form of the lists. */
int yx_csv_sink_add(struct yx_csv_sink *c, struct yx_str name, struct yx_str bytes,
                    struct yx_err *err);
/* Everything on disk, still under temporary names. */
int yx_csv_sink_settle(struct yx_csv_sink *c, struct yx_err *err);
/* The files take their names, in the order in which they were added: 清单.json,
 * whose being there says that the lists are of one run, comes last.  Lists of an earlier run that this one does not
 * have are removed, so that nobody works from a stale one. */
int yx_csv_sink_finish(struct yx_csv_sink *c, struct yx_err *err);
/* Without finish: nothing is left of the run.  NULL is allowed. */
void yx_csv_sink_free(struct yx_csv_sink *c);

#endif
