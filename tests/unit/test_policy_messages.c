/* test_policy_messages.c -- mistakes of a policy, and what is said about them where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy_fixture.h"

/* Lines 1 to 18; what a case adds begins at line 19. */
static const char head[] = "政策 t “测试”\n"
                           "  有效 2022-01-01 至 2022-12-31\n"
                           "  核算 学期 年度 日历年\n"
                           "输入 归 学生\n"
                           "  段: 小学|初中\n"
                           "  身份: 集合 {脱贫户 低保}\n"
                           "  级: 1..9\n"
                           "  在校: 是否\n"
                           "  费: 元/年\n"
                           "  餐: 元/天\n"
                           "  申请日期: 日期 可空\n"
                           "  次数: 0..40\n"
                           "认定\n"
                           "  困难 = 身份 非空\n"
                           "项目 B1 甲\n"
                           "  支付 到人\n"
                           "  条件 困难\n"
                           "  金额 5元/年\n";

struct message_case {
    const char *text;
    const char *place; /* line:column */
    const char *zh, *en;
};

#define ITEM(lines) "项目 C1 乙\n  支付 到人\n" lines
#define COND(expr)  ITEM("  条件 " expr "\n  金额 5元/年\n")

static const struct message_case cases[] = {
    /* units and types */
    {ITEM("  金额 min(费, 1500元)\n"), "21:13", "min 的单位不同：“费”是元/年，“1500元”不是",
     "min of different units"},
    {ITEM("  金额 费 + 餐\n"), "21:6", "单位不同：元/年 与 元/天",
     "the units differ: 元/年 and 元/天"},
    {ITEM("  金额 餐\n"), "21:3", "按天的金额要在文首写明 折算", "a daily amount needs"},
    {ITEM("  金额 5元/月\n"), "21:3", "按月的金额要在文首写明 折算", "a monthly amount needs"},
    {ITEM("  金额 5元\n"), "21:3", "一次性的金额要写明 核算 全年 于", "a single amount needs"},
    {ITEM("  金额 级\n"), "21:3", "金额要带单位", "an amount carries its unit"},
    {ITEM("  金额 身份 + 5元/年\n"), "21:6", "“身份”是集合，不能计算", "cannot be computed with"},
    {ITEM("  金额 费 × 费\n"), "21:10", "不能用在乘除里的这个位置",
     "cannot stand here in a product"},
    {ITEM("  金额 费 ÷ 0\n"), "21:10", "除数要大于 0", "the divisor must be more than 0"},
    {ITEM("  金额 级 × 50%\n"), "21:6", "整数不能相除或乘百分数", "only amounts are"},
    {ITEM("  金额 avg(费, 费)\n"), "21:6", "没有函数“avg”", "there is no function “avg”"},
    {ITEM("  金额 min(费)\n"), "21:6", "min 要两个以上的值", "takes two or more values"},
    {COND("级 = 5元/年"), "21:6", "类型不同，不能比较：整数 与 元/年", "the types differ"},
    {COND("费 > 5元/天"), "21:6", "单位不同，不能比较：元/年 与 元/天",
     "the units differ and cannot be compared"},
    {COND("段 > 小学"), "21:6", "没有大小", "has no order"},
    {COND("级"), "21:6", "这里要一个条件，“级”是整数", "a condition is needed here"},
    {COND("段 为空"), "21:6", "“段”不是可空的，不会为空", "is never absent"},
    {COND("身份 = 低保"), "21:11", "没有名称“低保”", "there is no name"},
    {COND("级 含 低保"), "21:6", "含 只用于集合", "for sets only"},
    {COND("段 在 {}"), "21:10", "{} 里什么也没有", "there is nothing in {}"},
    /* names */
    {COND("段 = 中专"), "21:10", "没有“中专”；可用：小学 初中",
     "there is no “中专”; there are: 小学 初中"},
    {COND("身份 含 特困"), "21:11", "没有“特困”", "there is no “特困”"},
    {COND("困南"), "21:6", "困难", "困难"},
    {COND("非在校"), "21:6", "词与词之间要有空格：非 在校", "words take blanks"},
    {ITEM("  金额 费-餐\n"), "21:6", "减号两边要有空格：费 - 餐", "a minus takes blanks"},
    {COND("B1"), "21:6", "“B1”是项目，条件里不能用项目", "conditions cannot use benefits"},
    {"输入 归 学校\n  段: 是否\n", "20:3", "“段”已经有了", "there is a “段” already"},
    {"输入 归 单位\n  新: 是否\n", "19:6", "输入归 学生、学校 或 家庭", "inputs belong to"},
    {"输入 归 学校\n  空: 是否\n", "20:3", "“空”是语言自己的名称",
     "is a name of the language itself"},
    {"认定\n  小学 = 在校\n项目 C1 乙\n  支付 到人\n  条件 段 = 小学\n  金额 5元/年\n", "20:3",
     "分不清", "take another name"},
    {"认定\n  甲 = 乙\n  乙 = 甲\n", "21:7", "“甲”绕回到自己", "leads back to itself"},
    {"项目 B1 又\n  支付 到人\n  金额 5元/年\n", "19:1", "“B1”已经有了", "there is a “B1” already"},
    {"输入 归 学生\n  色: 红|红\n", "20:8", "“红”写了两次", "“红” is written twice"},
    {"输入 归 学生\n  数: 9..1\n", "20:6", "范围的下限大于上限", "ends before it begins"},
    {"输入 归 学生\n  数: 元/年 缺省 5元/天\n", "20:13", "数 的单位是元/年", "数 is in 元/年"},
    /* items */
    {"项目 C1 乙\n  金额 5元/年\n", "19:1", "项目 C1 没有写支付给谁", "does not say who is paid"},
    {"项目 C1 乙\n  支付 到人\n", "19:1", "项目 C1 没有金额", "has no amount"},
    {"项目 C1 乙\n  支付 给谁\n  金额 5元/年\n", "20:6", "没有支付对象“给谁”", "there is no payee"},
    {ITEM("  禁止 到人\n  金额 5元/年\n"), "20:3", "禁止这样支付", "forbids paying like this"},
    {ITEM("  金额 5元/年\n  期限 6学期 已用 段\n"), "22:10", "已用 要一个整数的输入",
     "a whole number"},
    {ITEM("  金额 5元/年\n  窗口 09-01 至 09-30 据 级\n"), "22:20", "据 要一个日期的输入",
     "an input that is a date"},
    {ITEM("  有效 自 2024-01-01\n  金额 5元/年\n"), "21:3", "从不有效", "never in force"},
    {ITEM("  金额 5元/年\n  核算 全年 于 夏\n"), "22:3", "核算写成", "write 核算 学期"},
    {ITEM("  表 段 || 金额\n    小学 || 5元/年\n  金额 5元/年\n"), "23:3", "金额已经由表给出",
     "given by a table already"},
    {ITEM("  金额 待定(3元/年, 1元/年)\n"), "21:6", "待定写成", "write 待定"},
    /* tables and dates */
    {ITEM("  表 段 || 金额\n    小学 || 5元/年\n    小学 || 6元/年\n"), "23:5",
     "这一行与前面的一行相同", "repeats an earlier one"},
    {ITEM("  表 级 || 金额\n    1..5 || 5元/年\n    4..9 || 6元/年\n"), "23:5",
     "这一行与前面的一行重叠", "overlaps an earlier one"},
    {ITEM("  表 段 || 金额\n    小学 || 5元/年\n    初中 || 6元/天\n"), "23:11",
     "这里要元/年，“6元/天”是元/天", "is needed here"},
    {ITEM("  表 段 || 金额\n    小学 || 5元/年 自 2022-06 至 2022-03\n"), "22:26", "止于开始之前",
     "ends before it begins"},
    {ITEM("  表 段 || 值\n    小学 || 5元/年\n"), "21:10", "项目的表给出 金额 或 支付",
     "gives 金额 or 支付"},
    {ITEM("  表 段 || 金额\n    其余 || 5元/年\n    小学 || 6元/年\n"), "22:5",
     "其余 要放在最后一行", "has to be the last row"},
    {ITEM("  金额 5元/年\n  金额 6元/年 自 2022-01-01\n"), "22:3", "这一行与前面的一行相同",
     "on one day there is one result"},
    {"代码 种\n  甲 至 2020-01-01\n", "20:3", "“甲”在政策有效期内从不有效",
     "is never in force while the policy is"},
    {"代码 种\n  甲 属 乙\n", "20:7", "代码表里没有“乙”", "the code list has no “乙”"},
    {"代码 种\n  甲 属 乙\n  乙 属 甲\n", "21:3", "互相属于", "belong to each other"},
    /* combination */
    {"组合\n  封顶 B1 不超过 0元/年 先减 B1\n", "20:9", "上限要大于 0", "has to be above 0"},
    {"组合\n  封顶 B1 不超过 9元/年 先减 B1\n", "20:3", "要写 已计", "needs 已计"},
    {"组合\n  就高 B1 与 B9\n", "20:11", "没有项目“B9”", "there is no benefit “B9”"},
    {"组合\n  排斥 B1 与 B1\n", "20:3", "不能排斥自己", "cannot exclude itself"},
    {"组合\n  计入 B1 于 B1\n", "20:3", "A 与 B 是两个项目", "with two benefits"},
    {ITEM("  金额 无金额\n") "组合\n  就高 B1 与 C1\n", "23:3", "项目 C1 没有金额",
     "has no amount and cannot stand here"},
    {ITEM("  金额 6元/年\n") "组合\n  计入 B1 于 C1\n  计入 C1 于 B1\n", "23:1", "成了一个圈",
     "form a circle"},
    {ITEM("  核算 全年 于 秋\n  金额 6元/年\n") "组合\n  计入 B1 于 C1\n", "24:3", "核算期不同",
     "accrues otherwise"},
    {ITEM("  金额 6元/年\n") "组合\n  就高 B1 与 C1\n  就高 C1 与 B1\n", "24:3",
     "已经在另一句就高里", "in another 就高 already"},
    /* examples, layers, notes */
    {"例 一\n  事实 段=小学\n  期 2022-春 得 B9 5元 到人\n", "21:14", "没有项目“B9”",
     "there is no benefit"},
    {"例 一\n  事实 段=大学\n  期 2022-春 得 无\n", "20:8", "没有“大学”", "there is no “大学”"},
    {"例 一 同 二\n  期 2022-春 得 无\n", "19:7", "没有基例“二”", "there is no base example"},
    {"例 一\n  期 2023-春 得 无\n", "20:5", "基准日不在政策有效期内", "not in force on the 基准日"},
    {"例 一\n  事实 级=10\n  期 2022-春 得 无\n", "20:8", "级 要在 1 到 9 之间",
     "is between 1 and 9"},
    {"约束\n  须 在校\n", "20:3", "否则", "否则"},
};

static bool contains(struct yx_str s, const char *z)
{
    return yx_str_find(s, yx_str_of(z)) >= 0;
}

static void mistakes_are_said(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < YX_LEN(cases); i++) {
        struct yx_buf text = {0}, zh = {0}, en = {0}, place = {0};
        yx_buf_putz(&text, head);
        yx_buf_putz(&text, cases[i].text);
        struct yx_report *r = yx_report_new();
        struct yx_policy *p = load_text(yx_buf_str(&text), r);
        yx_report_render(r, YX_ZH, &zh);
        yx_report_render(r, YX_EN, &en);
        yx_buf_printf(&place, "test.yx:%s: ", cases[i].place);
        yx_buf_putc(&place, 0);
        if (p || !contains(yx_buf_str(&zh), cases[i].zh) ||
            !contains(yx_buf_str(&en), cases[i].en) || !contains(yx_buf_str(&zh), place.p)) {
            print_message("# case %zu, wanted %s %s\n%.*s\n%.*s\n", i, cases[i].place, cases[i].zh,
                          (int)zh.n, zh.p ? zh.p : "", (int)en.n, en.p ? en.p : "");
            wrong++;
        }
        yx_policy_free(p);
        yx_report_free(r);
        yx_buf_free(&text);
        yx_buf_free(&zh);
        yx_buf_free(&en);
        yx_buf_free(&place);
    }
    assert_int_equal(wrong, 0);
}

static void good_base(void **state)
{
    (void)state;
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_text(yx_str_of(head), r);
    assert_non_null(p);
    assert_int_equal(yx_report_count(r, YX_ERROR), 0);
    yx_policy_free(p);
    yx_report_free(r);
}

/* Nesting, long chains and sizes end in a message, not in a crash. */
static void deep_and_large(void **state)
{
    (void)state;
    static const struct {
        const char *before, *part, *after;
        int n;
    } shape[] = {
        {"项目 C1 乙\n  支付 到人\n  条件 ", "(", "在校\n  金额 5元/年\n", 5000},
        {"项目 C1 乙\n  支付 到人\n  条件 ", "非 ", "在校\n  金额 5元/年\n", 5000},
        {"项目 C1 乙\n  支付 到人\n  条件 在校", " 且 在校", "\n  金额 5元/年\n", 20000},
        {"项目 C1 乙\n  支付 到人\n  金额 费", " + 费", "\n", 20000},
        {"项目 C1 乙\n  支付 到人\n  金额 费", " × 2", "\n", 3000},
        {"项目 C1 乙\n  支付 到人\n  金额 ", "min(费, ", "费)\n", 2000},
        {"认定\n", "  甲 = 甲\n", "", 3000},
    };
    for (size_t i = 0; i < YX_LEN(shape); i++) {
        struct yx_buf text = {0};
        yx_buf_putz(&text, head);
        yx_buf_putz(&text, shape[i].before);
        for (int k = 0; k < shape[i].n; k++)
            yx_buf_putz(&text, shape[i].part);
        yx_buf_putz(&text, shape[i].after);
        struct yx_report *r = yx_report_new();
        struct yx_policy *p = load_text(yx_buf_str(&text), r);
        assert_true(p || yx_report_count(r, YX_ERROR) > 0);
        yx_policy_free(p);
        yx_report_free(r);
        yx_buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_base),
        cmocka_unit_test(mistakes_are_said),
        cmocka_unit_test(deep_and_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
