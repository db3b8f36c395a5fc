/* check_int.h -- what the files of the main job share.
 *
 * A run (struct check) is set up once and then only read while blocks of
 * persons are worked on; what a worker writes is in its slot.  Slots are
 * committed in order, and only commit touches the figures of the whole.
 *
 * Ownership: everything of a run lives in its arena or is freed by yx_check().
 * Errors, threads: see check.c. */
#ifndef YX_CHECK_CHECK_INT_H
#define YX_CHECK_CHECK_INT_H

#include "base/hash.h"
#include "base/mem.h"
#include "check/check.h"
#include "check/decisions.h"
#include "check/finding_id.h"
#include "check/previous.h"
#include "check/summary.h"
#include "codes/explanations.h"
#include "facts/factbase.h"
#include "match/row_index.h"
#include "policy/block_decide.h"

enum { BLOCK_PERSONS = YX_FACT_ROWS, NO_PLACE = UINT32_MAX, MAX_SOURCES = 256 };

/* Fixed words of a benefit, made once. */
struct benefit_words {
    struct yx_str item;                       /* 项目, as every list shows it: the id */
    struct yx_str advice[YX_PAY_OUTSIDE + 1]; /* 建议 per payee */
    struct yx_str entitled, pending, late, ceiling, not_applied, gained; /* 原因 */
};

/* How lists name a roster, made once. */
struct roster_words {
    struct yx_str name;   /* file, or file:sheet */
    struct yx_str source; /* file:sheet: as 来源 begins */
};

/* One school's share of a benefit paid to schools or canteens. */
struct school_due {
    uint32_t school; /* factbase school, or n_schools for unknown */
    uint32_t benefit;
    uint32_t persons;
    yx_fen amount;
};

/* Who stands in the lists: a person, or (number >= people->n) a problem without one. */
struct person {
    uint32_t number;
    int32_t fact;   /* row in the block of facts, or -1: not asked of the policy */
    int32_t other;  /* row in the block of the other school's facts, or -1 */
    int32_t later;  /* … of the facts with classes gained later, or -1 */
    int32_t inside; /* … with 就读地 县内, or -1 */
    struct yx_profile profile;
    struct yx_shown shown;
};

/* What a row says besides its person. */
struct finding {
    enum yx_list list;
    struct yx_str reason, advice;
    struct yx_str source;     /* p NULL: the person's own rows */
    struct yx_str term, item; /* parts of 编号 */
    struct yx_str part[2];    /* further parts */
    uint32_t n_parts;
    const struct yx_str *own; /* the list's own cells */
    uint32_t n_own;
    uint64_t id; /* 编号 when it is known already, else 0 */
};

/* A held-back finding, to be written in the order of 编号. */
struct held {
    uint32_t benefit; /* order of 项目; 0 where the list has none */
    uint64_t id;
    uint32_t index; /* of what the caller holds */
};

/* A memo of what a 待核 decision hangs on: many children share their facts. */
enum { MEMO_SLOTS = 1024 };
struct missing_memo {
    uint64_t key;                     /* hash of facts and benefit; 0 empty */
    struct yx_str facts, who, amount; /* cells, in the slot's memo arena */
    uint64_t members;                 /* identity classes among the missing facts */
};

/* What one worker needs and makes. */
struct slot {
    unsigned number;
    struct check *c;
    struct yx_arena *arena;      /* for the block; reset with it */
    struct yx_arena *memo_arena; /* for the run */
    struct missing_memo memo[MEMO_SLOTS];
    struct person *person; /* BLOCK_PERSONS */
    uint32_t n_persons;
    struct yx_facts *facts, *other_facts, *later_facts, *inside_facts, *probe_facts;
    struct yx_block_decider *decider;
    struct yx_block_awards *room, *other_room, *later_room, *inside_room, *class_room;
    struct yx_run *probe_run; /* asked for bounds */
    const struct yx_awards *awards, *other, *later, *inside;
    uint64_t *known; /* a copy of the classes' knowledge, for the unprovided */

    /* the person being written */
    struct yx_str id_cell, key_cell; /* as shown */
    struct yx_str key;               /* 人员号, unmasked; in key_plain */
    struct yx_str own_source;
    const struct yx_payment *line; /* his payments of the term */
    uint32_t n_lines;
    yx_fen due_to_him, paid_to_him, unpaid_to_him; /* this term */
    bool is_not_due, is_over, is_under, is_twice;
    struct yx_buf id_text, key_text, key_plain, source, more_source, reason, advice, classes,
        cell[6], masked[3];
    uint32_t row[MAX_SOURCES];
    uint32_t n_rows;
    struct {
        struct held *v;
        size_t n, cap;
    } held;
    struct {
        struct explained *v;
        size_t n, cap;
    } explained;

    /* what commit takes */
    struct {
        struct yx_place_tally *v;
        size_t n, cap;
    } place;
    struct {
        struct school_due *v;
        size_t n, cap;
    } due;
    struct yx_benefit_tally *benefit;
    uint64_t *unprovided;  /* decisions per class */
    struct yx_summary sum; /* only the figures of persons and money are used */
};

/* An open pair, by its left person. */
struct person_pair {
    uint32_t person, pair;
};

struct check {
    const struct yx_check_options *o;
    const struct yx_sink *sink;
    struct yx_arena *arena;
    const struct yx_rows **rows; /* per roster */
    uint32_t n_rosters;
    struct yx_row_index row_index;
    struct roster_words *roster_words; /* per roster */
    struct yx_people people;
    uint64_t *pair_id; /* 编号 per pair, of the persons before decisions */
    struct yx_factbase *facts;
    const struct yx_policy *policy;
    const struct yx_policy_input *input;
    uint32_t n_inputs;
    const struct yx_policy_benefit *benefit;
    uint32_t n_benefits;
    const struct yx_policy_gap *gap;
    uint32_t n_gaps;
    struct benefit_words *words;
    int input_classes, input_place, input_applied; /* indices, or -1 */
    int64_t place_inside;                          /* 县内 among the members of 就读地 */
    const struct yx_problem *problem;
    uint32_t n_problems;
    uint32_t first_loose; /* problems from here on belong to no person */
    struct yx_finding_key idkey;
    struct yx_str term;      /* 2022-秋 */
    bool has[YX_N_KINDS];    /* a roster of the kind is there */
    bool enrolment_is_whole; /* every 学籍 roster is 全量 */
    bool wants[YX_N_LISTS];  /* the list is written */
    uint32_t n_columns[YX_N_LISTS];
    bool *is_paid; /* per benefit: at least one line of a person in the term */
    uint64_t unprovided;

    /* open pairs: by left person */
    struct person_pair *pair;
    uint32_t n_pairs;
    uint64_t *has_pair;     /* bit per person: a row of 待核对 stands with him */
    uint64_t *in_open_pair; /* bit per person: a pair that may still join him to another; not a
                             * pair held as one person already, which could only take rows away */

    /* order.c */
    uint32_t *subject; /* persons and problems without one, in the order of the lists */
    uint32_t n_subjects;

    struct slot *slot;
    unsigned n_slots;
    struct school_due *school; /* n_schools + 1 by n_benefits */
    uint32_t n_schools;

    struct yx_summary *sum;
    struct {
        struct yx_place_tally *v;
        size_t n, cap;
    } place;
    struct yx_err err; /* first failure of a commit */
    int rc;
    atomic_bool has_failed; /* remaining blocks need not be worked on */
};

/* ---- order.c: everyone once, in the order of the lists ---- */
int yx_order_build(struct check *c, struct yx_err *err);
/* Profile and shown values of a person, or of a problem without one. */
void yx_order_shown(const struct check *c, uint32_t subject, struct yx_profile *profile,
                    struct yx_shown *shown);

/* ---- rowout.c: one row of a list ---- */

/* The person whose rows follow: masks, sources, tally of his place. */
void yx_person_begin(struct slot *s, const struct person *p);
/* The place alone, of rows that are nobody's. */
void yx_place_begin(struct slot *s, struct yx_str town, struct yx_str school);
void yx_finding_emit(struct slot *s, const struct person *p, const struct finding *f);
/* A row about benefit `b` in the run's term: 学期 and 项目 are put before f's own
 * cells (at most three), and into 编号. */
void yx_benefit_emit(struct slot *s, const struct person *p, uint32_t b, const struct finding *f);
uint64_t yx_finding_number(const struct slot *s, const struct finding *f);
/* Hold a finding back; then take all in the order of 项目 and 编号. */
void yx_hold(struct slot *s, uint32_t benefit, uint64_t id, uint32_t index);
void yx_held_sort(struct slot *s);
/* The decision of a person that applies to the finding, or NULL. */
const struct yx_decision *yx_finding_decision(const struct slot *s, const struct finding *f);
/* The figures of the township and school whose persons are being written. */
struct yx_place_tally *yx_place_of(struct slot *s);
void yx_mask_problem(struct slot *s, struct yx_str own[4]);
/* Cells in the slot's buffers 0..5; 4 and 5 are used by masking. */
struct yx_str yx_cell_fen(struct slot *s, unsigned i, yx_fen fen);
struct yx_str yx_cell_int(struct slot *s, unsigned i, int64_t n);
struct yx_str yx_cell_day(struct slot *s, unsigned i, yx_day d);

/* ---- source.c: 来源 ---- */

void yx_source_words(struct check *c); /* c->roster_words */

/* `file:sheet:row` of the rows joined with `；`; sorts and makes them unique. */
void yx_source_put(const struct check *c, uint32_t *row, uint32_t n, struct yx_buf *out);
const struct yx_roster *yx_source_roster(const struct check *c, uint32_t row, uint32_t *in_roster);
struct yx_str yx_source_text(const struct check *c, uint32_t row, enum yx_field f);

/* ---- the lists ---- */
/* explained.c: rows of 已说明 wait until the person's lists are done. */
struct explained {
    uint64_t id;
    struct yx_str term, item, part[2], reason, advice, source, own[8];
    uint32_t n_parts;
};
void yx_explained_by_decision(struct slot *s, const struct finding *f, const struct yx_decision *d);
void yx_explained_by_row(struct slot *s, const struct person *p, unsigned lists);
void yx_explained_flush(struct slot *s, const struct person *p);

/* 困难学生就读待核 looks at these ages. */
enum { YX_NEEDY_FROM = 3, YX_NEEDY_TO = 22 };
void yx_presence_findings(struct slot *s, const struct person *p);
bool yx_is_child(const struct check *c,
                 const struct person *p); /* of compulsory age, on the register */
bool yx_in_open_pair(const struct check *c, uint32_t person);
void yx_put_pair_note(struct slot *s, const struct person *p);         /* onto s->reason */
struct yx_str yx_classes_cell(struct slot *s, const struct person *p); /* 家庭类别 */
void yx_aid_facts(struct slot *s); /* fill and run the block, variants too */
void yx_aid_findings(struct slot *s, const struct person *p);
/* Payments of the person against one benefit, in the order of benefits; then
 * the lines that failed. */
void yx_money_benefit(struct slot *s, const struct person *p, uint32_t benefit,
                      enum yx_status status);
void yx_money_failed(struct slot *s, const struct person *p);
void yx_money_person(struct slot *s, const struct person *p); /* figures of the whole person */
void yx_problem_findings(struct slot *s, const struct person *p);
void yx_review_findings(struct slot *s, const struct person *p);
void yx_person_rows(struct slot *s, const struct person *p);
void yx_school_check(struct check *c); /* rows go to slot 0 */

/* Why `benefit` cannot be decided: cells 缺少事实, 谁可提供, 可能金额 (aid_findings.c). */
const struct missing_memo *yx_missing_cells(struct slot *s, const struct yx_facts *f, uint32_t row,
                                            uint32_t benefit);
/* Who is asked for a fact (data/providers.csv), else its owner (providers.c). */
struct yx_str yx_provider_of(struct yx_str fact, struct yx_str member, enum yx_owner owner);
/* Status of a benefit for the person, both schools of a double enrolment seen. */
enum yx_status yx_aid_status(const struct slot *s, const struct person *p, uint32_t benefit);
yx_fen yx_aid_amount(const struct slot *s, const struct person *p, uint32_t benefit);
enum yx_payee yx_aid_payee(const struct slot *s, const struct person *p, uint32_t benefit);

/* ---- review_pairs.c ---- */
/* Verdicts on pairs are applied; persons may be numbered anew. */
/* check.c: people resolved, facts gathered, the policy looked at; c->o, arena, policy, term
 * are set.  yx_check_forget() in any case. */
int yx_check_prepare(struct check *c, struct yx_err *err);
void yx_check_forget(struct check *c);

int yx_review_decide(struct check *c, struct yx_err *err);
void yx_review_index(struct check *c);
uint64_t yx_pair_finding_id(const struct check *c, struct yx_str a, struct yx_str b);

/* ---- balance.c, ledgers.c ---- */
/* What presence_findings.c saw of a child. */
struct standing {
    bool is_missing, is_graduate_unknown, is_not_present; /* on these lists */
    uint32_t valid; /* explanations that hold, decisions included: bit per kind */
};
enum yx_balance_class yx_balance_class(const struct check *c, const struct person *p,
                                       const struct standing *st);
void yx_balance_count(struct slot *s, enum yx_balance_class k);
/* Township figures and the check of the sum; YX_IO naming the township when it does not hold. */
int yx_balance_finish(struct check *c, struct yx_err *err);
void yx_ledger_rows(struct slot *s, const struct person *p, enum yx_balance_class k);

/* ---- summary.c ---- */
void yx_summary_begin(struct check *c);
void yx_summary_commit(struct check *c, struct slot *s);
int yx_summary_finish(struct check *c, struct yx_err *err);

#endif
