/* ooxml_check.c -- whether a workbook keeps the rules Excel is strict about.
 *
 * usage: ooxml-check FILE.xlsx...
 * Reads the package with libzip and the parts with expat, by no code of ours,
 * and names every rule broken: sheet names, relationships, content types, the
 * order of the elements of a worksheet, indices of shared strings and styles,
 * the order of cells, lengths, characters, defined names, ranges.
 * Source: ECMA-376 Part 1 (sml.xsd, opc), and Excel's limits as Microsoft
 * documents them.  Status 0: none broken; 1: some; 2: no package at all. */
#include <errno.h>
#include <expat.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum {
    MAX_SHEETS = 512,
    MAX_PARTS = 2048,
    MAX_TEXT = 32767,
    MAX_ROWS = 1048576,
    MAX_COLUMNS = 16384
};

static const char *package;
static unsigned n_broken;

__attribute__((format(printf, 2, 3))) static void broken(const char *part, const char *fmt, ...)
{
    va_list ap;
    if (++n_broken > 50)
        return;
    printf("%s: %s: ", package, part);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    printf("\n");
}

/* ---- the package ---- */

static struct {
    zip_t *z;
    char *name[MAX_PARTS];
    char *type[MAX_PARTS]; /* content type, NULL: none */
    size_t n;
} parts;

static int part_named(const char *name)
{
    for (size_t i = 0; i < parts.n; i++)
        if (strcmp(parts.name[i], name) == 0)
            return (int)i;
    return -1;
}

static char *read_part(const char *name, size_t *n)
{
    zip_stat_t st;
    if (zip_stat(parts.z, name, 0, &st) != 0)
        return NULL;
    zip_file_t *f = zip_fopen(parts.z, name, 0);
    char *p = malloc((size_t)st.size + 1);
    if (!f || !p || zip_fread(f, p, st.size) != (zip_int64_t)st.size)
        broken(name, "cannot be read");
    if (f)
        (void)zip_fclose(f);
    *n = (size_t)st.size;
    return p;
}

static const char *local(const char *name)
{
    const char *c = strrchr(name, ':');
    return c ? c + 1 : name;
}

static const char *attribute(const char **a, const char *name)
{
    for (size_t i = 0; a[i]; i += 2)
        if (strcmp(a[i], name) == 0)
            return a[i + 1];
    return NULL;
}

/* Parses a part; false (and named) when it is missing or no XML. */
static bool parse(const char *name, void *ctx, XML_StartElementHandler start,
                  XML_EndElementHandler end, XML_CharacterDataHandler text)
{
    size_t n = 0;
    char *p = read_part(name, &n);
    if (!p) {
        broken(name, "is missing");
        return false;
    }
    XML_Parser x = XML_ParserCreate(NULL);
    XML_SetUserData(x, ctx);
    XML_SetElementHandler(x, start, end);
    XML_SetCharacterDataHandler(x, text);
    bool ok = XML_Parse(x, p, (int)n, 1) == XML_STATUS_OK;
    if (!ok)
        broken(name, "line %lu: %s", XML_GetCurrentLineNumber(x),
               XML_ErrorString(XML_GetErrorCode(x)));
    XML_ParserFree(x);
    free(p);
    return ok;
}

static size_t utf16_length(const char *s)
{
    size_t n = 0;
    for (; *s; s++) {
        n += ((unsigned char)*s & 0xC0U) != 0x80U;
        n += (unsigned char)*s >= 0xF0;
    }
    return n;
}

/* ---- [Content_Types].xml ---- */

static struct {
    char *extension[64], *type[64];
    size_t n;
} defaults;

static void types_start(void *ctx, const char *name, const char **a)
{
    (void)ctx;
    const char *type = attribute(a, "ContentType"), *part = attribute(a, "PartName"),
               *extension = attribute(a, "Extension");
    if (strcmp(local(name), "Override") == 0 && part && type) {
        int i = part_named(part + (*part == '/'));
        if (i < 0)
            broken("[Content_Types].xml", "names %s, which is not there", part);
        else if (parts.type[i])
            broken("[Content_Types].xml", "names %s twice", part);
        else
            parts.type[i] = strdup(type);
    } else if (strcmp(local(name), "Default") == 0 && extension && type && defaults.n < 64) {
        defaults.extension[defaults.n] = strdup(extension);
        defaults.type[defaults.n++] = strdup(type);
    }
}

static void nothing_end(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
}

static void check_types(void)
{
    if (!parse("[Content_Types].xml", NULL, types_start, nothing_end, NULL))
        return;
    for (size_t i = 0; i < parts.n; i++) {
        const char *dot = strrchr(parts.name[i], '.');
        for (size_t k = 0; !parts.type[i] && dot && k < defaults.n; k++)
            if (strcmp(dot + 1, defaults.extension[k]) == 0)
                parts.type[i] = strdup(defaults.type[k]);
        if (!parts.type[i] && strcmp(parts.name[i], "[Content_Types].xml") != 0)
            broken(parts.name[i], "has no content type");
        if (strstr(parts.name[i], "worksheets/sheet") && !strstr(parts.name[i], "_rels") &&
            (!parts.type[i] || !strstr(parts.type[i], "spreadsheetml.worksheet+xml")))
            broken(parts.name[i], "is not typed as a worksheet");
    }
}

/* ---- relationships ---- */

static struct {
    char *id[MAX_SHEETS], *target[MAX_SHEETS];
    size_t n;
} book_rels;

struct rels {
    const char *part; /* the .rels part */
    char base[512];   /* folder that targets start from, with a slash; "" for the root */
    char seen[MAX_SHEETS][32];
    size_t n_seen;
};

static void rels_start(void *ctx, const char *name, const char **a)
{
    struct rels *r = ctx;
    if (strcmp(local(name), "Relationship") != 0)
        return;
    const char *id = attribute(a, "Id"), *target = attribute(a, "Target"),
               *mode = attribute(a, "TargetMode");
    if (!id || !target || !attribute(a, "Type")) {
        broken(r->part, "a relationship lacks Id, Target or Type");
        return;
    }
    for (size_t i = 0; i < r->n_seen; i++)
        if (strcmp(r->seen[i], id) == 0)
            broken(r->part, "%s stands twice", id);
    if (r->n_seen < MAX_SHEETS)
        (void)snprintf(r->seen[r->n_seen++], sizeof r->seen[0], "%s", id);
    if (mode && strcmp(mode, "External") == 0)
        return;
    char path[1024];
    if (*target == '/')
        (void)snprintf(path, sizeof path, "%s", target + 1);
    else if (strncmp(target, "../", 3) == 0) {
        char base[512];
        (void)snprintf(base, sizeof base, "%s", r->base);
        size_t n = strlen(base);
        if (n)
            base[n - 1] = '\0';
        char *slash = strrchr(base, '/');
        base[slash ? slash + 1 - base : 0] = '\0';
        (void)snprintf(path, sizeof path, "%s%s", base, target + 3);
    } else
        (void)snprintf(path, sizeof path, "%s%s", r->base, target);
    if (part_named(path) < 0)
        broken(r->part, "%s leads to %s, which is not there", id, path);
    if (strcmp(r->part, "xl/_rels/workbook.xml.rels") == 0 && book_rels.n < MAX_SHEETS) {
        book_rels.id[book_rels.n] = strdup(id);
        book_rels.target[book_rels.n++] = strdup(path);
    }
}

static void check_rels(void)
{
    for (size_t i = 0; i < parts.n; i++) {
        const char *name = parts.name[i], *folder = strstr(name, "_rels/");
        size_t n = strlen(name);
        if (!folder || n < 5 || strcmp(name + n - 5, ".rels") != 0)
            continue;
        struct rels r = {.part = name};
        (void)snprintf(r.base, sizeof r.base, "%.*s", (int)(folder - name), name);
        (void)parse(name, &r, rels_start, nothing_end, NULL);
        char owner[1024];
        (void)snprintf(owner, sizeof owner, "%s%.*s", r.base,
                       (int)(n - 5 - (size_t)(folder + 6 - name)), folder + 6);
        if (owner[0] && part_named(owner) < 0)
            broken(name, "belongs to %s, which is not there", owner);
    }
    if (part_named("_rels/.rels") < 0)
        broken("_rels/.rels", "is missing");
}

/* ---- styles, shared strings ---- */

static struct {
    unsigned n_xfs, n_dxfs, n_fonts, n_fills, n_borders, n_strings, characters;
    bool in_xfs, in_dxfs, in_fonts, in_fills, in_borders;
} limits;

static void styles_start(void *ctx, const char *name, const char **a)
{
    (void)ctx;
    const char *l = local(name);
    bool *flag = strcmp(l, "cellXfs") == 0   ? &limits.in_xfs
                 : strcmp(l, "dxfs") == 0    ? &limits.in_dxfs
                 : strcmp(l, "fonts") == 0   ? &limits.in_fonts
                 : strcmp(l, "fills") == 0   ? &limits.in_fills
                 : strcmp(l, "borders") == 0 ? &limits.in_borders
                                             : NULL;
    if (flag)
        *flag = true;
    limits.n_fonts += limits.in_fonts && strcmp(l, "font") == 0;
    limits.n_fills += limits.in_fills && strcmp(l, "fill") == 0;
    limits.n_borders += limits.in_borders && strcmp(l, "border") == 0;
    limits.n_dxfs += limits.in_dxfs && strcmp(l, "dxf") == 0;
    if (limits.in_xfs && strcmp(l, "xf") == 0) {
        static const char *const keys[] = {"fontId", "fillId", "borderId"};
        const unsigned most[] = {limits.n_fonts, limits.n_fills, limits.n_borders};
        for (size_t i = 0; i < 3; i++) {
            const char *v = attribute(a, keys[i]);
            if (v && strtoul(v, NULL, 10) >= most[i])
                broken("xl/styles.xml", "%s %s of %u", keys[i], v, most[i]);
        }
        limits.n_xfs++;
    }
}

static void styles_end(void *ctx, const char *name)
{
    (void)ctx;
    const char *l = local(name);
    limits.in_xfs &= strcmp(l, "cellXfs") != 0;
    limits.in_dxfs &= strcmp(l, "dxfs") != 0;
    limits.in_fonts &= strcmp(l, "fonts") != 0;
    limits.in_fills &= strcmp(l, "fills") != 0;
    limits.in_borders &= strcmp(l, "borders") != 0;
}

static void count_text(unsigned *n, const char *s, int length)
{
    for (int i = 0; i < length; i++) {
        *n += ((unsigned char)s[i] & 0xC0U) != 0x80U;
        *n += (unsigned char)s[i] >= 0xF0;
    }
}

static void strings_start(void *ctx, const char *name, const char **a)
{
    (void)ctx;
    (void)a;
    if (strcmp(local(name), "si") == 0) {
        limits.n_strings++;
        limits.characters = 0;
    }
}

static void strings_text(void *ctx, const char *s, int n)
{
    (void)ctx;
    count_text(&limits.characters, s, n);
    if (limits.characters > MAX_TEXT)
        broken("xl/sharedStrings.xml", "string %u has over %d characters", limits.n_strings,
               MAX_TEXT);
}

/* ---- the workbook ---- */

static struct {
    char *name[MAX_SHEETS], *part[MAX_SHEETS];
    size_t n;
    char defined[256]; /* name in hand, empty: none */
    char text[4096];
    size_t n_text;
} book;

static void check_sheet_name(const char *name)
{
    if (!*name || utf16_length(name) > 31)
        broken("xl/workbook.xml", "sheet name of %zu characters: %s", utf16_length(name), name);
    if (strpbrk(name, "[]:*?/\\") || *name == '\'' || (*name && name[strlen(name) - 1] == '\''))
        broken("xl/workbook.xml", "sheet name with a sign Excel refuses: %s", name);
    if (strcmp(name, "History") == 0)
        broken("xl/workbook.xml", "sheet name Excel keeps for itself: %s", name);
    for (size_t i = 0; i < book.n; i++)
        if (strcasecmp(book.name[i], name) == 0)
            broken("xl/workbook.xml", "two sheets named %s", name);
}

static void book_start(void *ctx, const char *element, const char **a)
{
    (void)ctx;
    const char *l = local(element);
    if (strcmp(l, "sheet") == 0) {
        const char *name = attribute(a, "name"), *id = attribute(a, "r:id"),
                   *number = attribute(a, "sheetId");
        if (!name || !id || !number || book.n == MAX_SHEETS) {
            broken("xl/workbook.xml", "a sheet lacks name, sheetId or r:id");
            return;
        }
        check_sheet_name(name);
        book.name[book.n] = strdup(name);
        book.part[book.n] = NULL;
        for (size_t i = 0; i < book_rels.n; i++)
            if (strcmp(book_rels.id[i], id) == 0)
                book.part[book.n] = book_rels.target[i];
        if (!book.part[book.n])
            broken("xl/workbook.xml", "sheet %s: no relationship %s", name, id);
        book.n++;
    } else if (strcmp(l, "definedName") == 0) {
        const char *name = attribute(a, "name"), *sheet = attribute(a, "localSheetId");
        (void)snprintf(book.defined, sizeof book.defined, "%s", name ? name : "?");
        book.n_text = 0;
        if (!name || (!strchr("_\\", name[0]) && !(name[0] >= 'A' && name[0] <= 'z') &&
                      (unsigned char)name[0] < 0x80))
            broken("xl/workbook.xml", "a defined name begins wrongly: %s", book.defined);
        if (sheet && strtoul(sheet, NULL, 10) >= book.n)
            broken("xl/workbook.xml", "%s is of sheet %s, of %zu", book.defined, sheet, book.n);
    }
}

static void book_text(void *ctx, const char *s, int n)
{
    (void)ctx;
    if (book.defined[0] && book.n_text + (size_t)n < sizeof book.text) {
        memcpy(book.text + book.n_text, s, (size_t)n);
        book.n_text += (size_t)n;
    }
}

/* 'sheet'!$A$1:…: the sheet must be one of ours. */
static void book_end(void *ctx, const char *element)
{
    (void)ctx;
    if (strcmp(local(element), "definedName") != 0)
        return;
    book.text[book.n_text] = '\0';
    char *mark = strrchr(book.text, '!'), *name = book.text;
    bool found = false;
    if (mark) {
        *mark = '\0';
        if (*name == '\'' && mark[-1] == '\'') {
            mark[-1] = '\0';
            name++;
        }
        for (size_t i = 0; i < book.n; i++)
            found |= strcmp(book.name[i], name) == 0;
    }
    if (!found || strstr(book.text, "#REF"))
        broken("xl/workbook.xml", "%s leads to no sheet: %s", book.defined, name);
    book.defined[0] = '\0';
}

/* ---- worksheets ---- */

/* The children of worksheet, in the order of the schema (CT_Worksheet). */
static const char *const order[] = {"sheetPr",
                                    "dimension",
                                    "sheetViews",
                                    "sheetFormatPr",
                                    "cols",
                                    "sheetData",
                                    "sheetCalcPr",
                                    "sheetProtection",
                                    "protectedRanges",
                                    "scenarios",
                                    "autoFilter",
                                    "sortState",
                                    "dataConsolidate",
                                    "customSheetViews",
                                    "mergeCells",
                                    "phoneticPr",
                                    "conditionalFormatting",
                                    "dataValidations",
                                    "hyperlinks",
                                    "printOptions",
                                    "pageMargins",
                                    "pageSetup",
                                    "headerFooter",
                                    "rowBreaks",
                                    "colBreaks",
                                    "customProperties",
                                    "cellWatches",
                                    "ignoredErrors",
                                    "smartTags",
                                    "drawing",
                                    "legacyDrawing",
                                    "legacyDrawingHF",
                                    "picture",
                                    "oleObjects",
                                    "controls",
                                    "webPublishItems",
                                    "tableParts",
                                    "extLst"};

struct sheet {
    const char *part;
    int depth, last_child;
    unsigned long row, column, last_col; /* 1-based, of the cell in hand */
    char type[16];
    char path[64]; /* element in hand, when its text counts */
    char text[64];
    size_t n_text;
    unsigned characters, validations, wanted_validations;
};

/* $B$12 → row and column; NULL when it is no reference. */
static const char *reference(const char *s, unsigned long *row, unsigned long *column)
{
    unsigned long r = 0, c = 0;
    s += *s == '$';
    for (; *s >= 'A' && *s <= 'Z' && c < 100000; s++)
        c = c * 26 + (unsigned long)(*s - 'A' + 1);
    s += *s == '$';
    for (; *s >= '0' && *s <= '9' && r < 100000000; s++)
        r = r * 10 + (unsigned long)(*s - '0');
    *row = r;
    *column = c;
    return r && c && r <= MAX_ROWS && c <= MAX_COLUMNS ? s : NULL;
}

static void check_range(const struct sheet *s, const char *what, const char *ref)
{
    unsigned long r1, c1, r2, c2;
    const char *p = ref;
    do {
        p += *p == ' ';
        p = reference(p, &r1, &c1);
        r2 = r1;
        c2 = c1;
        if (p && *p == ':')
            p = reference(p + 1, &r2, &c2);
        if (!p || r1 > r2 || c1 > c2) {
            broken(s->part, "%s: no range: %s", what, ref);
            return;
        }
    } while (*p == ' ');
    if (*p)
        broken(s->part, "%s: no range: %s", what, ref);
}

static void begin_cell(struct sheet *s, const char **a)
{
    const char *ref = attribute(a, "r"), *style = attribute(a, "s"), *type = attribute(a, "t");
    unsigned long row = s->row, column = s->column + 1;
    if (ref && (!reference(ref, &row, &column) || *reference(ref, &row, &column)))
        broken(s->part, "no cell: %s", ref);
    if (row != s->row || column <= s->column)
        broken(s->part, "cell %s out of order", ref ? ref : "?");
    s->column = column;
    if (style && strtoul(style, NULL, 10) >= limits.n_xfs)
        broken(s->part, "cell %s: style %s of %u", ref ? ref : "?", style, limits.n_xfs);
    (void)snprintf(s->type, sizeof s->type, "%s", type ? type : "n");
    static const char *const types[] = {"b", "d", "e", "inlineStr", "n", "s", "str"};
    bool known = false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        known |= strcmp(types[i], s->type) == 0;
    if (!known)
        broken(s->part, "cell %s: type %s", ref ? ref : "?", s->type);
    s->characters = 0;
}

static void begin_row(struct sheet *s, const char **a)
{
    const char *r = attribute(a, "r"), *height = attribute(a, "ht");
    unsigned long row = r ? strtoul(r, NULL, 10) : s->row + 1;
    if (row <= s->row || row > MAX_ROWS)
        broken(s->part, "row %lu after row %lu", row, s->row);
    if (height && (strtod(height, NULL) < 0 || strtod(height, NULL) > 409.5))
        broken(s->part, "row %lu is %s high", row, height);
    s->row = row;
    s->column = 0;
}

static void child_of_worksheet(struct sheet *s, const char *l)
{
    int at = -1;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (strcmp(order[i], l) == 0)
            at = (int)i;
    if (at < 0)
        broken(s->part, "element %s does not belong there", l);
    else if (at < s->last_child || (at == s->last_child && strcmp(l, "conditionalFormatting") != 0))
        broken(s->part, "%s stands behind %s", l, order[s->last_child]);
    else
        s->last_child = at;
}

static void sheet_start(void *ctx, const char *name, const char **a)
{
    struct sheet *s = ctx;
    const char *l = local(name), *ref = attribute(a, "ref"), *sqref = attribute(a, "sqref");
    s->depth++;
    if (s->depth == 2)
        child_of_worksheet(s, l);
    s->path[0] = '\0';
    s->n_text = 0;
    if (strcmp(l, "row") == 0)
        begin_row(s, a);
    else if (strcmp(l, "c") == 0)
        begin_cell(s, a);
    else if (strcmp(l, "col") == 0) {
        const char *min = attribute(a, "min"), *max = attribute(a, "max"),
                   *width = attribute(a, "width");
        unsigned long from = min ? strtoul(min, NULL, 10) : 0,
                      upto = max ? strtoul(max, NULL, 10) : 0;
        if (from <= s->last_col || upto < from || upto > MAX_COLUMNS)
            broken(s->part, "columns %lu to %lu after %lu", from, upto, s->last_col);
        if (width && strtod(width, NULL) > 255)
            broken(s->part, "a column %s wide", width);
        s->last_col = upto;
    } else if (strcmp(l, "autoFilter") == 0 || strcmp(l, "dimension") == 0 ||
               strcmp(l, "mergeCell") == 0 || strcmp(l, "hyperlink") == 0) {
        check_range(s, l, ref ? ref : "");
    } else if (strcmp(l, "conditionalFormatting") == 0) {
        check_range(s, l, sqref ? sqref : "");
    } else if (strcmp(l, "cfRule") == 0) {
        const char *dxf = attribute(a, "dxfId");
        if (dxf && strtoul(dxf, NULL, 10) >= limits.n_dxfs)
            broken(s->part, "cfRule: dxfId %s of %u", dxf, limits.n_dxfs);
    } else if (strcmp(l, "dataValidations") == 0) {
        const char *count = attribute(a, "count");
        s->wanted_validations = count ? (unsigned)strtoul(count, NULL, 10) : 0;
    } else if (strcmp(l, "dataValidation") == 0) {
        static const struct {
            const char *name;
            size_t most;
        } texts[] = {{"promptTitle", 32}, {"errorTitle", 32}, {"prompt", 255}, {"error", 255}};
        check_range(s, l, sqref ? sqref : "");
        for (size_t i = 0; i < 4; i++) {
            const char *v = attribute(a, texts[i].name);
            if (v && utf16_length(v) > texts[i].most)
                broken(s->part, "dataValidation: %s has %zu characters", texts[i].name,
                       utf16_length(v));
        }
        s->validations++;
    }
    (void)snprintf(s->path, sizeof s->path, "%s", l);
    if (strcmp(l, "formula1") == 0 || strcmp(l, "formula2") == 0 || strcmp(l, "oddHeader") == 0 ||
        strcmp(l, "oddFooter") == 0)
        s->characters = 0;
}

static void sheet_text(void *ctx, const char *text, int n)
{
    struct sheet *s = ctx;
    if (strcmp(s->path, "v") == 0 && s->n_text + (size_t)n < sizeof s->text) {
        memcpy(s->text + s->n_text, text, (size_t)n);
        s->n_text += (size_t)n;
    }
    count_text(&s->characters, text, n);
}

static void sheet_end(void *ctx, const char *name)
{
    struct sheet *s = ctx;
    const char *l = local(name);
    s->depth--;
    s->text[s->n_text] = '\0';
    if (strcmp(l, "v") == 0) {
        char *end;
        errno = 0;
        if (strcmp(s->type, "s") == 0 && strtoul(s->text, NULL, 10) >= limits.n_strings)
            broken(s->part, "row %lu: shared string %s of %u", s->row, s->text, limits.n_strings);
        if (strcmp(s->type, "n") == 0 && (!s->n_text || (strtod(s->text, &end), *end)))
            broken(s->part, "row %lu: no number: %s", s->row, s->text);
    } else if (strcmp(l, "t") == 0 && s->characters > MAX_TEXT) {
        broken(s->part, "row %lu: a text of %u characters", s->row, s->characters);
    } else if ((strcmp(l, "formula1") == 0 || strcmp(l, "formula2") == 0) && s->characters > 257) {
        /* 255 between the quotes */
        broken(s->part, "dataValidation: a formula of %u characters", s->characters);
    } else if ((strcmp(l, "oddHeader") == 0 || strcmp(l, "oddFooter") == 0) &&
               s->characters > 255) {
        broken(s->part, "%s has %u characters", l, s->characters);
    } else if (strcmp(l, "f") == 0) {
        broken(s->part, "row %lu: a formula, where there should be none", s->row);
    } else if (strcmp(l, "dataValidations") == 0 && s->validations != s->wanted_validations) {
        broken(s->part, "dataValidations: %u, but count says %u", s->validations,
               s->wanted_validations);
    }
    s->path[0] = '\0';
}

static void check_sheets(void)
{
    for (size_t i = 0; i < book.n; i++) {
        struct sheet s = {.part = book.part[i], .last_child = -1};
        if (s.part && part_named(s.part) >= 0)
            (void)parse(s.part, &s, sheet_start, sheet_end, sheet_text);
        if (s.part && s.last_child < 5)
            broken(s.part, "has no sheetData");
    }
    if (!book.n)
        broken("xl/workbook.xml", "has no sheet");
}

static int check(const char *path)
{
    package = path;
    parts.z = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    if (!parts.z) {
        printf("%s: no sound archive\n", path);
        return 2;
    }
    zip_int64_t n = zip_get_num_entries(parts.z, 0);
    for (zip_int64_t i = 0; i < n && parts.n < MAX_PARTS; i++) {
        const char *name = zip_get_name(parts.z, (zip_uint64_t)i, 0);
        if (name && part_named(name) >= 0)
            broken(name, "stands twice in the archive");
        parts.name[parts.n++] = strdup(name ? name : "");
    }
    check_types();
    check_rels();
    if (part_named("xl/styles.xml") >= 0)
        (void)parse("xl/styles.xml", NULL, styles_start, styles_end, NULL);
    if (part_named("xl/sharedStrings.xml") >= 0)
        (void)parse("xl/sharedStrings.xml", NULL, strings_start, nothing_end, strings_text);
    if (parse("xl/workbook.xml", NULL, book_start, book_end, book_text))
        check_sheets();
    (void)zip_close(parts.z);
    return n_broken ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: ooxml-check FILE.xlsx\n");
        return 2;
    }
    int status = check(argv[1]);
    if (status == 0)
        printf("%s: %zu sheets, no rule broken\n", argv[1], book.n);
    else if (n_broken > 50)
        printf("%s: and %u more\n", argv[1], n_broken - 50);
    return status;
}
