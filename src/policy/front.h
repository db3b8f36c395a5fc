/* front.h -- from the tree of a policy document to its instructions.
 *
 * The front end: types.c (types, units, code lists), symbols.c (names, plain
 * values, instructions), expr.c (what is computed of them), grid.c (tables and dated values), preamble.c, benefits.c and combining.c (the
 * sections), layers.c (documents one above the other), adopt.c (benefits that one takes
 * from another), compile.c (all of it), cases.c (examples).  Names are looked up in
 * one namespace; definitions are compiled when first asked for, which finds
 * circles.  Every mistake goes to the report with its place, and compiling goes
 * on with a value of type ERROR, which nobody complains about twice.
 *
 * Ownership: lives during yx_policy_load() only; results go to the policy's
 * arena.  Errors: in the report.  Threads: one. */
#ifndef YX_POLICY_FRONT_H
#define YX_POLICY_FRONT_H

#include "base/hash.h"
#include "lang/parse.h"
#include "policy/slice.h"

enum yx_ty {
    YX_TY_ERROR, /* already reported */
    YX_TY_BOOL,
    YX_TY_ENUM,
    YX_TY_SET,
    YX_TY_INT,
    YX_TY_MONEY,
    YX_TY_DATE,
    YX_TY_TERM,
    YX_TY_DAYS,    /* a duration in days */
    YX_TY_MONTHS,  /* a duration in months */
    YX_TY_PERCENT, /* constants only, 1/10000 */
    YX_TY_TEXT,
    YX_TY_PAYEE,
    YX_TY_NULL,   /* 空 */
    YX_TY_NOTHING /* 无金额 */
};

struct yx_type {
    uint8_t ty;   /* enum yx_ty */
    uint8_t rate; /* money: enum yx_rate */
    bool is_nullable;
    int list;       /* enum, set */
    int64_t lo, hi; /* int */
};

/* A compiled expression: a register, or a constant that is none yet. */
struct yx_val {
    struct yx_type type;
    uint16_t reg; /* YX_NO_REG: the constant k */
    int64_t k;
};

enum yx_sym_kind { YX_SYM_INPUT, YX_SYM_SWITCH, YX_SYM_DEFINITION, YX_SYM_ITEM, YX_SYM_LIST };

struct yx_sym {
    struct yx_str name;
    enum yx_sym_kind kind;
    uint32_t index;
    const struct yx_node *node; /* where it is declared */
    const struct yx_node *more; /* section line it stands in */
    uint8_t state;              /* definitions: 0 not yet, 1 being compiled, 2 done */
    struct yx_val val;
    int next; /* with the same hash, -1 none */
};

enum { YX_MAX_LAYERS = 8, YX_MAX_OPEN = 4000 };

/* A 类 that benefits stand in, with what it hands to them. */
struct yx_group_line {
    const struct yx_node *line;
    struct yx_group_line *up; /* the 类 around it, or NULL */
    bool is_compiled;
    uint16_t scope; /* B, of all around it too */
    struct yx_clause *clause;
    uint32_t n_clauses;
    int whole_in; /* 核算 全年 于; -1 by term */
    struct yx_str name;
};

/* A benefit as one document of the chain has it. */
struct yx_layer_item {
    struct yx_str id;
    const struct yx_node *line;    /* 项目 … */
    struct yx_group_line *group;   /* innermost, or NULL */
    struct yx_layer_item *upper;   /* the benefit it adopts; NULL: its own */
    const struct yx_node *adopter; /* of an upper benefit: the line that adopts it; NULL: none */
    int index;                     /* in the policy that results; -1: not in force there */
};

struct yx_layer {
    const struct yx_document *doc;
    struct {
        struct yx_layer_item **v;
        size_t n, cap;
    } item;
    const struct yx_node *valid; /* its 有效 line, or NULL */
};

/* A 待定 that a lower document sets, and within which bounds. */
struct yx_set_range {
    uint16_t reg; /* V */
    int64_t lo, hi;
    uint32_t line;              /* of the amount, as yx_front_line() */
    const struct yx_node *open; /* the 待定 */
};

struct yx_front {
    struct yx_policy *p;
    struct yx_arena *a;
    struct yx_report *r;
    struct yx_layer layer[YX_MAX_LAYERS]; /* the document itself, then those above it */
    uint32_t n_layers;
    const struct yx_document *doc; /* the document itself */
    /* While an amount is compiled: the lines 定 that may set its 待定, the next first; and
     * the days for which the row being compiled holds. */
    const struct yx_node *const *set;
    uint32_t n_set;
    uint32_t sets_used; /* bit n_set of each line that was used */
    yx_day row_from, row_to;
    struct {
        struct yx_set_range *v;
        size_t n, cap;
    } range;
    struct yx_str now, now_title; /* the benefit (or definition, no title) now compiled */
    const struct yx_node *days_from, *months_from; /* where 折算 was said */
    struct {
        struct yx_sym *v;
        size_t n, cap;
    } sym;
    struct yx_map names; /* hash -> first symbol */
    struct {
        struct yx_ins *v;
        size_t n, cap;
    } ins;
    struct {
        uint32_t *v;
        size_t n, cap;
    } line;
    struct yx_map same; /* hash of an instruction -> register */
    struct {
        struct yx_list *v;
        size_t n, cap;
    } list;
    struct {
        struct yx_dtable *v;
        size_t n, cap;
    } table;
    int depth;
    bool is_full; /* more registers than there may be, said once */
    int season_list;
};

/* Report at a node; returns the diagnostic for hints. */
#define YX_WRONG(c, node, ...)                                                                     \
    YX_REPORT((c)->r, YX_ERROR, yx_node_place((node)->doc, (node)), __VA_ARGS__)
#define YX_WARN(c, node, ...)                                                                      \
    YX_REPORT((c)->r, YX_WARNING, yx_node_place((node)->doc, (node)), __VA_ARGS__)

static inline const char *yx_front_c(struct yx_front *c, struct yx_str s)
{
    return yx_report_c(c->r, s);
}
static inline bool yx_word(struct yx_str s, const char *zh, const char *en)
{
    return yx_str_is(s, zh) || yx_str_is(s, en);
}

/* ---- types.c ---- */
const char *yx_type_name(struct yx_front *c,
                         struct yx_type t); /* for messages, in Chinese words of the language */
enum yx_rate yx_rate_of(enum yx_unit unit);
/* The type a declaration gives; list and range included. */
struct yx_type yx_type_read(struct yx_front *c, const struct yx_node *declare);
/* Member of a list by name (old names too); -1. */
int yx_list_find(const struct yx_list *l, struct yx_str name);
/* Members that are, or imply, member m. */
uint64_t yx_list_below(const struct yx_list *l, int m);
bool yx_list_dated(const struct yx_list *l);
void yx_front_codes(struct yx_front *c, const struct yx_node *section);
/* Names of a list for a message: 学前 小学 初中 … */
const char *yx_list_text(struct yx_front *c, const struct yx_list *l);
/* Says that a word is no member of the list, and which there are. */
void yx_not_member(struct yx_front *c, const struct yx_node *at, struct yx_str word, int list);
/* Day bounds of 自 and 至 in the clauses of a node; false when none is there. */
bool yx_front_dates(struct yx_front *c, const struct yx_node *n, yx_day *from, yx_day *to,
                    bool *has_to);
/* 【…】 of a node's clauses, joined by ；; appended to what *io holds, no text twice. */
void yx_front_cites(struct yx_front *c, const struct yx_node *n, struct yx_str *io);
/* The 均值 lines of an item (average.c). */
void yx_front_averages(struct yx_front *c, struct yx_item *item, const struct yx_node *const *line,
                       uint32_t n);
/* The 单调 line of an item (rises.c). */
void yx_front_rises(struct yx_front *c, struct yx_item *item, const struct yx_node *line);
bool yx_front_marked(const struct yx_node *n, enum yx_kw kw); /* 未定, 未核实 */
enum yx_payee yx_payee_read(struct yx_str word);              /* UNKNOWN when it is none */

/* ---- symbols.c ---- */
void yx_front_declare(struct yx_front *c, struct yx_str name, enum yx_sym_kind kind, uint32_t index,
                      const struct yx_node *node, const struct yx_node *more);
struct yx_sym *yx_front_find(struct yx_front *c, struct yx_str name);
/* Says that there is no such name, with a guess at what was meant. */
void yx_no_name(struct yx_front *c, const struct yx_node *at, struct yx_str name);
uint16_t yx_emit(struct yx_front *c, const struct yx_node *at, struct yx_ins ins);
uint16_t yx_emit_op(struct yx_front *c, const struct yx_node *at, enum yx_ir_op op, uint16_t a,
                    uint16_t b, int64_t k);
/* The register of a value, made if it is a constant. */
uint16_t yx_val_reg(struct yx_front *c, const struct yx_node *at, struct yx_val v);
/* A constant that is in no register yet. */
static inline struct yx_val yx_val_const(enum yx_ty ty, int64_t k)
{
    return (struct yx_val){.type = {.ty = (uint8_t)ty}, .reg = YX_NO_REG, .k = k};
}
/* Whether the value is a truth in a B register. */
static inline bool yx_val_is_b(const struct yx_front *c, struct yx_val v)
{
    return v.reg != YX_NO_REG && c->ins.v[v.reg].kind == YX_KIND_B;
}
/* An expression that must be true or false: its B register. */
uint16_t yx_truth(struct yx_front *c, const struct yx_node *n);
uint16_t yx_truth_of(struct yx_front *c, const struct yx_node *at, struct yx_val v);
/* A value by name: definitions are compiled here. */
struct yx_val yx_symbol_value(struct yx_front *c, const struct yx_node *at, struct yx_sym *s);
/* A name where a value is wanted; `want` as in yx_expr(). */
struct yx_val yx_name_value(struct yx_front *c, const struct yx_node *n,
                            const struct yx_type *want);
struct yx_val yx_literal_value(struct yx_front *c, const struct yx_node *n);
/* 待定, or 待定(lo, hi): an amount a lower document or the county still has to set. */
struct yx_val yx_open_value(struct yx_front *c, const struct yx_node *n);
/* A name of the language itself (学期, 是, 空 …); false, and nothing said, for others. */
bool yx_builtin_value(struct yx_front *c, const struct yx_node *n, struct yx_val *out);

/* ---- expr.c ---- */
/* Compile; `want` is the enumeration names are looked up in first, or NULL. */
struct yx_val yx_expr(struct yx_front *c, const struct yx_node *n, const struct yx_type *want);
/* left OP operand, as in an expression or a cell.  `second`: end of a range. */
uint16_t yx_relate(struct yx_front *c, const struct yx_node *at, struct yx_val left, enum yx_op op,
                   const struct yx_node *operand, const struct yx_node *second);
/* Whether types are the same kind of thing with the same unit. */
bool yx_same_type(struct yx_type a, struct yx_type b);

/* ---- grid.c ---- */
/* The values of a table, one per output; every row's output must have the type
 * of `want` (ty ERROR there: the first row decides; ty PAYEE: a payee). */
void yx_grid(struct yx_front *c, const struct yx_node *table, const struct yx_type *want,
             uint32_t n, struct yx_val *out);
/* Several dated lines that give the same thing (金额 …自…): expressions with
 * from and to. */
struct yx_val yx_dated(struct yx_front *c, const struct yx_node *const *line,
                       const struct yx_node *const *expr, uint32_t n, struct yx_type want);

/* *v on the days it is given for and `rest` on the others from days[0] to days[1]: *v is made a
 * dated value if its rows, or the dates on `line` where it has none, leave days open.  True if so;
 * days[] are then the first and the last of them. */
bool yx_dated_rest(struct yx_front *c, const struct yx_node *line, struct yx_val *v,
                   struct yx_val rest, yx_day days[2]);

/* ---- preamble.c, benefits.c, combining.c ---- */
/* The head of one document of the chain; those above it come first. */
void yx_front_head(struct yx_front *c, uint32_t layer, const struct yx_node *line);
/* Whether a 核算 line says 全年 于 春 (0) or 秋 (1); -1 by term. */
int yx_front_accrual(struct yx_front *c, const struct yx_node *line);
void yx_front_benefits(struct yx_front *c);
void yx_front_combination(struct yx_front *c);

/* ---- compile.c ---- */
/* The first argument of a line as a name; NULL, and reported, when it is none. */
const struct yx_node *yx_front_name(struct yx_front *c, const struct yx_node *line);
/* A line that cannot stand where it does. */
void yx_front_unexpected(struct yx_front *c, const struct yx_node *n);
/* A line about upper and lower documents where it has no business: said; or read
 * elsewhere.  False for others. */
bool yx_front_layer_word(struct yx_front *c, const struct yx_node *n);
void yx_front_compile(struct yx_front *c);
struct yx_str yx_front_text(struct yx_front *c,
                            const struct yx_node *n); /* source, blanks joined */

/* ---- layers.c ---- */
/* The number of the document a node is of: 0 the document itself, 1 the one above it … */
uint32_t yx_front_layer(const struct yx_front *c, const struct yx_node *n);
/* A node's line as the compiled form keeps it: yx_policy_place() gives the place. */
uint32_t yx_front_line(const struct yx_front *c, const struct yx_node *n);
/* Is the name declared by a document above?  Then what is declared here has to say the same
 * (a difference is reported) and is not to be declared again.  `section`: the line it stands
 * in; NULL where that does not matter. */
bool yx_layers_has(struct yx_front *c, struct yx_str name, enum yx_sym_kind kind,
                   const struct yx_node *node, const struct yx_node *section);
/* The benefits of every document, from the top; those of the document itself are declared. */
void yx_layers_items(struct yx_front *c);
/* The benefit a statement of `n`'s document names; NULL, and reported, when there is none. */
const struct yx_layer_item *yx_layers_item(struct yx_front *c, const struct yx_node *n);
/* What the document of the benefit lets a lower one do with it: bits of enum yx_grant. */
enum yx_grant {
    YX_MAY_RAISE = 1,  /* 可提高金额 */
    YX_MAY_NARROW = 2, /* 可收窄条件 */
    YX_MAY_WIDEN = 4,  /* 可扩大条件 */
    YX_MUST_SET = 8,   /* 须定金额 */
    YX_MAY_ADD = 16    /* 可增设, in the head */
};
unsigned yx_layers_grants(struct yx_front *c, const struct yx_layer_item *item);
/* Reads 下级 lines; words that are none are reported. */
unsigned yx_layers_below(struct yx_front *c, const struct yx_node *block, bool is_head);

/* ---- adopt.c ---- */
/* What the lines of an adopting benefit do to its conditions. */
void yx_adopt_conditions(struct yx_front *c, const struct yx_layer_item *item, struct yx_item *out,
                         struct yx_policy_benefit *pub);
/* The line 定 or 提高 of an adopting benefit, NULL. */
const struct yx_node *yx_adopt_line(const struct yx_layer_item *item, enum yx_kw kw);
/* The amount with every 提高 between `item` and its origin applied. */
struct yx_val yx_adopt_raises(struct yx_front *c, const struct yx_layer_item *item,
                              struct yx_val amount, struct yx_item *out,
                              struct yx_policy_benefit *pub);
/* 待定 with a line 定 below it: the value set; checks its unit and range. */
struct yx_val yx_adopt_set(struct yx_front *c, const struct yx_node *open, struct yx_type type,
                           int64_t lo, int64_t hi);
/* After all: are the amounts set within their ranges?  lo, hi: yx_ir_bounds(). */
void yx_adopt_ranges(struct yx_front *c, const int64_t *lo, const int64_t *hi);

/* ---- benefits.c ---- */
uint16_t yx_front_all_of(struct yx_front *c, const struct yx_node *at, uint16_t a, uint16_t b);
/* A condition line: its parts are added to *clause, their conjunction is returned. */
uint16_t yx_front_condition(struct yx_front *c, const struct yx_node *line, bool is_scope,
                            struct yx_clause **clause, uint32_t *n);
/* What the 类 hands on, compiled when first asked for. */
const struct yx_group_line *yx_front_group(struct yx_front *c, struct yx_group_line *g);
/* The text of a table's amounts: 小学 1000元/年；初中 1250元/年. */
struct yx_str yx_front_table_text(struct yx_front *c, const struct yx_node *table);
/* A 别名 line. */
void yx_front_alias(struct yx_front *c, const struct yx_node *line, struct yx_policy_benefit *pub);

/* ---- cases.c ---- */
void yx_front_examples(struct yx_front *c);
/* A constant of a fact: 事实 X = v. */
bool yx_front_fact(struct yx_front *c, uint32_t input, const struct yx_node *value,
                   struct yx_fact_one *out);

#endif
