/* csv_fixture.h -- what the tests of the CSV reader share.
 *
 * Ownership: as the functions say.  Errors: a failed test.  Threads: one. */
#ifndef YX_TESTS_CSV_FIXTURE_H
#define YX_TESTS_CSV_FIXTURE_H

#include "base/mem.h"
#include "table/reader.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

struct want {
    uint32_t first, last;
    bool skip;
    const char *only; /* heading wanted; NULL: all */
    uint32_t seen_rows, seen_columns, row_no[YX_HEAD_ROWS];
};

static int plan_all(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *plan,
                    struct yx_err *err)
{
    struct want *w = ctx;
    (void)err;
    w->seen_rows = head->n_rows;
    w->seen_columns = head->n_columns;
    memcpy(w->row_no, head->row_no, head->n_rows * sizeof *w->row_no);
    plan->skip = w->skip;
    plan->first = w->first;
    plan->last = w->last;
    for (uint32_t c = 0; c < head->n_columns; c++)
        if (!w->only || yx_str_is(head->cell[w->last * head->n_columns + c], w->only))
            plan->field[c] = (int)c;
    return YX_OK;
}

static struct yx_workbook *read_with(struct yx_str bytes, struct want *want, struct yx_pool *pool,
                                     size_t chunk)
{
    struct yx_read_options o = {.plan = plan_all, .ctx = want, .pool = pool, .chunk = chunk};
    struct yx_workbook *w;
    struct yx_err err;
    int rc = yx_read_tables(bytes, YX_S("名册.csv"), &o, &w, &err);
    if (rc != YX_OK) {
        struct yx_buf b = {0};
        yx_err_render(&err, YX_EN, &b);
        print_error("%.*s\n", (int)b.n, b.p);
        yx_buf_free(&b);
    }
    assert_int_equal(rc, YX_OK);
    return w;
}

YX_UNUSED static struct yx_workbook *read_all(struct yx_str bytes)
{
    struct want want = {0};
    return read_with(bytes, &want, NULL, 0);
}

YX_UNUSED static void refused(struct yx_str bytes, const char *part)
{
    struct want want = {0};
    struct yx_read_options o = {.plan = plan_all, .ctx = &want};
    struct yx_workbook *w;
    struct yx_err err;
    assert_int_equal(yx_read_tables(bytes, YX_S("名册.csv"), &o, &w, &err), YX_INVALID);
    assert_null(w);
    struct yx_buf b = {0};
    yx_err_render(&err, YX_ZH, &b);
    assert_true(yx_str_find(yx_buf_str(&b), YX_S("名册.csv")) >= 0);
    if (yx_str_find(yx_buf_str(&b), yx_str_of(part)) < 0)
        fail_msg("\"%.*s\" does not say \"%s\"", (int)b.n, b.p, part);
    yx_buf_free(&b);
}

YX_UNUSED static void cell_is(const struct yx_table *t, uint32_t row, uint32_t column,
                              const char *text)
{
    assert_true(row < t->n_rows);
    assert_true(column < t->n_columns);
    struct yx_str s = yx_column_text(&t->column[column], row);
    if (!yx_str_is(s, text))
        fail_msg("cell %u,%u is \"%.*s\", not \"%s\"", row, column, (int)s.n, s.p, text);
}

YX_UNUSED static void tables_equal(const struct yx_table *a, const struct yx_table *b)
{
    assert_int_equal(a->n_rows, b->n_rows);
    assert_int_equal(a->n_columns, b->n_columns);
    assert_int_equal(a->n_ragged, b->n_ragged);
    assert_memory_equal(&a->nuls, &b->nuls, sizeof a->nuls);
    assert_memory_equal(&a->malformed, &b->malformed, sizeof a->malformed);
    assert_memory_equal(&a->foreign, &b->foreign, sizeof a->foreign);
    assert_memory_equal(a->row_no, b->row_no, a->n_rows * sizeof *a->row_no);
    for (uint32_t c = 0; c < a->n_columns; c++) {
        const struct yx_column *x = &a->column[c], *y = &b->column[c];
        assert_int_equal(x->is_dict, y->is_dict);
        if (x->is_dict) {
            assert_int_equal(x->n_values, y->n_values);
            assert_memory_equal(x->code, y->code, a->n_rows * sizeof *x->code);
        }
        for (uint32_t r = 0; r < a->n_rows; r++) {
            assert_true(yx_str_eq(yx_column_text(x, r), yx_column_text(y, r)));
            assert_int_equal(yx_column_mark(x, r), yx_column_mark(y, r));
        }
    }
}

/* `s`, which is UTF-8, in another encoding of the C library's. */
YX_UNUSED static struct yx_buf to_encoding(struct yx_str s, const char *name)
{
    iconv_t cd = iconv_open(name, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    struct yx_buf b = {0};
    yx_buf_reserve(&b, s.n * 4 + 16);
    char *in = (char *)(uintptr_t)s.p, *out = b.p;
    size_t left = s.n, room = b.cap;
    assert_true(iconv(cd, &in, &left, &out, &room) != (size_t)-1);
    b.n = b.cap - room;
    iconv_close(cd);
    return b;
}

YX_UNUSED static struct yx_buf to_gb18030(struct yx_str s)
{
    return to_encoding(s, "GB18030");
}

#endif
