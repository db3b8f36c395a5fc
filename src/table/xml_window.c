/* xml_window.c -- the bytes of an XML part as a window of valid characters.
 *
 * DESIGN.  One buffer holds a window of the part:
 *
 *      buf      at            end   filled          cap
 *       | scanned | to scan    | ... | free          |
 *
 * Between `end` and `filled` are at most three bytes of a character cut by the
 * block.  UTF-16 is turned into UTF-8 on its way into the window. */
#include "table/xml_window.h"

#include "base/mem.h"
#include "table/zip_guard.h"

#include <stdlib.h>

enum { BLOCK = 1 << 17, MAX_TOKEN = 4 << 20 };

/* ---- characters ---- */

static inline bool is_tail(unsigned char c)
{
    return (c & 0xC0U) == 0x80U;
}

/* Bytes of the character at p, which is not plain ASCII: 0 when XML has no such
 * character, -1 when it goes on behind the n bytes there are. */
static int wide_char(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    if (c < 0x80)
        return 1;
    if (c < 0xC2 || c > 0xF4)
        return 0;
    size_t len = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < len; i++) {
        if (i == n)
            return -1;
        if (!is_tail(p[i]))
            return 0;
        if (i > 1)
            continue;
        /* Overlong forms, surrogates, beyond U+10FFFF show in the second byte. */
        if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) ||
            (c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F))
            return 0;
    }
    return c == 0xEF && p[1] == 0xBF && p[2] > 0xBD ? 0 : (int)len; /* U+FFFE, U+FFFF */
}

/* Bytes of whole allowed characters; *bad: something else follows them (not
 * only the beginning of a character). */
static size_t valid_chars(const char *text, size_t n, bool *bad)
{
    const unsigned char *p = (const unsigned char *)text;
    const uint64_t high = 0x8080808080808080U, space = 0x2020202020202020U;
    size_t i = 0;
    *bad = false;
    while (i < n) {
        while (i + 16 <= n) {
            uint64_t a, b;
            memcpy(&a, p + i, 8);
            memcpy(&b, p + i + 8, 8);
            if ((((a - space) | a) | ((b - space) | b)) & high)
                break;
            i += 16;
        }
        for (size_t stop = YX_MIN(i + 16, n); i < stop;) {
            if (p[i] >= 0x20 && p[i] < 0x80) {
                i++;
                continue;
            }
            /* Most of what is not ASCII here is Chinese. */
            while (i + 3 <= n && p[i] >= 0xE1 && p[i] <= 0xEC && is_tail(p[i + 1]) &&
                   is_tail(p[i + 2]))
                i += 3;
            if (i >= n)
                break;
            int len = wide_char(p + i, n - i);
            if (len <= 0) {
                *bad = len == 0;
                return i;
            }
            i += (size_t)len;
        }
    }
    return n;
}

/* ---- the window ---- */

void yx_xml_bytes_init(struct yx_xml_bytes *s, yx_xml_fill_fn fill, void *ctx, const char *place)
{
    *s = (struct yx_xml_bytes){.fill = fill, .ctx = ctx, .place = place, .cap = 2 * (size_t)BLOCK};
    s->buf = yx_calloc(s->cap + YX_XML_PAD, 1);
}

void yx_xml_bytes_free(struct yx_xml_bytes *s)
{
    free(s->buf);
    free(s->wide);
}

static int damaged(const struct yx_xml_bytes *s, struct yx_err *err)
{
    return yx_zip_damaged(s->place, err);
}

/* Room for a block behind what is there. */
static int make_room(struct yx_xml_bytes *s, struct yx_err *err)
{
    if (s->at) {
        memmove(s->buf, s->buf + s->at, s->filled - s->at);
        s->end -= s->at;
        s->filled -= s->at;
        s->at = 0;
    }
    if (s->filled > MAX_TOKEN)
        return damaged(s, err);
    if (s->cap - s->filled < BLOCK) {
        s->cap = s->filled + 2 * (size_t)BLOCK + s->filled / 2;
        s->buf = yx_realloc(s->buf, s->cap + YX_XML_PAD);
        memset(s->buf + s->filled, 0, s->cap + YX_XML_PAD - s->filled);
    }
    return YX_OK;
}

static unsigned unit(const struct yx_xml_bytes *s, size_t i)
{
    unsigned a = s->wide[i], b = s->wide[i + 1];
    return s->encoding == YX_XML_UTF16LE ? a | b << 8 : a << 8 | b;
}

/* UTF-16 of `wide` to UTF-8 behind the window; unpaired surrogates are refused. */
static int narrow(struct yx_xml_bytes *s, size_t n, struct yx_err *err)
{
    size_t i = 0;
    struct yx_buf out = {s->buf, s->filled, s->cap};
    for (; i + 2 <= n; i += 2) {
        uint32_t c = unit(s, i);
        if (c >= 0xDC00 && c <= 0xDFFF)
            return damaged(s, err);
        if (c >= 0xD800 && c <= 0xDBFF) {
            if (i + 4 > n)
                break;
            uint32_t low = unit(s, i + 2);
            if (low < 0xDC00 || low > 0xDFFF)
                return damaged(s, err);
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        yx_utf8_put(&out, c);
    }
    YX_ASSERT(out.p == s->buf && out.n <= s->cap); /* a block of UTF-16 is at most 1.5 in UTF-8 */
    s->filled = out.n;
    s->n_wide = n - i;
    memmove(s->wide, s->wide + i, s->n_wide);
    return YX_OK;
}

static int fill_wide(struct yx_xml_bytes *s, bool *more, struct yx_err *err)
{
    size_t n;
    int rc = s->fill(s->ctx, (char *)s->wide + s->n_wide, BLOCK / 2 - s->n_wide, &n, err);
    if (rc != YX_OK)
        return rc;
    *more = n > 0;
    if (n == 0)
        return s->n_wide ? damaged(s, err) : YX_OK;
    return narrow(s, s->n_wide + n, err);
}

/* What the first bytes say (XML 1.0, appendix F): a mark, or a '<' of two bytes. */
static void find_encoding(struct yx_xml_bytes *s)
{
    const unsigned char *p = (const unsigned char *)s->buf;
    size_t skip = 0;
    s->encoding = YX_XML_UTF8;
    if (s->filled >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
        s->at = 3;
        s->end = 3;
        return;
    }
    if (s->filled < 2)
        return;
    if ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == '<' && p[1] == 0))
        s->encoding = YX_XML_UTF16LE;
    else if ((p[0] == 0xFE && p[1] == 0xFF) || (p[0] == 0 && p[1] == '<'))
        s->encoding = YX_XML_UTF16BE;
    else
        return;
    skip = p[0] >= 0xFE ? 2 : 0;
    s->wide = yx_calloc(BLOCK, 1);
    s->n_wide = s->filled - skip;
    memcpy(s->wide, p + skip, s->n_wide);
    s->filled = 0;
}

/* The first bytes, as many as tell the encoding. */
static int begin(struct yx_xml_bytes *s, struct yx_err *err)
{
    for (size_t n = 1; s->filled < 4 && n;) {
        int rc = s->fill(s->ctx, s->buf + s->filled, BLOCK / 2 - s->filled, &n, err);
        if (rc != YX_OK)
            return rc;
        s->filled += n;
    }
    find_encoding(s);
    return s->wide ? narrow(s, s->n_wide, err) : YX_OK;
}

int yx_xml_bytes_more(struct yx_xml_bytes *s, bool *more, struct yx_err *err)
{
    *more = false;
    if (s->is_eof)
        return YX_OK;
    int rc = make_room(s, err);
    if (rc != YX_OK)
        return rc;
    size_t n = 0;
    if (s->encoding == YX_XML_UNKNOWN) {
        rc = begin(s, err);
        *more = s->filled > s->at;
    } else if (s->wide) {
        rc = fill_wide(s, more, err);
    } else {
        rc = s->fill(s->ctx, s->buf + s->filled, BLOCK, &n, err);
        s->filled += n;
        *more = n > 0;
    }
    if (rc != YX_OK)
        return rc;
    bool bad;
    s->end += valid_chars(s->buf + s->end, s->filled - s->end, &bad);
    s->is_eof = !*more;
    if (bad || (s->is_eof && s->end < s->filled))
        return damaged(s, err);
    return YX_OK;
}
