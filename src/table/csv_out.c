/* csv_out.c -- CSV as everybody reads it: UTF-8, RFC 4180 quoting, LF. */
#include "table/csv_out.h"

static bool needs_quotes(struct yx_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r')
            return true;
    return yx_str_trim(s).n != s.n;
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
