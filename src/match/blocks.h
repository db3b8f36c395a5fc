/* blocks.h -- pairs worth comparing, from keys of rows.
 *
 * Comparing every row of one list with every row of another is out of reach at a
 * million rows.  A blocking rule gives each row a 64-bit key; only rows with the same
 * key meet.  Several rules make a union: a pair that several of them make is made once,
 * by the first of them whose block was not left out.  A block in which one row would
 * meet more rows than the rule's limit says nothing about anybody; it is left out and
 * reported, never dropped in silence.
 *
 * Pairs come in chunks while they are made, so that they need not be kept.  Their order
 * is that of rules, then of mixed keys, then of rows; how they are cut into chunks is
 * not promised.  With a budget of memory the keys are divided into runs, each sorted
 * alone: the same pairs, in the same order.
 *
 * Ownership: keys are borrowed; a report is freed by yx_block_report_free().
 * Errors: YX_IO when memory does not suffice.
 * Threads: chunks are worked on in parallel by the pool given, committed in order. */
#ifndef YX_MATCH_BLOCKS_H
#define YX_MATCH_BLOCKS_H

#include "base/cc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct yx_err;
struct yx_pool;

enum {
    YX_BLOCK_RULES = 16,      /* at most */
    YX_BLOCK_CHUNK = 1 << 16, /* pairs of one chunk at most */
    YX_BLOCK_REPORTED = 1000  /* blocks left out that are reported one by one */
};

/* Two rows; within one list, left < right. */
struct yx_row_pair {
    uint32_t left, right;
};

struct yx_block_rule {
    const uint64_t *left;  /* n_left keys; 0: this row has none */
    const uint64_t *right; /* n_right keys; not used within one list */
    uint32_t most;         /* 上限: rows that one row of a block may meet; 0: no limit */
};

struct yx_blocks {
    uint32_t n_left, n_right; /* rows; n_right is not used within one list */
    bool is_within;           /* one list with itself */
    const struct yx_block_rule *rule;
    unsigned n_rules;
    size_t budget_bytes; /* for sorting, beyond the keys; 0: no limit.  One bucket of keys,
                            and one block, is held whatever the budget */
};

/* A block that was left out. */
struct yx_block_over {
    unsigned rule;
    uint64_t key;
    uint32_t n_left, n_right;         /* rows on each side; the same within one list */
    uint32_t first_left, first_right; /* the first row of each side, to name the block by */
    uint64_t n_pairs;                 /* it would have made */
};

struct yx_block_report {
    uint64_t n_pairs;                      /* made, all rules */
    uint64_t n_pairs_by[YX_BLOCK_RULES];   /* made by each rule (first) */
    uint64_t n_blocks[YX_BLOCK_RULES];     /* blocks that could make a pair */
    uint64_t n_over[YX_BLOCK_RULES];       /* blocks left out */
    uint64_t n_pairs_over[YX_BLOCK_RULES]; /* pairs these would have made */
    struct yx_block_over *over;            /* by rule, then most pairs first */
    size_t n_over_listed;                  /* the greatest YX_BLOCK_REPORTED of each rule */
    unsigned n_runs;                       /* the most runs a rule was divided into */
    size_t peak_bytes;                     /* held for sorting at most */
};

/* One chunk, worked on in parallel.  What it finds is put where `slot` <
 * yx_pool_slots() says. */
typedef void (*yx_block_work_fn)(void *ctx, const struct yx_row_pair *pair, size_t n, unsigned rule,
                                 unsigned slot);
/* Called for chunks in order, one at a time, before the slot is used again. */
typedef void (*yx_block_commit_fn)(void *ctx, unsigned slot);

/* Makes the pairs.  `commit` may be NULL.  O(rows * rules + pairs * rules).  `out` may be
 * NULL; otherwise it is filled and must be freed, also after an error. */
YX_MUST_USE int yx_blocks_run(const struct yx_blocks *b, struct yx_pool *pool,
                              yx_block_work_fn work, yx_block_commit_fn commit, void *ctx,
                              struct yx_block_report *out, struct yx_err *err);
void yx_block_report_free(struct yx_block_report *r);

/* All pairs in one array, in order; for few pairs and tests.  Free with free(). */
YX_MUST_USE int yx_blocks_pairs(const struct yx_blocks *b, struct yx_pool *pool,
                                struct yx_row_pair **out, size_t *n, struct yx_block_report *report,
                                struct yx_err *err);

/* Up to `most` different pairs drawn from all pairs there are, the same for the same seed;
 * all of them if there are not more.  Returns how many were put into out[most].
 * Of two rows drawn like this nearly none are the same person: levels among them are what
 * chance does (u).  O(most). */
size_t yx_blocks_random(uint32_t n_left, uint32_t n_right, bool is_within, size_t most,
                        uint64_t seed, struct yx_row_pair *out);

#endif
