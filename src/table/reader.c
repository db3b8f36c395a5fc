/* reader.c -- from a file of any kind we take to tables.
 *
 * The bytes decide what a file is, not its name: a renamed file is still read,
 * or refused with the advice that helps. */
#include "table/reader.h"

#include "base/mem.h"
#include "table/csv.h"
#include "table/sheet_plan.h"
#include "table/worker.h"
#include "table/xlsx.h"

#include <strings.h>

const struct yx_column *yx_table_field(const struct yx_table *t, int field)
{
    for (uint32_t c = 0; c < t->n_columns; c++)
        if (t->column[c].field == field)
            return &t->column[c];
    return NULL;
}

static bool has_suffix(struct yx_str name, const char *suffix)
{
    size_t n = strlen(suffix);
    return name.n >= n && strncasecmp(name.p + name.n - n, suffix, n) == 0;
}

/* UTF-16 text, as names of streams in a compound file are written. */
static bool has_stream(struct yx_str bytes, const char *name)
{
    char wide[64];
    size_t n = strlen(name);
    for (size_t i = 0; i < n; i++) {
        wide[2 * i] = name[i];
        wide[2 * i + 1] = '\0';
    }
    return yx_str_find(bytes, (struct yx_str){wide, 2 * n}) >= 0;
}

/* Compound files: an encrypted workbook, or the formats before 2007. */
static int refuse_compound(struct yx_str bytes, const char *name, struct yx_err *err)
{
    if (has_stream(bytes, "EncryptedPackage"))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 加了密码：请打开后另存为不带密码的工作簿",
                               "{0} is protected by a password: open it and save it without one"),
                       name);
    if (has_stream(bytes, "WordDocument"))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 是 Word 文档，不是工作簿：请把表格另存为 .xlsx",
                               "{0} is a Word document, no workbook: save the table as .xlsx"),
                       name);
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT("{0} 是旧版工作簿（.xls）：请用 WPS 或 Excel 打开，另存为 .xlsx",
                "{0} is a workbook of the old kind (.xls): open it in Excel and save it as .xlsx"),
        name);
}

static int read_bytes(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                      struct yx_workbook *w, struct yx_err *err)
{
    char z[YX_ERR_ARG_SIZE];
    yx_sheet_name(name, (struct yx_str){NULL, 0}, z);
    if (has_suffix(name, ".et"))
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 是 WPS 表格专用格式（.et）：请用 WPS 打开，另存为 .xlsx",
                    "{0} is in WPS's own format (.et): open it in WPS and save it as .xlsx"),
            z);
    if (yx_str_starts(bytes, YX_S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return refuse_compound(bytes, z, err);
    if (yx_str_starts(bytes, YX_S("PK\x03\x04")) || yx_str_starts(bytes, YX_S("PK\x05\x06")))
        return yx_xlsx_read(bytes, name, o, w, err);
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
