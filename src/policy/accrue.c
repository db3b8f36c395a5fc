/* accrue.c -- from an amount in its own rate to the amount of one term. */
#include "policy/accrue.h"

enum yx_missing_conversion yx_accrual_missing(const struct yx_policy *p, enum yx_rate rate,
                                              int whole_in)
{
    switch (rate) {
    case YX_RATE_YEAR:
    case YX_RATE_TERM: return YX_CONV_OK;
    case YX_RATE_DAY: return p->days_per_term ? YX_CONV_OK : YX_CONV_NO_DAYS;
    case YX_RATE_MONTH: return p->months_per_term ? YX_CONV_OK : YX_CONV_NO_MONTHS;
    case YX_RATE_NONE:
    case YX_RATE_ONCE:
    default: break;
    }
    return whole_in >= 0 ? YX_CONV_OK : YX_CONV_NO_PERIOD;
}

struct yx_accrual yx_accrual_of(const struct yx_policy *p, enum yx_rate rate, int whole_in,
                                yx_term term)
{
    int64_t terms = whole_in >= 0 ? p->terms_per_year : 1;
    switch (rate) {
    case YX_RATE_TERM: return (struct yx_accrual){.times = terms};
    case YX_RATE_DAY: return (struct yx_accrual){.times = terms * p->days_per_term};
    case YX_RATE_MONTH: return (struct yx_accrual){.times = terms * p->months_per_term};
    case YX_RATE_YEAR: break;
    case YX_RATE_NONE:
    case YX_RATE_ONCE:
    default: return (struct yx_accrual){.times = 1};
    }
    if (whole_in >= 0)
        return (struct yx_accrual){.times = 1};
    /* Calendar year: spring first; school year: autumn first. */
    int32_t n = p->terms_per_year;
    int32_t k = 1 + (yx_term_is_autumn(term) != p->school_year);
    if (p->remainder_first)
        k = n + 1 - k;
    return (struct yx_accrual){.k = k, .n = n};
}

yx_fen yx_accrue(struct yx_accrual a, yx_fen fen)
{
    if (!a.n)
        return fen * a.times;
    return yx_money_scale(fen, a.k, a.n) - yx_money_scale(fen, a.k - 1, a.n);
}

void yx_accrue_rows(struct yx_accrual a, yx_fen *fen, uint32_t n)
{
    if (!a.n) {
        for (uint32_t i = 0; i < n; i++)
            fen[i] *= a.times;
        return;
    }
    YX_ASSERT(a.n == 2); /* a year has two terms; without 128 bits, amounts are never negative */
    int64_t up = a.k - 1;
    for (uint32_t i = 0; i < n; i++)
        fen[i] = (fen[i] + up) >> 1;
}
