/* test_codes_divisions.c -- codes, names, parents, children; counties in cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codes/divisions.h"

static void assert_path(uint32_t code, const char *want)
{
    struct yx_buf b = {0};
    yx_division_path(code, &b);
    yx_buf_putc(&b, '\0');
    assert_string_equal(b.p, want);
    yx_buf_free(&b);
}

static void codes_and_names(void **state)
{
    (void)state;
    struct yx_division d;
    assert_true(yx_division_find(500243, &d));
    assert_true(yx_str_is(d.name, "彭水苗族土家族自治县"));
    assert_true(yx_division_find(500243001, &d));
    assert_true(yx_str_is(d.name, "汉葭街道"));
    assert_false(yx_division_find(500299, &d)); /* the division of test numbers */
    assert_false(yx_division_find(0, &d));
    assert_true(yx_division_find(653228, &d)); /* from the overrides */
    assert_true(yx_str_is(d.name, "和康县"));
    assert_true(yx_division_find(653229, &d));
    assert_true(yx_str_is(d.name, "和安县"));
    assert_path(500243001, "重庆市彭水苗族土家族自治县汉葭街道");
    assert_path(653228, "新疆维吾尔自治区和田地区和康县");
    assert_path(469001, "海南省五指山市");
    assert_path(512325, "四川省"); /* withdrawn: what is known of it */
    assert_path(999999, "");
}

static void withdrawn_codes(void **state)
{
    (void)state;
    assert_int_equal(yx_division_successor(142225), 140923); /* 忻州地区代县 → 忻州市代县 */
    assert_int_equal(yx_division_successor(110226), 110117); /* 平谷县 → 平谷区 */
    assert_int_equal(yx_division_successor(110103), 110101); /* 崇文区, merged */
    assert_int_equal(yx_division_successor(500243), 0);      /* in force */
    assert_int_equal(yx_division_successor(500299), 0);
    assert_int_equal(yx_division_successor(130721), 0); /* 宣化县 stood beside 宣化区 */
    assert_int_equal(yx_division_successor(500243001), 0);
    assert_int_equal(yx_county_read(YX_S("142225"), 0), 140923);
    assert_int_equal(yx_county_read(YX_S("142225100"), 0), 140923);
    /* every successor is a county in force, in the same province */
    struct yx_division d;
    uint32_t n = 0;
    for (uint32_t code = 110000; code < 700000; code++) {
        uint32_t today = yx_division_successor(code);
        if (!today)
            continue;
        n++;
        assert_true(yx_division_find(today, &d));
        assert_true(today % 100 != 0);
        assert_int_equal(today / 10000, code / 10000);
        assert_false(yx_division_find(code, &d));
    }
    assert_true(n > 600);
}

static void parents_and_children(void **state)
{
    (void)state;
    assert_int_equal(yx_division_parent(500243001), 500243);
    assert_int_equal(yx_division_parent(500243), 500200);
    assert_int_equal(yx_division_parent(500200), 500000);
    assert_int_equal(yx_division_parent(500000), 0);
    assert_int_equal(yx_division_n_children(500243), 39);
    struct yx_division d;
    uint32_t last = 0, n = 0;
    while (yx_division_child(500243, n, &d)) {
        assert_int_equal(yx_division_parent(d.code), 500243);
        assert_true(d.code > last);
        last = d.code;
        n++;
    }
    assert_int_equal(n, 39);
    assert_int_equal(yx_division_n_children(500000), 2);
    assert_true(yx_division_n_children(650000) > 10);
    assert_true(yx_division_child(500200, 0, &d));
    assert_int_equal(d.code / 100, 5002);
    assert_true(yx_division_n_children(441900) > 20); /* 东莞: towns without counties */
    assert_int_equal(yx_division_n_children(500243001), 0);
    /* the whole tree has no orphan above the towns */
    uint32_t provinces = 0, counties = 0, towns = 0;
    for (uint32_t p = 110000; p <= 830000; p += 10000) {
        struct yx_division prefecture, county;
        if (!yx_division_find(p, &d))
            continue;
        provinces++;
        for (uint32_t i = 0; yx_division_child(p, i, &prefecture); i++)
            for (uint32_t k = 0; yx_division_child(prefecture.code, k, &county); k++) {
                counties += county.code < 1000000;
                towns += county.code < 1000000 ? yx_division_n_children(county.code) : 1;
            }
    }
    assert_int_equal(provinces, 35);
    assert_int_equal(towns, 41352);
    assert_true(counties > 2900);
}

static void towns_by_name(void **state)
{
    (void)state;
    assert_int_equal(yx_town_find(500243, YX_S("汉葭街道")), 500243001);
    assert_int_equal(yx_town_find(500243, YX_S("汉葭")), 500243001);
    assert_int_equal(yx_town_find(500243, YX_S(" 绍庆街道办事处")), 500243002);
    assert_int_equal(yx_town_find(500243, YX_S("绍庆街道人民政府")), 500243002);
    assert_int_equal(yx_town_find(500243, YX_S("没有的乡")), 0);
    assert_int_equal(yx_town_find(500243, YX_S("")), 0);
    assert_int_equal(yx_town_find(500299, YX_S("汉葭街道")), 0);
}

static void counties_in_cells(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        uint32_t near, want;
    } t[] = {
        {"500243", 0, 500243},
        {"500243001", 0, 500243},
        {"500243001001", 0, 500243},
        {"500200", 0, 0},
        {"500299", 0, 500299},
        {"彭水苗族土家族自治县", 0, 500243},
        {"彭水县", 0, 500243},
        {"彭水", 0, 500243},
        {"重庆市彭水县汉葭街道", 0, 500243},
        {"重庆彭水苗族土家族自治县", 0, 500243},
        {"重庆市市辖区渝中区", 0, 500103},
        {"贵州省遵义市道真县", 0, 520325},
        {"吉林省吉林市龙潭区", 0, 220203},
        {"鼓楼区", 0, 0},           /* Nanjing, Xuzhou, Kaifeng, Fuzhou */
        {"鼓楼区", 320102, 320106}, /* near Nanjing */
        {"江苏省徐州市鼓楼区", 320102, 320302},
        {"长沙县", 0, 430121},
        {"湖南省长沙市长沙县", 0, 430121},
        {"本县", 500243, 500243},
        {"内蒙古阿拉善盟阿拉善左旗", 0, 152921},
        {"某处", 500243, 0},
        {"重庆市", 0, 0},
        {"", 500243, 0},
        {"彭水学校", 500243, 0},
        {"和安县", 0, 653229},
    };
    for (size_t i = 0; i < YX_LEN(t); i++) {
        uint32_t got = yx_county_read(yx_str_of(t[i].cell), t[i].near);
        if (got != t[i].want)
            fail_msg("“%s” is %u, not %u", t[i].cell, got, t[i].want);
    }
}

/* Every county is found by its path. */
static void every_county_by_its_path(void **state)
{
    (void)state;
    uint32_t missed = 0, n = 0;
    for (uint32_t code = 110000; code < 660000; code++) {
        struct yx_division d;
        if (code % 100 == 0 || !yx_division_find(code, &d) || yx_division_n_children(code) == 0)
            continue;
        struct yx_buf b = {0};
        yx_division_path(code, &b);
        uint32_t got = yx_county_read(yx_buf_str(&b), 0);
        n++;
        if (got != code) {
            missed++;
            print_message("# %.*s is %u, not %u\n", (int)b.n, b.p, got, code);
        }
        yx_buf_free(&b);
    }
    assert_true(n > 2900);
    assert_int_equal(missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_and_names),      cmocka_unit_test(withdrawn_codes),
        cmocka_unit_test(parents_and_children), cmocka_unit_test(towns_by_name),
        cmocka_unit_test(counties_in_cells),    cmocka_unit_test(every_county_by_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
