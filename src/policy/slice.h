/* slice.h -- a policy as it stands in one term.
 *
 * Dated rows, codes and values are looked up by the term's 基准日 once, not per
 * student: a slice says which rows of each table are in force, whether they
 * leave a case open, how each item accrues, and the greatest amount each can
 * give.
 *
 * Ownership: in the arena given.  Errors: none.
 * Threads: immutable once made. */
#ifndef YX_POLICY_SLICE_H
#define YX_POLICY_SLICE_H

#include "policy/accrue.h"

struct yx_table_now {
    uint16_t *row; /* in force, in order, without 其余 */
    uint32_t n;
    int otherwise; /* row number of 其余, -1 none */
    bool is_total; /* some row holds whatever values the heads have */
};

struct yx_item_now {
    bool in_force, in_term; /* 有效 holds the 基准日; accrues in this term */
    yx_day window_from, window_to;
    struct yx_accrual accrual;
    yx_fen most; /* greatest amount in the term: the bound of an unknown one */
};

struct yx_slice {
    yx_term term;
    yx_day as_of;
    int64_t builtin[4]; /* per enum yx_builtin */
    uint64_t *valid;    /* per code list: members in force */
    struct yx_table_now *table;
    struct yx_item_now *item;
    yx_fen *cap; /* per combination: the limit as its members accrue */
};

void yx_slice_make(const struct yx_policy *p, yx_term term, struct yx_arena *a,
                   struct yx_slice *out);

/* The least and greatest value of each V register over all facts and the rows
 * in force (all rows when `s` is NULL).  `lo`, `hi`: one per instruction.
 * Returns the number of the first instruction whose value can leave the range
 * that is safe for fen, or -1. */
int yx_ir_bounds(const struct yx_policy *p, const struct yx_slice *s, int64_t *lo, int64_t *hi);

#endif
