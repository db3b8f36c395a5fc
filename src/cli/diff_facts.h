/* diff_facts.h -- what changes for the students of a facts table (yingxue diff OLD NEW FACTS).
 *
 * Ownership: borrows everything.  Errors: in *err.  Threads: main thread only. */
#ifndef YX_CLI_DIFF_FACTS_H
#define YX_CLI_DIFF_FACTS_H

#include "cli/cli.h"

struct yx_policy;
struct yx_workers;

/* Write the corrections to `deltas` (NULL: nowhere), the sums to stdout, who wins and who loses to
 * stderr. */
int yx_diff_facts(const struct yx_cli *cli, const struct yx_policy *old,
                  const struct yx_policy *new, const char *facts, const char *deltas,
                  struct yx_workers *workers, struct yx_err *err);

#endif
