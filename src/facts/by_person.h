/* by_person.h -- where a person's items begin in a list sorted by person.
 *
 * Payments, holds and problems are few for one person and millions in all; they
 * are asked for person by person in the order of the lists, which jumps about.
 * One number per 64 persons leads there with one look, where halving the list
 * would miss the caches twenty times.
 *
 * Ownership: yx_by_person_free(); borrows the list.  Errors: none.
 * Threads: immutable once built. */
#ifndef YX_FACTS_BY_PERSON_H
#define YX_FACTS_BY_PERSON_H

#include "base/cc.h"
#include <stdint.h>

enum { YX_BY_PERSON_SHIFT = 6 };

struct yx_by_person {
    const uint32_t *person; /* of the first item */
    size_t stride;          /* bytes from one item's to the next one's */
    uint32_t *start;        /* per 64 persons: their first item */
};

/* Items sorted by person, all below n_persons. */
void yx_by_person_build(struct yx_by_person *x, const uint32_t *person, size_t stride,
                        uint32_t n_items, uint32_t n_persons);
void yx_by_person_free(struct yx_by_person *x);

static inline uint32_t yx_by_person_of(const struct yx_by_person *x, uint32_t item)
{
    return *(const uint32_t *)((const char *)x->person + item * x->stride);
}
/* The person's first item; *n becomes how many he has.  O(items of 64 persons). */
static inline uint32_t yx_by_person_find(const struct yx_by_person *x, uint32_t person, uint32_t *n)
{
    uint32_t block = person >> YX_BY_PERSON_SHIFT;
    uint32_t from = x->start[block], end = x->start[block + 1];
    while (from < end && yx_by_person_of(x, from) < person)
        from++;
    uint32_t to = from;
    while (to < end && yx_by_person_of(x, to) == person)
        to++;
    *n = to - from;
    return from;
}

#endif
