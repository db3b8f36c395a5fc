/* xls_sheet.c -- the rows of one sheet of a binary workbook, cell by cell.
 *
 * DESIGN.  Each cell is a record; the records of a sheet come in blocks of rows
 * with the rows' own records before, and merged ranges last.  The sheet is
 * looked through once without reading any cell, for what has to be known
 * before; writers that do not keep the order of rows get a list of their cells,
 * sorted.  Then cells are gathered until the row changes.  Strings of the book
 * are pointed to; other text is gathered in a buffer that may move while the
 * row grows, so until the end of the row such a cell holds its offset.
 * A chart within the sheet is a stream of its own between BOF and EOF. */
#include "table/sheet_plan.h"
#include "table/xls_int.h"

#include <math.h>
#include <stdlib.h>

enum { CELL_HEAD = 6, MAX_MERGED = 65536, ROW_HIDDEN = 0x20, ERROR_NUM = 0x24 };
enum { RK_HUNDREDTH = 1, RK_INTEGER = 2 };

/* Whether the record holds cells that show something: row and column come first. */
static bool is_cell(uint32_t id)
{
    switch (id) {
    case XLS_FORMULA:
    case XLS_FORMULA | 0x0200: /* as BIFF3 and BIFF4 number it, and some writers after them */
    case XLS_FORMULA | 0x0400:
    case XLS_MULRK:
    case XLS_RSTRING:
    case XLS_LABELSST:
    case XLS_NUMBER:
    case XLS_LABEL:
    case XLS_BOOLERR:
    case XLS_RK: return true;
    default: return false;
    }
}

/* ---- before the first row ---- */

static void add_merged(struct yx_sheet_ranges *to, struct yx_str body)
{
    size_t n = body.n < 2 ? 0 : YX_MIN((size_t)yx_xls_u16(body.p), (body.n - 2) / 8);
    for (size_t i = 0; i < n && to->n < MAX_MERGED; i++) {
        const char *p = body.p + 2 + i * 8;
        struct yx_sheet_range m = {.row = {yx_xls_u16(p) + 1, yx_xls_u16(p + 2) + 1},
                                   .column = {yx_xls_u16(p + 4), yx_xls_u16(p + 6)}};
        if (m.row[0] <= m.row[1] && m.column[0] <= m.column[1])
            YX_PUSH(to, m);
    }
}

static int order_cmp(const void *x, const void *y)
{
    const struct yx_xls_order *a = x, *b = y;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static void sort_cells(struct yx_xls_sheet *s)
{
    struct {
        struct yx_xls_order *v;
        size_t n, cap;
    } list = {0};
    struct yx_xls_cursor c = {.stream = s->records};
    struct yx_xls_record r;
    unsigned depth = 0;
    for (size_t at = 0; yx_xls_next(&c, &r); at = c.at) {
        depth += r.id == XLS_BOF;
        if (r.id == XLS_EOF && --depth == 0)
            break;
        if (depth == 1 && is_cell(r.id) && r.body.n >= CELL_HEAD) {
            struct yx_xls_order o = {.row = yx_xls_u16(r.body.p), .at = (uint32_t)at};
            YX_PUSH(&list, o);
        }
    }
    if (list.n)
        qsort(list.v, list.n, sizeof *list.v, order_cmp);
    s->order = list.v;
    s->n_order = list.n;
}

int yx_xls_sheet_open(const struct yx_xls_book *book, const struct yx_xls_sheet_ref *ref,
                      const char *place, struct yx_xls_sheet *out, struct yx_err *err)
{
    *out = (struct yx_xls_sheet){.book = book, .place = place};
    struct yx_xls_cursor c = {.stream = book->stream, .at = ref->at};
    struct yx_xls_record r;
    if (ref->at > book->stream.n || !yx_xls_next(&c, &r) || r.id != XLS_BOF)
        return yx_xls_damaged(place, err);
    out->records = yx_str_sub(book->stream, ref->at, book->stream.n);
    unsigned depth = 1;
    uint32_t last_row = 0;
    bool is_sorted = true;
    while (yx_xls_next(&c, &r)) {
        if (r.id == XLS_BOF) {
            depth++;
        } else if (r.id == XLS_EOF) {
            if (--depth == 0)
                break;
        } else if (depth > 1) {
            continue;
        } else if (r.id == XLS_ROW && r.body.n >= 16) {
            uint32_t row = yx_xls_u16(r.body.p);
            if (r.body.p[12] & ROW_HIDDEN)
                out->hidden[row / 64] |= (uint64_t)1 << (row % 64);
        } else if (r.id == XLS_MERGEDCELLS) {
            add_merged(&out->merged, r.body);
        } else if (r.id == XLS_FILTERMODE || r.id == XLS_AUTOFILTERINFO) {
            out->is_filtered = true;
        } else if (is_cell(r.id) && r.body.n >= CELL_HEAD) {
            uint32_t row = yx_xls_u16(r.body.p);
            is_sorted = is_sorted && row >= last_row;
            last_row = row;
        }
    }
    if (depth && c.at < c.stream.n) /* ended within a record, or with what is none */
        return yx_xls_damaged(place, err);
    if (!is_sorted)
        sort_cells(out);
    return YX_OK;
}

void yx_xls_sheet_close(struct yx_xls_sheet *s)
{
    free(s->merged.v);
    free(s->order);
    *s = (struct yx_xls_sheet){0};
}

/* ---- rows ---- */

struct rows {
    const struct yx_xls_sheet *sheet;
    yx_sheet_row_fn fn;
    void *ctx;
    uint32_t row; /* 0-based, of the cells gathered */
    bool is_hidden;
    struct {
        struct yx_sheet_cell *v; /* text.p NULL: text.n bytes at `offset` of `text` */
        size_t n, cap;
    } cells;
    struct {
        size_t *v;
        size_t n, cap;
    } offset; /* one per cell */
    struct yx_buf text;
};

static int flush(struct rows *r, struct yx_err *err)
{
    if (r->cells.n == 0)
        return YX_OK;
    for (size_t i = 0; i < r->cells.n; i++)
        if (!r->cells.v[i].text.p)
            r->cells.v[i].text.p = r->text.p + r->offset.v[i];
    int rc = r->fn(r->ctx, r->row + 1, r->is_hidden, r->cells.v, (uint32_t)r->cells.n, err);
    r->cells.n = r->offset.n = 0;
    r->text.n = 0;
    return rc;
}

static int start_row(struct rows *r, uint32_t row, struct yx_err *err)
{
    int rc = flush(r, err);
    r->row = row;
    r->is_hidden = r->sheet->hidden[row / 64] >> (row % 64) & 1;
    return rc;
}

static void push(struct rows *r, uint32_t column, struct yx_str text, size_t offset, uint8_t mark)
{
    struct yx_sheet_cell cell = {.column = column, .text = text, .mark = mark};
    if (text.n == 0)
        return;
    if (r->is_hidden)
        cell.mark |= YX_CELL_HIDDEN;
    YX_PUSH(&r->cells, cell);
    YX_PUSH(&r->offset, offset);
}

/* The text appended since `from` is the cell's. */
static void push_text(struct rows *r, uint32_t column, size_t from, uint8_t mark)
{
    push(r, column, (struct yx_str){NULL, r->text.n - from}, from, mark);
}

static const char *error_text(unsigned char code)
{
    switch (code) {
    case 0x00: return "#NULL!";
    case 0x07: return "#DIV/0!";
    case 0x0F: return "#VALUE!";
    case 0x17: return "#REF!";
    case 0x1D: return "#NAME?";
    case ERROR_NUM: return "#NUM!";
    default: return "#N/A";
    }
}

static void push_bool_error(struct rows *r, uint32_t column, char value, bool is_error)
{
    size_t from = r->text.n;
    yx_buf_putz(&r->text, is_error ? error_text((unsigned char)value) : value ? "TRUE" : "FALSE");
    push_text(r, column, from, is_error ? YX_CELL_ERROR : 0);
}

static void push_number(struct rows *r, uint32_t column, uint32_t xf, double v)
{
    const struct yx_xls_book *b = r->sheet->book;
    struct yx_cell_format none = {0};
    size_t from = r->text.n;
    if (!isfinite(v)) {
        push_bool_error(r, column, ERROR_NUM, true);
        return;
    }
    uint8_t mark =
        yx_cell_number(&r->text, v, xf < b->n_formats ? b->format[xf] : none, b->is_1904);
    push_text(r, column, from, mark);
}

static double get_double(const char *p)
{
    uint64_t u = yx_xls_u32(p) | (uint64_t)yx_xls_u32(p + 4) << 32;
    double v;
    memcpy(&v, &u, sizeof v);
    return v;
}

/* A number in 30 bits: [MS-XLS] 2.5.217 (RkNumber). */
static double get_rk(const char *p)
{
    uint32_t u = yx_xls_u32(p);
    double v;
    if (u & RK_INTEGER) {
        v = (double)((int32_t)u >> 2);
    } else {
        uint64_t wide = (uint64_t)(u & ~(uint32_t)3) << 32;
        memcpy(&v, &wide, sizeof v);
    }
    return u & RK_HUNDREDTH ? v / 100 : v;
}

/* A text in the records at `rest` and after. */
static int push_string(struct rows *r, uint32_t column, struct yx_str body,
                       struct yx_xls_cursor *rest, struct yx_err *err)
{
    size_t from = r->text.n;
    int rc = yx_xls_text(r->sheet->book->coding, body, rest, &r->text, r->sheet->place, err);
    if (rc != YX_OK)
        return rc;
    struct yx_str s = {r->text.p + from, r->text.n - from};
    push_text(r, column, from, yx_is_exponent_text(s) ? YX_CELL_EXPONENT : 0);
    return YX_OK;
}

/* The string a formula gave stands in a record after the formula's. */
static int push_formula_string(struct rows *r, uint32_t column, struct yx_xls_cursor *rest,
                               struct yx_err *err)
{
    struct yx_xls_cursor c = *rest;
    struct yx_xls_record next;
    while (yx_xls_next(&c, &next)) {
        if (next.id == XLS_STRING)
            return push_string(r, column, next.body, &c, err);
        if (next.id != XLS_ARRAY && next.id != XLS_TABLE && next.id != XLS_SHRFMLA &&
            next.id != XLS_CONTINUE)
            break;
    }
    return YX_OK; /* the writer left it out: empty until calculated */
}

/* [MS-XLS] 2.5.133 (FormulaValue): a number, or, with 0xFFFF above, what it says. */
static int push_formula(struct rows *r, uint32_t column, struct yx_str body,
                        struct yx_xls_cursor *rest, struct yx_err *err)
{
    const char *value = body.p + CELL_HEAD;
    if (yx_xls_u16(value + 6) != 0xFFFF) {
        push_number(r, column, yx_xls_u16(body.p + 4), get_double(value));
        return YX_OK;
    }
    switch (value[0]) {
    case 0: return push_formula_string(r, column, rest, err);
    case 1: push_bool_error(r, column, value[2], false); break;
    case 2: push_bool_error(r, column, value[2], true); break;
    default: break; /* an empty string */
    }
    return YX_OK;
}

static int push_shared(struct rows *r, uint32_t column, uint32_t i, struct yx_err *err)
{
    const struct yx_xls_shared *s = &r->sheet->book->strings;
    if (i >= s->end.n)
        return yx_xls_damaged(r->sheet->place, err);
    uint32_t from = i ? s->end.v[i - 1] : 0;
    struct yx_str text = {s->text.p + from, s->end.v[i] - from};
    push(r, column, text, 0, yx_is_exponent_text(text) ? YX_CELL_EXPONENT : 0);
    return YX_OK;
}

static void push_mulrk(struct rows *r, uint32_t column, struct yx_str body)
{
    size_t n = (body.n - CELL_HEAD) / 6;
    for (size_t i = 0; i < n; i++) {
        const char *p = body.p + 4 + i * 6;
        push_number(r, column + (uint32_t)i, yx_xls_u16(p), get_rk(p + 2));
    }
}

/* The cells of one record; `rest` stands after it. */
static int add_cells(struct rows *r, const struct yx_xls_record *record, struct yx_xls_cursor *rest,
                     struct yx_err *err)
{
    static const struct {
        uint16_t id, bytes; /* the least */
    } least[] = {{XLS_LABELSST, 10}, {XLS_NUMBER, 14}, {XLS_BOOLERR, 8}, {XLS_RK, 10},
                 {XLS_MULRK, 12},    {XLS_LABEL, 8},   {XLS_RSTRING, 8}};
    struct yx_str body = record->body;
    size_t need = 14; /* a formula */
    for (size_t i = 0; i < YX_LEN(least); i++)
        if (least[i].id == record->id)
            need = least[i].bytes;
    if (body.n < need)
        return yx_xls_damaged(r->sheet->place, err);
    uint32_t row = yx_xls_u16(body.p), column = yx_xls_u16(body.p + 2);
    uint32_t xf = yx_xls_u16(body.p + 4);
    size_t n_more = record->id == XLS_MULRK ? (body.n - CELL_HEAD) / 6 - 1 : 0;
    if (column + n_more >= XLS_MAX_COLUMN)
        return yx_xls_damaged(r->sheet->place, err);
    if (row != r->row) {
        int rc = start_row(r, row, err);
        if (rc != YX_OK)
            return rc;
    }
    switch (record->id) {
    case XLS_LABELSST: return push_shared(r, column, yx_xls_u32(body.p + CELL_HEAD), err);
    case XLS_NUMBER: push_number(r, column, xf, get_double(body.p + CELL_HEAD)); break;
    case XLS_RK: push_number(r, column, xf, get_rk(body.p + CELL_HEAD)); break;
    case XLS_MULRK: push_mulrk(r, column, body); break;
    case XLS_BOOLERR: push_bool_error(r, column, body.p[CELL_HEAD], body.p[7] != 0); break;
    case XLS_LABEL:
    case XLS_RSTRING: return push_string(r, column, yx_str_sub(body, CELL_HEAD, body.n), rest, err);
    default: return push_formula(r, column, body, rest, err);
    }
    return YX_OK;
}

static int sorted_rows(struct rows *r, struct yx_err *err)
{
    const struct yx_xls_sheet *s = r->sheet;
    int rc = YX_OK;
    for (size_t i = 0; rc == YX_OK && i < s->n_order; i++) {
        struct yx_xls_cursor c = {.stream = s->records, .at = s->order[i].at};
        struct yx_xls_record record;
        if (yx_xls_next(&c, &record))
            rc = add_cells(r, &record, &c, err);
    }
    return rc;
}

static int rows_in_file(struct rows *r, struct yx_err *err)
{
    struct yx_xls_cursor c = {.stream = r->sheet->records};
    struct yx_xls_record record;
    unsigned depth = 0;
    int rc = YX_OK;
    while (rc == YX_OK && yx_xls_next(&c, &record)) {
        if (record.id == XLS_BOF)
            depth++;
        else if (record.id == XLS_EOF && --depth == 0)
            break;
        else if (depth == 1 && is_cell(record.id))
            rc = add_cells(r, &record, &c, err);
    }
    return rc;
}

int yx_xls_rows(const struct yx_xls_sheet *s, yx_sheet_row_fn fn, void *ctx, struct yx_err *err)
{
    struct rows r = {.sheet = s, .fn = fn, .ctx = ctx, .row = UINT32_MAX};
    int rc = s->order ? sorted_rows(&r, err) : rows_in_file(&r, err);
    if (rc == YX_OK)
        rc = flush(&r, err);
    free(r.cells.v);
    free(r.offset.v);
    yx_buf_free(&r.text);
    return rc == YX_FOUND ? YX_OK : rc;
}
