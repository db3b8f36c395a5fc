/* link_decisions.c -- what people decided about pairs of rows, kept from run to run. */
#include "match/link_decisions.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "codes/forms.h"
#include "codes/verdicts.h"
#include "table/csv_out.h"

#include <stdlib.h>
#include <strings.h>

enum { COL_LEFT, COL_RIGHT, COL_VERDICT, COL_BY, COL_DAY, COL_BASIS, COL_FINGERPRINT, N_COLS };

static const struct yx_text headings[N_COLS] = {
    {"左编号", "left_key"}, {"右编号", "right_key"}, {"判定", "verdict"},     {"判定人", "by"},
    {"日期", "date"},       {"依据", "basis"},       {"指纹", "fingerprint"},
};

/* WORD(中文 of data/verdicts.csv, English, what it is) */
static const struct {
    const char *zh, *en;
    enum yx_link_decided decided;
} words[] = {
    {"同一人", "same", YX_DECIDED_SAME},
    {"不同人", "different", YX_DECIDED_DIFFERENT},
    {"暂缓", "later", YX_DECIDED_LATER},
};

/* The heading is the first row with the two keys and the verdict. */
static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *out,
                struct yx_err *err)
{
    (void)ctx;
    (void)err;
    for (uint32_t r = 0; r < head->n_rows; r++) {
        unsigned seen = 0;
        for (uint32_t c = 0; c < head->n_columns; c++) {
            struct yx_str cell = head->cell[(size_t)r * head->n_columns + c];
            out->field[c] = YX_NOT_WANTED;
            out->heading[c] = cell;
            for (int k = 0; k < N_COLS; k++)
                if (!(seen >> k & 1) &&
                    (yx_str_is(cell, headings[k].zh) || yx_str_is(cell, headings[k].en))) {
                    out->field[c] = k;
                    seen |= 1U << k;
                    break;
                }
        }
        if ((seen & 7U) == 7U) {
            out->first = out->last = r;
            return YX_OK;
        }
    }
    out->skip = true;
    return YX_OK;
}

static struct yx_str cell_of(const struct yx_table *t, int field, uint32_t row)
{
    const struct yx_column *c = yx_table_field(t, field);
    return c ? yx_csv_unguarded(yx_str_trim(yx_column_text(c, row))) : YX_S("");
}

static bool read_word(struct yx_str word, uint8_t *out)
{
    struct yx_str name = word;
    if (yx_verdict_read(word, &name) != YX_VERDICT_OF_PAIR)
        name = word;
    for (size_t i = 0; i < YX_LEN(words); i++)
        if (yx_str_is(name, words[i].zh) ||
            (name.n == strlen(words[i].en) && strncasecmp(name.p, words[i].en, name.n) == 0)) {
            *out = (uint8_t)words[i].decided;
            return true;
        }
    return false;
}

static bool read_hex(struct yx_str s, uint64_t *out)
{
    *out = 0;
    if (s.n != 16)
        return false;
    for (size_t i = 0; i < 16; i++) {
        char c = s.p[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 16;
        if (digit == 16)
            return false;
        *out = *out << 4 | digit;
    }
    return true;
}

static int take_row(struct yx_link_decision_set *d, const struct yx_table *t, uint32_t row,
                    const char *file, struct yx_arena *a, struct yx_err *err)
{
    struct yx_str verdict = cell_of(t, COL_VERDICT, row);
    struct yx_str fingerprint = cell_of(t, COL_FINGERPRINT, row);
    if (!verdict.n)
        return YX_OK;
    struct yx_link_decision *v = &d->v[d->n++];
    v->line = t->row_no[row];
    v->left = yx_str_dup(a, cell_of(t, COL_LEFT, row));
    v->right = yx_str_dup(a, cell_of(t, COL_RIGHT, row));
    v->verdict = yx_str_dup(a, verdict);
    v->by = yx_str_dup(a, cell_of(t, COL_BY, row));
    v->day = yx_str_dup(a, cell_of(t, COL_DAY, row));
    v->basis = yx_str_dup(a, cell_of(t, COL_BASIS, row));
    if (!read_word(verdict, &v->decided))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 第 {1} 行：判定“{2}”不认识，没有开始比对；写 同一人、不同人 或 "
                               "暂缓，还没判的留空",
                               "{0} row {1}: the verdict “{2}” is not known, nothing was matched; "
                               "write same, different or later, and leave it empty where nothing "
                               "is decided"),
                       file, yx_fmt_u64(v->line).s, yx_str_c(a, verdict));
    if (!v->left.n || !v->right.n)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 第 {1} 行：左编号、右编号都要有",
                               "{0} row {1}: left_key and right_key must be there"),
                       file, yx_fmt_u64(v->line).s);
    if (fingerprint.n && !read_hex(fingerprint, &v->fingerprint))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 第 {1} 行：指纹要 16 位十六进制数，或者空着",
                               "{0} row {1}: a fingerprint is 16 hexadecimal digits, or empty"),
                       file, yx_fmt_u64(v->line).s);
    return YX_OK;
}

int yx_link_decisions_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                           struct yx_arena *a, struct yx_link_decision_set *out, struct yx_err *err)
{
    struct yx_read_options mine = *o;
    struct yx_workbook *w = NULL;
    const char *file = yx_str_c(a, name);
    mine.plan = plan;
    *out = (struct yx_link_decision_set){0};
    int rc = yx_read_tables(bytes, name, &mine, &w, err);
    if (rc != YX_OK)
        return rc;
    size_t rows = 0;
    for (uint32_t i = 0; i < w->n_tables; i++)
        rows += w->table[i]->n_rows;
    if (!w->n_tables)
        rc = YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 不是判定文件：要有 左编号、右编号、判定 三列（--review 写出的那份）",
                    "{0} is no file of decisions: it needs the columns left_key, "
                    "right_key, verdict, as --review writes them"),
            file);
    out->v = YX_NEW(a, struct yx_link_decision, rows + 1);
    for (uint32_t i = 0; i < w->n_tables && rc == YX_OK; i++)
        for (uint32_t row = 0; row < w->table[i]->n_rows && rc == YX_OK; row++)
            rc = take_row(out, w->table[i], row, file, a, err);
    yx_workbook_free(w);
    return rc;
}

/* ---- one to one: one row, two partners ---- */

static yx_day day_of(const struct yx_link_decision *v)
{
    struct yx_date_form form;
    return yx_date_read(v->day, 0, &form) ? form.day : YX_NO_DAY;
}

/* Is the first certainly the later one? */
static bool is_later(const struct yx_link_decision *a, const struct yx_link_decision *b)
{
    yx_day x = day_of(a), y = day_of(b);
    return x != YX_NO_DAY && y != YX_NO_DAY && x > y;
}

static uint64_t pair_hash(const struct yx_link_decided_pair *p)
{
    return yx_mix64(((uint64_t)p->left << 32 | p->right) + 1) | 1;
}

/* Of two 同一人 of one row only one can hold. */
static void settle_rivals(struct yx_link_decision_set *d, const struct yx_record_set *s)
{
    struct yx_map last; /* pair -> the last decision on it */
    bool *is_beaten = yx_calloc((size_t)d->n_pairs + 1, sizeof *is_beaten);
    yx_map_init(&last, d->n_pairs);
    for (uint32_t i = 0; i < d->n_pairs; i++) {
        bool is_new;
        *yx_map_put(&last, pair_hash(&d->pair[i]), i, &is_new) = i;
    }
    for (int side = YX_LEFT; side <= YX_RIGHT; side++) {
        if (!(side == YX_LEFT ? s->model->left_once : s->model->right_once))
            continue;
        struct yx_map best; /* row + 1 -> the latest 同一人 of it so far */
        yx_map_init(&best, d->n_pairs);
        for (uint32_t i = 0; i < d->n_pairs; i++) {
            const struct yx_link_decided_pair *p = &d->pair[i];
            if (p->verdict != YX_DECIDED_SAME || *yx_map_get(&last, pair_hash(p)) != i)
                continue;
            bool is_new;
            uint32_t row = side == YX_LEFT ? p->left : p->right;
            uint32_t *at = yx_map_put(&best, (uint64_t)row + 1, i, &is_new), other = *at;
            if (is_new)
                continue;
            const struct yx_link_decision *mine = &d->v[p->number];
            const struct yx_link_decision *rival = &d->v[d->pair[other].number];
            if (d->n_rivals == 0) {
                d->rivals[0] = d->pair[other].number;
                d->rivals[1] = p->number;
            }
            d->n_rivals++;
            is_beaten[i] |= !is_later(mine, rival);
            is_beaten[other] |= !is_later(rival, mine);
            if (is_later(mine, rival))
                *at = i;
        }
        yx_map_free(&best);
    }
    for (uint32_t i = 0; i < d->n_pairs; i++)
        if (is_beaten[i]) {
            d->pair[i].verdict = YX_DECIDED_LATER;
            d->n_beaten++;
        }
    yx_map_free(&last);
    free(is_beaten);
}

void yx_link_decisions_find(struct yx_link_decision_set *d, const struct yx_record_set *s,
                            const struct yx_link_rows *rows, struct yx_arena *a)
{
    bool is_dedupe = !s->table[YX_RIGHT];
    d->pair = YX_NEW(a, struct yx_link_decided_pair, d->n + 1);
    for (uint32_t i = 0; i < d->n; i++) {
        const struct yx_link_decision *v = &d->v[i];
        uint32_t left = yx_link_row_find(&rows[YX_LEFT], v->left);
        uint32_t right = yx_link_row_find(&rows[is_dedupe ? YX_LEFT : YX_RIGHT], v->right);
        if (left == UINT32_MAX || right == UINT32_MAX || (is_dedupe && left == right)) {
            if (!d->n_gone++)
                d->first_gone = i;
            continue;
        }
        struct yx_link_decided_pair p = {left, right, i, v->decided};
        if (is_dedupe && left > right)
            p = (struct yx_link_decided_pair){right, left, i, v->decided};
        if (v->fingerprint && v->fingerprint != yx_link_fingerprint(s, p.left, p.right)) {
            p.verdict = YX_DECIDED_ANEW;
            d->n_changed++;
        }
        d->pair[d->n_pairs++] = p;
    }
    settle_rivals(d, s);
}

void yx_link_decision_cells(const struct yx_link_decision_set *d, uint32_t number,
                            struct yx_buf *out)
{
    const struct yx_link_decision *v = d && number < d->n ? &d->v[number] : NULL;
    const struct yx_str cell[] = {v ? v->verdict : YX_S(""), v ? v->by : YX_S(""),
                                  v ? v->day : YX_S(""), v ? v->basis : YX_S("")};
    for (size_t i = 0; i < YX_LEN(cell); i++) {
        yx_buf_putz(out, i ? "," : "");
        yx_csv_text(out, cell[i]);
    }
}
