/* agree.h -- one batch of facts, decided in every way there is.
 *
 * agree.c: by the block evaluator, which the others are held against, row by row by the tracer, and
 * from columns in forms that are drawn by the plan, with the widest lanes of this machine and with
 * plain ones.  agree_sql.c: by the statement of `yingxue sql` in SQLite and PostgreSQL.
 *
 * Ownership: a batch's arena is the caller's to free.  Errors: differences are printed and counted
 * in agree_count.  Threads: none. */
#ifndef YX_TEST_AGREE_H
#define YX_TEST_AGREE_H

#include "policy/policy_int.h"

struct answer {
    int64_t amount, lo, hi;
    uint8_t status, payee;
};

enum { AGREE_ROWS = 8192 };

/* Rows that are decided together. */
struct batch {
    const struct yx_policy *p;
    struct yx_arena *arena;
    uint32_t n;
    yx_term *term;
    struct yx_fact_one *fact; /* n × inputs */
    struct answer *want;      /* n × (items + 1): the last says which 约束 stopped */
    struct answer *got;
    uint8_t *gap;  /* n × gaps */
    uint64_t seed; /* of the forms of columns */
};

extern struct agree_count {
    uint64_t policies, rows, awards, different, status[YX_PENDING + 1], stopped;
    uint64_t planned, open, without_plan; /* rows for a plan; left open; had none at all */
    struct yx_str text;                   /* of the policy, when it was made up */
    uint64_t seed;
} agree_count;

void agree_open(struct batch *b, const struct yx_policy *p);
void agree_row_as_block(const struct batch *b, uint32_t row, struct yx_facts *f, uint32_t at);
bool agree_same(struct answer a, struct answer b);
/* Count, and print the first few, that `who` answers something else; says something. */
void agree_differ(const struct batch *b, uint32_t row, uint32_t item, const char *who,
                  struct answer want, struct answer got);
void agree_wrong(const struct batch *b, const char *who, const char *what);

/* Decide by blocks (want is set), tracer and plan. */
void agree_ours(struct batch *b);
/* Decide by the databases that are open. */
void agree_sql(struct batch *b);
bool agree_sql_open(const char *conninfo); /* NULL: no PostgreSQL */
void agree_sql_close(void);

#endif
