/* similar.c -- how similar two texts are, in characters, by bits.
 *
 * DESIGN.  Everything rests on one question: at which of 64 places of a text stands this
 * character?  Texts of a field are short, so that no table of characters is built: one or
 * two vector comparisons answer it from the text itself.  Longer texts are handled in words
 * of 64 places with the carries of the addition and of the shifts handed on. */
#include "match/similar.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { N_WORDS = YX_CHARS_LONGEST / 64 };

/* ---- where a character stands ---- */

#ifdef __SSE2__
static inline uint64_t places8(const uint8_t *p, size_t n, uint32_t c)
{
    __m128i wanted = _mm_set1_epi8((char)c);
    uint64_t at = 0;
    for (size_t i = 0; i < n; i += 16) {
        __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        at |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(some, wanted)) << i;
    }
    return at;
}
static inline uint64_t places32(const uint32_t *p, size_t n, uint32_t c)
{
    __m128i wanted = _mm_set1_epi32((int)c);
    uint64_t at = 0;
    for (size_t i = 0; i < n; i += 4) {
        __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i same = _mm_cmpeq_epi32(some, wanted);
        at |= (uint64_t)(uint32_t)_mm_movemask_ps(_mm_castsi128_ps(same)) << i;
    }
    return at;
}
#else
static inline uint64_t places8(const uint8_t *p, size_t n, uint32_t c)
{
    uint64_t at = 0;
    for (size_t i = 0; i < n; i++)
        at |= (uint64_t)(p[i] == c) << i;
    return at;
}
static inline uint64_t places32(const uint32_t *p, size_t n, uint32_t c)
{
    uint64_t at = 0;
    for (size_t i = 0; i < n; i++)
        at |= (uint64_t)(p[i] == c) << i;
    return at;
}
#endif

/* Bit i: character `from` + i of s is c; of at most 64 characters. */
static inline uint64_t places(struct yx_chars s, size_t from, uint32_t c)
{
    size_t n = YX_MIN(s.n - from, (size_t)64);
    uint64_t inside = n == 64 ? UINT64_MAX : ((uint64_t)1 << n) - 1;
    if (s.width == 4)
        return places32((const uint32_t *)s.p + from, n, c) & inside;
    return c > 0xFF ? 0 : places8((const uint8_t *)s.p + from, n, c) & inside;
}

static struct yx_chars part(struct yx_chars s, size_t from, size_t n)
{
    return (struct yx_chars){(const uint8_t *)s.p + from * s.width, (uint32_t)n, s.width};
}

/* ---- distance ---- */

/* With at most two edits every character of the one that is not edited stands in the other at
 * the same place or one or two places aside; at most two are edited. */
bool yx_chars_far_apart(const uint8_t *a, uint32_t n_a, const uint8_t *b, uint32_t n_b)
{
    enum { EDITS = 2 };
    if ((n_a > n_b ? n_a - n_b : n_b - n_a) > EDITS)
        return true;
#ifdef __SSE2__
    uint32_t found = 0;
    for (size_t from = 0; from < n_a; from += 16) {
        const __m128i here = _mm_loadu_si128((const __m128i *)(const void *)(a + from));
        uint32_t some = 0;
        for (size_t aside = 0; aside <= EDITS; aside++) {
            const __m128i later =
                _mm_loadu_si128((const __m128i *)(const void *)(b + from + aside));
            some |= (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(here, later));
        }
        found |= some << from;
        const __m128i there = _mm_loadu_si128((const __m128i *)(const void *)(b + from));
        for (size_t aside = 1; aside <= EDITS; aside++) {
            const __m128i ahead =
                _mm_loadu_si128((const __m128i *)(const void *)(a + from + aside));
            some = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(there, ahead));
            found |= some << (from + aside);
        }
    }
    return yx_bits_of(~found & (((uint32_t)1 << n_a) - 1)) > EDITS;
#else
    (void)a, (void)b;
    return false;
#endif
}

static unsigned distance_in_word(struct yx_chars a, struct yx_chars b, unsigned limit)
{
    uint64_t up = UINT64_MAX, down = 0, diagonal = 0, before = 0;
    uint64_t last = (uint64_t)1 << (a.n - 1);
    unsigned distance = a.n;
    for (size_t j = 0; j < b.n; j++) {
        uint64_t here = places(a, 0, yx_chars_at(b, j));
        uint64_t swapped = ((~diagonal & here) << 1) & before;
        diagonal = (((here & up) + up) ^ up) | here | down | swapped;
        uint64_t right = down | ~(diagonal | up), left = diagonal & up;
        distance += (right & last) != 0;
        distance -= (left & last) != 0;
        if (distance > limit + (b.n - 1 - j)) /* falls by one a column at best */
            return limit + 1;
        right = right << 1 | 1;
        left <<= 1;
        up = left | ~(diagonal | right);
        down = right & diagonal;
        before = here;
    }
    return YX_MIN(distance, limit + 1);
}

static unsigned distance_in_words(struct yx_chars a, struct yx_chars b, unsigned limit)
{
    struct {
        uint64_t up, down, diagonal, before;
    } word[N_WORDS];
    size_t n_words = (a.n + 63) / 64;
    for (size_t w = 0; w < n_words; w++) {
        word[w].up = UINT64_MAX;
        word[w].down = word[w].diagonal = word[w].before = 0;
    }
    uint64_t last = (uint64_t)1 << ((a.n - 1) & 63);
    unsigned distance = a.n;
    for (size_t j = 0; j < b.n; j++) {
        uint32_t c = yx_chars_at(b, j);
        uint64_t add = 0, from_right = 1, from_left = 0, from_swap = 0;
        for (size_t w = 0; w < n_words; w++) {
            uint64_t here = places(a, w * 64, c), up = word[w].up, down = word[w].down;
            uint64_t next_to = ~word[w].diagonal & here;
            uint64_t swapped = (next_to << 1 | from_swap) & word[w].before;
            from_swap = next_to >> 63;
            uint64_t sum = (here & up) + up, carry = sum < up;
            sum += add;
            add = carry | (sum < add);
            uint64_t diagonal = (sum ^ up) | here | down | swapped;
            uint64_t right = down | ~(diagonal | up), left = diagonal & up;
            if (w + 1 == n_words) {
                distance += (right & last) != 0;
                distance -= (left & last) != 0;
            }
            uint64_t right_out = right >> 63, left_out = left >> 63;
            right = right << 1 | from_right;
            left = left << 1 | from_left;
            from_right = right_out;
            from_left = left_out;
            word[w].up = left | ~(diagonal | right);
            word[w].down = right & diagonal;
            word[w].diagonal = diagonal;
            word[w].before = here;
        }
        if (distance > limit + (b.n - 1 - j))
            return limit + 1;
    }
    return YX_MIN(distance, limit + 1);
}

unsigned yx_chars_distance(struct yx_chars a, struct yx_chars b, unsigned limit)
{
    if (a.n > b.n) {
        struct yx_chars t = a;
        a = b;
        b = t;
    }
    if (b.n - a.n > limit)
        return limit + 1;
    size_t head = 0, tail = 0;
    while (head < a.n && yx_chars_at(a, head) == yx_chars_at(b, head))
        head++;
    while (tail < a.n - head && yx_chars_at(a, a.n - 1 - tail) == yx_chars_at(b, b.n - 1 - tail))
        tail++;
    a = part(a, head, a.n - head - tail);
    b = part(b, head, b.n - head - tail);
    if (a.n == 0)
        return b.n;
    if (b.n == 1)
        return YX_MIN(1U, limit + 1);
    if (a.n == 2 && b.n == 2 && yx_chars_at(a, 0) == yx_chars_at(b, 1) &&
        yx_chars_at(a, 1) == yx_chars_at(b, 0))
        return YX_MIN(1U, limit + 1);
    if (limit <= 1) /* both ends differ and it is none of the single slips */
        return limit + 1;
    return a.n <= 64 ? distance_in_word(a, b, limit) : distance_in_words(a, b, limit);
}

/* ---- Jaro and Winkler ---- */

static bool chooses_after(struct yx_chars a, struct yx_chars b)
{
    if (a.n != b.n)
        return a.n > b.n;
    for (size_t i = 0; i < a.n; i++)
        if (yx_chars_at(a, i) != yx_chars_at(b, i))
            return yx_chars_at(a, i) > yx_chars_at(b, i);
    return false;
}

/* Bits from..to (exclusive) of the word that begins at place `base`. */
static uint64_t window(size_t from, size_t to, size_t base)
{
    if (to <= base || from >= base + 64)
        return 0;
    uint64_t bits = to - base >= 64 ? UINT64_MAX : ((uint64_t)1 << (to - base)) - 1;
    return from > base ? bits & UINT64_MAX << (from - base) : bits;
}

#ifdef __SSE2__
/* Of at most 32 one-byte characters each, a choosing. */
static struct yx_jaro jaro_in_registers(const uint8_t *a, uint32_t n_a, const uint8_t *b,
                                        uint32_t n_b)
{
    struct yx_jaro j = {0};
    const __m128i low = _mm_loadu_si128((const __m128i *)(const void *)b);
    const __m128i high =
        n_b > 16 ? _mm_loadu_si128((const __m128i *)(const void *)(b + 16)) : _mm_setzero_si128();
    uint32_t reach = n_b / 2 ? n_b / 2 - 1 : 0, n = 0;
    uint64_t taken = 0, inside = ((uint64_t)1 << n_b) - 1;
    uint64_t near = ((uint64_t)2 << reach) - 1; /* the place itself and `reach` behind it */
    uint8_t chosen[32];
    while (j.common_head < 4 && j.common_head < n_a && a[j.common_head] == b[j.common_head])
        j.common_head++;
    for (uint32_t i = 0; i < n_a; i++) {
        const __m128i wanted = _mm_set1_epi8((char)a[i]);
        uint64_t free = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(low, wanted)) |
                        (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(high, wanted)) << 16;
        free &= near & inside & ~taken;
        near = i < reach ? near << 1 | 1 : near << 1;
        taken |= free & (0 - free);
        chosen[n] = a[i];
        n += free != 0;
    }
    j.matches = n;
    n = 0;
    for (uint64_t left = taken; left; left &= left - 1)
        j.out_of_order += b[__builtin_ctzll(left)] != chosen[n++];
    return j;
}
#endif

struct yx_jaro yx_chars_jaro(struct yx_chars a, struct yx_chars b)
{
    struct yx_jaro j = {0};
    if (a.n == 0 || b.n == 0)
        return j;
    if (chooses_after(a, b)) {
        struct yx_chars t = a;
        a = b;
        b = t;
    }
#ifdef __SSE2__
    if (a.width == 1 && b.width == 1 && b.n <= 32)
        return jaro_in_registers(a.p, a.n, b.p, b.n);
#endif
    while (j.common_head < 4 && j.common_head < a.n &&
           yx_chars_at(a, j.common_head) == yx_chars_at(b, j.common_head))
        j.common_head++;
    size_t reach = b.n / 2, n_words = (b.n + 63) / 64;
    reach = reach ? reach - 1 : 0;
    uint64_t taken[N_WORDS]; /* places of b */
    uint32_t chosen[YX_CHARS_LONGEST];
    memset(taken, 0, n_words * sizeof taken[0]);
    for (size_t i = 0; i < a.n; i++) {
        uint32_t c = yx_chars_at(a, i);
        size_t from = i > reach ? i - reach : 0, to = YX_MIN(i + reach + 1, (size_t)b.n);
        for (size_t w = from / 64; w * 64 < to; w++) {
            uint64_t free = places(b, w * 64, c) & window(from, to, w * 64) & ~taken[w];
            if (!free)
                continue;
            taken[w] |= free & (0 - free);
            chosen[j.matches++] = c;
            break;
        }
    }
    size_t at = 0;
    for (size_t w = 0; w < n_words; w++)
        for (uint64_t left = taken[w]; left; left &= left - 1) {
            size_t place = w * 64 + (size_t)__builtin_ctzll(left);
            YX_KNOWN(at < j.matches); /* a place was taken for each */
            j.out_of_order += yx_chars_at(b, place) != chosen[at++];
        }
    return j;
}

/* 10000 times the similarity, over *over. */
static uint64_t winkler(struct yx_jaro j, uint32_t n_a, uint32_t n_b, uint64_t *over)
{
    uint64_t m = j.matches, a = n_a, b = n_b;
    /* (m/a + m/b + (m - t)/m) / 3 over one denominator; t counts exchanged pairs, whole ones. */
    *over = 3 * a * b * m;
    uint64_t jaro = m * m * (a + b) + (m - j.out_of_order / 2) * a * b;
    uint64_t head = jaro * 10 > *over * 7 ? j.common_head : 0;
    return 1000 * ((10 - head) * jaro + head * *over);
}

unsigned yx_jaro_winkler(struct yx_jaro j, uint32_t n_a, uint32_t n_b)
{
    if (j.matches == 0)
        return n_a == 0 && n_b == 0 ? 10000 : 0;
    uint64_t over, all = winkler(j, n_a, n_b, &over);
    return (unsigned)(all / over);
}

bool yx_jaro_winkler_reaches(struct yx_jaro j, uint32_t n_a, uint32_t n_b, unsigned at_least)
{
    if (j.matches == 0)
        return yx_jaro_winkler(j, n_a, n_b) >= at_least;
    uint64_t over, all = winkler(j, n_a, n_b, &over);
    return all >= at_least * over;
}
