/* proofs_int.h -- what the proofs share while they walk a policy.
 *
 * Ownership: all of one yx_policy_prove() call.  Errors: none.  Threads: one. */
#ifndef YX_POLICY_PROOFS_INT_H
#define YX_POLICY_PROOFS_INT_H

#include "lang/report.h"
#include "policy/cells.h"
#include "policy/coverage.h"
#include "policy/proofs.h"

/* Things said at most once of a benefit. */
enum yx_said {
    SAID_NO_AMOUNT = 1,
    SAID_NO_PAYEE = 2,
    SAID_NEGATIVE = 4,
    SAID_CAPPED = 8,
    SAID_UNDECIDED = 16,
    SAID_LOWERED = 32
};

struct yx_item_seen {
    bool is_had, is_kept, is_cut_short; /* some cell has it; keeps it after 组合; budget ended */
    bool is_open;                       /* 待定: not to be had yet */
    unsigned said;
    uint64_t waited; /* inputs reported as waited for in vain */
    uint64_t fell;   /* 单调 facts reported */
};

struct yx_proving {
    struct yx_policy q; /* the policy, with switches of our own */
    struct yx_report *r;
    int file;
    struct yx_run *run, *probe;
    struct yx_facts *probe_facts;
    struct yx_award_vec *before, *after; /* one row of each benefit, without and with 组合 */
    struct yx_item_seen *item;
    uint8_t **row_seen; /* per table, per row: 1 reached, 2 said to overlap */
    uint8_t *table_used;
    yx_term first, last;
    struct yx_proof *out;

    /* while one benefit is walked */
    uint32_t now;
    struct yx_cell_walk *walk;
};

/* The student at a row of the walk's block, as an example would write him. */
void yx_prove_student(struct yx_proving *v, struct yx_diag *d, uint32_t row);
struct yx_place yx_prove_line(const struct yx_proving *v, uint32_t line);
struct yx_place yx_prove_item_line(const struct yx_proving *v); /* of the benefit now walked */
const char *yx_prove_id(struct yx_proving *v, uint32_t item);
bool yx_prove_keep(void *ctx, const struct yx_awards *a, uint32_t row); /* the benefit now walked */
/* All cells of the walk in every term and setting of the switches; false if the budget
 * ended.  The walk is v->walk meanwhile. */
bool yx_prove_walk(struct yx_proving *v, const struct yx_policy *p, struct yx_cell_walk *walk,
                   uint64_t budget);

/* The student at `row` decided by himself, before 组合, with `input` taken as `x`
 * (YX_NO_INPUT: none). */
#define YX_NO_INPUT UINT32_MAX
const struct yx_awards *yx_prove_again(struct yx_proving *v, uint32_t row, uint32_t input,
                                       struct yx_fact_one x);

/* proofs_rise.c: a cell the benefit is had in, against those with more of a 单调 fact. */
void yx_prove_rises(struct yx_proving *v, const struct yx_award_vec *w, uint32_t row);

/* proofs_combo.c: benefits nobody keeps, ties nobody settled, statements no example tries. */
void yx_prove_combos(struct yx_proving *v, const struct yx_policy *p,
                     const struct yx_coverage *tried);

#endif
