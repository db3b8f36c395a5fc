/* plan.h -- a policy of one term laid out for whole columns of facts.
 *
 * The block evaluator (vector.c) keeps every register, every reason and every
 * bound.  Deciding about millions needs less: who is given how much.  A plan is
 * the same intermediate form of one term after folding: rows and codes that are
 * not in force are gone, equal expressions are one, closures of classes (属, 原)
 * are part of the masks, values are bytes or 32-bit numbers where their bounds
 * allow it, registers are reused, and what only one benefit needs stands behind
 * a jump over the strips that have nobody for it.
 *
 * A plan decides most rows.  A row that it leaves open (anything unknown that
 * matters, two rows of a table that clash, an amount beyond 32 bits) is left to
 * the block evaluator.  That is sound because everything here is monotone: to
 * know less never makes a yes out of a no.
 *
 * Ownership: the plan lives in the arena given; a runner is freed by its own.
 * Errors: yx_plan_make() gives NULL for a policy that has to go through the
 * block evaluator as a whole.  Threads: a plan is immutable; one runner, one
 * thread. */
#ifndef YX_POLICY_PLAN_H
#define YX_POLICY_PLAN_H

#include "policy/slice.h"

enum { YX_STRIP = 1024 };

enum yx_lane { YX_LANE_B, YX_LANE_U8, YX_LANE_I32, YX_LANE_M8, YX_LANE_M32, YX_LANE_M64 };

/* OP(name, meaning).  B is a truth (0 no, 1 unknown, 2 yes), V a value. */
#define YX_PLAN_OPS(OP)                                                                            \
    OP(FACT_B, "input k, a 是否")                                                                  \
    OP(FACT_V, "input k as a number")                                                              \
    OP(FACT_S, "input k as a mask, as it is written")                                              \
    OP(CONST, "a number, filled once")                                                             \
    OP(CONST_B, "a truth, filled once")                                                            \
    OP(NOT, "not a")                                                                               \
    OP(AND, "a and b")                                                                             \
    OP(OR, "a or b")                                                                               \
    OP(RANGE, "a in k..k2; no when absent")                                                        \
    OP(EQ, "a = b; no when either is absent")                                                      \
    OP(LT, "a < b")                                                                                \
    OP(LE, "a ≤ b")                                                                                \
    OP(HAS, "the set a has one of the mask k")                                                     \
    OP(ABSENT, "a is known to be absent")                                                          \
    OP(VALUE_OF, "the truth a as 0 or 1")                                                          \
    OP(WIDEN, "the byte a in 32 bits")                                                             \
    OP(ADD, "a + b")                                                                               \
    OP(SUB, "a - b")                                                                               \
    OP(MUL, "a × b")                                                                               \
    OP(MIN, "the lesser")                                                                          \
    OP(MAX, "the greater")                                                                         \
    OP(HALF, "(a + k) ÷ 2, for a ≥ 0")                                                             \
    OP(DIVIDE, "a ÷ k2 for a ≥ 0 by its reciprocal")                                               \
    OP(SCALE, "a × b × k ÷ k2 to the lower, in 64 bits")                                           \
    OP(MONTHS, "the day a and k months")                                                           \
    OP(TABLE, "the table")                                                                         \
    OP(ITEM, "decide benefit k: a is E, b the amount, c the payee")                                \
    OP(SKIP, "leave out the next k steps unless some row has a ≠ no")

enum yx_plan_op {
#define OP(name, doc) YX_PLAN_##name,
    YX_PLAN_OPS(OP)
#undef OP
};

/* Rows in force, conditions and results as registers. */
struct yx_plan_table {
    uint16_t *cond, *out; /* n; conditions of 其余 are not among them */
    uint32_t n;
    uint16_t otherwise; /* register of 其余's result, YX_NO_REG none */
    bool is_first, is_disjoint;
    bool is_constant; /* all results are numbers: */
    int32_t *value;   /* by choice, 0 is 其余 */
    uint8_t *state;   /* enum yx_fact_state */
    bool is_known;    /* all of them known, 其余 too */
};

struct yx_plan_step {
    uint8_t op, lane;      /* of the result */
    uint8_t from;          /* lane of operand a */
    uint16_t out, a, b, c; /* registers */
    int64_t k, k2;
    uint32_t mul, shift; /* DIVIDE: a × mul >> shift */
    const struct yx_plan_table *table;
};

struct yx_plan_const {
    uint16_t reg;
    uint8_t lane, state;
    int32_t value;
};

struct yx_plan_item {
    bool is_decided; /* some row can have it in this term */
    uint8_t given;   /* enum yx_status of those who are given: 享受 or 额度 */
    uint8_t payee;   /* when it is the same for all; else YX_PAY_UNKNOWN */
    bool has_amount;
    uint16_t window; /* register of the day, YX_NO_REG none */
    int32_t window_from, window_to;
};

struct yx_plan {
    const struct yx_policy *p;
    const struct yx_slice *slice;
    struct yx_plan_step *step;
    uint32_t n_steps;
    struct yx_plan_const *constant;
    uint32_t n_constants;
    struct yx_plan_item *item;                /* one per benefit */
    uint16_t *constraint, *gap;               /* registers */
    bool *constraint_is_exact, *gap_is_exact; /* what they leave unknown is unknown */
    uint16_t *already;                        /* per combination, register of 已计 */
    int32_t *cap;                             /* per combination */
    uint32_t n_regs;
    uint8_t *size; /* bytes a row, per register */
    bool *is_set;  /* holds sets at times: as many bytes again for the members known */
};

/* The plan of a term with the policy's present switches; NULL when there is none.
 * O(instructions + rows of tables squared); a fraction of a millisecond. */
const struct yx_plan *yx_plan_make(const struct yx_policy *p, yx_term term, struct yx_arena *a);

/* ---- running ---- */

struct yx_lane_reg {
    void *v;        /* YX_STRIP lanes, or the caller's column */
    uint8_t *state; /* values: enum yx_fact_state; sets: see known */
    void *known;    /* sets: mask of members known, in the lane of v */
    bool is_sure;   /* truths: none unknown; values: all known; sets: all known */
};

/* Awards of a strip. */
struct yx_plan_award {
    bool is_empty;        /* nobody; nothing else is set */
    uint8_t *status;      /* 0 or enum yx_status */
    uint8_t *payee;       /* NULL: the item's own */
    int32_t *amount;      /* 0 where not given */
    uint8_t *not_applied; /* of benefits with 窗口: 1 where only the day is missing (空) */
};

/* Awards of one benefit that have come together so far. */
struct yx_award_room {
    uint16_t *row;
    uint8_t *code;
    int32_t *amount32; /* one of the two, as in struct yx_award_list */
    int64_t *amount64;
    uint32_t n;
};

struct yx_plan_runner {
    const struct yx_plan *plan;
    const struct yx_fact_columns *facts;
    struct yx_arena *arena;
    struct yx_lane_reg *reg; /* per register, with memory of its own: */
    struct yx_lane_reg *own;
    struct yx_plan_award *award, *room;
    uint8_t *open;     /* rows left to the block evaluator */
    uint8_t *live;     /* 2, or 0 where a 约束 stops the row */
    uint16_t *stopped; /* number of that 约束 */
    bool any_stopped, any_open;
    uint8_t **gap;                /* per gap: 0 no, 1 yes, 2 unknown */
    int32_t *key;                 /* work space of 就高: 32 × YX_STRIP */
    int32_t *left;                /* of 封顶 */
    struct yx_plan_award *before; /* what 计入 takes away, as it was */
    struct yx_award_total *total; /* added to, one per benefit; NULL: not wanted */
    struct yx_award_room *list;   /* appended to, one per benefit; NULL: not wanted */
    uint16_t list_at;             /* number in the lists of the strip's first row */
    uint64_t awards;              /* added to */
    struct yx_facts *scratch;     /* for columns in other forms */
    void (*run)(struct yx_plan_runner *r, uint64_t from, uint32_t n);
};
struct yx_plan_runner *yx_plan_runner_new(const struct yx_plan *plan);
void yx_plan_runner_free(struct yx_plan_runner *r);

/* Decide rows from..from + n (n <= YX_STRIP, from a multiple of 64): award, gap, stopped
 * and open are set. */
void yx_plan_run(struct yx_plan_runner *r, const struct yx_fact_columns *facts, uint64_t from,
                 uint32_t n);

/* Use only what every processor of this kind has (for tests); false: what is best here. */
void yx_plan_use_plain(struct yx_plan_runner *r, bool plain);

#endif
