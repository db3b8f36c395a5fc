/* hash.h -- fast hashes for joins and dictionaries; never for secrets.
 *
 * The same bytes give the same hash on every machine, so results may be
 * ordered by it.  Ownership, errors: none.  Threads: safe. */
#ifndef YX_BASE_HASH_H
#define YX_BASE_HASH_H

#include "base/str.h"

uint64_t yx_hash(const void *p, size_t n);
static inline uint64_t yx_hash_str(struct yx_str s)
{
    return yx_hash(s.p, s.n);
}
/* Spreads the bits of a number that is its own key (a packed ID). */
static inline uint64_t yx_mix64(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9U;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBU;
    return x ^ x >> 31;
}

/* A table from 64-bit keys to 32-bit values, open addressing.  Key 0 is not
 * allowed (it means empty).  Grows by itself. */
struct yx_map {
    uint64_t *key;
    uint32_t *value;
    size_t mask, n; /* slots - 1; keys held */
};
void yx_map_init(struct yx_map *m, size_t expected);
void yx_map_free(struct yx_map *m);
/* The value for `key`, inserted as `fresh` if absent; *is_new says which. O(1). */
uint32_t *yx_map_put(struct yx_map *m, uint64_t key, uint32_t fresh, bool *is_new);
/* NULL when absent. */
const uint32_t *yx_map_get(const struct yx_map *m, uint64_t key);
static inline void yx_map_prefetch(const struct yx_map *m, uint64_t key)
{
    YX_PREFETCH(&m->key[yx_mix64(key) & m->mask]);
}

#endif
