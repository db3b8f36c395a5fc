/* trace.c -- one student's decisions with reasons.
 *
 * DESIGN.  A second reading of the same instructions, one row at a time and
 * written apart from the block evaluator on purpose: a test holds the two
 * against each other, so that a slip in either shows.  Every register is kept,
 * and what each line of the combination did. */
#include "policy/trace_int.h"

#include <string.h>

/* ---- instructions ---- */

static struct yx_cell truth(int t)
{
    return (struct yx_cell){.st = (uint8_t)t};
}

static struct yx_cell known(int64_t v)
{
    return (struct yx_cell){.v = v, .st = YX_FACT_KNOWN};
}

static struct yx_cell related(bool holds, const struct yx_cell *a, const struct yx_cell *b,
                              int if_absent)
{
    if (a->st == YX_FACT_ABSENT || (b && b->st == YX_FACT_ABSENT))
        return truth(if_absent);
    if (a->st == YX_FACT_UNKNOWN || (b && b->st == YX_FACT_UNKNOWN))
        return truth(YX_MAYBE);
    return truth(holds ? YX_YES : YX_NO);
}

static bool same_output(const struct yx_cell *a, const struct yx_cell *b)
{
    return a->st == b->st && a->st != YX_FACT_UNKNOWN && (a->st == YX_FACT_ABSENT || a->v == b->v);
}

static struct yx_cell of_table(const struct yx_dtable *t, const struct yx_table_now *now,
                               const struct yx_cell *reg, int *spoke)
{
    struct yx_cell nothing = {0};
    int candidate[2050], n = 0, sure = -1;
    for (uint32_t i = 0; i < now->n; i++) {
        const struct yx_row *row = &t->row[now->row[i]];
        uint8_t c = reg[row->cond].st;
        if (c == YX_YES && sure >= 0) { /* the document is wrong here: nothing is sure */
            if (!same_output(&reg[t->row[sure].out], &reg[row->out])) {
                *spoke = -2;
                return nothing;
            }
            continue;
        }
        if (c == YX_YES) {
            if (!t->is_first_match)
                n = 0;
            sure = now->row[i];
            candidate[n++] = now->row[i];
            if (t->is_first_match)
                break;
        } else if (c == YX_MAYBE && sure < 0) {
            candidate[n++] = now->row[i];
        }
    }
    bool may_fall_through = sure < 0 && !now->is_total;
    if (may_fall_through && now->otherwise >= 0)
        candidate[n++] = now->otherwise;
    if (n == 0 || (may_fall_through && now->otherwise < 0)) {
        *spoke = n == 0 ? -1 : -2;
        return nothing;
    }
    for (int i = 1; i < n; i++)
        if (!same_output(&reg[t->row[candidate[0]].out], &reg[t->row[candidate[i]].out])) {
            *spoke = -2;
            return nothing;
        }
    *spoke = candidate[n - 1];
    struct yx_cell out = reg[t->row[candidate[0]].out];
    return (struct yx_cell){.v = out.st == YX_FACT_KNOWN ? out.v : 0, .st = out.st};
}

static struct yx_cell of_set(const struct yx_policy *p, const struct yx_slice *s, uint32_t input,
                             struct yx_fact_one fact)
{
    const struct yx_input_more *more = &p->input_more[input];
    const struct yx_list *l = &p->ir.list[more->list];
    struct yx_cell c = {0};
    if (fact.state == YX_FACT_ABSENT)
        c.sk = UINT64_MAX;
    if (fact.state == YX_FACT_KNOWN) {
        c.s = (uint64_t)fact.v & fact.known;
        c.sk = fact.known;
    }
    if (fact.state == YX_FACT_UNKNOWN && more->has_default) {
        c.s = (uint64_t)more->value;
        c.sk = UINT64_MAX;
    }
    uint64_t had = c.s, open = ~c.sk;
    for (uint32_t m = 0; m < l->n; m++) {
        uint64_t bit = UINT64_C(1) << m, up = l->above ? l->above[m] & ~bit : 0;
        for (uint32_t o = 0; l->formerly && o < l->n; o++)
            if (l->formerly[o] == (int8_t)m && !(s->valid[more->list] & bit))
                up |= l->above ? l->above[o] : UINT64_C(1) << o;
        if (had & bit) {
            had |= up;
            open &= ~up;
        } else if (open & bit) {
            open |= up & ~had;
        }
    }
    c.s = had;
    c.sk = ~open;
    return c;
}

static struct yx_cell of_value(const struct yx_policy *p, const struct yx_slice *s, uint32_t input,
                               struct yx_fact_one fact)
{
    const struct yx_input_more *more = &p->input_more[input];
    struct yx_cell c = {.v = fact.v, .st = fact.state};
    if (c.st == YX_FACT_UNKNOWN && more->has_default)
        c = (struct yx_cell){.v = more->value, .st = more->value_state};
    if (p->input[input].type == YX_IN_ENUM && c.st == YX_FACT_KNOWN) {
        const struct yx_list *l = &p->ir.list[more->list];
        for (uint32_t o = 0; l->formerly && o < l->n; o++)
            if (l->formerly[o] == c.v && !(s->valid[more->list] >> c.v & 1))
                c.v = o;
    }
    return c;
}

static struct yx_cell scaled(const struct yx_ins *in, const struct yx_cell *reg)
{
    const struct yx_cell *a = &reg[in->a], *b = in->b == YX_NO_REG ? NULL : &reg[in->b],
                         *c = in->c == YX_NO_REG ? NULL : &reg[in->c];
    if (a->st != YX_FACT_KNOWN || (b && b->st != YX_FACT_KNOWN) || (c && c->st != YX_FACT_KNOWN) ||
        (c && c->v <= 0))
        return (struct yx_cell){0};
    return known(yx_money_scale(b ? a->v * b->v : a->v, in->k, c ? in->k2 * c->v : in->k2));
}

static struct yx_cell step(const struct yx_policy *p, const struct yx_slice *s,
                           const struct yx_ins *in, const struct yx_facts *f, uint32_t row,
                           const struct yx_cell *reg, int *spoke)
{
    static const struct yx_cell none; /* operands the operation has not */
    const struct yx_cell *a = in->a == YX_NO_REG ? &none : &reg[in->a],
                         *b = in->b == YX_NO_REG ? &none : &reg[in->b];
    bool both = a->st == YX_FACT_KNOWN && b->st == YX_FACT_KNOWN;
    int64_t k = in->k;
    uint32_t input = (uint32_t)k;
    switch ((enum yx_ir_op)in->op) {
    case YX_IR_TRUTH: return truth((int)k);
    case YX_IR_SWITCH: return truth(p->swi[k].value ? YX_YES : YX_NO);
    case YX_IR_FACT_B: {
        struct yx_cell c = of_value(p, s, input, yx_facts_get(f, input, row));
        return truth(c.st != YX_FACT_KNOWN ? YX_MAYBE : c.v ? YX_YES : YX_NO);
    }
    case YX_IR_NOT: return truth(2 - a->st);
    case YX_IR_AND:
        return truth(a->st == YX_NO || b->st == YX_NO     ? YX_NO
                     : a->st == YX_YES && b->st == YX_YES ? YX_YES
                                                          : YX_MAYBE);
    case YX_IR_OR:
        return truth(a->st == YX_YES || b->st == YX_YES ? YX_YES
                     : a->st == YX_NO && b->st == YX_NO ? YX_NO
                                                        : YX_MAYBE);
    case YX_IR_EQ: return related(a->v == b->v, a, b, YX_NO);
    case YX_IR_NE: return related(a->v != b->v, a, b, YX_YES);
    case YX_IR_LT: return related(a->v < b->v, a, b, YX_NO);
    case YX_IR_LE: return related(a->v <= b->v, a, b, YX_NO);
    case YX_IR_EQK: return related(a->v == k, a, NULL, YX_NO);
    case YX_IR_NEK: return related(a->v != k, a, NULL, YX_YES);
    case YX_IR_LTK: return related(a->v < k, a, NULL, YX_NO);
    case YX_IR_LEK: return related(a->v <= k, a, NULL, YX_NO);
    case YX_IR_GTK: return related(a->v > k, a, NULL, YX_NO);
    case YX_IR_GEK: return related(a->v >= k, a, NULL, YX_NO);
    case YX_IR_INK: {
        uint64_t mask = (uint64_t)k & (in->c ? s->valid[in->c - 1] : UINT64_MAX);
        return related(a->v >= 0 && a->v < 64 && (mask >> a->v & 1), a, NULL, YX_NO);
    }
    case YX_IR_HAS_ANY: {
        uint64_t mask = (uint64_t)k & (in->c ? s->valid[in->c - 1] : UINT64_MAX);
        return truth(a->s & mask ? YX_YES : (a->sk & mask) == mask ? YX_NO : YX_MAYBE);
    }
    case YX_IR_HAS_ALL: {
        uint64_t mask = (uint64_t)k, dead = in->c ? mask & ~s->valid[in->c - 1] : 0;
        bool one_missing = (mask & a->sk & ~a->s) != 0;
        return truth(dead || one_missing ? YX_NO : (a->s & mask) == mask ? YX_YES : YX_MAYBE);
    }
    case YX_IR_ABSENT:
        return truth(a->st == YX_FACT_ABSENT ? YX_YES : a->st == YX_FACT_KNOWN ? YX_NO : YX_MAYBE);
    case YX_IR_CONST: return known(k);
    case YX_IR_UNKNOWN: return (struct yx_cell){0};
    case YX_IR_FACT_V: return of_value(p, s, input, yx_facts_get(f, input, row));
    case YX_IR_BUILTIN: return known(s->builtin[k]);
    case YX_IR_VALUE_OF: return a->st != YX_MAYBE ? known(a->st == YX_YES) : (struct yx_cell){0};
    case YX_IR_ADD: return both ? known(a->v + b->v) : (struct yx_cell){0};
    case YX_IR_SUB: return both ? known(a->v - b->v) : (struct yx_cell){0};
    case YX_IR_MUL: return both ? known(a->v * b->v) : (struct yx_cell){0};
    case YX_IR_MIN: return both ? known(a->v < b->v ? a->v : b->v) : (struct yx_cell){0};
    case YX_IR_MAX: return both ? known(a->v > b->v ? a->v : b->v) : (struct yx_cell){0};
    case YX_IR_SCALE: return scaled(in, reg);
    case YX_IR_MONTHS:
        return a->st == YX_FACT_KNOWN ? known(yx_day_add_months((yx_day)a->v, (int)k))
                                      : (struct yx_cell){0};
    case YX_IR_TABLE: return of_table(&p->ir.table[k], &s->table[k], reg, &spoke[k]);
    case YX_IR_DATED:
        if (!s->table[k].n)
            return (struct yx_cell){0};
        spoke[k] = s->table[k].row[0];
        return reg[p->ir.table[k].row[s->table[k].row[0]].out];
    case YX_IR_FACT_S: return of_set(p, s, input, yx_facts_get(f, input, row));
    case YX_N_IR_OPS: break;
    }
    return (struct yx_cell){0};
}

/* ---- one item alone ---- */

static struct yx_item_trace decide(const struct yx_item *item, const struct yx_item_now *now,
                                   const struct yx_cell *reg, bool stopped)
{
    struct yx_item_trace t = {.status = YX_NOT_ENTITLED};
    int scope = item->scope == YX_NO_REG ? YX_YES : reg[item->scope].st;
    int cond = item->cond == YX_NO_REG ? YX_YES : reg[item->cond].st;
    int limit = item->limit == YX_NO_REG ? YX_YES : reg[item->limit].st;
    if (stopped) {
        t.why = YX_WHY_CONSTRAINT;
        return t;
    }
    if (scope == YX_NO)
        t.why = YX_WHY_SCOPE;
    else if (!now->in_force)
        t.why = YX_WHY_NOT_IN_FORCE;
    else if (!now->in_term)
        t.why = YX_WHY_OTHER_TERM;
    else if (cond == YX_NO)
        t.why = YX_WHY_CONDITION;
    else if (limit == YX_NO)
        t.why = YX_WHY_TERM_LIMIT;
    if (t.why)
        return t;
    bool sure = scope == YX_YES && cond == YX_YES && limit == YX_YES;
    const struct yx_cell *payee = &reg[item->payee];
    if (payee->st == YX_FACT_KNOWN)
        t.payee = (uint8_t)payee->v;
    if (item->window != YX_NO_REG) {
        const struct yx_cell *day = &reg[item->window];
        if (day->st == YX_FACT_ABSENT) {
            t.why = sure ? YX_WHY_NOT_APPLIED : YX_WHY_CONDITION;
            t.payee = YX_PAY_UNKNOWN;
            return t;
        }
        if (day->st == YX_FACT_KNOWN && (day->v < now->window_from || day->v > now->window_to)) {
            t.status = sure ? YX_LATE : YX_PENDING;
            return t;
        }
        sure = sure && day->st == YX_FACT_KNOWN;
    }
    bool amount_known = true;
    yx_fen due = 0;
    if (item->amount != YX_NO_REG) {
        const struct yx_cell *amount = &reg[item->amount];
        amount_known = amount->st == YX_FACT_KNOWN;
        if (amount_known) {
            due = yx_accrue(now->accrual, amount->v > 0 ? amount->v : 0);
            t.hi = due;
            t.lo = sure ? due : 0;
        } else {
            t.hi = now->most;
        }
    }
    t.status = YX_PENDING;
    if (sure && amount_known && payee->st == YX_FACT_KNOWN) {
        t.status = item->is_ceiling ? YX_CEILING : YX_ENTITLED;
        t.amount = due;
    }
    return t;
}

/* ---- combination ---- */

struct combining {
    struct yx_trace *t;
    struct yx_arena *a;
    uint32_t cap;
};

static struct yx_deed *record(struct combining *k, uint32_t combo, uint32_t item, uint32_t other,
                              enum yx_effect effect, yx_fen before, yx_fen after)
{
    struct yx_trace *t = k->t;
    if (t->n_deeds == k->cap) {
        struct yx_deed *more = YX_NEW(k->a, struct yx_deed, k->cap * 2 + 16);
        if (t->n_deeds)
            memcpy(more, t->deed, t->n_deeds * sizeof more[0]);
        t->deed = more;
        k->cap = k->cap * 2 + 16;
    }
    t->deed[t->n_deeds] = (struct yx_deed){.combo = combo,
                                           .item = item,
                                           .other = other,
                                           .effect = effect,
                                           .before = before,
                                           .after = after,
                                           .group = -1,
                                           .rival = -1};
    return &t->deed[t->n_deeds++];
}

static bool given(const struct yx_item_trace *i)
{
    return i->status == YX_ENTITLED || i->status == YX_CEILING;
}

static void no_longer(struct yx_item_trace *i, enum yx_why why)
{
    uint8_t status = i->status_alone;
    yx_fen alone = i->alone;
    *i = (struct yx_item_trace){
        .status = YX_NOT_ENTITLED, .why = (uint8_t)why, .status_alone = status, .alone = alone};
}

static void open_up(struct yx_item_trace *i)
{
    i->status = YX_PENDING;
    i->amount = i->lo = 0;
}

static void do_exclude(struct combining *k, uint32_t at, const struct yx_combo *c)
{
    uint32_t a = c->group[0].item[0];
    for (uint32_t m = 0; m < c->group[1].n; m++) {
        uint32_t b = c->group[1].item[m];
        struct yx_item_trace *ib = &k->t->item[b];
        if (ib->status == YX_NOT_ENTITLED)
            continue;
        if (given(&k->t->item[a])) {
            record(k, at, b, a, YX_EFFECT_EXCLUDED, ib->amount, 0);
            no_longer(ib, YX_WHY_EXCLUDED);
        } else if (k->t->item[a].status == YX_PENDING) {
            record(k, at, b, a, YX_EFFECT_OPENED, ib->amount, 0);
            open_up(ib);
        }
    }
}

static void do_higher(struct combining *k, uint32_t at, const struct yx_combo *c)
{
    yx_fen lo[32] = {0}, hi[32] = {0};
    bool in[32] = {false};
    int competing = 0;
    for (uint32_t g = 0; g < c->n_groups; g++) {
        for (uint32_t m = 0; m < c->group[g].n; m++) {
            const struct yx_item_trace *i = &k->t->item[c->group[g].item[m]];
            lo[g] += i->lo;
            hi[g] += i->hi;
            if (i->status == YX_PENDING || given(i))
                in[g] = true;
        }
        competing += in[g];
    }
    if (competing < 2)
        return;
    int winner = -1;
    for (int g = (int)c->n_groups - 1; g >= 0; g--) {
        bool beats_all = in[g];
        for (int h = 0; h < (int)c->n_groups; h++)
            if (h != g && in[h] && (lo[g] < hi[h] || (h < g && lo[g] == hi[h])))
                beats_all = false;
        if (beats_all)
            winner = g;
    }
    for (int g = 0; g < (int)c->n_groups; g++) {
        if (!in[g])
            continue;
        int beaten_by = winner >= 0 && winner != g ? winner : -1, rival = -1;
        for (int h = 0; winner < 0 && h < (int)c->n_groups && beaten_by < 0; h++)
            if (h != g && in[h] && (lo[h] > hi[g] || (h < g && lo[h] == hi[g])))
                beaten_by = h;
        for (int h = 0; h < (int)c->n_groups; h++) /* the strongest of the others */
            if (h != g && in[h] && (rival < 0 || hi[h] > hi[rival]))
                rival = h;
        if (beaten_by >= 0)
            rival = beaten_by;
        for (uint32_t m = 0; m < c->group[g].n; m++) {
            uint32_t i = c->group[g].item[m];
            struct yx_item_trace *it = &k->t->item[i];
            if (it->status == YX_NOT_ENTITLED)
                continue;
            struct yx_deed *d;
            if (g == winner) {
                d = record(k, at, i, i, YX_EFFECT_WON, it->amount, it->amount);
            } else if (beaten_by >= 0) {
                d = record(k, at, i, c->group[beaten_by].item[0], YX_EFFECT_LOST, it->amount, 0);
                no_longer(it, YX_WHY_HIGHER);
            } else {
                d = record(k, at, i, c->group[rival].item[0], YX_EFFECT_OPENED, it->amount, 0);
                open_up(it);
            }
            d->group = g;
            d->rival = rival;
            d->sum[0] = lo[g];
            d->most[0] = hi[g];
            d->sum[1] = lo[rival];
            d->most[1] = hi[rival];
        }
    }
}

static void do_count(struct combining *k, uint32_t at, const struct yx_combo *c,
                     const struct yx_item_trace *before)
{
    uint32_t a = c->group[0].item[0], b = c->group[1].item[0];
    const struct yx_item_trace *ia = &before[a];
    struct yx_item_trace *ib = &k->t->item[b];
    if ((!given(ia) && ia->status != YX_PENDING) || (!given(ib) && ib->status != YX_PENDING))
        return;
    yx_fen hi = ib->hi - ia->lo, lo = ib->lo - ia->hi;
    if (given(ib) && ia->status == YX_PENDING) {
        record(k, at, b, a, YX_EFFECT_OPENED, ib->amount, 0);
        open_up(ib);
    } else if (given(ib)) {
        yx_fen left = ib->amount > ia->amount ? ib->amount - ia->amount : 0;
        record(k, at, b, a, YX_EFFECT_REDUCED, ib->amount, left);
        ib->amount = left;
    }
    ib->hi = hi > 0 ? hi : 0;
    ib->lo = lo > 0 ? lo : 0;
}

static void do_cap(struct combining *k, const struct yx_policy *p, uint32_t at,
                   const struct yx_combo *c, yx_fen limit, const struct yx_facts *f, uint32_t row)
{
    bool limit_known = true, open = false;
    if (c->already >= 0) {
        struct yx_fact_one used = yx_facts_get(f, (uint32_t)c->already, row);
        struct yx_cell so_far = of_value(p, &k->t->slice, (uint32_t)c->already, used);
        limit_known = so_far.st != YX_FACT_UNKNOWN;
        if (so_far.st == YX_FACT_KNOWN)
            limit = limit > so_far.v ? limit - so_far.v : 0;
    }
    yx_fen sum = 0, all;
    for (uint32_t m = 0; m < c->group[0].n; m++) {
        sum += k->t->item[c->group[0].item[m]].hi;
        open |= k->t->item[c->group[0].item[m]].status == YX_PENDING;
    }
    if (sum == 0 || (limit_known && sum <= limit))
        return;
    all = sum;
    for (uint32_t m = 0; m < c->group[1].n; m++) {
        uint32_t i = c->group[1].item[m];
        struct yx_item_trace *it = &k->t->item[i];
        if (!given(it) && it->status != YX_PENDING)
            continue;
        if (open || !limit_known) {
            struct yx_deed *d = record(k, at, i, c->group[1].item[m ? 0 : c->group[1].n - 1],
                                       YX_EFFECT_OPENED, it->amount, 0);
            d->total = all;
            d->limit = limit_known ? limit : -1;
            open_up(it);
            if (limit_known && it->hi > limit)
                it->hi = limit;
            continue;
        }
        yx_fen over = sum - limit, cut = over < it->amount ? over : it->amount;
        if (cut <= 0)
            continue;
        struct yx_deed *d = record(k, at, i, i, YX_EFFECT_CUT, it->amount, it->amount - cut);
        d->total = all;
        d->limit = limit;
        it->amount -= cut;
        it->lo = it->hi = it->amount;
        sum -= cut;
    }
}

struct yx_trace *yx_trace_row(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                              struct yx_arena *a)
{
    const struct yx_ir *ir = &p->ir;
    struct yx_trace *t = YX_NEW(a, struct yx_trace, 1);
    yx_slice_make(p, f->term, a, &t->slice);
    t->reg = YX_NEW(a, struct yx_cell, ir->n_ins + 1);
    t->spoke = YX_NEW(a, int, ir->n_tables + 1);
    for (uint32_t i = 0; i < ir->n_ins; i++)
        t->reg[i] = step(p, &t->slice, &ir->ins[i], f, row, t->reg, t->spoke);
    for (uint32_t c = 0; c < ir->n_constraints && !t->constraint; c++)
        if (t->reg[ir->constraint[c].reg].st == YX_NO)
            t->constraint = (uint16_t)(c + 1);
    t->item = YX_NEW(a, struct yx_item_trace, ir->n_items + 1);
    for (uint32_t i = 0; i < ir->n_items; i++) {
        t->item[i] = decide(&ir->item[i], &t->slice.item[i], t->reg, t->constraint != 0);
        t->item[i].status_alone = t->item[i].status;
        t->item[i].alone = t->item[i].amount;
    }
    struct combining k = {.t = t, .a = a};
    struct yx_item_trace *before = NULL;
    for (uint32_t c = 0; c < ir->n_combos; c++) {
        const struct yx_combo *combo = &ir->combo[c];
        if (combo->kind == YX_COMBO_EXCLUDE)
            do_exclude(&k, c, combo);
        else if (combo->kind == YX_COMBO_HIGHER)
            do_higher(&k, c, combo);
        else if (combo->kind == YX_COMBO_CAP)
            do_cap(&k, p, c, combo, t->slice.cap[c], f, row);
        else {
            if (!before) {
                before = YX_NEW(a, struct yx_item_trace, ir->n_items + 1);
                memcpy(before, t->item, ir->n_items * sizeof before[0]);
            }
            do_count(&k, c, combo, before);
        }
    }
    return t;
}
