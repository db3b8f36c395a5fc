/* test_csv_drawn.c -- several tables in one CSV file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "csv_fixture.h"

/* Headings of these tests begin with 姓名 or 户主. */
static bool begins_heading(struct yx_str s)
{
    return yx_str_is(s, "姓名") || yx_str_is(s, "户主");
}

static bool like(const struct yx_str *text, uint32_t n)
{
    return n >= 2 && begins_heading(text[0]);
}

static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *out,
                struct yx_err *err)
{
    unsigned *asked = ctx;
    (void)err;
    ++*asked;
    out->skip = true;
    for (uint32_t r = 0; r < head->n_rows && out->skip; r++)
        if (begins_heading(head->cell[(size_t)r * head->n_columns])) {
            out->skip = false;
            out->first = out->last = r;
        }
    for (uint32_t c = 0; c < head->n_columns; c++)
        out->field[c] = (int)c;
    return YX_OK;
}

static struct yx_workbook *read_drawn(struct yx_str bytes, bool looks)
{
    unsigned asked = 0;
    struct yx_read_options o = {.plan = plan, .ctx = &asked, .may_be_heading = looks ? like : NULL};
    struct yx_workbook *w;
    struct yx_err err;
    assert_int_equal(yx_read_tables(bytes, YX_S("名册.csv"), &o, &w, &err), YX_OK);
    return w;
}

static const char two[] = "学生名单\n"
                          "姓名,证件号,学校\n"
                          "王小明,500299201201010018,第一小学\n"
                          "\"李\n雷\",500299201201010026,\"第二,小学\"\n"
                          ",,\n"
                          "低保人员\n"
                          "户主,证件号,姓名,乡镇\n"
                          "王大,500299198001010012,王小明,岩溪镇\n"
                          "赵大,5.00299E+17,赵小,桐楼乡\n";

static void a_second_heading_begins_a_table(void **state)
{
    (void)state;
    const char *const encodings[] = {NULL, "GB18030", "UTF-16LE", "UTF-16BE"};
    for (size_t e = 0; e < YX_LEN(encodings); e++) {
        struct yx_buf in = {0};
        if (encodings[e])
            in = to_encoding(yx_str_of(two), encodings[e]);
        else
            yx_buf_putz(&in, two);
        struct yx_workbook *w = read_drawn(yx_buf_str(&in), true);
        assert_int_equal(w->n_tables, 2);
        const struct yx_table *a = w->table[0], *b = w->table[1];
        assert_int_equal(a->n_rows, 2);
        assert_int_equal(a->heading_row, 2);
        assert_int_equal(a->row_no[0], 3);
        assert_int_equal(a->row_no[1], 4);
        cell_is(a, 1, 0, "李\n雷");
        cell_is(a, 1, 2, "第二,小学");
        assert_int_equal(b->n_rows, 2);
        assert_int_equal(b->number, 1);
        assert_int_equal(b->heading_row, 8);
        assert_int_equal(b->row_no[0], 9);
        cell_is(b, 0, 0, "王大");
        cell_is(b, 1, 3, "桐楼乡");
        assert_int_equal(yx_column_mark(&b->column[1], 1), YX_CELL_EXPONENT);
        yx_workbook_free(w);
        yx_buf_free(&in);
    }
}

static void one_table_stays_one(void **state)
{
    (void)state;
    static const char *const files[] = {
        "姓名,证件号\n王小明,1\n\n李雷,2\n",              /* no heading below */
        "姓名,证件号\n王小明,1\n\n姓名,证件号\n李雷,2\n", /* the same once more */
        "姓名,证件号\n王小明,1\n户主,证件号\n李雷,2\n",   /* no blank line */
        "名单\n\n姓名,证件号\n王小明,1\n",                /* a title */
        "姓名,证件号\n王小明,1\n\n户主,证件号\n李\xE4\xB8"
        "雷,2\n", /* not all sound */
    };
    for (size_t i = 0; i < YX_LEN(files); i++) {
        struct yx_workbook *w = read_drawn(yx_str_of(files[i]), true);
        assert_int_equal(w->n_tables, 1);
        yx_workbook_free(w);
    }
    struct yx_workbook *w = read_drawn(yx_str_of(two), false);
    assert_int_equal(w->n_tables, 1);
    yx_workbook_free(w);
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(a_second_heading_begins_a_table),
        cmocka_unit_test(one_table_stays_one),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
