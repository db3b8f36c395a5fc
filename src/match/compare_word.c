/* compare_word.c -- words of any script, strings of digits, codes.
 *
 * A word keeps letters, digits and single blanks: what people put between words (dots,
 * commas, hyphens) counts as a blank, an apostrophe as nothing.  Letters are compared as
 * capitals, in composed form; traditional characters as simplified ones. */
#include "match/compare_types.h"

#include "match/name.h"

#include <stdlib.h>
#include <utf8proc.h>

enum char_class { NOTHING, BLANK, KEPT };

static enum char_class class_of(uint32_t c)
{
    if (c < 0x80) {
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
            return KEPT;
        return c == '\'' || c == '`' ? NOTHING : BLANK;
    }
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CS: return NOTHING;
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF: return c == 0x2018 || c == 0x2019 ? NOTHING : BLANK;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PO:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS: return BLANK;
    default: return KEPT;
    }
}

/* One form of a character: half-width, capital, simplified. */
static uint32_t plain(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c < 0x80)
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    return c < 0x2E80 ? (uint32_t)utf8proc_toupper((utf8proc_int32_t)c) : yx_hanzi_fold(c);
}

static bool may_compose(struct yx_str s)
{
    size_t at = 0;
    for (uint32_t c; yx_utf8_next(s, &at, &c);)
        if ((c >= 0x300 && c < 0x2000) || (c >= 0x3099 && c <= 0x309A))
            return true;
    return false;
}

static bool is_ascii(struct yx_str s)
{
    unsigned char together = 0;
    for (size_t i = 0; i < s.n; i++)
        together |= (unsigned char)s.p[i];
    return together < 0x80;
}

static void collect(struct yx_str s, bool with_blanks, struct char_list *l)
{
    bool blank_waits = false;
    size_t at = 0;
    for (uint32_t c; yx_utf8_next(s, &at, &c);) {
        c = plain(c);
        enum char_class class = class_of(c);
        if (class == KEPT) {
            if (blank_waits && l->all)
                char_list_add(l, ' ');
            blank_waits = false;
            char_list_add(l, c);
        } else if (class == BLANK) {
            blank_waits = with_blanks;
        }
    }
}

static void keep_text(struct yx_str s, bool with_blanks, struct yx_arena *arena, struct yx_value *v)
{
    struct char_list l;
    char_list_start(&l);
    utf8proc_uint8_t *composed = NULL;
    if (!is_ascii(s) && may_compose(s)) {
        utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n,
                                          &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        if (n >= 0)
            s = (struct yx_str){(const char *)composed, (size_t)n};
    }
    collect(s, with_blanks, &l);
    value_keep(v, &l, arena);
    free(composed);
}

/* ---- words ---- */

static void prepare_word(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    keep_text(s, true, arena, v);
}

static bool begins(const struct yx_value *shorter, const struct yx_value *longer)
{
    for (size_t i = 0; i < shorter->n; i++)
        if (value_at(shorter, i) != value_at(longer, i))
            return false;
    return true;
}

static uint32_t word_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    uint32_t held = 0;
    if (value_edits_at_least(a, b) <= 2)
        held = value_edits(a, b, wanted, YX_LEVEL_WORD_ONE_EDIT, YX_LEVEL_WORD_TWO_EDITS);
    if ((wanted & level_bit(YX_LEVEL_WORD_PREFIX)) && a->n != b->n &&
        (a->n < b->n ? begins(a, b) : begins(b, a)))
        held |= level_bit(YX_LEVEL_WORD_PREFIX);
    return held;
}

static void word_words(unsigned level, const struct yx_value *a, const struct yx_value *b,
                       bool english, struct yx_buf *out)
{
    if (level == YX_LEVEL_WORD_SIMILAR) {
        unsigned like = yx_compare_percent(a, b);
        yx_buf_printf(out, english ? "%u.%02u%% alike" : "相似 %u.%02u%%", like / 100, like % 100);
    } else if (level == YX_LEVEL_WORD_ONE_EDIT || level == YX_LEVEL_WORD_TWO_EDITS) {
        value_edit_words(a, b, english, out);
    }
}

const struct compare_ops compare_word_ops = {prepare_word, word_holds, word_words};

/* ---- digits and codes ---- */

static void prepare_packed(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    keep_text(s, false, arena, v);
}

static uint32_t digits_hold(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    if (value_edits_at_least(a, b) > 2)
        return 0;
    return value_edits(a, b, wanted, YX_LEVEL_DIGITS_ONE_EDIT, YX_LEVEL_DIGITS_TWO_EDITS);
}

static void digits_words(unsigned level, const struct yx_value *a, const struct yx_value *b,
                         bool english, struct yx_buf *out)
{
    if (level == YX_LEVEL_DIGITS_ONE_EDIT || level == YX_LEVEL_DIGITS_TWO_EDITS)
        value_edit_words(a, b, english, out);
}

const struct compare_ops compare_digits_ops = {prepare_packed, digits_hold, digits_words};

static uint32_t code_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    (void)a, (void)b, (void)wanted;
    return 0;
}

const struct compare_ops compare_code_ops = {prepare_packed, code_holds, NULL};
