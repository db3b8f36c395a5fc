/* test_assign.c -- one to one: beside all sets of pairs there are, in any order of rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rng.h"
#include "match/assign.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t seed_of_run(void)
{
    const char *given = getenv("YX_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("seed %llu\n", (unsigned long long)seed);
    return seed;
}

enum { SIDE = 5, PAIRS = 12, FAR = 1000000 };

struct graph {
    struct yx_weighed_pair pair[PAIRS];
    size_t n;
};

static void draw_graph(struct yx_rng *rng, struct graph *g)
{
    bool seen[SIDE][SIDE] = {{false}};
    uint64_t spread = yx_rng_chance(rng, 1, 2) ? 6 : 4000; /* ties, or not */
    size_t wanted = 1 + yx_rng_below(rng, PAIRS);
    for (g->n = 0; g->n < wanted;) {
        uint32_t l = (uint32_t)yx_rng_below(rng, SIDE), r = (uint32_t)yx_rng_below(rng, SIDE);
        if (seen[l][r])
            continue;
        seen[l][r] = true;
        int32_t w = (int32_t)((int64_t)yx_rng_below(rng, spread) * (4000 / (int64_t)spread)) - 500;
        g->pair[g->n++] = (struct yx_weighed_pair){l, r, w};
    }
}

/* The greatest sum of gains of a set of pairs, no row twice; `with` in it, `without` not. */
static int64_t best_set(const struct graph *g, const struct yx_assign_rule *rule, size_t with,
                        size_t without)
{
    int64_t base = YX_MIN(rule->review, rule->link - rule->margin) - 1, best = -FAR;
    for (uint32_t set = 0; set < 1U << g->n; set++) {
        if ((with < g->n && !(set >> with & 1)) || (without < g->n && set >> without & 1))
            continue;
        uint32_t left = 0, right = 0;
        int64_t sum = 0;
        bool fits = true;
        for (size_t i = 0; i < g->n && fits; i++) {
            if (!(set >> i & 1))
                continue;
            const struct yx_weighed_pair *p = &g->pair[i];
            fits = p->weight >= rule->review && !(left >> p->left & 1) && !(right >> p->right & 1);
            left |= 1U << p->left;
            right |= 1U << p->right;
            sum += p->weight - base;
        }
        if (fits)
            best = YX_MAX(best, sum);
    }
    return best;
}

static enum yx_pair_verdict wanted_verdict(const struct graph *g, const struct yx_assign_rule *rule,
                                           size_t i)
{
    if (g->pair[i].weight < rule->review)
        return YX_PAIR_LOW;
    int64_t all = best_set(g, rule, SIZE_MAX, SIZE_MAX);
    int64_t loss_with = all - best_set(g, rule, i, SIZE_MAX);
    int64_t loss_without = all - best_set(g, rule, SIZE_MAX, i);
    int64_t loss = YX_MAX(loss_with, loss_without); /* one of them is 0 */
    if (loss == 0)
        return YX_PAIR_TIE;
    if (loss < rule->margin)
        return YX_PAIR_THIN;
    if (loss_with)
        return YX_PAIR_RIVAL;
    return g->pair[i].weight >= rule->link ? YX_PAIR_LINK : YX_PAIR_WEAK;
}

static void verdicts_are_those_of_trying_all_sets(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of_run());
    uint64_t seen[YX_N_PAIR_VERDICTS] = {0};
    for (int round = 0; round < 1500; round++) {
        struct graph g;
        draw_graph(&rng, &g);
        struct yx_assign_rule rule = {.left_once = true, .right_once = true};
        rule.review = (int32_t)yx_rng_below(&rng, 500);
        rule.link = rule.review + (int32_t)yx_rng_below(&rng, 1500);
        rule.margin = yx_rng_chance(&rng, 1, 3) ? 0 : (int32_t)yx_rng_below(&rng, 900);
        uint8_t verdict[PAIRS];
        yx_assign(g.pair, g.n, &rule, verdict, NULL, NULL);
        for (size_t i = 0; i < g.n; i++) {
            assert_int_equal(verdict[i], wanted_verdict(&g, &rule, i));
            seen[verdict[i]]++;
        }
    }
    for (int v = 0; v < YX_N_PAIR_VERDICTS; v++)
        assert_true(v == YX_PAIR_TANGLE ? seen[v] == 0 : seen[v] > 20);
}

/* A larger list, its rows renamed and its pairs shuffled: the same verdicts. */
static void order_of_rows_and_pairs_decides_nothing(void **state)
{
    (void)state;
    enum { ROWS = 400, N = 1000 };
    static struct yx_weighed_pair pair[N], turned[N];
    static uint8_t verdict[N], other[N];
    static int32_t margin[N], other_margin[N];
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of_run());
    for (size_t i = 0; i < N; i++)
        pair[i] = (struct yx_weighed_pair){(uint32_t)yx_rng_below(&rng, ROWS),
                                           (uint32_t)yx_rng_below(&rng, ROWS),
                                           (int32_t)yx_rng_below(&rng, 30) * 500};
    for (size_t i = 0; i < N; i++)
        turned[N - 1 - i] = (struct yx_weighed_pair){ROWS - pair[i].left,
                                                     (pair[i].right * 7 + 3) % 401, pair[i].weight};
    struct yx_assign_rule rule = {.link = 6000, .review = 3000, .margin = 1000};
    rule.component_most = 1000;
    for (int mode = 0; mode < 4; mode++) {
        rule.left_once = mode & 1;
        rule.right_once = mode >> 1;
        struct yx_assign_counts counts, other_counts;
        yx_assign(pair, N, &rule, verdict, margin, &counts);
        yx_assign(turned, N, &rule, other, other_margin, &other_counts);
        assert_true(counts.n[YX_PAIR_LINK] > 0 && counts.n[YX_PAIR_TANGLE] == 0);
        assert_memory_equal(&counts.n, &other_counts.n, sizeof counts.n);
        for (size_t i = 0; i < N; i++) {
            /* Of a pair given twice with the same weight, either may be the one. */
            bool is_twice = false;
            for (size_t k = 0; k < N; k++)
                is_twice |=
                    k != i && pair[k].left == pair[i].left && pair[k].right == pair[i].right;
            if (is_twice)
                continue;
            assert_int_equal(other[N - 1 - i], verdict[i]);
            assert_int_equal(other_margin[N - 1 - i], margin[i]);
        }
        /* No row twice. */
        bool has[2][ROWS] = {{false}};
        for (size_t i = 0; i < N; i++) {
            if (verdict[i] != YX_PAIR_LINK)
                continue;
            assert_false(rule.left_once && has[0][pair[i].left]);
            assert_false(rule.right_once && has[1][pair[i].right]);
            has[0][pair[i].left] = has[1][pair[i].right] = true;
        }
    }
}

static void ties_and_thin_margins_go_to_review(void **state)
{
    (void)state;
    struct yx_assign_rule rule = {.link = 7000, .review = 0, .margin = 2000};
    rule.left_once = rule.right_once = true;
    struct {
        struct yx_weighed_pair pair[4];
        size_t n;
        uint8_t verdict[4];
        int32_t margin0;
    } t[] = {
        {{{1, 1, 9000}}, 1, {YX_PAIR_LINK}, INT32_MAX},
        {{{1, 1, 6999}}, 1, {YX_PAIR_WEAK}, INT32_MAX},
        {{{1, 1, -1}}, 1, {YX_PAIR_LOW}, INT32_MAX},
        {{{1, 1, 9000}, {1, 2, 9000}}, 2, {YX_PAIR_TIE, YX_PAIR_TIE}, 0},
        {{{1, 1, 9000}, {2, 1, 7001}}, 2, {YX_PAIR_THIN, YX_PAIR_THIN}, 1999},
        {{{1, 1, 9000}, {2, 1, 7000}}, 2, {YX_PAIR_LINK, YX_PAIR_RIVAL}, 2000},
        /* The best pair is not in the best set: 1-1 and 2-2 together say more than 2-1. */
        {{{1, 1, 9000}, {2, 1, 10000}, {2, 2, 9000}},
         3,
         {YX_PAIR_LINK, YX_PAIR_RIVAL, YX_PAIR_LINK},
         -1000},
        /* Twice the same pair. */
        {{{1, 1, 9000}, {1, 1, 8000}}, 2, {YX_PAIR_LINK, YX_PAIR_RIVAL}, INT32_MAX},
        /* Two twins and two rows, told apart by little: all four. */
        {{{1, 1, 9000}, {1, 2, 8500}, {2, 1, 8500}, {2, 2, 9000}},
         4,
         {YX_PAIR_THIN, YX_PAIR_THIN, YX_PAIR_THIN, YX_PAIR_THIN},
         500},
        {{{1, 1, 9000}, {1, 2, 7900}, {2, 1, 7900}, {2, 2, 9000}},
         4,
         {YX_PAIR_LINK, YX_PAIR_RIVAL, YX_PAIR_RIVAL, YX_PAIR_LINK},
         1100},
    };
    for (size_t i = 0; i < YX_LEN(t); i++) {
        uint8_t verdict[4];
        int32_t margin[4];
        yx_assign(t[i].pair, t[i].n, &rule, verdict, margin, NULL);
        for (size_t k = 0; k < t[i].n; k++)
            assert_int_equal(verdict[k], t[i].verdict[k]);
        assert_int_equal(margin[0], t[i].margin0);
    }
    yx_assign(NULL, 0, &rule, NULL, NULL, NULL);
}

static void what_is_too_large_to_solve_goes_to_review(void **state)
{
    (void)state;
    enum { ROWS = 40 };
    static struct yx_weighed_pair pair[ROWS * ROWS];
    static uint8_t verdict[ROWS * ROWS];
    for (uint32_t i = 0; i < ROWS * ROWS; i++)
        pair[i] = (struct yx_weighed_pair){i / ROWS, i % ROWS, 9000};
    struct yx_assign_rule rule = {.link = 7000, .left_once = true, .right_once = true};
    rule.component_most = ROWS - 1;
    struct yx_assign_counts counts;
    yx_assign(pair, YX_LEN(pair), &rule, verdict, NULL, &counts);
    assert_int_equal(counts.n[YX_PAIR_TANGLE], YX_LEN(pair));
    assert_int_equal(counts.component_greatest, ROWS);
    assert_int_equal(counts.n_components, 0);
    rule.component_most = ROWS;
    yx_assign(pair, YX_LEN(pair), &rule, verdict, NULL, &counts);
    assert_int_equal(counts.n[YX_PAIR_TIE], YX_LEN(pair)); /* all equal: nobody can tell */
    assert_int_equal(counts.n_components, 1);
    for (int v = 0; v < YX_N_PAIR_VERDICTS; v++)
        assert_int_equal(yx_pair_is_review((enum yx_pair_verdict)v),
                         v == YX_PAIR_WEAK || v == YX_PAIR_TIE || v == YX_PAIR_THIN ||
                             v == YX_PAIR_TANGLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts_are_those_of_trying_all_sets),
        cmocka_unit_test(order_of_rows_and_pairs_decides_nothing),
        cmocka_unit_test(ties_and_thin_margins_go_to_review),
        cmocka_unit_test(what_is_too_large_to_solve_goes_to_review),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
