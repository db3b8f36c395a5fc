/* test_radix.c -- sorting numbered keys: beside a plain sort, equals in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cc.h"
#include "base/mem.h"
#include "base/radix.h"
#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

static int by_key_then_value(const void *a, const void *b)
{
    const struct yx_radix_item *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->value < y->value ? -1 : x->value > y->value;
}

static void sorted_as_by_a_plain_sort(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 24, 25, 300, 5000};
    static const uint64_t masks[] = {0, 3, 0xFF00, 0xFFFFFFFF00000000, UINT64_MAX};
    struct yx_rng rng;
    yx_rng_seed(&rng, 5);
    for (size_t s = 0; s < YX_LEN(sizes); s++)
        for (size_t m = 0; m < YX_LEN(masks); m++) {
            size_t n = sizes[s];
            struct yx_radix_item *v = yx_calloc(n + 1, sizeof *v);
            struct yx_radix_item *wanted = yx_calloc(n + 1, sizeof *v);
            struct yx_radix_item *other = yx_calloc(n + 1, sizeof *v);
            for (size_t i = 0; i < n; i++) {
                v[i].key = yx_rng_u64(&rng) & masks[m];
                v[i].value = (uint32_t)i;
                wanted[i] = v[i];
            }
            qsort(wanted, n, sizeof *wanted, by_key_then_value);
            yx_radix_sort(v, other, n);
            for (size_t i = 0; i < n; i++) {
                assert_int_equal(v[i].key, wanted[i].key);
                assert_int_equal(v[i].value, wanted[i].value);
            }
            free(v);
            free(wanted);
            free(other);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sorted_as_by_a_plain_sort)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
