/* test_facts_fill.c -- what a policy reads, what was paid, what is wrong in the rosters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts_fixture.h"

#include "base/rng.h"

static struct world with_policy(void)
{
    struct world w = world_new();
    w.with_policy = true;
    return w;
}

static void is_fact(const struct world *w, enum yx_fact_variant v, const char *input,
                    const char *want)
{
    const char *got = world_fact(w, v, input);
    if (strcmp(got, want))
        fail_msg("%s: “%s”, not “%s”", input, got, want);
}

#define PLAIN(input, want) is_fact(&w, YX_FACTS_PLAIN, input, want)

#define SCHOOLS                                                                                         \
    "学校,学校标识码,县内,乡镇,经批准,可供餐,营养计划,县职教中心,保教费\n" \
    "汉葭小学,2150000001,是,汉葭街道,是,否,是,否,\n"                                       \
    "阳光幼儿园,1150000002,,保家镇,是,是,否,否,3600\n"                                      \
    "遵义一小,2152000003,否,,否,否,否,否,\n"                                                   \
    "职教中心,3650000004,是,汉葭街道,是,是,否,是,\n"

/* ---- the school's facts and the place ---- */

static void schools_by_code_then_by_name(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(&w, "学校名单.csv", SCHOOLS, "学籍.csv",
               "姓名,身份证号,学校,学校标识码,就读地\n甲,@2013010101,别的写法,2150000001,\n"
               "乙,@2013010102,重庆市彭水县汉葭小学校,,县外\n丙,@2013010103,遵义一小,,\n"
               "丁,@2013010104,没有的小学,,县外\n戊,@2013010105,没有的小学,,\n"
               "己,@2013010106,汉葭小学,9999999999,\n庚,@2013010107,没有的小学,,彭水县\n",
               NULL);
    world_at(&w, "2013010101");
    PLAIN("就读地", "县内");
    PLAIN("经批准", "是");
    PLAIN("营养计划", "是");
    PLAIN("县职教中心", "否");
    assert_true(w.p.in_county_enrol);
    world_at(&w, "2013010102"); /* the roster of schools before the enrolment's word */
    PLAIN("就读地", "县内");
    PLAIN("营养计划", "是");
    world_at(&w, "2013010103");
    PLAIN("就读地", "县外");
    assert_true(w.p.outside_enrol);
    world_at(&w, "2013010104");
    PLAIN("就读地", "县外");
    PLAIN("经批准", "?");
    world_at(&w, "2013010105");
    PLAIN("就读地", "?");
    is_fact(&w, YX_FACTS_INSIDE, "就读地", "县内");
    world_at(&w, "2013010106"); /* a code nobody knows with a known name */
    PLAIN("就读地", "县内");
    world_at(&w, "2013010107");
    PLAIN("就读地", "县内");
    world_close(&w);
}

static void schools_that_contradict(void **state)
{
    (void)state;
    struct world w = with_policy();
    const char *pupil = "姓名,身份证号,学校\n甲,@2013010101,汉葭小学\n";
    const char *yes = "学校,营养计划\n汉葭小学,是\n", *no = "学校,营养计划\n汉葭小学,否\n";
    world_open(&w, "学校名单20220101.csv", yes, "学校名单20220301.csv", no, "学籍.csv", pupil,
               NULL);
    world_at(&w, "2013010101");
    PLAIN("营养计划", "否");
    assert_int_equal(world_problems(&w, YX_NO_PERSON, "名单矛盾"), 1);
    world_close(&w);
    w.with_policy = true;
    world_open(&w, "学校名单a.csv", yes, "学校名单b.csv", no, "学籍.csv", pupil, NULL);
    world_at(&w, "2013010101");
    PLAIN("营养计划", "?");
    world_close(&w);
}

/* ---- stage and grade ---- */

static void stages_and_grades(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(&w, "学校名单.csv", SCHOOLS, "学籍.csv",
               "姓名,身份证号,学校,学校标识码,学段,年级\n甲,@2013010101,汉葭小学,2150000001,,3\n"
               "乙,@2013010102,某校,,初中,一年级\n丙,@2013010103,某校,,,八年级\n"
               "丁,@2013010104,阳光幼儿园,1150000002,,大班\n戊,@2013010105,某校,,,一年级\n"
               "己,@2013010106,某校,,普高,2021级\n庚,@2013010107,某校,,外星,\n"
               "辛,@2013010108,某中职,3650000077,,\n",
               NULL);
    static const struct {
        const char *who, *stage, *grade;
    } want[] = {
        {"2013010101", "小学", "3"}, {"2013010102", "初中", "7"}, {"2013010103", "初中", "8"},
        {"2013010104", "学前", "3"}, {"2013010106", "普高", "1"}, {"2013010107", "?", "?"},
        {"2013010108", "中职", "?"},
    };
    for (size_t i = 0; i < YX_LEN(want); i++) {
        world_at(&w, want[i].who);
        PLAIN("学段", want[i].stage);
        PLAIN("年级", want[i].grade);
    }
    assert_int_equal(world_problems(&w, YX_NO_PERSON, "不认识的值"), 1);
    world_close(&w);
}

/* ---- the enrolment row ---- */

static void the_enrolment_row(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(
        &w, "高校学籍.csv",
        "姓名,身份证号,学校,学段,就读方式,学籍,学历层次,全日制,本县生源,免学费,入学年月,"
        "学费（元/学期）,住宿费（万元）,教科书费,申请日期,教科书已助学期数,涉农专业\n"
        "甲,@2003010101,某大学,高校,寄宿,正式,本科,是,是,否,2019-09,2500,0.12,无,2022年9月5日,3,√\n"
        "乙,@2003010102,某大学,高校,怪,,,,,,,,,,,,\n"
        "丙,@2003010103,某大学,高校,,,无,,,,,,,,无,99,\n",
        NULL);
    world_at(&w, "2003010101");
    PLAIN("就读方式", "住校");
    PLAIN("学籍", "正式");
    PLAIN("学历层次", "本专科");
    PLAIN("全日制", "是");
    PLAIN("免学费", "否");
    PLAIN("入学年份", "2019");
    PLAIN("学费", "500000");
    PLAIN("住宿费", "120000");
    PLAIN("教科书费", "?"); /* 无 of an input that cannot be absent says nothing */
    PLAIN("申请日期", "2022-09-05");
    PLAIN("教科书已助学期数", "3");
    PLAIN("涉农专业", "是");
    world_at(&w, "2003010102");
    PLAIN("就读方式", "?");
    PLAIN("学籍", "?");
    PLAIN("学历层次", "?");
    PLAIN("学费", "?");
    PLAIN("申请日期", "空"); /* nobody says he applied */
    world_at(&w, "2003010103");
    PLAIN("学历层次", "空");
    PLAIN("申请日期", "空");
    PLAIN("教科书已助学期数", "?"); /* out of its range */
    world_close(&w);
}

static void roll_from_the_number(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(
        &w, "学籍.csv",
        "姓名,身份证号,学籍号,学校,学籍,学籍状态\n甲,@2013010101,G@2013010101,汉葭小学,,\n"
        "乙,@2013010102,L500299201301021234,汉葭小学,,\n丙,@2013010103,J500299201301010010,汉葭小学,,\n"
        "丁,@2013010104,,汉葭小学,临时,\n戊,@2013010105,,汉葭小学,,\n己,@2013010106,,汉葭小学,,转出\n",
        "新生.csv", "姓名,身份证号,学校\n庚,@2015010107,汉葭小学\n", "在校.csv",
        "姓名,身份证号,学校\n己,@2013010106,保家小学\n辛,@2013010108,保家小学\n", NULL);
    static const struct {
        const char *who, *roll;
    } want[] = {{"2013010101", "正式"}, {"2013010102", "正式"}, {"2013010104", "临时"},
                {"2013010105", "?"},    {"2013010106", "?"},    {"2015010107", "无"},
                {"2013010108", "无"}};
    for (size_t i = 0; i < YX_LEN(want); i++) {
        world_at(&w, want[i].who);
        PLAIN("学籍", want[i].roll);
    }
    world_close(&w);
}

static void fees_of_preschool(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(&w, "学校名单.csv", SCHOOLS, "幼儿园学籍.csv",
               "姓名,身份证号,学校,年级,学费\n甲,@2017010101,阳光幼儿园,大班,\n"
               "乙,@2017010102,阳光幼儿园,大班,2400\n丙,@2013010103,汉葭小学,三年级,\n",
               NULL);
    world_at(&w, "2017010101");
    PLAIN("学费", "360000");
    world_at(&w, "2017010102");
    PLAIN("学费", "240000");
    world_at(&w, "2013010103");
    PLAIN("学费", "?");
    world_close(&w);
}

/* ---- presence ---- */

static void present_home_taught_suspended(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(
        &w, "学籍.csv",
        "姓名,身份证号,学校,就读方式,学籍状态\n甲,@2013010101,汉葭小学,送教上门,在读\n"
        "乙,@2013010102,汉葭小学,住校,在读\n丙,@2013010103,保家小学,走读,在读\n"
        "丁,@2013010104,保家小学,走读,休学\n戊,@2013010105,汉葭小学,住校,在读\n"
        "己,@2013010106,保家小学,走读,\n庚,@2013010107,保家小学,住校,在读\n辛,@2013010108,汉葭小学,走读,在读\n",
        "在校.csv",
        "姓名,身份证号,学校,到校状态\n戊,@2013010105,汉葭小学,\n辛,@2013010108,汉葭小学,未到校\n",
        "说明.csv",
        "姓名,身份证号,说明类别,佐证编号,核实日期\n庚,@2013010107,送教上门,证,2022-04-01\n", NULL);
    static const struct {
        const char *who, *home, *present, *boarding;
    } want[] = {
        {"2013010101", "是", "否", "走读"},
        {"2013010102", "否", "?", "住校"},  /* not on his school's */
        {"2013010103", "否", "是", "走读"}, /* the school has none: 学籍状态 */
        {"2013010104", "否", "否", "走读"},
        {"2013010105", "否", "是", "住校"},
        {"2013010106", "否", "?", "走读"},
        {"2013010107", "是", "否", "走读"},
        {"2013010108", "否", "否", "走读"},
    };
    for (size_t i = 0; i < YX_LEN(want); i++) {
        world_at(&w, want[i].who);
        PLAIN("送教上门", want[i].home);
        PLAIN("在校", want[i].present);
        PLAIN("就读方式", want[i].boarding);
    }
    world_close(&w);
}

/* ---- merging ---- */

static void enrolment_lists_merge(void **state)
{
    (void)state;
    struct world w = with_policy();
    const char *day = "姓名,身份证号,学校,就读方式,本县生源\n甲,@2013010101,汉葭小学,走读,\n";
    const char *lodger = "姓名,身份证号,学校,就读方式,本县生源\n甲,@2013010101,汉葭小学,住校,是\n";
    world_open(&w, "学籍20220301.csv", day, "学籍20220401.csv", lodger, NULL);
    world_at(&w, "2013010101");
    PLAIN("就读方式", "住校");
    PLAIN("本县生源", "是");
    const struct yx_problem *p = world_problem(&w, "名单矛盾");
    assert_true(yx_str_is(p->field, "就读方式") && yx_str_is(p->written, "走读"));
    assert_true(yx_str_is(p->proposed, "住校"));
    world_close(&w);
    w.with_policy = true;
    world_open(&w, "学籍a.csv", day, "学籍b.csv", lodger, NULL);
    world_at(&w, "2013010101");
    PLAIN("就读方式", "?");
    PLAIN("本县生源", "是"); /* one says it, the other nothing */
    assert_int_equal(world_problem(&w, "名单矛盾")->proposed.n, 0);
    world_close(&w);
}

static void the_other_row(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(&w, "学籍.csv",
               "姓名,身份证号,学校,学校标识码,就读方式\n甲,@2013010101,汉葭小学,2150000001,走读\n"
               "甲,@2013010101,保家小学,2150000002,住校\n",
               NULL);
    world_at(&w, "2013010101");
    PLAIN("就读方式", "走读");
    is_fact(&w, YX_FACTS_OTHER_ROW, "就读方式", "住校");
    world_close(&w);
}

/* ---- classes as facts ---- */

static void classes_known_and_unknown(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(
        &w, "名册.ini", "[特困.csv]\n完整性 = 部分\n", "户籍.csv",
        "姓名,身份证号,区划,监护人证件号\n甲,@2013010101,500243,@1980010101\n乙,@2013010102,500242,\n",
        "低保.csv", "姓名,身份证号,起始日期\n甲,@2013010101,2022-04-20\n", "特困.csv",
        "姓名,身份证号\n别人,@2012010109\n", "脱贫户.csv", "户主姓名,户主证件号\n某,@1980010101\n",
        NULL);
    world_at(&w, "2013010101");
    PLAIN("身份", "脱贫户?");
    is_fact(&w, YX_FACTS_LATER, "身份", "脱贫户?、低保");
    is_fact(
        &w, YX_FACTS_STRICT, "身份",
        "脱贫户?、脱贫不稳定户?、边缘易致贫户?、突发严重困难户?、特困?、孤儿?、事实无人抚养儿童?、残疾?、"
        "烈士子女?、认定困难?");
    world_at(&w, "2013010102");
    PLAIN(
        "身份",
        "脱贫户?、脱贫不稳定户?、边缘易致贫户?、突发严重困难户?、低保?、特困?、孤儿?、事实无人抚养儿童?、"
        "残疾?、烈士子女?、认定困难?");
    world_close(&w);
}

/* ---- any column of its name ---- */

static void any_column_fills_an_input(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(&w, "学籍.csv",
               "姓名,身份证号,学校,送教上门,可供餐\n甲,@2013010101,汉葭小学,是,否\n", "新生.csv",
               "姓名,身份证号,学校,本县生源\n甲,@2013010101,汉葭小学,否\n", NULL);
    world_at(&w, "2013010101");
    PLAIN("送教上门", "是");
    PLAIN("可供餐", "否");
    PLAIN("本县生源", "否");
    world_close(&w);
}

/* ---- payments ---- */

static int benefit(const struct world *w, const char *id)
{
    uint32_t n;
    const struct yx_policy_benefit *b = yx_policy_benefits(w->policy, &n);
    for (uint32_t i = 0; i < n; i++)
        if (yx_str_is(b[i].id, id))
            return (int)i;
    fail_msg("no benefit %s", id);
    return -1;
}

static void payment_lines(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(
        &w, "学籍.csv",
        "姓名,身份证号,学校,学段\n甲,@2006010101,某中学,普高\n乙,@2006010102,某中职,中职\n"
        "丙,@2013010103,汉葭小学,小学\n",
        "发放.csv",
        "姓名,身份证号,项目,金额（万元）,学期,状态,退回金额（万元）\n"
        "甲,@2006010101,国家助学金,0.15,2022-春,成功,\n乙,@2006010102,国家助学金,0.1,,退回,\n"
        "丙,@2013010103,A2.3,0.05,2022-春,失败,\n丙,@2013010103,寄宿生生活补贴,0.05,2022春季学期,成功,0.01\n"
        "丙,@2013010103,A2.3,0.05,2021-秋,成功,\n丙,@2013010103,没有的项目,0.05,,成功,\n"
        "丙,@2013010103,A2.3,好多,,成功,\n丁,@2006010104,国家助学金,0.15,,成功,\n",
        "发放学校.csv", "学校,项目,金额,人数\n汉葭小学,A2.6,50000,100\n", NULL);
    uint32_t n;
    const struct yx_payment *p = yx_factbase_payments(w.b, world_at(&w, "2006010101"), &n);
    assert_int_equal(n, 1);
    assert_int_equal(p[0].benefit, benefit(&w, "A3.3")); /* by the stage */
    assert_int_equal(p[0].amount, 150000);
    assert_int_equal(p[0].returned, 0);
    p = yx_factbase_payments(w.b, world_at(&w, "2006010102"), &n);
    assert_int_equal(n, 1);
    assert_int_equal(p[0].benefit, benefit(&w, "A4.3"));
    assert_int_equal(p[0].returned, 100000); /* 退回 without 退回金额: all of it */
    p = yx_factbase_payments(w.b, world_at(&w, "2013010103"), &n);
    assert_int_equal(n, 3);
    assert_true(p[0].failed && p[0].benefit == benefit(&w, "A2.3"));
    assert_true(!p[1].failed && p[1].benefit == p[0].benefit);
    assert_int_equal(p[1].returned, 10000);
    assert_int_equal(p[2].benefit, -1);
    assert_int_equal(world_problems(&w, w.person, "项目不明"), 1);
    assert_int_equal(world_problems(&w, w.person, "金额不明"), 1);
    assert_int_equal(yx_factbase_other_term_lines(w.b), 1);
    p = yx_factbase_payments(w.b, world_at(&w, "2006010104"), &n);
    assert_int_equal(n, 1);
    assert_int_equal(p[0].benefit, -1); /* several, and his stage is not known */
    assert_int_equal(world_problems(&w, w.person, "项目不明"), 1);
    p = yx_factbase_school_payments(w.b, &n);
    assert_int_equal(n, 1);
    assert_int_equal(p[0].headcount, 100);
    assert_int_equal(p[0].amount, 5000000);
    assert_true(yx_str_is(yx_factbase_school_name(w.b, p[0].school), "汉葭小学"));
    world_close(&w);
}

static void accounts_of_two_families(void **state)
{
    (void)state;
    struct world w = with_policy();
    world_open(
        &w, "户籍.csv",
        "姓名,身份证号,监护人证件号\n甲,@2013010101,@1980010101\n乙,@2014010102,@1980010101\n"
        "丙,@2013010103,@1981010103\n丁,@2013010104,\n",
        "发放.csv",
        "姓名,身份证号,项目,金额,账号\n甲,@2013010101,A2.3,500,6221001\n乙,@2014010102,A2.3,500,6221001\n"
        "丙,@2013010103,A2.3,500,6221002\n丁,@2013010104,A2.3,500,6221002\n",
        NULL);
    assert_int_equal(world_problems(&w, YX_NO_PERSON, "账号共用"),
                     0); /* siblings; family unknown */
    world_close(&w);
    w.with_policy = true;
    world_open(
        &w, "户籍.csv",
        "姓名,身份证号,监护人证件号\n甲,@2013010101,@1980010101\n丙,@2013010103,@1981010103\n",
        "发放.csv",
        "姓名,身份证号,项目,金额,账号\n甲,@2013010101,A2.3,500,6221001\n丙,@2013010103,A2.3,500,6221001\n",
        NULL);
    assert_int_equal(world_problems(&w, YX_NO_PERSON, "账号共用"), 2);
    world_close(&w);
}

/* ---- data problems ---- */

static void numbers_and_their_repair(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "户籍.csv", "姓名,身份证号,性别,出生日期\n冉一一,@2013010101,男,2013-01-01\n",
               "学籍.csv",
               "姓名,身份证号,学校\n冉一一,@2013010101!,汉葭小学\n何人,@2013010109!,汉葭小学\n",
               "在校.csv",
               "姓名,身份证号,学校,性别,出生日期\n田三,@2013010203,汉葭小学,女,2013-02-01\n", NULL);
    assert_int_equal(world_problems(&w, YX_NO_PERSON, "校验码错误"), 2);
    world_at(&w, "2013010101");
    uint32_t n;
    const struct yx_problem *p = yx_factbase_problems(w.b, &n);
    bool has_repair = false, has_none = false;
    for (uint32_t i = 0; i < n; i++) {
        if (!yx_str_is(p[i].category, "校验码错误"))
            continue;
        if (p[i].person == w.person)
            has_repair = p[i].proposed.n == 18 && p[i].other != YX_NO_ROW; /* the register has it */
        else
            has_none = p[i].proposed.n == 0; /* nothing but the cell itself: no guess */
    }
    assert_true(has_repair && has_none);
    assert_true(yx_str_is(world_problem(&w, "性别不符")->proposed, "男"));
    assert_true(yx_str_is(world_problem(&w, "出生日期不符")->proposed, "2013-01-02"));
    world_close(&w);
}

/* ---- order of files and rows ---- */

static void put_all(const struct world *w, struct yx_buf *out)
{
    static const char *const who[] = {"2013010101", "2013010102", "2013010103", "2013010104"};
    static const char *const inputs[] = {"学段",     "年级",     "身份",     "学籍",
                                         "在校",     "送教上门", "就读方式", "就读地",
                                         "营养计划", "本县生源", "学费"};
    struct world *at = (struct world *)(uintptr_t)w;
    for (size_t i = 0; i < YX_LEN(who); i++) {
        world_at(at, who[i]);
        for (size_t k = 0; k < YX_LEN(inputs); k++) {
            yx_buf_putz(out, world_fact(w, YX_FACTS_PLAIN, inputs[k]));
            yx_buf_putc(out, ' ');
            yx_buf_putz(out, world_fact(w, YX_FACTS_OTHER_ROW, inputs[k]));
            yx_buf_putc(out, ' ');
        }
        uint32_t n;
        yx_fen sum = 0;
        const struct yx_payment *p = yx_factbase_payments(w->b, w->person, &n);
        for (uint32_t k = 0; k < n; k++)
            sum += p[k].amount - p[k].returned;
        yx_buf_printf(out, "| %d %d %llx %llx %llx %u %lld %u\n", w->p.age, (int)w->p.exp_state,
                      (unsigned long long)w->p.classes, (unsigned long long)w->p.classes_unknown,
                      (unsigned long long)w->p.classes_later, (unsigned)w->p.exp_valid,
                      (long long)sum, (unsigned)n);
    }
}

struct piece {
    const char *kind, *heading;
    const char *row[5];
};

static const struct piece pieces[] = {
    {"户籍",
     "姓名,身份证号,区划,监护人证件号,户编号",
     {"冉一,@2013010101,500243,@1980010101,H1", "冉二,@2013010102,500243,,H1",
      "冉三,@2013010103,500242,,", "冉四,@2013010104,500243,,H2", "冉大,@1980010101,500243,,H1"}},
    {"学籍",
     "姓名,身份证号,学校,学校标识码,年级,就读方式,本县生源",
     {"冉一,@2013010101,汉葭小学,2150000001,三年级,走读,",
      "冉一,@2013010101,保家小学,2150000002,三年级,住校,是",
      "冉二,@2013010102,汉葭小学,2150000001,三年级,走读,是",
      "冉二,@2013010102,汉葭小学,2150000001,三年级,住校,是",
      "冉三,@2013010103,保家小学,2150000002,四年级,送教上门,"}},
    {"在校",
     "姓名,身份证号,学校,到校状态",
     {"冉一,@2013010101,汉葭小学,", "冉二,@2013010102,汉葭小学,离校",
      "冉二,@2013010102,汉葭小学,在校", NULL}},
    {"学校名单",
     "学校,学校标识码,营养计划",
     {"汉葭小学,2150000001,是", "汉葭小学,2150000001,否", "保家小学,2150000002,是", NULL}},
    {"身份名单",
     "姓名,身份证号,身份类别,起始日期",
     {"冉一,@2013010101,低保,", "冉一,@2013010101,残疾,2022-04-09", "冉二,@2013010102,监测对象,",
      NULL}},
    {"脱贫户", "户主姓名,户主证件号", {"冉大,@1980010101", NULL}},
    {"发放",
     "姓名,身份证号,项目,金额,状态",
     {"冉一,@2013010101,A2.4,250,成功", "冉一,@2013010101,A2.3,500,退回",
      "冉二,@2013010102,A2.4,250,失败", NULL}},
    {"说明",
     "姓名,身份证号,说明类别,佐证编号,核实日期",
     {"冉四,@2013010104,县外就读,,2022-04-01", "冉四,@2013010104,失联,,2022-04-20",
      "冉四,@2013010104,辍学书面报告,文,2022-04-20", NULL}},
};

/* Each roster's rows in any order, in one file or cut in two, files under any name. */
static void order_does_not_matter(void **state)
{
    (void)state;
    enum { ROUNDS = 12 };
    struct yx_buf want = {0}, got = {0};
    struct yx_rng rng;
    const uint64_t seed = 20220510;
    print_message("seed %llu\n", (unsigned long long)seed);
    yx_rng_seed(&rng, seed);
    for (int round = 0; round < ROUNDS; round++) {
        struct world w = with_policy();
        struct yx_buf text[2 * YX_LEN(pieces)] = {{0}};
        char name[2 * YX_LEN(pieces)][64];
        w.threads = 1 + (unsigned)(round % 3);
        for (size_t i = 0; i < YX_LEN(pieces); i++) {
            const struct piece *p = &pieces[i];
            uint32_t n = 0, order[5];
            while (n < 5 && p->row[n])
                n++;
            for (uint32_t k = 0; k < n; k++)
                order[k] = k;
            for (uint32_t k = n; round && k > 1; k--) {
                uint32_t other = (uint32_t)yx_rng_below(&rng, k), t = order[k - 1];
                order[k - 1] = order[other];
                order[other] = t;
            }
            /* the number of files must not change: lists of one file add up, of two are weighed */
            for (int half = 0; half < 2; half++) {
                snprintf(name[2 * i + (size_t)half], 64, "%c%s%d.csv",
                         round ? (char)('a' + yx_rng_below(&rng, 26)) : 'm', p->kind, half);
                yx_buf_putz(&text[2 * i + (size_t)half], p->heading);
                yx_buf_putc(&text[2 * i + (size_t)half], '\n');
            }
            for (uint32_t k = 0; k < n; k++) {
                struct yx_buf *to = &text[2 * i + (order[k] * 2 >= n)];
                yx_buf_putz(to, p->row[order[k]]);
                yx_buf_putc(to, '\n');
            }
            for (int half = 0; half < 2; half++)
                yx_buf_putc(&text[2 * i + (size_t)half], 0);
        }
        world_open(&w, name[0], text[0].p, name[1], text[1].p, name[2], text[2].p, name[3],
                   text[3].p, name[4], text[4].p, name[5], text[5].p, name[6], text[6].p, name[7],
                   text[7].p, name[8], text[8].p, name[9], text[9].p, name[10], text[10].p,
                   name[11], text[11].p, name[12], text[12].p, name[13], text[13].p, name[14],
                   text[14].p, name[15], text[15].p, NULL);
        got.n = 0;
        put_all(&w, &got);
        if (round == 0)
            yx_buf_puts(&want, yx_buf_str(&got));
        else if (!yx_str_eq(yx_buf_str(&want), yx_buf_str(&got)))
            fail_msg("round %d:\n%.*s\nnot\n%.*s", round, (int)got.n, got.p, (int)want.n, want.p);
        world_close(&w);
        for (size_t i = 0; i < YX_LEN(text); i++)
            yx_buf_free(&text[i]);
    }
    yx_buf_free(&want);
    yx_buf_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schools_by_code_then_by_name),
        cmocka_unit_test(schools_that_contradict),
        cmocka_unit_test(stages_and_grades),
        cmocka_unit_test(the_enrolment_row),
        cmocka_unit_test(roll_from_the_number),
        cmocka_unit_test(fees_of_preschool),
        cmocka_unit_test(present_home_taught_suspended),
        cmocka_unit_test(enrolment_lists_merge),
        cmocka_unit_test(the_other_row),
        cmocka_unit_test(classes_known_and_unknown),
        cmocka_unit_test(any_column_fills_an_input),
        cmocka_unit_test(payment_lines),
        cmocka_unit_test(accounts_of_two_families),
        cmocka_unit_test(numbers_and_their_repair),
        cmocka_unit_test(order_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
