/* xlsx_out.h -- workbooks a clerk is glad to get.
 *
 * A thin layer over libxlsxwriter in constant memory: sheets of text, money and
 * whole-number columns with frozen bold headings, widths, filters, print setup;
 * free-form cover sheets.  IDs and accounts are always text; no text ever
 * becomes a formula.  The file takes its name only when it is complete.
 *
 * Ownership: yx_xlsx_finish() or _abandon() frees.  Errors: YX_IO with the
 * path and what to do.  Threads: one thread at a time.
 * Determinism: no clock, no user name; same calls, same bytes. */
#ifndef YX_TABLE_XLSX_OUT_H
#define YX_TABLE_XLSX_OUT_H

#include "base/err.h"
#include "base/money.h"
#include "base/str.h"

struct yx_xlsx;
struct yx_xlsx_sheet;

enum yx_xlsx_type {
    YX_XLSX_TEXT,
    YX_XLSX_PROSE, /* text of several words: wrapped within the column's width */
    YX_XLSX_MONEY, /* text of yuan in, number out */
    YX_XLSX_INT
};
enum yx_xlsx_look {
    YX_LOOK_PLAIN,
    YX_LOOK_TITLE,
    YX_LOOK_HEADING,
    YX_LOOK_NOTE,
    YX_LOOK_GOOD,
    YX_LOOK_WARN,
    YX_LOOK_BAD,
    YX_LOOK_NUMBER
};

struct yx_xlsx_column {
    struct yx_str heading;
    enum yx_xlsx_type type;
    double width; /* characters; 0: from the heading and the first thousand rows */
};

struct yx_xlsx *yx_xlsx_new(const char *path, struct yx_err *err);
/* A list: title and note above, heading row, filter, frozen panes. */
struct yx_xlsx_sheet *yx_xlsx_list(struct yx_xlsx *x, struct yx_str name, struct yx_str note,
                                   const struct yx_xlsx_column *column, size_t n);
int yx_xlsx_row(struct yx_xlsx_sheet *s, const struct yx_str *cell, size_t n, struct yx_err *err);
/* A free sheet: cells where the caller wants them, rows in ascending order. */
struct yx_xlsx_sheet *yx_xlsx_page(struct yx_xlsx *x, struct yx_str name, const double *width,
                                   size_t n_widths);
void yx_xlsx_put(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                 enum yx_xlsx_look look);
void yx_xlsx_put_int(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, int64_t n,
                     enum yx_xlsx_look look);
/* Yuan with two decimals, as a number. */
void yx_xlsx_put_money(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, yx_fen fen,
                       enum yx_xlsx_look look);
/* The colour of the sheet's tab: GOOD green, WARN amber, BAD red, NOTE grey, else blue. */
void yx_xlsx_tab(struct yx_xlsx_sheet *s, enum yx_xlsx_look look);
/* A cell that opens another sheet of this workbook. */
void yx_xlsx_put_link(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                      struct yx_str sheet);
int yx_xlsx_finish(struct yx_xlsx *x, struct yx_err *err);
void yx_xlsx_abandon(struct yx_xlsx *x);

#endif
