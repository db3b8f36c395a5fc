/* xml_scan.c -- the big XML parts, token by token, from small blocks.
 *
 * DESIGN.  The bytes come from a window of valid characters (xml_window.h).  A
 * token that is not complete in it is scanned again from its start after more
 * bytes have come. */
#include "table/xml_scan.h"

#include "base/mem.h"
#include "table/xml_window.h"
#include "table/zip_guard.h"

#include <stdlib.h>

/* What a scan of one construct says. */
enum outcome { O_BAD = -1, O_SHORT = 0, O_DONE = 1 };

struct yx_xml_scan {
    struct yx_xml_bytes in;
    /* the document */
    bool is_begun, had_root;
    bool is_empty_element; /* the END of the START just given is still to come */
    struct yx_buf names;   /* raw names of the open elements */
    size_t name_end[YX_XML_MAX_DEPTH];
    unsigned depth;
    struct yx_xml_attribute attr[YX_XML_MAX_ATTRS];
    unsigned n_attrs;
    struct yx_buf decoded;
    char one[8]; /* a character from a reference */
};

/* ---- characters ---- */

enum { C_NAME = 1, C_NAME_START = 2, C_SPACE = 4, C_TEXT_STOP = 8 };

#define C_LETTER    (C_NAME | C_NAME_START)
#define TIMES_2(v)  v, v
#define TIMES_10(v) TIMES_2(v), TIMES_2(v), TIMES_2(v), TIMES_2(v), TIMES_2(v)
#define TIMES_16(v) TIMES_10(v), TIMES_2(v), TIMES_2(v), TIMES_2(v)
#define TIMES_26(v) TIMES_16(v), TIMES_10(v)
#define TIMES_64(v) TIMES_16(v), TIMES_16(v), TIMES_16(v), TIMES_16(v)

static const uint8_t class_of[256] = {
    ['\t'] = C_SPACE,
    ['\n'] = C_SPACE,
    [' '] = C_SPACE,
    ['\r'] = C_SPACE | C_TEXT_STOP,
    ['<'] = C_TEXT_STOP,
    ['&'] = C_TEXT_STOP,
    [']'] = C_TEXT_STOP,
    ['-'] = C_NAME,
    ['.'] = C_NAME,
    ['_'] = C_LETTER,
    [':'] = C_LETTER,
    ['0'] = TIMES_10(C_NAME),
    ['A'] = TIMES_26(C_LETTER),
    ['a'] = TIMES_26(C_LETTER),
    /* Any character beyond ASCII may be in a name: more than the standard has, harmless. */
    [128] = TIMES_64(C_LETTER),
    [192] = TIMES_64(C_LETTER),
};

static inline bool is_a(char c, unsigned class)
{
    return (class_of[(unsigned char)c] & class) != 0;
}

/* ---- the window ---- */

struct yx_xml_scan *yx_xml_scan_new(yx_xml_fill_fn fill, void *ctx, const char *place)
{
    struct yx_xml_scan *s = yx_calloc(1, sizeof *s);
    yx_xml_bytes_init(&s->in, fill, ctx, place);
    return s;
}

void yx_xml_scan_free(struct yx_xml_scan *s)
{
    if (!s)
        return;
    yx_xml_bytes_free(&s->in);
    yx_buf_free(&s->names);
    yx_buf_free(&s->decoded);
    free(s);
}

static int damaged(const struct yx_xml_scan *s, struct yx_err *err)
{
    return yx_zip_damaged(s->in.place, err);
}

int yx_xml_more(struct yx_xml_scan *s, bool *more, struct yx_err *err)
{
    return yx_xml_bytes_more(&s->in, more, err);
}

static struct yx_str window(const struct yx_xml_scan *s)
{
    return (struct yx_str){s->in.buf + s->in.at, s->in.end - s->in.at};
}

struct yx_str yx_xml_window(const struct yx_xml_scan *s)
{
    return s->is_empty_element ? (struct yx_str){s->in.buf + s->in.at, 0} : window(s);
}

void yx_xml_skip(struct yx_xml_scan *s, size_t n)
{
    s->in.at += n;
}

unsigned yx_xml_depth(const struct yx_xml_scan *s)
{
    return s->depth;
}

/* ---- references ---- */

static int digit_of(char c, unsigned base)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_xml_char(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) ||
           (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

/* The reference at p ('&'): its length, and the character it stands for. */
static enum outcome reference(const char *p, const char *end, size_t *len, uint32_t *cp)
{
    static const struct {
        struct yx_str name;
        char is;
    } known[] = {{{"amp;", 4}, '&'},
                 {{"lt;", 3}, '<'},
                 {{"gt;", 3}, '>'},
                 {{"quot;", 5}, '"'},
                 {{"apos;", 5}, '\''}};
    const char *q = p + 1;
    if (q == end)
        return O_SHORT;
    if (*q != '#') {
        size_t there = (size_t)(end - q);
        for (size_t i = 0; i < YX_LEN(known); i++) {
            size_t n = YX_MIN(there, known[i].name.n);
            if (memcmp(q, known[i].name.p, n) != 0)
                continue;
            *len = 1 + n;
            *cp = (uint32_t)known[i].is;
            return n == known[i].name.n ? O_DONE : O_SHORT;
        }
        return O_BAD;
    }
    q++;
    unsigned base = q < end && *q == 'x' ? 16 : 10;
    q += base == 16;
    const char *first = q;
    uint32_t c = 0;
    for (; q < end && digit_of(*q, base) >= 0; q++)
        c = c > 0x10FFFF ? c : c * base + (uint32_t)digit_of(*q, base);
    if (q == end)
        return O_SHORT;
    if (q == first || *q != ';' || !is_xml_char(c))
        return O_BAD;
    *len = (size_t)(q - p) + 1;
    *cp = c;
    return O_DONE;
}

/* ---- tags ---- */

static struct yx_str without_prefix(struct yx_str name)
{
    const char *colon = memchr(name.p, ':', name.n);
    return colon ? yx_str_sub(name, (size_t)(colon - name.p) + 1, name.n) : name;
}

/* The name at *p, which moves behind it. */
static inline enum outcome name_at(const char **p, const char *end, struct yx_str *name)
{
    const char *q = *p;
    if (q == end)
        return O_SHORT;
    if (!is_a(*q, C_NAME_START))
        return O_BAD;
    while (q < end && is_a(*q, C_NAME))
        q++;
    if (q == end)
        return O_SHORT;
    *name = (struct yx_str){*p, (size_t)(q - *p)};
    *p = q;
    return O_DONE;
}

static inline const char *skip_spaces(const char *p, const char *end)
{
    while (p < end && is_a(*p, C_SPACE))
        p++;
    return p;
}

/* name = "value" at *p. */
static enum outcome attribute(struct yx_xml_scan *s, const char **p, const char *end)
{
    if (s->n_attrs == YX_XML_MAX_ATTRS)
        return O_BAD;
    struct yx_xml_attribute *a = &s->attr[s->n_attrs];
    enum outcome o = name_at(p, end, &a->name);
    if (o != O_DONE)
        return o;
    const char *q = skip_spaces(*p, end);
    if (q == end)
        return O_SHORT;
    if (*q != '=')
        return O_BAD;
    q = skip_spaces(q + 1, end);
    if (q == end)
        return O_SHORT;
    char quote = *q++;
    if (quote != '"' && quote != '\'')
        return O_BAD;
    a->value.p = q;
    a->has_reference = false;
    for (; q < end && *q != quote; q++) {
        if (*q == '<')
            return O_BAD;
        if (*q != '&')
            continue;
        size_t len;
        uint32_t cp;
        o = reference(q, end, &len, &cp);
        if (o != O_DONE)
            return o;
        a->has_reference = true;
        q += len - 1;
    }
    if (q == end)
        return O_SHORT;
    a->value.n = (size_t)(q - a->value.p);
    for (unsigned i = 0; i < s->n_attrs; i++)
        if (yx_str_eq(s->attr[i].name, a->name))
            return O_BAD;
    s->n_attrs++;
    *p = q + 1;
    return O_DONE;
}

static enum outcome start_tag(struct yx_xml_scan *s, struct yx_xml_token *t)
{
    const char *p = s->in.buf + s->in.at + 1, *end = s->in.buf + s->in.end;
    struct yx_str raw;
    enum outcome o = name_at(&p, end, &raw);
    if (o != O_DONE)
        return o;
    s->n_attrs = 0;
    for (;;) {
        const char *q = skip_spaces(p, end);
        if (q == end)
            return O_SHORT;
        if (*q == '>' || *q == '/') {
            s->is_empty_element = *q == '/';
            if (s->is_empty_element && q + 1 == end)
                return O_SHORT;
            p = q + 1 + s->is_empty_element;
            if (p[-1] != '>')
                return O_BAD;
            break;
        }
        if (q == p)
            return O_BAD;
        p = q;
        if ((o = attribute(s, &p, end)) != O_DONE)
            return o;
    }
    s->in.at = (size_t)(p - s->in.buf);
    *t = (struct yx_xml_token){.kind = YX_XML_START, .name = without_prefix(raw)};
    s->had_root = true;
    if (s->depth < YX_XML_MAX_DEPTH) {
        yx_buf_puts(&s->names, raw);
        s->name_end[s->depth] = s->names.n;
    }
    s->depth++; /* looked at by the caller */
    return O_DONE;
}

/* Take the innermost name off the stack. */
static void close_element(struct yx_xml_scan *s, struct yx_xml_token *t)
{
    s->depth--;
    size_t from = s->depth ? s->name_end[s->depth - 1] : 0;
    struct yx_str raw = {s->names.p + from, s->names.n - from};
    s->names.n = from;
    *t = (struct yx_xml_token){.kind = YX_XML_END, .name = without_prefix(raw)};
}

static enum outcome end_tag(struct yx_xml_scan *s, struct yx_xml_token *t)
{
    const char *p = s->in.buf + s->in.at + 2, *end = s->in.buf + s->in.end;
    struct yx_str raw;
    enum outcome o = name_at(&p, end, &raw);
    if (o != O_DONE)
        return o;
    p = skip_spaces(p, end);
    if (p == end)
        return O_SHORT;
    if (*p != '>' || s->depth == 0)
        return O_BAD;
    size_t from = s->depth > 1 ? s->name_end[s->depth - 2] : 0;
    if (!yx_str_eq(raw, (struct yx_str){s->names.p + from, s->names.n - from}))
        return O_BAD;
    s->in.at = (size_t)(p + 1 - s->in.buf);
    close_element(s, t);
    return O_DONE;
}

/* ---- what is no element ---- */

/* Behind the first `what` at or after `from` of the window; moves there. */
static enum outcome skip_to(struct yx_xml_scan *s, size_t from, struct yx_str what)
{
    struct yx_str w = window(s);
    if (w.n < from)
        return O_SHORT;
    ptrdiff_t hit = yx_str_find(yx_str_sub(w, from, w.n), what);
    if (hit < 0)
        return O_SHORT;
    s->in.at += from + (size_t)hit + what.n;
    return O_DONE;
}

static enum outcome comment(struct yx_xml_scan *s)
{
    size_t start = s->in.at;
    enum outcome o = skip_to(s, 4, YX_S("--"));
    if (o != O_DONE)
        return o;
    if (s->in.at == s->in.end) {
        s->in.at = start;
        return O_SHORT;
    }
    return s->in.buf[s->in.at++] == '>' ? O_DONE : O_BAD;
}

/* name = 'value' of an XML declaration. */
static bool declared(struct yx_str *rest, const char *name, struct yx_str *value)
{
    const char *p = rest->p, *end = p + rest->n;
    const char *q = skip_spaces(p, end);
    size_t n = strlen(name);
    *value = (struct yx_str){NULL, 0};
    if (q == p || (size_t)(end - q) < n || memcmp(q, name, n) != 0)
        return false;
    q = skip_spaces(q + n, end);
    if (q == end || *q != '=')
        return false;
    q = skip_spaces(q + 1, end);
    if (q == end || (*q != '"' && *q != '\''))
        return false;
    const char *close = memchr(q + 1, *q, (size_t)(end - q - 1));
    if (!close)
        return false;
    *value = (struct yx_str){q + 1, (size_t)(close - q - 1)};
    for (size_t i = 0; i < value->n; i++)
        if (!is_a(value->p[i], C_NAME) || value->p[i] == ':' || (unsigned char)value->p[i] > 127)
            return false;
    *rest = (struct yx_str){close + 1, (size_t)(end - close - 1)};
    return true;
}

static bool same_word(struct yx_str s, const char *z)
{
    size_t n = strlen(z);
    for (size_t i = 0; i < n && s.n == n; i++)
        if ((s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 32 : s.p[i]) != z[i])
            return false;
    return s.n == n;
}

/* <?xml version="1.0" encoding="…" standalone="…"?>: `rest` is what stands behind xml. */
static bool declaration(struct yx_str rest, struct yx_str *encoding)
{
    struct yx_str version, standalone;
    if (!declared(&rest, "version", &version))
        return false;
    if (declared(&rest, "encoding", encoding) &&
        (!encoding->n || !((encoding->p[0] | 0x20) >= 'a' && (encoding->p[0] | 0x20) <= 'z')))
        return false;
    if (declared(&rest, "standalone", &standalone) && !yx_str_is(standalone, "yes") &&
        !yx_str_is(standalone, "no"))
        return false;
    return skip_spaces(rest.p, rest.p + rest.n) == rest.p + rest.n;
}

static int refuse_encoding(const struct yx_xml_scan *s, struct yx_str name, struct yx_err *err)
{
    char z[64];
    size_t n = YX_MIN(name.n, sizeof z - 1);
    memcpy(z, name.p, n);
    z[n] = '\0';
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT(
            "{0} 内部的文字编码是 {1}，不是工作簿应有的 UTF-8：请用 WPS/Excel 打开后另存为 .xlsx",
            "{0} is written in {1}, not in UTF-8: open it in Excel and save it as .xlsx"),
        s->in.place, z);
}

/* A processing instruction or, at the very beginning, the declaration. */
static enum outcome instruction(struct yx_xml_scan *s, bool is_first, int *rc, struct yx_err *err)
{
    struct yx_str w = window(s);
    const char *p = w.p + 2, *end = w.p + w.n;
    struct yx_str target;
    enum outcome o = name_at(&p, end, &target);
    if (o != O_DONE)
        return o;
    bool is_xml = same_word(target, "XML");
    if ((is_xml && (!is_first || !yx_str_is(target, "xml"))) || (*p != '?' && !is_a(*p, C_SPACE)))
        return O_BAD;
    const char *body = p;
    o = skip_to(s, (size_t)(p - w.p), YX_S("?>"));
    if (o != O_DONE)
        return o;
    if (*p == '?' && s->in.at != (size_t)(p - s->in.buf) + 2)
        return O_BAD;
    if (!is_xml)
        return O_DONE;
    struct yx_str encoding = {NULL, 0};
    if (!declaration((struct yx_str){body, (size_t)(s->in.buf + s->in.at - 2 - body)}, &encoding))
        return O_BAD;
    bool is_known = s->in.wide
                        ? same_word(encoding, "UTF-16") ||
                              (s->in.encoding == YX_XML_UTF16LE ? same_word(encoding, "UTF-16LE")
                                                                : same_word(encoding, "UTF-16BE"))
                        : same_word(encoding, "UTF-8") || same_word(encoding, "US-ASCII");
    if (encoding.n && !is_known)
        *rc = refuse_encoding(s, encoding, err);
    return O_DONE;
}

static int refuse_declaration(const struct yx_xml_scan *s, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT(
            "{0} 含有文档类型或实体声明，可能有害，不予读取：请用 WPS/Excel 打开后另存为 .xlsx",
            "{0} declares a document type or entities, which may be harmful: open it in Excel and save it as .xlsx"),
        s->in.place);
}

static bool begins(struct yx_str w, struct yx_str with)
{
    size_t n = YX_MIN(w.n, with.n);
    return memcmp(w.p, with.p, n) == 0;
}

/* ---- text ---- */

static enum outcome cdata(struct yx_xml_scan *s, struct yx_xml_token *t)
{
    size_t from = s->in.at + 9;
    enum outcome o = skip_to(s, 9, YX_S("]]>"));
    if (o == O_DONE)
        *t = (struct yx_xml_token){.kind = YX_XML_TEXT,
                                   .text = {s->in.buf + from, s->in.at - 3 - from}};
    if (o != O_DONE || !memchr(t->text.p, '\r', t->text.n))
        return o;
    /* Ends of lines become LF. */
    s->decoded.n = 0;
    for (size_t i = 0; i < t->text.n; i++) {
        bool is_cr = t->text.p[i] == '\r';
        if (is_cr && i + 1 < t->text.n && t->text.p[i + 1] == '\n')
            continue;
        yx_buf_putc(&s->decoded, is_cr ? '\n' : t->text.p[i]);
    }
    t->text = yx_buf_str(&s->decoded);
    return O_DONE;
}

/* One character that is not itself. */
static enum outcome special(struct yx_xml_scan *s, struct yx_xml_token *t)
{
    struct yx_str w = window(s);
    size_t len = 1;
    struct yx_buf one = {s->one, 0, sizeof s->one};
    t->kind = YX_XML_TEXT;
    if (w.p[0] == '&') {
        uint32_t cp;
        enum outcome o = reference(w.p, w.p + w.n, &len, &cp);
        if (o != O_DONE)
            return o;
        yx_utf8_put(&one, cp);
        t->text = yx_buf_str(&one);
    } else if (w.p[0] == '\r') {
        if (w.n == 1)
            return O_SHORT;
        len = w.p[1] == '\n' ? 2 : 1;
        t->text = YX_S("\n");
    } else { /* ]: the end of CDATA may not stand in text */
        if (begins(w, YX_S("]]>")))
            return w.n < 3 ? O_SHORT : O_BAD;
        t->text = (struct yx_str){w.p, 1};
    }
    s->in.at += len;
    return O_DONE;
}

static enum outcome text(struct yx_xml_scan *s, struct yx_xml_token *t)
{
    const char *from = s->in.buf + s->in.at, *p = from, *end = s->in.buf + s->in.end;
    if (s->depth == 0) { /* around the root: white space only */
        p = skip_spaces(p, end);
        s->in.at = (size_t)(p - s->in.buf);
        t->kind = YX_XML_DONE; /* nothing to hand out */
        return p == end || *p == '<' ? O_DONE : O_BAD;
    }
    while (p < end && !is_a(*p, C_TEXT_STOP))
        p++;
    if (p == from)
        return special(s, t);
    s->in.at = (size_t)(p - s->in.buf);
    *t = (struct yx_xml_token){.kind = YX_XML_TEXT, .text = {from, (size_t)(p - from)}};
    return O_DONE;
}

/* What begins with <! or <?, and is mostly skipped: t->kind stays DONE then. */
static enum outcome markup(struct yx_xml_scan *s, struct yx_xml_token *t, bool is_first, int *rc,
                           struct yx_err *err)
{
    struct yx_str w = window(s);
    if (w.p[1] == '?')
        return instruction(s, is_first, rc, err);
    if (begins(w, YX_S("<!--")))
        return w.n < 4 ? O_SHORT : comment(s);
    if (begins(w, YX_S("<![CDATA[")))
        return w.n < 9 ? O_SHORT : s->depth ? cdata(s, t) : O_BAD;
    if (begins(w, YX_S("<!DOCTYPE"))) {
        if (w.n < 9)
            return O_SHORT;
        *rc = refuse_declaration(s, err);
    }
    return O_BAD;
}

static enum outcome token(struct yx_xml_scan *s, struct yx_xml_token *t, int *rc,
                          struct yx_err *err)
{
    t->kind = YX_XML_DONE;
    if (s->in.at == s->in.end)
        return O_SHORT;
    bool is_first = !s->is_begun;
    if (s->in.buf[s->in.at] != '<') {
        s->is_begun = true;
        return text(s, t);
    }
    if (s->in.end - s->in.at < 2)
        return O_SHORT;
    enum outcome o;
    switch (s->in.buf[s->in.at + 1]) {
    case '/': o = end_tag(s, t); break;
    case '!':
    case '?': o = markup(s, t, is_first, rc, err); break;
    default: o = s->depth == 0 && s->had_root ? O_BAD : start_tag(s, t); break;
    }
    s->is_begun = s->is_begun || o == O_DONE;
    return o;
}

int yx_xml_scan_next(struct yx_xml_scan *s, struct yx_xml_token *t, struct yx_err *err)
{
    int rc = YX_OK;
    if (s->is_empty_element) {
        s->is_empty_element = false;
        close_element(s, t);
        return YX_OK;
    }
    for (;;) {
        enum outcome o = token(s, t, &rc, err);
        if (rc != YX_OK)
            return rc;
        if (o == O_DONE) {
            if (s->depth > YX_XML_MAX_DEPTH)
                return YX_FAIL(
                    err, YX_INVALID,
                    YX_TEXT(
                        "{0} 的内容嵌套超过 32 层，不像工作簿：请用 WPS/Excel 打开后另存为 .xlsx",
                        "{0} is nested deeper than 32: open it in Excel and save it as .xlsx"),
                    s->in.place);
            if (t->kind != YX_XML_DONE)
                return YX_OK;
            continue;
        }
        bool more;
        if (o == O_BAD)
            return damaged(s, err);
        rc = yx_xml_more(s, &more, err);
        if (rc != YX_OK)
            return rc;
        if (more)
            continue;
        t->kind = YX_XML_DONE;
        return s->in.at == s->in.end && s->depth == 0 && s->had_root ? YX_OK : damaged(s, err);
    }
}

struct yx_str yx_xml_scan_attr(struct yx_xml_scan *s, struct yx_str name)
{
    const struct yx_xml_attribute *a = s->attr;
    while (a < s->attr + s->n_attrs && !yx_str_eq(a->name, name))
        a++;
    if (a == s->attr + s->n_attrs)
        return (struct yx_str){NULL, 0};
    if (!a->has_reference)
        return a->value;
    s->decoded.n = 0;
    const char *end = a->value.p + a->value.n;
    for (const char *p = a->value.p; p < end; p++) {
        size_t len;
        uint32_t cp;
        if (*p == '&' && reference(p, end, &len, &cp) == O_DONE) {
            yx_utf8_put(&s->decoded, cp);
            p += len - 1;
        } else {
            yx_buf_putc(&s->decoded, *p);
        }
    }
    return yx_buf_str(&s->decoded);
}
