/* test_units.c -- units of columns: said, known, or said and not known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codes/units.h"

static void headings_name_their_unit(void **state)
{
    (void)state;
    static const struct {
        const char *heading, *title;
        bool is_said, is_unknown;
        uint32_t yuan;
        int year_counts; /* -1: no period */
    } cases[] = {
        {"金额", "", false, false, 1, -1},
        {"金额（万元）", "", true, false, 10000, -1},
        {"金额(单位：万元)", "", true, false, 10000, -1},
        {"金额万元", "", true, false, 10000, -1},
        {"标准(元/学期)", "", true, false, 1, 2},
        {"标准（元/生·学期）", "", true, false, 1, 2},
        {"每学期收费（元）", "", true, false, 1, 2},
        {"学费元/学年", "", true, false, 1, 1},
        {"保教费（元/月）", "", true, false, 1, 0},
        {"月保教费", "", false, false, 1, 0},
        {"资金[千元]", "", true, false, 1000, -1},
        {"金额（美元）", "", true, true, 0, -1},
        {"金额（卢布元）", "", true, true, 0, -1},
        {"金额（含住宿）", "", false, false, 1, -1},
        {"姓名（学生）", "", false, false, 1, -1},
        {"金额", "2022年发放表 单位：万元", true, false, 10000, -1},
        {"金额", "发放表（单位：元）", true, false, 1, -1},
        {"金额", "金额单位：人民币元", true, false, 1, -1},
        {"金额", "填报单位：山河县教委 单位：人、万元", true, false, 10000, -1},
        {"金额", "填报单位：山河县教委", false, false, 1, -1},
        {"金额（元）", "单位：万元", true, false, 1, -1},
        {"金额", "单位：港币", true, true, 0, -1},
    };
    for (size_t i = 0; i < YX_LEN(cases); i++) {
        struct yx_unit u;
        yx_unit_of_heading(yx_str_of(cases[i].heading), yx_str_of(cases[i].title), &u);
        if (u.is_said != cases[i].is_said || u.is_unknown != cases[i].is_unknown ||
            u.yuan != cases[i].yuan || u.has_period != (cases[i].year_counts >= 0) ||
            (u.has_period && u.year_counts != cases[i].year_counts))
            fail_msg("%s / %s: said %d, unknown %d, yuan %u, a year %d", cases[i].heading,
                     cases[i].title, u.is_said, u.is_unknown, (unsigned)u.yuan,
                     u.has_period ? u.year_counts : -1);
    }
}

static void only_units_are_units(void **state)
{
    (void)state;
    struct yx_unit u;
    assert_true(yx_unit_read(YX_S("万元"), &u));
    assert_true(yx_unit_read(YX_S(" 元 / 人 "), &u));
    assert_false(yx_unit_read(YX_S("元角"), &u));
    assert_false(yx_unit_read(YX_S("万元以上"), &u));
    assert_false(yx_unit_read(YX_S("人"), &u));
    assert_false(yx_unit_read(YX_S(""), &u));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_name_their_unit),
        cmocka_unit_test(only_units_are_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
