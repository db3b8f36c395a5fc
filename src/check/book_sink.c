/* book_sink.c -- the lists as one workbook that opens on its cover.
 *
 * DESIGN.  A row is kept as lengths and bytes of its cells, one buffer a list;
 * slots have buffers of their own until their commit.  The pages before the
 * lists are in book_pages.c. */
#include "check/book_sink.h"

#include "base/mem.h"
#include "check/book_columns.h"
#include "check/book_pages.h"
#include "table/xlsx_out.h"

#include <stdlib.h>

struct kept {
    struct yx_buf rows;
    uint64_t n;
    bool is_begun, is_left_out;
    struct yx_list_column column[YX_MAX_COLUMNS];
    uint32_t n_columns;
};

struct pending {
    struct yx_buf rows;
    uint32_t n;
};

struct yx_book_sink {
    struct kept list[YX_N_LISTS];
    struct pending (*slot)[YX_N_LISTS];
    unsigned n_slots;
};

struct yx_book_sink *yx_book_sink_new(unsigned slots)
{
    struct yx_book_sink *b = yx_calloc(1, sizeof *b);
    b->n_slots = slots;
    b->slot = yx_calloc(slots, sizeof *b->slot);
    b->list[YX_LIST_PERSON].is_left_out = true;
    return b;
}

void yx_book_sink_free(struct yx_book_sink *b)
{
    if (!b)
        return;
    for (unsigned l = 0; l < YX_N_LISTS; l++)
        yx_buf_free(&b->list[l].rows);
    for (unsigned s = 0; s < b->n_slots; s++)
        for (unsigned l = 0; l < YX_N_LISTS; l++)
            yx_buf_free(&b->slot[s][l].rows);
    free(b->slot);
    free(b);
}

static int begin(void *ctx, enum yx_list list, const struct yx_list_column *column, uint32_t n,
                 struct yx_err *err)
{
    (void)err;
    struct kept *k = &((struct yx_book_sink *)ctx)->list[list];
    k->is_begun = true;
    k->n_columns = n;
    memcpy(k->column, column, n * sizeof *column);
    return YX_OK;
}

static void row(void *ctx, unsigned slot, enum yx_list list, const struct yx_str *cell, uint32_t n)
{
    struct yx_book_sink *b = ctx;
    struct pending *p = &b->slot[slot][list];
    p->n++;
    if (list == YX_LIST_PERSON)
        return;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t length = (uint32_t)cell[i].n;
        yx_buf_put(&p->rows, &length, sizeof length);
        yx_buf_puts(&p->rows, cell[i]);
    }
}

static int commit(void *ctx, unsigned slot, struct yx_err *err)
{
    (void)err;
    struct yx_book_sink *b = ctx;
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        struct pending *p = &b->slot[slot][l];
        struct kept *k = &b->list[l];
        if (!p->n)
            continue;
        k->n += p->n;
        if (k->n > YX_BOOK_ROWS && !k->is_left_out) {
            k->is_left_out = true;
            yx_buf_free(&k->rows);
        }
        if (!k->is_left_out)
            yx_buf_puts(&k->rows, yx_buf_str(&p->rows));
        p->n = 0;
        p->rows.n = 0;
    }
    return YX_OK;
}

struct yx_sink yx_book_sink(struct yx_book_sink *b)
{
    return (struct yx_sink){b, begin, NULL, row, commit};
}

/* Red to act on, amber to verify, grey nothing there, blue for reference. */
static enum yx_xlsx_look tab_of(enum yx_list l, uint64_t rows)
{
    if (rows == 0)
        return YX_LOOK_NOTE;
    switch (l) {
    case YX_LIST_MISSING:
    case YX_LIST_NOT_PRESENT:
    case YX_LIST_DROPOUT:
    case YX_LIST_SUSPECTED:
    case YX_LIST_UNPAID:
    case YX_LIST_NOT_DUE:
    case YX_LIST_PAID_TWICE:
    case YX_LIST_FAILED: return YX_LOOK_BAD;
    case YX_LIST_EXPLAINED:
    case YX_LIST_AWARD:
    case YX_LIST_CHILDREN:
    case YX_LIST_GONE: return YX_LOOK_TITLE;
    default: return YX_LOOK_WARN;
    }
}

static int write_list(const struct kept *k, enum yx_list l, struct yx_xlsx *x, struct yx_arena *a,
                      struct yx_err *err)
{
    struct yx_xlsx_column column[YX_BOOK_COLUMNS];
    uint32_t n = yx_book_columns(l, k->column, k->n_columns, a, column);
    struct yx_buf note = {0};
    yx_buf_putz(&note, yx_list_what(l).zh);
    yx_buf_putz(&note, "\n怎样用：");
    yx_buf_puts(&note, yx_book_use(l));
    struct yx_xlsx_sheet *sheet = yx_xlsx_list(x, yx_list_name(l), yx_buf_str(&note), column, n);
    yx_buf_free(&note);
    size_t at = 0;
    int rc = YX_OK;
    yx_xlsx_tab(sheet, tab_of(l, k->n));
    while (at < k->rows.n && rc == YX_OK) {
        struct yx_str cell[YX_BOOK_COLUMNS] = {0};
        for (uint32_t i = 0; i < k->n_columns; i++) {
            uint32_t length;
            memcpy(&length, k->rows.p + at, sizeof length);
            at += sizeof length;
            cell[i] = (struct yx_str){k->rows.p + at, length};
            at += length;
        }
        rc = yx_xlsx_row(sheet, cell, n, err);
    }
    return rc;
}

int yx_book_write(struct yx_book_sink *b, const struct yx_summary *s, const char *version,
                  const char *path, struct yx_str lists, struct yx_err *err)
{
    struct yx_xlsx *x = yx_xlsx_new(path, err);
    if (!x)
        return YX_IO;
    struct yx_arena *a = yx_arena_new();
    yx_xlsx_foot(x, YX_S("内部资料，含未成年人个人信息，注意保密"));
    bool is_left_out[YX_N_LISTS];
    for (unsigned l = 0; l < YX_N_LISTS; l++)
        is_left_out[l] = b->list[l].is_left_out;
    yx_book_cover(x, s, is_left_out, lists);
    yx_book_summary(x, s, version);
    if (s->has_balance)
        yx_book_balance(x, s);
    int rc = YX_OK;
    for (unsigned l = 0; l < YX_N_LISTS && rc == YX_OK; l++)
        if (b->list[l].is_begun && !is_left_out[l])
            rc = write_list(&b->list[l], (enum yx_list)l, x, a, err);
    if (rc == YX_OK)
        rc = yx_xlsx_finish(x, err);
    else
        yx_xlsx_abandon(x);
    yx_arena_free(a);
    return rc;
}
