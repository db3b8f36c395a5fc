/* book_pages.h -- the pages of the workbook before the lists.
 *
 * Ownership: borrow everything.  Errors: kept by the workbook until it is
 * finished.  Threads: one at a time. */
#ifndef YX_CHECK_BOOK_PAGES_H
#define YX_CHECK_BOOK_PAGES_H

#include "check/summary.h"
#include "table/xlsx_out.h"

/* 封面: the figures, how to use the lists, the lists with links. */
void yx_book_cover(struct yx_xlsx *x, const struct yx_summary *s,
                   const bool is_left_out[YX_N_LISTS], struct yx_str lists);
/* 汇总: townships, schools, benefits, rosters, what was not provided, manifest. */
void yx_book_summary(struct yx_xlsx *x, const struct yx_summary *s, const char *version);
/* 勾稽: townships by class. */
void yx_book_balance(struct yx_xlsx *x, const struct yx_summary *s);

#endif
