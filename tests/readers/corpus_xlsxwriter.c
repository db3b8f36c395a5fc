/* corpus_xlsxwriter.c -- the corpus's workbooks that libxlsxwriter writes.
 *
 * usage: corpus_xlsxwriter DIR     (see make-corpus) */
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

static const char *folder;

static lxw_workbook *begin(const char *name, const lxw_workbook_options *o)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s.xlsxwriter.xlsx", folder, name);
    lxw_workbook *w =
        o ? workbook_new_opt(path, (lxw_workbook_options *)(uintptr_t)o) : workbook_new(path);
    lxw_doc_properties p = {.created = 1662021000};
    (void)workbook_set_properties(w, &p);
    return w;
}

static lxw_format *format(lxw_workbook *w, const char *code)
{
    lxw_format *f = workbook_add_format(w);
    format_set_num_format(f, code);
    return f;
}

static void roster(const char *name, const lxw_workbook_options *o)
{
    lxw_workbook *w = begin(name, o);
    lxw_worksheet *s = workbook_add_worksheet(w, "名册");
    lxw_format *date = format(w, "yyyy/m/d"), *zeros = format(w, "000000");
    static const char *const heading[] = {"序号", "姓名", "出生日期", "金额",
                                          "代码", "在校", "公式"};
    for (lxw_col_t c = 0; c < 7; c++)
        (void)worksheet_write_string(s, 0, c, heading[c], NULL);
    for (lxw_row_t r = 1; r < 20; r++) {
        lxw_datetime d = {.year = 2010, .month = (int)(r % 12) + 1, .day = (int)r};
        char z[64];
        (void)snprintf(z, sizeof z, r % 3 ? "学生%u" : " <学生&%u> ", (unsigned)r);
        (void)worksheet_write_number(s, r, 0, r, NULL);
        (void)worksheet_write_string(s, r, 1, z, NULL);
        (void)worksheet_write_datetime(s, r, 2, &d, date);
        (void)worksheet_write_number(s, r, 3, r * 1250.57 / 3, NULL);
        (void)worksheet_write_number(s, r, 4, r, zeros);
        (void)worksheet_write_boolean(s, r, 5, r % 2, NULL);
        (void)worksheet_write_formula_num(s, r, 6, "=A2*2", NULL, r * 2);
    }
    (void)worksheet_set_row_opt(s, 4, LXW_DEF_ROW_HEIGHT, NULL,
                                &(lxw_row_col_options){.hidden = 1});
    (void)worksheet_autofilter(s, 0, 0, 19, 6);
    (void)workbook_close(w);
}

static void rich(void)
{
    lxw_workbook *w = begin("rich", NULL);
    lxw_worksheet *s = workbook_add_worksheet(w, NULL);
    lxw_format *bold = workbook_add_format(w);
    format_set_bold(bold);
    lxw_rich_string_tuple a = {.string = "证件"}, b = {.format = bold, .string = " 号 "},
                          c = {.string = "码"}, *list[] = {&a, &b, &c, NULL};
    for (lxw_row_t r = 0; r < 5; r++) {
        (void)worksheet_write_rich_string(s, r, 0, list, NULL);
        (void)worksheet_write_url(s, r, 1, "https://example.cn/?a=1&b=2", NULL);
        (void)worksheet_write_blank(s, r, 2, bold);
        (void)worksheet_write_string(s, r, 3, "a_x0041_b\x01 \x1F _x", NULL);
    }
    (void)worksheet_merge_range(s, 6, 0, 8, 2, "合并", bold);
    (void)workbook_close(w);
}

static void numbers(void)
{
    static const double list[] = {
        0,       -0.0,         1,     -1,     0.1,     0.30000000000000004,
        1e15,    1e16,         1e-10, 1e21,   123456,  1250.5,
        1250.57, 99999999.99,  1e308, 5e-324, 2.0 / 3, 1e5,
        44805,   44805.999999, 60,    2958465};
    lxw_workbook *w = begin("numbers", NULL);
    lxw_worksheet *s = workbook_add_worksheet(w, "数");
    lxw_format *f[] = {NULL,
                       format(w, "0.00"),
                       format(w, "yyyy-mm-dd hh:mm:ss"),
                       format(w, "hh:mm"),
                       format(w, "00000000"),
                       format(w, "0%")};
    for (lxw_row_t r = 0; r < sizeof list / sizeof *list; r++)
        for (lxw_col_t c = 0; c < 6; c++)
            (void)worksheet_write_number(s, r, c, list[r], f[c]);
    (void)workbook_close(w);
}

static void formulas(void)
{
    lxw_workbook *w = begin("formulas", NULL);
    lxw_worksheet *s = workbook_add_worksheet(w, "公式");
    (void)worksheet_write_formula_str(s, 0, 0, "=\"a\"&\"<b>\"", NULL, "a<b>");
    (void)worksheet_write_formula_str(s, 1, 0, "=NA()", NULL, "#N/A");
    (void)worksheet_write_formula_str(s, 2, 0, "=1=1", NULL, "TRUE");
    (void)worksheet_write_formula_num(s, 3, 0, "=PI()", NULL, 3.14159265358979);
    (void)worksheet_write_array_formula_num(s, 4, 0, 5, 1, "{=A1:B2}", NULL, 7);
    (void)worksheet_write_formula_str(s, 6, 0, "=\"\"", NULL, "");
    (void)worksheet_write_comment(s, 0, 0, "批注");
    (void)workbook_close(w);
}

static void many_sheets(void)
{
    lxw_workbook *w = begin("many-sheets", NULL);
    for (int i = 0; i < 12; i++) {
        char z[32];
        (void)snprintf(z, sizeof z, "表 %d", i);
        lxw_worksheet *s = workbook_add_worksheet(w, z);
        if (i % 3)
            (void)worksheet_write_string(s, (lxw_row_t)i * 100, (lxw_col_t)i * 50, z, NULL);
        if (i == 5)
            worksheet_hide(s);
    }
    (void)workbook_add_chartsheet(w, "图");
    (void)workbook_close(w);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: corpus_xlsxwriter DIR\n");
        return 2;
    }
    folder = argv[1];
    lxw_workbook_options constant = {.constant_memory = LXW_TRUE}, large = {.use_zip64 = LXW_TRUE};
    roster("roster", NULL);
    roster("roster-inline", &constant);
    roster("roster-zip64", &large);
    rich();
    numbers();
    formulas();
    many_sheets();
    return 0;
}
