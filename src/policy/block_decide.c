/* block_decide.c -- a block of facts decided for those who ask no reasons.
 *
 * DESIGN.  A block is handed to the plan as it lies: a column of 64-bit numbers
 * and a byte of state a row.  A block is one strip.  What the plan gives is
 * spread over vectors as yx_policy_run() has them; the rows left open are put
 * together in a second block, evaluated there, and put in their places. */
#include "policy/block_decide.h"

#include "policy/plan.h"
#include "policy/policy_int.h"

#include <string.h>

_Static_assert((int)YX_FACT_ROWS <= (int)YX_STRIP, "a block is one strip");

struct of_term {
    yx_term term;
    struct yx_plan_runner *runner; /* NULL: the block evaluator does it all */
    struct of_term *next;
};

struct yx_block_decider {
    const struct yx_policy *p;
    struct yx_arena *arena;
    struct of_term *terms;
    struct yx_run *run;
    struct yx_facts *open; /* the rows left open */
    uint16_t *row;         /* and which they are */
    struct yx_fact_column *column;
    uint64_t left_open;
    bool plain;
};

struct yx_block_awards {
    struct yx_awards out;
    bool *is_empty; /* per benefit: the vectors say nobody */
};

struct yx_block_decider *yx_block_decider_new(const struct yx_policy *p)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_block_decider *d = YX_NEW(a, struct yx_block_decider, 1);
    d->p = p;
    d->arena = a;
    d->run = yx_run_new(p);
    d->open = yx_facts_new(p, a);
    d->row = YX_NEW(a, uint16_t, YX_FACT_ROWS);
    d->column = YX_NEW(a, struct yx_fact_column, p->n_inputs + 1);
    return d;
}

struct yx_block_awards *yx_block_awards_new(const struct yx_policy *p, struct yx_arena *a)
{
    struct yx_block_awards *room = YX_NEW(a, struct yx_block_awards, 1);
    struct yx_awards *out = &room->out;
    room->is_empty = YX_NEW(a, bool, p->n_benefits + 1);
    out->benefit = YX_NEW(a, struct yx_award_vec, p->n_benefits + 1);
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        struct yx_award_vec *w = &out->benefit[b];
        w->status = YX_NEW(a, uint8_t, YX_FACT_ROWS);
        w->why = YX_NEW(a, uint8_t, YX_FACT_ROWS);
        w->payee = YX_NEW(a, uint8_t, YX_FACT_ROWS);
        w->amount = YX_NEW(a, int64_t, YX_FACT_ROWS);
        room->is_empty[b] = true;
    }
    out->gap = YX_NEW(a, uint8_t *, p->ir.n_gaps + 1);
    for (uint32_t g = 0; g < p->ir.n_gaps; g++)
        out->gap[g] = YX_NEW(a, uint8_t, YX_FACT_ROWS);
    out->constraint = YX_NEW(a, uint16_t, YX_FACT_ROWS);
    return room;
}

void yx_block_decider_free(struct yx_block_decider *d)
{
    if (!d)
        return;
    for (struct of_term *t = d->terms; t; t = t->next)
        yx_plan_runner_free(t->runner);
    yx_run_free(d->run);
    yx_arena_free(d->arena);
}

uint64_t yx_block_decider_left_open(const struct yx_block_decider *d)
{
    return d->left_open;
}

void yx_block_decider_use(struct yx_block_decider *d, bool plain)
{
    d->plain = plain;
    for (struct of_term *t = d->terms; t; t = t->next)
        if (t->runner)
            yx_plan_use_plain(t->runner, plain);
}

static struct yx_plan_runner *runner_of(struct yx_block_decider *d, yx_term term)
{
    for (struct of_term *t = d->terms; t; t = t->next)
        if (t->term == term)
            return t->runner;
    struct of_term *t = YX_NEW(d->arena, struct of_term, 1);
    *t = (struct of_term){.term = term, .next = d->terms};
    const struct yx_plan *plan = yx_plan_make(d->p, term, d->arena);
    if (plan) {
        t->runner = yx_plan_runner_new(plan);
        yx_plan_use_plain(t->runner, d->plain);
    }
    d->terms = t;
    return t->runner;
}

static void set_empty(struct yx_block_awards *room, uint32_t b)
{
    struct yx_award_vec *to = &room->out.benefit[b];
    if (room->is_empty[b])
        return; /* clean since the last block */
    room->is_empty[b] = true;
    memset(to->status, YX_NOT_ENTITLED, YX_FACT_ROWS);
    memset(to->why, YX_WHY_NONE, YX_FACT_ROWS);
    memset(to->payee, YX_PAY_UNKNOWN, YX_FACT_ROWS);
    memset(to->amount, 0, YX_FACT_ROWS * sizeof to->amount[0]);
}

static void take_benefit(struct yx_block_awards *room, const struct yx_plan_runner *r, uint32_t b,
                         uint32_t n)
{
    const struct yx_plan_award *from = &r->award[b];
    struct yx_award_vec *to = &room->out.benefit[b];
    if (from->is_empty) {
        set_empty(room, b);
        return;
    }
    room->is_empty[b] = false;
    memcpy(to->status, from->status, n);
    for (uint32_t i = 0; i < n; i++)
        to->amount[i] = from->amount[i];
    if (from->payee) {
        memcpy(to->payee, from->payee, n);
    } else {
        uint8_t payee = r->plan->item[b].payee, *who = to->payee;
        const uint8_t *status = from->status;
        for (uint32_t i = 0; i < n; i++)
            who[i] = status[i] != YX_NOT_ENTITLED ? payee : (uint8_t)YX_PAY_UNKNOWN;
    }
    if (r->plan->item[b].window == YX_NO_REG)
        memset(to->why, YX_WHY_NONE, n);
    else
        for (uint32_t i = 0; i < n; i++)
            to->why[i] = from->not_applied[i] ? YX_WHY_NOT_APPLIED : YX_WHY_NONE;
}

/* Rows row[0..n) of the block, together. */
static void gather(struct yx_block_decider *d, const struct yx_facts *f, uint32_t n)
{
    d->open->n = n;
    d->open->term = f->term;
    for (uint32_t k = 0; k < d->p->n_inputs; k++) {
        const struct yx_fact_vec *from = &f->input[k];
        struct yx_fact_vec *to = &d->open->input[k];
        for (uint32_t i = 0; i < n; i++) {
            to->v[i] = from->v[d->row[i]];
            to->state[i] = from->state[d->row[i]];
        }
        for (uint32_t i = 0; to->known && i < n; i++)
            to->known[i] = from->known[d->row[i]];
    }
}

/* Answers about the rows row[0..n) into their places. */
static void scatter(const struct yx_block_decider *d, const struct yx_awards *got, uint32_t n,
                    struct yx_block_awards *room)
{
    struct yx_awards *out = &room->out;
    for (uint32_t b = 0; b < d->p->n_benefits; b++) {
        const struct yx_award_vec *from = &got->benefit[b];
        struct yx_award_vec *to = &out->benefit[b];
        for (uint32_t i = 0; i < n; i++) {
            uint16_t row = d->row[i];
            bool not_applied = from->why[i] == YX_WHY_NOT_APPLIED;
            if (from->status[i] == YX_NOT_ENTITLED && !not_applied && room->is_empty[b])
                continue;
            room->is_empty[b] = false;
            to->status[row] = from->status[i];
            to->why[row] = not_applied ? YX_WHY_NOT_APPLIED : YX_WHY_NONE;
            to->payee[row] = from->payee[i];
            to->amount[row] = from->amount[i];
        }
    }
    for (uint32_t g = 0; g < d->p->ir.n_gaps; g++)
        for (uint32_t i = 0; i < n; i++)
            out->gap[g][d->row[i]] = got->gap[g][i];
    for (uint32_t i = 0; i < n; i++)
        out->constraint[d->row[i]] = got->constraint[i];
}

/* Without a plan. */
static void decide_all(struct yx_block_decider *d, const struct yx_facts *f,
                       struct yx_block_awards *room)
{
    d->left_open += f->n;
    for (uint32_t b = 0; b < d->p->n_benefits; b++)
        set_empty(room, b);
    for (uint32_t i = 0; i < f->n; i++)
        d->row[i] = (uint16_t)i;
    scatter(d, yx_policy_run(d->run, f), f->n, room);
}

const struct yx_awards *yx_block_decide(struct yx_block_decider *d, const struct yx_facts *f,
                                        struct yx_block_awards *room)
{
    struct yx_plan_runner *r = runner_of(d, f->term);
    uint32_t n = f->n, open = 0;
    if (!r) {
        decide_all(d, f, room);
        return &room->out;
    }
    for (uint32_t k = 0; k < d->p->n_inputs; k++) {
        const struct yx_fact_vec *x = &f->input[k];
        d->column[k] = (struct yx_fact_column){
            .form = YX_FORM_I64, .v = x->v, .state = x->state, .members = x->known};
    }
    const struct yx_fact_columns facts = {.n_rows = n, .term = f->term, .input = d->column};
    yx_plan_run(r, &facts, 0, n);
    for (uint32_t b = 0; b < d->p->n_benefits; b++)
        take_benefit(room, r, b, n);
    for (uint32_t g = 0; g < d->p->ir.n_gaps; g++)
        memcpy(room->out.gap[g], r->gap[g], n);
    if (r->any_stopped)
        memcpy(room->out.constraint, r->stopped, n * sizeof r->stopped[0]);
    else
        memset(room->out.constraint, 0, n * sizeof room->out.constraint[0]);
    for (uint32_t i = 0; r->any_open && i < n; i++) {
        d->row[open] = (uint16_t)i;
        open += r->open[i];
    }
    d->left_open += open;
    if (open) {
        gather(d, f, open);
        scatter(d, yx_policy_run(d->run, d->open), open, room);
    }
    return &room->out;
}
