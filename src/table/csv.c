/* csv.c -- a CSV file to one table.
 *
 * DESIGN.  The bytes below the heading are cut into chunks of 2 MiB.  A
 * record belongs to the chunk its first byte is in.  Where a chunk's first
 * record begins is not known without reading all before it (a line end may be
 * inside quotes), so each task guesses: after the first line end.  It reads its
 * records into a piece and notes where it began and where the next chunk's
 * first record must begin.  The commit step, in file order, knows the truth:
 * if the guess was wrong it reads the chunk again from the right place.  So the
 * result is that of reading from top to bottom, whatever the threads did.
 *
 * Places are always those of the file.  What is not UTF-8 is read through a
 * view that converts one chunk at a time (csv_view.h).
 *
 * A task reads as if all bytes were sound.  Then it checks the stretch it read;
 * only when it holds NULs or malformed characters is it read a second time,
 * record by record, to clean the cells and to say which rows they are.
 *
 * A sample without any byte beyond ASCII leaves the encoding open.  The first
 * chunk (in file order) with malformed UTF-8 settles it; if that is GB18030,
 * the whole reading starts over. */
#include "table/csv.h"

#include "base/mem.h"
#include "table/column_store.h"
#include "table/columns.h"
#include "table/csv_cell.h"
#include "table/csv_drawn.h"
#include "table/csv_encoding.h"
#include "table/csv_view.h"
#include "table/gb18030.h"
#include "table/sheet_plan.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    DEFAULT_CHUNK = 2 << 20,
    OVERLAP = 4096 /* bytes converted beyond a chunk, for its last record */
};

/* What one task at a time works with. */
struct slot {
    struct yx_piece *piece;
    struct yx_csv_record record;
    struct yx_str *cell; /* per table column */
    uint8_t *mark;
    struct yx_buf text; /* unquoted or decoded cells of one row */
    struct yx_csv_view view;
    size_t begin, end; /* first record read; first record not read */
    uint32_t lines, n_ragged;
    struct yx_damage nuls, malformed, foreign; /* rows: lines before them, from `begin` */
    struct yx_str text_read;                   /* the records, as far as they are in the view */
    bool is_malformed;                         /* UTF-8 was expected and is not */
    bool too_long;
};

struct reading {
    struct yx_str body;
    struct yx_str name;
    enum yx_encoding encoding;
    char delimiter;
    size_t chunk; /* bytes to a task */
    const struct yx_read_options *o;
    struct yx_sheet_layout layout;
    uint32_t n_cells;   /* of the heading record, for ragged */
    size_t data;        /* where the first record below the heading begins */
    uint32_t data_line; /* lines before it */
    struct yx_columns *columns;
    struct slot *slot;
    unsigned n_slots;
    /* of the commit step: */
    size_t next;      /* first record not committed */
    uint32_t line;    /* lines before it */
    bool is_settled;  /* the encoding is known */
    bool start_over;  /* it is GB18030 after all */
    atomic_bool stop; /* an error, or start_over: what is still to come is not needed */
    int rc;
    struct yx_err *err;
};

/* Bytes of the smallest character. */
static size_t unit_of(const struct reading *r)
{
    return r->encoding == YX_ENCODING_UTF16LE || r->encoding == YX_ENCODING_UTF16BE ? 2 : 1;
}

/* ---- head ---- */

struct head_row {
    struct yx_str *cell;
    uint32_t n, line;
    size_t after; /* offset behind the record */
    uint32_t line_after;
};

static int too_long(const struct reading *r, uint32_t line, struct yx_err *err)
{
    char z[YX_ERR_ARG_SIZE];
    yx_sheet_name(r->name, (struct yx_str){NULL, 0}, z);
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT(
            "{0} 第 {1} 行起有一行超过 16 MiB，不像名册：请检查该行引号是否成对，或另存为 .xlsx",
            "{0}: the record at line {1} is over 16 MiB: check that its quotes are in pairs, or save as .xlsx"),
        z, yx_fmt_u64((uint64_t)line + 1).s);
}

static bool is_blank_row(const struct head_row *row)
{
    for (uint32_t c = 0; c < row->n; c++)
        if (row->cell[c].n)
            return false;
    return true;
}

/* Makes room for all cells of a record that had too many; true: read it again. */
static bool needs_room(struct yx_csv_record *record)
{
    if (record->n <= record->cap || record->cap >= YX_CSV_MAX_CELLS)
        return false;
    record->cap = YX_MIN(record->n * 2, YX_CSV_MAX_CELLS);
    record->cell = yx_realloc(record->cell, yx_mul_size(record->cap, sizeof *record->cell));
    return true;
}

/* Reads up to YX_HEAD_ROWS rows that are not blank; `v` is a view from r->data. */
static int read_head(struct reading *r, struct yx_csv_view *v, struct yx_arena *a,
                     struct head_row *row, uint32_t *n_rows, uint32_t *n_columns,
                     struct yx_err *err)
{
    struct yx_csv_scan scan;
    struct yx_csv_record record = {0};
    struct yx_buf text = {0};
    *n_rows = *n_columns = 0;
    yx_csv_scan_init(&scan, v->text, r->delimiter);
    scan.line = r->data_line;
    while (*n_rows < YX_HEAD_ROWS) {
        struct yx_csv_scan again = scan;
        bool any = yx_csv_next(&scan, &record);
        if (scan.saw_end && !v->is_whole) {
            size_t at = (size_t)(again.p - v->text.p);
            yx_csv_view_more(v);
            yx_csv_scan_init(&scan, yx_str_sub(v->text, at, v->text.n), r->delimiter);
            scan.line = again.line;
            continue;
        }
        if (!any)
            break;
        if (needs_room(&record)) {
            scan = again;
            continue;
        }
        struct head_row *h = &row[*n_rows];
        h->n = YX_MIN(record.n, YX_CSV_MAX_CELLS);
        h->line = record.line;
        h->cell = YX_NEW(a, struct yx_str, h->n);
        text.n = 0;
        yx_buf_reserve(&text, yx_csv_text_room((size_t)(scan.p - again.p)));
        for (uint32_t c = 0; c < h->n; c++)
            h->cell[c] = yx_str_dup(a, yx_csv_cell_text(&record.cell[c], YX_CSV_DIRTY, &text));
        h->after = yx_csv_view_source(v, (size_t)(scan.p - v->text.p));
        h->line_after = scan.line;
        if (is_blank_row(h))
            continue;
        *n_columns = YX_MAX(*n_columns, h->n);
        (*n_rows)++;
    }
    yx_buf_free(&text);
    free(record.cell);
    return scan.too_long ? too_long(r, scan.line, err) : YX_OK;
}

static int plan_sheet(struct reading *r, struct yx_csv_view *v, struct yx_arena *a,
                      struct yx_err *err)
{
    struct head_row row[YX_HEAD_ROWS];
    uint32_t n_rows, n_columns;
    int rc = read_head(r, v, a, row, &n_rows, &n_columns, err);
    if (rc != YX_OK)
        return rc;
    if (n_rows == 0)
        return yx_csv_empty(r->name, err);
    struct yx_str *cell = YX_NEW(a, struct yx_str, (size_t)n_rows * n_columns);
    uint32_t *row_no = YX_NEW(a, uint32_t, n_rows);
    for (uint32_t i = 0; i < n_rows; i++) {
        row_no[i] = row[i].line + 1;
        memcpy(cell + (size_t)i * n_columns, row[i].cell, row[i].n * sizeof *cell);
        for (uint32_t c = row[i].n; c < n_columns; c++)
            cell[(size_t)i * n_columns + c] = (struct yx_str){"", 0};
    }
    struct yx_sheet_head head = {
        .file = r->name, .n_rows = n_rows, .n_columns = n_columns, .cell = cell, .row_no = row_no};
    rc = yx_sheet_plan(r->o, &head, a, &r->layout, err);
    if (rc == YX_OK && r->layout.table) {
        const struct head_row *last = &row[r->layout.last];
        r->n_cells = last->n;
        r->data = last->after;
        r->data_line = last->line_after;
    }
    return rc;
}

/* ---- chunks ---- */

/* The columns asked for, of one record; false when the record is blank. */
static bool take_row(const struct reading *r, struct slot *s, enum yx_csv_dirt dirt)
{
    const struct yx_csv_record *rec = &s->record;
    uint32_t n = YX_MIN(rec->n, r->layout.n_slots);
    bool any = false;
    for (uint32_t c = 0; c < n; c++) {
        int to = r->layout.slot[c];
        if (to == YX_NO_SLOT) {
            if (!any && rec->cell[c].text.n)
                any = yx_csv_cell_text(&rec->cell[c], dirt, &s->text).n > 0;
            continue;
        }
        struct yx_str t = yx_csv_cell_text(&rec->cell[c], dirt, &s->text);
        s->cell[to] = t;
        s->mark[to] = yx_is_exponent_text(t) ? YX_CELL_EXPONENT : 0;
        any |= t.n > 0;
    }
    for (uint32_t c = n; c < r->layout.n_slots; c++)
        if (r->layout.slot[c] != YX_NO_SLOT) {
            s->cell[r->layout.slot[c]] = (struct yx_str){"", 0};
            s->mark[r->layout.slot[c]] = 0;
        }
    /* Cells beyond the heading are not kept, but a row of nothing else is no blank row. */
    for (uint32_t c = n; c < YX_MIN(rec->n, rec->cap) && !any; c++)
        any = yx_csv_cell_text(&rec->cell[c], dirt, &s->text).n > 0;
    return any;
}

static void damage_add(struct yx_damage *d, uint32_t row)
{
    if (d->n_rows < YX_DAMAGE_ROWS)
        d->row[d->n_rows] = row;
    d->n_rows++;
}

/* Whether a line of a UTF-8 file is in GB18030: sound in it, with hardly
 * anything that is sound in UTF-8. */
static bool is_gb18030_record(struct yx_str s)
{
    size_t characters, at = 0, sound = 0, broken = 0;
    uint32_t cp;
    if (yx_gb18030_errors(s, &characters) || !characters)
        return false;
    for (size_t before = 0; yx_utf8_next(s, &at, &cp); before = at) {
        sound += at - before > 2;
        broken += at - before == 1 && cp == 0xFFFD;
    }
    return broken > sound * 4;
}

/* Looks at a record of a stretch that is not all sound: what it is, and says so. */
static enum yx_csv_dirt look_at(const struct reading *r, struct slot *s, struct yx_str bytes,
                                size_t *next_foreign)
{
    const struct yx_csv_view *v = &s->view;
    size_t end = (size_t)(bytes.p - v->text.p) + bytes.n;
    enum yx_csv_dirt dirt = YX_CSV_CLEAN;
    bool is_foreign = false, is_malformed;
    if (memchr(bytes.p, 0, bytes.n)) {
        damage_add(&s->nuls, s->record.line);
        dirt = YX_CSV_DIRTY;
    }
    if (r->encoding == YX_ENCODING_UTF8 || r->encoding == YX_ENCODING_ASCII) {
        is_malformed = yx_utf8_valid(bytes) < bytes.n;
        is_foreign = is_malformed && is_gb18030_record(bytes);
        if (is_malformed)
            dirt = is_foreign ? YX_CSV_GB18030 : YX_CSV_DIRTY;
    } else {
        is_malformed = v->n_errors && yx_str_find(bytes, YX_S("\xEF\xBF\xBD")) >= 0;
        for (; *next_foreign < v->foreign.n && v->foreign.v[*next_foreign] < end; ++*next_foreign)
            is_foreign = true;
    }
    if (is_foreign)
        damage_add(&s->foreign, s->record.line);
    else if (is_malformed)
        damage_add(&s->malformed, s->record.line);
    return dirt;
}

/* Reads the records that begin in [from, limit). */
static void read_records(const struct reading *r, struct slot *s, size_t from, size_t limit,
                         bool is_sound)
{
    struct yx_csv_view *v = &s->view;
    struct yx_csv_scan scan;
    size_t next_foreign = 0;
    if (is_sound) /* else the view is there already */
        yx_csv_view_open(v, r->body, r->encoding, from);
    size_t stop = yx_csv_view_upto(v, limit);
    if (!v->is_whole && is_sound)
        (void)yx_csv_view_upto(v, limit + OVERLAP);
    yx_csv_scan_init(&scan, v->text, r->delimiter);
    yx_piece_reset(s->piece);
    s->begin = from;
    s->n_ragged = 0;
    s->nuls.n_rows = s->malformed.n_rows = s->foreign.n_rows = 0;
    while ((size_t)(scan.p - v->text.p) < stop) {
        size_t start = (size_t)(scan.p - v->text.p);
        uint32_t line = scan.line;
        bool any = yx_csv_next(&scan, &s->record);
        if (YX_UNLIKELY(scan.saw_end && !v->is_whole)) {
            yx_csv_view_more(v);
            yx_csv_scan_init(&scan, yx_str_sub(v->text, start, v->text.n), r->delimiter);
            scan.line = line;
            continue;
        }
        if (!any)
            break;
        struct yx_str bytes = {v->text.p + start, (size_t)(scan.p - v->text.p) - start};
        enum yx_csv_dirt dirt = is_sound ? YX_CSV_CLEAN : look_at(r, s, bytes, &next_foreign);
        s->text.n = 0;
        yx_buf_reserve(&s->text, yx_csv_text_room(bytes.n));
        if (!take_row(r, s, dirt))
            continue;
        s->n_ragged += s->record.n != r->n_cells;
        yx_piece_row(s->piece, s->cell, s->mark, s->record.line);
    }
    s->too_long = scan.too_long;
    s->lines = scan.line;
    s->text_read = (struct yx_str){v->text.p, (size_t)(scan.p - v->text.p)};
    s->end = yx_csv_view_source(v, s->text_read.n);
}

static void read_chunk(const struct reading *r, struct slot *s, size_t from, size_t limit)
{
    s->is_malformed = false;
    read_records(r, s, from, limit, true);
    struct yx_str read = s->text_read;
    if (!read.n)
        return;
    if (r->encoding == YX_ENCODING_UTF8 || r->encoding == YX_ENCODING_ASCII)
        s->is_malformed = yx_utf8_valid(read) < read.n;
    if (s->is_malformed || s->view.n_errors || s->view.foreign.n || memchr(read.p, 0, read.n))
        read_records(r, s, from, limit, false);
}

/* Behind the first line end at or after `at`, but before `limit`; else `limit`. */
static size_t guess_begin(const struct reading *r, size_t at, size_t limit)
{
    struct yx_str b = r->body;
    if (unit_of(r) == 1) {
        const char *lf = memchr(b.p + at, '\n', limit - at);
        size_t n = (lf ? (size_t)(lf - b.p) : limit) - at;
        const char *cr = memchr(b.p + at, '\r', n);
        if (!lf && !cr)
            return limit;
        size_t end = (size_t)((cr ? cr : lf) - b.p) + 1;
        return cr && end < b.n && b.p[end] == '\n' ? end + 1 : end;
    }
    size_t low = r->encoding == YX_ENCODING_UTF16LE ? 0 : 1; /* the lower half of a unit */
    for (; at + 2 <= limit; at += 2) {
        char c = b.p[at + 1 - low] ? 'x' : b.p[at + low];
        if (c != '\n' && c != '\r')
            continue;
        bool is_crlf =
            c == '\r' && at + 4 <= b.n && b.p[at + 2 + low] == '\n' && !b.p[at + 3 - low];
        return at + (is_crlf ? 4 : 2);
    }
    return limit;
}

static size_t chunk_begin(const struct reading *r, size_t task)
{
    return YX_MIN(r->data + task * r->chunk, r->body.n);
}

/* A slot's room is made when it is first used: small files use few. */
static void slot_ready(const struct reading *r, struct slot *s)
{
    const struct yx_table *t = r->layout.table;
    if (s->piece)
        return;
    s->piece = yx_piece_new(r->columns);
    /* A few cells more than the head, to see whether they are blank. */
    s->record.cap = r->layout.n_slots + 16;
    s->record.cell = yx_calloc(s->record.cap, sizeof *s->record.cell);
    s->cell = yx_calloc(t->n_columns, sizeof *s->cell);
    s->mark = yx_calloc(t->n_columns, sizeof *s->mark);
}

static void work(void *ctx, size_t task, unsigned slot)
{
    struct reading *r = ctx;
    struct slot *s = &r->slot[slot];
    if (atomic_load_explicit(&r->stop, memory_order_relaxed))
        return;
    size_t low = chunk_begin(r, task), high = chunk_begin(r, task + 1);
    size_t from = task == 0 ? low : guess_begin(r, low - unit_of(r), high);
    slot_ready(r, s);
    if (from < high) {
        read_chunk(r, s, from, high);
    } else {
        s->begin = s->end = SIZE_MAX; /* nothing read; not where any record begins */
    }
}

static void stop(struct reading *r, int rc)
{
    r->rc = rc;
    atomic_store(&r->stop, true);
}

/* Gives the pages of [from, upto) back to the system: they are read only once. */
static void release_pages(const struct reading *r, size_t from, size_t upto)
{
    if (!r->o->is_map)
        return;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), base = (uintptr_t)r->body.p;
    uintptr_t low = (base + from) & ~(page - 1), high = (base + upto) & ~(page - 1);
    if (high > low)
        (void)madvise((void *)low, high - low, MADV_DONTNEED);
}

static void damage_merge(struct yx_damage *to, const struct yx_damage *d, uint32_t row_base)
{
    for (uint32_t i = 0; i < YX_MIN(d->n_rows, (uint32_t)YX_DAMAGE_ROWS); i++) {
        damage_add(to, d->row[i] + row_base);
    }
    if (d->n_rows > YX_DAMAGE_ROWS)
        to->n_rows += d->n_rows - YX_DAMAGE_ROWS;
}

static void commit(void *ctx, size_t task, unsigned slot)
{
    struct reading *r = ctx;
    struct slot *s = &r->slot[slot];
    size_t high = chunk_begin(r, task + 1);
    if (atomic_load(&r->stop) || r->next >= high)
        return; /* a record from before reaches over the whole chunk */
    if (s->begin != r->next)
        read_chunk(r, s, r->next, high);
    if (s->too_long) {
        stop(r, too_long(r, r->line + s->record.line, r->err));
        return;
    }
    if (s->is_malformed && !r->is_settled) {
        r->is_settled = true;
        if (yx_csv_encoding_of(yx_str_sub(r->body, s->begin, s->end)) == YX_ENCODING_GB18030) {
            r->start_over = true;
            stop(r, YX_OK);
            return;
        }
    }
    int rc = yx_columns_add(r->columns, s->piece, r->line + 1, r->err);
    if (rc != YX_OK) {
        stop(r, rc);
        return;
    }
    struct yx_table *t = r->layout.table;
    damage_merge(&t->nuls, &s->nuls, r->line + 1);
    damage_merge(&t->malformed, &s->malformed, r->line + 1);
    damage_merge(&t->foreign, &s->foreign, r->line + 1);
    release_pages(r, r->next, s->end);
    t->n_ragged += s->n_ragged;
    r->line += s->lines;
    r->next = s->end;
}

static void slots_free(struct reading *r)
{
    for (unsigned i = 0; i < r->n_slots; i++) {
        yx_piece_free(r->slot[i].piece);
        free(r->slot[i].record.cell);
        free(r->slot[i].cell);
        free(r->slot[i].mark);
        yx_buf_free(&r->slot[i].text);
        yx_csv_view_free(&r->slot[i].view);
    }
    free(r->slot);
}

/* Reads all chunks once; r->start_over says that it was in vain. */
static int read_data(struct reading *r, struct yx_arena *a, struct yx_err *err)
{
    struct yx_table *t = r->layout.table;
    if (r->o->store)
        r->o->store->at = r->o->store->from; /* nothing of a reading in vain */
    r->columns = yx_columns_new(t->n_columns, a, r->o->store);
    r->next = r->data;
    r->line = r->data_line;
    r->start_over = false;
    r->rc = YX_OK;
    r->err = err;
    t->n_ragged = t->nuls.n_rows = t->malformed.n_rows = t->foreign.n_rows = 0;
    atomic_store(&r->stop, false);
    r->n_slots = r->o->pool ? yx_pool_slots(r->o->pool) : 1;
    r->slot = yx_calloc(r->n_slots, sizeof *r->slot);
    size_t n_tasks = (r->body.n - r->data + r->chunk - 1) / r->chunk;
    if (r->o->pool) {
        yx_pool_ordered(r->o->pool, n_tasks, work, commit, r);
    } else {
        for (size_t task = 0; task < n_tasks; task++) {
            work(r, task, 0);
            commit(r, task, 0);
        }
    }
    slots_free(r);
    int rc = r->rc;
    if (rc == YX_OK && !r->start_over)
        rc = yx_columns_finish(r->columns, t, err);
    yx_columns_free(r->columns);
    return rc;
}

static int no_table(const struct reading *r, struct yx_err *err)
{
    char z[YX_ERR_ARG_SIZE];
    yx_sheet_name(r->name, (struct yx_str){NULL, 0}, z);
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT("{0} 不是表格：各行只有一栏，没有逗号、分号或制表符分隔",
                "{0} is no table: its lines have one column, without commas, semicolons or tabs"),
        z);
}

/* The delimiter and, of a file of one table, the heading, from the beginning of the file. */
static int understand(struct reading *r, struct yx_arena *a, bool *is_drawn, struct yx_err *err)
{
    struct yx_csv_view v = {0};
    yx_csv_view_open(&v, r->body, r->encoding, 0);
    (void)yx_csv_view_upto(&v, YX_ENCODING_SAMPLE);
    size_t skip = yx_csv_sep_line(v.text, &r->delimiter);
    if (skip) {
        r->data = yx_csv_view_source(&v, skip);
        r->data_line = 1;
        yx_csv_view_open(&v, r->body, r->encoding, r->data);
        (void)yx_csv_view_upto(&v, r->data + YX_ENCODING_SAMPLE);
    } else {
        r->delimiter = yx_csv_delimiter(v.text);
    }
    *is_drawn = r->delimiter && yx_csv_is_drawn(r->body, r->data, r->encoding, r->delimiter, r->o);
    int rc = *is_drawn ? YX_OK : r->delimiter ? plan_sheet(r, &v, a, err) : no_table(r, err);
    yx_csv_view_free(&v);
    return rc;
}

int yx_csv_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                struct yx_workbook *w, struct yx_err *err)
{
    struct reading r = {.name = name, .o = o, .chunk = o->chunk ? o->chunk : DEFAULT_CHUNK};
    int rc = yx_csv_encoding(bytes, name, &r.body, &r.encoding, err);
    if (rc != YX_OK)
        return rc;
    r.chunk = YX_MAX(r.chunk & ~(unit_of(&r) - 1), unit_of(&r));
    r.is_settled = r.encoding != YX_ENCODING_ASCII;
    bool is_drawn;
    rc = understand(&r, w->arena, &is_drawn, err);
    if (rc == YX_OK && is_drawn) {
        w->format = yx_csv_format(r.encoding);
        return yx_csv_drawn_read(r.body, r.data, r.data_line, r.encoding, r.delimiter, name, o, w,
                                 err);
    }
    if (rc == YX_OK && r.layout.table) {
        rc = read_data(&r, w->arena, err);
        if (rc == YX_OK && r.start_over) {
            r.encoding = YX_ENCODING_GB18030;
            rc = read_data(&r, w->arena, err);
        }
    }
    if (rc != YX_OK)
        return rc;
    w->format = yx_csv_format(r.encoding);
    w->n_tables = r.layout.table ? 1 : 0;
    w->table = YX_NEW(w->arena, struct yx_table *, 1);
    w->table[0] = r.layout.table;
    return YX_OK;
}
