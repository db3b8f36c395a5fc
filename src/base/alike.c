/* alike.c -- the first of the items that are alike, found on all cores.
 *
 * DESIGN.  Items are counted by the top bits of their mixed hashes and scattered into buckets,
 * each of which keeps their order; a bucket of about BUCKET items is then gone through with a
 * table of the items seen, by open addressing, in the cache of one core. */
#include "base/alike.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    BUCKET = 1 << 14, /* items aimed at */
    BUCKET_BITS = 12, /* at most */
    PARTS = 64,       /* tasks of counting and scattering at most */
    PART_ITEMS = 1 << 14
};

/* 12 bytes: memory not used before is what costs. */
struct item {
    uint32_t low, high; /* of the mixed hash */
    uint32_t i;
};

struct table {
    uint32_t *slot; /* item of the bucket + 1; 0 free */
    size_t cap;
};

struct parting {
    yx_alike_fn hash;
    const void *ctx;
    size_t n, part_items, n_buckets;
    unsigned bits;
    size_t *count; /* [part][bucket], then where each part writes */
    size_t *start; /* [bucket + 1] */
    struct item *item;
    struct table *table; /* per worker */
    uint32_t *first;
};

static size_t bucket_of(const struct parting *p, uint64_t mixed)
{
    return p->bits ? (size_t)(mixed >> (64 - p->bits)) : 0;
}

static void count_part(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct parting *p = ctx;
    size_t *count = p->count + task * p->n_buckets;
    size_t from = task * p->part_items, to = YX_MIN(from + p->part_items, p->n);
    for (size_t i = from; i < to; i++) {
        uint64_t hash = p->hash(p->ctx, (uint32_t)i);
        if (hash)
            count[bucket_of(p, yx_mix64(hash))]++;
    }
}

static void scatter_part(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct parting *p = ctx;
    size_t *at = p->count + task * p->n_buckets;
    size_t from = task * p->part_items, to = YX_MIN(from + p->part_items, p->n);
    for (size_t i = from; i < to; i++) {
        uint64_t hash = p->hash(p->ctx, (uint32_t)i), mixed = yx_mix64(hash);
        if (hash)
            p->item[at[bucket_of(p, mixed)]++] =
                (struct item){(uint32_t)mixed, (uint32_t)(mixed >> 32), (uint32_t)i};
        else
            p->first[i] = (uint32_t)YX_ALIKE_NONE;
    }
}

static void find_first(void *ctx, size_t task, unsigned worker)
{
    struct parting *p = ctx;
    struct table *t = &p->table[worker];
    const struct item *item = p->item + p->start[task];
    size_t n = p->start[task + 1] - p->start[task], mask = 15;
    while (mask + 1 < 2 * n)
        mask = mask * 2 + 1;
    if (t->cap <= mask) {
        free(t->slot);
        t->cap = mask + 1;
        t->slot = yx_malloc(t->cap * sizeof *t->slot);
    }
    memset(t->slot, 0, (mask + 1) * sizeof *t->slot);
    for (size_t i = 0; i < n; i++) {
        size_t at = item[i].low & mask;
        while (t->slot[at] && (item[t->slot[at] - 1].low != item[i].low ||
                               item[t->slot[at] - 1].high != item[i].high))
            at = (at + 1) & mask;
        if (!t->slot[at])
            t->slot[at] = (uint32_t)i + 1;
        p->first[item[i].i] = item[t->slot[at] - 1].i;
    }
}

/* From numbers of items to places. */
static size_t place(struct parting *p, size_t n_parts)
{
    size_t n = 0;
    for (size_t k = 0; k < p->n_buckets; k++) {
        p->start[k] = n;
        for (size_t part = 0; part < n_parts; part++) {
            size_t *count = &p->count[part * p->n_buckets + k], here = *count;
            *count = n;
            n += here;
        }
    }
    p->start[p->n_buckets] = n;
    return n;
}

int yx_alike_first(size_t n, yx_alike_fn hash, const void *ctx, struct yx_pool *pool,
                   uint32_t *first, struct yx_err *err)
{
    YX_ASSERT(n < UINT32_MAX);
    struct parting p = {.hash = hash, .ctx = ctx, .n = n, .first = first};
    while (p.bits < BUCKET_BITS && n >> p.bits > BUCKET)
        p.bits++;
    p.n_buckets = (size_t)1 << p.bits;
    p.part_items = YX_MAX((n + PARTS - 1) / PARTS, (size_t)PART_ITEMS);
    size_t n_parts = (n + p.part_items - 1) / p.part_items;
    unsigned n_threads = yx_pool_threads(pool);
    p.count = yx_calloc(n_parts * p.n_buckets + 1, sizeof *p.count);
    p.start = yx_calloc(p.n_buckets + 1, sizeof *p.start);
    p.table = yx_calloc(n_threads, sizeof *p.table);
    yx_pool_run(pool, n_parts, count_part, &p);
    p.item = yx_big_alloc(place(&p, n_parts) + 1, sizeof *p.item, err);
    if (p.item) {
        yx_pool_run(pool, n_parts, scatter_part, &p);
        yx_pool_run(pool, p.n_buckets, find_first, &p);
    }
    int rc = p.item ? YX_OK : YX_IO;
    for (unsigned i = 0; i < n_threads; i++)
        free(p.table[i].slot);
    free(p.table);
    free(p.item);
    free(p.count);
    free(p.start);
    return rc;
}
