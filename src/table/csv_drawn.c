/* csv_drawn.c -- a CSV file with several tables in it, read as a sheet. */
#include "table/csv_drawn.h"

#include "base/hash.h"
#include "base/mem.h"
#include "table/csv_cell.h"
#include "table/csv_scan.h"
#include "table/sheet_plan.h"
#include "table/sheet_rows.h"

#include <stdlib.h>

enum { FIRST_CELLS = 64 };

/* Walks the records; the cells of one are there until the next. */
struct walk {
    struct yx_csv_scan scan;
    struct yx_csv_record record;
    struct yx_buf text;
    struct {
        struct yx_sheet_cell *v;
        size_t n, cap;
    } cells; /* those that are not empty */
};

static void walk_begin(struct walk *w, struct yx_str text, char delimiter)
{
    *w = (struct walk){.record.cap = FIRST_CELLS};
    w->record.cell = yx_calloc(FIRST_CELLS, sizeof *w->record.cell);
    yx_csv_scan_init(&w->scan, text, delimiter);
}

static void walk_end(struct walk *w)
{
    free(w->record.cell);
    free(w->cells.v);
    yx_buf_free(&w->text);
}

static bool walk_next(struct walk *w)
{
    struct yx_csv_scan again = w->scan;
    if (!yx_csv_next(&w->scan, &w->record))
        return false;
    if (w->record.n > w->record.cap && w->record.cap < YX_CSV_MAX_CELLS) {
        w->record.cap = YX_MIN(w->record.n, YX_CSV_MAX_CELLS);
        w->record.cell =
            yx_realloc(w->record.cell, yx_mul_size(w->record.cap, sizeof *w->record.cell));
        w->scan = again;
        (void)yx_csv_next(&w->scan, &w->record);
    }
    w->text.n = w->cells.n = 0;
    yx_buf_reserve(&w->text, yx_csv_text_room((size_t)(w->scan.p - again.p)));
    for (uint32_t c = 0; c < YX_MIN(w->record.n, w->record.cap); c++) {
        struct yx_str t = yx_csv_cell_text(&w->record.cell[c], YX_CSV_CLEAN, &w->text);
        struct yx_sheet_cell cell = {c, t, yx_is_exponent_text(t) ? YX_CELL_EXPONENT : 0};
        if (t.n)
            YX_PUSH(&w->cells, cell);
    }
    return true;
}

/* ---- is it one? ---- */

/* A line of nothing but delimiters and blanks, with something below it: told from the bytes. */
static bool may_have_blank_line(struct yx_str bytes, char delimiter)
{
    const char *p = bytes.p, *end = p + bytes.n;
    while (p < end) {
        const char *q = p;
        while (q < end && (*q == delimiter || *q == ' ' || *q == '\r' || *q == '\t'))
            q++;
        if (q < end && *q == '\n' && q + 1 < end)
            return true;
        if (q == end)
            return false;
        p = memchr(q, '\n', (size_t)(end - q));
        if (!p)
            return memchr(bytes.p, '\r', bytes.n) != NULL; /* lines may end in CR alone */
        p++;
    }
    return false;
}

static bool is_heading(const struct walk *w, const struct yx_read_options *o, struct yx_str *text,
                       uint32_t *n)
{
    enum { MOST = 256 };
    *n = (uint32_t)YX_MIN(w->cells.n, (size_t)MOST);
    for (uint32_t i = 0; i < *n; i++)
        text[i] = w->cells.v[i].text;
    return *n >= 2 && o->may_be_heading(text, *n);
}

static uint64_t words_of(const struct yx_str *text, uint32_t n)
{
    uint64_t h = n;
    for (uint32_t i = 0; i < n; i++)
        h = yx_mix64(h ^ yx_hash_str(text[i]));
    return h;
}

static bool has_two_headings(struct yx_str text, char delimiter, const struct yx_read_options *o)
{
    struct walk w;
    struct yx_str words[256];
    uint64_t first = 0;
    uint32_t n, n_rows = 0;
    bool found = false, is_blank = false;
    walk_begin(&w, text, delimiter);
    while (!found && walk_next(&w)) {
        if (!w.cells.n) {
            is_blank = true;
            continue;
        }
        if (!first && n_rows++ < YX_HEAD_ROWS) {
            if (is_heading(&w, o, words, &n))
                first = words_of(words, n);
        } else if (!first) {
            break;
        } else if (is_blank && is_heading(&w, o, words, &n)) {
            found = words_of(words, n) != first;
        }
        is_blank &= w.cells.n == 1; /* a title over the next heading */
    }
    found = found && !w.scan.too_long;
    walk_end(&w);
    return found;
}

/* The whole file as UTF-8; false if a character of it is not sound. */
static bool open_text(struct yx_str body, size_t from, enum yx_encoding encoding,
                      struct yx_csv_view *v)
{
    yx_csv_view_open(v, body, encoding, from);
    (void)yx_csv_view_upto(v, body.n);
    while (!v->is_whole)
        yx_csv_view_more(v);
    bool is_utf8 = encoding == YX_ENCODING_UTF8 || encoding == YX_ENCODING_ASCII;
    return !v->n_errors && !v->foreign.n && v->text.n && !memchr(v->text.p, 0, v->text.n) &&
           (!is_utf8 || yx_utf8_valid(v->text) == v->text.n);
}

bool yx_csv_is_drawn(struct yx_str body, size_t from, enum yx_encoding encoding, char delimiter,
                     const struct yx_read_options *o)
{
    bool is_wide = encoding == YX_ENCODING_UTF16LE || encoding == YX_ENCODING_UTF16BE;
    if (!o->may_be_heading || body.n > YX_CSV_DRAWN_MOST ||
        (!is_wide && !may_have_blank_line(yx_str_sub(body, from, body.n), delimiter)))
        return false;
    struct yx_csv_view v = {0};
    bool is_drawn = open_text(body, from, encoding, &v) && has_two_headings(v.text, delimiter, o);
    yx_csv_view_free(&v);
    return is_drawn;
}

/* ---- its rows ---- */

struct drawn {
    struct yx_str text;
    uint32_t from_line;
    char delimiter;
};

/* yx_sheet_rows_fn: rows from the top. */
static int rows_of(void *ctx, yx_sheet_row_fn fn, void *fn_ctx, struct yx_sheet_extras *extras,
                   struct yx_err *err)
{
    const struct drawn *d = ctx;
    struct walk w;
    int rc = YX_OK;
    (void)extras; /* nothing is merged in a text */
    walk_begin(&w, d->text, d->delimiter);
    while (rc == YX_OK && walk_next(&w))
        if (w.cells.n)
            rc = fn(fn_ctx, d->from_line + w.record.line + 1, false, w.cells.v, (uint32_t)w.cells.n,
                    err);
    walk_end(&w);
    return rc == YX_FOUND ? YX_OK : rc;
}

int yx_csv_drawn_read(struct yx_str body, size_t from, uint32_t from_line,
                      enum yx_encoding encoding, char delimiter, struct yx_str name,
                      const struct yx_read_options *o, struct yx_workbook *w, struct yx_err *err)
{
    struct yx_csv_view v = {0};
    (void)open_text(body, from, encoding, &v); /* sound: yx_csv_is_drawn() saw to it */
    struct drawn d = {v.text, from_line, delimiter};
    struct yx_sheet_source source = {.file = name, .sheet = {"", 0}, .rows = rows_of, .ctx = &d};
    bool any = false;
    int rc = yx_sheet_rows_read(&source, o, w, &any, err);
    yx_csv_view_free(&v);
    return rc;
}
