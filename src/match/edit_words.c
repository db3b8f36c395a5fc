/* edit_words.c -- the edits between two texts, in words.
 *
 * DESIGN.  The distance is worked out once more as the classical table, of at most
 * LONGEST characters, and walked back; the places are those of the first text, counted
 * from 1. */
#include "match/compare_types.h"

enum { LONGEST = 64, EDITS_SAID = 4 };

enum edit_kind { REPLACED, DROPPED, ADDED, EXCHANGED };
struct edit {
    enum edit_kind kind;
    size_t a, b; /* places from 0; EXCHANGED: of the first of the two */
};

static uint8_t least(uint8_t x, uint8_t y)
{
    return x < y ? x : y;
}

/* The edits from a to b, last one first; how many, at most EDITS_SAID + 1. */
static size_t find_edits(struct yx_chars a, struct yx_chars b, struct edit *out)
{
    static const uint8_t one = 1;
    uint8_t d[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= a.n; i++)
        d[i][0] = (uint8_t)i;
    for (size_t j = 0; j <= b.n; j++)
        d[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= a.n; i++)
        for (size_t j = 1; j <= b.n; j++) {
            bool same = yx_chars_at(a, i - 1) == yx_chars_at(b, j - 1);
            uint8_t v = (uint8_t)(d[i - 1][j - 1] + !same);
            v = least(v, (uint8_t)(least(d[i - 1][j], d[i][j - 1]) + one));
            if (i > 1 && j > 1 && yx_chars_at(a, i - 1) == yx_chars_at(b, j - 2) &&
                yx_chars_at(a, i - 2) == yx_chars_at(b, j - 1))
                v = least(v, (uint8_t)(d[i - 2][j - 2] + one));
            d[i][j] = v;
        }
    size_t n = 0, i = a.n, j = b.n;
    while ((i || j) && n <= EDITS_SAID) {
        if (i && j && yx_chars_at(a, i - 1) == yx_chars_at(b, j - 1) &&
            d[i][j] == d[i - 1][j - 1]) {
            i--, j--;
        } else if (i > 1 && j > 1 && d[i][j] == d[i - 2][j - 2] + 1 &&
                   yx_chars_at(a, i - 1) == yx_chars_at(b, j - 2) &&
                   yx_chars_at(a, i - 2) == yx_chars_at(b, j - 1)) {
            i -= 2, j -= 2;
            out[n++] = (struct edit){EXCHANGED, i, j};
        } else if (i && j && d[i][j] == d[i - 1][j - 1] + 1) {
            i--, j--;
            out[n++] = (struct edit){REPLACED, i, j};
        } else if (i && d[i][j] == d[i - 1][j] + 1) {
            i--;
            out[n++] = (struct edit){DROPPED, i, j};
        } else {
            j--;
            out[n++] = (struct edit){ADDED, i, j};
        }
    }
    return n;
}

static void put_char(struct yx_chars s, size_t i, struct yx_buf *out)
{
    yx_utf8_put(out, yx_chars_at(s, i));
}

static void put_edit(const struct edit *e, struct yx_chars a, struct yx_chars b, bool english,
                     struct yx_buf *out)
{
    unsigned at = (unsigned)e->a + 1;
    switch (e->kind) {
    case EXCHANGED:
        yx_buf_printf(out, english ? "places %u and %u exchanged" : "第%u、%u位颠倒", at, at + 1);
        return;
    case REPLACED:
        yx_buf_printf(out, english ? "place %u " : "第%u位 ", at);
        put_char(a, e->a, out);
        yx_buf_putc(out, '/');
        put_char(b, e->b, out);
        return;
    case DROPPED:
        yx_buf_printf(out, english ? "place %u missing: " : "少第%u位 ", at);
        put_char(a, e->a, out);
        return;
    case ADDED:
        yx_buf_printf(out, english ? "one more after place %u: " : "第%u位后多出 ", at - 1);
        put_char(b, e->b, out);
        return;
    }
}

void value_edit_words(const struct yx_value *a, const struct yx_value *b, bool english,
                      struct yx_buf *out)
{
    struct yx_chars x = value_chars(a), y = value_chars(b);
    struct edit edit[EDITS_SAID + 1];
    if (x.n > LONGEST || y.n > LONGEST)
        return;
    size_t n = find_edits(x, y, edit);
    if (n > EDITS_SAID)
        return;
    while (n--) {
        put_edit(&edit[n], x, y, english, out);
        if (n)
            yx_buf_putz(out, english ? ", " : "，");
    }
}
