/* compound_read.h -- a compound file to tables: an .xls, or a locked workbook.
 *
 * Called by yx_read_tables(); see reader.h for what is read and promised.
 * Ownership: tables live in the workbook's arena.  Errors: YX_INVALID, also for
 * compound files that are no workbooks; YX_DENIED for a missing or wrong
 * password.  Threads: one per file. */
#ifndef YX_TABLE_COMPOUND_READ_H
#define YX_TABLE_COMPOUND_READ_H

#include "table/reader.h"

int yx_compound_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                     struct yx_workbook *w, struct yx_err *err);

#endif
