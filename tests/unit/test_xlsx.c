/* test_xlsx.c -- workbooks in and out: what cells show, limits, round trips. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "table/reader.h"
#include "table/xlsx_int.h"
#include "table/xlsx_out.h"
#include "xlsx_parts.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct want {
    uint32_t first, last;
    struct yx_buf head; /* rows of the head, cells in brackets */
    uint32_t n_sheets, n_hidden;
};

static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *p,
                struct yx_err *err)
{
    struct want *w = ctx;
    (void)err;
    w->n_sheets++;
    w->n_hidden += head->is_hidden;
    for (uint32_t r = 0; r < head->n_rows; r++) {
        yx_buf_printf(&w->head, "%u:", head->row_no[r]);
        for (uint32_t c = 0; c < head->n_columns; c++) {
            struct yx_str s = head->cell[r * head->n_columns + c];
            yx_buf_printf(&w->head, "[%.*s]", (int)s.n, s.p ? s.p : "");
        }
        yx_buf_putc(&w->head, '\n');
    }
    p->first = YX_MIN(w->first, head->n_rows - 1);
    p->last = YX_MIN(w->last, head->n_rows - 1);
    for (uint32_t c = 0; c < head->n_columns; c++)
        p->field[c] = (int)c;
    return YX_OK;
}

static struct yx_workbook *read_named(struct yx_str bytes, const char *name, struct want *want)
{
    struct yx_read_options o = {.plan = plan, .ctx = want};
    struct yx_workbook *w;
    struct yx_err err;
    int rc = yx_read_tables(bytes, yx_str_of(name), &o, &w, &err);
    if (rc != YX_OK) {
        struct yx_buf b = {0};
        yx_err_render(&err, YX_EN, &b);
        print_error("%.*s (%s:%d)\n", (int)b.n, b.p, err.file, err.line);
        yx_buf_free(&b);
    }
    assert_int_equal(rc, YX_OK);
    return w;
}

static struct yx_workbook *read_file(const char *path, struct want *want)
{
    struct yx_str bytes;
    char full[1024];
    const char *root = getenv("YX_ROOT");
    (void)snprintf(full, sizeof full, "%s/%s", root ? root : ".", path);
    assert_int_equal(yx_map_path(full, &bytes, NULL), YX_OK);
    struct yx_workbook *w = read_named(bytes, "名册.xlsx", want);
    yx_unmap(bytes);
    return w;
}

static struct yx_workbook *read_sheet(const char *sheet, const char *strings, const char *styles)
{
    struct want want = {0};
    struct yx_str bytes = zip_sheet(sheet, strings, styles);
    struct yx_workbook *w = read_named(bytes, "名册.xlsx", &want);
    free((void *)(uintptr_t)bytes.p);
    yx_buf_free(&want.head);
    return w;
}

static void refused_as(struct yx_str bytes, const char *name, const char *part)
{
    struct want want = {0};
    struct yx_read_options o = {.plan = plan, .ctx = &want};
    struct yx_workbook *w;
    struct yx_err err;
    assert_int_equal(yx_read_tables(bytes, yx_str_of(name), &o, &w, &err), YX_INVALID);
    assert_null(w);
    struct yx_buf b = {0};
    yx_err_render(&err, YX_ZH, &b);
    if (yx_str_find(yx_buf_str(&b), yx_str_of(part)) < 0 ||
        yx_str_find(yx_buf_str(&b), yx_str_of(name)) < 0)
        fail_msg("\"%.*s\" does not say \"%s\"", (int)b.n, b.p, part);
    yx_buf_free(&b);
    yx_buf_free(&want.head);
}

static void refused(struct yx_str bytes, const char *part)
{
    refused_as(bytes, "名册.xlsx", part);
    free((void *)(uintptr_t)bytes.p);
}

static void cell_is(const struct yx_table *t, uint32_t row, uint32_t column, const char *text,
                    unsigned mark)
{
    assert_true(row < t->n_rows);
    assert_true(column < t->n_columns);
    struct yx_str s = yx_column_text(&t->column[column], row);
    unsigned m = yx_column_mark(&t->column[column], row);
    if (!yx_str_is(s, text) || m != mark)
        fail_msg("cell %u,%u is \"%.*s\" marked %u, not \"%s\" marked %u", row, column, (int)s.n,
                 s.p, m, text, mark);
}

/* ---- files of other programs ---- */

static void check_foreign(const char *path, bool has_values)
{
    struct want want = {.first = 1, .last = 2};
    struct yx_workbook *w = read_file(path, &want);
    struct yx_str head = yx_buf_str(&want.head);
    const char *title = "1:[某县 2022 年秋季资助名册][某县 2022 年秋季资助名册]";
    assert_true(yx_str_starts(head, yx_str_of(title)));
    assert_true(
        yx_str_find(head, YX_S("2:[序号][姓名][家庭成员][家庭成员][出生日期][金额][备注][代码]\n"
                               "3:[序号][姓名][父亲][母亲][出生日期][][][]\n")) > 0);
    assert_int_equal(want.n_sheets, 2);
    assert_int_equal(want.n_hidden, 1);
    assert_int_equal(w->n_tables, 2);
    assert_true(w->table[1]->is_hidden_sheet);
    const struct yx_table *t = w->table[0];
    assert_true(yx_str_is(t->sheet, "名册"));
    assert_true(yx_str_is(t->title, "某县 2022 年秋季资助名册"));
    assert_true(yx_str_is(t->column[3].heading, "家庭成员/母亲"));
    assert_true(yx_str_is(t->column[0].heading, "序号"));
    assert_int_equal(t->n_rows, 4);
    assert_int_equal(t->row_no[1], 6);
    const unsigned n = YX_CELL_NUMBER, d = YX_CELL_NUMBER | YX_CELL_DATE, h = YX_CELL_HIDDEN;
    cell_is(t, 0, 0, "1", n);
    cell_is(t, 0, 1, "王小明", 0);
    cell_is(t, 0, 4, "2010-09-01", d);
    cell_is(t, 0, 5, "1250.5", n);
    cell_is(t, 0, 7, "0007", n);
    cell_is(t, 1, 1, "李雷", h);
    cell_is(t, 1, 3, "TRUE", h);
    cell_is(t, 1, 4, "2011-02-28", d | h);
    cell_is(t, 1, 5, "0.1", n | h);
    cell_is(t, 2, 0, "500299201009010000", n | YX_CELL_EXPONENT);
    cell_is(t, 2, 1, "5.00299E+17", YX_CELL_EXPONENT);
    cell_is(t, 2, 4, "2012-02-29", d);
    cell_is(t, 2, 5, "-3", n);
    cell_is(t, 2, 6, "多行\n文字", 0);
    cell_is(t, 3, 4, "2013-05-06 07:08:09", d);
    cell_is(t, 3, 5, "1000000.25", n);
    if (has_values) {
        cell_is(t, 0, 6, "2501", n);
        cell_is(t, 1, 2, "张三", h);
        cell_is(t, 1, 6, "#DIV/0!", YX_CELL_ERROR | h);
    }
    yx_workbook_free(w);
    yx_buf_free(&want.head);
}

static void workbooks_of_openpyxl_are_read(void **state)
{
    (void)state;
    check_foreign("tests/data/xlsx/openpyxl.xlsx", false);
}

static void workbooks_of_libreoffice_are_read(void **state)
{
    (void)state;
    check_foreign("tests/data/xlsx/libreoffice.xlsx", true);
}

/* ---- parts by hand ---- */

static void references_may_be_missing(void **state)
{
    (void)state;
    struct yx_workbook *w = read_sheet(
        "<x:worksheet xmlns:x='" NS
        "'><x:sheetData><x:row><x:c t='inlineStr'><x:is><x:t>甲</x:t></x:is></x:c>"
        "<x:c t='str'><x:f>A1</x:f><x:v>乙</x:v></x:c></x:row>"
        "<x:row><x:c><x:v>1</x:v></x:c><x:c/><x:c><x:v>9</x:v></x:c></x:row>"
        "<x:row r='7'><x:c r='B7'><x:v>2</x:v></x:c></x:row><x:row><x:c><x:v>3</x:v></x:c></x:row>"
        "</x:sheetData></x:worksheet>",
        NULL, NULL);
    const struct yx_table *t = w->table[0];
    assert_int_equal(t->n_rows, 3);
    assert_int_equal(t->row_no[1], 7);
    assert_int_equal(t->row_no[2], 8);
    cell_is(t, 0, 0, "1", YX_CELL_NUMBER);
    cell_is(t, 1, 1, "2", YX_CELL_NUMBER);
    cell_is(t, 2, 0, "3", YX_CELL_NUMBER);
    yx_workbook_free(w);
}

static void shared_strings_are_what_people_see(void **state)
{
    (void)state;
    struct yx_workbook *w = read_sheet(
        "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>"
        "<row r='2'><c r='A2' t='s'><v>2</v></c><c r='B2' t='inlineStr'><is><r><t>李</t></r><rPh><t>li</t></rPh><r><t>雷</t></r></is></c></row>"
        "<row r='3'><c r='A3' t='s'><v>3</v></c><c r='B3' t='s'><v>4</v></c></row></sheetData></worksheet>",
        "<sst><si><t>姓</t></si><si><r><rPr><b/></rPr><t>证件</t></r><r><t>号</t></r><rPh sb='0' eb='1'><t>zheng</t></rPh></si>"
        "<si><t xml:space='preserve'> 王&amp;小　</t></si><si><t>a_x000D_b_x005F_x0041_</t></si><si/></sst>",
        NULL);
    const struct yx_table *t = w->table[0];
    assert_true(yx_str_is(t->column[1].heading, "证件号"));
    cell_is(t, 0, 0, "王&小", 0);
    cell_is(t, 0, 1, "李雷", 0);
    cell_is(t, 1, 0, "a\rb_x0041_", 0);
    cell_is(t, 1, 1, "", 0);
    yx_workbook_free(w);
}

static void number_is(const char *stored, struct yx_cell_format style, bool is_1904,
                      const char *text, unsigned mark)
{
    struct yx_buf b = {0};
    unsigned m = yx_cell_stored_number(&b, yx_str_of(stored), style, is_1904);
    if (!yx_str_is(yx_buf_str(&b), text) || m != mark)
        fail_msg("%s shows \"%.*s\" marked %u, not \"%s\" marked %u", stored, (int)b.n, b.p, m,
                 text, mark);
    yx_buf_free(&b);
}

static void numbers_show_all_their_digits(void **state)
{
    (void)state;
    const struct yx_cell_format plain = {0}, padded = {.zeros = 6};
    const unsigned n = YX_CELL_NUMBER, lost = YX_CELL_NUMBER | YX_CELL_EXPONENT;
    number_is("123456789012345", plain, false, "123456789012345", n);
    number_is("5.0029920100901E+17", plain, false, "500299201009010000", lost);
    number_is("500299201009010019", plain, false, "500299201009010000", lost);
    number_is("1234567890123456", plain, false, "1234567890123460", lost);
    number_is("1250.5", plain, false, "1250.5", n);
    number_is("1250.50", plain, false, "1250.5", n);
    number_is("600.00", plain, false, "600", n);
    number_is("-0.0", plain, false, "0", n);
    number_is("00.5", plain, false, "0.5", n);
    number_is("0.05", plain, false, "0.05", n);
    number_is(".5", plain, false, "0.5", n);
    number_is("0.30000000000000004", plain, false, "0.3", n);
    number_is("1E-7", plain, false, "0.0000001", n);
    number_is("1e3", plain, false, "1000", n);
    number_is("-0", plain, false, "0", n);
    number_is("-12.25", plain, false, "-12.25", n);
    number_is("1.0000000000000001E+15", plain, false, "1000000000000000", lost);
    number_is("12", padded, false, "000012", n);
    number_is("1234567", padded, false, "1234567", n);
    number_is("-1", padded, false, "-1", n);
    number_is("abc", plain, false, "abc", 0);
}

static void dates_of_both_epochs(void **state)
{
    (void)state;
    const struct yx_cell_format day = {.has_date = true},
                                both = {.has_date = true, .has_time = true},
                                hour = {.has_time = true};
    const unsigned d = YX_CELL_NUMBER | YX_CELL_DATE;
    number_is("44805", day, false, "2022-09-01", d);
    number_is("44805.75", day, false, "2022-09-01", d);
    number_is("44805.75", both, false, "2022-09-01 18:00:00", d);
    number_is("44805", both, false, "2022-09-01", d);
    number_is("0.5", hour, false, "12:00:00", d);
    number_is("1", day, false, "1900-01-01", d);
    number_is("59", day, false, "1900-02-28", d);
    number_is("60", day, false, "1900-02-29", d);
    number_is("61", day, false, "1900-03-01", d);
    number_is("43343", day, true, "2022-09-01", d);
    number_is("0", day, true, "1904-01-01", d);
    number_is("2958465", day, false, "9999-12-31", d);
    number_is("20220901", day, false, "20220901", YX_CELL_NUMBER);
    number_is("-1", day, false, "-1", YX_CELL_NUMBER);
}

static void formats_are_understood(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        bool date, time;
        unsigned zeros;
    } list[] = {
        {"General", false, false, 0},
        {"@", false, false, 0},
        {"#,##0.00_ ;[Red]\\-#,##0.00\\ ", false, false, 0},
        {"yyyy\"年\"m\"月\"d\"日\"", true, false, 0},
        {"[$-804]yyyy/m/d\\ h:mm", true, true, 0},
        {"mm:ss", false, true, 0},
        {"[h]:mm", false, true, 0},
        {"m\"月\"", true, false, 0},
        {"0000000000", false, false, 10},
        {"0.00", false, false, 0},
        {"\"day\"0", false, false, 0},
        {"[DBNum1][$-804]yyyy年m月", true, false, 0},
        {"[Magenta]0", false, false, 0},
        {"0;\"d\"", false, false, 0},
        {"¥#,##0", false, false, 0},
        {"_(* #,##0_)", false, false, 0},
    };
    for (size_t i = 0; i < YX_LEN(list); i++) {
        struct yx_cell_format s = yx_cell_format_of(yx_str_of(list[i].code));
        if (s.has_date != list[i].date || s.has_time != list[i].time || s.zeros != list[i].zeros)
            fail_msg("format %s", list[i].code);
    }
}

static void workbook_epoch_is_honoured(void **state)
{
    (void)state;
    const struct part parts[] = {
        {"_rels/.rels", rels_package},
        {"xl/_rels/workbook.xml.rels", rels_book},
        {"xl/workbook.xml",
         "<workbook xmlns:r='" REL
         "'><workbookPr date1904='true'/><sheets><sheet name='a' r:id='s1'/></sheets></workbook>"},
        {"xl/styles.xml",
         "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='yyyy\\-mm'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
         "<cellXfs><xf numFmtId='0'/><xf numFmtId='176'/><xf numFmtId='57'/></cellXfs></styleSheet>"},
        {"xl/worksheets/sheet1.xml",
         "<worksheet><sheetData><row><c t='str'><v>a</v></c><c t='str'><v>b</v></c><c t='str'><v>c</v></c></row>"
         "<row><c s='1'><v>43343</v></c><c s='2'><v>43343</v></c><c t='d'><v>2022-09-01T00:00:00Z</v></c></row></sheetData></worksheet>"},
        {NULL, NULL}};
    struct want want = {0};
    struct yx_str bytes = zip_parts(parts, 0);
    struct yx_workbook *w = read_named(bytes, "a.xlsx", &want);
    cell_is(w->table[0], 0, 0, "2022-09-01", YX_CELL_NUMBER | YX_CELL_DATE);
    cell_is(w->table[0], 0, 1, "2022-09-01", YX_CELL_NUMBER | YX_CELL_DATE);
    cell_is(w->table[0], 0, 2, "2022-09-01", YX_CELL_DATE);
    yx_workbook_free(w);
    yx_buf_free(&want.head);
    free((void *)(uintptr_t)bytes.p);
}

/* Merged ranges that come after more rows than the head has. */
static void merged_heads_of_long_sheets(void **state)
{
    (void)state;
    struct yx_buf b = {0};
    yx_buf_putz(
        &b,
        "<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>标题</v></c></row><row r='2'><c r='A2' t='str'><v>甲</v></c><c r='C2' t='str'><v>丙</v></c></row>");
    for (int i = 3; i < 5000; i++)
        yx_buf_printf(&b, "<row r='%d'><c r='A%d'><v>%d</v></c><c r='C%d'><v>5</v></c></row>", i, i,
                      i, i);
    yx_buf_putz(
        &b,
        "</sheetData><mergeCells count='2'><mergeCell ref=\"A1:C1\"/><mergeCell ref='A2:B2'/><mergeCell ref='B3:B4'/></mergeCells></worksheet>");
    yx_buf_putc(&b, 0);
    struct want want = {.last = 1};
    struct yx_str bytes = zip_sheet(b.p, NULL, NULL);
    struct yx_workbook *w = read_named(bytes, "a.xlsx", &want);
    assert_true(yx_str_starts(yx_buf_str(&want.head),
                              YX_S("1:[标题][标题][标题]\n2:[甲][甲][丙]\n3:[3][][5]\n")));
    assert_int_equal(w->table[0]->n_rows, 4997);
    assert_true(yx_str_is(w->table[0]->column[1].heading, "标题/甲"));
    yx_workbook_free(w);
    yx_buf_free(&want.head);
    yx_buf_free(&b);
    free((void *)(uintptr_t)bytes.p);
}

/* ---- refusals ---- */

static void damaged_and_foreign_files_are_refused(void **state)
{
    (void)state;
    static const char ole[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1................";
    struct yx_buf b = {0};
    yx_buf_put(&b, ole, 24);
    refused_as(yx_buf_str(&b), "a.xls", "已损坏");
    yx_buf_free(&b);
    refused_as(YX_S("no workbook"), "a.et", ".et");
    struct yx_str good = zip_sheet(
        "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>", NULL, NULL);
    for (size_t n = 4; n < good.n; n += 7)
        refused_as((struct yx_str){good.p, n}, "a.xlsx", "已损坏");
    free((void *)(uintptr_t)good.p);
    refused(zip_sheet("<worksheet><sheetData><row><c><v>1</v></row></sheetData></worksheet>", NULL,
                      NULL),
            "已损坏");
    refused(
        zip_sheet("<worksheet><sheetData><row><c t='s'><v>1</v></c></row></sheetData></worksheet>",
                  "<sst/>", NULL),
        "已损坏");
    refused(
        zip_sheet("<worksheet><sheetData><row><c r='A0'><v>1</v></c></row></sheetData></worksheet>",
                  NULL, NULL),
        "名册.xlsx:表 已损坏");
    refused(
        zip_sheet(
            "<worksheet><sheetData><row r='1048577'><c><v>1</v></c></row></sheetData></worksheet>",
            NULL, NULL),
        "已损坏");
    refused(zip_sheet("<worksheet/>", NULL, NULL), "都是空的");
    const struct part word[] = {{"word/document.xml", "<x/>"}, {NULL, NULL}},
                      other[] = {{"a.txt", "x"}, {NULL, NULL}},
                      binary[] = {{"xl/workbook.bin", "x"}, {NULL, NULL}};
    refused(zip_parts(word, 0), "Word");
    refused(zip_parts(other, 0), "压缩包");
    refused(zip_parts(binary, 0), ".xlsb");
}

static void harmful_files_are_refused(void **state)
{
    (void)state;
    refused(zip_sheet(
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><worksheet>&x;</worksheet>",
                NULL, NULL),
            "实体声明");
    refused(zip_sheet("<worksheet/>", "<!DOCTYPE sst><sst/>", NULL), "文档类型");
    struct yx_buf deep = {0};
    for (int i = 0; i < 100; i++)
        yx_buf_putz(&deep, "<a>");
    for (int i = 0; i < 100; i++)
        yx_buf_putz(&deep, "</a>");
    yx_buf_putc(&deep, 0);
    refused(zip_sheet(deep.p, NULL, NULL), "32 层");
    yx_buf_free(&deep);
    const struct part none[] = {{NULL, NULL}};
    refused(zip_parts(none, 10001), "10,000");
    struct yx_buf bomb = {0};
    yx_buf_putz(&bomb, "<worksheet>");
    yx_buf_reserve(&bomb, 20 << 20);
    memset(bomb.p + bomb.n, ' ', 20 << 20);
    bomb.n += 20 << 20;
    yx_buf_putz(&bomb, "</worksheet>");
    yx_buf_putc(&bomb, 0);
    refused(zip_sheet(bomb.p, NULL, NULL), "压缩比");
    yx_buf_free(&bomb);
}

/* ---- out and back in ---- */

static struct yx_str write_to_bytes(struct yx_xlsx *x, const char *path)
{
    struct yx_err err;
    int rc = yx_xlsx_finish(x, &err);
    if (rc != YX_OK)
        fail_msg("%s: %s", err.text.en, err.arg[1]);
    struct yx_str bytes;
    assert_int_equal(yx_map_path(path, &bytes, NULL), YX_OK);
    return bytes;
}

static const char *const pieces[] = {
    "王", "=", "+",  "-",       "@", "\t", "\n",   "\r",   "\"", "&",        "<",
    ">",  "1", "𠮷", "_x0041_", "_", "x",  "\x01", "\x1F", "'",  "http://a", "=cmd|' /C calc'!A0"};

static void random_cells_survive_the_round_trip(void **state)
{
    (void)state;
    enum { COLUMNS = 5, ROWS = 40 };
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct yx_rng rng;
        yx_rng_seed(&rng, seed);
        const char path[] = "round.xlsx";
        struct yx_xlsx *x = yx_xlsx_new(path, NULL);
        assert_non_null(x);
        struct yx_xlsx_column column[COLUMNS] = {
            {.heading = YX_S("甲"), .type = YX_XLSX_TEXT, .width = 0},
            {.heading = YX_S("乙"), .type = YX_XLSX_TEXT, .width = 20},
            {.heading = YX_S("丙"), .type = YX_XLSX_TEXT, .width = 0},
            {.heading = YX_S("金额"), .type = YX_XLSX_MONEY, .width = 0},
            {.heading = YX_S("数"), .type = YX_XLSX_INT, .width = 0}};
        struct yx_xlsx_sheet *s = yx_xlsx_list(x, YX_S("清单"), YX_S("说明"), column, COLUMNS);
        struct yx_buf cell[ROWS][COLUMNS] = {{{0}}};
        for (uint32_t r = 0; r < ROWS; r++) {
            struct yx_str row[COLUMNS];
            yx_buf_putz(&cell[r][0], "行");
            for (uint32_t c = 0; c < 3; c++) {
                for (uint64_t n = yx_rng_below(&rng, 5); n > 0; n--)
                    yx_buf_putz(&cell[r][c], pieces[yx_rng_below(&rng, YX_LEN(pieces))]);
                struct yx_str t = yx_str_trim(yx_buf_str(&cell[r][c]));
                if (t.n)
                    memmove(cell[r][c].p, t.p, t.n);
                cell[r][c].n = t.n;
            }
            uint64_t fen = yx_rng_below(&rng, 10000000);
            if (fen % 100)
                yx_buf_printf(&cell[r][3], "%u.%02u", (unsigned)(fen / 100), (unsigned)(fen % 100));
            else
                yx_buf_printf(&cell[r][3], "%u", (unsigned)(fen / 100));
            if (fen % 10 == 0 && fen % 100)
                cell[r][3].n--;
            yx_buf_put_u64(&cell[r][4], yx_rng_below(&rng, 1000000000000000));
            for (uint32_t c = 0; c < COLUMNS; c++)
                row[c] = yx_buf_str(&cell[r][c]);
            assert_int_equal(yx_xlsx_row(s, row, COLUMNS, NULL), YX_OK);
        }
        struct yx_str bytes = write_to_bytes(x, path);
        struct want want = {.first = 2, .last = 2};
        struct yx_workbook *w = read_named(bytes, path, &want);
        const struct yx_table *t = w->table[0];
        assert_int_equal(t->n_rows, ROWS);
        for (uint32_t r = 0; r < ROWS; r++)
            for (uint32_t c = 0; c < COLUMNS; c++) {
                struct yx_str got = yx_column_text(&t->column[c], r);
                if (!yx_str_eq(got, yx_buf_str(&cell[r][c])))
                    fail_msg("seed %u: cell %u,%u is \"%.*s\", was \"%.*s\"", (unsigned)seed, r, c,
                             (int)got.n, got.p, (int)cell[r][c].n, cell[r][c].p);
                assert_int_equal(yx_column_mark(&t->column[c], r),
                                 c < 3 || got.n == 0 ? 0 : YX_CELL_NUMBER);
                yx_buf_free(&cell[r][c]);
            }
        yx_workbook_free(w);
        yx_unmap(bytes);
        yx_buf_free(&want.head);
        (void)unlink(path);
    }
}

static struct yx_str write_sample(const char *path)
{
    struct yx_xlsx *x = yx_xlsx_new(path, NULL);
    const double width[] = {24, 12, 40};
    struct yx_xlsx_sheet *cover = yx_xlsx_page(x, YX_S("汇总"), width, 3);
    yx_xlsx_put(cover, 0, 0, YX_S("应学在学、应助尽助"), YX_LOOK_TITLE);
    yx_xlsx_put(cover, 1, 0, YX_S("说明"), YX_LOOK_NOTE);
    yx_xlsx_put(cover, 3, 0, YX_S("清单"), YX_LOOK_HEADING);
    yx_xlsx_put_link(cover, 4, 0, YX_S("应助未助"), YX_S("应助/未助[1]"));
    yx_xlsx_put_int(cover, 4, 1, 12345, YX_LOOK_BAD);
    yx_xlsx_put(cover, 4, 2, YX_S("=1+1"), YX_LOOK_GOOD);
    struct yx_xlsx_column column[] = {{.heading = YX_S("证件号"), .type = YX_XLSX_TEXT, .width = 0},
                                      {.heading = YX_S("金额"), .type = YX_XLSX_MONEY, .width = 0}};
    struct yx_xlsx_sheet *s = yx_xlsx_list(x, YX_S("应助/未助[1]"), YX_S(""), column, 2);
    const struct yx_str row[] = {YX_S("500299201009010019"), YX_S("1250.50")};
    assert_int_equal(yx_xlsx_row(s, row, 2, NULL), YX_OK);
    struct yx_xlsx_sheet *again = yx_xlsx_list(x, YX_S("应助-未助-1-"), YX_S(""), column, 2);
    assert_int_equal(yx_xlsx_row(again, row, 1, NULL), YX_OK);
    return write_to_bytes(x, path);
}

static void the_same_calls_give_the_same_bytes(void **state)
{
    (void)state;
    struct yx_str a = write_sample("a.xlsx");
    sleep(1); /* any clock in the file would show */
    struct yx_str b = write_sample("b.xlsx");
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
    struct want want = {0};
    struct yx_workbook *w = read_named(a, "a.xlsx", &want);
    assert_int_equal(w->n_tables, 3);
    assert_true(yx_str_is(w->table[1]->sheet, "应助-未助-1-"));
    assert_true(yx_str_is(w->table[2]->sheet, "应助-未助-1-~2"));
    cell_is(w->table[0], 2, 0, "应助未助", 0);
    cell_is(w->table[0], 2, 2, "=1+1", 0);
    yx_workbook_free(w);
    yx_buf_free(&want.head);
    yx_unmap(a);
    yx_unmap(b);
    (void)unlink("a.xlsx");
    (void)unlink("b.xlsx");
}

/* Dates are dates, choices and colours are there, and a long list goes on in another sheet. */
static void lists_are_made_to_be_filled_in(void **state)
{
    (void)state;
    static const char *const words[] = {"同一人", "不同人", NULL};
    struct yx_xlsx *x = yx_xlsx_new("fill.xlsx", NULL);
    yx_xlsx_foot(x, YX_S("内部 & 保密"));
    yx_xlsx_limit(x, 10);
    struct yx_xlsx_column column[] = {
        {.heading = YX_S("姓名"), .type = YX_XLSX_TEXT},
        {.heading = YX_S("出生日期"), .type = YX_XLSX_DATE},
        {.heading = YX_S("差额"), .type = YX_XLSX_MONEY, .rule = YX_RULE_NEGATIVE},
        {.heading = YX_S("原因"), .type = YX_XLSX_PROSE, .width = 10, .rule = YX_RULE_WARN},
        {.heading = YX_S("判定"),
         .rule = YX_RULE_DONE,
         .choices = words,
         .hint = "选一项",
         .is_fill_in = true}};
    struct yx_xlsx_sheet *s =
        yx_xlsx_list(x, YX_S("很长很长很长很长很长很长很长很长很长很长很长很长很长很长的清单"),
                     YX_S("说明\n怎样用"), column, YX_LEN(column));
    for (int i = 0; i < 14; i++) {
        const struct yx_str row[] = {YX_S("王小明"), i ? YX_S("2010-02-28") : YX_S("1899-01-01"),
                                     YX_S("-12.50"), YX_S("学籍状态为转出，又不在校，去向不明"),
                                     YX_S("")};
        assert_int_equal(yx_xlsx_row(s, row, YX_LEN(row), NULL), YX_OK);
    }
    struct yx_str bytes = write_to_bytes(x, "fill.xlsx");
    struct want want = {.first = 3, .last = 3};
    struct yx_workbook *w = read_named(bytes, "fill.xlsx", &want);
    assert_int_equal(w->n_tables, 3); /* six rows a sheet below four */
    for (uint32_t k = 0; k < 3; k++) {
        const struct yx_table *t = w->table[k];
        assert_int_equal(t->n_rows, k < 2 ? 6 : 2);
        assert_true(yx_utf8_count(t->sheet) <= 31);
        assert_true(k == 0 || yx_str_ends(t->sheet, k == 1 ? YX_S(" (2)") : YX_S(" (3)")));
        cell_is(t, 1, 1, "2010-02-28", YX_CELL_NUMBER | YX_CELL_DATE);
        cell_is(t, 1, 2, "-12.5", YX_CELL_NUMBER);
    }
    cell_is(w->table[0], 0, 1, "1899-01-01", 0);
    yx_workbook_free(w);
    yx_buf_free(&want.head);
    yx_unmap(bytes);
    (void)unlink("fill.xlsx");
}

static void abandoned_workbooks_leave_nothing(void **state)
{
    (void)state;
    struct yx_xlsx *x = yx_xlsx_new("gone.xlsx", NULL);
    struct yx_xlsx_column column[] = {{.heading = YX_S("甲"), .type = YX_XLSX_TEXT, .width = 0}};
    (void)yx_xlsx_list(x, YX_S("a"), YX_S(""), column, 1);
    yx_xlsx_abandon(x);
    assert_int_equal(access("gone.xlsx", F_OK), -1);
    struct yx_err err;
    assert_null(yx_xlsx_new("no/such/folder/a.xlsx", &err));
    assert_int_equal(err.code, YX_IO);
}

/* In a child of its own: 0 when the workbook was written, 1 when that was refused. */
static int write_under(const char *fail_at, rlim_t limit)
{
    pid_t child = fork();
    if (child == 0) {
        struct rlimit l = {limit, limit};
        if (fail_at)
            (void)setenv("YX_FAIL_WRITE", fail_at, 1);
        if (limit) {
            (void)signal(SIGXFSZ, SIG_IGN);
            (void)setrlimit(RLIMIT_FSIZE, &l);
        }
        struct yx_err err = {0};
        struct yx_xlsx *x = yx_xlsx_new("kept.xlsx", &err);
        struct yx_xlsx_column column[] = {
            {.heading = YX_S("证件号"), .type = YX_XLSX_TEXT, .width = 0}};
        struct yx_xlsx_sheet *s = yx_xlsx_list(x, YX_S("清单"), YX_S(""), column, 1);
        for (int i = 0; i < 5000; i++) {
            char z[32];
            (void)snprintf(z, sizeof z, "%018d", i * 7919);
            const struct yx_str cell = yx_str_of(z);
            (void)yx_xlsx_row(s, &cell, 1, NULL);
        }
        int rc = yx_xlsx_finish(x, &err);
        _exit(rc == YX_OK ? 0 : rc == YX_IO && err.code == YX_IO && err.text.zh ? 1 : 2);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static size_t n_files(void)
{
    size_t n = 0;
    DIR *d = opendir(".");
    for (const struct dirent *e; (e = readdir(d)) != NULL;)
        n += e->d_name[0] != '.';
    (void)closedir(d);
    return n;
}

static void a_full_disk_leaves_the_earlier_file(void **state)
{
    (void)state;
    unsigned refusals = 0;
    for (int step = 0; step < 24; step++) {
        assert_int_equal(yx_write_file("kept.xlsx", YX_S("earlier"), NULL), YX_OK);
        char n[16];
        (void)snprintf(n, sizeof n, "%d", step + 1);
        /* First the n-th write fails, then files may not grow beyond a size. */
        int rc = step < 12 ? write_under(n, 0) : write_under(NULL, (rlim_t)(step - 11) * 20000);
        assert_in_range(rc, 0, 1);
        struct yx_str now;
        assert_int_equal(yx_map_path("kept.xlsx", &now, NULL), YX_OK);
        if (rc == 1) {
            refusals++;
            assert_true(yx_str_is(now, "earlier"));
        } else {
            struct want want = {0};
            struct yx_workbook *w = read_named(now, "kept.xlsx", &want);
            assert_int_equal(w->table[0]->n_rows, 5001);
            yx_workbook_free(w);
            yx_buf_free(&want.head);
        }
        yx_unmap(now);
        assert_int_equal(n_files(), 1);
    }
    assert_true(refusals >= 10 && refusals < 24);
    (void)unlink("kept.xlsx");
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(workbooks_of_openpyxl_are_read),
        cmocka_unit_test(workbooks_of_libreoffice_are_read),
        cmocka_unit_test(references_may_be_missing),
        cmocka_unit_test(shared_strings_are_what_people_see),
        cmocka_unit_test(numbers_show_all_their_digits),
        cmocka_unit_test(dates_of_both_epochs),
        cmocka_unit_test(formats_are_understood),
        cmocka_unit_test(workbook_epoch_is_honoured),
        cmocka_unit_test(merged_heads_of_long_sheets),
        cmocka_unit_test(damaged_and_foreign_files_are_refused),
        cmocka_unit_test(harmful_files_are_refused),
        cmocka_unit_test(random_cells_survive_the_round_trip),
        cmocka_unit_test(the_same_calls_give_the_same_bytes),
        cmocka_unit_test(lists_are_made_to_be_filled_in),
        cmocka_unit_test(abandoned_workbooks_leave_nothing),
        cmocka_unit_test(a_full_disk_leaves_the_earlier_file),
    };
    char dir[] = "/tmp/yx-test-XXXXXX";
    if (!mkdtemp(dir))
        return 1;
    const char *root = getenv("YX_ROOT");
    if (!root) { /* run by hand, from the root of the source */
        char here[1024];
        if (getcwd(here, sizeof here))
            (void)setenv("YX_ROOT", here, 1);
    }
    if (chdir(dir) != 0)
        return 1;
    int rc = cmocka_run_group_tests(list, NULL, NULL);
    (void)rmdir(dir);
    return rc;
}
