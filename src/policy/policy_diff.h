/* policy_diff.h -- where two policies decide differently.
 *
 * Over all cells (cells.h) that either document can tell apart, in every term
 * both cover and for both values of the switches they share: the students to
 * whom one gives something else than the other.  Benefits are matched by their
 * id, inputs and codes by name.
 *
 * Ownership: borrows the policies.  Errors: none.
 * Threads: one comparison, one thread. */
#ifndef YX_POLICY_POLICY_DIFF_H
#define YX_POLICY_POLICY_DIFF_H

#include "policy/policy.h"

struct yx_decision {
    enum yx_status status;
    enum yx_payee payee;
    yx_fen amount; /* while the status gives one */
};

struct yx_difference {
    struct yx_str id; /* of the benefit */
    yx_term term;
    struct yx_decision was, is; /* by the old policy, by the new */
    /* The student, with yx_compare_student(). */
    const void *walk;
    uint32_t row;
};

/* One cell; false: no more of this benefit. */
typedef bool (*yx_difference_fn)(void *ctx, const struct yx_difference *d);

struct yx_compare_result {
    uint64_t cells, different; /* looked at (of differing ones, until fn said no) */
    bool is_cut_short;         /* some benefit has too many cases */
    yx_term first, last;       /* terms compared; first > last: none in common */
};

/* yx_policy_compare(old, new, fn, ctx, out).  Cost: as yx_policy_prove(). */
void yx_policy_compare(const struct yx_policy *old, const struct yx_policy *new,
                       yx_difference_fn fn, void *ctx, struct yx_compare_result *out);
/* Append the student of a difference as an example would write him: `期 … 事实 …`. */
void yx_compare_student(const struct yx_difference *d, struct yx_buf *out);

#endif
