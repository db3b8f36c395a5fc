/* factfile.c -- a table of facts, a row per student and term, ready to decide.
 *
 * DESIGN.  The reader gives columns of few values as codes into a dictionary;
 * each value is parsed once and a row then costs a load per input.  Students
 * are numbered by first appearance: the reader's own codes where the column is
 * a dictionary, else a hash of the text with the text compared.  Rows are put
 * in order by counting them per student; a student has few rows, which are then
 * sorted by term in place. */
#include "policy/factfile_int.h"

#include "base/hash.h"
#include "base/mem.h"
#include "policy/policy_int.h"
#include "table/reader.h"

#include <stdlib.h>

enum { FIELD_STUDENT, FIELD_TERM, FIELD_INPUT };

enum { MAX_TERMS = 64 };

struct planning {
    struct yx_factfile *f;
    bool found;
};

static struct yx_str cell_of(const struct yx_sheet_head *h, uint32_t row, uint32_t column)
{
    return yx_str_trim(h->cell[(size_t)row * h->n_columns + column]);
}

static int plan(void *ctx, const struct yx_sheet_head *h, struct yx_sheet_plan *out,
                struct yx_err *err)
{
    struct planning *k = ctx;
    struct yx_factfile *f = k->f;
    uint32_t row = 0;
    for (; row < h->n_rows; row++) {
        bool student = false, term = false;
        for (uint32_t c = 0; c < h->n_columns; c++) {
            student |= yx_str_is(cell_of(h, row, c), "学生");
            term |= yx_str_is(cell_of(h, row, c), "学期");
        }
        if (student && term)
            break;
    }
    if (row == h->n_rows || k->found) {
        out->skip = true;
        return YX_OK;
    }
    k->found = true;
    out->first = out->last = row;
    bool *seen = YX_NEW(f->arena, bool, f->p->n_inputs + FIELD_INPUT);
    f->extra = YX_NEW(f->arena, struct yx_str, h->n_columns + 1);
    for (uint32_t c = 0; c < h->n_columns; c++) {
        struct yx_str name = cell_of(h, row, c);
        int input = yx_policy_find_input(f->p, name);
        int field = yx_str_is(name, "学生")   ? FIELD_STUDENT
                    : yx_str_is(name, "学期") ? FIELD_TERM
                    : input >= 0              ? FIELD_INPUT + input
                                              : YX_NOT_WANTED;
        out->field[c] = field;
        out->heading[c] = name;
        if (field == YX_NOT_WANTED) {
            if (name.n)
                f->extra[f->n_extra++] = yx_str_dup(f->arena, name);
            continue;
        }
        if (seen[field])
            return YX_FAIL(
                err, YX_INVALID,
                YX_TEXT("{0}：列“{1}”出现两次，留一列", "{0}: column “{1}” comes twice; keep one"),
                yx_str_c(f->arena, h->file), yx_str_c(f->arena, name));
        seen[field] = true;
    }
    return YX_OK;
}

/* ---- columns ---- */

static void parse_values(struct yx_factfile *f)
{
    f->input = YX_NEW(f->arena, struct yx_input_column, f->p->n_inputs + 1);
    f->missing = YX_NEW(f->arena, uint32_t, f->p->n_inputs + 1);
    for (uint32_t i = 0; i < f->p->n_inputs; i++) {
        struct yx_input_column *in = &f->input[i];
        in->column = yx_table_field(f->table, FIELD_INPUT + (int)i);
        if (!in->column) {
            f->missing[f->n_missing++] = i;
            continue;
        }
        if (!in->column->is_dict)
            continue;
        in->value = YX_NEW(f->arena, struct yx_fact_one, in->column->n_values + 1);
        in->is_bad = YX_NEW(f->arena, uint8_t, in->column->n_values + 1);
        for (uint32_t v = 0; v < in->column->n_values; v++)
            in->is_bad[v] = !yx_fact_parse(f->p, i, in->column->value[v], &in->value[v]);
        yx_factfile_narrow(f, &f->p->input[i], in);
    }
}

/* Numbers of students by text, for a column that is no dictionary. */
static int number_students(struct yx_factfile *f, struct yx_err *err)
{
    const struct yx_table *t = f->table;
    uint32_t n = t->n_rows;
    if (f->student->is_dict) {
        /* Codes are given in order of first appearance; 0 is the empty cell. */
        for (uint32_t r = 0; r < n; r++)
            f->student_of[r] = f->student->code[r] - 1;
        f->n_students = f->student->n_values - 1;
        return YX_OK;
    }
    struct yx_map first = {0}; /* hash -> first row; rows of one hash but other text are chained */
    yx_map_init(&first, (size_t)n / 2 + 16);
    uint32_t *next = yx_big_alloc((size_t)n + 1, sizeof *next, err);
    if (!next) {
        yx_map_free(&first);
        return YX_IO;
    }
    enum { AHEAD = 16 };
    uint64_t hash[AHEAD];
    struct yx_str before = {0};
    uint32_t before_no = UINT32_MAX;
    for (uint32_t r = 0; r < n; r++) {
        for (uint32_t k = 0; r % AHEAD == 0 && k < AHEAD && r + k < n; k++) {
            uint64_t h = yx_hash_str(yx_column_text(f->student, r + k));
            hash[k] = h ? h : 1;
            yx_map_prefetch(&first, hash[k]);
        }
        struct yx_str s = yx_column_text(f->student, r);
        if (!s.n) {
            f->student_of[r] = UINT32_MAX;
            continue;
        }
        if (before_no != UINT32_MAX && yx_str_eq(s, before)) {
            f->student_of[r] = before_no;
            continue;
        }
        bool is_new;
        uint32_t at = *yx_map_put(&first, hash[r % AHEAD], r, &is_new), no = UINT32_MAX;
        while (!is_new) {
            if (yx_str_eq(yx_column_text(f->student, at), s)) {
                no = f->student_of[at];
                break;
            }
            if (!next[at]) {
                next[at] = r;
                break;
            }
            at = next[at];
        }
        f->student_of[r] = no == UINT32_MAX ? f->n_students++ : no;
        before = s;
        before_no = f->student_of[r];
    }
    yx_map_free(&first);
    free(next);
    return YX_OK;
}

/* ---- order ---- */

static bool earlier(const struct yx_factfile *f, uint32_t a, uint32_t b)
{
    return f->term_of[a] != f->term_of[b] ? f->term_of[a] < f->term_of[b] : a < b;
}

static int compare_rows(const void *a, const void *b, void *ctx)
{
    const struct yx_factfile *f = ctx;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x == y ? 0 : earlier(f, x, y) ? -1 : 1;
}

static void sort_student(const struct yx_factfile *f, uint32_t *row, uint32_t n)
{
    if (n > 32) {
        qsort_r(row, n, sizeof row[0], compare_rows, (void *)(uintptr_t)f);
        return;
    }
    for (uint32_t i = 1; i < n; i++) {
        uint32_t r = row[i], j = i;
        for (; j > 0 && earlier(f, r, row[j - 1]); j--)
            row[j] = row[j - 1];
        row[j] = r;
    }
}

static int put_in_order(struct yx_factfile *f, struct yx_err *err)
{
    uint32_t n = f->table->n_rows;
    uint32_t *start = yx_big_alloc((size_t)f->n_students + 2, sizeof *start, err);
    if (!start)
        return YX_IO;
    f->n_rows = 0;
    for (uint32_t r = 0; r < n; r++)
        if (f->student_of[r] != UINT32_MAX) {
            start[f->student_of[r] + 1]++;
            f->n_rows++;
        }
    for (uint32_t s = 0; s < f->n_students; s++)
        start[s + 1] += start[s];
    for (uint32_t r = 0; r < n; r++)
        if (f->student_of[r] != UINT32_MAX)
            f->order[start[f->student_of[r]]++] = r;
    /* start[s] is now where student s ends */
    for (uint32_t s = 0; s < f->n_students; s++) {
        uint32_t from = s ? start[s - 1] : 0;
        sort_student(f, f->order + from, start[s] - from);
    }
    free(start);
    return YX_OK;
}

static int read_terms(struct yx_factfile *f, struct yx_err *err)
{
    const struct yx_column *c = f->term;
    yx_term *value = NULL;
    if (c->is_dict) {
        value = YX_NEW(f->arena, yx_term, c->n_values + 1);
        for (uint32_t v = 0; v < c->n_values; v++)
            if (!yx_term_parse(yx_str_trim(c->value[v]), &value[v]))
                value[v] = YX_NO_TERM;
    }
    yx_term seen[MAX_TERMS];
    uint32_t n_seen = 0;
    for (uint32_t r = 0; r < f->table->n_rows; r++) {
        yx_term t = YX_NO_TERM;
        if (value)
            t = value[c->code[r]];
        else if (!yx_term_parse(yx_str_trim(yx_column_text(c, r)), &t))
            t = YX_NO_TERM;
        f->term_of[r] = t;
        if (t == YX_NO_TERM || f->student_of[r] == UINT32_MAX) {
            f->student_of[r] = UINT32_MAX;
            YX_PUSH(&f->unusable, r);
            continue;
        }
        if (f->wanted && !f->wanted(f->wanted_ctx, t)) {
            f->student_of[r] = UINT32_MAX;
            f->n_left_out++;
            continue;
        }
        bool known = n_seen && seen[n_seen - 1] == t;
        for (uint32_t i = 0; i < n_seen && !known; i++)
            known = seen[i] == t;
        if (known)
            continue;
        if (yx_policy_covers(f->p, t, err) != YX_OK)
            return YX_INVALID;
        if (n_seen < MAX_TERMS)
            seen[n_seen++] = t;
    }
    return YX_OK;
}

int yx_factfile_read(const struct yx_policy *p, struct yx_str bytes, struct yx_str name,
                     const struct yx_read_options *how, struct yx_factfile **out,
                     struct yx_err *err)
{
    return yx_factfile_read_terms(p, bytes, name, how, NULL, NULL, out, err);
}

int yx_factfile_read_terms(const struct yx_policy *p, struct yx_str bytes, struct yx_str name,
                           const struct yx_read_options *how, yx_term_fn wanted, void *ctx,
                           struct yx_factfile **out, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_factfile *f = YX_NEW(a, struct yx_factfile, 1);
    f->wanted = wanted;
    f->wanted_ctx = ctx;
    f->arena = a;
    f->p = p;
    struct planning k = {.f = f};
    struct yx_read_options o = *how;
    o.plan = plan;
    o.ctx = &k;
    int rc = yx_read_tables(bytes, name, &o, &f->book, err);
    if (!rc && (!k.found || !f->book->n_tables))
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("{0} 没有“学生”和“学期”两列，不是事实表",
                             "{0} has no columns 学生 and 学期, so it is no facts table"),
                     yx_str_c(a, name));
    if (!rc) {
        f->table = f->book->table[0];
        f->student = yx_table_field(f->table, FIELD_STUDENT);
        f->term = yx_table_field(f->table, FIELD_TERM);
        parse_values(f);
        size_t n = (size_t)f->table->n_rows + 1;
        f->student_of = yx_big_alloc(n, sizeof *f->student_of, err);
        f->term_of = f->student_of ? yx_big_alloc(n, sizeof *f->term_of, err) : NULL;
        f->order = f->term_of ? yx_big_alloc(n, sizeof *f->order, err) : NULL;
        rc = f->order ? YX_OK : YX_IO;
    }
    if (!rc)
        rc = number_students(f, err);
    if (!rc)
        rc = read_terms(f, err);
    if (!rc)
        rc = put_in_order(f, err);
    if (rc) {
        yx_factfile_free(f);
        f = NULL;
    }
    *out = f;
    return rc;
}

void yx_factfile_free(struct yx_factfile *f)
{
    if (!f)
        return;
    yx_workbook_free(f->book);
    free(f->student_of);
    free(f->term_of);
    free(f->order);
    free(f->unusable.v);
    yx_arena_free(f->arena);
}

/* ---- what it holds ---- */

uint32_t yx_factfile_left_out(const struct yx_factfile *f)
{
    return f->n_left_out;
}

uint32_t yx_factfile_rows(const struct yx_factfile *f)
{
    return f->n_rows;
}

struct yx_fact_row yx_factfile_row(const struct yx_factfile *f, uint32_t i)
{
    uint32_t r = f->order[i];
    return (struct yx_fact_row){r, f->student_of[r], f->term_of[r]};
}

uint32_t yx_factfile_students(const struct yx_factfile *f)
{
    return f->n_students;
}

struct yx_str yx_factfile_student(const struct yx_factfile *f, uint32_t row)
{
    return yx_column_text(f->student, row);
}

uint32_t yx_factfile_row_no(const struct yx_factfile *f, uint32_t row)
{
    return f->table->row_no[row];
}

const uint32_t *yx_factfile_missing(const struct yx_factfile *f, uint32_t *n)
{
    *n = f->n_missing;
    return f->missing;
}

const struct yx_str *yx_factfile_extra(const struct yx_factfile *f, uint32_t *n)
{
    *n = f->n_extra;
    return f->extra;
}

const uint32_t *yx_factfile_unusable(const struct yx_factfile *f, uint32_t *n)
{
    *n = (uint32_t)f->unusable.n;
    return f->unusable.v;
}

struct yx_str yx_factfile_term_text(const struct yx_factfile *f, uint32_t row)
{
    return yx_column_text(f->term, row);
}
