/* score.h -- how much two unlinked rows look like one person.
 *
 * The seam between finding candidates (candidates.c) and judging them.  Today a rank
 * made of what is the same, in the order in which it convinces; weights from
 * frequencies take this place without the finders knowing.
 *
 * Ownership: plain values.  Errors: none.  Threads: safe. */
#ifndef YX_PERSON_SCORE_H
#define YX_PERSON_SCORE_H

#include "person/resolve_int.h"

struct pair_score {
    uint32_t rank;       /* greater is likelier; 0: not worth a person's time */
    bool must_be_unique; /* so weak that it counts only if nobody else is as near */
};

/* Both rows are unlinked; `left` stands on the register. */
struct pair_score yx_pair_judge(const struct resolve *s, uint32_t left, uint32_t right);

#endif
