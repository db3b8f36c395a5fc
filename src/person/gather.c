/* gather.c -- a small side of rows by key, and all rows looked up in it.
 *
 * DESIGN.  A pass is about the few rows that are not settled.  Their keys are
 * gathered, sorted, and put into a bitmap (two bits of one word a key, sixteen
 * bits of room each: one false alarm in a hundred).  Then all rows go by, in
 * parallel, and those whose key the bitmap knows are gathered too, block by
 * block in row order; sorted, the two lists are merged.  O(rows) with one
 * memory access a row, and nothing that grows with the large side.  Which rows
 * have no number of their own stands in bitmaps: of these a pass looks at no
 * others when it gathers the small side. */
#include "base/mem.h"
#include "person/resolve_int.h"

#include <stdlib.h>

void keyed_push(struct keyed_list *l, uint64_t key, uint32_t row)
{
    struct yx_radix_item k = {key, row};
    YX_PUSH(l, k);
}

void keyed_sort(struct keyed_list *l)
{
    struct yx_radix_item *room = yx_calloc(l->n + 1, sizeof *room);
    yx_radix_sort(l->v, room, l->n);
    free(room);
    for (size_t i = 1; i < l->n; i++) { /* of equal keys most lie in order of rows already */
        struct yx_radix_item item = l->v[i];
        size_t k = i;
        for (; k > 0 && l->v[k - 1].key == item.key && l->v[k - 1].value > item.value; k--)
            l->v[k] = l->v[k - 1];
        l->v[k] = item;
    }
}

void key_filter_build(struct key_filter *f, const struct keyed_list *keys)
{
    unsigned bits = 4; /* words: 64 bits for 4 keys */
    while ((size_t)1 << bits < keys->n / 4 + 1)
        bits++;
    f->shift = 64 - bits;
    f->bits = yx_calloc((size_t)1 << bits, sizeof *f->bits);
    for (size_t i = 0; i < keys->n; i++) {
        uint64_t h = yx_mix64(keys->v[i].key);
        f->bits[h >> f->shift] |= 1ULL << (h & 63) | 1ULL << (h >> 6 & 63);
    }
}

struct gathering {
    const struct resolve *s;
    gather_fn fn;
    const struct key_filter *wanted;
    struct keyed_list *part; /* per block */
};

static void gather_block(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    const struct gathering *g = ctx;
    const struct row_block *b = &g->s->block[task];
    for (uint32_t i = b->from; i < b->to; i++)
        if (resolve_is_person(b->r, i))
            g->fn(g->s, b->r, i, g->wanted, &g->part[task]);
}

/* Only rows whose name, or number, is wanted: nothing else of the others is looked at. */
static void gather_by_column(const struct gathering *g, const struct row_block *b,
                             const uint64_t *column, struct keyed_list *out)
{
    enum { AHEAD = 16 };
    for (uint32_t i = b->from; i < b->to; i++) {
        if (b->to - i > AHEAD)
            key_filter_prefetch(g->wanted, column[i + AHEAD]);
        if (column[i] && key_filter_has(g->wanted, column[i]) && resolve_is_person(b->r, i))
            g->fn(g->s, b->r, i, g->wanted, out);
    }
}

static void gather_named_block(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    const struct gathering *g = ctx;
    const struct row_block *b = &g->s->block[task];
    gather_by_column(g, b, b->r->name, &g->part[task]);
}

static void gather_numbered_block(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    const struct gathering *g = ctx;
    const struct row_block *b = &g->s->block[task];
    gather_by_column(g, b, b->r->id, &g->part[task]);
}

/* Bits of 64 rows from `row` on. */
static uint64_t disowned_from(const struct resolve *s, uint32_t row)
{
    const uint8_t *p = s->disowned + row / 8;
    unsigned shift = row % 8;
    uint64_t v = 0;
    for (unsigned k = 0; k < 8; k++)
        v |= (uint64_t)p[k] << k * 8;
    return shift ? v >> shift | (uint64_t)p[8] << (64 - shift) : v;
}

static void gather_open_block(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    const struct gathering *g = ctx;
    const struct row_block *b = &g->s->block[task];
    const uint64_t *nobodys = g->s->nobodys + task * (YX_BLOCK_ROWS / 64);
    for (uint32_t from = b->from; from < b->to; from += 64) {
        uint64_t open = *nobodys++ | disowned_from(g->s, b->r->first + from);
        for (; open; open &= open - 1) {
            uint32_t i = from + (uint32_t)__builtin_ctzll(open);
            if (i < b->to && resolve_is_person(b->r, i))
                g->fn(g->s, b->r, i, NULL, &g->part[task]);
        }
    }
}

void resolve_gather_from(const struct resolve *s, enum gather_from from, gather_fn fn,
                         const struct key_filter *wanted, struct keyed_list *out)
{
    static const yx_task_fn visit[] = {[GATHER_ALL] = gather_block,
                                       [GATHER_OPEN] = gather_open_block,
                                       [GATHER_NAMED] = gather_named_block,
                                       [GATHER_NUMBERED] = gather_numbered_block};
    struct gathering g = {s, fn, wanted, yx_calloc(s->n_blocks + 1, sizeof *g.part)};
    yx_pool_run(s->pool, s->n_blocks, visit[from], &g);
    size_t n = 0;
    for (size_t i = 0; i < s->n_blocks; i++)
        n += g.part[i].n;
    YX_RESERVE(out, out->n + n + 1);
    for (size_t i = 0; i < s->n_blocks; i++) {
        if (g.part[i].n)
            memcpy(out->v + out->n, g.part[i].v, g.part[i].n * sizeof *out->v);
        out->n += g.part[i].n;
        free(g.part[i].v);
    }
    free(g.part);
}

void resolve_gather(const struct resolve *s, gather_fn fn, const struct key_filter *wanted,
                    struct keyed_list *out)
{
    resolve_gather_from(s, GATHER_ALL, fn, wanted, out);
}
