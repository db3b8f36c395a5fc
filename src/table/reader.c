/* reader.c -- from a file of any kind we take to tables.
 *
 * The bytes decide what a file is, not its name: a renamed file is still read,
 * or refused with the advice that helps. */
#include "table/reader.h"

#include "base/mem.h"
#include "table/cfb.h"
#include "table/compound_read.h"
#include "table/csv.h"
#include "table/sheet_plan.h"
#include "table/worker.h"
#include "table/xls.h"
#include "table/xlsx.h"

#include <strings.h>

const struct yx_column *yx_table_field(const struct yx_table *t, int field)
{
    for (uint32_t c = 0; c < t->n_columns; c++)
        if (t->column[c].field == field)
            return &t->column[c];
    return NULL;
}

static bool starts_nocase(struct yx_str s, const char *with)
{
    size_t n = strlen(with);
    return s.n >= n && strncasecmp(s.p, with, n) == 0;
}

/* What many a program exports as "Excel": pages and texts of tags that Excel
 * opens with a warning.  NULL: none of them. */
static const char *markup_kind(struct yx_str bytes)
{
    static const char *const html[] = {"<html",  "<!doctype", "<table", "<head", "<meta",
                                       "<style", "<body",     "<div",   "<!--"};
    enum { LOOK = 4096 };
    if (yx_str_starts(bytes, YX_S("\xEF\xBB\xBF")))
        bytes = yx_str_sub(bytes, 3, bytes.n);
    bytes = yx_str_trim(yx_str_sub(bytes, 0, YX_MIN(bytes.n, (size_t)LOOK)));
    if (starts_nocase(bytes, "mime-version:"))
        return "MHTML";
    for (size_t i = 0; i < YX_LEN(html); i++)
        if (starts_nocase(bytes, html[i]))
            return "HTML";
    if (!starts_nocase(bytes, "<?xml") && !starts_nocase(bytes, "<workbook"))
        return NULL;
    return yx_str_find(bytes, YX_S("<html")) >= 0 ? "HTML" : "XML";
}

static int refuse_markup(const char *kind, const char *name, struct yx_err *err)
{
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 实际上是 {1} 网页或文本，不是工作簿：请用 WPS 或 Excel 打开，"
                           "另存为 .xlsx",
                           "{0} is {1} inside, no workbook: open it and save it as .xlsx"),
                   name, kind);
}

static int read_bytes(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                      struct yx_workbook *w, struct yx_err *err)
{
    char z[YX_ERR_ARG_SIZE];
    yx_sheet_name(name, (struct yx_str){NULL, 0}, z);
    if (yx_cfb_is(bytes))
        return yx_compound_read(bytes, name, o, w, err);
    if (yx_str_starts(bytes, YX_S("PK\x03\x04")) || yx_str_starts(bytes, YX_S("PK\x05\x06")))
        return yx_xlsx_read(bytes, name, o, w, err);
    if (yx_xls_is(bytes))
        return yx_xls_read(bytes, name, o, w, err);
    if (yx_str_has_suffix(name, ".et"))
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 是 WPS 表格专用格式（.et）：请用 WPS 打开，另存为 .xlsx",
                    "{0} is in WPS's own format (.et): open it in WPS and save it as .xlsx"),
            z);
    const char *markup = markup_kind(bytes);
    if (markup)
        return refuse_markup(markup, z, err);
    return yx_csv_read(bytes, name, o, w, err);
}

int yx_read_tables(struct yx_str bytes, struct yx_str name, const struct yx_read_options *options,
                   struct yx_workbook **out, struct yx_err *err)
{
    if (options->workers)
        return yx_workers_read(bytes, name, options, out, err);
    struct yx_arena *a = yx_arena_new();
    struct yx_workbook *w = YX_NEW(a, struct yx_workbook, 1);
    w->arena = a;
    *out = NULL;
    int rc = read_bytes(bytes, name, options, w, err);
    if (rc == YX_DENIED && !options->password) {
        rc = YX_INVALID;
        if (err)
            err->code = YX_INVALID;
    }
    if (rc != YX_OK) {
        yx_arena_free(a);
        return rc;
    }
    *out = w;
    return YX_OK;
}

void yx_workbook_free(struct yx_workbook *w)
{
    if (w)
        yx_arena_free(w->arena);
}
