/* test_name.c -- names in one form, and how near two of them are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "match/name.h"

#include <stdio.h>
#include <time.h>

static void becomes(const char *typed, const char *wanted)
{
    struct yx_buf b = {0};
    yx_name_normalise(yx_str_of(typed), &b);
    yx_buf_putc(&b, '\0');
    assert_string_equal(b.p, wanted);
    yx_buf_free(&b);
}

static void typed_forms_become_one(void **state)
{
    (void)state;
    becomes("王小明", "王小明");
    becomes(" 王　小 明\xC2\xA0", "王小明");
    becomes("王\xE2\x80\x8B小明\xEF\xBB\xBF", "王小明");
    becomes("“张三”", "张三");
    becomes("張偉", "张伟");
    becomes("陳愛國", "陈爱国");
    becomes("髙眞", "高真");
    becomes("Ａｎｎａ", "ANNA");
    becomes("", "");
    becomes("　", "");
}

static void dots_of_minority_names(void **state)
{
    (void)state;
    const char *dots[] = {"·", "•", "．", "‧", "・", ".", "･", "●", " · ", "··"};
    for (size_t i = 0; i < YX_LEN(dots); i++) {
        char typed[64];
        snprintf(typed, sizeof typed, "阿依古丽%s买买提", dots[i]);
        becomes(typed, "阿依古丽·买买提");
    }
    becomes("·阿依古丽·", "阿依古丽");
    struct yx_buf b = {0};
    assert_int_equal(yx_name_hash(YX_S("阿依古丽·买买提"), &b),
                     yx_name_hash(YX_S("阿依古丽 买买提"), &b));
    assert_int_not_equal(yx_name_hash(YX_S("阿依古丽"), &b),
                         yx_name_hash(YX_S("阿依古丽买买提"), &b));
    assert_int_equal(yx_name_hash(YX_S(" 　"), &b), 0);
    assert_int_equal(yx_name_hash((struct yx_str){NULL, 0}, &b), 0);
    yx_buf_free(&b);
}

static void compatibility_and_private_use(void **state)
{
    (void)state;
    becomes("\xEF\xA4\x81", "更");     /* U+F901 */
    becomes("\xF0\xAF\xA0\x80", "丽"); /* U+2F800 */
    becomes("王\xEE\xA1\xA3", "王䶮"); /* U+E863 of GBK */
    becomes("\xE2\xBC\xA5", "女");     /* radical U+2F25 */
    becomes("𠮷", "𠮷");
    becomes("e\xCC\x81", "\xC3\x89"); /* composed, upper case */
    becomes("\xC3\xA9", "\xC3\x89");
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    for (uint32_t c = 1; c < 0x32000; c++) {
        uint32_t f = yx_hanzi_fold(c);
        if (yx_hanzi_fold(f) != f)
            fail_msg("U+%04X folds to U+%04X, and that to U+%04X", c, f, yx_hanzi_fold(f));
    }
    assert_int_equal(yx_hanzi_fold(0x5F35), 0x5F20); /* 張 */
    assert_int_equal(yx_hanzi_fold(0x4E7E), 0x4E7E); /* 乾 is a standard character itself */
}

static void any_bytes_are_survived(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, 20261123);
    struct yx_buf once = {0}, twice = {0};
    for (int i = 0; i < 20000; i++) {
        char z[24];
        size_t n = yx_rng_below(&rng, sizeof z + 1);
        for (size_t k = 0; k < n; k++)
            z[k] = (char)(yx_rng_chance(&rng, 1, 2) ? 0xE3 + yx_rng_below(&rng, 7)
                                                    : yx_rng_below(&rng, 256));
        once.n = twice.n = 0;
        yx_name_normalise((struct yx_str){z, n}, &once);
        yx_name_normalise(yx_buf_str(&once), &twice);
        assert_int_equal(yx_utf8_valid(yx_buf_str(&once)), once.n);
        assert_true(yx_str_eq(yx_buf_str(&once), yx_buf_str(&twice)));
    }
    yx_buf_free(&once);
    yx_buf_free(&twice);
}

static void nearness(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        enum yx_name_level level;
    } cases[] = {
        {"张三", "張 三", YX_NAME_SAME},
        {"王小明", "王晓明", YX_NAME_ONE_EDIT},
        {"王小明", "王明", YX_NAME_ONE_EDIT},
        {"王小明", "王明小", YX_NAME_ONE_EDIT},
        {"王小明", "小王明", YX_NAME_ONE_EDIT},
        {"李明", "李亮", YX_NAME_ONE_EDIT},
        {"李明", "明李", YX_NAME_ONE_EDIT},
        {"王小明", "王大亮", YX_NAME_SURNAME},
        {"王小明", "李小亮", YX_NAME_DIFFERENT},
        {"王小明", "赵钱孙", YX_NAME_DIFFERENT},
        {"王", "李", YX_NAME_DIFFERENT},
        {"王小明", "", YX_NAME_MISSING},
        {"阿依古丽·买买提", "阿依古丽买买提", YX_NAME_SAME},
    };
    for (size_t i = 0; i < YX_LEN(cases); i++) {
        enum yx_name_level l = yx_name_compare(yx_str_of(cases[i].a), yx_str_of(cases[i].b));
        if (l != cases[i].level)
            fail_msg("%s / %s: level %d, not %d", cases[i].a, cases[i].b, (int)l,
                     (int)cases[i].level);
        assert_int_equal(l, yx_name_compare(yx_str_of(cases[i].b), yx_str_of(cases[i].a)));
    }
}

static void a_plain_name_costs_little(void **state)
{
    (void)state;
    struct yx_buf b = {0};
    struct timespec from, to;
    enum { ROUNDS = 2000000 };
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int i = 0; i < ROUNDS; i++) {
        b.n = 0;
        yx_name_normalise(i & 1 ? YX_S("王小明") : YX_S("欧阳建国"), &b);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    int64_t ns = ((to.tv_sec - from.tv_sec) * 1000000000LL + (to.tv_nsec - from.tv_nsec)) / ROUNDS;
    printf("# figure plain name normalised in %lld ns\n", (long long)ns);
    yx_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_forms_become_one),
        cmocka_unit_test(dots_of_minority_names),
        cmocka_unit_test(compatibility_and_private_use),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(nearness),
        cmocka_unit_test(a_plain_name_costs_little),
    };
    return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
