/* csv_scan.c -- records and cells of CSV bytes, by RFC 4180.
 *
 * DESIGN.  Sixty-four bytes at a time are turned into a mask with a bit for
 * every delimiter and line end; walking the bits costs a few instructions a
 * cell.  Quoted cells leave the mask and go from quote to quote with memchr().
 * No quote is scanned twice for long: a cell whose quote turns out to be text
 * has runs of quotes in it that close every later cell where it begins. */
#include "table/csv_scan.h"

#if defined(__SSE2__) && !defined(YX_PLAIN_C)
#include <emmintrin.h>
#endif

#if defined(__SSE2__) && !defined(YX_PLAIN_C)
static inline uint64_t mask_of(const char *p, char delimiter)
{
    const __m128i d = _mm_set1_epi8(delimiter), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
    uint64_t mask = 0;
    for (unsigned i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i * 16));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, d),
                                   _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr)));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (i * 16);
    }
    return mask;
}
#else
/* High bit of every byte of x that is zero. */
static inline uint64_t zero_bytes(uint64_t x)
{
    const uint64_t low = 0x7F7F7F7F7F7F7F7FU;
    return ~(((x & low) + low) | x | low);
}

static inline uint64_t mask_of(const char *p, char delimiter)
{
    const uint64_t ones = 0x0101010101010101U;
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8; i++) {
        uint64_t v;
        memcpy(&v, p + i * 8, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        v = __builtin_bswap64(v);
#endif
        uint64_t hit = zero_bytes(v ^ ones * (unsigned char)delimiter) |
                       zero_bytes(v ^ ones * '\n') | zero_bytes(v ^ ones * '\r');
        mask |= ((hit >> 7) * 0x0102040810204080U >> 56) << (i * 8);
    }
    return mask;
}
#endif

static void load(struct yx_csv_scan *s, const char *from)
{
    s->block = from;
    if (s->end - from >= 64) {
        s->mask = mask_of(from, s->delimiter);
        return;
    }
    char tail[64] = {0};
    size_t n = (size_t)(s->end - from);
    memcpy(tail, from, n);
    /* The padding holds no delimiter, but a delimiter of NUL would match it. */
    s->mask = mask_of(tail, s->delimiter) & (((uint64_t)1 << n) - 1);
}

void yx_csv_scan_init(struct yx_csv_scan *s, struct yx_str bytes, char delimiter)
{
    *s = (struct yx_csv_scan){.p = bytes.p, .end = bytes.p + bytes.n, .delimiter = delimiter};
    if (bytes.n)
        load(s, s->p);
}

/* The first delimiter or line end at or after `from`, or the end. */
static inline const char *next_sign(struct yx_csv_scan *s, const char *from)
{
    size_t off = (size_t)(from - s->block);
    uint64_t rest = off < 64 ? s->mask >> off : 0;
    while (!rest) {
        /* Past what is known: the block after this one, or wherever a quoted cell led. */
        from = off < 64 ? s->block + 64 : from;
        if (from >= s->end)
            return s->end;
        load(s, from);
        off = 0;
        rest = s->mask;
    }
    return from + __builtin_ctzll(rest);
}

/* Line ends in [p, end): LF, CRLF and CR count one each. */
static uint32_t count_lines(const char *p, const char *end)
{
    uint32_t n = 0;
    for (; p < end; p++)
        n += *p == '\n' ? 1 : *p == '\r' && (p + 1 == end || p[1] != '\n');
    return n;
}

static bool has_line_end(const char *p, const char *end)
{
    size_t n = (size_t)(end - p);
    return memchr(p, '\n', n) || memchr(p, '\r', n);
}

/* A cell whose opening quote is at p: fills *cell and returns where it ends, or
 * NULL when the quote is text. */
static const char *quoted(struct yx_csv_scan *s, const char *p, struct yx_csv_cell *cell)
{
    const char *limit = s->end - p > YX_CSV_MAX_QUOTED ? p + YX_CSV_MAX_QUOTED : s->end;
    const char *q = p + 1;
    bool is_doubled = false;
    for (;;) {
        q = q < limit ? memchr(q, '"', (size_t)(limit - q)) : NULL;
        if (!q) {
            s->saw_end |= limit == s->end;
            return NULL;
        }
        if (q + 1 == s->end || q[1] != '"')
            break;
        is_doubled = true;
        q += 2;
    }
    const char *after = q + 1;
    if (after == s->end || *after == s->delimiter || *after == '\n' || *after == '\r') {
        cell->kind = is_doubled ? YX_CSV_RAW : YX_CSV_QUOTED;
        cell->text = is_doubled ? (struct yx_str){p, (size_t)(after - p)}
                                : (struct yx_str){p + 1, (size_t)(q - p - 1)};
    } else {
        bool spans = has_line_end(p, q);
        if (spans)
            return NULL;
        after = next_sign(s, after);
        *cell = (struct yx_csv_cell){{p, (size_t)(after - p)}, YX_CSV_RAW};
    }
    s->line += count_lines(p, q);
    return after;
}

bool yx_csv_next(struct yx_csv_scan *s, struct yx_csv_record *out)
{
    const char *p = s->p, *start = p;
    out->n = 0;
    out->line = s->line;
    s->saw_end = false;
    if (p >= s->end)
        return false;
    for (;;) {
        struct yx_csv_cell cell;
        const char *after = NULL;
        if (YX_UNLIKELY(p < s->end && *p == '"'))
            after = quoted(s, p, &cell);
        if (YX_LIKELY(!after)) {
            after = next_sign(s, p);
            cell = (struct yx_csv_cell){{p, (size_t)(after - p)}, YX_CSV_PLAIN};
        }
        if (YX_LIKELY(out->n < out->cap))
            out->cell[out->n] = cell;
        out->n++;
        if (YX_UNLIKELY(after - start > YX_CSV_MAX_RECORD)) {
            s->too_long = true;
            return false;
        }
        if (after == s->end) {
            s->p = after;
            s->saw_end = true;
            return true;
        }
        p = after + 1;
        if (*after != s->delimiter) {
            if (*after == '\r' && p < s->end && *p == '\n')
                p++;
            else if (*after == '\r' && p == s->end)
                s->saw_end = true;
            s->p = p;
            s->line++;
            return true;
        }
    }
}

void yx_csv_unquote(struct yx_str raw, struct yx_buf *out)
{
    size_t i = 1;
    while (i < raw.n) {
        const char *q = memchr(raw.p + i, '"', raw.n - i);
        size_t stop = q ? (size_t)(q - raw.p) : raw.n;
        yx_buf_put(out, raw.p + i, stop - i);
        if (stop + 1 < raw.n && raw.p[stop + 1] == '"') {
            yx_buf_putc(out, '"');
            i = stop + 2;
            continue;
        }
        /* The closing quote; what follows is text. */
        i = stop + 1;
        if (i < raw.n)
            yx_buf_put(out, raw.p + i, raw.n - i);
        return;
    }
}
