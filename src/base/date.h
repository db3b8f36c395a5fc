/* date.h -- calendar days as numbers, and the school's terms.
 *
 * A day is the count of days since 1970-01-01 in the Gregorian calendar, so
 * that days subtract.  A term is `year * 2 + half`: half 0 is spring 春
 * (1 Feb to 31 Aug), half 1 autumn 秋 (1 Sep to 31 Jan of the next year).
 *
 * Ownership, errors: plain values; functions that read text return false.
 * Threads: safe. */
#ifndef YX_BASE_DATE_H
#define YX_BASE_DATE_H

#include "base/str.h"

typedef int32_t yx_day; /* days since 1970-01-01 */
#define YX_NO_DAY INT32_MIN

struct yx_ymd {
    int year, month, day; /* month 1..12, day 1..31 */
};

/* YX_NO_DAY unless it is a day of the calendar, years 1800 to 9999. */
yx_day yx_day_make(int year, int month, int day);
struct yx_ymd yx_day_split(yx_day d);
int yx_days_in_month(int year, int month);
/* `2022-09-01` exactly; other forms are read by codes/forms.h. */
bool yx_day_parse(struct yx_str s, yx_day *out);
/* Append ISO form; nothing for YX_NO_DAY. */
void yx_day_put(struct yx_buf *b, yx_day d);
/* Whole years between birth and day; a birthday counts on the day itself. */
int yx_age_on(yx_day birth, yx_day on);
/* Same day of the month `months` later, cut to the month's end; beyond the years of
 * yx_day_make() too, so that a comparison with it stays true. */
yx_day yx_day_add_months(yx_day d, int months);
/* Today in China (UTC+8), whatever the machine's zone. */
yx_day yx_today(void);

typedef int32_t yx_term; /* year * 2, + 1 for autumn */
#define YX_NO_TERM INT32_MIN

static inline int yx_term_year(yx_term t)
{
    return t / 2;
}
static inline bool yx_term_is_autumn(yx_term t)
{
    return t % 2 != 0;
}
yx_term yx_term_of(yx_day d);
yx_day yx_term_first(yx_term t); /* 1 Feb or 1 Sep */
/* `2022-春`, `2022-秋`; also 2022年春, 2022春季学期, 2022-2023-1 (autumn 2022), 2022-2023-2 (spring 2023). */
bool yx_term_parse(struct yx_str s, yx_term *out);
void yx_term_put(struct yx_buf *b, yx_term t);
/* Year in which the school year holding `d` began: 1 Sep to 31 Aug. */
int yx_school_year(yx_day d);

#endif
