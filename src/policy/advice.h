/* advice.h -- what is not wrong in a policy, but worth a second look.
 *
 * Cheap checks over the compiled form: names nobody uses, benefits without a
 * worked example or a source, switches of which only one value is tried, and
 * conditions that say `x 或 非 x`, which is unknown, not yes, while x is.
 *
 * Ownership: borrows everything.  Errors: only warnings are added.
 * Threads: safe. */
#ifndef YX_POLICY_ADVICE_H
#define YX_POLICY_ADVICE_H

#include "policy/policy.h"

/* O(instructions + examples x benefits).  `file`: as yx_policy_file(). */
void yx_policy_advise(const struct yx_policy *p, struct yx_report *r, int file);
/* The number of the document in the report it was loaded with. */
int yx_policy_file(const struct yx_policy *p);

#endif
