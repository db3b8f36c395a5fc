/* award_run.c -- a whole table of facts decided, award by award, in order.
 *
 * DESIGN.  The ordered rows are cut into tasks of about TASK_ROWS at the border
 * of a student.  A task gathers its rows term by term into narrow columns of a
 * block, has them decided (decide.h: by the plan, and what that leaves open by
 * the block evaluator), sorts the awards of the block by row, and then writes
 * its lines in order; tasks are committed in order.  Everything of a line but
 * the student and the amount is prepared once per benefit, status and payee.
 *
 *   rows in order ─► columns of a term ─► lists of awards ─► by row ─► lines ─► sink */
#include "policy/award_run.h"

#include "base/mem.h"
#include "base/pool.h"
#include "policy/decide.h"
#include "policy/policy_int.h"
#include "table/csv_out.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { TASK_ROWS = 4096, N_STATUS = YX_PENDING + 1, N_PAYEES = YX_PAY_OUTSIDE + 1 };

struct kept {
    yx_fen amount;
    uint16_t benefit;
    uint8_t status, payee;
};

struct slot {
    struct yx_arena *arena;
    struct yx_decider *decider;
    struct yx_factfile_room *room;
    uint32_t *row; /* of the file, per row of the task */
    uint8_t *done;
    uint32_t *at;            /* rows of the block: place in the task */
    uint32_t *block_row;     /* and row of the file */
    uint32_t *first, *count; /* per row of the task: its awards, by benefit, among: */
    struct {
        struct kept *v;
        size_t n, cap;
    } kept;
    struct kept *merged; /* per benefit: of rows that are one student's in one term */
    uint16_t *constraint;
    size_t cap;
    struct yx_buf lines, said;
    struct yx_award_total *total;
    uint64_t awards, stopped, repeated, bad_cells;
};

struct award_run {
    const struct yx_policy *p;
    const struct yx_factfile *f;
    const struct yx_award_sink *sink;
    uint32_t *task; /* first row of each task, and the end */
    size_t n_tasks;
    struct slot *slot;
    struct yx_str *head; /* per benefit: `,A2.3,` */
    struct yx_str *tail; /* per benefit, status, payee: `,到人,享受,附件…\n` */
    struct yx_award_totals *out;
    struct yx_err *err;
    int rc;
    atomic_bool failed;
};

struct yx_str yx_award_header(void)
{
    return YX_S("学生,学期,项目,金额,对象,状态,依据\n");
}

static struct yx_str csv_piece(struct yx_arena *a, const struct yx_str *cell, size_t n,
                               bool leading)
{
    struct yx_buf b = {0};
    for (size_t i = 0; i < n; i++) {
        if (i || leading)
            yx_buf_putc(&b, ',');
        yx_csv_text(&b, cell[i]);
    }
    struct yx_str out = yx_str_dup(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return out;
}

static void prepare_lines(struct award_run *k, struct yx_arena *a)
{
    uint32_t n = k->p->n_benefits;
    k->head = YX_NEW(a, struct yx_str, n + 1);
    k->tail = YX_NEW(a, struct yx_str, (size_t)n * N_STATUS * N_PAYEES + 1);
    for (uint32_t b = 0; b < n; b++) {
        const struct yx_policy_benefit *ben = &k->p->benefit[b];
        struct yx_str head[] = {ben->id, {0}};
        k->head[b] = csv_piece(a, head, 2, true);
        for (uint32_t s = 0; s < N_STATUS; s++)
            for (uint32_t p = 0; p < N_PAYEES; p++) {
                struct yx_str tail[] = {yx_payee_name((enum yx_payee)p),
                                        yx_status_name((enum yx_status)s), ben->basis};
                k->tail[((size_t)b * N_STATUS + s) * N_PAYEES + p] = csv_piece(a, tail, 3, true);
            }
    }
}

static void prepare_tasks(struct award_run *k, uint32_t from, uint32_t n, struct yx_arena *a)
{
    k->task = YX_NEW(a, uint32_t, (size_t)(n - from) / TASK_ROWS + 3);
    while (from < n) {
        k->task[k->n_tasks++] = from;
        uint32_t to = YX_MIN(n, from + TASK_ROWS);
        while (to < n && yx_factfile_row(k->f, to).student == yx_factfile_row(k->f, to - 1).student)
            to++;
        from = to;
    }
    k->task[k->n_tasks] = n;
}

static void slot_reserve(struct award_run *k, struct slot *s, size_t n)
{
    if (!s->arena) {
        s->arena = yx_arena_new();
        s->decider = yx_decider_new(k->p, YX_FACT_ROWS);
        s->room = yx_factfile_room_new(k->f, s->arena);
        s->merged = YX_NEW(s->arena, struct kept, k->p->n_benefits + 1);
        s->at = YX_NEW(s->arena, uint32_t, YX_FACT_ROWS);
        s->block_row = YX_NEW(s->arena, uint32_t, YX_FACT_ROWS);
        s->total =
            YX_NEW(s->arena, struct yx_award_total, (size_t)YX_TOTAL_TERMS * k->p->n_benefits + 1);
    }
    if (n <= s->cap)
        return;
    s->cap = n + n / 4;
    s->row = YX_NEW(s->arena, uint32_t, s->cap);
    s->done = YX_NEW(s->arena, uint8_t, s->cap);
    s->constraint = YX_NEW(s->arena, uint16_t, s->cap);
    s->first = YX_NEW(s->arena, uint32_t, s->cap);
    s->count = YX_NEW(s->arena, uint32_t, s->cap);
}

/* ---- sentences ---- */

struct saying {
    struct award_run *k;
    struct slot *s;
};

static void say(struct award_run *k, struct yx_buf *b, struct yx_text text, const char *const *args,
                int n)
{
    yx_text_render(text, k->sink->lang, args, n, b);
    yx_buf_putc(b, '\n');
}

static void bad_cell(void *ctx, uint32_t row, uint32_t input, struct yx_str text)
{
    struct saying *q = ctx;
    struct yx_buf b = {0};
    size_t name = b.n;
    yx_buf_puts(&b, q->k->p->input[input].name);
    yx_buf_putc(&b, 0);
    size_t value = b.n;
    yx_buf_puts(&b,
                text.n > 60 ? yx_str_sub(text, 0, yx_utf8_valid(yx_str_sub(text, 0, 60))) : text);
    yx_buf_putc(&b, 0);
    struct yx_num no = yx_fmt_u64(yx_factfile_row_no(q->k->f, row));
    const char *args[] = {no.s, b.p + name, b.p + value};
    say(q->k, &q->s->said,
        YX_TEXT("第 {0} 行 {1}：“{2}”不是它的值，按未知",
                "row {0}, {1}: “{2}” is no value of it, taken as unknown"),
        args, 3);
    q->s->bad_cells++;
    yx_buf_free(&b);
}

static void say_stopped(struct award_run *k, struct slot *s, uint32_t row, yx_term term,
                        uint16_t constraint)
{
    struct yx_buf b = {0};
    yx_buf_puts(&b, yx_factfile_student(k->f, row));
    yx_buf_putz(&b, "，");
    yx_term_put(&b, term);
    yx_buf_putc(&b, 0);
    size_t text = b.n;
    yx_buf_puts(&b, yx_policy_constraint_text(k->p, constraint));
    yx_buf_putc(&b, 0);
    struct yx_num no = yx_fmt_u64(yx_factfile_row_no(k->f, row));
    const char *args[] = {no.s, b.p, b.p + text};
    say(k, &s->said,
        YX_TEXT("第 {0} 行（{1}）事实矛盾，没有计算：{2}",
                "row {0} ({1}) contradicts itself, nothing computed: {2}"),
        args, 3);
    s->stopped++;
    yx_buf_free(&b);
}

/* ---- one task ---- */

/* The awards of the block after those there are, row by row; s->at says whose they are. */
static void keep_piece(struct award_run *k, struct slot *s, const struct yx_award_piece *piece)
{
    uint32_t items = k->p->n_benefits, next = (uint32_t)s->kept.n;
    for (uint32_t j = 0; j < piece->n_rows; j++) {
        s->count[s->at[j]] = 0;
        s->constraint[s->at[j]] = 0;
    }
    for (uint32_t b = 0; b < items; b++)
        for (uint32_t i = 0; i < piece->benefit[b].n; i++)
            s->count[s->at[piece->benefit[b].row[i]]]++;
    for (uint32_t j = 0; j < piece->n_rows; j++) {
        s->first[s->at[j]] = next;
        next += s->count[s->at[j]];
        s->count[s->at[j]] = 0;
    }
    if (next > s->kept.cap) {
        s->kept.cap = next + next / 2;
        s->kept.v = yx_realloc(s->kept.v, yx_mul_size(s->kept.cap, sizeof s->kept.v[0]));
    }
    s->kept.n = next;
    for (uint32_t b = 0; b < items; b++) {
        const struct yx_award_list *l = &piece->benefit[b];
        for (uint32_t i = 0; i < l->n; i++) {
            uint32_t at = s->at[l->row[i]];
            s->kept.v[s->first[at] + s->count[at]++] =
                (struct kept){yx_award_amount(l, i), (uint16_t)b, (uint8_t)yx_award_status(l, i),
                              (uint8_t)yx_award_payee(l, i)};
        }
    }
    for (uint32_t i = 0; i < piece->stopped.n; i++)
        s->constraint[s->at[piece->stopped.row[i]]] = piece->stopped.what[i];
}

static void decide_rows(struct award_run *k, struct slot *s, uint32_t from, uint32_t n)
{
    struct saying q = {k, s};
    struct yx_award_sums sums = {0};
    uint32_t left = n;
    s->kept.n = 0;
    memset(s->done, 0, n);
    for (uint32_t first = 0; left > 0;) {
        while (s->done[first])
            first++;
        struct yx_fact_columns facts = {.term = yx_factfile_row(k->f, from + first).term};
        uint32_t m = 0;
        for (uint32_t i = first; i < n && m < YX_FACT_ROWS; i++) {
            struct yx_fact_row r = yx_factfile_row(k->f, from + i);
            if (s->done[i] || r.term != facts.term)
                continue;
            s->done[i] = 1;
            s->at[m] = i;
            s->row[i] = r.row;
            s->block_row[m++] = r.row;
        }
        left -= m;
        facts.n_rows = m;
        facts.input = yx_factfile_columns(k->f, s->block_row, m, s->room, bad_cell, &q);
        keep_piece(k, s, yx_decide_piece(s->decider, &facts, 0, m, true, &sums));
    }
}

static struct yx_award_total *total_of(struct award_run *k, struct slot *s, yx_term term)
{
    for (uint32_t t = 0; t < k->out->n_terms; t++)
        if (k->out->term[t] == term)
            return &s->total[(size_t)t * k->p->n_benefits];
    return NULL;
}

static void award_line(struct award_run *k, struct slot *s, struct yx_str who, struct kept w,
                       struct yx_award_total *total)
{
    uint32_t b = w.benefit;
    if (total) {
        struct yx_award_total *t = &total[b];
        if (w.status == YX_PENDING)
            t->pending++;
        else if (w.status == YX_LATE)
            t->late++;
        else {
            t->given++;
            t->count[w.payee]++;
            t->fen[w.payee] += w.amount;
        }
    }
    s->awards++;
    if (!k->sink->csv)
        return;
    yx_buf_puts(&s->lines, who);
    yx_buf_puts(&s->lines, k->head[b]);
    if (k->p->benefit[b].has_amount && w.status != YX_PENDING)
        yx_money_put(&s->lines, w.amount);
    yx_buf_puts(&s->lines, k->tail[((size_t)b * N_STATUS + w.status) * N_PAYEES + w.payee]);
    yx_buf_putc(&s->lines, '\n');
}

/* Rows i..i + n of one student and term: what any of them alone would give is open. */
static uint32_t merge_rows(struct award_run *k, struct slot *s, uint32_t i, uint32_t n)
{
    uint32_t items = k->p->n_benefits, m = 0;
    for (uint32_t b = 0; b < items; b++)
        s->merged[b].status = YX_NOT_ENTITLED;
    for (uint32_t j = i; j < i + n; j++)
        for (uint32_t a = 0; a < s->count[j]; a++) {
            const struct kept *w = &s->kept.v[s->first[j] + a];
            struct kept *to = &s->merged[w->benefit];
            bool is_first = to->status == YX_NOT_ENTITLED;
            uint8_t payee = is_first || to->payee == w->payee ? w->payee : (uint8_t)YX_PAY_UNKNOWN;
            *to = (struct kept){0, w->benefit, YX_PENDING, payee};
        }
    for (uint32_t b = 0; b < items; b++)
        if (s->merged[b].status != YX_NOT_ENTITLED)
            s->merged[m++] = s->merged[b];
    return m;
}

static void work(void *ctx, size_t task, unsigned slot)
{
    struct award_run *k = ctx;
    struct slot *s = &k->slot[slot];
    uint32_t from = k->task[task], n = k->task[task + 1] - from, items = k->p->n_benefits;
    s->lines.n = s->said.n = 0;
    s->awards = s->stopped = s->repeated = s->bad_cells = 0;
    if (atomic_load_explicit(&k->failed, memory_order_relaxed))
        return;
    slot_reserve(k, s, n);
    memset(s->total, 0, ((size_t)YX_TOTAL_TERMS * items + 1) * sizeof s->total[0]);
    decide_rows(k, s, from, n);
    struct yx_buf who = {0};
    for (uint32_t i = 0; i < n;) {
        struct yx_fact_row r = yx_factfile_row(k->f, from + i);
        uint32_t same = 1;
        for (; i + same < n; same++) {
            struct yx_fact_row o = yx_factfile_row(k->f, from + i + same);
            if (o.student != r.student || o.term != r.term)
                break;
        }
        for (uint32_t j = i; j < i + same; j++)
            if (s->constraint[j])
                say_stopped(k, s, s->row[j], r.term, s->constraint[j]);
        const struct kept *award = s->kept.v + s->first[i];
        uint32_t n_awards = s->count[i];
        if (same > 1) {
            n_awards = merge_rows(k, s, i, same);
            award = s->merged;
            s->repeated++;
        }
        who.n = 0;
        yx_csv_text(&who, yx_factfile_student(k->f, r.row));
        yx_buf_putc(&who, ',');
        yx_term_put(&who, r.term);
        struct yx_award_total *total = total_of(k, s, r.term);
        for (uint32_t w = 0; w < n_awards; w++)
            award_line(k, s, yx_buf_str(&who), award[w], total);
        i += same;
    }
    yx_buf_free(&who);
}

static void commit(void *ctx, size_t task, unsigned slot)
{
    struct award_run *k = ctx;
    struct slot *s = &k->slot[slot];
    if (k->rc)
        return;
    if (s->said.n && k->sink->say)
        k->sink->say(k->sink->ctx, yx_buf_str(&s->said));
    if (s->lines.n && k->sink->csv) {
        k->rc = k->sink->csv(k->sink->ctx, yx_buf_str(&s->lines), k->err);
        if (k->rc)
            atomic_store(&k->failed, true);
    }
    k->out->awards += s->awards;
    k->out->stopped += s->stopped;
    k->out->repeated += s->repeated;
    k->out->bad_cells += s->bad_cells;
    for (size_t i = 0; i < (size_t)k->out->n_terms * k->p->n_benefits; i++) {
        struct yx_award_total *to = &k->out->total[i];
        to->given += s->total[i].given;
        to->pending += s->total[i].pending;
        to->late += s->total[i].late;
        for (uint32_t p = 0; p < N_PAYEES; p++) {
            to->fen[p] += s->total[i].fen[p];
            to->count[p] += s->total[i].count[p];
        }
    }
    if (k->sink->progress)
        k->sink->progress(k->sink->ctx, k->task[task + 1], yx_factfile_rows(k->f));
}

static void find_terms(struct award_run *k)
{
    struct yx_award_totals *o = k->out;
    uint32_t n = yx_factfile_rows(k->f);
    yx_term last = YX_NO_TERM;
    for (uint32_t i = 0; i < n && o->n_terms < YX_TOTAL_TERMS; i++) {
        yx_term t = yx_factfile_row(k->f, i).term;
        if (t == last)
            continue;
        last = t;
        uint32_t at = 0;
        while (at < o->n_terms && o->term[at] < t)
            at++;
        if (at < o->n_terms && o->term[at] == t)
            continue;
        memmove(&o->term[at + 1], &o->term[at], (o->n_terms - at) * sizeof o->term[0]);
        o->term[at] = t;
        o->n_terms++;
    }
}

int yx_award_run_part(const struct yx_policy *p, const struct yx_factfile *f, uint32_t from,
                      uint32_t to, struct yx_pool *pool, const struct yx_award_sink *sink,
                      struct yx_arena *a, struct yx_award_totals *out, struct yx_err *err)
{
    struct award_run k = {.p = p, .f = f, .sink = sink, .out = out, .err = err};
    if (!from) {
        *out = (struct yx_award_totals){.rows = yx_factfile_rows(f),
                                        .students = yx_factfile_students(f)};
        find_terms(&k);
        out->total = YX_NEW(a, struct yx_award_total, (size_t)YX_TOTAL_TERMS * p->n_benefits + 1);
    }
    struct yx_arena *own = yx_arena_new();
    prepare_lines(&k, own);
    prepare_tasks(&k, from, to, own);
    unsigned n_slots = yx_pool_slots(pool);
    k.slot = YX_NEW(own, struct slot, n_slots);
    yx_pool_ordered(pool, k.n_tasks, work, commit, &k);
    for (unsigned i = 0; i < n_slots; i++) {
        yx_decider_free(k.slot[i].decider);
        free(k.slot[i].kept.v);
        yx_arena_free(k.slot[i].arena);
        yx_buf_free(&k.slot[i].lines);
        yx_buf_free(&k.slot[i].said);
    }
    yx_arena_free(own);
    return k.rc;
}

int yx_award_run(const struct yx_policy *p, const struct yx_factfile *f, struct yx_pool *pool,
                 const struct yx_award_sink *sink, struct yx_arena *a, struct yx_award_totals *out,
                 struct yx_err *err)
{
    return yx_award_run_part(p, f, 0, yx_factfile_rows(f), pool, sink, a, out, err);
}
