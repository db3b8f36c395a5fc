/* worker_block.c -- columns of a workbook in one block without pointers.
 *
 * DESIGN.  All numbers are in the machine's own order: a block never leaves it.
 *
 *   head, table[], and per table: row_no[], column[], label[], label text
 *   column, dictionary: code[rows], value_end[values], value text
 *   column, text:       blocks[], and per block: end[rows], text
 *   either:             mark[rows], or nothing
 *
 * Every part begins at a multiple of 8.  Counting and writing are the same walk.
 * It notes the large parts, which are then written by all threads.  They are
 * written with pwrite() and not through a map: a fresh page costs a fault and is
 * cleared before it is filled, which is more than the copying itself.  Blocks of
 * text are mostly there before the rest, in a store (column_store.h) between the
 * head and everything else. */
#include "table/worker_block.h"

#include "base/mem.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAGIC = 0x59584231, COPY_PIECE = 1 << 20, GIVE_BACK = 1 << 16 };

struct block_head {
    uint32_t magic, n_tables;
    uint64_t tables_at;
};
_Static_assert(sizeof(struct block_head) <= YX_BLOCK_STORE_FROM, "a store is behind the head");

/* Whoever gives a table or a column another field decides here how it travels. */
_Static_assert(sizeof(struct yx_table) == 248 && sizeof(struct yx_column) == 72,
               "all that readers fill must be in the block");

struct block_table {
    uint32_t n_rows, n_columns, n_ragged, n_hidden_rows, n_heading_repeats, n_merged_filled,
        n_merged_kept, first_merged_kept, is_filtered, n_labels;
    struct yx_damage nuls, malformed, foreign;
    uint32_t unused;
    uint64_t row_no_at, columns_at, labels_at, label_text_at, n_label_text;
};

struct block_label {
    uint64_t row, end;
};

struct block_column {
    uint32_t is_dict, n_values, has_mark, unused;
    uint64_t code_at, value_end_at, value_text_at, n_value_text; /* is_dict */
    uint64_t blocks_at;                                          /* otherwise */
    uint64_t mark_at;
};

struct block_text {
    uint64_t end_at, text_at, n_text;
};

static uint32_t blocks_of(uint32_t n_rows)
{
    return n_rows / YX_BLOCK_ROWS + (n_rows % YX_BLOCK_ROWS != 0);
}

static uint32_t rows_of(uint32_t n_rows, uint32_t block)
{
    return YX_MIN(n_rows - block * YX_BLOCK_ROWS, (uint32_t)YX_BLOCK_ROWS);
}

/* ---- writing ---- */

struct copy {
    uint64_t at;
    const char *from;
    size_t n;
};

struct out {
    const struct yx_column_store *store;
    int fd; /* -1: only count */
    uint64_t at;
    bool gives_back;
    atomic_bool failed;
    struct {
        struct copy *v;
        size_t n, cap;
    } copies;
};

/* Room for n bytes; its offset. */
static uint64_t room(struct out *o, uint64_t n)
{
    uint64_t at = o->at;
    o->at = (at + n + 7) & ~(uint64_t)7;
    return at;
}

static void write_at(struct out *o, uint64_t at, const void *from, size_t n)
{
    for (const char *p = from; n && o->fd >= 0;) {
        ssize_t done = pwrite(o->fd, p, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            atomic_store_explicit(&o->failed, true, memory_order_relaxed);
            return;
        }
        p += done;
        at += (uint64_t)done;
        n -= (size_t)done;
    }
}

/* Room for n bytes that will be those at `from`, or where they are already. */
static uint64_t place(struct out *o, const void *from, uint64_t n)
{
    if (o->store && yx_column_store_has(o->store, from))
        return (uint64_t)((const char *)from - o->store->map);
    uint64_t at = room(o, n);
    const char *p = from;
    for (uint64_t done = 0; o->fd >= 0 && done < n; done += COPY_PIECE) {
        struct copy c = {at + done, p + done, (size_t)YX_MIN(n - done, (uint64_t)COPY_PIECE)};
        YX_PUSH(&o->copies, c);
    }
    return at;
}

static void put_dictionary(struct out *o, const struct yx_column *k, uint32_t n_rows,
                           struct block_column *to)
{
    to->n_values = k->n_values;
    to->code_at = place(o, k->code, (uint64_t)n_rows * sizeof *k->code);
    to->value_end_at = room(o, (uint64_t)k->n_values * sizeof(uint64_t));
    for (uint32_t v = 0; v < k->n_values; v++)
        to->n_value_text += k->value[v].n;
    to->value_text_at = room(o, to->n_value_text);
    if (o->fd < 0)
        return;
    struct yx_buf ends = {0}, text = {0};
    yx_buf_reserve(&ends, k->n_values * sizeof(uint64_t));
    yx_buf_reserve(&text, to->n_value_text);
    for (uint32_t v = 0; v < k->n_values; v++) {
        yx_buf_puts(&text, k->value[v]);
        uint64_t n = text.n;
        yx_buf_put(&ends, &n, sizeof n);
    }
    write_at(o, to->value_end_at, ends.p, ends.n);
    write_at(o, to->value_text_at, text.p, text.n);
    yx_buf_free(&ends);
    yx_buf_free(&text);
}

static void put_text(struct out *o, const struct yx_column *k, uint32_t n_rows,
                     struct block_column *to)
{
    uint32_t n = blocks_of(n_rows);
    to->blocks_at = room(o, (uint64_t)n * sizeof(struct block_text));
    for (uint32_t b = 0; b < n; b++) {
        uint32_t rows = rows_of(n_rows, b);
        struct block_text t = {.n_text = k->block[b].end[rows - 1]};
        t.end_at = place(o, k->block[b].end, (uint64_t)rows * sizeof(uint32_t));
        t.text_at = place(o, k->block[b].text, t.n_text);
        write_at(o, to->blocks_at + b * sizeof t, &t, sizeof t);
    }
}

static void put_labels(struct out *o, const struct yx_table *t, struct block_table *to)
{
    to->labels_at = room(o, (uint64_t)t->n_labels * sizeof(struct block_label));
    for (uint32_t i = 0; i < t->n_labels; i++)
        to->n_label_text += t->label[i].text.n;
    to->label_text_at = room(o, to->n_label_text);
    if (o->fd < 0)
        return;
    struct yx_buf labels = {0}, text = {0};
    for (uint32_t i = 0; i < t->n_labels; i++) {
        yx_buf_puts(&text, t->label[i].text);
        struct block_label label = {t->label[i].row, text.n};
        yx_buf_put(&labels, &label, sizeof label);
    }
    write_at(o, to->labels_at, labels.p, labels.n);
    write_at(o, to->label_text_at, text.p, text.n);
    yx_buf_free(&labels);
    yx_buf_free(&text);
}

static void put_table(struct out *o, const struct yx_table *t, struct block_table *to)
{
    *to = (struct block_table){.n_rows = t->n_rows,
                               .n_columns = t->n_columns,
                               .n_ragged = t->n_ragged,
                               .n_hidden_rows = t->n_hidden_rows,
                               .n_heading_repeats = t->n_heading_repeats,
                               .n_merged_filled = t->n_merged_filled,
                               .n_merged_kept = t->n_merged_kept,
                               .first_merged_kept = t->first_merged_kept,
                               .is_filtered = t->is_filtered,
                               .n_labels = t->n_labels,
                               .nuls = t->nuls,
                               .malformed = t->malformed,
                               .foreign = t->foreign};
    put_labels(o, t, to);
    to->row_no_at = place(o, t->row_no, (uint64_t)t->n_rows * sizeof *t->row_no);
    to->columns_at = room(o, (uint64_t)t->n_columns * sizeof(struct block_column));
    for (uint32_t c = 0; c < t->n_columns; c++) {
        const struct yx_column *k = &t->column[c];
        struct block_column made = {.is_dict = k->is_dict, .has_mark = k->mark != NULL};
        if (k->is_dict)
            put_dictionary(o, k, t->n_rows, &made);
        else
            put_text(o, k, t->n_rows, &made);
        if (k->mark)
            made.mark_at = place(o, k->mark, t->n_rows);
        write_at(o, to->columns_at + c * sizeof made, &made, sizeof made);
    }
}

static void put_workbook(struct out *o, const struct yx_workbook *w)
{
    struct block_head head = {.magic = MAGIC, .n_tables = w->n_tables};
    (void)room(o, sizeof head);
    if (o->store)
        o->at = YX_MAX(o->at, o->store->at);
    head.tables_at = room(o, (uint64_t)w->n_tables * sizeof(struct block_table));
    for (uint32_t i = 0; i < w->n_tables; i++) {
        struct block_table t;
        put_table(o, w->table[i], &t);
        write_at(o, head.tables_at + i * sizeof t, &t, sizeof t);
    }
    write_at(o, 0, &head, sizeof head);
}

uint64_t yx_block_size(const struct yx_workbook *w, const struct yx_column_store *store)
{
    struct out o = {.store = store, .fd = -1};
    put_workbook(&o, w);
    return o.at;
}

/* The pages wholly inside [p, p + n): nothing else lies on them. */
static void give_back(const char *p, size_t n)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t low = ((uintptr_t)p + page - 1) & ~(page - 1),
              high = ((uintptr_t)p + n) & ~(page - 1);
    if (high > low)
        (void)madvise((void *)low, high - low, MADV_DONTNEED);
}

static void copy_task(void *ctx, size_t task, unsigned worker)
{
    struct out *o = ctx;
    const struct copy *c = &o->copies.v[task];
    (void)worker;
    write_at(o, c->at, c->from, c->n);
    if (o->gives_back && c->n >= GIVE_BACK)
        give_back(c->from, c->n);
}

bool yx_block_write(const struct yx_workbook *w, const struct yx_column_store *store, int fd,
                    struct yx_pool *pool, bool gives_back)
{
    struct out o = {.store = store, .fd = fd, .gives_back = gives_back};
    put_workbook(&o, w);
    if (pool)
        yx_pool_run(pool, o.copies.n, copy_task, &o);
    else
        for (size_t i = 0; i < o.copies.n; i++)
            copy_task(&o, i, 0);
    free(o.copies.v);
    return !atomic_load(&o.failed);
}

/* ---- opening ---- */

/* One run of numbers to be looked at: codes below a limit, or rising ends. */
struct look {
    const uint32_t *v;
    uint32_t n;
    bool is_code;
    uint64_t limit; /* codes: below it; ends: at most it */
};

struct in {
    struct yx_str block;
    uint64_t left; /* bytes no part has claimed yet: parts do not overlap */
    struct yx_arena *a;
    const char *wrong;
    struct {
        struct look *v;
        size_t n, cap;
    } looks;
    atomic_bool is_bad;
};

/* The n items of `size` at an offset; NULL when they are not in the block.  As every
 * part is paid for with its bytes, what we allocate stays in proportion to the block. */
static const void *part(struct in *b, uint64_t at, uint64_t n, size_t size)
{
    if (at % 8 == 0 && at <= b->block.n && n <= (b->block.n - at) / size && n <= b->left / size) {
        b->left -= n * size;
        return b->block.p + at;
    }
    b->wrong = "a part lies outside";
    return NULL;
}

static void look_later(struct in *b, struct look l)
{
    for (uint32_t done = 0; done < l.n; done += YX_BLOCK_ROWS) {
        struct look piece = l;
        piece.v = l.v + done;
        piece.n = YX_MIN(l.n - done, (uint32_t)YX_BLOCK_ROWS);
        YX_PUSH(&b->looks, piece);
    }
}

static void open_dictionary(struct in *b, const struct block_column *from, uint32_t n_rows,
                            struct yx_column *k)
{
    const uint32_t *code = part(b, from->code_at, n_rows, sizeof *code);
    const uint64_t *end = part(b, from->value_end_at, from->n_values, sizeof *end);
    const char *text = part(b, from->value_text_at, from->n_value_text, 1);
    if (!code || !end || !text)
        return;
    if (from->n_values == 0 || end[0] != 0) {
        b->wrong = "the first value is not empty";
        return;
    }
    k->n_values = from->n_values;
    k->code = (uint32_t *)(uintptr_t)code;
    k->value = YX_NEW(b->a, struct yx_str, from->n_values);
    for (uint32_t v = 0; v < from->n_values; v++) {
        uint64_t begin = v ? end[v - 1] : 0;
        if (end[v] < begin || end[v] > from->n_value_text) {
            b->wrong = "the ends of values do not rise";
            return;
        }
        k->value[v] = (struct yx_str){text + begin, (size_t)(end[v] - begin)};
    }
    look_later(b, (struct look){code, n_rows, true, from->n_values});
}

static void open_text(struct in *b, const struct block_column *from, uint32_t n_rows,
                      struct yx_column *k)
{
    uint32_t n = blocks_of(n_rows);
    const struct block_text *t = part(b, from->blocks_at, n, sizeof *t);
    if (!t)
        return;
    k->block = YX_NEW(b->a, struct yx_text_block, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t rows = rows_of(n_rows, i);
        const uint32_t *end = part(b, t[i].end_at, rows, sizeof *end);
        const char *text = part(b, t[i].text_at, t[i].n_text, 1);
        if (!end || !text)
            return;
        k->block[i].end = (uint32_t *)(uintptr_t)end;
        k->block[i].text = (char *)(uintptr_t)text;
        look_later(b, (struct look){end, rows, false, t[i].n_text});
    }
}

static void open_labels(struct in *b, const struct block_table *from, struct yx_table *t)
{
    const struct block_label *label = part(b, from->labels_at, from->n_labels, sizeof *label);
    const char *text = part(b, from->label_text_at, from->n_label_text, 1);
    if (!label || !text || from->n_labels == 0)
        return;
    t->label = YX_NEW(b->a, struct yx_row_label, from->n_labels);
    t->n_labels = from->n_labels;
    for (uint32_t i = 0; i < from->n_labels; i++) {
        uint64_t begin = i ? label[i - 1].end : 0;
        if (label[i].row >= from->n_rows || (i && label[i].row <= label[i - 1].row) ||
            label[i].end < begin || label[i].end > from->n_label_text) {
            b->wrong = "labels are out of range";
            return;
        }
        t->label[i].row = (uint32_t)label[i].row;
        t->label[i].text = (struct yx_str){text + begin, (size_t)(label[i].end - begin)};
    }
}

static void open_table(struct in *b, const struct block_table *from, struct yx_table *t)
{
    if (from->n_columns != t->n_columns) {
        b->wrong = "a table has not the columns asked for";
        return;
    }
    const uint32_t *row_no = part(b, from->row_no_at, from->n_rows, sizeof *row_no);
    const struct block_column *c = part(b, from->columns_at, from->n_columns, sizeof *c);
    if (!row_no || !c)
        return;
    t->n_rows = from->n_rows;
    t->n_ragged = from->n_ragged;
    t->n_hidden_rows = from->n_hidden_rows;
    t->n_heading_repeats = from->n_heading_repeats;
    t->n_merged_filled = from->n_merged_filled;
    t->n_merged_kept = from->n_merged_kept;
    t->first_merged_kept = from->first_merged_kept;
    t->is_filtered = from->is_filtered != 0;
    t->nuls = from->nuls;
    t->malformed = from->malformed;
    t->foreign = from->foreign;
    open_labels(b, from, t);
    t->row_no = (uint32_t *)(uintptr_t)row_no;
    for (uint32_t i = 0; i < from->n_columns && !b->wrong; i++) {
        struct yx_column *k = &t->column[i];
        k->is_dict = c[i].is_dict != 0;
        if (k->is_dict)
            open_dictionary(b, &c[i], from->n_rows, k);
        else
            open_text(b, &c[i], from->n_rows, k);
        if (c[i].has_mark)
            k->mark = (uint8_t *)(uintptr_t)part(b, c[i].mark_at, from->n_rows, 1);
    }
}

static bool are_codes(const uint32_t *v, uint32_t n, uint64_t limit)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < n; i++)
        most = YX_MAX(most, v[i]);
    return n == 0 || most < limit;
}

static bool are_ends(const uint32_t *v, uint32_t n, uint64_t limit)
{
    uint32_t falls = 0;
    for (uint32_t i = 1; i < n; i++)
        falls |= v[i] < v[i - 1];
    return n == 0 || (!falls && v[n - 1] <= limit);
}

static void look_task(void *ctx, size_t task, unsigned worker)
{
    struct in *b = ctx;
    const struct look *l = &b->looks.v[task];
    (void)worker;
    if (!(l->is_code ? are_codes : are_ends)(l->v, l->n, l->limit))
        atomic_store_explicit(&b->is_bad, true, memory_order_relaxed);
}

const char *yx_block_open(struct yx_str block, struct yx_table *const *t, uint32_t n,
                          struct yx_arena *a, struct yx_pool *pool)
{
    struct in b = {.block = block, .left = block.n, .a = a};
    const struct block_head *head = part(&b, 0, 1, sizeof *head);
    if (!head)
        return b.wrong;
    if (head->magic != MAGIC || head->n_tables != n)
        return "it has not the tables asked for";
    const struct block_table *from = part(&b, head->tables_at, n, sizeof *from);
    for (uint32_t i = 0; i < n && !b.wrong; i++)
        open_table(&b, &from[i], t[i]);
    if (!b.wrong && pool)
        yx_pool_run(pool, b.looks.n, look_task, &b);
    for (size_t i = 0; i < b.looks.n && !b.wrong && !pool; i++)
        look_task(&b, i, 0);
    free(b.looks.v);
    return b.wrong ? b.wrong : atomic_load(&b.is_bad) ? "codes or ends are out of range" : NULL;
}
