/* test_mapping.c -- 名册.ini: what a person wrote stays, what was said is remembered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "facts/mapping.h"

static void assert_merge(const char *made, const char *old, const char *want)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_buf b = {0};
    yx_mapping_merge(yx_str_of(made), yx_str_of(old), a, &b);
    yx_buf_putc(&b, '\0');
    assert_string_equal(b.p, want);
    /* once more changes nothing */
    struct yx_buf again = {0};
    yx_mapping_merge(yx_str_of(made), yx_str_of(b.p), a, &again);
    yx_buf_putc(&again, '\0');
    assert_string_equal(again.p, b.p);
    yx_buf_free(&b);
    yx_buf_free(&again);
    yx_arena_free(a);
}

static void comments_stay_before_their_line(void **state)
{
    (void)state;
    assert_merge(
        "; ours\n\n[运行]\n密钥 = 1\n\n[a.csv]\n类别 = 学籍 ; kinds\n列.姓名 = 名\n",
        "# mine\n; ours\n[运行]\n; of the key\n密钥 = 0\n[a.csv]\n; 未用：x\n; one\n# two\n"
        "列.姓名 = 学生 ; said so by Mr Wang\n; at the end\n",
        "; ours\n# mine\n\n[运行]\n; of the key\n密钥 = 1\n\n[a.csv]\n类别 = 学籍 ; kinds\n"
        "; one\n# two\n列.姓名 = 名 ; said so by Mr Wang\n; at the end\n");
}

static void sections_of_other_files_stay(void **state)
{
    (void)state;
    assert_merge("[a.csv]\n类别 = 学籍\n", "[b.csv]\n; why\n类别 = 户籍\n[a.csv]\n类别 = 新生\n",
                 "[a.csv]\n类别 = 学籍\n\n[b.csv]\n; why\n类别 = 户籍\n");
}

static void comments_of_lines_that_went_stay_in_their_section(void **state)
{
    (void)state;
    assert_merge("[a.csv]\n类别 = 学籍\n\n[c.csv]\n类别 = 新生\n",
                 "[a.csv]\n; about the old column\n列.村 = 村名\n[c.csv]\n类别 = 新生\n",
                 "[a.csv]\n类别 = 学籍\n; about the old column\n\n[c.csv]\n类别 = 新生\n");
}

static struct yx_mapping read_map(struct yx_arena *a, const char *text)
{
    struct yx_mapping m;
    struct yx_err err = {0};
    assert_int_equal(yx_mapping_read(yx_str_of(text), a, &m, &err), YX_OK);
    return m;
}

static void the_same_sender_and_headings_are_remembered(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new();
    struct yx_mapping m = read_map(
        a, "[低保名单20221031.xlsx:表.csv]\n类别 = 身份\n表头行 = 4\n名单日期 = 2022-10-31\n"
           "移送单位 = 民政局\n表头指纹 = 00000000000000ff\n列.证件号 = C列\n");
    struct yx_mapping_sheet s;
    static const struct {
        const char *file;
        uint64_t mark;
        bool is_known;
    } cases[] = {
        {"低保名单20230331.xlsx", 255, true},  {"低保名单(2023年3月).xls", 255, true},
        {"民政局报送.xlsx", 255, true},        {"低保名单20230331.xlsx", 254, false},
        {"特困名单20230331.xlsx", 255, false}, {"低保名单20230331.xlsx", 0, false},
    };
    for (size_t i = 0; i < YX_LEN(cases); i++) {
        const struct yx_mapping_sheet *from =
            yx_mapping_remembers(&m, yx_str_of(cases[i].file), cases[i].mark, a, &s);
        if ((from != NULL) != cases[i].is_known)
            fail_msg("%s", cases[i].file);
        if (!from)
            continue;
        assert_int_equal(s.kind, YX_KIND_IDENTITY);
        assert_int_equal(s.heading_row, 0);
        assert_int_equal(s.list_date, YX_NO_DAY);
        assert_int_equal(s.n_columns, 1);
    }
    yx_arena_free(a);
}

static void tables_of_a_sheet_have_their_own_section(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new();
    struct yx_mapping m =
        read_map(a, "[a.xlsx]\n完整性 = 部分\n[a.xlsx:甲]\n类别 = 身份\n表头行 = 3\n"
                    "移送单位 = 民政局\n[a.xlsx:甲#2]\n类别 = 学籍\n[b#2.csv#2]\n"
                    "类别 = 不读\n");
    struct yx_mapping_sheet s;
    yx_mapping_of(&m, YX_S("a.xlsx"), YX_S("甲"), 0, a, &s);
    assert_int_equal(s.kind, YX_KIND_IDENTITY);
    assert_int_equal(s.heading_row, 3);
    yx_mapping_of(&m, YX_S("a.xlsx"), YX_S("甲"), 1, a, &s);
    assert_int_equal(s.kind, YX_KIND_ENROLMENT);
    assert_int_equal(s.heading_row, 0);
    assert_int_equal(s.is_partial, 1);
    assert_true(yx_str_is(s.sender, "民政局"));
    yx_mapping_of(&m, YX_S("a.xlsx"), YX_S("甲"), 2, a, &s);
    assert_int_equal(s.kind, YX_MAPPING_UNSAID);
    yx_mapping_of(&m, YX_S("b#2.csv"), YX_S(""), 0, a, &s);
    assert_int_equal(s.kind, YX_MAPPING_UNSAID);
    yx_mapping_of(&m, YX_S("b#2.csv"), YX_S(""), 1, a, &s);
    assert_int_equal(s.kind, YX_N_KINDS);
    yx_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_stay_before_their_line),
        cmocka_unit_test(sections_of_other_files_stay),
        cmocka_unit_test(comments_of_lines_that_went_stay_in_their_section),
        cmocka_unit_test(the_same_sender_and_headings_are_remembered),
        cmocka_unit_test(tables_of_a_sheet_have_their_own_section),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
