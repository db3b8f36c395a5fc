/* columns_fixture.h -- facts as columns in forms that are drawn.
 *
 * Any column of facts can lie in memory in several ways (enum yx_fact_form, known by bitmaps, by
 * bytes, or not said at all).  A test draws one that can hold its facts.
 *
 * Ownership: in the arena given.  Errors: none.  Threads: none. */
#ifndef YX_TEST_COLUMNS_FIXTURE_H
#define YX_TEST_COLUMNS_FIXTURE_H

#include "base/mem.h"
#include "base/rng.h"
#include "policy/policy.h"

#include <string.h>

/* Room for a column in any form. */
struct column_room {
    int64_t *v, *members;
    uint64_t *known, *absent;
    uint8_t *state;
    struct yx_fact_one *fact; /* as they were asked for */
};

static inline void column_room_open(struct column_room *r, uint32_t rows, struct yx_arena *a)
{
    *r = (struct column_room){
        YX_NEW(a, int64_t, rows + 1),       YX_NEW(a, int64_t, rows + 1),
        YX_NEW(a, uint64_t, rows / 64 + 1), YX_NEW(a, uint64_t, rows / 64 + 1),
        YX_NEW(a, uint8_t, rows + 1),       YX_NEW(a, struct yx_fact_one, rows + 1)};
}

static inline void column_put(enum yx_fact_form form, void *v, uint32_t row, int64_t x)
{
    switch (form) {
    case YX_FORM_BITS: {
        uint64_t *map = v, bit = (uint64_t)(x & 1) << row % 64;
        map[row / 64] = (map[row / 64] & ~(UINT64_C(1) << row % 64)) | bit;
        break;
    }
    case YX_FORM_U8: ((uint8_t *)v)[row] = (uint8_t)x; break;
    case YX_FORM_U16: ((uint16_t *)v)[row] = (uint16_t)x; break;
    case YX_FORM_I32: ((int32_t *)v)[row] = (int32_t)x; break;
    case YX_FORM_I64: ((int64_t *)v)[row] = x; break;
    case YX_FORM_NONE: break;
    }
}

static inline enum yx_fact_form column_form(const struct yx_policy_input *in, struct yx_rng *rng)
{
    switch (in->type) {
    case YX_IN_BOOL: return (enum yx_fact_form)(YX_FORM_BITS + yx_rng_below(rng, 5));
    case YX_IN_ENUM: return (enum yx_fact_form)(YX_FORM_U8 + yx_rng_below(rng, 4));
    case YX_IN_SET:
        return in->n_members <= 8    ? (enum yx_fact_form)(YX_FORM_U8 + yx_rng_below(rng, 4))
               : in->n_members <= 32 ? (enum yx_fact_form)(YX_FORM_I32 + yx_rng_below(rng, 2))
                                     : YX_FORM_I64;
    case YX_IN_INT:
        if (in->lo >= 0 && in->hi <= 255)
            return (enum yx_fact_form)(YX_FORM_U8 + yx_rng_below(rng, 4));
        return (enum yx_fact_form)(YX_FORM_I32 + yx_rng_below(rng, 2));
    case YX_IN_MONEY:
    case YX_IN_DATE: return (enum yx_fact_form)(YX_FORM_I32 + yx_rng_below(rng, 2));
    case YX_IN_TEXT:
    default: return YX_FORM_I64;
    }
}

/* The facts of `n` rows of input `k` as a column. */
static inline void column_fill(const struct yx_policy *p, uint32_t k,
                               struct yx_fact_one (*fact)(void *, uint32_t), void *ctx, uint32_t n,
                               struct column_room *room, struct yx_fact_column *c,
                               struct yx_rng *rng)
{
    uint32_t n_inputs;
    const struct yx_policy_input *in = &yx_policy_inputs(p, &n_inputs)[k];
    bool states = yx_rng_chance(rng, 1, 2), all_known = true, any_absent = false, all = true;
    enum yx_fact_form form = column_form(in, rng);
    memset(room->v, 0, (n + 1) * sizeof room->v[0]);
    memset(room->members, 0, (n + 1) * sizeof room->members[0]);
    memset(room->known, 0, (n / 64 + 1) * sizeof room->known[0]);
    memset(room->absent, 0, (n / 64 + 1) * sizeof room->absent[0]);
    for (uint32_t i = 0; i < n; i++) {
        room->fact[i] = fact(ctx, i);
        if (form == YX_FORM_I32 && in->type == YX_IN_MONEY && room->fact[i].v > INT32_MAX)
            form = YX_FORM_I64;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct yx_fact_one one = room->fact[i];
        column_put(form, room->v, i, one.v);
        column_put(form, room->members, i, (int64_t)one.known);
        room->state[i] = one.state;
        room->known[i / 64] |= (uint64_t)(one.state == YX_FACT_KNOWN) << i % 64;
        room->absent[i / 64] |= (uint64_t)(one.state == YX_FACT_ABSENT) << i % 64;
        all_known &= one.state != YX_FACT_UNKNOWN;
        any_absent |= one.state == YX_FACT_ABSENT;
        all &= one.state != YX_FACT_KNOWN || one.known == UINT64_MAX;
    }
    *c = (struct yx_fact_column){.form = form, .v = room->v};
    if (states) {
        c->state = room->state;
    } else {
        /* What is absent is absent, whatever `known` says. */
        c->known = all_known && yx_rng_chance(rng, 1, 2) ? NULL : room->known;
        c->absent = any_absent ? room->absent : NULL;
    }
    c->members = in->type == YX_IN_SET && !(all && yx_rng_chance(rng, 1, 2)) ? room->members : NULL;
}

#endif
