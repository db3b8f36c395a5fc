/* facts_said.h -- what a facts table lacks, in words.
 *
 * Ownership: appends to the caller's buffer.  Errors: none.  Threads: safe. */
#ifndef YX_CLI_FACTS_SAID_H
#define YX_CLI_FACTS_SAID_H

#include "base/str.h"

struct yx_factfile;
struct yx_policy;

/* Append the policy's inputs that the table has no column for, as `a、b`, and a NUL; false if
 * there is none. */
bool yx_cli_put_missing(const struct yx_policy *p, const struct yx_factfile *f, struct yx_buf *out);

#endif
