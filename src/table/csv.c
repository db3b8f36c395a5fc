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
 * A task reads as if all bytes were sound.  Then it checks the stretch it read;
 * only when it holds NULs or malformed characters is it read a second time,
 * cell by cell through clean_cell().
 *
 * A sample without any byte beyond ASCII leaves the encoding open.  The first
 * chunk (in file order) with malformed UTF-8 settles it; if that is GB18030,
 * the whole reading starts over. */
#include "table/csv.h"

#include "base/mem.h"
#include "table/columns.h"
#include "table/csv_encoding.h"
#include "table/csv_out.h"
#include "table/csv_scan.h"
#include "table/gb18030.h"
#include "table/sheet_plan.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { DEFAULT_CHUNK = 2 << 20 };

/* What one task at a time works with. */
struct slot {
    struct yx_piece *piece;
    struct yx_csv_record record;
    struct yx_str *cell; /* per table column */
    uint8_t *mark;
    struct yx_buf text; /* unquoted or decoded cells of one row */
    size_t begin, end;  /* first record read; first record not read */
    uint32_t lines, n_ragged;
    bool is_malformed; /* UTF-8 was expected and is not */
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

/* Append `s` as sound UTF-8 without NUL. */
static void put_clean(struct yx_buf *out, struct yx_str s, enum yx_encoding encoding)
{
    struct yx_str part;
    while (yx_str_split(&s, '\0', &part)) {
        if (encoding == YX_ENCODING_GB18030) {
            yx_gb18030_put(out, part);
            continue;
        }
        size_t at = 0;
        uint32_t cp;
        while (yx_utf8_next(part, &at, &cp))
            yx_utf8_put(out, cp);
    }
}

/* ="500299…" is how some programs make Excel keep digits: the cell shows 500299…. */
static inline struct yx_str without_formula(struct yx_str s)
{
    if (s.n >= 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"' &&
        !memchr(s.p + 2, '"', s.n - 3))
        return yx_str_sub(s, 2, s.n - 1);
    return s;
}

/* The text of a cell; made in `text` when it is not in the file as such.
 * `text` must not move: it has room for the record. */
static struct yx_str made_text(const struct yx_csv_cell *c, enum yx_encoding encoding,
                               bool is_dirty, struct yx_buf *text)
{
    struct yx_str s = c->text;
    if (YX_UNLIKELY(c->kind == YX_CSV_RAW)) {
        size_t from = text->n;
        yx_csv_unquote(s, text);
        s = (struct yx_str){text->p + from, text->n - from};
    } else if (c->kind == YX_CSV_PLAIN && s.n && s.p[0] == '=') {
        s = without_formula(s);
    }
    s = yx_csv_unguarded(s);
    if (YX_UNLIKELY(is_dirty)) {
        size_t from = text->n;
        put_clean(text, s, encoding);
        s = (struct yx_str){text->p + from, text->n - from};
    }
    return yx_str_trim(s);
}

/* As above; most cells are just trimmed. */
static inline struct yx_str cell_text(const struct yx_csv_cell *c, enum yx_encoding encoding,
                                      bool is_dirty, struct yx_buf *text)
{
    if (YX_UNLIKELY(is_dirty || c->kind == YX_CSV_RAW ||
                    (c->text.n && (c->text.p[0] == '=' || c->text.p[0] == '\''))))
        return made_text(c, encoding, is_dirty, text);
    return yx_str_trim(c->text);
}

/* Bytes cell_text() may append for a record of `n` bytes: unquoted once, and
 * decoded at most threefold (a malformed byte becomes U+FFFD). */
static size_t text_room(size_t n)
{
    return n * 4 + 16;
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

/* Reads up to YX_HEAD_ROWS rows that are not blank. */
static int read_head(struct reading *r, struct yx_arena *a, struct head_row *row, uint32_t *n_rows,
                     uint32_t *n_columns, struct yx_err *err)
{
    struct yx_csv_scan scan;
    struct yx_csv_record record = {0};
    struct yx_buf text = {0};
    bool is_dirty = true;
    *n_rows = *n_columns = 0;
    yx_csv_scan_init(&scan, r->body, r->delimiter);
    while (*n_rows < YX_HEAD_ROWS) {
        const char *start = scan.p;
        struct yx_csv_scan again = scan;
        if (!yx_csv_next(&scan, &record))
            break;
        if (record.n > record.cap && record.cap < YX_CSV_MAX_CELLS) {
            record.cap = YX_MIN(record.n * 2, YX_CSV_MAX_CELLS);
            record.cell = yx_realloc(record.cell, yx_mul_size(record.cap, sizeof *record.cell));
            scan = again;
            continue;
        }
        struct head_row *h = &row[*n_rows];
        h->n = YX_MIN(record.n, YX_CSV_MAX_CELLS);
        h->line = record.line;
        h->cell = YX_NEW(a, struct yx_str, h->n);
        text.n = 0;
        yx_buf_reserve(&text, text_room((size_t)(scan.p - start)));
        for (uint32_t c = 0; c < h->n; c++)
            h->cell[c] = yx_str_dup(a, cell_text(&record.cell[c], r->encoding, is_dirty, &text));
        h->after = (size_t)(scan.p - r->body.p);
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

static int plan_sheet(struct reading *r, struct yx_arena *a, struct yx_err *err)
{
    struct head_row row[YX_HEAD_ROWS];
    uint32_t n_rows, n_columns;
    int rc = read_head(r, a, row, &n_rows, &n_columns, err);
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
static bool take_row(const struct reading *r, struct slot *s, bool is_dirty)
{
    const struct yx_csv_record *rec = &s->record;
    uint32_t n = YX_MIN(rec->n, r->layout.n_slots);
    bool any = false;
    for (uint32_t c = 0; c < n; c++) {
        int to = r->layout.slot[c];
        if (to == YX_NO_SLOT) {
            const struct yx_str t = rec->cell[c].text;
            if (!any && t.n)
                any = cell_text(&rec->cell[c], r->encoding, is_dirty, &s->text).n > 0;
            continue;
        }
        struct yx_str t = cell_text(&rec->cell[c], r->encoding, is_dirty, &s->text);
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
        any = cell_text(&rec->cell[c], r->encoding, is_dirty, &s->text).n > 0;
    return any;
}

/* Reads the records that begin in [from, limit). */
static void read_records(const struct reading *r, struct slot *s, size_t from, size_t limit,
                         bool is_dirty)
{
    struct yx_csv_scan scan;
    const char *stop = r->body.p + limit;
    yx_csv_scan_init(&scan, yx_str_sub(r->body, from, r->body.n), r->delimiter);
    yx_piece_reset(s->piece);
    s->begin = from;
    s->n_ragged = 0;
    while (scan.p < stop) {
        const char *start = scan.p;
        if (!yx_csv_next(&scan, &s->record))
            break;
        s->text.n = 0;
        yx_buf_reserve(&s->text, text_room((size_t)(scan.p - start)));
        if (!take_row(r, s, is_dirty))
            continue;
        s->n_ragged += s->record.n != r->n_cells;
        yx_piece_row(s->piece, s->cell, s->mark, s->record.line);
    }
    s->too_long = scan.too_long;
    s->lines = scan.line;
    s->end = (size_t)(scan.p - r->body.p);
}

static void read_chunk(const struct reading *r, struct slot *s, size_t from, size_t limit)
{
    bool is_gb = r->encoding == YX_ENCODING_GB18030;
    s->is_malformed = false;
    read_records(r, s, from, limit, is_gb);
    if (is_gb || s->end == s->begin)
        return;
    struct yx_str read = yx_str_sub(r->body, s->begin, s->end);
    s->is_malformed = yx_utf8_valid(read) < read.n;
    if (s->is_malformed || memchr(read.p, 0, read.n))
        read_records(r, s, from, limit, true);
}

/* Behind the first line end at or after `at`, but before `limit`; else `limit`. */
static size_t guess_begin(struct yx_str b, size_t at, size_t limit)
{
    const char *lf = memchr(b.p + at, '\n', limit - at);
    size_t n = (lf ? (size_t)(lf - b.p) : limit) - at;
    const char *cr = memchr(b.p + at, '\r', n);
    if (!lf && !cr)
        return limit;
    size_t end = (size_t)((cr ? cr : lf) - b.p) + 1;
    return cr && end < b.n && b.p[end] == '\n' ? end + 1 : end;
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
    size_t from = task == 0 ? low : guess_begin(r->body, low - 1, high);
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
    release_pages(r, r->next, s->end);
    r->layout.table->n_ragged += s->n_ragged;
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
    }
    free(r->slot);
}

/* Reads all chunks once; r->start_over says that it was in vain. */
static int read_data(struct reading *r, struct yx_arena *a, struct yx_err *err)
{
    struct yx_table *t = r->layout.table;
    r->columns = yx_columns_new(t->n_columns, a);
    r->next = r->data;
    r->line = r->data_line;
    r->start_over = false;
    r->rc = YX_OK;
    r->err = err;
    t->n_ragged = 0;
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

int yx_csv_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                struct yx_workbook *w, struct yx_err *err)
{
    struct reading r = {.name = name, .o = o, .chunk = o->chunk ? o->chunk : DEFAULT_CHUNK};
    int rc = yx_csv_encoding(bytes, name, &r.body, &r.encoding, err);
    if (rc != YX_OK)
        return rc;
    r.is_settled = r.encoding != YX_ENCODING_ASCII;
    r.delimiter = yx_csv_delimiter(r.body, r.encoding);
    if (!r.delimiter) {
        char z[YX_ERR_ARG_SIZE];
        yx_sheet_name(name, (struct yx_str){NULL, 0}, z);
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "{0} 不是表格：各行只有一栏，没有逗号、分号或制表符分隔",
                "{0} is no table: its lines have one column, without commas, semicolons or tabs"),
            z);
    }
    rc = plan_sheet(&r, w->arena, err);
    if (rc == YX_OK && r.layout.table) {
        rc = read_data(&r, w->arena, err);
        if (rc == YX_OK && r.start_over) {
            r.encoding = YX_ENCODING_GB18030;
            rc = read_data(&r, w->arena, err);
        }
    }
    if (rc != YX_OK)
        return rc;
    w->format = r.encoding == YX_ENCODING_GB18030 ? "csv/gb18030" : "csv/utf-8";
    w->n_tables = r.layout.table ? 1 : 0;
    w->table = YX_NEW(w->arena, struct yx_table *, 1);
    w->table[0] = r.layout.table;
    return YX_OK;
}
