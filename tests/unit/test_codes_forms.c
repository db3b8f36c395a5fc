/* test_codes_forms.c -- dates and answers in every form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "codes/forms.h"
#include "table/table.h"

#include <stdio.h>

static void dates_in_all_forms(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        uint8_t marks;
        const char *day; /* NULL: no date; with ~ the day, with ? the month is not known */
    } t[] = {
        {"2011-09-01", 0, "2011-09-01"},
        {"2011-9-1", 0, "2011-09-01"},
        {"2011/09/01", 0, "2011-09-01"},
        {"2011/9/1 0:00:00", 0, "2011-09-01"},
        {"2011.9.1", 0, "2011-09-01"},
        {"2011.9.1.", 0, NULL},
        {"20110901", 0, "2011-09-01"},
        {"20110901", YX_CELL_NUMBER, "2011-09-01"},
        {"20110901083000", 0, "2011-09-01"},
        {"2011年9月1日", 0, "2011-09-01"},
        {"2011 年 9 月 1 日", 0, "2011-09-01"},
        {"２０１１年９月１日", 0, "2011-09-01"},
        {"2011年09月01", 0, "2011-09-01"},
        {"2011-09-01T08:30:00", 0, "2011-09-01"},
        {"2011-09-01 08:30", 0, "2011-09-01"},
        {"2011。9。1", 0, "2011-09-01"},
        {"2011—9—1", 0, "2011-09-01"},
        {"2011.9", 0, "2011-09-01~"},
        {"2011.10", 0, "2011-10-01~"},
        {"201109", 0, "2011-09-01~"},
        {"201109", YX_CELL_NUMBER, "2011-09-01~"},
        {"2011年9月", 0, "2011-09-01~"},
        {"2011-9", 0, "2011-09-01~"},
        {"2011/9", 0, "2011-09-01~"},
        {"2011年9月份", 0, "2011-09-01~"},
        {"2011-09-01前", 0, NULL},
        {"2011年", 0, "2011-01-01?"},
        {"2011", 0, "2011-01-01?"},
        {"40787", YX_CELL_NUMBER, "2011-09-01"},
        {"40787", 0, "2011-09-01"},
        {"40787.5", YX_CELL_NUMBER, "2011-09-01"},
        {"61", YX_CELL_NUMBER, "1900-03-01"},
        {"2011-02-30", 0, NULL},
        {"2011-13-01", 0, NULL},
        {"20111301", 0, NULL},
        {"20110001", 0, NULL},
        {"201113", 0, NULL},
        {"1799-01-01", 0, NULL},
        {"2011-09-01至2012-01-01", 0, NULL},
        {"无", 0, NULL},
        {"", 0, NULL},
        {"9月1日", 0, NULL},
        {"500299201501010011", 0, NULL},
    };
    for (size_t i = 0; i < YX_LEN(t); i++) {
        struct yx_date_form d;
        struct yx_buf b = {0};
        if (yx_date_read(yx_str_of(t[i].cell), t[i].marks, &d)) {
            yx_day_put(&b, d.day);
            yx_buf_putz(&b, d.is_month_only ? "~" : d.is_year_only ? "?" : "");
        } else {
            yx_buf_putz(&b, "none");
        }
        yx_buf_putc(&b, '\0');
        const char *want = t[i].day ? t[i].day : "none";
        if (strcmp(b.p, want) != 0)
            fail_msg("“%s” gives %s, not %s", t[i].cell, b.p, want);
        yx_buf_free(&b);
    }
}

static void dates_in_titles(void **state)
{
    (void)state;
    static const char *const t[][2] = {
        {"某县低保名单（截至2022年9月30日）", "2022-09-30"},
        {"低保20220930.xlsx", "2022-09-30"},
        {"截至2022.9.30", "2022-09-30"},
        {"2022-9-30学籍.csv", "2022-09-30"},
        {"2022年秋季学期学籍_20220930.csv", "2022-09-30"},
        {"2022年9月低保发放 报送日期：2022年10月8日", "2022-10-08"},
        {"2022年9月低保", "2022-09-01~"},
        {"202209低保.xls", "2022-09-01~"},
        {"2022年秋季学期", "none"},
        {"2022-2023学年", "none"},
        {"2022-2023-1学籍", "none"},
        {"学校3150000123", "none"},
        {"20221399", "none"},
        {"", "none"},
    };
    for (size_t i = 0; i < YX_LEN(t); i++) {
        struct yx_date_form d;
        struct yx_buf b = {0};
        if (yx_date_find(yx_str_of(t[i][0]), &d)) {
            yx_day_put(&b, d.day);
            yx_buf_putz(&b, d.is_month_only ? "~" : "");
        } else {
            yx_buf_putz(&b, "none");
        }
        yx_buf_putc(&b, '\0');
        if (strcmp(b.p, t[i][1]) != 0)
            fail_msg("“%s” gives %s, not %s", t[i][0], b.p, t[i][1]);
        yx_buf_free(&b);
    }
}

/* Whatever the form, the day comes back. */
static void any_day_in_any_form(void **state)
{
    (void)state;
    const uint64_t seed = 5;
    printf("# seed %llu\n", (unsigned long long)seed);
    struct yx_rng r;
    yx_rng_seed(&r, seed);
    for (int i = 0; i < 5000; i++) {
        yx_day day = yx_day_make(1950, 1, 1) + (yx_day)yx_rng_below(&r, 50000);
        struct yx_ymd v = yx_day_split(day);
        char z[64];
        switch (yx_rng_below(&r, 7)) {
        case 0: (void)snprintf(z, sizeof z, "%04d-%02d-%02d", v.year, v.month, v.day); break;
        case 1: (void)snprintf(z, sizeof z, "%d-%d-%d", v.year, v.month, v.day); break;
        case 2: (void)snprintf(z, sizeof z, "%d/%d/%d", v.year, v.month, v.day); break;
        case 3: (void)snprintf(z, sizeof z, "%d.%d.%d", v.year, v.month, v.day); break;
        case 4: (void)snprintf(z, sizeof z, "%04d%02d%02d", v.year, v.month, v.day); break;
        case 5: (void)snprintf(z, sizeof z, "%d年%d月%d日", v.year, v.month, v.day); break;
        default: (void)snprintf(z, sizeof z, " %d 年%d月%d日", v.year, v.month, v.day); break;
        }
        struct yx_date_form d;
        assert_true(yx_date_read(yx_str_of(z), 0, &d));
        assert_int_equal(d.day, day);
        assert_false(d.is_month_only);
        /* an Excel number */
        (void)snprintf(z, sizeof z, "%d", day - yx_day_make(1899, 12, 30));
        assert_true(yx_date_read(yx_str_of(z), YX_CELL_NUMBER, &d));
        assert_int_equal(d.day, day);
    }
}

static void spans(void **state)
{
    (void)state;
    struct yx_date_form a, b;
    assert_true(yx_span_read(YX_S("2021-01-01至2022-12-31"), 0, &a, &b));
    assert_int_equal(a.day, yx_day_make(2021, 1, 1));
    assert_int_equal(b.day, yx_day_make(2022, 12, 31));
    assert_true(yx_span_read(YX_S("2021.1-2022.12"), 0, &a, &b));
    assert_int_equal(a.day, yx_day_make(2021, 1, 1));
    assert_int_equal(b.day, yx_day_make(2022, 12, 1));
    assert_true(b.is_month_only);
    assert_true(yx_span_read(YX_S("2021年3月——长期"), 0, &a, &b));
    assert_int_equal(a.day, yx_day_make(2021, 3, 1));
    assert_int_equal(b.day, YX_NO_DAY);
    assert_true(yx_span_read(YX_S("2021-03-01"), 0, &a, &b));
    assert_int_equal(b.day, YX_NO_DAY);
    assert_false(yx_span_read(YX_S("长期"), 0, &a, &b));
}

static void answers(void **state)
{
    (void)state;
    static const char *const yes[] = {"是", "Y",  "y",    "yes", "1",
                                      "√",  "有", " 是 ", "Ｙ",  "已消除"};
    static const char *const no[] = {"否", "N", "no", "0", "×", "无", "x", "未消除", "没有"};
    static const char *const unknown[] = {"", " ", "不详", "2", "是否", "待定"};
    for (size_t i = 0; i < YX_LEN(yes); i++)
        assert_int_equal(yx_answer_read(yx_str_of(yes[i])), YX_ANSWER_YES);
    for (size_t i = 0; i < YX_LEN(no); i++)
        assert_int_equal(yx_answer_read(yx_str_of(no[i])), YX_ANSWER_NO);
    for (size_t i = 0; i < YX_LEN(unknown); i++)
        assert_int_equal(yx_answer_read(yx_str_of(unknown[i])), YX_ANSWER_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_in_all_forms),
        cmocka_unit_test(dates_in_titles),
        cmocka_unit_test(any_day_in_any_form),
        cmocka_unit_test(spans),
        cmocka_unit_test(answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
