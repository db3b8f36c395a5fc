/* factbase.h -- from rosters and persons to what a policy reads.
 *
 * Built once per run from the rosters and the people resolved; then asked,
 * block of persons by block of persons, for the vectors of facts, and for what
 * the lists show of a person.  commands.md 3 and 4 are the rules; each rule is
 * one function in one of: classes.c (classes, households, cut-off), schools.c,
 * enrolment.c (the counting row, 在校, 学籍, contradictions), validity.c
 * (explanations and their validity), payments.c.
 *
 * Ownership: yx_factbase_free(); borrows rosters, people, policy.
 * Errors: YX_IO when memory does not suffice.
 * Threads: immutable once built; fills of different blocks run side by side. */
#ifndef YX_FACTS_FACTBASE_H
#define YX_FACTS_FACTBASE_H

#include "base/err.h"
#include "facts/roster.h"
#include "person/person.h"
#include "policy/policy.h"

struct yx_factbase;

struct yx_factbase_options {
    const struct yx_roster *const *roster; /* in the inbox's order */
    uint32_t n_rosters;
    const struct yx_people *people;
    const struct yx_policy *policy;
    struct yx_str const *extra; /* inbox.extra */
    uint32_t n_extra;
    uint32_t county;      /* six digits */
    yx_day as_of, cutoff; /* cutoff: the term's, by policy or option */
    yx_term term;
    struct yx_pool *pool;
};

int yx_factbase_build(const struct yx_factbase_options *o, struct yx_factbase **out,
                      struct yx_err *err);
void yx_factbase_free(struct yx_factbase *b);

/* ---- a person as the lists see him ---- */

enum yx_explain_state {
    YX_EXPLAIN_NONE,
    YX_EXPLAIN_VALID,
    YX_EXPLAIN_EXPIRED,
    YX_EXPLAIN_NO_EVIDENCE
};

enum yx_explain_kind { /* data/explanations.csv, in its order */
                       YX_EXP_DEATH,
                       YX_EXP_MOVED_OUT,
                       YX_EXP_DOUBLE_HUKOU,
                       YX_EXP_EMPTY_HUKOU,
                       YX_EXP_TRANSFERRED,
                       YX_EXP_OTHER_COUNTY,
                       YX_EXP_HOME_TAUGHT,
                       YX_EXP_DEFERRED,
                       YX_EXP_SUSPENDED,
                       YX_EXP_SICK,
                       YX_EXP_COMPLETED,
                       YX_EXP_LOST,
                       YX_EXP_DROPOUT_REPORT,
                       YX_N_EXPLAIN
};

struct yx_profile {
    /* rows (numbers among all rows) that speak for him; YX_NO_ROW if none */
    uint32_t reg;         /* 户籍 */
    uint32_t enrol;       /* the counting 学籍 row; of two schools the newer, then the first */
    uint32_t enrol_other; /* a second counting row at another school of the same term: 重复学籍 */
    uint32_t intake, present, absent /* a 在校 row that says absent */, graduate,
        proof /* counting 县外回单 */;
    bool present_unclear; /* 在校 lists of one date say both: the fact is unknown */
    yx_day birth;
    int age;                  /* on the 31 August of commands.md 2; -1 unknown */
    bool in_county_enrol;     /* the counting row's 就读地 is known 县内 */
    bool outside_enrol;       /* … known 县外 */
    bool enrol_compulsory;    /* 小学 or 初中 */
    bool enrol_above;         /* 普高, 中职, 高校 */
    bool school_has_presence; /* his school has a 在校 roster */
    bool other_has_presence;  /* so has the school of enrol_other */
    bool other_county;        /* 区划 or 户口所在地 names another county */
    uint32_t exp_row;         /* the explanation that holds or last held; YX_NO_ROW */
    enum yx_explain_kind exp_kind;
    enum yx_explain_state exp_state;
    uint32_t exp_valid;        /* bit per enum yx_explain_kind that holds now; several may */
    uint64_t classes;          /* mask over the policy's 身份 members held at the cut-off */
    uint64_t classes_unknown;  /* members not known for him */
    uint64_t classes_later;    /* gained after the cut-off: 动态新增 */
    uint64_t classes_lost;     /* held at the cut-off, lost since */
    uint64_t classes_inferred; /* 户内推定: unknown because only a household route exists */
};

/* O(rows of the person). */
void yx_factbase_profile(const struct yx_factbase *b, uint32_t person, struct yx_profile *out);

/* Shown values, 户籍 before 学籍 before others. */
struct yx_shown {
    struct yx_str name, id, school, town, guardian, stage, grade, class_name;
    char id_text[24]; /* `id` may point here: do not copy the struct */
};
void yx_factbase_shown(const struct yx_factbase *b, uint32_t person, const struct yx_profile *p,
                       struct yx_shown *out);

/* Only town and school of the above, without a profile: half the cost. */
void yx_factbase_place(const struct yx_factbase *b, uint32_t person, struct yx_str *town,
                       struct yx_str *school);

/* Person person[i] of a list of n is next: memory is asked for those some places behind him.
 * Numbers that are no persons are passed over.  Changes nothing but speed. */
void yx_factbase_announce(const struct yx_factbase *b, const uint32_t *person, size_t i, size_t n);
/* The same for what 来源 and 人员 say of his rows. */
void yx_factbase_announce_sources(const struct yx_factbase *b, const uint32_t *person, size_t i,
                                  size_t n);

/* Which identity classes are had, as text `脱贫户、残疾`. */
void yx_factbase_classes_text(const struct yx_factbase *b, uint64_t mask, struct yx_buf *out);

/* ---- facts ---- */

enum yx_fact_variant {
    YX_FACTS_PLAIN,     /* unprovided classes count as 否 unless other_county */
    YX_FACTS_STRICT,    /* unprovided classes unknown (--strict, and the count in 汇总) */
    YX_FACTS_INSIDE,    /* 就读地 taken as 县内: 县外待证 */
    YX_FACTS_OTHER_ROW, /* from enrol_other: 重复学籍 */
    YX_FACTS_LATER      /* with classes gained after the cut-off: 动态新增 */
};

/* Fill one row of the block with the person's facts. */
void yx_factbase_fill(const struct yx_factbase *b, uint32_t person, const struct yx_profile *p,
                      enum yx_fact_variant v, struct yx_facts *f, uint32_t row);
/* The rows an input of this person was read from, at most `max`; for 来源 and explanations. */
uint32_t yx_factbase_sources(const struct yx_factbase *b, uint32_t person,
                             const struct yx_profile *p, uint32_t input, uint32_t *row,
                             uint32_t max);
/* Classes of the policy with no roster, or only 部分 ones: unknown unless listed. */
uint64_t yx_factbase_unprovided(const struct yx_factbase *b);

/* ---- payments ---- */

struct yx_payment {
    uint32_t row;    /* number among all rows */
    uint32_t person; /* or YX_NO_PERSON: a school's line */
    uint32_t school; /* yx_factbase school number of a school's line; else YX_NO_ROW */
    int32_t benefit; /* index, or -1: no or several benefits of that name (a 数据问题) */
    yx_term term;
    yx_fen amount, returned; /* returned: all of it for 退回 without 退回金额 */
    bool failed;
    uint32_t headcount; /* a school's line; UINT32_MAX unknown */
};
/* Lines of the run's term, grouped by person (ascending), in row order. */
const struct yx_payment *yx_factbase_payments(const struct yx_factbase *b, uint32_t person,
                                              uint32_t *n);
const struct yx_payment *yx_factbase_school_payments(const struct yx_factbase *b, uint32_t *n);
uint64_t yx_factbase_other_term_lines(const struct yx_factbase *b);

/* ---- schools ---- */
uint32_t yx_factbase_school_of(const struct yx_factbase *b,
                               uint32_t row); /* YX_NO_ROW if unknown */
uint32_t yx_factbase_n_schools(const struct yx_factbase *b);
struct yx_str yx_factbase_school_name(const struct yx_factbase *b, uint32_t school);
struct yx_str yx_factbase_school_town(const struct yx_factbase *b, uint32_t school);

/* ---- data problems found on the way ---- */
struct yx_problem {
    uint32_t person;                                  /* or YX_NO_PERSON */
    uint32_t row, other;                              /* rows concerned; other may be YX_NO_ROW */
    struct yx_str field, written, proposed, category; /* 字段,原值,建议值,类别 */
    struct yx_str why;                                /* 原因 */
};
/* Sorted by person, row, field. */
const struct yx_problem *yx_factbase_problems(const struct yx_factbase *b, uint32_t *n);
const struct yx_problem *yx_factbase_problems_of(const struct yx_factbase *b, uint32_t person,
                                                 uint32_t *n);

#endif
