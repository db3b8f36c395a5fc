/* policy.h -- a written aid policy as something that decides.
 *
 * A policy document (docs/language.md) is loaded, checked and compiled to one
 * typed three-valued intermediate form (ir.h).  That form is run in two ways:
 * over blocks of columns, all rows at once (yx_policy_run), and for one row
 * with reasons (trace.h).  Both must always agree; a test compares them.
 *
 * Facts come as one vector per input, in the order of yx_policy_input().  A
 * fact is known, unknown, or known to be absent (空).  Awards come as one
 * vector per benefit, in the order in which the document declares them.
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

struct yx_arena;
struct yx_policy;
struct yx_report; /* lang/report.h: all errors of a file, sorted by place */

enum yx_input_type {
    YX_IN_BOOL,  /* v: 0, 1 */
    YX_IN_ENUM,  /* v: index of the member */
    YX_IN_SET,   /* v: mask of members had; known: mask of members known either way */
    YX_IN_INT,   /* v */
    YX_IN_MONEY, /* v: fen, in the input's rate */
    YX_IN_DATE,  /* v: yx_day */
    YX_IN_TEXT   /* v: yx_hash of the trimmed text */
};

enum yx_owner { YX_OF_STUDENT, YX_OF_SCHOOL, YX_OF_FAMILY };

struct yx_policy_input {
    struct yx_str name;
    enum yx_input_type type;
    enum yx_owner owner;         /* who is asked when it is missing */
    bool is_nullable;            /* 可空 */
    const struct yx_str *member; /* enum and set: names */
    uint32_t n_members;          /* at most 64 */
    int64_t lo, hi;              /* int: allowed range */
};

enum yx_payee {
    YX_PAY_UNKNOWN,
    YX_PAY_PERSON /* 到人 */,
    YX_PAY_SCHOOL /* 到校 */,
    YX_PAY_CANTEEN /* 食堂 */,
    YX_PAY_EXEMPT /* 减免 */,
    YX_PAY_LOAN /* 贷款 */,
    YX_PAY_OUTSIDE /* 外部 */
};

struct yx_policy_benefit {
    struct yx_str id, name;     /* A2.3, 寄宿生生活补贴 */
    const struct yx_str *alias; /* 别名 */
    uint32_t n_aliases;
    struct yx_str basis;    /* 依据: its 【…】 texts joined with `；` */
    struct yx_str standard; /* 标准 as the document writes it: `1000元/年`, or the table's text */
    bool has_amount;        /* not 无金额 */
    bool has_window;        /* 窗口 */
    bool is_ceiling;        /* 额度上限 */
    uint32_t payees;        /* bit per enum yx_payee that any cell may give */
};

struct yx_policy_gap {
    struct yx_str id, text, basis;
};

/* yx_policy_load(text, name, pool_arena, report, out): load a document from
 * memory.  `text` is copied.  All errors go to `report`; warnings too. */
int yx_policy_load(struct yx_str text, struct yx_str name, struct yx_report *report,
                   struct yx_policy **out);

/* A document in memory. */
struct yx_policy_text {
    struct yx_str name; /* of the file, for messages */
    struct yx_str text;
};

/* Where the documents a policy extends (承接) are found by their id: nothing here opens a
 * file.  The texts given are looked through first, then `find` is asked. */
struct yx_policy_shelf {
    const struct yx_policy_text *text;
    uint32_t n_texts;
    /* YX_OK with *out, which stays valid until the load is over; YX_NOTFOUND; or another
     * code with *err, which ends the load.  NULL: only the texts. */
    int (*find)(void *ctx, struct yx_str id, struct yx_policy_text *out, struct yx_err *err);
    void *ctx;
};
/* As yx_policy_load(), with a shelf of upper documents (NULL: none). */
int yx_policy_load_chain(struct yx_str text, struct yx_str name,
                         const struct yx_policy_shelf *shelf, struct yx_report *report,
                         struct yx_policy **out);
void yx_policy_free(struct yx_policy *p);

struct yx_str yx_policy_id(const struct yx_policy *p); /* pengshui-2022 */
struct yx_str yx_policy_title(const struct yx_policy *p);
uint32_t yx_policy_region(const struct yx_policy *p); /* 地区: six digits, 0 none */
/* 均值 of a benefit as it falls to one person in the term, in *fen; false if it has none then. */
bool yx_policy_average(const struct yx_policy *p, uint32_t benefit, yx_term t, yx_fen *fen);
/* The sum per person, to the nearest fen; 0 persons: 0. */
yx_fen yx_per_head(yx_fen sum, uint64_t persons);
/* 基准日 and 认定日 of a term; the cut-off defaults to 03-31 and 10-15. */
yx_day yx_policy_as_of(const struct yx_policy *p, yx_term t);
yx_day yx_policy_cutoff(const struct yx_policy *p, yx_term t);
/* First and last term whose 基准日 the policy covers. */
void yx_policy_terms(const struct yx_policy *p, yx_term *first, yx_term *last);
/* YX_OK if the policy is in force on the term's 基准日, else YX_INVALID naming
 * the span it covers. */
int yx_policy_covers(const struct yx_policy *p, yx_term t, struct yx_err *err);
/* SHA-independent text hash of the document, for the manifest the caller makes:
 * the bytes that were loaded. */
struct yx_str yx_policy_source(const struct yx_policy *p);

const struct yx_policy_input *yx_policy_inputs(const struct yx_policy *p, uint32_t *n);
const struct yx_policy_benefit *yx_policy_benefits(const struct yx_policy *p, uint32_t *n);
const struct yx_policy_gap *yx_policy_gaps(const struct yx_policy *p, uint32_t *n);
/* Benefits whose amount is 待定: a run leaves them 待核, `aid` refuses. */
const struct yx_str *yx_policy_open(const struct yx_policy *p, uint32_t *n);
/* Index of the input, or -1. */
int yx_policy_find_input(const struct yx_policy *p, struct yx_str name);

struct yx_policy_switch {
    struct yx_str name;
    bool value, is_undecided; /* 未定 */
};
const struct yx_policy_switch *yx_policy_switches(const struct yx_policy *p, uint32_t *n);
/* YX_NOTFOUND (with the names there are) if there is no such switch. */
int yx_policy_set_switch(struct yx_policy *p, struct yx_str name, bool value, struct yx_err *err);

/* ---- running ---- */

enum { YX_FACT_ROWS = 1024 }; /* rows a block may hold */

enum yx_fact_state { YX_FACT_UNKNOWN = 0, YX_FACT_KNOWN = 1, YX_FACT_ABSENT = 2 /* 空 */ };

struct yx_fact_vec {
    int64_t *v;      /* YX_FACT_ROWS */
    uint8_t *state;  /* enum yx_fact_state; for sets KNOWN, with `known` saying of which members */
    uint64_t *known; /* sets only; a member outside is unknown */
};

/* One fact, for setting and reading single rows. */
struct yx_fact_one {
    int64_t v;
    uint64_t known; /* sets only */
    uint8_t state;  /* enum yx_fact_state */
};

/* yx_fact_parse(p, input, text, out): read a cell of a facts file (grammar.md
 * 5.1): `?` unknown; empty: 空 if the input may be absent, else unknown; sets
 * joined by 、 or blanks or commas with 无 and 类别?; money in yuan.  False when
 * the text is outside the type, range or code list: *out is then unknown. */
bool yx_fact_parse(const struct yx_policy *p, uint32_t input, struct yx_str text,
                   struct yx_fact_one *out);
/* Append the fact as a facts file writes it; unknown is `?`, 空 is empty. */
void yx_fact_put(const struct yx_policy *p, uint32_t input, struct yx_fact_one fact,
                 struct yx_buf *out);

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

enum yx_status {
    YX_NOT_ENTITLED, /* 不享受 */
    YX_ENTITLED,     /* 享受 */
    YX_CEILING,      /* 额度 */
    YX_LATE,         /* 逾期 */
    YX_PENDING       /* 待核 */
};
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
struct yx_str yx_policy_constraint_text(const struct yx_policy *p, uint16_t constraint);

struct yx_str yx_status_name(enum yx_status s); /* 享受 … */
struct yx_str yx_payee_name(enum yx_payee p);   /* 到人 … */

#endif
