/* lanes_awards.h -- benefits decided, combined and handed over.
 *
 * From the truths and amounts of a strip to awards: who is given a benefit, what
 * 组合 takes away, and the sums and lists that come of it.  Included by lanes.h;
 * see there.
 *
 * Ownership: none.  Errors: none.  Threads: one runner, one thread. */
#ifndef YX_POLICY_LANES_AWARDS_H
#define YX_POLICY_LANES_AWARDS_H

#include "policy/lanes_facts.h"

/* ---- benefits ---- */

static void decide_item(struct yx_plan_runner *r, const struct yx_plan_step *s, uint32_t n)
{
    const struct yx_plan_item *item = &r->plan->item[s->k];
    struct yx_plan_award *w = &r->award[s->k];
    const struct yx_lane_reg *entitled = &r->reg[s->a], *payee = &r->reg[s->c],
                             *amount = s->b == YX_NO_REG ? NULL : &r->reg[s->b];
    const uint8_t *e = entitled->v, *live = r->live;
    uint8_t given = item->given, mask[YX_STRIP], open[YX_STRIP];
    *w = r->room[s->k];
    w->is_empty = false;
    uint8_t *status = w->status;
    int32_t *fen = w->amount;
    if (r->any_stopped) {
        EACH(i, n) mask[i] = e[i] < live[i] ? e[i] : live[i];
    } else {
        memcpy(mask, e, n);
    }
    bool sure = entitled->is_sure && payee->is_sure && (!amount || amount->is_sure) &&
                item->window == YX_NO_REG;
    if (!sure) {
        EACH(i, n) open[i] = mask[i] & 1;
        if (!payee->is_sure) {
            const uint8_t *state = payee->state;
            EACH(i, n) open[i] |= mask[i] == YX_YES && state[i] != YX_FACT_KNOWN;
        }
        if (amount && !amount->is_sure) {
            const uint8_t *state = amount->state;
            EACH(i, n) open[i] |= mask[i] == YX_YES && state[i] != YX_FACT_KNOWN;
        }
    }
    if (item->window != YX_NO_REG) {
        const struct yx_lane_reg *day = &r->reg[item->window];
        const int32_t *d = day->v;
        int32_t from = item->window_from, to = item->window_to;
        uint8_t *not_applied = w->not_applied, states[YX_STRIP];
        if (day->is_sure)
            memset(states, YX_FACT_KNOWN, n);
        else
            memcpy(states, day->state, n);
        EACH(i, n)
        {
            uint8_t state = states[i];
            bool in = d[i] >= from && d[i] <= to, yes = mask[i] == YX_YES;
            open[i] |= yes && state == YX_FACT_UNKNOWN;
            status[i] = !yes || state != YX_FACT_KNOWN ? YX_NOT_ENTITLED : in ? given : YX_LATE;
            not_applied[i] = yes && state == YX_FACT_ABSENT;
            mask[i] = yes && in && state == YX_FACT_KNOWN ? YX_YES : YX_NO;
        }
    } else {
        EACH(i, n) status[i] = mask[i] == YX_YES ? given : YX_NOT_ENTITLED;
    }
    if (!sure)
        leave_open(r, open, n);
    if (amount) {
        const int32_t *v = amount->v;
        EACH(i, n) fen[i] = mask[i] == YX_YES ? v[i] : 0;
    } else {
        memset(fen, 0, n * sizeof fen[0]);
    }
    if (item->payee == YX_PAY_UNKNOWN) {
        const uint8_t *to = payee->v;
        uint8_t *who = w->payee;
        EACH(i, n) who[i] = status[i] != YX_NOT_ENTITLED ? to[i] : (uint8_t)YX_PAY_UNKNOWN;
    } else {
        w->payee = NULL;
    }
}

/* ---- 组合 ---- */

static bool is_given(uint8_t status)
{
    return status == YX_ENTITLED || status == YX_CEILING;
}

/* Take the benefit away in the rows where `gone`. */
static void take_away(struct yx_plan_award *w, const uint8_t *gone, uint32_t n)
{
    uint8_t *status = w->status, *payee = w->payee;
    int32_t *amount = w->amount;
    EACH(i, n) status[i] = gone[i] ? YX_NOT_ENTITLED : status[i];
    EACH(i, n) amount[i] = gone[i] ? 0 : amount[i];
    if (payee) {
        EACH(i, n) payee[i] = gone[i] ? (uint8_t)YX_PAY_UNKNOWN : payee[i];
    }
}

static void exclude(struct yx_plan_runner *r, const struct yx_combo *c, uint32_t n)
{
    const struct yx_plan_award *a = &r->award[c->group[0].item[0]];
    uint8_t gone[YX_STRIP];
    if (a->is_empty)
        return;
    const uint8_t *status = a->status;
    EACH(i, n) gone[i] = is_given(status[i]);
    for (uint32_t m = 0; m < c->group[1].n; m++)
        if (!r->award[c->group[1].item[m]].is_empty)
            take_away(&r->award[c->group[1].item[m]], gone, n);
}

/* The sum of a group where it competes, else -1. */
static bool group_key(const struct yx_plan_runner *r, const struct yx_group *g, int32_t *key,
                      uint32_t n)
{
    uint8_t competes[YX_STRIP];
    bool any = false;
    for (uint32_t m = 0; m < g->n; m++) {
        const struct yx_plan_award *w = &r->award[g->item[m]];
        if (w->is_empty)
            continue;
        const uint8_t *status = w->status;
        const int32_t *amount = w->amount;
        if (!any) {
            memcpy(key, amount, n * sizeof key[0]);
            EACH(i, n) competes[i] = is_given(status[i]);
        } else {
            EACH(i, n) key[i] += amount[i];
            EACH(i, n) competes[i] |= is_given(status[i]);
        }
        any = true;
    }
    if (any) {
        EACH(i, n) key[i] = competes[i] ? key[i] : -1;
    }
    return any;
}

static void higher(struct yx_plan_runner *r, const struct yx_combo *c, uint32_t n)
{
    uint8_t win[YX_STRIP], gone[YX_STRIP];
    int32_t best[YX_STRIP];
    bool any[32] = {false};
    uint32_t groups = 0;
    for (uint32_t g = 0; g < c->n_groups; g++) {
        int32_t *key = r->key + (size_t)g * YX_STRIP;
        uint8_t no = (uint8_t)g;
        any[g] = group_key(r, &c->group[g], key, n);
        if (!any[g])
            continue;
        if (!groups++) {
            memcpy(best, key, n * sizeof best[0]);
            memset(win, no, n);
            continue;
        }
        EACH(i, n) win[i] = key[i] > best[i] ? no : win[i];
        EACH(i, n) best[i] = key[i] > best[i] ? key[i] : best[i];
    }
    for (uint32_t g = 0; groups > 1 && g < c->n_groups; g++) {
        const int32_t *key = r->key + (size_t)g * YX_STRIP;
        uint8_t no = (uint8_t)g;
        if (!any[g])
            continue;
        EACH(i, n) gone[i] = win[i] != no;
        EACH(i, n) gone[i] = key[i] >= 0 ? gone[i] : 0;
        if (!any_bit(gone, 1, n))
            continue;
        for (uint32_t m = 0; m < c->group[g].n; m++)
            if (!r->award[c->group[g].item[m]].is_empty)
                take_away(&r->award[c->group[g].item[m]], gone, n);
    }
}

static void count_into(const struct yx_plan_award *a, struct yx_plan_award *b, uint32_t n)
{
    if (a->is_empty || b->is_empty)
        return;
    int32_t *from = b->amount;
    const int32_t *what = a->amount; /* of those not given 0 */
    EACH(i, n)
    {
        int32_t left = from[i] - what[i];
        from[i] = left > 0 ? left : 0;
    }
}

static void cap(struct yx_plan_runner *r, uint32_t k, uint32_t n)
{
    const struct yx_combo *c = &r->plan->p->ir.combo[k];
    const struct yx_group *sum = &c->group[0], *cut = &c->group[1];
    int32_t limit = r->plan->cap[k], *over = r->left, some = 0;
    bool any = false;
    for (uint32_t m = 0; m < sum->n; m++) {
        const struct yx_plan_award *w = &r->award[sum->item[m]];
        if (w->is_empty)
            continue;
        const int32_t *amount = w->amount;
        if (any) {
            EACH(i, n) over[i] += amount[i];
        } else {
            memcpy(over, amount, n * sizeof over[0]);
        }
        any = true;
    }
    if (!any)
        return;
    if (r->plan->already[k] != YX_NO_REG) {
        const struct yx_lane_reg *x = &r->reg[r->plan->already[k]];
        const int32_t *v = x->v;
        const uint8_t *state = x->state;
        if (x->is_sure) {
            EACH(i, n)
            {
                int32_t left = limit > v[i] ? limit - v[i] : 0;
                over[i] = over[i] > left ? over[i] - left : 0;
            }
        } else {
            uint8_t open[YX_STRIP];
            EACH(i, n) open[i] = state[i] == YX_FACT_UNKNOWN && over[i] > 0;
            leave_open(r, open, n);
            EACH(i, n)
            {
                int32_t had = state[i] == YX_FACT_KNOWN ? v[i] : 0;
                int32_t left = limit > had ? limit - had : 0;
                over[i] = over[i] > left ? over[i] - left : 0;
            }
        }
    } else {
        EACH(i, n) over[i] = over[i] > limit ? over[i] - limit : 0;
    }
    EACH(i, n) some |= over[i];
    for (uint32_t m = 0; some && m < cut->n; m++) {
        struct yx_plan_award *w = &r->award[cut->item[m]];
        if (w->is_empty)
            continue;
        int32_t *amount = w->amount, still = 0;
        EACH(i, n)
        {
            int32_t take = over[i] < amount[i] ? over[i] : amount[i];
            amount[i] -= take;
            over[i] -= take;
            still |= over[i];
        }
        some = still;
    }
}

/* What 计入 takes away, as it was before the first of them. */
static void remember(struct yx_plan_runner *r, uint32_t n)
{
    const struct yx_ir *ir = &r->plan->p->ir;
    for (uint32_t k = 0; k < ir->n_combos; k++) {
        if (ir->combo[k].kind != YX_COMBO_COUNT)
            continue;
        uint16_t a = ir->combo[k].group[0].item[0];
        r->before[a].is_empty = r->award[a].is_empty;
        if (!r->award[a].is_empty)
            memcpy(r->before[a].amount, r->award[a].amount, n * sizeof(int32_t));
    }
}

static void combine(struct yx_plan_runner *r, uint32_t n)
{
    const struct yx_ir *ir = &r->plan->p->ir;
    bool saved = false;
    for (uint32_t k = 0; k < ir->n_combos; k++) {
        const struct yx_combo *c = &ir->combo[k];
        switch (c->kind) {
        case YX_COMBO_EXCLUDE: exclude(r, c, n); break;
        case YX_COMBO_HIGHER: higher(r, c, n); break;
        case YX_COMBO_CAP: cap(r, k, n); break;
        case YX_COMBO_COUNT:
        default:
            if (!saved)
                remember(r, n);
            saved = true;
            count_into(&r->before[c->group[0].item[0]], &r->award[c->group[1].item[0]], n);
        }
    }
}

/* ---- what comes of it ---- */

static void add_up(struct yx_plan_runner *r, uint32_t k, uint32_t n)
{
    const struct yx_plan_award *w = &r->award[k];
    struct yx_award_total *t = &r->total[k];
    uint32_t given = 0, late = 0;
    int64_t fen = 0;
    const uint8_t *status = w->status;
    const int32_t *amount = w->amount;
    if (w->payee) {
        for (uint32_t i = 0; i < n; i++) {
            bool is = is_given(w->status[i]);
            t->given += is;
            t->late += w->status[i] == YX_LATE;
            t->count[w->payee[i] & 7] += is;
            t->fen[w->payee[i] & 7] += is ? w->amount[i] : 0;
        }
        return;
    }
    EACH(i, n) given += is_given(status[i]);
    EACH(i, n) fen += amount[i]; /* 0 where not given */
    if (r->plan->item[k].window != YX_NO_REG) {
        EACH(i, n) late += status[i] == YX_LATE;
    }
    t->given += given;
    t->late += late;
    t->count[r->plan->item[k].payee] += given;
    t->fen[r->plan->item[k].payee] += fen;
}

static void append(struct yx_plan_runner *r, uint32_t k, uint32_t n)
{
    const struct yx_plan_award *w = &r->award[k];
    struct yx_award_room *l = &r->list[k];
    uint16_t at[YX_STRIP + 8];
    uint32_t m = 0, i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight;
        memcpy(&eight, w->status + i, sizeof eight);
        if (!eight)
            continue;
        for (uint32_t j = 0; j < 8; j++) {
            at[m] = (uint16_t)(i + j);
            m += w->status[i + j] != YX_NOT_ENTITLED;
        }
    }
    for (; i < n; i++) {
        at[m] = (uint16_t)i;
        m += w->status[i] != YX_NOT_ENTITLED;
    }
    uint16_t *row = l->row + l->n, first = r->list_at;
    uint8_t *code = l->code + l->n, payee = (uint8_t)(r->plan->item[k].payee << 4);
    EACH(j, m) row[j] = (uint16_t)(at[j] + first);
    if (w->payee)
        for (uint32_t j = 0; j < m; j++)
            code[j] = (uint8_t)(w->status[at[j]] | w->payee[at[j]] << 4);
    else
        for (uint32_t j = 0; j < m; j++)
            code[j] = w->status[at[j]] | payee;
    if (l->amount32)
        for (uint32_t j = 0; j < m; j++)
            l->amount32[l->n + j] = w->amount[at[j]];
    else
        for (uint32_t j = 0; j < m; j++)
            l->amount64[l->n + j] = w->amount[at[j]];
    l->n += m;
    r->awards += m;
}

static void hand_over(struct yx_plan_runner *r, uint32_t n)
{
    for (uint32_t k = 0; k < r->plan->p->n_benefits; k++) {
        const struct yx_plan_award *w = &r->award[k];
        if (w->is_empty)
            continue;
        if (r->total)
            add_up(r, k, n);
        if (r->list) {
            append(r, k, n);
            continue;
        }
        const uint8_t *status = w->status;
        uint32_t awards = 0;
        EACH(i, n) awards += status[i] != YX_NOT_ENTITLED;
        r->awards += awards;
    }
}

#endif
