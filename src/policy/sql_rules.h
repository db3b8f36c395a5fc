/* sql_rules.h -- a policy as a graph of SQL expressions.
 *
 * Ownership: the graph and the vectors belong to the caller's graph and arena.
 * Errors: what is too large is noted in the graph.  Threads: one. */
#ifndef YX_POLICY_SQL_RULES_H
#define YX_POLICY_SQL_RULES_H

#include "policy/slice.h"
#include "policy/sql_node.h"

/* Where an input stands among the columns of facts. */
struct yx_sql_input {
    uint32_t value;  /* number of its column */
    uint32_t second; /* sets: of the members known; 可空: whether it is absent; 0 none */
};

/* An item after some of its rules: what may be due is lo..hi; both are the amount once given. */
struct yx_sql_item {
    yx_sql_id status; /* enum yx_status */
    yx_sql_id lo, hi;
};

struct yx_sql_rules {
    const struct yx_policy *p;
    struct yx_sql_graph *g;
    const struct yx_slice *slice; /* per term */
    uint32_t n_terms;
    const struct yx_sql_input *input;
    struct yx_sql_item *item; /* per item, after 组合 */
    yx_sql_id *payee;         /* per item: enum yx_payee, 0 unknown */
    yx_sql_id stopped;        /* 1 + number of the 约束 that stops the row, 0 none */
    /* registers: a truth in v; a value in v, whether it is absent in w; a set's members had
     * and known in v and w */
    struct {
        yx_sql_id v, w;
    } * reg;
};

/* Fills item, payee, stopped; memory from `a`. */
void yx_sql_rules_make(struct yx_sql_rules *r, struct yx_arena *a);
/* A node for each term, made into one. */
typedef yx_sql_id (*yx_sql_in_term)(struct yx_sql_rules *r, const struct yx_slice *s,
                                    const void *ctx);
yx_sql_id yx_sql_by_term(struct yx_sql_rules *r, yx_sql_in_term make, const void *ctx);

/* sql_items.c: items one by one, and 组合. */
void yx_sql_items_make(struct yx_sql_rules *r, struct yx_arena *a);
/* An input as its column gives it, 缺省 applied; *absent is a truth. */
yx_sql_id yx_sql_fact(struct yx_sql_rules *r, uint32_t input, yx_sql_id *absent);

#endif
