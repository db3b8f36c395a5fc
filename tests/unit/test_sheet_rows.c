/* test_sheet_rows.c -- rows of a sheet, from no file at all, become tables. */
#include "base/mem.h"
#include "table/sheet_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* A sheet drawn as lines of cells joined by '|'; an empty line is a blank row, a leading '~'
 * makes the row hidden, digits are a number. */
struct drawing {
    const char *const *line;
    uint32_t n;
    const struct yx_sheet_range *merged;
    uint32_t n_merged;
};

static int draw(void *ctx, yx_sheet_row_fn fn, void *fn_ctx, struct yx_sheet_extras *extras,
                struct yx_err *err)
{
    const struct drawing *d = ctx;
    int rc = YX_OK;
    for (uint32_t i = 0; i < d->n && rc == YX_OK; i++) {
        struct yx_sheet_cell cell[32];
        uint32_t n = 0, column = 0;
        struct yx_str line = yx_str_of(d->line[i]), text;
        bool hidden = line.n && line.p[0] == '~';
        line = yx_str_sub(line, hidden, line.n);
        for (; line.n && yx_str_split(&line, '|', &text); column++)
            if (text.n) {
                uint64_t number;
                cell[n++] = (struct yx_sheet_cell){column, text,
                                                   yx_str_u64(text, &number) ? YX_CELL_NUMBER : 0};
            }
        if (n)
            rc = fn(fn_ctx, i + 1, hidden, cell, n, err);
    }
    for (uint32_t i = 0; extras && i < d->n_merged; i++)
        YX_PUSH(&extras->merged, d->merged[i]);
    return rc == YX_FOUND ? YX_OK : rc;
}

/* Every column whose heading begins with H is wanted; HM takes merged values; a heading of H…
 * cells after an empty column begins another table; Q says the row is no heading. */
static int plan(void *ctx, const struct yx_sheet_head *h, struct yx_sheet_plan *p,
                struct yx_err *err)
{
    (void)err;
    (*(int *)ctx)++;
    p->skip = true;
    p->look_below = true;
    for (uint32_t r = 0; r < h->n_rows && p->skip; r++)
        for (uint32_t c = 0; c < h->n_columns; c++) {
            struct yx_str s = h->cell[(size_t)r * h->n_columns + c];
            if (s.n && s.p[0] == 'Q')
                return YX_OK;
            if (s.n && s.p[0] == 'H') {
                p->skip = false;
                p->first = p->last = r;
            }
        }
    bool begun = false;
    for (uint32_t c = 0; c < h->n_columns && !p->skip; c++) {
        struct yx_str s = h->cell[(size_t)p->first * h->n_columns + c];
        if (begun && s.n == 0 && c + 1 < h->n_columns) {
            p->width = c;
            break;
        }
        begun = begun || s.n;
        if (s.n && s.p[0] == 'H') {
            p->field[c] = (int)c;
            p->repeat_down[c] = s.n > 1 && s.p[1] == 'M';
        }
    }
    return YX_OK;
}

static bool may_be_heading(const struct yx_str *text, uint32_t n)
{
    uint32_t like = 0;
    for (uint32_t i = 0; i < n; i++)
        like += text[i].p[0] == 'H' || text[i].p[0] == 'Q';
    return like >= 2;
}

struct result {
    struct yx_workbook w;
    int n_plans;
};

static void read_drawing(const struct drawing *d, struct result *r)
{
    *r = (struct result){.w.arena = yx_arena_new()};
    struct yx_read_options o = {.plan = plan, .ctx = &r->n_plans, .may_be_heading = may_be_heading};
    struct yx_sheet_source s = {
        .file = YX_S("f"), .sheet = YX_S("s"), .rows = draw, .ctx = (void *)(uintptr_t)d};
    struct yx_err err = {0};
    bool any = false;
    assert_int_equal(yx_sheet_rows_read(&s, &o, &r->w, &any, &err), YX_OK);
    assert_true(any);
}

/* All tables as text: heading row, then `row:cell|cell`, a `!` for a hidden row. */
static void assert_tables(const struct result *r, const char *wanted)
{
    struct yx_buf b = {0};
    for (uint32_t t = 0; t < r->w.n_tables; t++) {
        const struct yx_table *k = r->w.table[t];
        yx_buf_printf(&b, "[%u]", (unsigned)k->heading_row);
        for (uint32_t i = 0; i < k->n_rows; i++) {
            yx_buf_printf(&b, " %u:", (unsigned)k->row_no[i]);
            for (uint32_t c = 0; c < k->n_columns; c++) {
                yx_buf_putz(&b, c ? "|" : "");
                yx_buf_puts(&b, yx_column_text(&k->column[c], i));
            }
            if (yx_column_mark(&k->column[0], i) & YX_CELL_HIDDEN)
                yx_buf_putz(&b, "!");
        }
        yx_buf_putz(&b, "\n");
    }
    yx_buf_putc(&b, '\0');
    assert_string_equal(b.p, wanted);
    yx_buf_free(&b);
}

#define DRAW(...)                                                                                  \
    static const char *const lines[] = {__VA_ARGS__};                                              \
    struct drawing d = {.line = lines, .n = YX_LEN(lines)};                                        \
    struct result r

static void test_one_table(void **state)
{
    (void)state;
    DRAW("title", "", "H1|x|H2", "a|b|1", "~c|d|2", "", "e||3");
    read_drawing(&d, &r);
    assert_tables(&r, "[3] 4:a|1 5:c|2! 7:e|3\n");
    assert_int_equal(r.w.table[0]->n_hidden_rows, 1);
    assert_string_equal(yx_str_c(r.w.arena, r.w.table[0]->title), "title");
    yx_arena_free(r.w.arena);
}

static void test_merged_cells_hold_where_the_plan_says(void **state)
{
    (void)state;
    DRAW("HM|H2", "a|1", "|2", "|3", "b|4", "|5");
    static const struct yx_sheet_range merged[] = {
        {{5, 6}, {0, 0}}, {{2, 3}, {0, 0}}, {{2, 4}, {1, 1}}, {{3, 3}, {0, 1}}};
    d.merged = merged;
    d.n_merged = YX_LEN(merged);
    read_drawing(&d, &r);
    assert_tables(&r, "[1] 2:a|1 3:a|2 4:|3 5:b|4 6:b|5\n");
    assert_int_equal(r.w.table[0]->n_merged_filled, 2);
    assert_int_equal(r.w.table[0]->n_merged_kept, 1);
    assert_int_equal(r.w.table[0]->first_merged_kept, 2);
    yx_arena_free(r.w.arena);
}

static void test_repeated_heading_is_left_out(void **state)
{
    (void)state;
    DRAW("H1|H2", "a|1", "H1|H2", "b|2", "c|3", "H1|H2", "d|4");
    read_drawing(&d, &r);
    assert_tables(&r, "[1] 2:a|1 4:b|2 5:c|3 7:d|4\n");
    assert_int_equal(r.w.table[0]->n_heading_repeats, 2);
    assert_int_equal(r.n_plans, 1);
    yx_arena_free(r.w.arena);
}

static void test_tables_below(void **state)
{
    (void)state;
    DRAW("H1|H2", "a|1", "two", "H3|H4|H5", "b|c|2", "d|e|3", "end");
    read_drawing(&d, &r);
    assert_tables(&r, "[1] 2:a|1\n[4] 5:b|c|2 6:d|e|3 7:end||\n");
    assert_string_equal(yx_str_c(r.w.arena, r.w.table[1]->title), "two");
    assert_int_equal(r.w.table[1]->number, 1);
    yx_arena_free(r.w.arena);
}

static void test_what_is_no_heading_is_data(void **state)
{
    (void)state;
    DRAW("H1|H2", "a|b", "Q1|Q2", "b|c", "H5|H7", "c|d", "Q3|Q4", "x|y");
    read_drawing(&d, &r);
    assert_tables(&r, "[1] 2:a|b 3:Q1|Q2 4:b|c\n[5] 6:c|d 7:Q3|Q4 8:x|y\n");
    yx_arena_free(r.w.arena);
}

static void test_tables_beside(void **state)
{
    (void)state;
    DRAW("H1|H2||H3|H4", "a|1||x|7", "b|2||y|8", "|||z|9", "H1|H2", "c|3");
    read_drawing(&d, &r);
    assert_tables(&r, "[1] 2:a|1 3:b|2 6:c|3\n[1] 2:x|7 3:y|8 4:z|9\n");
    assert_int_equal(r.w.table[1]->column_from, 2);
    assert_int_equal(r.w.table[1]->column[0].sheet_column, 3);
    yx_arena_free(r.w.arena);
}

static void test_words_left_of_the_columns_are_labels(void **state)
{
    (void)state;
    DRAW("no|H1|H2", "1|a|1", "合计||9", "2|b|2", "填表人：甲");
    read_drawing(&d, &r);
    assert_tables(&r, "[1] 2:a|1 3:|9 4:b|2 5:|\n");
    const struct yx_table *t = r.w.table[0];
    assert_int_equal(t->n_labels, 2);
    assert_int_equal(t->label[0].row, 1);
    assert_true(yx_str_is(t->label[0].text, "合计"));
    assert_int_equal(t->label[1].row, 3);
    yx_arena_free(r.w.arena);
}

static void test_table_far_below_text(void **state)
{
    (void)state;
    const char *lines[60];
    for (unsigned i = 0; i < YX_LEN(lines); i++)
        lines[i] = "text";
    lines[50] = "H1|H2";
    lines[51] = "a|1";
    lines[52] = "b|2";
    struct drawing d = {.line = lines, .n = 53};
    struct result r;
    read_drawing(&d, &r);
    assert_tables(&r, "[51] 52:a|1 53:b|2\n");
    yx_arena_free(r.w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_table),
        cmocka_unit_test(test_merged_cells_hold_where_the_plan_says),
        cmocka_unit_test(test_repeated_heading_is_left_out),
        cmocka_unit_test(test_tables_below),
        cmocka_unit_test(test_what_is_no_heading_is_data),
        cmocka_unit_test(test_tables_beside),
        cmocka_unit_test(test_words_left_of_the_columns_are_labels),
        cmocka_unit_test(test_table_far_below_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
