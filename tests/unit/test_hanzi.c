/* test_hanzi.c -- readings, variants and shapes of characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "match/hanzi.h"
#include "match/name.h"

static uint32_t char_of(const char *text)
{
    size_t at = 0;
    uint32_t c = 0;
    (void)yx_utf8_next(yx_str_of(text), &at, &c);
    return c;
}

static bool has_reading(const char *text, bool as_surname, const char *wanted)
{
    uint16_t all[YX_READINGS_MAX];
    size_t n = yx_hanzi_readings(char_of(text), as_surname, all);
    for (size_t i = 0; i < n; i++)
        if (strcmp(yx_syllable(all[i]), wanted) == 0)
            return true;
    return false;
}

static void readings(void **state)
{
    (void)state;
    assert_string_equal(yx_syllable(yx_hanzi_reading(char_of("张"), false)), "zhang");
    assert_string_equal(yx_syllable(yx_hanzi_reading(char_of("吕"), true)), "lv");
    assert_string_equal(yx_syllable(yx_hanzi_reading(char_of("单"), false)), "dan");
    assert_string_equal(yx_syllable(yx_hanzi_reading(char_of("单"), true)), "shan");
    assert_string_equal(yx_syllable(yx_hanzi_reading(char_of("仇"), true)), "qiu");
    assert_string_equal(yx_syllable(yx_hanzi_reading(char_of("朴"), true)), "piao");
    assert_string_equal(yx_syllable(yx_hanzi_reading(char_of("𬭊"), false)), "du");
    assert_true(has_reading("单", false, "chan"));
    assert_true(has_reading("翟", true, "di") && has_reading("翟", true, "zhai"));
    assert_true(has_reading("乐", false, "le") && has_reading("乐", false, "yue"));
    assert_false(has_reading("清", false, "jing"));
    assert_int_equal(yx_hanzi_reading('A', false), 0);
    assert_int_equal(yx_hanzi_reading(0x10FFFF, true), 0);
    assert_int_equal(yx_hanzi_reading(UINT32_MAX, true), 0);
    uint16_t compound[2];
    yx_compound_surname_readings(char_of("尉"), char_of("迟"), compound);
    assert_string_equal(yx_syllable(compound[0]), "yu");
    assert_string_equal(yx_syllable(compound[1]), "chi");
    assert_true(yx_is_compound_surname(char_of("欧"), char_of("阳")));
    assert_false(yx_is_compound_surname(char_of("欧"), char_of("明")));
}

static void alike(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool same, near, variant, looks;
    } cases[] = {
        {"子", "梓", true, false, false, false},  {"涵", "晗", true, false, false, false},
        {"诗", "思", false, true, false, false},  {"琴", "晴", false, true, false, false},
        {"兰", "南", false, true, false, false},  {"辉", "飞", false, true, false, false},
        {"未", "末", false, false, false, true},  {"日", "曰", false, false, false, true},
        {"清", "晴", true, false, false, true},   {"己", "已", false, false, false, true},
        {"喆", "哲", true, false, true, false},   {"堃", "坤", true, false, true, false},
        {"卓", "桌", true, false, false, true},   {"红", "江", false, false, false, true},
        {"王", "李", false, false, false, false}, {"治", "冶", false, false, false, true},
        {"住", "往", false, false, false, true},  {"田", "甲", false, false, false, true},
        {"汐", "沙", false, false, false, true},  {"琪", "明", false, false, false, false},
        {"A", "王", false, false, false, false},
    };
    for (size_t i = 0; i < YX_LEN(cases); i++)
        for (int turned = 0; turned < 2; turned++) {
            uint32_t a = char_of(turned ? cases[i].b : cases[i].a),
                     b = char_of(turned ? cases[i].a : cases[i].b);
            if (yx_hanzi_sound_same(a, b, false) != cases[i].same ||
                yx_hanzi_sound_near(a, b, false) != cases[i].near ||
                yx_hanzi_are_variants(a, b) != cases[i].variant ||
                yx_hanzi_look_alike(a, b) != cases[i].looks)
                fail_msg("%s / %s: same %d near %d variant %d looks %d", cases[i].a, cases[i].b,
                         yx_hanzi_sound_same(a, b, false), yx_hanzi_sound_near(a, b, false),
                         yx_hanzi_are_variants(a, b), yx_hanzi_look_alike(a, b));
        }
    assert_true(yx_hanzi_sound_same(char_of("单"), char_of("善"), true));
    assert_true(yx_hanzi_sound_same(char_of("仇"), char_of("邱"), true));
    assert_true(yx_hanzi_sound_near(char_of("曾"), char_of("郑"), true));
}

/* Every character: its own relations hold, and its readings are syllables. */
static void all_characters(void **state)
{
    (void)state;
    unsigned read = 0, standard = 0, single = 0;
    for (uint32_t c = 0x3000; c < 0x32000; c++) {
        uint16_t all[YX_READINGS_MAX];
        size_t n = yx_hanzi_readings(c, true, all);
        for (size_t i = 0; i < n; i++)
            assert_true(yx_syllable(all[i])[0] && yx_syllable_class(all[i]));
        read += n > 0;
        if (n) {
            assert_true(yx_hanzi_sound_same(c, c, false));
            assert_false(yx_hanzi_are_variants(c, c));
        }
        if (yx_hanzi_look_alike(c, c)) {
            standard++;
            single += n == 1;
            assert_int_equal(yx_hanzi_fold(c), c);
        }
    }
    assert_in_range(read, 30000, 60000);
    assert_in_range(standard, 7500, 8200);
    assert_in_range(single, 6000, standard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readings),
        cmocka_unit_test(alike),
        cmocka_unit_test(all_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
