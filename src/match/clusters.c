/* clusters.c -- rows of one person in one list, or in many.
 *
 * DESIGN.  Pairs worth a link are gone through by falling weight.  A pair whose rows are
 * in two groups joins them if nothing forbids it.  A group is a list of rows, the shorter
 * one is hung on the longer.  What the pairs between two groups say on average is summed
 * over the pairs of the smaller group's rows, so a row costs its pairs each time its
 * group is hung on another: O(log) times.  What lacks support is tried again once
 * groups have grown.
 *
 * A refusal by veto depends on what was joined before.  If what stands between the rows
 * that exclude each other was joined by a pair no better than the refused one (by the
 * margin), the two contend: both pairs are put aside, and everything is done again
 * without them, until no more contend.  Each round puts at least one pair aside; in the
 * last of ROUNDS_MOST a contender is refused like any other.
 *
 * Equal weights are gone through in the order of rows, which decides nothing but what
 * is tried first: where it would, a veto stands between equals, and they contend. */
#include "match/clusters.h"

#include "base/mem.h"
#include "base/radix.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST = 64,        /* rows of a group, unless the caller says */
    LARGEST = 4096,   /* whatever the caller says */
    ROUNDS_MOST = 50, /* of putting contenders aside */
    NO_PAIR = UINT32_MAX
};

/* What is known of a pair beyond its weight. */
enum standing {
    OPEN,
    TWICE, /* the same two rows were given with a greater weight, or one row twice */
    ASIDE_TIE,
    ASIDE_THIN
};

struct list {
    uint32_t *v;
    size_t n, cap;
};

struct grouping {
    const struct yx_weighed_pair *pair;
    const struct yx_cluster_rule *rule;
    uint32_t n_rows, most;
    uint32_t *order; /* pairs by falling weight, then rows; each once */
    size_t n_order;
    uint32_t *group;       /* of each row: the row by which its group is known */
    uint32_t *next, *last; /* rows of a group; `last` and `size` of the row it is known by */
    uint32_t *size;
    uint32_t *first; /* n_rows + 1: where each row's pairs begin in pair_of */
    uint32_t *pair_of;
    uint8_t *standing; /* of each pair, enum standing */
    uint8_t *is_tree;  /* pairs that joined groups */
    struct list unsupported;
    struct list path_a, path_b;
    struct yx_cluster_counts counts;
};

static uint32_t other_end(const struct yx_weighed_pair *p, uint32_t row)
{
    return p->left == row ? p->right : p->left;
}

/* ---- preparing ---- */

static uint64_t rows_of(const struct yx_weighed_pair *p)
{
    return (uint64_t)YX_MIN(p->left, p->right) << 32 | YX_MAX(p->left, p->right);
}

static void sort_pairs(struct grouping *g, size_t n)
{
    struct yx_radix_item *item = yx_malloc((n + 1) * sizeof *item);
    struct yx_radix_item *other = yx_malloc((n + 1) * sizeof *other);
    for (size_t i = 0; i < n; i++)
        item[i] = (struct yx_radix_item){rows_of(&g->pair[i]), (uint32_t)i};
    yx_radix_sort(item, other, n);
    /* Falling weight; equals stay in the order of rows. */
    for (size_t i = 0; i < n; i++)
        item[i].key = (uint64_t)(INT64_C(0x7FFFFFFF) - g->pair[item[i].value].weight);
    yx_radix_sort(item, other, n);
    free(other);
    for (size_t i = 0; i < n; i++)
        g->order[i] = item[i].value;
    g->n_order = n;
    free(item);
}

/* Lists the pairs of each row, strongest first, and marks what was given twice. */
static void list_pairs_of_rows(struct grouping *g, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (g->pair[i].left == g->pair[i].right) {
            g->standing[i] = TWICE;
            continue;
        }
        g->first[g->pair[i].left + 1]++;
        g->first[g->pair[i].right + 1]++;
    }
    for (uint32_t r = 0; r < g->n_rows; r++)
        g->first[r + 1] += g->first[r];
    uint32_t *at = yx_malloc((g->n_rows + (size_t)1) * sizeof *at);
    memcpy(at, g->first, g->n_rows * sizeof *at);
    for (size_t k = 0; k < n; k++) {
        uint32_t p = g->order[k];
        if (g->standing[p] == TWICE)
            continue;
        g->pair_of[at[g->pair[p].left]++] = p;
        g->pair_of[at[g->pair[p].right]++] = p;
    }
    free(at);
    /* Among the pairs of a row the greater weight comes first. */
    uint32_t *seen = yx_malloc((g->n_rows + (size_t)1) * sizeof *seen);
    memset(seen, 0xFF, (g->n_rows + (size_t)1) * sizeof *seen);
    for (uint32_t r = 0; r < g->n_rows; r++)
        for (uint32_t k = g->first[r]; k < g->first[r + 1]; k++) {
            uint32_t p = g->pair_of[k], end = other_end(&g->pair[p], r);
            if (seen[end] == r)
                g->standing[p] = TWICE;
            seen[end] = r;
        }
    free(seen);
}

static void begin_round(struct grouping *g, size_t n)
{
    for (uint32_t r = 0; r < g->n_rows; r++) {
        g->group[r] = g->last[r] = r;
        g->next[r] = UINT32_MAX;
        g->size[r] = 1;
    }
    memset(g->is_tree, 0, n);
    g->unsupported.n = 0;
}

/* ---- may two groups be joined? ---- */

static bool excludes(const struct grouping *g, uint32_t a, uint32_t b)
{
    const struct yx_cluster_rule *r = g->rule;
    if (r->once && r->once[a] != UINT32_MAX && r->once[a] == r->once[b])
        return true;
    return r->veto && r->veto(r->ctx, a, b);
}

static bool have_veto(const struct grouping *g, uint32_t a, uint32_t b)
{
    for (uint32_t x = a; x != UINT32_MAX; x = g->next[x])
        for (uint32_t y = b; y != UINT32_MAX; y = g->next[y])
            if (excludes(g, x, y))
                return true;
    return false;
}

static bool have_support(const struct grouping *g, uint32_t a, uint32_t b)
{
    if (g->size[a] > g->size[b]) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    int64_t clip = g->rule->clip > 0 ? g->rule->clip : INT32_MAX, sum = 0;
    int64_t n_all = (int64_t)g->size[a] * g->size[b], n_seen = 0;
    for (uint32_t x = a; x != UINT32_MAX; x = g->next[x])
        for (uint32_t k = g->first[x]; k < g->first[x + 1]; k++) {
            const struct yx_weighed_pair *p = &g->pair[g->pair_of[k]];
            if (g->standing[g->pair_of[k]] == TWICE || g->group[other_end(p, x)] != b)
                continue;
            int64_t w = p->weight;
            sum += w > clip ? clip : w < -clip ? -clip : w;
            n_seen++;
        }
    sum += (n_all - n_seen) * g->rule->absent;
    return sum >= n_all * g->rule->support;
}

static void join(struct grouping *g, uint32_t a, uint32_t b)
{
    if (g->size[a] < g->size[b]) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    for (uint32_t x = b; x != UINT32_MAX; x = g->next[x])
        g->group[x] = a;
    g->next[g->last[a]] = b;
    g->last[a] = g->last[b];
    g->size[a] += g->size[b];
}

/* ---- contenders ---- */

/* The pairs by which `from` was joined to `to`, within their group. */
static bool find_path(const struct grouping *g, uint32_t from, uint32_t to, uint32_t came_by,
                      struct list *path)
{
    if (from == to)
        return true;
    for (uint32_t k = g->first[from]; k < g->first[from + 1]; k++) {
        uint32_t p = g->pair_of[k];
        if (p == came_by || !g->is_tree[p])
            continue;
        YX_PUSH(path, p);
        if (find_path(g, other_end(&g->pair[p], from), to, p, path))
            return true;
        path->n--;
    }
    return false;
}

static bool contends(const struct grouping *g, uint32_t joined, uint32_t refused)
{
    int64_t ahead = (int64_t)g->pair[joined].weight - g->pair[refused].weight;
    return ahead <= 0 || ahead < g->rule->margin;
}

static void put_aside(struct grouping *g, uint32_t p, bool is_tie)
{
    if (g->standing[p] != ASIDE_TIE)
        g->standing[p] = is_tie ? ASIDE_TIE : ASIDE_THIN;
}

/* The pairs between two rows that exclude each other, of which one in `path` contends. */
static bool path_contends(const struct grouping *g, const struct list *path, uint32_t refused)
{
    for (size_t i = 0; i < path->n; i++)
        if (contends(g, path->v[i], refused))
            return true;
    return false;
}

static void path_put_aside(struct grouping *g, const struct list *path, uint32_t refused)
{
    for (size_t i = 0; i < path->n; i++) {
        uint32_t p = path->v[i];
        if (!contends(g, p, refused))
            continue;
        bool is_tie = g->pair[p].weight <= g->pair[refused].weight;
        put_aside(g, p, is_tie);
        put_aside(g, refused, is_tie);
    }
}

/* A pair refused by a veto.  If behind every two rows that exclude each other there is a
 * pair no better than this one, they are put aside with it; true if so. */
static bool contest(struct grouping *g, uint32_t p)
{
    uint32_t left = g->pair[p].left, right = g->pair[p].right;
    for (int round = 0; round < 2; round++)
        for (uint32_t x = g->group[left]; x != UINT32_MAX; x = g->next[x])
            for (uint32_t y = g->group[right]; y != UINT32_MAX; y = g->next[y]) {
                if (!excludes(g, x, y))
                    continue;
                g->path_a.n = g->path_b.n = 0;
                find_path(g, left, x, NO_PAIR, &g->path_a);
                find_path(g, right, y, NO_PAIR, &g->path_b);
                if (round == 0) {
                    if (!path_contends(g, &g->path_a, p) && !path_contends(g, &g->path_b, p))
                        return false;
                    continue;
                }
                path_put_aside(g, &g->path_a, p);
                path_put_aside(g, &g->path_b, p);
            }
    return true;
}

/* ---- a round ---- */

enum answer { JOINED, HOLDS, FULL, UNSUPPORTED, VETOED };

static enum answer ask(const struct grouping *g, uint32_t p)
{
    uint32_t a = g->group[g->pair[p].left], b = g->group[g->pair[p].right];
    if (a == b)
        return HOLDS;
    if (g->size[a] + g->size[b] > g->most)
        return FULL;
    if (!have_support(g, a, b))
        return UNSUPPORTED;
    return have_veto(g, a, b) ? VETOED : JOINED;
}

static void join_pair(struct grouping *g, uint32_t p)
{
    join(g, g->group[g->pair[p].left], g->group[g->pair[p].right]);
    g->is_tree[p] = 1;
}

/* Those without support, again, while groups grow. */
static void try_again(struct grouping *g)
{
    for (bool grown = true; grown;) {
        grown = false;
        size_t n = 0;
        for (size_t i = 0; i < g->unsupported.n; i++) {
            uint32_t p = g->unsupported.v[i];
            enum answer answer = ask(g, p);
            if (answer == JOINED) {
                join_pair(g, p);
                grown = true;
            } else if (answer == UNSUPPORTED) {
                g->unsupported.v[n++] = p;
            }
        }
        g->unsupported.n = n;
    }
}

/* Joins what may be joined; true if pairs were put aside. */
static bool group_rows(struct grouping *g, bool is_last)
{
    int64_t challenge = YX_MAX((int64_t)g->rule->review, (int64_t)g->rule->link - g->rule->margin);
    bool any = false;
    for (size_t k = 0; k < g->n_order; k++) {
        uint32_t p = g->order[k];
        if (g->pair[p].weight < YX_MIN(challenge, (int64_t)g->rule->link))
            break;
        if (g->standing[p] != OPEN)
            continue;
        switch (ask(g, p)) {
        case JOINED:
            if (g->pair[p].weight >= g->rule->link)
                join_pair(g, p);
            break;
        case UNSUPPORTED:
            if (g->pair[p].weight >= g->rule->link)
                YX_PUSH(&g->unsupported, p);
            break;
        case VETOED: any |= !is_last && contest(g, p); break;
        case FULL:
        case HOLDS: break;
        }
    }
    try_again(g);
    return any;
}

/* ---- results ---- */

static enum yx_pair_verdict verdict_of(struct grouping *g, uint32_t p)
{
    uint32_t a = g->pair[p].left, b = g->pair[p].right;
    if (a == b)
        return YX_PAIR_LOW;
    if (g->group[a] == g->group[b])
        return YX_PAIR_LINK;
    if (g->pair[p].weight < g->rule->review)
        return YX_PAIR_LOW;
    switch ((enum standing)g->standing[p]) {
    case TWICE: return YX_PAIR_RIVAL;
    case ASIDE_TIE: return YX_PAIR_TIE;
    case ASIDE_THIN: return YX_PAIR_THIN;
    case OPEN: break;
    }
    bool is_strong = g->pair[p].weight >= g->rule->link;
    if (have_veto(g, g->group[a], g->group[b])) {
        g->counts.n_refused_veto += is_strong;
        return YX_PAIR_RIVAL;
    }
    bool is_full = g->size[g->group[a]] + g->size[g->group[b]] > g->most;
    g->counts.n_refused_size += is_strong && is_full;
    g->counts.n_refused_support += is_strong && !is_full;
    return is_full && is_strong ? YX_PAIR_TANGLE : YX_PAIR_WEAK;
}

static void tell(struct grouping *g, size_t n, uint32_t *cluster, uint8_t *verdict)
{
    for (uint32_t r = 0; r < g->n_rows; r++)
        cluster[r] = UINT32_MAX;
    /* Rows ascend: the first seen of a group is its lowest. */
    for (uint32_t r = 0; r < g->n_rows; r++) {
        if (cluster[r] != UINT32_MAX)
            continue;
        for (uint32_t x = g->group[r]; x != UINT32_MAX; x = g->next[x])
            cluster[x] = r;
        uint32_t size = g->size[g->group[r]];
        g->counts.n_clusters += size > 1;
        g->counts.greatest = YX_MAX(g->counts.greatest, size);
    }
    for (size_t i = 0; i < n; i++) {
        verdict[i] = (uint8_t)verdict_of(g, (uint32_t)i);
        g->counts.n[verdict[i]]++;
    }
}

void yx_clusters(const struct yx_weighed_pair *pair, size_t n, uint32_t n_rows,
                 const struct yx_cluster_rule *rule, uint32_t *cluster, uint8_t *verdict,
                 struct yx_cluster_counts *counts)
{
    YX_ASSERT(n < UINT32_MAX / 2 && rule->review <= rule->link);
    struct grouping g = {.pair = pair, .rule = rule, .n_rows = n_rows};
    size_t rows = n_rows + (size_t)1;
    g.most = rule->most ? YX_MIN(rule->most, (uint32_t)LARGEST) : MOST;
    g.order = yx_calloc(n + 1, sizeof *g.order);
    g.group = yx_calloc(rows, sizeof *g.group);
    g.next = yx_calloc(rows, sizeof *g.next);
    g.last = yx_calloc(rows, sizeof *g.last);
    g.size = yx_calloc(rows, sizeof *g.size);
    g.first = yx_calloc(rows + 1, sizeof *g.first);
    g.pair_of = yx_calloc(2 * n + 1, sizeof *g.pair_of);
    g.standing = yx_calloc(n + 1, 1);
    g.is_tree = yx_calloc(n + 1, 1);
    sort_pairs(&g, n);
    list_pairs_of_rows(&g, n);
    bool any = true;
    for (int round = 0; any; round++) {
        begin_round(&g, n);
        any = group_rows(&g, round >= ROUNDS_MOST);
    }
    tell(&g, n, cluster, verdict);
    if (counts)
        *counts = g.counts;
    free(g.order);
    free(g.group);
    free(g.next);
    free(g.last);
    free(g.size);
    free(g.first);
    free(g.pair_of);
    free(g.standing);
    free(g.is_tree);
    free(g.unsupported.v);
    free(g.path_a.v);
    free(g.path_b.v);
}
