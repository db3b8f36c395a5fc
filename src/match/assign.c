/* assign.c -- which weighed pairs hold when rows may be used once.
 *
 * DESIGN.  A pair's gain is its weight above a base at or below the threshold of review,
 * so low that whatever reaches `link` gains more than `margin`.  One to one:
 *
 *   1. A pair whose gain exceeds the sum of the best rival's gain at either row, by the
 *      margin, is in every set of pairs within that margin of the best: any set without it
 *      can have at most one rival at each of its rows in exchange.  It is taken, its rivals
 *      fall, and that may free others, until nothing changes.
 *   2. What remains falls into components.  Each is solved by the Hungarian method
 *      (Kuhn; Munkres; in the form with potentials, O(n^2 m)) on the smaller side.
 *   3. How much each pair would cost, or its absence: in the graph in which an edge i -> j
 *      says i takes what j has, changes of the best set are cycles, one node standing for
 *      "nothing" and for what is free.  No cycle is negative at the best set, so shortest
 *      paths (Floyd, Warshall) give the loss of every pair at once, O(n^3).
 *
 * Since a pair that step 1 takes is in all sets within the margin, it does not matter in
 * what order pairs are taken, nor which of several best sets step 2 happens to find: the
 * pairs within the margin are the same. */
#include "match/assign.h"

#include "base/mem.h"
#include "base/radix.h"

#include <stdlib.h>
#include <string.h>

enum {
    COMPONENT_MOST = 128, /* rows of the smaller side, unless the caller says */
    CELLS_MOST = 1 << 22, /* of the table of a component */
    NONE = -1
};

struct edge {
    uint32_t left, right; /* numbers of vertices, of each side from 0 */
    uint32_t pair;        /* of the caller */
    int32_t weight;
    bool is_out; /* decided */
};

/* Edges of each vertex of a side. */
struct side {
    uint32_t n;      /* vertices */
    uint32_t *first; /* n + 1 */
    uint32_t *edge;
};

struct assigning {
    const struct yx_weighed_pair *pair;
    const struct yx_assign_rule *rule;
    uint8_t *verdict;
    struct edge *edge; /* of weight >= review, by left, then right */
    uint32_t n;
    struct side side[2];
    int64_t base;
    struct yx_assign_counts counts;
};

static int64_t gain_of(const struct assigning *a, const struct edge *e)
{
    return e->weight - a->base;
}

/* ---- edges and vertices ---- */

static void sort_items(struct yx_radix_item *item, size_t n)
{
    struct yx_radix_item *other = yx_malloc((n + 1) * sizeof *other);
    yx_radix_sort(item, other, n);
    free(other);
}

/* Pairs by left, right, the greater weight first.  Each once; the others are RIVAL. */
static struct yx_radix_item *sort_pairs(const struct yx_weighed_pair *pair, size_t n,
                                        uint8_t *verdict, size_t *n_out)
{
    struct yx_radix_item *item = yx_malloc((n + 1) * sizeof *item);
    for (size_t i = 0; i < n; i++)
        item[i] = (struct yx_radix_item){(uint64_t)pair[i].left << 32 | pair[i].right, (uint32_t)i};
    sort_items(item, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        verdict[item[i].value] = YX_PAIR_LOW;
        if (kept == 0 || item[kept - 1].key != item[i].key) {
            item[kept++] = item[i];
            continue;
        }
        uint32_t *best = &item[kept - 1].value, lesser = item[i].value;
        if (pair[lesser].weight > pair[*best].weight) {
            lesser = *best;
            *best = item[i].value;
        }
        verdict[lesser] = YX_PAIR_RIVAL;
    }
    *n_out = kept;
    return item;
}

static uint32_t *end_of(struct edge *e, int side)
{
    return side ? &e->right : &e->left;
}

/* Numbers the vertices of a side, and lists the edges of each. */
static void build_side(struct assigning *a, int side)
{
    struct side *s = &a->side[side];
    struct yx_radix_item *item = yx_malloc((a->n + (size_t)1) * sizeof *item);
    for (uint32_t i = 0; i < a->n; i++)
        item[i] = (struct yx_radix_item){*end_of(&a->edge[i], side), i};
    sort_items(item, a->n);
    s->first = yx_calloc(a->n + (size_t)1, sizeof *s->first);
    s->edge = yx_calloc(a->n + (size_t)1, sizeof *s->edge);
    for (uint32_t i = 0; i < a->n; i++) {
        if (i == 0 || item[i].key != item[i - 1].key)
            s->first[s->n++] = i;
        s->edge[i] = item[i].value;
        *end_of(&a->edge[item[i].value], side) = s->n - 1;
    }
    s->first[s->n] = a->n;
    free(item);
}

/* ---- verdicts ---- */

static void decide(struct assigning *a, struct edge *e, enum yx_pair_verdict verdict)
{
    e->is_out = true;
    a->verdict[e->pair] = (uint8_t)verdict;
}

static void take(struct assigning *a, struct edge *e)
{
    decide(a, e, e->weight >= a->rule->link ? YX_PAIR_LINK : YX_PAIR_WEAK);
}

/* Does a set that is worse by `loss` contend with the best one? */
static bool contends(const struct assigning *a, int64_t loss)
{
    return loss <= 0 || loss < a->rule->margin;
}
static enum yx_pair_verdict contested(int64_t loss)
{
    return loss <= 0 ? YX_PAIR_TIE : YX_PAIR_THIN;
}

/* ---- one row of one side, any number of the other ---- */

/* Each vertex of the side has its best edge, if no other comes near. */
static void take_best_of_each(struct assigning *a, int side)
{
    const struct side *s = &a->side[side];
    for (uint32_t v = 0; v < s->n; v++) {
        int64_t best = INT64_MIN, second = INT64_MIN;
        for (uint32_t k = s->first[v]; k < s->first[v + 1]; k++) {
            int64_t w = a->edge[s->edge[k]].weight;
            if (w > best) {
                second = best;
                best = w;
            } else if (w > second) {
                second = w;
            }
        }
        bool has_rival = second != INT64_MIN && contends(a, best - second);
        for (uint32_t k = s->first[v]; k < s->first[v + 1]; k++) {
            struct edge *e = &a->edge[s->edge[k]];
            if (e->weight == best && !has_rival)
                take(a, e);
            else if (has_rival && contends(a, best - e->weight))
                decide(a, e, contested(best - (e->weight == best ? second : e->weight)));
            else
                decide(a, e, YX_PAIR_RIVAL);
        }
    }
}

/* ---- one to one: what is far ahead ---- */

/* The greatest gain of a vertex's open edges, and the next; the edge, or NONE. */
static int64_t best_two(const struct assigning *a, int side, uint32_t v, int64_t *best,
                        int64_t *second)
{
    const struct side *s = &a->side[side];
    int64_t at = NONE;
    *best = *second = 0;
    for (uint32_t k = s->first[v]; k < s->first[v + 1]; k++) {
        const struct edge *e = &a->edge[s->edge[k]];
        if (e->is_out)
            continue;
        int64_t g = gain_of(a, e);
        if (at == NONE || g > *best) {
            *second = at == NONE ? 0 : *best;
            *best = g;
            at = s->edge[k];
        } else if (g > *second) {
            *second = g;
        }
    }
    return at;
}

struct worklist {
    uint32_t *v;
    size_t n, cap;
};

/* Takes the best edge of this left vertex if no set without it comes near.  Left
 * vertices whose rivals thereby fall are put on the list. */
static void try_left(struct assigning *a, uint32_t v, struct worklist *again)
{
    int64_t best, second, best_right, second_right;
    int64_t at = best_two(a, 0, v, &best, &second);
    if (at == NONE)
        return;
    struct edge *e = &a->edge[at];
    if (best_two(a, 1, e->right, &best_right, &second_right) != at ||
        contends(a, best - second - second_right))
        return;
    take(a, e);
    for (int side = 0; side < 2; side++) {
        const struct side *s = &a->side[side];
        uint32_t end = side ? e->right : e->left;
        for (uint32_t k = s->first[end]; k < s->first[end + 1]; k++) {
            struct edge *rival = &a->edge[s->edge[k]];
            if (rival->is_out)
                continue;
            decide(a, rival, YX_PAIR_RIVAL);
            if (side) {
                YX_PUSH(again, rival->left);
                continue;
            }
            /* The other row of the rival has one less: whoever is left with it. */
            const struct side *r = &a->side[1];
            for (uint32_t m = r->first[rival->right]; m < r->first[rival->right + 1]; m++)
                if (!a->edge[r->edge[m]].is_out)
                    YX_PUSH(again, a->edge[r->edge[m]].left);
        }
    }
}

static void take_what_is_far_ahead(struct assigning *a)
{
    struct worklist again = {0};
    for (uint32_t v = 0; v < a->side[0].n; v++)
        try_left(a, v, &again);
    while (again.n)
        try_left(a, again.v[--again.n], &again);
    free(again.v);
}

/* ---- one to one: components ---- */

struct component {
    uint32_t *edge; /* open edges of it */
    size_t n_edges, cap_edges;
    uint32_t *vertex[2];
    size_t n[2], cap[2];
};

struct finding {
    uint32_t *number[2]; /* of each vertex within its component, UINT32_MAX unseen */
};

static void add_vertex(struct component *c, struct finding *f, int side, uint32_t v)
{
    if (f->number[side][v] != UINT32_MAX)
        return;
    f->number[side][v] = (uint32_t)c->n[side];
    struct worklist list = {c->vertex[side], c->n[side], c->cap[side]};
    YX_PUSH(&list, v);
    c->vertex[side] = list.v;
    c->n[side] = list.n;
    c->cap[side] = list.cap;
}

/* All that hangs together with the left vertex. */
static void find_component(struct assigning *a, struct finding *f, uint32_t left,
                           struct component *c)
{
    c->n_edges = c->n[0] = c->n[1] = 0;
    add_vertex(c, f, 0, left);
    size_t at[2] = {0, 0};
    while (at[0] < c->n[0] || at[1] < c->n[1]) {
        int side = at[0] < c->n[0] ? 0 : 1;
        uint32_t v = c->vertex[side][at[side]++];
        const struct side *s = &a->side[side];
        for (uint32_t k = s->first[v]; k < s->first[v + 1]; k++) {
            struct edge *e = &a->edge[s->edge[k]];
            if (e->is_out)
                continue;
            add_vertex(c, f, !side, *end_of(e, !side));
            if (side == 0) {
                struct worklist list = {c->edge, c->n_edges, c->cap_edges};
                YX_PUSH(&list, s->edge[k]);
                c->edge = list.v;
                c->n_edges = list.n;
                c->cap_edges = list.cap;
            }
        }
    }
}

/* A component as a table: gains of n takers and m things to take, n <= m, 0 for no edge. */
struct table {
    size_t n, m;
    int64_t *gain; /* [taker * m + thing] */
    int64_t *mate; /* thing of each taker, NONE */
    int64_t *dist; /* [(n + 1) * (n + 1)], the last node stands for nothing */
};

/* The set of greatest gain: fills mate. */
static void solve(struct table *t)
{
    size_t n = t->n, m = t->m;
    /* Potentials of takers and things, 1-based; 0 is the taker being placed. */
    int64_t *u = yx_calloc(n + 1, sizeof *u), *v = yx_calloc(m + 1, sizeof *v);
    int64_t *least = yx_calloc(m + 1, sizeof *least);
    size_t *owner = yx_calloc(m + 1, sizeof *owner), *way = yx_calloc(m + 1, sizeof *way);
    bool *is_used = yx_calloc(m + 1, sizeof *is_used);
    for (size_t i = 1; i <= n; i++) {
        owner[0] = i;
        size_t at = 0;
        for (size_t j = 0; j <= m; j++) {
            least[j] = INT64_MAX;
            is_used[j] = false;
        }
        do {
            is_used[at] = true;
            size_t taker = owner[at], next = 0;
            int64_t delta = INT64_MAX;
            for (size_t j = 1; j <= m; j++) {
                if (is_used[j])
                    continue;
                int64_t cost = -t->gain[(taker - 1) * m + j - 1] - u[taker] - v[j];
                if (cost < least[j]) {
                    least[j] = cost;
                    way[j] = at;
                }
                if (least[j] < delta) {
                    delta = least[j];
                    next = j;
                }
            }
            for (size_t j = 0; j <= m; j++) {
                if (is_used[j]) {
                    u[owner[j]] += delta;
                    v[j] -= delta;
                } else if (j) {
                    least[j] -= delta;
                }
            }
            at = next;
        } while (owner[at]);
        for (; at; at = way[at])
            owner[at] = owner[way[at]];
    }
    for (size_t i = 0; i < n; i++)
        t->mate[i] = NONE;
    for (size_t j = 1; j <= m; j++)
        if (owner[j] && t->gain[(owner[j] - 1) * m + j - 1] > 0)
            t->mate[owner[j] - 1] = (int64_t)j - 1;
    free(u);
    free(v);
    free(least);
    free(owner);
    free(way);
    free(is_used);
}

static const int64_t FAR = INT64_MAX / 4;

static int64_t gain_now(const struct table *t, size_t i)
{
    return t->mate[i] == NONE ? 0 : t->gain[i * t->m + (size_t)t->mate[i]];
}

/* What taker i loses by leaving what it has for something free, other than `but`, or
 * nothing. */
static int64_t loss_to_free(const struct table *t, const int64_t *owner, size_t i, int64_t but)
{
    int64_t best = 0;
    for (size_t j = 0; j < t->m; j++)
        if (owner[j] == NONE && (int64_t)j != but && t->gain[i * t->m + j] > best)
            best = t->gain[i * t->m + j];
    return gain_now(t, i) - best;
}

/* What changes cost, by shortest paths; `owner` of each thing, NONE free. */
static void work_out_changes(struct table *t, const int64_t *owner)
{
    size_t n = t->n, w = n + 1;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            int64_t d = FAR;
            if (i == j)
                d = 0;
            else if (t->mate[j] != NONE && t->gain[i * t->m + (size_t)t->mate[j]] > 0)
                d = gain_now(t, i) - t->gain[i * t->m + (size_t)t->mate[j]];
            t->dist[i * w + j] = d;
        }
        t->dist[i * w + n] = loss_to_free(t, owner, i, NONE);
        t->dist[n * w + i] = 0;
    }
    t->dist[n * w + n] = 0;
    for (size_t k = 0; k < w; k++)
        for (size_t i = 0; i < w; i++) {
            int64_t d = t->dist[i * w + k];
            if (d >= FAR)
                continue;
            for (size_t j = 0; j < w; j++)
                if (d + t->dist[k * w + j] < t->dist[i * w + j])
                    t->dist[i * w + j] = d + t->dist[k * w + j];
        }
}

/* What is lost if taker i must take thing j, and if it must not take what it has. */
static int64_t loss_with(const struct table *t, const int64_t *owner, size_t i, size_t j)
{
    size_t w = t->n + 1, to = owner[j] == NONE ? t->n : (size_t)owner[j];
    return gain_now(t, i) - t->gain[i * t->m + j] + t->dist[to * w + i];
}

static int64_t loss_without(const struct table *t, const int64_t *owner, size_t i)
{
    size_t w = t->n + 1;
    int64_t least = loss_to_free(t, owner, i, NONE) + t->dist[t->n * w + i];
    for (size_t j = 0; j < t->m; j++)
        if (owner[j] != NONE && owner[j] != (int64_t)i && t->gain[i * t->m + j] > 0)
            least = YX_MIN(least, loss_with(t, owner, i, j));
    return least;
}

static void decide_component(struct assigning *a, const struct finding *f,
                             const struct component *c)
{
    int taker = c->n[0] <= c->n[1] ? 0 : 1;
    struct table t = {.n = c->n[taker], .m = c->n[!taker]};
    size_t most = a->rule->component_most ? a->rule->component_most : COMPONENT_MOST;
    a->counts.component_greatest =
        YX_MAX(a->counts.component_greatest, (uint32_t)YX_MIN(t.n, (size_t)UINT32_MAX));
    YX_KNOWN(t.n > 0); /* a component has an edge */
    if (t.n > most || t.m > CELLS_MOST / t.n) {
        for (size_t k = 0; k < c->n_edges; k++)
            decide(a, &a->edge[c->edge[k]], YX_PAIR_TANGLE);
        return;
    }
    a->counts.n_components++;
    t.gain = yx_calloc(t.n * t.m, sizeof *t.gain);
    t.mate = yx_calloc(t.n, sizeof *t.mate);
    t.dist = yx_calloc((t.n + 1) * (t.n + 1), sizeof *t.dist);
    int64_t *owner = yx_calloc(t.m, sizeof *owner);
    for (size_t k = 0; k < c->n_edges; k++) {
        struct edge *e = &a->edge[c->edge[k]];
        t.gain[f->number[taker][*end_of(e, taker)] * t.m + f->number[!taker][*end_of(e, !taker)]] =
            gain_of(a, e);
    }
    solve(&t);
    for (size_t j = 0; j < t.m; j++)
        owner[j] = NONE;
    for (size_t i = 0; i < t.n; i++)
        if (t.mate[i] != NONE)
            owner[t.mate[i]] = (int64_t)i;
    work_out_changes(&t, owner);
    for (size_t k = 0; k < c->n_edges; k++) {
        struct edge *e = &a->edge[c->edge[k]];
        size_t i = f->number[taker][*end_of(e, taker)], j = f->number[!taker][*end_of(e, !taker)];
        bool is_best = t.mate[i] == (int64_t)j;
        int64_t loss = is_best ? loss_without(&t, owner, i) : loss_with(&t, owner, i, j);
        if (contends(a, loss))
            decide(a, e, contested(loss));
        else if (is_best)
            take(a, e);
        else
            decide(a, e, YX_PAIR_RIVAL);
    }
    free(t.gain);
    free(t.mate);
    free(t.dist);
    free(owner);
}

static void solve_components(struct assigning *a)
{
    struct finding f;
    for (int side = 0; side < 2; side++) {
        f.number[side] = yx_malloc((a->side[side].n + (size_t)1) * sizeof *f.number[side]);
        memset(f.number[side], 0xFF, (a->side[side].n + (size_t)1) * sizeof *f.number[side]);
    }
    struct component c = {0};
    for (uint32_t i = 0; i < a->n; i++) {
        if (a->edge[i].is_out)
            continue;
        find_component(a, &f, a->edge[i].left, &c);
        decide_component(a, &f, &c);
    }
    free(c.edge);
    for (int side = 0; side < 2; side++) {
        free(c.vertex[side]);
        free(f.number[side]);
    }
}

/* ---- margins ---- */

/* The best and the second best weight of a run of items that share a row. */
static void margins_of_run(const struct yx_weighed_pair *pair, const struct yx_radix_item *item,
                           size_t n, int32_t *margin)
{
    int64_t best = INT64_MIN, second = INT64_MIN;
    for (size_t i = 0; i < n; i++) {
        int64_t w = pair[item[i].value].weight;
        if (w > best) {
            second = best;
            best = w;
        } else if (w > second) {
            second = w;
        }
    }
    for (size_t i = 0; i < n && n > 1; i++) {
        uint32_t p = item[i].value;
        int64_t rival = pair[p].weight == best ? second : best;
        int64_t ahead = YX_MAX(pair[p].weight - rival, (int64_t)INT32_MIN);
        margin[p] = (int32_t)YX_MIN(ahead, (int64_t)margin[p]);
    }
}

/* `item`: the pairs, each once, in order of left. */
static void work_out_margins(const struct yx_weighed_pair *pair, struct yx_radix_item *item,
                             size_t n, int32_t *margin)
{
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < n; i++)
            item[i].key = side ? pair[item[i].value].right : pair[item[i].value].left;
        if (side)
            sort_items(item, n);
        for (size_t i = 0, end; i < n; i = end) {
            for (end = i + 1; end < n && item[end].key == item[i].key;)
                end++;
            margins_of_run(pair, item + i, end - i, margin);
        }
    }
}

void yx_assign(const struct yx_weighed_pair *pair, size_t n, const struct yx_assign_rule *rule,
               uint8_t *verdict, int32_t *margin, struct yx_assign_counts *counts)
{
    YX_ASSERT(n < UINT32_MAX && rule->review <= rule->link);
    struct assigning a = {.pair = pair, .rule = rule, .verdict = verdict};
    /* One below, so that what just reaches a threshold gains something. */
    a.base = YX_MIN((int64_t)rule->review, (int64_t)rule->link - rule->margin) - 1;
    size_t n_items;
    struct yx_radix_item *item = sort_pairs(pair, n, verdict, &n_items);
    a.edge = yx_malloc((n_items + 1) * sizeof *a.edge);
    for (size_t i = 0; i < n_items; i++) {
        const struct yx_weighed_pair *p = &pair[item[i].value];
        if (p->weight >= rule->review)
            a.edge[a.n++] = (struct edge){p->left, p->right, item[i].value, p->weight, false};
    }
    if (margin) {
        for (size_t i = 0; i < n; i++)
            margin[i] = INT32_MAX;
        work_out_margins(pair, item, n_items, margin);
    }
    free(item);
    for (int side = 0; side < 2; side++)
        build_side(&a, side);
    if (rule->left_once && rule->right_once) {
        take_what_is_far_ahead(&a);
        solve_components(&a);
    } else if (rule->left_once || rule->right_once) {
        take_best_of_each(&a, rule->left_once ? 0 : 1);
    } else {
        for (uint32_t i = 0; i < a.n; i++)
            take(&a, &a.edge[i]);
    }
    for (size_t i = 0; i < n; i++)
        a.counts.n[verdict[i]]++;
    if (counts)
        *counts = a.counts;
    free(a.edge);
    for (int side = 0; side < 2; side++) {
        free(a.side[side].first);
        free(a.side[side].edge);
    }
}
