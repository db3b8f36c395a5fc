/* test_interval.c -- the interval of a rate: known values, and what it promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../tools/interval.h"

#include <math.h>

static void near(double a, double b)
{
    assert_true(fabs(a - b) < 5e-5);
}

/* What can be worked out by hand: nothing counted, everything counted; and tabled values. */
static void known_values(void **state)
{
    (void)state;
    near(interval_of(0, 10).low, 0);
    near(interval_of(0, 10).high, 1 - pow(0.025, 0.1));
    near(interval_of(10, 10).low, pow(0.025, 0.1));
    near(interval_of(10, 10).high, 1);
    near(interval_of(0, 0).high, 1);
    near(interval_of(1, 1).low, 0.025);
    near(interval_of(5, 10).low, 0.18709);
    near(interval_of(5, 10).high, 0.81291);
    near(interval_of(0, 100000).high * 1000, 0.03689);
}

/* At its ends so few, or so many, happen with 2.5 %; summed up term by term. */
static void ends_are_quantiles(void **state)
{
    (void)state;
    static const uint64_t of[][2] = {{1, 20}, {3, 50}, {17, 400}, {8, 1000}, {199, 200}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        uint64_t k = of[i][0], n = of[i][1];
        struct interval x = interval_of(k, n);
        double below_low = 0, to_high = 0;
        for (uint64_t j = 0; j <= k; j++) {
            double choose =
                lgamma((double)n + 1) - lgamma((double)j + 1) - lgamma((double)(n - j) + 1);
            if (j < k)
                below_low += exp(choose + (double)j * log(x.low) + (double)(n - j) * log1p(-x.low));
            to_high += exp(choose + (double)j * log(x.high) + (double)(n - j) * log1p(-x.high));
        }
        near(below_low, 0.975);
        near(to_high, 0.025);
        assert_true(x.low < (double)k / (double)n && (double)k / (double)n < x.high);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_values),
                                       cmocka_unit_test(ends_are_quantiles)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
