/* award_run.h -- a whole table of facts decided, award by award, in order.
 *
 * Ownership: borrows policy, facts, pool.
 * Errors: what the sink returns ends the run and is returned.
 * Threads: uses the pool; sink and messages are called one at a time, in the
 * order of the facts file, with the same content for any number of threads. */
#ifndef YX_POLICY_AWARD_RUN_H
#define YX_POLICY_AWARD_RUN_H

#include "policy/factfile.h"

enum { YX_TOTAL_TERMS = 8 };

struct yx_award_totals {
    yx_term term[YX_TOTAL_TERMS]; /* ascending; terms beyond are not summed */
    uint32_t n_terms;
    struct yx_award_total *total; /* n_terms x benefits, by term */
    uint64_t rows, students, awards, stopped, repeated, bad_cells;
};

struct yx_award_sink {
    void *ctx;
    /* CSV lines of awards, in order; may be NULL. */
    int (*csv)(void *ctx, struct yx_str lines, struct yx_err *err);
    /* A bad cell, or a row that a 约束 stopped: complete sentences, one per line. */
    void (*say)(void *ctx, struct yx_str lines);
    void (*progress)(void *ctx, size_t done, size_t total);
    enum yx_lang lang;
};

/* Header line of AWARDS.csv. */
struct yx_str yx_award_header(void);
/* Decide all rows.  Totals live in `a`. */
int yx_award_run(const struct yx_policy *p, const struct yx_factfile *f, struct yx_pool *pool,
                 const struct yx_award_sink *sink, struct yx_arena *a, struct yx_award_totals *out,
                 struct yx_err *err);

/* The same for the rows from..to of the table (in its order), which have to begin and end at the
 * border of a student; the first call begins at 0, and totals are added to. */
int yx_award_run_part(const struct yx_policy *p, const struct yx_factfile *f, uint32_t from,
                      uint32_t to, struct yx_pool *pool, const struct yx_award_sink *sink,
                      struct yx_arena *a, struct yx_award_totals *out, struct yx_err *err);

#endif
