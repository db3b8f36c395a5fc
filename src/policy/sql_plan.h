/* sql_plan.h -- which expression is worked out in which stage of a statement.
 *
 * A statement is a chain of common table expressions s1, s2, …, each read from
 * the one before.  Whatever is used more than once becomes a column of the
 * stage after the stages of what it reads, so nothing is worked out twice; what
 * is used once stands where it is used, unless it would nest too deep for a
 * database's parser.  A stage hands on only what later stages still read.
 *
 * Ownership: in the arena given; borrows the graph.
 * Errors: YX_INVALID when a stage would need more columns than the dialect
 * allows.  Threads: one. */
#ifndef YX_POLICY_SQL_PLAN_H
#define YX_POLICY_SQL_PLAN_H

#include "policy/sql.h"
#include "policy/sql_node.h"

struct yx_sql_plan {
    const struct yx_sql_graph *g;
    enum yx_sql_dialect dialect;
    const struct yx_str *name; /* of the columns of facts, quoted */
    yx_term first_term;
    uint8_t *is_column; /* per node: worked out by itself */
    uint32_t *stage;    /* per node: the stage of a column; what an inlined one needs */
    uint32_t *last;     /* per column and leaf: last stage that reads it */
    uint32_t n_stages;
};

/* `root`: what the last SELECT reads. O(nodes + length of the text). */
int yx_sql_plan_make(struct yx_sql_plan *p, const struct yx_sql_graph *g,
                     enum yx_sql_dialect dialect, const yx_sql_id *root, size_t n_roots,
                     struct yx_arena *a, struct yx_err *err);
/* `s1 AS MATERIALIZED (SELECT … FROM facts WHERE …), s2 AS …`, every stage with the keys. */
void yx_sql_plan_put_stages(const struct yx_sql_plan *p, struct yx_str facts, struct yx_str where,
                            struct yx_buf *out);
/* The node as it is written in stage n_stages + 1. */
void yx_sql_plan_put(const struct yx_sql_plan *p, yx_sql_id x, struct yx_buf *out);

#endif
