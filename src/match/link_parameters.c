/* link_parameters.c -- what was learnt, as a text people can read and pin. */
#include "match/link_parameters.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "table/csv_out.h"

#include <math.h>
#include <stdlib.h>

enum { COL_ITEM, COL_COMPARISON, COL_GRADE, COL_M, COL_U, N_COLS };
enum { TERM_MOST = 8000 }; /* 1/1000 bit, as in link_pairs.c */

static const struct yx_text headings[N_COLS] = {
    {"项", "item"}, {"比较", "comparison"}, {"级", "grade"}, {"m", "m"}, {"u", "u"}};
static const struct yx_text PRIOR = {"先验", "prior"}, GRADE = {"级", "grade"},
                            TERM = {"词频", "term"}, OTHERS = {"（其余）", "(others)"};

/* ---- writing ---- */

static void put_row(struct yx_buf *b, struct yx_str item, struct yx_str comparison,
                    struct yx_str grade, double m, double u, int32_t weight)
{
    yx_csv_text(b, item);
    yx_buf_putc(b, ',');
    yx_csv_text(b, comparison);
    yx_buf_putc(b, ',');
    yx_csv_text(b, grade);
    if (m >= 0)
        yx_buf_printf(b, ",%.9g", m);
    else
        yx_buf_putc(b, ',');
    if (u >= 0)
        yx_buf_printf(b, m >= 0 ? ",%.9g" : ",%.7g", u);
    else
        yx_buf_putc(b, ',');
    yx_buf_printf(b, ",%.3f\n", weight / 1000.0);
}

static struct yx_str word(struct yx_text t, bool english)
{
    return yx_str_of(english ? t.en : t.zh);
}

static void put_terms(const struct yx_record_set *s, const struct yx_link_result *r, unsigned c,
                      bool english, struct yx_buf *out)
{
    const struct yx_link_comparison *cmp = &s->model->comparison[c];
    const int32_t *term = r->scorer.term[c];
    uint32_t n = s->dictionary[s->dictionary_of[cmp->field]].n_values;
    double same = r->scorer.fs.u[c][0];
    int32_t rarest = 0;
    for (uint32_t v = 1; v < n; v++)
        rarest = YX_MAX(rarest, term[v]);
    put_row(out, word(TERM, english), cmp->text, word(OTHERS, english), -1,
            same / exp2(rarest / 1000.0), rarest);
    struct yx_buf text = {0};
    for (uint32_t v = 1; v < n; v++) {
        if (term[v] == rarest)
            continue;
        text.n = 0;
        yx_value_text(yx_record_value(s, cmp->field, v), &text);
        put_row(out, word(TERM, english), cmp->text, yx_buf_str(&text), -1,
                same / exp2(term[v] / 1000.0), term[v]);
    }
    yx_buf_free(&text);
}

void yx_link_parameters_write(const struct yx_record_set *s, const struct yx_link_result *r,
                              bool english, struct yx_buf *out)
{
    const struct yx_link_scorer *k = &r->scorer;
    yx_buf_putz(out, english ? "item,comparison,grade,m,u,bits\n" : "项,比较,级,m,u,分量\n");
    put_row(out, word(PRIOR, english), YX_S(""), YX_S(""), k->fs.prior, -1, k->weights.prior);
    struct yx_buf name = {0};
    for (unsigned c = 0; c < k->n; c++)
        for (unsigned g = 0; g < k->fs.comparison[c].n_levels; g++) {
            name.n = 0;
            yx_link_grade_name(&s->model->comparison[c], g, english, &name);
            put_row(out, word(GRADE, english), s->model->comparison[c].text, yx_buf_str(&name),
                    k->fs.m[c][g], k->fs.u[c][g], k->weights.of[c][g]);
        }
    yx_buf_free(&name);
    for (unsigned c = 0; c < k->n; c++)
        if (k->term[c])
            put_terms(s, r, c, english, out);
}

/* ---- reading ---- */

struct reading {
    const struct yx_record_set *set;
    const struct yx_table *table;
    const char *file;
    struct yx_arena *arena;
    struct yx_link_parameters *out;
    bool has_prior;
    bool has[YX_LINK_COMPARISONS][YX_FS_LEVELS];
    struct yx_map code_of[YX_LINK_COMPARISONS]; /* hash of a value -> code, where terms are given */
};

static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *out,
                struct yx_err *err)
{
    (void)ctx;
    (void)err;
    unsigned seen = 0;
    for (uint32_t c = 0; head->n_rows && c < head->n_columns; c++) {
        struct yx_str cell = head->cell[c];
        out->field[c] = YX_NOT_WANTED;
        out->heading[c] = cell;
        for (int k = 0; k < N_COLS; k++)
            if (yx_str_is(cell, headings[k].zh) || yx_str_is(cell, headings[k].en)) {
                out->field[c] = k;
                seen |= 1U << k;
            }
    }
    out->skip = seen != (1U << N_COLS) - 1;
    return YX_OK;
}

static struct yx_str cell_of(const struct reading *k, int field, uint32_t row)
{
    const struct yx_column *c = yx_table_field(k->table, field);
    return c ? yx_csv_unguarded(yx_str_trim(yx_column_text(c, row))) : YX_S("");
}

static bool is_word(struct yx_str s, struct yx_text t)
{
    return yx_str_is(s, t.zh) || yx_str_is(s, t.en);
}

/* A share: 0 to 1. */
static int read_share(const struct reading *k, int field, uint32_t row, double *out,
                      struct yx_err *err)
{
    const char *z = yx_str_c(k->arena, cell_of(k, field, row));
    char *end;
    *out = strtod(z, &end);
    if (*z && !*end && *out >= 0 && *out <= 1)
        return YX_OK;
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 第 {1} 行：{2} 要是 0 到 1 的数，不能是“{3}”",
                           "{0} row {1}: {2} is a number from 0 to 1, not “{3}”"),
                   k->file, yx_fmt_u64(k->table->row_no[row]).s, headings[field].zh, z);
}

static int unknown(const struct reading *k, uint32_t row, struct yx_str what, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT("{0} 第 {1} 行：模型 {2} 里没有“{3}”；这份参数是别的模型的，或者模型改过，"
                "用 --estimate 重新写一份",
                "{0} row {1}: the model {2} has no “{3}”; these are another model's "
                "parameters, or it was changed: write them again with --estimate"),
        k->file, yx_fmt_u64(k->table->row_no[row]).s, yx_str_c(k->arena, k->set->model->id),
        yx_str_c(k->arena, what));
}

static unsigned find_comparison(const struct reading *k, struct yx_str text)
{
    const struct yx_link_model *m = k->set->model;
    for (unsigned c = 0; c < m->n_comparisons; c++)
        if (yx_str_eq(m->comparison[c].text, text))
            return c;
    return UINT32_MAX;
}

static int take_grade(struct reading *k, unsigned c, uint32_t row, struct yx_err *err)
{
    const struct yx_link_comparison *cmp = &k->set->model->comparison[c];
    struct yx_str text = cell_of(k, COL_GRADE, row);
    struct yx_buf name = {0};
    for (unsigned g = 0; g < yx_link_n_grades(cmp); g++)
        for (int english = 0; english <= 1; english++) {
            name.n = 0;
            yx_link_grade_name(cmp, g, english, &name);
            if (!yx_str_eq(yx_buf_str(&name), text))
                continue;
            yx_buf_free(&name);
            k->has[c][g] = true;
            int rc = read_share(k, COL_M, row, &k->out->fs.m[c][g], err);
            return rc == YX_OK ? read_share(k, COL_U, row, &k->out->fs.u[c][g], err) : rc;
        }
    yx_buf_free(&name);
    return unknown(k, row, text, err);
}

static int take_term(struct reading *k, unsigned c, uint32_t row, struct yx_err *err)
{
    const struct yx_link_comparison *cmp = &k->set->model->comparison[c];
    const struct yx_record_dictionary *d = &k->set->dictionary[k->set->dictionary_of[cmp->field]];
    struct yx_str text = cell_of(k, COL_GRADE, row);
    double share;
    int rc = read_share(k, COL_U, row, &share, err);
    if (rc != YX_OK)
        return rc;
    if (!k->out->term[c]) {
        k->out->term[c] = yx_big_alloc(d->n_values, sizeof(int32_t), err);
        if (!k->out->term[c])
            return YX_IO;
        yx_map_init(&k->code_of[c], d->n_values);
        bool is_new;
        for (uint32_t v = 1; v < d->n_values; v++)
            *yx_map_put(&k->code_of[c], d->value[v].hash, v, &is_new) = v;
        for (uint32_t v = 1; v < d->n_values; v++)
            k->out->term[c][v] = INT32_MIN; /* not said yet */
    }
    double w = share > 0 ? log2(k->out->fs.u[c][0] / share) * 1000 : TERM_MOST;
    int32_t weight = (int32_t)lround(fmin(fmax(w, -(double)TERM_MOST), (double)TERM_MOST));
    if (is_word(text, OTHERS)) {
        for (uint32_t v = 1; v < d->n_values; v++)
            if (k->out->term[c][v] == INT32_MIN)
                k->out->term[c][v] = weight;
        return YX_OK;
    }
    struct yx_value value;
    yx_value_prepare(cmp->grade.type, text, k->arena, &value);
    const uint32_t *code = value.hash ? yx_map_get(&k->code_of[c], value.hash) : NULL;
    if (code) /* a value that these lists do not have says nothing here */
        k->out->term[c][*code] = weight;
    return YX_OK;
}

static int take_row(struct reading *k, uint32_t row, bool terms, struct yx_err *err)
{
    struct yx_str item = cell_of(k, COL_ITEM, row);
    if (is_word(item, PRIOR)) {
        k->has_prior = true;
        return read_share(k, COL_M, row, &k->out->fs.prior, err);
    }
    bool is_term = is_word(item, TERM);
    if (!is_term && !is_word(item, GRADE))
        return unknown(k, row, item, err);
    if (is_term != terms)
        return YX_OK;
    struct yx_str text = cell_of(k, COL_COMPARISON, row);
    unsigned c = find_comparison(k, text);
    if (c == UINT32_MAX)
        return unknown(k, row, text, err);
    return is_term ? take_term(k, c, row, err) : take_grade(k, c, row, err);
}

/* Everything there, each m summing to one. */
static int check_whole(struct reading *k, struct yx_err *err)
{
    const struct yx_link_model *m = k->set->model;
    for (unsigned c = 0; c < m->n_comparisons; c++) {
        double sum = 0;
        for (unsigned g = 0; g < yx_link_n_grades(&m->comparison[c]); g++) {
            if (!k->has[c][g] || !k->has_prior)
                return YX_FAIL(err, YX_INVALID,
                               YX_TEXT("{0} 不全：缺“{1}”的级，或缺先验；用 --estimate 重新写一份",
                                       "{0} is not whole: grades of “{1}” are missing, or the "
                                       "prior; write it again with --estimate"),
                               k->file, yx_str_c(k->arena, m->comparison[c].text));
            sum += k->out->fs.m[c][g];
        }
        if (sum < 0.98 || sum > 1.02)
            return YX_FAIL(err, YX_INVALID,
                           YX_TEXT("{0}：“{1}”各级的 m 加起来要是 1",
                                   "{0}: m of the grades of “{1}” must add up to 1"),
                           k->file, yx_str_c(k->arena, m->comparison[c].text));
    }
    return YX_OK;
}

static int read_table(struct reading *k, struct yx_err *err)
{
    int rc = YX_OK;
    for (int terms = 0; terms <= 1 && rc == YX_OK; terms++) {
        for (uint32_t row = 0; row < k->table->n_rows && rc == YX_OK; row++)
            rc = take_row(k, row, terms, err);
        if (!terms && rc == YX_OK)
            rc = check_whole(k, err);
    }
    for (unsigned c = 0; c < k->set->model->n_comparisons && rc == YX_OK; c++) {
        const struct yx_link_comparison *cmp = &k->set->model->comparison[c];
        uint32_t n = k->set->dictionary[k->set->dictionary_of[cmp->field]].n_values;
        for (uint32_t v = 1; k->out->term[c] && v < n; v++)
            if (k->out->term[c][v] == INT32_MIN)
                k->out->term[c][v] = 0;
    }
    return rc;
}

int yx_link_parameters_read(struct yx_str bytes, struct yx_str name,
                            const struct yx_read_options *o, const struct yx_record_set *s,
                            struct yx_link_parameters *out, struct yx_err *err)
{
    struct yx_read_options mine = *o;
    struct yx_workbook *w = NULL;
    mine.plan = plan;
    *out = (struct yx_link_parameters){0};
    int rc = yx_read_tables(bytes, name, &mine, &w, err);
    if (rc != YX_OK)
        return rc;
    struct yx_arena *a = yx_arena_new();
    if (!w->n_tables) {
        rc = YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 不是参数文件：要有 项、比较、级、m、u 五列（--estimate 写出的那份）",
                    "{0} is no file of parameters: it needs the columns item, comparison, "
                    "grade, m, u, as --estimate writes them"),
            yx_str_c(a, name));
    } else {
        struct yx_link_scorer scorer;
        struct reading k = {.set = s, .table = w->table[0], .file = yx_str_c(a, name), .arena = a};
        yx_link_scorer_init(&scorer, s, 0);
        out->fs = scorer.fs;
        k.out = out;
        rc = read_table(&k, err);
        for (unsigned c = 0; c < YX_LINK_COMPARISONS; c++)
            yx_map_free(&k.code_of[c]);
    }
    yx_arena_free(a);
    yx_workbook_free(w);
    if (rc != YX_OK)
        yx_link_parameters_free(out);
    return rc;
}

void yx_link_parameters_free(struct yx_link_parameters *p)
{
    for (unsigned c = 0; c < YX_LINK_COMPARISONS; c++)
        free(p->term[c]);
    *p = (struct yx_link_parameters){0};
}
