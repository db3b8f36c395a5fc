/* decide.h -- what the decisions about a table of facts consist of, piece by piece.
 *
 * The public functions (yx_policy_sums, _each, _keep) are in yingxue-policy.h;
 * here is the workspace of one thread, for those who cut the work themselves.
 *
 * Ownership: yx_decider_free(); a piece lives until the next call.
 * Errors: YX_IO when there is no memory.  Threads: one decider, one thread. */
#ifndef YX_POLICY_DECIDE_H
#define YX_POLICY_DECIDE_H

#include "policy/policy.h"

struct yx_decider;
/* For pieces of at most `rows` (<= YX_PIECE_ROWS): 7 bytes a row and benefit, and 2 to 4 MB. */
struct yx_decider *yx_decider_new(const struct yx_policy *p, uint32_t rows);
void yx_decider_free(struct yx_decider *d);

/* Decide about rows from..from + n (n <= those it was made for) of checked columns and add to the
 * sums (whose arrays may be NULL).  `lists`: the piece is wanted; else NULL is returned. */
const struct yx_award_piece *yx_decide_piece(struct yx_decider *d,
                                             const struct yx_fact_columns *facts, uint64_t from,
                                             uint32_t n, bool lists, struct yx_award_sums *sums);

/* Rows that were left to the block evaluator since the decider was made. */
uint64_t yx_decider_left_open(const struct yx_decider *d);

/* For tests: everything by the block evaluator; only plain lanes. */
void yx_decider_use(struct yx_decider *d, bool blocks_only, bool plain);

#endif
