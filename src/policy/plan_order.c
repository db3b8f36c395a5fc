/* plan_order.c -- a policy of one term laid out for whole columns: order and registers.
 *
 * DESIGN.  What several benefits need comes first.  Then benefit by benefit:
 * its 适用, a jump if the strip has nobody, its 条件, a jump again, its amount
 * and payee, the decision.  Registers are given out along that line and taken
 * back after their last reader; constants keep theirs. */
#include "policy/plan_int.h"

#include <string.h>

enum { NOBODY = -2, SHARED = -1, STAGES = 3 };

struct ordering {
    struct yx_planning *b;
    struct yx_plan *out;
    int *owner;     /* per node: benefit, SHARED, NOBODY */
    uint8_t *stage; /* per node: 0 适用, 1 条件, 2 amount */
    uint32_t *seen; /* per node: number of the walk */
    uint32_t walk;
    struct yx_plan_step *step;
    uint32_t n, cap;
    uint16_t *reg;  /* per node */
    uint32_t *last; /* per node: last step that reads it */
};

/* Call `fn` for every node it reads directly. */
static void operands(const struct yx_plan_node *n, void (*fn)(struct ordering *, uint16_t, int),
                     struct ordering *o, int arg)
{
    const uint16_t *x[] = {&n->a, &n->b, &n->c};
    for (size_t i = 0; i < YX_LEN(x); i++)
        if (*x[i] != YX_NO_REG)
            fn(o, *x[i], arg);
    for (uint32_t i = 0; n->table && i < n->table->n; i++) {
        fn(o, n->table->cond[i], arg);
        if (!n->table->is_constant)
            fn(o, n->table->out[i], arg);
    }
    if (n->table && !n->table->is_constant && n->table->otherwise != YX_NO_REG)
        fn(o, n->table->otherwise, arg);
}

static void own(struct ordering *o, uint16_t x, int who)
{
    if (o->seen[x] == o->walk)
        return;
    o->seen[x] = o->walk;
    o->owner[x] = o->owner[x] == NOBODY || o->owner[x] == who ? who : SHARED;
    operands(&o->b->node.v[x], own, o, who);
}

static void set_stage(struct ordering *o, uint16_t x, int stage)
{
    if (o->seen[x] == o->walk)
        return;
    o->seen[x] = o->walk;
    if (stage < o->stage[x])
        o->stage[x] = (uint8_t)stage;
    operands(&o->b->node.v[x], set_stage, o, stage);
}

static void begin_walk(struct ordering *o)
{
    o->walk++;
}

static void push(struct ordering *o, struct yx_plan_step s)
{
    o->step[o->n++] = s;
}

static void push_nodes(struct ordering *o, int owner, int stage)
{
    for (uint32_t i = 0; i < o->b->node.n; i++) {
        const struct yx_plan_node *n = &o->b->node.v[i];
        if (o->owner[i] != owner || n->op == YX_PLAN_CONST || n->op == YX_PLAN_CONST_B ||
            (owner >= 0 && o->stage[i] != stage))
            continue;
        push(o, (struct yx_plan_step){.op = n->op,
                                      .lane = n->lane,
                                      .from = n->a == YX_NO_REG ? 0 : o->b->node.v[n->a].lane,
                                      .out = (uint16_t)i,
                                      .a = n->a,
                                      .b = n->b,
                                      .c = n->c,
                                      .k = n->k,
                                      .k2 = n->k2,
                                      .mul = n->mul,
                                      .shift = n->shift,
                                      .table = n->table});
    }
}

static void push_item(struct ordering *o, uint32_t k, const struct yx_plan_roots *r)
{
    struct yx_plan_item *item = &o->out->item[k];
    if (!item->is_decided)
        return;
    const struct yx_plan_node *payee = &o->b->node.v[r->payee];
    if (payee->op == YX_PLAN_CONST && payee->k2 == YX_FACT_KNOWN)
        item->payee = (uint8_t)payee->k;
    push_nodes(o, (int)k, 0);
    uint32_t first = o->n;
    push(o,
         (struct yx_plan_step){
             .op = YX_PLAN_SKIP, .out = YX_NO_REG, .a = r->scope, .b = YX_NO_REG, .c = YX_NO_REG});
    push_nodes(o, (int)k, 1);
    uint32_t second = o->n;
    push(o, (struct yx_plan_step){.op = YX_PLAN_SKIP,
                                  .out = YX_NO_REG,
                                  .a = r->entitled,
                                  .b = YX_NO_REG,
                                  .c = YX_NO_REG});
    push_nodes(o, (int)k, 2);
    item->window = r->window;
    push(o, (struct yx_plan_step){.op = YX_PLAN_ITEM,
                                  .out = YX_NO_REG,
                                  .a = r->entitled,
                                  .b = r->amount,
                                  .c = r->payee,
                                  .k = k});
    o->step[first].k = o->n - first - 1;
    o->step[second].k = o->n - second - 1;
}

/* ---- registers ---- */

static const uint8_t lane_size[] = {[YX_LANE_B] = 1,  [YX_LANE_U8] = 1,  [YX_LANE_I32] = 4,
                                    [YX_LANE_M8] = 1, [YX_LANE_M32] = 4, [YX_LANE_M64] = 8};

struct registers {
    uint16_t *free[9]; /* per size, a stack */
    uint32_t n_free[9];
    uint32_t n;
    uint8_t *size;
    bool *is_set;
};

static uint16_t take_register(struct registers *r, uint8_t size)
{
    if (r->n_free[size])
        return r->free[size][--r->n_free[size]];
    r->size[r->n] = size;
    return (uint16_t)r->n++;
}

static void mark_last(struct ordering *o, uint16_t x, int step)
{
    o->last[x] = (uint32_t)step;
}

static void last_uses(struct ordering *o)
{
    for (uint32_t i = 0; i < o->n; i++) {
        const struct yx_plan_step *s = &o->step[i];
        struct yx_plan_node as_node = {.a = s->a, .b = s->b, .c = s->c, .table = s->table};
        operands(&as_node, mark_last, o, (int)i);
        if (s->op == YX_PLAN_ITEM && o->out->item[s->k].window != YX_NO_REG)
            o->last[o->out->item[s->k].window] = i;
    }
    for (uint32_t c = 0; c < o->out->p->ir.n_constraints; c++)
        o->last[o->out->constraint[c]] = o->n;
    for (uint32_t g = 0; g < o->out->p->ir.n_gaps; g++)
        o->last[o->out->gap[g]] = o->n;
    for (uint32_t k = 0; k < o->out->p->ir.n_combos; k++)
        if (o->out->already[k] != YX_NO_REG)
            o->last[o->out->already[k]] = o->n;
}

static uint16_t reg_of(const struct ordering *o, uint16_t node)
{
    return node == YX_NO_REG ? node : o->reg[node];
}

static void constants(struct ordering *o, struct registers *r)
{
    struct yx_plan *out = o->out;
    out->constant = YX_NEW(o->b->a, struct yx_plan_const, o->b->node.n + 1);
    for (uint32_t i = 0; i < o->b->node.n; i++) {
        const struct yx_plan_node *n = &o->b->node.v[i];
        if ((n->op != YX_PLAN_CONST && n->op != YX_PLAN_CONST_B) || o->last[i] == UINT32_MAX)
            continue;
        r->size[r->n] = lane_size[n->lane];
        o->reg[i] = (uint16_t)r->n++;
        out->constant[out->n_constants++] =
            (struct yx_plan_const){.reg = o->reg[i],
                                   .lane = n->lane,
                                   .state = n->op == YX_PLAN_CONST ? (uint8_t)n->k2 : 0,
                                   .value = (int32_t)n->k};
    }
}

/* Tables are renamed in place, so each once: equal ones are one node. */
static void rename_table(const struct ordering *o, const struct yx_plan_table *table)
{
    struct yx_plan_table *t = (struct yx_plan_table *)(uintptr_t)table;
    for (uint32_t i = 0; i < t->n; i++) {
        t->cond[i] = o->reg[t->cond[i]];
        if (!t->is_constant)
            t->out[i] = o->reg[t->out[i]];
    }
    t->otherwise = t->otherwise == YX_NO_REG || t->is_constant ? YX_NO_REG : o->reg[t->otherwise];
}

static void give_back(struct ordering *o, struct registers *r, uint32_t step, uint16_t *by_last,
                      const uint32_t *first_last)
{
    for (uint32_t i = first_last[step]; i < first_last[step + 1]; i++) {
        const struct yx_plan_node *n = &o->b->node.v[by_last[i]];
        if (n->op == YX_PLAN_CONST || n->op == YX_PLAN_CONST_B)
            continue;
        uint8_t size = lane_size[n->lane];
        r->free[size][r->n_free[size]++] = o->reg[by_last[i]];
    }
}

static void allocate(struct ordering *o)
{
    struct yx_arena *a = o->b->a;
    uint32_t n = (uint32_t)o->b->node.n;
    struct registers r = {.size = YX_NEW(a, uint8_t, n + 1), .is_set = YX_NEW(a, bool, n + 1)};
    for (size_t i = 0; i < YX_LEN(r.free); i++)
        if (i == 1 || i == 4 || i == 8)
            r.free[i] = YX_NEW(a, uint16_t, n + 1);
    /* nodes by their last reader */
    uint32_t *start = YX_NEW(a, uint32_t, o->n + 3);
    uint16_t *by_last = YX_NEW(a, uint16_t, n + 1);
    for (uint32_t i = 0; i < n; i++)
        if (o->last[i] < o->n)
            start[o->last[i] + 2]++;
    for (uint32_t i = 2; i <= o->n + 1; i++)
        start[i] += start[i - 1];
    for (uint32_t i = 0; i < n; i++)
        if (o->last[i] < o->n)
            by_last[start[o->last[i] + 1]++] = (uint16_t)i;
    constants(o, &r);
    for (uint32_t i = 0; i < o->n; i++) {
        struct yx_plan_step *s = &o->step[i];
        uint16_t node = s->out;
        if (node != YX_NO_REG) { /* before its operands go: a step never writes what it reads */
            o->reg[node] = take_register(&r, lane_size[s->lane]);
            r.is_set[o->reg[node]] |= s->op == YX_PLAN_FACT_S;
        }
        give_back(o, &r, i, by_last, start);
        s->out = reg_of(o, node);
        s->a = reg_of(o, s->a);
        s->b = reg_of(o, s->b);
        s->c = reg_of(o, s->c);
        if (s->table)
            rename_table(o, s->table);
        if (s->op == YX_PLAN_ITEM)
            o->out->item[s->k].window = reg_of(o, o->out->item[s->k].window);
    }
    o->out->n_regs = r.n;
    o->out->size = r.size;
    o->out->is_set = r.is_set;
}

void yx_plan_order(struct yx_planning *b, const struct yx_plan_roots *roots, struct yx_plan *out)
{
    uint32_t n = (uint32_t)b->node.n;
    struct ordering o = {.b = b, .out = out};
    o.owner = YX_NEW(b->a, int, n + 1);
    o.stage = YX_NEW(b->a, uint8_t, n + 1);
    o.seen = YX_NEW(b->a, uint32_t, n + 1);
    o.reg = YX_NEW(b->a, uint16_t, n + 1);
    o.last = YX_NEW(b->a, uint32_t, n + 1);
    o.step = YX_NEW(b->a, struct yx_plan_step, n + 3 * b->p->ir.n_items + 1);
    memset(o.last, 0xFF, (n + 1) * sizeof o.last[0]);
    for (uint32_t i = 0; i < n; i++) {
        o.owner[i] = NOBODY;
        o.stage[i] = STAGES;
    }
    begin_walk(&o);
    for (uint32_t c = 0; c < b->p->ir.n_constraints; c++)
        own(&o, out->constraint[c], SHARED);
    for (uint32_t g = 0; g < b->p->ir.n_gaps; g++)
        own(&o, out->gap[g], SHARED);
    for (uint32_t k = 0; k < b->p->ir.n_combos; k++)
        if (out->already[k] != YX_NO_REG)
            own(&o, out->already[k], SHARED);
    for (uint32_t k = 0; k < b->p->ir.n_items; k++) {
        if (!out->item[k].is_decided)
            continue;
        const uint16_t root[] = {roots[k].scope, roots[k].entitled, roots[k].amount, roots[k].payee,
                                 roots[k].window};
        static const int stage[] = {0, 1, 2, 2, 2};
        begin_walk(&o);
        for (size_t i = 0; i < YX_LEN(root); i++)
            if (root[i] != YX_NO_REG)
                own(&o, root[i], (int)k);
        for (size_t i = 0; i < YX_LEN(root); i++) {
            begin_walk(&o);
            if (root[i] != YX_NO_REG)
                set_stage(&o, root[i], stage[i]);
        }
    }
    push_nodes(&o, SHARED, 0);
    for (uint32_t k = 0; k < b->p->ir.n_items; k++)
        push_item(&o, k, &roots[k]);
    last_uses(&o);
    allocate(&o);
    out->step = o.step;
    out->n_steps = o.n;
    for (uint32_t c = 0; c < b->p->ir.n_constraints; c++)
        out->constraint[c] = o.reg[out->constraint[c]];
    for (uint32_t g = 0; g < b->p->ir.n_gaps; g++)
        out->gap[g] = o.reg[out->gap[g]];
    for (uint32_t k = 0; k < b->p->ir.n_combos; k++)
        out->already[k] = reg_of(&o, out->already[k]);
}
