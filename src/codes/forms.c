/* forms.c -- dates and yes or no in all the forms people write them. */
#include "codes/forms.h"

#include "codes/code_text.h"
#include "codes/data_table.h"
#include "table/table.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 2099 };
/* Day 0 of Excel's count, whose 1900 has a 29 February: right from 1 March 1900. */
enum { EXCEL_FIRST = 61, EXCEL_LAST = 73050, EXCEL_BARE = 20000 /* 1954 */ };

/* Half-width ASCII without blanks: what dates are made of; other characters become one
 * separator each: 年 Y, 月 M, 日 D, anything else `?`. */
static size_t plain(struct yx_str s, char *out, size_t max)
{
    size_t at = 0, n = 0;
    uint32_t c;
    while (n < max && yx_utf8_next(s, &at, &c)) {
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        switch (c) {
        case ' ':
        case '\t':
        case '\r':
        case '\n':
        case 0xA0:
        case 0x3000:
        case 0xFEFF:
        case 0x200B:
        case 0x4EFD: /* 份 */ out[n++] = ' '; break;
        case 0x5E74: out[n++] = 'Y'; break;
        case 0x6708: out[n++] = 'M'; break;
        case 0x65E5:
        case 0x53F7: out[n++] = 'D'; break;
        case 0x2010:
        case 0x2011:
        case 0x2013:
        case 0x2014:
        case 0x2212: out[n++] = '-'; break;
        case 0x3002:
        case 0xB7: out[n++] = '.'; break;
        default:
            out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c < 0x80 && c > ' ' ? (char)c : '?';
            break;
        }
    }
    return n;
}

struct cursor {
    const char *p;
    size_t n, at;
};

static bool is_digit(const struct cursor *c, size_t at)
{
    return at < c->n && c->p[at] >= '0' && c->p[at] <= '9';
}

static void skip_blanks(struct cursor *c)
{
    while (c->at < c->n && c->p[c->at] == ' ')
        c->at++;
}

/* A number of 1..max digits; 0 digits: -1. */
static int number(struct cursor *c, unsigned max, unsigned *digits)
{
    int v = 0;
    *digits = 0;
    while (*digits < max && is_digit(c, c->at)) {
        v = v * 10 + (c->p[c->at++] - '0');
        (*digits)++;
    }
    return *digits ? v : -1;
}

static bool fill(int y, int m, int d, struct yx_date_form *out)
{
    if (y < YEAR_FIRST || y > YEAR_LAST)
        return false;
    *out = (struct yx_date_form){.is_month_only = d == 0 && m != 0, .is_year_only = m == 0};
    out->day = yx_day_make(y, m ? m : 1, d ? d : 1);
    return out->day != YX_NO_DAY;
}

/* A date at the cursor, which moves past it.  `free` text asks for more than a bare year, and
 * for numbers that end where the date ends. */
static bool date_at(struct cursor *c, bool free, struct yx_date_form *out)
{
    struct cursor s = *c;
    unsigned digits;
    size_t run = 0;
    while (is_digit(&s, s.at + run))
        run++;
    if (run == 8 || (run == 6 && s.p[s.at] >= '1' && s.p[s.at] <= '2')) {
        int y = number(&s, 4, &digits), m = number(&s, 2, &digits),
            d = run == 8 ? number(&s, 2, &digits) : 0;
        if (m == 0 || (run == 8 && d == 0) || !fill(y, m, d, out))
            return false;
        *c = s;
        return true;
    }
    if (run == 14) { /* 20110901083000 */
        int y = number(&s, 4, &digits), m = number(&s, 2, &digits), d = number(&s, 2, &digits);
        s.at += 6;
        if (m == 0 || d == 0 || !fill(y, m, d, out))
            return false;
        *c = s;
        return true;
    }
    if (run != 4)
        return false;
    int y = number(&s, 4, &digits), m = 0, d = 0;
    skip_blanks(&s);
    char sep = s.at < s.n ? s.p[s.at] : '\0';
    if (sep == 'Y' || sep == '-' || sep == '.' || sep == '/') {
        s.at++;
        skip_blanks(&s);
        struct cursor after_year = s;
        m = number(&s, 2, &digits);
        if (m < 1 || m > 12 || is_digit(&s, s.at)) { /* 2011年 and something else */
            if (sep != 'Y' || free)
                return false;
            s = after_year;
            m = 0;
        }
        struct cursor after_month = s;
        skip_blanks(&s);
        char second = s.at < s.n ? s.p[s.at] : '\0';
        bool pair =
            m && (sep == 'Y' ? second == 'M'
                             : second == sep || second == '-' || second == '.' || second == '/');
        if (pair) {
            s.at++;
            struct cursor after_sep = s;
            skip_blanks(&s);
            d = number(&s, 2, &digits);
            if (d > 0 && !is_digit(&s, s.at)) {
                if (sep == 'Y')
                    skip_blanks(&s);
                if (s.at < s.n && s.p[s.at] == 'D')
                    s.at++;
            } else if (d < 0 && (second == 'M' || free)) {
                s = after_sep;
                d = 0;
            } else {
                return false;
            }
        } else if (m && sep == 'Y') { /* 2011年9: the month's sign is missing */
            if (free)
                return false;
            s = after_month;
        } else if (m && free && sep != '.' && sep != '-') {
            return false;
        } else if (m) {
            s = after_month;
        }
    } else if (free) {
        return false;
    }
    if (!fill(y, m, d, out))
        return false;
    *c = s;
    return true;
}

/* What may follow a date in a cell: nothing, or a time. */
static bool ends_well(struct cursor *c)
{
    skip_blanks(c);
    if (c->at < c->n && c->p[c->at] == 't') /* 2011-09-01T08:30 */
        c->at++;
    bool colon = false;
    size_t from = c->at;
    while (c->at < c->n && (is_digit(c, c->at) || strchr(":. z+", c->p[c->at]))) {
        colon = colon || c->p[c->at] == ':';
        c->at++;
    }
    return c->at == c->n && (colon || c->at == from);
}

bool yx_date_read(struct yx_str cell, uint8_t marks, struct yx_date_form *out)
{
    char text[40];
    cell = yx_str_trim(cell);
    size_t n = plain(cell, text, sizeof text);
    if (n == 0 || n == sizeof text)
        return false;
    struct cursor c = {text, n, 0};
    if (date_at(&c, false, out) && ends_well(&c))
        return true;
    /* Excel's count of days; what stands behind the point is the time of day.  Five digits can be
     * nothing else: so a sheet saved as CSV, which has no marks, shows it. */
    c.at = 0;
    unsigned digits;
    int days = number(&c, 5, &digits);
    if (!(marks & YX_CELL_NUMBER) && (digits != 5 || days < EXCEL_BARE))
        return false;
    if (days < EXCEL_FIRST || days > EXCEL_LAST || (c.at < n && text[c.at] != '.'))
        return false;
    *out = (struct yx_date_form){.day = yx_day_make(1899, 12, 30) + days};
    return true;
}

bool yx_date_find(struct yx_str text, struct yx_date_form *out)
{
    char plain_text[512];
    struct cursor c = {plain_text, plain(text, plain_text, sizeof plain_text), 0};
    bool found = false;
    for (; c.at < c.n; c.at++) {
        if (!is_digit(&c, c.at) || (c.at > 0 && is_digit(&c, c.at - 1)))
            continue;
        struct cursor s = c;
        struct yx_date_form d;
        if (!date_at(&s, true, &d) || d.is_year_only || is_digit(&s, s.at))
            continue;
        /* 2022-2023-1 is a term */
        if (d.is_month_only && c.at > 1 && strchr("-./", c.p[c.at - 1]) && is_digit(&c, c.at - 2))
            continue;
        if (!d.is_month_only) {
            *out = d;
            return true;
        }
        if (!found)
            *out = d;
        found = true;
    }
    return found;
}

bool yx_span_read(struct yx_str cell, uint8_t marks, struct yx_date_form *from,
                  struct yx_date_form *to)
{
    static const char *const words[] = {"至", "到", "～", "~", "—", "–", "--", " - ", "-"};
    *to = (struct yx_date_form){.day = YX_NO_DAY};
    if (yx_date_read(cell, marks, from))
        return true;
    for (size_t i = 0; i < YX_LEN(words); i++) {
        struct yx_str word = yx_str_of(words[i]);
        for (size_t at = 0; at + word.n <= cell.n; at++) {
            if (memcmp(cell.p + at, word.p, word.n) != 0)
                continue;
            struct yx_str a = yx_str_trim(yx_str_sub(cell, 0, at));
            struct yx_str b = yx_str_trim(yx_str_sub(cell, at + word.n, cell.n));
            while (b.n && (unsigned char)b.p[0] == 0xE2) /* a dash is written twice: —— */
                b = yx_str_sub(b, YX_MIN((size_t)3, b.n), b.n);
            if (!yx_date_read(a, marks, from))
                continue;
            if (yx_date_read(b, marks, to))
                return true;
            *to = (struct yx_date_form){.day = YX_NO_DAY};
            if (b.n == 0 || yx_str_is(b, "今") || yx_str_is(b, "长期") || yx_str_is(b, "现在"))
                return true;
        }
    }
    return false;
}

enum yx_answer yx_answer_read(struct yx_str cell)
{
    struct yx_buf word = {0};
    yx_word_put(cell, &word);
    uint32_t row = yx_data_find(&yx_data_answers, 0, yx_buf_str(&word));
    yx_buf_free(&word);
    if (row == yx_data_answers.n_rows)
        return YX_ANSWER_UNKNOWN;
    return yx_str_is(yx_data_at(&yx_data_answers, row, 1), "是") ? YX_ANSWER_YES : YX_ANSWER_NO;
}
