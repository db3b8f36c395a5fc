/* test_csv.c -- CSV in and out: dialects, encodings, seams, dictionaries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rng.h"
#include "table/csv_out.h"
#include "table/csv_scan.h"
#include "table/gb18030.h"
#include "table/reader.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

#include "csv_fixture.h"

/* ---- dialects ---- */

static void records_end_as_they_may(void **state)
{
    (void)state;
    struct yx_workbook *w = read_all(YX_S("a,b\r\n1,\"x\r\ny\"\n\n2,\"say \"\"hi\"\"\"\r3,z"));
    const struct yx_table *t = w->table[0];
    assert_int_equal(t->n_rows, 3);
    cell_is(t, 0, 1, "x\r\ny");
    cell_is(t, 1, 1, "say \"hi\"");
    cell_is(t, 2, 1, "z");
    assert_int_equal(t->row_no[0], 2);
    assert_int_equal(t->row_no[1], 5);
    assert_int_equal(t->row_no[2], 6);
    assert_int_equal(t->heading_row, 1);
    assert_string_equal(w->format, "csv/utf-8");
    yx_workbook_free(w);
}

static void only_wanted_columns_are_read(void **state)
{
    (void)state;
    struct want want = {.first = 1, .last = 1, .only = "姓名"};
    struct yx_workbook *w = read_with(
        YX_S("某县 2022 年秋季名册,,\n序号,姓名,备注\n1,王小明,\n,,\n3,,有\n"), &want, NULL, 0);
    const struct yx_table *t = w->table[0];
    assert_int_equal(want.seen_rows, 4);
    assert_int_equal(want.row_no[3], 5);
    assert_int_equal(t->n_columns, 1);
    assert_int_equal(t->column[0].sheet_column, 1);
    assert_true(yx_str_is(t->column[0].heading, "姓名"));
    assert_true(yx_str_is(t->title, "某县 2022 年秋季名册"));
    assert_int_equal(t->n_rows, 2);
    cell_is(t, 0, 0, "王小明");
    cell_is(t, 1, 0, "");
    assert_int_equal(t->row_no[1], 5);
    assert_ptr_equal(yx_table_field(t, 1), &t->column[0]);
    assert_null(yx_table_field(t, 0));
    yx_workbook_free(w);
}

static void stray_quotes_are_text(void **state)
{
    (void)state;
    struct yx_workbook *w = read_all(YX_S("a,b\n\"王,1\n\"李,2\n5\" 管,\"x\"y\n\"\"\"q\",3\n"));
    const struct yx_table *t = w->table[0];
    assert_int_equal(t->n_rows, 4);
    cell_is(t, 0, 0, "\"王");
    cell_is(t, 1, 0, "\"李");
    cell_is(t, 2, 0, "5\" 管");
    cell_is(t, 2, 1, "xy");
    cell_is(t, 3, 0, "\"q");
    yx_workbook_free(w);
}

static void ragged_rows_are_counted(void **state)
{
    (void)state;
    struct yx_workbook *w = read_all(YX_S("a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,\n\n"));
    const struct yx_table *t = w->table[0];
    assert_int_equal(t->n_rows, 4);
    assert_int_equal(t->n_ragged, 3);
    cell_is(t, 0, 2, "");
    yx_workbook_free(w);
}

static void other_delimiters_are_found(void **state)
{
    (void)state;
    const char *const texts[] = {"甲;乙\n1;2,5\n3;4\n", "甲\t乙\n1\t2,5\n3\t4\n",
                                 "甲|乙\n1|2,5\n3|4\n"};
    for (size_t i = 0; i < 3; i++) {
        struct yx_workbook *w = read_all(yx_str_of(texts[i]));
        assert_int_equal(w->table[0]->n_columns, 2);
        cell_is(w->table[0], 0, 1, "2,5");
        yx_workbook_free(w);
    }
}

static void cells_are_cleaned_and_marked(void **state)
{
    (void)state;
    struct yx_workbook *w = read_all(YX_S(
        "a,b\n 　x\t,=\"500299201001010019\"\n1.1E+17,5.00299E+17\n2E,E+17\nn\0u\0l,ok\nbad\xFF,ok\n"));
    const struct yx_table *t = w->table[0];
    cell_is(t, 0, 0, "x");
    cell_is(t, 0, 1, "500299201001010019");
    assert_int_equal(yx_column_mark(&t->column[0], 0), 0);
    assert_int_equal(yx_column_mark(&t->column[0], 1), YX_CELL_EXPONENT);
    assert_int_equal(yx_column_mark(&t->column[1], 1), YX_CELL_EXPONENT);
    assert_int_equal(yx_column_mark(&t->column[0], 2), 0);
    cell_is(t, 3, 0, "nul");
    cell_is(t, 4, 0, "bad\xEF\xBF\xBD");
    yx_workbook_free(w);
}

static void what_is_no_table_is_refused(void **state)
{
    (void)state;
    refused(YX_S(""), "空文件");
    refused(YX_S("\xEF\xBB\xBF\r\n \n"), "空文件");
    refused(YX_S(",,\n , ,\n"), "空文件");
    refused(YX_S("姓名\n王小明\n"), "一栏");
    refused(YX_S("%PDF-1.7\n1,2,3\n"), "PDF");
    refused(YX_S("<html><table><tr><td>1</td></tr></table>"), "网页");
    refused(YX_S("\xFF\xFE\0\0a\0\0\0,\0\0\0b\0\0\0"), "UTF-32");
    refused(YX_S("\0\0\xFE\xFF\0\0\0a"), "UTF-32");
    /* 姓名,學校 陳大文,第一國民小學 林美麗,第二國民小學 in Big5 */
    refused(YX_S("\xA9\x6D\xA6\x57,\xBE\xC7\xAE\xD5\n\xB3\xAF\xA4\x6A\xA4\xE5,\xB2\xC4"
                 "\xA4\x40\xB0\xEA\xA5\xC1\xA4\x70\xBE\xC7\n\xAA\x4C\xAC\xFC\xC4\x52,"
                 "\xB2\xC4\xA4\x47\xB0\xEA\xA5\xC1\xA4\x70\xBE\xC7\n"),
            "Big5");
    refused(YX_S("\1\2\3,\4\5\6,\1\2\3\n\1,\1,\1"), "二进制");
}

static void skipped_sheets_give_no_table(void **state)
{
    (void)state;
    struct want want = {.skip = true};
    struct yx_workbook *w = read_with(YX_S("a,b\n1,2\n"), &want, NULL, 0);
    assert_int_equal(w->n_tables, 0);
    yx_workbook_free(w);
}

static void endless_records_are_refused(void **state)
{
    (void)state;
    struct yx_buf b = {0};
    yx_buf_putz(&b, "a,b\n1,2\n3,");
    for (int i = 0; i < (17 << 20) / 16; i++)
        yx_buf_putz(&b, "0123456789abcdef");
    refused(yx_buf_str(&b), "16 MiB");
    yx_buf_free(&b);
}

/* ---- encodings ---- */

static void gb18030_is_that_of_the_c_library(void **state)
{
    (void)state;
    struct yx_buf all = {0}, back = {0};
    for (uint32_t cp = 0x80; cp < 0x110000; cp += cp < 0x30000 ? 1 : 97) {
        /* Private-use characters are mapped differently by the editions of the standard. */
        if ((cp >= 0xD800 && cp < 0xF900) || cp >= 0xF0000)
            continue;
        yx_utf8_put(&all, cp);
    }
    struct yx_buf gb = to_gb18030(yx_buf_str(&all));
    yx_gb18030_put(&back, yx_buf_str(&gb));
    assert_int_equal(back.n, all.n);
    assert_memory_equal(back.p, all.p, all.n);
    size_t characters;
    assert_int_equal(yx_gb18030_errors(yx_buf_str(&gb), &characters), 0);
    assert_int_equal(yx_gb18030_errors(YX_S("\x81\xFF\x30"), &characters), 2);
    yx_buf_free(&all);
    yx_buf_free(&back);
    yx_buf_free(&gb);
}

static void both_encodings_read_alike(void **state)
{
    (void)state;
    struct yx_str text = YX_S("姓名,学校\n王𠮷㐂,第一小学　\n欧阳·娜,\"第二\n小学\"\n");
    struct yx_buf gb = to_gb18030(text);
    struct yx_workbook *a = read_all(text), *b = read_all(yx_buf_str(&gb));
    assert_string_equal(b->format, "csv/gb18030");
    tables_equal(a->table[0], b->table[0]);
    cell_is(b->table[0], 0, 0, "王𠮷㐂");
    cell_is(b->table[0], 0, 1, "第一小学");
    yx_workbook_free(a);
    yx_workbook_free(b);
    yx_buf_free(&gb);
}

static void late_chinese_settles_the_encoding(void **state)
{
    (void)state;
    struct yx_buf b = {0};
    yx_buf_putz(&b, "id,name\n");
    while (b.n < 3 << 20)
        yx_buf_putz(&b, "500299201001010019,Li\n");
    size_t plain = b.n;
    yx_buf_putz(&b, "500299201001010027,王小明\n500299201001010035,李雷\n");
    struct yx_buf gb = to_gb18030(yx_buf_str(&b));
    struct yx_pool *pool = yx_pool_new(3);
    struct want want = {0};
    struct yx_workbook *u = read_with(yx_buf_str(&b), &want, pool, 0);
    struct yx_workbook *g = read_with(yx_buf_str(&gb), &want, pool, 0);
    assert_string_equal(u->format, "csv/utf-8");
    assert_string_equal(g->format, "csv/gb18030");
    tables_equal(u->table[0], g->table[0]);
    assert_int_equal(g->table[0]->n_rows, (plain - 8) / 22 + 2);
    yx_workbook_free(u);
    yx_workbook_free(g);
    yx_pool_free(pool);
    yx_buf_free(&gb);
    yx_buf_free(&b);
}

/* ---- properties ---- */

static const char *const pieces[] = {"王", "小", "明", "a", "1",  "\"", ",", "\n",   "\r", "\r\n",
                                     ";",  "\t", "=",  "|", "𠮷", "'",  "0", "E+17", "·",  "x"};

/* Text with trimmed ends: what a reader gives back. */
static void random_cell(struct yx_rng *rng, struct yx_buf *b)
{
    size_t from = b->n;
    for (uint64_t n = yx_rng_below(rng, 6); n > 0; n--)
        yx_buf_putz(b, pieces[yx_rng_below(rng, YX_LEN(pieces))]);
    struct yx_str s = yx_str_trim((struct yx_str){b->p + from, b->n - from});
    if (s.n)
        memmove(b->p + from, s.p, s.n);
    b->n = from + s.n;
}

static void random_tables_survive_the_round_trip(void **state)
{
    (void)state;
    enum { ROUNDS = 60, COLUMNS = 4, MAX_ROWS = 60 };
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        struct yx_rng rng;
        yx_rng_seed(&rng, seed);
        uint32_t n_rows = (uint32_t)yx_rng_below(&rng, MAX_ROWS);
        struct yx_buf file = {0}, text[MAX_ROWS][COLUMNS] = {{{0}}};
        yx_buf_putz(&file, "甲,乙,丙,丁\n");
        for (uint32_t r = 0; r < n_rows; r++) {
            struct yx_str row[COLUMNS];
            yx_buf_putz(&text[r][0], "行"); /* no row is blank */
            for (uint32_t c = 0; c < COLUMNS; c++) {
                random_cell(&rng, &text[r][c]);
                row[c] = yx_buf_str(&text[r][c]);
            }
            for (uint32_t c = 0; c < COLUMNS; c++) {
                yx_csv_text(&file, row[c]);
                yx_buf_putc(&file, c + 1 < COLUMNS ? ',' : '\n');
            }
        }
        for (unsigned threads = 1; threads <= 8; threads += 7) {
            struct yx_pool *pool = yx_pool_new(threads);
            struct want want = {0};
            struct yx_workbook *w = read_with(yx_buf_str(&file), &want, pool, 1 + seed % 97);
            const struct yx_table *t = w->table[0];
            if (t->n_rows != n_rows || t->n_ragged)
                fail_msg("seed %u: %u rows of %u", (unsigned)seed, t->n_rows, n_rows);
            for (uint32_t r = 0; r < n_rows; r++)
                for (uint32_t c = 0; c < COLUMNS; c++)
                    if (!yx_str_eq(yx_column_text(&t->column[c], r), yx_buf_str(&text[r][c])))
                        fail_msg("seed %u: cell %u,%u", (unsigned)seed, r, c);
            yx_workbook_free(w);
            yx_pool_free(pool);
        }
        for (uint32_t r = 0; r < n_rows; r++)
            for (uint32_t c = 0; c < COLUMNS; c++)
                yx_buf_free(&text[r][c]);
        yx_buf_free(&file);
    }
}

/* Any bytes: what is read must not depend on chunks or threads. */
static void seams_do_not_show(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct yx_rng rng;
        yx_rng_seed(&rng, seed);
        struct yx_buf file = {0};
        yx_buf_putz(&file, "甲,乙,丙\n1,2,3\n");
        for (uint64_t n = yx_rng_below(&rng, 400); n > 0; n--)
            yx_buf_putz(&file, pieces[yx_rng_below(&rng, YX_LEN(pieces))]);
        struct want want = {0};
        struct yx_workbook *whole = read_with(yx_buf_str(&file), &want, NULL, 0);
        struct yx_pool *pool = yx_pool_new(1 + (unsigned)seed % 8);
        for (size_t chunk = 1; chunk < 40; chunk += 3 + seed % 5) {
            struct yx_workbook *cut = read_with(yx_buf_str(&file), &want, pool, chunk);
            tables_equal(whole->table[0], cut->table[0]);
            yx_workbook_free(cut);
        }
        yx_pool_free(pool);
        yx_workbook_free(whole);
        yx_buf_free(&file);
    }
}

static void columns_choose_their_kind(void **state)
{
    (void)state;
    enum { ROWS = 150000 };
    struct yx_buf file = {0};
    yx_buf_putz(&file, "号码,学校,生日,先少后多\n");
    for (uint32_t r = 0; r < ROWS; r++)
        yx_buf_printf(&file, "5002992010%08u,第%u小学,2010-%02u-%02u,%u\n", r, r % 37, r % 12 + 1,
                      r * 7 % 28 + 1, r < 50000 ? r % 10 : r);
    struct yx_workbook *w[3];
    const unsigned threads[3] = {1, 3, 8};
    for (int i = 0; i < 3; i++) {
        struct yx_pool *pool = yx_pool_new(threads[i]);
        struct want want = {0};
        w[i] = read_with(yx_buf_str(&file), &want, pool, 100000);
        yx_pool_free(pool);
    }
    const struct yx_table *t = w[0]->table[0];
    assert_int_equal(t->n_rows, ROWS);
    assert_false(t->column[0].is_dict);
    assert_true(t->column[1].is_dict);
    assert_int_equal(t->column[1].n_values, 38);
    assert_true(yx_str_is(t->column[1].value[1], "第0小学"));
    assert_true(t->column[2].is_dict);
    assert_false(t->column[3].is_dict);
    cell_is(t, 49999, 3, "9");
    cell_is(t, 131072, 3, "131072");
    cell_is(t, ROWS - 1, 0, "500299201000149999");
    tables_equal(t, w[1]->table[0]);
    tables_equal(t, w[2]->table[0]);
    for (int i = 0; i < 3; i++)
        yx_workbook_free(w[i]);
    yx_buf_free(&file);
}

static void cells_are_quoted_only_when_needed(void **state)
{
    (void)state;
    struct yx_buf b = {0};
    const struct yx_str row[] = {YX_S("甲"),   YX_S(""),   YX_S("a,b"), YX_S("say \"hi\""),
                                 YX_S("x\ny"), YX_S(" x"), YX_S("=1+1")};
    yx_csv_row(&b, row, YX_LEN(row));
    assert_true(yx_str_is(yx_buf_str(&b), "甲,,\"a,b\",\"say \"\"hi\"\"\",\"x\ny\",\" x\",=1+1\n"));
    yx_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(records_end_as_they_may),
        cmocka_unit_test(only_wanted_columns_are_read),
        cmocka_unit_test(stray_quotes_are_text),
        cmocka_unit_test(ragged_rows_are_counted),
        cmocka_unit_test(other_delimiters_are_found),
        cmocka_unit_test(cells_are_cleaned_and_marked),
        cmocka_unit_test(what_is_no_table_is_refused),
        cmocka_unit_test(skipped_sheets_give_no_table),
        cmocka_unit_test(endless_records_are_refused),
        cmocka_unit_test(gb18030_is_that_of_the_c_library),
        cmocka_unit_test(both_encodings_read_alike),
        cmocka_unit_test(late_chinese_settles_the_encoding),
        cmocka_unit_test(random_tables_survive_the_round_trip),
        cmocka_unit_test(seams_do_not_show),
        cmocka_unit_test(columns_choose_their_kind),
        cmocka_unit_test(cells_are_quoted_only_when_needed),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
