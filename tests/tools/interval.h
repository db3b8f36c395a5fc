/* interval.h -- between which rates the truth lies when k of n were counted.
 *
 * The exact interval of Clopper and Pearson ("The use of confidence or fiducial
 * limits illustrated in the case of the binomial", Biometrika 26, 1934): the rates
 * at which so few, or so many, would be counted with a probability of 2.5 % each.
 * It covers the true rate in at least 95 of 100 cases, also where nothing was
 * counted.
 *
 * Ownership: values.  Errors: none.  Threads: safe. */
#ifndef YX_TESTS_INTERVAL_H
#define YX_TESTS_INTERVAL_H

#include <stdint.h>

struct interval {
    double low, high; /* rates, 0 to 1 */
};

/* The interval of 95 % for k of n; 0 to 1 where n is 0. */
struct interval interval_of(uint64_t k, uint64_t n);
/* The probability that at most k of n happen, each with probability p. */
double interval_at_most(uint64_t k, uint64_t n, double p);

#endif
