/* date.c -- calendar days as numbers, and the school's terms. */
#include "base/date.h"

#include <time.h>

/* Day count by the era method: 400-year eras of 146097 days, years from March.  Any year. */
static yx_day count_days(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

yx_day yx_day_make(int year, int month, int day)
{
    if (year < 1800 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > yx_days_in_month(year, month))
        return YX_NO_DAY;
    return count_days(year, month, day);
}

struct yx_ymd yx_day_split(yx_day d)
{
    YX_ASSERT(d != YX_NO_DAY);
    int z = d + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int of_era = z - era * 146097;
    int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * y + y / 4 - y / 100);
    int mp = (5 * of_year + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;
    return (struct yx_ymd){y + era * 400 + (month <= 2), month, of_year - (153 * mp + 2) / 5 + 1};
}

int yx_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static int digits(struct yx_str s, size_t from, size_t to)
{
    int n = 0;
    for (size_t i = from; i < to; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return -1;
        n = n * 10 + (s.p[i] - '0');
    }
    return n;
}

bool yx_day_parse(struct yx_str s, yx_day *out)
{
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return false;
    yx_day d = yx_day_make(digits(s, 0, 4), digits(s, 5, 7), digits(s, 8, 10));
    if (d == YX_NO_DAY)
        return false;
    *out = d;
    return true;
}

static void put_digits(struct yx_buf *b, int n, int width)
{
    char c[8];
    for (int i = width; i-- > 0; n /= 10)
        c[i] = (char)('0' + n % 10);
    yx_buf_put(b, c, (size_t)width);
}

void yx_day_put(struct yx_buf *b, yx_day d)
{
    if (d == YX_NO_DAY)
        return;
    struct yx_ymd v = yx_day_split(d);
    put_digits(b, v.year, 4);
    yx_buf_putc(b, '-');
    put_digits(b, v.month, 2);
    yx_buf_putc(b, '-');
    put_digits(b, v.day, 2);
}

int yx_age_on(yx_day birth, yx_day on)
{
    struct yx_ymd a = yx_day_split(birth), b = yx_day_split(on);
    return b.year - a.year - (b.month < a.month || (b.month == a.month && b.day < a.day));
}

yx_day yx_day_add_months(yx_day d, int months)
{
    struct yx_ymd v = yx_day_split(d);
    int m = v.year * 12 + v.month - 1 + months;
    int year = (m >= 0 ? m : m - 11) / 12, month = m - year * 12 + 1;
    return count_days(year, month, YX_MIN(v.day, yx_days_in_month(year, month)));
}

yx_day yx_today(void)
{
    return (yx_day)((time(NULL) + (time_t)8 * 3600) / 86400);
}

yx_term yx_term_of(yx_day d)
{
    struct yx_ymd v = yx_day_split(d);
    if (v.month == 1)
        return (v.year - 1) * 2 + 1;
    return v.year * 2 + (v.month >= 9);
}

yx_day yx_term_first(yx_term t)
{
    return yx_day_make(yx_term_year(t), yx_term_is_autumn(t) ? 9 : 2, 1);
}

bool yx_term_parse(struct yx_str s, yx_term *out)
{
    s = yx_str_trim(s);
    if (s.n < 7)
        return false;
    int year = digits(s, 0, 4);
    if (year < 1900)
        return false;
    if (s.n == 11 && s.p[4] == '-' && s.p[9] == '-' && digits(s, 5, 9) == year + 1 &&
        (s.p[10] == '1' || s.p[10] == '2')) {
        *out = s.p[10] == '1' ? year * 2 + 1 : (year + 1) * 2;
        return true;
    }
    struct yx_str rest = yx_str_sub(s, 4, s.n);
    if (yx_str_starts(rest, YX_S("-")))
        rest = yx_str_sub(rest, 1, rest.n);
    else if (yx_str_starts(rest, YX_S("年")))
        rest = yx_str_sub(rest, 3, rest.n);
    bool autumn = yx_str_starts(rest, YX_S("秋"));
    if (!autumn && !yx_str_starts(rest, YX_S("春")))
        return false;
    rest = yx_str_sub(rest, 3, rest.n);
    if (rest.n && !yx_str_is(rest, "季") && !yx_str_is(rest, "季学期") && !yx_str_is(rest, "学期"))
        return false;
    *out = year * 2 + autumn;
    return true;
}

void yx_term_put(struct yx_buf *b, yx_term t)
{
    put_digits(b, yx_term_year(t), 4);
    yx_buf_putz(b, yx_term_is_autumn(t) ? "-秋" : "-春");
}

int yx_school_year(yx_day d)
{
    struct yx_ymd v = yx_day_split(d);
    return v.year - (v.month < 9);
}
