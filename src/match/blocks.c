/* blocks.c -- pairs worth comparing, from keys of rows.
 *
 * DESIGN.  Rule by rule.  The keys of both sides are sorted (block_sort.c), in runs that
 * fit the budget.  A walk over both sorted sides of a run finds the blocks and cuts them
 * into chunks of about YX_BLOCK_CHUNK pairs: a chunk is the place where it starts, so
 * cutting costs no memory that grows with pairs.  A block too large for one chunk is cut
 * into tiles.
 *
 * A pair that an earlier rule makes is skipped: for the rows of a tile the keys of the
 * earlier rules are fetched once, then compared.  A block that was left out makes no
 * pairs, so its key counts as none: the keys left out of each rule are kept in a map.
 * Mixing is a bijection, so mixed keys are equal exactly where keys are. */
#include "match/blocks.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/rng.h"
#include "match/block_sort.h"

#include <stdlib.h>

enum {
    BUCKET_ROWS = 2048, /* aimed at: sorted in the first cache */
    BUCKET_BITS = 16,   /* at most */
    TILE = 256          /* rows of either side; TILE * TILE <= YX_BLOCK_CHUNK */
};

/* Where a chunk starts: a tile of the block at these entries. */
struct place {
    size_t left, right;             /* first entries of the block */
    uint32_t tile_left, tile_right; /* offsets of the tile within the block */
};

struct chunk {
    struct place at;
    uint32_t n_tiles;
};

struct slot_pairs {
    struct yx_row_pair *v;
    uint32_t n;
    uint64_t *early; /* keys of earlier rules of a tile's rows: [2][TILE][rule] */
};

struct making {
    const struct yx_blocks *b;
    struct yx_pool *pool;
    yx_block_work_fn work;
    yx_block_commit_fn commit;
    void *ctx;
    struct yx_block_report *out;
    unsigned rule;
    unsigned bits;                          /* of a bucket's number */
    struct yx_map left_out[YX_BLOCK_RULES]; /* keys of blocks left out -> 1 */
    struct yx_block_side keys[2];           /* of the rule; within one list: only the first */
    struct yx_block_sorted side[2];         /* of the run */
    struct {
        struct chunk *v;
        size_t n, cap;
    } chunks;
    struct slot_pairs *slot;
};

static const uint64_t *keys_of(const struct yx_blocks *b, unsigned rule, int side)
{
    return side && !b->is_within ? b->rule[rule].right : b->rule[rule].left;
}
static uint32_t rows_of(const struct yx_blocks *b, int side)
{
    return side && !b->is_within ? b->n_right : b->n_left;
}

/* ---- making the pairs of a tile ---- */

static size_t block_end(const struct yx_block_sorted *s, size_t at)
{
    size_t end = at + 1;
    while (end < s->n && s->v[end].key == s->v[at].key)
        end++;
    return end;
}

/* The key of an earlier rule, none when its block was left out. */
static uint64_t standing_key(const struct making *m, unsigned rule, int side, uint32_t row)
{
    uint64_t key = keys_of(m->b, rule, side)[row];
    if (key && m->left_out[rule].n && yx_map_get(&m->left_out[rule], key))
        return 0;
    return key;
}

static bool was_made(const uint64_t *x, const uint64_t *y, unsigned n)
{
    for (unsigned k = 0; k < n; k++)
        if (x[k] && x[k] == y[k])
            return true;
    return false;
}

/* Pairs of entries left[0..n_left) and right[0..n_right); within one tile of one list
 * only those above the diagonal. */
static void make_tile(const struct making *m, struct slot_pairs *out,
                      const struct yx_radix_item *left, uint32_t n_left,
                      const struct yx_radix_item *right, uint32_t n_right, bool is_diagonal)
{
    unsigned n_early = m->rule;
    uint64_t *x = out->early, *y = x + (size_t)TILE * n_early;
    if (n_early) {
        for (uint32_t i = 0; i < n_left; i++)
            for (unsigned k = 0; k < n_early; k++)
                x[i * n_early + k] = standing_key(m, k, 0, left[i].value);
        if (is_diagonal)
            y = x;
        else
            for (uint32_t i = 0; i < n_right; i++)
                for (unsigned k = 0; k < n_early; k++)
                    y[i * n_early + k] = standing_key(m, k, 1, right[i].value);
    }
    struct yx_row_pair *v = out->v + out->n;
    for (uint32_t i = 0; i < n_left; i++)
        for (uint32_t j = is_diagonal ? i + 1 : 0; j < n_right; j++) {
            if (n_early && was_made(x + (size_t)i * n_early, y + (size_t)j * n_early, n_early))
                continue;
            *v++ = (struct yx_row_pair){left[i].value, right[j].value};
        }
    out->n = (uint32_t)(v - out->v);
}

/* Moves `left` and `right` from the end of one block to the next in which rows meet;
 * false at the end. */
static bool next_block(const struct making *m, size_t *left, size_t *right, size_t *left_end,
                       size_t *right_end)
{
    const struct yx_block_sorted *l = &m->side[0], *r = &m->side[1];
    if (m->b->is_within) {
        for (; *left < l->n; *left = *left_end) {
            *left_end = block_end(l, *left);
            *right = *left;
            *right_end = *left_end;
            if (*left_end - *left > 1)
                return true;
        }
        return false;
    }
    while (*left < l->n && *right < r->n) {
        uint64_t x = l->v[*left].key, y = r->v[*right].key;
        if (x < y) {
            ++*left;
        } else if (y < x) {
            ++*right;
        } else {
            *left_end = block_end(l, *left);
            *right_end = block_end(r, *right);
            return true;
        }
    }
    return false;
}

static bool is_over(const struct making *m, size_t n_left, size_t n_right)
{
    size_t most = m->b->rule[m->rule].most;
    size_t met = m->b->is_within ? n_left - 1 : YX_MAX(n_left, n_right);
    return most && met > most;
}

/* The tile after `at` in its block; false when that was the last. */
static bool next_tile(const struct making *m, struct place *at, size_t n_left, size_t n_right)
{
    at->tile_right += TILE;
    if (at->tile_right < n_right)
        return true;
    at->tile_left += TILE;
    at->tile_right = m->b->is_within ? at->tile_left : 0;
    return at->tile_left < n_left;
}

static uint64_t pairs_of(bool is_within, size_t n_left, size_t n_right)
{
    return is_within ? (uint64_t)n_left * (n_left - 1) / 2 : (uint64_t)n_left * n_right;
}

static void make_chunk(const struct making *m, const struct chunk *c, struct slot_pairs *out)
{
    const struct yx_block_sorted *l = &m->side[0], *r = &m->side[m->b->is_within ? 0 : 1];
    struct place at = c->at;
    size_t left = at.left, right = at.right, left_end, right_end;
    out->n = 0;
    bool is_first = true;
    for (uint32_t n = 0; n < c->n_tiles;) {
        if (!next_block(m, &left, &right, &left_end, &right_end))
            return;
        size_t n_left = left_end - left, n_right = right_end - right;
        if (is_first || !is_over(m, n_left, n_right)) {
            if (!is_first)
                at = (struct place){left, right, 0, 0};
            do {
                uint32_t w = (uint32_t)YX_MIN(n_left - at.tile_left, (size_t)TILE);
                uint32_t h = (uint32_t)YX_MIN(n_right - at.tile_right, (size_t)TILE);
                make_tile(m, out, l->v + left + at.tile_left, w, r->v + right + at.tile_right, h,
                          m->b->is_within && at.tile_left == at.tile_right);
                n++;
            } while (n < c->n_tiles && next_tile(m, &at, n_left, n_right));
        }
        is_first = false;
        left = left_end;
        right = right_end;
    }
}

static void chunk_work(void *ctx, size_t task, unsigned slot)
{
    struct making *m = ctx;
    struct slot_pairs *out = &m->slot[slot];
    make_chunk(m, &m->chunks.v[task], out);
    if (out->n)
        m->work(m->ctx, out->v, out->n, m->rule, slot);
}

static void chunk_commit(void *ctx, size_t task, unsigned slot)
{
    (void)task;
    struct making *m = ctx;
    m->out->n_pairs_by[m->rule] += m->slot[slot].n;
    if (m->slot[slot].n && m->commit)
        m->commit(m->ctx, slot);
}

/* ---- blocks left out ---- */

struct overs {
    struct yx_block_over *v;
    size_t n, cap;
};

static int most_pairs_first(const void *a, const void *b)
{
    const struct yx_block_over *x = a, *y = b;
    if (x->n_pairs != y->n_pairs)
        return x->n_pairs > y->n_pairs ? -1 : 1;
    return x->key < y->key ? -1 : x->key > y->key;
}

static void leave_out(struct making *m, struct overs *over, size_t left, size_t n_left,
                      size_t right, size_t n_right)
{
    const struct yx_block_sorted *r = &m->side[m->b->is_within ? 0 : 1];
    uint32_t row = m->side[0].v[left].value;
    bool is_new;
    uint64_t key = m->b->rule[m->rule].left[row];
    yx_map_put(&m->left_out[m->rule], key, 1, &is_new);
    struct yx_block_over o = {.rule = m->rule, .key = key};
    o.n_left = (uint32_t)n_left;
    o.n_right = (uint32_t)n_right;
    o.first_left = row;
    o.first_right = r->v[right].value;
    o.n_pairs = pairs_of(m->b->is_within, n_left, n_right);
    m->out->n_over[m->rule]++;
    m->out->n_pairs_over[m->rule] += o.n_pairs;
    YX_PUSH(over, o);
    if (over->n >= 2 * (size_t)YX_BLOCK_REPORTED) {
        qsort(over->v, over->n, sizeof *over->v, most_pairs_first);
        over->n = YX_BLOCK_REPORTED;
    }
}

/* Cuts the run into chunks, and leaves out what is too large. */
static void cut_run(struct making *m, struct overs *over)
{
    size_t left = 0, right = 0, left_end, right_end;
    uint64_t room = 0; /* pairs that the last chunk can still take */
    m->chunks.n = 0;
    for (; next_block(m, &left, &right, &left_end, &right_end);
         left = left_end, right = right_end) {
        size_t n_left = left_end - left, n_right = right_end - right;
        if (is_over(m, n_left, n_right)) {
            leave_out(m, over, left, n_left, right, n_right);
            continue;
        }
        m->out->n_blocks[m->rule]++;
        struct place at = {left, right, 0, 0};
        do {
            uint64_t w = YX_MIN(n_left - at.tile_left, (size_t)TILE);
            uint64_t need = w * YX_MIN(n_right - at.tile_right, (size_t)TILE);
            if (need > room) {
                struct chunk c = {at, 0};
                YX_PUSH(&m->chunks, c);
                room = YX_BLOCK_CHUNK;
            }
            m->chunks.v[m->chunks.n - 1].n_tiles++;
            room -= need;
        } while (next_tile(m, &at, n_left, n_right));
    }
}

/* ---- rules and runs ---- */

static int make_run(struct making *m, size_t from, size_t to, struct overs *over,
                    struct yx_err *err)
{
    int code = YX_OK;
    for (int side = 0; !code && side < (m->b->is_within ? 1 : 2); side++)
        code = yx_block_sort(&m->keys[side], m->bits, from, to, m->pool, &m->side[side], err);
    if (!code) {
        cut_run(m, over);
        yx_pool_ordered(m->pool, m->chunks.n, chunk_work, chunk_commit, m);
    }
    for (int side = 0; side < 2; side++) {
        free(m->side[side].v);
        m->side[side] = (struct yx_block_sorted){0};
    }
    return code;
}

static int make_rule(struct making *m, struct yx_err *err)
{
    size_t n_rows = m->b->is_within ? m->b->n_left : (size_t)m->b->n_left + m->b->n_right;
    m->bits = 0;
    while (m->bits < BUCKET_BITS && (n_rows >> m->bits) > BUCKET_ROWS)
        m->bits++;
    size_t n_buckets = (size_t)1 << m->bits;
    unsigned n_sides = m->b->is_within ? 1 : 2;
    for (unsigned side = 0; side < n_sides; side++)
        m->keys[side] = (struct yx_block_side){.key = keys_of(m->b, m->rule, (int)side),
                                               .n_rows = rows_of(m->b, (int)side)};
    if (!m->b->is_within)
        yx_block_side_meet(m->keys);
    size_t *count = yx_block_count(m->keys, n_sides, m->bits, m->pool);
    size_t budget =
        m->b->budget_bytes ? m->b->budget_bytes / (2 * sizeof(struct yx_radix_item)) : SIZE_MAX;
    struct overs over = {0};
    int code = YX_OK;
    unsigned n_runs = 0;
    for (size_t from = 0, to; !code && from < n_buckets; from = to) {
        size_t n = count[from];
        for (to = from + 1; to < n_buckets && n + count[to] <= budget; to++)
            n += count[to];
        if (n == 0)
            continue;
        n_runs++;
        m->out->peak_bytes = YX_MAX(m->out->peak_bytes, n * 2 * sizeof(struct yx_radix_item));
        code = make_run(m, from, to, &over, err);
    }
    free(count);
    free(m->keys[0].met);
    free(m->keys[1].met);
    m->out->n_runs = YX_MAX(m->out->n_runs, n_runs);
    m->out->n_pairs += m->out->n_pairs_by[m->rule];
    if (over.n) {
        qsort(over.v, over.n, sizeof *over.v, most_pairs_first);
        over.n = YX_MIN(over.n, (size_t)YX_BLOCK_REPORTED);
        size_t have = m->out->n_over_listed;
        m->out->over = yx_realloc(m->out->over, (have + over.n) * sizeof *over.v);
        memcpy(m->out->over + have, over.v, over.n * sizeof *over.v);
        m->out->n_over_listed += over.n;
    }
    free(over.v);
    return code;
}

int yx_blocks_run(const struct yx_blocks *b, struct yx_pool *pool, yx_block_work_fn work,
                  yx_block_commit_fn commit, void *ctx, struct yx_block_report *out,
                  struct yx_err *err)
{
    YX_ASSERT(b->n_rules <= YX_BLOCK_RULES);
    struct yx_block_report unseen;
    if (!out)
        out = &unseen;
    *out = (struct yx_block_report){0};
    struct making m = {.b = b, .pool = pool, .work = work, .commit = commit, .ctx = ctx};
    m.out = out;
    unsigned n_slots = yx_pool_slots(pool);
    m.slot = yx_calloc(n_slots, sizeof *m.slot);
    for (unsigned i = 0; i < n_slots; i++) {
        m.slot[i].v = yx_malloc(YX_BLOCK_CHUNK * sizeof *m.slot[i].v);
        m.slot[i].early = yx_calloc((size_t)2 * TILE * (b->n_rules + 1), sizeof(uint64_t));
    }
    int code = YX_OK;
    for (; !code && m.rule < b->n_rules; m.rule++) {
        yx_map_init(&m.left_out[m.rule], 16);
        code = make_rule(&m, err);
    }
    for (unsigned k = 0; k < m.rule; k++)
        yx_map_free(&m.left_out[k]);
    for (unsigned i = 0; i < n_slots; i++) {
        free(m.slot[i].v);
        free(m.slot[i].early);
    }
    free(m.slot);
    free(m.chunks.v);
    if (out == &unseen)
        yx_block_report_free(out);
    return code;
}

void yx_block_report_free(struct yx_block_report *r)
{
    free(r->over);
    r->over = NULL;
    r->n_over_listed = 0;
}

/* ---- all of them ---- */

struct gathered {
    struct {
        const struct yx_row_pair *v;
        size_t n;
    } * slot;
    struct {
        struct yx_row_pair *v;
        size_t n, cap;
    } all;
};

static void keep_chunk(void *ctx, const struct yx_row_pair *pair, size_t n, unsigned rule,
                       unsigned slot)
{
    (void)rule;
    struct gathered *g = ctx;
    g->slot[slot].v = pair;
    g->slot[slot].n = n;
}

static void append_chunk(void *ctx, unsigned slot)
{
    struct gathered *g = ctx;
    size_t n = g->slot[slot].n;
    YX_RESERVE(&g->all, g->all.n + n);
    memcpy(g->all.v + g->all.n, g->slot[slot].v, n * sizeof *g->all.v);
    g->all.n += n;
}

int yx_blocks_pairs(const struct yx_blocks *b, struct yx_pool *pool, struct yx_row_pair **out,
                    size_t *n, struct yx_block_report *report, struct yx_err *err)
{
    struct gathered g = {0};
    g.slot = yx_calloc(yx_pool_slots(pool), sizeof *g.slot);
    int code = yx_blocks_run(b, pool, keep_chunk, append_chunk, &g, report, err);
    free(g.slot);
    *out = g.all.v;
    *n = g.all.n;
    return code;
}

/* ---- random pairs ---- */

/* The pair of rank `at` among all of one list: (0,1), (0,2), (1,2), (0,3), … */
static struct yx_row_pair pair_at(uint64_t at)
{
    uint64_t lo = 1, hi = UINT32_MAX; /* the greatest right with right (right - 1) / 2 <= at */
    while (lo < hi) {
        uint64_t mid = hi - (hi - lo) / 2;
        if (mid * (mid - 1) / 2 <= at)
            lo = mid;
        else
            hi = mid - 1;
    }
    return (struct yx_row_pair){(uint32_t)(at - lo * (lo - 1) / 2), (uint32_t)lo};
}

size_t yx_blocks_random(uint32_t n_left, uint32_t n_right, bool is_within, size_t most,
                        uint64_t seed, struct yx_row_pair *out)
{
    if (n_left == 0 || (is_within ? n_left < 2 : n_right == 0))
        return 0;
    uint64_t all = pairs_of(is_within, n_left, n_right);
    bool takes_all = all <= most;
    size_t n = takes_all ? (size_t)all : most, have = 0;
    /* Floyd's draw without repetition: each step adds one new rank. */
    struct yx_map drawn;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    yx_map_init(&drawn, takes_all ? 1 : 2 * n);
    for (uint64_t i = all - n; i < all; i++) {
        uint64_t at = i;
        if (!takes_all) {
            bool is_new;
            at = yx_rng_below(&rng, i + 1);
            yx_map_put(&drawn, at + 1, 1, &is_new);
            if (!is_new) {
                at = i;
                yx_map_put(&drawn, at + 1, 1, &is_new);
            }
        }
        out[have++] =
            is_within ? pair_at(at)
                      : (struct yx_row_pair){(uint32_t)(at / n_right), (uint32_t)(at % n_right)};
    }
    yx_map_free(&drawn);
    return have;
}
