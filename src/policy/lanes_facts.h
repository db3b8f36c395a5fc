/* lanes_facts.h -- the columns of a caller as lanes of a strip.
 *
 * A column is read in place where it lies as the plan wants it and all of it is
 * known.  Whether all values are within their type is looked at first, for the
 * whole strip: a strip with one outside goes to the block evaluator, which counts.
 * Included by lanes.h; see there.
 *
 * Ownership: none.  Errors: none.  Threads: one runner, one thread. */
#ifndef YX_POLICY_LANES_FACTS_H
#define YX_POLICY_LANES_FACTS_H

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

static bool is_in_8(const uint8_t *v, uint8_t least, uint8_t most, uint32_t n)
{
    uint8_t top = 0, bottom = UINT8_MAX;
    EACH(i, n) top = v[i] > top ? v[i] : top;
    EACH(i, n) bottom = v[i] < bottom ? v[i] : bottom;
    return !n || (bottom >= least && top <= most);
}

static bool is_in_32(const int32_t *v, int32_t lo, int32_t hi, uint32_t n)
{
    int32_t bad = 0;
    EACH(i, n) bad |= (v[i] < lo) | (v[i] > hi);
    return bad == 0;
}

static bool is_in_64(const int64_t *v, int64_t lo, int64_t hi, uint32_t n)
{
    int64_t bad = 0;
    EACH(i, n) bad |= (v[i] < lo) | (v[i] > hi);
    return bad == 0;
}

/* The same of the rows that are known. */
static bool is_known_in_64(const int64_t *v, const uint8_t *state, int64_t lo, int64_t hi,
                           uint32_t n)
{
    int64_t bad = 0;
    EACH(i, n) bad |= (state[i] == YX_FACT_KNOWN) & ((v[i] < lo) | (v[i] > hi));
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

/* Rows that want to know more than a plan does. */
static void leave_open(struct yx_plan_runner *r, const uint8_t *open, uint32_t n)
{
    if (!any_bit(open, 0xFF, n))
        return;
    uint8_t *all = r->open;
    EACH(i, n) all[i] |= open[i];
    r->any_open = true;
}

/* A strip of a column as numbers and states; the rows outside their type are counted. */
static uint64_t slow_fact(struct yx_plan_runner *r, uint32_t input, uint64_t from, uint32_t n)
{
    struct yx_facts *block = r->scratch;
    return yx_columns_read_one(r->plan->p, r->facts, input, from, n, block);
}

/* The bits of a byte as eight bytes, 0 or 1, the lowest bit lowest. */
static uint64_t spread(uint64_t bits)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t each = (bits & 0xFF) * ones & UINT64_C(0x8040201008040201);
    return (each + 0x7F * ones) >> 7 & ones;
}

/* Truths from bitmaps; from % 64 is 0. */
static void truth_of_bits(const struct yx_fact_column *c, bool sure, uint8_t otherwise,
                          uint64_t from, uint8_t *to, uint32_t n)
{
    const uint64_t *map = (const uint64_t *)c->v + from / 64;
    const uint64_t *known = c->known ? c->known + from / 64 : NULL;
    const uint64_t *absent = c->absent ? c->absent + from / 64 : NULL;
    const uint64_t other = otherwise * UINT64_C(0x0101010101010101);
    for (uint32_t i = 0; i < n; i += 8) {
        uint64_t eight = spread(map[i / 64] >> i % 64) << 1;
        if (!sure) {
            uint64_t is = known ? known[i / 64] : UINT64_MAX;
            is &= absent ? ~absent[i / 64] : UINT64_MAX;
            uint64_t mask = spread(is >> i % 64) * 0xFF;
            eight = (eight & mask) | (other & ~mask);
        }
        for (uint32_t k = 0; k < 8; k++)
            to[i + k] = (uint8_t)(eight >> 8 * k);
    }
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
    } else if (c->form == YX_FORM_I64 && c->state) {
        const int64_t *v = (const int64_t *)c->v + from;
        const uint8_t *state = c->state + from;
        EACH(i, n)
        to[i] = state[i] == YX_FACT_KNOWN ? (v[i] ? YX_YES : YX_NO) : otherwise;
    } else if (c->form == YX_FORM_BITS && (out->is_sure || !c->state)) {
        truth_of_bits(c, out->is_sure, otherwise, from, to, n);
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
    } else if (c->form == YX_FORM_I64 && c->state && in->type != YX_IN_MONEY) {
        const int64_t *v = (const int64_t *)c->v + from;
        uint8_t *v8 = out->v;
        int32_t *v32 = out->v;
        if (is_8) {
            EACH(i, n) v8[i] = (uint8_t)v[i];
        } else {
            EACH(i, n) v32[i] = (int32_t)v[i];
        }
        memcpy(state, c->state + from, n);
    } else if (c->form == YX_FORM_I64 && c->state) {
        const int64_t *v = (const int64_t *)c->v + from;
        const uint8_t *had = c->state + from;
        uint8_t over[YX_STRIP];
        int32_t *v32 = out->v;
        EACH(i, n) over[i] = had[i] == YX_FACT_KNOWN && v[i] > YX_PLAN_FEN;
        EACH(i, n) v32[i] = over[i] ? 0 : (int32_t)v[i];
        memcpy(state, had, n);
        leave_open(r, over, n);
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
            } else if (!fine && c->form == YX_FORM_I64) {
                const uint64_t *v = (const uint64_t *)c->v + from;
                uint64_t bits = 0;
                EACH(i, n) bits |= v[i];
                fine = (bits & ~all) == 0;
            }
        } else {
            yx_columns_span(in, &lo, &hi);
            if (c->form == YX_FORM_U8)
                fine = lo <= UINT8_MAX && hi >= 0 &&
                       is_in_8((const uint8_t *)c->v + from, (uint8_t)YX_MAX(lo, 0),
                               (uint8_t)YX_MIN(hi, UINT8_MAX), n);
            else if (c->form == YX_FORM_I32)
                fine = is_in_32((const int32_t *)c->v + from, (int32_t)YX_MAX(lo, INT32_MIN),
                                (int32_t)YX_MIN(hi, INT32_MAX), n);
            else if (c->form == YX_FORM_I64)
                fine = c->state ? is_known_in_64((const int64_t *)c->v + from, c->state + from, lo,
                                                 hi, n)
                                : is_in_64((const int64_t *)c->v + from, lo, hi, n);
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

#endif
