/* policy.h -- a written aid policy as something that decides.
 *
 * A policy document (docs/language.md) is loaded, checked and compiled to one
 * typed three-valued intermediate form (ir.h).  That form is run in two ways:
 * over blocks of columns, all rows at once, and for one row with reasons
 * (trace.h).  Both must always agree; a test compares them.
 *
 * What other programs may use stands in yingxue-policy.h; here is what the
 * upper floors use beside it: blocks of up to YX_FACT_ROWS rows whose facts
 * come as one vector per input, and whose awards come as one vector per
 * benefit, with reasons and bounds.
 *
 * Ownership: a policy owns its names and lives until yx_policy_free().
 * Errors: loading reports every error of the file with its place (see
 * lang/report.h) and returns YX_INVALID; running cannot fail.
 * Threads: a loaded policy is immutable except for yx_policy_set_switch(),
 * which must come before any run; runs with separate workspaces are
 * independent. */
#ifndef YX_POLICY_POLICY_H
#define YX_POLICY_POLICY_H

#include "base/date.h"
#include "base/err.h"
#include "base/money.h"
#include "lang/report.h"
#include "yingxue-policy.h"

struct yx_arena;

/* What the head of a document says, without looking further. */
struct yx_policy_card {
    struct yx_str id, title, extends; /* extends: 承接, empty if it extends none */
    uint32_t region;                  /* 地区, 0 none */
    yx_day from, to;                  /* 有效; YX_NO_DAY if it cannot be read */
};
/* False for a text that is no policy.  Texts live in `a`.  O(bytes). */
bool yx_policy_peek(struct yx_str text, struct yx_arena *a, struct yx_policy_card *out);

/* Is the input what a 期限 counts by (已用): terms some benefit was had in before? */
bool yx_policy_counts_terms(const struct yx_policy *p, uint32_t input);
/* 均值 of a benefit as it falls to one person in the term, in *fen; false if it has none then. */
bool yx_policy_average(const struct yx_policy *p, uint32_t benefit, yx_term t, yx_fen *fen);
/* The sum per person, to the nearest fen; 0 persons: 0. */
yx_fen yx_per_head(yx_fen sum, uint64_t persons);
/* 基准日 and 认定日 of a term; the cut-off defaults to 03-31 and 10-15. */
yx_day yx_policy_as_of(const struct yx_policy *p, yx_term t);
yx_day yx_policy_cutoff(const struct yx_policy *p, yx_term t);

/* ---- running ---- */

enum { YX_FACT_ROWS = 1024 }; /* rows a block may hold */

struct yx_fact_vec {
    int64_t *v;      /* YX_FACT_ROWS */
    uint8_t *state;  /* enum yx_fact_state; for sets KNOWN, with `known` saying of which members */
    uint64_t *known; /* sets only; a member outside is unknown */
};

/* A block: n rows of one term. */
struct yx_facts {
    uint32_t n;
    yx_term term;
    struct yx_fact_vec *input; /* one per input */
};
/* Memory for one block, all facts unknown. */
struct yx_facts *yx_facts_new(const struct yx_policy *p, struct yx_arena *a);
static inline struct yx_fact_one yx_facts_get(const struct yx_facts *f, uint32_t input,
                                              uint32_t row)
{
    const struct yx_fact_vec *x = &f->input[input];
    return (struct yx_fact_one){x->v[row], x->known ? x->known[row] : 0, x->state[row]};
}
static inline void yx_facts_set(struct yx_facts *f, uint32_t input, uint32_t row,
                                struct yx_fact_one fact)
{
    struct yx_fact_vec *x = &f->input[input];
    x->v[row] = fact.v;
    x->state[row] = fact.state;
    if (x->known)
        x->known[row] = fact.known;
}
void yx_facts_clear(const struct yx_policy *p, struct yx_facts *f); /* all unknown again */

/* Why not, where the lists need to know. */
enum yx_why {
    YX_WHY_NONE,
    YX_WHY_SCOPE /* 适用 is 否 */,
    YX_WHY_CONDITION,
    YX_WHY_NOT_APPLIED /* 窗口, 申请日期 空, all else 是 */,
    YX_WHY_TERM_LIMIT /* 期限 */,
    YX_WHY_HIGHER /* 就高 */,
    YX_WHY_EXCLUDED /* 排斥 */,
    YX_WHY_OTHER_TERM /* 记在另一学期 */,
    YX_WHY_CONSTRAINT,
    YX_WHY_NOT_IN_FORCE /* 项目的 有效 does not hold the 基准日 */
};

struct yx_award_vec {
    uint8_t *status; /* enum yx_status */
    uint8_t *why;    /* enum yx_why */
    uint8_t *payee;  /* enum yx_payee */
    int64_t *amount; /* fen of this term; valid for 享受, 额度, 逾期 of benefits with an amount */
    int64_t *lo, *hi; /* bounds of the amount while 待核 */
};

struct yx_awards {
    struct yx_award_vec *benefit; /* one per benefit */
    uint8_t **gap;                /* one per gap: 0 no, 1 yes, 2 unknown */
    uint16_t *constraint;         /* per row: 1 + number of the 约束 that stopped it, 0 none */
};

/* Workspace and results of one thread. */
struct yx_run;
struct yx_run *yx_run_new(const struct yx_policy *p);
void yx_run_free(struct yx_run *r);
/* Evaluate the block.  The result is owned by `r`, valid until its next run.
 * O(rows x instructions); no allocation. */
const struct yx_awards *yx_policy_run(struct yx_run *r, const struct yx_facts *f);

#endif
