/* heading_evidence.c -- what the cells say for and against a heading.
 *
 * DESIGN.  Only the rows of the head are looked at, some thirty.  Nothing is read
 * against its heading unless every cell looked at says so: that a number has the
 * right check digit happens by chance once in eleven times, three times in a row
 * once in a thousand, and never among names. */
#include "codes/heading_evidence.h"

#include "base/mem.h"
#include "codes/column_content.h"

enum { ENOUGH = 3, BLOCK_LEAST = 3 };

/* ---- tables beside each other ---- */

void yx_heading_cut(const struct yx_sheet_head *h, uint32_t from, uint32_t to, struct yx_arena *a,
                    struct yx_sheet_head *out)
{
    uint32_t n = to - from;
    struct yx_str *cell = YX_NEW(a, struct yx_str, yx_mul_size(h->n_rows, n));
    for (uint32_t r = 0; r < h->n_rows; r++)
        memcpy(cell + (size_t)r * n, h->cell + (size_t)r * h->n_columns + from, n * sizeof *cell);
    *out = *h;
    out->cell = cell;
    out->n_columns = n;
    out->column_from = h->column_from + from;
}

static bool is_blank_column(const struct yx_sheet_head *h, uint32_t first, uint32_t c)
{
    for (uint32_t r = first; r < h->n_rows; r++)
        if (yx_heading_cell(h, r, c).n)
            return false;
    return true;
}

/* Does a stretch of columns stand by itself: somebody, and what is said of him? */
static bool is_table(const struct yx_sheet_head *h, uint32_t first, uint32_t last, uint32_t from,
                     uint32_t to, struct yx_meaning *m, struct yx_arena *a)
{
    static const enum yx_field said[] = {YX_FIELD_ID,     YX_FIELD_STUDENT_NO, YX_FIELD_SCHOOL,
                                         YX_FIELD_AMOUNT, YX_FIELD_IDENTITY,   YX_FIELD_EXPLAIN};
    struct yx_sheet_head part;
    struct yx_field_set set;
    yx_heading_cut(h, from, to, a, &part);
    yx_heading_map(&part, first, last, YX_N_KINDS, m, &set);
    if (yx_field_in(&set, YX_FIELD_HEAD) && yx_field_in(&set, YX_FIELD_HEAD_ID))
        return true;
    bool is_named = yx_field_in(&set, YX_FIELD_NAME);
    for (size_t i = 0; i < YX_LEN(said); i++)
        if (is_named && yx_field_in(&set, said[i]))
            return true;
    return yx_field_in(&set, YX_FIELD_SCHOOL) && yx_field_in(&set, YX_FIELD_AMOUNT);
}

static bool same_heading(const struct yx_sheet_head *h, uint32_t first, uint32_t last, uint32_t c,
                         uint32_t d)
{
    bool any = false;
    for (uint32_t r = first; r <= last; r++) {
        any = any || yx_heading_cell(h, r, c).n;
        if (!yx_str_eq(yx_heading_cell(h, r, c), yx_heading_cell(h, r, d)))
            return false;
    }
    return any;
}

/* The same headings once more, without a gap: 序号 姓名 班级 序号 姓名 班级. */
static bool repeats_at(const struct yx_sheet_head *h, uint32_t first, uint32_t last, uint32_t k)
{
    for (uint32_t c = 0; c < k; c++)
        if (k + c >= h->n_columns || !same_heading(h, first, last, c, k + c))
            return false;
    return true;
}

uint32_t yx_heading_width(const struct yx_sheet_head *h, uint32_t first, uint32_t last,
                          struct yx_meaning *m, struct yx_arena *a)
{
    for (uint32_t c = 2; c + 2 < h->n_columns; c++)
        if (is_blank_column(h, first, c) && !is_blank_column(h, first, c + 1) &&
            is_table(h, first, last, 0, c, m, a) && is_table(h, first, last, c, h->n_columns, m, a))
            return c;
    for (uint32_t k = BLOCK_LEAST; 2 * k <= h->n_columns; k++)
        if (repeats_at(h, first, last, k) && is_table(h, first, last, 0, k, m, a))
            return k;
    return 0;
}

/* ---- what stands in columns ---- */

static void add_hint(struct yx_headings *out, struct yx_heading_hint hint)
{
    if (out->n_hints < YX_HINTS_MAX)
        out->hint[out->n_hints++] = hint;
}

static uint32_t column_of(const struct yx_headings *out, int field)
{
    for (uint32_t c = 0; c < out->n_columns; c++)
        if (out->column[c].field == field)
            return c;
    return UINT32_MAX;
}

static void look_swapped(const struct yx_sheet_head *h, struct yx_headings *out, int name, int id)
{
    uint32_t a = column_of(out, name), b = column_of(out, id);
    if (a == UINT32_MAX || b == UINT32_MAX)
        return;
    bool by_person = out->column[a].why == YX_WHY_PERSON || out->column[b].why == YX_WHY_PERSON;
    struct yx_content in_name, in_id;
    yx_content_look(h, out->last, a, &in_name);
    if (in_name.ids == 0)
        return;
    yx_content_look(h, out->last, b, &in_id);
    struct yx_heading_hint hint = {
        .column = a, .other = b, .field = id, .n = in_name.ids, .of = in_name.n};
    if (!by_person && in_name.n >= ENOUGH && in_name.ids == in_name.n && in_id.ids == 0 &&
        in_id.names * 10 >= in_id.n * 8 && in_id.names >= ENOUGH) {
        hint.kind = YX_HINT_SWAPPED;
        out->column[a].field = id;
        out->column[b].field = name;
        out->column[a].why = out->column[b].why = YX_WHY_CONTENT;
        add_hint(out, hint);
    } else if (in_name.ids * 2 > in_name.n) {
        hint.kind = YX_HINT_MAYBE_SWAPPED;
        add_hint(out, hint);
    }
}

static void look_unnamed(const struct yx_sheet_head *h, struct yx_headings *out, uint32_t c)
{
    struct yx_content in;
    yx_content_look(h, out->last, c, &in);
    if (in.n < ENOUGH)
        return;
    struct yx_heading_hint hint = {
        .kind = YX_HINT_NO_HEADING, .column = c, .field = YX_NOT_WANTED, .of = in.n};
    static const int names[] = {YX_FIELD_NAME, YX_FIELD_GUARDIAN},
                     ids[] = {YX_FIELD_ID, YX_FIELD_GUARDIAN_ID};
    const int *fields = in.ids * 10 >= in.n * 8 ? ids : in.names * 10 >= in.n * 8 ? names : NULL;
    hint.n = fields == ids ? in.ids : in.names;
    for (size_t i = 0; fields && i < 2 && hint.field == YX_NOT_WANTED; i++)
        if (column_of(out, fields[i]) == UINT32_MAX)
            hint.field = fields[i];
    if (hint.field != YX_NOT_WANTED)
        add_hint(out, hint);
}

void yx_heading_evidence(const struct yx_sheet_head *h, struct yx_headings *out)
{
    static const struct {
        int name, id;
    } pairs[] = {{YX_FIELD_NAME, YX_FIELD_ID},
                 {YX_FIELD_GUARDIAN, YX_FIELD_GUARDIAN_ID},
                 {YX_FIELD_HEAD, YX_FIELD_HEAD_ID},
                 {YX_FIELD_PAYEE, YX_FIELD_PAYEE_ID}};
    out->n_hints = 0;
    for (size_t i = 0; i < YX_LEN(pairs); i++)
        look_swapped(h, out, pairs[i].name, pairs[i].id);
    for (uint32_t c = 0; c < out->n_columns; c++)
        if (out->column[c].why == YX_WHY_NO_HEADING)
            look_unnamed(h, out, c);
}
