/* reader.h -- from a file of any kind we take to tables.
 *
 * yx_read_tables() finds out what the bytes are (CSV in UTF-8 or GB18030,
 * XLSX; .xls, .et and encrypted files are refused with advice), shows the first
 * rows of each sheet to a plan callback, which says where the heading is and
 * which columns are wanted, and then reads those columns.
 *
 * Limits, refused with a message: 2 GiB unpacked, compression ratio 200,
 * 10,000 archive entries, XML depth 32, any DTD or entity declaration.
 *
 * Ownership: the workbook owns all tables; free with yx_workbook_free().
 * Errors: YX_INVALID with what, where (file, sheet, row) and what to do.
 * Threads: one call may use the pool; calls on different files are independent. */
#ifndef YX_TABLE_READER_H
#define YX_TABLE_READER_H

#include "base/err.h"
#include "base/pool.h"
#include "table/table.h"

enum { YX_NOT_WANTED = -1, YX_HEAD_ROWS = 40 };

/* The first rows of a sheet, merged cells repeated over their range. */
struct yx_sheet_head {
    struct yx_str file, sheet;
    uint32_t n_rows;           /* at most YX_HEAD_ROWS */
    uint32_t n_columns;        /* widest of them */
    const struct yx_str *cell; /* n_rows * n_columns, trimmed; empty where there is none */
    const uint32_t *row_no;    /* per row, as a person counts */
    bool is_hidden;
};

struct yx_sheet_plan {
    bool skip;              /* not a roster: read nothing of this sheet */
    uint32_t first, last;   /* heading rows, indices into the head */
    int *field;             /* n_columns entries; YX_NOT_WANTED or a number of the caller's, >= 0 */
    struct yx_str *heading; /* n_columns entries: what the caller calls each column; copied */
};

/* Fills *plan, whose arrays are allocated by the reader; returns YX_OK or a
 * failure that ends the reading.  Called once per sheet, in the caller's thread. */
typedef int (*yx_plan_fn)(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *plan,
                          struct yx_err *err);

struct yx_read_options {
    yx_plan_fn plan;
    void *ctx;
    struct yx_pool *pool; /* may be NULL */
    bool is_map;  /* `bytes` is a map of a file as by yx_map_path(): its pages may be given back
                  * to the system once read (they come back from the file if read again) */
    size_t chunk; /* bytes of CSV to a task; 0: 2 MiB. Tests make it small to try the seams */
};

struct yx_workbook {
    struct yx_table **table; /* sheets that were not skipped, in file order */
    uint32_t n_tables;
    struct yx_arena *arena;
    const char *format; /* "csv/utf-8", "csv/gb18030", "xlsx" */
};

/* yx_read_tables(bytes, name, options, out, err): read the file whose content
 * is `bytes` (a map; may be released afterwards) and whose base name is `name`.
 * CSV: O(bytes), all cores of the pool; memory: the wanted columns. */
int yx_read_tables(struct yx_str bytes, struct yx_str name, const struct yx_read_options *options,
                   struct yx_workbook **out, struct yx_err *err);
void yx_workbook_free(struct yx_workbook *w); /* NULL is allowed */

#endif
