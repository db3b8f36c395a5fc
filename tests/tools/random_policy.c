/* random_policy.c -- valid policies nobody would write. */
#include "random_policy.h"

void random_policy(uint64_t seed, struct yx_buf *out)
{
    (void)seed;
    (void)out;
}
