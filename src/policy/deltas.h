/* deltas.h -- what changes for the students of a facts table when a policy does.
 *
 * Both policies decide about every student and term of the table that both
 * cover; where they decide otherwise, a line says what was, what is, and the
 * correction: 补发 what is still due, 追回 what was too much, 额度增 and 额度减 of
 * a loan ceiling, 变更 where no money moves, 待核 where either side waits for a
 * fact.  What waits is never taken for nothing.  A benefit that is now paid to
 * someone else is two lines, one for each payee, so that no sum crosses accounts.
 *
 * Ownership: borrows policies, tables, pool; sums live in the arena.
 * Errors: what the sink returns ends the run and is returned.
 * Threads: uses the pool; the sink is called one at a time, in the order of the
 * table, with the same content for any number of threads. */
#ifndef YX_POLICY_DELTAS_H
#define YX_POLICY_DELTAS_H

#include "policy/award_run.h"

enum yx_account {
    YX_AID /* 资助 */,
    YX_WAIVER /* 减免 */,
    YX_LOAN /* 贷款 */,
    YX_OTHER,
    YX_ACCOUNTS
};
/* 资助 减免 贷款 外部. */
struct yx_str yx_account_name(enum yx_account a);
enum yx_account yx_account_of(enum yx_payee p); /* 到人 到校 食堂 → 资助; UNKNOWN: 资助 */

/* Corrections of one benefit in one account. */
struct yx_delta_sum {
    uint64_t more, less, pending, other; /* lines: 补发 or 额度增, 追回 or 额度减, 待核, 变更 */
    yx_fen more_fen, less_fen;           /* both at or above 0 */
};

struct yx_delta_benefit {
    struct yx_str id, name;
    bool has_amount;
    struct yx_delta_sum account[YX_ACCOUNTS];
};

struct yx_delta_sums {
    struct yx_delta_benefit *benefit; /* the new policy's, then those only the old one has */
    uint32_t n_benefits;
    uint64_t rows, lines;
    uint64_t students;        /* with a row that was compared */
    uint64_t winners, losers; /* only 补发 and 额度增; only 追回 and 额度减 */
    uint64_t mixed;           /* both */
    uint64_t unsettled;       /* lines, but no money that is certain */
    uint64_t unchanged;       /* no line */
    uint64_t waiting;         /* students with a line 待核, among the others */
    uint64_t alike;           /* (student, term, benefit) 待核 before and after alike: no line */
    uint64_t stopped;         /* rows that a 约束 of either stops: not compared */
};

/* Header of the lines. */
struct yx_str yx_deltas_header(void);
/* yx_policy_deltas(old, new, was, is, pool, sink, a, out, err): `was` and `is` are the same table,
 * read for the old and for the new policy with yx_factfile_read_terms() and the same terms. */
int yx_policy_deltas(const struct yx_policy *old, const struct yx_policy *new,
                     const struct yx_factfile *was, const struct yx_factfile *is,
                     struct yx_pool *pool, const struct yx_award_sink *sink, struct yx_arena *a,
                     struct yx_delta_sums *out, struct yx_err *err);

#endif
