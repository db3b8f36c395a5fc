/* csv_out.h -- CSV as everybody reads it: UTF-8, RFC 4180 quoting, LF.
 *
 * A cell is quoted only when it holds a comma, a quote, CR or LF, or begins or
 * ends with a blank.  Ownership: appends to the caller's buffer.
 * Errors: none.  Threads: safe. */
#ifndef YX_TABLE_CSV_OUT_H
#define YX_TABLE_CSV_OUT_H

#include "base/str.h"

void yx_csv_cell(struct yx_buf *b, struct yx_str cell);
/* Cells joined by commas, and LF. */
void yx_csv_row(struct yx_buf *b, const struct yx_str *cell, size_t n);

#endif
