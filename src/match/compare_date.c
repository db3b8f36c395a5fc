/* compare_date.c -- dates, also those no calendar knows.
 *
 * A value's `code` is year * 10000 + month * 100 + day, with 0 for what is not known; eight
 * digits that are no day (1956-04-39) are kept as written, because one of them is wrong and
 * the others may be right.  Anything else that has a digit is kept as text. */
#include "match/compare_types.h"

#include "codes/forms.h"

enum date_kind { OTHER_TEXT, WHOLE_DATE, PART_OF_DATE };

static void prepare_date(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    struct yx_date_form form;
    if (yx_date_read(s, 0, &form)) {
        struct yx_ymd d = yx_day_split(form.day);
        uint32_t month = form.is_year_only ? 0 : (uint32_t)d.month;
        uint32_t day = form.is_year_only || form.is_month_only ? 0 : (uint32_t)d.day;
        value_keep_number(v, (uint32_t)d.year * 10000 + month * 100 + day);
        v->kind = day ? WHOLE_DATE : PART_OF_DATE;
        return;
    }
    struct char_list l;
    char_list_start(&l);
    size_t at = 0, digits = 0;
    uint32_t number = 0;
    for (uint32_t c; yx_utf8_next(s, &at, &c);) {
        if (c >= 0xFF10 && c <= 0xFF19)
            c -= 0xFEE0;
        if (c >= '0' && c <= '9' && ++digits <= 8)
            number = number * 10 + (c - '0');
        if (c > ' ')
            char_list_add(&l, c);
    }
    if (digits == 8 && number) {
        value_keep_number(v, number);
        v->kind = WHOLE_DATE;
    } else if (digits) {
        value_keep(v, &l, arena);
    }
}

static void split_digits(uint64_t code, uint8_t digit[8])
{
    for (int i = 7; i >= 0; i--) {
        digit[i] = (uint8_t)(code % 10);
        code /= 10;
    }
}

/* One digit replaced, or two neighbours exchanged. */
static bool is_one_slip(uint64_t a, uint64_t b)
{
    uint8_t x[8], y[8];
    split_digits(a, x);
    split_digits(b, y);
    size_t first = 8, n = 0;
    for (size_t i = 0; i < 8; i++)
        if (x[i] != y[i]) {
            first = n++ ? first : i;
            if (n > 2)
                return false;
        }
    return n == 1 || (n == 2 && first < 7 && x[first] == y[first + 1] && y[first] == x[first + 1]);
}

static uint64_t swapped(uint64_t code)
{
    return code - code % 10000 + code % 100 * 100 + code / 100 % 100;
}

static uint32_t date_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    if (a->kind == OTHER_TEXT || b->kind == OTHER_TEXT)
        return 0;
    uint32_t held = 0;
    if (a->code / 10000 == b->code / 10000) {
        held = level_bit(YX_LEVEL_DATE_SAME_YEAR);
        if (a->code / 100 == b->code / 100)
            held |= level_bit(YX_LEVEL_DATE_SAME_MONTH);
    }
    if (a->kind == WHOLE_DATE && b->kind == WHOLE_DATE) {
        if (swapped(a->code) == b->code)
            held |= level_bit(YX_LEVEL_DATE_SWAPPED);
        if ((wanted & level_bit(YX_LEVEL_DATE_ONE_DIGIT)) && is_one_slip(a->code, b->code))
            held |= level_bit(YX_LEVEL_DATE_ONE_DIGIT);
    }
    return held & wanted;
}

static void date_words(unsigned level, const struct yx_value *a, const struct yx_value *b,
                       bool english, struct yx_buf *out)
{
    if (a->kind == OTHER_TEXT || b->kind == OTHER_TEXT)
        return;
    uint8_t x[8], y[8];
    split_digits(a->code, x);
    split_digits(b->code, y);
    if (level == YX_LEVEL_DATE_SWAPPED) {
        yx_buf_printf(out, english ? "%u-%u / %u-%u (month and day)" : "%u月%u日/%u月%u日",
                      (unsigned)(a->code / 100 % 100), (unsigned)(a->code % 100),
                      (unsigned)(b->code / 100 % 100), (unsigned)(b->code % 100));
    } else if (level == YX_LEVEL_DATE_ONE_DIGIT) {
        unsigned i = 0;
        while (i < 7 && x[i] == y[i])
            i++;
        if (i < 7 && x[i + 1] != y[i + 1])
            yx_buf_printf(out, english ? "digits %u and %u exchanged" : "第%u、%u位颠倒", i + 1,
                          i + 2);
        else
            yx_buf_printf(out, english ? "digit %u: %u/%u" : "第%u位 %u/%u", i + 1, x[i], y[i]);
    }
}

const struct compare_ops compare_date_ops = {prepare_date, date_holds, date_words};
