/* str.h -- text as pointer and length, and a growing byte buffer.
 *
 * struct yx_str never owns its bytes and is not ended by NUL: it points into a
 * mapped file, an arena or a literal.  struct yx_buf is the one growing buffer.
 * utf8 below counts characters, never bytes, where people count characters.
 *
 * Ownership: a yx_str lives as long as what it points into; yx_buf_free() frees
 * a buffer.  Errors: none; exhausted memory ends the process.
 * Threads: no shared state. */
#ifndef YX_BASE_STR_H
#define YX_BASE_STR_H

#include "base/cc.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct yx_arena;

struct yx_str {
    const char *p; /* not NUL-terminated; may be NULL when n is 0 */
    size_t n;      /* bytes */
};

#define YX_S(literal) ((struct yx_str){("" literal ""), sizeof(literal) - 1})

static inline struct yx_str yx_str_of(const char *z)
{
    return (struct yx_str){z, z ? strlen(z) : 0};
}
static inline bool yx_str_eq(struct yx_str a, struct yx_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool yx_str_is(struct yx_str a, const char *z)
{
    return yx_str_eq(a, yx_str_of(z));
}
static inline struct yx_str yx_str_sub(struct yx_str s, size_t from, size_t to)
{
    return (struct yx_str){s.p + from, to - from};
}
/* Bytewise order, shorter first when one is the beginning of the other. */
int yx_str_cmp(struct yx_str a, struct yx_str b);
bool yx_str_starts(struct yx_str s, struct yx_str with);
bool yx_str_ends(struct yx_str s, struct yx_str with);
/* Whether a file name ends in `suffix` (lower case ASCII, as ".csv"), in whatever case. */
bool yx_str_has_suffix(struct yx_str name, const char *suffix);
/* Byte offset of the first `part` in `s`, or -1. */
ptrdiff_t yx_str_find(struct yx_str s, struct yx_str part);
/* Without blanks at both ends: ASCII white space, U+00A0, U+3000, U+FEFF, U+200B..U+200D.
 * The common text, whose first and last byte cannot belong to a blank, costs two looks. */
struct yx_str yx_str_trim_blanks(struct yx_str s);
static inline bool yx_str_may_begin_blank(unsigned char c)
{
    return c <= ' ' || c == 0xC2 || c == 0xE2 || c == 0xE3 || c == 0xEF;
}
static inline bool yx_str_may_end_blank(unsigned char c)
{
    return c <= ' ' || c == 0x80 || c == 0xA0 || c == 0xBF || (c >= 0x8B && c <= 0x8D);
}
static inline struct yx_str yx_str_trim(struct yx_str s)
{
    if (s.n && (yx_str_may_begin_blank((unsigned char)s.p[0]) ||
                yx_str_may_end_blank((unsigned char)s.p[s.n - 1])))
        return yx_str_trim_blanks(s);
    return s;
}
/* Take the part before the next `sep` from *rest; false when *rest is used up. */
bool yx_str_split(struct yx_str *rest, char sep, struct yx_str *part);
/* Copies in the arena; the C string is ended by NUL. */
struct yx_str yx_str_dup(struct yx_arena *a, struct yx_str s);
char *yx_str_c(struct yx_arena *a, struct yx_str s);
/* Decimal digits only, whole string; false on anything else or overflow. */
bool yx_str_u64(struct yx_str s, uint64_t *out);

struct yx_buf {
    char *p;
    size_t n, cap;
};

void yx_buf_reserve(struct yx_buf *b, size_t more); /* room for `more` bytes beyond n */
void yx_buf_free(struct yx_buf *b);
static inline void yx_buf_put(struct yx_buf *b, const void *p, size_t n)
{
    if (YX_UNLIKELY(b->cap - b->n < n))
        yx_buf_reserve(b, n);
    if (n)
        memcpy(b->p + b->n, p, n);
    b->n += n;
}
static inline void yx_buf_putc(struct yx_buf *b, char c)
{
    if (YX_UNLIKELY(b->cap == b->n))
        yx_buf_reserve(b, 1);
    b->p[b->n++] = c;
}
static inline void yx_buf_puts(struct yx_buf *b, struct yx_str s)
{
    yx_buf_put(b, s.p, s.n);
}
static inline void yx_buf_putz(struct yx_buf *b, const char *z)
{
    yx_buf_put(b, z, strlen(z));
}
void yx_buf_printf(struct yx_buf *b, const char *fmt, ...) YX_PRINTF(2, 3);
void yx_buf_put_u64(struct yx_buf *b, uint64_t n);
/* 16 lower-case hexadecimal digits. */
void yx_buf_put_hex(struct yx_buf *b, uint64_t n);
static inline struct yx_str yx_buf_str(const struct yx_buf *b)
{
    return (struct yx_str){b->p, b->n};
}

/* ---- UTF-8 ---- */

/* yx_utf8_next(s, at, out): code point at byte *at, which moves past it.
 * Malformed bytes give U+FFFD and move by one.  False at the end. */
bool yx_utf8_next(struct yx_str s, size_t *at, uint32_t *out);
/* Append the code point; surrogates and values above U+10FFFF become U+FFFD. */
void yx_utf8_put(struct yx_buf *b, uint32_t cp);
/* Bytes of `s` that are well-formed UTF-8 (no surrogates, no overlong forms):
 * s.n when all are.  O(bytes); plain ASCII runs at memory speed. */
size_t yx_utf8_valid(struct yx_str s);
size_t yx_utf8_count(struct yx_str s); /* characters */
/* Columns on a terminal: East Asian wide characters count two. */
size_t yx_utf8_width(struct yx_str s);

#endif
