/* rows.c -- a roster's rows with what matching needs, normalised.
 *
 * DESIGN.  Every column that matters has a reader from a cell to a small value.
 * A dictionary column is read once per distinct value, in parallel, and spread;
 * a cell with marks (a number that Excel cut) is always read on its own.  Then
 * blocks of YX_BLOCK_ROWS rows are filled side by side: a block writes only its
 * own rows, so the arrays do not depend on the number of threads. */
#include "match/rows.h"

#include "base/err.h"
#include "base/mem.h"
#include "codes/code_text.h"
#include "codes/divisions.h"
#include "codes/forms.h"
#include "codes/states.h"
#include "codes/student_no.h"
#include "match/row_words.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { VALUES_PER_TASK = 4096 };

typedef void (*read_fn)(struct yx_str cell, uint8_t marks, struct yx_buf *scratch, void *out);

/* One column and how its cells become values. */
struct source {
    const struct yx_column *c; /* NULL: no such column */
    read_fn read;
    size_t size;      /* of a value */
    char *value;      /* of a dictionary, per code; else NULL */
    bool minds_marks; /* a marked cell is read on its own */
};

/* What is read of a number; struct yx_id without what only repair needs. */
struct number {
    uint64_t packed, student_no;
    yx_day birth;
    uint32_t division;
    uint8_t kind, sex;
};

enum part {
    PART_ID,
    PART_STUDENT_NO,
    PART_NAME,
    PART_BIRTH,
    PART_SEX,
    PART_DIVISION,
    PART_GUARDIAN,
    PART_GUARDIAN_ID,
    N_PARTS
};

struct build {
    struct yx_rows *r;
    struct source source[N_PARTS];
    const struct yx_column *school, *school_code, *head, *head_id;
    struct yx_buf *scratch; /* per worker */
    atomic_bool has_student_no;
    const struct source *reading; /* the dictionary being read */
};

/* ---- readers ---- */

static void read_number(struct yx_str cell, uint8_t marks, struct yx_buf *scratch, void *out)
{
    (void)scratch;
    struct yx_id id;
    yx_id_read(cell, marks, &id);
    *(struct number *)out = (struct number){
        .packed = id.packed,
        .student_no = id.kind == YX_ID_STUDENT_NO ? yx_student_no_hash(cell, marks) : 0,
        .birth = id.birth,
        .division = id.division,
        .kind = (uint8_t)id.kind,
        .sex = id.sex};
}

static void read_student_no(struct yx_str cell, uint8_t marks, struct yx_buf *scratch, void *out)
{
    (void)scratch;
    *(uint64_t *)out = yx_student_no_hash(cell, marks);
}

static void read_name(struct yx_str cell, uint8_t marks, struct yx_buf *scratch, void *out)
{
    (void)marks;
    *(uint64_t *)out = yx_name_hash(cell, scratch);
}

static void read_guardian_id(struct yx_str cell, uint8_t marks, struct yx_buf *scratch, void *out)
{
    (void)scratch;
    struct yx_id id;
    yx_id_read(cell, marks, &id);
    *(uint64_t *)out = id.packed;
}

/* A whole date: one without its day tells nobody from another. */
static yx_day day_of(struct yx_str cell, uint8_t marks)
{
    struct yx_date_form d;
    return yx_date_read(cell, marks, &d) && !d.is_month_only && !d.is_year_only ? d.day : YX_NO_DAY;
}

static void read_birth(struct yx_str cell, uint8_t marks, struct yx_buf *scratch, void *out)
{
    (void)scratch;
    *(yx_day *)out = day_of(cell, marks);
}

static void read_sex(struct yx_str cell, uint8_t marks, struct yx_buf *scratch, void *out)
{
    (void)marks, (void)scratch;
    enum yx_state sex = yx_state_read(YX_S("性别"), cell);
    *(uint8_t *)out = sex == YX_STATE_MALE ? 1 : sex == YX_STATE_FEMALE ? 2 : 0;
}

/* A code of 6, 9 or 12 digits, cut to the county, known to our table or not; else a
 * county by its name. */
static uint32_t division_of(struct yx_str cell)
{
    struct yx_code_text t;
    yx_code_read(cell, &t);
    if (t.n == 0 && !t.has_other)
        return 0;
    uint32_t d = 0;
    bool is_code = t.n >= 6 && !t.has_other;
    for (size_t i = 0; is_code && i < t.n; i++) {
        is_code = t.p[i] >= '0' && t.p[i] <= '9';
        if (i < 6)
            d = d * 10 + (uint32_t)(t.p[i] - '0');
    }
    return is_code ? d : yx_county_read(cell, 0);
}

static void read_division(struct yx_str cell, uint8_t marks, struct yx_buf *scratch, void *out)
{
    (void)marks, (void)scratch;
    *(uint32_t *)out = division_of(cell);
}

static const struct {
    enum yx_field field;
    read_fn read;
    size_t size;
    bool minds_marks;
} parts[N_PARTS] = {
    [PART_ID] = {YX_FIELD_ID, read_number, sizeof(struct number), true},
    [PART_STUDENT_NO] = {YX_FIELD_STUDENT_NO, read_student_no, sizeof(uint64_t), true},
    [PART_NAME] = {YX_FIELD_NAME, read_name, sizeof(uint64_t), false},
    [PART_BIRTH] = {YX_FIELD_BIRTH, read_birth, sizeof(yx_day), true},
    [PART_SEX] = {YX_FIELD_SEX, read_sex, sizeof(uint8_t), false},
    [PART_DIVISION] = {YX_FIELD_DIVISION, read_division, sizeof(uint32_t), false},
    [PART_GUARDIAN] = {YX_FIELD_GUARDIAN, read_name, sizeof(uint64_t), false},
    [PART_GUARDIAN_ID] = {YX_FIELD_GUARDIAN_ID, read_guardian_id, sizeof(uint64_t), true},
};

/* ---- dictionaries, then blocks ---- */

static void read_values(void *ctx, size_t task, unsigned worker)
{
    struct build *b = ctx;
    const struct source *s = b->reading;
    size_t from = task * VALUES_PER_TASK, to = YX_MIN(from + VALUES_PER_TASK, s->c->n_values);
    for (size_t i = from; i < to; i++)
        s->read(s->c->value[i], 0, &b->scratch[worker], s->value + i * s->size);
}

static int prepare(struct build *b, enum part p, struct yx_pool *pool, struct yx_err *err)
{
    struct source *s = &b->source[p];
    *s = (struct source){.c = yx_table_field(b->r->table, (int)parts[p].field),
                         .read = parts[p].read,
                         .size = parts[p].size,
                         .minds_marks = parts[p].minds_marks};
    if (!s->c || !s->c->is_dict)
        return YX_OK;
    s->value = yx_big_alloc(s->c->n_values, s->size, err);
    if (!s->value)
        return YX_IO;
    b->reading = s;
    yx_pool_run(pool, (s->c->n_values + VALUES_PER_TASK - 1) / VALUES_PER_TASK, read_values, b);
    return YX_OK;
}

static void value_at(const struct source *s, uint32_t row, struct yx_buf *scratch, void *out)
{
    uint8_t marks = s->minds_marks ? yx_column_mark(s->c, row) : 0;
    if (s->value && !marks)
        memcpy(out, s->value + s->c->code[row] * s->size, s->size);
    else
        s->read(yx_column_text(s->c, row), marks, scratch, out);
}

static bool is_filled(const struct yx_column *c, uint32_t row)
{
    return c && yx_str_trim(yx_column_text(c, row)).n > 0;
}

/* Does the row speak of somebody, or, where the kind has such rows, of a school? */
static bool is_data(const struct build *b, uint32_t i, bool has_student_no, struct yx_buf *scratch)
{
    const struct yx_rows *r = b->r;
    const struct yx_column *name = b->source[PART_NAME].c;
    if (r->id[i])
        return true;
    bool is_named = is_filled(name, i);
    if (is_named && yx_row_word_is_no_name(yx_column_text(name, i), name->heading, scratch))
        return false;
    bool is_numbered =
        has_student_no || (r->id_class[i] != YX_ID_EMPTY && r->id_class[i] != YX_ID_GARBAGE);
    if (is_named || is_numbered)
        return true;
    switch (r->kind) {
    case YX_KIND_SCHOOL:
    case YX_KIND_PAYMENT:
        if (is_filled(b->school, i))
            return !yx_row_word_is_no_name(yx_column_text(b->school, i), b->school->heading,
                                           scratch);
        return r->kind == YX_KIND_SCHOOL && is_filled(b->school_code, i);
    case YX_KIND_IDENTITY:
        if (is_filled(b->head, i))
            return !yx_row_word_is_no_name(yx_column_text(b->head, i), b->head->heading, scratch);
        return is_filled(b->head_id, i);
    default: return false;
    }
}

static void fill_block(void *ctx, size_t task, unsigned worker)
{
    struct build *b = ctx;
    struct yx_rows *r = b->r;
    const struct source *s = b->source;
    struct yx_buf *scratch = &b->scratch[worker];
    uint32_t from = (uint32_t)task * YX_BLOCK_ROWS;
    uint32_t to = YX_MIN(from + YX_BLOCK_ROWS, r->n);
    for (uint32_t i = from; i < to; i++) {
        struct number id = {.birth = YX_NO_DAY, .kind = YX_ID_EMPTY};
        yx_day birth = YX_NO_DAY;
        uint32_t division = 0;
        uint64_t student_no = 0;
        uint8_t sex = 0;
        if (s[PART_ID].c)
            value_at(&s[PART_ID], i, scratch, &id);
        if (s[PART_NAME].c)
            value_at(&s[PART_NAME], i, scratch, &r->name[i]);
        if (s[PART_BIRTH].c && !id.packed)
            value_at(&s[PART_BIRTH], i, scratch, &birth);
        if (s[PART_SEX].c)
            value_at(&s[PART_SEX], i, scratch, &sex);
        if (s[PART_DIVISION].c)
            value_at(&s[PART_DIVISION], i, scratch, &division);
        if (s[PART_STUDENT_NO].c)
            value_at(&s[PART_STUDENT_NO], i, scratch, &student_no);
        if (s[PART_GUARDIAN].c)
            value_at(&s[PART_GUARDIAN], i, scratch, &r->guardian_name[i]);
        if (s[PART_GUARDIAN_ID].c)
            value_at(&s[PART_GUARDIAN_ID], i, scratch, &r->guardian_id[i]);
        if (!student_no)
            student_no = id.student_no;
        r->id[i] = id.packed;
        r->id_class[i] = id.kind;
        r->birth[i] = id.packed ? id.birth : birth;
        r->sex[i] = sex ? sex : id.sex;
        r->division[i] = division ? division : id.packed ? id.division : 0;
        r->is_data[i] = is_data(b, i, student_no != 0, scratch);
        r->student_no[i] = student_no;
        if (student_no && r->is_data[i])
            atomic_store_explicit(&b->has_student_no, true, memory_order_relaxed);
    }
}

/* A row whose label says 小计 is one, though a merged cell may lend it a school. */
static void mind_labels(struct yx_rows *r, struct yx_buf *scratch)
{
    const struct yx_table *t = r->table;
    for (uint32_t i = 0; i < t->n_labels; i++)
        if (!r->id[t->label[i].row] &&
            yx_row_word_of(t->label[i].text, scratch) != YX_ROW_WORD_NONE)
            r->is_data[t->label[i].row] = false;
}

static int allocate(struct yx_rows *r, const struct build *b, struct yx_err *err)
{
    struct {
        void **place;
        size_t size;
    } wanted[] = {
        {(void **)&r->is_data, sizeof *r->is_data},
        {(void **)&r->id, sizeof *r->id},
        {(void **)&r->id_class, sizeof *r->id_class},
        {(void **)&r->student_no, sizeof *r->student_no},
        {(void **)&r->name, sizeof *r->name},
        {(void **)&r->birth, sizeof *r->birth},
        {(void **)&r->sex, sizeof *r->sex},
        {(void **)&r->division, sizeof *r->division},
        {(void **)&r->guardian_id, b->source[PART_GUARDIAN_ID].c ? sizeof *r->guardian_id : 0},
        {(void **)&r->guardian_name, b->source[PART_GUARDIAN].c ? sizeof *r->guardian_name : 0},
    };
    for (size_t i = 0; i < YX_LEN(wanted); i++)
        if (wanted[i].size && !(*wanted[i].place = yx_big_alloc(r->n, wanted[i].size, err)))
            return YX_IO;
    return YX_OK;
}

int yx_rows_build(const struct yx_table *t, enum yx_kind kind, uint32_t first, struct yx_pool *pool,
                  struct yx_rows *out, struct yx_err *err)
{
    *out = (struct yx_rows){.kind = kind, .table = t, .n = t->n_rows, .first = first};
    struct build b = {.r = out};
    unsigned n_threads = yx_pool_threads(pool);
    b.scratch = yx_calloc(n_threads, sizeof *b.scratch);
    b.school = yx_table_field(t, YX_FIELD_SCHOOL);
    b.school_code = yx_table_field(t, YX_FIELD_SCHOOL_CODE);
    b.head = yx_table_field(t, YX_FIELD_HEAD);
    b.head_id = yx_table_field(t, YX_FIELD_HEAD_ID);
    int rc = YX_OK;
    for (enum part p = 0; p < N_PARTS && rc == YX_OK; p++)
        rc = prepare(&b, p, pool, err);
    if (rc == YX_OK)
        rc = allocate(out, &b, err);
    if (rc == YX_OK) {
        yx_pool_run(pool, (out->n + YX_BLOCK_ROWS - 1) / YX_BLOCK_ROWS, fill_block, &b);
        mind_labels(out, &b.scratch[0]);
        if (!atomic_load(&b.has_student_no)) {
            free(out->student_no);
            out->student_no = NULL;
        }
    } else {
        yx_rows_free(out);
    }
    for (enum part p = 0; p < N_PARTS; p++)
        free(b.source[p].value);
    for (unsigned i = 0; i < n_threads; i++)
        yx_buf_free(&b.scratch[i]);
    free(b.scratch);
    return rc;
}

void yx_rows_free(struct yx_rows *r)
{
    free(r->is_data);
    free(r->id);
    free(r->id_class);
    free(r->student_no);
    free(r->name);
    free(r->birth);
    free(r->sex);
    free(r->division);
    free(r->guardian_id);
    free(r->guardian_name);
    *r = (struct yx_rows){0};
}

/* ---- rows that are no data ---- */

static enum yx_row_reason reason_of(enum yx_row_word word)
{
    switch (word) {
    case YX_ROW_WORD_TOTAL: return YX_ROW_TOTAL;
    case YX_ROW_WORD_SIGNATURE: return YX_ROW_SIGNATURE;
    case YX_ROW_WORD_REMARK: return YX_ROW_REMARK;
    case YX_ROW_WORD_NONE: break;
    }
    return YX_ROW_NOBODY;
}

enum yx_row_reason yx_rows_reason(const struct yx_rows *r, uint32_t row)
{
    struct yx_buf scratch = {0};
    enum yx_row_reason why = reason_of(yx_row_word_of(yx_row_label(r->table, row), &scratch));
    for (uint32_t c = 0; c < r->table->n_columns && why == YX_ROW_NOBODY; c++) {
        const struct yx_column *k = &r->table->column[c];
        struct yx_str text = yx_column_text(k, row);
        if (yx_row_word_is_heading(text, k->heading, &scratch))
            why = YX_ROW_HEADING;
        else
            why = reason_of(yx_row_word_of(text, &scratch));
    }
    yx_buf_free(&scratch);
    return why;
}

/* ---- one cell ---- */

struct yx_str yx_rows_text(const struct yx_rows *r, uint32_t row, enum yx_field f)
{
    const struct yx_column *c = yx_table_field(r->table, (int)f);
    return c ? yx_str_trim(yx_column_text(c, row)) : (struct yx_str){NULL, 0};
}

bool yx_rows_has(const struct yx_rows *r, enum yx_field f)
{
    return yx_table_field(r->table, (int)f) != NULL;
}

static struct yx_id read_again(const struct yx_rows *r, uint32_t row)
{
    const struct yx_column *c = yx_table_field(r->table, YX_FIELD_ID);
    struct yx_id id = {.birth = YX_NO_DAY};
    if (c)
        yx_id_read(yx_column_text(c, row), yx_column_mark(c, row), &id);
    return id;
}

uint64_t yx_rows_id_written(const struct yx_rows *r, uint32_t row)
{
    return r->id[row] ? 0 : read_again(r, row).as_written;
}

size_t yx_rows_id_repairs(const struct yx_rows *r, uint32_t row, uint64_t *out, size_t max)
{
    if (r->id[row])
        return 0;
    if (r->id_class[row] == YX_ID_LENGTH)
        return yx_id_completions(yx_rows_text(r, row, YX_FIELD_ID), out, max);
    uint64_t written = yx_rows_id_written(r, row);
    return written ? yx_id_repairs(written, out, max) : 0;
}

uint64_t yx_rows_id_first15(const struct yx_rows *r, uint32_t row)
{
    return r->id_class[row] == YX_ID_DAMAGED ? yx_id_first15(yx_rows_text(r, row, YX_FIELD_ID)) : 0;
}

uint64_t yx_rows_id_elsewhere(const struct yx_rows *r, uint32_t row)
{
    struct yx_student_no no;
    bool is_in_id = r->id_class[row] == YX_ID_STUDENT_NO;
    enum yx_field f = is_in_id ? YX_FIELD_ID : YX_FIELD_STUDENT_NO;
    const struct yx_column *c = yx_table_field(r->table, (int)f);
    if (c) {
        yx_student_no_read(yx_column_text(c, row), yx_column_mark(c, row), &no);
        if (no.id)
            return no.id;
    }
    return yx_rows_id_at(r, row, YX_FIELD_DISABLED_NO);
}

uint64_t yx_rows_id_at(const struct yx_rows *r, uint32_t row, enum yx_field f)
{
    const struct yx_column *c = yx_table_field(r->table, (int)f);
    struct yx_id id = {.packed = 0};
    if (c)
        yx_id_read(yx_column_text(c, row), yx_column_mark(c, row), &id);
    return id.packed;
}

yx_day yx_rows_birth_written(const struct yx_rows *r, uint32_t row)
{
    struct yx_id id = read_again(r, row);
    return id.birth != YX_NO_DAY || !id.as_written ? id.birth : yx_id_birth(id.as_written);
}

yx_day yx_rows_birth_column(const struct yx_rows *r, uint32_t row)
{
    const struct yx_column *c = yx_table_field(r->table, YX_FIELD_BIRTH);
    return c ? day_of(yx_column_text(c, row), yx_column_mark(c, row)) : YX_NO_DAY;
}

uint32_t yx_rows_division_column(const struct yx_rows *r, uint32_t row)
{
    return division_of(yx_rows_text(r, row, YX_FIELD_DIVISION));
}
