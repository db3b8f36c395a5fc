/* row_index.h -- the roster that one of all rows is in.
 *
 * All rows of a run are numbered through, roster after roster.  Whoever holds
 * such a number asks here, many millions of times, so the answer is looked up:
 * per 1,024 rows the roster of the first of them, and then seldom one further.
 *
 * Ownership: in the arena given.  Errors: none.  Threads: immutable once built. */
#ifndef YX_MATCH_ROW_INDEX_H
#define YX_MATCH_ROW_INDEX_H

#include "match/rows.h"

struct yx_arena;

enum { YX_ROW_INDEX_SHIFT = 10 };

struct yx_row_index {
    uint32_t *first;    /* per roster its first row; behind the last, all rows */
    uint16_t *of_block; /* row >> YX_ROW_INDEX_SHIFT: the roster its first row is in */
};

/* Rosters in the order of their rows, below 65,536 of them. */
void yx_row_index_build(const struct yx_rows *const *rosters, uint32_t n, struct yx_arena *a,
                        struct yx_row_index *out);

/* Number of the roster that has `row`; it must be a row of one of them. */
static inline uint32_t yx_row_index_at(const struct yx_row_index *x, uint32_t row)
{
    uint32_t i = x->of_block[row >> YX_ROW_INDEX_SHIFT];
    while (row >= x->first[i + 1]) /* empty rosters are passed over */
        i++;
    return i;
}

#endif
