/* reader.h -- from a file of any kind we take to tables.
 *
 * yx_read_tables() finds out what the bytes are (CSV in UTF-8, GB18030, UTF-16,
 * XLSX, .xls of Excel 5 to 2003, both also locked with a password; what else
 * looks like a table is refused with advice), shows the first rows of each
 * sheet to a plan callback, which says where the heading is and which columns
 * are wanted, and then reads those columns.
 *
 * Limits, refused with a message: 2 GiB unpacked, compression ratio 200,
 * 10,000 archive entries, XML depth 32, any DTD or entity declaration.
 * Archives whose entries overlap, are named twice, lead elsewhere or lie about
 * their sizes are refused too (zip_dir.h).
 *
 * Ownership: the workbook owns all tables; free with yx_workbook_free().
 * Errors: YX_INVALID with what, where (file, sheet, row) and what to do;
 * YX_DENIED where `password` says so.
 * Threads: one call may use the pool; calls on different files are independent. */
#ifndef YX_TABLE_READER_H
#define YX_TABLE_READER_H

#include "base/err.h"
#include "base/pool.h"
#include "table/table.h"

enum { YX_NOT_WANTED = -1, YX_HEAD_ROWS = 40 };

/* The first rows of a sheet, merged cells repeated over their range; or, further
 * down, rows among which another heading may stand; or what is right of a table. */
struct yx_sheet_head {
    struct yx_str file, sheet;
    uint32_t n_rows;           /* at most YX_HEAD_ROWS */
    uint32_t n_columns;        /* widest of them */
    const struct yx_str *cell; /* n_rows * n_columns, trimmed; empty where there is none */
    const uint32_t *row_no;    /* per row, as a person counts */
    bool is_hidden;            /* the sheet is */
    uint32_t column_from;      /* the sheet's column that is column 0 here */
    uint32_t n_before;         /* tables read of this sheet so far */
    bool is_below;             /* these rows stand below the first rows of the sheet */
};

struct yx_sheet_plan {
    bool skip; /* no table here: at the top of a sheet read nothing, below read on as before */
    bool look_below; /* with skip: there may be a heading further down */
    bool is_repeat;  /* below: the heading of the table above once more, as printed pages have it */
    uint32_t first, last;   /* heading rows, indices into the head */
    uint32_t width;         /* columns of the table, counted from the left; what is right of them
                             * is shown again by itself.  0: all */
    int *field;             /* n_columns entries; YX_NOT_WANTED or a number of the caller's, >= 0 */
    struct yx_str *heading; /* n_columns entries: what the caller calls each column; copied */
    bool *repeat_down; /* n_columns entries: a merged cell's value holds for all rows it spans */
};

/* Fills *plan, whose arrays are allocated by the reader; returns YX_OK or a
 * failure that ends the reading.  Called for every sheet, from left to right for
 * tables beside each other, then from top to bottom, in the caller's thread; the
 * tables of the workbook come in the order of the calls that did not skip. */
typedef int (*yx_plan_fn)(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *plan,
                          struct yx_err *err);

struct yx_workers;
struct yx_column_store;

struct yx_read_options {
    yx_plan_fn plan;
    void *ctx;
    /* Whether a row's texts may be a heading, to look for more tables below; NULL: there are
     * none.  Depends on nothing but the texts; called for rows without long numbers. */
    bool (*may_be_heading)(const struct yx_str *text, uint32_t n);
    struct yx_pool *pool; /* may be NULL */
    bool is_map; /* `bytes` is a map of a file as by yx_map_path(): its pages may be given back
                  * to the system once read (they come back from the file if read again) */
    /* What opens a locked workbook, in UTF-8.  NULL: nobody can be asked, a locked file is
     * YX_INVALID; otherwise it is YX_DENIED when this, which may be empty, does not open it. */
    const struct yx_str *password;
    struct yx_workers *workers; /* read in a process apart (worker.h); NULL: in this one */
    const char *path; /* with workers: the file that `bytes` is a map of; NULL: bytes are copied */
    struct yx_column_store *store; /* takes finished parts of columns; NULL: memory does */
    size_t chunk; /* bytes of CSV to a task; 0: 2 MiB. Tests make it small to try the seams */
};

struct yx_workbook {
    struct yx_table **table; /* those that were not skipped, in the order of the plan's calls */
    uint32_t n_tables;
    struct yx_arena *arena;
    const char *format; /* "csv/utf-8", "csv/gb18030", "csv/utf-16", "xlsx", "xls" */
};

/* yx_read_tables(bytes, name, options, out, err): read the file whose content
 * is `bytes` (a map; may be released afterwards) and whose base name is `name`.
 * CSV: O(bytes), all cores of the pool; memory: the wanted columns. */
int yx_read_tables(struct yx_str bytes, struct yx_str name, const struct yx_read_options *options,
                   struct yx_workbook **out, struct yx_err *err);
void yx_workbook_free(struct yx_workbook *w); /* NULL is allowed */

#endif
