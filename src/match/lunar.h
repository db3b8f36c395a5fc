/* lunar.h -- days of the lunar calendar 农历 as days of ours.
 *
 * Births are reported by the lunar date and written down as if it were one of our
 * calendar.  data/lunar-years.csv has the months of every year from 1900 to 2050.
 *
 * Ownership: static.  Errors: YX_NO_DAY.  Threads: immutable. */
#ifndef YX_MATCH_LUNAR_H
#define YX_MATCH_LUNAR_H

#include "base/date.h"

/* Day of the lunar year that begins in `year`; `is_leap`: of the leap month 闰月 that follows
 * `month`.  YX_NO_DAY if that month has no such day, or the year is not listed. */
yx_day yx_lunar_day(int year, int month, int day, bool is_leap);

#endif
