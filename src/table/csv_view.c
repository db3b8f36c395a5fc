/* csv_view.c -- a stretch of a text file as UTF-8, made as it is needed.
 *
 * DESIGN.  Conversion goes line by line; every line's beginning is a place kept
 * for the way back.  A conversion may stop within a line and go on later: what
 * the line is was found out when it began, from all of it, so the text does not
 * depend on where conversions stopped. */
#include "table/csv_view.h"

#include "base/mem.h"
#include "table/gb18030.h"

#include <stdlib.h>

enum { LONGEST_LINE = 1 << 16, FIRST_MORE = 1 << 16 };

/* ---- lines of bytes ---- */

/* High bit of every byte of x that is zero (and perhaps of bytes above one). */
static inline uint64_t zero_bytes(uint64_t x)
{
    return (x - 0x0101010101010101U) & ~x & 0x8080808080808080U;
}

/* Behind the first CR or LF at or after `at`, or `end`. */
static size_t behind_line(const char *p, size_t at, size_t end)
{
    const uint64_t ones = 0x0101010101010101U;
    while (at + 8 <= end) {
        uint64_t w;
        memcpy(&w, p + at, 8);
        if (zero_bytes(w ^ ones * '\n') | zero_bytes(w ^ ones * '\r'))
            break;
        at += 8;
    }
    while (at < end && p[at] != '\n' && p[at] != '\r')
        at++;
    return at < end ? at + 1 : end;
}

/* Whether a line of a GB18030 file is Chinese in UTF-8: sound, and with at
 * least two characters of three bytes and none of two.  Chinese in GB18030
 * fails at its first character or two. */
static bool is_utf8_line(struct yx_str s)
{
    size_t three = 0;
    for (size_t i = 0; i < s.n;) {
        uint64_t w;
        if (i + 8 <= s.n && (memcpy(&w, s.p + i, 8), !(w & 0x8080808080808080U))) {
            i += 8;
            continue;
        }
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x80) {
            i++;
            continue;
        }
        if (c < 0xE2 || c > 0xEF || i + 3 > s.n || ((unsigned char)s.p[i + 1] & 0xC0U) != 0x80 ||
            ((unsigned char)s.p[i + 2] & 0xC0U) != 0x80)
            return false;
        three++;
        i += 3;
    }
    return three >= 2 && yx_utf8_valid(s) == s.n;
}

/* ---- conversions ---- */

static void begin_line(struct yx_csv_view *v)
{
    struct yx_csv_place place = {(uint32_t)v->made.n, (uint32_t)(v->upto - v->from)};
    YX_PUSH(&v->place, place);
}

static void gb18030_upto(struct yx_csv_view *v, size_t limit)
{
    const char *p = v->source.p;
    while (v->upto < limit) {
        if (v->upto >= v->line_end) {
            begin_line(v);
            size_t most = YX_MIN(v->source.n - v->upto, (size_t)LONGEST_LINE);
            v->line_end = behind_line(p, v->upto, v->upto + most);
            v->is_foreign = is_utf8_line(yx_str_sub(v->source, v->upto, v->line_end));
            if (v->is_foreign)
                YX_PUSH(&v->foreign, (uint32_t)v->made.n);
        }
        size_t stop = YX_MIN(limit, v->line_end);
        if (v->is_foreign) {
            while (stop < v->line_end && ((unsigned char)p[stop] & 0xC0U) == 0x80U)
                stop++;
            yx_buf_put(&v->made, p + v->upto, stop - v->upto);
            v->upto = stop;
        } else {
            v->upto += yx_gb18030_some(&v->made, yx_str_sub(v->source, v->upto, v->source.n),
                                       stop - v->upto, &v->n_errors);
        }
    }
}

static inline uint32_t unit_at(const char *p, bool is_big)
{
    unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1];
    return is_big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

/* The character of UTF-16 at `p`; *n is set to its bytes.  0xFFFFFFFF: malformed. */
static inline uint32_t utf16_at(const char *p, size_t left, bool is_big, size_t *n)
{
    *n = YX_MIN(left, (size_t)2);
    if (left < 2)
        return UINT32_MAX;
    uint32_t u = unit_at(p, is_big);
    if (u < 0xD800 || u > 0xDFFF)
        return u;
    uint32_t low = left >= 4 && u < 0xDC00 ? unit_at(p + 2, is_big) : 0;
    if (low < 0xDC00 || low > 0xDFFF)
        return UINT32_MAX;
    *n = 4;
    return 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
}

size_t yx_utf16_put(struct yx_buf *out, struct yx_str s, bool is_big)
{
    size_t errors = 0, n;
    for (size_t at = 0; at < s.n; at += n) {
        uint32_t cp = utf16_at(s.p + at, s.n - at, is_big, &n);
        errors += cp == UINT32_MAX;
        yx_utf8_put(out, cp == UINT32_MAX ? 0xFFFD : cp);
    }
    return errors;
}

static void utf16_upto(struct yx_csv_view *v, size_t limit)
{
    bool is_big = v->encoding == YX_ENCODING_UTF16BE, is_end = v->upto >= v->line_end;
    yx_buf_reserve(&v->made, limit > v->upto ? (limit - v->upto) * 3 / 2 + 8 : 0);
    while (v->upto < limit) {
        if (is_end)
            begin_line(v);
        size_t n;
        uint32_t cp = utf16_at(v->source.p + v->upto, v->source.n - v->upto, is_big, &n);
        v->n_errors += cp == UINT32_MAX;
        if (cp < 0x80)
            yx_buf_putc(&v->made, (char)cp);
        else
            yx_utf8_put(&v->made, cp == UINT32_MAX ? 0xFFFD : cp);
        v->upto += n;
        is_end = cp == '\n' || cp == '\r';
    }
    v->line_end = is_end ? v->upto : SIZE_MAX;
}

/* ---- views ---- */

void yx_csv_view_open(struct yx_csv_view *v, struct yx_str source, enum yx_encoding encoding,
                      size_t from)
{
    v->source = source;
    v->encoding = encoding;
    v->from = v->upto = v->line_end = from;
    v->made.n = 0;
    v->n_errors = v->foreign.n = v->place.n = 0;
    v->is_whole = encoding == YX_ENCODING_UTF8 || encoding == YX_ENCODING_ASCII;
    v->text = v->is_whole ? yx_str_sub(source, from, source.n) : (struct yx_str){"", 0};
}

size_t yx_csv_view_upto(struct yx_csv_view *v, size_t limit)
{
    limit = YX_MIN(limit, v->source.n);
    if (v->encoding == YX_ENCODING_GB18030)
        gb18030_upto(v, limit);
    else if (v->encoding == YX_ENCODING_UTF16LE || v->encoding == YX_ENCODING_UTF16BE)
        utf16_upto(v, limit);
    else
        return limit - v->from;
    v->is_whole = v->upto == v->source.n;
    v->text = yx_buf_str(&v->made);
    if (!v->text.p)
        v->text.p = "";
    return v->text.n;
}

void yx_csv_view_more(struct yx_csv_view *v)
{
    (void)yx_csv_view_upto(v, v->upto + YX_MAX(v->upto - v->from, (size_t)FIRST_MORE));
}

size_t yx_csv_view_source(const struct yx_csv_view *v, size_t text)
{
    if (v->encoding == YX_ENCODING_UTF8 || v->encoding == YX_ENCODING_ASCII)
        return v->from + text;
    if (text >= v->made.n)
        return v->upto;
    size_t low = 0, high = v->place.n;
    while (high - low > 1) {
        size_t mid = (low + high) / 2;
        if (v->place.v[mid].text <= text)
            low = mid;
        else
            high = mid;
    }
    return v->from + v->place.v[low].source;
}

void yx_csv_view_free(struct yx_csv_view *v)
{
    yx_buf_free(&v->made);
    free(v->foreign.v);
    free(v->place.v);
    *v = (struct yx_csv_view){0};
}
