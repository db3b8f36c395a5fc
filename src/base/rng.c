/* rng.c -- random numbers that are the same everywhere for the same seed. */
#include "base/rng.h"

#include "base/cc.h"

void yx_rng_seed(struct yx_rng *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        uint64_t z = (seed += 0x9E3779B97F4A7C15U);
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
        z = (z ^ z >> 27) * 0x94D049BB133111EBU;
        r->s[i] = z ^ z >> 31;
    }
}

static uint64_t rotl(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

uint64_t yx_rng_u64(struct yx_rng *r)
{
    uint64_t *s = r->s;
    uint64_t result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

uint64_t yx_rng_below(struct yx_rng *r, uint64_t n)
{
    YX_ASSERT(n > 0);
    uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;
    do
        x = yx_rng_u64(r);
    while (x >= limit);
    return x % n;
}

bool yx_rng_chance(struct yx_rng *r, uint64_t num, uint64_t den)
{
    return yx_rng_below(r, den) < num;
}
