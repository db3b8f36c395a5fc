/* test_blocks.c -- pairs from keys: beside the nested loop, capped, in runs, by threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/rng.h"
#include "match/blocks.h"

#include <stdio.h>
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

struct lists {
    struct yx_blocks b;
    struct yx_block_rule rule[4];
    uint64_t *key[8];
};

static void lists_free(struct lists *x)
{
    for (size_t i = 0; i < YX_LEN(x->key); i++)
        free(x->key[i]);
}

static uint64_t *draw_keys(struct yx_rng *rng, uint32_t n, uint64_t n_values)
{
    uint64_t *key = yx_calloc(n + 1, sizeof *key);
    for (uint32_t i = 0; i < n; i++)
        key[i] = yx_rng_chance(rng, 1, 8) ? 0 : 1 + yx_rng_below(rng, n_values);
    return key;
}

static void draw_lists(struct yx_rng *rng, struct lists *x)
{
    *x = (struct lists){0};
    x->b.is_within = yx_rng_chance(rng, 1, 2);
    x->b.n_left = (uint32_t)yx_rng_below(rng, 700);
    x->b.n_right = (uint32_t)yx_rng_below(rng, 700);
    x->b.n_rules = 1 + (unsigned)yx_rng_below(rng, 4);
    x->b.rule = x->rule;
    for (unsigned k = 0; k < x->b.n_rules; k++) {
        uint64_t n_values = 1 + yx_rng_below(rng, yx_rng_chance(rng, 1, 3) ? 3 : 400);
        x->rule[k].left = x->key[2 * k] = draw_keys(rng, x->b.n_left, n_values);
        if (!x->b.is_within)
            x->rule[k].right = x->key[2 * k + 1] = draw_keys(rng, x->b.n_right, n_values);
        x->rule[k].most = yx_rng_chance(rng, 1, 2) ? (uint32_t)(1 + yx_rng_below(rng, 30)) : 0;
    }
}

/* ---- the nested loop ---- */

static const uint64_t *right_keys(const struct yx_blocks *b, unsigned k)
{
    return b->is_within ? b->rule[k].left : b->rule[k].right;
}

static uint32_t count_key(const uint64_t *key, uint32_t n, uint64_t wanted)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += key[i] == wanted;
    return count;
}

/* The rule that makes the pair, or n_rules. */
static unsigned maker_of(const struct yx_blocks *b, uint32_t left, uint32_t right)
{
    for (unsigned k = 0; k < b->n_rules; k++) {
        uint64_t key = b->rule[k].left[left];
        if (!key || key != right_keys(b, k)[right])
            continue;
        uint32_t most = b->rule[k].most;
        uint32_t n_left = count_key(b->rule[k].left, b->n_left, key);
        uint32_t n_right = b->is_within ? 0 : count_key(b->rule[k].right, b->n_right, key);
        uint32_t met = b->is_within ? n_left - 1 : YX_MAX(n_left, n_right);
        if (!most || met <= most)
            return k;
    }
    return b->n_rules;
}

static int by_rows(const void *a, const void *b)
{
    const struct yx_row_pair *x = a, *y = b;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    return x->right < y->right ? -1 : x->right > y->right;
}

static void pairs_are_those_of_the_nested_loop(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of_run());
    struct yx_pool *pool = yx_pool_new(2);
    for (int round = 0; round < 25; round++) {
        struct lists x;
        draw_lists(&rng, &x);
        struct yx_row_pair *pair;
        size_t n, wanted = 0;
        struct yx_block_report report;
        struct yx_err err = {0};
        assert_int_equal(yx_blocks_pairs(&x.b, pool, &pair, &n, &report, &err), YX_OK);
        assert_int_equal(report.n_pairs, n);
        if (n)
            qsort(pair, n, sizeof *pair, by_rows);
        uint64_t by[4] = {0};
        for (uint32_t i = 0; i < x.b.n_left; i++)
            for (uint32_t j = x.b.is_within ? i + 1 : 0;
                 j < (x.b.is_within ? x.b.n_left : x.b.n_right); j++) {
                unsigned maker = maker_of(&x.b, i, j);
                if (maker == x.b.n_rules)
                    continue;
                by[maker]++;
                assert_true(wanted < n);
                assert_int_equal(pair[wanted].left, i);
                assert_int_equal(pair[wanted].right, j);
                wanted++;
            }
        assert_int_equal(wanted, n);
        for (unsigned k = 0; k < x.b.n_rules; k++)
            assert_int_equal(report.n_pairs_by[k], by[k]);
        free(pair);
        yx_block_report_free(&report);
        lists_free(&x);
    }
    yx_pool_free(pool);
}

/* Threads and a budget change neither the pairs nor their order. */
static void threads_and_runs_change_nothing(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of_run());
    struct yx_pool *one = yx_pool_new(1), *three = yx_pool_new(3);
    enum { ROWS = 60000 };
    struct lists x = {0};
    x.b = (struct yx_blocks){.n_left = ROWS, .n_right = ROWS, .rule = x.rule, .n_rules = 2};
    for (int k = 0; k < 4; k++)
        x.key[k] = draw_keys(&rng, ROWS, k < 2 ? 20000 : 300);
    x.rule[0] = (struct yx_block_rule){x.key[0], x.key[1], 0};
    x.rule[1] = (struct yx_block_rule){x.key[2], x.key[3], 195};
    struct yx_row_pair *wanted, *got;
    size_t n_wanted, n_got;
    struct yx_block_report report, other;
    struct yx_err err = {0};
    assert_int_equal(yx_blocks_pairs(&x.b, one, &wanted, &n_wanted, &report, &err), YX_OK);
    assert_true(n_wanted > 1000000);
    assert_true(report.n_over[1] > 10 && report.n_over[0] == 0);
    assert_int_equal(report.n_runs, 1);
    x.b.budget_bytes = 512 * 1024;
    assert_int_equal(yx_blocks_pairs(&x.b, three, &got, &n_got, &other, &err), YX_OK);
    assert_true(other.n_runs > 4);
    assert_true(other.peak_bytes <= x.b.budget_bytes);
    assert_int_equal(n_got, n_wanted);
    assert_memory_equal(got, wanted, n_got * sizeof *got);
    assert_int_equal(other.n_over_listed, report.n_over_listed);
    for (size_t i = 0; i < report.n_over_listed; i++) {
        assert_int_equal(other.over[i].key, report.over[i].key);
        assert_int_equal(other.over[i].first_right, report.over[i].first_right);
    }
    yx_block_report_free(&report);
    yx_block_report_free(&other);
    free(wanted);
    free(got);
    lists_free(&x);
    yx_pool_free(one);
    yx_pool_free(three);
}

static void a_million_rows_in_one_block_are_left_out_and_said(void **state)
{
    (void)state;
    enum { ROWS = 1000000 };
    uint64_t *key = yx_malloc(ROWS * sizeof *key);
    for (size_t i = 0; i < ROWS; i++)
        key[i] = 77;
    key[3] = key[9] = 5; /* and one pair that is made */
    struct yx_block_rule rule = {.left = key, .most = 200};
    struct yx_blocks b = {.n_left = ROWS, .is_within = true, .rule = &rule, .n_rules = 1};
    struct yx_pool *pool = yx_pool_new(2);
    struct yx_row_pair *pair;
    size_t n;
    struct yx_block_report report;
    struct yx_err err = {0};
    assert_int_equal(yx_blocks_pairs(&b, pool, &pair, &n, &report, &err), YX_OK);
    assert_int_equal(n, 1);
    assert_int_equal(pair[0].left, 3);
    assert_int_equal(pair[0].right, 9);
    assert_int_equal(report.n_over[0], 1);
    assert_int_equal(report.n_over_listed, 1);
    assert_int_equal(report.over[0].key, 77);
    assert_int_equal(report.over[0].n_left, ROWS - 2);
    assert_int_equal(report.over[0].n_pairs, (uint64_t)(ROWS - 2) * (ROWS - 3) / 2);
    assert_int_equal(report.n_pairs_over[0], report.over[0].n_pairs);
    yx_block_report_free(&report);
    free(pair);
    free(key);
    yx_pool_free(pool);
}

/* A block larger than a chunk, without a limit: cut into tiles, nothing twice. */
static void a_large_block_is_cut_into_tiles(void **state)
{
    (void)state;
    enum { ROWS = 1500 };
    uint64_t key[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        key[i] = 9;
    struct yx_block_rule rule = {.left = key, .right = key};
    struct yx_pool *pool = yx_pool_new(2);
    for (int is_within = 0; is_within < 2; is_within++) {
        struct yx_blocks b = {.n_left = ROWS, .n_right = ROWS, .rule = &rule, .n_rules = 1};
        b.is_within = is_within;
        struct yx_row_pair *pair;
        size_t n;
        struct yx_err err = {0};
        assert_int_equal(yx_blocks_pairs(&b, pool, &pair, &n, NULL, &err), YX_OK);
        assert_int_equal(n, is_within ? ROWS * (ROWS - 1) / 2 : ROWS * ROWS);
        qsort(pair, n, sizeof *pair, by_rows);
        for (size_t i = 0; i < n; i++) {
            assert_true(!is_within || pair[i].left < pair[i].right);
            assert_true(i == 0 || by_rows(&pair[i - 1], &pair[i]) < 0);
        }
        free(pair);
    }
    yx_pool_free(pool);
}

static void nothing_in_nothing_out(void **state)
{
    (void)state;
    uint64_t none[2] = {0, 0};
    struct yx_block_rule rule = {.left = none, .right = none};
    struct yx_blocks b = {.rule = &rule, .n_rules = 1};
    struct yx_pool *pool = yx_pool_new(2);
    struct yx_row_pair *pair;
    size_t n;
    struct yx_block_report report;
    struct yx_err err = {0};
    for (uint32_t rows = 0; rows < 3; rows++)
        for (int is_within = 0; is_within < 2; is_within++) {
            b.n_left = b.n_right = rows;
            b.is_within = is_within;
            assert_int_equal(yx_blocks_pairs(&b, pool, &pair, &n, &report, &err), YX_OK);
            assert_int_equal(n, 0);
            assert_int_equal(report.n_pairs, 0);
            yx_block_report_free(&report);
            free(pair);
        }
    b.n_rules = 0;
    assert_int_equal(yx_blocks_pairs(&b, pool, &pair, &n, NULL, &err), YX_OK);
    assert_int_equal(n, 0);
    free(pair);
    yx_pool_free(pool);
}

static void random_pairs_differ_and_are_the_same_for_a_seed(void **state)
{
    (void)state;
    enum { MOST = 5000 };
    struct yx_row_pair a[MOST], b[MOST];
    for (int is_within = 0; is_within < 2; is_within++) {
        size_t n = yx_blocks_random(300, 400, is_within, MOST, 7, a);
        assert_int_equal(n, MOST);
        assert_int_equal(yx_blocks_random(300, 400, is_within, MOST, 7, b), MOST);
        assert_memory_equal(a, b, sizeof a);
        yx_blocks_random(300, 400, is_within, MOST, 8, b);
        assert_memory_not_equal(a, b, sizeof a);
        qsort(a, n, sizeof *a, by_rows);
        uint64_t sum = 0;
        for (size_t i = 0; i < n; i++) {
            assert_true(a[i].left < 300 && a[i].right < (is_within ? 300 : 400));
            assert_true(!is_within || a[i].left < a[i].right);
            assert_true(i == 0 || by_rows(&a[i - 1], &a[i]) < 0);
            sum += a[i].right;
        }
        /* Right rows are spread evenly: mean 199.5, or 2/3 of 299 within one list. */
        assert_in_range(sum / n, 185, 215);
        /* Few rows: all pairs there are. */
        assert_int_equal(yx_blocks_random(5, 6, is_within, MOST, 7, a), is_within ? 10 : 30);
        qsort(a, 10, sizeof *a, by_rows);
        assert_true(by_rows(&a[0], &a[1]) < 0);
    }
    assert_int_equal(yx_blocks_random(0, 6, false, MOST, 7, a), 0);
    assert_int_equal(yx_blocks_random(1, 6, true, MOST, 7, a), 0);
    assert_int_equal(yx_blocks_random(UINT32_MAX, UINT32_MAX, true, MOST, 7, a), MOST);
    for (size_t i = 0; i < MOST; i++)
        assert_true(a[i].left < a[i].right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_those_of_the_nested_loop),
        cmocka_unit_test(threads_and_runs_change_nothing),
        cmocka_unit_test(a_million_rows_in_one_block_are_left_out_and_said),
        cmocka_unit_test(a_large_block_is_cut_into_tiles),
        cmocka_unit_test(nothing_in_nothing_out),
        cmocka_unit_test(random_pairs_differ_and_are_the_same_for_a_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
