/* policy_file.h -- a policy from its file, or the version for a term from a folder.
 *
 * A folder holds versions: documents of one 地区 whose 有效 do not overlap on the
 * 基准日 of a term.  Documents of other 地区, and those without one, are left alone
 * (they may be what the versions extend).
 *
 * Ownership: the caller frees policies.
 * Errors: the mistakes of documents are printed on stderr, then *err says in a
 * sentence that the policy cannot be used.
 * Threads: main thread only. */
#ifndef YX_CLI_POLICY_FILE_H
#define YX_CLI_POLICY_FILE_H

#include "base/date.h"
#include "cli/cli.h"

struct yx_policy;

/* Load the policy at `path` with what it extends.  YX_OK; YX_INVALID if there is no such file,
 * or it has mistakes (printed), or amounts that are still 待定 (each printed, with where to enter
 * it). */
int yx_cli_read_policy(const struct yx_cli *cli, const char *path, struct yx_policy **out,
                       struct yx_err *err);
/* The same, with the sentence printed: 0, or an exit status. */
int yx_cli_load_policy(const struct yx_cli *cli, const char *path, struct yx_policy **out);

/* Sets the switch that `setting` names, 开关=是 or 开关=否 (also yes, no), in each of the `n`
 * policies that has it.  YX_INVALID if it is written otherwise, or no policy has it. */
int yx_cli_set_switch(const char *setting, struct yx_policy *const *policy, uint32_t n,
                      struct yx_err *err);

bool yx_cli_is_folder(const char *path);
/* All versions in a folder that `county` has (0: the one 地区 there is), by the beginning of
 * their 有效.  *n at most `most`.  YX_INVALID if there is none, if there are several counties and
 * none is named, or two versions of which both cover a term. */
int yx_cli_read_versions(const struct yx_cli *cli, const char *folder, uint32_t county,
                         struct yx_policy **out, uint32_t most, uint32_t *n, struct yx_err *err);
/* The version that covers the term; YX_INVALID, naming the spans there are, if none does. */
int yx_cli_read_version(const struct yx_cli *cli, const char *folder, uint32_t county, yx_term term,
                        struct yx_policy **out, struct yx_err *err);

#endif
