/* compare_name.c -- names of people, character by character. */
#include "match/compare_types.h"

#include "match/name.h"

enum { DOT = 0xB7 };

static void prepare_name(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    struct yx_buf form = {0};
    yx_name_normalise(s, &form);
    struct char_list l;
    char_list_start(&l);
    size_t at = 0;
    for (uint32_t c; yx_utf8_next(yx_buf_str(&form), &at, &c);)
        if (c != DOT)
            char_list_add(&l, c);
    yx_buf_free(&form);
    value_keep(v, &l, arena);
}

static uint32_t name_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    uint32_t held = 0;
    if (value_at(a, 0) == value_at(b, 0))
        held |= level_bit(YX_LEVEL_NAME_SURNAME);
    return held & wanted;
}

const struct compare_ops compare_name_ops = {prepare_name, name_holds, NULL};
