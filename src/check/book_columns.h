/* book_columns.h -- the columns of a list as they stand in the workbook.
 *
 * Widths, types and colours of the list's own columns; and, right of them, those
 * that people fill in: 判定, 判定人, 日期, 依据, by the names of the file of
 * decisions, so that the filled-in workbook is one.
 *
 * Ownership: static texts, or in the caller's arena.  Errors: none.
 * Threads: safe. */
#ifndef YX_CHECK_BOOK_COLUMNS_H
#define YX_CHECK_BOOK_COLUMNS_H

#include "base/mem.h"
#include "check/lists.h"
#include "table/xlsx_out.h"

enum { YX_BOOK_COLUMNS = YX_MAX_COLUMNS + 4 };

/* Fills out[]; returns how many.  The first `n` are those given. */
uint32_t yx_book_columns(enum yx_list l, const struct yx_list_column *column, uint32_t n,
                         struct yx_arena *a, struct yx_xlsx_column out[YX_BOOK_COLUMNS]);
/* How the list is used, one sentence. */
struct yx_str yx_book_use(enum yx_list l);

#endif
