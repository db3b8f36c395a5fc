/* cases.h -- the examples of a policy, run and compared.
 *
 * An example is a set of facts, a term, and every award they must give.
 *
 * Ownership: borrows the policy.  Errors: each difference is an error in the
 * report, at the line of the example.  Threads: safe. */
#ifndef YX_POLICY_CASES_H
#define YX_POLICY_CASES_H

#include "policy/policy.h"

/* How many examples (one per term) the document has. */
uint32_t yx_policy_examples(const struct yx_policy *p);
/* Run them all; returns how many are wrong.  `file`: number of the document in
 * the report (yx_report_file). */
uint32_t yx_policy_check_examples(const struct yx_policy *p, struct yx_report *r, int file);

#endif
