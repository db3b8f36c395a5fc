/* hash.c -- fast hashes for joins and dictionaries; never for secrets. */
#include "base/hash.h"

#include "base/mem.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t yx_hash(const void *p, size_t n)
{
    return XXH3_64bits(p ? p : "", n);
}

void yx_map_init(struct yx_map *m, size_t expected)
{
    size_t slots = 16;
    while (slots < expected + expected / 2)
        slots *= 2;
    m->key = yx_calloc(slots, sizeof *m->key);
    m->value = yx_malloc(yx_mul_size(slots, sizeof *m->value));
    m->mask = slots - 1;
    m->n = 0;
}

void yx_map_free(struct yx_map *m)
{
    free(m->key);
    free(m->value);
    *m = (struct yx_map){0};
}

static size_t slot_of(const struct yx_map *m, uint64_t key)
{
    size_t i = yx_mix64(key) & m->mask;
    while (m->key[i] && m->key[i] != key)
        i = (i + 1) & m->mask;
    return i;
}

static void grow(struct yx_map *m)
{
    struct yx_map bigger;
    yx_map_init(&bigger, (m->mask + 1) + (m->mask + 1) / 3);
    for (size_t i = 0; i <= m->mask; i++) {
        if (!m->key[i])
            continue;
        size_t j = slot_of(&bigger, m->key[i]);
        bigger.key[j] = m->key[i];
        bigger.value[j] = m->value[i];
    }
    bigger.n = m->n;
    struct yx_map old = *m;
    *m = bigger;
    yx_map_free(&old);
}

uint32_t *yx_map_put(struct yx_map *m, uint64_t key, uint32_t fresh, bool *is_new)
{
    YX_ASSERT(key != 0);
    size_t i = slot_of(m, key);
    *is_new = m->key[i] == 0;
    if (*is_new) {
        if (m->n + 1 > (m->mask + 1) / 4 * 3) {
            grow(m);
            i = slot_of(m, key);
        }
        m->key[i] = key;
        m->value[i] = fresh;
        m->n++;
    }
    return &m->value[i];
}

const uint32_t *yx_map_get(const struct yx_map *m, uint64_t key)
{
    if (!m->key || key == 0)
        return NULL;
    size_t i = slot_of(m, key);
    return m->key[i] ? &m->value[i] : NULL;
}
