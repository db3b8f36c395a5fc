/* decide.c -- a table of facts decided upon, piece by piece, by several threads.
 *
 * DESIGN.  A piece of YX_PIECE_ROWS rows is a task.  Its decider reads block
 * after block of the columns, runs them, and appends what is not 不享受 to one
 * list per benefit; lists have room for every row of a piece, so nothing grows.
 * Pieces are committed in order, so sums and callbacks are the same for any
 * number of threads.  Kept pieces are copied once, into blocks of their exact
 * size that never move.
 *
 *   columns ─► blocks ─► run ─► lists of the piece ─► callback, or a block kept */
#include "policy/decide.h"

#include "base/mem.h"
#include "base/pool.h"
#include "policy/fact_columns.h"
#include "policy/probe.h"

#include <stdatomic.h>
#include <stdlib.h>

struct list {
    uint16_t *row;
    uint8_t *code;
    int32_t *amount32; /* room for either, by what the benefit can come to in the term */
    int64_t *amount64;
};

struct rows {
    uint16_t *row, *what;
};

struct yx_decider {
    const struct yx_policy *p;
    struct yx_arena *arena;
    struct yx_run *run;
    struct yx_facts *facts;
    struct list *list;
    struct rows *gap_room, stopped_room;
    struct yx_award_list *out;
    struct yx_row_list *gap;
    struct yx_award_piece piece;
};

struct yx_decider *yx_decider_new(const struct yx_policy *p)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_decider *d = YX_NEW(a, struct yx_decider, 1);
    d->p = p;
    d->arena = a;
    d->run = yx_run_new(p);
    d->facts = yx_facts_new(p, a);
    d->list = YX_NEW(a, struct list, p->n_benefits + 1);
    d->out = YX_NEW(a, struct yx_award_list, p->n_benefits + 1);
    d->gap_room = YX_NEW(a, struct rows, p->ir.n_gaps + 1);
    d->gap = YX_NEW(a, struct yx_row_list, p->ir.n_gaps + 1);
    d->stopped_room =
        (struct rows){YX_NEW(a, uint16_t, YX_PIECE_ROWS), YX_NEW(a, uint16_t, YX_PIECE_ROWS)};
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        struct list *l = &d->list[b];
        l->row = YX_NEW(a, uint16_t, YX_PIECE_ROWS);
        l->code = YX_NEW(a, uint8_t, YX_PIECE_ROWS);
        l->amount64 = YX_NEW(a, int64_t, YX_PIECE_ROWS);
        l->amount32 = (int32_t *)(void *)l->amount64;
    }
    for (uint32_t g = 0; g < p->ir.n_gaps; g++)
        d->gap_room[g] =
            (struct rows){YX_NEW(a, uint16_t, YX_PIECE_ROWS), YX_NEW(a, uint16_t, YX_PIECE_ROWS)};
    d->piece.benefit = d->out;
    d->piece.gap = d->gap;
    return d;
}

void yx_decider_free(struct yx_decider *d)
{
    if (!d)
        return;
    yx_run_free(d->run);
    yx_arena_free(d->arena);
}

/* Append the awards of one benefit in a block that begins at row `at` of the piece. */
static void collect(struct list *l, uint32_t *n_list, bool is_narrow, const struct yx_award_vec *w,
                    uint32_t at, uint32_t n)
{
    uint32_t m = *n_list;
    for (uint32_t i = 0; i < n; i++) {
        l->row[m] = (uint16_t)(at + i);
        l->code[m] = (uint8_t)(w->status[i] | w->payee[i] << 4);
        if (is_narrow)
            l->amount32[m] = (int32_t)w->amount[i];
        else
            l->amount64[m] = w->amount[i];
        m += w->status[i] != YX_NOT_ENTITLED;
        if (m == YX_PIECE_ROWS)
            break;
    }
    *n_list = m;
}

static void add_total(struct yx_award_total *t, const struct yx_award_list *l)
{
    for (uint32_t i = 0; i < l->n; i++) {
        enum yx_status s = yx_award_status(l, i);
        enum yx_payee to = yx_award_payee(l, i);
        if (s == YX_PENDING) {
            t->pending++;
        } else if (s == YX_LATE) {
            t->late++;
        } else {
            t->given++;
            t->count[to]++;
            t->fen[to] += yx_award_amount(l, i);
        }
    }
}

const struct yx_award_piece *yx_decide_piece(struct yx_decider *d,
                                             const struct yx_fact_columns *facts, uint64_t from,
                                             uint32_t n, bool lists, struct yx_award_sums *sums)
{
    const struct yx_policy *p = d->p;
    const struct yx_slice *s = yx_probe_slice(d->run, facts->term);
    YX_ASSERT(n <= YX_PIECE_ROWS);
    d->piece.first = from;
    d->piece.n_rows = n;
    d->piece.stopped = (struct yx_row_list){0, d->stopped_room.row, d->stopped_room.what};
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        bool is_narrow = s->item[b].most <= INT32_MAX;
        d->out[b] = (struct yx_award_list){.row = d->list[b].row,
                                           .code = d->list[b].code,
                                           .amount32 = is_narrow ? d->list[b].amount32 : NULL,
                                           .amount64 = is_narrow ? NULL : d->list[b].amount64};
    }
    for (uint32_t g = 0; g < p->ir.n_gaps; g++)
        d->gap[g] = (struct yx_row_list){0, d->gap_room[g].row, d->gap_room[g].what};
    for (uint32_t at = 0; at < n; at += YX_FACT_ROWS) {
        uint32_t m = YX_MIN(n - at, (uint32_t)YX_FACT_ROWS);
        sums->outside += yx_columns_read(p, facts, from + at, m, d->facts);
        const struct yx_awards *got = yx_policy_run(d->run, d->facts);
        for (uint32_t b = 0; b < p->n_benefits; b++)
            collect(&d->list[b], &d->out[b].n, d->out[b].amount32 != NULL, &got->benefit[b], at, m);
        for (uint32_t i = 0; i < m; i++) {
            if (!got->constraint[i])
                continue;
            d->stopped_room.row[d->piece.stopped.n] = (uint16_t)(at + i);
            d->stopped_room.what[d->piece.stopped.n++] = got->constraint[i];
        }
        for (uint32_t g = 0; g < p->ir.n_gaps; g++)
            for (uint32_t i = 0; i < m; i++) {
                if (!got->gap[g][i])
                    continue;
                d->gap_room[g].row[d->gap[g].n] = (uint16_t)(at + i);
                d->gap_room[g].what[d->gap[g].n++] = got->gap[g][i];
            }
    }
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        sums->awards += d->out[b].n;
        if (sums->benefit)
            add_total(&sums->benefit[b], &d->out[b]);
    }
    for (uint32_t g = 0; g < p->ir.n_gaps && sums->gap; g++)
        for (uint32_t i = 0; i < d->gap[g].n; i++)
            sums->gap[g] += d->gap[g].what[i] == 1;
    sums->stopped += d->piece.stopped.n;
    return lists ? &d->piece : NULL;
}

/* ---- all rows ---- */

struct yx_award_set {
    struct yx_award_piece *piece;
    void **block; /* per piece: what its lists stand in */
    size_t n;
};

struct slot {
    struct yx_decider *d;
    struct yx_award_sums sums; /* of one task */
    const struct yx_award_piece *piece;
};

struct job {
    const struct yx_policy *p;
    const struct yx_fact_columns *facts;
    yx_piece_fn take;
    void *ctx;
    struct yx_award_set *set; /* NULL: not kept */
    struct yx_award_sums *out;
    struct slot *slot;
    struct yx_arena *arena;
    int rc;
    atomic_bool stop, no_memory;
};

static void reset_sums(const struct yx_policy *p, struct yx_award_sums *s)
{
    if (s->benefit)
        memset(s->benefit, 0, p->n_benefits * sizeof s->benefit[0]);
    if (s->gap)
        memset(s->gap, 0, p->ir.n_gaps * sizeof s->gap[0]);
    s->awards = s->stopped = s->outside = 0;
}

/* `n` bytes of the block, in steps of eight; without a block it only counts. */
static void *carve(char *block, size_t *at, const void *from, size_t n)
{
    void *to = block ? block + *at : NULL;
    if (to && n)
        memcpy(to, from, n);
    *at += (n + 7) & ~(size_t)7;
    return to;
}

static void copy_rows(char *block, size_t *at, struct yx_row_list *l)
{
    l->row = carve(block, at, l->row, l->n * sizeof l->row[0]);
    l->what = carve(block, at, l->what, l->n * sizeof l->what[0]);
}

/* The piece into `block`, or, without one, how many bytes that takes. */
static size_t copy_piece(const struct yx_policy *p, const struct yx_award_piece *from, char *block,
                         struct yx_award_piece *to)
{
    size_t at = 0;
    struct yx_award_list *list =
        carve(block, &at, from->benefit, p->n_benefits * sizeof from->benefit[0]);
    struct yx_row_list *gap = carve(block, &at, from->gap, p->ir.n_gaps * sizeof from->gap[0]);
    *to = *from;
    to->benefit = list;
    to->gap = gap;
    copy_rows(block, &at, &to->stopped);
    for (uint32_t g = 0; g < p->ir.n_gaps; g++) {
        struct yx_row_list l = from->gap[g];
        copy_rows(block, &at, &l);
        if (gap)
            gap[g] = l;
    }
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        struct yx_award_list l = from->benefit[b];
        l.row = carve(block, &at, l.row, l.n * sizeof l.row[0]);
        l.code = carve(block, &at, l.code, l.n * sizeof l.code[0]);
        if (l.amount32)
            l.amount32 = carve(block, &at, l.amount32, l.n * sizeof l.amount32[0]);
        else
            l.amount64 = carve(block, &at, l.amount64, l.n * sizeof l.amount64[0]);
        if (list)
            list[b] = l;
    }
    return at;
}

static void keep(struct job *j, size_t task, const struct yx_award_piece *piece)
{
    struct yx_award_piece none;
    size_t n = copy_piece(j->p, piece, NULL, &none);
    char *block = malloc(n);
    if (!block) {
        atomic_store(&j->no_memory, true);
        atomic_store(&j->stop, true);
        return;
    }
    j->set->block[task] = block;
    (void)copy_piece(j->p, piece, block, &j->set->piece[task]);
}

static void work(void *ctx, size_t task, unsigned slot)
{
    struct job *j = ctx;
    struct slot *s = &j->slot[slot];
    s->piece = NULL;
    reset_sums(j->p, &s->sums);
    if (atomic_load_explicit(&j->stop, memory_order_relaxed))
        return;
    if (!s->d)
        s->d = yx_decider_new(j->p);
    uint64_t from = (uint64_t)task * YX_PIECE_ROWS;
    uint32_t n = (uint32_t)YX_MIN(j->facts->n_rows - from, (uint64_t)YX_PIECE_ROWS);
    s->piece = yx_decide_piece(s->d, j->facts, from, n, j->take || j->set, &s->sums);
    if (j->set)
        keep(j, task, s->piece);
}

static void commit(void *ctx, size_t task, unsigned slot)
{
    (void)task;
    struct job *j = ctx;
    struct slot *s = &j->slot[slot];
    if (j->rc)
        return;
    struct yx_award_sums *to = j->out;
    for (uint32_t b = 0; to->benefit && b < j->p->n_benefits; b++) {
        struct yx_award_total *t = &to->benefit[b];
        const struct yx_award_total *more = &s->sums.benefit[b];
        t->given += more->given;
        t->pending += more->pending;
        t->late += more->late;
        for (size_t k = 0; k < YX_LEN(t->fen); k++) {
            t->fen[k] += more->fen[k];
            t->count[k] += more->count[k];
        }
    }
    for (uint32_t g = 0; to->gap && g < j->p->ir.n_gaps; g++)
        to->gap[g] += s->sums.gap[g];
    to->awards += s->sums.awards;
    to->stopped += s->sums.stopped;
    to->outside += s->sums.outside;
    if (j->take && s->piece && (j->rc = j->take(j->ctx, s->piece)) != 0)
        atomic_store(&j->stop, true);
}

static int decide_all(struct job *j, unsigned threads, struct yx_err *err)
{
    struct yx_award_sums none = {0};
    j->out = j->out ? j->out : &none;
    reset_sums(j->p, j->out);
    int rc = yx_columns_check(j->p, j->facts, err);
    if (rc)
        return rc;
    j->arena = yx_arena_new();
    struct yx_pool *pool = yx_pool_new(threads);
    unsigned n = yx_pool_slots(pool);
    j->slot = YX_NEW(j->arena, struct slot, n);
    for (unsigned i = 0; i < n; i++) {
        struct yx_award_sums *s = &j->slot[i].sums;
        s->benefit =
            j->out->benefit ? YX_NEW(j->arena, struct yx_award_total, j->p->n_benefits + 1) : NULL;
        s->gap = j->out->gap ? YX_NEW(j->arena, uint64_t, j->p->ir.n_gaps + 1) : NULL;
    }
    size_t tasks = (size_t)((j->facts->n_rows + YX_PIECE_ROWS - 1) / YX_PIECE_ROWS);
    yx_pool_ordered(pool, tasks, work, commit, j);
    for (unsigned i = 0; i < n; i++)
        yx_decider_free(j->slot[i].d);
    yx_pool_free(pool);
    yx_arena_free(j->arena);
    if (atomic_load(&j->no_memory))
        return YX_FAIL(err, YX_IO,
                       YX_TEXT("内存不够装下应享", "there is not enough memory for the awards"));
    return j->rc;
}

int yx_policy_each(const struct yx_policy *p, const struct yx_fact_columns *facts, unsigned threads,
                   yx_piece_fn take, void *ctx, struct yx_award_sums *out, struct yx_err *err)
{
    struct job j = {.p = p, .facts = facts, .take = take, .ctx = ctx, .out = out};
    return decide_all(&j, threads, err);
}

int yx_policy_sums(const struct yx_policy *p, const struct yx_fact_columns *facts, unsigned threads,
                   struct yx_award_sums *out, struct yx_err *err)
{
    return yx_policy_each(p, facts, threads, NULL, NULL, out, err);
}

int yx_policy_keep(const struct yx_policy *p, const struct yx_fact_columns *facts, unsigned threads,
                   struct yx_award_set **out, struct yx_award_sums *sums, struct yx_err *err)
{
    *out = NULL;
    struct yx_award_set *set = yx_calloc(1, sizeof *set);
    set->n = (size_t)((facts->n_rows + YX_PIECE_ROWS - 1) / YX_PIECE_ROWS);
    set->piece = yx_big_alloc(set->n + 1, sizeof set->piece[0], err);
    set->block = set->piece ? yx_big_alloc(set->n + 1, sizeof set->block[0], err) : NULL;
    struct job j = {.p = p, .facts = facts, .set = set, .out = sums};
    int rc = set->block ? decide_all(&j, threads, err) : YX_IO;
    if (rc) {
        yx_award_set_free(set);
        return rc;
    }
    *out = set;
    return YX_OK;
}

const struct yx_award_piece *yx_award_set_pieces(const struct yx_award_set *s, size_t *n)
{
    *n = s->n;
    return s->piece;
}

void yx_award_set_free(struct yx_award_set *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->block && i < s->n; i++)
        free(s->block[i]);
    free(s->block);
    free(s->piece);
    free(s);
}
