/* random_policy.h -- valid policies nobody would write.
 *
 * Ownership: appends to the caller's buffer.  Errors: none.  Threads: safe. */
#ifndef YX_TEST_RANDOM_POLICY_H
#define YX_TEST_RANDOM_POLICY_H

#include "base/str.h"

/* The same seed, the same text. */
void random_policy(uint64_t seed, struct yx_buf *out);

#endif
