/* link_score.h -- two rows compared by a model: grades, and what they weigh.
 *
 * A scorer knows a model, a record set and weights.  It gives the pattern of a
 * pair (the grade of each comparison, four bits each, fellegi_sunter.h) and its
 * weight.  Of many pairs it finds those that may reach a floor: what is equal is
 * told by codes alone, and as soon as what is left cannot lift a pair over the
 * floor, nothing more of it is compared.
 *
 * Columns that may be exchanged (比较 A 与 B) are compared in place and, when
 * neither agrees there, crosswise; the heavier of the two counts.  The grade of
 * the comparison says which it was, and weighs only how seldom that happens.
 *
 * Ownership: borrows model, set and term weights.  Errors: none.
 * Threads: immutable but for the memory of grades, one per worker. */
#ifndef YX_MATCH_LINK_SCORE_H
#define YX_MATCH_LINK_SCORE_H

#include "match/blocks.h"
#include "match/fellegi_sunter.h"
#include "match/record_set.h"

/* The exchange of two columns, as the scorer sees it. */
struct yx_link_exchange {
    uint8_t comparison, first, second; /* the line 与, and those of its two columns */
};

/* One comparison of values on the way to refusing a pair. */
struct yx_link_step {
    uint8_t comparison;
    uint8_t exchange; /* it belongs to; YX_LINK_NO_FIELD: none */
    bool is_cross;    /* with the other column of the exchange */
    bool is_quick;    /* only whether there is any likeness at all */
};

struct yx_link_scorer {
    const struct yx_link_model *model;
    const struct yx_record_set *set;
    struct yx_fs_model fs; /* levels, parts; m and u when learnt */
    struct yx_fs_weights weights;
    const int32_t *term[YX_LINK_COMPARISONS]; /* added to 一致, by code; NULL: nothing */
    unsigned n;                               /* comparisons */
    struct yx_link_exchange exchange[YX_LINK_COMPARISONS / 2];
    unsigned n_exchanges;
    int32_t best_unequal[YX_LINK_COMPARISONS]; /* the most that unequal values may weigh */
    bool is_remembered[YX_LINK_COMPARISONS];   /* few values: their grades are kept */
    unsigned in_exchange;                      /* bits of comparisons that are part of one */
    struct yx_link_step step[4 * YX_LINK_COMPARISONS]; /* in which unequal values are compared */
    unsigned n_steps;
};

/* Comparisons, their parts and exchanges; weights as one expects before learning. */
void yx_link_scorer_init(struct yx_link_scorer *k, const struct yx_record_set *s,
                         uint64_t n_pairs_all);
/* New weights, as learnt or given in k->fs. */
void yx_link_scorer_weigh(struct yx_link_scorer *k);

/* Grades already found out, by pair of codes; one per worker. */
struct yx_link_memory;
struct yx_link_memory *yx_link_memory_new(const struct yx_link_scorer *k);
void yx_link_memory_free(struct yx_link_memory *m); /* NULL is allowed */

/* All grades of a pair, parts not covered.  `m` may be NULL. */
uint64_t yx_link_pattern(const struct yx_link_scorer *k, const uint32_t *left,
                         const uint32_t *right, struct yx_link_memory *m);
/* What a pattern weighs, prior included; term weights as the left row's codes say. */
int32_t yx_link_weight(const struct yx_link_scorer *k, uint64_t pattern, const uint32_t *left);
/* The share of one comparison in that. */
int32_t yx_link_weight_of(const struct yx_link_scorer *k, unsigned comparison, uint64_t pattern,
                          const uint32_t *left);
/* yx_link_filter(k, pair, n, m, floor, out): the places of those pairs, at most
 * YX_LINK_BATCH, that may weigh `floor` or more; all that do are among them.  Returns how
 * many. */
enum { YX_LINK_BATCH = 128 };
size_t yx_link_filter(const struct yx_link_scorer *k, const struct yx_row_pair *pair, size_t n,
                      struct yx_link_memory *m, int32_t floor, uint16_t *out);
/* Does the condition hold for the two rows? */
bool yx_link_holds(const struct yx_record_set *s, const struct yx_link_condition *c,
                   const uint32_t *left, const uint32_t *right);

#endif
