/* test_xls.c -- binary workbooks: what cells show, agreement with other readers.
 *
 * tests/readers/xls holds workbooks of six writers (generate.py and others make them).
 * All are read by libfreexl too, and those that stand there as .xlsx as well by
 * our reader of that format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "cfb_parts.h"
#include "table/cfb.h"
#include "table/reader.h"
#include "table/xls_int.h"

#include <freexl.h>
#include <math.h>
#include <stdio.h>

static void path_of(const char *name, char out[1024])
{
    const char *root = getenv("YX_ROOT");
    (void)snprintf(out, 1024, "%s/tests/readers/xls/%s", root ? root : ".", name);
}

static struct yx_str map(const char *name)
{
    char path[1024];
    struct yx_str bytes;
    path_of(name, path);
    assert_int_equal(yx_map_path(path, &bytes, NULL), YX_OK);
    return bytes;
}

/* ---- every cell of a book ---- */

struct cell {
    uint32_t row, column;
    struct yx_str text;
    uint8_t mark;
};

struct sheet {
    struct yx_str name;
    bool is_hidden;
    struct {
        struct cell *v;
        size_t n, cap;
    } cells;
    size_t n_merged;
};

struct book {
    struct yx_arena *a;
    struct sheet *sheet;
    uint32_t n_sheets, n_formats;
    bool is_1904;
};

static int keep(void *ctx, uint32_t row_no, bool is_hidden, const struct yx_sheet_cell *cell,
                uint32_t n, struct yx_err *err)
{
    struct sheet *s = ((void **)ctx)[0];
    struct yx_arena *a = ((void **)ctx)[1];
    (void)err;
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(is_hidden, (cell[i].mark & YX_CELL_HIDDEN) != 0);
        struct cell c = {row_no - 1, cell[i].column, yx_str_dup(a, cell[i].text),
                         cell[i].mark & (uint8_t)~YX_CELL_HIDDEN};
        YX_PUSH(&s->cells, c);
    }
    return YX_OK;
}

static int read_book(struct yx_str bytes, struct book *out, struct yx_err *err)
{
    struct yx_xls_book book;
    struct yx_cfb *c;
    struct yx_str stream = bytes;
    int rc = YX_OK;
    *out = (struct book){.a = yx_arena_new()};
    if (yx_cfb_is(bytes)) {
        rc = yx_cfb_open(bytes, "a.xls", out->a, &c, err);
        if (rc == YX_OK && (rc = yx_cfb_stream(c, "Workbook", &stream, err)) == YX_NOTFOUND)
            rc = yx_cfb_stream(c, "Book", &stream, err);
    }
    if (rc != YX_OK)
        return rc;
    rc = yx_xls_book_read(stream, "a.xls", out->a, &book, err);
    out->sheet = YX_NEW(out->a, struct sheet, rc == YX_OK ? book.n_sheets : 0);
    for (uint32_t i = 0; rc == YX_OK && i < book.n_sheets; i++) {
        struct yx_xls_sheet s;
        struct sheet *to = &out->sheet[out->n_sheets++];
        *to = (struct sheet){.name = book.sheet[i].name, .is_hidden = book.sheet[i].is_hidden};
        void *ctx[] = {to, out->a};
        rc = yx_xls_sheet_open(&book, &book.sheet[i], "a.xls", &s, err);
        if (rc == YX_OK)
            rc = yx_xls_rows(&s, keep, ctx, err);
        to->n_merged = s.merged.n;
        yx_xls_sheet_close(&s);
        yx_arena_defer(out->a, free, to->cells.v);
    }
    out->is_1904 = book.is_1904;
    yx_xls_shared_free(&book.strings);
    return rc;
}

static const struct cell *cell_at(const struct sheet *s, uint32_t row, uint32_t column)
{
    for (size_t i = 0; i < s->cells.n; i++)
        if (s->cells.v[i].row == row && s->cells.v[i].column == column)
            return &s->cells.v[i];
    return NULL;
}

/* ---- libfreexl ---- */

/* Whether we and freexl mean the same by a cell. */
static bool agrees(const struct cell *c, const FreeXL_CellValue *v)
{
    struct yx_str text = c ? c->text : YX_S("");
    unsigned mark = c ? c->mark : 0;
    char z[128] = "";
    double d;
    switch (v->type) {
    case FREEXL_CELL_NULL: return text.n == 0;
    case FREEXL_CELL_INT:
    case FREEXL_CELL_DOUBLE:
        d = v->type == FREEXL_CELL_INT ? v->value.int_value : v->value.double_value;
        if (yx_str_is(text, "TRUE") || yx_str_is(text, "FALSE")) /* it has no booleans */
            return d == (text.p[0] == 'T');
        if (!(mark & YX_CELL_NUMBER) || text.n >= sizeof z)
            return false;
        if (mark & YX_CELL_DATE)
            return true; /* a format it does not know as one */
        memcpy(z, text.p, text.n);
        return fabs(strtod(z, NULL) - d) <= fabs(d) * 1e-14;
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
        return (mark & YX_CELL_DATE) && text.n >= 10 &&
               memcmp(text.p, v->value.text_value, 10) == 0;
    case FREEXL_CELL_TIME: return (mark & YX_CELL_DATE) != 0; /* it drops the days */
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
        return yx_str_eq(text, yx_str_trim(yx_str_of(v->value.text_value))) || mark & YX_CELL_ERROR;
    default: return false;
    }
}

/* Every cell of the file.  `known`: cells that libfreexl 1.0.6 does not read (what
 * formulas give, booleans) or gets wrong (days before 1900-01-01 and after
 * 9999-11, rounding to the next day). */
static void with_freexl(const char *name, unsigned want_sheets, unsigned known)
{
    char path[1024];
    const void *h;
    unsigned n_sheets, rows, wrong = 0;
    unsigned short columns;
    struct yx_str bytes = map(name);
    struct book b;
    path_of(name, path);
    assert_int_equal(read_book(bytes, &b, NULL), YX_OK);
    assert_int_equal(freexl_open(path, &h), FREEXL_OK);
    assert_int_equal(freexl_get_info(h, FREEXL_BIFF_SHEET_COUNT, &n_sheets), FREEXL_OK);
    assert_int_equal(n_sheets, want_sheets);
    assert_int_equal(b.n_sheets, want_sheets);
    for (unsigned i = 0; i < n_sheets; i++) {
        assert_int_equal(freexl_select_active_worksheet(h, (unsigned short)i), FREEXL_OK);
        assert_int_equal(freexl_worksheet_dimensions(h, &rows, &columns), FREEXL_OK);
        for (unsigned r = 0; r < rows; r++)
            for (unsigned short c = 0; c < columns; c++) {
                FreeXL_CellValue v;
                assert_int_equal(freexl_get_cell_value(h, r, c, &v), FREEXL_OK);
                const struct cell *ours = cell_at(&b.sheet[i], r, c);
                if (agrees(ours, &v))
                    continue;
                wrong++;
                if (getenv("YX_SHOW"))
                    print_message(
                        "# %s sheet %u row %u column %u: \"%.*s\" mark %u, freexl type %d %s\n",
                        name, i, r + 1, c, ours ? (int)YX_MIN(ours->text.n, 60UL) : 0,
                        ours ? ours->text.p : "", ours ? ours->mark : 0, v.type,
                        v.type >= FREEXL_CELL_TEXT ? v.value.text_value : "");
            }
    }
    freexl_close(h);
    yx_arena_free(b.a);
    yx_unmap(bytes);
    if (wrong != known)
        fail_msg("%s: %u cells differ, not %u", name, wrong, known);
}

static void same_cells_as_freexl(void **state)
{
    (void)state;
    with_freexl("office.xls", 7, 30);
    with_freexl("gnumeric8.xls", 7, 24);
    with_freexl("gnumeric7.xls", 7, 36);
    with_freexl("xlwt.xls", 3, 0);
    with_freexl("dates1904.xls", 1, 1);
    with_freexl("old.xls", 3, 4);
    with_freexl("poi_roster.xls", 1, 1);
    with_freexl("poi_formats.xls", 1, 0);
    with_freexl("poi_sheets.xls", 4, 0);
    with_freexl("sheetjs.xls", 4, 2);
}

/* libfreexl does not open this one; ssconvert shows the same. */
static void values_of_poi(void **state)
{
    (void)state;
    static const struct {
        uint32_t row;
        const char *text;
        unsigned mark;
    } want[] = {{0, "TRUE", 0},
                {5, "0.3", YX_CELL_NUMBER},
                {7, "123456789012345", YX_CELL_NUMBER},
                {12, "-536870913", YX_CELL_NUMBER},
                {13, "文字", 0},
                {15, "0012", 0},
                {20, "多行\n文字", 0},
                {21, "a_x000D_b", 0},
                {24, "😀🇨🇳", 0},
                {26, "证件号码", 0}, /* in two fonts */
                {27, "2", YX_CELL_NUMBER},
                {28, "#DIV/0!", YX_CELL_ERROR},
                {30, "甲乙", 0},
                {33, "#REF!", YX_CELL_ERROR}};
    struct yx_str bytes = map("poi_values.xls");
    struct book b;
    assert_int_equal(read_book(bytes, &b, NULL), YX_OK);
    for (size_t i = 0; i < YX_LEN(want); i++) {
        const struct cell *c = cell_at(&b.sheet[0], want[i].row, 1);
        if (!c || !yx_str_is(c->text, want[i].text) || c->mark != want[i].mark)
            fail_msg("row %u: \"%.*s\" mark %u", want[i].row + 1, c ? (int)c->text.n : 0,
                     c ? c->text.p : "", c ? c->mark : 0);
    }
    yx_arena_free(b.a);
    yx_unmap(bytes);
}

/* ---- our reader of .xlsx ---- */

static int take_all(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *p,
                    struct yx_err *err)
{
    (void)err;
    struct yx_buf *heads = ctx;
    yx_buf_printf(heads, "%.*s:", (int)head->sheet.n, head->sheet.p);
    for (uint32_t i = 0; i < head->n_rows * head->n_columns; i++) {
        yx_buf_puts(heads, head->cell[i]);
        yx_buf_putc(heads, '|');
    }
    for (uint32_t c = 0; c < head->n_columns; c++)
        p->field[c] = (int)c;
    return YX_OK;
}

static struct yx_workbook *tables(const char *name, struct yx_buf *heads)
{
    struct yx_read_options o = {.plan = take_all, .ctx = heads};
    struct yx_workbook *w = NULL;
    struct yx_str bytes = map(name);
    struct yx_err err;
    if (yx_read_tables(bytes, yx_str_of(name), &o, &w, &err) != YX_OK) {
        struct yx_buf b = {0};
        yx_err_render(&err, YX_EN, &b);
        fail_msg("%.*s", (int)b.n, b.p);
    }
    yx_unmap(bytes);
    return w;
}

static void same_tables(const char *xls, const char *xlsx, unsigned want)
{
    struct yx_buf ha = {0}, hb = {0};
    struct yx_workbook *a = tables(xls, &ha), *b = tables(xlsx, &hb);
    unsigned n_cells = 0;
    if (!yx_str_eq(yx_buf_str(&ha), yx_buf_str(&hb))) {
        size_t at = 0;
        while (at < ha.n && at < hb.n && ha.p[at] == hb.p[at])
            at++;
        at = at > 40 ? at - 40 : 0;
        fail_msg("heads of %s differ:\n%.*s\n%.*s", xls, (int)YX_MIN(ha.n - at, 90UL), ha.p + at,
                 (int)YX_MIN(hb.n - at, 90UL), hb.p + at);
    }
    assert_int_equal(a->n_tables, b->n_tables);
    assert_string_equal(a->format, "xls");
    for (uint32_t i = 0; i < a->n_tables; i++) {
        const struct yx_table *s = a->table[i], *t = b->table[i];
        assert_true(yx_str_eq(s->sheet, t->sheet));
        assert_int_equal(s->n_rows, t->n_rows);
        assert_int_equal(s->n_columns, t->n_columns);
        for (uint32_t r = 0; r < s->n_rows; r++) {
            assert_int_equal(s->row_no[r], t->row_no[r]);
            for (uint32_t c = 0; c < s->n_columns; c++, n_cells++) {
                struct yx_str x = yx_column_text(&s->column[c], r),
                              y = yx_column_text(&t->column[c], r);
                unsigned m = yx_column_mark(&s->column[c], r), n = yx_column_mark(&t->column[c], r);
                if (!yx_str_eq(x, y) || m != n)
                    fail_msg("%s %.*s row %u column %u: \"%.*s\" %u, in .xlsx \"%.*s\" %u", xls,
                             (int)s->sheet.n, s->sheet.p, s->row_no[r], c, (int)x.n, x.p, m,
                             (int)y.n, y.p, n);
            }
        }
    }
    assert_in_range(n_cells, want, want * 2);
    yx_workbook_free(a);
    yx_workbook_free(b);
    yx_buf_free(&ha);
    yx_buf_free(&hb);
}

static void same_tables_as_xlsx(void **state)
{
    (void)state;
    same_tables("office.xls", "office.xlsx", 250);
    same_tables("gnumeric8.xls", "gnumeric8.xlsx", 250);
    same_tables("office_long.xls", "office_long.xlsx", 16);
    same_tables("gnumeric8_long.xls", "gnumeric8_long.xlsx", 16);
    same_tables("sheetjs.xls", "sheetjs.xlsx", 250);
}

/* ---- what files say that no program of today writes ---- */

static void cell_is(const struct yx_workbook *w, uint32_t row, uint32_t column, const char *text,
                    unsigned mark)
{
    const struct yx_table *t = w->table[0];
    assert_true(row < t->n_rows && column < t->n_columns);
    struct yx_str s = yx_column_text(&t->column[column], row);
    unsigned m = yx_column_mark(&t->column[column], row);
    if (!yx_str_is(s, text) || m != mark)
        fail_msg("cell %u,%u is \"%.*s\" marked %u, not \"%s\" marked %u", row, column, (int)s.n,
                 s.p, m, text, mark);
}

static int first_row_heads(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *p,
                           struct yx_err *err)
{
    (void)ctx;
    (void)err;
    for (uint32_t c = 0; c < head->n_columns; c++)
        p->field[c] = (int)c;
    return YX_OK;
}

static struct yx_workbook *read_sheet(const char *name)
{
    struct yx_read_options o = {.plan = first_row_heads};
    struct yx_workbook *w = NULL;
    struct yx_str bytes = map(name);
    assert_int_equal(yx_read_tables(bytes, yx_str_of(name), &o, &w, NULL), YX_OK);
    yx_unmap(bytes);
    return w;
}

static void streams_without_a_compound_file(void **state)
{
    (void)state;
    struct yx_workbook *w = read_sheet("raw_gbk.xls");
    assert_string_equal(w->format, "xls");
    assert_int_equal(w->n_tables, 1);
    assert_int_equal(w->table[0]->n_rows, 6);
    assert_true(yx_str_is(w->table[0]->column[0].heading, "姓名"));
    cell_is(w, 0, 0, "张三", 0);
    cell_is(w, 4, 0, "欧阳·买买提", 0);
    cell_is(w, 5, 0, "陈é", 0);
    cell_is(w, 1, 1, "50029920150101123X", 0);
    cell_is(w, 1, 2, "1250.5", YX_CELL_NUMBER);
    cell_is(w, 3, 3, "4", YX_CELL_NUMBER);
    yx_workbook_free(w);
    w = read_sheet("raw_columns.xls"); /* rows in order though the cells are not */
    assert_int_equal(w->table[0]->n_rows, 29);
    for (uint32_t r = 0; r < 29; r++)
        assert_int_equal(w->table[0]->row_no[r], r + 2);
    cell_is(w, 28, 0, "学生29", 0);
    cell_is(w, 28, 1, "2907.25", YX_CELL_NUMBER);
    yx_workbook_free(w);
}

static void hidden_things_are_read_and_said(void **state)
{
    (void)state;
    struct yx_workbook *w = read_sheet("xlwt.xls");
    assert_int_equal(w->n_tables, 3);
    cell_is(w, 1, 0, "李四", 0);
    cell_is(w, 2, 0, "王𠀀", YX_CELL_HIDDEN);
    cell_is(w, 2, 3, "2501", YX_CELL_HIDDEN | YX_CELL_NUMBER);
    cell_is(w, 1, 2, "2015-01-02", YX_CELL_NUMBER | YX_CELL_DATE);
    assert_false(w->table[1]->is_hidden_sheet);
    assert_true(w->table[2]->is_hidden_sheet); /* very hidden */
    assert_int_equal(w->table[1]->n_rows, 499);
    yx_workbook_free(w);
    struct book b;
    struct yx_str bytes = map("office.xls");
    assert_int_equal(read_book(bytes, &b, NULL), YX_OK);
    assert_int_equal(b.sheet[0].n_merged, 2);
    assert_true(b.sheet[4].is_hidden && b.sheet[5].is_hidden && !b.sheet[3].is_hidden);
    yx_arena_free(b.a);
    yx_unmap(bytes);
}

static void dates_from_1904(void **state)
{
    (void)state;
    struct yx_workbook *w = read_sheet("dates1904.xls");
    cell_is(w, 0, 0, "1904-01-01", YX_CELL_NUMBER | YX_CELL_DATE);
    cell_is(w, 2, 0, "2022-09-01", YX_CELL_NUMBER | YX_CELL_DATE);
    yx_workbook_free(w);
}

/* ---- refusals ---- */

static void refused(struct yx_str bytes, const char *name, const char *part)
{
    struct yx_read_options o = {.plan = first_row_heads};
    struct yx_workbook *w;
    struct yx_err err;
    struct yx_buf b = {0};
    assert_int_equal(yx_read_tables(bytes, yx_str_of(name), &o, &w, &err), YX_INVALID);
    yx_err_render(&err, YX_ZH, &b);
    if (yx_str_find(yx_buf_str(&b), yx_str_of(part)) < 0 ||
        yx_str_find(yx_buf_str(&b), yx_str_of(name)) < 0)
        fail_msg("\"%.*s\" does not say \"%s\"", (int)b.n, b.p, part);
    yx_buf_free(&b);
}

static void refusals_say_what_to_do(void **state)
{
    (void)state;
    struct yx_str bytes = map("refused_big5.xls");
    refused(bytes, "名册.xls", "代码页 950");
    yx_unmap(bytes);
    refused(YX_S("<html><table><tr><td>姓名</td></tr></table>"), "名册.xls", "HTML");
    refused(YX_S("\r\n <!DOCTYPE html><table>"), "名册.xls", "另存为 .xlsx");
    refused(YX_S("<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:"
                 "spreadsheet\"/>"),
            "名册.xls", "XML");
    refused(YX_S("MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"), "名册.xls", "MHTML");
    refused(YX_S("whatever"), "名册.et", ".et");
    const struct cfb_part word[] = {{"WordDocument", YX_S("x")}}, other[] = {{"Other", YX_S("x")}};
    struct yx_str file = cfb_build(word, 1, 9, false);
    refused(file, "名册.xls", "Word");
    free((void *)(uintptr_t)file.p);
    file = cfb_build(other, 1, 12, false);
    refused(file, "名册.xls", "没有工作簿");
    refused(file, "名册.et", "WPS");
    free((void *)(uintptr_t)file.p);
}

static void text_named_xls_is_read_as_text(void **state)
{
    (void)state;
    struct yx_read_options o = {.plan = first_row_heads};
    struct yx_workbook *w;
    assert_int_equal(yx_read_tables(YX_S("姓名,金额\n张三,1\n"), YX_S("名册.xls"), &o, &w, NULL),
                     YX_OK);
    assert_int_equal(w->table[0]->n_rows, 1);
    yx_workbook_free(w);
}

/* ---- damage ---- */

static void any_damage_is_an_answer(void **state)
{
    (void)state;
    static const char *const name[] = {"office.xls",         "gnumeric8.xls", "gnumeric7.xls",
                                       "gnumeric8_long.xls", "xlwt.xls",      "raw_gbk.xls",
                                       "raw_columns.xls",    "dates1904.xls"};
    uint64_t seed = 20221124;
    struct yx_rng rng;
    unsigned n_read = 0, n_refused = 0;
    yx_rng_seed(&rng, seed);
    for (size_t i = 0; i < YX_LEN(name); i++) {
        struct yx_str whole = map(name[i]);
        char *copy = yx_malloc(whole.n);
        for (int round = 0; round < 250; round++) {
            memcpy(copy, whole.p, whole.n);
            size_t n = round % 10 ? whole.n : yx_rng_below(&rng, whole.n + 1);
            for (uint64_t k = yx_rng_below(&rng, 20) + 1; n && k > 0; k--) {
                size_t at = yx_rng_below(&rng, n);
                copy[at] = (char)(yx_rng_below(&rng, 2) ? yx_rng_below(&rng, 256)
                                                        : (uint64_t)copy[at] ^ 1U << (k & 7));
            }
            struct yx_read_options o = {.plan = first_row_heads};
            struct yx_workbook *w = NULL;
            struct yx_str bytes = {copy, n};
            int rc = yx_read_tables(bytes, YX_S("a.xls"), &o, &w, NULL);
            n_read += rc == YX_OK;
            n_refused += rc == YX_INVALID;
            assert_true(rc == YX_OK || rc == YX_INVALID);
            yx_workbook_free(w);
        }
        free(copy);
        yx_unmap(whole);
    }
    print_message("# seed %llu: %u read, %u refused\n", (unsigned long long)seed, n_read,
                  n_refused);
    assert_true(n_read > 200 && n_refused > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_cells_as_freexl),
        cmocka_unit_test(values_of_poi),
        cmocka_unit_test(same_tables_as_xlsx),
        cmocka_unit_test(streams_without_a_compound_file),
        cmocka_unit_test(hidden_things_are_read_and_said),
        cmocka_unit_test(dates_from_1904),
        cmocka_unit_test(refusals_say_what_to_do),
        cmocka_unit_test(text_named_xls_is_read_as_text),
        cmocka_unit_test(any_damage_is_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
