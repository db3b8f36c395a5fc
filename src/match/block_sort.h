/* block_sort.h -- keys of a blocking rule, sorted, in runs that fit a budget.
 *
 * Private to blocks.c.  Keys are mixed and parted by their top bits into buckets; buckets
 * from..to-1 make a run.  Of two sides of very different size, keys of the larger that the
 * smaller surely has not are left out: they can meet nothing.
 *
 * Ownership: said with each.  Errors: YX_IO when memory does not suffice.
 * Threads: with the pool; the same result for any number of them. */
#ifndef YX_MATCH_BLOCK_SORT_H
#define YX_MATCH_BLOCK_SORT_H

#include "base/pool.h"
#include "base/radix.h"

struct yx_err;

/* One side of a rule. */
struct yx_block_side {
    const uint64_t *key; /* 0: none */
    uint32_t n_rows;
    uint64_t *met; /* bits of keys that the other side may have; NULL: any.  Owned */
    unsigned met_bits;
};

/* Sets `met` of the larger one, where that pays; free it. */
void yx_block_side_meet(struct yx_block_side side[2]);

/* Rows that have a key, by bucket: a new array of 1 << bits, to be freed. */
size_t *yx_block_count(const struct yx_block_side *side, unsigned n_sides, unsigned bits,
                       struct yx_pool *pool);

/* Sorted entries of buckets: mixed keys and rows, equal keys in order of rows. */
struct yx_block_sorted {
    struct yx_radix_item *v; /* to be freed */
    size_t n;
};
YX_MUST_USE int yx_block_sort(const struct yx_block_side *side, unsigned bits, size_t from,
                              size_t to, struct yx_pool *pool, struct yx_block_sorted *out,
                              struct yx_err *err);

#endif
