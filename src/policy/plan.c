/* plan.c -- a policy of one term laid out for whole columns of facts: folding.
 *
 * DESIGN.  Instructions become nodes from the roots down (benefits, constraints,
 * gaps), so what nobody reads is never made; plan_fold.c makes the nodes, and
 * there a truth that is always the same or a relation with a constant disappears.
 * A table row that is not in force disappears here; plan_order.c puts what is
 * left in order. */
#include "policy/plan_int.h"

#include <string.h>

/* ---- facts ---- */

static uint16_t fact(struct yx_planning *b, const struct yx_ins *in)
{
    const struct yx_policy_input *input = &b->p->input[in->k];
    const struct yx_input_more *more = &b->p->input_more[in->k];
    struct yx_plan_node n = yx_fold_node(YX_PLAN_FACT_V, YX_LANE_I32, YX_NO_REG, YX_NO_REG);
    n.k = in->k;
    switch (input->type) {
    case YX_IN_BOOL: n.hi = 1; break;
    case YX_IN_ENUM: n.hi = input->n_members; break;
    case YX_IN_INT: n.lo = input->lo, n.hi = input->hi; break;
    case YX_IN_MONEY: n.hi = YX_PLAN_FEN; break;
    case YX_IN_DATE: n.lo = -100000, n.hi = 4000000; break;
    case YX_IN_SET:
    case YX_IN_TEXT:
    default: return yx_fold_beyond(b);
    }
    if (n.lo >= 0 && n.hi <= UINT8_MAX)
        n.lane = YX_LANE_U8;
    if (more->has_default && more->value_state == YX_FACT_KNOWN &&
        (more->value < n.lo || more->value > n.hi))
        return yx_fold_beyond(b);
    return yx_fold_add(b, n);
}

/* The closure of classes, of one member: what having it means. */
static uint64_t image(const struct yx_list *l, uint64_t valid, uint32_t member)
{
    uint64_t had = UINT64_C(1) << member;
    for (uint32_t m = 0; m < l->n; m++) {
        uint64_t bit = UINT64_C(1) << m;
        if (!(had & bit))
            continue;
        had |= l->above ? l->above[m] : 0;
        for (uint32_t o = 0; l->formerly && o < l->n; o++)
            if (l->formerly[o] == (int8_t)m && !(valid & bit))
                had |= (UINT64_C(1) << o) | (l->above ? l->above[o] : 0);
    }
    return had;
}

static uint16_t has(struct yx_planning *b, const struct yx_ins *in)
{
    const struct yx_ins *set = &b->p->ir.ins[in->a];
    uint64_t mask = (uint64_t)in->k, valid = in->c ? b->s->valid[in->c - 1] : UINT64_MAX;
    if (set->op != YX_IR_FACT_S)
        return yx_fold_truth(b, YX_MAYBE);
    if (in->op == YX_IR_HAS_ALL && (mask & ~valid))
        return yx_fold_truth(b, YX_NO);
    int list_no = b->p->input_more[set->k].list;
    const struct yx_list *l = &b->p->ir.list[list_no];
    uint32_t n_members = b->p->input[set->k].n_members;
    struct yx_plan_node f = yx_fold_node(YX_PLAN_FACT_S,
                                         n_members <= 8    ? YX_LANE_M8
                                         : n_members <= 32 ? YX_LANE_M32
                                                           : YX_LANE_M64,
                                         YX_NO_REG, YX_NO_REG);
    f.k = set->k;
    uint16_t out = yx_fold_truth(b, in->op == YX_IR_HAS_ANY ? YX_NO : YX_YES),
             s = yx_fold_add(b, f);
    mask &= valid;
    for (uint32_t m = 0; m < 64; m++) {
        uint64_t wanted = in->op == YX_IR_HAS_ANY ? mask : mask & UINT64_C(1) << m, before = 0;
        if (!wanted)
            continue;
        for (uint32_t o = 0; o < l->n; o++)
            if (image(l, b->s->valid[list_no], o) & wanted)
                before |= UINT64_C(1) << o;
        struct yx_plan_node n = yx_fold_node(YX_PLAN_HAS, YX_LANE_B, s, YX_NO_REG);
        n.k = (int64_t)before;
        if (in->op == YX_IR_HAS_ANY)
            return before ? yx_fold_add(b, n) : yx_fold_truth(b, YX_NO);
        out =
            yx_fold_both(b, YX_PLAN_AND, out, before ? yx_fold_add(b, n) : yx_fold_truth(b, YX_NO));
    }
    return out;
}

/* ---- tables ---- */

static bool are_disjoint(const struct yx_dtable *t, const uint16_t *row, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n; j++) {
            bool apart = false;
            for (uint32_t h = 0; h < t->n_heads && !apart; h++)
                apart = t->head[h].n && !(t->row[row[i]].cover[h] & t->row[row[j]].cover[h]);
            if (!apart)
                return false;
        }
    return true;
}

static uint16_t table(struct yx_planning *b, const struct yx_ins *in)
{
    enum { MOST = 250 };
    const struct yx_dtable *t = &b->p->ir.table[in->k];
    const struct yx_table_now *now = &b->s->table[in->k];
    struct yx_plan_table *pt = YX_NEW(b->a, struct yx_plan_table, 1);
    uint16_t *row = YX_NEW(b->a, uint16_t, now->n + 1);
    pt->cond = YX_NEW(b->a, uint16_t, now->n + 1);
    pt->out = YX_NEW(b->a, uint16_t, now->n + 1);
    pt->is_first = t->is_first_match;
    pt->otherwise = YX_NO_REG;
    pt->is_constant = true;
    for (uint32_t i = 0; i < now->n && !b->failed; i++) {
        const struct yx_row *r = &t->row[now->row[i]];
        uint16_t cond = yx_plan_lower(b, r->cond);
        if (b->failed || yx_fold_truth_of(b, cond) == YX_NO)
            continue;
        row[pt->n] = now->row[i];
        pt->cond[pt->n] = cond;
        pt->out[pt->n] = yx_plan_lower(b, r->out);
        pt->n++;
    }
    if (now->otherwise >= 0)
        pt->otherwise = yx_plan_lower(b, t->row[now->otherwise].out);
    if (b->failed || pt->n > MOST)
        return yx_fold_beyond(b);
    pt->is_disjoint = pt->is_first || are_disjoint(t, row, pt->n);
    struct yx_plan_node n = yx_fold_node(YX_PLAN_TABLE, YX_LANE_U8, YX_NO_REG, YX_NO_REG);
    bool any = false;
    for (uint32_t i = 0; i < pt->n + (pt->otherwise != YX_NO_REG); i++) {
        const struct yx_plan_node *o = &b->node.v[i < pt->n ? pt->out[i] : pt->otherwise];
        pt->is_constant &= o->op == YX_PLAN_CONST;
        n.lo = any ? YX_MIN(n.lo, o->lo) : o->lo;
        n.hi = any ? YX_MAX(n.hi, o->hi) : o->hi;
        any = true;
    }
    n.lo = YX_MIN(n.lo, 0); /* where no row speaks */
    n.hi = YX_MAX(n.hi, 0);
    if (n.lo < 0 || n.hi > UINT8_MAX)
        n.lane = YX_LANE_I32;
    if (pt->is_constant) {
        pt->value = YX_NEW(b->a, int32_t, pt->n + 1);
        pt->state = YX_NEW(b->a, uint8_t, pt->n + 1);
        for (uint32_t i = 0; i <= pt->n; i++) {
            uint16_t from = i ? pt->out[i - 1] : pt->otherwise;
            if (from == YX_NO_REG)
                continue;
            pt->value[i] = (int32_t)b->node.v[from].k;
            pt->state[i] = (uint8_t)b->node.v[from].k2;
        }
        pt->is_known = true;
        for (uint32_t i = 0; i <= pt->n; i++)
            pt->is_known &= pt->state[i] == YX_FACT_KNOWN;
    } else {
        n.lane = YX_LANE_I32;
        for (uint32_t i = 0; i < pt->n; i++)
            pt->out[i] = yx_fold_in_32(b, pt->out[i]);
        if (pt->otherwise != YX_NO_REG)
            pt->otherwise = yx_fold_in_32(b, pt->otherwise);
    }
    n.table = pt;
    return yx_fold_add(b, n);
}

/* ---- all of it ---- */

static uint16_t lower(struct yx_planning *b, const struct yx_ins *in)
{
    uint16_t x = YX_NO_REG, y = YX_NO_REG;
    enum yx_ir_op op = (enum yx_ir_op)in->op;
    bool has_set = op == YX_IR_HAS_ANY || op == YX_IR_HAS_ALL;
    if (in->a != YX_NO_REG && !has_set && op != YX_IR_SCALE)
        x = yx_plan_lower(b, in->a);
    if (in->b != YX_NO_REG && !has_set && op != YX_IR_SCALE)
        y = yx_plan_lower(b, in->b);
    if (b->failed)
        return 0;
    struct yx_plan_node n;
    switch (op) {
    case YX_IR_TRUTH: return yx_fold_truth(b, (int)in->k);
    case YX_IR_SWITCH: return yx_fold_truth(b, b->p->swi[in->k].value ? YX_YES : YX_NO);
    case YX_IR_FACT_B:
        n = yx_fold_node(YX_PLAN_FACT_B, YX_LANE_B, YX_NO_REG, YX_NO_REG);
        n.k = in->k;
        return yx_fold_add(b, n);
    case YX_IR_NOT: return yx_fold_not(b, x);
    case YX_IR_AND: return yx_fold_both(b, YX_PLAN_AND, x, y);
    case YX_IR_OR: return yx_fold_both(b, YX_PLAN_OR, x, y);
    case YX_IR_EQ:
    case YX_IR_LT:
    case YX_IR_LE: return yx_fold_relation(b, op, x, y);
    case YX_IR_NE: return yx_fold_not(b, yx_fold_relation(b, YX_IR_EQ, x, y));
    case YX_IR_EQK: return yx_fold_range(b, x, in->k, in->k);
    case YX_IR_NEK: return yx_fold_not(b, yx_fold_range(b, x, in->k, in->k));
    case YX_IR_LTK: return yx_fold_range(b, x, INT64_MIN, in->k - 1);
    case YX_IR_LEK: return yx_fold_range(b, x, INT64_MIN, in->k);
    case YX_IR_GTK: return yx_fold_range(b, x, in->k + 1, INT64_MAX);
    case YX_IR_GEK: return yx_fold_range(b, x, in->k, INT64_MAX);
    case YX_IR_INK:
        return yx_fold_in_mask(b, x,
                               (uint64_t)in->k & (in->c ? b->s->valid[in->c - 1] : UINT64_MAX));
    case YX_IR_HAS_ANY:
    case YX_IR_HAS_ALL: return has(b, in);
    case YX_IR_ABSENT: return yx_fold_add(b, yx_fold_node(YX_PLAN_ABSENT, YX_LANE_B, x, YX_NO_REG));
    case YX_IR_CONST: return yx_fold_constant(b, in->k, YX_FACT_KNOWN, false);
    case YX_IR_UNKNOWN: return yx_fold_constant(b, 0, YX_FACT_UNKNOWN, false);
    case YX_IR_FACT_V: return fact(b, in);
    case YX_IR_BUILTIN: return yx_fold_constant(b, b->s->builtin[in->k], YX_FACT_KNOWN, false);
    case YX_IR_VALUE_OF:
        if (yx_fold_truth_of(b, x) >= 0)
            return yx_fold_constant(
                b, yx_fold_truth_of(b, x) == YX_YES,
                yx_fold_truth_of(b, x) == YX_MAYBE ? YX_FACT_UNKNOWN : YX_FACT_KNOWN, false);
        n = yx_fold_node(YX_PLAN_VALUE_OF, YX_LANE_U8, x, YX_NO_REG);
        n.hi = 1;
        return yx_fold_add(b, n);
    case YX_IR_ADD: return yx_fold_arith(b, YX_PLAN_ADD, x, y);
    case YX_IR_SUB: return yx_fold_arith(b, YX_PLAN_SUB, x, y);
    case YX_IR_MUL: return yx_fold_arith(b, YX_PLAN_MUL, x, y);
    case YX_IR_MIN: return yx_fold_arith(b, YX_PLAN_MIN, x, y);
    case YX_IR_MAX: return yx_fold_arith(b, YX_PLAN_MAX, x, y);
    case YX_IR_SCALE: return yx_fold_scale(b, in);
    case YX_IR_MONTHS:
        n = yx_fold_node(YX_PLAN_MONTHS, YX_LANE_I32, yx_fold_in_32(b, x), YX_NO_REG);
        n.k = in->k;
        n.lo = INT32_MIN;
        n.hi = INT32_MAX;
        return yx_fold_add(b, n);
    case YX_IR_TABLE: return table(b, in);
    case YX_IR_DATED: {
        const struct yx_table_now *now = &b->s->table[in->k];
        if (!now->n)
            return yx_fold_constant(b, 0, YX_FACT_UNKNOWN, false);
        return yx_plan_lower(b, b->p->ir.table[in->k].row[now->row[0]].out);
    }
    case YX_IR_FACT_S:
    case YX_N_IR_OPS:
    default: b->failed = true; return 0;
    }
}

uint16_t yx_plan_lower(struct yx_planning *b, uint16_t reg)
{
    enum { DEEP = 2000 };
    if (b->failed || b->depth > DEEP) {
        b->failed = true;
        return 0;
    }
    if (b->of[reg] == YX_NO_REG) {
        b->depth++;
        uint16_t n = lower(b, &b->p->ir.ins[reg]);
        b->depth--;
        b->of[reg] = n;
    }
    return b->of[reg];
}

static uint16_t lower_or(struct yx_planning *b, uint16_t reg, int otherwise)
{
    return reg == YX_NO_REG ? yx_fold_truth(b, otherwise) : yx_plan_lower(b, reg);
}

static void lower_item(struct yx_planning *b, uint32_t k, struct yx_plan_roots *r,
                       struct yx_plan_item *out)
{
    const struct yx_item *item = &b->p->ir.item[k];
    const struct yx_item_now *now = &b->s->item[k];
    bool ever = now->in_force && now->in_term;
    *r = (struct yx_plan_roots){YX_NO_REG, YX_NO_REG, YX_NO_REG, YX_NO_REG, YX_NO_REG};
    *out = (struct yx_plan_item){.given = item->is_ceiling ? YX_CEILING : YX_ENTITLED,
                                 .window = YX_NO_REG,
                                 .has_amount = item->amount != YX_NO_REG,
                                 .window_from = now->window_from,
                                 .window_to = now->window_to};
    if (!ever)
        return;
    r->scope = lower_or(b, item->scope, YX_YES);
    r->entitled = yx_fold_both(b, YX_PLAN_AND, r->scope, lower_or(b, item->cond, YX_YES));
    if (!b->failed)
        r->entitled = yx_fold_both(b, YX_PLAN_AND, r->entitled, lower_or(b, item->limit, YX_YES));
    if (b->failed || yx_fold_truth_of(b, r->entitled) == YX_NO)
        return;
    out->is_decided = true;
    r->payee = yx_plan_lower(b, item->payee);
    if (item->window != YX_NO_REG) {
        uint16_t day = yx_plan_lower(b, item->window);
        r->window = b->failed ? day : yx_fold_in_32(b, day);
    }
    if (item->amount == YX_NO_REG || b->failed)
        return;
    uint16_t x = yx_plan_lower(b, item->amount);
    if (!b->failed && b->node.v[x].lo < 0)
        x = yx_fold_arith(b, YX_PLAN_MAX, x, yx_fold_constant(b, 0, YX_FACT_KNOWN, true));
    if (b->failed)
        return;
    if (now->accrual.n == 2) {
        uint16_t x32 = yx_fold_in_32(b, x);
        struct yx_plan_node n = yx_fold_node(YX_PLAN_HALF, YX_LANE_I32, x32, YX_NO_REG);
        n.k = now->accrual.k - 1;
        n.lo = (b->node.v[x32].lo + n.k) / 2;
        n.hi = (b->node.v[x32].hi + n.k) / 2;
        x = yx_fold_is_number(b, x32) ? yx_fold_constant(b, n.lo, YX_FACT_KNOWN, true)
                                      : yx_fold_add(b, n);
    } else if (now->accrual.n) {
        x = yx_fold_beyond(b);
    } else if (now->accrual.times != 1) {
        x = now->accrual.times > INT32_MAX
                ? yx_fold_beyond(b)
                : yx_fold_arith(b, YX_PLAN_MUL, x,
                                yx_fold_constant(b, now->accrual.times, YX_FACT_KNOWN, true));
    }
    if (!b->failed)
        r->amount = yx_fold_in_32(b, x);
}

/* Sums of what a statement adds up have to stay within 32 bits. */
static void check_combos(struct yx_planning *b, struct yx_plan *plan,
                         const struct yx_plan_roots *roots)
{
    const struct yx_ir *ir = &b->p->ir;
    plan->already = YX_NEW(b->a, uint16_t, ir->n_combos + 1);
    plan->cap = YX_NEW(b->a, int32_t, ir->n_combos + 1);
    for (uint32_t k = 0; k < ir->n_combos && !b->failed; k++) {
        const struct yx_combo *c = &ir->combo[k];
        plan->already[k] = YX_NO_REG;
        for (uint32_t g = 0; g < c->n_groups; g++) {
            int64_t most = 0;
            for (uint32_t m = 0; m < c->group[g].n; m++) {
                uint16_t amount = roots[c->group[g].item[m]].amount;
                most += amount == YX_NO_REG ? 0 : b->node.v[amount].hi;
            }
            b->failed |= most > INT32_MAX;
        }
        b->failed |= c->n_groups > 32;
        if (c->kind != YX_COMBO_CAP)
            continue;
        b->failed |= b->s->cap[k] > INT32_MAX || b->s->cap[k] < 0;
        plan->cap[k] = (int32_t)b->s->cap[k];
        if (c->already >= 0) {
            const struct yx_ins in = {.op = YX_IR_FACT_V, .k = c->already};
            b->failed |= b->p->input[c->already].type != YX_IN_MONEY;
            plan->already[k] = b->failed ? YX_NO_REG : fact(b, &in);
        }
    }
}

const struct yx_plan *yx_plan_make(const struct yx_policy *p, yx_term term, struct yx_arena *a)
{
    struct yx_slice *s = YX_NEW(a, struct yx_slice, 1);
    yx_slice_make(p, term, a, s);
    struct yx_planning b = {.p = p, .s = s, .a = a};
    b.of = YX_NEW(a, uint16_t, p->ir.n_ins + 1);
    memset(b.of, 0xFF, p->ir.n_ins * sizeof b.of[0]);
    yx_map_init(&b.same, 512);
    struct yx_plan *plan = YX_NEW(a, struct yx_plan, 1);
    plan->p = p;
    plan->slice = s;
    plan->item = YX_NEW(a, struct yx_plan_item, p->ir.n_items + 1);
    plan->constraint = YX_NEW(a, uint16_t, p->ir.n_constraints + 1);
    plan->gap = YX_NEW(a, uint16_t, p->ir.n_gaps + 1);
    plan->constraint_is_exact = YX_NEW(a, bool, p->ir.n_constraints + 1);
    plan->gap_is_exact = YX_NEW(a, bool, p->ir.n_gaps + 1);
    struct yx_plan_roots *roots = YX_NEW(a, struct yx_plan_roots, p->ir.n_items + 1);
    for (uint32_t c = 0; c < p->ir.n_constraints && !b.failed; c++)
        plan->constraint[c] = yx_plan_lower(&b, p->ir.constraint[c].reg);
    for (uint32_t g = 0; g < p->ir.n_gaps && !b.failed; g++)
        plan->gap[g] = yx_plan_lower(&b, p->ir.gap[g].reg);
    for (uint32_t k = 0; k < p->ir.n_items && !b.failed; k++)
        lower_item(&b, k, &roots[k], &plan->item[k]);
    if (!b.failed)
        check_combos(&b, plan, roots);
    for (uint32_t c = 0; c < p->ir.n_constraints && !b.failed; c++)
        plan->constraint_is_exact[c] = b.node.v[plan->constraint[c]].is_exact;
    for (uint32_t g = 0; g < p->ir.n_gaps && !b.failed; g++)
        plan->gap_is_exact[g] = b.node.v[plan->gap[g]].is_exact;
    if (!b.failed)
        yx_plan_order(&b, roots, plan);
    yx_map_free(&b.same);
    yx_arena_defer(a, free, b.node.v);
    return b.failed ? NULL : plan;
}
