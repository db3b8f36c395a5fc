/* xls_read.c -- the stream of a binary workbook to its tables. */
#include "table/xls.h"

#include "table/sheet_plan.h"
#include "table/xls_int.h"

#include <stdlib.h>

bool yx_xls_is(struct yx_str bytes)
{
    return bytes.n >= 8 && yx_xls_u16(bytes.p) == XLS_BOF && yx_xls_u16(bytes.p + 2) >= 4 &&
           yx_xls_u16(bytes.p + 2) <= 32;
}

static int rows_of(void *ctx, yx_sheet_row_fn fn, void *fn_ctx, struct yx_sheet_extras *extras,
                   struct yx_err *err)
{
    const struct yx_xls_sheet *s = ctx;
    if (extras) {
        for (size_t i = 0; i < s->merged.n; i++)
            YX_PUSH(&extras->merged, s->merged.v[i]);
        extras->is_filtered = s->is_filtered;
    }
    return yx_xls_rows(s, fn, fn_ctx, err);
}

static int read_sheet(const struct yx_xls_book *book, const struct yx_xls_sheet_ref *ref,
                      struct yx_str file, const struct yx_read_options *o, struct yx_workbook *w,
                      bool *any, struct yx_err *err)
{
    char place[YX_ERR_ARG_SIZE];
    yx_sheet_name(file, ref->name, place);
    struct yx_xls_sheet sheet;
    int rc = yx_xls_sheet_open(book, ref, place, &sheet, err);
    if (rc == YX_OK) {
        struct yx_sheet_source source = {.file = file,
                                         .sheet = ref->name,
                                         .is_hidden = ref->is_hidden,
                                         .rows = rows_of,
                                         .ctx = &sheet};
        rc = yx_sheet_rows_read(&source, o, w, any, err);
    }
    yx_xls_sheet_close(&sheet);
    return rc;
}

int yx_xls_read(struct yx_str stream, struct yx_str name, const struct yx_read_options *o,
                struct yx_workbook *w, struct yx_err *err)
{
    char z[YX_ERR_ARG_SIZE];
    struct yx_xls_book book;
    bool any = false;
    yx_sheet_name(name, (struct yx_str){NULL, 0}, z);
    int rc = yx_xls_book_read(stream, z, w->arena, &book, err);
    for (uint32_t i = 0; rc == YX_OK && i < book.n_sheets; i++)
        if (book.sheet[i].is_worksheet)
            rc = read_sheet(&book, &book.sheet[i], name, o, w, &any, err);
    yx_xls_shared_free(&book.strings);
    w->format = "xls";
    if (rc == YX_OK && !any)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 的各工作表都是空的：请重新导出，或移出文件夹",
                    "{0}: all sheets are empty; export it again, or take it out of the folder"),
            z);
    return rc;
}
