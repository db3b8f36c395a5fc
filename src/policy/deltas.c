/* deltas.c -- what changes for the students of a facts table when a policy does.
 *
 * DESIGN.  As award_run.c: the ordered rows are cut into tasks at the border of a
 * student, a task decides its rows term by term in blocks, here by both policies,
 * then compares row by row and writes lines; tasks are committed in order.
 *
 *   rows in order ─► blocks of a term ─► run old, run new ─► compared ─► lines ─► sink */
#include "policy/deltas.h"

#include "base/mem.h"
#include "base/pool.h"
#include "policy/policy_int.h"
#include "table/csv_out.h"

#include <stdatomic.h>
#include <string.h>

enum { TASK_ROWS = 4096 };
#define NOWHERE UINT32_MAX

struct decided {
    yx_fen amount, lo, hi;
    uint8_t status, payee;
};

struct side { /* of one policy in one slot */
    struct yx_run *run;
    struct yx_facts *facts;
    struct decided *row; /* per row of the task and benefit of the policy */
    uint16_t *constraint;
};

struct slot {
    struct yx_arena *arena;
    struct side side[2];
    uint32_t *at, *block_row;
    uint8_t *done;
    size_t cap;
    struct yx_buf lines, said;
    struct yx_delta_sums sums; /* of the task */
};

struct deltas {
    const struct yx_policy *p[2]; /* old, new */
    const struct yx_factfile *f[2];
    uint32_t *at[2]; /* per benefit of the result: its number in each policy, or NOWHERE */
    uint32_t n;
    const struct yx_award_sink *sink;
    uint32_t *task;
    size_t n_tasks;
    struct slot *slot;
    struct yx_delta_sums *out;
    struct yx_err *err;
    int rc;
    atomic_bool failed;
};

struct yx_str yx_account_name(enum yx_account a)
{
    static const char *const name[] = {"资助", "减免", "贷款", "外部"};
    return yx_str_of(name[a]);
}

enum yx_account yx_account_of(enum yx_payee p)
{
    return p == YX_PAY_EXEMPT    ? YX_WAIVER
           : p == YX_PAY_LOAN    ? YX_LOAN
           : p == YX_PAY_OUTSIDE ? YX_OTHER
                                 : YX_AID;
}

struct yx_str yx_deltas_header(void)
{
    return YX_S("学生,学期,项目,项目名称,账户,对象,原状态,原金额,新状态,新金额,差额,更正,依据\n");
}

/* ---- deciding ---- */

struct saying {
    const struct deltas *k;
    struct slot *s;
    int side;
};

static void say(const struct deltas *k, struct slot *s, struct yx_text text, uint32_t row,
                const struct yx_buf *b, size_t second)
{
    struct yx_num no = yx_fmt_u64(yx_factfile_row_no(k->f[1], row));
    const char *args[] = {no.s, b->p, b->p + second};
    yx_text_render(text, k->sink->lang, args, 3, &s->said);
    yx_buf_putc(&s->said, '\n');
}

static void bad_cell(void *ctx, uint32_t row, uint32_t input, struct yx_str text)
{
    const struct saying *q = ctx;
    struct yx_str name = q->k->p[q->side]->input[input].name;
    if (q->side == 0 && yx_policy_find_input(q->k->p[1], name) >= 0)
        return; /* said for the new policy */
    struct yx_buf b = {0};
    yx_buf_puts(&b, name);
    yx_buf_putc(&b, 0);
    size_t value = b.n;
    yx_buf_puts(&b, yx_str_sub(text, 0, yx_utf8_valid(yx_str_sub(text, 0, 60))));
    yx_buf_putc(&b, 0);
    say(q->k, q->s,
        YX_TEXT("第 {0} 行 {1}：“{2}”不是它的值，按未知",
                "row {0}, {1}: “{2}” is no value of it, taken as unknown"),
        row, &b, value);
    yx_buf_free(&b);
}

static void run_block(const struct deltas *k, struct slot *s, uint32_t m, yx_term term)
{
    for (int i = 0; i < 2; i++) {
        struct side *side = &s->side[i];
        struct saying q = {k, s, i};
        uint32_t items = k->p[i]->n_benefits;
        side->facts->term = term;
        yx_factfile_fill(k->f[i], s->block_row, m, side->facts, bad_cell, &q);
        const struct yx_awards *got = yx_policy_run(side->run, side->facts);
        for (uint32_t j = 0; j < m; j++)
            side->constraint[s->at[j]] = got->constraint[j];
        for (uint32_t b = 0; b < items; b++) {
            const struct yx_award_vec *w = &got->benefit[b];
            for (uint32_t j = 0; j < m; j++) {
                struct decided d = {.status = w->status[j]}; /* of a no nothing else counts */
                if (d.status != YX_NOT_ENTITLED)
                    d.payee = w->payee[j];
                if (d.status == YX_PENDING) {
                    d.lo = w->lo[j];
                    d.hi = w->hi[j];
                } else if (d.status != YX_NOT_ENTITLED && k->p[i]->benefit[b].has_amount) {
                    d.amount = w->amount[j];
                }
                side->row[(size_t)s->at[j] * items + b] = d;
            }
        }
    }
}

static void decide_rows(const struct deltas *k, struct slot *s, uint32_t from, uint32_t n)
{
    memset(s->done, 0, n);
    for (uint32_t first = 0, left = n; left > 0;) {
        while (s->done[first])
            first++;
        yx_term term = yx_factfile_row(k->f[1], from + first).term;
        uint32_t m = 0;
        for (uint32_t i = first; i < n && m < YX_FACT_ROWS; i++) {
            struct yx_fact_row r = yx_factfile_row(k->f[1], from + i);
            if (s->done[i] || r.term != term)
                continue;
            s->done[i] = 1;
            s->at[m] = i;
            s->block_row[m++] = r.row;
        }
        left -= m;
        run_block(k, s, m, term);
    }
}

/* The decision on rows i … i + n - 1 of one student and term: of several, what either alone
 * would give is open. */
static struct decided decision(const struct deltas *k, const struct slot *s, int side, uint32_t i,
                               uint32_t n, uint32_t benefit)
{
    uint32_t items = k->p[side]->n_benefits, b = k->at[side][benefit];
    struct decided none = {.status = YX_NOT_ENTITLED}, d = none;
    if (b == NOWHERE)
        return none;
    if (n == 1)
        return s->side[side].row[(size_t)i * items + b];
    for (uint32_t j = i; j < i + n; j++) {
        const struct decided *w = &s->side[side].row[(size_t)j * items + b];
        if (w->status == YX_NOT_ENTITLED)
            continue;
        yx_fen hi = w->status == YX_PENDING ? w->hi : w->amount;
        bool first = d.status == YX_NOT_ENTITLED;
        d.payee = first || d.payee == w->payee ? w->payee : (uint8_t)YX_PAY_UNKNOWN;
        d.hi = YX_MAX(d.hi, hi);
        d.status = YX_PENDING;
    }
    return d;
}

/* ---- lines ---- */

struct line {
    struct yx_str who; /* `甲,2022-春,` */
    uint32_t benefit;
    struct decided was, is;
    enum yx_payee payee;
    bool is_waiting;
};

static bool is_had(const struct decided *d)
{
    return d->status == YX_ENTITLED || d->status == YX_CEILING;
}

/* What is certainly to be had: nothing of what is refused or late. */
static yx_fen money(const struct decided *d)
{
    return is_had(d) ? d->amount : 0;
}

static const struct yx_policy_benefit *benefit_of(const struct deltas *k, uint32_t benefit)
{
    int side = k->at[1][benefit] != NOWHERE;
    return &k->p[side]->benefit[k->at[side][benefit]];
}

/* The payee, if it is unknown but can be one only. */
static enum yx_payee likely_payee(const struct deltas *k, const struct line *l)
{
    if (l->payee != YX_PAY_UNKNOWN)
        return l->payee;
    uint32_t payees = benefit_of(k, l->benefit)->payees;
    for (int p = YX_PAY_PERSON; p <= YX_PAY_OUTSIDE; p++)
        if (payees == 1U << p)
            return (enum yx_payee)p;
    return YX_PAY_UNKNOWN;
}

static void put_side(struct slot *s, const struct decided *d, bool has_amount)
{
    yx_csv_text(&s->lines, yx_status_name((enum yx_status)d->status));
    yx_buf_putc(&s->lines, ',');
    if (has_amount && d->status != YX_PENDING)
        yx_money_put(&s->lines, money(d));
    yx_buf_putc(&s->lines, ',');
}

/* One line, and what it adds to the sums: 1 more, -1 less, 0 no certain money. */
static int put_line(const struct deltas *k, struct slot *s, const struct line *l)
{
    const struct yx_policy_benefit *b = benefit_of(k, l->benefit);
    enum yx_payee payee = likely_payee(k, l);
    enum yx_account account = yx_account_of(payee);
    bool has_amount = b->has_amount;
    yx_fen diff = l->is_waiting || !has_amount ? 0 : money(&l->is) - money(&l->was);
    struct yx_delta_sum *sum = &s->sums.benefit[l->benefit].account[account];
    const char *what = l->is_waiting ? "待核" : "变更";
    if (diff > 0)
        what = account == YX_LOAN ? "额度增" : "补发";
    else if (diff < 0)
        what = account == YX_LOAN ? "额度减" : "追回";
    if (l->is_waiting)
        sum->pending++;
    else if (diff > 0)
        sum->more++;
    else if (diff < 0)
        sum->less++;
    else
        sum->other++;
    sum->more_fen += diff > 0 ? diff : 0;
    sum->less_fen += diff < 0 ? -diff : 0;
    s->sums.lines++;
    if (!k->sink->csv)
        return (diff > 0) - (diff < 0);
    yx_buf_puts(&s->lines, l->who);
    struct yx_str cell[] = {b->id, b->name,
                            payee == YX_PAY_UNKNOWN ? YX_S("") : yx_account_name(account),
                            yx_payee_name(payee)};
    for (size_t i = 0; i < YX_LEN(cell); i++) {
        yx_csv_text(&s->lines, cell[i]);
        yx_buf_putc(&s->lines, ',');
    }
    put_side(s, &l->was, has_amount);
    put_side(s, &l->is, has_amount);
    if (has_amount && !l->is_waiting)
        yx_money_put(&s->lines, diff);
    yx_buf_putc(&s->lines, ',');
    yx_buf_putz(&s->lines, what);
    yx_buf_putc(&s->lines, ',');
    yx_csv_text(&s->lines, b->basis);
    yx_buf_putc(&s->lines, '\n');
    return (diff > 0) - (diff < 0);
}

/* What a student's lines came to. */
struct outcome {
    bool more, less, waits, any;
    bool is_compared; /* some row of his was not stopped */
};

static void count_line(struct outcome *o, int way, bool waits)
{
    o->any = true;
    o->more |= way > 0;
    o->less |= way < 0;
    o->waits |= waits;
}

static void compare_benefit(const struct deltas *k, struct slot *s, struct line l,
                            struct outcome *o)
{
    const struct decided *was = &l.was, *is = &l.is;
    l.is_waiting = was->status == YX_PENDING || is->status == YX_PENDING;
    if (was->status == is->status && was->payee == is->payee) {
        bool same_range = was->lo == is->lo && was->hi == is->hi;
        if (l.is_waiting ? same_range : money(was) == money(is)) {
            s->sums.alike += l.is_waiting;
            return;
        }
    }
    if (!l.is_waiting && is_had(was) && is_had(is) && was->payee != is->payee) {
        /* From one payee to another: back from the one, due to the other. */
        struct line back = l, due = l;
        back.payee = (enum yx_payee)was->payee;
        back.is.amount = 0;
        due.payee = (enum yx_payee)is->payee;
        due.was.amount = 0;
        count_line(o, put_line(k, s, &back), false);
        count_line(o, put_line(k, s, &due), false);
        return;
    }
    l.payee = (enum yx_payee)(is->status != YX_NOT_ENTITLED && is->payee ? is->payee : was->payee);
    if (l.payee == YX_PAY_UNKNOWN && was->status != YX_NOT_ENTITLED)
        l.payee = (enum yx_payee)was->payee;
    int way = put_line(k, s, &l);
    count_line(o, way, l.is_waiting);
}

static void close_student(struct slot *s, const struct outcome *o)
{
    struct yx_delta_sums *u = &s->sums;
    if (!o->is_compared)
        return;
    u->students++;
    u->waiting += o->waits;
    uint64_t *which = o->more && o->less ? &u->mixed
                      : o->more          ? &u->winners
                      : o->less          ? &u->losers
                      : o->any           ? &u->unsettled
                                         : &u->unchanged;
    ++*which;
}

/* ---- tasks ---- */

static void slot_reserve(const struct deltas *k, struct slot *s, size_t n)
{
    if (!s->arena) {
        s->arena = yx_arena_new();
        for (int i = 0; i < 2; i++) {
            s->side[i].run = yx_run_new(k->p[i]);
            s->side[i].facts = yx_facts_new(k->p[i], s->arena);
            yx_facts_clear(k->p[i], s->side[i].facts);
        }
        s->at = YX_NEW(s->arena, uint32_t, YX_FACT_ROWS);
        s->block_row = YX_NEW(s->arena, uint32_t, YX_FACT_ROWS);
        s->sums.benefit = YX_NEW(s->arena, struct yx_delta_benefit, k->n + 1);
    }
    if (n <= s->cap)
        return;
    s->cap = n + n / 4;
    s->done = YX_NEW(s->arena, uint8_t, s->cap);
    for (int i = 0; i < 2; i++) {
        s->side[i].row = YX_NEW(s->arena, struct decided, s->cap * (k->p[i]->n_benefits + 1));
        s->side[i].constraint = YX_NEW(s->arena, uint16_t, s->cap);
    }
}

/* Rows that a constraint stops are named and not compared: nothing is known of them. */
static bool is_stopped(const struct deltas *k, struct slot *s, uint32_t from, uint32_t i,
                       uint32_t n)
{
    bool any = false;
    for (uint32_t j = i; j < i + n; j++) {
        int side = s->side[1].constraint[j] ? 1 : 0;
        uint16_t c = s->side[side].constraint[j];
        if (!c)
            continue;
        any = true;
        s->sums.stopped++;
        struct yx_fact_row r = yx_factfile_row(k->f[1], from + j);
        struct yx_buf b = {0};
        yx_buf_puts(&b, yx_factfile_student(k->f[1], r.row));
        yx_buf_putz(&b, "，");
        yx_term_put(&b, r.term);
        yx_buf_putc(&b, 0);
        size_t text = b.n;
        yx_buf_puts(&b, yx_policy_constraint_text(k->p[side], c));
        yx_buf_putc(&b, 0);
        say(k, s,
            YX_TEXT("第 {0} 行（{1}）事实矛盾，没有比较：{2}",
                    "row {0} ({1}) contradicts itself, not compared: {2}"),
            r.row, &b, text);
        yx_buf_free(&b);
    }
    return any;
}

static void work(void *ctx, size_t task, unsigned slot)
{
    struct deltas *k = ctx;
    struct slot *s = &k->slot[slot];
    uint32_t from = k->task[task], n = k->task[task + 1] - from;
    s->lines.n = s->said.n = 0;
    if (atomic_load_explicit(&k->failed, memory_order_relaxed))
        return;
    slot_reserve(k, s, n);
    struct yx_delta_benefit *benefit = s->sums.benefit;
    s->sums = (struct yx_delta_sums){.benefit = benefit};
    memset(benefit, 0, k->n * sizeof *benefit);
    decide_rows(k, s, from, n);
    struct yx_buf who = {0};
    struct outcome o = {.any = false};
    for (uint32_t i = 0; i < n;) {
        struct yx_fact_row r = yx_factfile_row(k->f[1], from + i), next = r;
        uint32_t same = 1;
        for (; i + same < n; same++) {
            next = yx_factfile_row(k->f[1], from + i + same);
            if (next.student != r.student || next.term != r.term)
                break;
        }
        who.n = 0;
        yx_csv_text(&who, yx_factfile_student(k->f[1], r.row));
        yx_buf_putc(&who, ',');
        yx_term_put(&who, r.term);
        yx_buf_putc(&who, ',');
        bool stopped = is_stopped(k, s, from, i, same);
        o.is_compared |= !stopped;
        if (!stopped)
            for (uint32_t b = 0; b < k->n; b++)
                compare_benefit(k, s,
                                (struct line){.who = yx_buf_str(&who),
                                              .benefit = b,
                                              .was = decision(k, s, 0, i, same, b),
                                              .is = decision(k, s, 1, i, same, b)},
                                &o);
        i += same;
        if (i == n || next.student != r.student) {
            close_student(s, &o);
            o = (struct outcome){.any = false};
        }
    }
    yx_buf_free(&who);
}

static void add_sums(struct yx_delta_sums *to, const struct yx_delta_sums *x, uint32_t n)
{
    to->lines += x->lines;
    to->students += x->students;
    to->winners += x->winners;
    to->losers += x->losers;
    to->mixed += x->mixed;
    to->unsettled += x->unsettled;
    to->unchanged += x->unchanged;
    to->waiting += x->waiting;
    to->alike += x->alike;
    to->stopped += x->stopped;
    for (uint32_t b = 0; b < n; b++)
        for (int a = 0; a < YX_ACCOUNTS; a++) {
            struct yx_delta_sum *s = &to->benefit[b].account[a];
            const struct yx_delta_sum *y = &x->benefit[b].account[a];
            s->more += y->more;
            s->less += y->less;
            s->pending += y->pending;
            s->other += y->other;
            s->more_fen += y->more_fen;
            s->less_fen += y->less_fen;
        }
}

static void commit(void *ctx, size_t task, unsigned slot)
{
    struct deltas *k = ctx;
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
    add_sums(k->out, &s->sums, k->n);
    if (k->sink->progress)
        k->sink->progress(k->sink->ctx, k->task[task + 1], k->task[k->n_tasks]);
}

static void prepare_tasks(struct deltas *k, struct yx_arena *a)
{
    uint32_t n = yx_factfile_rows(k->f[1]);
    k->task = YX_NEW(a, uint32_t, (size_t)n / TASK_ROWS + 3);
    for (uint32_t from = 0; from < n;) {
        k->task[k->n_tasks++] = from;
        uint32_t to = YX_MIN(n, from + TASK_ROWS);
        while (to < n &&
               yx_factfile_row(k->f[1], to).student == yx_factfile_row(k->f[1], to - 1).student)
            to++;
        from = to;
    }
    k->task[k->n_tasks] = n;
}

static uint32_t number_of(const struct yx_policy *p, struct yx_str id)
{
    for (uint32_t i = 0; i < p->n_benefits; i++)
        if (yx_str_eq(p->benefit[i].id, id))
            return i;
    return NOWHERE;
}

/* The new policy's benefits as declared, then those only the old one has. */
static void prepare_benefits(struct deltas *k, struct yx_arena *a)
{
    size_t most = (size_t)k->p[0]->n_benefits + k->p[1]->n_benefits + 1;
    k->at[0] = YX_NEW(a, uint32_t, most);
    k->at[1] = YX_NEW(a, uint32_t, most);
    for (int side = 1; side >= 0; side--)
        for (uint32_t i = 0; i < k->p[side]->n_benefits; i++) {
            uint32_t other = number_of(k->p[!side], k->p[side]->benefit[i].id);
            if (side == 0 && other != NOWHERE)
                continue;
            k->at[side][k->n] = i;
            k->at[!side][k->n++] = other;
        }
    k->out->benefit = YX_NEW(a, struct yx_delta_benefit, k->n + 1);
    k->out->n_benefits = k->n;
    for (uint32_t b = 0; b < k->n; b++) {
        const struct yx_policy_benefit *x = benefit_of(k, b);
        k->out->benefit[b] =
            (struct yx_delta_benefit){.id = x->id, .name = x->name, .has_amount = x->has_amount};
    }
}

int yx_policy_deltas(const struct yx_policy *old, const struct yx_policy *new,
                     const struct yx_factfile *was, const struct yx_factfile *is,
                     struct yx_pool *pool, const struct yx_award_sink *sink, struct yx_arena *a,
                     struct yx_delta_sums *out, struct yx_err *err)
{
    YX_ASSERT(yx_factfile_rows(was) == yx_factfile_rows(is));
    struct deltas k = {.p = {old, new}, .f = {was, is}, .sink = sink, .out = out, .err = err};
    *out = (struct yx_delta_sums){.rows = yx_factfile_rows(is)};
    prepare_benefits(&k, a);
    prepare_tasks(&k, a);
    unsigned n_slots = yx_pool_slots(pool);
    k.slot = YX_NEW(a, struct slot, n_slots);
    yx_pool_ordered(pool, k.n_tasks, work, commit, &k);
    for (unsigned i = 0; i < n_slots; i++) {
        yx_run_free(k.slot[i].side[0].run);
        yx_run_free(k.slot[i].side[1].run);
        yx_arena_free(k.slot[i].arena);
        yx_buf_free(&k.slot[i].lines);
        yx_buf_free(&k.slot[i].said);
    }
    return k.rc;
}
