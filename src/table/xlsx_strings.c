/* xlsx_strings.c -- the strings a workbook's cells share.
 *
 * Runs of rich text are joined; phonetic runs (rPh), which show a reading above
 * the text, are left out. */
#include "table/xlsx_int.h"

#include <stdlib.h>

struct strings_reading {
    struct yx_xlsx_strings *out;
    const char *place;
    struct yx_buf one; /* the string being read */
    unsigned phonetic; /* depth within rPh */
    bool in_text;
};

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code of _xHHHH_ at p, or -1. */
static int escape_at(const char *p, size_t n)
{
    if (n < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return -1;
    int code = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex(p[i]);
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

void yx_xlsx_unescape(struct yx_buf *out, struct yx_str s)
{
    size_t from = 0, i = 0;
    const char *p;
    while (i < s.n && (p = memchr(s.p + i, '_', s.n - i)) != NULL) {
        i = (size_t)(p - s.p);
        int code = escape_at(p, s.n - i);
        if (code < 0) {
            i++;
            continue;
        }
        yx_buf_put(out, s.p + from, i - from);
        if (code) /* NUL would end nothing and show nothing */
            yx_utf8_put(out, (uint32_t)code);
        i += 7;
        from = i;
    }
    if (from < s.n)
        yx_buf_put(out, s.p + from, s.n - from);
}

static void strings_start(struct yx_xml *x, void *ctx, const char *name, const char **attr)
{
    struct strings_reading *r = ctx;
    (void)x;
    (void)attr;
    if (strcmp(name, "rPh") == 0)
        r->phonetic++;
    else if (strcmp(name, "t") == 0)
        r->in_text = r->phonetic == 0;
    else if (strcmp(name, "si") == 0)
        r->one.n = 0;
}

static void strings_end(struct yx_xml *x, void *ctx, const char *name)
{
    struct strings_reading *r = ctx;
    if (strcmp(name, "t") == 0) {
        r->in_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        if (r->phonetic)
            r->phonetic--;
    } else if (strcmp(name, "si") == 0) {
        struct yx_buf *text = &r->out->text;
        size_t from = text->n;
        yx_xlsx_unescape(text, yx_buf_str(&r->one));
        struct yx_str s = yx_str_trim((struct yx_str){text->p + from, text->n - from});
        if (s.n)
            memmove(text->p + from, s.p, s.n);
        text->n = from + s.n;
        if (text->n > UINT32_MAX || s.n > YX_XLSX_MAX_TEXT) {
            yx_xml_fail(x, yx_zip_damaged(r->place, yx_xml_err(x)));
            return;
        }
        YX_PUSH(&r->out->end, (uint32_t)text->n);
    }
}

static void strings_text(struct yx_xml *x, void *ctx, const char *p, size_t n)
{
    struct strings_reading *r = ctx;
    if (!r->in_text)
        return;
    yx_buf_put(&r->one, p, n);
    if (r->one.n > 8 * YX_XLSX_MAX_TEXT)
        yx_xml_fail(x, yx_zip_damaged(r->place, yx_xml_err(x)));
}

int yx_xlsx_strings_read(struct yx_zip *z, const char *path, const char *name,
                         struct yx_xlsx_strings *out, struct yx_err *err)
{
    static const struct yx_xml_events events = {
        .start = strings_start, .end = strings_end, .text = strings_text};
    struct strings_reading r = {.out = out, .place = name};
    *out = (struct yx_xlsx_strings){0};
    int rc = path ? yx_xml_read(z, path, name, &events, &r, err) : YX_OK;
    yx_buf_free(&r.one);
    return rc == YX_NOTFOUND ? YX_OK : rc;
}

void yx_xlsx_strings_free(struct yx_xlsx_strings *s)
{
    yx_buf_free(&s->text);
    free(s->end.v);
    *s = (struct yx_xlsx_strings){0};
}
