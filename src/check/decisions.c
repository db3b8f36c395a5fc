/* decisions.c -- what people decided about findings, kept from run to run. */
#include "check/decisions.h"

#include "base/hash.h"
#include "base/mem.h"
#include "check/finding_id.h"
#include "codes/forms.h"
#include "table/reader.h"

#include <stdlib.h>

enum { COL_ID, COL_VERDICT, COL_BY, COL_DAY, COL_BASIS, COL_FINGERPRINT, N_COLS };

static const char *const headings[N_COLS] = {"编号", "判定", "判定人", "日期", "依据", "指纹"};

struct yx_decisions {
    struct yx_decision *v;
    uint32_t n;
    struct yx_map by_id; /* number of the last line + 1 */
};

/* The heading is the first row that has 编号 and 判定. */
static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *out,
                struct yx_err *err)
{
    (void)ctx;
    for (uint32_t r = 0; r < head->n_rows; r++) {
        unsigned seen = 0;
        for (uint32_t col = 0; col < head->n_columns; col++) {
            struct yx_str cell = head->cell[(size_t)r * head->n_columns + col];
            out->field[col] = YX_NOT_WANTED;
            out->heading[col] = cell;
            for (int k = 0; k < N_COLS; k++)
                if (yx_str_is(cell, headings[k])) {
                    out->field[col] = k;
                    seen |= 1U << k;
                }
        }
        if ((seen & 3U) == 3U) {
            out->first = out->last = r;
            return YX_OK;
        }
    }
    (void)err;
    out->skip = true; /* a workbook has sheets of other kinds */
    return YX_OK;
}

static int no_decisions(struct yx_str name, struct yx_arena *a, struct yx_err *err)
{
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 不是判定文件：没有“编号”和“判定”两列",
                           "{0} is no file of decisions: it has no columns 编号 and 判定"),
                   yx_str_c(a, name));
}

static struct yx_str cell_of(const struct yx_table *t, int field, uint32_t row)
{
    const struct yx_column *c = yx_table_field(t, field);
    return c ? yx_str_trim(yx_column_text(c, row)) : YX_S("");
}

static void free_map(void *d)
{
    yx_map_free(&((struct yx_decisions *)d)->by_id);
}

/* The words allowed, as the message of a wrong one lists them. */
static const char *words_for(struct yx_arena *a, enum yx_verdict_use use)
{
    struct yx_buf b = {0};
    yx_verdict_words(use, &b);
    const char *z = yx_str_c(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return z;
}

/* `file`, or `file:sheet` of a workbook. */
static struct yx_str place_of(struct yx_str name, struct yx_str sheet, struct yx_arena *a)
{
    struct yx_buf b = {0};
    yx_buf_puts(&b, name);
    yx_buf_putz(&b, sheet.n ? ":" : "");
    yx_buf_puts(&b, sheet);
    struct yx_str place = yx_str_dup(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return place;
}

static int wrong_word(const struct yx_decision *v, struct yx_str name, uint64_t n_wrong,
                      struct yx_arena *a, struct yx_err *err)
{
    const char *pair = words_for(a, YX_VERDICT_OF_PAIR);
    const char *settled = words_for(a, YX_VERDICT_OF_SETTLEMENT);
    const char *explained = words_for(a, YX_VERDICT_EXPLANATION);
    const char *file = yx_str_c(a, name), *word = yx_str_c(a, v->verdict);
    if (n_wrong > 1)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "{0} 第 {1} 行：判定“{2}”不认识，这样的行共 {3} 行，没有开始核对。待核对写："
                "{4}；其他清单写：{5}；或写说明类别：{6}。还没判的留空",
                "{0} row {1}: the verdict “{2}” is not known, nor are those of {3} rows in all; "
                "nothing was compared. For 待核对 write {4}; for other lists {5}; or a "
                "说明类别: {6}. Leave it empty where nothing is decided"),
            file, yx_fmt_u64(v->line).s, word, yx_fmt_u64(n_wrong).s, pair, settled, explained);
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT("{0} 第 {1} 行：判定“{2}”不认识，没有开始核对。待核对写：{3}；其他清单"
                "写：{4}；或写说明类别：{5}。还没判的留空",
                "{0} row {1}: the verdict “{2}” is not known; nothing was compared. For "
                "待核对 write {3}; for other lists {4}; or a 说明类别: {5}. Leave it empty "
                "where nothing is decided"),
        file, yx_fmt_u64(v->line).s, word, pair, settled, explained);
}

/* The first verdict that is no word we know, and how many there are. */
struct wrong_words {
    const struct yx_decision *first;
    struct yx_str sheet; /* of the first; empty in CSV */
    uint64_t n;
};

/* The decisions of one table.  In a sheet of our workbook most rows are not decided yet. */
static int take_table(struct yx_decisions *d, const struct yx_table *t, struct yx_arena *a,
                      struct yx_str name, struct wrong_words *wrong, struct yx_err *err)
{
    for (uint32_t i = 0; i < t->n_rows; i++) {
        struct yx_decision *v = &d->v[d->n];
        v->verdict = yx_str_dup(a, cell_of(t, COL_VERDICT, i));
        if (!v->verdict.n && t->sheet.n)
            continue;
        v->id_text = yx_str_dup(a, cell_of(t, COL_ID, i));
        v->id = yx_finding_id_parse(v->id_text);
        v->by = yx_str_dup(a, cell_of(t, COL_BY, i));
        v->basis = yx_str_dup(a, cell_of(t, COL_BASIS, i));
        struct yx_str day = cell_of(t, COL_DAY, i), fingerprint = cell_of(t, COL_FINGERPRINT, i);
        struct yx_date_form form;
        v->day = day.n && yx_date_read(day, 0, &form) ? form.day : YX_NO_DAY;
        v->fingerprint = yx_finding_id_parse(fingerprint);
        v->line = t->row_no[i];
        if (fingerprint.n && !v->fingerprint)
            return YX_FAIL(err, YX_INVALID,
                           YX_TEXT("{0} 第 {1} 行：指纹要 16 位十六进制数，或者空着",
                                   "{0} row {1}: a 指纹 is 16 hexadecimal digits, or empty"),
                           yx_str_c(a, name), yx_fmt_u64(v->line).s);
        v->use = yx_verdict_read(v->verdict, &v->name);
        if (v->verdict.n && v->use == YX_VERDICT_UNKNOWN && !wrong->n++) {
            wrong->first = v;
            wrong->sheet = yx_str_dup(a, t->sheet);
        }
        bool is_new;
        if (v->id && v->verdict.n)
            *yx_map_put(&d->by_id, v->id, d->n, &is_new) = d->n;
        d->n++;
    }
    return YX_OK;
}

int yx_decisions_read(struct yx_str bytes, struct yx_str name, struct yx_workers *workers,
                      struct yx_arena *a, struct yx_decisions **out, struct yx_err *err)
{
    struct yx_read_options o = {.plan = plan, .workers = workers};
    struct yx_workbook *w = NULL;
    int rc = yx_read_tables(bytes, name, &o, &w, err);
    if (rc != YX_OK)
        return rc;
    if (!w->n_tables) {
        yx_workbook_free(w);
        return no_decisions(name, a, err);
    }
    struct yx_decisions *d = YX_NEW(a, struct yx_decisions, 1);
    size_t rows = 0;
    struct wrong_words wrong = {0};
    for (uint32_t i = 0; i < w->n_tables; i++)
        rows += w->table[i]->n_rows;
    d->v = YX_NEW(a, struct yx_decision, rows + 1);
    yx_map_init(&d->by_id, rows);
    yx_arena_defer(a, free_map, d);
    for (uint32_t i = 0; i < w->n_tables && rc == YX_OK; i++)
        rc = take_table(d, w->table[i], a, name, &wrong, err);
    if (rc == YX_OK && wrong.n)
        rc = wrong_word(wrong.first, place_of(name, wrong.sheet, a), wrong.n, a, err);
    yx_workbook_free(w);
    *out = d;
    return rc;
}

struct yx_decision *yx_decisions_find(const struct yx_decisions *d, uint64_t id)
{
    const uint32_t *i = d && id ? yx_map_get(&d->by_id, id) : NULL;
    return i ? &d->v[*i] : NULL;
}

struct yx_decision *yx_decisions_all(const struct yx_decisions *d, uint32_t *n)
{
    *n = d->n;
    return d->v;
}
