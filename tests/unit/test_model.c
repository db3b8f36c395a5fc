/* test_model.c -- match models compiled: the built-in one, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "lang/parse.h"
#include "match/model.h"

static void the_model_of_persons(void **state)
{
    (void)state;
    static const struct {
        const char *reason;
        enum yx_pass_key key;
        unsigned strongest;
        unsigned n;
    } wanted[] = {
        {"P1", YX_PASS_ID, YX_AGREE_NAME, 1},
        {"P2", YX_PASS_ID, 0, 1},
        {"学籍号", YX_PASS_STUDENT_NO, YX_AGREE_NAME, 3},
        {"P4", YX_PASS_FIRST17, YX_AGREE_NAME, 2},
        {"P3", YX_PASS_REPAIR, YX_AGREE_NAME | YX_AGREE_BIRTH, 3},
        {"P5", YX_PASS_GUARDIAN_ID, YX_AGREE_NAME | YX_AGREE_BIRTH, 4},
        {"P7", YX_PASS_ID_ELSEWHERE, YX_AGREE_NAME, 2},
        {"P8", YX_PASS_ID_FIRST15, YX_AGREE_NAME, 1},
        {"P6", YX_PASS_NAME_BIRTH, YX_AGREE_NAME | YX_AGREE_BIRTH | YX_AGREE_DIVISION, 1},
        {"P12", YX_PASS_ID_NEAR, YX_AGREE_NAME, 1},
        {"P9", YX_PASS_FAMILY_ID, YX_AGREE_NAME, 2},
        {"P10", YX_PASS_ACCOUNT, YX_AGREE_NAME, 1},
        {"P11", YX_PASS_SCHOOL, YX_AGREE_NAME, 1},
    };
    struct yx_arena *a = yx_arena_new();
    struct yx_match_model m;
    struct yx_err err = {0};
    assert_int_equal(yx_match_person_model(a, &m, &err), YX_OK);
    assert_int_equal(m.n_passes, YX_LEN(wanted));
    assert_int_equal(m.block_most, 200);
    for (uint32_t i = 0; i < m.n_passes; i++) {
        assert_true(yx_str_is(m.pass[i].reason, wanted[i].reason));
        assert_int_equal(m.pass[i].key, wanted[i].key);
        assert_int_equal(m.pass[i].any[0], wanted[i].strongest);
        assert_int_equal(m.pass[i].n_any, wanted[i].n);
    }
    const struct yx_pass *p3 = &m.pass[4];
    assert_int_equal(yx_pass_holds(p3, YX_AGREE_NAME | YX_AGREE_NEAR_NAME), 1);
    assert_int_equal(yx_pass_holds(p3, YX_AGREE_BIRTH | YX_AGREE_NEAR_NAME), 2);
    assert_int_equal(yx_pass_holds(p3, YX_AGREE_BIRTH | YX_AGREE_SEX), -1);
    yx_arena_free(a);
}

/* The first message of a document with this line, empty if it compiles. */
static void message_of(const char *line, struct yx_buf *out)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_report *r = yx_report_new();
    struct yx_document *doc;
    struct yx_match_model m;
    struct yx_buf text = {0};
    out->n = 0;
    yx_buf_printf(&text, "比对 x “试”\n  左 户籍 列 姓名\n  %s\n", line);
    if (yx_parse(yx_buf_str(&text), YX_S("x.yx"), a, r, &doc) == YX_OK)
        yx_match_compile(doc, a, r, &m);
    size_t n;
    const struct yx_diag *d = yx_report_list(r, &n);
    if (n)
        yx_diag_text(d, YX_EN, out);
    yx_buf_free(&text);
    yx_report_free(r);
    yx_arena_free(a);
}

static void what_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line, *part;
    } cases[] = {
        {"先 证件号 一致 【P1】", NULL},
        {"先 姓名 一致 且 出生日期 一致 且 (区划 一致 或 监护人姓名 一致) 【P6】", NULL},
        {"先 证件号 一致", "has no name"},
        {"先 姓名 一致 【P1】", "finds no other row"},
        {"先 证件号 一致 或 姓名 一致 【P1】", "finds no other row"},
        {"先 证件号 一致 且 学籍号 一致 【P1】", "finds no other row"},
        {"先 身高 一致 【P1】", "does not know"},
        {"先 非 证件号 一致 【P1】", "does not know"},
        {"先 证件号 一致 且 (姓名 一致 或 姓氏 一致 或 性别 一致) 且 (出生日期 一致 或 区划 一致 或 "
         "监护人姓名 一致) 【P1】",
         "too many"},
    };
    struct yx_buf b = {0};
    for (size_t i = 0; i < YX_LEN(cases); i++) {
        message_of(cases[i].line, &b);
        bool ok =
            cases[i].part ? yx_str_find(yx_buf_str(&b), yx_str_of(cases[i].part)) >= 0 : b.n == 0;
        if (!ok)
            fail_msg("%s: %.*s", cases[i].line, (int)b.n, b.p ? b.p : "");
    }
    yx_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_model_of_persons),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
