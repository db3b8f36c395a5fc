/* lanes.h -- the steps of a plan over lanes, compiled once per processor kind.
 *
 * Plain loops that the compiler turns into vector instructions.  lanes_plain.c
 * compiles them for every processor, lanes_wide.c for one with AVX2; the text
 * is the same, so is the result, and a test compares them.
 *
 * Ownership: none.  Errors: none.  Threads: one runner, one thread. */
#ifndef YX_POLICY_LANES_H
#define YX_POLICY_LANES_H

#include "policy/lanes_awards.h"
#include "policy/lanes_facts.h"
#include "policy/lanes_steps.h"

static void step(struct yx_plan_runner *r, const struct yx_plan_step *s, uint64_t from, uint32_t n)
{
    struct yx_lane_reg *out = &r->reg[s->out];
    /* A step without an operand does not look at it. */
    const struct yx_lane_reg *a = &r->reg[s->a == YX_NO_REG ? s->out : s->a],
                             *b = &r->reg[s->b == YX_NO_REG ? s->out : s->b];
    out->v = r->own[s->out].v;
    uint8_t *to = out->v;
    switch ((enum yx_plan_op)s->op) {
    case YX_PLAN_FACT_B: fact_truth(r, (uint32_t)s->k, out, from, n); break;
    case YX_PLAN_FACT_V: fact_number(r, s, out, from, n); break;
    case YX_PLAN_FACT_S: fact_mask(r, s, out, from, n); break;
    case YX_PLAN_NOT: {
        const uint8_t *x = a->v;
        EACH(i, n) to[i] = (uint8_t)(YX_YES - x[i]);
        out->is_sure = a->is_sure;
        break;
    }
    case YX_PLAN_AND: {
        const uint8_t *x = a->v, *y = b->v;
        EACH(i, n) to[i] = x[i] < y[i] ? x[i] : y[i];
        out->is_sure = (a->is_sure && b->is_sure) || !any_bit(to, YX_MAYBE, n);
        break;
    }
    case YX_PLAN_OR: {
        const uint8_t *x = a->v, *y = b->v;
        EACH(i, n) to[i] = x[i] > y[i] ? x[i] : y[i];
        out->is_sure = (a->is_sure && b->is_sure) || !any_bit(to, YX_MAYBE, n);
        break;
    }
    case YX_PLAN_RANGE: range(s, a, out, n); break;
    case YX_PLAN_EQ:
    case YX_PLAN_LT:
    case YX_PLAN_LE: relate(s, a, b, out, n); break;
    case YX_PLAN_HAS: has(s, a, out, n); break;
    case YX_PLAN_ABSENT:
        if (a->is_sure) {
            memset(to, YX_NO, n);
        } else {
            EACH(i, n)
            to[i] = a->state[i] == YX_FACT_ABSENT  ? YX_YES
                    : a->state[i] == YX_FACT_KNOWN ? YX_NO
                                                   : YX_MAYBE;
        }
        out->is_sure = a->is_sure;
        break;
    case YX_PLAN_VALUE_OF: {
        const uint8_t *x = a->v;
        EACH(i, n) to[i] = x[i] >> 1;
        out->is_sure = a->is_sure;
        if (!a->is_sure) {
            EACH(i, n) out->state[i] = x[i] == YX_MAYBE ? YX_FACT_UNKNOWN : YX_FACT_KNOWN;
        }
        break;
    }
    case YX_PLAN_WIDEN:
    case YX_PLAN_HALF:
    case YX_PLAN_DIVIDE:
    case YX_PLAN_MONTHS: unary(s, a, out, n); break;
    case YX_PLAN_ADD:
    case YX_PLAN_SUB:
    case YX_PLAN_MUL:
    case YX_PLAN_MIN:
    case YX_PLAN_MAX:
    case YX_PLAN_SCALE: arith(s, a, b, out, n); break;
    case YX_PLAN_TABLE: table(r, s, out, n); break;
    case YX_PLAN_CONST:
    case YX_PLAN_CONST_B:
    case YX_PLAN_ITEM:
    case YX_PLAN_SKIP:
    default: break;
    }
}

static void stops(struct yx_plan_runner *r, uint32_t n)
{
    const struct yx_ir *ir = &r->plan->p->ir;
    r->any_stopped = false;
    for (uint32_t c = ir->n_constraints; c-- > 0;) {
        const struct yx_lane_reg *x = &r->reg[r->plan->constraint[c]];
        const uint8_t *v = x->v;
        uint8_t least = YX_YES;
        EACH(i, n) least = v[i] < least ? v[i] : least;
        if (!x->is_sure && !r->plan->constraint_is_exact[c]) {
            uint8_t open[YX_STRIP];
            EACH(i, n) open[i] = v[i] & 1;
            leave_open(r, open, n);
        }
        if (least != YX_NO)
            continue;
        if (!r->any_stopped) {
            memset(r->live, YX_YES, n);
            memset(r->stopped, 0, n * sizeof r->stopped[0]);
        }
        r->any_stopped = true;
        EACH(i, n) r->live[i] = v[i] == YX_NO ? YX_NO : r->live[i];
        EACH(i, n) r->stopped[i] = v[i] == YX_NO ? (uint16_t)(c + 1) : r->stopped[i];
    }
}

static void gaps(struct yx_plan_runner *r, uint32_t n)
{
    const struct yx_ir *ir = &r->plan->p->ir;
    for (uint32_t g = 0; g < ir->n_gaps; g++) {
        const struct yx_lane_reg *x = &r->reg[r->plan->gap[g]];
        const uint8_t *v = x->v;
        const uint8_t *live = r->live;
        uint8_t *gap = r->gap[g];
        EACH(i, n) gap[i] = v[i] == YX_NO ? 0 : v[i] == YX_YES ? 1 : 2;
        if (r->any_stopped) {
            EACH(i, n) gap[i] = live[i] == YX_NO ? 0 : gap[i];
        }
        if (!x->is_sure && !r->plan->gap_is_exact[g]) {
            uint8_t open[YX_STRIP];
            EACH(i, n) open[i] = v[i] & 1;
            leave_open(r, open, n);
        }
    }
}

static void run_strip(struct yx_plan_runner *r, uint64_t from, uint32_t n)
{
    const struct yx_plan *plan = r->plan;
    YX_KNOWN(n <= YX_STRIP);
    r->any_open = false;
    memset(r->open, 0, n);
    for (uint32_t k = 0; k < plan->p->n_benefits; k++)
        r->award[k].is_empty = true;
    if (!is_well_typed(r, from, n)) {
        memset(r->open, 1, n);
        r->any_open = true;
        r->any_stopped = false;
        for (uint32_t g = 0; g < plan->p->ir.n_gaps; g++)
            memset(r->gap[g], 0, n);
        return;
    }
    bool begun = false;
    for (uint32_t i = 0; i < plan->n_steps; i++) {
        const struct yx_plan_step *s = &plan->step[i];
        if (s->op == YX_PLAN_SKIP) {
            if (!begun)
                stops(r, n);
            begun = true;
            if (!any_bit(r->reg[s->a].v, 0xFF, n))
                i += (uint32_t)s->k;
        } else if (s->op == YX_PLAN_ITEM) {
            decide_item(r, s, n);
        } else {
            step(r, s, from, n);
        }
    }
    if (!begun)
        stops(r, n);
    gaps(r, n);
    combine(r, n);
    for (uint32_t k = 0; r->any_open && k < plan->p->n_benefits; k++)
        if (!r->award[k].is_empty)
            take_away(&r->award[k], r->open, n);
    for (uint32_t g = 0; r->any_open && g < plan->p->ir.n_gaps; g++) {
        EACH(i, n) r->gap[g][i] = r->open[i] ? 0 : r->gap[g][i];
    }
    for (uint32_t i = 0; r->any_open && r->any_stopped && i < n; i++)
        r->stopped[i] = r->open[i] ? 0 : r->stopped[i];
    hand_over(r, n);
}

#endif
