/* unit.c -- a part of a policy and everything it reads. */
#include "policy/unit.h"

#include "policy/slice.h"

#include <string.h>

static void mark(uint8_t *used, uint16_t reg, uint8_t with)
{
    if (reg != YX_NO_REG && !used[reg])
        used[reg] = with;
}

static void mark_row(const struct yx_dtable *t, uint32_t row, uint8_t *used, uint8_t with)
{
    mark(used, t->row[row].out, with);
    mark(used, t->row[row].cond, with);
}

void yx_ir_mark_operand(const struct yx_ir *ir, const struct yx_slice *s, uint32_t ins,
                        uint8_t *used)
{
    const struct yx_ins *in = &ir->ins[ins];
    uint8_t with = used[ins];
    bool list_in_c = in->op == YX_IR_INK || in->op == YX_IR_HAS_ANY || in->op == YX_IR_HAS_ALL;
    mark(used, in->a, with);
    mark(used, in->b, with);
    if (!list_in_c)
        mark(used, in->c, with);
    if (in->op != YX_IR_TABLE && in->op != YX_IR_DATED)
        return;
    const struct yx_dtable *t = &ir->table[in->k];
    const struct yx_table_now *now = s ? &s->table[in->k] : NULL;
    for (uint32_t r = 0; r < (now ? now->n : t->n_rows); r++)
        mark_row(t, now ? now->row[r] : r, used, with);
    if (now && now->otherwise >= 0)
        mark_row(t, (uint32_t)now->otherwise, used, with);
}

void yx_ir_mark_operands(const struct yx_ir *ir, uint8_t *used)
{
    for (uint32_t i = ir->n_ins; i-- > 0;)
        if (used[i])
            yx_ir_mark_operand(ir, NULL, i, used);
}

void yx_mark_item(const struct yx_item *x, uint8_t *used)
{
    const uint16_t reg[] = {x->scope, x->cond, x->limit, x->window, x->amount, x->payee};
    for (size_t i = 0; i < YX_LEN(reg); i++)
        mark(used, reg[i], 1);
    for (uint32_t i = 0; i < x->n_clauses; i++)
        mark(used, x->clause[i].reg, 1);
    for (uint32_t i = 0; i < x->n_raises; i++) {
        mark(used, x->raise[i].was, 1);
        mark(used, x->raise[i].is, 1);
    }
}

void yx_mark_rules(const struct yx_ir *ir, uint8_t *used)
{
    for (uint32_t i = 0; i < ir->n_constraints; i++)
        mark(used, ir->constraint[i].reg, 1);
    for (uint32_t i = 0; i < ir->n_hints; i++)
        mark(used, ir->hint[i].reg, 1);
    for (uint32_t i = 0; i < ir->n_gaps; i++)
        mark(used, ir->gap[i].reg, 1);
}

static bool is_fact(const struct yx_ins *in)
{
    return in->op == YX_IR_FACT_B || in->op == YX_IR_FACT_V || in->op == YX_IR_FACT_S;
}

void yx_unit_open(struct yx_unit *u, const struct yx_policy *p, struct yx_arena *a)
{
    *u = (struct yx_unit){p, YX_NEW(a, uint8_t, p->ir.n_ins + 1),
                          YX_NEW(a, uint8_t, p->n_inputs + 1),
                          YX_NEW(a, uint8_t, p->n_switches + 1)};
}

void yx_unit_add(struct yx_unit *u, uint16_t reg)
{
    mark(u->used, reg, 1);
}

void yx_unit_add_item(struct yx_unit *u, uint32_t item)
{
    yx_mark_item(&u->p->ir.item[item], u->used);
}

bool yx_combo_has(const struct yx_combo *c, uint32_t item)
{
    for (uint32_t g = 0; g < c->n_groups; g++)
        for (uint32_t m = 0; m < c->group[g].n; m++)
            if (c->group[g].item[m] == item)
                return true;
    return false;
}

void yx_unit_add_combo(struct yx_unit *u, const struct yx_combo *c)
{
    for (uint32_t g = 0; g < c->n_groups; g++)
        for (uint32_t m = 0; m < c->group[g].n; m++)
            yx_unit_add_item(u, c->group[g].item[m]);
    if (c->already >= 0)
        u->input[c->already] = YX_UNIT_OTHER;
}

/* Rank the inputs that the marked instructions read. */
static void rank_inputs(struct yx_unit *u, const uint8_t *used, enum yx_unit_rank rank)
{
    const struct yx_ir *ir = &u->p->ir;
    for (uint32_t i = 0; i < ir->n_ins; i++)
        if (used[i] && is_fact(&ir->ins[i])) {
            uint8_t *to = &u->input[ir->ins[i].k];
            bool has_default = u->p->input_more[ir->ins[i].k].has_default;
            uint8_t r = (uint8_t)(has_default ? YX_UNIT_DEFAULTED : rank);
            if (!*to || r < *to)
                *to = r;
        }
}

static void add_constraints(struct yx_unit *u, bool wide, struct yx_arena *a)
{
    const struct yx_ir *ir = &u->p->ir;
    for (uint32_t c = 0; c < ir->n_constraints; c++) {
        uint8_t *used = YX_NEW(a, uint8_t, ir->n_ins + 1);
        used[ir->constraint[c].reg] = 2;
        yx_ir_mark_operands(ir, used);
        bool shares = false;
        for (uint32_t i = 0; i < ir->n_ins; i++)
            shares |= used[i] && is_fact(&ir->ins[i]) && u->input[ir->ins[i].k];
        for (uint32_t i = 0; shares && i < ir->n_ins; i++) {
            mark(u->used, used[i] ? (uint16_t)i : YX_NO_REG, 2);
            if (!used[i] || !is_fact(&ir->ins[i]))
                continue;
            uint8_t *rank = &u->input[ir->ins[i].k];
            if (u->p->input_more[ir->ins[i].k].has_default)
                *rank = YX_UNIT_DEFAULTED;
            else if (wide && !*rank)
                *rank = YX_UNIT_OTHER;
        }
    }
}

void yx_unit_close(struct yx_unit *u, bool wide, struct yx_arena *a)
{
    const struct yx_ir *ir = &u->p->ir;
    uint8_t *scope = YX_NEW(a, uint8_t, ir->n_ins + 1);
    for (uint32_t i = 0; i < ir->n_items; i++)
        if (ir->item[i].scope != YX_NO_REG && u->used[ir->item[i].scope])
            scope[ir->item[i].scope] = 1;
    yx_ir_mark_operands(ir, scope);
    yx_ir_mark_operands(ir, u->used);
    rank_inputs(u, u->used, YX_UNIT_OTHER);
    rank_inputs(u, scope, YX_UNIT_SCOPE);
    add_constraints(u, wide, a);
    for (uint32_t i = 0; i < ir->n_ins; i++)
        if (u->used[i] && ir->ins[i].op == YX_IR_SWITCH)
            u->swi[ir->ins[i].k] = 1;
}

bool yx_unit_setting(const struct yx_unit *u, const struct yx_policy *p, struct yx_policy *q,
                     uint32_t k)
{
    enum { MOST = 6 };
    uint32_t n = 0;
    for (uint32_t s = 0; s < p->n_switches; s++) {
        bool flip = false;
        if (u->swi[s] && n < MOST)
            flip = k >> n++ & 1;
        q->swi[s].value = p->swi[s].value != flip;
    }
    return k < 1U << n;
}
