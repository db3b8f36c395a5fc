/* test_codes_lists.c -- classes, states, stages, explanations, school and student numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "codes/citizen_id.h"
#include "codes/ethnic.h"
#include "codes/explanations.h"
#include "codes/verdicts.h"
#include "codes/identity_class.h"
#include "codes/school_code.h"
#include "codes/stages.h"
#include "codes/states.h"
#include "codes/student_no.h"
#include "table/table.h"

static uint64_t classes_of(const char *text, uint64_t *maybe)
{
    struct yx_identity_set s;
    yx_identity_read(yx_str_of(text), &s);
    if (maybe)
        *maybe = s.maybe;
    return s.held;
}

static uint64_t bit(const char *name)
{
    int k = yx_identity_find(yx_str_of(name));
    assert_true(k >= 0);
    return 1ULL << k;
}

static void identity_classes(void **state)
{
    (void)state;
    static const char *const names[] = {
        "脱贫户", "脱贫不稳定户",     "边缘易致贫户", "突发严重困难户", "低保",    "特困",
        "孤儿",   "事实无人抚养儿童", "残疾",         "烈士子女",       "认定困难"};
    assert_int_equal(yx_identity_count(), YX_LEN(names));
    for (size_t i = 0; i < YX_LEN(names); i++) {
        assert_int_equal(yx_identity_find(yx_str_of(names[i])), i);
        assert_true(yx_str_is(yx_identity_name((int)i), names[i]));
    }
    static const char *const same[][2] = {
        {"建档立卡户", "脱贫户"},
        {"城乡低保", "低保"},
        {"农村低保", "低保"},
        {"最低生活保障家庭", "低保"},
        {"特困供养人员", "特困"},
        {"特困人员", "特困"},
        {"事实无人抚养", "事实无人抚养儿童"},
        {"残联", "残疾"},
        {"家庭经济困难学生", "认定困难"},
        {"边缘户", "边缘易致贫户"},
        {"烈属", "烈士子女"},
        {"社会散居孤儿", "孤儿"},
    };
    for (size_t i = 0; i < YX_LEN(same); i++)
        assert_int_equal(yx_identity_find(yx_str_of(same[i][0])),
                         yx_identity_find(yx_str_of(same[i][1])));
    assert_int_equal(yx_identity_find(YX_S("低保、残疾")), -1);
    assert_int_equal(yx_identity_find(YX_S("低保边缘家庭")), -1);
    assert_int_equal(yx_identity_find(YX_S("")), -1);
    assert_int_equal(yx_identity_find(YX_S("监测")), -1);
    assert_int_equal(classes_of("低保、残疾", NULL), bit("低保") | bit("残疾"));
    assert_int_equal(classes_of("脱贫户;孤儿", NULL), bit("脱贫户") | bit("孤儿"));
    assert_int_equal(classes_of("脱贫不稳定户", NULL), bit("脱贫不稳定户"));
    assert_int_equal(classes_of("低保边缘家庭", NULL), 0);
    assert_int_equal(classes_of("巩固脱贫攻坚成果 城乡低保2022.xlsx", NULL), bit("低保"));
    uint64_t maybe;
    assert_int_equal(classes_of("监测对象", &maybe), 0);
    assert_int_equal(maybe, bit("脱贫不稳定户") | bit("边缘易致贫户") | bit("突发严重困难户"));
    assert_int_equal(classes_of("监测对象（边缘易致贫户）", &maybe), bit("边缘易致贫户"));
    assert_int_equal(maybe, 0);
    struct yx_identity_set s;
    yx_identity_read(YX_S("一般农户"), &s);
    assert_true(s.is_none);
    yx_identity_read(YX_S("无"), &s);
    assert_true(s.is_none && !s.has_unknown);
    yx_identity_read(YX_S("单亲"), &s);
    assert_true(s.has_unknown && !s.is_none && s.held == 0);
    yx_identity_read(YX_S("低保+残疾"), &s);
    assert_false(s.has_unknown);
}

static void owners_of_classes(void **state)
{
    (void)state;
    assert_int_equal(yx_identity_owner_of(yx_identity_find(YX_S("脱贫户"))), YX_IDENTITY_HOUSEHOLD);
    assert_int_equal(yx_identity_owner_of(yx_identity_find(YX_S("边缘易致贫户"))),
                     YX_IDENTITY_HOUSEHOLD);
    assert_int_equal(yx_identity_owner_of(yx_identity_find(YX_S("特困"))), YX_IDENTITY_PERSON);
    assert_int_equal(yx_identity_owner_of(yx_identity_find(YX_S("低保"))), YX_IDENTITY_LISTED);
    assert_int_equal(yx_identity_owner_of(yx_identity_find(YX_S("认定困难"))), YX_IDENTITY_LISTED);
    assert_true(yx_identity_ends_with_risk(yx_identity_find(YX_S("边缘易致贫户"))));
    assert_true(yx_identity_ends_with_risk(yx_identity_find(YX_S("突发严重困难户"))));
    assert_false(yx_identity_ends_with_risk(yx_identity_find(YX_S("脱贫不稳定户"))));
    int poor = yx_identity_find(YX_S("脱贫户"));
    assert_false(yx_identity_in_use(poor, yx_day_make(2014, 4, 1)));
    assert_true(yx_identity_in_use(poor, yx_day_make(2014, 4, 2))); /* as 建档立卡户 */
    int edge = yx_identity_find(YX_S("边缘易致贫户"));
    assert_false(yx_identity_in_use(edge, yx_day_make(2020, 3, 19)));
    assert_true(yx_identity_in_use(edge, yx_day_make(2020, 3, 20)));
    assert_true(yx_identity_in_use(yx_identity_find(YX_S("低保")), yx_day_make(1999, 1, 1)));
}

static void ethnic_groups(void **state)
{
    (void)state;
    assert_int_equal(yx_ethnic_read(YX_S("土家族")), 15);
    assert_int_equal(yx_ethnic_read(YX_S("土家")), 15);
    assert_int_equal(yx_ethnic_read(YX_S("土")), 30);
    assert_int_equal(yx_ethnic_read(YX_S("06")), 6);
    assert_int_equal(yx_ethnic_read(YX_S("6")), 6);
    assert_int_equal(yx_ethnic_read(YX_S("tj")), 15);
    assert_int_equal(yx_ethnic_read(YX_S("穿青人")), 97);
    assert_int_equal(yx_ethnic_read(YX_S("")), 0);
    assert_int_equal(yx_ethnic_read(YX_S("57")), 0);
    unsigned n = 0;
    for (unsigned code = 1; code <= 56; code++) {
        struct yx_str name = yx_ethnic_name(code);
        assert_true(name.n > 0);
        assert_int_equal(yx_ethnic_read(name), code);
        n++;
    }
    assert_int_equal(n, 56);
    assert_true(yx_str_is(yx_ethnic_name(56), "基诺族"));
    assert_int_equal(yx_ethnic_name(57).n, 0);
}

static void states_of_rolls(void **state)
{
    (void)state;
    static const struct {
        const char *column, *cell;
        enum yx_state want;
    } t[] = {
        {"学籍状态", "在读", YX_STATE_STUDYING},
        {"学籍状态", "转出", YX_STATE_TRANSFERRED},
        {"学籍状态", "已毕业", YX_STATE_GRADUATED},
        {"学籍状态", "休学", YX_STATE_SUSPENDED},
        {"学籍状态", "注销", YX_STATE_CANCELLED},
        {"学籍状态", "", YX_STATE_NONE},
        {"学籍状态", "待审核", YX_STATE_OTHER},
        {"到校状态", "未到校", YX_STATE_NOT_ARRIVED},
        {"到校状态", "离校", YX_STATE_LEFT},
        {"到校状态", "是", YX_STATE_PRESENT},
        {"就读方式", "寄宿生", YX_STATE_BOARDING},
        {"就读方式", "走读", YX_STATE_DAY},
        {"就读方式", "送教上门", YX_STATE_HOME_TAUGHT},
        {"就读方式", "2", YX_STATE_BOARDING},
        {"学籍", "无学籍", YX_STATE_NO_ROLL},
        {"就读地", "省外", YX_STATE_OUTSIDE},
        {"就读地", "县内", YX_STATE_INSIDE},
        {"状态", "代发失败", YX_STATE_FAILED},
        {"状态", "退回", YX_STATE_RETURNED},
        {"学历层次", "大专", YX_STATE_UNDERGRADUATE},
        {"性别", "女", YX_STATE_FEMALE},
        {"性别", "1", YX_STATE_MALE},
    };
    for (size_t i = 0; i < YX_LEN(t); i++)
        if (yx_state_read(yx_str_of(t[i].column), yx_str_of(t[i].cell)) != t[i].want)
            fail_msg("%s %s", t[i].column, t[i].cell);
    static const enum yx_state not_counting[] = {
        YX_STATE_TRANSFERRED, YX_STATE_WITHDRAWN,   YX_STATE_GRADUATED, YX_STATE_DEAD,
        YX_STATE_CANCELLED,   YX_STATE_NOT_ARRIVED, YX_STATE_LEFT};
    unsigned n = 0;
    for (unsigned s = 0; s < YX_N_STATES; s++)
        n += !yx_state_counts((enum yx_state)s);
    assert_int_equal(n, YX_LEN(not_counting));
    for (size_t i = 0; i < YX_LEN(not_counting); i++)
        assert_false(yx_state_counts(not_counting[i]));
}

static unsigned mask(enum yx_stage a, enum yx_stage b)
{
    return (a ? 1U << a : 0) | (b ? 1U << b : 0);
}

static void grades(void **state)
{
    (void)state;
    const yx_day on = yx_day_make(2022, 10, 15);
    static const struct {
        const char *cell;
        enum yx_stage a, b; /* stages the school may have */
        enum yx_stage stage;
        int grade;
    } t[] = {
        {"一年级", 0, 0, YX_STAGE_PRIMARY, 1},
        {"1年级", 0, 0, YX_STAGE_PRIMARY, 1},
        {"小一", 0, 0, YX_STAGE_PRIMARY, 1},
        {"小学三年级", 0, 0, YX_STAGE_PRIMARY, 3},
        {"七年级", 0, 0, YX_STAGE_JUNIOR, 7},
        {"7", 0, 0, YX_STAGE_JUNIOR, 7},
        {"初一", 0, 0, YX_STAGE_JUNIOR, 7},
        {"初三（2）班", 0, 0, YX_STAGE_JUNIOR, 9},
        {"初中二年级", 0, 0, YX_STAGE_JUNIOR, 8},
        {"初中八年级", 0, 0, YX_STAGE_JUNIOR, 8},
        {"高一", 0, 0, YX_STAGE_SENIOR, 1},
        {"高中三年级", 0, 0, YX_STAGE_SENIOR, 3},
        {"职高一", 0, 0, YX_STAGE_VOCATIONAL, 1},
        {"中职二年级", 0, 0, YX_STAGE_VOCATIONAL, 2},
        {"大班", 0, 0, YX_STAGE_PRESCHOOL, 3},
        {"中（1）班", 0, 0, YX_STAGE_PRESCHOOL, 2},
        {"小一班", YX_STAGE_PRESCHOOL, 0, YX_STAGE_PRESCHOOL, 1},
        {"小一班", YX_STAGE_PRIMARY, 0, YX_STAGE_PRIMARY, 1},
        {"大一", 0, 0, YX_STAGE_HIGHER, 1},
        {"一年级", YX_STAGE_VOCATIONAL, 0, YX_STAGE_VOCATIONAL, 1},
        {"二年级", YX_STAGE_JUNIOR, 0, YX_STAGE_JUNIOR, 8},
        {"2", YX_STAGE_SENIOR, 0, YX_STAGE_SENIOR, 2},
        {"一年级", YX_STAGE_PRIMARY, YX_STAGE_JUNIOR, YX_STAGE_PRIMARY, 1},
        {"三", YX_STAGE_JUNIOR, YX_STAGE_SENIOR, YX_STAGE_UNKNOWN, 3},
        {"2", 0, 0, YX_STAGE_UNKNOWN, 2},
        {"三（2）班", YX_STAGE_PRIMARY, 0, YX_STAGE_PRIMARY, 3},
        {"三年级2班", 0, 0, YX_STAGE_PRIMARY, 3},
        {"301班", YX_STAGE_PRIMARY, 0, YX_STAGE_PRIMARY, 3},
        {"2019级", YX_STAGE_PRIMARY, 0, YX_STAGE_PRIMARY, 4},
        {"2019级", YX_STAGE_PRIMARY, YX_STAGE_JUNIOR, YX_STAGE_PRIMARY, 4},
        {"2021级", YX_STAGE_JUNIOR, 0, YX_STAGE_JUNIOR, 8},
        {"高2022级3班", 0, 0, YX_STAGE_SENIOR, 1},
        {"2021级", YX_STAGE_PRIMARY, YX_STAGE_JUNIOR, YX_STAGE_UNKNOWN, 0},
        {"2023届", YX_STAGE_JUNIOR, 0, YX_STAGE_JUNIOR, 9},
        {"八年级", YX_STAGE_PRIMARY, 0, YX_STAGE_JUNIOR, 8},
        {"幼儿园", 0, 0, YX_STAGE_PRESCHOOL, 0},
        {"一年级", YX_STAGE_PRESCHOOL, YX_STAGE_PRIMARY, YX_STAGE_PRIMARY, 1},
    };
    for (size_t i = 0; i < YX_LEN(t); i++) {
        struct yx_grade g;
        assert_true(yx_grade_read(yx_str_of(t[i].cell), mask(t[i].a, t[i].b), on, &g));
        if (g.stage != t[i].stage || g.grade != t[i].grade)
            fail_msg("“%s” is stage %d grade %d, not %d %d", t[i].cell, (int)g.stage, g.grade,
                     (int)t[i].stage, t[i].grade);
    }
    static const char *const none[] = {"", "2班", "十班", "12", "张三", "2019", "99级x", "0年级"};
    for (size_t i = 0; i < YX_LEN(none); i++) {
        struct yx_grade g;
        if (yx_grade_read(yx_str_of(none[i]), 0, on, &g))
            fail_msg("“%s” is read as stage %d grade %d", none[i], (int)g.stage, g.grade);
    }
    struct yx_grade g;
    assert_true(yx_grade_read(YX_S("2019级"), 0, on, &g));
    assert_int_equal(g.entry_year, 2019);
    assert_int_equal(g.stage, YX_STAGE_UNKNOWN);
    for (unsigned s = 1; s < YX_N_STAGES; s++)
        assert_int_equal(yx_stage_read(yx_stage_name((enum yx_stage)s)), s);
    assert_int_equal(yx_stage_read(YX_S("普通高中")), YX_STAGE_SENIOR);
    assert_int_equal(yx_stage_read(YX_S("职业高中")), YX_STAGE_VOCATIONAL);
    assert_int_equal(yx_stage_read(YX_S("义务教育")), YX_STAGE_UNKNOWN);
    assert_int_equal(yx_stage_name(YX_STAGE_UNKNOWN).n, 0);
}

static void verdicts(void **state)
{
    (void)state;
    static const struct {
        const char *word, *name;
        enum yx_verdict_use use;
    } words[] = {
        {"同一人", "同一人", YX_VERDICT_OF_PAIR},
        {"暂缓", "暂缓", YX_VERDICT_OF_PAIR},
        {"已补发", "已补发", YX_VERDICT_OF_SETTLEMENT},
        {"已收回", "已追回", YX_VERDICT_OF_SETTLEMENT},
        {" 已 核实", "已核实", YX_VERDICT_OF_SETTLEMENT},
        {"转学", "转出", YX_VERDICT_EXPLANATION},
        {"补发了", "", YX_VERDICT_UNKNOWN},
        {"", "", YX_VERDICT_UNKNOWN},
    };
    for (size_t i = 0; i < YX_LEN(words); i++) {
        struct yx_str name;
        assert_int_equal(yx_verdict_read(yx_str_of(words[i].word), &name), words[i].use);
        assert_true(yx_str_is(name, words[i].name));
    }
    struct yx_buf b = {0};
    yx_verdict_words(YX_VERDICT_OF_PAIR, &b);
    assert_true(yx_str_is(yx_buf_str(&b), "同一人、不同人、暂缓"));
    yx_buf_free(&b);
}

static void explanations(void **state)
{
    (void)state;
    assert_int_equal(yx_explanation_count(), 13);
    /* the order other floors count on */
    static const char *const names[] = {
        "死亡",     "户籍迁出", "重复户籍", "空挂户",         "转出", "县外就读",    "送教上门",
        "延缓入学", "休学",     "病假",     "已完成义务教育", "失联", "辍学书面报告"};
    for (int i = 0; i < 13; i++) {
        assert_true(yx_str_is(yx_explanation_at(i)->name, names[i]));
        assert_int_equal(yx_explanation_find(yx_str_of(names[i])), i);
    }
    assert_int_equal(yx_explanation_find(YX_S("双重户籍")), 2);
    assert_int_equal(yx_explanation_find(YX_S("别的")), -1);
    assert_int_equal(yx_explanation_find(YX_S("")), -1);
    const struct yx_explanation *e = yx_explanation_at(0);
    yx_day d = yx_day_make(2022, 3, 10);
    assert_int_equal(e->clears,
                     YX_CLEARS_MISSING | YX_CLEARS_NOT_PRESENT | YX_CLEARS_GRADUATE_UNKNOWN);
    assert_true(e->needs_evidence);
    assert_int_equal(yx_explanation_until(e, d), INT32_MAX);
    assert_true(yx_str_is(e->reconciled, "死亡迁出等"));
    assert_int_equal(yx_explanation_until(yx_explanation_at(4), d), yx_day_make(2022, 9, 10));
    assert_int_equal(yx_explanation_until(yx_explanation_at(1), d), yx_day_make(2023, 3, 10));
    assert_int_equal(yx_explanation_until(yx_explanation_at(6), d), yx_day_make(2022, 8, 31));
    assert_int_equal(yx_explanation_until(yx_explanation_at(7), yx_day_make(2022, 9, 1)),
                     yx_day_make(2023, 8, 31));
    assert_int_equal(yx_explanation_until(yx_explanation_at(9), d), d + 30);
    assert_int_equal(yx_explanation_at(12)->clears, 0);
    assert_int_equal(yx_explanation_at(9)->clears, YX_CLEARS_NOT_PRESENT);
    assert_false(yx_explanation_at(10)->needs_evidence);
    assert_null(yx_explanation_at(13));
}

static void school_codes(void **state)
{
    (void)state;
    struct yx_school_code s;
    assert_true(yx_school_code_read(YX_S("2150000123"), &s));
    assert_int_equal(s.kind, 21);
    assert_int_equal(s.stages, 1U << YX_STAGE_PRIMARY);
    assert_true(yx_school_code_read(YX_S(" ３１５０000123"), &s));
    assert_int_equal(s.stages, 1U << YX_STAGE_PRIMARY | 1U << YX_STAGE_JUNIOR);
    assert_true(yx_school_code_read(YX_S("9950000123"), &s)); /* a kind not listed */
    assert_int_equal(s.stages, 0);
    assert_false(yx_school_code_read(YX_S("215000012"), &s));
    assert_false(yx_school_code_read(YX_S("2100000123"), &s));
    assert_false(yx_school_code_read(YX_S("城关小学"), &s));
    assert_true(yx_str_is(yx_school_kind_name(36), "中等职业学校"));
    assert_int_equal(yx_school_kind_name(0).n, 0);
}

/* Kind and hash alone are those of the whole reading, whatever stands in the cell. */
static void student_numbers_read_in_short(void **state)
{
    (void)state;
    static const char odd[] = "GLJX09x .-";
    struct yx_rng rng;
    yx_rng_seed(&rng, 7);
    for (int i = 0; i < 20000; i++) {
        char text[] = "G11010519491231002X";
        text[0] = "GLJ"[yx_rng_below(&rng, 3)];
        for (uint64_t k = yx_rng_below(&rng, 3); k > 0; k--)
            text[yx_rng_below(&rng, sizeof text - 1)] = odd[yx_rng_below(&rng, sizeof odd - 1)];
        struct yx_str cell = {text, sizeof text - 1 - yx_rng_below(&rng, 2)};
        uint8_t marks = yx_rng_below(&rng, 8) ? 0 : YX_CELL_NUMBER;
        struct yx_student_no whole;
        yx_student_no_read(cell, marks, &whole);
        assert_int_equal(yx_student_no_kind(cell, marks), whole.kind);
        assert_true(yx_student_no_hash(cell, marks) == whole.hash);
    }
}

static void student_numbers(void **state)
{
    (void)state;
    struct yx_student_no a, b;
    yx_student_no_read(YX_S("G11010519491231002X"), 0, &a);
    assert_int_equal(a.kind, YX_STUDENT_NO_G);
    assert_int_equal(a.id, 11010519491231002ULL << 4 | 10);
    yx_student_no_read(YX_S(" ｇ110105 19491231002x"), 0, &b);
    assert_int_equal(a.hash, b.hash);
    assert_string_equal(b.text, "G11010519491231002X");
    yx_student_no_read(YX_S("L500299201501010123"), 0, &a);
    assert_int_equal(a.kind, YX_STUDENT_NO_L);
    assert_int_equal(a.division, 500299);
    assert_int_equal(a.id, 0);
    yx_student_no_read(YX_S("J500299201501010123"), 0, &a);
    assert_int_equal(a.kind, YX_STUDENT_NO_J);
    yx_student_no_read(YX_S("G5002992015"), 0, &a);
    assert_int_equal(a.kind, YX_STUDENT_NO_BROKEN);
    assert_int_equal(a.hash, 0);
    yx_student_no_read(YX_S("2022031501"), 0, &a);
    assert_int_equal(a.kind, YX_STUDENT_NO_LOCAL);
    assert_int_not_equal(a.hash, 0);
    static const char *const none[] = {"", "无", "0000000000", "12", "1.2E+15", "——"};
    for (size_t i = 0; i < YX_LEN(none); i++) {
        yx_student_no_read(yx_str_of(none[i]), 0, &a);
        assert_int_equal(a.kind, YX_STUDENT_NO_NONE);
        assert_int_equal(a.hash, 0);
    }
    yx_student_no_read(YX_S("1234567890123456"), YX_CELL_NUMBER | YX_CELL_EXPONENT, &a);
    assert_int_equal(a.kind, YX_STUDENT_NO_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity_classes), cmocka_unit_test(owners_of_classes),
        cmocka_unit_test(ethnic_groups),    cmocka_unit_test(states_of_rolls),
        cmocka_unit_test(grades),           cmocka_unit_test(explanations),
        cmocka_unit_test(verdicts),         cmocka_unit_test(school_codes),
        cmocka_unit_test(student_numbers),  cmocka_unit_test(student_numbers_read_in_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
