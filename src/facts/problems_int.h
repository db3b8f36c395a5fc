/* problems_int.h -- what the looks at the rosters' own faults share.
 *
 * Each look (rows, payments, persons, columns, accounts) adds to a sink; the sinks
 * are put together by roster_problems.c.
 *
 * Ownership: texts made on the way live in the sink's arena.  Errors: none.
 * Threads: a sink is one slot's. */
#ifndef YX_FACTS_PROBLEMS_INT_H
#define YX_FACTS_PROBLEMS_INT_H

#include "facts/factbase_int.h"
#include "facts/repairs.h"

struct yx_problem_list {
    struct yx_problem *v;
    size_t n, cap;
};

struct yx_problem_sink {
    const struct yx_factbase *b;
    struct yx_problem_list list; /* not in order */
    struct yx_arena *text;       /* of texts made for the problems */
    const struct yx_repairs *repairs;
};

/* A cell as the problem shows it. */
static inline struct yx_str yx_problem_cell(const struct yx_factbase *b, uint32_t row,
                                            enum yx_field f)
{
    return row == YX_NO_ROW ? YX_S("") : yx_lens_text(yx_lens_at(b, row), row, f);
}

static inline uint32_t yx_problem_person(const struct yx_factbase *b, uint32_t row)
{
    return b->o.people->person[row];
}

static inline void yx_problem_add(struct yx_problem_sink *s, struct yx_problem p)
{
    YX_PUSH(&s->list, p);
}

/* ---- row_problems.c ---- */
/* Numbers, birth, sex, spoiled cells of a row; `has_marks`: its roster has marked cells. */
void yx_problems_of_row(struct yx_problem_sink *s, const struct yx_lens *l, uint32_t row,
                        bool has_marks);
/* What a row of a payment list leaves open. */
void yx_problems_of_payment(struct yx_problem_sink *s, const struct yx_lens *l, uint32_t row);

/* ---- person_problems.c ---- */
/* Rows about one person that do not agree. */
void yx_problems_of_person(struct yx_problem_sink *s, uint32_t person);
/* Two rows say different things in a field: the newer holds, of one day neither. */
void yx_problem_contradiction(struct yx_problem_sink *s, uint32_t person, uint32_t row,
                              uint32_t other, enum yx_field f, struct yx_str field);

/* ---- column_problems.c ---- */
/* Words nobody knows, said once for all rows that have them; persons told apart by nothing. */
void yx_problems_of_columns(struct yx_problem_sink *s);

/* ---- account_problems.c ---- */
/* One account for the children of two families. */
void yx_problems_of_accounts(struct yx_problem_sink *s);

#endif
