/* csv_cell.c -- the text of a CSV cell, as the file's writer meant it. */
#include "table/csv_cell.h"

#include "table/csv_out.h"
#include "table/gb18030.h"

/* Append `s` as sound UTF-8 without NUL. */
static void put_clean(struct yx_buf *out, struct yx_str s, enum yx_csv_dirt dirt)
{
    struct yx_str part;
    while (yx_str_split(&s, '\0', &part)) {
        if (dirt == YX_CSV_GB18030) {
            (void)yx_gb18030_put(out, part);
            continue;
        }
        size_t at = 0;
        uint32_t cp;
        while (yx_utf8_next(part, &at, &cp))
            yx_utf8_put(out, cp);
    }
}

/* ="500299…" is how some programs make Excel keep digits: the cell shows 500299…. */
static inline struct yx_str without_formula(struct yx_str s)
{
    if (s.n >= 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"' &&
        !memchr(s.p + 2, '"', s.n - 3))
        return yx_str_sub(s, 2, s.n - 1);
    return s;
}

struct yx_str yx_csv_made_text(const struct yx_csv_cell *c, enum yx_csv_dirt dirt,
                               struct yx_buf *text)
{
    struct yx_str s = c->text;
    if (YX_UNLIKELY(c->kind == YX_CSV_RAW)) {
        size_t from = text->n;
        yx_csv_unquote(s, text);
        s = (struct yx_str){text->p + from, text->n - from};
    } else if (c->kind == YX_CSV_PLAIN && s.n && s.p[0] == '=') {
        s = without_formula(s);
    }
    if (YX_UNLIKELY(dirt != YX_CSV_CLEAN)) {
        size_t from = text->n;
        put_clean(text, s, dirt);
        s = (struct yx_str){text->p + from, text->n - from};
    }
    return yx_str_trim(yx_csv_unguarded(s));
}
