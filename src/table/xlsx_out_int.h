/* xlsx_out_int.h -- what the parts of the workbook writer share.
 *
 * xlsx_out.c begins and ends a workbook, xlsx_looks.c knows how cells look,
 * xlsx_lists.c and xlsx_pages.c fill its two kinds of sheets.
 *
 * Ownership: everything lives in the workbook's arena.  Errors: kept in the
 * workbook, first one first.  Threads: as xlsx_out.h says. */
#ifndef YX_TABLE_XLSX_OUT_INT_H
#define YX_TABLE_XLSX_OUT_INT_H

#include "base/mem.h"
#include "table/xlsx_out.h"

#include <xlsxwriter.h>

enum {
    YX_XLSX_MAX_ROWS = 1048576,
    YX_XLSX_MAX_CHARACTERS = 32767, /* of a cell */
    YX_XLSX_BATCH_ROWS = 1000,      /* rows between two looks at the temporary file */
    YX_XLSX_MAX_CHOICES = 255       /* characters of a drop-down, commas included */
};

/* Formats beyond the looks of xlsx_out.h. */
enum yx_xlsx_format {
    F_TEXT = YX_LOOK_HINT + 1,
    F_MONEY,
    F_MONEY_GOOD,
    F_MONEY_WARN,
    F_MONEY_BAD,
    F_INT,
    F_DATE,
    F_TOP,
    F_PROSE,
    F_LINK,
    F_FILL_IN,         /* a cell for people */
    F_FILL_IN_DATE,    /* likewise, for a date */
    F_FILL_IN_HEADING, /* its heading */
    F_RULE_WARN,       /* what rules lay over cells */
    F_RULE_NEW,
    F_RULE_NEGATIVE,
    F_RULE_DONE,
    F_COUNT
};

struct yx_xlsx_sheet {
    struct yx_xlsx_sheet *next;
    struct yx_xlsx *of;
    lxw_worksheet *sheet;
    struct yx_str name;            /* as it stands in the workbook */
    struct yx_str wanted;          /* as it was asked for */
    struct yx_xlsx_column *column; /* of a list; NULL: a page */
    size_t n_columns;
    double *width; /* per column, in characters; grows with the first rows unless given */
    uint32_t heading_row, next_row; /* 0-based */
    uint32_t n_rows;                /* rows with something in them */
    uint32_t last_row;              /* of a page: the last row put; UINT32_MAX before */
    uint32_t last_column;           /* of a page: the last column put */
    struct yx_str note;             /* of a list */
    struct yx_xlsx_sheet *rest;     /* of a list: the sheet it goes on in */
    uint32_t part;                  /* 1; 2 for the sheet it goes on in, … */
    enum yx_xlsx_look tab;
};

struct yx_xlsx {
    struct yx_arena *a;
    char *path, *temp;
    lxw_workbook *book;
    lxw_format *format[F_COUNT];
    struct yx_xlsx_sheet *first, **last;
    struct yx_buf text, clean; /* scratch */
    struct yx_err err;
    struct yx_str foot;
    uint32_t row_limit;
    int rc; /* the first failure */
};

/* ---- xlsx_out.c ---- */
int yx_xlsx_fail(struct yx_xlsx *x, const char *why);
int yx_xlsx_check(struct yx_xlsx *x, lxw_error e);
int yx_xlsx_give(const struct yx_xlsx *x, struct yx_err *err);
/* As a C string that XML can hold and every reader gives back; until the next call. */
const char *yx_xlsx_text(struct yx_xlsx *x, struct yx_str s);
/* The name as Excel allows it: 31 characters, none of []:*?/\\, not in quotes. */
struct yx_str yx_xlsx_sheet_name(struct yx_xlsx *x, struct yx_str name);
/* `ending` stays whole when a long name is cut. */
struct yx_xlsx_sheet *yx_xlsx_add_sheet(struct yx_xlsx *x, struct yx_str name,
                                        struct yx_str ending);
/* Asks the temporary file whether all went well so far. */
int yx_xlsx_look_at_disk(struct yx_xlsx_sheet *s);
void yx_xlsx_put_text(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                      lxw_format *format);
/* ---- xlsx_looks.c ---- */
void yx_xlsx_make_formats(struct yx_xlsx *x);
void yx_xlsx_set_up_print(struct yx_xlsx_sheet *s);
lxw_format *yx_xlsx_format_of(const struct yx_xlsx *x, enum yx_xlsx_type type);
/* ---- xlsx_lists.c ---- */
/* Widths, filter, colours, choices and print area, once the rows are known. */
void yx_xlsx_list_done(struct yx_xlsx_sheet *s);
/* ---- xlsx_pages.c ---- */
void yx_xlsx_page_done(struct yx_xlsx_sheet *s);

#endif
