/* test_codes_headings.c -- headings of real files: fields, kinds, rows, units. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "codes/data_table.h"
#include "codes/heading_words.h"
#include "codes/headings.h"

#include <stdio.h>

/* A sheet head from lines of cells divided by `,`. */
struct sheet {
    struct yx_arena *arena;
    struct yx_sheet_head head;
    struct yx_headings got;
    struct yx_err err;
};

static struct yx_sheet_head head_of(struct yx_arena *a, const char *file, const char *sheet,
                                    const char *lines)
{
    struct yx_sheet_head h = {.file = yx_str_of(file), .sheet = yx_str_of(sheet)};
    struct yx_str rest = yx_str_of(lines), line, cell;
    while (yx_str_split(&rest, '\n', &line)) {
        uint32_t n = 0;
        while (yx_str_split(&line, ',', &cell))
            n++;
        h.n_columns = YX_MAX(h.n_columns, n);
        h.n_rows++;
    }
    struct yx_str *cells = YX_NEW(a, struct yx_str, (size_t)h.n_rows * h.n_columns);
    uint32_t *row_no = YX_NEW(a, uint32_t, h.n_rows);
    rest = yx_str_of(lines);
    for (uint32_t r = 0; r < h.n_rows; r++) {
        (void)yx_str_split(&rest, '\n', &line);
        row_no[r] = r + 1;
        for (uint32_t c = 0; yx_str_split(&line, ',', &cell); c++)
            cells[(size_t)r * h.n_columns + c] = yx_str_trim(cell);
    }
    h.cell = cells;
    h.row_no = row_no;
    return h;
}

static int plan(struct sheet *s, const char *file, const char *sheet, const char *lines,
                const struct yx_headings_options *options)
{
    struct yx_headings_options plain = {.kind = YX_N_KINDS};
    s->arena = yx_arena_new();
    s->err = (struct yx_err){0};
    s->head = head_of(s->arena, file, sheet, lines);
    return yx_headings_plan(&s->head, options ? options : &plain, s->arena, &s->got, &s->err);
}

static void done(struct sheet *s)
{
    yx_arena_free(s->arena);
}

static const char *name_of(int field, char *out, size_t size)
{
    if (field == YX_NOT_WANTED)
        return "-";
    if (field >= YX_FIELD_EXTRA) {
        (void)snprintf(out, size, "+%d", field - YX_FIELD_EXTRA);
        return out;
    }
    struct yx_str s = yx_field_name((enum yx_field)field);
    (void)snprintf(out, size, "%.*s", (int)s.n, s.p);
    return out;
}

static void assert_plan(const char *file, const char *sheet, const char *lines, enum yx_kind kind,
                        uint32_t first, uint32_t last, const char *want)
{
    struct sheet s;
    int rc = plan(&s, file, sheet, lines, NULL);
    struct yx_buf b = {0};
    if (rc != YX_OK)
        yx_err_render(&s.err, YX_ZH, &b);
    else if (!s.got.is_roster)
        yx_err_render(&s.got.why, YX_ZH, &b);
    else
        for (uint32_t c = 0; c < s.got.n_columns; c++) {
            char name[64];
            yx_buf_putz(&b, c ? "," : "");
            yx_buf_putz(&b, name_of(s.got.column[c].field, name, sizeof name));
        }
    yx_buf_putc(&b, '\0');
    if (strcmp(b.p, want) != 0 || s.got.kind != kind ||
        (s.got.is_roster && (s.got.first != first || s.got.last != last)))
        fail_msg("%s|%s\n%s\n  gives  %s (kind %d, rows %u-%u)\n  wanted %s (kind %d, rows %u-%u)",
                 file, sheet, lines, b.p, (int)s.got.kind, s.got.first, s.got.last, want, (int)kind,
                 first, last);
    yx_buf_free(&b);
    done(&s);
}

static void contract_headings_of_every_kind(void **state)
{
    (void)state;
    assert_plan("户籍.csv", "",
                "姓名,证件号,性别,出生日期,民族,区划,乡镇,村,监护人姓名,监护人证件号,户编号",
                YX_KIND_REGISTER, 0, 0,
                "姓名,证件号,性别,出生日期,民族,区划,乡镇,村,监护人姓名,监护人证件号,户编号");
    assert_plan(
        "学籍.csv", "",
        "姓名,学籍号,学校,学校标识码,学段,年级,班级,就读方式,学籍,学籍状态,入学年月,就读地,户口所在地,涉农专业,学历层次,全日制,本县生源,免学费,学费,住宿费,教科书费,申请日期,教科书已助学期数,住宿费已助学期数",
        YX_KIND_ENROLMENT, 0, 0,
        "姓名,学籍号,学校,学校标识码,学段,年级,班级,就读方式,学籍,学籍状态,入学年月,就读地,户口所在地,涉农专业,学历层次,全日制,本县生源,免学费,学费,住宿费,教科书费,申请日期,教科书已助学期数,住宿费已助学期数");
    assert_plan("新生.csv", "", "姓名,证件号,学校,年级", YX_KIND_INTAKE, 0, 0,
                "姓名,证件号,学校,年级");
    assert_plan("在校.csv", "", "姓名,学籍号,学校,班级,到校状态", YX_KIND_PRESENCE, 0, 0,
                "姓名,学籍号,学校,班级,到校状态");
    assert_plan("毕业.csv", "", "姓名,证件号,学校,毕业年月", YX_KIND_GRADUATE, 0, 0,
                "姓名,证件号,学校,毕业年月");
    assert_plan("学校.csv", "",
                "学校,学校标识码,县内,乡镇,农村,经批准,可供餐,营养计划,县职教中心,保教费",
                YX_KIND_SCHOOL, 0, 0,
                "学校,学校标识码,县内,乡镇,农村,经批准,可供餐,营养计划,县职教中心,保教费");
    assert_plan("低保.csv", "", "姓名,证件号,身份类别,户编号,与户主关系,保障人口,起始日期,截止日期",
                YX_KIND_IDENTITY, 0, 0,
                "姓名,证件号,身份类别,户编号,与户主关系,保障人口,起始日期,截止日期");
    assert_plan("脱贫.csv", "", "户主姓名,户主证件号,户编号,风险是否消除,识别时间",
                YX_KIND_IDENTITY, 0, 0, "户主姓名,户主证件号,户编号,风险是否消除,识别时间");
    assert_plan(
        "发放.csv", "",
        "项目,金额,姓名,证件号,学期,学校,人数,发放日期,状态,失败原因,收款人姓名,收款人证件号,账号,开户行,批次,退回金额,凭证号",
        YX_KIND_PAYMENT, 0, 0,
        "项目,金额,姓名,证件号,学期,学校,人数,发放日期,状态,失败原因,收款人姓名,收款人证件号,账号,开户行,批次,退回金额,凭证号");
    assert_plan("县外回单.csv", "",
                "姓名,证件号,就读地,学校,学校标识码,学籍号,核查日期,证明编号,是否受助,项目,金额",
                YX_KIND_PROOF, 0, 0,
                "姓名,证件号,就读地,学校,学校标识码,学籍号,核查日期,证明编号,是否受助,项目,金额");
    assert_plan("说明.csv", "", "姓名,证件号,说明类别,佐证编号,核实单位,核实人,核实日期,有效期至",
                YX_KIND_EXPLANATION, 0, 0,
                "姓名,证件号,说明类别,佐证编号,核实单位,核实人,核实日期,有效期至");
}

static void real_exports(void **state)
{
    (void)state;
    assert_plan(
        "学生基础信息.xlsx", "Sheet1",
        "学校名称,学校(机构)标识码,全国学籍号,姓名,性别,出生日期,民族,国籍/地区,身份证件类型,身份证件号,户口所在地,年级,班级,入学年月,就读方式,学籍状态,是否留守儿童",
        YX_KIND_ENROLMENT, 0, 0,
        "学校,学校标识码,学籍号,姓名,性别,出生日期,民族,-,-,证件号,户口所在地,年级,班级,入学年月,就读方式,学籍状态,-");
    assert_plan(
        "家庭成员信息.xlsx", "导出",
        "县,乡,村,户编号,人口编号,姓名,证件号码,与户主关系,性别,证件类型,出生日期,民族,文化程度,在校生状况,户类型,监测对象类别,识别监测时间,风险是否已消除,户主证件号码,户主姓名",
        YX_KIND_IDENTITY, 0, 0,
        "区划,乡镇,村,户编号,-,姓名,证件号,与户主关系,性别,-,出生日期,民族,-,-,身份类别,身份类别,识别时间,风险是否消除,户主证件号,户主姓名");
    assert_plan(
        "2022年秋季资助发放表.xls", "Sheet1",
        "序号,姓名,身份证号,学籍号,学校,年级班级,困难类别,资助项目,学期,标准,实发金额（元）,账户名,与学生关系,开户行,账号,联系电话,签字,备注",
        YX_KIND_PAYMENT, 0, 0,
        "-,姓名,证件号,学籍号,学校,年级,-,项目,学期,-,金额,收款人姓名,-,开户行,账号,-,-,-");
    assert_plan(
        "残联.xlsx", "持证人",
        "姓名,性别,身份证号,残疾证号,残疾类别,残疾等级,户籍地,现住址,监护人,电话,发证日期,证件状态",
        YX_KIND_IDENTITY, 0, 0, "姓名,性别,证件号,残疾证号,-,-,区划,-,监护人姓名,-,起始日期,-");
    assert_plan(
        "农村低保.xlsx", "",
        "县,乡,村,户主姓名,户主身份证号,保障人口,家庭人口,成员姓名,成员身份证号,与户主关系,低保类别,起始年月,月保障金,开户行,账号",
        YX_KIND_IDENTITY, 0, 0,
        "区划,乡镇,村,户主姓名,户主证件号,保障人口,-,姓名,证件号,与户主关系,-,起始日期,-,-,-");
    assert_plan(
        "应助比对.xlsx", "花名册",
        "省市,区县,乡镇,村组（社区）,姓名,身份证号码,是否6-15周岁,户编号,户主姓名,联系电话,学校全称,学段,年级,班级,学籍号,就读方式,贫困类型",
        YX_KIND_ENROLMENT, 0, 0,
        "-,-,乡镇,-,姓名,证件号,-,-,-,-,学校,学段,年级,班级,学籍号,就读方式,-");
}

static void title_rows_and_groups(void **state)
{
    (void)state;
    /* as a reader repeats merged cells */
    assert_plan(
        "城关小学学籍.xlsx", "Sheet1",
        "某县2022年秋季学生名册,某县2022年秋季学生名册,某县2022年秋季学生名册,某县2022年秋季学生名册,某县2022年秋季学生名册,某县2022年秋季学生名册\n"
        "填报单位：城关小学,,,截至2022年9月30日,,\n"
        "学校,姓名,身份证号,家庭成员1,家庭成员1,家庭成员2\n"
        "学校,姓名,身份证号,姓名,身份证件号,姓名\n"
        "城关小学,张三,500299201501011234,张父,500299198501011234,张母",
        YX_KIND_ENROLMENT, 2, 3, "学校,姓名,证件号,监护人姓名,监护人证件号,-");
    /* as CSV leaves them: empty */
    assert_plan(
        "城关小学学籍.csv", "",
        "学校,学生信息,,,监护人信息,,\n,姓名,性别,身份证号,姓名,身份证号,联系电话\n城关小学,张三,男,1,张父,2,3",
        YX_KIND_ENROLMENT, 0, 1, "学校,姓名,性别,证件号,监护人姓名,监护人证件号,-");
    /* three rows, of which the first adds nothing */
    assert_plan(
        "户籍.xlsx", "",
        "基本情况,基本情况,家庭成员,家庭成员\n姓名,身份证号,监护人,监护人\n姓名,身份证号,姓名,公民身份号码\n甲,1,乙,2",
        YX_KIND_REGISTER, 1, 2, "姓名,证件号,监护人姓名,监护人证件号");
    /* the whole heading merged downwards */
    assert_plan("户籍.xlsx", "", "姓名,身份证号\n姓名,身份证号\n甲,1", YX_KIND_REGISTER, 0, 1,
                "姓名,证件号");
}

static void the_same_heading_twice(void **state)
{
    (void)state;
    assert_plan("户籍.csv", "", "学生姓名,身份证号,监护人姓名,身份证号", YX_KIND_REGISTER, 0, 0,
                "姓名,证件号,监护人姓名,监护人证件号");
    assert_plan("户籍.csv", "", "监护人姓名,身份证号,学生姓名,身份证号", YX_KIND_REGISTER, 0, 0,
                "监护人姓名,监护人证件号,姓名,证件号");
    assert_plan("户籍.csv", "", "姓名,身份证号,家长,身份证号,联系电话", YX_KIND_REGISTER, 0, 0,
                "姓名,证件号,监护人姓名,监护人证件号,-");
    assert_plan("户籍.csv", "", "姓名,身份证号,姓名,身份证号", YX_KIND_REGISTER, 0, 0,
                "姓名,证件号,-,-");
    assert_plan("户籍.csv", "", "姓名,监护人姓名,身份证号", YX_KIND_REGISTER, 0, 0,
                "姓名,监护人姓名,证件号");
    assert_plan("户籍.csv", "", "姓名,身份证号,父亲姓名,父亲身份证号,母亲姓名,母亲身份证号",
                YX_KIND_REGISTER, 0, 0, "姓名,证件号,监护人姓名,监护人证件号,-,-");
    assert_plan("脱贫户.csv", "", "户主姓名,身份证号,家庭人口", YX_KIND_IDENTITY, 0, 0,
                "户主姓名,户主证件号,-");
    assert_plan("户籍.csv", "", "姓名（学生）,身份证号（学生）,姓名（监护人）,身份证号（监护人）",
                YX_KIND_REGISTER, 0, 0, "姓名,证件号,监护人姓名,监护人证件号");
    /* two amounts: what was paid goes before what was due */
    assert_plan("发放.csv", "", "姓名,身份证号,项目,应发金额,实发金额", YX_KIND_PAYMENT, 0, 0,
                "姓名,证件号,项目,-,金额");
}

static void kinds_by_name_and_by_columns(void **state)
{
    (void)state;
    assert_int_equal(yx_kind_hint(YX_S("残疾学生资助发放表.xlsx")), YX_KIND_PAYMENT);
    assert_int_equal(yx_kind_hint(YX_S("发放对象_残疾.xlsx")), YX_KIND_IDENTITY);
    assert_int_equal(yx_kind_hint(YX_S("幼儿园名单.csv")), YX_KIND_SCHOOL);
    assert_int_equal(yx_kind_hint(YX_S("某某幼儿园.csv")), YX_KIND_ENROLMENT);
    assert_int_equal(yx_kind_hint(YX_S("名单.csv")), YX_N_KINDS);
    /* the sheet's name goes before the file's */
    assert_plan("学籍和在校.xlsx", "学籍", "姓名,身份证号,学校", YX_KIND_ENROLMENT, 0, 0,
                "姓名,证件号,学校");
    assert_plan("学籍和在校.xlsx", "在校", "姓名,身份证号,学校", YX_KIND_PRESENCE, 0, 0,
                "姓名,证件号,学校");
    /* the last hint that the columns allow */
    assert_plan("在校_城关学校.csv", "", "姓名,身份证号,学校", YX_KIND_PRESENCE, 0, 0,
                "姓名,证件号,学校");
    assert_plan("在校学生花名册.csv", "", "姓名,身份证号,学校", YX_KIND_PRESENCE, 0, 0,
                "姓名,证件号,学校");
    assert_plan("认定困难学生花名册.csv", "", "姓名,身份证号,学校", YX_KIND_IDENTITY, 0, 0,
                "姓名,证件号,学校");
    assert_plan("学生花名册.csv", "", "姓名,身份证号,学校", YX_KIND_ENROLMENT, 0, 0,
                "姓名,证件号,学校");
    assert_plan("学籍_残疾学生.csv", "", "姓名,身份证号,学校,学籍号,年级,班级,就读方式",
                YX_KIND_ENROLMENT, 0, 0, "姓名,证件号,学校,学籍号,年级,班级,就读方式");
    assert_plan("毕业去向.csv", "", "姓名,身份证号", YX_KIND_GRADUATE, 0, 0, "姓名,证件号");
    assert_plan("身份.csv", "", "姓名,证件号,身份类别", YX_KIND_IDENTITY, 0, 0,
                "姓名,证件号,身份类别");
    /* no name says it: columns do, or nobody does */
    assert_plan("1.csv", "", "姓名,身份证号,学校,年级,学籍号", YX_KIND_ENROLMENT, 0, 0,
                "姓名,证件号,学校,年级,学籍号");
    assert_plan("1.csv", "", "姓名,身份证号,资助项目,金额", YX_KIND_PAYMENT, 0, 0,
                "姓名,证件号,项目,金额");
    assert_plan("1.csv", "", "姓名,身份证号", YX_N_KINDS, 0, 0,
                "看不出是哪一种名册（列：姓名、身份证号）；要读它，请在 名册.ini 里写明种类");
    assert_plan("填表说明.csv", "", "一、本表由学校填写,\n二、,请按时上报", YX_N_KINDS, 0, 0,
                "前 40 行里没有认得的列名");
    /* the title says it */
    assert_plan("1.xlsx", "", "某县适龄儿童名册,某县适龄儿童名册\n姓名,身份证号", YX_KIND_REGISTER,
                1, 1, "姓名,证件号");
    /* schools named, but with persons in it: no list of schools */
    assert_plan("城关学校.csv", "", "姓名,身份证号,学校,年级,学籍号", YX_KIND_ENROLMENT, 0, 0,
                "姓名,证件号,学校,年级,学籍号");
    assert_plan("学校.csv", "", "学校名称", YX_KIND_SCHOOL, 0, 0, "学校");
}

static void missing_columns_are_named(void **state)
{
    (void)state;
    struct sheet s;
    assert_int_equal(plan(&s, "城关小学学籍.csv", "", "姓名,班级", NULL), YX_INVALID);
    struct yx_buf b = {0};
    yx_err_render(&s.err, YX_ZH, &b);
    yx_buf_putc(&b, '\0');
    assert_string_equal(
        b.p,
        "城关小学学籍.csv：学籍名册缺少列“证件号、学校 / 学籍号、学校”；看到的列：姓名、班级。请补上这一列，或在 名册.ini 里写明哪一列是它");
    yx_buf_free(&b);
    done(&s);
    struct yx_headings_options o = {.kind = YX_KIND_REGISTER};
    assert_int_equal(plan(&s, "a.csv", "", "甲,乙\n1,2", &o), YX_INVALID);
    done(&s);
}

static void units_dates_and_classes(void **state)
{
    (void)state;
    struct sheet s;
    assert_int_equal(plan(&s, "发放.xlsx", "Sheet1",
                          "截至2022.9.30 低保\n姓名,身份证号,项目,金额（万元）,退回金额(元),学校",
                          NULL),
                     YX_OK);
    assert_int_equal(s.got.column[3].unit.yuan, 10000);
    assert_int_equal(s.got.column[4].unit.yuan, 1);
    assert_int_equal(s.got.column[3].field, YX_FIELD_AMOUNT);
    assert_int_equal(s.got.list_date, yx_day_make(2022, 9, 30));
    assert_int_equal(s.got.identity.n, 0); /* not an identity list */
    done(&s);
    assert_int_equal(plan(&s, "农村低保20220930.xlsx", "Sheet1", "姓名,身份证号", NULL), YX_OK);
    assert_true(yx_str_is(s.got.identity, "低保"));
    assert_int_equal(s.got.list_date, yx_day_make(2022, 9, 30));
    done(&s);
    assert_int_equal(plan(&s, "监测对象.xlsx", "", "姓名,身份证号", NULL), YX_OK);
    assert_true(yx_str_is(s.got.identity, "监测"));
    done(&s);
    assert_int_equal(plan(&s, "监测对象_边缘易致贫户.xlsx", "", "姓名,身份证号", NULL), YX_OK);
    assert_true(yx_str_is(s.got.identity, "边缘易致贫户"));
    done(&s);
    struct yx_buf b = {0};
    assert_int_equal(yx_heading_clean(YX_S(" *补 助\n金额(万元)： "), &b), 10000);
    assert_true(yx_str_is(yx_buf_str(&b), "补助金额"));
    b.n = 0;
    assert_int_equal(yx_heading_clean(YX_S("8.身份证件号"), &b), 1);
    assert_true(yx_str_is(yx_buf_str(&b), "身份证件号"));
    yx_buf_free(&b);
}

/* Rows `姓名,号` of the 500299 division, valid numbers. */
#define PEOPLE    "冉一,500299201501010015\n向云,500299201601010012\n田雨,500299198001010014\n"
#define EXCHANGED "500299201501010015,冉一\n500299201601010012,向云\n500299198001010014,田雨\n"

static void content_speaks_where_headings_fail(void **state)
{
    (void)state;
    struct sheet s;
    assert_int_equal(plan(&s, "户籍.csv", "", "姓名,身份证号\n" EXCHANGED, NULL), YX_OK);
    assert_int_equal(s.got.column[0].field, YX_FIELD_ID);
    assert_int_equal(s.got.column[1].field, YX_FIELD_NAME);
    assert_int_equal(s.got.n_hints, 1);
    assert_int_equal(s.got.hint[0].kind, YX_HINT_SWAPPED);
    done(&s);
    /* not all cells: said only */
    assert_int_equal(
        plan(&s, "户籍.csv", "", "姓名,身份证号\n" EXCHANGED "王五,500299201501010015\n", NULL),
        YX_OK);
    assert_int_equal(s.got.column[0].field, YX_FIELD_NAME);
    assert_int_equal(s.got.hint[0].kind, YX_HINT_MAYBE_SWAPPED);
    done(&s);
    /* no heading: proposed, and named by its letter when it is missed */
    assert_int_equal(plan(&s, "户籍.csv", "", "姓名,,性别\n" PEOPLE, NULL), YX_INVALID);
    struct yx_buf b = {0};
    yx_err_render(&s.err, YX_ZH, &b);
    assert_true(yx_str_find(yx_buf_str(&b), YX_S("B列（没有列名，内容像“证件号”）")) > 0);
    yx_buf_free(&b);
    done(&s);
    const struct yx_heading_pick pick[] = {{YX_S("B列"), YX_FIELD_ID}};
    struct yx_headings_options o = {.kind = YX_N_KINDS, .pick = pick, .n_picks = 1};
    assert_int_equal(plan(&s, "户籍.csv", "", "姓名,\n" PEOPLE, &o), YX_OK);
    assert_int_equal(s.got.column[1].field, YX_FIELD_ID);
    assert_int_equal(s.got.column[1].why, YX_WHY_PERSON);
    done(&s);
}

static void tables_beside_and_below(void **state)
{
    (void)state;
    struct sheet s;
    assert_int_equal(plan(&s, "毕业.xlsx", "",
                          "姓名,身份证号,,姓名,身份证号\n"
                          "冉一,500299201501010015,,田雨,500299198001010014",
                          NULL),
                     YX_OK);
    assert_int_equal(s.got.n_columns, 2);
    done(&s);
    assert_int_equal(plan(&s, "毕业.xlsx", "",
                          "序号,姓名,身份证号,序号,姓名,身份证号\n"
                          "1,冉一,500299201501010015,2,田雨,500299198001010014",
                          NULL),
                     YX_OK);
    assert_int_equal(s.got.n_columns, 3);
    done(&s);
    /* a pupil and his guardian are one table */
    assert_int_equal(plan(&s, "户籍.csv", "",
                          "姓名,身份证号,监护人,身份证号\n"
                          "冉一,500299201501010015,冉大,500299198001010014",
                          NULL),
                     YX_OK);
    assert_int_equal(s.got.n_columns, 4);
    done(&s);
    /* the first of two below each other, though the second has more columns */
    assert_int_equal(plan(&s, "低保.xlsx", "",
                          "一、农村\n姓名,身份证号\n冉一,500299201501010015\n二、城市\n"
                          "姓名,身份证号,性别,乡镇,户主姓名\n向云,500299201601010012,男,甲镇,向大",
                          NULL),
                     YX_OK);
    assert_int_equal(s.got.first, 1);
    done(&s);
}

static void marks_know_headings_again(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new();
    struct yx_sheet_head one = head_of(a, "a.csv", "", "姓名,身份证号,学校\n冉一,1,甲"),
                         two = head_of(a, "b.csv", "", "标题\n学校,姓名,身份证号\n乙,冉二,2"),
                         other = head_of(a, "b.csv", "", "姓名,身份证号,学校名称\n冉一,1,甲");
    assert_int_not_equal(yx_headings_mark(&one, a), 0);
    assert_true(yx_headings_mark(&one, a) == yx_headings_mark(&two, a));
    assert_true(yx_headings_mark(&one, a) != yx_headings_mark(&other, a));
    yx_arena_free(a);
}

static void rows_that_may_be_headings(void **state)
{
    (void)state;
    const struct yx_str yes[] = {YX_S("序号"), YX_S("学生姓名"), YX_S("公民身份号码"),
                                 YX_S("别的")};
    const struct yx_str no[] = {YX_S("青山小学"), YX_S("高中"), YX_S("是"), YX_S("姓名")};
    assert_true(yx_headings_like(yes, 4));
    assert_false(yx_headings_like(no, 4));
    assert_false(yx_headings_like(yes, 1));
}

static void wishes_go_before_lists(void **state)
{
    (void)state;
    struct sheet s;
    const struct yx_str wanted[] = {YX_S("住校补贴档次"), YX_S("学段")};
    const struct yx_heading_pick pick[] = {{YX_S("号"), YX_FIELD_ID},
                                           {YX_S("班级"), YX_NOT_WANTED}};
    struct yx_headings_options o = {.kind = YX_KIND_ENROLMENT,
                                    .heading_row = 2,
                                    .pick = pick,
                                    .n_picks = 2,
                                    .wanted = wanted,
                                    .n_wanted = 2};
    assert_int_equal(plan(&s, "a.csv", "", "甲,乙\n姓名,号,学校,班级,住校补贴档次,学段\n1,2", &o),
                     YX_OK);
    assert_true(s.got.is_roster);
    assert_int_equal(s.got.first, 1);
    assert_int_equal(s.got.column[1].field, YX_FIELD_ID);
    assert_int_equal(s.got.column[3].field, YX_NOT_WANTED);
    assert_int_equal(s.got.column[4].field, YX_FIELD_EXTRA);
    assert_int_equal(s.got.column[5].field, YX_FIELD_STAGE);
    done(&s);
}

/* Every heading of the list is in cleaned form and means what its row says. */
static void the_list_is_sound(void **state)
{
    (void)state;
    const struct yx_data *d = &yx_data_headings;
    for (uint32_t i = 0; i < d->n_rows; i++) {
        struct yx_str field = yx_data_at(d, i, 0), word = yx_data_at(d, i, 1),
                      kinds = yx_data_at(d, i, 2), k;
        struct yx_buf clean = {0}, key = {0};
        (void)yx_heading_clean(word, &clean);
        yx_heading_key(yx_buf_str(&clean), &key);
        if (!yx_str_eq(yx_buf_str(&key), word))
            fail_msg("%.*s is not in cleaned form", (int)word.n, word.p);
        yx_buf_free(&clean);
        yx_buf_free(&key);
        if (yx_field_find(field) == YX_N_FIELDS)
            continue; /* a role */
        do {
            (void)yx_str_split(&kinds, ' ', &k);
            enum yx_field got = yx_heading_field(word, k.n ? yx_kind_find(k) : YX_N_KINDS);
            if (k.n && !yx_str_eq(yx_field_name(got), field))
                fail_msg("%.*s is not %.*s", (int)word.n, word.p, (int)field.n, field.p);
            assert_int_not_equal(got, YX_N_FIELDS);
        } while (kinds.p);
    }
    for (unsigned k = 0; k < YX_N_KINDS; k++)
        assert_true(yx_kind_info((enum yx_kind)k)->n_needs > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_is_sound),
        cmocka_unit_test(contract_headings_of_every_kind),
        cmocka_unit_test(real_exports),
        cmocka_unit_test(title_rows_and_groups),
        cmocka_unit_test(the_same_heading_twice),
        cmocka_unit_test(kinds_by_name_and_by_columns),
        cmocka_unit_test(missing_columns_are_named),
        cmocka_unit_test(units_dates_and_classes),
        cmocka_unit_test(wishes_go_before_lists),
        cmocka_unit_test(content_speaks_where_headings_fail),
        cmocka_unit_test(tables_beside_and_below),
        cmocka_unit_test(marks_know_headings_again),
        cmocka_unit_test(rows_that_may_be_headings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
