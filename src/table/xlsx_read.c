/* xlsx_read.c -- a workbook file to its tables.
 *
 * DESIGN.  Each sheet is opened twice.  The first time its first rows are kept,
 * and the rest of the part is only unpacked and searched for merged ranges,
 * which the format puts last although the head needs them first.  The second
 * time, if the plan wants the sheet, all rows go into columns (sheet_rows.c).
 * That costs the unpacking twice and never more memory than the wanted cells. */
#include "table/xlsx.h"

#include "table/xlsx_int.h"

#include <stdlib.h>

static int rows_of(void *ctx, yx_sheet_row_fn fn, void *fn_ctx, struct yx_sheet_extras *extras,
                   struct yx_err *err)
{
    return yx_xlsx_rows(ctx, fn, fn_ctx, extras, err);
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
        struct yx_sheet_source source = {.file = file,
                                         .sheet = book.sheet[i].name,
                                         .is_hidden = book.sheet[i].is_hidden,
                                         .rows = rows_of,
                                         .ctx = &s};
        rc = yx_sheet_rows_read(&source, o, w, &any, err);
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
