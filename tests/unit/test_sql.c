/* test_sql.c -- policies as SQL: what is folded, what is refused, what stays apart.
 *
 * That the statements decide as the other two engines do is tested by
 * tests/prop/sql_agree.test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/sql.h"
#include "policy/sql_plan.h"
#include "policy_fixture.h"

static const char head[] = "政策 t “测试”\n  有效 2022-01-01 至 2022-12-31\n"
                           "  核算 学期 年度 日历年\n  折算 1年 = 2学期\n";

static int query_of(const char *body, const struct yx_sql_options *o, struct yx_buf *out,
                    struct yx_err *err)
{
    struct yx_buf text = {0};
    yx_buf_putz(&text, body);
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_text(yx_buf_str(&text), r);
    assert_non_null(p);
    int rc = yx_sql_query(p, o, out, err);
    struct yx_buf schema = {0};
    struct yx_err ignored = {0};
    if (rc == YX_OK) {
        assert_int_equal(yx_sql_schema(p, o, &schema, &ignored), YX_OK);
        assert_true(schema.n > 0);
    }
    yx_buf_free(&schema);
    yx_policy_free(p);
    yx_report_free(r);
    yx_buf_free(&text);
    return rc;
}

static const struct yx_sql_options lite = {
    .dialect = YX_SQL_SQLITE, .first_term = YX_NO_TERM, .last_term = YX_NO_TERM};

static void constants_are_worked_out(void **state)
{
    (void)state;
    struct yx_sql_graph g;
    yx_sql_graph_init(&g, 4);
    yx_sql_id x = yx_sql_column(&g, 1, true, -9, 9), seven = yx_sql_int(&g, 7);
    assert_int_equal(yx_sql_floor_div(&g, yx_sql_int(&g, -1), seven), yx_sql_int(&g, -1));
    assert_int_equal(yx_sql_floor_div(&g, yx_sql_int(&g, -7), seven), yx_sql_int(&g, -1));
    assert_int_equal(yx_sql_floor_div(&g, yx_sql_int(&g, 6), seven), g.zero);
    assert_int_equal(yx_sql_scale(&g, yx_sql_int(&g, -1), 3, yx_sql_int(&g, 2)),
                     yx_sql_int(&g, -2));
    assert_int_equal(yx_sql_and(&g, g.yes, g.maybe), g.maybe);
    assert_int_equal(yx_sql_and(&g, g.no, g.maybe), g.no);
    assert_int_equal(yx_sql_or(&g, g.maybe, g.yes), g.yes);
    assert_int_equal(yx_sql_not(&g, g.maybe), g.maybe);
    assert_int_equal(yx_sql_is_null(&g, g.unknown), g.yes);
    assert_int_equal(yx_sql_cmp(&g, YX_SQL_LE, x, g.unknown), g.maybe);
    assert_int_equal(yx_sql_if(&g, g.maybe, g.one, g.zero), g.zero);
    assert_int_equal(yx_sql_add(&g, x, g.zero), x);
    /* the same, once; NULL on either side of a minimum is NULL, so no LEAST */
    assert_int_equal(yx_sql_add(&g, x, g.one), yx_sql_add(&g, x, g.one));
    assert_int_equal(yx_sql_at(&g, yx_sql_min(&g, x, g.one))->op, YX_SQL_CASE_INT);
    yx_sql_id never_null = yx_sql_column(&g, 2, false, 0, 9);
    assert_int_equal(yx_sql_at(&g, yx_sql_min(&g, never_null, g.one))->op, YX_SQL_LEAST);
    uint8_t in[4] = {1, 1, 1, 1};
    assert_int_equal(yx_sql_term_in(&g, in), g.yes);
    assert_int_equal(g.too_large, 0);
    yx_sql_graph_free(&g);
}

static void too_large_is_noted(void **state)
{
    (void)state;
    struct yx_sql_graph g;
    yx_sql_graph_init(&g, 1);
    int64_t big = INT64_C(1) << 61;
    yx_sql_id x = yx_sql_column(&g, 1, true, 0, big);
    g.line = 12;
    /* floor(x × 10000 ÷ 30000) needs 75 bits on the way, and is done in two parts */
    yx_sql_id y = yx_sql_scale(&g, x, 10000, yx_sql_int(&g, 30000));
    assert_int_equal(g.too_large, 0);
    assert_true(yx_sql_at(&g, y)->hi <= big);
    (void)yx_sql_mul(&g, x, yx_sql_int(&g, 4));
    assert_int_equal(g.too_large, 12);
    yx_sql_graph_free(&g);
}

static void refusals(void **state)
{
    (void)state;
    struct yx_buf text = {0}, out = {0};
    struct yx_err err = {0};
    yx_buf_putz(&text, head);
    yx_buf_putz(&text, "输入 归 学生\n  数: 0..9\n");
    for (int i = 0; i < 451; i++)
        yx_buf_printf(&text, "项目 A%d 项\n  支付 到人\n  条件 数 > %d\n  金额 %d元/年\n", i, i % 9,
                      i + 1);
    yx_buf_putc(&text, 0);
    assert_int_equal(query_of(text.p, &lite, &out, &err), YX_INVALID);
    assert_non_null(strstr(err.text.en, "by groups of benefits"));
    text.n = 0;
    yx_buf_putz(&text, head);
    yx_buf_putz(&text, "输入 归 学生\n  数: 0..4000\n  费: 元/年\n项目 A 一\n  支付 到人\n"
                       "  表 数 || 金额\n");
    for (int i = 0; i < 2000; i++)
        yx_buf_printf(&text, "    %d || %d.01元/年\n", i, i);
    yx_buf_putz(&text, "    其余 || 费\n");
    yx_buf_putc(&text, 0);
    assert_int_equal(query_of(text.p, &lite, &out, &err), YX_INVALID);
    assert_non_null(strstr(err.text.en, "too large: stage"));
    assert_int_equal(query_of("政策 t “久”\n  有效 1900-01-01 至 2022-12-31\n"
                              "  核算 学期 年度 日历年\n  折算 1年 = 2学期\n输入 归 学生\n"
                              "  数: 0..9\n项目 A 一\n  支付 到人\n  金额 1元/年\n",
                              &lite, &out, &err),
                     YX_INVALID);
    assert_non_null(strstr(err.text.en, "--term"));
    static const char *const prefix[] = {"7a",  "A",  "a\"",
                                         "a;b", "表", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (size_t i = 0; i < YX_LEN(prefix); i++) {
        struct yx_sql_options o = lite;
        o.prefix = yx_str_of(prefix[i]);
        yx_buf_putc(&text, 0);
        assert_int_equal(query_of("政策 t “短”\n  有效 2022-01-01 至 2022-12-31\n"
                                  "  核算 学期 年度 日历年\n  折算 1年 = 2学期\n输入 归 学生\n"
                                  "  数: 0..9\n项目 A 一\n  支付 到人\n  金额 1元/年\n",
                                  &o, &out, &err),
                         YX_INVALID);
    }
    assert_int_equal(out.n, 0); /* nothing half written */
    yx_buf_free(&text);
    yx_buf_free(&out);
}

/* Names that a database would confuse with others stay apart, and none ends its quotes. */
static void names_stay_apart(void **state)
{
    (void)state;
    struct yx_buf text = {0}, out = {0};
    struct yx_err err = {0};
    yx_buf_putz(&text, head);
    yx_buf_putz(&text,
                "输入 归 学生\n  Term: 0..9\n  county: 0..9\n  c17: 0..9\n  aB: 0..9\n  Ab: 0..9\n"
                "  「a\"b」: 0..9\n项目 A 一\n  支付 到人\n"
                "  条件 Term > 1 且 county < 5 或 c17 > 2 或 aB > 3 且 Ab > 5 或 「a\"b」 > 2\n"
                "  金额 1元/年\n");
    yx_buf_putc(&text, 0);
    assert_int_equal(query_of(text.p, &lite, &out, &err), YX_OK);
    yx_buf_putc(&out, 0);
    assert_non_null(strstr(out.p, "\"Term_2\""));
    assert_non_null(strstr(out.p, "\"county_2\""));
    assert_null(strstr(out.p, "\"c17\""));
    assert_non_null(strstr(out.p, "\"aB\""));
    assert_non_null(strstr(out.p, "\"Ab_2\""));
    assert_null(strstr(out.p, "a\"b"));
    yx_buf_free(&text);
    yx_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants_are_worked_out),
        cmocka_unit_test(too_large_is_noted),
        cmocka_unit_test(refusals),
        cmocka_unit_test(names_stay_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
