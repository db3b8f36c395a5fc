/* similar.h -- how similar two texts are, in characters, by bits.
 *
 * Two measures over arrays of characters of one or four bytes each: the distance of
 * Damerau and Levenshtein in its restricted form (OSA: a character replaced, missing,
 * added, or two neighbours exchanged, no place touched twice), and the similarity of
 * Jaro and Winkler.  Both work on 64 places at once: a bit for each place of one text
 * where the character at hand stands.
 *
 * Ownership: the texts are the caller's.  Errors: none.  Threads: safe. */
#ifndef YX_MATCH_SIMILAR_H
#define YX_MATCH_SIMILAR_H

#include "base/cc.h"
#include <stdbool.h>
#include <stdint.h>

/* Characters in a row.  YX_CHARS_BEYOND bytes after the last one must be readable; what they
 * hold does not matter. */
struct yx_chars {
    const void *p;  /* uint8_t or uint32_t */
    uint32_t n;     /* at most YX_CHARS_LONGEST */
    uint32_t width; /* 1 or 4 bytes */
};
enum { YX_CHARS_LONGEST = 1024, YX_CHARS_BEYOND = 16 };

static inline uint32_t yx_chars_at(struct yx_chars s, size_t i)
{
    return s.width == 1 ? ((const uint8_t *)s.p)[i] : ((const uint32_t *)s.p)[i];
}

/* Bits set, without a call where the machine has no instruction for it. */
static inline uint32_t yx_bits_of(uint64_t x)
{
    x -= x >> 1 & 0x5555555555555555U;
    x = (x & 0x3333333333333333U) + (x >> 2 & 0x3333333333333333U);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0FU;
    return (uint32_t)(x * 0x0101010101010101U >> 56);
}

/* OSA distance; limit + 1 when it is more than `limit`.  Hyyrö, "A bit-vector algorithm for
 * computing Levenshtein and Damerau edit distances", Nordic Journal of Computing 10 (2003).
 * O(n * m / 64) after common ends are taken off; a limit of 1 costs those only. */
unsigned yx_chars_distance(struct yx_chars a, struct yx_chars b, unsigned limit);

/* Is the distance of these two texts of at most 24 one-byte characters certainly more than 2?
 * 34 bytes must be readable at both.  A few vector comparisons, where such exist. */
bool yx_chars_far_apart(const uint8_t *a, uint32_t n_a, const uint8_t *b, uint32_t n_b);

/* What Jaro–Winkler is made of. */
struct yx_jaro {
    uint32_t matches;      /* characters of one that stand in the other near the same place */
    uint32_t out_of_order; /* how many of them stand in another order, pairs count as 2 */
    uint32_t common_head;  /* of the first four characters */
};
/* The same for (a, b) and (b, a): the shorter text, of equally long ones the one with the lower
 * characters, chooses its matches first.  O(n * m / 64). */
struct yx_jaro yx_chars_jaro(struct yx_chars a, struct yx_chars b);
/* The similarity in 1/100 per cent from these, rounded down. */
unsigned yx_jaro_winkler(struct yx_jaro j, uint32_t n_a, uint32_t n_b);
/* Is it at least so much?  Without a division. */
bool yx_jaro_winkler_reaches(struct yx_jaro j, uint32_t n_a, uint32_t n_b, unsigned at_least);

#endif
