/* xlsx_strings.c -- the strings a workbook's cells share.
 *
 * Runs of rich text are joined; phonetic runs (rPh), which show a reading above
 * the text, are left out.
 *
 * DESIGN.  Nearly every string is written <si><t>text</t></si>: where the window
 * of the scanner shows just that, without references, it is taken from there;
 * everything else goes token by token.  Both ways end in add_string(). */
#include "table/xlsx_int.h"

#include <stdlib.h>

struct strings_reading {
    struct yx_xlsx_strings *out;
    const char *place;
    struct yx_buf one; /* the string being read */
    unsigned phonetic; /* depth within rPh */
    bool in_text;
    unsigned items; /* depth within si */
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

static int add_string(struct strings_reading *r, struct yx_str stored, struct yx_err *err)
{
    struct yx_buf *text = &r->out->text;
    size_t from = text->n;
    yx_xlsx_unescape(text, stored);
    struct yx_str s = yx_str_trim((struct yx_str){text->p + from, text->n - from});
    if (s.n && s.p != text->p + from)
        memmove(text->p + from, s.p, s.n);
    text->n = from + s.n;
    if (text->n > UINT32_MAX || s.n > YX_XLSX_MAX_TEXT)
        return yx_zip_damaged(r->place, err);
    YX_PUSH(&r->out->end, (uint32_t)text->n);
    return YX_OK;
}

/* Take what is plainly written from the window. */
static int quick_strings(struct strings_reading *r, struct yx_xml_scan *x, struct yx_err *err)
{
    const struct yx_str plain = YX_S("<si><t>"), kept = YX_S("<si><t xml:space=\"preserve\">"),
                        close = YX_S("</t></si>");
    struct yx_str w = yx_xml_window(x);
    const char *p = w.p, *end = w.p + w.n;
    int rc = YX_OK;
    while (rc == YX_OK && (size_t)(end - p) > kept.n) {
        size_t n = memcmp(p, plain.p, plain.n) == 0 ? plain.n
                   : memcmp(p, kept.p, kept.n) == 0 ? kept.n
                                                    : 0;
        const char *q = p + n;
        while (q < end && !yx_xml_stops_text(*q))
            q++;
        if (n == 0 || (size_t)(end - q) < close.n || memcmp(q, close.p, close.n) != 0)
            break;
        rc = add_string(r, (struct yx_str){p + n, (size_t)(q - p) - n}, err);
        p = q + close.n;
    }
    yx_xml_skip(x, (size_t)(p - w.p));
    return rc;
}

static void strings_start(struct strings_reading *r, struct yx_str name)
{
    if (yx_str_eq(name, YX_S("rPh")))
        r->phonetic++;
    else if (yx_str_eq(name, YX_S("t")))
        r->in_text = r->phonetic == 0;
    if (!yx_str_eq(name, YX_S("si")))
        return;
    r->items++;
    r->one.n = 0;
}

static int strings_end(struct strings_reading *r, struct yx_str name, struct yx_err *err)
{
    if (yx_str_eq(name, YX_S("t")))
        r->in_text = false;
    else if (yx_str_eq(name, YX_S("rPh")))
        r->phonetic -= r->phonetic > 0;
    if (!yx_str_eq(name, YX_S("si")))
        return YX_OK;
    r->items--;
    return add_string(r, yx_buf_str(&r->one), err);
}

static int strings_text(struct strings_reading *r, struct yx_str text, struct yx_err *err)
{
    if (!r->in_text)
        return YX_OK;
    yx_buf_puts(&r->one, text);
    return r->one.n > YX_XLSX_MAX_STORED ? yx_zip_damaged(r->place, err) : YX_OK;
}

/* Elements that may be open where the quick way is taken. */
enum { QUICK_DEPTH = YX_XML_MAX_DEPTH - 2 };

int yx_xlsx_strings_scan(struct yx_xml_scan *x, const char *place, struct yx_xlsx_strings *out,
                         struct yx_err *err)
{
    struct strings_reading r = {.out = out, .place = place};
    struct yx_xml_token t = {.kind = YX_XML_TEXT};
    int rc = YX_OK;
    *out = (struct yx_xlsx_strings){0};
    while (rc == YX_OK) {
        unsigned depth = yx_xml_depth(x);
        if (depth > 0 && depth <= QUICK_DEPTH && !r.items && !r.phonetic && !r.in_text)
            rc = quick_strings(&r, x, err);
        if (rc == YX_OK)
            rc = yx_xml_scan_next(x, &t, err);
        if (rc != YX_OK || t.kind == YX_XML_DONE)
            break;
        switch (t.kind) {
        case YX_XML_START: strings_start(&r, t.name); break;
        case YX_XML_END: rc = strings_end(&r, t.name, err); break;
        default: rc = strings_text(&r, t.text, err); break;
        }
    }
    yx_buf_free(&r.one);
    return rc;
}

int yx_xlsx_strings_read(struct yx_zip *z, const char *path, const char *name,
                         struct yx_xlsx_strings *out, struct yx_err *err)
{
    struct yx_zip_part *part = NULL;
    *out = (struct yx_xlsx_strings){0};
    int rc = path ? yx_zip_part_open(z, path, &part, err) : YX_NOTFOUND;
    if (rc != YX_OK)
        return rc == YX_NOTFOUND ? YX_OK : rc;
    struct yx_xml_scan *x = yx_xml_scan_new(yx_zip_part_fill, part, name);
    rc = yx_xlsx_strings_scan(x, name, out, err);
    yx_xml_scan_free(x);
    yx_zip_part_close(part);
    return rc;
}

void yx_xlsx_strings_free(struct yx_xlsx_strings *s)
{
    yx_buf_free(&s->text);
    free(s->end.v);
    *s = (struct yx_xlsx_strings){0};
}
