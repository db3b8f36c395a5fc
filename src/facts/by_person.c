/* by_person.c -- where a person's items begin in a list sorted by person. */
#include "facts/by_person.h"

#include "base/mem.h"

#include <stdlib.h>

void yx_by_person_build(struct yx_by_person *x, const uint32_t *person, size_t stride,
                        uint32_t n_items, uint32_t n_persons)
{
    uint32_t n_blocks = (n_persons >> YX_BY_PERSON_SHIFT) + 2;
    x->person = yx_malloc(yx_mul_size((size_t)n_items + 1, sizeof *x->person));
    x->start = yx_calloc(n_blocks, sizeof *x->start);
    for (uint32_t i = 0; i < n_items; i++)
        x->person[i] = *(const uint32_t *)(const void *)((const char *)person + i * stride);
    for (uint32_t k = 0, i = 0; k < n_blocks; k++) {
        while (i < n_items && x->person[i] >> YX_BY_PERSON_SHIFT < k)
            i++;
        x->start[k] = i;
    }
}

void yx_by_person_free(struct yx_by_person *x)
{
    free(x->person);
    free(x->start);
    *x = (struct yx_by_person){0};
}
