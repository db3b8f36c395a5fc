/* by_person.h -- where a person's items begin in a list sorted by person.
 *
 * Payments, holds and problems are few for one person and millions in all; they
 * are asked for person by person in the order of the lists, which jumps about.
 * One number per 64 persons leads there with one look, where halving the list
 * would miss the caches twenty times; and the persons stand beside each other,
 * so that theirs are found on one line of the cache.
 *
 * Ownership: yx_by_person_free().  Errors: none.
 * Threads: immutable once built. */
#ifndef YX_FACTS_BY_PERSON_H
#define YX_FACTS_BY_PERSON_H

#include "base/cc.h"
#include <stdint.h>

enum { YX_BY_PERSON_SHIFT = 6 };

struct yx_by_person {
    uint32_t *person; /* per item */
    uint32_t *start;  /* per 64 persons: their first item */
};

/* Items sorted by person, all below n_persons: `person` is the first one's, and `stride` the
 * bytes from one item's to the next one's. */
void yx_by_person_build(struct yx_by_person *x, const uint32_t *person, size_t stride,
                        uint32_t n_items, uint32_t n_persons);
void yx_by_person_free(struct yx_by_person *x);

/* The person's first item; *n becomes how many he has.  O(items of 64 persons). */
static inline uint32_t yx_by_person_find(const struct yx_by_person *x, uint32_t person, uint32_t *n)
{
    uint32_t block = person >> YX_BY_PERSON_SHIFT;
    uint32_t from = x->start[block], end = x->start[block + 1];
    while (from < end && x->person[from] < person)
        from++;
    uint32_t to = from;
    while (to < end && x->person[to] == person)
        to++;
    *n = to - from;
    return from;
}

#endif
