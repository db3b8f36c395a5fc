/* residue.h -- pairs left for people, weighed by matches/residue.yx.
 *
 * What the passes of matches/person.yx leave is weighed as `yingxue link` weighs: the
 * comparisons of a document, and parameters pinned as `link --estimate` wrote them
 * (data/residue-parameters.csv, made by tools/learn-residue).  Both are compiled in.
 *
 * Ownership: model and words live in the arenas given.  Errors: YX_IO when memory does not
 * suffice, YX_INVALID when what is built in cannot be read, which the tests exclude.
 * Threads: with the pool; the same result for any number of them. */
#ifndef YX_MATCH_RESIDUE_H
#define YX_MATCH_RESIDUE_H

#include "base/pool.h"
#include "match/link_model.h"
#include "table/table.h"

struct yx_residue_weight {
    int32_t weight; /* 1/1000 bit, prior included */
    struct yx_str
        words; /* 先验 -15.9；证件号 可修复（第18位 7/1） +12.4；姓名 同音（子/梓） +6.1 */
};

/* The document, ready to run. */
int yx_residue_model(struct yx_arena *a, struct yx_link_model *out, struct yx_err *err);

/* yx_residue_weigh(m, left, right, pool, a, out, err): out[i] is what row i of `left` and row i of
 * `right` weigh; the tables have as many rows, and the model's fields as columns.  About 2 µs a
 * pair, and 1 ms for the parameters. */
int yx_residue_weigh(const struct yx_link_model *m, const struct yx_table *left,
                     const struct yx_table *right, struct yx_pool *pool, struct yx_arena *a,
                     struct yx_residue_weight *out, struct yx_err *err);

#endif
