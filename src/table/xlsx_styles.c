/* xlsx_styles.c -- which number format each cell style of a workbook has. */
#include "table/xlsx_int.h"
#include "table/xml_stream.h"

#include <stdlib.h>

enum { MAX_STYLES = 1 << 16 };

struct styles_reading {
    struct yx_xlsx_styles *out;
    struct yx_arena *a;
    struct {
        struct {
            long id;
            struct yx_cell_format style;
        } * v;
        size_t n, cap;
    } custom;
    struct {
        struct yx_cell_format *v;
        size_t n, cap;
    } cell;
    bool in_cells; /* within cellXfs */
};

static struct yx_cell_format style_of(const struct styles_reading *r, long id)
{
    for (size_t i = r->custom.n; i-- > 0;)
        if (r->custom.v[i].id == id)
            return r->custom.v[i].style;
    return yx_cell_builtin_format(id);
}

static void styles_start(struct yx_xml *x, void *ctx, const char *name, const char **attr)
{
    struct styles_reading *r = ctx;
    (void)x;
    if (strcmp(name, "numFmt") == 0) {
        const char *id = yx_xml_attr(attr, "numFmtId"), *code = yx_xml_attr(attr, "formatCode");
        if (id && code && r->custom.n < 1024) {
            YX_RESERVE(&r->custom, r->custom.n + 1);
            r->custom.v[r->custom.n].id = strtol(id, NULL, 10);
            r->custom.v[r->custom.n++].style = yx_cell_format_of(yx_str_of(code));
        }
    } else if (strcmp(name, "cellXfs") == 0) {
        r->in_cells = true;
    } else if (r->in_cells && strcmp(name, "xf") == 0 && r->cell.n < MAX_STYLES) {
        const char *id = yx_xml_attr(attr, "numFmtId");
        YX_PUSH(&r->cell, style_of(r, id ? strtol(id, NULL, 10) : 0));
    }
}

static void styles_end(struct yx_xml *x, void *ctx, const char *name)
{
    struct styles_reading *r = ctx;
    (void)x;
    if (strcmp(name, "cellXfs") == 0)
        r->in_cells = false;
}

int yx_xlsx_styles_read(struct yx_zip *z, const char *path, const char *name, struct yx_arena *a,
                        struct yx_xlsx_styles *out, struct yx_err *err)
{
    static const struct yx_xml_events events = {.start = styles_start, .end = styles_end};
    struct styles_reading r = {.out = out, .a = a};
    *out = (struct yx_xlsx_styles){0};
    int rc = path ? yx_xml_read(z, path, name, &events, &r, err) : YX_OK;
    if (r.cell.n) {
        out->style = YX_NEW(a, struct yx_cell_format, r.cell.n);
        memcpy(out->style, r.cell.v, r.cell.n * sizeof *r.cell.v);
        out->n = (uint32_t)r.cell.n;
    }
    free(r.custom.v);
    free(r.cell.v);
    return rc == YX_NOTFOUND ? YX_OK : rc;
}
