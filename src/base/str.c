/* str.c -- text as pointer and length, and a growing byte buffer. */
#include "base/str.h"

#include "base/digits.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int yx_str_cmp(struct yx_str a, struct yx_str b)
{
    size_t n = YX_MIN(a.n, b.n);
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c)
        return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

bool yx_str_starts(struct yx_str s, struct yx_str with)
{
    return s.n >= with.n && (with.n == 0 || memcmp(s.p, with.p, with.n) == 0);
}

bool yx_str_ends(struct yx_str s, struct yx_str with)
{
    return s.n >= with.n && (with.n == 0 || memcmp(s.p + s.n - with.n, with.p, with.n) == 0);
}

bool yx_str_has_suffix(struct yx_str name, const char *suffix)
{
    size_t n = strlen(suffix);
    return name.n >= n && (n == 0 || strncasecmp(name.p + name.n - n, suffix, n) == 0);
}

ptrdiff_t yx_str_find(struct yx_str s, struct yx_str part)
{
    if (part.n == 0)
        return 0;
    const char *hit = s.n ? memmem(s.p, s.n, part.p, part.n) : NULL;
    return hit ? hit - s.p : -1;
}

/* Length in bytes of a blank at the start of `s`, 0 if there is none. */
static size_t blank_at(struct yx_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    if (s.n == 0)
        return 0;
    if (p[0] == ' ' || (p[0] >= '\t' && p[0] <= '\r'))
        return 1;
    if (s.n >= 2 && p[0] == 0xC2 && p[1] == 0xA0)
        return 2;
    if (s.n >= 3 && ((p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x80) ||
                     (p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) ||
                     (p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x8B && p[2] <= 0x8D)))
        return 3;
    return 0;
}

struct yx_str yx_str_trim_blanks(struct yx_str s)
{
    size_t k;
    while ((k = blank_at(s)) > 0) {
        s.p += k;
        s.n -= k;
    }
    while (s.n > 0) {
        size_t cut = 0;
        for (size_t len = 1; len <= 3 && len <= s.n && !cut; len++)
            if (blank_at((struct yx_str){s.p + s.n - len, len}) == len)
                cut = len;
        if (!cut)
            break;
        s.n -= cut;
    }
    return s;
}

bool yx_str_split(struct yx_str *rest, char sep, struct yx_str *part)
{
    if (!rest->p)
        return false;
    const char *hit = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (!hit) {
        *part = *rest;
        *rest = (struct yx_str){NULL, 0};
        return true;
    }
    *part = (struct yx_str){rest->p, (size_t)(hit - rest->p)};
    rest->n -= part->n + 1;
    rest->p = hit + 1;
    return true;
}

struct yx_str yx_str_dup(struct yx_arena *a, struct yx_str s)
{
    return (struct yx_str){yx_str_c(a, s), s.n};
}

char *yx_str_c(struct yx_arena *a, struct yx_str s)
{
    char *z = YX_NEW(a, char, s.n + 1);
    if (s.n)
        memcpy(z, s.p, s.n);
    return z;
}

bool yx_str_u64(struct yx_str s, uint64_t *out)
{
    uint64_t n = 0;
    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || __builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, (uint64_t)(s.p[i] - '0'), &n))
            return false;
    }
    *out = n;
    return true;
}

void yx_buf_reserve(struct yx_buf *b, size_t more)
{
    size_t want = b->n + more;
    YX_ASSERT(want >= b->n);
    if (want <= b->cap)
        return;
    size_t cap = b->cap ? b->cap : 256;
    while (cap < want)
        cap += cap / 2 + 64;
    b->p = yx_realloc(b->p, cap);
    b->cap = cap;
}

void yx_buf_free(struct yx_buf *b)
{
    free(b->p);
    *b = (struct yx_buf){0};
}

void yx_buf_printf(struct yx_buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    YX_ASSERT(n >= 0);
    yx_buf_reserve(b, (size_t)n + 1);
    (void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
    va_end(again);
    b->n += (size_t)n;
}

void yx_buf_put_u64(struct yx_buf *b, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    for (; n >= 100; n /= 100)
        memcpy(digits + (at -= 2), yx_digits_pairs + n % 100 * 2, 2);
    if (n >= 10)
        memcpy(digits + (at -= 2), yx_digits_pairs + n * 2, 2);
    else
        digits[--at] = (char)('0' + n);
    yx_buf_put(b, digits + at, sizeof digits - at);
}

void yx_buf_put_hex(struct yx_buf *b, uint64_t n)
{
    char digits[16];
    for (size_t i = sizeof digits; i-- > 0; n >>= 4)
        digits[i] = "0123456789abcdef"[n & 15];
    yx_buf_put(b, digits, sizeof digits);
}

/* Length of the well-formed sequence at p, 0 if malformed. */
static size_t sequence(const unsigned char *p, size_t n, uint32_t *cp)
{
    unsigned char c = p[0];
    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    size_t len = c >= 0xC2 && c < 0xE0   ? 2
                 : c >= 0xE0 && c < 0xF0 ? 3
                 : c >= 0xF0 && c < 0xF5 ? 4
                                         : 0;
    if (len == 0 || len > n)
        return 0;
    uint32_t v = c & (0xFFU >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0U) != 0x80U)
            return 0;
        v = v << 6 | (p[i] & 0x3FU);
    }
    if ((len == 3 && (v < 0x800 || (v >= 0xD800 && v < 0xE000))) ||
        (len == 4 && (v < 0x10000 || v > 0x10FFFF)))
        return 0;
    *cp = v;
    return len;
}

bool yx_utf8_next(struct yx_str s, size_t *at, uint32_t *out)
{
    if (*at >= s.n)
        return false;
    size_t len = sequence((const unsigned char *)s.p + *at, s.n - *at, out);
    if (len == 0) {
        *out = 0xFFFD;
        len = 1;
    }
    *at += len;
    return true;
}

void yx_utf8_put(struct yx_buf *b, uint32_t cp)
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
        cp = 0xFFFD;
    char c[4];
    size_t n;
    if (cp < 0x80) {
        c[0] = (char)cp;
        n = 1;
    } else if (cp < 0x800) {
        c[0] = (char)(0xC0 | cp >> 6);
        c[1] = (char)(0x80 | (cp & 0x3F));
        n = 2;
    } else if (cp < 0x10000) {
        c[0] = (char)(0xE0 | cp >> 12);
        c[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        c[2] = (char)(0x80 | (cp & 0x3F));
        n = 3;
    } else {
        c[0] = (char)(0xF0 | cp >> 18);
        c[1] = (char)(0x80 | (cp >> 12 & 0x3F));
        c[2] = (char)(0x80 | (cp >> 6 & 0x3F));
        c[3] = (char)(0x80 | (cp & 0x3F));
        n = 4;
    }
    yx_buf_put(b, c, n);
}

size_t yx_utf8_count(struct yx_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xC0U) != 0x80U;
    return n;
}

static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF && c != 0x303F) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

size_t yx_utf8_width(struct yx_str s)
{
    size_t width = 0, at = 0;
    uint32_t cp;
    while (yx_utf8_next(s, &at, &cp))
        width += is_wide(cp) ? 2 : 1;
    return width;
}
