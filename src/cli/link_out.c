/* link_out.c -- what link and dedupe write: links, questions, a summary. */
#include "cli/link_out.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "match/link_decisions.h"
#include "table/csv_out.h"

#include <stdlib.h>

enum { FLUSH = 1 << 20, PIECE_ROWS = 1 << 13 };

static bool english(const struct yx_link_report *k)
{
    return k->lang == YX_EN;
}

static const struct yx_text verdict_names[YX_N_PAIR_VERDICTS] = {
#define VERDICT(id, zh, en) {zh, en},
    YX_PAIR_VERDICTS(VERDICT)
#undef VERDICT
};

static enum yx_link_side right_of(const struct yx_link_report *k)
{
    return yx_record_right(k->set);
}
static const struct yx_link_rows *rows_of(const struct yx_link_report *k, enum yx_link_side side)
{
    return &k->rows[side];
}

/* ---- cells ---- */

static void comma(struct yx_buf *b)
{
    yx_buf_putc(b, ',');
}

static void put_row_no(const struct yx_link_report *k, enum yx_link_side side, uint32_t row,
                       struct yx_buf *b)
{
    yx_buf_put_u64(b, k->set->table[side]->row_no[row]);
}

static void put_name(const struct yx_link_report *k, enum yx_link_side side, uint32_t row,
                     struct yx_buf *b)
{
    struct yx_buf name = {0};
    yx_link_row_name(rows_of(k, side), row, &name);
    yx_csv_text(b, yx_buf_str(&name));
    yx_buf_free(&name);
}

/* 99.98%, never rounded up to certainty. */
static void put_probability(int32_t weight, struct yx_buf *b)
{
    unsigned parts = (unsigned)(yx_fs_probability(weight) * 10000.0);
    parts = YX_MIN(parts, 9999U);
    yx_buf_put_u64(b, parts / 100);
    yx_buf_putc(b, '.');
    yx_buf_putc(b, (char)('0' + parts / 10 % 10));
    yx_buf_putc(b, (char)('0' + parts % 10));
    yx_buf_putc(b, '%');
}

static void put_basis(const struct yx_link_report *k, const struct yx_link *p, struct yx_buf *b)
{
    if (p->how == YX_HOW_PASS)
        yx_csv_text(b, k->set->model->pass[p->pass].reason);
    else if (p->how == YX_HOW_DECISION)
        yx_buf_putz(b, english(k) ? "decision" : "判定");
    else
        yx_buf_putz(b, english(k) ? "weight" : "权重");
}

/* Weight and probability; empty where nothing was compared. */
static void put_weight(const struct yx_link_report *k, const struct yx_link *p, struct yx_buf *b)
{
    bool has = k->set->model->n_comparisons > 0;
    if (has)
        yx_link_put_bits(p->weight, false, b);
    comma(b);
    if (has)
        put_probability(p->weight, b);
}

static void put_reason(const struct yx_link_report *k, const struct yx_link *p, struct yx_buf *b)
{
    struct yx_buf words = {0};
    if (p->is_raised_again)
        yx_buf_putz(&words, english(k) ? "raised again, what was decided on has changed: "
                                       : "判定之后内容有变，再问一次：");
    yx_link_words(k->set, k->result, p, english(k), &words);
    yx_csv_text(b, yx_buf_str(&words));
    yx_buf_free(&words);
}

static int flush(struct yx_writer *w, struct yx_buf *b, size_t from, struct yx_err *err)
{
    if (b->n < from)
        return YX_OK;
    int rc = yx_writer_put(w, yx_buf_str(b), err);
    b->n = 0;
    return rc;
}

/* ---- --out ---- */

static void put_link(const struct yx_link_report *k, const struct yx_link *p, struct yx_buf *b)
{
    enum yx_link_side right = right_of(k);
    if (k->result->cluster) {
        if (p->verdict == YX_PAIR_LINK)
            put_row_no(k, YX_LEFT, k->result->cluster[p->left], b);
        comma(b);
    }
    put_row_no(k, YX_LEFT, p->left, b);
    comma(b);
    put_name(k, YX_LEFT, p->left, b);
    comma(b);
    put_row_no(k, right, p->right, b);
    comma(b);
    put_name(k, right, p->right, b);
    comma(b);
    struct yx_text verdict = verdict_names[p->verdict];
    yx_buf_putz(b, english(k) ? verdict.en : verdict.zh);
    comma(b);
    put_basis(k, p, b);
    comma(b);
    put_weight(k, p, b);
    comma(b);
    put_reason(k, p, b);
    yx_buf_putc(b, '\n');
}

static void put_unfound(const struct yx_link_report *k, enum yx_link_side side, uint32_t row,
                        struct yx_buf *b)
{
    bool blank = true;
    for (unsigned f = 0; f < k->set->model->n_fields && blank; f++)
        blank = yx_record_codes(k->set, side, row)[f] == 0;
    if (side == YX_RIGHT)
        yx_buf_putz(b, ",,");
    put_row_no(k, side, row, b);
    comma(b);
    put_name(k, side, row, b);
    yx_buf_putz(b, side == YX_LEFT ? ",,," : ",");
    yx_buf_putz(b, english(k) ? "not found,,,," : "未找到,,,,");
    if (blank)
        yx_buf_putz(b, english(k) ? "the row says nothing that could be compared"
                                  : "这一行没有可比的内容");
    yx_buf_putc(b, '\n');
}

/* Lines made in pieces of so many rows, on all cores, and written in their order. */
struct links_out {
    const struct yx_link_report *k;
    struct yx_writer *w;
    struct yx_buf *slot;
    bool *seen; /* right rows that stand beside a left one */
    size_t n_left_tasks;
    int rc;
    struct yx_err *err;
};

/* The first pair of left row `row` or a later one. */
static size_t pair_at(const struct yx_link_result *r, uint32_t row)
{
    size_t lo = 0, hi = r->n_pairs;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r->pair[mid].left < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static void make_lines(void *ctx, size_t task, unsigned slot)
{
    struct links_out *o = ctx;
    const struct yx_link_result *r = o->k->result;
    struct yx_buf *b = &o->slot[slot];
    bool is_left = task < o->n_left_tasks;
    uint32_t n = o->k->set->n_rows[is_left ? YX_LEFT : YX_RIGHT];
    uint32_t from = (uint32_t)((is_left ? task : task - o->n_left_tasks) * PIECE_ROWS);
    uint32_t to = n - from < PIECE_ROWS ? n : from + PIECE_ROWS;
    size_t i = is_left ? pair_at(r, from) : 0;
    b->n = 0;
    for (uint32_t row = from; row < to; row++) {
        if (!is_left) {
            if (!o->seen[row])
                put_unfound(o->k, YX_RIGHT, row, b);
            continue;
        }
        if (!r->cluster && (i == r->n_pairs || r->pair[i].left != row))
            put_unfound(o->k, YX_LEFT, row, b);
        for (; i < r->n_pairs && r->pair[i].left == row; i++)
            put_link(o->k, &r->pair[i], b);
    }
}

static void write_lines(void *ctx, size_t task, unsigned slot)
{
    (void)task;
    struct links_out *o = ctx;
    if (o->rc == YX_OK)
        o->rc = yx_writer_put(o->w, yx_buf_str(&o->slot[slot]), o->err);
}

int yx_link_write_links(const struct yx_link_report *k, const char *path, struct yx_err *err)
{
    const struct yx_link_result *r = k->result;
    uint32_t n_left = k->set->n_rows[YX_LEFT], n_right = k->set->n_rows[YX_RIGHT];
    struct links_out o = {.k = k, .w = yx_writer_open(path, err), .err = err};
    if (!o.w)
        return YX_IO;
    struct yx_buf heading = {0};
    if (r->cluster)
        yx_buf_putz(&heading, english(k) ? "group," : "组,");
    yx_buf_putz(&heading, english(k) ? "left_row,left_key,right_row,right_key,result,basis,bits,"
                                       "probability,reason\n"
                                     : "左行,左编号,右行,右编号,结果,依据,权重,把握,理由\n");
    o.rc = yx_writer_put(o.w, yx_buf_str(&heading), err);
    yx_buf_free(&heading);
    o.seen = yx_calloc((size_t)n_right + 1, sizeof *o.seen);
    for (size_t i = 0; !r->cluster && i < r->n_pairs; i++)
        o.seen[r->pair[i].right] = true;
    unsigned n_slots = yx_pool_slots(k->pool);
    o.slot = yx_calloc(n_slots, sizeof *o.slot);
    o.n_left_tasks = ((size_t)n_left + PIECE_ROWS - 1) / PIECE_ROWS;
    size_t n_right_tasks = ((size_t)n_right + PIECE_ROWS - 1) / PIECE_ROWS;
    yx_pool_ordered(k->pool, o.n_left_tasks + n_right_tasks, make_lines, write_lines, &o);
    for (unsigned i = 0; i < n_slots; i++)
        yx_buf_free(&o.slot[i]);
    free(o.slot);
    free(o.seen);
    if (o.rc != YX_OK) {
        yx_writer_abandon(o.w);
        return o.rc;
    }
    return yx_writer_finish(o.w, err);
}

/* ---- --review ---- */

/* Names of the columns that agree, or that do not, joined by 、. */
static void put_agreeing(const struct yx_link_report *k, const struct yx_link *p, bool agreeing,
                         struct yx_buf *b)
{
    const uint32_t *left = yx_record_codes(k->set, YX_LEFT, p->left);
    const uint32_t *right = yx_record_codes(k->set, right_of(k), p->right);
    struct yx_buf names = {0};
    for (unsigned f = 0; f < k->set->model->n_fields; f++) {
        if (!left[f] || !right[f] || (left[f] == right[f]) != agreeing)
            continue;
        yx_buf_putz(&names, !names.n ? "" : english(k) ? "; " : "、");
        yx_buf_puts(&names, k->set->model->field[f].name);
    }
    yx_csv_text(b, yx_buf_str(&names));
    yx_buf_free(&names);
}

static void put_review_heading(const struct yx_link_report *k, struct yx_buf *b)
{
    const struct yx_link_model *m = k->set->model;
    yx_buf_putz(b,
                english(k) ? "left_key,left_row,right_key,right_row" : "左编号,左行,右编号,右行");
    for (unsigned f = 0; f < m->n_fields; f++) {
        struct yx_buf heading = {0};
        for (int side = YX_LEFT; side <= YX_RIGHT; side++) {
            if (!m->field[f].on[m->is_dedupe ? YX_LEFT : side])
                continue;
            heading.n = 0;
            yx_buf_puts(&heading, m->field[f].name);
            yx_buf_putz(&heading, side == YX_LEFT ? (english(k) ? " left" : "（左）")
                                  : english(k)    ? " right"
                                                  : "（右）");
            comma(b);
            yx_csv_text(b, yx_buf_str(&heading));
        }
        yx_buf_free(&heading);
    }
    yx_buf_putz(b, english(k) ? ",agree,differ,bits,probability,why,reason,verdict,by,date,basis,"
                                "fingerprint\n"
                              : ",相同,不同,权重,把握,为何要看,理由,判定,判定人,日期,依据,指纹\n");
}

static void put_question(const struct yx_link_report *k, const struct yx_link *p, struct yx_buf *b)
{
    const struct yx_link_model *m = k->set->model;
    enum yx_link_side right = right_of(k);
    put_name(k, YX_LEFT, p->left, b);
    comma(b);
    put_row_no(k, YX_LEFT, p->left, b);
    comma(b);
    put_name(k, right, p->right, b);
    comma(b);
    put_row_no(k, right, p->right, b);
    for (unsigned f = 0; f < m->n_fields; f++) {
        if (m->field[f].on[YX_LEFT]) {
            comma(b);
            yx_csv_text(b, yx_record_text(k->set, YX_LEFT, f, p->left));
        }
        if (m->field[f].on[right]) {
            comma(b);
            yx_csv_text(b, yx_record_text(k->set, right, f, p->right));
        }
    }
    comma(b);
    put_agreeing(k, p, true, b);
    comma(b);
    put_agreeing(k, p, false, b);
    comma(b);
    put_weight(k, p, b);
    comma(b);
    struct yx_text verdict = verdict_names[p->verdict];
    yx_buf_putz(b, english(k) ? verdict.en : verdict.zh);
    comma(b);
    put_reason(k, p, b);
    comma(b);
    /* What somebody put off stays said. */
    yx_link_decision_cells(k->decisions, p->is_raised_again ? UINT32_MAX : p->decision, b);
    comma(b);
    yx_buf_put_hex(b, yx_link_fingerprint(k->set, p->left, p->right));
    yx_buf_putc(b, '\n');
}

struct stake {
    int32_t weight;
    uint32_t at;
};

static int by_weight(const void *a, const void *b)
{
    const struct stake *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

int yx_link_write_review(const struct yx_link_report *k, const char *path, struct yx_err *err)
{
    const struct yx_link_result *r = k->result;
    struct yx_writer *w = yx_writer_open(path, err);
    if (!w)
        return YX_IO;
    struct stake *stake = yx_malloc(yx_mul_size((size_t)r->n_review + 1, sizeof *stake));
    size_t n = 0;
    for (size_t i = 0; i < r->n_pairs; i++)
        if (yx_pair_is_review((enum yx_pair_verdict)r->pair[i].verdict))
            stake[n++] = (struct stake){r->pair[i].weight, (uint32_t)i};
    qsort(stake, n, sizeof *stake, by_weight);
    struct yx_buf b = {0};
    put_review_heading(k, &b);
    int rc = YX_OK;
    for (size_t i = 0; i < n && rc == YX_OK; i++) {
        put_question(k, &r->pair[stake[i].at], &b);
        rc = flush(w, &b, FLUSH, err);
    }
    if (rc == YX_OK)
        rc = flush(w, &b, 0, err);
    free(stake);
    yx_buf_free(&b);
    if (rc != YX_OK) {
        yx_writer_abandon(w);
        return rc;
    }
    return yx_writer_finish(w, err);
}
