/* test_link_model.c -- documents 比对 compiled: what they come to, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "lang/parse.h"
#include "match/link_model.h"

/* A document with one line more; messages go to `out`, empty if it compiles. */
static void compile(struct yx_arena *a, const char *head, const char *line, enum yx_lang lang,
                    struct yx_link_model *m, struct yx_buf *out)
{
    struct yx_report *r = yx_report_new();
    struct yx_document *doc;
    struct yx_buf text = {0};
    out->n = 0;
    yx_buf_printf(&text, "%s  %s\n", head, line);
    if (yx_parse(yx_buf_str(&text), YX_S("x.yx"), a, r, &doc) == YX_OK)
        (void)yx_link_compile(doc, a, r, m);
    yx_report_render(r, lang, out);
    yx_buf_free(&text);
    yx_report_free(r);
}

static const char two_sides[] = "比对 x “试”\n"
                                "  左 户籍 列 姓名, 证件号, 出生日期, 住址 地址, 甲 代码\n"
                                "  右 名册 列 姓名, 证件号, 出生日期, 住址 地址 “家庭住址”\n"
                                "  比较 姓名 级 一致, 同音 词频\n"
                                "  分块 姓名 上限 9\n";
static const char one_side[] =
    "match x “try”\n"
    "  left list key id cols a word, b word, born date, n digits, c code\n"
    "  compare a grades same\n"
    "  compare b grades same\n"
    "  block a most 9\n";

static void what_a_document_comes_to(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new();
    struct yx_link_model m;
    struct yx_buf b = {0};
    compile(a, two_sides,
            "先 证件号 一致 且 (姓名 ≥ 同音 或 非 出生日期 为空) 【P1】\n"
            "  比较 证件号 级 一致, 可修复, 不同\n"
            "  比较 出生日期 级 一致, 对调 属 证件号\n"
            "  否决 有效(证件号) 且 证件号 ≠ 一致\n"
            "  分块 年(出生日期) + 首字2(姓名), 前4位(证件号) 上限 50\n"
            "  一对一\n  关联 ≥ 99.5%\n  复核 ≥ 40%\n  参数 “x.csv”",
            YX_EN, &m, &b);
    if (b.n)
        fail_msg("%.*s", (int)b.n, b.p);
    assert_false(m.is_dedupe);
    assert_true(m.left_once && m.right_once);
    assert_int_equal(m.n_fields, 5);
    assert_int_equal(m.field[0].type, YX_COMPARE_NAME); /* known by its name */
    assert_int_equal(m.field[3].n_headings[YX_LEFT], 0);
    assert_int_equal(m.field[3].n_headings[YX_RIGHT], 1);
    assert_false(m.field[4].on[YX_RIGHT]);
    assert_int_equal(m.n_passes, 1);
    assert_int_equal(m.pass[0].n_terms, 2);
    assert_int_equal(m.pass[0].term[0].n_tests, 2);
    assert_int_equal(m.pass[0].term[0].test[1].kind, YX_TEST_AT_LEAST);
    assert_int_equal(m.pass[0].term[0].test[1].level, YX_LEVEL_NAME_HOMOPHONE);
    assert_int_equal(m.pass[0].term[1].test[1].kind, YX_TEST_FILLED);
    assert_int_equal(m.n_vetoes, 1);
    assert_int_equal(m.veto[0].term[0].test[1].kind, YX_TEST_NOT_LEVEL);
    assert_int_equal(m.n_blocks, 3);
    assert_int_equal(m.block[1].n_keys, 2);
    assert_int_equal(m.block[1].key[0].kind, YX_KEY_YEAR);
    assert_int_equal(m.block[1].key[1].n, 2);
    assert_int_equal(m.block[2].key[0].kind, YX_KEY_HEAD);
    assert_int_equal(m.block[2].key[0].n, 4);
    assert_int_equal(m.block[2].most, 50);
    assert_int_equal(m.n_comparisons, 3);
    assert_true(m.comparison[0].by_frequency);
    assert_int_equal(yx_link_n_grades(&m.comparison[1]), 3);
    assert_int_equal(m.comparison[2].part_of, 1);
    assert_int_equal(m.link, 9950);
    assert_int_equal(m.review, 4000);
    assert_true(yx_str_is(m.parameters, "x.csv"));
    compile(a, one_side,
            "compare a with b grades same, swapped\n"
            "  compare n grades same, two_edits\n"
            "  block either_order(a, b) + head3(n) most 7",
            YX_EN, &m, &b);
    if (b.n)
        fail_msg("%.*s", (int)b.n, b.p);
    assert_true(m.is_dedupe);
    assert_int_equal(m.comparison[2].with, 1);
    assert_int_equal(yx_link_n_grades(&m.comparison[2]), 2);
    assert_int_equal(m.block[1].key[0].other, 1);
    assert_int_equal(m.link, 9900);
    yx_buf_free(&b);
    yx_arena_free(a);
}

static void what_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *head, *line, *zh, *en;
    } cases[] = {
        {two_sides, "先 证件号 一致", "没有代号", "has no name"},
        {two_sides, "先 姓名 ≥ 同音 【P】", "找不到另一行", "finds no other row"},
        {two_sides, "先 身高 一致 【P】", "没有列“身高”", "there is no column “身高”"},
        {two_sides, "先 甲 一致 【P】", "“甲”只有一边有", "only one side has “甲”"},
        {two_sides, "先 姓名 一致 且 姓名 可修复 【P】", "只有证件号能说“可修复”",
         "only identity numbers"},
        {two_sides, "先 姓名 一致 且 姓名 ≥ 对调 【P】", "人名没有“对调”这一级",
         "a 人名 has no grade “对调”"},
        {two_sides, "先 姓名 一致 且 出生日期 + 姓名 【P】", "不是比对的条件", "is no condition"},
        {two_sides, "先 姓名 一致 且 姓名 > 一致 【P】", "不是比对的条件", "is no condition"},
        {two_sides, "先 星座(姓名) 一致 【P】", "没有“星座”这种键", "there is no key “星座”"},
        {two_sides, "分块 年(姓名) 上限 9", "人名没有“年”这种键", "a 人名 has no key “年”"},
        {two_sides, "分块 年(姓名, 证件号) 上限 9", "要写成 列 或 年(列) 这样",
         "must be COLUMN or"},
        {two_sides, "分块 不分先后(姓名, 证件号) 上限 9", "的类型不同，不能互换",
         "of different types"},
        {two_sides, "分块 姓名", "后面要有 上限 和行数", "a number of rows"},
        {two_sides, "分块 姓名 + 姓名 + 姓名 + 姓名 + 姓名 + 姓名 + 姓名 上限 9", "一块最多 6 个键",
         "6 keys at most"},
        {two_sides, "比较 姓名 级 一致", "“姓名”比较了两次", "“姓名” is compared twice"},
        {two_sides, "比较 证件号 级 一致, 同音", "证件号没有“同音”这一级", "a 证件号 has no grade"},
        {two_sides, "比较 证件号 级 可修复", "第一级要是“一致”", "the first grade is"},
        {two_sides, "比较 证件号 级 一致, 不同, 两处", "是最后一级", "is the last grade"},
        {two_sides, "比较 证件号 级 一致, 两处, 两处", "写了两次", "is written twice"},
        {two_sides, "比较 证件号 级 不同", "至少要有一级", "needs the grade"},
        {two_sides, "比较 证件号 级 一致 90%", "后面不写百分数", "takes no per cent"},
        {two_sides, "比较 证件号 级 一致 属 出生日期", "“属”后面要写另一项比较",
         "“isa” names another"},
        {two_sides, "一对一\n  多对一", "只写一个", "write one of"},
        {two_sides, "关联 ≥ 100%", "要写成 ≥ 99% 这样", "must say ≥ 99%"},
        {two_sides, "复核 ≥ 99.5%", "复核的把握不能高于", "cannot be surer"},
        {one_side, "one_to_one", "一份名单自己和自己比", "compares a list with itself"},
        {one_side, "compare n grades same, similar", "没有“similar”这一级",
         "has no grade “similar”"},
        {one_side, "compare a with born grades same, swapped", "的类型不同", "of different types"},
        {one_side, "compare a with a grades same, swapped", "不能和自己互换", "with itself"},
        {one_side, "compare a with b grades same", "只有两级", "have two grades"},
        {"比对 x “试”\n  左 甲 列 姓名 词\n", "先 姓名 一致 【P】", "没有类型“词”",
         "there is no type “词”"},
        {"比对 x “试”\n  左 甲 列 身高\n", "先 身高 一致 【P】", "后面要写类型", "needs its type"},
        {"比对 x “试”\n  左 甲 列 姓名, 姓名\n", "先 姓名 一致 【P】", "列“姓名”写了两次",
         "is written twice"},
        {"比对 x “试”\n  左 甲 列 姓名 代码\n  右 乙 列 姓名 文字\n", "先 姓名 一致 【P】",
         "两边的类型不同", "of another type on the other side"},
        {"比对 x “试”\n  左 甲 列 姓名\n", "比较 姓名 级 一致", "有“比较”就要有“分块”",
         "“compare” needs “block”"},
        {"比对 x “试”\n  左 甲 列 姓名\n", "分块 姓名 上限 9", "没有“比较”", "no “compare”"},
        {"比对 x “试”\n  左 甲 列 姓名\n", "关联 ≥ 99%", "什么也认不出来", "nothing is found"},
    };
    struct yx_arena *a = yx_arena_new();
    struct yx_link_model m;
    struct yx_buf b = {0};
    for (size_t i = 0; i < YX_LEN(cases); i++)
        for (int lang = YX_ZH; lang <= YX_EN; lang++) {
            compile(a, cases[i].head, cases[i].line, (enum yx_lang)lang, &m, &b);
            if (yx_str_find(yx_buf_str(&b), yx_str_of(lang == YX_EN ? cases[i].en : cases[i].zh)) <
                0)
                fail_msg("%s: %.*s", cases[i].line, (int)b.n, b.p ? b.p : "");
        }
    yx_buf_free(&b);
    yx_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_document_comes_to),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests_name("link_model", tests, NULL, NULL);
}
