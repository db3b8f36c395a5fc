/* check.h -- the main job: from departments' lists to findings.
 *
 * A function from column sources (the inbox), a policy, decisions of people and
 * earlier findings to a sink of findings and a summary.  It opens no file.
 *
 * Ownership: borrows everything; the summary lives in its arena.
 * Errors: YX_INVALID when the input cannot be used (no roster a run needs, the
 * policy not in force), YX_IO from the sink.
 * Threads: uses the pool; the result does not depend on the number of threads. */
#ifndef YX_CHECK_CHECK_H
#define YX_CHECK_CHECK_H

#include "check/sink.h"
#include "facts/inbox.h"
#include "policy/policy.h"

struct yx_decisions; /* check/decisions.h */
struct yx_previous;  /* check/previous.h: findings of the run before */
struct yx_summary;   /* check/summary.h */

struct yx_check_options {
    const struct yx_inbox *inbox;
    const struct yx_policy *policy;       /* may be NULL: no aid lists */
    const struct yx_decisions *decisions; /* may be NULL */
    struct yx_previous *previous;         /* may be NULL; learns which findings were seen again */
    yx_day as_of;
    yx_term term;
    yx_day cutoff;
    uint32_t county;
    int age_from, age_to; /* 6, 15 */
    bool is_strict, is_masked;
    struct yx_pool *pool;
    /* May be NULL; total 0: not known.  Called from one thread at a time. */
    void (*progress)(void *ctx, struct yx_text step, size_t done, size_t total);
    void *progress_ctx;
};

int yx_check(const struct yx_check_options *o, const struct yx_sink *sink, struct yx_arena *arena,
             struct yx_summary **out, struct yx_err *err);

#endif
