/* xlsx_read.c -- a workbook file to one table per sheet.
 *
 * DESIGN.  Each sheet is opened twice.  The first time its first rows are kept,
 * and the rest of the part is only unpacked and searched for merged ranges,
 * which the format puts last although the head needs them first.  The second
 * time, if the plan wants the sheet, all rows go into columns.  That costs the
 * unpacking twice and never more memory than the wanted cells. */
#include "table/xlsx.h"

#include "table/columns.h"
#include "table/xlsx_int.h"

#include <stdlib.h>

enum { PIECE_ROWS = 1 << 15, PIECE_BYTES = 8 << 20 };
static const uint64_t max_text = (uint64_t)2
                                 << 30; /* of one sheet, strings counted as often as shown */

struct head_row {
    uint32_t row_no, n;
    struct yx_xlsx_cell *cell;
};

struct head {
    struct yx_arena *a;
    struct head_row row[YX_HEAD_ROWS];
    uint32_t n_rows, n_columns;
    struct yx_xlsx_ranges merged;
};

static int keep_head(void *ctx, uint32_t row_no, bool is_hidden, const struct yx_xlsx_cell *cell,
                     uint32_t n, struct yx_err *err)
{
    struct head *h = ctx;
    struct head_row *row = &h->row[h->n_rows++];
    (void)is_hidden;
    (void)err;
    *row =
        (struct head_row){.row_no = row_no, .n = n, .cell = YX_NEW(h->a, struct yx_xlsx_cell, n)};
    for (uint32_t i = 0; i < n; i++) {
        row->cell[i] = cell[i];
        row->cell[i].text = yx_str_dup(h->a, cell[i].text);
        h->n_columns = YX_MAX(h->n_columns, cell[i].column + 1);
    }
    return h->n_rows == YX_HEAD_ROWS ? YX_FOUND : YX_OK;
}

/* Repeats each merged cell over its range. */
static void spread_merged(const struct head *h, struct yx_str *grid)
{
    size_t left = (size_t)YX_HEAD_ROWS * YX_XLSX_MAX_COLUMN; /* damaged files overlap ranges */
    for (size_t m = 0; m < h->merged.n && left; m++) {
        const struct yx_xlsx_range *g = &h->merged.v[m];
        struct yx_str text = {NULL, 0};
        uint32_t last = YX_MIN(g->column[1] + 1, h->n_columns);
        for (uint32_t r = 0; r < h->n_rows; r++) {
            uint32_t no = h->row[r].row_no;
            if (no < g->row[0] || no > g->row[1] || g->column[0] >= h->n_columns)
                continue;
            struct yx_str *cell = grid + (size_t)r * h->n_columns;
            if (no == g->row[0])
                text = cell[g->column[0]];
            if (!text.n)
                continue;
            for (uint32_t c = g->column[0]; c < last && left; c++, left--)
                if (cell[c].n == 0)
                    cell[c] = text;
        }
    }
}

static int read_head(const struct yx_xlsx_sheet_source *s, struct head *h, struct yx_str **grid,
                     uint32_t **row_no, struct yx_err *err)
{
    int rc = yx_xlsx_rows(s, keep_head, h, &h->merged, err);
    if (rc == YX_OK && h->n_rows) {
        *grid = YX_NEW(h->a, struct yx_str, (size_t)h->n_rows * h->n_columns);
        *row_no = YX_NEW(h->a, uint32_t, h->n_rows);
        for (uint32_t r = 0; r < h->n_rows; r++) {
            (*row_no)[r] = h->row[r].row_no;
            for (uint32_t i = 0; i < h->row[r].n; i++)
                (*grid)[(size_t)r * h->n_columns + h->row[r].cell[i].column] =
                    h->row[r].cell[i].text;
        }
        spread_merged(h, *grid);
    }
    free(h->merged.v);
    return rc;
}

struct data {
    const struct yx_sheet_layout *layout;
    const char *place;
    struct yx_columns *columns;
    struct yx_piece *piece;
    uint32_t n_skip; /* rows of the head still to come */
    struct yx_str *cell;
    uint8_t *mark;
    uint64_t n_text;
};

static int add_piece(struct data *d, struct yx_err *err)
{
    int rc = yx_columns_add(d->columns, d->piece, 0, err);
    yx_piece_reset(d->piece);
    return rc;
}

static int take_row(void *ctx, uint32_t row_no, bool is_hidden, const struct yx_xlsx_cell *cell,
                    uint32_t n, struct yx_err *err)
{
    struct data *d = ctx;
    const struct yx_sheet_layout *l = d->layout;
    uint32_t n_columns = l->table->n_columns;
    if (d->n_skip) {
        d->n_skip--;
        return YX_OK;
    }
    for (uint32_t c = 0; c < n_columns; c++) {
        d->cell[c] = (struct yx_str){"", 0};
        d->mark[c] = is_hidden ? YX_CELL_HIDDEN : 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        int to = cell[i].column < l->n_slots ? l->slot[cell[i].column] : YX_NO_SLOT;
        if (to == YX_NO_SLOT)
            continue;
        d->cell[to] = cell[i].text;
        d->mark[to] = cell[i].mark;
        d->n_text += cell[i].text.n;
    }
    if (d->n_text > max_text)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "{0} 的文字超过 2 GiB，不像名册：请检查内容，或拆成几个文件",
                "{0} holds over 2 GiB of text: check its content, or split it into several files"),
            d->place);
    yx_piece_row(d->piece, d->cell, d->mark, row_no);
    if (yx_piece_rows(d->piece) == PIECE_ROWS || yx_piece_bytes(d->piece) > PIECE_BYTES)
        return add_piece(d, err);
    return YX_OK;
}

static int read_data(const struct yx_xlsx_sheet_source *s, const struct yx_sheet_layout *layout,
                     struct yx_arena *a, struct yx_err *err)
{
    struct yx_table *t = layout->table;
    struct data d = {.layout = layout, .place = s->place, .n_skip = layout->last + 1};
    d.columns = yx_columns_new(t->n_columns, a);
    d.piece = yx_piece_new(d.columns);
    d.cell = yx_calloc(t->n_columns, sizeof *d.cell);
    d.mark = yx_calloc(t->n_columns, sizeof *d.mark);
    int rc = yx_xlsx_rows(s, take_row, &d, NULL, err);
    if (rc == YX_OK)
        rc = add_piece(&d, err);
    if (rc == YX_OK)
        rc = yx_columns_finish(d.columns, t, err);
    yx_piece_free(d.piece);
    yx_columns_free(d.columns);
    free(d.cell);
    free(d.mark);
    return rc;
}

/* One sheet; *any: it has cells. */
static int read_sheet(const struct yx_xlsx_sheet_source *s, const struct yx_xlsx_sheet_ref *ref,
                      struct yx_str file, const struct yx_read_options *o, struct yx_workbook *w,
                      bool *any, struct yx_err *err)
{
    struct head h = {.a = yx_arena_new()};
    struct yx_str *grid = NULL;
    uint32_t *row_no = NULL;
    struct yx_sheet_layout layout = {0};
    int rc = read_head(s, &h, &grid, &row_no, err);
    if (rc == YX_OK && h.n_rows) {
        struct yx_sheet_head head = {.file = file,
                                     .sheet = ref->name,
                                     .n_rows = h.n_rows,
                                     .n_columns = h.n_columns,
                                     .cell = grid,
                                     .row_no = row_no,
                                     .is_hidden = ref->is_hidden};
        *any = true;
        rc = yx_sheet_plan(o, &head, w->arena, &layout, err);
    }
    yx_arena_free(h.a);
    if (rc == YX_OK && layout.table) {
        rc = read_data(s, &layout, w->arena, err);
        w->table[w->n_tables++] = layout.table;
    }
    return rc;
}

static int read_sheets(struct yx_zip *z, struct yx_str file, const char *name,
                       const struct yx_read_options *o, struct yx_workbook *w, struct yx_err *err)
{
    struct yx_xlsx_book book;
    struct yx_xlsx_styles styles;
    struct yx_xlsx_strings strings = {0};
    int rc = yx_xlsx_book_read(z, name, w->arena, &book, err);
    if (rc == YX_OK)
        rc = yx_xlsx_styles_read(z, book.styles, name, w->arena, &styles, err);
    if (rc == YX_OK)
        rc = yx_xlsx_strings_read(z, book.strings, name, &strings, err);
    bool any = false;
    if (rc == YX_OK)
        w->table = YX_NEW(w->arena, struct yx_table *, book.n_sheets);
    for (uint32_t i = 0; rc == YX_OK && i < book.n_sheets; i++) {
        if (!book.sheet[i].path)
            continue; /* a chart */
        char place[YX_ERR_ARG_SIZE];
        yx_sheet_name(file, book.sheet[i].name, place);
        struct yx_xlsx_sheet_source s = {.zip = z,
                                         .path = book.sheet[i].path,
                                         .place = place,
                                         .book = &book,
                                         .styles = &styles,
                                         .strings = &strings};
        rc = read_sheet(&s, &book.sheet[i], file, o, w, &any, err);
    }
    yx_xlsx_strings_free(&strings);
    if (rc == YX_OK && !any)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 的各工作表都是空的：请重新导出，或移出文件夹",
                    "{0}: all sheets are empty; export it again, or take it out of the folder"),
            name);
    return rc;
}

int yx_xlsx_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                 struct yx_workbook *w, struct yx_err *err)
{
    char z[YX_ERR_ARG_SIZE];
    struct yx_zip *zip;
    yx_sheet_name(name, (struct yx_str){NULL, 0}, z);
    int rc = yx_zip_open(bytes, z, &zip, err);
    if (rc != YX_OK)
        return rc;
    rc = read_sheets(zip, name, z, o, w, err);
    yx_zip_close(zip);
    w->format = "xlsx";
    return rc;
}
