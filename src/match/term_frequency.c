/* term_frequency.c -- what a rare value in common says beyond a common one. */
#include "match/fellegi_sunter.h"

#include <math.h>

void yx_fs_term_weights(const uint32_t *count, size_t n_values, double u_same, uint32_t floor,
                        double share, int32_t most, int32_t *out)
{
    double all = 0;
    for (size_t v = 0; v < n_values; v++)
        all += count[v];
    for (size_t v = 0; v < n_values; v++) {
        out[v] = 0;
        if (!count[v] || !(u_same > 0))
            continue;
        double of_value = (double)YX_MAX(count[v], floor) / all;
        double w = log2(u_same / of_value) * share * 1000;
        out[v] = (int32_t)lround(fmin(fmax(w, -(double)most), (double)most));
    }
}
