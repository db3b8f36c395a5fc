/* sheet_plan.c -- from the first rows of a sheet to an empty table. */
#include "table/sheet_plan.h"

#include <stdio.h>
#include <stdlib.h>

void yx_sheet_name(struct yx_str file, struct yx_str sheet, char out[YX_ERR_ARG_SIZE])
{
    (void)snprintf(out, YX_ERR_ARG_SIZE, "%.*s%s%.*s", (int)YX_MIN(file.n, 120),
                   file.p ? file.p : "", sheet.n ? ":" : "", (int)YX_MIN(sheet.n, 120),
                   sheet.p ? sheet.p : "");
}

/* Append `s` with `sep` unless it repeats what was appended last. */
static void join(struct yx_buf *b, const char *sep, struct yx_str s, struct yx_str *before)
{
    if (s.n == 0 || yx_str_eq(s, *before))
        return;
    if (b->n)
        yx_buf_putz(b, sep);
    yx_buf_puts(b, s);
    *before = s;
}

static struct yx_str heading_of(const struct yx_sheet_head *h, uint32_t first, uint32_t last,
                                uint32_t column, struct yx_arena *a)
{
    struct yx_buf b = {0};
    struct yx_str before = {NULL, 0};
    for (uint32_t r = first; r <= last; r++)
        join(&b, "/", h->cell[(size_t)r * h->n_columns + column], &before);
    struct yx_str made = yx_str_dup(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return made;
}

static struct yx_str title_of(const struct yx_sheet_head *h, uint32_t first, struct yx_arena *a)
{
    struct yx_buf b = {0};
    for (uint32_t r = 0; r < first; r++) {
        struct yx_str before = {NULL, 0}; /* merged cells repeat within their row */
        for (uint32_t c = 0; c < h->n_columns; c++)
            join(&b, " ", h->cell[(size_t)r * h->n_columns + c], &before);
    }
    struct yx_str made = yx_str_dup(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return made;
}

int yx_sheet_plan(const struct yx_read_options *o, const struct yx_sheet_head *head,
                  struct yx_arena *a, struct yx_sheet_layout *out, struct yx_err *err)
{
    uint32_t n = head->n_columns;
    struct yx_sheet_plan plan = {.field = YX_NEW(a, int, n),
                                 .heading = YX_NEW(a, struct yx_str, n),
                                 .repeat_down = YX_NEW(a, bool, n)};
    for (uint32_t c = 0; c < n; c++)
        plan.field[c] = YX_NOT_WANTED;
    int rc = o->plan(o->ctx, head, &plan, err);
    *out = (struct yx_sheet_layout){.first = plan.first, .last = plan.last};
    out->n_slots = out->width = plan.width ? YX_MIN(plan.width, n) : n;
    out->look_below = plan.look_below;
    out->is_repeat = plan.is_repeat;
    if (rc != YX_OK || plan.skip || plan.is_repeat)
        return rc;
    if (plan.first > plan.last || plan.last >= head->n_rows) {
        char name[YX_ERR_ARG_SIZE];
        yx_sheet_name(head->file, head->sheet, name);
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0}：表头行不在前 {1} 行之内，请检查 名册.ini",
                               "{0}: the heading is not within the first {1} rows; check 名册.ini"),
                       name, yx_fmt_u64(head->n_rows).s);
    }
    struct yx_table *t = YX_NEW(a, struct yx_table, 1);
    out->table = t;
    n = out->width;
    out->slot = YX_NEW(a, int, n);
    out->repeat_down = YX_NEW(a, bool, n);
    t->column = YX_NEW(a, struct yx_column, n);
    t->file = yx_str_dup(a, head->file);
    t->sheet = yx_str_dup(a, head->sheet);
    t->title = title_of(head, plan.first, a);
    t->is_hidden_sheet = head->is_hidden;
    t->heading_row = head->row_no[plan.first];
    t->number = head->n_before;
    t->column_from = head->column_from;
    for (uint32_t c = 0; c < n; c++) {
        out->slot[c] = YX_NO_SLOT;
        if (plan.field[c] == YX_NOT_WANTED)
            continue;
        struct yx_column *k = &t->column[t->n_columns];
        k->heading = plan.heading[c].n ? yx_str_dup(a, plan.heading[c])
                                       : heading_of(head, plan.first, plan.last, c, a);
        k->field = plan.field[c];
        k->sheet_column = head->column_from + c;
        out->repeat_down[t->n_columns] = plan.repeat_down[c];
        out->slot[c] = (int)t->n_columns++;
    }
    return YX_OK;
}

struct yx_str yx_row_label(const struct yx_table *t, uint32_t row)
{
    uint32_t lo = 0, hi = t->n_labels;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (t->label[mid].row < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < t->n_labels && t->label[lo].row == row ? t->label[lo].text
                                                       : (struct yx_str){NULL, 0};
}
