/* interval.c -- between which rates the truth lies when k of n were counted. */
#include "interval.h"

#include <math.h>

/* The continued fraction of the incomplete beta function, from its first terms on, after Lentz. */
static double fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double f = d;
    for (int m = 1; m < 100000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        f *= c * d;
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        f *= c * d;
        if (fabs(c * d - 1) < 1e-14)
            break;
    }
    return f;
}

/* The regularised incomplete beta function. */
static double beta(double x, double a, double b)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * fraction(a, b, x) / a;
    return 1 - front * fraction(b, a, 1 - x) / b;
}

double interval_at_most(uint64_t k, uint64_t n, double p)
{
    return k >= n ? 1 : 1 - beta(p, (double)k + 1, (double)(n - k));
}

/* The p at which the probability of at most k falls to `to`: it falls as p grows. */
static double rate_where(uint64_t k, uint64_t n, double to)
{
    double low = 0, high = 1;
    for (int i = 0; i < 100; i++) {
        double mid = (low + high) / 2;
        if (interval_at_most(k, n, mid) > to)
            low = mid;
        else
            high = mid;
    }
    return high;
}

struct interval interval_of(uint64_t k, uint64_t n)
{
    struct interval i = {.low = 0, .high = 1};
    if (k && n)
        i.low = rate_where(k - 1, n, 0.975);
    if (k < n)
        i.high = rate_where(k, n, 0.025);
    return i;
}
