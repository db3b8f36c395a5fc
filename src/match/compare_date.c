/* compare_date.c -- dates, also those no calendar knows.
 *
 * A value's `code` is year * 10000 + month * 100 + day, with 0 for what is not known; eight
 * digits that are no day (1956-04-39) are kept as written, because one of them is wrong and
 * the others may be right.  The characters of both are the eight digits, so that one word
 * holds them all.  Anything else that has a digit is kept as text. */
#include "match/compare_types.h"

#include "codes/forms.h"
#include "match/lunar.h"

enum date_kind { OTHER_TEXT, WHOLE_DATE, PART_OF_DATE };

static void keep_date(struct yx_value *v, uint32_t code)
{
    value_keep_number(v, code);
    v->kind = code % 100 ? WHOLE_DATE : PART_OF_DATE;
    v->n = 8;
    for (int i = 7; i >= 0; i--) {
        v->text.near8[i] = (uint8_t)('0' + code % 10);
        code /= 10;
    }
}

static void prepare_date(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    struct yx_date_form form;
    if (yx_date_read(s, 0, &form)) {
        struct yx_ymd d = yx_day_split(form.day);
        uint32_t month = form.is_year_only ? 0 : (uint32_t)d.month;
        uint32_t day = form.is_year_only || form.is_month_only ? 0 : (uint32_t)d.day;
        keep_date(v, (uint32_t)d.year * 10000 + month * 100 + day);
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
        keep_date(v, number);
    } else if (digits) {
        value_keep(v, &l, arena);
    }
}

/* One digit replaced, or two neighbours exchanged. */
static bool is_one_slip(const struct yx_value *a, const struct yx_value *b)
{
    static const uint64_t low7 = 0x7F7F7F7F7F7F7F7F;
    uint64_t x, y;
    memcpy(&x, a->text.near8, sizeof x);
    memcpy(&y, b->text.near8, sizeof y);
    uint64_t differ = ((x ^ y) + low7) & ~low7; /* the high bit of every digit that differs */
    uint32_t n = yx_bits_of(differ);
    if (n != 2)
        return n == 1;
    size_t i = 0;
    while (a->text.near8[i] == b->text.near8[i])
        i++;
    return i < 7 && a->text.near8[i] == b->text.near8[i + 1] &&
           b->text.near8[i] == a->text.near8[i + 1];
}

/* Is `solar` the day on which the lunar day with the numbers of `lunar` fell? */
static bool is_lunar_of(uint64_t lunar, uint64_t solar)
{
    int year = (int)(lunar / 10000), month = (int)(lunar / 100 % 100), day = (int)(lunar % 100);
    int later = ((int)(solar / 10000) - year) * 372 + ((int)(solar / 100 % 100) - month) * 31 +
                (int)(solar % 100) - day;
    enum { SOONEST = 12, LATEST = 60 }; /* days, of 31 in every month */
    if (later < SOONEST || later > LATEST)
        return false;
    yx_day it = yx_day_make((int)(solar / 10000), (int)(solar / 100 % 100), (int)(solar % 100));
    return it != YX_NO_DAY && (yx_lunar_day(year, month, day, false) == it ||
                               yx_lunar_day(year, month, day, true) == it);
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
        if ((wanted & level_bit(YX_LEVEL_DATE_ONE_DIGIT)) && is_one_slip(a, b))
            held |= level_bit(YX_LEVEL_DATE_ONE_DIGIT);
        if ((wanted & level_bit(YX_LEVEL_DATE_LUNAR)) &&
            (is_lunar_of(a->code, b->code) || is_lunar_of(b->code, a->code)))
            held |= level_bit(YX_LEVEL_DATE_LUNAR);
    }
    return held & wanted;
}

static void date_words(unsigned level, const struct yx_value *a, const struct yx_value *b,
                       bool english, struct yx_buf *out)
{
    if (a->kind == OTHER_TEXT || b->kind == OTHER_TEXT)
        return;
    const uint8_t *x = a->text.near8, *y = b->text.near8;
    if (level == YX_LEVEL_DATE_LUNAR) {
        const struct yx_value *lunar = is_lunar_of(a->code, b->code) ? a : b;
        yx_buf_printf(out, english ? "lunar %u-%u" : "农历%u月%u日",
                      (unsigned)(lunar->code / 100 % 100), (unsigned)(lunar->code % 100));
    } else if (level == YX_LEVEL_DATE_SWAPPED) {
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
            yx_buf_printf(out, english ? "digit %u: %c/%c" : "第%u位 %c/%c", i + 1, x[i], y[i]);
    }
}

const struct compare_ops compare_date_ops = {prepare_date, date_holds, date_words};

bool value_is_day(const struct yx_value *v)
{
    struct yx_date_form form;
    return v->kind == WHOLE_DATE &&
           yx_date_read((struct yx_str){(const char *)v->text.near8, v->n}, 0, &form);
}

uint32_t value_date(const struct yx_value *v)
{
    return v->kind == OTHER_TEXT ? 0 : (uint32_t)v->code;
}
