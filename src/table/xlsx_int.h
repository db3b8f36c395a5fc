/* xlsx_int.h -- what the files of the XLSX reader share.
 *
 * A workbook is read in the order workbook, styles, strings, then each sheet
 * twice: its head (with the merged ranges, which stand at the end of the part),
 * and, if the plan wants it, its rows.
 * Source: ECMA-376-1:2016, 12 (package), 18 (SpreadsheetML).
 * Ownership: everything in the reader's arena, but the strings, which are
 * freed with yx_xlsx_strings_free().  Errors: YX_INVALID.  Threads: one. */
#ifndef YX_TABLE_XLSX_INT_H
#define YX_TABLE_XLSX_INT_H

#include "base/mem.h"
#include "table/cell_number.h"
#include "table/sheet_plan.h"
#include "table/sheet_rows.h"
#include "table/xml_scan.h"
#include "table/zip_guard.h"

enum {
    YX_XLSX_MAX_ROW = 1048576,
    YX_XLSX_MAX_COLUMN = 16384,
    YX_XLSX_MAX_TEXT = 32767 * 4,             /* bytes of a cell */
    YX_XLSX_MAX_STORED = 8 * YX_XLSX_MAX_TEXT /* the same in the part, escapes and all */
};

struct yx_xlsx_sheet_ref {
    struct yx_str name;
    const char *path; /* part in the archive; NULL: not a worksheet */
    bool is_hidden;
};

struct yx_xlsx_book {
    struct yx_xlsx_sheet_ref *sheet;
    uint32_t n_sheets;
    bool is_1904;        /* dates count from 1904-01-01 */
    const char *strings; /* parts; NULL when there is none */
    const char *styles;
};

struct yx_xlsx_styles {
    struct yx_cell_format *style;
    uint32_t n;
};

struct yx_xlsx_strings {
    struct yx_buf text;
    struct {
        uint32_t *v;
        size_t n, cap;
    } end; /* end[i]: bytes up to and including string i */
};

struct yx_xlsx_sheet_source {
    struct yx_zip *zip;
    const char *path, *place; /* part; name for messages */
    const struct yx_xlsx_book *book;
    const struct yx_xlsx_styles *styles;
    const struct yx_xlsx_strings *strings;
};

int yx_xlsx_book_read(struct yx_zip *z, const char *name, struct yx_arena *a,
                      struct yx_xlsx_book *out, struct yx_err *err);
int yx_xlsx_styles_read(struct yx_zip *z, const char *path, const char *name, struct yx_arena *a,
                        struct yx_xlsx_styles *out, struct yx_err *err);
int yx_xlsx_strings_read(struct yx_zip *z, const char *path, const char *name,
                         struct yx_xlsx_strings *out, struct yx_err *err);
/* From any scanner; the caller frees what was read, after a failure too. */
int yx_xlsx_strings_scan(struct yx_xml_scan *x, const char *place, struct yx_xlsx_strings *out,
                         struct yx_err *err);
void yx_xlsx_strings_free(struct yx_xlsx_strings *s);

/* Rows with at least one cell in them to `fn`, until it answers YX_FOUND (no
 * more rows are wanted) or fails.  With `extras`, the rest of the part is
 * searched for them. */
int yx_xlsx_rows(const struct yx_xlsx_sheet_source *s, yx_sheet_row_fn fn, void *ctx,
                 struct yx_sheet_extras *extras, struct yx_err *err);

/* The same from any scanner; s->zip and s->path are not looked at. */
int yx_xlsx_rows_scan(struct yx_xml_scan *x, const struct yx_xlsx_sheet_source *s,
                      yx_sheet_row_fn fn, void *ctx, struct yx_sheet_extras *extras,
                      struct yx_err *err);

/* `A1`: 0-based column, 1-based row; false when it is no reference. */
bool yx_xlsx_ref(struct yx_str ref, uint32_t *column, uint32_t *row);
/* `A1:C2`. */
bool yx_xlsx_range(struct yx_str ref, struct yx_sheet_range *out);

/* Append `s` with _xHHHH_ (ECMA-376-1, 22.4.2.4) turned into the character. */
void yx_xlsx_unescape(struct yx_buf *out, struct yx_str s);

#endif
