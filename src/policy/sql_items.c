/* sql_items.c -- items and 组合 of a policy as SQL expressions.
 *
 * DESIGN.  An item is its status and the least and greatest amount that may be
 * due; both are the amount once it is given, so there is no third.  Each
 * statement of 组合 makes new expressions from the ones before, in the order of
 * combine.c.  Everything here but eligibility itself is never NULL, so LEAST
 * and GREATEST are safe. */
#include "policy/sql_rules.h"

/* ---- what changes with the term ---- */

struct accruing {
    uint32_t item;
    yx_sql_id fen;
};

static yx_sql_id accrued(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    const struct accruing *q = ctx;
    struct yx_accrual a = s->item[q->item].accrual;
    if (!s->item[q->item].in_term || !s->item[q->item].in_force)
        return r->g->unknown;
    if (!a.n)
        return yx_sql_mul(r->g, q->fen, yx_sql_int(r->g, a.times));
    /* share k of 2: the difference of two floors, for amounts that are never negative */
    return yx_sql_floor_div(r->g, yx_sql_add(r->g, q->fen, yx_sql_int(r->g, a.k - 1)),
                            yx_sql_int(r->g, a.n));
}

static yx_sql_id is_on(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    const struct yx_item_now *now = &s->item[*(const uint32_t *)ctx];
    return yx_sql_truth(r->g, now->in_force && now->in_term);
}
static yx_sql_id window_from(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    return yx_sql_int(r->g, s->item[*(const uint32_t *)ctx].window_from);
}
static yx_sql_id window_to(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    return yx_sql_int(r->g, s->item[*(const uint32_t *)ctx].window_to);
}
static yx_sql_id most(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    return yx_sql_int(r->g, s->item[*(const uint32_t *)ctx].most);
}
static yx_sql_id limit_of(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    return yx_sql_int(r->g, s->cap[*(const uint32_t *)ctx]);
}

/* ---- one item ---- */

static yx_sql_id status(struct yx_sql_rules *r, enum yx_status s)
{
    return yx_sql_int(r->g, s);
}

static yx_sql_id is_status(struct yx_sql_rules *r, yx_sql_id x, enum yx_status s)
{
    return yx_sql_cmp(r->g, YX_SQL_EQ, x, status(r, s));
}

static void item_alone(struct yx_sql_rules *r, uint32_t k)
{
    struct yx_sql_graph *g = r->g;
    const struct yx_item *item = &r->p->ir.item[k];
    yx_sql_id e =
        yx_sql_and(g, yx_sql_cmp(g, YX_SQL_EQ, r->stopped, g->zero), yx_sql_by_term(r, is_on, &k));
    const uint16_t part[] = {item->scope, item->cond, item->limit};
    for (size_t i = 0; i < YX_LEN(part); i++)
        if (part[i] != YX_NO_REG)
            e = yx_sql_and(g, e, r->reg[part[i]].v);
    yx_sql_id in_window = g->yes, not_applied = g->no;
    if (item->window != YX_NO_REG) {
        yx_sql_id day = r->reg[item->window].v;
        not_applied = r->reg[item->window].w;
        in_window = yx_sql_and(g, yx_sql_cmp(g, YX_SQL_LE, yx_sql_by_term(r, window_from, &k), day),
                               yx_sql_cmp(g, YX_SQL_LE, day, yx_sql_by_term(r, window_to, &k)));
    }
    yx_sql_id no_e = yx_sql_not(g, e), outside = yx_sql_not(g, in_window);
    yx_sql_id none = yx_sql_or(g, yx_sql_is_true(g, no_e), not_applied);
    yx_sql_id sure = yx_sql_and(g, yx_sql_is_true(g, e), yx_sql_is_true(g, in_window));
    yx_sql_id due = g->zero, due_known = g->yes;
    if (item->amount != YX_NO_REG) {
        yx_sql_id amount = r->reg[item->amount].v;
        if (yx_sql_at(g, amount)->lo < 0)
            amount = yx_sql_narrow(
                g, yx_sql_if(g, yx_sql_cmp(g, YX_SQL_LT, amount, g->zero), g->zero, amount), 0,
                INT64_MAX);
        due = yx_sql_by_term(r, accrued, &(struct accruing){k, amount});
        due_known = yx_sql_not(g, yx_sql_is_null(g, due));
    }
    yx_sql_id payee = r->reg[item->payee].v;
    yx_sql_id payee_known = yx_sql_not(g, yx_sql_is_null(g, payee));
    yx_sql_id given = yx_sql_and(g, yx_sql_and(g, sure, due_known), payee_known);
    yx_sql_id arm[] = {none,    status(r, YX_NOT_ENTITLED),
                       outside, yx_sql_if(g, e, status(r, YX_LATE), status(r, YX_PENDING)),
                       given,   status(r, item->is_ceiling ? YX_CEILING : YX_ENTITLED)};
    r->item[k].status = yx_sql_case(g, arm, 3, status(r, YX_PENDING));
    r->item[k].lo = yx_sql_if(g, yx_sql_and(g, sure, due_known), due, g->zero);
    yx_sql_id arm_hi[] = {none, g->zero, outside, g->zero, due_known, due};
    r->item[k].hi = item->amount == YX_NO_REG
                        ? g->zero
                        : yx_sql_case(g, arm_hi, 3, yx_sql_by_term(r, most, &k));
    r->payee[k] = yx_sql_if(g, payee_known, payee, g->zero);
}

/* ---- 组合 ---- */

static yx_sql_id is_given(struct yx_sql_rules *r, uint32_t item)
{
    bool ceiling = r->p->ir.item[item].is_ceiling;
    return is_status(r, r->item[item].status, ceiling ? YX_CEILING : YX_ENTITLED);
}
static yx_sql_id is_open(struct yx_sql_rules *r, uint32_t item)
{
    return is_status(r, r->item[item].status, YX_PENDING);
}
/* 享受, 额度 or 待核 */
static yx_sql_id is_live(struct yx_sql_rules *r, uint32_t item)
{
    return yx_sql_or(r->g, is_given(r, item), is_open(r, item));
}
static yx_sql_id is_none(struct yx_sql_rules *r, uint32_t item)
{
    return is_status(r, r->item[item].status, YX_NOT_ENTITLED);
}

static void exclude(struct yx_sql_rules *r, const struct yx_combo *c)
{
    struct yx_sql_graph *g = r->g;
    uint32_t a = c->group[0].item[0];
    for (uint32_t m = 0; m < c->group[1].n; m++) {
        yx_sql_id given = is_given(r, a), open = is_open(r, a);
        uint32_t k = c->group[1].item[m];
        struct yx_sql_item *b = &r->item[k];
        yx_sql_id out = yx_sql_or(g, given, is_none(r, k));
        yx_sql_id arm[] = {out, status(r, YX_NOT_ENTITLED), open, status(r, YX_PENDING)};
        yx_sql_id st = yx_sql_case(g, arm, 2, b->status);
        b->lo = yx_sql_if(g, yx_sql_or(g, out, open), g->zero, b->lo);
        b->hi = yx_sql_if(g, out, g->zero, b->hi);
        b->status = st;
    }
}

enum { MAX_GROUPS = 32 }; /* the compiler refuses more */

static void higher(struct yx_sql_rules *r, const struct yx_combo *c)
{
    struct yx_sql_graph *g = r->g;
    yx_sql_id lo[MAX_GROUPS], hi[MAX_GROUPS], in[MAX_GROUPS], wins[MAX_GROUPS] = {0};
    uint32_t n = c->n_groups;
    for (uint32_t i = 0; i < n; i++) {
        lo[i] = hi[i] = g->zero;
        in[i] = g->no;
        for (uint32_t m = 0; m < c->group[i].n; m++) {
            uint32_t k = c->group[i].item[m];
            lo[i] = yx_sql_add(g, lo[i], r->item[k].lo);
            hi[i] = yx_sql_add(g, hi[i], r->item[k].hi);
            in[i] = yx_sql_or(g, in[i], is_live(r, k));
        }
    }
    yx_sql_id part[MAX_GROUPS + 1];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t m = 0;
        part[m++] = in[i];
        for (uint32_t h = 0; h < n; h++)
            if (h != i)
                part[m++] = yx_sql_or(g, yx_sql_not(g, in[h]),
                                      yx_sql_cmp(g, h > i ? YX_SQL_LE : YX_SQL_LT, hi[h], lo[i]));
        wins[i] = yx_sql_all(g, part, m);
    }
    yx_sql_id won = yx_sql_any(g, wins, n);
    yx_sql_id loses[MAX_GROUPS], opens[MAX_GROUPS];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t m = 0;
        part[m++] = won;
        for (uint32_t h = 0; h < n; h++)
            if (h != i)
                part[m++] = yx_sql_and(g, in[h],
                                       yx_sql_cmp(g, h < i ? YX_SQL_LE : YX_SQL_LT, hi[i], lo[h]));
        yx_sql_id at_stake = yx_sql_and(g, in[i], yx_sql_not(g, wins[i]));
        yx_sql_id beaten = yx_sql_any(g, part, m);
        loses[i] = yx_sql_and(g, at_stake, beaten);
        opens[i] = yx_sql_and(g, at_stake, yx_sql_not(g, beaten));
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t m = 0; m < c->group[i].n; m++) {
            uint32_t k = c->group[i].item[m];
            struct yx_sql_item *x = &r->item[k];
            yx_sql_id out = yx_sql_or(g, loses[i], is_none(r, k));
            yx_sql_id arm[] = {out, status(r, YX_NOT_ENTITLED), opens[i], status(r, YX_PENDING)};
            x->status = yx_sql_case(g, arm, 2, x->status);
            x->lo = yx_sql_if(g, yx_sql_or(g, loses[i], opens[i]), g->zero, x->lo);
            x->hi = yx_sql_if(g, loses[i], g->zero, x->hi);
        }
}

static void count_into(struct yx_sql_rules *r, const struct yx_combo *c,
                       const struct yx_sql_item *before)
{
    struct yx_sql_graph *g = r->g;
    uint32_t a = c->group[0].item[0], k = c->group[1].item[0];
    struct yx_sql_item *b = &r->item[k];
    yx_sql_id open = is_status(r, before[a].status, YX_PENDING);
    yx_sql_id st =
        yx_sql_if(g, yx_sql_and(g, open, is_given(r, k)), status(r, YX_PENDING), b->status);
    /* What is not given or not live has bounds of 0 and stays so. */
    b->lo = yx_sql_max(g, yx_sql_sub(g, b->lo, before[a].hi), g->zero);
    b->hi = yx_sql_max(g, yx_sql_sub(g, b->hi, before[a].lo), g->zero);
    b->status = st;
}

static void cap(struct yx_sql_rules *r, const struct yx_combo *c, uint32_t number)
{
    struct yx_sql_graph *g = r->g;
    yx_sql_id limit = yx_sql_by_term(r, limit_of, &number), limit_known = g->yes;
    if (c->already >= 0) { /* 空: nothing awarded so far */
        yx_sql_id absent, used = yx_sql_fact(r, (uint32_t)c->already, &absent);
        limit_known = yx_sql_or(g, yx_sql_not(g, yx_sql_is_null(g, used)), absent);
        yx_sql_id arm[] = {absent, limit, yx_sql_is_null(g, used), g->zero};
        limit = yx_sql_max(g, yx_sql_case(g, arm, 2, yx_sql_sub(g, limit, used)), g->zero);
    }
    const struct yx_group *sum = &c->group[0], *cut = &c->group[1];
    yx_sql_id total = g->zero, open = yx_sql_not(g, limit_known);
    for (uint32_t m = 0; m < sum->n; m++) {
        total = yx_sql_add(g, total, r->item[sum->item[m]].hi);
        open = yx_sql_or(g, open, is_open(r, sum->item[m]));
    }
    yx_sql_id over = yx_sql_if(g, limit_known, yx_sql_cmp(g, YX_SQL_LT, limit, total),
                               yx_sql_cmp(g, YX_SQL_LT, g->zero, total));
    yx_sql_id opens = yx_sql_and(g, over, open), cuts = yx_sql_and(g, over, yx_sql_not(g, open));
    yx_sql_id excess = yx_sql_max(g, yx_sql_sub(g, total, limit), g->zero), before = g->zero;
    for (uint32_t m = 0; m < cut->n; m++) {
        uint32_t k = cut->item[m];
        struct yx_sql_item *x = &r->item[k];
        yx_sql_id amount = x->lo; /* where it is cut: given, or nothing */
        yx_sql_id left = yx_sql_max(g, yx_sql_sub(g, excess, before), g->zero);
        yx_sql_id rest = yx_sql_max(g, yx_sql_sub(g, amount, left), g->zero);
        yx_sql_id top = yx_sql_if(g, limit_known, yx_sql_min(g, x->hi, limit), x->hi);
        before = yx_sql_add(g, before, amount);
        yx_sql_id arm_lo[] = {opens, g->zero, cuts, rest}, arm_hi[] = {opens, top, cuts, rest};
        yx_sql_id st =
            yx_sql_if(g, yx_sql_and(g, opens, is_live(r, k)), status(r, YX_PENDING), x->status);
        x->lo = yx_sql_case(g, arm_lo, 2, x->lo);
        x->hi = yx_sql_case(g, arm_hi, 2, x->hi);
        x->status = st;
    }
}

void yx_sql_items_make(struct yx_sql_rules *r, struct yx_arena *a)
{
    const struct yx_ir *ir = &r->p->ir;
    r->item = YX_NEW(a, struct yx_sql_item, ir->n_items + 1);
    r->payee = YX_NEW(a, yx_sql_id, ir->n_items + 1);
    for (uint32_t i = 0; i < ir->n_items; i++) {
        r->g->line = ir->item[i].line;
        item_alone(r, i);
    }
    struct yx_sql_item *before = NULL;
    for (uint32_t k = 0; k < ir->n_combos; k++) {
        const struct yx_combo *c = &ir->combo[k];
        r->g->line = c->line;
        switch (c->kind) {
        case YX_COMBO_EXCLUDE: exclude(r, c); break;
        case YX_COMBO_HIGHER: higher(r, c); break;
        case YX_COMBO_CAP: cap(r, c, k); break;
        case YX_COMBO_COUNT:
        default:
            if (!before) {
                before = YX_NEW(a, struct yx_sql_item, ir->n_items + 1);
                memcpy(before, r->item, ir->n_items * sizeof before[0]);
            }
            count_into(r, c, before);
            break;
        }
    }
}
