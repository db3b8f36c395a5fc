/* csv_drawn.h -- a CSV file with several tables in it, read as a sheet.
 *
 * Most CSV files come from a program and are one table.  Some are a sheet that
 * somebody drew and saved as CSV: below a blank line another heading with other
 * columns begins another table.  Such a file is walked row by row and understood
 * as sheets of workbooks are (sheet_rows.h).
 *
 * Ownership: the tables live in the workbook's arena.
 * Errors: YX_INVALID, and those of the plan.  Threads: one per file. */
#ifndef YX_TABLE_CSV_DRAWN_H
#define YX_TABLE_CSV_DRAWN_H

#include "table/csv_view.h"
#include "table/reader.h"

/* Larger files are a program's. */
enum { YX_CSV_DRAWN_MOST = 8 << 20 };

/* Whether the file, of this encoding and delimiter, has a heading, and below a blank line another
 * one with other words, as o->may_be_heading finds them; its records begin at `from`.  Not if a
 * byte of it is unsound: that is said row by row by who reads one table.
 * O(bytes), a fraction of the reading; little where no line is blank. */
bool yx_csv_is_drawn(struct yx_str body, size_t from, enum yx_encoding encoding, char delimiter,
                     const struct yx_read_options *o);

/* All tables of such a file; lines before `from`: from_line. */
int yx_csv_drawn_read(struct yx_str body, size_t from, uint32_t from_line,
                      enum yx_encoding encoding, char delimiter, struct yx_str name,
                      const struct yx_read_options *o, struct yx_workbook *w, struct yx_err *err);

#endif
