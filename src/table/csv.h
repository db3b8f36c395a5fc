/* csv.h -- a CSV file to one table.
 *
 * Called by yx_read_tables(); see reader.h for what is read and promised.
 * Ownership: the table lives in the workbook's arena.  Errors: YX_INVALID.
 * Threads: uses the pool. */
#ifndef YX_TABLE_CSV_H
#define YX_TABLE_CSV_H

#include "table/reader.h"

int yx_csv_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                struct yx_workbook *w, struct yx_err *err);

#endif
