/* literal.c -- amounts, dates, terms and other values as they are written. */
#include "lang/fold.h"
#include "lang/syntax.h"

#include "base/mem.h"

static const struct {
    struct yx_str name;
    bool is_rate, is_quantity; /* after 元/; after a number */
} units[] = {
    [YX_UNIT_NONE] = {{"", 0}, false, false},    [YX_UNIT_YUAN] = {{"元", 3}, false, false},
    [YX_UNIT_YEAR] = {{"年", 3}, true, true},    [YX_UNIT_SCHOOL_YEAR] = {{"学年", 6}, true, true},
    [YX_UNIT_TERM] = {{"学期", 6}, true, true},  [YX_UNIT_MONTH] = {{"月", 3}, true, true},
    [YX_UNIT_DAY] = {{"天", 3}, true, true},     [YX_UNIT_DATE] = {{"日", 3}, false, true},
    [YX_UNIT_WEEK] = {{"周", 3}, false, true},   [YX_UNIT_WORKDAY] = {{"工作日", 9}, false, true},
    [YX_UNIT_MINUTE] = {{"分", 3}, false, true}, [YX_UNIT_TIME] = {{"次", 3}, true, false},
};

/* The greatest whole number or amount in fen that may be written: sums and
 * products of a few still fit 64 bits. */
static const int64_t GREATEST = 1000000000000000;

struct yx_str yx_fold(struct yx_arena *a, struct yx_str s)
{
    size_t at = 0;
    uint32_t cp;
    bool folds = false;
    for (size_t i = 0; i + 2 < s.n && !folds; i++)
        folds = (s.p[i] == '\xEF' && (s.p[i + 1] == '\xBC' || s.p[i + 1] == '\xBD')) ||
                (s.p[i] == '\xE3' && s.p[i + 1] == '\x80' && s.p[i + 2] == '\x81');
    if (!folds)
        return s;
    struct yx_buf b = {0};
    while (yx_utf8_next(s, &at, &cp))
        yx_utf8_put(&b, yx_fold_char(cp));
    struct yx_str r = yx_str_dup(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return r;
}

void yx_rate_put(struct yx_buf *b, enum yx_unit rate)
{
    yx_buf_puts(b, units[YX_UNIT_YUAN].name);
    if (rate != YX_UNIT_NONE) {
        yx_buf_putc(b, '/');
        yx_buf_puts(b, units[rate].name);
    }
}

static enum yx_unit unit_of(struct yx_str s)
{
    for (size_t u = 1; u < YX_LEN(units); u++)
        if (yx_str_eq(units[u].name, s))
            return (enum yx_unit)u;
    return YX_UNIT_NONE;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Does `s` look like the pattern, in which 0 stands for any digit? */
static bool looks_like(struct yx_str s, const char *pattern)
{
    if (s.n != strlen(pattern))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (pattern[i] == '0' ? !is_digit(s.p[i]) : s.p[i] != pattern[i])
            return false;
    return true;
}

static int digits(struct yx_str s, size_t from, size_t n)
{
    int v = 0;
    for (size_t i = from; i < from + n; i++)
        v = v * 10 + (s.p[i] - '0');
    return v;
}

/* Names the text in a failure. */
static int fail(struct yx_err *err, struct yx_text text, struct yx_str s)
{
    char z[64];
    size_t n = YX_MIN(s.n, sizeof z - 1);
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0U) == 0x80)
        n--;
    memcpy(z, s.p, n);
    z[n] = '\0';
    return YX_FAIL(err, YX_INVALID, text, z);
}

static int parse_date(struct yx_str s, struct yx_lit *out, struct yx_err *err)
{
    if (looks_like(s, "0000-00-00")) {
        yx_day d = yx_day_make(digits(s, 0, 4), digits(s, 5, 2), digits(s, 8, 2));
        *out = (struct yx_lit){.kind = YX_LIT_DATE, .value = d};
        return d != YX_NO_DAY ? YX_OK
                              : fail(err, YX_TEXT("没有 {0} 这一天", "there is no day {0}"), s);
    }
    if (looks_like(s, "0000-00")) {
        int month = digits(s, 5, 2), year = digits(s, 0, 4);
        *out = (struct yx_lit){.kind = YX_LIT_MONTH, .value = year * 12 + month - 1};
        return month >= 1 && month <= 12 && year >= 1800
                   ? YX_OK
                   : fail(err, YX_TEXT("没有 {0} 这个月", "there is no month {0}"), s);
    }
    if (looks_like(s, "00-00")) {
        int month = digits(s, 0, 2), day = digits(s, 3, 2);
        *out = (struct yx_lit){.kind = YX_LIT_MONTH_DAY, .value = month * 100 + day};
        return yx_day_make(2000, month, day) != YX_NO_DAY
                   ? YX_OK
                   : fail(err, YX_TEXT("没有 {0} 这个月日", "there is no month and day {0}"), s);
    }
    if (s.n == 8 && looks_like(yx_str_sub(s, 0, 5), "0000-")) {
        bool autumn = yx_str_is(yx_str_sub(s, 5, 8), "秋");
        if (autumn || yx_str_is(yx_str_sub(s, 5, 8), "春")) {
            *out = (struct yx_lit){.kind = YX_LIT_TERM, .value = digits(s, 0, 4) * 2 + autumn};
            return YX_OK;
        }
    }
    return fail(err,
                YX_TEXT("“{0}”不是日期或学期；日期写作 2022-09-01、2022-09、09-01，学期写作 "
                        "2022-春，减号两边要有空格",
                        "“{0}” is no date or term; write dates as 2022-09-01, 2022-09, 09-01, "
                        "terms as 2022-春, and blanks around a minus"),
                s);
}

/* The number `s` (digits, perhaps with a point) times 10^scale. */
static int parse_number(struct yx_str s, int scale, struct yx_str whole, int64_t *out,
                        struct yx_err *err)
{
    int64_t v = 0;
    int after = -1; /* decimals read; -1 before the point */
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.') {
            after = 0;
            continue;
        }
        if (after >= scale) {
            if (scale == 0)
                return fail(err,
                            YX_TEXT("“{0}”要用整数；小数只用于 元 和 %",
                                    "“{0}” takes a whole number; decimals are for 元 and % only"),
                            whole);
            return fail(err, YX_TEXT("“{0}”最多两位小数", "“{0}” has more than two decimals"),
                        whole);
        }
        v = v * 10 + (s.p[i] - '0');
        if (v > GREATEST)
            return fail(err, YX_TEXT("“{0}”太大", "“{0}” is too large"), whole);
        after += after >= 0;
    }
    for (int k = YX_MAX(after, 0); k < scale; k++)
        v *= 10;
    if (v > GREATEST)
        return fail(err, YX_TEXT("“{0}”太大", "“{0}” is too large"), whole);
    *out = v;
    return YX_OK;
}

/* 元, 元/年 and so on, after the unit itself has been found to begin with 元. */
static bool parse_rate(struct yx_str s, uint8_t *rate)
{
    struct yx_str yuan = units[YX_UNIT_YUAN].name;
    if (yx_str_eq(s, yuan)) {
        *rate = YX_UNIT_NONE;
        return true;
    }
    if (s.n <= yuan.n + 1 || !yx_str_starts(s, yuan) || s.p[yuan.n] != '/')
        return false;
    enum yx_unit u = unit_of(yx_str_sub(s, yuan.n + 1, s.n));
    if (u == YX_UNIT_NONE || !units[u].is_rate)
        return false;
    *rate = (uint8_t)(u == YX_UNIT_SCHOOL_YEAR ? YX_UNIT_YEAR : u);
    return true;
}

int yx_lit_parse(struct yx_str s, struct yx_lit *out, struct yx_err *err)
{
    char half[256]; /* 60 bytes at worst become 180 */
    struct yx_buf b = {.p = half, .cap = sizeof half};
    size_t at = 0;
    uint32_t cp;
    if (s.n > 60)
        return fail(err, YX_TEXT("“{0}…”太长，不是一个值", "“{0}…” is too long for a value"), s);
    while (yx_utf8_next(s, &at, &cp))
        yx_utf8_put(&b, yx_fold_char(cp));
    struct yx_str t = yx_str_trim(yx_buf_str(&b));
    *out = (struct yx_lit){0};
    size_t n = 0; /* bytes of the number */
    while (n < t.n && is_digit(t.p[n]))
        n++;
    if (n > 0 && n < t.n && t.p[n] == '-')
        return parse_date(t, out, err);
    if (n > 0 && n + 1 < t.n && t.p[n] == '.' && is_digit(t.p[n + 1]))
        for (n++; n < t.n && is_digit(t.p[n]);)
            n++;
    struct yx_str number = yx_str_sub(t, 0, n), rest = yx_str_sub(t, n, t.n);
    if (n > 0 && rest.n > 1 && rest.p[0] == ' ')
        rest = yx_str_sub(rest, 1, rest.n);
    if (n == 0) {
        if (!parse_rate(t, &out->rate))
            return fail(
                err,
                yx_str_starts(t, units[YX_UNIT_YUAN].name)
                    ? YX_TEXT("“{0}”不是单位；可用：元 元/年 元/学期 元/月 元/天 元/次",
                              "“{0}” is no unit; there are 元 元/年 元/学期 元/月 元/天 元/次")
                    : YX_TEXT("“{0}”不是一个值", "“{0}” is no value"),
                t);
        out->kind = YX_LIT_UNIT;
        out->unit = YX_UNIT_YUAN;
        return YX_OK;
    }
    if (rest.n == 0) {
        out->kind = YX_LIT_INT;
        return parse_number(number, 0, t, &out->value, err);
    }
    if (yx_str_is(rest, "%")) {
        out->kind = YX_LIT_PERCENT;
        return parse_number(number, 2, t, &out->value, err);
    }
    if (yx_str_starts(rest, units[YX_UNIT_YUAN].name)) {
        out->kind = YX_LIT_MONEY;
        out->unit = YX_UNIT_YUAN;
        if (!parse_rate(rest, &out->rate))
            return fail(
                err,
                YX_TEXT("“{0}”的单位不认识；可用：元 元/年 元/学期 元/月 元/天 元/次",
                        "“{0}” has an unknown unit; there are 元 元/年 元/学期 元/月 元/天 元/次"),
                t);
        return parse_number(number, 2, t, &out->value, err);
    }
    enum yx_unit u = unit_of(rest);
    if (u == YX_UNIT_NONE || !units[u].is_quantity)
        return fail(
            err,
            YX_TEXT("“{0}”的单位不认识；可用：元 年 学年 学期 月 天 日 周 工作日 分 %",
                    "“{0}” has an unknown unit; there are 元 年 学年 学期 月 天 日 周 工作日 分 %"),
            t);
    out->kind = YX_LIT_QUANTITY;
    out->unit = (uint8_t)u;
    return parse_number(number, 0, t, &out->value, err);
}

/* A value in hundredths with as few decimals as it needs, at least `least`. */
static void put_hundredths(struct yx_buf *b, int64_t v, int least)
{
    uint64_t u = v < 0 ? 0U - (uint64_t)v : (uint64_t)v;
    if (v < 0)
        yx_buf_putc(b, '-');
    yx_buf_put_u64(b, u / 100);
    if (u % 100 == 0)
        return;
    yx_buf_putc(b, '.');
    yx_buf_putc(b, (char)('0' + u % 100 / 10));
    if (u % 10 || least == 2)
        yx_buf_putc(b, (char)('0' + u % 10));
}

void yx_lit_put(struct yx_buf *b, struct yx_lit lit)
{
    switch (lit.kind) {
    case YX_LIT_INT: yx_buf_printf(b, "%lld", (long long)lit.value); break;
    case YX_LIT_MONEY:
        put_hundredths(b, lit.value, 2);
        yx_rate_put(b, lit.rate);
        break;
    case YX_LIT_QUANTITY:
        yx_buf_printf(b, "%lld", (long long)lit.value);
        yx_buf_puts(b, units[lit.unit].name);
        break;
    case YX_LIT_PERCENT:
        put_hundredths(b, lit.value, 1);
        yx_buf_putc(b, '%');
        break;
    case YX_LIT_DATE: yx_day_put(b, (yx_day)lit.value); break;
    case YX_LIT_MONTH:
        yx_buf_printf(b, "%04d-%02d", (int)(lit.value / 12), (int)(lit.value % 12) + 1);
        break;
    case YX_LIT_MONTH_DAY:
        yx_buf_printf(b, "%02d-%02d", (int)(lit.value / 100), (int)(lit.value % 100));
        break;
    case YX_LIT_TERM:
        yx_buf_printf(b, "%04d-", yx_term_year((yx_term)lit.value));
        yx_buf_putz(b, yx_term_is_autumn((yx_term)lit.value) ? "秋" : "春");
        break;
    case YX_LIT_UNIT: yx_rate_put(b, lit.rate); break;
    default: break;
    }
}

bool yx_lit_equal(struct yx_lit a, struct yx_lit b)
{
    return a.kind == b.kind && a.value == b.value && a.unit == b.unit && a.rate == b.rate;
}

yx_day yx_lit_first_day(struct yx_lit lit)
{
    if (lit.kind == YX_LIT_MONTH)
        return yx_day_make((int)(lit.value / 12), (int)(lit.value % 12) + 1, 1);
    return lit.kind == YX_LIT_DATE ? (yx_day)lit.value : YX_NO_DAY;
}

yx_day yx_lit_last_day(struct yx_lit lit)
{
    if (lit.kind == YX_LIT_MONTH) {
        int year = (int)(lit.value / 12), month = (int)(lit.value % 12) + 1;
        return yx_day_make(year, month, yx_days_in_month(year, month));
    }
    return lit.kind == YX_LIT_DATE ? (yx_day)lit.value : YX_NO_DAY;
}
