/* test_digits.c -- digits eight at a time, beside one at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/digits.h"
#include "base/rng.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

static void every_byte_at_every_place(void **state)
{
    (void)state;
    for (int at = 0; at < 8; at++)
        for (int c = 0; c < 256; c++) {
            char p[8] = {'0', '9', '5', '1', '8', '2', '7', '3'};
            p[at] = (char)c;
            assert_int_equal(yx_digits_are8(p), c >= '0' && c <= '9');
        }
}

static void numbers_there_and_back(void **state)
{
    (void)state;
    const uint64_t seed = 20221124;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    print_message("seed %llu\n", (unsigned long long)seed);
    struct yx_buf b = {0};
    for (int i = 0; i < 200000; i++) {
        uint64_t n = yx_rng_u64(&rng) >> yx_rng_below(&rng, 64);
        char want[32], eight[9], wide[18];
        b.n = 0;
        yx_buf_put_u64(&b, n);
        assert_int_equal(b.n, (size_t)snprintf(want, sizeof want, "%llu", (unsigned long long)n));
        assert_memory_equal(b.p, want, b.n);
        (void)snprintf(eight, sizeof eight, "%08u", (unsigned)(n % 100000000));
        assert_true(yx_digits_are8(eight));
        assert_int_equal(yx_digits_value8(eight), n % 100000000);
        n %= 100000000000000000U;
        (void)snprintf(want, sizeof want, "%017llu", (unsigned long long)n);
        yx_digits_put(wide, 17, n);
        assert_memory_equal(wide, want, 17);
    }
    yx_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(every_byte_at_every_place),
        cmocka_unit_test(numbers_there_and_back),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
