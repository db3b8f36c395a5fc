/* truth.h -- what a right answer would find in the county.
 *
 * For every child the findings that follow from what it is, by commands.md and
 * nothing else; written to 真值/findings.csv (list, person, school, item, what
 * was planted, due, paid) and 真值/勾稽.csv (township, class, children).  Tests
 * compare them with what `yingxue check` says.
 *
 * Ownership: the caller's buffers; yx_truth_free().
 * Errors: none.  Threads: a sample_truth belongs to one thread at a time. */
#ifndef YX_SAMPLE_TRUTH_H
#define YX_SAMPLE_TRUTH_H

#include "sample/law.h"

enum sample_balance {
    YX_BAL_GONE,
    YX_BAL_HOME_TAUGHT,
    YX_BAL_DEFERRED,
    YX_BAL_COMPLETED,
    YX_BAL_DROPOUT,
    YX_BAL_SUSPECTED,
    YX_BAL_IN_COUNTY,
    YX_BAL_OUT_PROVED,
    YX_BAL_OUT_CLAIMED,
    YX_BAL_PENDING,
    YX_BAL_MISSING,
    YX_N_BAL
};

struct sample_truth {
    struct yx_buf rows;            /* of findings.csv */
    uint32_t (*balance)[YX_N_BAL]; /* per township */
    uint32_t n_towns;
};

void yx_truth_init(struct sample_truth *t, uint32_t n_towns);
void yx_truth_free(struct sample_truth *t);
void yx_truth_clear(struct sample_truth *t);
/* One finding; person 0 and empty texts where there is none; money -1: none. */
void yx_truth_add(struct yx_buf *rows, const char *list, uint64_t person, struct yx_str school,
                  struct yx_str item, struct yx_str planted, yx_fen due, yx_fen paid);
/* Findings that need no policy, and 勾稽. */
void yx_truth_block(struct sample_truth *t, const struct sample_world *w,
                    const struct sample_block *b);
/* Findings that follow from the policy alone: awards, 待核, gaps, … */
void yx_truth_awards(struct sample_truth *t, const struct sample_judge *j,
                     const struct sample_law *l, const struct sample_world *w,
                     const struct sample_block *b);
/* Nothing that counts says where a child of compulsory age is: he belongs on 未入学. */
bool yx_truth_is_missing(const struct sample_child *k);
struct yx_str yx_truth_balance_name(enum sample_balance c);

#endif
