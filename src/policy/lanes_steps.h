/* lanes_steps.h -- relations, arithmetic and tables over lanes.
 *
 * Each function is one step of a plan: results and their states from those of
 * its operands.  Where all operands are known no states are written at all.
 * Included by lanes.h; see there.
 *
 * Ownership: none.  Errors: none.  Threads: one runner, one thread. */
#ifndef YX_POLICY_LANES_STEPS_H
#define YX_POLICY_LANES_STEPS_H

#include "policy/lanes_facts.h"

/* ---- relations ---- */

/* From what a relation says of known values to what it says of these. */
static void with_states(uint8_t *out, const uint8_t *state, uint32_t n)
{
    EACH(i, n)
    out[i] = state[i] == YX_FACT_KNOWN ? out[i] : state[i] == YX_FACT_ABSENT ? YX_NO : YX_MAYBE;
}

static void range(const struct yx_plan_step *s, const struct yx_lane_reg *a,
                  struct yx_lane_reg *out, uint32_t n)
{
    uint8_t *to = out->v;
    if (s->from == YX_LANE_U8) {
        const uint8_t *v = a->v;
        uint8_t lo = (uint8_t)s->k, span = (uint8_t)(s->k2 - s->k);
        if (!span) {
            EACH(i, n) to[i] = v[i] == lo ? YX_YES : YX_NO;
        } else {
            EACH(i, n) to[i] = (uint8_t)(v[i] - lo) <= span ? YX_YES : YX_NO;
        }
    } else {
        const int32_t *v = a->v;
        int32_t lo = (int32_t)s->k, hi = (int32_t)s->k2;
        EACH(i, n) to[i] = v[i] >= lo && v[i] <= hi ? YX_YES : YX_NO;
    }
    out->is_sure = a->is_sure;
    if (!a->is_sure)
        with_states(to, a->state, n);
}

static void relate(const struct yx_plan_step *s, const struct yx_lane_reg *a,
                   const struct yx_lane_reg *b, struct yx_lane_reg *out, uint32_t n)
{
    const int32_t *x = a->v, *y = b->v;
    uint8_t *to = out->v;
    if (s->op == YX_PLAN_EQ) {
        EACH(i, n) to[i] = x[i] == y[i] ? YX_YES : YX_NO;
    } else if (s->op == YX_PLAN_LT) {
        EACH(i, n) to[i] = x[i] < y[i] ? YX_YES : YX_NO;
    } else {
        EACH(i, n) to[i] = x[i] <= y[i] ? YX_YES : YX_NO;
    }
    out->is_sure = a->is_sure && b->is_sure;
    if (!a->is_sure) {
        EACH(i, n)
        to[i] = a->state[i] == YX_FACT_KNOWN    ? to[i]
                : a->state[i] == YX_FACT_ABSENT ? YX_NO
                                                : YX_MAYBE;
    }
    for (uint32_t i = 0; !b->is_sure && i < n; i++) {
        bool absent =
            (!a->is_sure && a->state[i] == YX_FACT_ABSENT) || b->state[i] == YX_FACT_ABSENT;
        to[i] = absent ? YX_NO : b->state[i] == YX_FACT_KNOWN ? to[i] : YX_MAYBE;
    }
}

#define HAS(type)                                                                                  \
    do {                                                                                           \
        const type *had = a->v, *known = a->known;                                                 \
        type mask = (type)s->k;                                                                    \
        if (a->is_sure) {                                                                          \
            EACH(i, n) to[i] = (had[i] & mask) != 0 ? YX_YES : YX_NO;                              \
        } else {                                                                                   \
            EACH(i, n)                                                                             \
            to[i] = (had[i] & mask) != 0                  ? YX_YES                                 \
                    : (type)((type)~known[i] & mask) != 0 ? YX_MAYBE                               \
                                                          : YX_NO;                                 \
        }                                                                                          \
    } while (0)

static void has(const struct yx_plan_step *s, const struct yx_lane_reg *a, struct yx_lane_reg *out,
                uint32_t n)
{
    uint8_t *to = out->v;
    if (s->from == YX_LANE_M8)
        HAS(uint8_t);
    else if (s->from == YX_LANE_M32)
        HAS(uint32_t);
    else
        HAS(uint64_t);
    out->is_sure = a->is_sure || !any_bit(to, YX_MAYBE, n);
}

/* ---- arithmetic ---- */

static void join(const struct yx_lane_reg *a, const struct yx_lane_reg *b, struct yx_lane_reg *out,
                 uint32_t n)
{
    out->is_sure = a->is_sure && b->is_sure;
    if (out->is_sure)
        return;
    uint8_t *state = out->state;
    memset(state, YX_FACT_KNOWN, n);
    if (!a->is_sure) {
        EACH(i, n) state[i] = a->state[i] == YX_FACT_KNOWN ? YX_FACT_KNOWN : YX_FACT_UNKNOWN;
    }
    if (!b->is_sure) {
        EACH(i, n) state[i] = b->state[i] == YX_FACT_KNOWN ? state[i] : YX_FACT_UNKNOWN;
    }
}

static void arith(const struct yx_plan_step *s, const struct yx_lane_reg *a,
                  const struct yx_lane_reg *b, struct yx_lane_reg *out, uint32_t n)
{
    const int32_t *x = a->v, *y = b->v;
    int32_t *to = out->v;
    switch (s->op) {
    case YX_PLAN_ADD: EACH(i, n) to[i] = (int32_t)((uint32_t)x[i] + (uint32_t)y[i]); break;
    case YX_PLAN_SUB: EACH(i, n) to[i] = (int32_t)((uint32_t)x[i] - (uint32_t)y[i]); break;
    case YX_PLAN_MUL: EACH(i, n) to[i] = (int32_t)((uint32_t)x[i] * (uint32_t)y[i]); break;
    case YX_PLAN_MIN: EACH(i, n) to[i] = x[i] < y[i] ? x[i] : y[i]; break;
    case YX_PLAN_MAX: EACH(i, n) to[i] = x[i] > y[i] ? x[i] : y[i]; break;
    default: { /* SCALE; the bounds of what is known keep it within 64 bits */
        int64_t k = s->k, down = s->k2;
        EACH(i, n)
        {
            int64_t v = (int64_t)((uint64_t)((int64_t)x[i] * y[i]) * (uint64_t)k);
            int64_t q = v / down;
            to[i] = (int32_t)(q - (v % down < 0));
        }
    }
    }
    join(a, b, out, n);
}

static void copy_state(const struct yx_lane_reg *a, struct yx_lane_reg *out, uint32_t n)
{
    out->is_sure = a->is_sure;
    if (!a->is_sure)
        memcpy(out->state, a->state, n);
}

/* 空 plus or times something is unknown. */
static void number_state(const struct yx_lane_reg *a, struct yx_lane_reg *out, uint32_t n)
{
    out->is_sure = a->is_sure;
    if (!a->is_sure) {
        EACH(i, n) out->state[i] = a->state[i] == YX_FACT_KNOWN ? YX_FACT_KNOWN : YX_FACT_UNKNOWN;
    }
}

static void unary(const struct yx_plan_step *s, const struct yx_lane_reg *a,
                  struct yx_lane_reg *out, uint32_t n)
{
    int32_t *to = out->v;
    const int32_t *x = a->v;
    switch (s->op) {
    case YX_PLAN_WIDEN: {
        const uint8_t *x8 = a->v;
        EACH(i, n) to[i] = x8[i];
        copy_state(a, out, n);
        break;
    }
    case YX_PLAN_HALF: {
        int32_t up = (int32_t)s->k;
        EACH(i, n) to[i] = (int32_t)((uint32_t)(x[i] + up) >> 1);
        number_state(a, out, n);
        break;
    }
    case YX_PLAN_DIVIDE: {
        uint64_t mul = s->mul;
        uint32_t shift = s->shift;
        EACH(i, n) to[i] = (int32_t)((uint64_t)(uint32_t)x[i] * mul >> shift);
        number_state(a, out, n);
        break;
    }
    default: /* MONTHS */
        number_state(a, out, n);
        EACH(i, n)
        to[i] =
            out->is_sure || out->state[i] == YX_FACT_KNOWN ? yx_day_add_months(x[i], (int)s->k) : 0;
    }
}

/* ---- tables ---- */

/* Which row speaks: 0 其余, else 1 + its number; what is not clear is `open`. */
static bool choose(const struct yx_plan_runner *r, const struct yx_plan_table *t, uint8_t *choice,
                   uint8_t *open, uint32_t n)
{
    bool sure = t->is_disjoint;
    for (uint32_t k = 0; k < t->n; k++)
        sure &= r->reg[t->cond[k]].is_sure;
    memset(choice, 0, n);
    for (uint32_t k = 0; k < t->n; k++) {
        uint32_t row = t->is_first ? t->n - 1 - k : k;
        const uint8_t *c = r->reg[t->cond[row]].v;
        uint8_t no = (uint8_t)(row + 1);
        EACH(i, n) choice[i] = c[i] == YX_YES ? no : choice[i];
    }
    if (sure)
        return false;
    memset(open, 0, n);
    for (uint32_t k = 0; k < t->n; k++) {
        const uint8_t *c = r->reg[t->cond[k]].v;
        uint8_t no = (uint8_t)(k + 1);
        if (t->is_disjoint) {
            EACH(i, n) open[i] |= c[i] & 1;
        } else { /* a second row that is true, too */
            EACH(i, n) open[i] |= (uint8_t)((c[i] & 1) | (c[i] == YX_YES && choice[i] != no));
        }
    }
    return true;
}

/* States: of the row that speaks; nothing where none does. */
static void constant_states(const struct yx_plan_table *t, const uint8_t *choice, uint8_t *state,
                            uint32_t n)
{
    const uint8_t first = t->state[0];
    EACH(i, n) state[i] = choice[i] ? YX_FACT_KNOWN : first;
    for (uint32_t k = 1; k <= t->n; k++) {
        uint8_t no = (uint8_t)k, is = t->state[k];
        if (is != YX_FACT_KNOWN) {
            EACH(i, n) state[i] = choice[i] == no ? is : state[i];
        }
    }
}

static void row_states(const struct yx_plan_runner *r, const struct yx_plan_table *t,
                       const uint8_t *choice, uint8_t *state, uint32_t n)
{
    const struct yx_lane_reg *other = t->otherwise == YX_NO_REG ? NULL : &r->reg[t->otherwise];
    if (other && !other->is_sure)
        memcpy(state, other->state, n);
    else
        memset(state, other ? YX_FACT_KNOWN : YX_FACT_UNKNOWN, n);
    for (uint32_t k = 0; k < t->n; k++) {
        const struct yx_lane_reg *o = &r->reg[t->out[k]];
        const uint8_t *of = o->state, no = (uint8_t)(k + 1);
        if (o->is_sure) {
            EACH(i, n) state[i] = choice[i] == no ? YX_FACT_KNOWN : state[i];
        } else {
            EACH(i, n) state[i] = choice[i] == no ? of[i] : state[i];
        }
    }
}

static void table(const struct yx_plan_runner *r, const struct yx_plan_step *s,
                  struct yx_lane_reg *out, uint32_t n)
{
    const struct yx_plan_table *t = s->table;
    uint8_t choice[YX_STRIP], open[YX_STRIP], *state = out->state, *v8 = out->v;
    int32_t *v32 = out->v;
    bool some_open = choose(r, t, choice, open, n);
    if (t->is_constant && t->n <= 4 && s->lane == YX_LANE_I32) {
        int32_t first = t->value[0];
        EACH(i, n) v32[i] = first;
        for (uint32_t k = 1; k <= t->n; k++) {
            uint8_t no = (uint8_t)k;
            int32_t value = t->value[k];
            EACH(i, n) v32[i] = choice[i] == no ? value : v32[i];
        }
    } else if (t->is_constant && s->lane == YX_LANE_I32) {
        const int32_t *value = t->value;
        EACH(i, n) v32[i] = value[choice[i]];
    } else if (t->is_constant && t->n <= 8) {
        uint8_t first = (uint8_t)t->value[0];
        memset(v8, first, n);
        for (uint32_t k = 1; k <= t->n; k++) {
            uint8_t no = (uint8_t)k, value = (uint8_t)t->value[k];
            EACH(i, n) v8[i] = choice[i] == no ? value : v8[i];
        }
    } else if (t->is_constant) {
        const int32_t *value = t->value;
        EACH(i, n) v8[i] = (uint8_t)value[choice[i]];
    } else {
        const int32_t *other = t->otherwise == YX_NO_REG ? NULL : r->reg[t->otherwise].v;
        if (other)
            memcpy(v32, other, n * sizeof *v32);
        else
            memset(v32, 0, n * sizeof *v32);
        for (uint32_t k = 0; k < t->n; k++) {
            const int32_t *v = r->reg[t->out[k]].v;
            uint8_t no = (uint8_t)(k + 1);
            EACH(i, n) v32[i] = choice[i] == no ? v[i] : v32[i];
        }
    }
    if (t->is_constant && t->is_known && !some_open) {
        out->is_sure = true;
        return;
    }
    if (t->is_constant)
        constant_states(t, choice, state, n);
    else
        row_states(r, t, choice, state, n);
    if (some_open) {
        EACH(i, n) state[i] = open[i] ? YX_FACT_UNKNOWN : state[i];
    }
    out->is_sure = all_are(state, YX_FACT_KNOWN, n);
}

#endif
