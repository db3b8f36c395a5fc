/* decide.c -- a table of facts decided upon, piece by piece, by several threads.
 *
 * DESIGN.  A piece of YX_PIECE_ROWS rows is a task.  Its decider runs the plan
 * strip after strip over the columns, appends what is not 不享受 to one list per
 * benefit, and gives the rows that the plan leaves open to the block evaluator,
 * many at a time; lists have room for every row of a piece, so nothing grows.
 * Pieces are committed in order, so sums and callbacks are the same for any
 * number of threads.  Kept pieces are copied once, into blocks of their exact
 * size that never move.
 *
 *   columns ─► plan ─► lists of the piece ─► callback, or a block kept
 *                └► rows left open ─► blocks ─┘ */
#include "policy/decide.h"

#include "base/mem.h"
#include "base/pool.h"
#include "policy/fact_columns.h"
#include "policy/plan.h"

#include <stdatomic.h>
#include <stdlib.h>

struct rows {
    uint16_t *row, *what;
};

/* What a term needs. */
struct of_term {
    yx_term term;
    const struct yx_slice *slice;
    struct yx_plan_runner *runner; /* NULL: the block evaluator does it all */
    struct of_term *next;
};

struct yx_decider {
    const struct yx_policy *p;
    struct yx_arena *arena;
    uint32_t rows; /* room of every list */
    struct of_term *terms;
    struct yx_run *run;
    struct yx_facts *facts;
    struct yx_award_room *list; /* with room for all rows of a piece */
    int32_t **room32;           /* per benefit, when needed */
    int64_t **room64;
    struct rows *gap_room, stopped_room;
    uint16_t *open; /* rows of the piece that the plan leaves open */
    struct yx_award_list *out;
    struct yx_row_list *gap;
    struct yx_award_piece piece;
    uint64_t left_open; /* all there were */
    bool without_plan, plain;
};

static uint16_t *new_rows(const struct yx_decider *d)
{
    return YX_NEW(d->arena, uint16_t, d->rows);
}

struct yx_decider *yx_decider_new(const struct yx_policy *p, uint32_t rows)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_decider *d = YX_NEW(a, struct yx_decider, 1);
    d->p = p;
    d->arena = a;
    d->rows = rows + YX_STRIP; /* without branches, what is not appended is written, too */
    d->run = yx_run_new(p);
    d->facts = yx_facts_new(p, a);
    d->list = YX_NEW(a, struct yx_award_room, p->n_benefits + 1);
    d->room32 = YX_NEW(a, int32_t *, p->n_benefits + 1);
    d->room64 = YX_NEW(a, int64_t *, p->n_benefits + 1);
    d->out = YX_NEW(a, struct yx_award_list, p->n_benefits + 1);
    d->gap_room = YX_NEW(a, struct rows, p->ir.n_gaps + 1);
    d->gap = YX_NEW(a, struct yx_row_list, p->ir.n_gaps + 1);
    d->stopped_room = (struct rows){new_rows(d), new_rows(d)};
    d->open = new_rows(d);
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        d->list[b].row = new_rows(d);
        d->list[b].code = YX_NEW(a, uint8_t, d->rows);
    }
    for (uint32_t g = 0; g < p->ir.n_gaps; g++)
        d->gap_room[g] = (struct rows){new_rows(d), new_rows(d)};
    d->piece.benefit = d->out;
    d->piece.gap = d->gap;
    return d;
}

void yx_decider_use(struct yx_decider *d, bool blocks_only, bool plain)
{
    d->without_plan = blocks_only;
    d->plain = plain;
    for (struct of_term *t = d->terms; t; t = t->next)
        if (t->runner)
            yx_plan_use_plain(t->runner, plain);
}

uint64_t yx_decider_left_open(const struct yx_decider *d)
{
    return d->left_open;
}

void yx_decider_free(struct yx_decider *d)
{
    if (!d)
        return;
    for (struct of_term *t = d->terms; t; t = t->next)
        yx_plan_runner_free(t->runner);
    yx_run_free(d->run);
    yx_arena_free(d->arena);
}

static struct of_term *term_of(struct yx_decider *d, const struct yx_fact_columns *facts)
{
    for (struct of_term *t = d->terms; t; t = t->next)
        if (t->term == facts->term)
            return t;
    struct of_term *t = YX_NEW(d->arena, struct of_term, 1);
    struct yx_slice *s = YX_NEW(d->arena, struct yx_slice, 1);
    yx_slice_make(d->p, facts->term, d->arena, s);
    *t = (struct of_term){.term = facts->term, .slice = s, .next = d->terms};
    const struct yx_plan *plan = yx_plan_make(d->p, facts->term, d->arena);
    if (plan) {
        t->runner = yx_plan_runner_new(plan);
        yx_plan_use_plain(t->runner, d->plain);
    }
    d->terms = t;
    return t;
}

static void add_one(struct yx_award_total *t, enum yx_status s, enum yx_payee to, yx_fen fen)
{
    if (s == YX_PENDING) {
        t->pending++;
    } else if (s == YX_LATE) {
        t->late++;
    } else {
        t->given++;
        t->count[to]++;
        t->fen[to] += fen;
    }
}

/* Insert the awards of a block into a list, by row; `row` says which rows they are. */
static void insert(struct yx_award_room *l, const struct yx_award_vec *w, const uint16_t *row,
                   uint32_t n)
{
    uint32_t more = 0;
    for (uint32_t i = 0; i < n; i++)
        more += w->status[i] != YX_NOT_ENTITLED;
    uint32_t from = l->n, to = l->n + more;
    l->n = to;
    for (uint32_t i = n; i-- > 0 && to > from;) {
        if (w->status[i] == YX_NOT_ENTITLED)
            continue;
        while (from > 0 && l->row[from - 1] > row[i]) {
            from--;
            to--;
            l->row[to] = l->row[from];
            l->code[to] = l->code[from];
            if (l->amount32)
                l->amount32[to] = l->amount32[from];
            else
                l->amount64[to] = l->amount64[from];
        }
        to--;
        l->row[to] = row[i];
        l->code[to] = (uint8_t)(w->status[i] | w->payee[i] << 4);
        if (l->amount32)
            l->amount32[to] = (int32_t)w->amount[i];
        else
            l->amount64[to] = w->amount[i];
    }
}

static void insert_row(struct yx_row_list *l, const struct rows *room, uint16_t row, uint16_t what)
{
    uint32_t at = l->n++;
    for (; at > 0 && room->row[at - 1] > row; at--) {
        room->row[at] = room->row[at - 1];
        room->what[at] = room->what[at - 1];
    }
    room->row[at] = row;
    room->what[at] = what;
}

/* Rows row[0..n) of the piece by the block evaluator. */
static void decide_block(struct yx_decider *d, const struct yx_fact_columns *facts, uint64_t from,
                         const uint16_t *row, uint32_t n, struct yx_award_sums *sums)
{
    const struct yx_policy *p = d->p;
    sums->outside += row[n - 1] - row[0] + 1U == n
                         ? yx_columns_read(p, facts, from + row[0], n, d->facts)
                         : yx_columns_gather(p, facts, from, row, n, d->facts);
    const struct yx_awards *got = yx_policy_run(d->run, d->facts);
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        const struct yx_award_vec *w = &got->benefit[b];
        uint32_t before = d->list[b].n;
        insert(&d->list[b], w, row, n);
        sums->awards += d->list[b].n - before;
        for (uint32_t i = 0; sums->benefit && i < n; i++)
            if (w->status[i] != YX_NOT_ENTITLED)
                add_one(&sums->benefit[b], (enum yx_status)w->status[i], (enum yx_payee)w->payee[i],
                        w->amount[i]);
    }
    for (uint32_t i = 0; i < n; i++)
        if (got->constraint[i])
            insert_row(&d->piece.stopped, &d->stopped_room, row[i], got->constraint[i]);
    for (uint32_t g = 0; g < p->ir.n_gaps; g++)
        for (uint32_t i = 0; i < n; i++)
            if (got->gap[g][i])
                insert_row(&d->gap[g], &d->gap_room[g], row[i], got->gap[g][i]);
}

/* By the plan: all rows but those it leaves open, whose number is returned. */
static uint32_t decide_by_plan(struct yx_decider *d, struct yx_plan_runner *r,
                               const struct yx_fact_columns *facts, uint64_t from, uint32_t n,
                               bool lists, struct yx_award_sums *sums)
{
    const struct yx_policy *p = d->p;
    uint32_t open = 0;
    r->total = sums->benefit;
    r->list = lists ? d->list : NULL;
    r->awards = 0;
    for (uint32_t at = 0; at < n; at += YX_STRIP) {
        uint32_t m = YX_MIN(n - at, (uint32_t)YX_STRIP);
        r->list_at = (uint16_t)at;
        yx_plan_run(r, facts, from + at, m);
        for (uint32_t i = 0; r->any_open && i < m; i++) {
            d->open[open] = (uint16_t)(at + i);
            open += r->open[i];
        }
        for (uint32_t i = 0; r->any_stopped && i < m; i++) {
            uint32_t *k = &d->piece.stopped.n;
            d->stopped_room.row[*k] = (uint16_t)(at + i);
            d->stopped_room.what[*k] = r->stopped[i];
            *k += r->stopped[i] != 0;
        }
        for (uint32_t g = 0; g < p->ir.n_gaps; g++)
            for (uint32_t i = 0; i < m; i++) {
                d->gap_room[g].row[d->gap[g].n] = (uint16_t)(at + i);
                d->gap_room[g].what[d->gap[g].n] = r->gap[g][i];
                d->gap[g].n += r->gap[g][i] != 0;
            }
    }
    sums->awards += r->awards;
    return open;
}

static void begin_piece(struct yx_decider *d, const struct yx_slice *s, uint64_t from, uint32_t n)
{
    d->piece.first = from;
    d->piece.n_rows = n;
    d->piece.stopped = (struct yx_row_list){0, d->stopped_room.row, d->stopped_room.what};
    for (uint32_t g = 0; g < d->p->ir.n_gaps; g++)
        d->gap[g] = (struct yx_row_list){0, d->gap_room[g].row, d->gap_room[g].what};
    for (uint32_t b = 0; b < d->p->n_benefits; b++) {
        struct yx_award_room *l = &d->list[b];
        bool is_narrow = s->item[b].most <= INT32_MAX;
        if (is_narrow && !d->room32[b])
            d->room32[b] = YX_NEW(d->arena, int32_t, d->rows);
        if (!is_narrow && !d->room64[b])
            d->room64[b] = YX_NEW(d->arena, int64_t, d->rows);
        l->amount32 = is_narrow ? d->room32[b] : NULL;
        l->amount64 = is_narrow ? NULL : d->room64[b];
        l->n = 0;
        d->out[b] = (struct yx_award_list){
            .row = l->row, .code = l->code, .amount32 = l->amount32, .amount64 = l->amount64};
    }
}

const struct yx_award_piece *yx_decide_piece(struct yx_decider *d,
                                             const struct yx_fact_columns *facts, uint64_t from,
                                             uint32_t n, bool lists, struct yx_award_sums *sums)
{
    const struct yx_policy *p = d->p;
    YX_ASSERT(n + YX_STRIP <= d->rows);
    struct of_term *t = term_of(d, facts);
    uint32_t open = n;
    begin_piece(d, t->slice, from, n);
    if (t->runner && !d->without_plan)
        open = decide_by_plan(d, t->runner, facts, from, n, lists, sums);
    else
        for (uint32_t i = 0; i < n; i++)
            d->open[i] = (uint16_t)i;
    d->left_open += open;
    for (uint32_t at = 0; at < open; at += YX_FACT_ROWS)
        decide_block(d, facts, from, d->open + at, YX_MIN(open - at, (uint32_t)YX_FACT_ROWS), sums);
    for (uint32_t b = 0; b < p->n_benefits; b++)
        d->out[b].n = d->list[b].n;
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
    struct yx_award_set *set;            /* NULL: not kept */
    struct yx_award_sums *out, unwanted; /* the caller's, or our own */
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
        s->d = yx_decider_new(j->p, YX_PIECE_ROWS);
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
    j->out = j->out ? j->out : &j->unwanted;
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
