/* row_words.c -- rows of a roster that are no data. */
#include "match/row_words.h"

enum word_place { WORD_WHOLE, WORD_FIRST, WORD_LAST };

struct row_word {
    const char *p; /* UTF-8 */
    uint8_t n;     /* bytes */
    enum word_place place;
    enum yx_row_word says;
};

#include "row_words.inc"

/* The cell without blanks anywhere: 合　计 is 合计. */
static struct yx_str without_blanks(struct yx_str cell, struct yx_buf *out)
{
    size_t at = 0;
    out->n = 0;
    for (uint32_t c; yx_utf8_next(cell, &at, &c);)
        if (c > ' ' && c != 0xA0 && c != 0x3000 && c != 0xFEFF && !(c >= 0x2000 && c <= 0x200F))
            yx_utf8_put(out, c);
    return yx_buf_str(out);
}

static bool is_letter(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= 0xC0 && !(c >= 0x2000 && c <= 0x2E7F) && !(c >= 0x3000 && c <= 0x3020) &&
            !(c >= 0xFF00 && c <= 0xFF20));
}

static bool has_letter(struct yx_str s)
{
    size_t at = 0;
    for (uint32_t c; yx_utf8_next(s, &at, &c);)
        if (is_letter(c))
            return true;
    return false;
}

static bool is_row_word(struct yx_str s, const struct row_word *w)
{
    struct yx_str word = {w->p, w->n};
    switch (w->place) {
    case WORD_WHOLE: return yx_str_eq(s, word);
    case WORD_LAST: return yx_str_ends(s, word);
    case WORD_FIRST: break;
    }
    if (!yx_str_starts(s, word))
        return false;
    size_t at = w->n;
    uint32_t next;
    return !yx_utf8_next(s, &at, &next) || !is_letter(next);
}

static enum yx_row_word word_of(struct yx_str s)
{
    for (size_t i = 0; i < YX_LEN(row_words); i++)
        if (is_row_word(s, &row_words[i]))
            return row_words[i].says;
    return YX_ROW_WORD_NONE;
}

enum yx_row_word yx_row_word_of(struct yx_str cell, struct yx_buf *scratch)
{
    return word_of(without_blanks(cell, scratch));
}

bool yx_row_word_is_heading(struct yx_str cell, struct yx_str heading, struct yx_buf *scratch)
{
    struct yx_str s = without_blanks(cell, scratch);
    if (s.n == 0 || heading.n == 0)
        return false;
    /* a merged heading is `upper/lower`; its repetition shows the lower one */
    struct yx_str last = heading;
    for (size_t i = 0; i < heading.n; i++)
        if (heading.p[i] == '/')
            last = yx_str_sub(heading, i + 1, heading.n);
    if (yx_str_eq(yx_str_trim(cell), yx_str_trim(last)))
        return true;
    return yx_str_is(s, "姓名") || yx_str_is(s, "学生姓名") || yx_str_is(s, "学校名称");
}

bool yx_row_word_is_no_name(struct yx_str cell, struct yx_str heading, struct yx_buf *scratch)
{
    struct yx_str s = without_blanks(cell, scratch);
    if (s.n == 0)
        return false;
    return !has_letter(s) || word_of(s) != YX_ROW_WORD_NONE ||
           yx_row_word_is_heading(cell, heading, scratch);
}
