/* test_inbox.c -- a folder of files becomes rosters, as 名册.ini says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "facts/inbox.h"
#include "facts/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define REGISTER                                                                                   \
    "姓名,身份证号,性别,监护人姓名\n"                                                 \
    "冉一,500299201501010015,男,冉大\n"                                                       \
    "冉二,500299201601010012,男,冉大\n"
#define ENROLMENT                                                                                  \
    "学校名称,姓名,身份证号码,年级,人均收入\n"                                    \
    "汉葭小学,冉一,500299201501010015,一年级,3000\n"

struct fixture {
    struct yx_pool *pool;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->pool = yx_pool_new(2);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    yx_pool_free(f->pool);
    free(f);
    return 0;
}

#define SOURCE(name, text)                                                                         \
    {                                                                                              \
        YX_S(name), YX_S(text)                                                                     \
    }

static int read_in(struct fixture *f, const struct yx_inbox_source *s, uint32_t n,
                   struct yx_inbox **out, struct yx_err *err)
{
    struct yx_inbox_options o = {.pool = f->pool};
    static const struct yx_str wanted[] = {{"人均收入", sizeof "人均收入" - 1}};
    o.wanted = wanted;
    o.n_wanted = 1;
    return yx_inbox_read_sources(s, n, &o, out, err);
}

static struct yx_inbox *must_read(struct fixture *f, const struct yx_inbox_source *s, uint32_t n)
{
    struct yx_inbox *in = NULL;
    struct yx_err err = {0};
    if (read_in(f, s, n, &in, &err)) {
        struct yx_buf b = {0};
        yx_err_render(&err, YX_ZH, &b);
        fail_msg("%.*s", (int)b.n, b.p);
    }
    return in;
}

static void must_fail(struct fixture *f, const struct yx_inbox_source *s, uint32_t n,
                      const char *const *words)
{
    struct yx_inbox *in = NULL;
    struct yx_err err = {0};
    struct yx_buf b = {0};
    assert_int_equal(read_in(f, s, n, &in, &err), YX_INVALID);
    yx_err_render(&err, YX_ZH, &b);
    for (; *words; words++)
        if (yx_str_find(yx_buf_str(&b), yx_str_of(*words)) < 0)
            fail_msg("no “%s” in: %.*s", *words, (int)b.n, b.p);
    yx_buf_free(&b);
}

#define MUST_FAIL(f, s, ...)                                                                       \
    must_fail((f), (s), YX_LEN(s), (const char *const[]){__VA_ARGS__, NULL})

static void rosters_in_order_of_kinds(void **state)
{
    const struct yx_inbox_source s[] = {SOURCE("b学籍20220320.csv", ENROLMENT),
                                        SOURCE("z户籍.csv", REGISTER),
                                        SOURCE("a学籍.csv", ENROLMENT)};
    struct yx_inbox *in = must_read(*state, s, 3);
    assert_int_equal(in->n_rosters, 3);
    assert_int_equal(in->roster[0]->rows.kind, YX_KIND_REGISTER);
    assert_true(yx_str_is(in->roster[1]->file, "a学籍.csv"));
    assert_int_equal(in->roster[1]->list_date, YX_NO_DAY);
    assert_int_equal(in->roster[2]->list_date, yx_day_make(2022, 3, 20));
    assert_int_equal(yx_inbox_newest_date(in), yx_day_make(2022, 3, 20));
    assert_int_equal(in->roster[0]->rows.first, 0);
    assert_int_equal(in->roster[1]->rows.first, 2);
    assert_int_equal(in->roster[2]->rows.first, 3);
    assert_int_equal(in->n_files, 3);
    assert_true(yx_str_is(in->file[0].name, "a学籍.csv"));
    /* printf 'abc' | sha256sum would not do: the content must be what was hashed */
    assert_memory_equal(in->file[0].sha256, in->file[1].sha256, 32);
    const struct yx_rows *rows = &in->roster[1]->rows;
    assert_true(yx_str_is(yx_rows_text(rows, 0, YX_FIELD_GRADE), "一年级"));
    const struct yx_column *extra = yx_table_field(rows->table, YX_FIELD_EXTRA);
    assert_non_null(extra);
    assert_true(yx_str_is(yx_column_text(extra, 0), "3000"));
    yx_inbox_free(in);
}

static void what_is_no_roster_is_noted(void **state)
{
    const struct yx_inbox_source s[] = {
        SOURCE("户籍.csv", REGISTER), SOURCE("会议通知.csv", "时间,地点\n周一,二楼\n"),
        SOURCE("未入学.csv", "编号,姓名,证件号,学校,乡镇,原因,建议,来源,人员号\n1,甲,,,,,,,\n")};
    struct yx_inbox *in = must_read(*state, s, 3);
    assert_int_equal(in->n_rosters, 1);
    assert_int_equal(in->n_notes, 3);
    uint32_t n_why = 0;
    for (uint32_t i = 0; i < in->n_notes; i++)
        if (!in->note[i].roster) {
            assert_int_equal(in->note[i].kind, YX_N_KINDS);
            n_why += in->note[i].why.n > 0;
        }
    assert_int_equal(n_why, 2);
    yx_inbox_free(in);
    const struct yx_inbox_source none[] = {SOURCE("会议通知.csv", "时间,地点\n周一,二楼\n")};
    MUST_FAIL(*state, none, "没有一份");
}

static void a_needed_column_missing_ends_the_run(void **state)
{
    const struct yx_inbox_source s[] = {
        SOURCE("户籍.csv", REGISTER), SOURCE("学籍.csv", "学校,姓名,年级\n汉葭小学,冉一,一年级\n")};
    MUST_FAIL(*state, s, "学籍.csv", "证件号", "年级");
}

static void the_ini_corrects_and_completes(void **state)
{
    const struct yx_inbox_source s[] = {
        SOURCE("名册.ini",
               "; 说明\n[运行]\nas-of = 2022-05-10\nterm = 2022-春\npolicy = p.yx\n县 = 500243\n"
               "密钥 = 00ff\n参照孤儿 = 是\n\n"
               "[名单.csv]\n类别 = 身份\n表头行 = 2\n名单日期 = 2022年3月31日\n"
               "完整性 = 增量\n按户 = 是\n身份类别 = 低保\n移送单位 = 民政局\n"
               "列.证件号 = 号码\n列.不用 = 备注 ; 不要\n"
               "[没有的.xlsx:表一]\n按户 = 否\n[户籍.csv]\n收到日期 = 2022-04-01\n"),
        SOURCE("名单.csv", "某某单位\n姓名,号码,备注\n冉一,500299201501010015,x\n"),
        SOURCE("户籍.csv", REGISTER)};
    struct yx_inbox *in = must_read(*state, s, 3);
    assert_int_equal(in->settings.as_of, yx_day_make(2022, 5, 10));
    assert_int_equal(in->settings.term, 2022 * 2);
    assert_int_equal(in->settings.county, 500243);
    assert_true(yx_str_is(in->settings.policy, "p.yx"));
    assert_true(yx_str_is(in->settings.secret, "00ff"));
    assert_int_equal(in->settings.n_set, 1);
    assert_true(in->settings.set[0].value && yx_str_is(in->settings.set[0].name, "参照孤儿"));
    assert_int_equal(in->n_rosters, 2);
    assert_int_equal(in->roster[0]->received, yx_day_make(2022, 4, 1));
    const struct yx_roster *r = in->roster[1];
    assert_int_equal(r->rows.kind, YX_KIND_IDENTITY);
    assert_int_equal(r->list_date, yx_day_make(2022, 3, 31));
    assert_true(r->is_partial && r->is_by_household);
    assert_true(yx_str_is(r->identity, "低保") && yx_str_is(r->sender, "民政局"));
    assert_int_equal(r->rows.n, 1);
    assert_int_not_equal(r->rows.id[0], 0);
    bool has_unused = false;
    for (uint32_t i = 0; i < in->n_notes; i++)
        has_unused |= yx_str_is(in->note[i].sheet, "没有的.xlsx:表一");
    assert_true(has_unused);
    yx_inbox_free(in);
}

static void a_sheet_may_be_left_out(void **state)
{
    const struct yx_inbox_source s[] = {SOURCE("名册.ini", "[学籍.csv]\n类别 = 不读\n"),
                                        SOURCE("学籍.csv", ENROLMENT),
                                        SOURCE("户籍.csv", REGISTER)};
    struct yx_inbox *in = must_read(*state, s, 3);
    assert_int_equal(in->n_rosters, 1);
    yx_inbox_free(in);
}

static void mistakes_in_the_ini_are_named(void **state)
{
    static const struct {
        const char *text, *word;
    } bad[] = {
        {"[运行]\nas-of = 昨天\n", "第 2 行"}, {"[运行]\nterm = 2022\n", "term"},
        {"[运行]\n县 = 彭水\n", "县"},         {"[运行]\n学期数 = 3\n", "学期数"},
        {"[a.csv]\n类别 = 名册\n", "户籍"},    {"[a.csv]\n\n完整性 = 全\n", "第 3 行"},
        {"[a.csv]\n按户 = 对\n", "按户"},      {"[a.csv\n", "[a.csv"},
        {"[a.csv]\n表头行 = 零\n", "表头行"},  {"[a.csv]\n名单日期 = 2022-3\n", "名单日期"},
        {"[a.csv]\n没有等号\n", "没有等号"},
    };
    for (size_t i = 0; i < YX_LEN(bad); i++) {
        const struct yx_inbox_source s[] = {{YX_S("名册.ini"), yx_str_of(bad[i].text)},
                                            SOURCE("户籍.csv", REGISTER)};
        MUST_FAIL(*state, s, "名册.ini", bad[i].word);
    }
    const struct yx_inbox_source s[] = {SOURCE("名册.ini", "[户籍.csv]\n列.身高 = 性别\n"),
                                        SOURCE("户籍.csv", REGISTER)};
    MUST_FAIL(*state, s, "身高");
}

/* What --save-mapping writes is read back to the same understanding. */
static void the_mapping_round_trips(void **state)
{
    struct yx_inbox_source s[] = {
        SOURCE("名册.ini", "[运行]\nas-of = 2022-05-10\nterm = 2022-秋\n参照孤儿 = 否\n"
                           "[学籍.csv]\n完整性 = 部分\n名单日期 = 2022-03-01\n"),
        SOURCE("学籍.csv", ENROLMENT), SOURCE("户籍.csv", REGISTER),
        SOURCE("低保.csv", "户主姓名,户主身份证号\n冉大,500299198001010014\n")};
    struct yx_inbox *in = must_read(*state, s, YX_LEN(s));
    struct yx_buf first = {0}, second = {0};
    yx_inbox_mapping(in, YX_S(""), &first);
    assert_true(yx_str_find(yx_buf_str(&first), YX_S("列.证件号 = 身份证号码")) > 0);
    assert_true(yx_str_find(yx_buf_str(&first), YX_S("列.人均收入 = 人均收入")) > 0);
    s[0].bytes = yx_buf_str(&first);
    struct yx_inbox *again = must_read(*state, s, YX_LEN(s));
    assert_int_equal(again->settings.secret.n, 64); /* made from random numbers, then kept */
    assert_int_equal(again->settings.term, in->settings.term);
    assert_int_equal(again->settings.n_set, 1);
    assert_int_equal(again->n_rosters, in->n_rosters);
    for (uint32_t i = 0; i < in->n_rosters; i++) {
        assert_int_equal(again->roster[i]->rows.kind, in->roster[i]->rows.kind);
        assert_int_equal(again->roster[i]->list_date, in->roster[i]->list_date);
        assert_int_equal(again->roster[i]->is_partial, in->roster[i]->is_partial);
        assert_true(yx_str_eq(again->roster[i]->identity, in->roster[i]->identity));
    }
    yx_inbox_mapping(again, yx_buf_str(&first), &second);
    assert_true(yx_str_eq(yx_buf_str(&first), yx_buf_str(&second)));
    second.n = 0;
    yx_inbox_plan_text(in, YX_ZH, &second);
    assert_true(yx_str_find(yx_buf_str(&second), YX_S("身份证号码→证件号")) > 0);
    assert_true(yx_str_find(yx_buf_str(&second), YX_S("2022-03-01")) > 0);
    second.n = 0;
    yx_inbox_plan_text(in, YX_EN, &second);
    assert_true(yx_str_find(yx_buf_str(&second), YX_S("partial")) > 0);
    yx_inbox_free(in);
    yx_inbox_free(again);
    yx_buf_free(&first);
    yx_buf_free(&second);
}

static void gb18030_ini(void **state)
{
    /* [运行] 县 = 500243 as an old Notepad saves it */
    const struct yx_inbox_source s[] = {
        SOURCE("名册.ini", "[\xD4\xCB\xD0\xD0]\r\n\xCF\xD8 = 500243\r\n"),
        SOURCE("户籍.csv", REGISTER)};
    struct yx_inbox *in = must_read(*state, s, 2);
    assert_int_equal(in->settings.county, 500243);
    yx_inbox_free(in);
}

/* Same understanding for any number of threads and any order of files. */
static void order_and_threads_do_not_matter(void **state)
{
    (void)state;
    const struct yx_inbox_source one[] = {SOURCE("学籍.csv", ENROLMENT),
                                          SOURCE("户籍.csv", REGISTER),
                                          SOURCE("x.csv", "时间,地点\n周一,二楼\n")};
    const struct yx_inbox_source two[] = {one[2], one[1], one[0]};
    struct yx_buf text[2] = {{0}, {0}};
    for (unsigned t = 0; t < 2; t++) {
        struct fixture f = {yx_pool_new(t == 0 ? 1 : 3)};
        struct yx_inbox *in = must_read(&f, t == 0 ? one : two, 3);
        yx_inbox_plan_text(in, YX_ZH, &text[t]);
        yx_inbox_free(in);
        yx_pool_free(f.pool);
    }
    assert_true(yx_str_eq(yx_buf_str(&text[0]), yx_buf_str(&text[1])));
    yx_buf_free(&text[0]);
    yx_buf_free(&text[1]);
}

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    struct yx_err err;
    assert_int_equal(yx_write_file(path, yx_str_of(text), &err), YX_OK);
}

static void a_folder(void **state)
{
    struct fixture *f = *state;
    char dir[] = "/tmp/yx-inbox-XXXXXX", path[512];
    assert_non_null(mkdtemp(dir));
    struct yx_inbox_options o = {.pool = f->pool};
    struct yx_inbox *in = NULL;
    struct yx_err err;
    assert_int_equal(yx_inbox_read(dir, &o, &in, &err), YX_INVALID); /* nothing there */
    write_file(dir, "户籍.csv", REGISTER);
    write_file(dir, "~$户籍.csv", "x");
    write_file(dir, ".hidden.csv", "x");
    write_file(dir, "应学结果-2022-春.xlsx", "not even a workbook");
    write_file(dir, "读我.txt", "x");
    snprintf(path, sizeof path, "%s/旧.csv", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(yx_inbox_read(dir, &o, &in, &err), YX_OK);
    assert_int_equal(in->n_files, 1);
    assert_int_equal(in->settings.as_of, YX_NO_DAY);
    yx_inbox_free(in);
    write_file(dir, "名册.ini", "县 = 500243\n");
    struct yx_arena *a = yx_arena_new();
    struct yx_inbox_settings set;
    assert_int_equal(yx_inbox_settings_read(dir, a, &set, &err), YX_OK);
    assert_int_equal(set.county, 500243);
    yx_arena_free(a);
    assert_int_equal(yx_inbox_read("/nonexistent/folder", &o, &in, &err), YX_INVALID);
    const char *names[] = {"户籍.csv", "~$户籍.csv", ".hidden.csv", "应学结果-2022-春.xlsx",
                           "读我.txt", "名册.ini"};
    for (size_t i = 0; i < YX_LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/旧.csv", dir);
    rmdir(path);
    assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rosters_in_order_of_kinds),
        cmocka_unit_test(what_is_no_roster_is_noted),
        cmocka_unit_test(a_needed_column_missing_ends_the_run),
        cmocka_unit_test(the_ini_corrects_and_completes),
        cmocka_unit_test(a_sheet_may_be_left_out),
        cmocka_unit_test(mistakes_in_the_ini_are_named),
        cmocka_unit_test(the_mapping_round_trips),
        cmocka_unit_test(gb18030_ini),
        cmocka_unit_test(order_and_threads_do_not_matter),
        cmocka_unit_test(a_folder),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
