/* test_compare.c -- two values of a field and the levels they hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rng.h"
#include "match/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct pair {
    const char *a, *b;
    const char *level; /* 中文 */
};

static struct yx_value value(enum yx_compare_type type, const char *text, struct yx_arena *arena)
{
    struct yx_value v;
    yx_value_prepare(type, yx_str_of(text), arena, &v);
    return v;
}

static void pairs_hold(enum yx_compare_type type, const struct pair *list, size_t n)
{
    struct yx_arena *arena = yx_arena_new();
    for (size_t i = 0; i < n; i++) {
        struct yx_value a = value(type, list[i].a, arena), b = value(type, list[i].b, arena);
        unsigned level = yx_compare(type, &a, &b);
        struct yx_str name = yx_compare_level_name(type, level, false);
        if (!yx_str_is(name, list[i].level))
            fail_msg("%s / %s: %.*s, wanted %s", list[i].a, list[i].b, (int)name.n, name.p,
                     list[i].level);
        assert_int_equal(yx_compare(type, &b, &a), level);
        assert_int_equal(yx_compare(type, &a, &a), a.hash ? 0 : YX_LEVEL_MISSING);
    }
    yx_arena_free(arena);
}
#define PAIRS_HOLD(type, list) pairs_hold(YX_COMPARE_##type, list, YX_LEN(list))

static void words(void **state)
{
    (void)state;
    static const struct pair list[] = {
        {"Smith", "SMITH", "一致"},      {"St. Mary", "ST MARY", "一致"},
        {"O'Brien", "OBrien", "一致"},   {"  pridham   street ", "Pridham-Street", "一致"},
        {"ＳＭＩＴＨ", "smith", "一致"}, {"jose\xCC\x81", "JOS\xC3\x89", "一致"},
        {"張偉", "张伟", "一致"},        {"pridhamstreet", "pridham street", "一处"},
        {"smith", "smiht", "一处"},      {"smith", "smyth", "一处"},
        {"smith", "smythe", "两处"},     {"汉葭街道", "汉加街道", "一处"},
        {"jonathan", "jon", "开头"},     {"J.", "JOHN", "开头"},
        {"smith", "jones", "不同"},      {"", "jones", "缺失"},
        {"-", "jones", "缺失"},          {" \xE3\x80\x80", "", "缺失"},
    };
    PAIRS_HOLD(WORD, list);
}

static void digits_and_codes(void **state)
{
    (void)state;
    static const struct pair digits[] = {
        {"409643", "409 643", "一致"}, {"４０９６４３", "409643", "一致"},
        {"409643", "409634", "一处"},  {"409643", "40964", "一处"},
        {"409643", "408634", "两处"},  {"409643", "123578", "不同"},
        {"409643", "", "缺失"},
    };
    PAIRS_HOLD(DIGITS, digits);
    static const struct pair codes[] = {
        {"nsw", "NSW", "一致"}, {"G-12 a", "g12A", "一致"}, {"nsw", "vic", "不同"},
        {"男", "男", "一致"},   {"男", "女", "不同"},       {"男", "", "缺失"},
    };
    PAIRS_HOLD(CODE, codes);
}

static void names(void **state)
{
    (void)state;
    static const struct pair list[] = {
        {"张偉", "张 伟", "一致"},
        {"阿依古丽·买买提", "阿依古丽买买提", "一致"},
        {"李喆", "李哲", "异体"},
        {"陈堃", "陈坤", "异体"},
        {"王子涵", "王梓晗", "同音"},
        {"单小明", "善小明", "同音"},
        {"仇梓涵", "邱子涵", "同音"},
        {"章小明", "张小明", "同音"},
        {"阿依古丽·买买提", "阿依古力·买买提", "同音"},
        {"王未", "王末", "形近"},
        {"冶小明", "治小明", "形近"},
        {"陈思琪", "陈诗琪", "近音"},
        {"陈思琪", "陈诗奇", "近音"},
        {"王兰", "王南", "近音"},
        {"李晶晶", "李津津", "姓氏"}, /* two that sound nearly alike */
        {"王小明", "王明", "缺字"},
        {"王小明", "小明", "缺字"},
        {"王小明", "王明小", "缺字"},
        {"李明", "明李", "缺字"},
        {"王小明", "Wang Xiaoming", "拼音"},
        {"王小明", "XIAOMING WANG", "拼音"},
        {"吕布", "lü bu", "拼音"},
        {"吕布", "LV BU", "拼音"},
        {"吕布", "Lyu Bu", "拼音"},
        {"单雄信", "Shan Xiongxin", "拼音"},
        {"尉迟恭", "YUCHI GONG", "拼音"},
        {"尉迟恭", "GONG YUCHI", "拼音"},
        {"王小明", "wáng xiǎo míng", "拼音"},
        {"王小明", "Wang Daming", "不同"},
        {"阿依古丽·买买提", "买买提·阿依古丽", "部分"},
        {"阿依古丽·买买提", "阿依古丽", "部分"},
        {"阿依古丽·买买提", "买买提阿依古丽", "部分"},
        {"阿依古丽·买买提", "阿依古丽·买", "部分"},
        {"阿依古丽·买买提·吐尔逊", "阿依古丽吐尔逊", "部分"},
        {"阿依古丽·买买提", "阿依古丽·库尔班", "姓氏"},
        {"阿依古丽·买买提", "帕提古丽·库尔班", "不同"},
        {"阿卜杜热合曼阿卜杜", "阿卜杜热合曼", "部分"},
        {"王小明", "王大明", "一字"},
        {"王小明", "李小明", "一字"},
        {"李明", "李亮", "姓氏"},
        {"王小明", "王大亮", "姓氏"},
        {"欧阳明", "欧阳小亮", "姓氏"},
        {"欧阳明", "欧大亮", "不同"},
        {"王小明", "李小亮", "不同"},
        {"王", "李", "不同"},
        {"王小明", "王", "姓氏"},
        {"Anna Smith", "Anna Smyth", "一字"},
        {"Anna Smith", "Anne Jones", "不同"},
        {"王小明", "", "缺失"},
        {"·", "王小明", "缺失"},
    };
    PAIRS_HOLD(NAME, list);
}

static void identity_numbers(void **state)
{
    (void)state;
    static const struct pair list[] = {
        {"500299201103090013", " 500299201103090013", "一致"},
        {"500299201103090013", "500299201103090014", "可修复"},
        {"500299201103090013", "500299201103900013", "可修复"},
        {"500299201103090013", "50029920110309013", "可修复"},
        {"500299201103090014", "500299201103090015", "一处"},
        {"500299201103090013", "500299201103090021", "两处"},
        {"500299201103090013", "500299201103095738", "同生日区划"},
        {"500299201103090013", "500299200805173521", "不同"},
        {"500299201103090013", "无", "缺失"},
        {"500299201103090013", "5.00299E+17", "缺失"},
        {"H12345678", "h1234 5678", "一致"},
        {"H12345678", "H12354678", "一处"},
        {"", "", "缺失"},
    };
    PAIRS_HOLD(ID, list);
}

static void dates(void **state)
{
    (void)state;
    static const struct pair list[] = {
        {"2011-03-09", "2011年3月9日", "一致"}, {"20110309", "2011/3/9", "一致"},
        {"2011-03", "2011.3", "一致"},          {"2011-03-09", "2011-09-03", "对调"},
        {"2011-03-19", "20111903", "对调"},     {"2011-03-09", "2011-03-19", "一位"},
        {"2011-03-12", "2011-03-21", "一位"},   {"2011-03-09", "2012-03-09", "一位"},
        {"2011-03-09", "20110339", "一位"},     {"2011-03-09", "2011-03", "同年月"},
        {"2011-03-09", "2011-03-25", "同年月"}, {"2011-03-09", "2011-11-25", "同年"},
        {"2011-03-09", "2011年", "同年"},       {"2011-03-09", "2014-11-25", "不同"},
        {"2011-03-09", "不详", "缺失"},         {"2011-03-09", "", "缺失"},
    };
    PAIRS_HOLD(DATE, list);
}

static void grades_in_the_order_of_the_document(void **state)
{
    (void)state;
    struct yx_arena *arena = yx_arena_new();
    struct yx_grades g = {.type = YX_COMPARE_WORD,
                          .n = 4,
                          .level = {YX_LEVEL_WORD_SAME, YX_LEVEL_WORD_SIMILAR,
                                    YX_LEVEL_WORD_TWO_EDITS, YX_LEVEL_WORD_SIMILAR},
                          .percent = {0, 9600, 0, 8000}};
    static const struct {
        const char *a, *b;
        unsigned grade;
    } cases[] = {{"martha", "Martha", 0},  {"martha", "marhta", 1}, {"dwayne", "duane", 2},
                 {"dixon", "dicksonx", 3}, {"smith", "jones", 4},   {"", "x", YX_LEVEL_MISSING}};
    for (size_t i = 0; i < YX_LEN(cases); i++) {
        struct yx_value a = value(g.type, cases[i].a, arena), b = value(g.type, cases[i].b, arena);
        assert_int_equal(yx_compare_grade(&g, &a, &b), cases[i].grade);
        assert_int_equal(yx_compare_grade(&g, &b, &a), cases[i].grade);
    }
    yx_arena_free(arena);
}

static void says(enum yx_compare_type type, const char *x, const char *y, const char *zh,
                 const char *en)
{
    struct yx_arena *arena = yx_arena_new();
    struct yx_value a = value(type, x, arena), b = value(type, y, arena);
    struct yx_buf out = {0};
    unsigned level = yx_compare(type, &a, &b);
    yx_compare_words(type, level, &a, &b, false, &out);
    yx_buf_putc(&out, '\0');
    assert_string_equal(out.p, zh);
    out.n = 0;
    yx_compare_words(type, level, &a, &b, true, &out);
    yx_buf_putc(&out, '\0');
    assert_string_equal(out.p, en);
    yx_buf_free(&out);
    yx_arena_free(arena);
}

static void differences_in_words(void **state)
{
    (void)state;
    says(YX_COMPARE_ID, "500299201103090013", "500299201103900013", "第13、14位颠倒",
         "places 13 and 14 exchanged");
    says(YX_COMPARE_ID, "500299201103090013", "50029920110309013", "少第15位 0",
         "place 15 missing: 0");
    says(YX_COMPARE_DIGITS, "409643", "409743", "第4位 6/7", "place 4 6/7");
    says(YX_COMPARE_DIGITS, "409643", "4096438", "第6位后多出 8", "one more after place 6: 8");
    says(YX_COMPARE_DIGITS, "409643", "408634", "第3位 9/8，第5、6位颠倒",
         "place 3 9/8, places 5 and 6 exchanged");
    says(YX_COMPARE_DATE, "2011-03-09", "2011-03-19", "第7位 0/1", "digit 7: 0/1");
    says(YX_COMPARE_DATE, "2011-03-12", "2011-03-21", "第7、8位颠倒", "digits 7 and 8 exchanged");
    says(YX_COMPARE_DATE, "2011-03-09", "2011-09-03", "3月9日/9月3日", "3-9 / 9-3 (month and day)");
    says(YX_COMPARE_NAME, "王子涵", "王梓晗", "子/梓 涵/晗", "子/梓 涵/晗");
    says(YX_COMPARE_NAME, "王小明", "王明", "少“小”", "lacks 小");
    says(YX_COMPARE_NAME, "王明", "王小明", "多“小”", "one more: 小");
    says(YX_COMPARE_NAME, "王小明", "王明小", "字序不同", "in another order");
    says(YX_COMPARE_NAME, "王小明", "王大亮", "", "");
    says(YX_COMPARE_WORD, "same", "same", "", "");
}

static void words_are_found(void **state)
{
    (void)state;
    for (unsigned t = 0; t < YX_N_COMPARE_TYPES; t++) {
        enum yx_compare_type type = (enum yx_compare_type)t, found;
        assert_true(yx_compare_type_find(yx_compare_type_name(type, false), &found) &&
                    found == type);
        assert_true(yx_compare_type_find(yx_compare_type_name(type, true), &found) &&
                    found == type);
        unsigned n = yx_compare_n_levels(type), level;
        assert_in_range(n, 2, YX_LEVELS_MAX);
        for (unsigned l = 0; l < n; l++)
            for (int english = 0; english < 2; english++) {
                struct yx_str word = yx_compare_level_name(type, l, english);
                assert_true(yx_compare_level_find(type, word, &level) && level == l);
            }
        assert_true(yx_str_is(yx_compare_level_name(type, 0, false), "一致"));
        assert_true(yx_str_is(yx_compare_level_name(type, n - 1, false), "不同"));
        assert_true(yx_str_is(yx_compare_level_name(type, YX_LEVEL_MISSING, true), "missing"));
        assert_false(yx_compare_level_find(type, YX_S("差不多"), &level));
    }
    enum yx_compare_type type;
    enum yx_key_kind kind;
    assert_false(yx_compare_type_find(YX_S("颜色"), &type));
    assert_false(yx_key_kind_find(YX_S("颜色"), &kind));
    for (unsigned k = 0; k < YX_N_KEY_KINDS; k++)
        for (int english = 0; english < 2; english++)
            assert_true(yx_key_kind_find(yx_key_kind_name((enum yx_key_kind)k, english), &kind) &&
                        kind == k);
    assert_true(yx_compare_level_takes_percent(YX_COMPARE_WORD, YX_LEVEL_WORD_SIMILAR));
    assert_false(yx_compare_level_takes_percent(YX_COMPARE_SCHOOL, YX_LEVEL_SCHOOL_SIMILAR));
}

static uint64_t key(enum yx_key_kind kind, unsigned n, enum yx_compare_type type, const char *text)
{
    struct yx_arena *arena = yx_arena_new();
    struct yx_value v = value(type, text, arena);
    uint64_t k = yx_block_key(kind, n, &v);
    yx_arena_free(arena);
    return k;
}

static void block_keys(void **state)
{
    (void)state;
#define SAME_KEY(kind, n, type, a, b)                                                              \
    assert_int_equal(key(YX_KEY_##kind, n, YX_COMPARE_##type, a),                                  \
                     key(YX_KEY_##kind, n, YX_COMPARE_##type, b))
#define OTHER_KEY(kind, n, type, a, b)                                                             \
    assert_int_not_equal(key(YX_KEY_##kind, n, YX_COMPARE_##type, a),                              \
                         key(YX_KEY_##kind, n, YX_COMPARE_##type, b))
    SAME_KEY(WHOLE, 0, WORD, "Smith", "SMITH");
    OTHER_KEY(WHOLE, 0, WORD, "Smith", "SMYTH");
    SAME_KEY(HEAD, 3, DIGITS, "409643", "409111");
    OTHER_KEY(HEAD, 4, DIGITS, "409643", "409111");
    SAME_KEY(TAIL, 4, ID, "500299201103090013", "500299200803170013");
    SAME_KEY(YEAR, 0, DATE, "2011-03-09", "2011-11-30");
    SAME_KEY(MONTH, 0, DATE, "2011-03-09", "2011-03-30");
    OTHER_KEY(MONTH, 0, DATE, "2011-03-09", "2012-03-09");
    SAME_KEY(MONTH_DAY, 0, DATE, "2011-03-09", "2012-03-09");
    SAME_KEY(SORTED, 0, NAME, "王小明", "王明小");
    SAME_KEY(SOUND, 0, WORD, "smith", "smyth");
    SAME_KEY(SOUND, 0, WORD, "philip", "Fillip");
    SAME_KEY(SOUND, 0, WORD, "catherine", "katharyn");
    OTHER_KEY(SOUND, 0, WORD, "smith", "jones");
    SAME_KEY(INITIALS, 0, WORD, "john paul", "jane penny");
    assert_int_equal(key(YX_KEY_WHOLE, 0, YX_COMPARE_WORD, "-"), 0);
    assert_int_equal(key(YX_KEY_HEAD, 8, YX_COMPARE_DIGITS, "4096"), 0);
    assert_int_equal(key(YX_KEY_MONTH, 0, YX_COMPARE_DATE, "2011年"), 0);
    assert_int_equal(key(YX_KEY_YEAR, 0, YX_COMPARE_NAME, "王小明"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(digits_and_codes),
        cmocka_unit_test(names),
        cmocka_unit_test(identity_numbers),
        cmocka_unit_test(dates),
        cmocka_unit_test(grades_in_the_order_of_the_document),
        cmocka_unit_test(differences_in_words),
        cmocka_unit_test(words_are_found),
        cmocka_unit_test(block_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
