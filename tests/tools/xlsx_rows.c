/* xlsx_rows.c -- a workbook of any number of rows of a roster, as libxlsxwriter writes it.
 *
 * usage: xlsx_rows ROWS FILE.xlsx
 *
 * Ten columns: running number, student number, name, identity number, sex, date
 * of birth, school, grade, amount, and a remark one row in twenty has.  The
 * numbers are invented (division 500299); the same ROWS give the same cells. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

static uint64_t state = 0x9E3779B97F4A7C15U;

static unsigned draw(uint64_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 11) % n);
}

static void name(char *z, size_t n)
{
    static const char *const family[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵",
                                         "吴", "周", "徐", "孙", "马", "朱", "胡", "冉"};
    static const char *const given[] = {"小", "明", "芳", "伟", "娜", "秀", "英", "敏", "静", "丽",
                                        "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "超",
                                        "霞", "平", "刚", "桂", "文", "辉", "玲", "建", "国", "华"};
    (void)snprintf(z, n, "%s%s%s", family[draw(16)], given[draw(30)],
                   draw(4) ? given[draw(30)] : "");
}

/* 18 characters with the check character of GB 11643. */
static void identity(char *z, size_t n, unsigned year, unsigned month, unsigned day,
                     unsigned serial)
{
    static const int weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    (void)snprintf(z, n, "500299%04u%02u%02u%03u", year, month, day, serial % 1000);
    for (int i = 0; i < 17; i++)
        sum += (z[i] - '0') * weight[i];
    z[17] = "10X98765432"[sum % 11];
    z[18] = '\0';
}

static void put_row(lxw_worksheet *s, uint32_t r, lxw_format *date)
{
    char z[80];
    unsigned year = 2004 + draw(16), month = 1 + draw(12), day = 1 + draw(28);
    (void)worksheet_write_number(s, r, 0, r, NULL);
    (void)snprintf(z, sizeof z, "G5002432022%08" PRIu32, r);
    (void)worksheet_write_string(s, r, 1, z, NULL);
    name(z, sizeof z);
    (void)worksheet_write_string(s, r, 2, z, NULL);
    identity(z, sizeof z, year, month, day, draw(1000));
    (void)worksheet_write_string(s, r, 3, z, NULL);
    (void)worksheet_write_string(s, r, 4, draw(2) ? "男" : "女", NULL);
    lxw_datetime d = {.year = (int)year, .month = (int)month, .day = (int)day};
    (void)worksheet_write_datetime(s, r, 5, &d, date);
    (void)snprintf(z, sizeof z, "第%u小学", 1 + draw(300));
    (void)worksheet_write_string(s, r, 6, z, NULL);
    (void)worksheet_write_number(s, r, 7, 1 + draw(6), NULL);
    (void)worksheet_write_number(s, r, 8, (double)(50000 + draw(100000)) / 100, NULL);
    if (draw(20) == 0)
        (void)worksheet_write_string(s, r, 9, "家长已签字", NULL);
    else
        (void)worksheet_write_string(s, r, 9, "无", NULL);
}

int main(int argc, char **argv)
{
    unsigned long n = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
    if (n == 0 || n >= LXW_ROW_MAX) {
        (void)fprintf(stderr, "usage: xlsx_rows ROWS FILE.xlsx\n");
        return 2;
    }
    static const char *const heading[] = {"序号",     "学籍号", "姓名", "证件号", "性别",
                                          "出生日期", "学校",   "年级", "金额",   "备注"};
    lxw_workbook *w = workbook_new(argv[2]);
    lxw_worksheet *s = w ? workbook_add_worksheet(w, "名册") : NULL;
    if (!s)
        return 3;
    lxw_format *date = workbook_add_format(w);
    format_set_num_format(date, "yyyy-mm-dd");
    for (lxw_col_t c = 0; c < 10; c++)
        (void)worksheet_write_string(s, 0, c, heading[c], NULL);
    for (uint32_t r = 1; r <= n; r++)
        put_row(s, r, date);
    return workbook_close(w) == LXW_NO_ERROR ? 0 : 3;
}
