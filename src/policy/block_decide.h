/* block_decide.h -- a block of facts decided for those who ask no reasons.
 *
 * The same answers as yx_policy_run(), by the plan (plan.h) where it can tell,
 * by the block evaluator where it leaves a row open: several times faster when
 * most facts are known.
 *
 * Ownership: yx_block_decider_free(); results live in room of the caller's, so one
 * decider serves several kinds of facts.
 * Errors: none.  Threads: one decider, one thread. */
#ifndef YX_POLICY_BLOCK_DECIDE_H
#define YX_POLICY_BLOCK_DECIDE_H

#include "policy/policy.h"

struct yx_block_decider;
struct yx_block_decider *yx_block_decider_new(const struct yx_policy *p);
void yx_block_decider_free(struct yx_block_decider *d); /* NULL is allowed */

/* Room for the answers about one block. */
struct yx_block_awards;
struct yx_block_awards *yx_block_awards_new(const struct yx_policy *p, struct yx_arena *a);

/* Status, payee, amount, gaps and constraints as yx_policy_run() gives them.  Of `why` only
 * whether it is YX_WHY_NOT_APPLIED can be relied on; there are no bounds (lo, hi are NULL).
 * The result is in `room` until that is used again. */
const struct yx_awards *yx_block_decide(struct yx_block_decider *d, const struct yx_facts *f,
                                        struct yx_block_awards *room);

/* For tests: rows that were left to the block evaluator; only plain lanes. */
uint64_t yx_block_decider_left_open(const struct yx_block_decider *d);
void yx_block_decider_use(struct yx_block_decider *d, bool plain);

#endif
