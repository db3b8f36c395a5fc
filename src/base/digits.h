/* digits.h -- runs of decimal digits, eight at a time.
 *
 * Identity numbers, student numbers and row numbers are read and written a
 * hundred million times in a large run; a digit at a time is most of the cost.
 * Eight digits are looked at, or added up, as one 64-bit word; two digits are
 * written by one look into a table.
 *
 * Ownership, errors: none.  Threads: safe. */
#ifndef YX_BASE_DIGITS_H
#define YX_BASE_DIGITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The eight bytes at `p`, the first one lowest. */
static inline uint64_t yx_digits_load(const char *p)
{
    uint64_t w;
    memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}

/* Are the eight bytes at `p` digits, every one? */
static inline bool yx_digits_are8(const char *p)
{
    uint64_t w = yx_digits_load(p);
    const uint64_t high = 0xF0F0F0F0F0F0F0F0U, zeros = 0x3030303030303030U;
    return ((w & high) ^ zeros) == 0 && (((w + 0x0606060606060606U) & high) ^ zeros) == 0;
}

/* The number that eight digits at `p` write; yx_digits_are8(p) holds. */
static inline uint32_t yx_digits_value8(const char *p)
{
    uint64_t w = yx_digits_load(p) - 0x3030303030303030U;
    w = w * 10 + (w >> 8); /* pairs in every other byte */
    const uint64_t pairs = 0x000000FF000000FFU;
    return (uint32_t)(((w & pairs) * (100 + (1000000ULL << 32)) +
                       (w >> 16 & pairs) * (1 + (10000ULL << 32))) >>
                      32);
}

/* 00 to 99, two characters each. */
extern const char yx_digits_pairs[200];

/* Writes exactly `n` digits at `to`, with zeros in front; what has more is cut in front. */
static inline void yx_digits_put(char *to, unsigned n, uint64_t value)
{
    while (n >= 2) {
        n -= 2;
        memcpy(to + n, yx_digits_pairs + value % 100 * 2, 2);
        value /= 100;
    }
    if (n)
        to[0] = (char)('0' + value % 10);
}

#endif
