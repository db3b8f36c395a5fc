/* advice_int.h -- what the advices share.
 *
 * Ownership: borrows everything.  Errors: findings go to the report.
 * Threads: safe. */
#ifndef YX_POLICY_ADVICE_INT_H
#define YX_POLICY_ADVICE_INT_H

#include "policy/policy_int.h"
#include "policy/unit.h"

struct yx_report;

/* advice_codes.c: tests that a dated code list makes 否 in some term although they are in force. */
void yx_advise_codes(const struct yx_policy *p, struct yx_report *r);

#endif
