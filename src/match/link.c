/* link.c -- two lists, or one with itself, linked by a model.
 *
 * DESIGN.  Decisions, passes and weights each add pairs to one list; it is put
 * in order of rows, of two entries for a pair the stronger stays, and then each
 * pair gets its verdict.  In a list compared with itself a pair that a pass
 * found, or somebody decided, joins groups before any weight does. */
#include "match/link_int.h"

#include "base/err.h"
#include "base/pool.h"

#include <stdlib.h>

enum {
    FIRM = 60000,        /* 1/1000 bit: a pass, or what somebody decided; above any weight */
    DEDUPE_FLOOR = 5000, /* pairs this far below even odds still speak against a group */
    CLUSTER_CLIP = 20000,
    SOME_PAIRS = 1 << 14 /* of a task */
};

const struct yx_link_decided_pair *yx_link_decided_on(const struct yx_link_engine *e, uint32_t left,
                                                      uint32_t right)
{
    const uint32_t *i =
        e->o->n_decided ? yx_map_get(&e->decided, yx_link_pair_hash(left, right)) : NULL;
    return i ? &e->o->decided[*i] : NULL;
}

bool yx_link_is_vetoed(const struct yx_link_engine *e, uint32_t left, uint32_t right)
{
    const struct yx_link_decided_pair *d = yx_link_decided_on(e, left, right);
    if (d && (d->verdict == YX_DECIDED_SAME || d->verdict == YX_DECIDED_DIFFERENT))
        return d->verdict == YX_DECIDED_DIFFERENT;
    for (uint32_t i = 0; i < e->m->n_vetoes; i++)
        if (yx_link_holds(e->s, &e->m->veto[i], yx_link_left(e, left), yx_link_right(e, right)))
            return true;
    return false;
}

/* Rows that have their partner. */
static void use(struct yx_link_engine *e, uint32_t left, uint32_t right)
{
    if (e->used[YX_LEFT])
        e->used[YX_LEFT][left] = true;
    if (e->used[YX_RIGHT])
        e->used[YX_RIGHT][right] = true;
}
static bool is_used(const struct yx_link_engine *e, uint32_t left, uint32_t right)
{
    return (e->used[YX_LEFT] && e->used[YX_LEFT][left]) ||
           (e->used[YX_RIGHT] && e->used[YX_RIGHT][right]);
}

/* ---- decisions ---- */

static void take_decisions(struct yx_link_engine *e)
{
    yx_map_init(&e->decided, e->o->n_decided + 1);
    yx_map_init(&e->is_open, 16);
    for (size_t i = 0; i < e->o->n_decided; i++) {
        const struct yx_link_decided_pair *d = &e->o->decided[i];
        bool is_new;
        *yx_map_put(&e->decided, yx_link_pair_hash(d->left, d->right), (uint32_t)i, &is_new) =
            (uint32_t)i; /* the last one holds */
    }
    for (size_t i = 0; i < e->o->n_decided; i++) {
        const struct yx_link_decided_pair *d = &e->o->decided[i];
        if (yx_link_decided_on(e, d->left, d->right) != d || d->verdict == YX_DECIDED_DIFFERENT)
            continue;
        struct yx_link found = {.left = d->left, .right = d->right, .decision = d->number};
        found.how = d->verdict == YX_DECIDED_SAME ? YX_HOW_DECISION : YX_HOW_WEIGHT;
        found.verdict = d->verdict == YX_DECIDED_SAME ? YX_PAIR_LINK : YX_PAIR_WEAK;
        found.is_raised_again = d->verdict == YX_DECIDED_ANEW;
        YX_PUSH(&e->pairs, found);
        if (d->verdict == YX_DECIDED_SAME)
            use(e, d->left, d->right);
    }
}

/* The rows that still want a partner. */
static int open_rows(struct yx_link_engine *e, struct yx_err *err)
{
    for (int side = YX_LEFT; side <= YX_RIGHT; side++) {
        const bool *used = e->used[side];
        uint32_t n = e->s->n_rows[side], n_open = 0;
        e->rows[side] = (struct yx_record_rows){.side = (enum yx_link_side)side, .n = n};
        for (uint32_t i = 0; used && i < n; i++)
            n_open += !used[i];
        free(e->open_row[side]);
        e->open_row[side] = NULL;
        if (!used || n_open == n)
            continue;
        uint32_t *open = yx_big_alloc((size_t)n_open + 1, sizeof *open, err);
        if (!open)
            return YX_IO;
        e->rows[side].row = e->open_row[side] = open;
        e->rows[side].n = n_open;
        for (uint32_t i = 0; i < n; i++)
            if (!used[i])
                *open++ = i;
    }
    return YX_OK;
}

/* ---- passes ---- */

static struct yx_link link_of(const struct yx_radix_item *found)
{
    struct yx_row_pair p = yx_link_found_rows(found);
    return (struct yx_link){.left = p.left,
                            .right = p.right,
                            .how = YX_HOW_PASS,
                            .pass = (uint8_t)found->value,
                            .verdict = YX_PAIR_LINK,
                            .decision = UINT32_MAX};
}

static void keep_open(struct yx_link_engine *e, const struct yx_radix_item *found)
{
    struct yx_link p = link_of(found);
    bool is_new; /* else a stronger pass has found it already */
    (void)yx_map_put(&e->is_open, yx_link_pair_hash(p.left, p.right), 1, &is_new);
    p.verdict = YX_PAIR_TIE;
    if (is_new)
        YX_PUSH(&e->open, p);
    e->r->open_of[p.pass] += is_new;
}

/* One to one: what is found once on both sides holds; the rest stays open. */
static int settle_pass(struct yx_link_engine *e, struct yx_link_found *found, struct yx_err *err)
{
    enum { AHEAD = 16 };
    uint32_t *degree[2];
    for (int side = YX_LEFT; side <= YX_RIGHT; side++)
        degree[side] = yx_big_alloc((size_t)e->s->n_rows[side] + 1, sizeof(uint32_t), err);
    bool ok = degree[YX_LEFT] && degree[YX_RIGHT];
    size_t n = 0; /* that hold */
    for (int is_counted = 0; is_counted <= 1 && ok; is_counted++)
        for (size_t i = 0; i < found->n; i++) {
            if (i + AHEAD < found->n) {
                struct yx_row_pair next = yx_link_found_rows(&found->v[i + AHEAD]);
                YX_PREFETCH(&degree[YX_LEFT][next.left]);
                YX_PREFETCH(&degree[YX_RIGHT][next.right]);
            }
            struct yx_row_pair p = yx_link_found_rows(&found->v[i]);
            if (!is_counted) {
                degree[YX_LEFT][p.left]++;
                degree[YX_RIGHT][p.right]++;
            } else if (degree[YX_LEFT][p.left] > 1 ||
                       (e->m->right_once && degree[YX_RIGHT][p.right] > 1)) {
                keep_open(e, &found->v[i]);
            } else {
                use(e, p.left, p.right);
                found->v[n++] = found->v[i];
            }
        }
    found->n = n;
    free(degree[YX_LEFT]);
    free(degree[YX_RIGHT]);
    return ok ? YX_OK : YX_IO;
}

static int run_passes(struct yx_link_engine *e, struct yx_err *err)
{
    int rc = open_rows(e, err);
    for (unsigned pass = 0; pass < e->m->n_passes && rc == YX_OK; pass++) {
        struct yx_link_found found = {0};
        rc = yx_link_pass_pairs(e, pass, &found, err);
        if (rc == YX_OK && e->m->left_once)
            rc = settle_pass(e, &found, err);
        e->r->by_pass[pass] += found.n;
        YX_RESERVE(&e->found, e->found.n + found.n);
        for (size_t i = 0; i < found.n; i++)
            e->found.v[e->found.n++] = found.v[i];
        free(found.v);
        if (rc == YX_OK)
            rc = open_rows(e, err);
    }
    return rc;
}

/* ---- one list of pairs ---- */

/* Of two entries for one pair. */
static int by_strength(const struct yx_link *x, const struct yx_link *y)
{
    bool x_decided = x->decision != UINT32_MAX, y_decided = y->decision != UINT32_MAX;
    if (x_decided != y_decided)
        return x_decided ? -1 : 1;
    if (x->how != y->how)
        return x->how > y->how ? -1 : 1; /* what is decided, then passes, then weights */
    return (x->pass > y->pass) - (x->pass < y->pass);
}

/* Everything into e->pairs; of entries for one pair the first by by_strength() stays. */
static int put_in_order(struct yx_link_engine *e, struct yx_err *err)
{
    enum { AHEAD = 16 };
    const uint32_t is_other = UINT32_C(1) << 31; /* of a value: not found by a pass, but a place */
    struct yx_link_list *list = &e->pairs;
    struct yx_link_found *all = &e->found;
    size_t n = 0, n_all = all->n + list->n;
    YX_ASSERT(list->n < is_other);
    YX_RESERVE(all, n_all);
    for (size_t i = 0; i < list->n; i++)
        all->v[all->n++] = (struct yx_radix_item){
            (uint64_t)list->v[i].left << 32 | list->v[i].right, (uint32_t)i | is_other};
    struct yx_radix_item *room = yx_big_alloc(n_all + 1, sizeof *room, err);
    if (!room)
        return YX_IO;
    yx_radix_sort(all->v, room, n_all);
    free(room);
    struct yx_link *sorted = yx_big_alloc(n_all + 1, sizeof *sorted, err);
    if (!sorted)
        return YX_IO;
    for (size_t i = 0; i < n_all; i++) {
        const struct yx_radix_item *item = &all->v[i];
        if (i + AHEAD < n_all && (item[AHEAD].value & is_other))
            YX_PREFETCH(&list->v[item[AHEAD].value & ~is_other]);
        struct yx_link p =
            item->value & is_other ? list->v[item->value & ~is_other] : link_of(item);
        if (i == 0 || item->key != item[-1].key)
            sorted[n++] = p;
        else if (by_strength(&p, &sorted[n - 1]) < 0)
            sorted[n - 1] = p;
    }
    free(list->v);
    *list = (struct yx_link_list){sorted, n, n_all + 1};
    free(all->v);
    *all = (struct yx_link_found){0};
    return YX_OK;
}

static void complete_some(void *ctx, size_t task, unsigned worker)
{
    enum { AHEAD = 8 };
    (void)worker;
    struct yx_link_engine *e = ctx;
    size_t from = task * SOME_PAIRS, to = YX_MIN(from + SOME_PAIRS, e->pairs.n);
    for (size_t i = from; i < to; i++) {
        struct yx_link *p = &e->pairs.v[i];
        const uint32_t *left = yx_link_left(e, p->left), *right = yx_link_right(e, p->right);
        if (i + AHEAD < to)
            YX_PREFETCH(yx_link_right(e, p[AHEAD].right));
        if (p->how == YX_HOW_WEIGHT && p->decision == UINT32_MAX)
            continue;
        p->pattern = yx_link_pattern(&e->r->scorer, left, right, NULL);
        p->weight = yx_link_weight(&e->r->scorer, p->pattern, left);
    }
}

/* What a pair that no weighing has seen would weigh, for people. */
static void complete(struct yx_link_engine *e)
{
    if (e->m->n_comparisons)
        yx_pool_run(e->o->pool, (e->pairs.n + SOME_PAIRS - 1) / SOME_PAIRS, complete_some, e);
}

/* ---- verdicts ---- */

static bool is_firm(const struct yx_link *p)
{
    return p->how != YX_HOW_WEIGHT;
}
/* For a person, whatever it weighs: put off, or raised again. */
static bool is_asked(const struct yx_link *p)
{
    return p->how == YX_HOW_WEIGHT && p->decision != UINT32_MAX;
}

static void assign_verdicts(struct yx_link_engine *e, struct yx_weighed_pair *w, uint8_t *verdict,
                            int32_t *margin)
{
    struct yx_link_result *r = e->r;
    struct yx_assign_rule rule = {.link = r->link,
                                  .review = r->review,
                                  .margin = r->link > 0 ? r->link : 0,
                                  .left_once = e->m->left_once,
                                  .right_once = e->m->right_once};
    size_t n = 0;
    uint32_t *at = yx_malloc(yx_mul_size(e->pairs.n + 1, sizeof *at));
    for (size_t i = 0; i < e->pairs.n; i++) {
        struct yx_link *p = &e->pairs.v[i];
        if (is_firm(p) || is_asked(p))
            continue;
        if (yx_link_is_vetoed(e, p->left, p->right)) {
            p->verdict = YX_PAIR_LOW;
            r->n_vetoed++;
            continue;
        }
        at[n] = (uint32_t)i;
        w[n++] = (struct yx_weighed_pair){p->left, p->right, p->weight};
    }
    yx_assign(w, n, &rule, verdict, margin, NULL);
    for (size_t i = 0; i < n; i++) {
        e->pairs.v[at[i]].verdict = verdict[i];
        e->pairs.v[at[i]].margin = margin[i];
    }
    free(at);
}

static bool veto_in_group(void *ctx, uint32_t a, uint32_t b)
{
    return yx_link_is_vetoed(ctx, YX_MIN(a, b), YX_MAX(a, b));
}

static void cluster_verdicts(struct yx_link_engine *e, struct yx_weighed_pair *w, uint8_t *verdict)
{
    struct yx_link_result *r = e->r;
    struct yx_cluster_counts counts = {0};
    struct yx_cluster_rule rule = {.link = r->link,
                                   .review = r->review,
                                   .margin = r->link > 0 ? r->link : 0,
                                   .support = 0,
                                   .absent = -DEDUPE_FLOOR,
                                   .clip = CLUSTER_CLIP,
                                   .veto = e->m->n_vetoes || e->o->n_decided ? veto_in_group : NULL,
                                   .ctx = e};
    for (size_t i = 0; i < e->pairs.n; i++) {
        const struct yx_link *p = &e->pairs.v[i];
        w[i] = (struct yx_weighed_pair){p->left, p->right, is_firm(p) ? FIRM : p->weight};
        if (is_asked(p))
            w[i].weight = YX_MIN(p->weight, r->link - 1);
    }
    yx_clusters(w, e->pairs.n, e->s->n_rows[YX_LEFT], &rule, r->cluster, verdict, &counts);
    r->n_vetoed += counts.n_refused_veto;
    for (size_t i = 0; i < e->pairs.n; i++) {
        struct yx_link *p = &e->pairs.v[i];
        bool together = r->cluster[p->left] == r->cluster[p->right];
        if (is_asked(p))
            p->verdict = together ? YX_PAIR_LINK : YX_PAIR_WEAK;
        else if (!together && verdict[i] == YX_PAIR_LINK)
            p->verdict = YX_PAIR_WEAK;
        else
            p->verdict = verdict[i];
    }
}

/* One to one: of what passes found more than once, what nobody has taken since. */
static void add_open(struct yx_link_engine *e)
{
    for (size_t i = 0; i < e->open.n; i++) {
        struct yx_link *p = &e->open.v[i];
        if (!is_used(e, p->left, p->right))
            YX_PUSH(&e->pairs, *p);
    }
}

static int give_verdicts(struct yx_link_engine *e, struct yx_err *err)
{
    struct yx_link_result *r = e->r;
    size_t n = e->pairs.n;
    struct yx_weighed_pair *w = yx_big_alloc(n + 1, sizeof *w, err);
    uint8_t *verdict = w ? yx_big_alloc(n + 1, 1, err) : NULL;
    int32_t *margin = verdict ? yx_big_alloc(n + 1, sizeof *margin, err) : NULL;
    if (e->m->is_dedupe && margin) {
        r->cluster = yx_big_alloc((size_t)e->s->n_rows[YX_LEFT] + 1, sizeof(uint32_t), err);
        if (r->cluster)
            cluster_verdicts(e, w, verdict);
    } else if (margin) {
        assign_verdicts(e, w, verdict, margin);
    }
    bool ok = margin && (!e->m->is_dedupe || r->cluster);
    free(w);
    free(verdict);
    free(margin);
    return ok ? YX_OK : YX_IO;
}

/* Links and questions; the rows that have a link. */
static int keep(struct yx_link_engine *e, struct yx_err *err)
{
    struct yx_link_result *r = e->r;
    bool *found[2] = {yx_big_alloc((size_t)e->s->n_rows[YX_LEFT] + 1, 1, err),
                      yx_big_alloc((size_t)e->s->n_rows[YX_RIGHT] + 1, 1, err)};
    size_t n = 0;
    if (!found[0] || !found[1]) {
        free(found[0]);
        free(found[1]);
        return YX_IO;
    }
    for (int links = 1; links >= 0; links--)
        for (size_t i = 0; i < e->pairs.n; i++) {
            struct yx_link *p = &e->pairs.v[i];
            if ((p->verdict == YX_PAIR_LINK) != links)
                continue;
            bool *right = found[e->is_within ? YX_LEFT : YX_RIGHT];
            if (links)
                found[YX_LEFT][p->left] = right[p->right] = true;
            else if (e->m->left_once && p->how == YX_HOW_PASS &&
                     (found[YX_LEFT][p->left] || (e->m->right_once && right[p->right])))
                p->verdict = YX_PAIR_RIVAL; /* found by a pass, settled by weight */
        }
    for (size_t i = 0; i < e->pairs.n; i++) {
        struct yx_link *p = &e->pairs.v[i];
        bool is_review = yx_pair_is_review((enum yx_pair_verdict)p->verdict);
        if (p->verdict != YX_PAIR_LINK && !is_review)
            continue;
        r->n_linked += p->verdict == YX_PAIR_LINK;
        r->n_review += is_review;
        r->n_decided += p->how == YX_HOW_DECISION;
        e->pairs.v[n++] = *p;
    }
    for (int side = YX_LEFT; side <= YX_RIGHT; side++) {
        for (uint32_t i = 0; i < e->s->n_rows[side]; i++)
            r->n_found[side] += found[side][i];
        free(found[side]);
    }
    r->pair = e->pairs.v;
    r->n_pairs = n;
    e->pairs = (struct yx_link_list){0};
    return YX_OK;
}

/* ---- the whole ---- */

static int run(struct yx_link_engine *e, struct yx_err *err)
{
    struct yx_link_result *r = e->r;
    const struct yx_link_model *m = e->m;
    for (int side = YX_LEFT; side <= YX_RIGHT; side++) {
        if (!(side == YX_LEFT ? m->left_once : m->right_once))
            continue;
        e->used[side] = yx_big_alloc((size_t)e->s->n_rows[side] + 1, 1, err);
        if (!e->used[side])
            return YX_IO;
    }
    take_decisions(e);
    int rc = run_passes(e, err);
    r->link = yx_fs_weight_of(m->link / 10000.0);
    r->review = yx_fs_weight_of(m->review / 10000.0);
    if (rc == YX_OK && m->n_comparisons) {
        int32_t floor = m->is_dedupe ? YX_MIN(r->review, -DEDUPE_FLOOR) : r->review;
        rc = yx_link_weigh_pairs(e, floor, err);
    }
    if (rc == YX_OK && m->left_once)
        add_open(e);
    if (rc == YX_OK)
        rc = put_in_order(e, err);
    if (rc == YX_OK) {
        complete(e);
        rc = give_verdicts(e, err);
    }
    return rc == YX_OK ? keep(e, err) : rc;
}

int yx_link_run(const struct yx_record_set *s, const struct yx_link_options *o,
                struct yx_link_result *out, struct yx_err *err)
{
    *out = (struct yx_link_result){0};
    struct yx_link_engine e = {
        .s = s, .m = s->model, .o = o, .r = out, .is_within = s->model->is_dedupe};
    int rc = run(&e, err);
    free(e.used[YX_LEFT]);
    free(e.used[YX_RIGHT]);
    free(e.open_row[YX_LEFT]);
    free(e.open_row[YX_RIGHT]);
    free(e.found.v);
    free(e.pairs.v);
    free(e.open.v);
    yx_map_free(&e.decided);
    yx_map_free(&e.is_open);
    if (rc != YX_OK)
        yx_link_result_free(out);
    return rc;
}

void yx_link_result_free(struct yx_link_result *r)
{
    free(r->pair);
    free(r->cluster);
    for (unsigned c = 0; c < YX_LINK_COMPARISONS; c++)
        free(r->term[c]);
    yx_block_report_free(&r->blocks);
    *r = (struct yx_link_result){0};
}
