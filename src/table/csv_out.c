/* csv_out.c -- CSV as everybody reads it: UTF-8, RFC 4180 quoting, LF. */
#include "table/csv_out.h"

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
