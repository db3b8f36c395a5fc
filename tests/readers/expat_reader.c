/* expat_reader.c -- sheets and shared strings read with expat, as a second opinion. */
#include "expat_reader.h"

#include "table/xml_stream.h"

#include <stdlib.h>

enum cell_type { T_NUMBER, T_SHARED, T_STRING, T_INLINE, T_BOOL, T_ERROR, T_ISO_DATE };

struct cell_list {
    struct yx_sheet_cell *v;
    size_t n, cap;
};

struct sheet_reading {
    const struct yx_xlsx_sheet_source *source;
    yx_sheet_row_fn fn;
    void *ctx;
    /* the row */
    uint32_t row_no;
    bool row_hidden, in_row;
    struct cell_list cells; /* text.p NULL: text.n bytes at `offset` of `text` */
    struct {
        size_t *v;
        size_t n, cap;
    } offset; /* one per cell */
    struct yx_buf text;
    /* the cell */
    uint32_t column; /* of the cell, or of the next without a reference */
    enum cell_type type;
    uint32_t style;
    bool in_cell, has_value;
    bool in_text;         /* within v, or t of an inline string */
    unsigned phonetic;    /* depth within rPh */
    struct yx_buf stored; /* what v or is says */
    struct yx_buf unescaped;
    bool is_row_known; /* it, or a cell of it, had a reference */
    struct yx_sheet_extras *extras;
};

/* The attribute called exactly so: those of sheets have no prefix. */
static const char *attribute(const char **attr, const char *name)
{
    for (; attr[0]; attr += 2)
        if (strcmp(attr[0], name) == 0)
            return attr[1];
    return NULL;
}

static void damaged(struct yx_xml *x, const struct sheet_reading *r)
{
    yx_xml_fail(x, yx_zip_damaged(r->source->place, yx_xml_err(x)));
}

static bool is_true(const char *z)
{
    return z && (z[0] == '1' || z[0] == 't');
}

static void row_start(struct yx_xml *x, struct sheet_reading *r, const char **attr)
{
    const char *ref = attribute(attr, "r");
    uint64_t no = r->row_no + 1ULL;
    if (ref && !yx_str_u64(yx_str_of(ref), &no))
        no = 0;
    if (no == 0 || no > YX_XLSX_MAX_ROW) {
        damaged(x, r);
        return;
    }
    r->row_no = (uint32_t)no;
    r->row_hidden = is_true(attribute(attr, "hidden"));
    r->in_row = true;
    r->is_row_known = ref != NULL;
    r->column = 0;
    r->cells.n = r->offset.n = 0;
    r->text.n = 0;
}

static enum cell_type type_of(const char *t)
{
    if (!t || strcmp(t, "n") == 0)
        return T_NUMBER;
    switch (t[0]) {
    case 's': return t[1] ? T_STRING : T_SHARED; /* "str" or "s" */
    case 'i': return T_INLINE;
    case 'b': return T_BOOL;
    case 'e': return T_ERROR;
    case 'd': return T_ISO_DATE;
    default: return T_STRING;
    }
}

static void cell_start(struct yx_xml *x, struct sheet_reading *r, const char **attr)
{
    const char *type = NULL, *style = NULL, *ref = NULL;
    for (; attr[0]; attr += 2) {
        const char *name = attr[0];
        if (name[0] == 'r' && !name[1])
            ref = attr[1];
        else if (name[0] == 's' && !name[1])
            style = attr[1];
        else if (name[0] == 't' && !name[1])
            type = attr[1];
    }
    uint32_t row = 0;
    if ((ref && !yx_xlsx_ref(yx_str_of(ref), &r->column, &row)) ||
        r->column >= YX_XLSX_MAX_COLUMN) {
        damaged(x, r);
        return;
    }
    if (ref && !r->is_row_known)
        r->row_no = row;
    r->is_row_known |= ref != NULL;
    r->type = type_of(type);
    uint64_t n = 0;
    r->style = style && yx_str_u64(yx_str_of(style), &n) && n < UINT32_MAX ? (uint32_t)n : 0;
    r->in_cell = true;
    r->has_value = false;
    r->stored.n = 0;
}

static void sheet_start(struct yx_xml *x, void *ctx, const char *name, const char **attr)
{
    struct sheet_reading *r = ctx;
    if (r->in_cell) {
        if (strcmp(name, "rPh") == 0)
            r->phonetic++;
        else if ((strcmp(name, "v") == 0 && r->type != T_INLINE) ||
                 (strcmp(name, "t") == 0 && r->type == T_INLINE && !r->phonetic))
            r->in_text = r->has_value = true;
    } else if (r->in_row) {
        if (strcmp(name, "c") == 0)
            cell_start(x, r, attr);
    } else if (strcmp(name, "row") == 0) {
        row_start(x, r, attr);
    } else if (r->extras && strcmp(name, "mergeCell") == 0) {
        const char *ref = attribute(attr, "ref");
        struct yx_sheet_range m;
        if (ref && r->extras->merged.n < 65536 && yx_xlsx_range(yx_str_of(ref), &m))
            YX_PUSH(&r->extras->merged, m);
    } else if (r->extras && strcmp(name, "autoFilter") == 0) {
        r->extras->is_filtered = true;
    }
}

static void sheet_text(struct yx_xml *x, void *ctx, const char *p, size_t n)
{
    struct sheet_reading *r = ctx;
    if (!r->in_text)
        return;
    yx_buf_put(&r->stored, p, n);
    if (r->stored.n > YX_XLSX_MAX_STORED)
        damaged(x, r);
}

static struct yx_str shared(const struct yx_xlsx_strings *s, struct yx_str index, bool *ok)
{
    uint64_t i;
    *ok = yx_str_u64(index, &i) && i < s->end.n;
    if (!*ok)
        return (struct yx_str){"", 0};
    uint32_t from = i ? s->end.v[i - 1] : 0;
    return (struct yx_str){s->text.p + from, s->end.v[i] - from};
}

/* 2022-09-01T00:00:00.000Z to 2022-09-01, or with its time if it has one. */
static struct yx_str iso_date(struct yx_str s)
{
    const char *t = memchr(s.p, 'T', s.n);
    if (!t)
        return s;
    size_t n = (size_t)(t - s.p);
    return s.n >= n + 9 && memcmp(t, "T00:00:00", 9) != 0 ? yx_str_sub(s, 0, n + 9)
                                                          : yx_str_sub(s, 0, n);
}

/* Append the text of a cell that is no shared string; returns its marks. */
static uint8_t put_value(struct sheet_reading *r, struct yx_str stored)
{
    const struct yx_xlsx_styles *styles = r->source->styles;
    struct yx_cell_format style = {0};
    switch (r->type) {
    case T_NUMBER:
        if (r->style < styles->n)
            style = styles->style[r->style];
        return yx_cell_stored_number(&r->text, stored, style, r->source->book->is_1904);
    case T_BOOL: yx_buf_putz(&r->text, is_true(stored.p) ? "TRUE" : "FALSE"); return 0;
    case T_ERROR: yx_buf_puts(&r->text, stored); return YX_CELL_ERROR;
    case T_ISO_DATE: yx_buf_puts(&r->text, iso_date(stored)); return YX_CELL_DATE;
    default: break;
    }
    r->unescaped.n = 0;
    yx_xlsx_unescape(&r->unescaped, stored);
    struct yx_str s = yx_str_trim(yx_buf_str(&r->unescaped));
    yx_buf_puts(&r->text, s);
    return yx_is_exponent_text(s) ? YX_CELL_EXPONENT : 0;
}

static void cell_end(struct yx_xml *x, struct sheet_reading *r)
{
    r->in_cell = false;
    r->phonetic = 0;
    struct yx_str stored = yx_str_trim(yx_buf_str(&r->stored));
    struct yx_sheet_cell cell = {.column = r->column++};
    if (!r->has_value || stored.n == 0)
        return;
    size_t from = r->text.n;
    if (r->type == T_SHARED) {
        bool ok;
        cell.text = shared(r->source->strings, stored, &ok);
        if (!ok) {
            damaged(x, r);
            return;
        }
        cell.mark = yx_is_exponent_text(cell.text) ? YX_CELL_EXPONENT : 0;
    } else {
        cell.mark = put_value(r, stored);
        cell.text = (struct yx_str){NULL, r->text.n - from};
    }
    if (cell.text.n == 0)
        return;
    if (cell.text.n > YX_XLSX_MAX_TEXT) {
        damaged(x, r);
        return;
    }
    if (r->row_hidden)
        cell.mark |= YX_CELL_HIDDEN;
    YX_PUSH(&r->cells, cell);
    YX_PUSH(&r->offset, from);
}

static void row_end(struct yx_xml *x, struct sheet_reading *r)
{
    r->in_row = false;
    if (r->cells.n == 0)
        return;
    for (size_t i = 0; i < r->cells.n; i++)
        if (!r->cells.v[i].text.p)
            r->cells.v[i].text.p = r->text.p + r->offset.v[i];
    int rc =
        r->fn(r->ctx, r->row_no, r->row_hidden, r->cells.v, (uint32_t)r->cells.n, yx_xml_err(x));
    if (rc != YX_OK)
        yx_xml_fail(x, rc);
}

static void sheet_end(struct yx_xml *x, void *ctx, const char *name)
{
    struct sheet_reading *r = ctx;
    if (r->in_cell) {
        if (strcmp(name, "c") == 0)
            cell_end(x, r);
        else if (strcmp(name, "rPh") == 0 && r->phonetic)
            r->phonetic--;
        r->in_text = false;
    } else if (r->in_row && strcmp(name, "row") == 0) {
        row_end(x, r);
    }
}

int expat_rows_from(yx_xml_fill_fn fill, void *from, const struct yx_xlsx_sheet_source *s,
                    yx_sheet_row_fn fn, void *ctx, struct yx_sheet_extras *extras,
                    struct yx_err *err)
{
    static const struct yx_xml_events events = {
        .start = sheet_start, .end = sheet_end, .text = sheet_text};
    struct sheet_reading r = {.source = s, .fn = fn, .ctx = ctx, .extras = extras};
    int rc = yx_xml_read_from(fill, from, s->place, &events, &r, err);
    free(r.cells.v);
    free(r.offset.v);
    yx_buf_free(&r.text);
    yx_buf_free(&r.stored);
    yx_buf_free(&r.unescaped);
    return rc;
}

/* ---- shared strings ---- */

struct strings_reading {
    struct yx_xlsx_strings *out;
    const char *place;
    struct yx_buf one; /* the string being read */
    unsigned phonetic; /* depth within rPh */
    bool in_text;
};

static void strings_start(struct yx_xml *x, void *ctx, const char *name, const char **attr)
{
    struct strings_reading *r = ctx;
    (void)x;
    (void)attr;
    if (strcmp(name, "rPh") == 0)
        r->phonetic++;
    else if (strcmp(name, "t") == 0)
        r->in_text = r->phonetic == 0;
    else if (strcmp(name, "si") == 0)
        r->one.n = 0;
}

static void strings_end(struct yx_xml *x, void *ctx, const char *name)
{
    struct strings_reading *r = ctx;
    if (strcmp(name, "t") == 0) {
        r->in_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        if (r->phonetic)
            r->phonetic--;
    } else if (strcmp(name, "si") == 0) {
        struct yx_buf *text = &r->out->text;
        size_t from = text->n;
        yx_xlsx_unescape(text, yx_buf_str(&r->one));
        struct yx_str s = yx_str_trim((struct yx_str){text->p + from, text->n - from});
        if (s.n)
            memmove(text->p + from, s.p, s.n);
        text->n = from + s.n;
        if (text->n > UINT32_MAX || s.n > YX_XLSX_MAX_TEXT) {
            yx_xml_fail(x, yx_zip_damaged(r->place, yx_xml_err(x)));
            return;
        }
        YX_PUSH(&r->out->end, (uint32_t)text->n);
    }
}

static void strings_text(struct yx_xml *x, void *ctx, const char *p, size_t n)
{
    struct strings_reading *r = ctx;
    if (!r->in_text)
        return;
    yx_buf_put(&r->one, p, n);
    if (r->one.n > YX_XLSX_MAX_STORED)
        yx_xml_fail(x, yx_zip_damaged(r->place, yx_xml_err(x)));
}

int expat_strings_from(yx_xml_fill_fn fill, void *from, const char *place,
                       struct yx_xlsx_strings *out, struct yx_err *err)
{
    static const struct yx_xml_events events = {
        .start = strings_start, .end = strings_end, .text = strings_text};
    struct strings_reading r = {.out = out, .place = place};
    *out = (struct yx_xlsx_strings){0};
    int rc = yx_xml_read_from(fill, from, place, &events, &r, err);
    yx_buf_free(&r.one);
    return rc;
}

/* ---- from bytes in memory ---- */

static int take_bytes(void *ctx, char *buf, size_t cap, size_t *n, struct yx_err *err)
{
    struct yx_str *rest = ctx;
    (void)err;
    *n = YX_MIN(cap, rest->n);
    if (*n)
        memcpy(buf, rest->p, *n);
    *rest = yx_str_sub(*rest, *n, rest->n);
    return YX_OK;
}

int expat_rows(struct yx_str xml, const struct yx_xlsx_sheet_source *s, yx_sheet_row_fn fn,
               void *ctx, struct yx_sheet_extras *extras, struct yx_err *err)
{
    return expat_rows_from(take_bytes, &xml, s, fn, ctx, extras, err);
}

int expat_strings(struct yx_str xml, const char *place, struct yx_xlsx_strings *out,
                  struct yx_err *err)
{
    return expat_strings_from(take_bytes, &xml, place, out, err);
}
