/* fellegi_sunter.c -- weights of evidence for two rows being one.
 *
 * Patterns, their counts, u, and what becomes of m and u: weights.  Learning m is em.c. */
#include "match/fellegi_sunter.h"

#include "base/hash.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum { WEIGHT_MOST = 40 * 1000 };

void yx_fs_init(struct yx_fs_model *model, unsigned n, const uint8_t *n_levels,
                uint64_t n_pairs_all)
{
    YX_ASSERT(n <= YX_FS_COMPARISONS);
    *model = (struct yx_fs_model){.n = n};
    model->prior = n_pairs_all > 1 ? 1 / sqrt((double)n_pairs_all) : 0.5;
    for (unsigned c = 0; c < n; c++) {
        unsigned levels = n_levels[c];
        YX_ASSERT(levels >= 2 && levels <= YX_FS_LEVELS);
        model->comparison[c] = (struct yx_fs_comparison){.n_levels = n_levels[c], .part_of = -1};
        double *m = model->m[c], *u = model->u[c];
        /* Nine in ten agree among matches, one in a hundred among others; the levels
         * between share what is left over 不同. */
        double m_between = levels > 2 ? 0.06 : 0, u_between = levels > 2 ? 0.03 : 0;
        m[0] = 0.9;
        u[0] = 0.01;
        for (unsigned l = 1; l + 1 < levels; l++) {
            m[l] = m_between / (levels - 2);
            u[l] = u_between / (levels - 2);
        }
        m[levels - 1] = 1 - 0.9 - m_between;
        u[levels - 1] = 1 - 0.01 - u_between;
    }
}

uint64_t yx_fs_covered(const struct yx_fs_model *model, uint64_t pattern)
{
    uint64_t out = pattern;
    for (unsigned c = 0; c < model->n; c++) {
        int whole = model->comparison[c].part_of;
        if (whole < 0)
            continue;
        unsigned level = yx_fs_level(pattern, (unsigned)whole);
        if (level != YX_FS_MISSING && model->comparison[whole].covers >> level & 1)
            out = yx_fs_put(out, c, YX_FS_MISSING);
    }
    return out;
}

/* ---- counting ---- */

void yx_fs_counter_init(struct yx_fs_counter *c)
{
    *c = (struct yx_fs_counter){.mask = 63};
    c->slot = yx_calloc(c->mask + 1, sizeof *c->slot);
}

void yx_fs_counter_free(struct yx_fs_counter *c)
{
    free(c->slot);
    *c = (struct yx_fs_counter){0};
}

static void counter_put(struct yx_fs_counter *c, uint64_t pattern, uint64_t n)
{
    size_t i = yx_mix64(pattern) & c->mask;
    while (c->slot[i].n && c->slot[i].pattern != pattern)
        i = (i + 1) & c->mask;
    c->n += c->slot[i].n == 0;
    c->slot[i].pattern = pattern;
    c->slot[i].n += n;
}

void yx_fs_counter_add(struct yx_fs_counter *c, uint64_t pattern, uint64_t n)
{
    if (n == 0)
        return;
    counter_put(c, pattern, n);
    if (c->n * 2 <= c->mask)
        return;
    struct yx_fs_counter wider = {.mask = c->mask * 2 + 1};
    wider.slot = yx_calloc(wider.mask + 1, sizeof *wider.slot);
    yx_fs_counter_merge(&wider, c);
    free(c->slot);
    *c = wider;
}

void yx_fs_counter_merge(struct yx_fs_counter *into, const struct yx_fs_counter *from)
{
    for (size_t i = 0; i <= from->mask; i++)
        if (from->slot[i].n)
            yx_fs_counter_add(into, from->slot[i].pattern, from->slot[i].n);
}

static int by_pattern(const void *a, const void *b)
{
    const struct yx_fs_count *x = a, *y = b;
    return x->pattern < y->pattern ? -1 : x->pattern > y->pattern;
}

struct yx_fs_count *yx_fs_counter_sorted(const struct yx_fs_counter *c, size_t *n)
{
    struct yx_fs_count *out = yx_calloc(c->n + 1, sizeof *out);
    *n = 0;
    for (size_t i = 0; i <= c->mask; i++)
        if (c->slot[i].n)
            out[(*n)++] = c->slot[i];
    if (*n)
        qsort(out, *n, sizeof *out, by_pattern);
    return out;
}

/* ---- u ---- */

void yx_fs_u_from_random(struct yx_fs_model *model, const struct yx_fs_count *count, size_t n)
{
    for (unsigned c = 0; c < model->n; c++) {
        unsigned levels = model->comparison[c].n_levels;
        uint64_t seen[16] = {0}, known = 0;
        for (size_t i = 0; i < n; i++)
            seen[yx_fs_level(count[i].pattern, c)] += count[i].n;
        for (unsigned l = 0; l < levels; l++)
            known += seen[l];
        if (known == 0)
            continue;
        /* Half a pair more on each level (Jeffreys' prior): nothing is impossible. */
        for (unsigned l = 0; l < levels; l++)
            model->u[c][l] = ((double)seen[l] + 0.5) / ((double)known + 0.5 * levels);
    }
}

void yx_fs_u_set_same(struct yx_fs_model *model, unsigned c, double u)
{
    unsigned levels = model->comparison[c].n_levels;
    double rest = 0;
    for (unsigned l = 1; l < levels; l++)
        rest += model->u[c][l];
    if (!(u >= 0 && u <= 1))
        return;
    model->u[c][0] = u;
    for (unsigned l = 1; l < levels; l++)
        model->u[c][l] = rest > 0 ? model->u[c][l] * (1 - u) / rest : (1 - u) / (levels - 1);
}

double yx_fs_same_by_chance(const uint32_t *left, const uint32_t *right, size_t n_values)
{
    double same = 0, n_left = 0, n_right = 0;
    for (size_t v = 0; v < n_values; v++) {
        double l = left[v], r = right ? right[v] : l;
        n_left += l;
        n_right += r;
        same += right ? l * r : l * (l - 1);
    }
    double all = right ? n_left * n_right : n_left * (n_left - 1);
    return all > 0 ? same / all : 0;
}

/* ---- weights ---- */

static int32_t in_bounds(double bits, int32_t most)
{
    double w = bits * 1000;
    if (!(w > -(double)most)) /* also what is no number */
        return -most;
    return w > (double)most ? most : (int32_t)lround(w);
}

/* Levels l..from-1 that share one ratio. */
struct pooled {
    double m, u;
    unsigned from;
};

static bool is_stronger(const struct pooled *a, const struct pooled *b)
{
    return a->m * b->u > b->m * a->u;
}

/* Weights of one comparison.  Neighbours in the wrong order are pooled until none is
 * (the pool-adjacent-violators rule). */
static void weigh_levels(const double *m, const double *u, unsigned levels, bool keep, int32_t most,
                         int32_t *out)
{
    struct pooled pool[YX_FS_LEVELS];
    unsigned n = 0;
    for (unsigned l = 0; l < levels; l++) {
        pool[n++] = (struct pooled){m[l], u[l], l};
        while (!keep && n > 1 && is_stronger(&pool[n - 1], &pool[n - 2])) {
            pool[n - 2].m += pool[n - 1].m;
            pool[n - 2].u += pool[n - 1].u;
            n--;
        }
    }
    for (unsigned i = 0; i < n; i++) {
        unsigned to = i + 1 < n ? pool[i + 1].from : levels;
        double m_of = pool[i].m, u_of = pool[i].u;
        int32_t w = 0;
        if (m_of > 0 || u_of > 0)
            w = m_of <= 0 ? -most : u_of <= 0 ? most : in_bounds(log2(m_of / u_of), most);
        for (unsigned l = pool[i].from; l < to; l++)
            out[l] = w;
    }
}

void yx_fs_weigh(const struct yx_fs_model *model, int32_t most, struct yx_fs_weights *out)
{
    most = most > 0 && most < WEIGHT_MOST ? most : WEIGHT_MOST;
    *out = (struct yx_fs_weights){.n = model->n, .prior = yx_fs_weight_of(model->prior)};
    for (unsigned c = 0; c < model->n; c++)
        weigh_levels(model->m[c], model->u[c], model->comparison[c].n_levels,
                     model->comparison[c].m_is_pinned, most, out->of[c]);
    for (unsigned i = 0; i < YX_FS_COMPARISONS / 2; i++)
        for (unsigned v = 0; v < 256; v++)
            out->by_byte[i][v] = out->of[2 * i][v & 15] + out->of[2 * i + 1][v >> 4];
}

double yx_fs_probability(int32_t weight)
{
    return 1 / (1 + exp2(-(double)weight / 1000));
}

int32_t yx_fs_weight_of(double probability)
{
    if (!(probability > 0))
        return -WEIGHT_MOST;
    if (probability >= 1)
        return WEIGHT_MOST;
    return in_bounds(log2(probability / (1 - probability)), WEIGHT_MOST);
}
