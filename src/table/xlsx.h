/* xlsx.h -- a workbook file to one table per sheet.
 *
 * Called by yx_read_tables(); see reader.h for what is read and promised.
 * Ownership: tables live in the workbook's arena.  Errors: YX_INVALID.
 * Threads: one per file. */
#ifndef YX_TABLE_XLSX_H
#define YX_TABLE_XLSX_H

#include "table/reader.h"

int yx_xlsx_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                 struct yx_workbook *w, struct yx_err *err);

#endif
