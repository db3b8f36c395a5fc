/* law.h -- what the policy gives to people whose circumstances are known.
 *
 * The truth about money: the facts of a child as its rosters are bound to tell
 * them (docs: from rosters to facts), evaluated by the policy engine itself.
 * The facts come from what the county's maker knows, not from the rosters, so
 * that whatever reads the rosters is compared with something it did not make.
 *
 * Ownership: yx_sample_law_free(), yx_sample_judge_free().
 * Errors: YX_INVALID when the policy does not load or lacks an input.
 * Threads: a law is immutable; a judge belongs to one thread at a time. */
#ifndef YX_SAMPLE_LAW_H
#define YX_SAMPLE_LAW_H

#include "policy/policy.h"
#include "sample/people.h"

struct sample_law;

/* Load the document for a county: its 地区 becomes `county`. */
int yx_sample_law_new(uint32_t county, struct sample_law **out, struct yx_err *err);
void yx_sample_law_free(struct sample_law *l); /* NULL is allowed */
/* The document with its 地区, as the county's folder gets it. */
struct yx_str yx_sample_law_text(const struct sample_law *l);
const struct yx_policy *yx_sample_law_policy(const struct sample_law *l);
/* Whether the policy is in force in the term. */
bool yx_sample_law_covers(const struct sample_law *l, yx_term t);

enum sample_view {
    YX_VIEW_PLAIN,
    YX_VIEW_OTHER_SCHOOL, /* from the second school's row */
    YX_VIEW_LATER,        /* with classes begun after the cut-off */
    YX_VIEW_INSIDE,       /* 就读地 taken as 县内 */
    YX_N_VIEWS
};

struct sample_judge;
struct sample_judge *yx_sample_judge_new(const struct sample_law *l);
void yx_sample_judge_free(struct sample_judge *j); /* NULL is allowed */

/* One decision. */
struct sample_award {
    uint8_t status; /* enum yx_status */
    uint8_t payee;  /* enum yx_payee */
    uint8_t why;    /* enum yx_why */
    yx_fen amount;  /* of the term */
    yx_fen hi;      /* most it could be while something is missing */
};

/* Whether rosters say enough of the child to ask the policy. */
bool yx_sample_is_asked(const struct sample_world *w, const struct sample_child *k);
/* Judge children first..n of the block in that view.  The results stay until the
 * next call of the same view. */
void yx_sample_judge_block(struct sample_judge *j, const struct sample_world *w,
                           const struct sample_block *b, enum sample_view view);
/* The decision on a child of that block; not entitled if it was not asked. */
struct sample_award yx_sample_award(const struct sample_judge *j, enum sample_view view,
                                    size_t child, uint32_t benefit);
/* Whether the document leaves the child in that gap: 0 no, 1 yes, 2 facts are missing. */
unsigned yx_sample_gap(const struct sample_judge *j, enum sample_view view, size_t child,
                       uint32_t gap);
bool yx_sample_stopped(const struct sample_judge *j, size_t child); /* by a 约束 */

#endif
