/* xlsx_out.h -- workbooks a clerk is glad to get.
 *
 * A thin layer over libxlsxwriter in constant memory: lists of text, money, dates
 * and whole numbers with frozen bold headings, widths, filters, words to choose
 * from, a few calm colours and all that makes them print well; free-form cover
 * sheets.  IDs and accounts are always text; no text ever becomes a formula.  A
 * list longer than a sheet goes on in 名称 (2).  The file takes its name only
 * when it is complete.
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
    YX_XLSX_DATE,  /* 2022-09-30 in, a date out; what is no such date stays text */
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
    YX_LOOK_NUMBER,
    YX_LOOK_HEADING_RIGHT, /* of a column of numbers */
    YX_LOOK_HINT           /* a note beside figures */
};

/* What a column's cells do to how they look; words are those of `words`. */
enum yx_xlsx_rule {
    YX_RULE_NONE,
    YX_RULE_WARN, /* amber where the cell is one of the words; without words, where it says anything */
    YX_RULE_NEW,      /* blue, likewise */
    YX_RULE_NEGATIVE, /* red where the number is below zero */
    YX_RULE_DONE      /* the whole row turns grey where the cell says anything */
};

struct yx_xlsx_column {
    struct yx_str heading;
    enum yx_xlsx_type type;
    double width; /* characters; 0: from the heading and the first thousand rows */
    enum yx_xlsx_rule rule;
    const char *const *words;   /* of the rule; ended by NULL; NULL: none */
    const char *const *choices; /* to choose from when filling in; ended by NULL; NULL: any */
    const char *hint;           /* shown while filling in, at most 255 characters; NULL: none */
    bool is_fill_in;            /* for people to fill in: another heading, empty cells framed */
};

struct yx_xlsx *yx_xlsx_new(const char *path, struct yx_err *err);
/* Stands at the foot of every printed page, beside page x of y; before the first sheet. */
void yx_xlsx_foot(struct yx_xlsx *x, struct yx_str text);
/* Rows a sheet holds before the list goes on in another: Excel's 1,048,576, or fewer in tests. */
void yx_xlsx_limit(struct yx_xlsx *x, uint32_t rows);
/* A list: title and note (a line or more) above, heading row, filter, frozen panes.
 * Columns are copied, their words and choices borrowed until the end. */
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
/* Upright paper, for a page that is longer than wide. */
void yx_xlsx_portrait(struct yx_xlsx_sheet *s);
/* The colour of the sheet's tab: GOOD green, WARN amber, BAD red, NOTE grey, else blue. */
void yx_xlsx_tab(struct yx_xlsx_sheet *s, enum yx_xlsx_look look);
/* A cell that opens another sheet of this workbook. */
void yx_xlsx_put_link(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                      struct yx_str sheet);
int yx_xlsx_finish(struct yx_xlsx *x, struct yx_err *err);
void yx_xlsx_abandon(struct yx_xlsx *x);

#endif
