/* trace_missing.c -- the missing facts that a 待核 decision hangs on.
 *
 * DESIGN.  A walk down from what is open: the parts of an item that are open, and
 * from them only to operands that are open too, so that a fact is named only if
 * it can still change something.  Through the combination the walk goes on to
 * the items whose openness opened this one. */
#include "policy/trace_int.h"

struct search {
    const struct yx_policy *p;
    const struct yx_trace *t;
    struct yx_missing *out;
    uint8_t *seen;
};

static void look(struct search *s, uint16_t reg)
{
    if (reg == YX_NO_REG || s->seen[reg])
        return;
    s->seen[reg] = 1;
    const struct yx_ins *in = &s->p->ir.ins[reg];
    const struct yx_cell *c = &s->t->reg[reg];
    bool open = in->kind == YX_KIND_B   ? c->st == YX_MAYBE
                : in->kind == YX_KIND_V ? c->st == YX_FACT_UNKNOWN
                                        : true;
    if (!open)
        return;
    switch ((enum yx_ir_op)in->op) {
    case YX_IR_FACT_B:
    case YX_IR_FACT_V: s->out->inputs |= UINT64_C(1) << in->k; return;
    case YX_IR_HAS_ANY:
    case YX_IR_HAS_ALL: {
        const struct yx_ins *set = &s->p->ir.ins[in->a];
        s->out->inputs |= UINT64_C(1) << set->k;
        s->out->members |= (uint64_t)in->k & ~s->t->reg[in->a].sk;
        return;
    }
    case YX_IR_TABLE: {
        const struct yx_dtable *t = &s->p->ir.table[in->k];
        const struct yx_table_now *now = &s->t->slice.table[in->k];
        for (uint32_t i = 0; i < now->n; i++) {
            const struct yx_row *row = &t->row[now->row[i]];
            if (s->t->reg[row->cond].st == YX_NO)
                continue;
            look(s, row->cond);
            look(s, row->out);
            if (s->t->reg[row->cond].st == YX_YES)
                return;
        }
        if (now->otherwise >= 0)
            look(s, t->row[now->otherwise].out);
        return;
    }
    case YX_IR_DATED:
        if (s->t->slice.table[in->k].n)
            look(s, s->p->ir.table[in->k].row[s->t->slice.table[in->k].row[0]].out);
        return;
    default: break;
    }
    look(s, in->a);
    look(s, in->b);
    if (in->op == YX_IR_SCALE)
        look(s, in->c);
}

/* Whether the item was open when its deed number `before` was done: alone, or by an
 * earlier line of the combination. */
static bool was_open(const struct yx_trace *t, uint32_t item, uint32_t before)
{
    if (t->item[item].status_alone == YX_PENDING)
        return true;
    for (uint32_t d = 0; d < before; d++)
        if (t->deed[d].item == item && t->deed[d].effect == YX_EFFECT_OPENED)
            return true;
    return false;
}

static void look_at_item(struct search *s, uint32_t item)
{
    const struct yx_item *i = &s->p->ir.item[item];
    look(s, i->scope);
    look(s, i->cond);
    look(s, i->limit);
    look(s, i->window);
    look(s, i->amount);
    look(s, i->payee);
}

void yx_trace_missing(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                      const struct yx_trace *t, uint32_t benefit, struct yx_missing *out)
{
    struct yx_arena *a = yx_arena_new();
    struct search s = {p, t, out, YX_NEW(a, uint8_t, p->ir.n_ins + 1)};
    uint8_t *wanted = YX_NEW(a, uint8_t, p->ir.n_items + 1);
    *out = (struct yx_missing){.lo = t->item[benefit].lo, .hi = t->item[benefit].hi};
    if (t->item[benefit].status == YX_PENDING)
        wanted[benefit] = 1;
    for (bool more = true; more;) { /* through the combination, as far as it reaches */
        more = false;
        for (uint32_t i = 0; i < p->ir.n_items; i++) {
            if (wanted[i] != 1)
                continue;
            wanted[i] = 2;
            more = true;
            if (t->item[i].status_alone == YX_PENDING)
                look_at_item(&s, i);
            for (uint32_t d = 0; d < t->n_deeds; d++) {
                const struct yx_deed *deed = &t->deed[d];
                if (deed->item != i || deed->effect != YX_EFFECT_OPENED)
                    continue;
                const struct yx_combo *c = &p->ir.combo[deed->combo];
                if (c->already >= 0 && !p->input_more[c->already].has_default &&
                    yx_facts_get(f, (uint32_t)c->already, row).state == YX_FACT_UNKNOWN)
                    out->inputs |= UINT64_C(1) << c->already;
                for (uint32_t g = 0; g < c->n_groups; g++)
                    for (uint32_t m = 0; m < c->group[g].n; m++) {
                        uint16_t o = c->group[g].item[m];
                        if (!wanted[o] && was_open(t, o, d))
                            wanted[o] = 1;
                    }
            }
        }
    }
    yx_arena_free(a);
}

void yx_policy_missing(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                       uint32_t benefit, struct yx_missing *out)
{
    struct yx_arena *a = yx_arena_new();
    const struct yx_trace *t = yx_trace_row(p, f, row, a);
    yx_trace_missing(p, f, row, t, benefit, out);
    yx_arena_free(a);
}
