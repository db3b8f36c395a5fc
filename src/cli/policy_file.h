/* policy_file.h -- a policy from its file, with its mistakes on stderr.
 *
 * Ownership: the caller frees the policy.
 * Errors: everything is printed; the result is an exit status.
 * Threads: main thread only. */
#ifndef YX_CLI_POLICY_FILE_H
#define YX_CLI_POLICY_FILE_H

#include "cli/cli.h"

struct yx_policy;

/* 0, or 2 with every mistake of the document printed (warnings are not). */
int yx_cli_load_policy(const struct yx_cli *cli, const char *path, struct yx_policy **out);

#endif
