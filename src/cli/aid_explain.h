/* aid_explain.h -- why one student gets what he gets.
 *
 * `yingxue aid --explain`: every row of the student in a facts table, explained by the version
 * of the policy that covers its term; worked out anew from the facts, nothing is stored.
 *
 * Ownership: everything is borrowed; explanations go to the caller's buffer.
 * Errors: YX_INVALID if the table has no such student.  Threads: safe. */
#ifndef YX_CLI_AID_EXPLAIN_H
#define YX_CLI_AID_EXPLAIN_H

#include "base/err.h"
#include "base/str.h"

struct yx_arena;
struct yx_factfile;
struct yx_policy;

/* Who is asked about, and how the answer is to look. */
struct yx_aid_question {
    const char *who;   /* the student as the table names him, or `student,term` */
    const char *path;  /* of the facts table, for the places of facts */
    bool json;         /* an array of explanations, for programs; else text */
    enum yx_lang lang; /* of the text */
};

/* Append to `out` the explanations asked for by `q`: of `n` versions of a policy, each with
 * the rows of the table it covers.  Cost: a look at every row, under a millisecond for each
 * explained. */
int yx_aid_explain(const struct yx_aid_question *q, struct yx_policy *const *policies,
                   const struct yx_factfile *const *facts, uint32_t n, struct yx_arena *arena,
                   struct yx_buf *out, struct yx_err *err);

#endif
