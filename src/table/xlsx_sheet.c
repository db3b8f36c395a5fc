/* xlsx_sheet.c -- the rows of one worksheet, cell by cell.
 *
 * DESIGN.  A row is gathered and handed on when it ends.  Shared strings are
 * pointed to; other text is gathered in a buffer that may move while the row
 * grows, so until the end of the row such a cell holds its offset.  Rows and
 * cells without a reference follow the one before, as ECMA-376-1, 18.3.1.4 and
 * 18.3.1.73 have it.
 *
 * Programs write their cells in a handful of ways.  quick_cell() knows these,
 * byte by byte, and takes a cell from the scanner's window when it is whole
 * there; whatever looks different in any way (another attribute, a reference, a
 * formula, a prefix) goes token by token.  Both ways end in end_cell(). */
#include "table/xlsx_int.h"

#include <stdlib.h>

enum cell_type { T_NUMBER, T_SHARED, T_STRING, T_INLINE, T_BOOL, T_ERROR, T_ISO_DATE };

enum { MAX_RANGES = 65536 };

struct cell_list {
    struct yx_sheet_cell *v;
    size_t n, cap;
};

struct sheet_reading {
    const struct yx_xlsx_sheet_source *source;
    struct yx_xml_scan *xml;
    yx_sheet_row_fn fn;
    void *ctx;
    /* the row */
    uint32_t row_no;
    bool row_hidden, in_row;
    bool is_row_known;      /* it, or a cell of it, had a reference */
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
    struct yx_sheet_extras *extras;
};

bool yx_xlsx_ref(struct yx_str ref, uint32_t *column, uint32_t *row)
{
    uint32_t c = 0, r = 0;
    size_t i = 0;
    for (; i < ref.n && (ref.p[i] | 0x20) >= 'a' && (ref.p[i] | 0x20) <= 'z' &&
           c <= YX_XLSX_MAX_COLUMN;
         i++)
        c = c * 26 + (uint32_t)((ref.p[i] | 0x20) - 'a' + 1);
    for (; i < ref.n && ref.p[i] >= '0' && ref.p[i] <= '9' && r <= YX_XLSX_MAX_ROW; i++)
        r = r * 10 + (uint32_t)(ref.p[i] - '0');
    if (c == 0 || c > YX_XLSX_MAX_COLUMN || r == 0 || r > YX_XLSX_MAX_ROW)
        return false;
    *column = c - 1;
    *row = r;
    return true;
}

bool yx_xlsx_range(struct yx_str ref, struct yx_sheet_range *out)
{
    const char *colon = memchr(ref.p, ':', ref.n);
    if (!colon)
        return false;
    size_t at = (size_t)(colon - ref.p);
    return yx_xlsx_ref(yx_str_sub(ref, 0, at), &out->column[0], &out->row[0]) &&
           yx_xlsx_ref(yx_str_sub(ref, at + 1, ref.n), &out->column[1], &out->row[1]) &&
           out->row[0] <= out->row[1] && out->column[0] <= out->column[1];
}

static void add_range(struct yx_sheet_ranges *to, struct yx_str ref)
{
    struct yx_sheet_range m;
    if (ref.p && to->n < MAX_RANGES && yx_xlsx_range(ref, &m))
        YX_PUSH(to, m);
}

static int damaged(const struct sheet_reading *r, struct yx_err *err)
{
    return yx_zip_damaged(r->source->place, err);
}

static bool is_true(struct yx_str s)
{
    return s.n && (s.p[0] == '1' || s.p[0] == 't');
}

static int row_start(struct sheet_reading *r, struct yx_err *err)
{
    struct yx_str ref = yx_xml_scan_attr(r->xml, YX_S("r"));
    uint64_t no = r->row_no + 1ULL;
    if (ref.p && !yx_str_u64(ref, &no))
        no = 0;
    if (no == 0 || no > YX_XLSX_MAX_ROW)
        return damaged(r, err);
    r->row_no = (uint32_t)no;
    r->is_row_known = ref.p != NULL;
    r->row_hidden = is_true(yx_xml_scan_attr(r->xml, YX_S("hidden")));
    r->in_row = true;
    r->column = 0;
    r->cells.n = r->offset.n = 0;
    r->text.n = 0;
    return YX_OK;
}

static enum cell_type type_of(struct yx_str t)
{
    if (!t.n)
        return t.p ? T_STRING : T_NUMBER;
    switch (t.p[0]) {
    case 'n': return t.n == 1 ? T_NUMBER : T_STRING;
    case 's': return t.n > 1 ? T_STRING : T_SHARED; /* "str" or "s" */
    case 'i': return T_INLINE;
    case 'b': return T_BOOL;
    case 'e': return T_ERROR;
    case 'd': return T_ISO_DATE;
    default: return T_STRING;
    }
}

/* A cell stands at this reference; a row without a number has that of its first. */
static void place_cell(struct sheet_reading *r, uint32_t column, uint32_t row)
{
    r->column = column;
    if (!r->is_row_known)
        r->row_no = row;
    r->is_row_known = true;
}

static int cell_start(struct sheet_reading *r, struct yx_err *err)
{
    uint32_t column = r->column, row = r->row_no;
    struct yx_str ref = yx_xml_scan_attr(r->xml, YX_S("r"));
    if ((ref.p && !yx_xlsx_ref(ref, &column, &row)) || column >= YX_XLSX_MAX_COLUMN)
        return damaged(r, err);
    if (ref.p)
        place_cell(r, column, row);
    r->type = type_of(yx_xml_scan_attr(r->xml, YX_S("t")));
    struct yx_str style = yx_xml_scan_attr(r->xml, YX_S("s"));
    uint64_t n = 0;
    r->style = style.p && yx_str_u64(style, &n) && n < UINT32_MAX ? (uint32_t)n : 0;
    r->in_cell = true;
    r->has_value = false;
    r->stored.n = 0;
    return YX_OK;
}

static bool shared(const struct yx_xlsx_strings *s, struct yx_str index, struct yx_str *out)
{
    uint64_t i = 0;
    size_t k = 0;
    for (; k < index.n && k < 10 && index.p[k] >= '0' && index.p[k] <= '9'; k++)
        i = i * 10 + (uint64_t)(index.p[k] - '0');
    if ((k < index.n && !yx_str_u64(index, &i)) || i >= s->end.n)
        return false;
    uint32_t from = i ? s->end.v[i - 1] : 0;
    *out = (struct yx_str){s->text.p + from, s->end.v[i] - from};
    return true;
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
    case T_BOOL: yx_buf_putz(&r->text, is_true(stored) ? "TRUE" : "FALSE"); return 0;
    case T_ERROR: yx_buf_puts(&r->text, stored); return YX_CELL_ERROR;
    case T_ISO_DATE: yx_buf_puts(&r->text, iso_date(stored)); return YX_CELL_DATE;
    default: break;
    }
    if (memchr(stored.p, '_', stored.n)) {
        r->unescaped.n = 0;
        yx_xlsx_unescape(&r->unescaped, stored);
        stored = yx_str_trim(yx_buf_str(&r->unescaped));
    }
    yx_buf_puts(&r->text, stored);
    return yx_is_exponent_text(stored) ? YX_CELL_EXPONENT : 0;
}

/* The cell is over; `stored` is what it says, if it says anything. */
static inline int end_cell(struct sheet_reading *r, struct yx_str stored, struct yx_err *err)
{
    struct yx_sheet_cell cell = {.column = r->column++};
    stored = yx_str_trim(stored);
    if (stored.n == 0)
        return YX_OK;
    size_t from = r->text.n;
    if (r->type == T_SHARED) {
        if (!shared(r->source->strings, stored, &cell.text))
            return damaged(r, err);
        cell.mark = yx_is_exponent_text(cell.text) ? YX_CELL_EXPONENT : 0;
    } else {
        cell.mark = put_value(r, stored);
        cell.text = (struct yx_str){NULL, r->text.n - from};
    }
    if (cell.text.n == 0)
        return YX_OK;
    if (cell.text.n > YX_XLSX_MAX_TEXT)
        return damaged(r, err);
    if (r->row_hidden)
        cell.mark |= YX_CELL_HIDDEN;
    YX_PUSH(&r->cells, cell);
    YX_PUSH(&r->offset, from);
    return YX_OK;
}

static int row_end(struct sheet_reading *r, struct yx_err *err)
{
    r->in_row = false;
    if (r->cells.n == 0)
        return YX_OK;
    for (size_t i = 0; i < r->cells.n; i++)
        if (!r->cells.v[i].text.p)
            r->cells.v[i].text.p = r->text.p + r->offset.v[i];
    return r->fn(r->ctx, r->row_no, r->row_hidden, r->cells.v, (uint32_t)r->cells.n, err);
}

/* ---- token by token ---- */

static int sheet_start(struct sheet_reading *r, struct yx_str name, struct yx_err *err)
{
    if (r->in_cell) {
        if (yx_str_eq(name, YX_S("rPh")))
            r->phonetic++;
        else if ((yx_str_eq(name, YX_S("v")) && r->type != T_INLINE) ||
                 (yx_str_eq(name, YX_S("t")) && r->type == T_INLINE && !r->phonetic))
            r->in_text = r->has_value = true;
    } else if (r->in_row) {
        if (yx_str_eq(name, YX_S("c")))
            return cell_start(r, err);
    } else if (yx_str_eq(name, YX_S("row"))) {
        return row_start(r, err);
    } else if (r->extras && yx_str_eq(name, YX_S("mergeCell"))) {
        add_range(&r->extras->merged, yx_xml_scan_attr(r->xml, YX_S("ref")));
    } else if (r->extras && yx_str_eq(name, YX_S("autoFilter"))) {
        r->extras->is_filtered = true;
    }
    return YX_OK;
}

static int sheet_text(struct sheet_reading *r, struct yx_str text, struct yx_err *err)
{
    if (!r->in_text)
        return YX_OK;
    yx_buf_puts(&r->stored, text);
    return r->stored.n > YX_XLSX_MAX_STORED ? damaged(r, err) : YX_OK;
}

static int sheet_end(struct sheet_reading *r, struct yx_str name, struct yx_err *err)
{
    if (r->in_cell) {
        r->in_text = false;
        if (yx_str_eq(name, YX_S("rPh")))
            r->phonetic -= r->phonetic > 0;
        if (!yx_str_eq(name, YX_S("c")))
            return YX_OK;
        r->in_cell = false;
        r->phonetic = 0;
        return end_cell(r, r->has_value ? yx_buf_str(&r->stored) : YX_S(""), err);
    }
    return r->in_row && yx_str_eq(name, YX_S("row")) ? row_end(r, err) : YX_OK;
}

/* ---- cells as most programs write them ---- */

/* More than the longest beginning of a cell known below, up to its value. */
enum { QUICK_BYTES = 128 };

/* The number of at most 7 digits at *p, which moves behind it; 0 when there is none. */
static inline uint32_t quick_number(const char **p)
{
    uint32_t n = 0;
    const char *q = *p;
    for (; q < *p + 7 && *q >= '0' && *q <= '9'; q++)
        n = n * 10 + (uint32_t)(*q - '0');
    *p = q;
    return n;
}

/* The value of the attribute `t` with its quote; NULL when it is none that is known. */
static inline const char *quick_type(const char *p, enum cell_type *type)
{
    static const struct {
        struct yx_str text;
        enum cell_type type;
    } known[] = {{{"s\"", 2}, T_SHARED},  {{"str\"", 4}, T_STRING}, {{"n\"", 2}, T_NUMBER},
                 {{"b\"", 2}, T_BOOL},    {{"e\"", 2}, T_ERROR},    {{"inlineStr\"", 10}, T_INLINE},
                 {{"d\"", 2}, T_ISO_DATE}};
    if (p[0] == 's' && p[1] == '"') {
        *type = T_SHARED;
        return p + 2;
    }
    for (size_t i = 0; i < YX_LEN(known); i++)
        if (memcmp(p, known[i].text.p, known[i].text.n) == 0) {
            *type = known[i].type;
            return p + known[i].text.n;
        }
    return NULL;
}

struct quick_cell {
    uint32_t column, row, style;
    bool has_ref;
    enum cell_type type;
};

/* Attributes r, s, t, each at most once, from behind `<c`; NULL when they look different. */
static inline const char *quick_attributes(const char *p, struct quick_cell *c)
{
    unsigned seen = 0;
    while (*p == ' ') {
        char name = p[1];
        unsigned bit = name == 'r' ? 1 : name == 's' ? 2 : name == 't' ? 4 : 8;
        if (bit == 8 || (seen & bit) || p[2] != '=' || p[3] != '"')
            return NULL;
        seen |= bit;
        p += 4;
        if (bit == 4) {
            p = quick_type(p, &c->type);
            if (!p)
                return NULL;
            continue;
        }
        if (bit == 1) {
            uint32_t column = 0;
            const char *letters = p;
            for (; p < letters + 3 && *p >= 'A' && *p <= 'Z'; p++)
                column = column * 26 + (uint32_t)(*p - 'A' + 1);
            c->row = quick_number(&p);
            if (column == 0 || column > YX_XLSX_MAX_COLUMN || c->row == 0 ||
                c->row > YX_XLSX_MAX_ROW)
                return NULL;
            c->column = column - 1;
            c->has_ref = true;
        } else {
            c->style = quick_number(&p);
        }
        if (*p++ != '"')
            return NULL;
    }
    return p;
}

#define QUICK_IS(p, literal) (memcmp((p), (literal), sizeof(literal) - 1) == 0)

/* Where the text at p ends, at a byte that may mean something else. */
static inline const char *quick_text(const char *p, const char *end)
{
    while (p < end && !yx_xml_stops_text(*p))
        p++;
    return p;
}

/* The cell at p, and where it ends; NULL when it goes token by token.  `stored`
 * is the text of its value. */
static inline const char *quick_cell(const char *p, const char *end, struct quick_cell *c,
                                     struct yx_str *stored)
{
    if (end - p < QUICK_BYTES || p[0] != '<' || p[1] != 'c')
        return NULL;
    p = quick_attributes(p + 2, c);
    if (!p)
        return NULL;
    *stored = (struct yx_str){p, 0};
    if (p[0] == '/' && p[1] == '>')
        return p + 2;
    if (*p++ != '>')
        return NULL;
    size_t n_close;
    const char *stop;
    if (QUICK_IS(p, "<v>") && c->type != T_INLINE) {
        p += 3;
        stop = quick_text(p, end);
        n_close = 8;
        if (end - stop < 8 || !QUICK_IS(stop, "</v></c>"))
            return NULL;
    } else if (QUICK_IS(p, "<is><t") && c->type == T_INLINE) {
        p += 6;
        p += QUICK_IS(p, " xml:space=\"preserve\"") ? 21 : 0;
        if (*p++ != '>')
            return NULL;
        stop = quick_text(p, end);
        n_close = 13;
        if (end - stop < 13 || !QUICK_IS(stop, "</t></is></c>"))
            return NULL;
    } else {
        return QUICK_IS(p, "</c>") ? p + 4 : NULL;
    }
    *stored = (struct yx_str){p, (size_t)(stop - p)};
    return stored->n <= YX_XLSX_MAX_STORED ? stop + n_close : NULL;
}

/* Elements within a cell may be three deeper than the row. */
enum { QUICK_DEPTH = YX_XML_MAX_DEPTH - 3 };

/* Take the cells at the beginning of the window that look as usual. */
static int quick_cells(struct sheet_reading *r, struct yx_err *err)
{
    struct yx_str w = yx_xml_window(r->xml), stored;
    const char *p = w.p, *end = w.p + w.n, *next;
    int rc = YX_OK;
    while (rc == YX_OK) {
        struct quick_cell c = {.column = r->column};
        next = quick_cell(p, end, &c, &stored);
        if (!next || c.column >= YX_XLSX_MAX_COLUMN)
            break;
        if (c.has_ref)
            place_cell(r, c.column, c.row);
        r->type = c.type;
        r->style = c.style;
        rc = end_cell(r, stored, err);
        p = next;
    }
    yx_xml_skip(r->xml, (size_t)(p - w.p));
    return rc;
}

/* ---- what stands behind the rows, in bytes that are not parsed any more ---- */

/* The next `<tag ` or `<prefix:tag ` at or after `at`; -1 when there is none.  `tag`
 * ends with the blank. */
static ptrdiff_t find_tag(struct yx_str s, size_t at, struct yx_str tag)
{
    for (;;) {
        ptrdiff_t hit = yx_str_find(yx_str_sub(s, at, s.n), tag);
        if (hit < 0)
            return -1;
        at += (size_t)hit;
        if (at && (s.p[at - 1] == '<' || s.p[at - 1] == ':'))
            return (ptrdiff_t)at;
        at++;
    }
}

/* Takes what it finds; answers how many bytes were looked at for good. */
static size_t find_extras(struct yx_sheet_extras *to, struct yx_str s)
{
    const struct yx_str merge = YX_S("mergeCell "), filter = YX_S("autoFilter ");
    to->is_filtered = to->is_filtered || find_tag(s, 0, filter) >= 0;
    for (size_t at = 0;;) {
        ptrdiff_t hit = find_tag(s, at, merge);
        if (hit < 0) /* keep what may be the beginning of one, and the byte before it */
            return YX_MAX(at, s.n - YX_MIN(s.n, filter.n));
        const char *tag = s.p + hit, *close = memchr(tag, '>', s.n - (size_t)hit);
        if (!close)
            return (size_t)hit - 1;
        struct yx_str body = {tag, (size_t)(close - tag)};
        ptrdiff_t ref = yx_str_find(body, YX_S("ref="));
        if (ref >= 0 && (size_t)ref + 5 < body.n) {
            const char *from = tag + ref + 5, *end = memchr(from, from[-1], (size_t)(close - from));
            if (end)
                add_range(&to->merged, (struct yx_str){from, (size_t)(end - from)});
        }
        at = (size_t)(close - s.p);
    }
}

static int skim(struct sheet_reading *r, struct yx_err *err)
{
    bool more = true;
    int rc = YX_OK;
    while (rc == YX_OK && more) {
        yx_xml_skip(r->xml, find_extras(r->extras, yx_xml_window(r->xml)));
        rc = yx_xml_more(r->xml, &more, err);
    }
    return rc;
}

static int read_rows(struct sheet_reading *r, struct yx_err *err)
{
    struct yx_xml_token t = {.kind = YX_XML_TEXT};
    int rc = YX_OK;
    while (rc == YX_OK) {
        if (r->in_row && !r->in_cell && yx_xml_depth(r->xml) <= QUICK_DEPTH)
            rc = quick_cells(r, err);
        if (rc == YX_OK)
            rc = yx_xml_scan_next(r->xml, &t, err);
        if (rc != YX_OK || t.kind == YX_XML_DONE)
            break;
        switch (t.kind) {
        case YX_XML_START: rc = sheet_start(r, t.name, err); break;
        case YX_XML_END: rc = sheet_end(r, t.name, err); break;
        default: rc = sheet_text(r, t.text, err); break;
        }
    }
    if (rc == YX_FOUND)
        rc = r->extras ? skim(r, err) : YX_OK;
    return rc;
}

int yx_xlsx_rows_scan(struct yx_xml_scan *x, const struct yx_xlsx_sheet_source *s,
                      yx_sheet_row_fn fn, void *ctx, struct yx_sheet_extras *extras,
                      struct yx_err *err)
{
    struct sheet_reading r = {.source = s, .xml = x, .fn = fn, .ctx = ctx, .extras = extras};
    int rc = read_rows(&r, err);
    free(r.cells.v);
    free(r.offset.v);
    yx_buf_free(&r.text);
    yx_buf_free(&r.stored);
    yx_buf_free(&r.unescaped);
    return rc;
}

int yx_xlsx_rows(const struct yx_xlsx_sheet_source *s, yx_sheet_row_fn fn, void *ctx,
                 struct yx_sheet_extras *extras, struct yx_err *err)
{
    struct yx_zip_part *part;
    int rc = yx_zip_part_open(s->zip, s->path, &part, err);
    if (rc != YX_OK)
        return rc == YX_NOTFOUND ? yx_zip_damaged(s->place, err) : rc;
    struct yx_xml_scan *x = yx_xml_scan_new(yx_zip_part_fill, part, s->place);
    rc = yx_xlsx_rows_scan(x, s, fn, ctx, extras, err);
    yx_xml_scan_free(x);
    yx_zip_part_close(part);
    return rc;
}
