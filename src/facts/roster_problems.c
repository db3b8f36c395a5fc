/* roster_problems.c -- what is wrong in the rosters themselves: 数据问题.
 *
 * DESIGN.  Five looks, each over what it needs: rows, payments, persons, columns,
 * accounts.  Rows and persons go in parallel blocks whose findings are taken in
 * order; texts made on the way live in the arena of the slot that made them. */
#include "facts/problems_int.h"

#include <stdlib.h>

enum { ROWS_A_TASK = 1 << 16, PERSONS_A_TASK = 1 << 15 };

/* ---- the parallel looks ---- */

struct part {
    const struct yx_lens *lens;
    uint32_t from, to; /* rows of all rows */
    bool has_marks;
};

struct look {
    struct yx_factbase *b;
    struct yx_problem_sink *slot;
    struct yx_problem_list all;
    struct {
        struct part *v;
        size_t n, cap;
    } part;
    bool is_persons;
};

static void work(void *ctx, size_t task, unsigned slot)
{
    struct look *k = ctx;
    struct yx_problem_sink *s = &k->slot[slot];
    s->list.n = 0;
    if (k->is_persons) {
        uint32_t from = (uint32_t)task * PERSONS_A_TASK;
        uint32_t to = YX_MIN(k->b->o.people->n, from + PERSONS_A_TASK);
        for (uint32_t p = from; p < to; p++)
            yx_problems_of_person(s, p);
        return;
    }
    const struct part *p = &k->part.v[task];
    for (uint32_t row = p->from; row < p->to; row++) {
        yx_problems_of_row(s, p->lens, row, p->has_marks);
        if (p->lens->kind == YX_KIND_PAYMENT && k->b->n_benefits)
            yx_problems_of_payment(s, p->lens, row);
    }
}

static void commit(void *ctx, size_t task, unsigned slot)
{
    (void)task;
    struct look *k = ctx;
    for (size_t i = 0; i < k->slot[slot].list.n; i++)
        YX_PUSH(&k->all, k->slot[slot].list.v[i]);
}

static void run(struct look *k, size_t n)
{
    struct yx_pool *pool = k->b->o.pool;
    if (pool) {
        yx_pool_ordered(pool, n, work, commit, k);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        work(k, i, 0);
        commit(k, i, 0);
    }
}

static void cut_rows(struct look *k)
{
    for (uint32_t i = 0; i < k->b->n_lenses; i++) {
        const struct yx_lens *l = &k->b->lens[i];
        bool has_marks = false;
        for (uint32_t c = 0; c < l->roster->rows.table->n_columns; c++)
            has_marks |= l->roster->rows.table->column[c].mark != NULL;
        for (uint32_t from = 0; from < l->n; from += ROWS_A_TASK) {
            struct part p = {l, l->first + from, l->first + YX_MIN(l->n, from + ROWS_A_TASK),
                             has_marks};
            YX_PUSH(&k->part, p);
        }
    }
}

/* ---- all ---- */

static int problem_order(const void *x, const void *y)
{
    const struct yx_problem *a = x, *b = y;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    int c = yx_str_cmp(a->field, b->field);
    if (c == 0)
        c = yx_str_cmp(a->category, b->category);
    return c ? c : (a->other > b->other) - (a->other < b->other);
}

int yx_problems_build(struct yx_factbase *b, struct yx_err *err)
{
    (void)err;
    unsigned n_slots = b->o.pool ? yx_pool_slots(b->o.pool) : 1;
    struct look k = {.b = b, .slot = yx_calloc(n_slots, sizeof *k.slot)};
    b->n_problem_texts = n_slots;
    b->problem_text = YX_NEW(b->arena, struct yx_arena *, n_slots);
    struct yx_arena *scratch = yx_arena_new();
    struct yx_repairs *repairs = yx_repairs_build(b, scratch);
    for (unsigned s = 0; s < n_slots; s++) {
        b->problem_text[s] = yx_arena_new();
        k.slot[s] =
            (struct yx_problem_sink){.b = b, .text = b->problem_text[s], .repairs = repairs};
    }
    cut_rows(&k);
    run(&k, k.part.n);
    k.is_persons = true;
    run(&k, ((size_t)b->o.people->n + PERSONS_A_TASK - 1) / PERSONS_A_TASK);
    k.slot[0].list.n = 0;
    yx_problems_of_columns(&k.slot[0]);
    yx_problems_of_accounts(&k.slot[0]);
    commit(&k, 0, 0);
    if (k.all.n)
        qsort(k.all.v, k.all.n, sizeof *k.all.v, problem_order);
    b->problem = k.all.v;
    b->n_problems = (uint32_t)k.all.n;
    uint32_t n = b->n_problems;
    while (n && b->problem[n - 1].person == YX_NO_PERSON)
        n--;
    if (n)
        yx_by_person_build(&b->problems, &b->problem->person, sizeof *b->problem, n,
                           b->o.people->n);
    for (unsigned s = 0; s < n_slots; s++)
        free(k.slot[s].list.v);
    free(k.slot);
    free(k.part.v);
    yx_arena_free(scratch);
    return YX_OK;
}

const struct yx_problem *yx_factbase_problems(const struct yx_factbase *b, uint32_t *n)
{
    *n = b->n_problems;
    return b->problem;
}

const struct yx_problem *yx_factbase_problems_of(const struct yx_factbase *b, uint32_t person,
                                                 uint32_t *n)
{
    *n = 0;
    return b->problems.start ? &b->problem[yx_by_person_find(&b->problems, person, n)] : NULL;
}
