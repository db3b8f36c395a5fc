/* xls_book.c -- the globals of a binary workbook: sheets, formats, strings.
 *
 * Programs that write by hand (many an "export to Excel") leave out the globals,
 * and even the compound file, and begin with the records of their only sheet:
 * such a stream is a book of one sheet without a name. */
#include "table/xls_int.h"

#include <stdlib.h>

enum {
    BIFF8 = 0x0600,
    MAX_SHEETS = 4096,
    MAX_FORMATS = 65536,
    IS_WORKSHEET = 0x10, /* kind in BOF */
    IS_GLOBALS = 0x05
};

int yx_xls_damaged(const char *name, struct yx_err *err)
{
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 已损坏或不完整：请重新导出，或用 WPS 或 Excel 打开后另存为 .xlsx",
                           "{0} is damaged or cut off: export it again, or open it and save it as "
                           ".xlsx"),
                   name);
}

struct book_reading {
    struct yx_xls_book *book;
    struct yx_xls_cursor at;
    const char *name;
    struct yx_arena *a;
    struct yx_cell_format *by_number; /* MAX_FORMATS of them */
    struct {
        uint16_t *v; /* number of the format of each XF */
        size_t n, cap;
    } xf;
    struct {
        struct yx_xls_sheet_ref *v;
        size_t n, cap;
    } sheet;
};

/* IFmt, then the code of the format. */
static int read_format(struct book_reading *r, struct yx_str body, struct yx_err *err)
{
    if (body.n < 3)
        return yx_xls_damaged(r->name, err);
    struct yx_buf code = {0};
    struct yx_str text = yx_str_sub(body, 2, body.n);
    struct yx_xls_cursor rest = r->at;
    int rc = r->book->coding.is_biff8
                 ? yx_xls_text(r->book->coding, text, &rest, &code, r->name, err)
                 : yx_xls_short_text(r->book->coding, text, &code, r->name, err);
    if (rc == YX_OK)
        r->by_number[yx_xls_u16(body.p)] = yx_cell_format_of(yx_buf_str(&code));
    yx_buf_free(&code);
    return rc;
}

static int read_sheet_ref(struct book_reading *r, struct yx_str body, struct yx_err *err)
{
    if (body.n < 7)
        return yx_xls_damaged(r->name, err);
    if (r->sheet.n == MAX_SHEETS)
        return YX_OK;
    struct yx_xls_sheet_ref s = {.at = yx_xls_u32(body.p),
                                 .is_hidden = (body.p[4] & 3) != 0, /* 2: very hidden */
                                 .is_worksheet = body.p[5] == 0};
    struct yx_buf name = {0};
    int rc = yx_xls_short_text(r->book->coding, yx_str_sub(body, 6, body.n), &name, r->name, err);
    if (rc == YX_OK) {
        s.name = yx_str_dup(r->a, yx_buf_str(&name));
        YX_PUSH(&r->sheet, s);
    }
    yx_buf_free(&name);
    return rc;
}

static int read_global(struct book_reading *r, const struct yx_xls_record *record,
                       struct yx_err *err)
{
    struct yx_xls_book *b = r->book;
    struct yx_str body = record->body;
    switch (record->id) {
    case XLS_DATE1904: b->is_1904 = body.n >= 2 && yx_xls_u16(body.p) == 1; break;
    case XLS_CODEPAGE:
        if (body.n >= 2)
            b->coding.code_page = yx_xls_u16(body.p);
        break;
    case XLS_FORMAT: return read_format(r, body, err);
    case XLS_XF:
        if (body.n < 4)
            return yx_xls_damaged(r->name, err);
        if (r->xf.n < MAX_FORMATS)
            YX_PUSH(&r->xf, (uint16_t)yx_xls_u16(body.p + 2));
        break;
    case XLS_BOUNDSHEET: return read_sheet_ref(r, body, err);
    case XLS_SST:
        yx_xls_shared_free(&b->strings); /* should there be two: the last */
        return yx_xls_strings(body, &r->at, r->name, &b->strings, err);
    default: break;
    }
    return YX_OK;
}

static int read_globals(struct book_reading *r, struct yx_err *err)
{
    struct yx_xls_record record;
    unsigned depth = 1;
    while (yx_xls_next(&r->at, &record)) {
        int rc = YX_OK;
        if (record.id == XLS_BOF)
            depth++;
        else if (record.id == XLS_EOF && --depth == 0)
            return YX_OK;
        else if (depth == 1)
            rc = read_global(r, &record, err);
        if (rc != YX_OK)
            return rc;
    }
    return yx_xls_damaged(r->name, err);
}

/* A stream that begins with a sheet: what would be globals stands among its records. */
static int read_lone_sheet(struct book_reading *r, struct yx_err *err)
{
    struct yx_xls_record record;
    struct yx_xls_sheet_ref s = {.name = {"", 0}, .is_worksheet = true};
    YX_PUSH(&r->sheet, s);
    while (yx_xls_next(&r->at, &record) && record.id != XLS_EOF) {
        int rc = record.id == XLS_BOUNDSHEET ? YX_OK : read_global(r, &record, err);
        if (rc != YX_OK)
            return rc;
    }
    return YX_OK;
}

static int finish(struct book_reading *r)
{
    struct yx_xls_book *b = r->book;
    b->n_formats = (uint32_t)r->xf.n;
    b->format = YX_NEW(r->a, struct yx_cell_format, r->xf.n + 1);
    for (size_t i = 0; i < r->xf.n; i++)
        b->format[i] = r->by_number[r->xf.v[i]];
    b->n_sheets = (uint32_t)r->sheet.n;
    b->sheet = YX_NEW(r->a, struct yx_xls_sheet_ref, r->sheet.n + 1);
    if (r->sheet.n)
        memcpy(b->sheet, r->sheet.v, r->sheet.n * sizeof *b->sheet);
    return YX_OK;
}

int yx_xls_book_read(struct yx_str stream, const char *name, struct yx_arena *a,
                     struct yx_xls_book *out, struct yx_err *err)
{
    *out = (struct yx_xls_book){.stream = stream};
    struct book_reading r = {.book = out, .name = name, .a = a, .at = {.stream = stream}};
    struct yx_xls_record bof;
    if (!yx_xls_next(&r.at, &bof) || bof.id != XLS_BOF || bof.body.n < 4)
        return yx_xls_damaged(name, err);
    out->coding.is_biff8 = yx_xls_u16(bof.body.p) == BIFF8;
    r.by_number = yx_calloc(MAX_FORMATS, sizeof *r.by_number);
    for (long i = 0; i < 64; i++) /* the last built-in one is 58 */
        r.by_number[i] = yx_cell_builtin_format(i);
    int rc = yx_xls_u16(bof.body.p + 2) == IS_WORKSHEET ? read_lone_sheet(&r, err)
                                                        : read_globals(&r, err);
    if (rc == YX_OK)
        rc = finish(&r);
    free(r.by_number);
    free(r.xf.v);
    free(r.sheet.v);
    return rc;
}
