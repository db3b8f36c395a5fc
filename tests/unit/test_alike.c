/* test_alike.c -- the first of equal items: beside looking at all before, for any threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alike.h"
#include "base/cc.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

static uint64_t hash_at(const void *ctx, uint32_t i)
{
    return ((const uint64_t *)ctx)[i];
}

static void as_looking_at_all_before(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 15, 3000, 70000, 200000};
    static const uint64_t masks[] = {0, 1, 0x3FF, 0xFFFFF, 0xFFFFFFFF00000000, UINT64_MAX};
    struct yx_rng rng;
    yx_rng_seed(&rng, 7);
    for (size_t s = 0; s < YX_LEN(sizes); s++)
        for (size_t m = 0; m < YX_LEN(masks); m++) {
            size_t n = sizes[s];
            uint64_t *hash = yx_calloc(n + 1, sizeof *hash);
            uint32_t *first = yx_calloc(n + 1, sizeof *first);
            uint32_t *again = yx_calloc(n + 1, sizeof *again);
            struct yx_map seen;
            yx_map_init(&seen, n);
            for (size_t i = 0; i < n; i++)
                hash[i] = yx_rng_u64(&rng) & masks[m];
            for (unsigned threads = 1; threads <= 3; threads++) {
                struct yx_pool *pool = yx_pool_new(threads);
                uint32_t *out = threads == 1 ? first : again;
                assert_int_equal(yx_alike_first(n, hash_at, hash, pool, out, NULL), 0);
                if (threads > 1)
                    assert_memory_equal(first, again, n * sizeof *first);
                yx_pool_free(pool);
            }
            for (size_t i = 0; i < n; i++) {
                bool is_new;
                uint32_t want = (uint32_t)YX_ALIKE_NONE;
                if (hash[i])
                    want = *yx_map_put(&seen, hash[i], (uint32_t)i, &is_new);
                assert_int_equal(first[i], want);
            }
            yx_map_free(&seen);
            free(hash);
            free(first);
            free(again);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_looking_at_all_before)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
