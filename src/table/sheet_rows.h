/* sheet_rows.h -- from a sheet's rows, whatever its format, to tables.
 *
 * A reader of a spreadsheet format knows how to give the rows of one sheet in
 * file order: row number, hidden or not, cells with column, text and marks.
 * All else is here: the head shown to the plan callback, the columns filled,
 * merged cells repeated downwards where the plan says so, several tables beside
 * or below each other, the heading repeated on every printed page.
 *
 * A reader calls yx_sheet_rows_read() once per sheet, in the order of the file;
 * this calls the reader's `rows` up to twice: for the head (with `extras`), and,
 * if the plan wants the sheet, from the top again for all rows.
 *
 * Ownership: cells and texts given are only looked at during the call; tables
 * belong to the workbook's arena.
 * Errors: those of the reader and of the plan; YX_INVALID for sheets that are
 * too much.  Threads: one per workbook. */
#ifndef YX_TABLE_SHEET_ROWS_H
#define YX_TABLE_SHEET_ROWS_H

#include "base/mem.h"
#include "table/reader.h"

struct yx_sheet_cell {
    uint32_t column; /* 0-based */
    struct yx_str text;
    uint8_t mark; /* enum yx_cell_mark */
};

/* One row with at least one cell that is not empty; cells in the order of the
 * file.  YX_FOUND: no more rows are wanted; other failures end the reading. */
typedef int (*yx_sheet_row_fn)(void *ctx, uint32_t row_no, bool is_hidden,
                               const struct yx_sheet_cell *cell, uint32_t n, struct yx_err *err);

/* First and last row (1-based) and column (0-based) of a merged range. */
struct yx_sheet_range {
    uint32_t row[2], column[2];
};

struct yx_sheet_ranges {
    struct yx_sheet_range *v;
    size_t n, cap;
};

/* What a format keeps beside the rows. */
struct yx_sheet_extras {
    struct yx_sheet_ranges merged; /* filled with YX_PUSH; freed by sheet_rows */
    bool is_filtered;              /* a filter is set: hidden rows may be what it left out */
};

/* yx_sheet_rows_fn(ctx, fn, fn_ctx, extras, err): rows to `fn` from the top of
 * the sheet.  `extras`, if not NULL, must be complete when this returns, also
 * when fn wanted no more rows.  Returns YX_OK also then. */
typedef int (*yx_sheet_rows_fn)(void *ctx, yx_sheet_row_fn fn, void *fn_ctx,
                                struct yx_sheet_extras *extras, struct yx_err *err);

struct yx_sheet_source {
    struct yx_str file, sheet; /* base name; name of the sheet, empty for formats without */
    bool is_hidden;            /* the sheet is */
    yx_sheet_rows_fn rows;
    void *ctx;
};

/* Reads one sheet; the tables found in it are added to `w`.  *any: it has cells. */
int yx_sheet_rows_read(const struct yx_sheet_source *s, const struct yx_read_options *o,
                       struct yx_workbook *w, bool *any, struct yx_err *err);

/* Adds a table to the workbook's list. */
void yx_workbook_add(struct yx_workbook *w, struct yx_table *t);

#endif
