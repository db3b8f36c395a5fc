/* xlsx_book.c -- which parts a workbook has: sheets, strings, styles. */
#include "table/xlsx_int.h"
#include "table/xml_stream.h"

#include <stdlib.h>

enum { MAX_SHEETS = 4096 };

struct relation {
    const char *id, *type, *target;
};

struct relations {
    struct relation *v;
    size_t n, cap;
    struct yx_arena *a;
};

static void no_end(struct yx_xml *x, void *ctx, const char *name)
{
    (void)x;
    (void)ctx;
    (void)name;
}

static char *copy(struct yx_arena *a, const char *z)
{
    return yx_str_c(a, yx_str_of(z));
}

static void relation_start(struct yx_xml *x, void *ctx, const char *name, const char **attr)
{
    struct relations *r = ctx;
    const char *id = yx_xml_attr(attr, "Id"), *type = yx_xml_attr(attr, "Type"),
               *target = yx_xml_attr(attr, "Target"), *mode = yx_xml_attr(attr, "TargetMode");
    (void)x;
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target || r->n >= 2 * MAX_SHEETS ||
        (mode && strcmp(mode, "External") == 0))
        return;
    /* The last word tells the kind; its beginning differs between editions. */
    const char *slash = strrchr(type, '/');
    struct relation made = {copy(r->a, id), copy(r->a, slash ? slash + 1 : type),
                            copy(r->a, target)};
    YX_PUSH(r, made);
}

static int relations_read(struct yx_zip *z, const char *path, const char *name, struct yx_arena *a,
                          struct relations *out, struct yx_err *err)
{
    static const struct yx_xml_events events = {.start = relation_start, .end = no_end};
    *out = (struct relations){.a = a};
    int rc = yx_xml_read(z, path, name, &events, out, err);
    return rc == YX_NOTFOUND ? YX_OK : rc;
}

static const struct relation *relation_of(const struct relations *r, const char *id,
                                          const char *type)
{
    for (size_t i = 0; i < r->n; i++)
        if ((!id || strcmp(r->v[i].id, id) == 0) && (!type || strcmp(r->v[i].type, type) == 0))
            return &r->v[i];
    return NULL;
}

/* The part a target names, seen from the folder of `base`: "../a" and "/a" as in addresses. */
static char *resolve(struct yx_arena *a, const char *base, const char *target)
{
    struct yx_buf b = {0};
    struct yx_str rest = yx_str_of(target), part;
    const char *slash = strrchr(base, '/');
    if (target[0] != '/' && slash)
        yx_buf_put(&b, base, (size_t)(slash - base) + 1);
    while (yx_str_split(&rest, '/', &part)) {
        if (part.n == 0 || yx_str_is(part, "."))
            continue;
        if (yx_str_is(part, "..")) {
            if (b.n)
                b.n--;
            while (b.n && b.p[b.n - 1] != '/')
                b.n--;
            continue;
        }
        yx_buf_puts(&b, part);
        yx_buf_putc(&b, '/');
    }
    if (b.n)
        b.n--;
    char *made = yx_str_c(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return made;
}

struct book_reading {
    struct yx_xlsx_book *book;
    struct yx_arena *a;
    const struct relations *relations;
    const char *path;
    bool is_workbook;
};

static bool is_true(const char *z)
{
    return z && (strcmp(z, "1") == 0 || strcmp(z, "true") == 0 || strcmp(z, "on") == 0);
}

static void add_sheet(struct book_reading *r, const char **attr)
{
    /* "id" with a prefix, which every writer has; "sheetId" is another name. */
    const char *name = yx_xml_attr(attr, "name"), *id = yx_xml_attr(attr, "id"),
               *state = yx_xml_attr(attr, "state");
    struct yx_xlsx_book *b = r->book;
    if (!name || !id || b->n_sheets == MAX_SHEETS)
        return;
    const struct relation *to = relation_of(r->relations, id, NULL);
    struct yx_xlsx_sheet_ref *s = &b->sheet[b->n_sheets++];
    s->name = yx_str_dup(r->a, yx_str_trim(yx_str_of(name)));
    s->is_hidden = state && strcmp(state, "visible") != 0;
    s->path = to && strcmp(to->type, "worksheet") == 0 ? resolve(r->a, r->path, to->target) : NULL;
}

static void book_start(struct yx_xml *x, void *ctx, const char *name, const char **attr)
{
    struct book_reading *r = ctx;
    (void)x;
    if (strcmp(name, "workbook") == 0)
        r->is_workbook = true;
    else if (strcmp(name, "workbookPr") == 0)
        r->book->is_1904 = is_true(yx_xml_attr(attr, "date1904"));
    else if (strcmp(name, "sheet") == 0)
        add_sheet(r, attr);
}

static int not_a_workbook(struct yx_zip *z, const char *name, struct yx_err *err)
{
    if (yx_zip_has(z, "xl/workbook.bin"))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 是二进制工作簿（.xlsb）：请另存为 .xlsx",
                               "{0} is a binary workbook (.xlsb): save it as .xlsx"),
                       name);
    if (yx_zip_has(z, "word/document.xml"))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 是 Word 文档，不是工作簿：请把表格另存为 .xlsx",
                               "{0} is a Word document, no workbook: save the table as .xlsx"),
                       name);
    if (yx_zip_has(z, "content.xml") && yx_zip_has(z, "mimetype"))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 是 OpenDocument 文件：请另存为 .xlsx",
                               "{0} is an OpenDocument file: save it as .xlsx"),
                       name);
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT("{0} 是压缩包而不是工作簿：请解压后把其中的表格放入文件夹",
                "{0} is an archive, no workbook: unpack it and put the tables into the folder"),
        name);
}

static int book_parts(struct yx_zip *z, const char *name, struct yx_arena *a,
                      struct relations *package, struct relations *own, struct yx_xlsx_book *out,
                      struct yx_err *err)
{
    int rc = relations_read(z, "_rels/.rels", name, a, package, err);
    if (rc != YX_OK)
        return rc;
    const struct relation *main = relation_of(package, NULL, "officeDocument");
    const char *path = main ? resolve(a, "", main->target) : "xl/workbook.xml";
    const char *slash = strrchr(path, '/');
    struct yx_buf b = {0};
    yx_buf_put(&b, path, slash ? (size_t)(slash - path) + 1 : 0);
    yx_buf_printf(&b, "_rels/%s.rels", slash ? slash + 1 : path);
    const char *rels = yx_str_c(a, yx_buf_str(&b));
    yx_buf_free(&b);
    if ((rc = relations_read(z, rels, name, a, own, err)) != YX_OK)
        return rc;
    static const struct yx_xml_events events = {.start = book_start, .end = no_end};
    struct book_reading r = {.book = out, .a = a, .relations = own, .path = path};
    out->sheet = YX_NEW(a, struct yx_xlsx_sheet_ref, MAX_SHEETS);
    /* A binary workbook has a part of that name in another format. */
    rc = yx_str_ends(yx_str_of(path), YX_S(".bin")) ? YX_NOTFOUND
                                                    : yx_xml_read(z, path, name, &events, &r, err);
    if (rc == YX_NOTFOUND || (rc == YX_OK && !r.is_workbook))
        return not_a_workbook(z, name, err);
    const struct relation *strings = relation_of(own, NULL, "sharedStrings"),
                          *styles = relation_of(own, NULL, "styles");
    out->strings = strings ? resolve(a, path, strings->target) : NULL;
    out->styles = styles ? resolve(a, path, styles->target) : NULL;
    return rc;
}

int yx_xlsx_book_read(struct yx_zip *z, const char *name, struct yx_arena *a,
                      struct yx_xlsx_book *out, struct yx_err *err)
{
    struct relations package = {.a = a}, own = {.a = a};
    *out = (struct yx_xlsx_book){0};
    int rc = book_parts(z, name, a, &package, &own, out, err);
    free(package.v);
    free(own.v);
    return rc;
}
