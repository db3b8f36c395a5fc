/* inflate.c -- DEFLATE undone, block by block, from bytes in memory.
 *
 * DESIGN.  Output goes into a buffer of our own,
 *
 *      0        WINDOW                      LIMIT    + SLACK
 *      | history | output of this round      | a match may run over |
 *
 * and when that is handed out, its last 32 KiB become the history of the next
 * round.  A round stops before a symbol, never within one, so nothing of a match
 * has to be remembered.
 *
 * Codes are looked up in a table by their next bits: 11 for literals and
 * lengths, 8 for distances; longer codes go on in a second table behind the
 * first.  An entry is
 *
 *      31        30 … 16        15 … 13    12 … 8    4 … 0
 *      literal   value          kind       extra     bits of the code
 *
 * At least 56 bits are in hand after refill(): enough for three short literals,
 * or for a length and its extra bits and a distance with its own (48).  Behind
 * the end of the input come zeros; whoever takes them is damaged. */
#include "table/inflate.h"

#include "base/mem.h"

#include <endian.h>
#include <stdlib.h>

enum {
    WINDOW = 32768,
    LIMIT = WINDOW + (1 << 17),
    LONGEST = 258,
    SLACK = LONGEST + 32,
    MAX_BITS = 15,
    N_LITLEN = 288,
    N_DIST = 32,
    N_CLEN = 19,
    LITLEN_BITS = 11,
    DIST_BITS = 8,
    CLEN_BITS = 7,
    /* The most entries any complete code of so many symbols can need. */
    LITLEN_TABLE = 2342,
    DIST_TABLE = 402,
    CLEN_TABLE = 128
};

enum {
    E_LITERAL = INT32_MIN, /* bit 31 */
    E_INVALID = 1 << 15,
    E_END = 1 << 14,
    E_SECOND = 1 << 13
};

enum state { S_HEADER, S_STORED, S_CODES, S_END, S_BAD };

struct bits {
    const uint8_t *in, *end; /* still to be taken in hand */
    uint64_t hand;           /* the next bit is the lowest; above n: the bits that follow */
    unsigned n, n_zeros;     /* n_zeros: bytes of n that are not in the input */
};

struct yx_inflate {
    struct bits bits;
    enum state state;
    bool is_last;
    size_t n_stored; /* bytes left of a stored block */
    size_t n, given; /* of `buf`: written, handed out */
    uint32_t litlen[LITLEN_TABLE], dist[DIST_TABLE];
    uint8_t buf[LIMIT + SLACK];
};

struct yx_inflate *yx_inflate_new(struct yx_str packed)
{
    struct yx_inflate *s = yx_malloc(sizeof *s);
    const uint8_t *in = (const uint8_t *)packed.p;
    s->bits = (struct bits){.in = in, .end = in + packed.n};
    s->state = S_HEADER;
    s->is_last = false;
    s->n_stored = s->n = s->given = 0;
    return s;
}

void yx_inflate_free(struct yx_inflate *s)
{
    free(s);
}

/* ---- bits ---- */

/* At least 56 bits in hand; false when zeros were taken that nobody sent. */
static inline bool refill(struct bits *b)
{
    if (YX_LIKELY(b->end - b->in >= 8)) {
        uint64_t next;
        memcpy(&next, b->in, 8);
        b->hand |= le64toh(next) << b->n;
        b->in += (63 - b->n) >> 3;
        b->n |= 56;
        return true;
    }
    if (b->n < 8 * b->n_zeros)
        return false;
    b->hand &= b->n ? UINT64_MAX >> (64 - b->n) : 0;
    while (b->n < 56) {
        if (b->in < b->end)
            b->hand |= (uint64_t)*b->in++ << b->n;
        else
            b->n_zeros++;
        b->n += 8;
    }
    return true;
}

static inline uint32_t take(struct bits *b, unsigned n)
{
    uint32_t v = (uint32_t)(b->hand & ((1U << n) - 1));
    b->hand >>= n;
    b->n -= n;
    return v;
}

/* ---- codes ---- */

/* The next code of `len` bits, which are counted from the top, read from the bottom. */
static unsigned next_code(unsigned code, unsigned len)
{
    unsigned bit = 1U << (len - 1);
    while (code & bit)
        bit >>= 1;
    return bit ? (code & (bit - 1)) | bit : 0;
}

/* Bits of the second table that begins with a code of `len`: up to where it is full. */
static unsigned second_bits(const uint16_t count[MAX_BITS + 1], unsigned len, unsigned max,
                            unsigned root)
{
    unsigned n = len - root;
    int left = 1 << n;
    while (n + root < max) {
        left -= count[n + root];
        if (left <= 0)
            break;
        n++;
        left <<= 1;
    }
    return n;
}

/* Whether the lengths make a prefix code that uses every string of bits; one code of
 * one bit, or no code at all, is good enough where `may_be_one`. */
static bool is_code(const uint16_t count[MAX_BITS + 1], unsigned max, bool may_be_one)
{
    int left = 1;
    for (unsigned i = 1; i <= MAX_BITS; i++) {
        left = 2 * left - count[i];
        if (left < 0)
            return false;
    }
    return left == 0 || max == 0 || (may_be_one && max == 1);
}

/* Fills `table`, `root` bits wide and `cap` long, from the lengths of n codes;
 * value[symbol] becomes the entry, with the bits of the code added. */
static bool make_table(uint32_t *table, unsigned root, unsigned cap, const uint8_t *len, unsigned n,
                       const uint32_t *value, bool may_be_one)
{
    uint16_t count[MAX_BITS + 1] = {0}, first[MAX_BITS + 2] = {0}, sorted[N_LITLEN];
    unsigned max = MAX_BITS, n_used = 0, at = 1U << root, low = UINT32_MAX, code = 0, bits = 0;
    for (unsigned i = 0; i < n; i++)
        count[len[i]]++;
    count[0] = 0;
    while (max && !count[max])
        max--;
    if (!is_code(count, max, may_be_one))
        return false;
    for (unsigned i = 1; i <= MAX_BITS; i++) {
        first[i + 1] = (uint16_t)(first[i] + count[i]);
        n_used += count[i];
    }
    for (unsigned i = 0; i < n; i++)
        if (len[i])
            sorted[first[len[i]]++] = (uint16_t)i;
    if (max <= 1)
        for (unsigned i = 0; i < 1U << root; i++)
            table[i] = E_INVALID;
    uint32_t *second = table;
    for (unsigned i = 0; i < n_used; i++) {
        unsigned l = len[sorted[i]];
        uint32_t v = value[sorted[i]];
        if (l <= root) {
            for (unsigned k = code; k < 1U << root; k += 1U << l)
                table[k] = v | l;
        } else {
            if ((code & ((1U << root) - 1)) != low) {
                low = code & ((1U << root) - 1);
                bits = second_bits(count, l, max, root);
                if (at + (1U << bits) > cap)
                    return false;
                table[low] = E_SECOND | at << 16 | bits << 8 | root;
                second = table + at;
                at += 1U << bits;
            }
            for (unsigned k = code >> root; k < 1U << bits; k += 1U << (l - root))
                second[k] = v | (l - root);
        }
        count[l]--;
        code = next_code(code, l);
    }
    return true;
}

/* What symbols mean: RFC 1951, 3.2.5. */
struct meaning {
    uint32_t litlen[N_LITLEN], dist[N_DIST], clen[N_CLEN];
};

static void fill_meaning(struct meaning *m)
{
    for (unsigned i = 0; i < 256; i++)
        m->litlen[i] = (uint32_t)E_LITERAL | i << 16;
    m->litlen[256] = E_END;
    for (unsigned i = 257, base = 3, extra = 0; i < 285; i++) {
        m->litlen[i] = base << 16 | extra << 8;
        base += 1U << extra;
        extra += i >= 264 && (i - 264) % 4 == 0;
    }
    m->litlen[285] = LONGEST << 16;
    m->litlen[286] = m->litlen[287] = E_INVALID;
    for (unsigned i = 0, base = 1, extra = 0; i < 30; i++) {
        m->dist[i] = base << 16 | extra << 8;
        base += 1U << extra;
        extra += i >= 3 && i % 2 == 1;
    }
    m->dist[30] = m->dist[31] = E_INVALID;
    for (unsigned i = 0; i < N_CLEN; i++)
        m->clen[i] = i << 16;
}

static bool make_codes(struct yx_inflate *s, const uint8_t *len, unsigned n_litlen, unsigned n_dist)
{
    struct meaning m;
    fill_meaning(&m);
    return make_table(s->litlen, LITLEN_BITS, LITLEN_TABLE, len, n_litlen, m.litlen, true) &&
           make_table(s->dist, DIST_BITS, DIST_TABLE, len + n_litlen, n_dist, m.dist, true);
}

static bool fixed_codes(struct yx_inflate *s)
{
    uint8_t len[N_LITLEN + N_DIST];
    for (unsigned i = 0; i < N_LITLEN; i++)
        len[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    memset(len + N_LITLEN, 5, N_DIST);
    return make_codes(s, len, N_LITLEN, N_DIST);
}

/* The lengths of n codes, themselves coded with `table`. */
static bool read_lengths(struct yx_inflate *s, const uint32_t *table, uint8_t *len, unsigned n)
{
    for (unsigned i = 0; i < n;) {
        if (!refill(&s->bits))
            return false;
        uint32_t e = table[s->bits.hand & ((1U << CLEN_BITS) - 1)];
        if (e & E_INVALID)
            return false;
        (void)take(&s->bits, e & 31);
        unsigned symbol = e >> 16, times = 1;
        uint8_t what = (uint8_t)symbol;
        if (symbol >= 16) {
            if (symbol == 16 && i == 0)
                return false;
            what = symbol == 16 ? len[i - 1] : 0;
            times = symbol == 16   ? 3 + take(&s->bits, 2)
                    : symbol == 17 ? 3 + take(&s->bits, 3)
                                   : 11 + take(&s->bits, 7);
        }
        if (times > n - i)
            return false;
        memset(len + i, what, times);
        i += times;
    }
    return true;
}

static bool dynamic_codes(struct yx_inflate *s)
{
    static const uint8_t order[N_CLEN] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                          11, 4,  12, 3, 13, 2, 14, 1, 15};
    unsigned n_litlen = 257 + take(&s->bits, 5), n_dist = 1 + take(&s->bits, 5),
             n_clen = 4 + take(&s->bits, 4);
    uint8_t clen[N_CLEN] = {0}, len[286 + 30];
    uint32_t table[CLEN_TABLE];
    struct meaning m;
    if (n_litlen > 286 || n_dist > 30)
        return false;
    for (unsigned i = 0; i < n_clen; i++) {
        if (!refill(&s->bits))
            return false;
        clen[order[i]] = (uint8_t)take(&s->bits, 3);
    }
    fill_meaning(&m);
    return make_table(table, CLEN_BITS, CLEN_TABLE, clen, N_CLEN, m.clen, false) &&
           read_lengths(s, table, len, n_litlen + n_dist) && len[256] != 0 &&
           make_codes(s, len, n_litlen, n_dist);
}

/* ---- blocks ---- */

static bool stored_header(struct yx_inflate *s)
{
    /* Back to whole bytes of the input. */
    struct bits *b = &s->bits;
    unsigned in_hand = b->n / 8;
    if (in_hand < b->n_zeros)
        return false;
    const uint8_t *in = b->in - (in_hand - b->n_zeros);
    if (b->end - in < 4)
        return false;
    unsigned n = in[0] | (unsigned)in[1] << 8, not_n = in[2] | (unsigned)in[3] << 8;
    *b = (struct bits){.in = in + 4, .end = b->end};
    s->n_stored = n;
    s->state = S_STORED;
    return (n ^ not_n) == 0xFFFF;
}

static bool header(struct yx_inflate *s)
{
    if (s->is_last) {
        s->state = S_END;
        return s->bits.n >= 8 * s->bits.n_zeros;
    }
    if (!refill(&s->bits))
        return false;
    s->is_last = take(&s->bits, 1);
    s->state = S_CODES;
    switch (take(&s->bits, 2)) {
    case 0: return stored_header(s);
    case 1: return fixed_codes(s);
    case 2: return dynamic_codes(s);
    default: return false;
    }
}

static bool stored(struct yx_inflate *s)
{
    size_t n = YX_MIN(s->n_stored, LIMIT - s->n);
    if ((size_t)(s->bits.end - s->bits.in) < n)
        return false;
    if (n)
        memcpy(s->buf + s->n, s->bits.in, n);
    s->bits.in += n;
    s->n += n;
    s->n_stored -= n;
    if (s->n_stored == 0)
        s->state = S_HEADER;
    return true;
}

/* Repeat `len` bytes from `distance` back; may write up to 16 bytes more. */
static inline uint8_t *copy_match(uint8_t *out, unsigned distance, unsigned len)
{
    uint8_t *stop = out + len;
    const uint8_t *from = out - distance;
    if (YX_LIKELY(distance >= 16)) {
        do {
            memcpy(out, from, 16);
            out += 16;
            from += 16;
        } while (out < stop);
    } else if (distance >= 8) {
        do {
            memcpy(out, from, 8);
            out += 8;
            from += 8;
        } while (out < stop);
    } else if (distance == 1) {
        memset(out, *from, len);
    } else {
        while (out < stop)
            *out++ = *from++;
    }
    return stop;
}

#define LOOK(table, bits) (table)[b.hand & ((1U << (bits)) - 1)]

/* Symbols until the block ends or the buffer is full. */
static bool codes(struct yx_inflate *s)
{
    struct bits b = s->bits; /* in registers */
    uint8_t *out = s->buf + s->n, *const limit = s->buf + LIMIT;
    while (out < limit) {
        if (!refill(&b))
            return false;
        uint32_t e = LOOK(s->litlen, LITLEN_BITS);
        if (e & (uint32_t)E_LITERAL) {
            (void)take(&b, e & 31);
            *out++ = (uint8_t)(e >> 16);
            e = LOOK(s->litlen, LITLEN_BITS);
            if (e & (uint32_t)E_LITERAL) {
                (void)take(&b, e & 31);
                *out++ = (uint8_t)(e >> 16);
                e = LOOK(s->litlen, LITLEN_BITS);
            }
            if (!refill(&b))
                return false;
        }
        if (YX_UNLIKELY(e & E_SECOND)) {
            (void)take(&b, LITLEN_BITS);
            e = LOOK(s->litlen + (e >> 16), e >> 8 & 31);
        }
        (void)take(&b, e & 31);
        if (e & (uint32_t)E_LITERAL) {
            *out++ = (uint8_t)(e >> 16);
            continue;
        }
        if (YX_UNLIKELY(e & (E_END | E_INVALID))) {
            s->state = S_HEADER;
            s->bits = b;
            s->n = (size_t)(out - s->buf);
            return (e & E_END) != 0;
        }
        unsigned len = (e >> 16) + take(&b, e >> 8 & 31);
        e = LOOK(s->dist, DIST_BITS);
        if (YX_UNLIKELY(e & E_SECOND)) {
            (void)take(&b, DIST_BITS);
            e = LOOK(s->dist + (e >> 16), e >> 8 & 31);
        }
        (void)take(&b, e & 31);
        unsigned distance = (e >> 16) + take(&b, e >> 8 & 31);
        if (YX_UNLIKELY((e & E_INVALID) || distance > (size_t)(out - s->buf)))
            return false;
        out = copy_match(out, distance, len);
    }
    s->bits = b;
    s->n = (size_t)(out - s->buf);
    return true;
}

/* Make the next round of output. */
static bool produce(struct yx_inflate *s)
{
    if (s->n > WINDOW) {
        memmove(s->buf, s->buf + s->n - WINDOW, WINDOW);
        s->n = WINDOW;
    }
    s->given = s->n;
    while (s->n < LIMIT && s->state != S_END) {
        bool good = s->state == S_HEADER   ? header(s)
                    : s->state == S_STORED ? stored(s)
                                           : s->state == S_CODES && codes(s);
        if (!good) {
            s->state = S_BAD;
            return false;
        }
    }
    return true;
}

bool yx_inflate_read(struct yx_inflate *s, char *buf, size_t cap, size_t *n)
{
    *n = 0;
    while (*n < cap) {
        if (s->given == s->n) {
            if (s->state == S_END)
                break;
            if (s->state == S_BAD || !produce(s))
                return false;
            continue;
        }
        size_t some = YX_MIN(cap - *n, s->n - s->given);
        memcpy(buf + *n, s->buf + s->given, some);
        s->given += some;
        *n += some;
    }
    return true;
}
