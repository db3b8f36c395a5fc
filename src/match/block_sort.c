/* block_sort.c -- keys of a blocking rule, sorted, in runs that fit a budget.
 *
 * DESIGN.  The rows of each of a number of parts are counted by bucket; then every part knows
 * where it writes, so that all scatter at once and rows stay in order.  Buckets are sorted one
 * by one (base/radix.h): a digit all share is skipped, which makes a bucket of one key cost
 * one look.  Which keys a small side may have is kept as one bit of each. */
#include "match/block_sort.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>

enum {
    PARTS = 64,          /* tasks of counting and scattering at most */
    PART_ROWS = 1 << 14, /* rows of one at least */
    FAR_LARGER = 4,      /* times as many rows: what the other has is worth knowing */
    MET_BITS = 8         /* bits for a row of the smaller one */
};

struct sorting {
    const struct yx_block_side *side;
    unsigned bits;
    size_t from, to; /* buckets */
    size_t n_buckets;
    size_t part_rows; /* rows of a task */
    size_t *count;    /* [part][bucket - from], then where each part writes */
    size_t *start;    /* [bucket - from + 1] */
    struct yx_radix_item *v;
    struct scratch *scratch; /* per worker */
};

/* Room to sort a bucket in. */
struct scratch {
    struct yx_radix_item *v;
    size_t n, cap;
};

static size_t bucket_of(uint64_t mixed, unsigned bits)
{
    return bits ? (size_t)(mixed >> (64 - bits)) : 0;
}

/* Sets the rows of a task; the number of tasks depends on the number of rows only. */
static size_t cut_parts(struct sorting *s)
{
    size_t n = s->side->n_rows;
    s->part_rows = YX_MAX((n + PARTS - 1) / PARTS, (size_t)PART_ROWS);
    return (n + s->part_rows - 1) / s->part_rows;
}

/* The mixed key of a row and its bucket; false: none, of other runs, or it meets nothing. */
static bool take(const struct sorting *s, size_t row, uint64_t *mixed, size_t *bucket)
{
    const struct yx_block_side *side = s->side;
    if (!side->key[row])
        return false;
    *mixed = yx_mix64(side->key[row]);
    if (side->met) {
        uint64_t at = *mixed & (((uint64_t)1 << side->met_bits) - 1);
        if (!(side->met[at / 64] >> at % 64 & 1))
            return false;
    }
    *bucket = bucket_of(*mixed, s->bits);
    return *bucket >= s->from && *bucket < s->to;
}

static void count_part(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct sorting *s = ctx;
    size_t *count = s->count + task * s->n_buckets, bucket;
    size_t from = task * s->part_rows, to = YX_MIN(from + s->part_rows, (size_t)s->side->n_rows);
    uint64_t mixed;
    for (size_t i = from; i < to; i++)
        if (take(s, i, &mixed, &bucket))
            count[bucket - s->from]++;
}

static void scatter_part(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct sorting *s = ctx;
    size_t *at = s->count + task * s->n_buckets, bucket;
    size_t from = task * s->part_rows, to = YX_MIN(from + s->part_rows, (size_t)s->side->n_rows);
    uint64_t mixed;
    for (size_t i = from; i < to; i++)
        if (take(s, i, &mixed, &bucket))
            s->v[at[bucket - s->from]++] = (struct yx_radix_item){mixed, (uint32_t)i};
}

static void sort_task(void *ctx, size_t task, unsigned worker)
{
    struct sorting *s = ctx;
    struct scratch *room = &s->scratch[worker];
    size_t from = s->start[task], n = s->start[task + 1] - from;
    YX_RESERVE(room, n);
    yx_radix_sort(s->v + from, room->v, n);
}

void yx_block_side_meet(struct yx_block_side side[2])
{
    unsigned few = side[0].n_rows > side[1].n_rows;
    struct yx_block_side *many = &side[!few];
    if (side[few].n_rows > many->n_rows / FAR_LARGER)
        return;
    many->met_bits = 6;
    while (many->met_bits < 40 &&
           (uint64_t)1 << many->met_bits < (uint64_t)MET_BITS * side[few].n_rows)
        many->met_bits++;
    many->met = yx_calloc((size_t)1 << (many->met_bits - 6), sizeof *many->met);
    for (uint32_t i = 0; i < side[few].n_rows; i++) {
        if (!side[few].key[i])
            continue;
        uint64_t at = yx_mix64(side[few].key[i]) & (((uint64_t)1 << many->met_bits) - 1);
        many->met[at / 64] |= (uint64_t)1 << at % 64;
    }
}

size_t *yx_block_count(const struct yx_block_side *side, unsigned n_sides, unsigned bits,
                       struct yx_pool *pool)
{
    size_t n_buckets = (size_t)1 << bits;
    size_t *count = yx_calloc(n_buckets, sizeof *count);
    for (unsigned k = 0; k < n_sides; k++) {
        struct sorting s = {.side = &side[k], .bits = bits, .to = n_buckets};
        s.n_buckets = n_buckets;
        size_t n_parts = cut_parts(&s);
        s.count = yx_calloc(n_parts * n_buckets + 1, sizeof *s.count);
        yx_pool_run(pool, n_parts, count_part, &s);
        for (size_t i = 0; i < n_parts * n_buckets; i++)
            count[i % n_buckets] += s.count[i];
        free(s.count);
    }
    return count;
}

int yx_block_sort(const struct yx_block_side *side, unsigned bits, size_t from, size_t to,
                  struct yx_pool *pool, struct yx_block_sorted *out, struct yx_err *err)
{
    struct sorting s = {.side = side, .bits = bits, .from = from, .to = to};
    s.n_buckets = to - from;
    size_t n_parts = cut_parts(&s);
    s.count = yx_calloc(n_parts * s.n_buckets + 1, sizeof *s.count);
    s.start = yx_calloc(s.n_buckets + 1, sizeof *s.start);
    yx_pool_run(pool, n_parts, count_part, &s);
    size_t n = 0;
    for (size_t k = 0; k < s.n_buckets; k++) {
        s.start[k] = n;
        for (size_t p = 0; p < n_parts; p++) {
            size_t c = s.count[p * s.n_buckets + k];
            s.count[p * s.n_buckets + k] = n;
            n += c;
        }
    }
    s.start[s.n_buckets] = n;
    s.v = yx_big_alloc(n + 1, sizeof *s.v, err);
    int code = s.v ? YX_OK : YX_IO;
    if (!code) {
        unsigned n_threads = yx_pool_threads(pool);
        s.scratch = yx_calloc(n_threads, sizeof *s.scratch);
        yx_pool_run(pool, n_parts, scatter_part, &s);
        yx_pool_run(pool, s.n_buckets, sort_task, &s);
        *out = (struct yx_block_sorted){s.v, n};
        for (unsigned i = 0; i < n_threads; i++)
            free(s.scratch[i].v);
        free(s.scratch);
    }
    free(s.count);
    free(s.start);
    return code;
}
