/* utf8_valid.c -- how much of a text is well-formed UTF-8.
 *
 * DESIGN.  Sixteen bytes at a time, after Keiser and Lemire, "Validating UTF-8 in
 * less than one instruction per byte" (2021): three small tables, indexed by half
 * bytes of every two neighbours, name the faults each of them leaves possible, and
 * a fault that all three name is one.  Only where the processor can look sixteen
 * half bytes up at once, which is asked when it runs.  The beginning of what is
 * left over or faulty is looked at one character after the other, as everything
 * is elsewhere. */
#include "base/str.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define HAS_WIDE 1
#else
#define HAS_WIDE 0
#endif

#if HAS_WIDE
/* What two neighbouring bytes may have wrong. */
enum {
    TOO_SHORT = 1 << 0,   /* a lead byte, and no continuation behind it */
    TOO_LONG = 1 << 1,    /* ASCII, and a continuation behind it */
    OVERLONG_3 = 1 << 2,  /* E0 and below A0 */
    TOO_LARGE = 1 << 3,   /* above U+10FFFF, by F4 and above 8F, or by F5 and more */
    SURROGATE = 1 << 4,   /* ED and A0 or more */
    OVERLONG_2 = 1 << 5,  /* C0, C1 */
    TOO_LARGE_8 = 1 << 6, /* F5 and more, with 80 to 8F */
    OVERLONG_4 = 1 << 6,  /* F0 and below 90; the table of low halves tells the two apart */
    TWO_CONTS = 1 << 7,   /* two continuations: right only as the third or fourth byte */
    ALWAYS = TOO_SHORT | TOO_LONG | TWO_CONTS /* whatever the low half of the first byte is */
};

__attribute__((target("ssse3"))) static inline __m128i faults(__m128i now, __m128i before)
{
    const __m128i low = _mm_set1_epi8(0x0F);
    const __m128i first_high = _mm_setr_epi8(
        TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
        (char)TWO_CONTS, (char)TWO_CONTS, (char)TWO_CONTS, (char)TWO_CONTS, TOO_SHORT | OVERLONG_2,
        TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_8);
    const __m128i first_low = _mm_setr_epi8(
        (char)(ALWAYS | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), (char)(ALWAYS | OVERLONG_2),
        (char)ALWAYS, (char)ALWAYS, (char)(ALWAYS | TOO_LARGE),
        (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8), (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8),
        (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8), (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8),
        (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8), (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8),
        (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8), (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8),
        (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8 | SURROGATE),
        (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8), (char)(ALWAYS | TOO_LARGE | TOO_LARGE_8));
    const char cont = (char)(TOO_LONG | OVERLONG_2 | TWO_CONTS);
    const __m128i second_high = _mm_setr_epi8(
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        (char)(cont | OVERLONG_3 | TOO_LARGE_8), (char)(cont | OVERLONG_3 | TOO_LARGE),
        (char)(cont | SURROGATE | TOO_LARGE), (char)(cont | SURROGATE | TOO_LARGE), TOO_SHORT,
        TOO_SHORT, TOO_SHORT, TOO_SHORT);
    __m128i one = _mm_alignr_epi8(now, before, 15), two = _mm_alignr_epi8(now, before, 14),
            three = _mm_alignr_epi8(now, before, 13);
    __m128i a = _mm_shuffle_epi8(first_high, _mm_and_si128(_mm_srli_epi16(one, 4), low));
    __m128i b = _mm_shuffle_epi8(first_low, _mm_and_si128(one, low));
    __m128i c = _mm_shuffle_epi8(second_high, _mm_and_si128(_mm_srli_epi16(now, 4), low));
    /* The top bit where a third or fourth byte belongs: there two continuations are right. */
    __m128i inside = _mm_or_si128(_mm_subs_epu8(two, _mm_set1_epi8(0xE0 - 0x80)),
                                  _mm_subs_epu8(three, _mm_set1_epi8(0xF0 - 0x80)));
    inside = _mm_and_si128(inside, _mm_set1_epi8((char)0x80));
    return _mm_xor_si128(inside, _mm_and_si128(_mm_and_si128(a, b), c));
}

/* Bytes at the beginning that are well-formed, whole characters, as far as 16 at a time go. */
__attribute__((target("ssse3"))) static size_t wide_valid(const unsigned char *p, size_t n)
{
    __m128i before = _mm_setzero_si128();
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m128i now = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(faults(now, before), _mm_setzero_si128())) != 0xFFFF)
            break;
        before = now;
    }
    /* The last character may go on beyond, or be what is at fault: not counted. */
    for (size_t back = 0; i && back < 4; back++)
        if (p[--i] < 0x80 || p[i] >= 0xC0)
            break;
    return i;
}

static size_t wide_prefix(const unsigned char *p, size_t n)
{
    return n >= 64 && __builtin_cpu_supports("ssse3") ? wide_valid(p, n) : 0;
}
#else
static size_t wide_prefix(const unsigned char *p, size_t n)
{
    (void)p;
    (void)n;
    return 0;
}
#endif

/* Length of the run of well-formed three-byte characters (most of Chinese) at p. */
static size_t three_byte_run(const unsigned char *p, size_t n)
{
    size_t i = 0;
    for (; i + 3 <= n; i += 3) {
        uint32_t w = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 | p[i + 2];
        uint32_t top = w & 0x0F2000; /* E0 below A0 is overlong, ED from A0 a surrogate */
        if ((w & 0xF0C0C0) != 0xE08080 || top == 0 || top == 0x0D2000)
            break;
    }
    return i;
}

size_t yx_utf8_valid(struct yx_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = wide_prefix(p, s.n);
    while (i < s.n) {
        if (i + 8 <= s.n) {
            uint64_t w;
            memcpy(&w, p + i, 8);
            if ((w & 0x8080808080808080U) == 0) {
                i += 8;
                continue;
            }
        }
        while (i < s.n && p[i] < 0x80)
            i++;
        i += three_byte_run(p + i, s.n - i);
        if (i == s.n)
            break;
        uint32_t cp;
        size_t at = i;
        if (!yx_utf8_next(s, &at, &cp) || (cp == 0xFFFD && at == i + 1))
            return i;
        i = at;
    }
    return s.n;
}
