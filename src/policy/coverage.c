/* coverage.c -- what the examples of a policy try, and what they leave untried. */
#include "policy/coverage.h"

#include "policy/probe.h"
#include "policy/unit.h"

#include <string.h>

struct covering {
    const struct yx_policy *p; /* with the example's switches */
    struct yx_run *bare, *full;
    struct yx_facts *f;
    uint8_t **reads; /* per benefit: instructions it rests on */
    bool *is_open;   /* per benefit: its amount may be 待定, and 待核 all an example can try */
    struct yx_coverage *out;
};

static bool is_given(const struct yx_award_vec *w, uint32_t row)
{
    return w->status[row] == YX_ENTITLED || w->status[row] == YX_CEILING;
}

static bool changes(const struct yx_group *g, const struct yx_award_vec *before,
                    const struct yx_award_vec *after, uint32_t row)
{
    for (uint32_t m = 0; m < g->n; m++) {
        const struct yx_award_vec *x = &before[g->item[m]], *y = &after[g->item[m]];
        if (x->status[row] != y->status[row] || x->amount[row] != y->amount[row])
            return true;
    }
    return false;
}

bool yx_combo_acts(const struct yx_combo *c, const struct yx_award_vec *before,
                   const struct yx_award_vec *after, uint32_t row)
{
    /* 排斥 and 计入 act on their second group, 就高 and 封顶 on any */
    uint32_t first = c->kind == YX_COMBO_EXCLUDE || c->kind == YX_COMBO_COUNT;
    for (uint32_t g = first; g < c->n_groups; g++)
        if (changes(&c->group[g], before, after, row))
            return true;
    return false;
}

/* The row of the table that speaks for the example; -1 none. */
static int speaking(const struct covering *v, uint32_t t)
{
    const struct yx_table_now *now = &yx_probe_slice(v->bare, v->f->term)->table[t];
    for (uint32_t i = 0; i < now->n; i++)
        if (yx_probe_truth(v->bare, v->p->ir.table[t].row[now->row[i]].cond, 0) == YX_YES)
            return now->row[i];
    return now->otherwise;
}

int yx_row_in_force(const struct yx_slice *s, uint32_t table)
{
    return s->table[table].n ? s->table[table].row[0] : -1;
}

static void cover_rows(struct covering *v, uint32_t item)
{
    const struct yx_ir *ir = &v->p->ir;
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        bool is_table = ir->ins[i].op == YX_IR_TABLE;
        if ((!is_table && ir->ins[i].op != YX_IR_DATED) || !v->reads[item][i])
            continue;
        uint32_t t = (uint32_t)ir->ins[i].k;
        int r = is_table ? speaking(v, t) : yx_row_in_force(yx_probe_slice(v->bare, v->f->term), t);
        if (r >= 0)
            v->out->row[ir->ins[i].k][r] = 1;
    }
}

/* `已用 < N` is the only form of a 期限: N, and the register of the count. */
static bool limit_of(const struct yx_policy *p, const struct yx_item *x, int64_t *n, uint16_t *reg)
{
    if (x->limit == YX_NO_REG || p->ir.ins[x->limit].op != YX_IR_LTK)
        return false;
    *n = p->ir.ins[x->limit].k;
    *reg = p->ir.ins[x->limit].a;
    return true;
}

static void cover_edges(struct covering *v, uint32_t item, const struct yx_award_vec *w)
{
    const struct yx_item *x = &v->p->ir.item[item];
    uint8_t *edge = &v->out->edge[item];
    int64_t n, count, day;
    uint16_t reg;
    if (limit_of(v->p, x, &n, &reg) && yx_probe_value(v->bare, reg, 0, &count) == YX_FACT_KNOWN) {
        if (count == n - 1 && is_given(w, 0))
            *edge |= YX_EDGE_LIMIT_IN;
        if (count == n && w->why[0] == YX_WHY_TERM_LIMIT)
            *edge |= YX_EDGE_LIMIT_OUT;
    }
    if (x->window == YX_NO_REG || yx_probe_value(v->bare, x->window, 0, &day) != YX_FACT_KNOWN)
        return;
    const struct yx_item_now *now = &yx_probe_slice(v->bare, v->f->term)->item[item];
    bool late = w->status[0] == YX_LATE;
    *edge |= is_given(w, 0) && day == now->window_from ? YX_EDGE_FROM_IN : 0;
    *edge |= is_given(w, 0) && day == now->window_to ? YX_EDGE_TO_IN : 0;
    *edge |= late && day == now->window_from - 1 ? YX_EDGE_FROM_OUT : 0;
    *edge |= late && day == now->window_to + 1 ? YX_EDGE_TO_OUT : 0;
}

static void cover(struct covering *v, const struct yx_example *ex)
{
    v->f->n = 1;
    v->f->term = ex->term;
    for (uint32_t k = 0; k < v->p->n_inputs; k++)
        yx_facts_set(v->f, k, 0, ex->fact[k]);
    const struct yx_awards *before = yx_probe_items(v->bare, v->f);
    const struct yx_awards *after = yx_policy_run(v->full, v->f);
    for (uint32_t i = 0; i < v->p->ir.n_items; i++) {
        const struct yx_award_vec *w = &before->benefit[i];
        if (is_given(w, 0) || (v->is_open[i] && w->status[0] == YX_PENDING))
            cover_rows(v, i);
        cover_edges(v, i, w);
    }
    for (uint32_t c = 0; c < v->p->ir.n_combos; c++)
        v->out->combo[c] |= yx_combo_acts(&v->p->ir.combo[c], before->benefit, after->benefit, 0);
}

void yx_coverage_of(const struct yx_policy *p, struct yx_arena *a, struct yx_coverage *out)
{
    struct yx_policy q = *p;
    q.swi = YX_NEW(a, struct yx_policy_switch, p->n_switches + 1);
    struct covering v = {.p = &q, .out = out, .f = yx_facts_new(p, a)};
    v.bare = yx_run_new(&q);
    v.full = yx_run_new(&q);
    v.reads = YX_NEW(a, uint8_t *, p->ir.n_items + 1);
    v.is_open = YX_NEW(a, bool, p->ir.n_items + 1);
    for (uint32_t i = 0; i < p->ir.n_items; i++) {
        struct yx_unit u;
        yx_unit_open(&u, p, a);
        yx_unit_add_item(&u, i);
        yx_ir_mark_operands(&p->ir, u.used);
        v.reads[i] = u.used;
        for (uint32_t k = 0; k < p->ir.n_ins; k++)
            v.is_open[i] |= u.used[k] && p->ir.ins[k].op == YX_IR_UNKNOWN;
    }
    out->edge = YX_NEW(a, uint8_t, p->ir.n_items + 1);
    out->combo = YX_NEW(a, uint8_t, p->ir.n_combos + 1);
    out->row = YX_NEW(a, uint8_t *, p->ir.n_tables + 1);
    for (uint32_t t = 0; t < p->ir.n_tables; t++)
        out->row[t] = YX_NEW(a, uint8_t, p->ir.table[t].n_rows + 1);
    for (uint32_t e = 0; e < p->n_examples; e++) {
        for (uint32_t k = 0; k < p->n_switches; k++) {
            q.swi[k] = p->swi[k];
            if (p->example[e].switch_value[k] < 2)
                q.swi[k].value = p->example[e].switch_value[k];
        }
        cover(&v, &p->example[e]);
    }
    yx_run_free(v.bare);
    yx_run_free(v.full);
}

unsigned yx_coverage_edges(const struct yx_policy *p, uint32_t item)
{
    const struct yx_item *x = &p->ir.item[item];
    int64_t n;
    uint16_t reg;
    unsigned edges = 0;
    if (limit_of(p, x, &n, &reg))
        edges |= YX_EDGE_LIMIT_OUT | (n > 0 ? (unsigned)YX_EDGE_LIMIT_IN : 0);
    if (x->window != YX_NO_REG)
        edges |= YX_EDGE_FROM_IN | YX_EDGE_FROM_OUT | YX_EDGE_TO_IN | YX_EDGE_TO_OUT;
    return edges;
}

struct yx_text yx_edge_text(enum yx_edge e)
{
    switch (e) {
    case YX_EDGE_LIMIT_IN: return YX_TEXT("期限的最后一期（还享受）", "the last term of its 期限");
    case YX_EDGE_LIMIT_OUT:
        return YX_TEXT("期限刚满（不再享受）", "the first term beyond its 期限");
    case YX_EDGE_FROM_IN: return YX_TEXT("窗口的第一天", "the first day of its 窗口");
    case YX_EDGE_FROM_OUT: return YX_TEXT("窗口的前一天", "the day before its 窗口");
    case YX_EDGE_TO_IN: return YX_TEXT("窗口的最后一天", "the last day of its 窗口");
    case YX_EDGE_TO_OUT: return YX_TEXT("窗口的后一天", "the day after its 窗口");
    }
    return YX_TEXT("", "");
}
