/* link_columns.c -- which column of a file is which column of a model. */
#include "match/link_columns.h"

#include "base/mem.h"
#include "codes/headings.h"

#include <strings.h>

enum { KEY_COLUMN = YX_LINK_FIELDS };

/* Types of the columns that rosters have (codes/fields.def), so that a document need not
 * say them. */
static const struct {
    enum yx_field field;
    enum yx_compare_type type;
} known_types[] = {
    {YX_FIELD_NAME, YX_COMPARE_NAME},
    {YX_FIELD_GUARDIAN, YX_COMPARE_NAME},
    {YX_FIELD_HEAD, YX_COMPARE_NAME},
    {YX_FIELD_PAYEE, YX_COMPARE_NAME},
    {YX_FIELD_ID, YX_COMPARE_ID},
    {YX_FIELD_GUARDIAN_ID, YX_COMPARE_ID},
    {YX_FIELD_HEAD_ID, YX_COMPARE_ID},
    {YX_FIELD_PAYEE_ID, YX_COMPARE_ID},
    {YX_FIELD_DISABLED_NO, YX_COMPARE_ID},
    {YX_FIELD_BIRTH, YX_COMPARE_DATE},
    {YX_FIELD_DIVISION, YX_COMPARE_DIVISION},
    {YX_FIELD_SCHOOL, YX_COMPARE_SCHOOL},
    {YX_FIELD_VILLAGE, YX_COMPARE_ADDRESS},
    {YX_FIELD_TOWN, YX_COMPARE_ADDRESS},
    {YX_FIELD_STUDENT_NO, YX_COMPARE_CODE},
    {YX_FIELD_SCHOOL_CODE, YX_COMPARE_CODE},
    {YX_FIELD_SEX, YX_COMPARE_CODE},
    {YX_FIELD_HOUSEHOLD, YX_COMPARE_CODE},
    {YX_FIELD_ACCOUNT, YX_COMPARE_DIGITS},
    {YX_FIELD_ETHNIC, YX_COMPARE_CODE},
};

enum yx_compare_type yx_link_type_known(struct yx_str name)
{
    enum yx_field f = yx_heading_field(name, YX_N_KINDS);
    for (size_t i = 0; i < YX_LEN(known_types); i++)
        if (known_types[i].field == f)
            return known_types[i].type;
    return YX_N_COMPARE_TYPES;
}

/* ---- headings ---- */

/* Without blanks around, in half width; letters' case does not count. */
static bool same_heading(struct yx_str cell, struct yx_str name)
{
    struct yx_buf a = {0}, b = {0};
    yx_heading_clean(cell, &a);
    yx_heading_clean(name, &b);
    bool same = a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
    yx_buf_free(&a);
    yx_buf_free(&b);
    return same || yx_str_eq(yx_str_trim(cell), name);
}

static bool same_field(struct yx_str cell, struct yx_str name)
{
    enum yx_field f = yx_heading_field(name, YX_N_KINDS);
    return f != YX_N_FIELDS && yx_heading_field(cell, YX_N_KINDS) == f;
}

/* The names a column of the model may have on this side. */
struct names {
    const struct yx_str *v;
    unsigned n;
};

static struct names names_of(const struct yx_link_input *in, unsigned field)
{
    if (field == KEY_COLUMN)
        return (struct names){&in->model->key_name[in->side], 1};
    const struct yx_link_field *f = &in->model->field[field];
    if (f->n_headings[in->side]) /* said: the name itself is ours alone */
        return (struct names){f->heading[in->side], f->n_headings[in->side]};
    return (struct names){&f->name, 1};
}

static bool is_wanted(const struct yx_link_input *in, unsigned field)
{
    return field == KEY_COLUMN
               ? in->model->key_name[in->side].n > 0
               : field < in->model->n_fields && in->model->field[field].on[in->side];
}

/* The 主键 is one of the columns that are compared: read it once. */
static unsigned key_field(const struct yx_link_model *m, enum yx_link_side side)
{
    unsigned f = m->key_name[side].n ? yx_link_field_of(m, m->key_name[side]) : YX_LINK_NO_FIELD;
    return f != YX_LINK_NO_FIELD && m->field[f].on[side] ? f : YX_LINK_NO_FIELD;
}

/* Column of `row` for the field, UINT32_MAX if none; *twice is set to a second one. */
static uint32_t find_column(const struct yx_link_input *in, const struct yx_sheet_head *h,
                            uint32_t row, unsigned field, uint32_t *twice)
{
    struct names names = names_of(in, field);
    *twice = UINT32_MAX;
    for (int loosely = 0; loosely <= 1; loosely++)
        for (unsigned i = 0; i < names.n; i++) {
            uint32_t found = UINT32_MAX;
            for (uint32_t c = 0; c < h->n_columns; c++) {
                struct yx_str cell = h->cell[(size_t)row * h->n_columns + c];
                if (!cell.n ||
                    !(loosely ? same_field(cell, names.v[i]) : same_heading(cell, names.v[i])))
                    continue;
                if (found == UINT32_MAX)
                    found = c;
                else if (*twice == UINT32_MAX)
                    *twice = c;
            }
            if (found != UINT32_MAX)
                return found;
        }
    return UINT32_MAX;
}

static void remember_best(struct yx_link_input *in, const struct yx_sheet_head *h, uint32_t row,
                          uint32_t missing, bool misses_key, uint32_t n_missing)
{
    if (in->has_best && n_missing >= in->n_missing)
        return;
    struct yx_buf b = {0};
    uint32_t n = 0;
    for (uint32_t c = 0; c < h->n_columns && n < 20; c++) {
        struct yx_str cell = h->cell[(size_t)row * h->n_columns + c];
        if (!cell.n)
            continue;
        yx_buf_putz(&b, n++ ? "、" : "");
        yx_buf_puts(&b, cell.n > 60 ? yx_str_sub(cell, 0, yx_utf8_valid(yx_str_sub(cell, 0, 60)))
                                    : cell);
    }
    in->has_best = true;
    in->missing = missing;
    in->misses_key = misses_key;
    in->n_missing = n_missing;
    in->seen = yx_str_dup(in->arena, yx_buf_str(&b));
    yx_buf_free(&b);
}

static int take_row(struct yx_link_input *in, const struct yx_sheet_head *h, uint32_t row,
                    struct yx_sheet_plan *out, bool *is_heading, struct yx_err *err)
{
    uint32_t missing = 0, n_missing = 0, twice_of = UINT32_MAX;
    bool misses_key = false;
    unsigned twice_field = 0;
    *is_heading = false;
    for (uint32_t c = 0; c < h->n_columns; c++) {
        out->field[c] = YX_NOT_WANTED;
        out->heading[c] = h->cell[(size_t)row * h->n_columns + c];
    }
    for (unsigned f = 0; f <= KEY_COLUMN; f++) {
        if (!is_wanted(in, f) ||
            (f == KEY_COLUMN && key_field(in->model, in->side) != YX_LINK_NO_FIELD))
            continue;
        uint32_t twice, c = find_column(in, h, row, f, &twice);
        if (c == UINT32_MAX || out->field[c] != YX_NOT_WANTED) {
            n_missing++;
            if (f == KEY_COLUMN)
                misses_key = true;
            else
                missing |= 1U << f;
            continue;
        }
        if (twice != UINT32_MAX && twice_of == UINT32_MAX) {
            twice_of = twice;
            twice_field = f;
        }
        out->field[c] = (int)f;
    }
    if (n_missing) {
        remember_best(in, h, row, missing, misses_key, n_missing);
        return YX_OK;
    }
    if (twice_of != UINT32_MAX)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0}：“{1}”有两列（第二列的表头是“{2}”），留一列，或者在模型的“列”里写明表头",
                    "{0}: two columns are “{1}” (the second is headed “{2}”); keep one, "
                    "or say its heading in the model"),
            yx_str_c(in->arena, h->file), yx_str_c(in->arena, names_of(in, twice_field).v[0]),
            yx_str_c(in->arena, out->heading[twice_of]));
    *is_heading = true;
    out->first = out->last = row;
    return YX_OK;
}

static int plan(void *ctx, const struct yx_sheet_head *h, struct yx_sheet_plan *out,
                struct yx_err *err)
{
    struct yx_link_input *in = ctx;
    for (uint32_t row = 0; row < h->n_rows && !h->is_below; row++) {
        bool is_heading;
        int rc = take_row(in, h, row, out, &is_heading, err);
        if (rc != YX_OK)
            return rc;
        if (!is_heading)
            continue;
        if (in->is_found) {
            in->n_more++;
            break;
        }
        in->is_found = true;
        return YX_OK;
    }
    out->skip = true;
    return YX_OK;
}

/* Names of the columns that are missing, as the document has them, joined by 、. */
static const char *missing_names(const struct yx_link_input *in)
{
    struct yx_buf b = {0};
    for (unsigned f = 0; f <= KEY_COLUMN; f++) {
        if (f == KEY_COLUMN ? !in->misses_key : !(in->missing >> f & 1))
            continue;
        yx_buf_putz(&b, b.n ? "、" : "");
        yx_buf_puts(&b, names_of(in, f).v[0]);
    }
    const char *z = yx_str_c(in->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return z;
}

int yx_link_read(struct yx_link_input *in, struct yx_str bytes, struct yx_str name,
                 const struct yx_read_options *o, struct yx_workbook **out, struct yx_err *err)
{
    struct yx_read_options mine = *o;
    mine.plan = plan;
    mine.ctx = in;
    *out = NULL;
    int rc = yx_read_tables(bytes, name, &mine, out, err);
    if (rc != YX_OK)
        return rc;
    if ((*out)->n_tables)
        return YX_OK;
    yx_workbook_free(*out);
    *out = NULL;
    const char *file = yx_str_c(in->arena, name);
    const char *model = yx_str_c(in->arena, in->model->id);
    if (!in->has_best)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 是空的，连表头也没有", "{0} is empty: it has not even a heading"), file);
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT("{0} 里没有模型 {1} 要的列：{2}；看到的表头：{3}。表头叫法不同的，在模型的“列”"
                "里写明：列 名字 类型 “表头”",
                "{0} lacks columns of the model {1}: {2}; headings seen: {3}. Where a "
                "heading is called otherwise, say so in the model: cols NAME TYPE "
                "“heading”"),
        file, model, missing_names(in), yx_str_c(in->arena, in->seen));
}

const struct yx_column *yx_link_column(const struct yx_table *t, unsigned field)
{
    return yx_table_field(t, (int)field);
}

const struct yx_column *yx_link_key_column(const struct yx_link_model *m, enum yx_link_side side,
                                           const struct yx_table *t)
{
    unsigned f = key_field(m, side);
    return yx_table_field(t, f != YX_LINK_NO_FIELD ? (int)f : KEY_COLUMN);
}
