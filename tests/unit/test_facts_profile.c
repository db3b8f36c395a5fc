/* test_facts_profile.c -- rows that count, identities, households, explanations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "facts_fixture.h"

#define REG "姓名,身份证号,区划,乡镇,监护人姓名,监护人证件号,户编号\n"

/* ---- rows that count ---- */

static void enrolment_counts_unless_gone(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "学籍.csv",
               "姓名,身份证号,学校,年级,学籍状态\n"
               "甲,@2013010101,汉葭小学,三年级,在读\n乙,@2013010102,汉葭小学,三年级,\n"
               "丙,@2013010103,汉葭小学,三年级,转出\n丁,@2013010104,汉葭小学,三年级,休学\n"
               "戊,@2013010105,汉葭小学,三年级,死亡\n己,@2013010106,汉葭小学,三年级,退学\n"
               "庚,@2013010107,汉葭小学,三年级,怪词\n",
               NULL);
    static const struct {
        const char *who;
        bool counts;
    } want[] = {{"2013010101", true}, {"2013010102", true},  {"2013010103", false},
                {"2013010104", true}, {"2013010105", false}, {"2013010106", false},
                {"2013010107", true}};
    for (size_t i = 0; i < YX_LEN(want); i++) {
        world_at(&w, want[i].who);
        assert_int_equal(w.p.enrol != YX_NO_ROW, want[i].counts);
    }
    assert_true(w.p.enrol_compulsory);
    assert_int_equal(w.p.age, 8);
    assert_int_equal(world_problems(&w, YX_NO_PERSON, "不认识的值"), 1); /* 怪词 */
    world_close(&w);
}

static void presence_counts_unless_absent(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "学籍.csv",
               "姓名,身份证号,学校,年级\n甲,@2013010101,汉葭小学,三年级\n"
               "乙,@2013010102,汉葭小学,三年级\n丙,@2013010103,保家小学,三年级\n",
               "在校.csv",
               "姓名,身份证号,学校,到校状态\n甲,@2013010101,汉葭小学,\n"
               "乙,@2013010102,汉葭小学,离校\n",
               NULL);
    world_at(&w, "2013010101");
    assert_true(w.p.present != YX_NO_ROW && w.p.absent == YX_NO_ROW && w.p.school_has_presence);
    world_at(&w, "2013010102");
    assert_true(w.p.present == YX_NO_ROW && w.p.absent != YX_NO_ROW);
    world_at(&w, "2013010103");
    assert_false(w.p.school_has_presence);
    world_close(&w);
}

/* The newer list wins; lists of one date that differ leave the matter open. */
static void newer_presence_wins(void **state)
{
    (void)state;
    struct world w = world_new();
    const char *here = "姓名,身份证号,学校,到校状态\n甲,@2013010101,汉葭小学,在校\n";
    const char *gone = "姓名,身份证号,学校,到校状态\n甲,@2013010101,汉葭小学,离校\n";
    world_open(&w, "在校20220301.csv", here, "在校20220401.csv", gone, NULL);
    world_at(&w, "2013010101");
    assert_true(w.p.present == YX_NO_ROW && w.p.absent != YX_NO_ROW);
    world_close(&w);
    world_open(&w, "在校a.csv", here, "在校b.csv", gone, NULL);
    world_at(&w, "2013010101");
    assert_true(w.p.present_unclear);
    assert_int_equal(world_problems(&w, w.person, "名单矛盾"), 1);
    world_close(&w);
}

static void two_schools_in_one_term(void **state)
{
    (void)state;
    struct world w = world_new();
    const char *a = "姓名,身份证号,学校\n甲,@2013010101,汉葭小学\n";
    const char *b = "姓名,身份证号,学校\n甲,@2013010101,保家小学\n";
    world_open(&w, "学籍a20220301.csv", a, "学籍b20220315.csv", b, NULL);
    world_at(&w, "2013010101");
    assert_true(w.p.enrol_other != YX_NO_ROW);
    assert_true(yx_str_is(yx_factbase_school_name(w.b, yx_factbase_school_of(w.b, w.p.enrol)),
                          "保家小学")); /* the newer */
    world_close(&w);
    world_open(&w, "学籍a20210915.csv", a, "学籍b20220315.csv", b, NULL);
    world_at(&w, "2013010101");
    assert_true(w.p.enrol_other == YX_NO_ROW); /* moved between terms */
    world_close(&w);
    world_open(&w, "学籍.csv",
               "姓名,身份证号,学校,学校标识码,学籍状态\n甲,@2013010101,汉葭小学,2150000001,在读\n"
               "甲,@2013010101,汉葭小学,2150000001,在读\n甲,@2013010101,保家小学,2150000002,转出\n",
               NULL);
    world_at(&w, "2013010101");
    assert_true(w.p.enrol != YX_NO_ROW && w.p.enrol_other == YX_NO_ROW);
    assert_int_equal(world_problems(&w, w.person, "同校重复"), 1);
    world_close(&w);
    /* a newer list of the same school says he has left it */
    world_open(&w, "学籍20220301.csv",
               "姓名,身份证号,学校,学籍状态\n甲,@2013010101,汉葭小学,在读\n", "学籍20220401.csv",
               "姓名,身份证号,学校,学籍状态\n甲,@2013010101,汉葭小学,转出\n", NULL);
    world_at(&w, "2013010101");
    assert_true(w.p.enrol == YX_NO_ROW);
    world_close(&w);
}

static void a_proof_counts_for_a_term(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "县外回单.csv",
               "姓名,身份证号,就读地,核查日期\n甲,@2013010101,贵州省遵义市,2022-03-01\n"
               "乙,@2013010102,贵州省遵义市,2021-11-09\n丙,@2013010103,贵州省遵义市,2021-11-11\n"
               "丁,@2013010104,贵州省遵义市,\n",
               NULL);
    world_at(&w, "2013010101");
    assert_true(w.p.proof != YX_NO_ROW);
    world_at(&w, "2013010102");
    assert_true(w.p.proof == YX_NO_ROW);
    world_at(&w, "2013010103");
    assert_true(w.p.proof != YX_NO_ROW);
    world_at(&w, "2013010104"); /* no date at all: believed, and said */
    assert_true(w.p.proof != YX_NO_ROW);
    assert_int_equal(world_problems(&w, w.person, "缺日期"), 1);
    world_close(&w);
}

static void ages_are_taken_on_31_august(void **state)
{
    (void)state;
    struct world w = world_new();
    const char *reg =
        "姓名,身份证号,出生日期\n甲,@2015083101,\n乙,@2015090101,\n丙,,2014-01-01\n丁,,\n";
    world_open(&w, "户籍.csv", reg, NULL);
    world_at(&w, "2015083101");
    assert_int_equal(w.p.age, 6); /* on 2021-08-31 */
    world_at(&w, "2015090101");
    assert_int_equal(w.p.age, 5);
    yx_factbase_profile(w.b, 2, &w.p);
    assert_int_equal(w.p.age, 7); /* from the column */
    yx_factbase_profile(w.b, 3, &w.p);
    assert_int_equal(w.p.age, -1);
    assert_int_equal(world_problems(&w, 3, "出生日期不详"), 1);
    world_close(&w);
    w.as_of = yx_day_make(2022, 9, 1);
    world_open(&w, "户籍.csv", reg, NULL);
    world_at(&w, "2015090101");
    assert_int_equal(w.p.age, 6);
    world_close(&w);
}

/* ---- identities ---- */

static void class_of_a_list(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "低保名单.csv", "姓名,身份证号\n甲,@2013010101\n", "身份名单.csv",
               "姓名,身份证号,身份类别\n甲,@2013010101,残疾\n乙,@2013010102,建档立卡户\n"
               "丙,@2013010103,怪类\n",
               NULL);
    world_at(&w, "2013010101");
    assert_string_equal(world_classes(&w, w.p.classes), "低保、残疾");
    assert_int_equal(w.p.classes_unknown, 0);
    world_at(&w, "2013010102");
    assert_string_equal(world_classes(&w, w.p.classes), "脱贫户");
    world_at(&w, "2013010103");
    assert_int_equal(w.p.classes, 0);
    assert_int_equal(world_problems(&w, YX_NO_PERSON, "不认识的身份类别"), 1);
    assert_string_equal(
        world_classes(&w, yx_factbase_unprovided(w.b)),
        "脱贫不稳定户、边缘易致贫户、突发严重困难户、特困、孤儿、事实无人抚养儿童、烈士子女、认定困难");
    world_close(&w);
}

static void dates_against_the_cut_off(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "低保.csv",
               "姓名,身份证号,起始日期,截止日期\n甲,@2013010101,,\n乙,@2013010102,2022-03-31,\n"
               "丙,@2013010103,2022-04-01,\n丁,@2013010104,2020-01-01,2022-04-15\n"
               "戊,@2013010105,2020-01-01,2022-03-30\n己,@2013010106,2022-06,\n",
               NULL);
    world_at(&w, "2013010101"); /* no dates: since before */
    assert_string_equal(world_classes(&w, w.p.classes), "低保");
    world_at(&w, "2013010102");
    assert_string_equal(world_classes(&w, w.p.classes), "低保");
    assert_int_equal(w.p.classes_later, 0);
    world_at(&w, "2013010103"); /* 动态新增 */
    assert_int_equal(w.p.classes, 0);
    assert_string_equal(world_classes(&w, w.p.classes_later), "低保");
    world_at(&w, "2013010104"); /* lost since: still his for the term */
    assert_string_equal(world_classes(&w, w.p.classes), "低保");
    assert_string_equal(world_classes(&w, w.p.classes_lost), "低保");
    world_at(&w, "2013010105");
    assert_int_equal(w.p.classes | w.p.classes_later | w.p.classes_lost, 0);
    world_at(&w, "2013010106"); /* only after as-of */
    assert_int_equal(w.p.classes | w.p.classes_later, 0);
    world_close(&w);
    w.as_of = yx_day_make(2022, 3, 1); /* before the cut-off: as they stand that day */
    world_open(&w, "低保.csv", "姓名,身份证号,起始日期\n乙,@2013010102,2022-03-31\n", NULL);
    world_at(&w, "2013010102");
    assert_int_equal(w.p.classes | w.p.classes_later, 0);
    world_close(&w);
}

/* A class has its time: 边缘易致贫户 there are since March 2020, 脱贫户 under an older name since 2014. */
static void classes_have_their_time(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "监测对象_20190601.csv",
               "姓名,身份证号,身份类别\n甲,@2013010101,边缘易致贫户\n"
               "乙,@2013010102,边缘易致贫户\n",
               "建档立卡_20190601.csv", "姓名,身份证号\n丙,@2013010103\n",
               "突发严重困难户_20210101.csv", "姓名,身份证号\n丁,@2013010104\n", NULL);
    uint32_t n, out_of_date = 0;
    const struct yx_problem *q = yx_factbase_problems(w.b, &n);
    for (uint32_t i = 0; i < n; i++)
        out_of_date += yx_str_is(q[i].category, "身份类别不在期");
    assert_int_equal(out_of_date, 2); /* once for a word, once for a list */
    world_at(&w, "2013010101");       /* said, and believed: the class is there in the term */
    assert_string_equal(world_classes(&w, w.p.classes), "边缘易致贫户");
    world_close(&w);
    w.as_of = yx_day_make(2019, 5, 10);
    w.cutoff = yx_day_make(2019, 3, 31);
    world_open(&w, "监测对象_20190401.csv", "姓名,身份证号,身份类别\n甲,@2013010101,边缘易致贫户\n",
               "建档立卡_20190401.csv", "姓名,身份证号\n丙,@2013010103\n", NULL);
    world_at(&w, "2013010101");
    assert_int_equal(w.p.classes | w.p.classes_later, 0);
    world_at(&w, "2013010103");
    assert_string_equal(world_classes(&w, w.p.classes), "脱贫户");
    world_close(&w);
}

static void both_dates_in_one_column(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "低保.csv",
               "姓名,身份证号,起止日期\n甲,@2013010101,2020-01至2022-12\n"
               "乙,@2013010102,2019.3—2022.3\n丙,@2013010103,2021-05-01～长期\n"
               "丁,@2013010104,2020-01-01\n戊,@2013010105,2022-04-01至2023-03-31\n"
               "己,@2013010106,2018.1.1-2022.2.28\n",
               NULL);
    static const struct {
        const char *number, *at_cut;
    } t[] = {{"2013010101", "低保"}, {"2013010102", "低保"}, /* the whole of March */
             {"2013010103", "低保"}, {"2013010104", "低保"},
             {"2013010105", ""},     {"2013010106", ""}};
    for (size_t i = 0; i < YX_LEN(t); i++) {
        world_at(&w, t[i].number);
        if (strcmp(world_classes(&w, w.p.classes), t[i].at_cut) != 0)
            fail_msg("%s is “%s”", t[i].number, world_classes(&w, w.p.classes));
    }
    world_at(&w, "2013010105");
    assert_string_equal(world_classes(&w, w.p.classes_later), "低保");
    uint32_t n;
    (void)yx_factbase_problems(w.b, &n);
    assert_int_equal(n, 0);
    world_close(&w);
}

static void risk_over_ends_two_classes_only(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "监测对象.csv",
               "姓名,身份证号,身份类别,风险是否消除\n甲,@2013010101,边缘易致贫户,是\n"
               "乙,@2013010102,突发严重困难户,是\n丙,@2013010103,脱贫不稳定户,是\n"
               "丁,@2013010104,边缘易致贫户,否\n戊,@2013010105,,否\n",
               NULL);
    world_at(&w, "2013010101");
    assert_int_equal(w.p.classes, 0);
    world_at(&w, "2013010102");
    assert_int_equal(w.p.classes, 0);
    world_at(&w, "2013010103");
    assert_string_equal(world_classes(&w, w.p.classes), "脱贫不稳定户");
    world_at(&w, "2013010104");
    assert_string_equal(world_classes(&w, w.p.classes), "边缘易致贫户");
    world_at(&w, "2013010105"); /* 监测 without its class: all three unknown */
    assert_int_equal(w.p.classes, 0);
    assert_string_equal(world_classes(&w, w.p.classes_unknown),
                        "脱贫不稳定户、边缘易致贫户、突发严重困难户");
    world_close(&w);
}

static void lists_that_contradict(void **state)
{
    (void)state;
    struct world w = world_new();
    const char *ended = "姓名,身份证号,截止日期\n甲,@2013010101,2021-12-31\n";
    const char *held = "姓名,身份证号,截止日期\n甲,@2013010101,\n";
    world_open(&w, "低保城市20220101.csv", ended, "低保农村20220201.csv", held, NULL);
    world_at(&w, "2013010101");
    assert_string_equal(world_classes(&w, w.p.classes), "低保");
    world_close(&w);
    world_open(&w, "低保城市.csv", ended, "低保农村.csv", held, NULL);
    world_at(&w, "2013010101");
    assert_int_equal(w.p.classes, 0);
    assert_string_equal(world_classes(&w, w.p.classes_unknown), "低保");
    assert_int_equal(world_problems(&w, w.person, "名单矛盾"), 1);
    world_close(&w);
}

/* ---- households ---- */

#define FAMILY                                                                                     \
    REG "冉大,@1980010101,500243,汉葭街道,,,H1\n"                                            \
        "冉一,@2013010101,500243,汉葭街道,冉大,@1980010101,H1\n"                           \
        "冉二,@2013010102,500243,汉葭街道,王母,@1982010102,H1\n"                           \
        "别家,@2013010103,500243,汉葭街道,别父,@1981010103,H2\n"                           \
        "同号,@2013010104,500243,保家镇,他父,@1981010104,H1\n"

static void heads_reach_children_as_unknown(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "户籍.csv", FAMILY, "脱贫户名单.csv", "户主姓名,户主证件号\n冉大,@1980010101\n",
               NULL);
    world_at(&w, "2013010101"); /* through the guardian's number */
    assert_int_equal(w.p.classes, 0);
    assert_string_equal(world_classes(&w, w.p.classes_inferred), "脱贫户");
    assert_string_equal(world_classes(&w, w.p.classes_unknown), "脱贫户");
    world_at(&w, "2013010102"); /* through the head's own register row */
    assert_string_equal(world_classes(&w, w.p.classes_inferred), "脱贫户");
    world_at(&w, "2013010103");
    assert_int_equal(w.p.classes_inferred, 0);
    world_at(&w, "2013010104"); /* the same number of another township */
    assert_int_equal(w.p.classes_inferred, 0);
    world_close(&w);
    world_open(&w, "名册.ini", "[脱贫户名单.csv]\n按户 = 是\n", "户籍.csv", FAMILY,
               "脱贫户名单.csv", "户主姓名,户主证件号\n冉大,@1980010101\n", NULL);
    world_at(&w, "2013010102");
    assert_string_equal(world_classes(&w, w.p.classes), "脱贫户"); /* 按户: a fact */
    assert_int_equal(w.p.classes_unknown, 0);
    world_close(&w);
}

static void listed_and_personal_classes(void **state)
{
    (void)state;
    struct world w = world_new();
    /* 低保 lists members: the child who is not on it has it not */
    world_open(&w, "户籍.csv", FAMILY, "低保.csv",
               "姓名,身份证号,户主姓名,户主证件号\n冉大,@1980010101,冉大,@1980010101\n"
               "冉一,@2013010101,冉大,@1980010101\n",
               NULL);
    world_at(&w, "2013010101");
    assert_string_equal(world_classes(&w, w.p.classes), "低保");
    world_at(&w, "2013010102");
    assert_int_equal(w.p.classes | w.p.classes_unknown, 0);
    world_close(&w);
    /* a 低保 list of heads reaches the children as unknown */
    world_open(&w, "户籍.csv", FAMILY, "低保.csv", "户主姓名,户主证件号\n冉大,@1980010101\n", NULL);
    world_at(&w, "2013010101");
    assert_string_equal(world_classes(&w, w.p.classes_inferred), "低保");
    world_close(&w);
    /* 残疾 belongs to the person, whoever lists it */
    world_open(&w, "户籍.csv", FAMILY, "残疾.csv", "户主姓名,户主证件号\n冉大,@1980010101\n", NULL);
    world_at(&w, "2013010101");
    assert_int_equal(w.p.classes | w.p.classes_unknown, 0);
    world_close(&w);
    /* members listed of a household class: the child left out is reached by his head */
    world_open(
        &w, "户籍.csv", FAMILY, "脱贫户.csv",
        "户编号,姓名,身份证号,与户主关系\nL9,冉大,@1980010101,户主\nL9,冉一,@2013010101,之子\n",
        NULL);
    world_at(&w, "2013010101");
    assert_string_equal(world_classes(&w, w.p.classes), "脱贫户");
    world_at(&w, "2013010102");
    assert_string_equal(world_classes(&w, w.p.classes_inferred), "脱贫户");
    world_close(&w);
}

/* A list's own 户编号 says nothing of the register's. */
static void a_lists_own_household_number(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "户籍.csv", FAMILY, "脱贫户.csv",
               "户编号,姓名,身份证号,与户主关系\nH2,冉大,@1980010101,户主\n", NULL);
    world_at(&w, "2013010103"); /* H2 of the register is another household */
    assert_int_equal(w.p.classes_inferred, 0);
    world_close(&w);
}

static void another_county(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(
        &w, "户籍.csv",
        "姓名,身份证号,区划\n甲,@2013010101,500243001\n乙,@2013010102,500242\n丙,@2013010103,\n",
        "学籍.csv", "姓名,身份证号,学校,户口所在地\n丙,@2013010103,汉葭小学,500242101\n",
        "低保.csv", "姓名,身份证号\n乙,@2013010102\n", NULL);
    world_at(&w, "2013010101");
    assert_false(w.p.other_county);
    assert_int_equal(w.p.classes_unknown, 0);
    world_at(&w, "2013010102");
    assert_true(w.p.other_county);
    assert_string_equal(world_classes(&w, w.p.classes), "低保"); /* listed: known */
    assert_int_equal(__builtin_popcountll(w.p.classes_unknown), 10);
    world_at(&w, "2013010103");
    assert_true(w.p.other_county);
    world_close(&w);
}

/* ---- explanations ---- */

static void one_explanation(const char *row, enum yx_explain_kind kind, enum yx_explain_state want)
{
    struct world w = world_new();
    char text[512];
    snprintf(text, sizeof text,
             "姓名,身份证号,说明类别,佐证编号,核实日期,有效期至\n甲,@2013010101,%s\n", row);
    world_open(&w, "户籍.csv", "姓名,身份证号\n甲,@2013010101\n", "说明20220301.csv", text, NULL);
    world_at(&w, "2013010101");
    if (w.p.exp_state != want || (want != YX_EXPLAIN_NONE && w.p.exp_kind != kind))
        fail_msg("%s: state %d kind %d", row, (int)w.p.exp_state, (int)w.p.exp_kind);
    assert_int_equal(w.p.exp_valid, want == YX_EXPLAIN_VALID ? 1U << kind : 0);
    world_close(&w);
}

static void explanations_hold_for_their_time(void **state)
{
    (void)state;
    one_explanation("死亡,证1,2015-01-01,", YX_EXP_DEATH, YX_EXPLAIN_VALID);
    one_explanation("死亡,,2015-01-01,", YX_EXP_DEATH, YX_EXPLAIN_NO_EVIDENCE);
    one_explanation("死亡,证1,2022-06-01,", YX_EXP_DEATH, YX_EXPLAIN_NONE); /* not yet */
    one_explanation("户籍迁出,证1,2021-06-01,", YX_EXP_MOVED_OUT, YX_EXPLAIN_VALID);
    one_explanation("户籍迁出,证1,2021-04-01,", YX_EXP_MOVED_OUT, YX_EXPLAIN_EXPIRED);
    one_explanation("县外就读,,2021-12-01,", YX_EXP_OTHER_COUNTY, YX_EXPLAIN_VALID);
    one_explanation("县外就读,,2021-11-01,", YX_EXP_OTHER_COUNTY, YX_EXPLAIN_EXPIRED);
    one_explanation("县外就读,,2022-03-01,2022-04-30", YX_EXP_OTHER_COUNTY, YX_EXPLAIN_EXPIRED);
    one_explanation("县外就读,,2022-03-01,2023-04-30", YX_EXP_OTHER_COUNTY, YX_EXPLAIN_VALID);
    one_explanation("延缓入学,证1,2021-09-02,", YX_EXP_DEFERRED, YX_EXPLAIN_VALID);
    one_explanation("延缓入学,证1,2021-08-31,", YX_EXP_DEFERRED, YX_EXPLAIN_EXPIRED);
    one_explanation("病假,,2022-04-10,", YX_EXP_SICK, YX_EXPLAIN_VALID); /* the 30th day */
    one_explanation("病假,,2022-04-09,", YX_EXP_SICK, YX_EXPLAIN_EXPIRED);
    one_explanation("失联,,,", YX_EXP_LOST, YX_EXPLAIN_EXPIRED); /* from 名单日期 */
    one_explanation("已完成义务教育,,2010-01-01,", YX_EXP_COMPLETED, YX_EXPLAIN_VALID);
    one_explanation("辍学书面报告,文1,2022-01-01,", YX_EXP_DROPOUT_REPORT, YX_EXPLAIN_VALID);
    one_explanation("去打工了,,2022-01-01,", YX_EXP_DEATH, YX_EXPLAIN_NONE);
}

static void rows_that_count_beat_explanations(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "户籍.csv",
               "姓名,身份证号\n甲,@2013010101\n乙,@2013010102\n丙,@2013010103\n丁,@2013010104\n",
               "学籍.csv", "姓名,身份证号,学校\n乙,@2013010102,汉葭小学\n丙,@2013010103,汉葭小学\n",
               "在校.csv", "姓名,身份证号,学校\n甲,@2013010101,保家小学\n", "新生.csv",
               "姓名,身份证号,学校\n丁,@2013010104,保家小学\n", "说明.csv",
               "姓名,身份证号,说明类别,佐证编号,核实日期\n甲,@2013010101,县外就读,,2022-04-01\n"
               "乙,@2013010102,死亡,证,2022-04-01\n丙,@2013010103,病假,,2022-05-01\n"
               "丁,@2013010104,延缓入学,证,2022-04-01\n",
               NULL);
    static const struct {
        const char *who;
        bool is_beaten;
    } want[] = {
        {"2013010101", true}, {"2013010102", true}, {"2013010103", false}, {"2013010104", true}};
    for (size_t i = 0; i < YX_LEN(want); i++) {
        world_at(&w, want[i].who);
        assert_int_equal(w.p.exp_state, want[i].is_beaten ? YX_EXPLAIN_NONE : YX_EXPLAIN_VALID);
        assert_int_equal(world_problems(&w, w.person, "说明矛盾"), want[i].is_beaten);
    }
    world_close(&w);
}

static void the_enrolment_roster_explains_too(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "学籍.csv",
               "姓名,身份证号,学校,就读方式,学籍状态\n甲,@2013010101,汉葭小学,送教上门,在读\n"
               "乙,@2013010102,汉葭小学,走读,休学\n丙,@2013010103,汉葭小学,走读,休学\n",
               "在校.csv", "姓名,身份证号,学校\n丙,@2013010103,汉葭小学\n", NULL);
    world_at(&w, "2013010101");
    assert_true(w.p.exp_valid >> YX_EXP_HOME_TAUGHT & 1);
    assert_int_equal(w.p.exp_row, w.p.enrol);
    world_at(&w, "2013010102");
    assert_true(w.p.exp_valid >> YX_EXP_SUSPENDED & 1);
    world_at(&w, "2013010103");
    assert_int_equal(w.p.exp_valid, 0);
    assert_int_equal(world_problems(&w, w.person, "说明矛盾"), 1);
    world_close(&w);
}

static void of_several_explanations(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "户籍.csv", "姓名,身份证号\n甲,@2013010101\n", "说明.csv",
               "姓名,身份证号,说明类别,佐证编号,核实日期\n甲,@2013010101,失联,,2021-01-01\n"
               "甲,@2013010101,辍学书面报告,文,2022-05-02\n甲,@2013010101,县外就读,,2022-05-01\n",
               NULL);
    world_at(&w, "2013010101");
    assert_int_equal(w.p.exp_kind, YX_EXP_OTHER_COUNTY); /* holds, and clears something */
    assert_int_equal(w.p.exp_valid, 1U << YX_EXP_OTHER_COUNTY | 1U << YX_EXP_DROPOUT_REPORT);
    world_close(&w);
}

/* ---- shown values ---- */

static void register_before_enrolment(void **state)
{
    (void)state;
    struct world w = world_new();
    world_open(&w, "户籍.csv", "姓名,身份证号,乡镇,监护人姓名\n冉 一,@2013010101,汉葭街道,冉大\n",
               "学籍.csv",
               "姓名,身份证号,学校,年级,班级,乡镇\n冉一,@2013010101,汉葭小学,三年级,2班,别镇\n",
               NULL);
    struct yx_shown s;
    world_at(&w, "2013010101");
    yx_factbase_shown(w.b, w.person, &w.p, &s);
    assert_true(yx_str_is(s.name, "冉 一") && yx_str_is(s.town, "汉葭街道"));
    assert_true(yx_str_is(s.school, "汉葭小学") && yx_str_is(s.stage, "小学"));
    assert_true(yx_str_is(s.grade, "三年级") && yx_str_is(s.guardian, "冉大"));
    assert_int_equal(s.id.n, 18);
    world_close(&w);
    /* nobody else knows him: what the payment says is shown */
    world_open(&w, "发放.csv", "姓名,身份证号,学校,项目,金额\n冉二,@2013010102,保家小学,A2.3,500\n",
               NULL);
    world_at(&w, "2013010102");
    yx_factbase_shown(w.b, w.person, &w.p, &s);
    assert_true(yx_str_is(s.school, "保家小学") && yx_str_is(s.name, "冉二"));
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enrolment_counts_unless_gone),
        cmocka_unit_test(presence_counts_unless_absent),
        cmocka_unit_test(newer_presence_wins),
        cmocka_unit_test(two_schools_in_one_term),
        cmocka_unit_test(a_proof_counts_for_a_term),
        cmocka_unit_test(ages_are_taken_on_31_august),
        cmocka_unit_test(class_of_a_list),
        cmocka_unit_test(dates_against_the_cut_off),
        cmocka_unit_test(classes_have_their_time),
        cmocka_unit_test(both_dates_in_one_column),
        cmocka_unit_test(risk_over_ends_two_classes_only),
        cmocka_unit_test(lists_that_contradict),
        cmocka_unit_test(heads_reach_children_as_unknown),
        cmocka_unit_test(listed_and_personal_classes),
        cmocka_unit_test(a_lists_own_household_number),
        cmocka_unit_test(another_county),
        cmocka_unit_test(explanations_hold_for_their_time),
        cmocka_unit_test(rows_that_count_beat_explanations),
        cmocka_unit_test(the_enrolment_roster_explains_too),
        cmocka_unit_test(of_several_explanations),
        cmocka_unit_test(register_before_enrolment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
