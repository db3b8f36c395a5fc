/* cell_number.c -- what a workbook's cell shows for the number it holds. */
#include "table/cell_number.h"

#include "base/date.h"
#include "table/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Built-in formats that are dates: ECMA-376-1, 18.8.30, with those for Chinese. */
struct yx_cell_format yx_cell_builtin_format(long id)
{
    struct yx_cell_format s = {0};
    s.has_date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
                 (id >= 50 && id <= 54) || id == 57 || id == 58;
    s.has_time = (id >= 18 && id <= 22) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) ||
                 id == 55 || id == 56;
    return s;
}

struct yx_cell_format yx_cell_format_of(struct yx_str code)
{
    struct yx_cell_format s = {0};
    size_t n_zero = 0, n_other = 0;
    bool has_month = false;
    if (code.n == 7 && strncasecmp(code.p, "General", 7) == 0)
        return s;
    /* Only the first section counts: the others are for negative numbers, zero, text. */
    for (size_t i = 0; i < code.n && code.p[i] != ';'; i++) {
        char c = code.p[i];
        if (c == '"') {
            const char *close = memchr(code.p + i + 1, '"', code.n - i - 1);
            i = close ? (size_t)(close - code.p) : code.n;
            n_other++;
            continue;
        }
        if (c == '\\' || c == '_' || c == '*') {
            i++;
            n_other++;
            continue;
        }
        if (c == '[') {
            const char *close = memchr(code.p + i, ']', code.n - i);
            size_t end = close ? (size_t)(close - code.p) : code.n;
            char k = (char)(i + 1 < code.n ? code.p[i + 1] | 0x20 : 0);
            s.has_time |= end - i <= 4 && (k == 'h' || k == 'm' || k == 's'); /* [h], [mm] */
            i = end;
            continue;
        }
        n_zero += c == '0';
        n_other += c != '0';
        switch (c | 0x20) {
        case 'y':
        case 'd': s.has_date = true; break;
        case 'h':
        case 's': s.has_time = true; break;
        case 'm': has_month = true; break;
        default: break;
        }
    }
    if (has_month && !s.has_time)
        s.has_date = true;
    if (n_other == 0 && n_zero >= 2 && n_zero <= 32)
        s.zeros = (uint8_t)n_zero;
    return s;
}

/* ---- numbers ---- */

static const double max_serial = 2958466; /* 10000-01-01 */

/* Append a number below 100 as two digits. */
static inline void put_digits(struct yx_buf *out, unsigned v)
{
    yx_buf_putc(out, (char)('0' + v / 10));
    yx_buf_putc(out, (char)('0' + v % 10));
}

/* Append day number and time of a date serial; false when it is none. */
static bool put_date(struct yx_buf *out, double serial, struct yx_cell_format style, bool is_1904)
{
    if (!(serial >= 0 && serial < max_serial - (is_1904 ? 1462 : 0)))
        return false;
    int64_t day = (int64_t)serial;
    int64_t second = (int64_t)((serial - (double)day) * 86400 + 0.5);
    if (second >= 86400) {
        second -= 86400;
        day++;
    }
    bool shows_time = style.has_time && (second || !style.has_date);
    if (style.has_date) {
        if (!is_1904 && (day == 0 || day == 60)) { /* days Excel has and the calendar has not */
            yx_buf_putz(out, day ? "1900-02-29" : "1900-01-00");
        } else {
            yx_day base =
                is_1904 ? yx_day_make(1904, 1, 1) : yx_day_make(1899, 12, day < 60 ? 31 : 30);
            struct yx_ymd v = yx_day_split(base + (yx_day)day);
            put_digits(out, (unsigned)v.year / 100);
            put_digits(out, (unsigned)v.year % 100);
            yx_buf_putc(out, '-');
            put_digits(out, (unsigned)v.month);
            yx_buf_putc(out, '-');
            put_digits(out, (unsigned)v.day);
        }
        if (shows_time)
            yx_buf_putc(out, ' ');
    }
    if (shows_time) {
        int64_t hour = second / 3600 + (style.has_date ? 0 : day * 24);
        yx_buf_printf(out, "%02d:%02d:%02d", (int)hour, (int)(second / 60 % 60),
                      (int)(second % 60));
    }
    return true;
}

/* The common numbers without a conversion: at most two decimals and 15 digits.
 * Such a decimal is the shortest text of the double nearest to it, so v is that
 * number exactly when dividing gives it back. */
static bool put_hundredths(struct yx_buf *out, double v)
{
    if (!(fabs(v) < 1e13))
        return false;
    int64_t n = (int64_t)(v * 100 + (v < 0 ? -0.5 : 0.5));
    if ((double)n / 100 != v)
        return false;
    if (n < 0)
        yx_buf_putc(out, '-');
    uint64_t u = n < 0 ? -(uint64_t)n : (uint64_t)n;
    yx_buf_put_u64(out, u / 100);
    if (u % 100) {
        yx_buf_putc(out, '.');
        yx_buf_putc(out, (char)('0' + u % 100 / 10));
        if (u % 10)
            yx_buf_putc(out, (char)('0' + u % 10));
    }
    return true;
}

/* Up to 15 significant digits, as Excel has them, never with an exponent. */
static void put_decimal(struct yx_buf *out, double v)
{
    char z[40];
    if (put_hundredths(out, v))
        return;
    (void)snprintf(z, sizeof z, "%.14e", v); /* d.dddddddddddddde±dd */
    char *e = strchr(z, 'e');
    if (!e) {
        yx_buf_putz(out, z); /* not a number: cannot be stored, but let it show */
        return;
    }
    long exponent = strtol(e + 1, NULL, 10);
    if (exponent >= 15) { /* the digits there are, and zeros where Excel shows zeros */
        for (const char *p = z; p < e; p++)
            if (*p != '.')
                yx_buf_putc(out, *p);
        for (long i = 14; i < exponent; i++)
            yx_buf_putc(out, '0');
        return;
    }
    int decimals = exponent >= 14 ? 0 : (int)(14 - exponent);
    char text[400];
    (void)snprintf(text, sizeof text, "%.*f", decimals > 340 ? 340 : decimals, v);
    size_t n = strlen(text);
    if (decimals) {
        while (n && text[n - 1] == '0')
            n--;
        if (n && text[n - 1] == '.')
            n--;
    }
    yx_buf_put(out, text, n);
}

uint8_t yx_cell_number(struct yx_buf *out, double v, struct yx_cell_format style, bool is_1904)
{
    size_t from = out->n;
    if ((style.has_date || style.has_time) && put_date(out, v, style, is_1904))
        return YX_CELL_NUMBER | YX_CELL_DATE;
    put_decimal(out, v);
    if (fabs(v) >= 1e15) /* more digits than a cell holds */
        return YX_CELL_NUMBER | YX_CELL_EXPONENT;
    size_t digits = out->n - from;
    if (style.zeros > digits && v >= 0 && !memchr(out->p + from, '.', digits)) {
        struct yx_buf padded = {0};
        for (size_t i = digits; i < style.zeros; i++)
            yx_buf_putc(&padded, '0');
        yx_buf_put(&padded, out->p + from, digits);
        out->n = from;
        yx_buf_puts(out, yx_buf_str(&padded));
        yx_buf_free(&padded);
    }
    return YX_CELL_NUMBER;
}

/* -?digits without leading zeros, at most 15 of them. */
static inline bool is_plain_integer(struct yx_str s)
{
    size_t i = s.n && s.p[0] == '-';
    if (s.n == i || s.n - i > 15 || (s.p[i] == '0' && s.n > 1))
        return false;
    for (; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

/* Bytes of `1250.5` in 1250.5 or 1250.50: a decimal of at most 15 digits that
 * needs no conversion to show; 0 for anything else. */
static size_t plain_decimal(struct yx_str s)
{
    size_t i = s.n && s.p[0] == '-', start = i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    if (i == start || i == s.n || s.p[i] != '.' ||
        (s.p[start] == '0' && (i > start + 1 || start)) || s.n - start > 16)
        return 0;
    size_t point = i++;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    if (i != s.n || i == point + 1)
        return 0;
    while (s.p[i - 1] == '0')
        i--;
    return i - 1 == point ? point : i;
}

/* The finite number `s` spells, as C does it; false when it is none. */
static bool parse_number(struct yx_str s, double *out)
{
    char z[512], *end;
    if (is_plain_integer(s)) { /* at most 15 digits: exact */
        bool is_negative = s.p[0] == '-';
        int64_t v = 0;
        for (size_t i = is_negative; i < s.n; i++)
            v = v * 10 + (s.p[i] - '0');
        *out = (double)(is_negative ? -v : v);
        return true;
    }
    if (s.n == 0 || s.n >= sizeof z)
        return false;
    memcpy(z, s.p, s.n);
    z[s.n] = '\0';
    *out = strtod(z, &end);
    return end == z + s.n && isfinite(*out);
}

uint8_t yx_cell_stored_number(struct yx_buf *out, struct yx_str stored, struct yx_cell_format style,
                              bool is_1904)
{
    if (!style.has_date && !style.has_time && !style.zeros) {
        size_t shown = is_plain_integer(stored) ? stored.n : plain_decimal(stored);
        if (shown) {
            yx_buf_put(out, stored.p, shown);
            return YX_CELL_NUMBER;
        }
    }
    double v;
    if (!parse_number(stored, &v)) {
        yx_buf_puts(out, stored); /* not what a number looks like: shown as it is */
        return 0;
    }
    return yx_cell_number(out, v, style, is_1904);
}
