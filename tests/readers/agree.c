/* agree.c -- one part read by our scanner and by expat, and the two compared. */
#include "agree.h"

#include "expat_reader.h"

#include <stdlib.h>

static int note_row(void *ctx, uint32_t row_no, bool is_hidden, const struct yx_sheet_cell *cell,
                    uint32_t n, struct yx_err *err)
{
    struct agree_said *s = ctx;
    (void)err;
    yx_buf_printf(&s->rows, "row %u%s\n", row_no, is_hidden ? " hidden" : "");
    for (uint32_t i = 0; i < n; i++) {
        yx_buf_printf(&s->rows, "  %u marks %u %zu bytes [", cell[i].column, cell[i].mark,
                      cell[i].text.n);
        yx_buf_puts(&s->rows, cell[i].text);
        yx_buf_putz(&s->rows, "]\n");
    }
    return YX_OK;
}

static void note_extras(struct agree_said *s, struct yx_sheet_extras *e)
{
    struct yx_sheet_ranges *m = &e->merged;
    if (e->is_filtered)
        yx_buf_putz(&s->rows, "filtered\n");
    for (size_t i = 0; i < m->n; i++)
        yx_buf_printf(&s->rows, "merged %u,%u:%u,%u\n", m->v[i].row[0], m->v[i].column[0],
                      m->v[i].row[1], m->v[i].column[1]);
    free(m->v);
}

static void note_strings(struct agree_said *s, const struct yx_xlsx_strings *t)
{
    for (size_t i = 0; i < t->end.n; i++) {
        uint32_t from = i ? t->end.v[i - 1] : 0;
        yx_buf_printf(&s->rows, "%zu %u bytes [", i, t->end.v[i] - from);
        yx_buf_put(&s->rows, t->text.p + from, t->end.v[i] - from);
        yx_buf_putz(&s->rows, "]\n");
    }
}

/* Bytes in blocks of at most `block`, 0: as many as are asked for. */
struct feed {
    struct yx_str rest;
    size_t block;
};

static int feed(void *ctx, char *buf, size_t cap, size_t *n, struct yx_err *err)
{
    struct feed *f = ctx;
    (void)err;
    *n = YX_MIN(cap, f->rest.n);
    if (f->block)
        *n = YX_MIN(*n, f->block);
    if (*n)
        memcpy(buf, f->rest.p, *n);
    f->rest = yx_str_sub(f->rest, *n, f->rest.n);
    return YX_OK;
}

static struct agree_said ours(enum agree_kind kind, struct yx_str xml, size_t block,
                              const struct yx_xlsx_sheet_source *source)
{
    struct agree_said s = {0};
    struct feed f = {xml, block};
    struct yx_xml_scan *x = yx_xml_scan_new(feed, &f, "表");
    if (kind == AGREE_SHEET) {
        struct yx_sheet_extras extras = {0};
        s.rc = yx_xlsx_rows_scan(x, source, note_row, &s, &extras, &s.err);
        note_extras(&s, &extras);
    } else {
        struct yx_xlsx_strings t;
        s.rc = yx_xlsx_strings_scan(x, "表", &t, &s.err);
        note_strings(&s, &t);
        yx_xlsx_strings_free(&t);
    }
    yx_xml_scan_free(x);
    return s;
}

static struct agree_said theirs(enum agree_kind kind, struct yx_str xml,
                                const struct yx_xlsx_sheet_source *source)
{
    struct agree_said s = {0};
    if (kind == AGREE_SHEET) {
        struct yx_sheet_extras extras = {0};
        s.rc = expat_rows(xml, source, note_row, &s, &extras, &s.err);
        note_extras(&s, &extras);
    } else {
        struct yx_xlsx_strings t;
        s.rc = expat_strings(xml, "表", &t, &s.err);
        note_strings(&s, &t);
        yx_xlsx_strings_free(&t);
    }
    return s;
}

/* ---- where they may differ ---- */

static bool contains(struct yx_str s, const char *part)
{
    return yx_str_find(s, yx_str_of(part)) >= 0;
}

static bool names_beyond_ascii(struct yx_str xml)
{
    for (size_t i = 0; i < xml.n; i++)
        if ((unsigned char)xml.p[i] >= 0x80 || xml.p[i] == 0) /* NUL: UTF-16 */
            return true;
    return false;
}

static bool other_encodings(struct yx_str xml)
{
    return contains(xml, "encoding");
}

static const struct {
    const char *name;
    bool is_tolerant; /* we read what expat refuses; else the other way round */
    bool (*may)(struct yx_str xml);
} rules[] = {
    /* expat knows which characters beyond ASCII XML 1.0 (4th edition) has in names. */
    {"any character beyond ASCII may be in a name or target", true, names_beyond_ascii},
    /* expat reads ISO-8859-1 too, which no workbook may be in. */
    {"parts are UTF-8 or UTF-16 and nothing else", false, other_encodings},
};

static bool is_allowed(bool we_read, struct yx_str xml)
{
    for (size_t i = 0; i < YX_LEN(rules); i++)
        if (rules[i].is_tolerant == we_read && rules[i].may(xml))
            return true;
    return false;
}

struct agree agree_on(enum agree_kind kind, struct yx_str xml, size_t block,
                      const struct yx_xlsx_sheet_source *source)
{
    struct agree a = {.ours = ours(kind, xml, block, source), .theirs = theirs(kind, xml, source)};
    bool we = a.ours.rc == YX_OK, they = a.theirs.rc == YX_OK;
    a.both = we && they;
    a.is_agreed = a.both ? yx_str_eq(yx_buf_str(&a.ours.rows), yx_buf_str(&a.theirs.rows))
                         : we == they || is_allowed(we, xml);
    if (!we && (a.ours.rc != YX_INVALID || !a.ours.err.text.zh))
        a.is_agreed = false;
    return a;
}

void agree_free(struct agree *a)
{
    yx_buf_free(&a->ours.rows);
    yx_buf_free(&a->theirs.rows);
}

struct yx_xlsx_sheet_source agree_source(struct yx_xlsx_strings *strings, bool is_1904)
{
    static struct yx_cell_format formats[] = {{0},
                                              {.has_date = true},
                                              {.has_date = true, .has_time = true},
                                              {.has_time = true},
                                              {.zeros = 6}};
    static const struct yx_xlsx_styles styles = {formats, YX_LEN(formats)};
    static const struct yx_xlsx_book book, book_1904 = {.is_1904 = true};
    static const char *const list[] = {"甲", "王小明", "5.0E+17", "", "500299201009010019"};
    for (size_t i = 0; strings->end.n < YX_LEN(list); i++) {
        yx_buf_putz(&strings->text, list[i]);
        YX_PUSH(&strings->end, (uint32_t)strings->text.n);
    }
    return (struct yx_xlsx_sheet_source){
        .place = "表", .book = is_1904 ? &book_1904 : &book, .styles = &styles, .strings = strings};
}
