/* agree.c -- one batch of facts, decided by blocks, tracer and plan. */
#include "agree.h"

#include "policy/block_decide.h"
#include "policy/decide.h"
#include "policy/plan.h"
#include "policy/sql.h"
#include "policy/trace_int.h"

#include "../unit/columns_fixture.h"

#include <stdio.h>

enum { SHOWN = 5 };

struct agree_count agree_count;

/* ---- rows ---- */

void agree_open(struct batch *b, const struct yx_policy *p)
{
    *b = (struct batch){.p = p, .arena = yx_arena_new()};
    b->term = YX_NEW(b->arena, yx_term, AGREE_ROWS);
    b->fact = YX_NEW(b->arena, struct yx_fact_one, (size_t)AGREE_ROWS * (p->n_inputs + 1));
    b->want = YX_NEW(b->arena, struct answer, (size_t)AGREE_ROWS * (p->n_benefits + 1));
    b->got = YX_NEW(b->arena, struct answer, (size_t)AGREE_ROWS * (p->n_benefits + 1));
    b->gap = YX_NEW(b->arena, uint8_t, (size_t)AGREE_ROWS * (p->ir.n_gaps + 1));
}

void agree_row_as_block(const struct batch *b, uint32_t row, struct yx_facts *f, uint32_t at)
{
    for (uint32_t i = 0; i < b->p->n_inputs; i++)
        yx_facts_set(f, i, at, b->fact[(size_t)row * b->p->n_inputs + i]);
}

static void put_row(const struct batch *b, uint32_t row)
{
    struct yx_buf out = {0};
    yx_term_put(&out, b->term[row]);
    for (uint32_t i = 0; i < b->p->n_inputs; i++) {
        yx_buf_putz(&out, ", ");
        yx_buf_puts(&out, b->p->input[i].name);
        yx_buf_putc(&out, '=');
        yx_fact_put(b->p, i, b->fact[(size_t)row * b->p->n_inputs + i], &out);
    }
    printf("#   row: %.*s\n", (int)out.n, out.p);
    for (uint32_t s = 0; s < b->p->n_switches; s++)
        printf("#   switch %.*s=%d\n", (int)b->p->swi[s].name.n, b->p->swi[s].name.p,
               b->p->swi[s].value);
    yx_buf_free(&out);
}

static void put_answer(const char *who, struct answer a)
{
    printf("#   %-8s status %d payee %d amount %lld [%lld, %lld]\n", who, a.status, a.payee,
           (long long)a.amount, (long long)a.lo, (long long)a.hi);
}

void agree_differ(const struct batch *b, uint32_t row, uint32_t item, const char *who,
                  struct answer want, struct answer got)
{
    if (agree_count.different++ >= SHOWN)
        return;
    struct yx_str id = item < b->p->n_benefits ? b->p->benefit[item].id : YX_S("(约束)");
    printf("# DIFFERENT: policy %.*s seed %llu benefit %.*s\n", (int)b->p->id.n, b->p->id.p,
           (unsigned long long)agree_count.seed, (int)id.n, id.p);
    put_row(b, row);
    put_answer("blocks", want);
    put_answer(who, got);
    if (agree_count.text.n && agree_count.different == 1)
        printf("%.*s", (int)agree_count.text.n, agree_count.text.p);
}

bool agree_same(struct answer a, struct answer b)
{
    return a.status == b.status && a.payee == b.payee && a.amount == b.amount && a.lo == b.lo &&
           a.hi == b.hi;
}

void agree_wrong(const struct batch *b, const char *who, const char *what)
{
    if (agree_count.different++ < SHOWN) {
        printf("# DIFFERENT: policy %.*s seed %llu: %s says: %s\n", (int)b->p->id.n, b->p->id.p,
               (unsigned long long)agree_count.seed, who, what);
        if (agree_count.text.n)
            printf("%.*s", (int)agree_count.text.n, agree_count.text.p);
    }
}

/* ---- blocks and tracer ---- */

static void take_block(struct batch *b, const struct yx_awards *w, const struct yx_facts *f,
                       uint32_t from)
{
    uint32_t items = b->p->n_benefits;
    for (uint32_t i = 0; i < f->n; i++) {
        struct answer *to = &b->want[(size_t)(from + i) * (items + 1)];
        for (uint32_t k = 0; k < items; k++) {
            const struct yx_award_vec *v = &w->benefit[k];
            to[k] = (struct answer){v->amount[i], v->lo[i], v->hi[i], v->status[i], v->payee[i]};
            agree_count.status[v->status[i]]++;
            agree_count.awards += v->status[i] != YX_NOT_ENTITLED;
        }
        to[items] = (struct answer){.status = w->constraint[i] ? YX_SQL_STOPPED : 0,
                                    .lo = w->constraint[i],
                                    .hi = w->constraint[i]};
        for (uint32_t g = 0; g < b->p->ir.n_gaps; g++)
            b->gap[(size_t)(from + i) * b->p->ir.n_gaps + g] = w->gap[g][i];
        agree_count.stopped += w->constraint[i] != 0;
    }
}

/* The same block for those who ask no reasons. */
static void same_block(const struct batch *b, const struct yx_awards *want,
                       const struct yx_awards *got, uint32_t from, uint32_t n)
{
    for (uint32_t k = 0; k < b->p->n_benefits; k++) {
        const struct yx_award_vec *w = &want->benefit[k], *g = &got->benefit[k];
        for (uint32_t i = 0; i < n; i++) {
            struct answer x = {w->amount[i], 0, 0, w->status[i], w->payee[i]},
                          y = {g->amount[i], 0, 0, g->status[i], g->payee[i]};
            if (!agree_same(x, y))
                agree_differ(b, from + i, k, "by block", x, y);
            if ((w->why[i] == YX_WHY_NOT_APPLIED) != (g->why[i] == YX_WHY_NOT_APPLIED))
                agree_wrong(b, "by block", "applied or not");
        }
    }
    for (uint32_t g = 0; g < b->p->ir.n_gaps; g++)
        if (memcmp(want->gap[g], got->gap[g], n) != 0)
            agree_wrong(b, "by block", "another 空档");
    if (memcmp(want->constraint, got->constraint, n * sizeof want->constraint[0]) != 0)
        agree_wrong(b, "by block", "another 约束");
}

static void run_rows(struct batch *b)
{
    struct yx_arena *a = yx_arena_new(), *scratch = yx_arena_new();
    struct yx_run *run = yx_run_new(b->p);
    struct yx_block_decider *quick = yx_block_decider_new(b->p);
    struct yx_block_awards *room = yx_block_awards_new(b->p, a);
    struct yx_facts *f = yx_facts_new(b->p, a);
    uint32_t items = b->p->n_benefits;
    for (uint32_t from = 0; from < b->n;) {
        f->term = b->term[from];
        f->n = 0;
        while (f->n < YX_FACT_ROWS && from + f->n < b->n && b->term[from + f->n] == f->term) {
            agree_row_as_block(b, from + f->n, f, f->n);
            f->n++;
        }
        const struct yx_awards *w = yx_policy_run(run, f);
        take_block(b, w, f, from);
        for (int plain = 0; plain < 2; plain++) {
            yx_block_decider_use(quick, plain);
            same_block(b, w, yx_block_decide(quick, f, room), from, f->n);
        }
        for (uint32_t i = 0; i < f->n; i++) {
            yx_arena_reset(scratch);
            const struct yx_trace *t = yx_trace_row(b->p, f, i, scratch);
            const struct answer *want = &b->want[(size_t)(from + i) * (items + 1)];
            for (uint32_t k = 0; k < items; k++) {
                const struct yx_item_trace *x = &t->item[k];
                struct answer got = {x->amount, x->lo, x->hi, x->status, x->payee};
                if (!agree_same(want[k], got))
                    agree_differ(b, from + i, k, "tracer", want[k], got);
            }
            if (want[items].lo != t->constraint)
                agree_differ(b, from + i, items, "tracer", want[items],
                             (struct answer){.lo = t->constraint});
        }
        from += f->n;
    }
    yx_block_decider_free(quick);
    yx_run_free(run);
    yx_arena_free(a);
    yx_arena_free(scratch);
}

/* ---- the plan, from columns ---- */

struct cells_of {
    const struct batch *b;
    uint32_t from, input;
};

static struct yx_fact_one fact_at(void *ctx, uint32_t row)
{
    const struct cells_of *c = ctx;
    return c->b->fact[(size_t)(c->from + row) * c->b->p->n_inputs + c->input];
}

static void take_piece(struct batch *b, const struct yx_award_piece *piece, uint32_t from,
                       const char *who)
{
    const struct yx_policy *p = b->p;
    uint32_t items = p->n_benefits, n_gaps = p->ir.n_gaps, n = piece->n_rows;
    struct answer *got = &b->got[(size_t)from * (items + 1)];
    memset(got, 0, (size_t)n * (items + 1) * sizeof got[0]);
    for (uint32_t k = 0; k < items; k++) {
        const struct yx_award_list *l = &piece->benefit[k];
        for (uint32_t i = 0; i < l->n; i++)
            got[(size_t)l->row[i] * (items + 1) + k] = (struct answer){
                .amount = yx_award_amount(l, i),
                .status = (uint8_t)yx_award_status(l, i),
                .payee = (uint8_t)yx_award_payee(l, i),
            };
    }
    for (uint32_t i = 0; i < piece->stopped.n; i++)
        got[(size_t)piece->stopped.row[i] * (items + 1) + items].lo = piece->stopped.what[i];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k <= items; k++) {
            size_t at = (size_t)i * (items + 1) + k;
            struct answer want = b->want[(size_t)from * (items + 1) + at];
            bool same = k == items
                            ? want.lo == got[at].lo
                            : want.status == got[at].status && want.payee == got[at].payee &&
                                  (want.status == YX_NOT_ENTITLED || want.status == YX_PENDING ||
                                   want.amount == got[at].amount);
            if (!same)
                agree_differ(b, from + i, k, who, want, got[at]);
        }
    for (uint32_t g = 0; g < n_gaps; g++) {
        const struct yx_row_list *l = &piece->gap[g];
        for (uint32_t i = 0, at = 0; i < n; i++) {
            uint16_t what = at < l->n && l->row[at] == i ? l->what[at++] : 0;
            if (what != b->gap[(size_t)(from + i) * n_gaps + g])
                agree_wrong(b, who, "another 空档");
        }
    }
}

static void run_plan(struct batch *b, bool plain)
{
    const struct yx_policy *p = b->p;
    const char *who = plain ? "plain" : "plan";
    struct yx_arena *a = yx_arena_new();
    struct yx_decider *d = yx_decider_new(p, AGREE_ROWS);
    struct column_room *room = YX_NEW(a, struct column_room, p->n_inputs + 1);
    struct yx_fact_column *column = YX_NEW(a, struct yx_fact_column, p->n_inputs + 1);
    struct yx_rng rng;
    yx_rng_seed(&rng, b->seed + plain);
    for (uint32_t k = 0; k < p->n_inputs; k++)
        column_room_open(&room[k], AGREE_ROWS, a);
    yx_decider_use(d, false, plain);
    for (uint32_t from = 0; from < b->n;) {
        struct yx_award_sums sums = {0};
        struct yx_fact_columns facts = {.term = b->term[from], .input = column};
        while (from + facts.n_rows < b->n && b->term[from + facts.n_rows] == facts.term)
            facts.n_rows++;
        uint32_t n = (uint32_t)facts.n_rows;
        struct cells_of cells = {b, from, 0};
        for (; cells.input < p->n_inputs; cells.input++)
            column_fill(p, cells.input, fact_at, &cells, n, &room[cells.input],
                        &column[cells.input], &rng);
        agree_count.without_plan += yx_plan_make(p, facts.term, a) ? 0 : n;
        take_piece(b, yx_decide_piece(d, &facts, 0, n, true, &sums), from, who);
        if (sums.outside)
            agree_wrong(b, who, "facts outside their type");
        from += n;
    }
    agree_count.planned += b->n;
    agree_count.open += yx_decider_left_open(d);
    yx_decider_free(d);
    yx_arena_free(a);
}

void agree_ours(struct batch *b)
{
    run_rows(b);
    run_plan(b, false);
    run_plan(b, true);
}
