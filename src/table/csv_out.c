/* csv_out.c -- CSV as everybody reads it: UTF-8, RFC 4180 quoting, LF. */
#include "table/csv_out.h"

#include <strings.h>

/* Non-zero when one of the eight bytes of `w` is below '-': every byte that wants
 * quotes is (comma, quote, CR, LF), and few others that stand in cells. */
static inline uint64_t any_below_dash(uint64_t w)
{
    return (w - 0x0101010101010101U * '-') & ~w & 0x8080808080808080U;
}

static inline bool is_special(char c)
{
    return c == ',' || c == '"' || c == '\n' || c == '\r';
}

static bool has_special(struct yx_str s, size_t from)
{
    for (size_t i = from; i < s.n; i++)
        if (is_special(s.p[i]))
            return true;
    return false;
}

static bool needs_quotes(struct yx_str s)
{
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t w;
        memcpy(&w, s.p + i, 8);
        if (any_below_dash(w))
            return has_special(s, i) || yx_str_trim(s).n != s.n;
    }
    return has_special(s, i) || yx_str_trim(s).n != s.n;
}

/* Whether a spreadsheet would begin to calculate here. */
static bool is_formula(struct yx_str s)
{
    static const char wide[] = {'\x9D', '\x8B', '\x8D', '\xA0'}; /* ＝ ＋ － ＠ after EF BC */
    if (!s.n)
        return false;
    switch (s.p[0]) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case '\0': return true;
    case '\xEF':
        for (size_t i = 0; i < YX_LEN(wide); i++)
            if (s.n >= 3 && s.p[1] == '\xBC' && s.p[2] == wide[i])
                return true;
        return false;
    default: return false;
    }
}

static bool is_named(struct yx_str s, const char *name)
{
    return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

bool yx_csv_form_encoding(struct yx_csv_form *f, struct yx_str name)
{
    f->is_gb18030 = is_named(name, "gb18030");
    return f->is_gb18030 || is_named(name, "utf-8") || is_named(name, "utf8");
}

bool yx_csv_is_figure(struct yx_str s)
{
    size_t i = s.n && s.p[0] == '-', digits = 0, points = 0;
    for (; i < s.n; i++) {
        points += s.p[i] == '.';
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else if (s.p[i] != '.' || !digits || points > 1)
            return false;
    }
    return digits > 0;
}

/* Behind the apostrophes it begins with. */
static struct yx_str behind_marks(struct yx_str s)
{
    while (s.n && s.p[0] == '\'')
        s = yx_str_sub(s, 1, s.n);
    return s;
}

struct yx_str yx_csv_unguarded(struct yx_str cell)
{
    bool is_guarded = cell.n > 1 && cell.p[0] == '\'' && is_formula(behind_marks(cell));
    return is_guarded ? yx_str_sub(cell, 1, cell.n) : cell;
}

/* Most cells begin with nothing that could be a formula or an apostrophe, and have no blank
 * at their ends. */
static inline bool is_usual(struct yx_str s)
{
    unsigned char first = (unsigned char)s.p[0];
    return first > '-' && first != '=' && first != '@' && first != 0xEF && yx_str_trim(s).n == s.n;
}

/* Copies the cell; false when one of its bytes may want quotes. */
static inline bool copy_plain(char *to, struct yx_str s)
{
    uint64_t low = 0, w;
    if (s.n < 8) {
        for (size_t i = 0; i < s.n; i++) {
            to[i] = s.p[i];
            low |= is_special(s.p[i]);
        }
        return !low;
    }
    for (size_t i = 0; i + 8 <= s.n; i += 8) {
        memcpy(&w, s.p + i, 8);
        memcpy(to + i, &w, 8);
        low |= any_below_dash(w);
    }
    memcpy(&w, s.p + s.n - 8, 8); /* the rest, with some bytes once more */
    memcpy(to + s.n - 8, &w, 8);
    return !(low | any_below_dash(w));
}

void yx_csv_text(struct yx_buf *b, struct yx_str cell)
{
    if (cell.n == 0)
        return;
    if (YX_LIKELY(is_usual(cell))) {
        if (YX_UNLIKELY(b->cap - b->n < cell.n))
            yx_buf_reserve(b, cell.n);
        if (YX_LIKELY(copy_plain(b->p + b->n, cell))) {
            b->n += cell.n;
            return;
        }
    }
    if (YX_LIKELY(!is_formula(behind_marks(cell)))) {
        yx_csv_cell(b, cell);
        return;
    }
    struct yx_buf guarded = {0};
    yx_buf_putc(&guarded, '\'');
    yx_buf_puts(&guarded, cell);
    yx_csv_cell(b, yx_buf_str(&guarded));
    yx_buf_free(&guarded);
}

void yx_csv_cell(struct yx_buf *b, struct yx_str cell)
{
    if (!needs_quotes(cell)) {
        yx_buf_puts(b, cell);
        return;
    }
    yx_buf_putc(b, '"');
    struct yx_str part;
    for (bool first = true; yx_str_split(&cell, '"', &part); first = false) {
        if (!first)
            yx_buf_put(b, "\"\"", 2);
        yx_buf_puts(b, part);
    }
    yx_buf_putc(b, '"');
}

void yx_csv_row(struct yx_buf *b, const struct yx_str *cell, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            yx_buf_putc(b, ',');
        yx_csv_cell(b, cell[i]);
    }
    yx_buf_putc(b, '\n');
}
