/* test_clusters.c -- groups of rows: vetoes hold, chains break, ties go to a person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rng.h"
#include "match/clusters.h"

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

enum { ROWS = 120, PAIRS = 260 };

/* Rows whose numbers have a bit in common in `ctx` can never be one. */
static bool veto_of(void *ctx, uint32_t a, uint32_t b)
{
    const uint8_t *mark = ctx;
    return (mark[a] & mark[b]) != 0;
}

struct drawn {
    struct yx_weighed_pair pair[PAIRS];
    uint32_t once[ROWS];
    uint8_t mark[ROWS];
    struct yx_cluster_rule rule;
    uint32_t cluster[ROWS];
    uint8_t verdict[PAIRS];
    struct yx_cluster_counts counts;
};

static void draw(struct yx_rng *rng, struct drawn *d)
{
    uint64_t steps = yx_rng_chance(rng, 1, 2) ? 8 : 20000;
    for (size_t i = 0; i < PAIRS; i++) {
        uint32_t a = (uint32_t)yx_rng_below(rng, ROWS), b = (uint32_t)yx_rng_below(rng, ROWS);
        int64_t w = (int64_t)yx_rng_below(rng, steps) * (20000 / (int64_t)steps) - 8000;
        d->pair[i] = (struct yx_weighed_pair){a, b, (int32_t)w};
    }
    for (size_t r = 0; r < ROWS; r++) {
        d->once[r] = yx_rng_chance(rng, 1, 3) ? (uint32_t)yx_rng_below(rng, 20) : UINT32_MAX;
        d->mark[r] = yx_rng_chance(rng, 1, 4) ? (uint8_t)(1U << yx_rng_below(rng, 8)) : 0;
    }
    d->rule = (struct yx_cluster_rule){.link = 4000, .review = 0, .once = d->once};
    d->rule.margin = yx_rng_chance(rng, 1, 2) ? 0 : (int32_t)yx_rng_below(rng, 3000);
    d->rule.support = (int32_t)yx_rng_below(rng, 2000);
    d->rule.clip = 8000;
    d->rule.most = 3 + (uint32_t)yx_rng_below(rng, 10);
    d->rule.veto = veto_of;
    d->rule.ctx = d->mark;
}

static void run(struct drawn *d)
{
    yx_clusters(d->pair, PAIRS, ROWS, &d->rule, d->cluster, d->verdict, &d->counts);
}

static void vetoes_hold_in_every_group(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of_run());
    uint64_t seen[YX_N_PAIR_VERDICTS] = {0};
    static struct drawn d;
    for (int round = 0; round < 200; round++) {
        draw(&rng, &d);
        run(&d);
        for (uint32_t a = 0; a < ROWS; a++) {
            uint32_t size = 0;
            assert_true(d.cluster[a] <= a && d.cluster[d.cluster[a]] == d.cluster[a]);
            for (uint32_t b = 0; b < ROWS; b++) {
                if (d.cluster[a] != d.cluster[b])
                    continue;
                size++;
                assert_false(a != b && veto_of(d.mark, a, b));
                assert_false(a != b && d.once[a] != UINT32_MAX && d.once[a] == d.once[b]);
            }
            assert_true(size <= d.rule.most);
        }
        for (size_t i = 0; i < PAIRS; i++) {
            const struct yx_weighed_pair *p = &d.pair[i];
            bool is_one = p->left != p->right && d.cluster[p->left] == d.cluster[p->right];
            assert_int_equal(d.verdict[i] == YX_PAIR_LINK, is_one);
            assert_true(is_one || (d.verdict[i] == YX_PAIR_LOW) ==
                                      (p->weight < d.rule.review || p->left == p->right));
            seen[d.verdict[i]]++;
        }
    }
    for (int v = 0; v < YX_N_PAIR_VERDICTS; v++)
        assert_true(seen[v] > 0);
}

/* Pairs in any order and either way round: the same groups. */
static void order_of_pairs_decides_nothing(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of_run());
    static struct drawn d, e;
    for (int round = 0; round < 50; round++) {
        draw(&rng, &d);
        e = d;
        e.rule.once = e.once;
        e.rule.ctx = e.mark;
        for (size_t i = 0; i < PAIRS; i++) {
            const struct yx_weighed_pair *p = &d.pair[PAIRS - 1 - i];
            e.pair[i] = i % 2 ? *p : (struct yx_weighed_pair){p->right, p->left, p->weight};
        }
        run(&d);
        run(&e);
        assert_memory_equal(d.cluster, e.cluster, sizeof d.cluster);
        assert_memory_equal(d.counts.n, e.counts.n, sizeof d.counts.n);
    }
}

static const struct yx_cluster_rule plain = {.link = 6000, .margin = 1000, .support = 2000};

static void a_chain_of_friends_breaks(void **state)
{
    (void)state;
    struct yx_weighed_pair pair[] = {{0, 1, 9000}, {1, 2, 8000}, {0, 2, -9000}};
    uint32_t cluster[3];
    uint8_t verdict[3];
    struct yx_cluster_counts counts;
    yx_clusters(pair, 3, 3, &plain, cluster, verdict, &counts);
    assert_int_equal(cluster[1], 0);
    assert_int_equal(cluster[2], 2);
    assert_int_equal(verdict[0], YX_PAIR_LINK);
    assert_int_equal(verdict[1], YX_PAIR_WEAK); /* strong, but unsupported: a person looks */
    assert_int_equal(verdict[2], YX_PAIR_LOW);
    assert_int_equal(counts.n_refused_support, 1);
    /* Never compared: what is known suffices.  And not if that counts against it. */
    yx_clusters(pair, 2, 3, &plain, cluster, verdict, NULL);
    assert_int_equal(cluster[2], 0);
    struct yx_cluster_rule strict = plain;
    strict.absent = -6000;
    yx_clusters(pair, 2, 3, &strict, cluster, verdict, NULL);
    assert_int_equal(cluster[2], 2);
    /* One very strong pair does not carry a crowd when it is cut. */
    pair[1].weight = 35000;
    pair[0].weight = 36000;
    yx_clusters(pair, 3, 3, &plain, cluster, verdict, NULL);
    assert_int_equal(cluster[2], 0);
    strict = plain;
    strict.clip = 10000;
    yx_clusters(pair, 3, 3, &strict, cluster, verdict, NULL);
    assert_int_equal(cluster[2], 2);
}

/* Refused at first, supported once the group has grown. */
static void support_comes_with_the_group(void **state)
{
    (void)state;
    struct yx_weighed_pair pair[] = {{0, 1, 20000}, {1, 2, 9000}, {0, 2, -6000},
                                     {0, 3, 8500},  {1, 3, 8500}, {2, 3, 8000}};
    uint32_t cluster[4];
    uint8_t verdict[6];
    yx_clusters(pair, 6, 4, &plain, cluster, verdict, NULL);
    for (int r = 0; r < 4; r++)
        assert_int_equal(cluster[r], 0);
}

static void equals_that_exclude_each_other_go_to_a_person(void **state)
{
    (void)state;
    uint8_t mark[3] = {1, 0, 1};
    struct yx_cluster_rule rule = plain;
    rule.veto = veto_of;
    rule.ctx = mark;
    struct {
        int32_t first, second;
        uint8_t verdict[2];
    } t[] = {
        {9000, 9000, {YX_PAIR_TIE, YX_PAIR_TIE}},    {9000, 8001, {YX_PAIR_THIN, YX_PAIR_THIN}},
        {9000, 8000, {YX_PAIR_LINK, YX_PAIR_RIVAL}}, {8000, 9000, {YX_PAIR_RIVAL, YX_PAIR_LINK}},
        {6100, 5900, {YX_PAIR_THIN, YX_PAIR_THIN}}, /* one of them below the link */
        {9000, 100, {YX_PAIR_LINK, YX_PAIR_RIVAL}},
    };
    for (size_t i = 0; i < YX_LEN(t); i++) {
        struct yx_weighed_pair pair[] = {{0, 1, t[i].first}, {1, 2, t[i].second}};
        uint32_t cluster[3];
        uint8_t verdict[2];
        yx_clusters(pair, 2, 3, &rule, cluster, verdict, NULL);
        assert_int_equal(verdict[0], t[i].verdict[0]);
        assert_int_equal(verdict[1], t[i].verdict[1]);
    }
}

static void nothing_and_what_is_no_pair(void **state)
{
    (void)state;
    struct yx_cluster_counts counts;
    yx_clusters(NULL, 0, 0, &plain, NULL, NULL, &counts);
    assert_int_equal(counts.n_clusters, 0);
    struct yx_weighed_pair pair[] = {{0, 0, 9000}, {0, 1, 9000}, {1, 0, 8000}};
    uint32_t cluster[2];
    uint8_t verdict[3];
    yx_clusters(pair, 3, 2, &plain, cluster, verdict, &counts);
    assert_int_equal(verdict[0], YX_PAIR_LOW);
    assert_int_equal(verdict[1], YX_PAIR_LINK);
    assert_int_equal(cluster[1], 0);
    assert_int_equal(counts.greatest, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vetoes_hold_in_every_group),
        cmocka_unit_test(order_of_pairs_decides_nothing),
        cmocka_unit_test(a_chain_of_friends_breaks),
        cmocka_unit_test(support_comes_with_the_group),
        cmocka_unit_test(equals_that_exclude_each_other_go_to_a_person),
        cmocka_unit_test(nothing_and_what_is_no_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
