/* gb18030.c -- the Chinese national encoding, one to four bytes a character.
 *
 * DESIGN.  Rosters are digits and two-byte characters.  So eight bytes are
 * looked at as one word and copied while they are ASCII, and two bytes are one
 * look into a table of 48 KiB that stays in the cache; everything else takes
 * the slow way round. */
#include "table/gb18030.h"

#include "gb18030_tables.inc"

enum {
    FIRST_SUPPLEMENTARY = 189000, /* linear number of 0x90308130, U+10000 */
    PIECE = 1 << 15               /* bytes converted between two looks at the room */
};

/* The run of `run` that holds `x`, or NULL. */
static const struct run *run_of(const struct run *run, size_t n, uint32_t x)
{
    size_t low = 0, high = n;
    while (high - low > 1) {
        size_t mid = (low + high) / 2;
        if (run[mid].from <= x)
            low = mid;
        else
            high = mid;
    }
    return x >= run[low].from && x - run[low].from < run[low].n ? &run[low] : NULL;
}

static uint32_t four_byte(uint32_t linear)
{
    if (linear >= FIRST_SUPPLEMENTARY)
        return linear < FIRST_SUPPLEMENTARY + 0x100000 ? linear - FIRST_SUPPLEMENTARY + 0x10000 : 0;
    const struct run *r = run_of(four_bytes, YX_LEN(four_bytes), linear);
    return r ? r->to + (linear - r->from) : 0;
}

/* Length of the character at p, 0 when malformed. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *cp)
{
    if (p[0] < 0x80) {
        *cp = p[0];
        return 1;
    }
    if (p[0] == 0x80) { /* the euro sign of code page 936 */
        *cp = 0x20AC;
        return 1;
    }
    if (p[0] == 0xFF || n < 2)
        return 0;
    if (p[1] >= 0x40) {
        *cp = p[1] == 0xFF ? 0 : two_bytes[(p[0] - 0x81U) * 191 + (p[1] - 0x40U)];
        if (*cp - 0xD800U < YX_LEN(beyond))
            *cp = beyond[*cp - 0xD800U][0];
        return *cp ? 2 : 0;
    }
    if (n < 4 || p[1] < 0x30 || p[1] > 0x39 || p[2] < 0x81 || p[2] == 0xFF || p[3] < 0x30 ||
        p[3] > 0x39)
        return 0;
    *cp = four_byte(((p[0] - 0x81U) * 10 + (p[1] - 0x30U)) * 1260 + (p[2] - 0x81U) * 10 +
                    (p[3] - 0x30U));
    return *cp ? 4 : 0;
}

/* Bytes before the first of eight that is not ASCII; `high` has bit 7 of each. */
static inline unsigned ascii_before(uint64_t high)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (unsigned)__builtin_clzll(high) / 8;
#else
    return (unsigned)__builtin_ctzll(high) / 8;
#endif
}

static inline char *put_basic(char *to, uint32_t cp)
{
    if (YX_LIKELY(cp >= 0x800)) {
        to[0] = (char)(0xE0U | cp >> 12);
        to[1] = (char)(0x80U | (cp >> 6 & 0x3FU));
        to[2] = (char)(0x80U | (cp & 0x3FU));
        return to + 3;
    }
    to[0] = (char)(0xC0U | cp >> 6);
    to[1] = (char)(0x80U | (cp & 0x3FU));
    return to + 2;
}

/* Converts from `p` until `stop` is reached; characters may end behind it, but
 * not behind `end`.  `out` has room for three bytes a byte and eight more. */
static const unsigned char *convert(struct yx_buf *out, const unsigned char *p,
                                    const unsigned char *stop, const unsigned char *end,
                                    size_t *errors)
{
    char *to = out->p + out->n;
    while (p < stop) {
        if (end - p >= 8) {
            uint64_t w, high;
            memcpy(&w, p, 8);
            high = w & 0x8080808080808080U;
            memcpy(to, &w, 8);
            unsigned n = high ? ascii_before(high) : 8;
            if (YX_UNLIKELY((size_t)(stop - p) <= n)) {
                to += stop - p;
                p = stop;
                break;
            }
            p += n;
            to += n;
            if (!high)
                continue;
            /* Two-byte characters, as long as they come. */
            while (end - p >= 2 && p[0] > 0x80 && p[0] != 0xFF && p[1] >= 0x40 && p[1] != 0xFF) {
                uint32_t cp = two_bytes[(p[0] - 0x81U) * 191 + (p[1] - 0x40U)];
                if (YX_UNLIKELY(cp < 0x80 || (cp >= 0xD800 && cp < 0xE000)))
                    break;
                to = put_basic(to, cp);
                p += 2;
                if (p >= stop)
                    break;
            }
            if (p >= stop || *p < 0x80)
                continue;
        }
        uint32_t cp;
        size_t n = decode(p, (size_t)(end - p), &cp);
        *errors += n == 0 || cp == 0xFFFD;
        out->n = (size_t)(to - out->p);
        yx_utf8_put(out, n ? cp : 0xFFFD);
        to = out->p + out->n;
        p += n ? n : 1;
    }
    out->n = (size_t)(to - out->p);
    return p;
}

size_t yx_gb18030_some(struct yx_buf *out, struct yx_str s, size_t upto, size_t *errors)
{
    const unsigned char *begin = (const unsigned char *)s.p, *p = begin;
    while (p < begin + upto) {
        const unsigned char *stop = begin + upto - p > PIECE ? p + PIECE : begin + upto;
        yx_buf_reserve(out, (size_t)(stop - p) * 3 + 16);
        p = convert(out, p, stop, begin + s.n, errors);
    }
    return (size_t)(p - begin);
}

size_t yx_gb18030_put(struct yx_buf *out, struct yx_str s)
{
    size_t errors = 0;
    (void)yx_gb18030_some(out, s, s.n, &errors);
    return errors;
}

size_t yx_gb18030_errors(struct yx_str s, size_t *characters)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t errors = 0;
    *characters = 0;
    for (size_t i = 0; i < s.n;) {
        uint32_t cp;
        size_t len = decode(p + i, s.n - i, &cp);
        errors += len == 0;
        *characters += len > 1;
        i += len ? len : 1;
    }
    return errors;
}

static void put_four(struct yx_buf *out, uint32_t linear)
{
    const char b[4] = {(char)(0x81 + linear / 12600), (char)(0x30 + linear / 1260 % 10),
                       (char)(0x81 + linear / 10 % 126), (char)(0x30 + linear % 10)};
    yx_buf_put(out, b, 4);
}

static void encode(struct yx_buf *out, uint32_t cp)
{
    uint32_t two = cp < 0x10000 ? from_basic[cp] : 0;
    for (size_t i = 0; cp >= 0x10000 && i < YX_LEN(beyond); i++)
        if (beyond[i][0] == cp)
            two = beyond[i][1];
    if (two) {
        yx_buf_putc(out, (char)(two >> 8));
        yx_buf_putc(out, (char)(two & 0xFF));
    } else if (cp >= 0x10000) {
        put_four(out, FIRST_SUPPLEMENTARY + (cp - 0x10000));
    } else {
        const struct run *r = run_of(basic_linear, YX_LEN(basic_linear), cp);
        YX_ASSERT(r); /* every character has its bytes; surrogates do not come from UTF-8 */
        put_four(out, r->to - 1 + (cp - r->from));
    }
}

void yx_gb18030_from_utf8(struct yx_buf *out, struct yx_str s)
{
    size_t at = 0;
    uint32_t cp;
    yx_buf_reserve(out, s.n * 2);
    while (at < s.n) {
        size_t from = at;
        while (at < s.n && (unsigned char)s.p[at] < 0x80)
            at++;
        yx_buf_put(out, s.p + from, at - from);
        if (at < s.n && yx_utf8_next(s, &at, &cp))
            encode(out, cp);
    }
}
