/* sheet_rows.c -- from a sheet's rows, whatever its format, to tables.
 *
 * DESIGN.  The head, up to YX_HEAD_ROWS rows, is gathered first and shown to the
 * plan callback; what stands right of a table is shown again by itself, so the
 * sheet falls into lanes, mostly one.  Then all rows go by once more, and every
 * lane takes its columns.
 *
 * A row of a lane is data as soon as one cell holds a number or six digits in a
 * row; that one is looked at first in the next row, so almost all rows cost one
 * look.  Of the others, one that equals a row of the lane's heading is left out.
 * A row of a single text may be the title of another table, a row in which
 * `may_be_heading` finds headings may be its heading: from there rows are held
 * back until LOOK_ROWS are known, and the plan is asked.  What it does not want is
 * let go as data.
 *
 * A merged cell's value holds in its first row; where the plan says so, the rows
 * it spans get it too. */
#include "table/sheet_rows.h"

#include "table/columns.h"
#include "table/sheet_plan.h"

#include <stdlib.h>

enum { PIECE_ROWS = 1 << 15, PIECE_BYTES = 8 << 20 };
/* Rows shown below another heading; titles kept before it; tables of a sheet, and
 * headings the plan is asked about, before something must be wrong with it. */
enum {
    LOOK_ROWS = 8,
    TITLE_ROWS = 4,
    MAX_LANES = 64,
    MAX_TABLES = 200,
    MAX_ASKED = 2000,
    DIGITS_OF_DATA = 6
};
static const uint64_t max_text = (uint64_t)2
                                 << 30; /* of one sheet, strings counted as often as shown */

/* ---- rows kept for a while ---- */

struct kept_row {
    uint32_t row_no, n;
    bool is_hidden;
    const struct yx_sheet_cell *cell;
};

struct kept_rows {
    struct yx_arena *a;
    struct kept_row row[YX_HEAD_ROWS];
    uint32_t n;
};

static void keep_row(struct kept_rows *k, const struct kept_row *row)
{
    struct kept_row *to = &k->row[k->n++];
    struct yx_sheet_cell *cell = YX_NEW(k->a, struct yx_sheet_cell, row->n);
    for (uint32_t i = 0; i < row->n; i++) {
        cell[i] = row->cell[i];
        cell[i].text = yx_str_dup(k->a, row->cell[i].text);
    }
    *to = *row;
    to->cell = cell;
}

/* ---- a lane: columns of the sheet that are one table after the other ---- */

/* A merged cell that spans the rows now going by. */
struct down {
    uint32_t last; /* its last row; 0 none */
    struct yx_str text;
};

struct lane {
    struct sheet *s;
    uint32_t from, to;             /* sheet columns; to: UINT32_MAX at the right end */
    struct yx_sheet_layout layout; /* table NULL: none here now */
    struct kept_rows heading;      /* its rows as they stand */
    bool looks;                    /* go on although there is no table */
    uint32_t n_skip;               /* rows of the sheet that are title and heading */
    struct yx_columns *columns;
    struct yx_piece *piece;
    struct yx_str *cell; /* per column of the table */
    uint8_t *mark;
    struct down *down; /* per column of the table */
    struct {
        struct yx_row_label *v;
        size_t n, cap;
    } labels;
    uint32_t n_put;    /* rows of the table so far */
    size_t next_range; /* of the sheet's */
    uint32_t hint;     /* cell of the row before that showed it to be data */
    struct kept_rows held;
    uint32_t heading_at; /* index into held, or UINT32_MAX */
};

struct sheet {
    const struct yx_sheet_source *source;
    const struct yx_read_options *o;
    struct yx_workbook *w;
    const char *place;
    struct yx_sheet_extras extras; /* merged: those over several rows, by first row */
    struct kept_rows head;
    uint32_t n_columns; /* of the head */
    struct lane *lane;
    uint32_t n_lanes, n_tables, n_asked;
    uint32_t n_rows; /* seen */
    uint64_t n_text;
};

void yx_workbook_add(struct yx_workbook *w, struct yx_table *t)
{
    if ((w->n_tables & (w->n_tables - 1)) == 0) { /* 0 or a power of two: full */
        struct yx_table **more = YX_NEW(w->arena, struct yx_table *, YX_MAX(w->n_tables * 2, 1U));
        if (w->n_tables)
            memcpy(more, w->table, w->n_tables * sizeof(struct yx_table *));
        w->table = more;
    }
    w->table[w->n_tables++] = t;
}

/* ---- heads ---- */

/* Repeats each merged cell over its range.  `cell` is n_rows * n_columns. */
static void spread_merged(const struct sheet *s, const struct kept_rows *k, uint32_t from,
                          uint32_t n_columns, struct yx_str *grid)
{
    size_t left = (size_t)YX_HEAD_ROWS * 16384; /* damaged files overlap ranges */
    for (size_t m = 0; m < s->extras.merged.n && left; m++) {
        const struct yx_sheet_range *g = &s->extras.merged.v[m];
        struct yx_str text = {NULL, 0};
        if (g->column[0] < from || g->column[0] >= from + n_columns)
            continue;
        uint32_t first = g->column[0] - from;
        uint32_t last = YX_MIN(g->column[1] - from, n_columns - 1);
        for (uint32_t r = 0; r < k->n; r++) {
            uint32_t no = k->row[r].row_no;
            if (no < g->row[0] || no > g->row[1])
                continue;
            struct yx_str *cell = grid + (size_t)r * n_columns;
            if (no == g->row[0])
                text = cell[first];
            if (!text.n)
                continue;
            for (uint32_t c = first; c <= last && left; c++, left--)
                if (cell[c].n == 0)
                    cell[c] = text;
        }
    }
}

/* The rows as a head of `n_columns` columns from column `from` of the sheet. */
static void make_head(const struct sheet *s, const struct kept_rows *k, uint32_t from,
                      uint32_t n_columns, struct yx_arena *a, struct yx_sheet_head *out)
{
    struct yx_str *grid = YX_NEW(a, struct yx_str, (size_t)k->n * n_columns);
    uint32_t *row_no = YX_NEW(a, uint32_t, k->n);
    for (uint32_t r = 0; r < k->n; r++) {
        row_no[r] = k->row[r].row_no;
        for (uint32_t i = 0; i < k->row[r].n; i++) {
            uint32_t c = k->row[r].cell[i].column;
            if (c >= from && c - from < n_columns)
                grid[(size_t)r * n_columns + (c - from)] = k->row[r].cell[i].text;
        }
    }
    spread_merged(s, k, from, n_columns, grid);
    *out = (struct yx_sheet_head){.file = s->source->file,
                                  .sheet = s->source->sheet,
                                  .n_rows = k->n,
                                  .n_columns = n_columns,
                                  .cell = grid,
                                  .row_no = row_no,
                                  .is_hidden = s->source->is_hidden,
                                  .column_from = from,
                                  .n_before = s->n_tables};
}

/* The part of a row that lies in the lane. */
static struct kept_row part_of(const struct lane *l, const struct kept_row *row)
{
    struct kept_row part = *row;
    if (l->from == 0 && l->to == UINT32_MAX)
        return part;
    /* cells are in order in any sound file; others are cut where they first leave */
    while (part.n && part.cell->column < l->from) {
        part.cell++;
        part.n--;
    }
    uint32_t n = 0;
    while (n < part.n && part.cell[n].column >= l->from && part.cell[n].column < l->to)
        n++;
    part.n = n;
    return part;
}

/* ---- tables ---- */

static int add_piece(struct lane *l, struct yx_err *err)
{
    int rc = yx_columns_add(l->columns, l->piece, 0, err);
    yx_piece_reset(l->piece);
    return rc;
}

static void drop_table(struct lane *l)
{
    yx_piece_free(l->piece);
    yx_columns_free(l->columns);
    free(l->cell);
    free(l->mark);
    free(l->down);
    free(l->labels.v);
    memset(&l->labels, 0, sizeof l->labels);
    l->n_put = 0;
    l->piece = NULL;
    l->columns = NULL;
    l->cell = NULL;
    l->mark = NULL;
    l->down = NULL;
    l->layout.table = NULL;
}

static int close_table(struct lane *l, struct yx_err *err)
{
    int rc = YX_OK;
    struct yx_table *t = l->layout.table;
    if (t) {
        rc = add_piece(l, err);
        if (rc == YX_OK)
            rc = yx_columns_finish(l->columns, t, err);
        t->n_labels = (uint32_t)l->labels.n;
        t->label = l->labels.n ? YX_NEW(l->s->w->arena, struct yx_row_label, l->labels.n) : NULL;
        if (t->label)
            memcpy(t->label, l->labels.v, l->labels.n * sizeof *t->label);
    }
    drop_table(l);
    return rc;
}

/* Begins the table the layout names; its heading stands among `k`. */
static int open_table(struct lane *l, const struct yx_sheet_layout *layout,
                      const struct kept_rows *k, struct yx_err *err)
{
    struct sheet *s = l->s;
    struct yx_table *t = layout->table;
    if (s->n_tables == MAX_TABLES)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 里有 {1} 个以上的表，不像名册：请拆成几个工作表",
                               "{0} holds over {1} tables: split it into several sheets"),
                       s->place, yx_fmt_u64(MAX_TABLES).s);
    s->n_tables++;
    t->is_filtered = s->extras.is_filtered;
    yx_workbook_add(s->w, t);
    l->layout = *layout;
    l->columns = yx_columns_new(t->n_columns, s->w->arena, s->o->store);
    l->piece = yx_piece_new(l->columns);
    l->cell = yx_calloc(YX_MAX(t->n_columns, 1U), sizeof *l->cell);
    l->mark = yx_calloc(YX_MAX(t->n_columns, 1U), sizeof *l->mark);
    l->down = yx_calloc(YX_MAX(t->n_columns, 1U), sizeof *l->down);
    yx_arena_reset(l->heading.a);
    l->heading.n = 0;
    for (uint32_t r = layout->first; r <= layout->last; r++) {
        struct kept_row part = part_of(l, &k->row[r]);
        keep_row(&l->heading, &part);
    }
    return YX_OK;
}

/* The table's column that shows a sheet column, or YX_NO_SLOT. */
static int slot_of(const struct lane *l, uint32_t column)
{
    if (column < l->from || column - l->from >= l->layout.n_slots)
        return YX_NO_SLOT;
    return l->layout.slot[column - l->from];
}

/* Merged cells: those that begin in this row, and the value of those that go on. */
static void take_merged(struct lane *l, uint32_t row_no)
{
    const struct yx_sheet_ranges *ranges = &l->s->extras.merged;
    struct yx_table *t = l->layout.table;
    for (; l->next_range < ranges->n && ranges->v[l->next_range].row[0] <= row_no;
         l->next_range++) {
        const struct yx_sheet_range *g = &ranges->v[l->next_range];
        int to = slot_of(l, g->column[0]);
        if (to == YX_NO_SLOT || g->row[0] != row_no || l->cell[to].n == 0)
            continue;
        if (l->layout.repeat_down[to]) {
            l->down[to].last = g->row[1];
            l->down[to].text = yx_str_dup(l->s->head.a, l->cell[to]);
        } else {
            if (!t->n_merged_kept++)
                t->first_merged_kept = row_no;
        }
    }
    for (uint32_t c = 0; c < t->n_columns; c++)
        if (l->down[c].last >= row_no && l->cell[c].n == 0) {
            l->cell[c] = l->down[c].text;
            t->n_merged_filled++;
        }
}

/* Keeps what the row says left of the columns kept, if it is words. */
static void take_label(struct lane *l, const struct yx_sheet_cell *first)
{
    if (slot_of(l, first->column) != YX_NO_SLOT || l->labels.n == YX_LABELS_MAX ||
        first->mark & (YX_CELL_NUMBER | YX_CELL_DATE))
        return;
    for (size_t i = 0; i < first->text.n; i++)
        if ((unsigned char)first->text.p[i] >= 0x80) {
            struct yx_row_label label = {l->n_put, yx_str_dup(l->s->w->arena, first->text)};
            YX_PUSH(&l->labels, label);
            return;
        }
}

static int put_row(struct lane *l, const struct kept_row *row, struct yx_err *err)
{
    const struct yx_sheet_layout *layout = &l->layout;
    struct yx_table *t = layout->table;
    if (!t)
        return YX_OK;
    for (uint32_t c = 0; c < t->n_columns; c++) {
        l->cell[c] = (struct yx_str){"", 0};
        l->mark[c] = row->is_hidden ? YX_CELL_HIDDEN : 0;
    }
    for (uint32_t i = 0; i < row->n; i++) {
        const struct yx_sheet_cell *cell = &row->cell[i];
        int to = slot_of(l, cell->column);
        if (to == YX_NO_SLOT)
            continue;
        l->cell[to] = cell->text;
        l->mark[to] |= cell->mark;
        l->s->n_text += cell->text.n;
    }
    if (l->s->n_text > max_text)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "{0} 的文字超过 2 GiB，不像名册：请检查内容，或拆成几个文件",
                "{0} holds over 2 GiB of text: check its content, or split it into several files"),
            l->s->place);
    if (l->s->extras.merged.n)
        take_merged(l, row->row_no);
    if (row->n)
        take_label(l, &row->cell[0]);
    t->n_hidden_rows += row->is_hidden;
    l->n_put++;
    yx_piece_row(l->piece, l->cell, l->mark, row->row_no);
    if (yx_piece_rows(l->piece) == PIECE_ROWS || yx_piece_bytes(l->piece) > PIECE_BYTES)
        return add_piece(l, err);
    return YX_OK;
}

/* ---- another table below ---- */

static bool is_data_cell(const struct yx_sheet_cell *c)
{
    if (c->mark & (YX_CELL_NUMBER | YX_CELL_DATE | YX_CELL_EXPONENT))
        return true;
    unsigned run = 0;
    for (size_t i = 0; i < c->text.n && run < DIGITS_OF_DATA; i++)
        run = c->text.p[i] >= '0' && c->text.p[i] <= '9' ? run + 1 : 0;
    return run == DIGITS_OF_DATA;
}

static bool is_data_row(struct lane *l, const struct kept_row *row)
{
    if (l->hint < row->n && is_data_cell(&row->cell[l->hint]))
        return true;
    for (uint32_t i = 0; i < row->n; i++)
        if (is_data_cell(&row->cell[i])) {
            l->hint = i;
            return true;
        }
    return false;
}

static bool is_same_row(const struct kept_row *a, const struct kept_row *b)
{
    if (a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (a->cell[i].column != b->cell[i].column || !yx_str_eq(a->cell[i].text, b->cell[i].text))
            return false;
    return true;
}

static bool repeats_heading(const struct lane *l, const struct kept_row *row)
{
    if (!l->layout.table)
        return false;
    for (uint32_t r = 0; r < l->heading.n; r++)
        if (is_same_row(&l->heading.row[r], row))
            return true;
    return false;
}

static bool has_one_text(const struct kept_row *row)
{
    for (uint32_t i = 1; i < row->n; i++)
        if (!yx_str_eq(row->cell[i].text, row->cell[0].text))
            return false;
    return true;
}

static bool may_be_heading(const struct lane *l, const struct kept_row *row)
{
    struct yx_str text[256];
    uint32_t n = YX_MIN(row->n, (uint32_t)YX_LEN(text));
    for (uint32_t i = 0; i < n; i++)
        text[i] = row->cell[i].text;
    return l->s->n_asked < MAX_ASKED && l->s->o->may_be_heading(text, n);
}

static int take_row(struct lane *l, const struct kept_row *row, struct yx_err *err);

/* Takes the held rows out, so that others may be held. */
static struct kept_rows *take_held(struct lane *l)
{
    struct kept_rows *k = yx_calloc(1, sizeof *k);
    *k = l->held;
    l->held.a = yx_arena_new();
    l->held.n = 0;
    l->heading_at = UINT32_MAX;
    return k;
}

/* Asks the plan about the heading among the rows held. */
static int decide(struct lane *l, struct yx_err *err)
{
    struct sheet *s = l->s;
    uint32_t at = l->heading_at, width = 1;
    struct kept_rows *k = take_held(l);
    for (uint32_t r = 0; r < k->n; r++)
        for (uint32_t i = 0; i < k->row[r].n; i++)
            width = YX_MAX(width, k->row[r].cell[i].column + 1 - l->from);
    struct yx_sheet_head head;
    struct yx_sheet_layout layout;
    make_head(s, k, l->from, width, k->a, &head);
    head.is_below = true;
    s->n_asked++;
    int rc = yx_sheet_plan(s->o, &head, s->w->arena, &layout, err);
    uint32_t next = at + 1; /* rows up to here are settled */
    if (rc == YX_OK && layout.table) {
        rc = close_table(l, err);
        if (rc == YX_OK)
            rc = open_table(l, &layout, k, err);
        next = layout.last + 1;
    } else if (rc == YX_OK) {
        uint32_t n_data = at + 1;
        if (layout.is_repeat && l->layout.table) {
            l->layout.table->n_heading_repeats += layout.last - layout.first + 1;
            n_data = layout.first;
            next = layout.last + 1;
        }
        for (uint32_t r = 0; r < n_data && rc == YX_OK; r++)
            rc = put_row(l, &k->row[r], err);
    }
    for (uint32_t r = next; r < k->n && rc == YX_OK; r++)
        rc = take_row(l, &k->row[r], err);
    yx_arena_free(k->a);
    free(k);
    return rc;
}

/* A row of the lane that is no plain data, or that follows one held back. */
static int consider(struct lane *l, const struct kept_row *row, struct yx_err *err)
{
    bool is_data = is_data_row(l, row);
    if (!is_data && repeats_heading(l, row)) {
        l->layout.table->n_heading_repeats++;
        return YX_OK;
    }
    if (l->heading_at != UINT32_MAX) {
        keep_row(&l->held, row);
        return l->held.n - l->heading_at > LOOK_ROWS ? decide(l, err) : YX_OK;
    }
    if (!is_data && may_be_heading(l, row)) {
        l->heading_at = l->held.n;
        keep_row(&l->held, row);
        return YX_OK;
    }
    if (!is_data && has_one_text(row) && l->held.n < TITLE_ROWS) {
        keep_row(&l->held, row);
        return YX_OK;
    }
    int rc = YX_OK;
    for (uint32_t r = 0; r < l->held.n && rc == YX_OK; r++)
        rc = put_row(l, &l->held.row[r], err);
    l->held.n = 0;
    yx_arena_reset(l->held.a);
    return rc == YX_OK ? put_row(l, row, err) : rc;
}

/* One row, of which the cells are the lane's. */
static int take_row(struct lane *l, const struct kept_row *row, struct yx_err *err)
{
    if (!l->s->o->may_be_heading || (l->held.n == 0 && is_data_row(l, row)))
        return put_row(l, row, err);
    return consider(l, row, err);
}

/* What is still held at the end of the sheet. */
static int end_lane(struct lane *l, struct yx_err *err)
{
    int rc = YX_OK;
    while (rc == YX_OK && l->heading_at != UINT32_MAX)
        rc = decide(l, err);
    for (uint32_t r = 0; r < l->held.n && rc == YX_OK; r++)
        rc = put_row(l, &l->held.row[r], err);
    return rc == YX_OK ? close_table(l, err) : rc;
}

/* ---- the sheet ---- */

static int keep_head(void *ctx, uint32_t row_no, bool is_hidden, const struct yx_sheet_cell *cell,
                     uint32_t n, struct yx_err *err)
{
    struct sheet *s = ctx;
    struct kept_row row = {row_no, n, is_hidden, cell};
    (void)err;
    keep_row(&s->head, &row);
    for (uint32_t i = 0; i < n; i++)
        s->n_columns = YX_MAX(s->n_columns, cell[i].column + 1);
    return s->head.n == YX_HEAD_ROWS ? YX_FOUND : YX_OK;
}

static int row_to_lanes(void *ctx, uint32_t row_no, bool is_hidden,
                        const struct yx_sheet_cell *cell, uint32_t n, struct yx_err *err)
{
    struct sheet *s = ctx;
    struct kept_row row = {row_no, n, is_hidden, cell};
    uint32_t at = s->n_rows++;
    int rc = YX_OK;
    for (uint32_t i = 0; i < s->n_lanes && rc == YX_OK; i++) {
        struct lane *l = &s->lane[i];
        if (at < l->n_skip || (!l->layout.table && !l->looks))
            continue;
        struct kept_row part = part_of(l, &row);
        if (part.n)
            rc = take_row(l, &part, err);
    }
    return rc;
}

static int by_first_row(const void *x, const void *y)
{
    const struct yx_sheet_range *a = x, *b = y;
    if (a->row[0] != b->row[0])
        return a->row[0] < b->row[0] ? -1 : 1;
    return a->column[0] < b->column[0] ? -1 : a->column[0] > b->column[0];
}

/* Shows the head, lane by lane; *wanted: there is something to read below it. */
static int plan_lanes(struct sheet *s, bool *wanted, struct yx_err *err)
{
    uint32_t from = 0;
    int rc = YX_OK;
    s->lane = yx_calloc(YX_MIN(s->n_columns, (uint32_t)MAX_LANES), sizeof *s->lane);
    while (rc == YX_OK && from < s->n_columns && s->n_lanes < MAX_LANES) {
        struct yx_sheet_head head;
        struct yx_sheet_layout layout;
        make_head(s, &s->head, from, s->n_columns - from, s->head.a, &head);
        rc = yx_sheet_plan(s->o, &head, s->w->arena, &layout, err);
        if (rc != YX_OK)
            break;
        struct lane *l = &s->lane[s->n_lanes++];
        uint32_t width = YX_MAX(layout.width, 1U);
        *l = (struct lane){.s = s, .from = from, .to = from + width, .heading_at = UINT32_MAX};
        if (l->to >= s->n_columns)
            l->to = UINT32_MAX;
        l->heading.a = yx_arena_new();
        l->held.a = yx_arena_new();
        l->looks = !layout.table && layout.look_below && s->o->may_be_heading;
        if (layout.table)
            rc = open_table(l, &layout, &s->head, err);
        l->n_skip = layout.table ? layout.last + 1 : 0;
        *wanted = *wanted || layout.table || l->looks;
        from += width;
    }
    return rc;
}

static void drop_lanes(struct sheet *s)
{
    for (uint32_t i = 0; i < s->n_lanes; i++) {
        drop_table(&s->lane[i]);
        yx_arena_free(s->lane[i].heading.a);
        yx_arena_free(s->lane[i].held.a);
    }
    free(s->lane);
}

int yx_sheet_rows_read(const struct yx_sheet_source *source, const struct yx_read_options *o,
                       struct yx_workbook *w, bool *any, struct yx_err *err)
{
    char place[YX_ERR_ARG_SIZE];
    yx_sheet_name(source->file, source->sheet, place);
    struct sheet s = {.source = source, .o = o, .w = w, .place = place};
    s.head.a = yx_arena_new();
    bool wanted = false;
    int rc = source->rows(source->ctx, keep_head, &s, &s.extras, err);
    if (rc == YX_OK && s.head.n) {
        *any = true;
        rc = plan_lanes(&s, &wanted, err);
    }
    if (rc == YX_OK && wanted) {
        /* below the head only cells that span rows matter */
        struct yx_sheet_ranges *g = &s.extras.merged;
        size_t n = 0;
        for (size_t i = 0; i < g->n; i++)
            if (g->v[i].row[1] > g->v[i].row[0])
                g->v[n++] = g->v[i];
        g->n = n;
        if (n)
            qsort(g->v, n, sizeof *g->v, by_first_row);
        rc = source->rows(source->ctx, row_to_lanes, &s, NULL, err);
        for (uint32_t i = 0; i < s.n_lanes && rc == YX_OK; i++)
            rc = end_lane(&s.lane[i], err);
    }
    drop_lanes(&s);
    free(s.extras.merged.v);
    yx_arena_free(s.head.a);
    return rc;
}
