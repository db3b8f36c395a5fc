/* aid_totals.h -- headcount and amount by term and benefit.
 *
 * No total crosses accounts: what is paid, what is waived and what may be borrowed are never
 * added up (资助, 减免, 贷款, 外部).
 *
 * Ownership: appends to the caller's buffer.  Errors: none.  Threads: safe. */
#ifndef YX_CLI_AID_TOTALS_H
#define YX_CLI_AID_TOTALS_H

#include "base/str.h"

struct yx_award_totals;
struct yx_cli;
struct yx_policy;

/* Append lines 学期,账户,项目,项目名称,对象,人次,金额,待核人次 of totals `t` under policy
 * `policy`, amounts in yuan with two decimals; a sum for each account after its benefits. */
void yx_aid_put_totals(const struct yx_policy *policy, const struct yx_award_totals *t,
                       struct yx_buf *b);

/* Say to the user, for each benefit with a 均值 and each term, what was given per head against
 * what the policy says it should come to. */
void yx_aid_say_averages(const struct yx_cli *cli, const struct yx_policy *policy,
                         const struct yx_award_totals *t);

#endif
