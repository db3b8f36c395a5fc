/* coverage.h -- what the examples of a policy try, and what they leave untried.
 *
 * An example tries a row of a table when it gives a benefit that reads the
 * table and the row speaks; a statement of 组合 when it changes an award; an
 * edge of 期限 or 窗口 when its fact stands right at it, on that side.
 *
 * Ownership: in the arena given.  Errors: none.  Threads: safe. */
#ifndef YX_POLICY_COVERAGE_H
#define YX_POLICY_COVERAGE_H

#include "policy/policy_int.h"
#include "policy/slice.h"

/* Edges of a benefit: the last value inside, the first outside. */
enum yx_edge {
    YX_EDGE_LIMIT_IN = 1,
    YX_EDGE_LIMIT_OUT = 2,
    YX_EDGE_FROM_IN = 4,
    YX_EDGE_FROM_OUT = 8,
    YX_EDGE_TO_IN = 16,
    YX_EDGE_TO_OUT = 32
};

struct yx_coverage {
    uint8_t **row;  /* per table, per row: tried */
    uint8_t *combo; /* per statement: tried */
    uint8_t *edge;  /* per benefit: enum yx_edge tried */
};

/* O(examples x (instructions + tables)). */
void yx_coverage_of(const struct yx_policy *p, struct yx_arena *a, struct yx_coverage *out);
/* The edges a benefit has. */
unsigned yx_coverage_edges(const struct yx_policy *p, uint32_t item);
struct yx_text yx_edge_text(enum yx_edge e);
/* Whether a statement of 组合 changed any award: as it was, as it became. */
bool yx_combo_acts(const struct yx_combo *c, const struct yx_award_vec *before,
                   const struct yx_award_vec *after, uint32_t row);

/* The row of a value by date (IR DATED) that is in force; -1 none. */
int yx_row_in_force(const struct yx_slice *s, uint32_t table);

#endif
