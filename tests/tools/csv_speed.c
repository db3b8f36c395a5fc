/* csv_speed.c -- what reading a large roster from CSV costs, by encoding.
 *
 * usage: csv_speed [MIB]
 * Makes a roster of ten columns in memory (default 200 MiB in UTF-8) and reads
 * it on one core, all columns wanted, into tables: encoding and delimiter found
 * out, characters checked or converted, records, cells, dictionaries.  Beside
 * it the bare scanner, which only finds records and cells of UTF-8.  Prints
 * rows of a table: MB of the file by CPU second, best of three. */
#include "base/file.h"
#include "base/rng.h"
#include "table/csv_scan.h"
#include "table/gb18030.h"
#include "table/reader.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void make(struct yx_buf *b, size_t size)
{
    static const char *const part[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                       "小", "明", "雅", "涵", "子", "轩", "思", "雨", "欣", "怡",
                                       "浩", "宇", "俊", "杰", "𠮷", "㐂", "䶮", "龴"};
    struct yx_rng rng;
    yx_rng_seed(&rng, 20261123);
    yx_buf_reserve(b, size + 4096);
    yx_buf_putz(b, "姓名,证件号,性别,出生日期,学校,年级,班级,就读方式,监护人姓名,家庭住址\n");
    for (uint32_t row = 0; b->n < size; row++) {
        uint64_t r = yx_rng_u64(&rng);
        unsigned year = 2004 + (unsigned)(r % 14), month = 1 + (unsigned)(r >> 8) % 12,
                 day = 1 + (unsigned)(r >> 16) % 28;
        /* one name in a hundred has a character of four bytes in GB18030 */
        unsigned last =
            (unsigned)(r >> 24) % 100 == 0 ? 24 + row % 4 : 10 + (unsigned)(r >> 32) % 14;
        const char *family = part[(r >> 40) % 10], *given = part[10 + (r >> 44) % 14];
        yx_buf_printf(b, "%s%s%s,500299%04u%02u%02u%03u%c,%s,%04u-%02u-%02u,", family, given,
                      part[last], year, month, day, row % 1000, "0123456789X"[row % 11],
                      r & 1 ? "男" : "女", year, month, day);
        yx_buf_printf(b, "第%u中心小学校,%u年级,%u班,%s,%s%s,岩溪镇桐楼村%u组%u号\n",
                      (unsigned)(r >> 50) % 60, 1 + row % 9, 1 + (unsigned)(r >> 56) % 8,
                      r & 2 ? "走读" : "寄宿", family, part[10 + (r >> 20) % 14], row % 12,
                      row % 300);
    }
}

static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *p,
                struct yx_err *err)
{
    (void)ctx;
    (void)err;
    for (uint32_t c = 0; c < head->n_columns; c++)
        p->field[c] = (int)c;
    return YX_OK;
}

static void row(const char *what, size_t bytes, double seconds)
{
    printf("| %s | %.0f | %.2f | %.0f |\n", what, (double)bytes / 1e6, seconds,
           (double)bytes / 1e6 / seconds);
}

static void scan(struct yx_str s)
{
    double best = 1e9;
    uint64_t cells = 0;
    for (int i = 0; i < 3; i++) {
        struct yx_csv_cell cell[16];
        struct yx_csv_record record = {.cell = cell, .cap = 16};
        struct yx_csv_scan scan;
        double from = cpu();
        yx_csv_scan_init(&scan, s, ',');
        while (yx_csv_next(&scan, &record))
            cells += record.n;
        best = YX_MIN(best, cpu() - from);
    }
    row(cells ? "the bare scanner, UTF-8" : "nothing", s.n, best);
}

static int table(const char *what, struct yx_str s)
{
    double best = 1e9;
    for (int i = 0; i < 3; i++) {
        struct yx_read_options o = {.plan = plan};
        struct yx_workbook *w;
        double from = cpu();
        if (yx_read_tables(s, YX_S("roster.csv"), &o, &w, NULL) != YX_OK) {
            (void)fprintf(stderr, "csv_speed: %s was refused\n", what);
            return 1;
        }
        best = YX_MIN(best, cpu() - from);
        yx_workbook_free(w);
    }
    row(what, s.n, best);
    return 0;
}

int main(int argc, char **argv)
{
    size_t size = (argc > 1 ? strtoul(argv[1], NULL, 10) : 200) << 20;
    struct yx_buf utf8 = {0}, other = {0};
    make(&utf8, size);
    scan(yx_buf_str(&utf8));
    int bad = table("into tables, UTF-8", yx_buf_str(&utf8));
    yx_gb18030_from_utf8(&other, yx_buf_str(&utf8));
    bad |= table("into tables, GB18030", yx_buf_str(&other));
    iconv_t cd = iconv_open("UTF-16LE", "UTF-8");
    char *in = utf8.p, *out;
    other.n = 0;
    yx_buf_reserve(&other, utf8.n * 2);
    out = other.p;
    size_t left = utf8.n, room = other.cap;
    if (cd == (iconv_t)-1 || iconv(cd, &in, &left, &out, &room) == (size_t)-1)
        return 1;
    other.n = other.cap - room;
    (void)iconv_close(cd);
    bad |= table("into tables, UTF-16", yx_buf_str(&other));
    yx_buf_free(&utf8);
    yx_buf_free(&other);
    return bad;
}
