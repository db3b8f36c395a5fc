/* rng.h -- random numbers that are the same everywhere for the same seed.
 *
 * xoshiro256** seeded by splitmix64 (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", ACM TOMS 47, 2021).  For samples and tests,
 * never for secrets.
 *
 * Ownership: a plain value.  Errors: none.  Threads: one thread each. */
#ifndef YX_BASE_RNG_H
#define YX_BASE_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct yx_rng {
    uint64_t s[4];
};

void yx_rng_seed(struct yx_rng *r, uint64_t seed);
uint64_t yx_rng_u64(struct yx_rng *r);
/* Uniform in 0..n-1, n > 0, without bias. */
uint64_t yx_rng_below(struct yx_rng *r, uint64_t n);
/* True with probability num/den. */
bool yx_rng_chance(struct yx_rng *r, uint64_t num, uint64_t den);

#endif
