/* combine.h -- how benefits of one student and term act on each other.
 *
 * grammar.md 6.5: 排斥, 就高, 计入, 封顶, in the order the compiler has put them
 * in.  Works on rows of award vectors whose lo and hi are the least and
 * greatest amount that may be due: 0 and 0 for 不享受 and 逾期, the amount twice
 * when it is known.
 *
 * Ownership: none.  Errors: none.  Threads: safe. */
#ifndef YX_POLICY_COMBINE_H
#define YX_POLICY_COMBINE_H

#include "policy/slice.h"

/* Rows from..from + n of the awards.  `scratch`: one yx_fen per row and item of
 * the policy, and a byte. */
struct yx_combine_scratch {
    yx_fen *amount;
    yx_fen *lo, *hi;
    uint8_t *status;
};
void yx_combine_rows(const struct yx_policy *p, const struct yx_slice *s, const struct yx_facts *f,
                     struct yx_award_vec *award, uint32_t from, uint32_t n,
                     const struct yx_combine_scratch *scratch);

static inline bool yx_is_given(uint8_t status)
{
    return status == YX_ENTITLED || status == YX_CEILING;
}

#endif
