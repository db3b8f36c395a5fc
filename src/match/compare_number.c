/* compare_number.c -- identity numbers 证件号, valid and broken ones.
 *
 * A value keeps the characters as codes/citizen_id.h understood them: 18 of them for a
 * number that is or could be one, whatever stands there for another paper.  `kind` says
 * what they are.  A number of which a spreadsheet lost the end is missing: its first 15
 * digits are those of every child born that day in that county. */
#include "match/compare_types.h"

#include "codes/citizen_id.h"

enum id_kind { OTHER_TEXT, VALID_NUMBER, BROKEN_NUMBER };

static bool has_digit(struct yx_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

static uint32_t upper(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

static void keep_written(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    struct char_list l;
    char_list_start(&l);
    size_t at = 0;
    for (uint32_t c; yx_utf8_next(s, &at, &c);) {
        c = upper(c);
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c >= 0x2E80)
            char_list_add(&l, c);
    }
    value_keep(v, &l, arena);
}

static void prepare_id(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    struct yx_id id;
    yx_id_read(s, 0, &id);
    if (id.packed || id.as_written) {
        char text[18];
        yx_id_chars(id.packed ? id.packed : id.as_written, text);
        keep_written((struct yx_str){text, sizeof text}, arena, v);
        v->kind = id.packed ? VALID_NUMBER : BROKEN_NUMBER;
        return;
    }
    if (id.kind == YX_ID_EMPTY || id.kind == YX_ID_PLACEHOLDER || id.kind == YX_ID_DAMAGED ||
        (id.kind == YX_ID_GARBAGE && !has_digit(s)))
        return;
    keep_written(s, arena, v);
    v->kind = id.kind == YX_ID_OTHER_PAPER ? OTHER_TEXT : BROKEN_NUMBER;
}

bool value_is_number(const struct yx_value *v)
{
    return v->kind == VALID_NUMBER;
}

static uint32_t id_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    uint32_t one_slip = level_bit(YX_LEVEL_ID_ONE_EDIT);
    uint32_t edits =
        wanted & (one_slip | level_bit(YX_LEVEL_ID_REPAIRABLE) | level_bit(YX_LEVEL_ID_TWO_EDITS));
    uint32_t held = 0;
    if (edits && value_edits_at_least(a, b) <= 2) {
        held = value_edits(a, b, edits & level_bit(YX_LEVEL_ID_TWO_EDITS) ? UINT32_MAX : one_slip,
                           YX_LEVEL_ID_ONE_EDIT, YX_LEVEL_ID_TWO_EDITS);
        if ((held & one_slip) && (a->kind == VALID_NUMBER) != (b->kind == VALID_NUMBER) &&
            (a->kind == BROKEN_NUMBER || b->kind == BROKEN_NUMBER))
            held |= level_bit(YX_LEVEL_ID_REPAIRABLE);
        held &= wanted;
    }
    enum { DIVISION_AND_BIRTH = 14, WHOLE = 18 };
    if ((wanted & level_bit(YX_LEVEL_ID_BIRTH_DIVISION)) && a->n == WHOLE && b->n == WHOLE &&
        a->width == 1 && b->width == 1 &&
        memcmp(a->text.near8, b->text.near8, DIVISION_AND_BIRTH) == 0)
        held |= level_bit(YX_LEVEL_ID_BIRTH_DIVISION);
    return held;
}

static void id_words(unsigned level, const struct yx_value *a, const struct yx_value *b,
                     bool english, struct yx_buf *out)
{
    if (level == YX_LEVEL_ID_REPAIRABLE || level == YX_LEVEL_ID_ONE_EDIT ||
        level == YX_LEVEL_ID_TWO_EDITS)
        value_edit_words(a, b, english, out);
}

const struct compare_ops compare_id_ops = {prepare_id, id_holds, id_words};
