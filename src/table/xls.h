/* xls.h -- the stream of a binary workbook to its tables.
 *
 * Called by yx_read_tables(), which takes the stream out of the compound file;
 * see reader.h for what is promised.  The same texts, marks, row numbers and
 * merged ranges come out as for the same workbook saved as .xlsx.
 * Ownership: tables live in the workbook's arena.  Errors: YX_INVALID.
 * Threads: one per file.  Source: [MS-XLS]. */
#ifndef YX_TABLE_XLS_H
#define YX_TABLE_XLS_H

#include "table/reader.h"

/* Whether the bytes begin like such a stream, without a compound file around. */
bool yx_xls_is(struct yx_str bytes);
int yx_xls_read(struct yx_str stream, struct yx_str name, const struct yx_read_options *o,
                struct yx_workbook *w, struct yx_err *err);

#endif
