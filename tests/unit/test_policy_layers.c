/* test_policy_layers.c -- documents one above the other: what adopts, what is refused where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/advice.h"
#include "policy/cases.h"
#include "policy/proofs.h"
#include "policy_fixture.h"

static const char upper[] = "政策 up “上级”\n"
                            "  有效 2019-01-01 至 2026-12-31\n"
                            "  核算 学期 年度 日历年\n"
                            "  折算 1学期 = 100天\n"
                            "  下级 可增设\n"
                            "代码 类别\n"
                            "  脱贫户 自 2021-03-01\n"
                            "  建档立卡户 至 2021-02-28\n"
                            "  低保\n"
                            "输入 归 学生\n"
                            "  学段: 小学|初中|普高\n"
                            "  身份: 集合 类别\n"
                            "  住校: 是否\n"
                            "  学费: 元/年\n"
                            "开关\n"
                            "  从宽 = 否\n"
                            "认定\n"
                            "  困难 = 身份 非空\n"
                            "类 义务教育\n"
                            "  适用 学段 ≠ 普高\n"
                            "  项目 N1 寄宿补助 【上一】\n" /* line 21 */
                            "    支付 到人\n"
                            "    下级 可提高金额, 可收窄条件, 可扩大条件\n"
                            "    条件 困难 且 住校\n"
                            "    表 学段 || 金额\n"
                            "      小学 || 1000元/年\n"
                            "      初中 || 1250元/年\n"
                            "  项目 N2 走读补助 【上二】\n" /* 28 */
                            "    支付 到人\n"
                            "    条件 困难 且 非 住校\n"
                            "    金额 500元/年\n"
                            "项目 N3 助学金 【上三】\n" /* 32 */
                            "  支付 到人\n"
                            "  下级 须定金额, 可提高金额\n"
                            "  条件 学段 = 普高 且 困难\n"
                            "  金额 待定(1000元/年, 3000元/年) 至 2022-12-31\n" /* 36 */
                            "  金额 待定(0元/年, 10000元/年) 自 2023-01-01\n"
                            "项目 N4 免学费 【上四】\n" /* 38 */
                            "  支付 减免\n"
                            "  下级 可提高金额\n"
                            "  条件 从宽 或 困难\n"
                            "  金额 min(学费, 800元/年)\n"
                            "组合\n"
                            "  排斥 N3 与 N4\n"; /* 44 */

#define HEAD                                                                                       \
    "政策 low “下级”\n"                                                                    \
    "  地区 500243\n"                                                                            \
    "  有效 2022-01-01 至 2023-12-31\n"                                                         \
    "  承接 up\n" /* what a case adds begins at line 5 */

static struct yx_policy *load_chain(const char *low, const char *const *above, struct yx_report *r)
{
    struct yx_policy_text text[4] = {{{NULL, 0}, {NULL, 0}}};
    struct yx_policy_shelf shelf = {.text = text};
    for (; above[shelf.n_texts]; shelf.n_texts++)
        text[shelf.n_texts] =
            (struct yx_policy_text){YX_S("up.yx"), yx_str_of(above[shelf.n_texts])};
    struct yx_policy *p = NULL;
    (void)yx_policy_load_chain(yx_str_of(low), YX_S("low.yx"), &shelf, r, &p);
    return p;
}

static struct yx_policy *load_low(const char *low, struct yx_report *r)
{
    return load_chain(low, (const char *const[]){upper, NULL}, r);
}

static void show(struct yx_report *r)
{
    struct yx_buf b = {0};
    yx_report_render(r, YX_ZH, &b);
    print_message("%.*s", (int)b.n, b.p);
    yx_buf_free(&b);
}

/* ---- refusals ---- */

struct refusal {
    const char *low;   /* after HEAD */
    const char *place; /* low.yx:line */
    const char *text;
    const char *second; /* up.yx:line, or NULL */
};

static const struct refusal refusals[] = {
    /* what is closed */
    {"项目 A2 甲 沿用 N2\n  提高 金额 600元/年\n", "low.yx:6", "没有允许：它没有写 下级 可提高金额",
     "up.yx:28"},
    {"项目 A2 甲 沿用 N2\n  收窄 学段 = 小学\n", "low.yx:6", "下级 可收窄条件", "up.yx:28"},
    {"项目 A2 甲 沿用 N2\n  扩大 住校\n", "low.yx:6", "下级 可扩大条件", "up.yx:28"},
    {"项目 A2 甲 沿用 N2\n  定 金额 600元/年\n", "low.yx:6", "下级 须定金额", "up.yx:28"},
    {"类 小学\n  适用 学段 = 小学\n  项目 A2 甲 沿用 N2\n", "low.yx:7", "下级 可收窄条件",
     "up.yx:28"},
    {"项目 A2 甲 沿用 N2\n  支付 到校\n", "low.yx:6", "沿用的项目里只写 收窄", "up.yx:28"},
    {"项目 A2 甲 沿用 N2\n  金额 600元/年\n", "low.yx:6", "沿用的项目里只写 收窄", "up.yx:28"},
    {"项目 A2 甲 沿用 N2\n  条件 住校\n", "low.yx:6", "沿用的项目里只写 收窄", "up.yx:28"},
    {"项目 A2 甲 沿用 N2\n  下级 可收窄条件\n", "low.yx:6", "下级 可收窄条件", "up.yx:28"},
    /* amounts */
    {"项目 A1 甲 沿用 N1\n  提高 金额 600元/学期\n", "low.yx:6", "单位要与上级的相同：上级是元/年",
     "up.yx:21"},
    {"项目 A1 甲 沿用 N1\n  提高\n", "low.yx:6", "写成 提高 金额 2000元/年", NULL},
    {"项目 A1 甲 沿用 N1\n  定 金额 9元/年\n", "low.yx:6", "下级 须定金额", "up.yx:21"},
    {"项目 A3 甲 沿用 N3\n  定 金额 900元/年\n", "low.yx:6",
     "定为 900.00元/年，不在上级留的范围之内", "up.yx:36"},
    {"项目 A3 甲 沿用 N3\n  定 金额 3000.01元/年\n", "low.yx:6", "不在上级留的范围之内",
     "up.yx:36"},
    {"项目 A3 甲 沿用 N3\n  定\n    金额 3000元/年 至 2022-12-31\n    金额 10001元/年 自 2023-01-01\n",
     "low.yx:8", "定为 10001.00元/年", "up.yx:37"},
    {"项目 A3 甲 沿用 N3\n  定 金额 min(学费, 3000元/年)\n", "low.yx:6",
     "从 0.00元/年 到 3000.00元/年", "up.yx:36"},
    {"项目 A3 甲 沿用 N3\n  定 金额 1000元/学期\n", "low.yx:6", "单位要与上级的相同", "up.yx:36"},
    {"项目 A3 甲 沿用 N3\n  定 金额 2000元/年\n  提高 金额 1999元/年\n", "low.yx:7",
     "“提高”后的 1999.00元 比上级的 2000.00元 低", NULL},
    /* names */
    {"沿用 N9\n", "low.yx:5", "上级 up 没有项目“N9”", NULL},
    {"项目 A1 甲 沿用 N1\n项目 B1 乙 沿用 N1\n", "low.yx:6", "上级项目 N1 已经沿用过", "low.yx:5"},
    {"沿用 全部\n项目 N2 乙\n  支付 到人\n  金额 5元/年\n", "low.yx:6", "“N2”已经有了", "up.yx:28"},
    {"项目 A1 甲 沿用 N1\n项目 A1 乙 沿用 N2\n", "low.yx:6", "“A1”已经有了", "low.yx:5"},
    {"输入\n  学段: 小学|初中\n沿用 全部\n", "low.yx:6", "“学段”与上级写的不一样", "up.yx:11"},
    {"输入 归 学校\n  住校: 是否\n沿用 全部\n", "low.yx:6", "“住校”与上级写的不一样", "up.yx:13"},
    {"代码 类别\n  低保\n沿用 全部\n", "low.yx:5", "“类别”与上级写的不一样", "up.yx:6"},
    {"认定\n  困难 = 身份 含 低保\n沿用 全部\n", "low.yx:6", "“困难”与上级写的不一样", "up.yx:18"},
    {"输入\n  困难: 是否\n沿用 全部\n", "low.yx:6", "“困难”与上级写的不一样", "up.yx:18"},
    {"认定\n  从宽 = 住校\n沿用 全部\n", "low.yx:6", "“从宽”与上级写的不一样", "up.yx:16"},
    {"  折算 1学期 = 90天\n沿用 全部\n", "low.yx:5", "折算与上级的不同", "up.yx:4"},
    /* words where they have no business */
    {"项目 B1 甲\n  支付 到人\n  金额 5元/年\n  提高 金额 6元/年\n", "low.yx:8",
     "“提高”只写在沿用上级的项目里", NULL},
    {"项目 A2 甲 沿用 N2\n  下级 可减\n", "low.yx:6", "项目的 下级 可写", NULL},
    {"  下级 可提高金额\n沿用 全部\n", "low.yx:5", "文首的 下级 只写 可增设", NULL},
    {"组合\n  排斥 N1 与 N2\n沿用 N1\n", "low.yx:6", "没有项目“N2”", NULL},
};

static bool place_is(struct yx_report *r, struct yx_place p, const char *want)
{
    struct yx_buf b = {0};
    yx_buf_puts(&b, yx_report_file_name(r, p.file));
    yx_buf_putc(&b, ':');
    yx_buf_put_u64(&b, p.line);
    bool is = yx_str_is(yx_buf_str(&b), want);
    yx_buf_free(&b);
    return is;
}

static bool says(struct yx_report *r, const char *place, const char *text, const char *second)
{
    size_t n;
    const struct yx_diag *d = yx_report_list(r, &n);
    for (size_t i = 0; i < n; i++) {
        struct yx_buf b = {0};
        yx_diag_text(&d[i], YX_ZH, &b);
        bool is = d[i].severity == YX_ERROR && place_is(r, d[i].place, place) &&
                  yx_str_find(yx_buf_str(&b), yx_str_of(text)) >= 0 &&
                  (!second || (d[i].second.line && place_is(r, d[i].second, second)));
        yx_buf_free(&b);
        if (is)
            return true;
    }
    return false;
}

static void refuses(void **state)
{
    (void)state;
    int bad = 0;
    for (size_t i = 0; i < YX_LEN(refusals); i++) {
        struct yx_report *r = yx_report_new();
        struct yx_buf b = {0};
        yx_buf_putz(&b, HEAD);
        yx_buf_putz(&b, refusals[i].low);
        yx_buf_putc(&b, 0);
        struct yx_policy *p = load_low(b.p, r);
        if (p || !says(r, refusals[i].place, refusals[i].text, refusals[i].second)) {
            print_message("case %zu: %s\nwanted %s %s\n", i, refusals[i].low, refusals[i].place,
                          refusals[i].text);
            show(r);
            bad++;
        }
        yx_policy_free(p);
        yx_report_free(r);
        yx_buf_free(&b);
    }
    assert_int_equal(bad, 0);
}

/* ---- the chain itself ---- */

static void refuse_one(const char *low, const char *const *above, const char *place,
                       const char *text)
{
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_chain(low, above, r);
    if (p || !says(r, place, text, NULL))
        show(r);
    assert_null(p);
    assert_true(says(r, place, text, NULL));
    yx_report_free(r);
}

#define DOC(id, extends, rest) "政策 " id " “t”\n  有效 2022-01-01 至 2022-12-31\n" extends rest
#define OWN                    "项目 X1 甲\n  支付 到人\n  金额 5元/年\n"

static void circles_and_holes(void **state)
{
    (void)state;
    refuse_one(DOC("a", "  承接 b\n", OWN), (const char *const[]){NULL}, "low.yx:3",
               "找不到上级政策 b");
    refuse_one(DOC("a", "  承接 a\n", OWN), (const char *const[]){NULL}, "low.yx:3",
               "承接绕成了圈：a → a");
    refuse_one(
        DOC("a", "  承接 b\n", OWN),
        (const char *const[]){DOC("b", "  承接 c\n", OWN), DOC("c", "  承接 a\n", OWN), NULL},
        "up.yx:3", "承接绕成了圈：a → b → c → a");
    /* a mistake above is said above */
    refuse_one(
        DOC("a", "  承接 b\n", "沿用 全部\n"),
        (const char *const[]){DOC("b", "", OWN "项目 X2 乙\n  支付 到人\n  金额 缺\n"), NULL},
        "up.yx:8", "没有名称“缺”");
    /* nothing may be added, and nothing adopted without a document above */
    refuse_one(DOC("a", "  承接 b\n", "项目 Y 乙\n  支付 到人\n  金额 5元/年\n"),
               (const char *const[]){DOC("b", "", OWN), NULL}, "low.yx:4", "没有让下级增设项目");
    refuse_one(DOC("a", "", "沿用 全部\n" OWN), (const char *const[]){NULL}, "low.yx:3",
               "没有承接上级，不能沿用");
    /* beyond the life of the document above */
    refuse_one("政策 a “t”\n  有效 2022-01-01 至 2023-01-31\n  承接 b\n沿用 全部\n",
               (const char *const[]){DOC("b", "", OWN), NULL}, "low.yx:2",
               "有效期要在上级 b 的有效期之内：2022-01-01 至 2022-12-31");
}

/* ---- what comes out ---- */

/* The document above, extended by `low`, gives what the example says. */
static void gives(const char *low, const char *example)
{
    struct yx_report *r = yx_report_new();
    struct yx_buf b = {0};
    yx_buf_putz(&b, HEAD);
    yx_buf_putz(&b, low);
    yx_buf_putz(&b, "例 一\n");
    yx_buf_putz(&b, example);
    yx_buf_putc(&b, 0);
    struct yx_policy *p = load_low(b.p, r);
    if (!p || yx_policy_check_examples(p, r, yx_policy_file(p)))
        show(r);
    assert_non_null(p);
    assert_int_equal(yx_report_count(r, YX_ERROR), 0);
    yx_policy_free(p);
    yx_report_free(r);
    yx_buf_free(&b);
}

static void adopts(void **state)
{
    (void)state;
    /* as it is, under its own code and another */
    gives("沿用 N1, N2\n", "  期 2022-春 事实 学段=小学, 身份={低保}, 住校=是 得 N1 500元 到人\n"
                           "  期 2022-春 事实 学段=小学, 身份={低保}, 住校=否 得 N2 250元 到人\n"
                           "  期 2022-春 事实 学段=普高, 身份={低保}, 住校=是 得 无\n");
    gives("项目 A1 沿用 N1\n",
          "  期 2022-春 事实 学段=初中, 身份={低保}, 住校=是 得 A1 625元 到人\n");
    /* 收窄 and 扩大, whatever their order; 适用 of the group above stays */
    gives("项目 A1 甲 沿用 N1\n  收窄 学段 = 小学\n  扩大 学费 ≥ 1元/年\n",
          "  期 2022-春 事实 学段=小学, 身份={}, 住校=否, 学费=1元/年 得 A1 500元 到人\n"
          "  期 2022-春 事实 学段=小学, 身份={}, 住校=否, 学费=0元/年 得 无\n"
          "  期 2022-春 事实 学段=初中, 身份={低保}, 住校=是, 学费=1元/年 得 无\n"
          "  期 2022-春 事实 学段=普高, 身份={}, 住校=否, 学费=1元/年 得 无\n");
    gives("类 小\n  适用 学段 = 小学\n  项目 A1 甲 沿用 N1\n",
          "  期 2022-春 事实 学段=小学, 身份={低保}, 住校=是 得 A1 500元 到人\n"
          "  期 2022-春 事实 学段=初中, 身份={低保}, 住校=是 得 无\n");
    /* 提高 from a day on: before it what the document above gives */
    gives("项目 A1 甲 沿用 N1\n  提高 金额 1600元/年 自 2023-01-01\n",
          "  期 2022-秋 事实 学段=初中, 身份={低保}, 住校=是 得 A1 625元 到人\n"
          "  期 2023-春 事实 学段=初中, 身份={低保}, 住校=是 得 A1 800元 到人\n");
    gives("项目 A1 甲 沿用 N1\n  提高 自 2023-01-01\n    表 学段 || 金额\n      小学 || 1100元/年\n"
          "      其余 || 1300元/年\n",
          "  期 2022-秋 事实 学段=小学, 身份={低保}, 住校=是 得 A1 500元 到人\n"
          "  期 2023-春 事实 学段=小学, 身份={低保}, 住校=是 得 A1 550元 到人\n");
    /* 定, one value for both ranges, and one each */
    gives("项目 A3 甲 沿用 N3\n  定 金额 2000元/年\n",
          "  期 2022-春 事实 学段=普高, 身份={低保} 得 A3 1000元 到人\n"
          "  期 2023-春 事实 学段=普高, 身份={低保} 得 A3 1000元 到人\n");
    gives(
        "项目 A3 甲 沿用 N3\n  定\n    金额 2000元/年 至 2022-12-31\n    金额 0元/年 自 2023-01-01\n",
        "  期 2022-春 事实 学段=普高, 身份={低保} 得 A3 1000元 到人\n"
        "  期 2023-春 事实 学段=普高, 身份={低保} 得 A3 0元 到人\n");
    gives(
        "项目 A3 甲 沿用 N3\n  定\n    表 住校 || 金额\n      是 || 3000元/年\n      否 || 1000元/年\n",
        "  期 2022-春 事实 学段=普高, 身份={低保}, 住校=是 得 A3 1500元 到人\n"
        "  期 2022-春 事实 学段=普高, 身份={低保}, 住校=否 得 A3 500元 到人\n");
    /* 定 and then 提高 */
    gives("项目 A3 甲 沿用 N3\n  定 金额 2000元/年\n  提高 金额 2200元/年 自 2023-01-01\n",
          "  期 2022-春 事实 学段=普高, 身份={低保} 得 A3 1000元 到人\n"
          "  期 2023-春 事实 学段=普高, 身份={低保} 得 A3 1100元 到人\n");
    /* 组合 of the document above holds for what is adopted, under any code */
    gives("项目 A3 甲 沿用 N3\n  定 金额 2000元/年\n项目 A4 乙 沿用 N4\n",
          "  期 2022-春 事实 学段=普高, 身份={低保}, 学费=600元/年 得 A3 1000元 到人\n");
    gives("沿用 N4\n",
          "  期 2022-春 事实 学段=普高, 身份={低保}, 学费=600元/年 得 N4 300元 减免\n");
    /* a switch is decided below; the same words may be written again; its own benefit */
    gives("开关\n  从宽 = 是\n沿用 N4\n",
          "  期 2022-春 事实 学段=普高, 身份={}, 学费=600元/年 得 N4 300元 减免\n");
    gives(
        "输入 归 学生\n  住校: 是否\n  特长: 是否\n认定\n  困难 = 身份 非空 【别处】\n沿用 N2\n"
        "项目 B1 乙\n  支付 到人\n  条件 特长\n  金额 10元/年\n",
        "  期 2022-春 事实 学段=小学, 身份={低保}, 住校=否, 特长=是 得 N2 250元 到人, B1 5元 到人\n");
}

static void names_and_sources(void **state)
{
    (void)state;
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_low(HEAD "项目 A1 县寄宿 【县一】 沿用 N1\n"
                                        "  扩大 学费 ≥ 1元/年 【县二】\n  别名 住宿补\n沿用 N2\n",
                                   r);
    assert_non_null(p);
    uint32_t n;
    const struct yx_policy_benefit *b = yx_policy_benefits(p, &n);
    assert_int_equal(n, 2);
    assert_true(yx_str_is(b[0].id, "A1") && yx_str_is(b[0].name, "县寄宿"));
    assert_true(yx_str_is(b[0].basis, "县一；县二；上一"));
    assert_int_equal(b[0].n_aliases, 1);
    assert_true(yx_str_is(b[1].id, "N2") && yx_str_is(b[1].name, "走读补助"));
    assert_int_equal(yx_policy_layers(p), 2);
    assert_true(yx_str_is(yx_policy_layer(p, 1).id, "up"));
    assert_int_equal(yx_policy_region(p), 500243);
    yx_policy_free(p);
    yx_report_free(r);
}

/* ---- 待定 ---- */

static void what_is_open(void **state)
{
    (void)state;
    struct yx_report *r = yx_report_new();
    struct yx_policy *p =
        load_low(HEAD "项目 A3 甲 沿用 N3\n  定 金额 2000元/年 自 2022-03-01 至 2022-12-31\n", r);
    assert_non_null(p);
    uint32_t n;
    const struct yx_policy_open *open = yx_policy_open(p, &n);
    assert_int_equal(n, 2);
    assert_true(yx_str_is(open[0].id, "A3") && yx_str_is(open[0].name, "甲"));
    assert_true(yx_str_is(open[0].range, "待定(1000元/年, 3000元/年)"));
    assert_int_equal(open[0].from, yx_day_make(2022, 1, 1));
    assert_int_equal(open[0].to, yx_day_make(2022, 2, 28));
    assert_true(open[0].is_above && yx_str_is(open[0].file, "up.yx") && open[0].line == 36);
    assert_int_equal(open[1].from, yx_day_make(2023, 1, 1));
    assert_int_equal(open[1].to, yx_day_make(2023, 12, 31));
    yx_policy_free(p);
    /* a range that ends before the document begins is none of its business */
    p = load_low("政策 low “下级”\n  有效 2023-01-01 至 2023-12-31\n  承接 up\n沿用 N3\n", r);
    assert_non_null(p);
    open = yx_policy_open(p, &n);
    assert_int_equal(n, 1);
    assert_int_equal(open[0].line, 37);
    yx_policy_free(p);
    /* in a table, and in a definition */
    static const char own[] = "政策 t “t”\n  有效 2022-01-01 至 2022-12-31\n输入\n  甲: 是否\n"
                              "认定\n  标准 = 待定(1元/年, 2元/年)\n"
                              "项目 X1 一\n  支付 到人\n  表 甲 || 金额\n    是 || 5元/年\n"
                              "    否 || 待定\n项目 X2 二\n  支付 到人\n  金额 标准\n";
    p = load_text(yx_str_of(own), r);
    assert_non_null(p);
    open = yx_policy_open(p, &n);
    assert_int_equal(n, 2);
    assert_true(yx_str_is(open[0].id, "标准") && open[0].name.n == 0 && !open[0].is_above);
    assert_true(yx_str_is(open[1].id, "X1") && open[1].line == 11);
    yx_policy_free(p);
    yx_report_free(r);
}

/* ---- three documents ---- */

static void three_documents(void **state)
{
    (void)state;
    static const char province[] = "政策 mid “省”\n  有效 2020-01-01 至 2025-12-31\n  承接 up\n"
                                   "  下级 可增设\n"
                                   "项目 P1 省寄宿 沿用 N1\n  下级 可提高金额\n"
                                   "  收窄 学段 = 初中\n  提高 金额 1300元/年\n"
                                   "项目 P3 省助学金 沿用 N3\n"
                                   "  定 金额 待定(1500元/年, 2500元/年)\n  下级 须定金额\n"
                                   "沿用 全部\n";
    const char *const above[] = {upper, province, NULL};
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_chain(
        "政策 low “县”\n  有效 2022-01-01 至 2022-12-31\n  承接 mid\n"
        "项目 A1 县寄宿 沿用 P1\n  提高 金额 1400元/年\n"
        "项目 A3 县助学金 沿用 P3\n  定 金额 2500元/年\n沿用 全部\n"
        "例 一\n  期 2022-春 事实 学段=初中, 身份={低保}, 住校=是 得 A1 700元 到人, N4 待核\n"
        "  期 2022-春 事实 学段=小学, 身份={低保}, 住校=是 得 N4 待核\n"
        "  期 2022-春 事实 学段=普高, 身份={低保}, 住校=是, 学费=9元/年 得 A3 1250元 到人\n"
        "  期 2022-春 事实 学段=小学, 身份={低保}, 住校=否, 学费=0元/年 得 N2 250元 到人, N4 0元 减免\n",
        above, r);
    if (!p || yx_policy_check_examples(p, r, yx_policy_file(p)))
        show(r);
    assert_non_null(p);
    assert_int_equal(yx_report_count(r, YX_ERROR), 0);
    uint32_t n;
    (void)yx_policy_open(p, &n);
    assert_int_equal(n, 0);
    yx_policy_free(p);
    yx_report_free(r);
    /* the county sees the province's range, and only what the province hands on */
    refuse_one("政策 low “县”\n  有效 2022-01-01 至 2022-12-31\n  承接 mid\n"
               "项目 A3 县助学金 沿用 P3\n  定 金额 2600元/年\n",
               above, "low.yx:5", "不在上级留的范围之内：待定(1500元/年, 2500元/年)");
    refuse_one("政策 low “县”\n  有效 2022-01-01 至 2022-12-31\n  承接 mid\n"
               "项目 A1 县寄宿 沿用 P1\n  收窄 住校\n",
               above, "low.yx:5", "上级项目 P1 没有允许：它没有写 下级 可收窄条件");
    refuse_one("政策 low “县”\n  有效 2022-01-01 至 2022-12-31\n  承接 mid\n沿用 N1\n", above,
               "low.yx:4", "上级 mid 没有项目“N1”");
}

/* ---- 提高 is proved ---- */

static void raises_are_proved(void **state)
{
    (void)state;
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_low(HEAD "项目 A1 甲 沿用 N1\n  提高\n    表 学段 || 金额\n"
                                        "      小学 || 1100元/年\n      初中 || 1200元/年\n"
                                        "项目 A4 乙 沿用 N4\n  提高 金额 min(学费, 700元/年)\n",
                                   r);
    assert_non_null(p); /* only the cells tell */
    struct yx_proof proof = {0};
    yx_policy_prove(p, r, yx_policy_file(p), &proof);
    if (!says(r, "low.yx:6", "项目 A1：“提高”后的 1200.00元 比上级的 1250.00元 低", NULL) ||
        !says(r, "low.yx:11", "项目 A4：“提高”后的", NULL))
        show(r);
    assert_true(says(r, "low.yx:6", "项目 A1：“提高”后的 1200.00元 比上级的 1250.00元 低", NULL));
    assert_true(says(r, "low.yx:11", "项目 A4：“提高”后的", NULL));
    yx_policy_free(p);
    yx_report_free(r);
    r = yx_report_new();
    p = load_low(HEAD "项目 A1 甲 沿用 N1\n  提高\n    表 学段 || 金额\n"
                      "      小学 || 1000元/年\n      初中 || 1250元/年\n"
                      "项目 A4 乙 沿用 N4\n  提高 金额 min(学费, 900元/年)\n",
                 r);
    assert_non_null(p);
    yx_policy_prove(p, r, yx_policy_file(p), &proof);
    if (yx_report_count(r, YX_ERROR))
        show(r);
    assert_int_equal(yx_report_count(r, YX_ERROR), 0);
    yx_buf_free(&proof.unproved);
    yx_policy_free(p);
    yx_report_free(r);
}

/* ---- the hash covers the chain ---- */

static void canonical_of(const char *low, const char *above, struct yx_buf *out)
{
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_chain(low, (const char *const[]){above, NULL}, r);
    assert_non_null(p);
    out->n = 0;
    yx_policy_canonical(p, out);
    yx_policy_free(p);
    yx_report_free(r);
}

static void canonical_bytes(void **state)
{
    (void)state;
    static const char low[] = DOC("a", "  承接 b\n", "沿用 全部\n");
    static const char above[] = DOC("b", "", OWN);
    struct yx_buf x = {0}, y = {0};
    canonical_of(low, above, &x);
    assert_true(yx_str_find(yx_buf_str(&x), YX_S("政策 a")) == 0);
    assert_true(yx_str_find(yx_buf_str(&x), YX_S("政策 b")) > 0);
    /* how it is laid out does not matter */
    /* what is above does */
    canonical_of(low, DOC("b", "", "项目 X1 甲\n  支付 到人\n  金额 6元/年\n"), &y);
    assert_false(yx_str_eq(yx_buf_str(&x), yx_buf_str(&y)));
    canonical_of(low, DOC("b", "", "项目 X1 甲\n    支付   到人\n    金额 5元/年\n"), &y);
    assert_true(yx_str_eq(yx_buf_str(&x), yx_buf_str(&y)));
    yx_buf_free(&x);
    yx_buf_free(&y);
}

/* ---- a chain that only adopts everything is the document above ---- */

static struct yx_str file_text(const char *path)
{
    struct yx_buf b = {0};
    const char *root = getenv("YX_ROOT");
    yx_buf_putz(&b, root ? root : ".");
    yx_buf_putc(&b, '/');
    yx_buf_putz(&b, path);
    yx_buf_putc(&b, 0);
    struct yx_str text = {NULL, 0};
    assert_int_equal(yx_map_path(b.p, &text, NULL), YX_OK);
    yx_buf_free(&b);
    return text;
}

static void adopts_all(const char *path)
{
    enum { ROWS = 200, TERMS = 6 };
    struct yx_str text = file_text(path);
    struct yx_report *r = yx_report_new();
    struct yx_arena *a = yx_arena_new();
    struct yx_policy *up = load_text(text, r), *low = NULL;
    assert_non_null(up);
    struct yx_buf b = {0};
    yx_buf_putz(&b, "政策 only-adopts “只沿用”\n  有效 ");
    yx_day_put(&b, up->from);
    yx_buf_putz(&b, " 至 ");
    yx_day_put(&b, up->to);
    yx_buf_putz(&b, "\n  承接 ");
    yx_buf_puts(&b, up->id);
    yx_buf_putz(&b, "\n沿用 全部\n");
    struct yx_policy_text above = {YX_S("up.yx"), text};
    struct yx_policy_shelf shelf = {.text = &above, .n_texts = 1};
    (void)yx_policy_load_chain(yx_buf_str(&b), YX_S("low.yx"), &shelf, r, &low);
    if (!low)
        show(r);
    assert_non_null(low);
    assert_int_equal(low->n_benefits, up->n_benefits);
    assert_int_equal(low->n_inputs, up->n_inputs);
    const uint64_t seed = 20261123;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    print_message("%s: seed %llu\n", path, (unsigned long long)seed);
    struct yx_run *run_up = yx_run_new(up), *run_low = yx_run_new(low);
    struct yx_facts *f = yx_facts_new(up, a);
    yx_term first, last;
    yx_policy_terms(up, &first, &last);
    for (yx_term t = first; t <= last && t < first + TERMS; t++) {
        f->n = ROWS;
        f->term = t;
        for (uint32_t i = 0; i < up->n_inputs; i++)
            for (uint32_t row = 0; row < ROWS; row++)
                yx_facts_set(f, i, row, random_fact(up, i, &rng));
        const struct yx_awards *x = yx_policy_run(run_up, f), *y = yx_policy_run(run_low, f);
        for (uint32_t row = 0; row < ROWS; row++) {
            assert_int_equal(x->constraint[row], y->constraint[row]);
            for (uint32_t k = 0; k < up->n_benefits && !x->constraint[row]; k++) {
                const struct yx_award_vec *p = &x->benefit[k], *q = &y->benefit[k];
                assert_int_equal(p->status[row], q->status[row]);
                assert_int_equal(p->payee[row], q->payee[row]);
                if (p->status[row] == YX_ENTITLED || p->status[row] == YX_CEILING)
                    assert_int_equal(p->amount[row], q->amount[row]);
            }
        }
    }
    yx_run_free(run_up);
    yx_run_free(run_low);
    yx_policy_free(up);
    yx_policy_free(low);
    yx_report_free(r);
    yx_arena_free(a);
    yx_buf_free(&b);
    yx_unmap(text);
}

static void adopting_all_changes_nothing(void **state)
{
    (void)state;
    adopts_all("policies/pengshui-2022.yx");
    adopts_all("tests/data/policy/everything.yx");
    adopts_all("tests/data/policy/national.yx");
    adopts_all("tests/data/policy/corners.yx");
    adopts_all("policies/national/compulsory-living.yx");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(circles_and_holes),
        cmocka_unit_test(adopts),
        cmocka_unit_test(names_and_sources),
        cmocka_unit_test(what_is_open),
        cmocka_unit_test(three_documents),
        cmocka_unit_test(raises_are_proved),
        cmocka_unit_test(canonical_bytes),
        cmocka_unit_test(adopting_all_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
