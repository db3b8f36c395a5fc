/* lanes.h -- the steps of a plan over lanes, compiled once per processor kind.
 *
 * Plain loops that the compiler turns into vector instructions.  lanes_plain.c
 * compiles them for every processor, lanes_wide.c for one with AVX2; the text
 * is the same, so is the result, and a test compares them.
 *
 * Ownership: none.  Errors: none.  Threads: one runner, one thread. */
#ifndef YX_POLICY_LANES_H
#define YX_POLICY_LANES_H

#include "base/mem.h"
#include "policy/fact_columns.h"
#include "policy/plan_int.h"

#include <string.h>

/* Strips have at most YX_STRIP rows; said where the compiler should know it. */
#define EACH(i, n) for (uint32_t i = 0; i < (n); i++)

static bool any_bit(const uint8_t *v, uint8_t bits, uint32_t n)
{
    uint8_t all = 0;
    EACH(i, n) all |= v[i];
    return (all & bits) != 0;
}

static bool all_are(const uint8_t *v, uint8_t what, uint32_t n)
{
    uint8_t differ = 0;
    EACH(i, n) differ |= (uint8_t)(v[i] ^ what);
    return differ == 0;
}

/* ---- facts ---- */

static bool is_in_8(const uint8_t *v, uint8_t most, uint32_t n)
{
    uint8_t top = 0;
    EACH(i, n) top = v[i] > top ? v[i] : top;
    return top <= most;
}

static bool is_in_32(const int32_t *v, int32_t lo, int32_t hi, uint32_t n)
{
    int32_t bad = 0;
    EACH(i, n) bad |= (v[i] < lo) | (v[i] > hi);
    return bad == 0;
}

static bool is_all_set(const uint64_t *map, uint64_t from, uint32_t n)
{
    uint64_t all = UINT64_MAX;
    uint32_t words = n / 64;
    EACH(i, words) all &= map[from / 64 + i];
    if (n % 64)
        all &= map[from / 64 + words] | ~((UINT64_C(1) << n % 64) - 1);
    return all == UINT64_MAX;
}

static bool is_none_set(const uint64_t *map, uint64_t from, uint32_t n)
{
    uint64_t any = 0;
    uint32_t words = n / 64;
    EACH(i, words) any |= map[from / 64 + i];
    if (n % 64)
        any |= map[from / 64 + words] & ((UINT64_C(1) << n % 64) - 1);
    return any == 0;
}

/* Is every row of the strip known? */
static bool is_sure(const struct yx_fact_column *c, uint64_t from, uint32_t n)
{
    if (c->form == YX_FORM_NONE)
        return false;
    if (c->state)
        return all_are(c->state + from, YX_FACT_KNOWN, n);
    return (!c->known || is_all_set(c->known, from, n)) &&
           (!c->absent || is_none_set(c->absent, from, n));
}

/* A strip of a column as numbers and states; the rows outside their type are counted. */
static uint64_t slow_fact(struct yx_plan_runner *r, uint32_t input, uint64_t from, uint32_t n)
{
    struct yx_facts *block = r->scratch;
    return yx_columns_read_one(r->plan->p, r->facts, input, from, n, block);
}

static void fact_truth(struct yx_plan_runner *r, uint32_t input, struct yx_lane_reg *out,
                       uint64_t from, uint32_t n)
{
    const struct yx_fact_column *c = &r->facts->input[input];
    const struct yx_input_more *more = &r->plan->p->input_more[input];
    uint8_t *to = out->v;
    uint8_t otherwise = !more->has_default ? YX_MAYBE : more->value ? YX_YES : YX_NO;
    out->is_sure = is_sure(c, from, n);
    if (c->form == YX_FORM_NONE) {
        memset(to, otherwise, n);
    } else if (c->form == YX_FORM_U8 && (out->is_sure || c->state)) {
        const uint8_t *v = (const uint8_t *)c->v + from;
        if (out->is_sure) {
            EACH(i, n) to[i] = (uint8_t)(v[i] + v[i]);
        } else {
            const uint8_t *state = c->state + from;
            EACH(i, n)
            to[i] = state[i] == YX_FACT_KNOWN ? (uint8_t)(v[i] + v[i]) : otherwise;
        }
    } else if (c->form == YX_FORM_BITS && (out->is_sure || !c->state)) {
        const uint64_t *map = c->v;
        for (uint32_t i = 0; i < n; i++)
            to[i] = (uint8_t)(map[(from + i) >> 6] >> ((from + i) & 63) << 1 & 2);
        for (uint32_t i = 0; !out->is_sure && i < n; i++) {
            bool known = !c->known || c->known[(from + i) >> 6] >> ((from + i) & 63) & 1;
            bool absent = c->absent && c->absent[(from + i) >> 6] >> ((from + i) & 63) & 1;
            to[i] = known && !absent ? to[i] : otherwise;
        }
    } else {
        (void)slow_fact(r, input, from, n);
        const struct yx_fact_vec *x = &((struct yx_facts *)r->scratch)->input[input];
        EACH(i, n)
        to[i] = x->state[i] == YX_FACT_KNOWN ? (x->v[i] ? YX_YES : YX_NO) : otherwise;
    }
    if (!out->is_sure)
        out->is_sure = !any_bit(to, YX_MAYBE, n);
}

/* Members that have gone out of use stand for their successors. */
static void follow_members(const struct yx_plan_runner *r, uint32_t input, uint8_t *v, uint32_t n)
{
    int list_no = r->plan->p->input_more[input].list;
    const struct yx_list *l = &r->plan->p->ir.list[list_no];
    for (uint32_t o = 0; o < l->n; o++) {
        int old = l->formerly[o];
        if (old < 0 || r->plan->slice->valid[list_no] >> old & 1)
            continue;
        EACH(i, n) v[i] = v[i] == old ? (uint8_t)o : v[i];
    }
}

static void fact_number(struct yx_plan_runner *r, const struct yx_plan_step *s,
                        struct yx_lane_reg *out, uint64_t from, uint32_t n)
{
    uint32_t input = (uint32_t)s->k;
    const struct yx_fact_column *c = &r->facts->input[input];
    const struct yx_policy_input *in = &r->plan->p->input[input];
    const struct yx_input_more *more = &r->plan->p->input_more[input];
    bool follows = in->type == YX_IN_ENUM && r->plan->p->ir.list[more->list].formerly;
    bool is_8 = s->lane == YX_LANE_U8;
    out->is_sure = is_sure(c, from, n);
    if (out->is_sure && !follows && is_8 && c->form == YX_FORM_U8) {
        out->v = (void *)(uintptr_t)((const uint8_t *)c->v + from); /* read in place */
        return;
    }
    if (out->is_sure && !is_8 && c->form == YX_FORM_I32 &&
        (in->type != YX_IN_MONEY || is_in_32((const int32_t *)c->v + from, 0, YX_PLAN_FEN, n))) {
        out->v = (void *)(uintptr_t)((const int32_t *)c->v + from);
        return;
    }
    uint8_t *state = out->state;
    if (is_8 && c->form == YX_FORM_U8 && c->state) {
        memcpy(out->v, (const uint8_t *)c->v + from, n);
        memcpy(state, c->state + from, n);
    } else if (!is_8 && c->form == YX_FORM_I32 && c->state && in->type != YX_IN_MONEY) {
        memcpy(out->v, (const int32_t *)c->v + from, n * sizeof(int32_t));
        memcpy(state, c->state + from, n);
    } else {
        struct yx_facts *block = r->scratch;
        const struct yx_fact_vec *x = &block->input[input];
        (void)slow_fact(r, input, from, n);
        memcpy(state, x->state, n);
        uint8_t *v8 = out->v;
        int32_t *v32 = out->v;
        if (is_8) {
            EACH(i, n) v8[i] = (uint8_t)x->v[i];
        } else {
            EACH(i, n) v32[i] = (int32_t)x->v[i];
        }
        for (uint32_t i = 0; in->type == YX_IN_MONEY && i < n; i++)
            if (state[i] == YX_FACT_KNOWN && x->v[i] > YX_PLAN_FEN) {
                r->open[i] = 1;
                r->any_open = true;
                v32[i] = 0;
            }
    }
    if (more->has_default) {
        uint8_t *v8 = out->v;
        int32_t *v32 = out->v;
        for (uint32_t i = 0; i < n; i++) {
            if (state[i] != YX_FACT_UNKNOWN)
                continue;
            state[i] = more->value_state;
            if (is_8)
                v8[i] = (uint8_t)more->value;
            else
                v32[i] = (int32_t)more->value;
        }
    }
    if (follows)
        follow_members(r, input, out->v, n);
    out->is_sure = all_are(state, YX_FACT_KNOWN, n);
}

static void fact_mask(struct yx_plan_runner *r, const struct yx_plan_step *s,
                      struct yx_lane_reg *out, uint64_t from, uint32_t n)
{
    uint32_t input = (uint32_t)s->k;
    const struct yx_fact_column *c = &r->facts->input[input];
    const struct yx_input_more *more = &r->plan->p->input_more[input];
    enum yx_fact_form form = s->lane == YX_LANE_M8    ? YX_FORM_U8
                             : s->lane == YX_LANE_M32 ? YX_FORM_I32
                                                      : YX_FORM_I64;
    size_t size = s->lane == YX_LANE_M8 ? 1 : s->lane == YX_LANE_M32 ? 4 : 8;
    out->is_sure = !c->members && is_sure(c, from, n);
    if (out->is_sure && c->form == form) {
        out->v = (void *)(uintptr_t)((const char *)c->v + from * size);
        return;
    }
    (void)slow_fact(r, input, from, n);
    const struct yx_fact_vec *x = &((struct yx_facts *)r->scratch)->input[input];
    uint8_t *v8 = out->v, *k8 = out->known;
    uint32_t *v32 = out->v, *k32 = out->known;
    uint64_t *v64 = out->v, *k64 = out->known, all = UINT64_MAX;
    EACH(i, n)
    {
        uint64_t v = 0, known = 0;
        if (x->state[i] == YX_FACT_KNOWN) {
            known = x->known[i];
            v = (uint64_t)x->v[i] & known;
        } else if (x->state[i] == YX_FACT_ABSENT) {
            known = UINT64_MAX;
        } else if (more->has_default) {
            v = more->value_state == YX_FACT_KNOWN ? (uint64_t)more->value : 0;
            known = UINT64_MAX;
        }
        all &= known;
        if (size == 1)
            v8[i] = (uint8_t)v, k8[i] = (uint8_t)known;
        else if (size == 4)
            v32[i] = (uint32_t)v, k32[i] = (uint32_t)known;
        else
            v64[i] = v, k64[i] = known;
    }
    uint64_t members = (UINT64_C(1) << (size * 8 - 1)) * 2 - 1;
    out->is_sure = (all & members) == members;
}

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
        EACH(i, n) v32[i] = t->value[choice[i]];
    } else if (t->is_constant) {
        EACH(i, n) v8[i] = (uint8_t)t->value[choice[i]];
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
    /* States: of the row that speaks; nothing where none does. */
    if (t->is_constant) {
        bool all_known = true;
        for (uint32_t k = 0; k <= t->n; k++)
            all_known &= t->state[k] == YX_FACT_KNOWN;
        if (!all_known) {
            EACH(i, n) state[i] = t->state[choice[i]];
        } else {
            memset(state, YX_FACT_KNOWN, n);
        }
    } else {
        const struct yx_lane_reg *other = t->otherwise == YX_NO_REG ? NULL : &r->reg[t->otherwise];
        if (other && !other->is_sure)
            memcpy(state, other->state, n);
        else
            memset(state, other ? YX_FACT_KNOWN : YX_FACT_UNKNOWN, n);
        for (uint32_t k = 0; k < t->n; k++) {
            const struct yx_lane_reg *o = &r->reg[t->out[k]];
            uint8_t no = (uint8_t)(k + 1);
            if (o->is_sure) {
                EACH(i, n) state[i] = choice[i] == no ? YX_FACT_KNOWN : state[i];
            } else {
                EACH(i, n) state[i] = choice[i] == no ? o->state[i] : state[i];
            }
        }
    }
    if (some_open) {
        EACH(i, n) state[i] = open[i] ? YX_FACT_UNKNOWN : state[i];
    }
    out->is_sure = all_are(state, YX_FACT_KNOWN, n);
}

/* ---- benefits ---- */

/* Rows that want to know more than a plan does. */
static void leave_open(struct yx_plan_runner *r, const uint8_t *open, uint32_t n)
{
    if (!any_bit(open, 0xFF, n))
        return;
    EACH(i, n) r->open[i] |= open[i];
    r->any_open = true;
}

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
            EACH(i, n) open[i] |= mask[i] == YX_YES && payee->state[i] != YX_FACT_KNOWN;
        }
        if (amount && !amount->is_sure) {
            EACH(i, n) open[i] |= mask[i] == YX_YES && amount->state[i] != YX_FACT_KNOWN;
        }
    }
    if (item->window != YX_NO_REG) {
        const struct yx_lane_reg *day = &r->reg[item->window];
        const int32_t *d = day->v;
        int32_t from = item->window_from, to = item->window_to;
        EACH(i, n)
        {
            uint8_t state = day->is_sure ? YX_FACT_KNOWN : day->state[i];
            bool in = d[i] >= from && d[i] <= to, yes = mask[i] == YX_YES;
            open[i] |= yes && state == YX_FACT_UNKNOWN;
            w->status[i] = !yes || state != YX_FACT_KNOWN ? YX_NOT_ENTITLED : in ? given : YX_LATE;
            mask[i] = yes && in && state == YX_FACT_KNOWN ? YX_YES : YX_NO;
        }
    } else {
        EACH(i, n) w->status[i] = mask[i] == YX_YES ? given : YX_NOT_ENTITLED;
    }
    if (!sure)
        leave_open(r, open, n);
    if (amount) {
        const int32_t *v = amount->v;
        EACH(i, n) w->amount[i] = mask[i] == YX_YES ? v[i] : 0;
    } else {
        memset(w->amount, 0, n * sizeof w->amount[0]);
    }
    if (item->payee == YX_PAY_UNKNOWN) {
        const uint8_t *to = payee->v;
        EACH(i, n) w->payee[i] = w->status[i] != YX_NOT_ENTITLED ? to[i] : (uint8_t)YX_PAY_UNKNOWN;
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
    EACH(i, n) w->status[i] = gone[i] ? YX_NOT_ENTITLED : w->status[i];
    EACH(i, n) w->amount[i] = gone[i] ? 0 : w->amount[i];
    if (w->payee) {
        EACH(i, n) w->payee[i] = gone[i] ? (uint8_t)YX_PAY_UNKNOWN : w->payee[i];
    }
}

static void exclude(struct yx_plan_runner *r, const struct yx_combo *c, uint32_t n)
{
    const struct yx_plan_award *a = &r->award[c->group[0].item[0]];
    uint8_t gone[YX_STRIP];
    if (a->is_empty)
        return;
    EACH(i, n) gone[i] = is_given(a->status[i]);
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
        if (!any) {
            memcpy(key, w->amount, n * sizeof key[0]);
            EACH(i, n) competes[i] = is_given(w->status[i]);
        } else {
            EACH(i, n) key[i] += w->amount[i];
            EACH(i, n) competes[i] |= is_given(w->status[i]);
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
    EACH(i, n)
    {
        int32_t left = b->amount[i] - a->amount[i]; /* amounts of those not given are 0 */
        b->amount[i] = left > 0 ? left : 0;
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
        if (any) {
            EACH(i, n) over[i] += w->amount[i];
        } else {
            memcpy(over, w->amount, n * sizeof over[0]);
        }
        any = true;
    }
    if (!any)
        return;
    if (r->plan->already[k] != YX_NO_REG) {
        const struct yx_lane_reg *x = &r->reg[r->plan->already[k]];
        const int32_t *v = x->v;
        if (!x->is_sure) {
            uint8_t open[YX_STRIP];
            EACH(i, n) open[i] = x->state[i] == YX_FACT_UNKNOWN && over[i] > 0;
            leave_open(r, open, n);
        }
        EACH(i, n)
        {
            int32_t had = x->is_sure || x->state[i] == YX_FACT_KNOWN ? v[i] : 0;
            int32_t left = limit > had ? limit - had : 0;
            over[i] = over[i] > left ? over[i] - left : 0;
        }
    } else {
        EACH(i, n) over[i] = over[i] > limit ? over[i] - limit : 0;
    }
    EACH(i, n) some |= over[i];
    for (uint32_t m = 0; some && m < cut->n; m++) {
        struct yx_plan_award *w = &r->award[cut->item[m]];
        if (w->is_empty)
            continue;
        EACH(i, n)
        {
            int32_t take = over[i] < w->amount[i] ? over[i] : w->amount[i];
            w->amount[i] -= take;
            over[i] -= take;
        }
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

/* ---- the line of steps ---- */

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
        if (!x->is_sure) {
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
        EACH(i, n) r->gap[g][i] = v[i] >> 1;
        if (r->any_stopped) {
            EACH(i, n) r->gap[g][i] &= r->live[i] >> 1;
        }
        if (!x->is_sure) {
            uint8_t open[YX_STRIP];
            EACH(i, n) open[i] = v[i] & 1;
            leave_open(r, open, n);
        }
    }
}

/* Values outside their type are for the block evaluator to count. */
static bool is_well_typed(const struct yx_plan_runner *r, uint64_t from, uint32_t n)
{
    const struct yx_policy *p = r->plan->p;
    for (uint32_t k = 0; k < p->n_inputs; k++) {
        const struct yx_policy_input *in = &p->input[k];
        const struct yx_fact_column *c = &r->facts->input[k];
        int64_t lo, hi;
        if (c->form == YX_FORM_NONE || c->form == YX_FORM_BITS)
            continue;
        bool fine = false;
        if (in->type == YX_IN_SET || in->type == YX_IN_TEXT) {
            uint64_t all = in->type == YX_IN_TEXT || in->n_members > 63
                               ? UINT64_MAX
                               : (UINT64_C(1) << in->n_members) - 1;
            fine = all == UINT64_MAX ||
                   (c->form == YX_FORM_U8 &&
                    (all >= UINT8_MAX || !any_bit((const uint8_t *)c->v + from, (uint8_t)~all, n)));
            if (!fine && c->form == YX_FORM_I32) {
                const uint32_t *v = (const uint32_t *)c->v + from;
                uint32_t bits = 0;
                EACH(i, n) bits |= v[i];
                fine = (bits & ~all) == 0;
            }
        } else {
            yx_columns_span(in, &lo, &hi);
            if (c->form == YX_FORM_U8)
                fine = lo <= 0 &&
                       (hi >= UINT8_MAX || is_in_8((const uint8_t *)c->v + from, (uint8_t)hi, n));
            else if (c->form == YX_FORM_I32)
                fine = is_in_32((const int32_t *)c->v + from, (int32_t)YX_MAX(lo, INT32_MIN),
                                (int32_t)YX_MIN(hi, INT32_MAX), n);
            fine =
                fine &&
                (!(c->state || c->absent) || in->is_nullable ||
                 (c->state ? !any_bit(c->state + from, 0xFE, n) : is_none_set(c->absent, from, n)));
        }
        if (!fine && yx_columns_read_one(p, r->facts, k, from, n, r->scratch) != 0)
            return false;
    }
    return true;
}

/* ---- what comes of it ---- */

static void add_up(struct yx_plan_runner *r, uint32_t k, uint32_t n)
{
    const struct yx_plan_award *w = &r->award[k];
    struct yx_award_total *t = &r->total[k];
    uint32_t given = 0, late = 0;
    int64_t fen = 0;
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
    EACH(i, n) given += is_given(w->status[i]);
    EACH(i, n) fen += w->amount[i]; /* 0 where not given */
    if (r->plan->item[k].window != YX_NO_REG) {
        EACH(i, n) late += w->status[i] == YX_LATE;
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
        uint32_t awards = 0;
        EACH(i, n) awards += w->status[i] != YX_NOT_ENTITLED;
        r->awards += awards;
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
