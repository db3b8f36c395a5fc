/* ir.h -- a policy as one list of three-valued instructions.
 *
 * Every expression of a document becomes one instruction, and every
 * instruction writes one register that nobody else writes.  A register is a
 * truth (B: no, unknown, yes), a value (V: a number with a state: unknown,
 * known, absent 空; enumerations, dates and money are numbers too) or a set
 * (S: which members are had, and of which that is known).
 *
 * The block evaluator (vector.c) and the tracer (trace.c) run the same list.
 * What changes from term to term (rows in force, days, greatest amounts) is
 * worked out once per term in a slice (slice.h).
 *
 * Ownership: everything lives in the policy's arena.
 * Errors: none; the compiler has checked everything.
 * Threads: immutable once compiled. */
#ifndef YX_POLICY_IR_H
#define YX_POLICY_IR_H

#include "policy/policy.h"

enum yx_truth { YX_NO = 0, YX_MAYBE = 1, YX_YES = 2 }; /* and = min, or = max, not x = 2 - x */

/* OP(name, kind of the result, meaning).  a, b, c are operand registers;
 * k, k2 are constants of the instruction. */
#define YX_IR_OPS(OP)                                                                              \
    OP(TRUTH, B, "the truth k")                                                                    \
    OP(SWITCH, B, "switch k of the policy")                                                        \
    OP(FACT_B, B, "input k, a 是否 that cannot be absent")                                         \
    OP(NOT, B, "not a")                                                                            \
    OP(AND, B, "a and b")                                                                          \
    OP(OR, B, "a or b")                                                                            \
    OP(EQ, B, "values a = b; no when either is absent")                                            \
    OP(NE, B, "values a ≠ b; yes when either is absent")                                           \
    OP(LT, B, "a < b")                                                                             \
    OP(LE, B, "a ≤ b")                                                                             \
    OP(EQK, B, "a = k")                                                                            \
    OP(NEK, B, "a ≠ k")                                                                            \
    OP(LTK, B, "a < k")                                                                            \
    OP(LEK, B, "a ≤ k")                                                                            \
    OP(GTK, B, "a > k")                                                                            \
    OP(GEK, B, "a ≥ k")                                                                            \
    OP(INK, B, "the number a is in the mask k, of code list c - 1")                                \
    OP(HAS_ANY, B, "the set a has one of the mask k, of code list c - 1")                          \
    OP(HAS_ALL, B, "the set a has all of the mask k, of code list c - 1")                          \
    OP(ABSENT, B, "a is known to be absent")                                                       \
    OP(CONST, V, "the number k")                                                                   \
    OP(UNKNOWN, V, "unknown, whatever the facts; from k to k2")                                    \
    OP(FACT_V, V, "input k as a number")                                                           \
    OP(BUILTIN, V, "enum yx_builtin k of the term")                                                \
    OP(VALUE_OF, V, "the truth a as 0 or 1")                                                       \
    OP(ADD, V, "a + b")                                                                            \
    OP(SUB, V, "a - b")                                                                            \
    OP(MUL, V, "a × b")                                                                            \
    OP(MIN, V, "the lesser of a and b; unknown if either is")                                      \
    OP(MAX, V, "the greater of a and b; unknown if either is")                                     \
    OP(SCALE, V, "a × b × k ÷ k2 ÷ c to the lower fen, once; b, c may be missing")                 \
    OP(MONTHS, V, "the day a and k months, at most the month's end")                               \
    OP(TABLE, V, "table k")                                                                        \
    OP(DATED, V, "the row of table k that is in force")                                            \
    OP(FACT_S, S, "input k as a set, with the parents of its classes")

enum yx_ir_op {
#define OP(name, kind, doc) YX_IR_##name,
    YX_IR_OPS(OP)
#undef OP
        YX_N_IR_OPS
};

enum yx_kind { YX_KIND_B, YX_KIND_V, YX_KIND_S };
enum yx_builtin { YX_BUILTIN_TERM, YX_BUILTIN_SEASON, YX_BUILTIN_YEAR, YX_BUILTIN_AS_OF };

enum { YX_NO_REG = 0xFFFF, YX_MAX_REGS = 20000 };
/* No fee, no constant is above a thousand million yuan; in fen. */
#define YX_MAX_FEN INT64_C(100000000000)

struct yx_ins {
    uint8_t op, kind; /* enum yx_ir_op, enum yx_kind */
    uint16_t a, b,
        c; /* registers, YX_NO_REG where there is none; INK, HAS_*: c is a code list + 1 */
    int64_t k, k2;
};

/* A dated list of codes, or the members of one enumeration.  Member i may
 * imply members (属) and may stand for one that has gone out of use (原). */
struct yx_list {
    struct yx_str name; /* empty: written in place */
    struct yx_str *member;
    uint32_t n;
    yx_day *from, *to;  /* in force, both days included; NULL: undated */
    uint64_t *above;    /* members implied, itself included; NULL: none implies another */
    int8_t *formerly;   /* member that this one replaces, -1 none; NULL: none */
    struct yx_str *was; /* old name that is not itself a member; NULL: none */
};

/* A cell of a table as a set of the values its head can take: bit v - base,
 * bit 63 for absent.  Heads without such a set have n = 0: then 1 stands for
 * 任意 and 0 for anything else. */
struct yx_head {
    int64_t base;
    uint32_t n;
    uint64_t all; /* every value it can take */
    struct yx_str text;
};

struct yx_row {
    uint16_t cond;         /* B; YX_NO_REG for 其余 and for dated values */
    uint16_t out;          /* V */
    yx_day from, to;       /* both days included */
    const uint64_t *cover; /* per head */
    uint64_t cells;        /* hash of the cells, to know equal ones */
    uint32_t line;
    struct yx_str text, basis; /* the row as written, its 【…】 */
    bool is_otherwise, is_unverified;
    uint8_t has_to; /* the document says where it ends */
};

/* A decision table, or, without heads, a value by date. */
struct yx_dtable {
    struct yx_head *head;
    uint32_t n_heads;
    struct yx_row *row;
    uint32_t n_rows;
    bool is_first_match; /* 优先 */
    bool is_undecided;   /* 未定 */
    struct yx_str basis;
    uint32_t line;
};

enum yx_rate { YX_RATE_NONE, YX_RATE_YEAR, YX_RATE_TERM, YX_RATE_MONTH, YX_RATE_DAY, YX_RATE_ONCE };

/* A part of a condition that the reader can see: text as written. */
struct yx_clause {
    uint16_t reg; /* B */
    struct yx_str text, basis;
    bool is_scope; /* of 适用 */
};

/* What the benefit should come to per head, from day to day. */
struct yx_average {
    yx_fen fen;
    enum yx_rate rate;
    yx_day from, to;
    bool is_closed; /* its 至 is written */
};

/* 单调: a fact whose rise (or fall) must not lower the amount. */
struct yx_rise {
    uint32_t input;
    bool falls; /* 递减 */
    uint32_t line;
};

/* 提高: what a document made of the amount of the one above it. */
struct yx_raise {
    uint16_t was, is; /* V */
    uint32_t line;
};

struct yx_item {
    uint16_t scope, cond, limit; /* B or YX_NO_REG: 适用, 条件, 期限 */
    uint16_t window;             /* V: the day 窗口 looks at, or YX_NO_REG */
    int window_from, window_to;  /* month × 100 + day */
    uint16_t amount;             /* V; YX_NO_REG: 无金额 */
    uint16_t payee;              /* V: enum yx_payee */
    enum yx_rate rate;
    yx_day from, to; /* 有效 */
    int whole_in;    /* 核算 全年 于: 0 春, 1 秋; -1 by term */
    bool is_ceiling;
    uint32_t never;           /* 禁止: bit per payee */
    struct yx_clause *clause; /* 适用 and 条件, cut at 且 */
    uint32_t n_clauses;
    struct yx_str limit_text, window_text;
    struct yx_average *average; /* 均值 */
    uint32_t n_averages;
    struct yx_rise *rise; /* 单调 */
    uint32_t n_rises;
    uint32_t line;
    struct yx_raise *raise;
    uint32_t n_raises;
    struct yx_str class_name; /* 类 */
    uint64_t reads;           /* inputs 0..63 read by any of it */
};

enum yx_combo_kind { YX_COMBO_EXCLUDE, YX_COMBO_HIGHER, YX_COMBO_COUNT, YX_COMBO_CAP };

struct yx_group {
    uint16_t *item;
    uint32_t n;
};

/* EXCLUDE: group 0 is A, group 1 the excluded.  HIGHER: the competing sums.
 * COUNT: group 0 is A, group 1 is B.  CAP: group 0 the sum, group 1 the order
 * of cutting. */
struct yx_combo {
    enum yx_combo_kind kind;
    struct yx_group *group;
    uint32_t n_groups;
    yx_fen limit;
    enum yx_rate limit_rate;
    int already; /* input of 已计, or -1 */
    struct yx_str text, basis;
    uint32_t line;
};

struct yx_constraint {
    uint16_t reg;
    struct yx_str text, message;
    uint32_t line;
};

struct yx_note { /* 提示 and 空档 */
    uint16_t reg;
    struct yx_str id, text, basis;
    uint32_t line;
};

struct yx_ir {
    struct yx_ins *ins;
    uint32_t n_ins;
    uint32_t *line;  /* per instruction, of the document */
    uint64_t *reads; /* per instruction: inputs 0..63 it rests on */
    struct yx_list *list;
    uint32_t n_lists;
    struct yx_dtable *table;
    uint32_t n_tables;
    struct yx_item *item;
    uint32_t n_items;
    struct yx_combo *combo; /* in the order of evaluation */
    uint32_t n_combos;
    struct yx_constraint *constraint;
    uint32_t n_constraints;
    struct yx_note *hint, *gap;
    uint32_t n_hints, n_gaps;
};

enum yx_kind yx_ir_op_kind(enum yx_ir_op op);

#endif
