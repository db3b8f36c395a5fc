/* previous.c -- the lists of the run before, to say what is new and what is gone.
 *
 * DESIGN.  Of each earlier list the nine common columns are kept as the reader
 * keeps them; registers (应享名册, 人员, 适龄儿童台账) only by number, for they
 * are long and nothing of them can be gone.  Whether a finding was seen again
 * is one byte a row, set from any thread: setting it twice is the same. */
#include "check/previous.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "check/finding_id.h"
#include "table/reader.h"

#include <dirent.h>
#include <stdatomic.h>
#include <stdlib.h>

struct earlier {
    struct yx_workbook *book;
    const struct yx_table *table; /* NULL: the list was not there */
    struct yx_map by_id;          /* 编号 → first row with it */
    atomic_uchar *is_seen;        /* of the first row of a 编号 */
};

struct yx_previous {
    struct earlier list[YX_N_LISTS];
    struct yx_gone *gone; /* made at the first question */
    size_t n_gone;
    bool is_collected;
};

/* The first row is the heading; columns beyond the common nine are not kept. */
static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *out,
                struct yx_err *err)
{
    (void)err;
    enum yx_list l = *(const enum yx_list *)ctx;
    struct yx_list_column column[YX_MAX_COLUMNS];
    (void)yx_list_columns(l, false, column);
    if (!head->n_rows) {
        out->skip = true;
        return YX_OK;
    }
    for (uint32_t col = 0; col < head->n_columns; col++) {
        out->field[col] = YX_NOT_WANTED;
        out->heading[col] = head->cell[col];
        for (int k = 0; k < YX_N_COMMON; k++)
            if (yx_str_eq(head->cell[col], column[k].name) &&
                (k == YX_COL_ID || yx_list_is_finding(l)))
                out->field[col] = k;
    }
    return YX_OK;
}

static int read_list(struct yx_previous *p, enum yx_list l, const char *path,
                     struct yx_workers *workers, struct yx_err *err)
{
    struct yx_str map;
    int rc = yx_map_path(path, &map, err);
    if (rc != YX_OK)
        return rc;
    struct earlier *e = &p->list[l];
    struct yx_read_options o = {
        .plan = plan, .ctx = &l, .workers = workers, .path = path, .is_map = true};
    rc = yx_read_tables(map, yx_base_name(yx_str_of(path)), &o, &e->book, err);
    yx_unmap(map);
    if (rc != YX_OK || !e->book->n_tables)
        return rc;
    e->table = e->book->table[0];
    const struct yx_column *id = yx_table_field(e->table, YX_COL_ID);
    if (!id)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 没有“编号”列，不是上一次的清单",
                               "{0} has no column 编号: not a list of ours"),
                       path);
    uint32_t n = e->table->n_rows;
    e->is_seen = yx_calloc((size_t)n + 1, sizeof *e->is_seen);
    yx_map_init(&e->by_id, n);
    for (uint32_t i = n; i-- > 0;) {
        uint64_t number = yx_finding_id_parse(yx_column_text(id, i));
        bool is_new;
        if (number)
            *yx_map_put(&e->by_id, number, i, &is_new) = i;
    }
    return YX_OK;
}

int yx_previous_read(const char *dir, struct yx_workers *workers, struct yx_previous **out,
                     struct yx_err *err)
{
    struct yx_previous *p = yx_calloc(1, sizeof *p);
    struct yx_buf path = {0};
    int rc = YX_OK;
    bool is_any = false;
    for (unsigned l = 0; l < YX_N_LISTS && rc == YX_OK; l++) {
        if (l == YX_LIST_GONE)
            continue;
        path.n = 0;
        yx_buf_putz(&path, dir);
        yx_buf_putc(&path, '/');
        yx_buf_puts(&path, yx_list_name((enum yx_list)l));
        yx_buf_putz(&path, ".csv");
        yx_buf_putc(&path, '\0');
        rc = read_list(p, (enum yx_list)l, path.p, workers, err);
        is_any |= rc == YX_OK;
        if (rc == YX_NOTFOUND)
            rc = YX_OK;
    }
    yx_buf_free(&path);
    if (rc == YX_OK && !is_any)
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("{0} 里没有上一次的清单（未入学.csv 等）",
                             "there are no lists of an earlier run in {0} (未入学.csv and others)"),
                     dir);
    if (rc != YX_OK) {
        yx_previous_free(p);
        return rc;
    }
    *out = p;
    return YX_OK;
}

void yx_previous_free(struct yx_previous *p)
{
    if (!p)
        return;
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        struct earlier *e = &p->list[l];
        yx_workbook_free(e->book);
        if (e->is_seen)
            yx_map_free(&e->by_id);
        free(e->is_seen);
    }
    free(p->gone);
    free(p);
}

bool yx_previous_had(struct yx_previous *p, enum yx_list list, uint64_t id)
{
    struct earlier *e = &p->list[list];
    const uint32_t *row = e->table && id ? yx_map_get(&e->by_id, id) : NULL;
    if (!row)
        return false;
    atomic_store_explicit(&e->is_seen[*row], 1, memory_order_relaxed);
    return true;
}

static int by_place(const void *a, const void *b)
{
    static const int order[] = {YX_COL_TOWN, YX_COL_SCHOOL, YX_COL_KEY};
    const struct yx_gone *x = a, *y = b;
    for (size_t i = 0; i < YX_LEN(order); i++) {
        int k = yx_str_cmp(x->cell[order[i]], y->cell[order[i]]);
        if (k)
            return k;
    }
    if (x->list != y->list)
        return x->list < y->list ? -1 : 1;
    return yx_str_cmp(x->cell[YX_COL_ID], y->cell[YX_COL_ID]);
}

static void collect(struct yx_previous *p)
{
    struct {
        struct yx_gone *v;
        size_t n, cap;
    } gone = {0};
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        const struct earlier *e = &p->list[l];
        if (!e->table || !yx_list_is_finding((enum yx_list)l))
            continue;
        const struct yx_column *id = yx_table_field(e->table, YX_COL_ID);
        for (uint32_t i = 0; i < e->table->n_rows; i++) {
            uint64_t number = yx_finding_id_parse(yx_column_text(id, i));
            const uint32_t *first = number ? yx_map_get(&e->by_id, number) : NULL;
            if (!first || e->is_seen[*first])
                continue;
            struct yx_gone g = {.list = (enum yx_list)l};
            for (int k = 0; k < YX_N_COMMON; k++) {
                const struct yx_column *c = yx_table_field(e->table, k);
                g.cell[k] = c ? yx_column_text(c, i) : YX_S("");
            }
            YX_PUSH(&gone, g);
        }
    }
    if (gone.n)
        qsort(gone.v, gone.n, sizeof *gone.v, by_place);
    p->gone = gone.v;
    p->n_gone = gone.n;
    p->is_collected = true;
}

bool yx_previous_gone(struct yx_previous *p, size_t i, struct yx_gone *out)
{
    if (!p->is_collected)
        collect(p);
    if (i >= p->n_gone)
        return false;
    *out = p->gone[i];
    return true;
}
