/* link_score.c -- two rows compared by a model: grades, and what they weigh.
 *
 * DESIGN.  yx_link_filter() takes pairs by the batch.  For each it begins with
 * the codes alone: a comparison whose codes are equal weighs what 一致 weighs, one
 * that is missing nothing, any other at most `best_unequal`.  The sum is an upper
 * bound.  Then, comparison by comparison, the values of all pairs left are asked of
 * memory early, their grades found, the bounds lowered, and pairs dropped that
 * cannot reach the floor any more.  What stays is few and is weighed in full. */
#include "match/link_score.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>

enum {
    MEMORY_BITS = 13,   /* grades remembered of a comparison */
    MEMORY_VALUES = 512 /* of fields with so many values at most: others hardly meet again */
};

struct yx_link_memory {
    uint64_t *slot; /* per comparison: two codes of 30 bits and the grade; 0 free */
};

struct yx_link_memory *yx_link_memory_new(const struct yx_link_scorer *k)
{
    struct yx_link_memory *m = yx_calloc(1, sizeof *m);
    m->slot = yx_calloc((size_t)YX_MAX(k->n, 1U) << MEMORY_BITS, sizeof(uint64_t));
    return m;
}

void yx_link_memory_free(struct yx_link_memory *m)
{
    if (!m)
        return;
    free(m->slot);
    free(m);
}

/* ---- grades ---- */

/* The grade of comparison c for two codes that are there and differ. */
static unsigned unequal(const struct yx_link_scorer *k, unsigned c, uint32_t a, uint32_t b,
                        struct yx_link_memory *m)
{
    const struct yx_link_comparison *cmp = &k->model->comparison[c];
    uint64_t *slot = NULL, key = 0;
    if (m && k->is_remembered[c]) {
        uint32_t lo = YX_MIN(a, b), hi = YX_MAX(a, b);
        key = ((uint64_t)hi << 34 | (uint64_t)lo << 4) & ~15ULL;
        slot = &m->slot[((size_t)c << MEMORY_BITS) +
                        ((lo * 0x9E3779B1U ^ hi * 0x85EBCA77U) >> (32 - MEMORY_BITS))];
        if ((*slot & ~15ULL) == key)
            return (unsigned)(*slot & 15);
    }
    const struct yx_value *value = k->set->dictionary[k->set->dictionary_of[cmp->field]].value;
    unsigned grade = yx_compare_grade_unequal(&cmp->grade, &value[a], &value[b]);
    if (slot)
        *slot = key | grade;
    return grade;
}

static unsigned grade_of(const struct yx_link_scorer *k, unsigned c, uint32_t a, uint32_t b,
                         struct yx_link_memory *m)
{
    return !a || !b ? YX_FS_MISSING : a == b ? 0 : unequal(k, c, a, b, m);
}

static uint8_t field_of(const struct yx_link_scorer *k, unsigned c)
{
    return k->model->comparison[c].field;
}

/* The heavier of in place and crosswise; sets the three grades. */
static uint64_t settle_exchange(const struct yx_link_scorer *k, const struct yx_link_exchange *e,
                                uint64_t pattern, const uint32_t *left, const uint32_t *right,
                                struct yx_link_memory *m)
{
    unsigned f = field_of(k, e->first), g = field_of(k, e->second);
    unsigned f0 = yx_fs_level(pattern, e->first), g0 = yx_fs_level(pattern, e->second);
    pattern = yx_fs_put(pattern, e->comparison, 0);
    if (f0 == 0 || g0 == 0)
        return pattern;
    unsigned f1 = grade_of(k, e->first, left[f], right[g], m);
    unsigned g1 = grade_of(k, e->second, left[g], right[f], m);
    const int32_t(*w)[16] = k->weights.of;
    int32_t place = w[e->first][f0] + w[e->second][g0] + w[e->comparison][0];
    int32_t cross = w[e->first][f1] + w[e->second][g1] + w[e->comparison][1];
    if (cross > place) {
        pattern = yx_fs_put(pattern, e->first, f1);
        pattern = yx_fs_put(pattern, e->second, g1);
        pattern = yx_fs_put(pattern, e->comparison, 1);
    } else if (f0 == YX_FS_MISSING && g0 == YX_FS_MISSING) {
        pattern = yx_fs_put(pattern, e->comparison, YX_FS_MISSING);
    }
    return pattern;
}

uint64_t yx_link_pattern(const struct yx_link_scorer *k, const uint32_t *left,
                         const uint32_t *right, struct yx_link_memory *m)
{
    uint64_t pattern = 0;
    for (unsigned c = 0; c < k->n; c++) {
        if (k->model->comparison[c].with != YX_LINK_NO_FIELD)
            continue;
        unsigned f = field_of(k, c);
        pattern = yx_fs_put(pattern, c, grade_of(k, c, left[f], right[f], m));
    }
    for (unsigned i = 0; i < k->n_exchanges; i++)
        pattern = settle_exchange(k, &k->exchange[i], pattern, left, right, m);
    return pattern;
}

/* ---- weights ---- */

/* The code on which the two rows agree by comparison c; 0 if they do not. */
static uint32_t agreed_code(const struct yx_link_scorer *k, unsigned c, uint64_t pattern,
                            const uint32_t *left)
{
    if (yx_fs_level(pattern, c) != 0)
        return 0;
    return left[field_of(k, c)]; /* crosswise, too: the dictionary is common */
}

/* `covered`: the pattern with parts made missing. */
static int32_t weight_in(const struct yx_link_scorer *k, unsigned c, uint64_t covered,
                         const uint32_t *left)
{
    unsigned level = yx_fs_level(covered, c);
    int32_t w = k->weights.of[c][level];
    uint32_t code = k->term[c] && level == 0 ? agreed_code(k, c, covered, left) : 0;
    return code ? w + k->term[c][code] : w;
}

int32_t yx_link_weight_of(const struct yx_link_scorer *k, unsigned c, uint64_t pattern,
                          const uint32_t *left)
{
    return weight_in(k, c, yx_fs_covered(&k->fs, pattern), left);
}

int32_t yx_link_weight(const struct yx_link_scorer *k, uint64_t pattern, const uint32_t *left)
{
    uint64_t covered = yx_fs_covered(&k->fs, pattern);
    int32_t sum = k->weights.prior;
    for (unsigned c = 0; c < k->n; c++)
        sum += weight_in(k, c, covered, left);
    return sum;
}

static int32_t equal_weight(const struct yx_link_scorer *k, unsigned c, uint32_t code)
{
    return k->weights.of[c][0] + (k->term[c] ? k->term[c][code] : 0);
}

/* The most that comparison c may weigh for these codes. */
static int32_t bound_of(const struct yx_link_scorer *k, unsigned c, uint32_t a, uint32_t b)
{
    return !a || !b ? 0 : a == b ? equal_weight(k, c, a) : k->best_unequal[c];
}

/* A pair on its way through the steps: what it may weigh at most. */
struct lane {
    const uint32_t *left, *right;
    int32_t sum;
    uint32_t done; /* bits of what quick steps have settled: comparison, + 16 crosswise */
    /* Per exchange: the most in place, and crosswise. */
    int32_t place[YX_LINK_COMPARISONS / 2], cross[YX_LINK_COMPARISONS / 2];
};

/* Two codes that a step has to look at. */
struct look {
    uint32_t lane, a, b;
};

static int32_t greater(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t first_bound(const struct yx_link_scorer *k, struct lane *l)
{
    int32_t sum = k->weights.prior;
    for (unsigned c = 0; c < k->n; c++) {
        if (k->in_exchange >> c & 1)
            continue;
        unsigned f = field_of(k, c);
        int32_t b = bound_of(k, c, l->left[f], l->right[f]);
        sum += k->fs.comparison[c].part_of >= 0 ? greater(b, 0) : b; /* its whole may cover it */
    }
    for (unsigned i = 0; i < k->n_exchanges; i++) {
        const struct yx_link_exchange *e = &k->exchange[i];
        unsigned f = field_of(k, e->first), g = field_of(k, e->second);
        const int32_t *w = k->weights.of[e->comparison];
        l->place[i] = bound_of(k, e->first, l->left[f], l->right[f]) +
                      bound_of(k, e->second, l->left[g], l->right[g]) + greater(w[0], 0);
        l->cross[i] = bound_of(k, e->first, l->left[f], l->right[g]) +
                      bound_of(k, e->second, l->left[g], l->right[f]) + w[1];
        sum += greater(l->place[i], l->cross[i]);
    }
    return sum;
}

/* The two codes that a step looks at; false if it has nothing to find out about the pair. */
static bool codes_of(const struct yx_link_scorer *k, const struct yx_link_step *step,
                     const struct lane *l, uint32_t *a, uint32_t *b)
{
    unsigned f = field_of(k, step->comparison), g = f;
    if (step->is_cross) {
        const struct yx_link_exchange *e = &k->exchange[step->exchange];
        if (l->cross[step->exchange] <= l->place[step->exchange])
            return false; /* crosswise can only be less */
        g = field_of(k, step->comparison == e->first ? e->second : e->first);
    }
    *a = l->left[f];
    *b = l->right[g];
    return *a && *b && *a != *b;
}

static void lower(const struct yx_link_scorer *k, const struct yx_link_step *step, struct lane *l,
                  unsigned grade)
{
    unsigned c = step->comparison;
    int32_t loss = k->best_unequal[c] - k->weights.of[c][grade];
    if (step->exchange == YX_LINK_NO_FIELD) {
        if (k->fs.comparison[c].part_of >= 0)
            loss = greater(k->best_unequal[c], 0) - greater(k->weights.of[c][grade], 0);
        l->sum -= loss;
        return;
    }
    int32_t *place = &l->place[step->exchange], *cross = &l->cross[step->exchange];
    int32_t before = greater(*place, *cross);
    *(step->is_cross ? cross : place) -= loss;
    l->sum -= before - greater(*place, *cross);
}

static void take_step(const struct yx_link_scorer *k, const struct yx_link_step *step,
                      struct lane *l, const struct yx_value *x, const struct yx_value *y,
                      uint32_t a, uint32_t b, struct yx_link_memory *m)
{
    const struct yx_link_comparison *cmp = &k->model->comparison[step->comparison];
    uint32_t bit = 1U << (step->comparison + (step->is_cross ? YX_LINK_COMPARISONS : 0));
    if (l->done & bit)
        return;
    if (!step->is_quick) {
        lower(k, step, l, unequal(k, step->comparison, a, b, m));
    } else if (!yx_compare_may_hold(&cmp->grade, x, y)) {
        l->done |= bit;
        lower(k, step, l, cmp->grade.n);
    }
}

/* Bounds by codes alone; returns how many pairs may reach the floor, in alive[]. */
static size_t first_bounds(const struct yx_link_scorer *k, const struct yx_row_pair *pair, size_t n,
                           int32_t floor, struct lane *lane, uint16_t *alive)
{
    enum { AHEAD = 12 };
    const struct yx_record_set *s = k->set;
    enum yx_link_side right = yx_record_right(s);
    size_t n_alive = 0;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n) {
            YX_PREFETCH(yx_record_codes(s, YX_LEFT, pair[i + AHEAD].left));
            YX_PREFETCH(yx_record_codes(s, right, pair[i + AHEAD].right));
        }
        struct lane *l = &lane[i];
        l->left = yx_record_codes(s, YX_LEFT, pair[i].left);
        l->right = yx_record_codes(s, right, pair[i].right);
        l->done = 0;
        l->sum = first_bound(k, l);
        alive[n_alive] = (uint16_t)i;
        n_alive += l->sum >= floor;
    }
    return n_alive;
}

size_t yx_link_filter(const struct yx_link_scorer *k, const struct yx_row_pair *pair, size_t n,
                      struct yx_link_memory *m, int32_t floor, uint16_t *out)
{
    struct lane lane[YX_LINK_BATCH];
    struct look look[YX_LINK_BATCH];
    YX_ASSERT(n <= YX_LINK_BATCH);
    size_t n_alive = first_bounds(k, pair, n, floor, lane, out);
    for (unsigned i = 0; i < k->n_steps && n_alive; i++) {
        const struct yx_link_step *step = &k->step[i];
        const struct yx_value *value =
            k->set->dictionary[k->set->dictionary_of[field_of(k, step->comparison)]].value;
        size_t n_looks = 0;
        for (size_t j = 0; j < n_alive; j++) {
            struct look *at = &look[n_looks];
            at->lane = out[j];
            if (!codes_of(k, step, &lane[at->lane], &at->a, &at->b))
                continue;
            YX_PREFETCH(&value[at->a]);
            YX_PREFETCH(&value[at->b]);
            n_looks++;
        }
        for (size_t j = 0; j < n_looks; j++) {
            const struct look *at = &look[j];
            take_step(k, step, &lane[at->lane], &value[at->a], &value[at->b], at->a, at->b, m);
        }
        size_t kept = 0;
        for (size_t j = 0; j < n_alive; j++) {
            out[kept] = out[j];
            kept += lane[out[j]].sum >= floor;
        }
        n_alive = kept;
    }
    return n_alive;
}

/* ---- setting up ---- */

static bool is_cheap(const struct yx_link_scorer *k, unsigned c)
{
    enum yx_compare_type type = k->model->field[field_of(k, c)].type;
    return type == YX_COMPARE_CODE || type == YX_COMPARE_DIGITS || type == YX_COMPARE_DATE ||
           type == YX_COMPARE_ID || type == YX_COMPARE_DIVISION;
}

/* Values that are not equal and 一致 all the same: a month and a day of it, a county and its
 * name.  Those of the other types have equal codes when they are 一致. */
static bool may_be_same_unequal(const struct yx_link_scorer *k, unsigned c)
{
    enum yx_compare_type type = k->model->field[field_of(k, c)].type;
    return type == YX_COMPARE_DATE || type == YX_COMPARE_DIVISION || type == YX_COMPARE_SCHOOL ||
           type == YX_COMPARE_ADDRESS;
}

static void add_step(struct yx_link_scorer *k, unsigned c, unsigned exchange, bool is_cross,
                     bool is_quick)
{
    if (!is_quick || k->model->comparison[c].has_similar)
        k->step[k->n_steps++] =
            (struct yx_link_step){(uint8_t)c, (uint8_t)exchange, is_cross, is_quick};
}

/* What may lose most first, an exchange in one piece: of those that are not cheap only whether
 * there is any likeness, or of these all the rest. */
static void plan_round(struct yx_link_scorer *k, const int32_t *telling, bool is_first)
{
    unsigned done = 0;
    for (;;) {
        unsigned best = UINT32_MAX;
        for (unsigned c = 0; c < k->n; c++) {
            if (done >> c & 1 || k->model->comparison[c].with != YX_LINK_NO_FIELD ||
                (is_cheap(k, c) && !is_first))
                continue;
            if (best == UINT32_MAX || telling[c] > telling[best])
                best = c;
        }
        if (best == UINT32_MAX)
            return;
        bool is_quick = is_first && !is_cheap(k, best);
        unsigned exchange = YX_LINK_NO_FIELD;
        for (unsigned i = 0; i < k->n_exchanges; i++)
            if (k->exchange[i].first == best || k->exchange[i].second == best)
                exchange = i;
        done |= 1U << best;
        if (exchange == YX_LINK_NO_FIELD) {
            add_step(k, best, YX_LINK_NO_FIELD, false, is_quick);
            continue;
        }
        const struct yx_link_exchange *e = &k->exchange[exchange];
        done |= 1U << e->first | 1U << e->second;
        for (int cross = 0; cross <= 1; cross++) {
            add_step(k, e->first, exchange, cross != 0, is_quick);
            add_step(k, e->second, exchange, cross != 0, is_quick);
        }
    }
}

static void plan_steps(struct yx_link_scorer *k, const int32_t *telling)
{
    k->n_steps = 0;
    plan_round(k, telling, true);
    plan_round(k, telling, false);
}

void yx_link_scorer_weigh(struct yx_link_scorer *k)
{
    yx_fs_weigh(&k->fs, 0, &k->weights);
    int32_t telling[YX_LINK_COMPARISONS] = {0};
    for (unsigned c = 0; c < k->n; c++) {
        unsigned n = k->fs.comparison[c].n_levels;
        int32_t best = INT32_MIN, worst = k->weights.of[c][n - 1];
        for (unsigned i = may_be_same_unequal(k, c) ? 0 : 1; i < n; i++)
            best = YX_MAX(best, k->weights.of[c][i]);
        k->best_unequal[c] = best;
        telling[c] = best - worst;
    }
    plan_steps(k, telling);
}

void yx_link_scorer_init(struct yx_link_scorer *k, const struct yx_record_set *s,
                         uint64_t n_pairs_all)
{
    const struct yx_link_model *m = s->model;
    uint8_t n_levels[YX_LINK_COMPARISONS] = {0};
    *k = (struct yx_link_scorer){.model = m, .set = s, .n = m->n_comparisons};
    for (unsigned c = 0; c < k->n; c++)
        n_levels[c] = (uint8_t)yx_link_n_grades(&m->comparison[c]);
    yx_fs_init(&k->fs, k->n, n_levels, n_pairs_all);
    for (unsigned c = 0; c < k->n; c++) {
        const struct yx_link_comparison *cmp = &m->comparison[c];
        k->is_remembered[c] = s->dictionary[s->dictionary_of[cmp->field]].n_values <= MEMORY_VALUES;
        if (cmp->part_of != YX_LINK_NO_FIELD) {
            k->fs.comparison[c].part_of = (int8_t)cmp->part_of;
            k->fs.comparison[cmp->part_of].covers |= 1;
        }
        if (cmp->with == YX_LINK_NO_FIELD)
            continue;
        k->exchange[k->n_exchanges++] =
            (struct yx_link_exchange){.comparison = (uint8_t)c,
                                      .first = (uint8_t)yx_link_comparison_of(m, cmp->field),
                                      .second = (uint8_t)yx_link_comparison_of(m, cmp->with)};
        const struct yx_link_exchange *e = &k->exchange[k->n_exchanges - 1];
        k->in_exchange |= 1U << c | 1U << e->first | 1U << e->second;
        k->fs.m[c][0] = 0.98;
        k->fs.m[c][1] = 0.02;
        k->fs.u[c][0] = k->fs.u[c][1] = 1; /* which way round says nothing by itself */
    }
    yx_link_scorer_weigh(k);
}

/* ---- conditions ---- */

static bool level_passes(const struct yx_link_test *t, unsigned level)
{
    switch (t->kind) {
    case YX_TEST_AT_LEAST: return level <= t->level;
    case YX_TEST_BELOW: return level > t->level;
    case YX_TEST_LEVEL: return level == t->level;
    default: return level != t->level;
    }
}

static bool is_of_level(const struct yx_link_test *t)
{
    return t->kind == YX_TEST_AT_LEAST || t->kind == YX_TEST_BELOW || t->kind == YX_TEST_LEVEL ||
           t->kind == YX_TEST_NOT_LEVEL;
}

/* Told by the codes alone, without a look at values: the test fails. */
static bool fails_at_once(const struct yx_link_test *t, const uint32_t *left, const uint32_t *right)
{
    uint32_t a = left[t->field], b = right[t->field];
    return is_of_level(t) && (!a || !b || (a == b && !level_passes(t, 0)));
}

static bool test_holds(const struct yx_record_set *s, const struct yx_link_test *t,
                       const uint32_t *left, const uint32_t *right)
{
    uint32_t a = left[t->field], b = right[t->field];
    if (t->kind == YX_TEST_EMPTY)
        return !a || !b;
    if (t->kind == YX_TEST_KEY || t->kind == YX_TEST_NOT_KEY) {
        uint64_t x = yx_record_key_of(s, &t->key, left), y = yx_record_key_of(s, &t->key, right);
        return x && y && (x == y) == (t->kind == YX_TEST_KEY);
    }
    if (!a || !b)
        return false;
    if (t->kind == YX_TEST_FILLED)
        return true;
    const struct yx_value *va = yx_record_value(s, t->field, a);
    const struct yx_value *vb = yx_record_value(s, t->field, b);
    if (t->kind == YX_TEST_VALID || t->kind == YX_TEST_NOT_VALID)
        return (yx_value_is_valid(va) && yx_value_is_valid(vb)) == (t->kind == YX_TEST_VALID);
    return level_passes(t, a == b ? 0 : yx_compare(s->model->field[t->field].type, va, vb));
}

static bool term_holds(const struct yx_record_set *s, const struct yx_link_term *t,
                       const uint32_t *left, const uint32_t *right)
{
    for (unsigned i = 0; i < t->n_tests; i++)
        if (fails_at_once(&t->test[i], left, right))
            return false;
    for (unsigned i = 0; i < t->n_tests; i++)
        if (!test_holds(s, &t->test[i], left, right))
            return false;
    return true;
}

bool yx_link_holds(const struct yx_record_set *s, const struct yx_link_condition *c,
                   const uint32_t *left, const uint32_t *right)
{
    for (uint32_t i = 0; i < c->n_terms; i++)
        if (term_holds(s, &c->term[i], left, right))
            return true;
    return false;
}
