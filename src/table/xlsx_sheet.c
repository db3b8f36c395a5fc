/* xlsx_sheet.c -- the rows of one worksheet, cell by cell.
 *
 * DESIGN.  Events come from the XML stream; a row is gathered and handed on
 * when it ends.  Shared strings are pointed to; other text is gathered in a
 * buffer that may move while the row grows, so until the end of the row such a
 * cell holds its offset.  Rows and cells without a reference follow the one
 * before, as ECMA-376-1, 18.3.1.4 and 18.3.1.73 have it. */
#include "table/xlsx_int.h"

#include <stdlib.h>

enum cell_type { T_NUMBER, T_SHARED, T_STRING, T_INLINE, T_BOOL, T_ERROR, T_ISO_DATE };

enum { MAX_STORED = 8 * YX_XLSX_MAX_TEXT, MERGE_TAIL = 256 };

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
    /* merged ranges, from raw bytes */
    struct yx_sheet_extras *extras;
    char tail[MERGE_TAIL]; /* end of the raw bytes before */
    size_t n_tail;
};

/* `AB12`: column 0-based, row 1-based, 0 for a missing part; false when it is no reference. */
static bool parse_ref(const char *z, uint32_t *column, uint32_t *row)
{
    uint32_t c = 0, r = 0;
    for (; (*z | 0x20) >= 'a' && (*z | 0x20) <= 'z' && c <= YX_XLSX_MAX_COLUMN; z++)
        c = c * 26 + (uint32_t)((*z | 0x20) - 'a' + 1);
    for (; *z >= '0' && *z <= '9' && r <= YX_XLSX_MAX_ROW; z++)
        r = r * 10 + (uint32_t)(*z - '0');
    if (c == 0 || c > YX_XLSX_MAX_COLUMN || r == 0 || r > YX_XLSX_MAX_ROW)
        return false;
    *column = c - 1;
    *row = r;
    return true;
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
    const char *ref = yx_xml_attr(attr, "r");
    uint64_t no = r->row_no + 1ULL;
    if (ref && !yx_str_u64(yx_str_of(ref), &no))
        no = 0;
    if (no == 0 || no > YX_XLSX_MAX_ROW) {
        damaged(x, r);
        return;
    }
    r->row_no = (uint32_t)no;
    r->row_hidden = is_true(yx_xml_attr(attr, "hidden"));
    r->in_row = true;
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
        const char *name = yx_xml_local(attr[0]);
        if (name[0] == 'r' && !name[1])
            ref = attr[1];
        else if (name[0] == 's' && !name[1])
            style = attr[1];
        else if (name[0] == 't' && !name[1])
            type = attr[1];
    }
    uint32_t row;
    if ((ref && !parse_ref(ref, &r->column, &row)) || r->column >= YX_XLSX_MAX_COLUMN) {
        damaged(x, r);
        return;
    }
    r->type = type_of(type);
    uint64_t n = 0;
    r->style = style && yx_str_u64(yx_str_of(style), &n) && n < UINT32_MAX ? (uint32_t)n : 0;
    r->in_cell = true;
    r->has_value = false;
    r->stored.n = 0;
}

/* Keep the merged range `ref`, A1:C2. */
static void add_range(struct yx_sheet_ranges *to, struct yx_str ref)
{
    char z[64];
    const char *colon = memchr(ref.p, ':', ref.n);
    struct yx_sheet_range m;
    if (!colon || ref.n >= sizeof z)
        return;
    memcpy(z, ref.p, ref.n);
    z[ref.n] = '\0';
    z[colon - ref.p] = '\0';
    if (parse_ref(z, &m.column[0], &m.row[0]) &&
        parse_ref(z + (colon - ref.p) + 1, &m.column[1], &m.row[1]) && m.row[0] <= m.row[1] &&
        m.column[0] <= m.column[1] && to->n < 65536)
        YX_PUSH(to, m);
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
        const char *ref = yx_xml_attr(attr, "ref");
        if (ref)
            add_range(&r->extras->merged, yx_str_of(ref));
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
    if (r->stored.n > MAX_STORED)
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
        yx_buf_putc(&r->stored, '\0');
        return yx_cell_stored_number(&r->text, r->stored.p + (stored.p - r->stored.p), style,
                                     r->source->book->is_1904);
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
    if (rc == YX_FOUND)
        yx_xml_stop(x);
    else if (rc != YX_OK)
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

/* ---- merged ranges in bytes that are not parsed any more ---- */

/* Finds `<mergeCell … ref="A1:C2"` in bytes; answers how many were looked at for good. */
static size_t find_ranges(struct yx_sheet_ranges *to, struct yx_str s)
{
    const struct yx_str tag = YX_S("mergeCell ");
    size_t at = 0;
    if (s.n <= tag.n)
        return 0;
    for (;;) {
        ptrdiff_t hit = yx_str_find(yx_str_sub(s, at, s.n), tag);
        if (hit < 0)
            return s.n > tag.n ? YX_MAX(at, s.n - tag.n) : at;
        size_t start = at + (size_t)hit;
        const char *close = memchr(s.p + start, '>', s.n - start);
        if (!close)
            return start ? start - 1 : 0;
        bool is_tag = start && (s.p[start - 1] == '<' || s.p[start - 1] == ':');
        struct yx_str body = yx_str_sub(s, start, (size_t)(close - s.p));
        ptrdiff_t ref = yx_str_find(body, YX_S("ref="));
        if (is_tag && ref >= 0 && (size_t)ref + 5 < body.n) {
            const char *from = body.p + ref + 5,
                       *end = memchr(from, from[-1], (size_t)(close - from));
            if (end)
                add_range(to, (struct yx_str){from, (size_t)(end - from)});
        }
        at = (size_t)(close - s.p);
    }
}

static void raw(void *ctx, const char *p, size_t n)
{
    struct sheet_reading *r = ctx;
    struct yx_buf both = {0};
    yx_buf_put(&both, r->tail, r->n_tail);
    yx_buf_put(&both, p, n);
    if (!r->extras->is_filtered)
        r->extras->is_filtered = yx_str_find(yx_buf_str(&both), YX_S("autoFilter ")) >= 0;
    size_t done = find_ranges(&r->extras->merged, yx_buf_str(&both));
    r->n_tail = YX_MIN(both.n - done, MERGE_TAIL);
    if (r->n_tail)
        memcpy(r->tail, both.p + both.n - r->n_tail, r->n_tail);
    yx_buf_free(&both);
}

int yx_xlsx_rows(const struct yx_xlsx_sheet_source *s, yx_sheet_row_fn fn, void *ctx,
                 struct yx_sheet_extras *extras, struct yx_err *err)
{
    struct yx_xml_events events = {.start = sheet_start, .end = sheet_end, .text = sheet_text};
    struct sheet_reading r = {.source = s, .fn = fn, .ctx = ctx, .extras = extras};
    events.raw = extras ? raw : NULL;
    int rc = yx_xml_read(s->zip, s->path, s->place, &events, &r, err);
    free(r.cells.v);
    free(r.offset.v);
    yx_buf_free(&r.text);
    yx_buf_free(&r.stored);
    yx_buf_free(&r.unescaped);
    return rc == YX_NOTFOUND ? yx_zip_damaged(s->place, err) : rc;
}
