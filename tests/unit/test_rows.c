/* test_rows.c -- a roster's cells as packed, comparable values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "roster_fixture.h"

static const char register_text[] =
    "姓名|证件号|性别|出生日期|区划|监护人姓名|监护人证件号\n"
    "王小明|500299201503071234|男|2015-03-07|500299001||\n" /* check digit wrong */
    "張 三||女|2014-12-01|500299||\n"
    "姓名|证件号|性别|出生日期|区划|监护人姓名|监护人证件号\n"
    "合　计|2||||\n"
    "填表人：李四||||||\n"
    "注意|||2014-12-01|||\n"
    "1|2|3|4|5|6|7\n"
    "||男|2015-01-01|||\n"
    "赵六|1.1E+17|2||||\n"
    "说明：本表一式三份||||||\n";

static void cells_become_values(void **state)
{
    (void)state;
    for (int is_dict = 0; is_dict < 2; is_dict++) {
        struct yx_arena *a = yx_arena_new();
        struct yx_pool *pool = yx_pool_new(2);
        struct yx_table *t = fixture_table(a, register_text, is_dict);
        struct yx_rows r;
        struct yx_err err;
        assert_int_equal(yx_rows_build(t, YX_KIND_REGISTER, 100, pool, &r, &err), YX_OK);
        assert_int_equal(r.n, 10);
        assert_int_equal(r.first, 100);
        const bool data[] = {true, true, false, false, false, true, false, false, true, false};
        for (uint32_t i = 0; i < r.n; i++)
            if (r.is_data[i] != data[i])
                fail_msg("row %u: is_data %d", i, r.is_data[i]);
        assert_null(r.student_no);
        assert_int_equal(r.id[0], 0);
        assert_int_equal(r.id_class[0], YX_ID_CHECK_WRONG);
        assert_int_equal(yx_rows_id_written(&r, 0), 50029920150307123U << 4 | 4);
        assert_int_equal(r.birth[0], yx_day_make(2015, 3, 7));
        assert_int_equal(r.sex[0], 1);
        assert_int_equal(r.division[0], 500299);
        struct yx_buf b = {0};
        assert_int_equal(r.name[1], yx_name_hash(YX_S("张三"), &b));
        yx_buf_free(&b);
        assert_int_equal(r.sex[1], 2);
        assert_int_equal(r.id_class[8], YX_ID_DAMAGED);
        assert_int_equal(r.sex[8], 2);
        assert_int_equal(r.birth[8], YX_NO_DAY);
        assert_true(yx_str_is(yx_rows_text(&r, 1, YX_FIELD_NAME), "張 三"));
        assert_int_equal(yx_rows_text(&r, 1, YX_FIELD_SCHOOL).n, 0);
        yx_rows_free(&r);
        yx_pool_free(pool);
        yx_arena_free(a);
    }
}

static void a_valid_number_speaks_before_the_columns(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new();
    struct yx_pool *pool = yx_pool_new(1);
    struct yx_buf b = {0};
    yx_buf_putz(&b, "姓名|证件号|性别|出生日期|区划\n王小明|");
    yx_id_put(&b, fixture_id(2015, 3, 7, 123));
    yx_buf_putz(&b, "|女|2015-03-08|500243\n李芳|");
    yx_id_put(&b, fixture_id(2013, 5, 1, 22));
    yx_buf_putz(&b, "||\n王三||||重庆市彭水县\n");
    struct yx_table *t = fixture_table(a, yx_str_c(a, yx_buf_str(&b)), false);
    struct yx_rows r;
    assert_int_equal(yx_rows_build(t, YX_KIND_REGISTER, 0, pool, &r, NULL), YX_OK);
    assert_int_equal(r.birth[0], yx_day_make(2015, 3, 7));
    assert_int_equal(yx_rows_birth_column(&r, 0), yx_day_make(2015, 3, 8));
    assert_int_equal(r.sex[0], 2); /* as the column says */
    assert_int_equal(r.division[0], 500243);
    assert_int_equal(r.division[1], 500299);
    assert_int_equal(r.division[2], 500243); /* by name */
    assert_int_equal(yx_rows_division_column(&r, 1), 0);
    assert_int_equal(r.sex[1], 2);
    assert_int_equal(yx_rows_id_written(&r, 0), 0);
    yx_rows_free(&r);
    yx_buf_free(&b);
    yx_pool_free(pool);
    yx_arena_free(a);
}

static void rows_without_persons(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new();
    struct yx_pool *pool = yx_pool_new(1);
    struct yx_rows r;
    struct yx_table *t = fixture_table(a,
                                       "学校|姓名|证件号|学籍号|项目|金额\n"
                                       "第一小学||||营养膳食|100\n"
                                       "小计||||营养膳食|100\n"
                                       "第一小学|王小明||G500299201503071234|寄宿|625\n"
                                       "||||营养膳食|100\n",
                                       true);
    assert_int_equal(yx_rows_build(t, YX_KIND_PAYMENT, 0, pool, &r, NULL), YX_OK);
    assert_true(r.is_data[0]);
    assert_false(r.is_data[1]);
    assert_true(r.is_data[2]);
    assert_false(r.is_data[3]);
    assert_non_null(r.student_no);
    assert_int_not_equal(r.student_no[2], 0);
    yx_rows_free(&r);

    t = fixture_table(a, "姓名|证件号\n李芳|G500299201503071234\n", true);
    assert_int_equal(yx_rows_build(t, YX_KIND_ENROLMENT, 0, pool, &r, NULL), YX_OK);
    assert_int_equal(r.id_class[0], YX_ID_STUDENT_NO);
    assert_non_null(r.student_no); /* the number of the wrong column is used all the same */
    yx_rows_free(&r);

    t = fixture_table(a, "户主姓名|户主证件号|身份类别\n李芳||低保\n总计||\n", true);
    assert_int_equal(yx_rows_build(t, YX_KIND_IDENTITY, 0, pool, &r, NULL), YX_OK);
    assert_true(r.is_data[0]);
    assert_false(r.is_data[1]);
    yx_rows_free(&r);
    yx_pool_free(pool);
    yx_arena_free(a);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new();
    struct yx_buf b = {0};
    yx_buf_putz(&b, "姓名|证件号|出生日期\n");
    for (int i = 0; i < 150000; i++) {
        yx_buf_printf(&b, "王%d明|", i % 1000);
        yx_id_put(&b, fixture_id(2010 + i % 8, 1 + i % 12, 1 + i % 28, i % 1000) + (i % 7 == 0));
        yx_buf_printf(&b, "|2012-01-%02d\n", 1 + i % 31);
    }
    struct yx_table *t = fixture_table(a, yx_str_c(a, yx_buf_str(&b)), false);
    struct yx_rows r[2];
    for (unsigned k = 0; k < 2; k++) {
        struct yx_pool *pool = yx_pool_new(1 + 2 * k);
        assert_int_equal(yx_rows_build(t, YX_KIND_REGISTER, 0, pool, &r[k], NULL), YX_OK);
        yx_pool_free(pool);
    }
    assert_memory_equal(r[0].id, r[1].id, r[0].n * sizeof *r[0].id);
    assert_memory_equal(r[0].name, r[1].name, r[0].n * sizeof *r[0].name);
    assert_memory_equal(r[0].birth, r[1].birth, r[0].n * sizeof *r[0].birth);
    assert_memory_equal(r[0].is_data, r[1].is_data, r[0].n);
    yx_rows_free(&r[0]);
    yx_rows_free(&r[1]);
    yx_buf_free(&b);
    yx_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_become_values),
        cmocka_unit_test(a_valid_number_speaks_before_the_columns),
        cmocka_unit_test(rows_without_persons),
        cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
