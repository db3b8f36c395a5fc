/* xls_text.c -- the texts of a binary workbook.
 *
 * DESIGN.  A text of BIFF8 is a count of characters, flags, and the characters,
 * each two bytes of UTF-16 or, when all their upper bytes are zero, one.  When
 * it does not fit into its record it goes on in the CONTINUE records after it;
 * wherever the cut is among the characters, the next record begins with the
 * flag again, which may then say otherwise.  A cut elsewhere has no such byte.
 * Source: [MS-XLS] 2.5.293 (XLUnicodeRichExtendedString), 2.5.294, 2.4.58. */
#include "table/xls_int.h"

#include "table/gb18030.h"

#include <stdlib.h>

enum { IS_WIDE = 1, HAS_PHONETIC = 4, HAS_RUNS = 8, RUN_BYTES = 4 };
enum { CP_ASCII = 367, CP_GBK = 936, CP_LATIN = 1252, CP_UTF16 = 1200, CP_GB18030 = 54936 };
enum { CP_LATIN_OLD = 0x8001, CP_MAC = 0x8000, CP_MAC_ROMAN = 10000 };

/* A text that may go on in the next record. */
struct seam {
    struct yx_str left; /* of the record */
    struct yx_xls_cursor *rest;
    uint32_t high; /* first half of a surrogate pair, or 0 */
};

/* On to the next CONTINUE record; false when there is none. */
static bool go_on(struct seam *s)
{
    struct yx_xls_cursor next = *s->rest;
    struct yx_xls_record r;
    if (!yx_xls_next(&next, &r) || r.id != XLS_CONTINUE)
        return false;
    *s->rest = next;
    s->left = r.body;
    return true;
}

static void advance(struct seam *s, size_t n)
{
    s->left.p += n;
    s->left.n -= n;
}

static bool skip(struct seam *s, uint64_t n)
{
    while (n > s->left.n) {
        n -= s->left.n;
        if (!go_on(s))
            return false;
    }
    advance(s, (size_t)n);
    return true;
}

static bool take(struct seam *s, char *to, size_t n)
{
    for (; n; n--) {
        while (s->left.n == 0)
            if (!go_on(s))
                return false;
        *to++ = s->left.p[0];
        advance(s, 1);
    }
    return true;
}

static void put_unit(struct seam *s, struct yx_buf *out, uint32_t unit)
{
    if (unit >= 0xDC00 && unit < 0xE000 && s->high) {
        yx_utf8_put(out, 0x10000 + ((s->high - 0xD800) << 10) + (unit - 0xDC00));
        s->high = 0;
        return;
    }
    if (s->high)
        yx_utf8_put(out, 0xFFFD);
    s->high = 0;
    if (unit >= 0xD800 && unit < 0xDC00)
        s->high = unit;
    else if (unit) /* NUL shows nothing */
        yx_utf8_put(out, unit);
}

static void put_wide(struct seam *s, struct yx_buf *out, size_t n)
{
    const char *p = s->left.p;
    yx_buf_reserve(out, n * 3 + 8);
    for (size_t i = 0; i < n; i++, p += 2) {
        uint32_t u = yx_xls_u16(p);
        if (u >= 0x800 && (u < 0xD800 || u >= 0xE000) && !s->high) {
            char *to = out->p + out->n;
            to[0] = (char)(0xE0 | u >> 12);
            to[1] = (char)(0x80 | (u >> 6 & 0x3F));
            to[2] = (char)(0x80 | (u & 0x3F));
            out->n += 3;
        } else {
            put_unit(s, out, u);
            yx_buf_reserve(out, (n - i) * 3 + 8);
        }
    }
    advance(s, n * 2);
}

static void put_narrow(struct seam *s, struct yx_buf *out, size_t n)
{
    const unsigned char *p = (const unsigned char *)s->left.p;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < 0x80 && p[i] && !s->high)
            yx_buf_putc(out, (char)p[i]);
        else
            put_unit(s, out, p[i]);
    }
    advance(s, n);
}

/* `n` characters, the flag in `wide` until the next record. */
static bool put_characters(struct seam *s, struct yx_buf *out, uint32_t n, bool wide)
{
    s->high = 0;
    while (n) {
        size_t now = YX_MIN((size_t)n, wide ? s->left.n / 2 : s->left.n);
        if (wide)
            put_wide(s, out, now);
        else
            put_narrow(s, out, now);
        n -= (uint32_t)now;
        if (n == 0)
            break;
        if (!go_on(s) || s->left.n == 0)
            return false;
        wide = s->left.p[0] & IS_WIDE;
        advance(s, 1);
    }
    if (s->high)
        yx_utf8_put(out, 0xFFFD);
    return true;
}

/* Count, flags, characters, and what follows them for looks. */
static bool put_rich(struct seam *s, struct yx_buf *out, bool has_short_count)
{
    char head[3], more[4];
    uint32_t n_runs = 0, n_phonetic = 0;
    head[1] = 0;
    if (!take(s, head, has_short_count ? 1 : 2) || !take(s, head + 2, 1))
        return false;
    if (head[2] & HAS_RUNS) {
        if (!take(s, more, 2))
            return false;
        n_runs = yx_xls_u16(more);
    }
    if (head[2] & HAS_PHONETIC) {
        if (!take(s, more, 4))
            return false;
        n_phonetic = yx_xls_u32(more);
    }
    return put_characters(s, out, yx_xls_u16(head), head[2] & IS_WIDE) &&
           skip(s, (uint64_t)n_runs * RUN_BYTES + n_phonetic);
}

/* What was appended from `from` on, without blanks around it. */
static size_t trim_from(struct yx_buf *b, size_t from)
{
    struct yx_str s = yx_str_trim((struct yx_str){b->p + from, b->n - from});
    if (s.n && s.p != b->p + from)
        memmove(b->p + from, s.p, s.n);
    b->n = from + s.n;
    return s.n;
}

int yx_xls_strings(struct yx_str first, struct yx_xls_cursor *rest, const char *place,
                   struct yx_xls_shared *out, struct yx_err *err)
{
    struct seam s = {.left = first, .rest = rest};
    char counts[8];
    if (!take(&s, counts, sizeof counts))
        return yx_xls_damaged(place, err);
    uint32_t n = yx_xls_u32(counts + 4);
    for (uint32_t i = 0; i < n; i++) {
        if (s.left.n == 0 && !go_on(&s))
            break; /* the count is not always true; a reference beyond is an error there */
        size_t from = out->text.n;
        yx_buf_reserve(&out->text, 1);
        if (!put_rich(&s, &out->text, false))
            return yx_xls_damaged(place, err);
        if (trim_from(&out->text, from) > XLS_MAX_TEXT || out->text.n > UINT32_MAX)
            return yx_xls_damaged(place, err);
        YX_PUSH(&out->end, (uint32_t)out->text.n);
    }
    while (go_on(&s))
        ;
    return YX_OK;
}

void yx_xls_shared_free(struct yx_xls_shared *s)
{
    yx_buf_free(&s->text);
    free(s->end.v);
    *s = (struct yx_xls_shared){0};
}

/* ---- code pages ---- */

/* 0x80 to 0x9F of code page 1252; 0 where it has nothing. */
static const uint16_t latin_80[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static void put_latin(struct yx_buf *out, struct yx_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        uint32_t cp = c >= 0x80 && c < 0xA0 ? latin_80[c - 0x80] : c;
        yx_utf8_put(out, cp || !c ? cp : 0xFFFD);
    }
}

static bool is_ascii(struct yx_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

static int put_bytes(struct yx_xls_coding c, struct yx_str s, struct yx_buf *out, const char *place,
                     struct yx_err *err)
{
    size_t n_characters, from = out->n;
    while (s.n && s.p[s.n - 1] == '\0')
        s.n--;
    uint32_t page = c.code_page;
    if (page == 0 || page == CP_UTF16 || page == CP_ASCII) /* not said: what fits */
        page = yx_gb18030_errors(s, &n_characters) ? CP_LATIN : CP_GBK;
    if (is_ascii(s))
        yx_buf_puts(out, s);
    else if (page == CP_GBK || page == CP_GB18030)
        yx_gb18030_put(out, s);
    else if (page == CP_LATIN || page == CP_LATIN_OLD)
        put_latin(out, s);
    else
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 的文字用代码页 {1}，读不了：请用 WPS 或 Excel 打开，另存为 .xlsx",
                    "{0}: its text is in code page {1}, which is not read: open it and "
                    "save it as .xlsx"),
            place, yx_fmt_u64(page).s);
    for (size_t i = from; i < out->n; i++)
        if (out->p[i] == '\0')
            out->p[i] = ' ';
    return YX_OK;
}

static int put_counted(struct yx_xls_coding c, struct yx_str body, size_t count_bytes,
                       struct yx_buf *out, const char *place, struct yx_err *err)
{
    if (body.n < count_bytes)
        return yx_xls_damaged(place, err);
    size_t n = count_bytes == 1 ? (unsigned char)body.p[0] : yx_xls_u16(body.p);
    if (n > body.n - count_bytes)
        return yx_xls_damaged(place, err);
    return put_bytes(c, yx_str_sub(body, count_bytes, count_bytes + n), out, place, err);
}

static int put_text(struct yx_xls_coding c, struct yx_str body, struct yx_xls_cursor *rest,
                    bool has_short_count, struct yx_buf *out, const char *place, struct yx_err *err)
{
    size_t from = out->n;
    yx_buf_reserve(out, 1);
    if (c.is_biff8) {
        struct seam s = {.left = body, .rest = rest};
        if (!put_rich(&s, out, has_short_count))
            return yx_xls_damaged(place, err);
    } else {
        int rc = put_counted(c, body, has_short_count ? 1 : 2, out, place, err);
        if (rc != YX_OK)
            return rc;
    }
    return trim_from(out, from) > XLS_MAX_TEXT ? yx_xls_damaged(place, err) : YX_OK;
}

int yx_xls_text(struct yx_xls_coding c, struct yx_str body, struct yx_xls_cursor *rest,
                struct yx_buf *out, const char *place, struct yx_err *err)
{
    return put_text(c, body, rest, false, out, place, err);
}

int yx_xls_short_text(struct yx_xls_coding c, struct yx_str body, struct yx_buf *out,
                      const char *place, struct yx_err *err)
{
    struct yx_xls_cursor nothing = {.stream = {"", 0}};
    return put_text(c, body, &nothing, true, out, place, err);
}
