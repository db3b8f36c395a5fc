/* compare_place.c -- divisions, schools, addresses. */
#include "match/compare_types.h"

#include "codes/divisions.h"

static void prepare_division(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    (void)arena;
    uint32_t county = yx_county_read(s, 0);
    if (county)
        value_keep_number(v, county);
    else
        compare_word_ops.prepare(s, arena, v);
    v->kind = county != 0;
}

static uint32_t division_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    uint32_t held = 0;
    if (a->kind && b->kind) {
        if (a->code / 10000 == b->code / 10000)
            held |= level_bit(YX_LEVEL_DIVISION_PROVINCE);
        if (a->code / 100 == b->code / 100)
            held |= level_bit(YX_LEVEL_DIVISION_PREFECTURE);
    }
    return held & wanted;
}

static void prepare_text(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    compare_word_ops.prepare(s, arena, v);
}

static uint32_t nothing_held(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    (void)a, (void)b, (void)wanted;
    return 0;
}

const struct compare_ops compare_division_ops = {prepare_division, division_holds, NULL};
const struct compare_ops compare_school_ops = {prepare_text, nothing_held, NULL};
const struct compare_ops compare_address_ops = {prepare_text, nothing_held, NULL};
