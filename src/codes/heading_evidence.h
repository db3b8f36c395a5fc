/* heading_evidence.h -- what the cells say for and against a heading.
 *
 * Private to the headings module: columns whose heading is missing or stands over
 * the neighbour, and tables that stand beside each other.
 *
 * Ownership: the caller's.  Errors: none.  Threads: safe. */
#ifndef YX_CODES_HEADING_EVIDENCE_H
#define YX_CODES_HEADING_EVIDENCE_H

#include "codes/heading_columns.h"

/* Columns of the leftmost table, when another table stands right of it; 0: there is none.
 * `m` is scratch for n_columns meanings. */
uint32_t yx_heading_width(const struct yx_sheet_head *h, uint32_t first, uint32_t last,
                          struct yx_meaning *m, struct yx_arena *a);
/* The head cut to its first `width` columns, or from column `from` on. */
void yx_heading_cut(const struct yx_sheet_head *h, uint32_t from, uint32_t to, struct yx_arena *a,
                    struct yx_sheet_head *out);
/* Adds the hints; exchanges the fields of columns whose headings are exchanged. */
void yx_heading_evidence(const struct yx_sheet_head *h, struct yx_headings *out);

#endif
