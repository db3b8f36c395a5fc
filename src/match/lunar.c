/* lunar.c -- days of the lunar calendar 农历 as days of ours. */
#include "match/lunar.h"

#include "lunar_years.inc"

yx_day yx_lunar_day(int year, int month, int day, bool is_leap)
{
    if (year < FIRST_LUNAR_YEAR || year >= FIRST_LUNAR_YEAR + (int)YX_LEN(lunar_years) ||
        month < 1 || month > 12 || day < 1)
        return YX_NO_DAY;
    const struct lunar_year *y = &lunar_years[year - FIRST_LUNAR_YEAR];
    if (is_leap && month != y->leap)
        return YX_NO_DAY;
    int at = month - 1; /* months of the year before this one */
    if (y->leap && (month > y->leap || is_leap))
        at++;
    if (day > 29 + (y->long_months >> at & 1))
        return YX_NO_DAY;
    return y->first + at * 29 + __builtin_popcount((unsigned)y->long_months & ((1U << at) - 1)) +
           day - 1;
}
