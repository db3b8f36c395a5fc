/* assign.h -- which weighed pairs hold when rows may be used once.
 *
 * Each pair carries a weight (1/1000 bit, prior included).  With one row to one, the
 * links are the set of pairs, no row twice, whose gains (weight above the threshold of
 * review) have the greatest sum.  A pair so far ahead of all its rivals that no better
 * set without it can exist is taken at once (reciprocal best); what remains falls into
 * small components, each solved exactly.
 *
 * For every pair the margin is worked out: how much is lost when the best set must hold
 * it (if it does not), or must do without (if it does).  A pair with a thin margin, a tie
 * above all, goes to review: it is never decided by the order of rows, and the result
 * is the same for any order of pairs.
 *
 * Ownership: plain values; verdicts go where the caller says.  Errors: none: a component
 * too large to be solved goes to review, and is counted.  Threads: safe. */
#ifndef YX_MATCH_ASSIGN_H
#define YX_MATCH_ASSIGN_H

#include "base/cc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct yx_weighed_pair {
    uint32_t left, right;
    int32_t weight; /* 1/1000 bit */
};

/* VERDICT(id, 中文, English) */
#define YX_PAIR_VERDICTS(VERDICT)                                                                  \
    VERDICT(LINK, "关联", "linked")                                                                \
    VERDICT(WEAK, "复核：把握不够", "to review: not sure enough")                                  \
    VERDICT(TIE, "复核：另有一样像的", "to review: another is as likely")                          \
    VERDICT(THIN, "复核：另有差不多像的", "to review: another is nearly as likely")                \
    VERDICT(TANGLE, "复核：牵连太多", "to review: too many rivals to tell")                        \
    VERDICT(RIVAL, "已另有所属", "its rows belong elsewhere")                                      \
    VERDICT(LOW, "不是", "not the same")

enum yx_pair_verdict {
#define VERDICT(id, zh, en) YX_PAIR_##id,
    YX_PAIR_VERDICTS(VERDICT)
#undef VERDICT
        YX_N_PAIR_VERDICTS
};
static inline bool yx_pair_is_review(enum yx_pair_verdict v)
{
    return v >= YX_PAIR_WEAK && v <= YX_PAIR_TANGLE;
}

struct yx_assign_rule {
    int32_t link;            /* 关联: from this weight on, if nothing stands against it */
    int32_t review;          /* 复核: from this weight on, for a person; <= link */
    int32_t margin;          /* a pair ahead by less goes to review; 0: only ties do */
    bool left_once;          /* a left row belongs to at most one right row */
    bool right_once;         /* and the other way round; both: 一对一 */
    uint32_t component_most; /* rows of the smaller side of a component that is solved; 0: 128 */
};

struct yx_assign_counts {
    uint64_t n[YX_N_PAIR_VERDICTS]; /* pairs by verdict */
    uint64_t n_components;          /* solved exactly */
    uint32_t component_greatest;    /* rows of its smaller side, solved or not */
};

/* A verdict and a margin (1/1000 bit; may be NULL) for each pair, at its place.  A pair
 * given twice counts once: by the greater weight; the other is RIVAL.  O(n log n), and
 * the cube of its smaller side for a component.  `counts` may be NULL. */
void yx_assign(const struct yx_weighed_pair *pair, size_t n, const struct yx_assign_rule *rule,
               uint8_t *verdict, int32_t *margin, struct yx_assign_counts *counts);

#endif
