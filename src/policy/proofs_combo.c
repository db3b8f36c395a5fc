/* proofs_combo.c -- what 组合 does to benefits, over every student there can be.
 *
 * On units that hold all benefits of the statements a benefit stands in: a
 * benefit that is always taken away, and a 就高 in which equal sums leave it to
 * the order of writing who is paid. */
#include "policy/proofs_int.h"

enum { ROWS_A_COMBO = 2000000 }; /* budget of one benefit or pair over terms and switches */

static bool visit_kept(void *ctx, const struct yx_awards *a, uint32_t row, const uint16_t *at)
{
    (void)at;
    struct yx_proving *v = ctx;
    uint8_t status = a->benefit[v->now].status[row];
    v->item[v->now].is_kept = status == YX_ENTITLED || status == YX_CEILING;
    return !v->item[v->now].is_kept;
}

/* Does anybody keep a benefit that stands in 组合? */
static void prove_kept(struct yx_proving *v, const struct yx_policy *p, uint32_t item)
{
    const struct yx_ir *ir = &v->q.ir;
    const struct yx_combo *last = NULL;
    struct yx_arena *a = yx_arena_new();
    struct yx_unit u;
    yx_unit_open(&u, &v->q, a);
    for (uint32_t c = 0; c < ir->n_combos; c++)
        if (yx_combo_has(&ir->combo[c], item)) {
            last = &ir->combo[c];
            yx_unit_add_combo(&u, last);
        }
    if (last && v->item[item].is_had) {
        struct yx_cell_walk w;
        yx_unit_close(&u, false, a);
        yx_cell_walk_open(&w, &u, v->run, a);
        w.ctx = v;
        w.keep = yx_prove_keep;
        w.visit = visit_kept;
        w.with_combos = true;
        v->now = item;
        bool is_whole = yx_prove_walk(v, p, &w, ROWS_A_COMBO);
        if (!v->item[item].is_kept && is_whole) {
            struct yx_diag *d =
                YX_REPORT(v->r, YX_ERROR, yx_prove_item_line(v),
                          YX_TEXT("项目 {0} 总是被组合去掉，谁也拿不到",
                                  "benefit {0} is always taken away by 组合: nobody keeps it"),
                          yx_prove_id(v, item));
            yx_diag_second(d, yx_prove_line(v, last->line), YX_TEXT("组合在这里", "the statement"));
        }
    }
    yx_arena_free(a);
}

struct tie {
    struct yx_proving *v;
    const struct yx_combo *c;
    uint32_t g, h;
    bool found;
};

static bool any_may(const struct yx_awards *a, const struct yx_group *g, uint32_t row)
{
    for (uint32_t m = 0; m < g->n; m++)
        if (yx_may_be_had(a, g->item[m], row))
            return true;
    return false;
}

static bool keep_tie(void *ctx, const struct yx_awards *a, uint32_t row)
{
    const struct tie *t = ctx;
    return any_may(a, &t->c->group[t->g], row) && any_may(a, &t->c->group[t->h], row);
}

/* The sum of a group and who is paid; false while some of it is not had. */
static bool group_sum(const struct yx_awards *a, const struct yx_group *g, uint32_t row,
                      yx_fen *sum, unsigned *payees)
{
    bool any = false;
    *sum = 0;
    *payees = 0;
    for (uint32_t m = 0; m < g->n; m++) {
        const struct yx_award_vec *w = &a->benefit[g->item[m]];
        if (w->status[row] != YX_ENTITLED && w->status[row] != YX_CEILING)
            continue;
        any = true;
        *sum += w->amount[row];
        *payees |= 1U << w->payee[row];
    }
    return any;
}

static bool visit_tie(void *ctx, const struct yx_awards *a, uint32_t row, const uint16_t *at)
{
    (void)at;
    struct tie *t = ctx;
    struct yx_proving *v = t->v;
    yx_fen x, y;
    unsigned to_x, to_y;
    if (!group_sum(a, &t->c->group[t->g], row, &x, &to_x) ||
        !group_sum(a, &t->c->group[t->h], row, &y, &to_y) || x != y || to_x == to_y)
        return true;
    t->found = true;
    uint32_t one = t->c->group[t->g].item[0], other = t->c->group[t->h].item[0];
    struct yx_diag *d =
        YX_REPORT(v->r, YX_WARNING, yx_prove_line(v, t->c->line),
                  YX_TEXT("就高 {0} 与 {1} 会同额，取前者，钱付给谁由书写的先后决定",
                          "{0} and {1} can be equal: the order of writing then decides who is "
                          "paid"),
                  yx_prove_id(v, one), yx_prove_id(v, other));
    yx_prove_student(v, d, row);
    YX_HINT(v->r, d,
            YX_TEXT("先后如果就是文件的意思，用【…】写明出处",
                    "if the document means that order, name its source with 【…】"));
    return false;
}

static void prove_ties(struct yx_proving *v, const struct yx_policy *p, const struct yx_combo *c)
{
    if (c->kind != YX_COMBO_HIGHER || c->basis.n)
        return;
    for (uint32_t g = 0; g < c->n_groups; g++)
        for (uint32_t h = g + 1; h < c->n_groups; h++) {
            struct yx_arena *a = yx_arena_new();
            struct yx_unit u;
            struct yx_cell_walk w;
            struct tie t = {v, c, g, h, false};
            yx_unit_open(&u, &v->q, a);
            for (uint32_t m = 0; m < c->group[g].n; m++)
                yx_unit_add_item(&u, c->group[g].item[m]);
            for (uint32_t m = 0; m < c->group[h].n; m++)
                yx_unit_add_item(&u, c->group[h].item[m]);
            yx_unit_close(&u, false, a);
            yx_cell_walk_open(&w, &u, v->run, a);
            w.ctx = &t;
            w.keep = keep_tie;
            w.visit = visit_tie;
            (void)yx_prove_walk(v, p, &w, ROWS_A_COMBO);
            yx_arena_free(a);
        }
}

/* ---- statements no example tries ---- */

struct acting {
    struct yx_proving *v;
    const struct yx_combo *c;
};

static bool keep_any(void *ctx, const struct yx_awards *a, uint32_t row)
{
    const struct yx_combo *c = ((struct acting *)ctx)->c;
    for (uint32_t g = 0; g < c->n_groups; g++)
        if (any_may(a, &c->group[g], row))
            return true;
    return false;
}

static bool visit_acting(void *ctx, const struct yx_awards *a, uint32_t row, const uint16_t *at)
{
    (void)at;
    struct acting *t = ctx;
    struct yx_proving *v = t->v;
    const struct yx_awards *before = yx_prove_again(v, row, YX_NO_INPUT, (struct yx_fact_one){0});
    for (uint32_t i = 0; i < v->q.ir.n_items; i++) { /* side by side with the row */
        v->before[i] = before->benefit[i];
        v->after[i] = a->benefit[i];
        v->after[i].status += row;
        v->after[i].amount += row;
    }
    if (!yx_combo_acts(t->c, v->before, v->after, 0))
        return true;
    yx_prove_student(v,
                     YX_REPORT(v->r, YX_WARNING, yx_prove_line(v, t->c->line),
                               YX_TEXT("没有例让这条组合起作用", "no example makes this act")),
                     row);
    return false;
}

static void prove_tried(struct yx_proving *v, const struct yx_policy *p, const struct yx_combo *c)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_unit u;
    struct yx_cell_walk w;
    struct acting t = {.v = v, .c = c};
    yx_unit_open(&u, &v->q, a);
    yx_unit_add_combo(&u, c);
    yx_unit_close(&u, false, a);
    yx_cell_walk_open(&w, &u, v->run, a);
    w.ctx = &t;
    w.keep = keep_any;
    w.visit = visit_acting;
    w.with_combos = true;
    (void)yx_prove_walk(v, p, &w, ROWS_A_COMBO);
    yx_arena_free(a);
}

void yx_prove_combos(struct yx_proving *v, const struct yx_policy *p,
                     const struct yx_coverage *tried)
{
    for (uint32_t i = 0; i < p->ir.n_items; i++)
        prove_kept(v, p, i);
    for (uint32_t c = 0; c < p->ir.n_combos; c++) {
        prove_ties(v, p, &p->ir.combo[c]);
        if (!tried->combo[c])
            prove_tried(v, p, &p->ir.combo[c]);
    }
}
