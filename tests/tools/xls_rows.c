/* xls_rows.c -- a BIFF8 workbook of up to 65,536 rows and 20 columns of a roster.
 *
 * usage: xls_rows ROWS FILE.xls
 *
 * Half of the columns are texts (few values, and one for each row), the others
 * integers, amounts, doubles and dates, in the records Excel uses for them.  The
 * numbers are invented (division 500299); the same ROWS give the same bytes. */
#include "../unit/cfb_parts.h"
#include "table/xls_int.h"

#include <inttypes.h>
#include <stdio.h>

enum { COLUMNS = 20, MOST_ROWS = 65536, MOST_BODY = 8224, XF_PLAIN = 0, XF_DATE = 1 };

static uint64_t state = 0x9E3779B97F4A7C15U;

static unsigned draw(uint64_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 11) % n);
}

static void put16(struct yx_buf *b, uint32_t v)
{
    yx_buf_putc(b, (char)v);
    yx_buf_putc(b, (char)(v >> 8));
}

static void put32(struct yx_buf *b, uint32_t v)
{
    put16(b, v & 0xFFFF);
    put16(b, v >> 16);
}

static void put_record(struct yx_buf *b, uint32_t id, const struct yx_buf *body)
{
    put16(b, id);
    put16(b, (uint32_t)body->n);
    yx_buf_puts(b, yx_buf_str(body));
}

/* Count, flag and characters: one byte each when they are ASCII. */
static void put_text(struct yx_buf *b, const char *utf8)
{
    struct yx_str s = yx_str_of(utf8);
    size_t at = 0, n = yx_utf8_count(s);
    bool wide = n != s.n;
    uint32_t cp;
    put16(b, (uint32_t)n);
    yx_buf_putc(b, (char)wide);
    while (yx_utf8_next(s, &at, &cp)) {
        yx_buf_putc(b, (char)cp);
        if (wide)
            yx_buf_putc(b, (char)(cp >> 8));
    }
}

/* ---- the strings ---- */

struct shared {
    struct yx_buf records; /* SST and CONTINUE, without the counts */
    struct yx_buf body;
    uint32_t n;
    bool has_first;
};

static void end_record(struct shared *s)
{
    put_record(&s->records, s->has_first ? XLS_CONTINUE : XLS_SST, &s->body);
    s->has_first = true;
    s->body.n = 0;
}

static uint32_t share(struct shared *s, const char *text)
{
    struct yx_buf one = {0};
    put_text(&one, text);
    if (s->n == 0)
        put32(&s->body, 0), put32(&s->body, 0); /* counts, known later */
    if (s->body.n + one.n > MOST_BODY)
        end_record(s);
    yx_buf_puts(&s->body, yx_buf_str(&one));
    yx_buf_free(&one);
    return s->n++;
}

/* ---- cells ---- */

static void put_head(struct yx_buf *b, uint32_t id, uint32_t bytes, uint32_t row, uint32_t column,
                     uint32_t xf)
{
    put16(b, id);
    put16(b, bytes);
    put16(b, row);
    put16(b, column);
    put16(b, xf);
}

static void put_string(struct yx_buf *b, uint32_t row, uint32_t column, uint32_t index)
{
    put_head(b, XLS_LABELSST, 10, row, column, XF_PLAIN);
    put32(b, index);
}

static void put_double(struct yx_buf *b, uint32_t row, uint32_t column, double v)
{
    put_head(b, XLS_NUMBER, 14, row, column, XF_PLAIN);
    yx_buf_put(b, &v, sizeof v);
}

static void put_rk(struct yx_buf *b, uint32_t row, uint32_t column, uint32_t xf, uint32_t rk)
{
    put_head(b, XLS_RK, 10, row, column, xf);
    put32(b, rk);
}

static void put_row(struct yx_buf *b, struct shared *s, const uint32_t *few, uint32_t row)
{
    char z[40];
    for (uint32_t c = 0; c < 8; c++)
        put_string(b, row, c, few[draw(300)]);
    (void)snprintf(z, sizeof z, "50029920%02u%02u%02u%03uX", draw(20), 1 + draw(12), 1 + draw(28),
                   draw(1000));
    put_string(b, row, 8, share(s, z));
    (void)snprintf(z, sizeof z, "学生%" PRIu32, row);
    put_string(b, row, 9, share(s, z));
    for (uint32_t c = 10; c < 14; c++) /* whole numbers */
        put_rk(b, row, c, XF_PLAIN, draw(100000) << 2 | 2);
    for (uint32_t c = 14; c < 16; c++) /* amounts */
        put_rk(b, row, c, XF_PLAIN, (50000 + draw(100000)) << 2 | 3);
    put_double(b, row, 16, (double)draw(1000000) / 8);
    put_double(b, row, 17, (double)draw(1000000) / 7);
    for (uint32_t c = 18; c < 20; c++)
        put_rk(b, row, c, XF_DATE, (38000 + draw(6000)) << 2 | 2);
}

static void put_small(struct yx_buf *b, uint32_t id, const char *bytes, size_t n)
{
    struct yx_buf body = {0};
    yx_buf_put(&body, bytes, n);
    put_record(b, id, &body);
    yx_buf_free(&body);
}

static struct yx_buf make(uint32_t rows)
{
    struct shared s = {0};
    struct yx_buf cells = {0}, book = {0};
    uint32_t few[300];
    char z[40];
    for (unsigned i = 0; i < YX_LEN(few); i++) {
        (void)snprintf(z, sizeof z, i % 3 ? "彭水县第%u小学" : "class %u", i);
        few[i] = share(&s, z);
    }
    put_small(&cells, XLS_BOF, "\x00\x06\x10\x00\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    struct yx_buf used = {0}; /* DIMENSIONS, which libfreexl wants */
    put32(&used, 0), put32(&used, rows), put16(&used, 0), put16(&used, COLUMNS), put16(&used, 0);
    put_record(&cells, 0x0200, &used);
    yx_buf_free(&used);
    for (uint32_t c = 0; c < COLUMNS; c++) {
        (void)snprintf(z, sizeof z, "列%" PRIu32, c + 1);
        put_string(&cells, 0, c, share(&s, z));
    }
    for (uint32_t r = 1; r < rows; r++)
        put_row(&cells, &s, few, r);
    put_small(&cells, XLS_EOF, "", 0);
    end_record(&s);
    cfb_put32(s.records.p + 4, rows * 10);
    cfb_put32(s.records.p + 8, s.n);

    put_small(&book, XLS_BOF, "\x00\x06\x05\x00\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    put_small(&book, XLS_CODEPAGE, "\xB0\x04", 2);
    put_small(&book, XLS_XF, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
    put_small(&book, XLS_XF, "\0\0\x0E\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
    size_t ref = book.n + 4;
    put_small(&book, XLS_BOUNDSHEET, "\0\0\0\0\0\0\x02\0S1", 10);
    yx_buf_puts(&book, yx_buf_str(&s.records));
    put_small(&book, XLS_EOF, "", 0);
    cfb_put32(book.p + ref, (uint32_t)book.n);
    yx_buf_puts(&book, yx_buf_str(&cells));
    yx_buf_free(&cells);
    yx_buf_free(&s.records);
    yx_buf_free(&s.body);
    return book;
}

int main(int argc, char **argv)
{
    unsigned long n = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
    if (n == 0 || n > MOST_ROWS) {
        (void)fprintf(stderr, "usage: xls_rows ROWS FILE.xls (at most 65536 rows)\n");
        return 2;
    }
    struct yx_buf book = make((uint32_t)n);
    const struct cfb_part part[] = {{"Workbook", yx_buf_str(&book)}};
    struct yx_str file = cfb_build(part, 1, 9, false);
    FILE *f = fopen(argv[2], "wb");
    bool done = f && fwrite(file.p, 1, file.n, f) == file.n;
    done = f && fclose(f) == 0 && done;
    free((void *)(uintptr_t)file.p);
    yx_buf_free(&book);
    return done ? 0 : 3;
}
