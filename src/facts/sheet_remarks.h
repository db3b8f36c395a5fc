/* sheet_remarks.h -- what people should hear of a sheet that was read.
 *
 * Rows left out by reason, hidden rows and sheets, filters, merged cells, totals
 * that do not agree with our sums, units nobody knows, exchanged headings.
 *
 * Ownership: the inbox's arena.  Errors: none.  Threads: one. */
#ifndef YX_FACTS_SHEET_REMARKS_H
#define YX_FACTS_SHEET_REMARKS_H

#include "facts/inbox.h"

/* Fills the counts and the remarks of a note whose roster has its rows.  O(rows). */
void yx_sheet_remarks(struct yx_inbox *in, struct yx_sheet_note *n);
/* 合计行, 签字行 …: the rows of a reason in people's words. */
struct yx_str yx_row_reason_name(enum yx_row_reason r, bool english);

#endif
