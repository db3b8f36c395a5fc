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
        {"周禹哲", "周禹?", "缺字"},
        {"周禹哲", "周禹？？", "缺字"},
        {"周禹哲", "周□哲", "缺字"},
        {"侯琪琪", "侯(王其)琪", "缺字"},
        {"王小明", "王小明（大）", "缺字"},
        {"侯琪", "侯(王其)", "姓氏"},
        {"周禹?", "周禹□", "缺字"},
        {"周某某", "周禹哲", "姓氏"},
        {"???", "周禹哲", "缺失"},
        {"田小明", "甲小明", "形近"},
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
        {"2011-03-09", "2011年3月9日", "一致"},
        {"20110309", "2011/3/9", "一致"},
        {"2011-03", "2011.3", "一致"},
        {"2011-03-09", "2011-09-03", "对调"},
        {"2011-03-19", "20111903", "对调"},
        {"2011-03-09", "2011-03-19", "一位"},
        {"2011-03-12", "2011-03-21", "一位"},
        {"2011-03-09", "2012-03-09", "一位"},
        {"2011-03-09", "20110339", "一位"},
        {"2011-03-09", "2011-03", "同年月"},
        {"2011-03-09", "2011-03-25", "同年月"},
        {"2011-03-09", "2011-11-25", "同年"},
        {"2011-08-15", "2011-09-12", "农历"},
        {"2020-04-03", "2020-05-25", "农历"},
        {"2010-12-20", "2011-01-23", "农历"},
        {"2011-03-09", "2011年", "同年"},
        {"2011-03-09", "2014-11-25", "不同"},
        {"2011-03-09", "不详", "缺失"},
        {"2011-03-09", "", "缺失"},
    };
    PAIRS_HOLD(DATE, list);
}

static void divisions(void **state)
{
    (void)state;
    static const struct pair list[] = {
        {"500243", "彭水县", "一致"},
        {"重庆市彭水苗族土家族自治县", "彭水县", "一致"},
        {"142225", "140923", "一致"}, /* withdrawn */
        {"500243001", "500243001000", "一致"},
        {"500243001", "彭水县汉葭街道", "一致"},
        {"500243001201", "500243001202", "同乡镇"},
        {"500243001", "500243100", "同县"},
        {"500243001", "彭水县", "同县"},
        {"500243", "500242", "同市"},
        {"500243", "500101", "同省"},
        {"500200", "500243", "同市"},
        {"500243", "510104", "不同"},
        {"火星一区", "火星 一区", "一致"},
        {"火星一区", "500243", "不同"},
        {"", "500243", "缺失"},
    };
    PAIRS_HOLD(DIVISION, list);
}

static void schools(void **state)
{
    (void)state;
    static const struct pair list[] = {
        {"2150012345", "２１５００１２３４５", "一致"},
        {"2150012345", "2150012346", "不同"},
        {"重庆市彭水县汉葭小学校", "汉葭小学", "一致"},
        {"彭水苗族土家族自治县汉葭 小学", "重庆市彭水县汉葭小学", "一致"},
        {"汉葭街道中心小学", "汉葭中心小学", "近似"},
        {"汉葭小学", "汉茄小学", "近似"},
        {"彭水县第一小学", "酉阳县第一小学", "不同"},
        {"彭水县第一小学", "第一小学", "一致"},
        {"汉葭第一小学", "汉葭第二小学", "不同"},
        {"东门小学", "西门小学", "不同"},
        {"汉葭小学", "汉葭中学", "不同"},
        {"汉葭小学", "汉葭第一小学", "不同"},
        {"北京路小学", "路小学", "不同"},
        {"汉葭小学", "保家小学", "不同"},
        {"", "汉葭小学", "缺失"},
    };
    PAIRS_HOLD(SCHOOL, list);
}

static void addresses(void **state)
{
    (void)state;
    static const struct pair list[] = {
        {"重庆市彭水县汉葭街道大垭村3组12号", "彭水苗族土家族自治县汉葭街道 大垭村３组12号",
         "一致"},
        {"汉葭街道大垭村3组", "彭水县汉葭街道办事处大垭村民委员会3组", "一致"},
        {"彭水县汉葭街道大垭村3组", "彭水县汉葭街道大垭村4组", "同村"},
        {"彭水县汉葭街道大垭村3组", "大垭村4组", "同村"},
        {"彭水县汉葭街道大垭村", "彭水县汉葭街道石嘴社区", "同乡镇"},
        {"彭水县汉葭镇大垭村", "彭水县汉葭街道石嘴社区", "同乡镇"},
        {"彭水县保家镇大垭村", "彭水县汉葭街道大垭村", "不同"},
        {"彭水县城关镇新村", "酉阳县城关镇新村", "不同"},
        {"新华路3-201", "新华路 3-201", "一致"},
        {"新华路3-201", "新华路32-01", "不同"},
        {"", "新华路", "缺失"},
    };
    PAIRS_HOLD(ADDRESS, list);
}

/* ---- properties ---- */

static const char *const bits[] = {
    "王",   "李",       "欧", "阳",   "小",     "明",       "单",   "子",
    "梓",   "涵",       "诗", "思",   "·",      "买",       "提",   "喆",
    "哲",   "A",        "n",  "Wang", "lü",     "5",        "0",    "1",
    "2",    "-",        "年", "月",   "X",      "村",       "镇",   "彭水县",
    "汉葭", "小学",     " ",  "组",   "500299", "20110309", "街道", "\xF0\xAC\xAD\x8A",
    "\xFF", "e\xCC\x81"};

/* Some text of a few bits; now and then a long one. */
static void draw_text(struct yx_rng *r, struct yx_buf *out)
{
    size_t n = yx_rng_chance(r, 1, 40) ? yx_rng_below(r, 300) : yx_rng_below(r, 7);
    for (size_t i = 0; i < n; i++)
        yx_buf_putz(out, bits[yx_rng_below(r, YX_LEN(bits))]);
}

/* The same text with one bit exchanged, left out or put in. */
static void draw_near(struct yx_rng *r, struct yx_str from, struct yx_buf *out)
{
    size_t at = from.n ? yx_rng_below(r, from.n) : 0, until = at;
    while (at && ((unsigned char)from.p[at] & 0xC0) == 0x80)
        at--;
    until = at;
    if (yx_rng_chance(r, 1, 2) && from.n)
        do
            until++;
        while (until < from.n && ((unsigned char)from.p[until] & 0xC0) == 0x80);
    yx_buf_put(out, from.p, at);
    if (yx_rng_chance(r, 2, 3))
        yx_buf_putz(out, bits[yx_rng_below(r, YX_LEN(bits))]);
    yx_buf_put(out, from.p + until, from.n - until);
}

/* For any two texts and any type: symmetric; a value is the same as itself; what is said to
 * hold is asked for and of the type; grades follow the levels; keys of equal values are equal. */
static void whatever_the_text(void **state)
{
    (void)state;
    const char *given = getenv("YX_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("# YX_SEED=%llu\n", (unsigned long long)seed);
    struct yx_rng r;
    yx_rng_seed(&r, seed);
    struct yx_buf x = {0}, y = {0}, said = {0};
    struct yx_arena *arena = yx_arena_new();
    unsigned n_level[YX_N_COMPARE_TYPES][16] = {{0}};
    for (int i = 0; i < 60000; i++) {
        x.n = y.n = said.n = 0;
        draw_text(&r, &x);
        if (yx_rng_chance(&r, 1, 3))
            draw_text(&r, &y);
        else
            draw_near(&r, yx_buf_str(&x), &y);
        enum yx_compare_type type = (enum yx_compare_type)yx_rng_below(&r, YX_N_COMPARE_TYPES);
        struct yx_value a, b, again;
        yx_value_prepare(type, yx_buf_str(&x), arena, &a);
        yx_value_prepare(type, yx_buf_str(&y), arena, &b);
        yx_value_prepare(type, yx_buf_str(&x), arena, &again);
        assert_int_equal(a.hash, again.hash);
        unsigned level = yx_compare(type, &a, &b);
        assert_int_equal(level, yx_compare(type, &b, &a));
        assert_int_equal(yx_compare(type, &a, &again), a.hash ? 0 : YX_LEVEL_MISSING);
        assert_true(level == YX_LEVEL_MISSING || level < yx_compare_n_levels(type));
        n_level[type][level]++;
        for (unsigned k = 0; k < YX_N_KEY_KINDS; k++)
            assert_int_equal(yx_block_key((enum yx_key_kind)k, 2, &a),
                             yx_block_key((enum yx_key_kind)k, 2, &again));
        if (!a.hash || !b.hash || a.hash == b.hash)
            continue;
        uint32_t all = yx_compare_holds(type, &a, &b, UINT32_MAX);
        assert_int_equal(all >> (yx_compare_n_levels(type) - 1), 0);
        uint32_t some = (uint32_t)yx_rng_u64(&r);
        assert_int_equal(yx_compare_holds(type, &a, &b, some), all & some);
        struct yx_grades g = {.type = type, .n = (uint8_t)(yx_compare_n_levels(type) - 1)};
        for (unsigned l = 0; l < g.n; l++)
            g.level[l] = (uint8_t)l;
        assert_int_equal(yx_compare_grade(&g, &a, &b), level);
        unsigned like = yx_compare_percent(&a, &b);
        assert_true(like <= 10000 && like == yx_compare_percent(&b, &a));
        if (type == YX_COMPARE_WORD || type == YX_COMPARE_DIGITS)
            assert_true(yx_compare_is_similar(&a, &b, like) &&
                        !yx_compare_is_similar(&a, &b, like + 1));
        yx_compare_words(type, level, &a, &b, i % 2, &said);
        assert_int_equal(yx_utf8_valid(yx_buf_str(&said)), said.n);
        yx_arena_reset(arena);
    }
    for (unsigned t = 0; t < YX_N_COMPARE_TYPES; t++) /* the draw is worth something */
        assert_true(n_level[t][0] > 20 && n_level[t][YX_LEVEL_MISSING] > 20);
    yx_arena_free(arena);
    yx_buf_free(&x);
    yx_buf_free(&y);
    yx_buf_free(&said);
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
    says(YX_COMPARE_DATE, "2011-09-12", "2011-08-15", "农历8月15日", "lunar 8-15");
    says(YX_COMPARE_NAME, "王子涵", "王梓晗", "子/梓 涵/晗", "子/梓 涵/晗");
    says(YX_COMPARE_NAME, "王小明", "王明", "少“小”", "lacks 小");
    says(YX_COMPARE_NAME, "王明", "王小明", "多“小”", "one more: 小");
    says(YX_COMPARE_NAME, "王小明", "王明小", "字序不同", "in another order");
    says(YX_COMPARE_NAME, "周禹哲", "周禹?", "有字未写出", "a character not written");
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
    SAME_KEY(READING, 0, NAME, "王子涵", "汪梓晗");
    SAME_KEY(READING, 0, NAME, "王子涵", "WANG Zihan");
    SAME_KEY(READING, 0, NAME, "吕布", "LU BU");
    SAME_KEY(READING, 0, NAME, "单小明", "善晓鸣");
    SAME_KEY(READING, 0, NAME, "尉迟恭", "于池工");
    OTHER_KEY(READING, 0, NAME, "王子涵", "王思涵");
    SAME_KEY(NEAR, 0, NAME, "陈思琪", "陈诗琪");
    SAME_KEY(NEAR, 0, NAME, "陈兰英", "岑南因");
    OTHER_KEY(NEAR, 0, NAME, "陈思琪", "王诗琪");
    SAME_KEY(INITIALS, 0, NAME, "王子涵", "汪祖豪");
    SAME_KEY(SURNAME, 0, NAME, "欧阳明", "欧阳小亮");
    OTHER_KEY(SURNAME, 0, NAME, "欧阳明", "欧大亮");
    SAME_KEY(SURNAME, 0, NAME, "阿依古丽·买买提", "阿依古丽·库尔班");
    SAME_KEY(COUNTY, 0, DIVISION, "500243001", "彭水县");
    SAME_KEY(TOWN, 0, DIVISION, "500243001201", "彭水县汉葭街道");
    SAME_KEY(TOWN, 0, ADDRESS, "汉葭镇大垭村3组", "彭水县汉葭街道石嘴社区");
    assert_int_equal(key(YX_KEY_TOWN, 0, YX_COMPARE_DIVISION, "500243"), 0);
    assert_int_equal(key(YX_KEY_SURNAME, 0, YX_COMPARE_NAME, "Anna"), 0);
    assert_int_equal(key(YX_KEY_YEAR, 0, YX_COMPARE_DATE, "第5天"), 0);
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
        cmocka_unit_test(divisions),
        cmocka_unit_test(schools),
        cmocka_unit_test(addresses),
        cmocka_unit_test(whatever_the_text),
        cmocka_unit_test(grades_in_the_order_of_the_document),
        cmocka_unit_test(differences_in_words),
        cmocka_unit_test(words_are_found),
        cmocka_unit_test(block_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
