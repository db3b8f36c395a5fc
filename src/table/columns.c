/* columns.c -- a table's columns, put together from pieces of rows.
 *
 * DESIGN.  A column starts as a dictionary.  It becomes text when a piece of it
 * did, or when its values outgrow its rows or YX_DICT_MAX, and stays so.  Both
 * kinds are given pieces in file order, so what they become is decided by the
 * data alone. */
#include "table/columns_int.h"

#include <stdlib.h>
#include <string.h>

struct yx_columns *yx_columns_new(uint32_t n_columns, struct yx_arena *a,
                                  struct yx_column_store *store)
{
    struct yx_columns *c = yx_calloc(1, sizeof *c);
    c->a = a;
    c->n_columns = n_columns;
    c->column = yx_calloc(n_columns, sizeof *c->column);
    for (uint32_t i = 0; i < n_columns; i++)
        c->column[i].text.store = store;
    return c;
}

void yx_columns_free(struct yx_columns *c)
{
    if (!c)
        return;
    for (uint32_t i = 0; i < c->n_columns; i++) {
        yx_dict_free(&c->column[i].dict);
        yx_text_free(&c->column[i].text);
        free(c->column[i].mark);
    }
    free(c->column);
    free(c->row_no);
    free(c);
}

static int no_memory(size_t n, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_IO,
        YX_TEXT("内存不足（还需 {0} 字节）：请把名册拆小，或换内存更大的机器",
                "out of memory ({0} more bytes): split the rosters, or use a machine with more"),
        yx_fmt_u64(n).s);
}

void *yx_column_resized(void *old, size_t n, size_t size, struct yx_err *err)
{
    size_t total = yx_mul_size(n ? n : 1, size);
    void *bigger = realloc(old, total);
    if (!bigger)
        (void)no_memory(total, err);
    return bigger;
}

static int become_text(struct yx_column_state *k, uint32_t n_rows, struct yx_err *err)
{
    int rc = yx_text_add_coded(&k->text, 0, k->dict.code, n_rows, k->dict.value, err);
    atomic_store_explicit(&k->is_text, true, memory_order_relaxed);
    yx_dict_free(&k->dict);
    return rc;
}

static int add_text(struct yx_columns *c, struct yx_column_state *k,
                    const struct yx_piece_column *from, uint32_t n, struct yx_err *err)
{
    if (!from->is_dict)
        return yx_text_add(&k->text, c->n_rows, from->bytes.p, from->row, n, err);
    struct yx_str *value = yx_malloc(yx_mul_size(from->n_entries, sizeof *value));
    value[0] = (struct yx_str){"", 0};
    for (uint32_t e = 1; e < from->n_entries; e++)
        value[e] = (struct yx_str){from->bytes.p + from->entry[e].from, from->entry[e].len};
    int rc = yx_text_add_coded(&k->text, c->n_rows, from->row, n, value, err);
    free(value);
    return rc;
}

static int grow_columns(struct yx_columns *c, uint32_t more, struct yx_err *err)
{
    size_t want = (size_t)c->n_rows + more;
    if (want >= UINT32_MAX)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("超过 42 亿行：请把名册拆成几个文件",
                    "over 4.2 thousand million rows: split the roster into several files"));
    if (want <= c->cap_rows)
        return YX_OK;
    size_t cap = c->cap_rows ? YX_MAX(want, c->cap_rows + c->cap_rows / 2) : want;
    int rc;
    YX_COLUMN_RESIZE(rc, c->row_no, cap, err);
    for (uint32_t i = 0; i < c->n_columns && rc == YX_OK; i++) {
        struct yx_column_state *k = &c->column[i];
        if (!yx_column_is_text(k))
            YX_COLUMN_RESIZE(rc, k->dict.code, cap, err);
        if (rc == YX_OK && k->mark)
            YX_COLUMN_RESIZE(rc, k->mark, cap, err);
    }
    if (rc == YX_OK)
        c->cap_rows = cap;
    return rc;
}

static int add_marks(struct yx_columns *c, struct yx_column_state *k,
                     const struct yx_piece_column *from, uint32_t n, struct yx_err *err)
{
    if (!k->mark && !from->any_mark)
        return YX_OK;
    if (!k->mark) {
        int rc;
        YX_COLUMN_RESIZE(rc, k->mark, c->cap_rows, err);
        if (rc != YX_OK)
            return rc;
        memset(k->mark, 0, c->n_rows);
    }
    if (from->any_mark)
        memcpy(k->mark + c->n_rows, from->mark, n);
    else
        memset(k->mark + c->n_rows, 0, n);
    return YX_OK;
}

/* Whether so many values in so many rows are no dictionary. */
static bool is_too_varied(const struct yx_columns *c, const struct yx_column_state *k)
{
    return k->dict.n_values > YX_DICT_MAX ||
           (k->dict.n_values > YX_DICT_EARLY_ROWS &&
            (uint64_t)k->dict.n_values * 100 > (uint64_t)c->n_rows * YX_DICT_LATE_PERCENT);
}

int yx_columns_add(struct yx_columns *c, const struct yx_piece *p, uint32_t row_base,
                   struct yx_err *err)
{
    uint32_t n = p->n_rows;
    if (n == 0)
        return YX_OK;
    int rc = grow_columns(c, n, err);
    if (rc != YX_OK)
        return rc;
    for (uint32_t r = 0; r < n; r++)
        c->row_no[c->n_rows + r] = p->row_no[r] + row_base;
    for (uint32_t i = 0; i < c->n_columns && rc == YX_OK; i++) {
        struct yx_column_state *k = &c->column[i];
        const struct yx_piece_column *from = &p->column[i];
        if (!yx_column_is_text(k) && !from->is_dict)
            rc = become_text(k, c->n_rows, err);
        if (rc == YX_OK)
            rc = yx_column_is_text(k) ? add_text(c, k, from, n, err)
                                      : yx_dict_add(&k->dict, c->n_rows, from, n, c->a, err);
        if (rc == YX_OK)
            rc = add_marks(c, k, from, n, err);
    }
    if (rc != YX_OK)
        return rc;
    c->n_rows += n;
    for (uint32_t i = 0; i < c->n_columns && rc == YX_OK; i++)
        if (!yx_column_is_text(&c->column[i]) && is_too_varied(c, &c->column[i]))
            rc = become_text(&c->column[i], c->n_rows, err);
    return rc;
}

void *yx_column_hand_over(struct yx_arena *a, void *p)
{
    if (p)
        yx_arena_defer(a, free, p);
    return p;
}

static void finish_column(struct yx_columns *c, struct yx_column_state *k, struct yx_column *out)
{
    out->is_dict = !yx_column_is_text(k);
    if (out->is_dict)
        yx_dict_hand_over(&k->dict, c->a, out);
    else
        yx_text_hand_over(&k->text, c->n_rows, c->a, out);
    out->mark = yx_column_hand_over(c->a, k->mark);
    k->mark = NULL;
}

int yx_columns_finish(struct yx_columns *c, struct yx_table *t, struct yx_err *err)
{
    for (uint32_t i = 0; i < c->n_columns; i++) {
        struct yx_column_state *k = &c->column[i];
        bool is_varied = k->dict.n_values > YX_DICT_SMALL && k->dict.n_values > c->n_rows / 2;
        int rc = !yx_column_is_text(k) && is_varied ? become_text(k, c->n_rows, err) : YX_OK;
        if (rc != YX_OK)
            return rc;
    }
    t->n_rows = c->n_rows;
    t->row_no = yx_column_hand_over(c->a, c->row_no);
    c->row_no = NULL;
    for (uint32_t i = 0; i < c->n_columns; i++)
        finish_column(c, &c->column[i], &t->column[i]);
    return YX_OK;
}
