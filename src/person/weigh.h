/* weigh.h -- what the pairs left for people weigh, by a document.
 *
 * What the passes of matches/person.yx leave is weighed by matches/residue.yx, the way
 * `yingxue link` weighs: the same comparisons, the parameters pinned in
 * data/residue-parameters.csv as `link --estimate` wrote them (tools/learn-residue).
 *
 * Ownership: words live in the arena given.  Errors: YX_IO when memory does not suffice,
 * YX_INVALID when the document built in cannot be read, which the tests exclude.
 * Threads: with the pool of the resolution; the same result for any number of them. */
#ifndef YX_PERSON_WEIGH_H
#define YX_PERSON_WEIGH_H

#include "person/resolve_int.h"

/* yx_pairs_weigh(s, pair, n, a, err): weight and words of those pairs that are not linked; the
 * others keep weight 0 and no words.  O(n). */
int yx_pairs_weigh(const struct resolve *s, struct yx_pair *pair, uint32_t n, struct yx_arena *a,
                   struct yx_err *err);

#endif
