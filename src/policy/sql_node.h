/* sql_node.h -- expressions of SQL as a graph in which nothing stands twice.
 *
 * A policy becomes one graph of integer and truth expressions over the columns
 * of the facts table.  Equal expressions are one node; constants are worked out
 * while the graph is made.  Every number knows the range it can have and
 * whether it can be NULL (unknown), so that what could leave 63 bits is found
 * here, division rounds down also below zero, and LEAST and GREATEST are used
 * only where no argument can be NULL.  What runs where is decided later
 * (sql_plan.h).
 *
 * Ownership: nodes live in the graph, the graph in its arena; yx_sql_graph_free().
 * Errors: the first number that may need more than 63 bits is kept in
 * `too_large`.  Threads: one graph, one thread. */
#ifndef YX_POLICY_SQL_NODE_H
#define YX_POLICY_SQL_NODE_H

#include "base/hash.h"
#include "base/mem.h"

/* OP(name, truth?): the result is a truth or a number. */
#define YX_SQL_OPS(OP)                                                                             \
    OP(COLUMN, 0)   /* column k of the facts table */                                              \
    OP(INT, 0)      /* the number k */                                                             \
    OP(NULL_INT, 0) /* unknown */                                                                  \
    OP(TRUTH, 1)    /* k: 0, 1 */                                                                  \
    OP(NULL_TRUTH, 1)                                                                              \
    OP(TERM_IN, 1) /* the term is in the set of terms k */                                         \
    OP(NOT, 1)                                                                                     \
    OP(AND, 1)                                                                                     \
    OP(OR, 1)                                                                                      \
    OP(IS_TRUE, 1)                                                                                 \
    OP(IS_NULL, 1)                                                                                 \
    OP(EQ, 1)                                                                                      \
    OP(NE, 1)                                                                                      \
    OP(LT, 1)                                                                                      \
    OP(LE, 1)                                                                                      \
    OP(IN_MASK, 1) /* the number is one of the bits of k */                                        \
    OP(ADD, 0)                                                                                     \
    OP(SUB, 0)                                                                                     \
    OP(MUL, 0)                                                                                     \
    OP(DIV, 0) /* of numbers ≥ 0 by numbers > 0, or of numbers that divide evenly */             \
    OP(MOD, 0) /* as the databases do: the sign is the dividend's */                               \
    OP(BIT_AND, 0)                                                                                 \
    OP(LEAST, 0)    /* of numbers that are never NULL */                                           \
    OP(GREATEST, 0) /* of numbers that are never NULL */                                           \
    OP(CASE_INT, 0) /* condition, value, …, otherwise */                                         \
    OP(CASE_TRUTH, 1)

enum yx_sql_op {
#define OP(name, truth) YX_SQL_##name,
    YX_SQL_OPS(OP)
#undef OP
        YX_N_SQL_OPS
};

typedef uint32_t yx_sql_id; /* of a node; operands have smaller ids than what uses them */

struct yx_sql_node {
    uint8_t op; /* enum yx_sql_op */
    bool is_truth, may_be_null;
    uint32_t n;     /* operands */
    uint32_t first; /* place of the first in `operand` */
    int64_t k;
    int64_t lo, hi; /* of numbers, when not NULL */
    uint32_t next;  /* same hash; UINT32_MAX none */
};

struct yx_sql_graph {
    struct yx_arena *arena;
    struct {
        struct yx_sql_node *v;
        size_t n, cap;
    } node;
    struct {
        yx_sql_id *v;
        size_t n, cap;
    } operand;
    struct {
        uint8_t **v; /* sets of terms: a byte per term */
        size_t n, cap;
    } terms;
    uint32_t n_terms;
    struct yx_map same;
    uint32_t line;      /* of the document, being translated */
    uint32_t too_large; /* line of the first number beyond 63 bits, 0 none */
    yx_sql_id zero, one, yes, no, maybe, unknown; /* numbers, truths, NULL of either */
};

void yx_sql_graph_init(struct yx_sql_graph *g, uint32_t n_terms);
void yx_sql_graph_free(struct yx_sql_graph *g);

static inline const struct yx_sql_node *yx_sql_at(const struct yx_sql_graph *g, yx_sql_id x)
{
    return &g->node.v[x];
}
static inline yx_sql_id yx_sql_operand(const struct yx_sql_graph *g, yx_sql_id x, uint32_t i)
{
    return g->operand.v[g->node.v[x].first + i];
}
static inline bool yx_sql_may_be_null(const struct yx_sql_graph *g, yx_sql_id x)
{
    return g->node.v[x].may_be_null;
}

/* ---- leaves ---- */
yx_sql_id yx_sql_int(struct yx_sql_graph *g, int64_t k);
yx_sql_id yx_sql_truth(struct yx_sql_graph *g, bool k);
/* Column `k` of the facts, between lo and hi. */
yx_sql_id yx_sql_column(struct yx_sql_graph *g, uint32_t k, bool may_be_null, int64_t lo,
                        int64_t hi);
/* The term is one of those marked: n_terms bytes, copied. */
yx_sql_id yx_sql_term_in(struct yx_sql_graph *g, const uint8_t *in);

/* ---- truths: Kleene's logic ---- */
yx_sql_id yx_sql_not(struct yx_sql_graph *g, yx_sql_id a);
yx_sql_id yx_sql_and(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b);
yx_sql_id yx_sql_or(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b);
/* All or any of n, as a tree of little depth. */
yx_sql_id yx_sql_all(struct yx_sql_graph *g, const yx_sql_id *x, size_t n);
yx_sql_id yx_sql_any(struct yx_sql_graph *g, const yx_sql_id *x, size_t n);
yx_sql_id yx_sql_is_true(struct yx_sql_graph *g, yx_sql_id a);
yx_sql_id yx_sql_is_null(struct yx_sql_graph *g, yx_sql_id a); /* of a truth or a number */
yx_sql_id yx_sql_cmp(struct yx_sql_graph *g, enum yx_sql_op op, yx_sql_id a, yx_sql_id b);
yx_sql_id yx_sql_in_mask(struct yx_sql_graph *g, yx_sql_id a, uint64_t mask);

/* ---- numbers: NULL when an operand is ---- */
yx_sql_id yx_sql_add(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b);
yx_sql_id yx_sql_sub(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b);
yx_sql_id yx_sql_mul(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b);
yx_sql_id yx_sql_floor_div(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b); /* b > 0 */
/* floor(a × k ÷ b), b > 0, k of either sign, without leaving 63 bits on the way if that can be. */
yx_sql_id yx_sql_scale(struct yx_sql_graph *g, yx_sql_id a, int64_t k, yx_sql_id b);
yx_sql_id yx_sql_bits(struct yx_sql_graph *g, yx_sql_id a, uint64_t mask);
yx_sql_id yx_sql_min(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b);
yx_sql_id yx_sql_max(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b);
/* CASE WHEN arm[0] THEN arm[1] WHEN arm[2] … ELSE otherwise END; n conditions. */
yx_sql_id yx_sql_case(struct yx_sql_graph *g, const yx_sql_id *arm, size_t n, yx_sql_id otherwise);
/* The same node, known to lie in lo..hi besides what was known: for what arithmetic alone
 * does not show. */
yx_sql_id yx_sql_narrow(struct yx_sql_graph *g, yx_sql_id x, int64_t lo, int64_t hi);
static inline yx_sql_id yx_sql_if(struct yx_sql_graph *g, yx_sql_id cond, yx_sql_id then,
                                  yx_sql_id otherwise)
{
    return yx_sql_case(g, (const yx_sql_id[]){cond, then}, 1, otherwise);
}

#endif
