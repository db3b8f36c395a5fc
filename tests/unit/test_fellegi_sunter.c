/* test_fellegi_sunter.c -- weights: learnt from simulated pairs, and from degenerate ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rng.h"
#include "match/fellegi_sunter.h"

#include <math.h>
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

static double draw(struct yx_rng *rng)
{
    return (double)(yx_rng_u64(rng) >> 11) * 0x1p-53;
}

static unsigned draw_level(struct yx_rng *rng, const double *share, unsigned levels)
{
    double x = draw(rng);
    for (unsigned l = 0; l + 1 < levels; l++) {
        if (x < share[l])
            return l;
        x -= share[l];
    }
    return levels - 1;
}

enum { N = 5 };
static const uint8_t levels_of[N] = {4, 3, 2, 3, 2};
static const double planted_m[N][4] = {
    {0.85, 0.08, 0.04, 0.03}, {0.90, 0.06, 0.04}, {0.97, 0.03}, {0.70, 0.20, 0.10}, {0.92, 0.08}};
static const double planted_u[N][4] = {
    {0.01, 0.01, 0.03, 0.95}, {0.002, 0.02, 0.978}, {0.5, 0.5}, {0.02, 0.08, 0.90}, {0.05, 0.95}};

static uint64_t draw_pattern(struct yx_rng *rng, const double share[N][4])
{
    uint64_t p = 0;
    for (unsigned c = 0; c < N; c++)
        p = yx_fs_put(p, c,
                      yx_rng_chance(rng, 1, 20) ? (unsigned)YX_FS_MISSING
                                                : draw_level(rng, share[c], levels_of[c]));
    return p;
}

static void use_planted_u(struct yx_fs_model *model)
{
    for (unsigned c = 0; c < N; c++)
        memcpy(model->u[c], planted_u[c], levels_of[c] * sizeof(double));
}

/* All pairs are looked at: m and prior come back. */
static void planted_shares_come_back(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of_run());
    struct yx_fs_counter c, random;
    yx_fs_counter_init(&c);
    yx_fs_counter_init(&random);
    enum { MATCHES = 20000, OTHERS = 980000 };
    for (int i = 0; i < MATCHES; i++)
        yx_fs_counter_add(&c, draw_pattern(&rng, planted_m), 1);
    for (int i = 0; i < OTHERS; i++) {
        uint64_t p = draw_pattern(&rng, planted_u);
        yx_fs_counter_add(&c, p, 1);
        yx_fs_counter_add(&random, p, 1);
    }
    size_t n, n_random;
    struct yx_fs_count *count = yx_fs_counter_sorted(&c, &n);
    struct yx_fs_count *chance = yx_fs_counter_sorted(&random, &n_random);
    struct yx_fs_model model;
    yx_fs_init(&model, N, levels_of, MATCHES + OTHERS);
    yx_fs_u_from_random(&model, chance, n_random);
    struct yx_fs_outcome out = yx_fs_learn(&model, count, n, MATCHES + OTHERS);
    assert_int_equal(out.flags, 0);
    assert_true(fabs(out.n_matches - MATCHES) < 0.03 * MATCHES);
    assert_true(fabs(model.prior - 0.02) < 0.03 * 0.02);
    for (unsigned k = 0; k < N; k++)
        for (unsigned l = 0; l < levels_of[k]; l++) {
            assert_true(fabs(model.m[k][l] - planted_m[k][l]) < 0.02);
            assert_true(fabs(model.u[k][l] - planted_u[k][l]) < 0.003);
        }
    free(count);
    free(chance);
    yx_fs_counter_free(&c);
    yx_fs_counter_free(&random);
}

/* Only pairs that agree in the first or the second field are looked at: m is that of the
 * matches, not of what was looked at, and the likelihood never falls. */
static void blocking_does_not_bend_what_is_learnt(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of_run());
    struct yx_fs_counter c;
    yx_fs_counter_init(&c);
    enum { MATCHES = 5000, OTHERS = 2000000 };
    for (int i = 0; i < MATCHES + OTHERS; i++) {
        uint64_t p = draw_pattern(&rng, i < MATCHES ? planted_m : planted_u);
        if (yx_fs_level(p, 0) == 0 || yx_fs_level(p, 1) == 0)
            yx_fs_counter_add(&c, p, 1);
    }
    size_t n;
    struct yx_fs_count *count = yx_fs_counter_sorted(&c, &n);
    struct yx_fs_model model;
    yx_fs_init(&model, N, levels_of, MATCHES + OTHERS);
    use_planted_u(&model);
    struct yx_fs_outcome out = yx_fs_learn(&model, count, n, MATCHES + OTHERS);
    assert_int_equal(out.flags, 0);
    assert_true(fabs(out.n_matches - MATCHES * 0.96) < 0.05 * MATCHES);
    for (unsigned k = 2; k < N; k++)
        for (unsigned l = 0; l < levels_of[k]; l++)
            assert_true(fabs(model.m[k][l] - planted_m[k][l]) < 0.03);
    /* The same once more, whatever the order of counting was. */
    struct yx_fs_counter turned;
    yx_fs_counter_init(&turned);
    for (size_t i = n; i-- > 0;)
        yx_fs_counter_add(&turned, count[i].pattern, count[i].n);
    size_t n_turned;
    struct yx_fs_count *again = yx_fs_counter_sorted(&turned, &n_turned);
    assert_int_equal(n_turned, n);
    struct yx_fs_model other;
    yx_fs_init(&other, N, levels_of, MATCHES + OTHERS);
    use_planted_u(&other);
    yx_fs_learn(&other, again, n_turned, MATCHES + OTHERS);
    assert_memory_equal(other.m, model.m, sizeof model.m);
    free(count);
    free(again);
    yx_fs_counter_free(&c);
    yx_fs_counter_free(&turned);
}

/* ---- degenerate input ---- */

static unsigned flags_of(const struct yx_fs_count *count, size_t n, uint64_t n_all)
{
    struct yx_fs_model model, given;
    yx_fs_init(&model, N, levels_of, n_all);
    use_planted_u(&model);
    given = model;
    struct yx_fs_outcome out = yx_fs_learn(&model, count, n, n_all);
    if (out.flags & ~(unsigned)YX_FS_NOT_CONVERGED)
        assert_memory_equal(&model, &given, sizeof model);
    for (unsigned c = 0; c < N; c++)
        for (unsigned l = 0; l < levels_of[c]; l++)
            assert_true(model.m[c][l] >= 0 && model.m[c][l] <= 1);
    assert_true(model.prior > 0 && model.prior < 1);
    return out.flags;
}

static uint64_t all_at(unsigned level)
{
    uint64_t p = 0;
    for (unsigned c = 0; c < N; c++)
        p = yx_fs_put(p, c, level);
    return p;
}

static void nothing_to_learn_from_is_said(void **state)
{
    (void)state;
    uint64_t differ = 0;
    for (unsigned c = 0; c < N; c++)
        differ = yx_fs_put(differ, c, levels_of[c] - 1U);
    struct yx_fs_count missing = {all_at(YX_FS_MISSING), 100}, same = {all_at(0), 100};
    struct yx_fs_count others[2] = {{differ, 5000}, {yx_fs_put(differ, 2, 0), 5000}};
    assert_int_equal(flags_of(NULL, 0, 100), YX_FS_NO_PAIRS);
    assert_int_equal(flags_of(&missing, 1, 100), YX_FS_ALL_MISSING | YX_FS_ONE_PATTERN);
    assert_int_equal(flags_of(&same, 1, 100), YX_FS_ONE_PATTERN);
    /* Two lists that have nobody in common. */
    assert_int_equal(flags_of(others, 2, 1000000), YX_FS_NOT_SEPARATED);
    assert_int_equal(flags_of(others, 2, 0), YX_FS_NOT_SEPARATED);
    /* Fields that say nothing: m as u. */
    struct yx_fs_model model;
    static const uint8_t two[2] = {2, 2};
    yx_fs_init(&model, 2, two, 40000);
    model.u[0][0] = model.u[0][1] = model.u[1][0] = model.u[1][1] = 0.5;
    struct yx_fs_count even[4] = {{0x00, 10000}, {0x01, 10000}, {0x10, 10000}, {0x11, 10000}};
    assert_true(yx_fs_learn(&model, even, 4, 40000).flags & YX_FS_NOT_SEPARATED);
}

static void what_is_given_is_not_learnt(void **state)
{
    (void)state;
    struct yx_fs_model model;
    yx_fs_init(&model, N, levels_of, 1000000);
    use_planted_u(&model);
    model.comparison[0].m_is_pinned = true;
    model.prior_is_pinned = true;
    model.prior = 0.001;
    double m0[YX_FS_LEVELS];
    memcpy(m0, model.m[0], sizeof m0);
    uint64_t differ = all_at(1);
    struct yx_fs_count count[3] = {{all_at(0), 900}, {yx_fs_put(0, 1, 1), 100}, {differ, 5000}};
    struct yx_fs_outcome out = yx_fs_learn(&model, count, 3, 1000000);
    assert_int_equal(out.flags, 0);
    assert_memory_equal(model.m[0], m0, sizeof m0);
    assert_true(model.prior == 0.001);
    assert_true(fabs(model.m[1][1] - 0.1) < 0.01);
}

/* ---- weights ---- */

static void weights_add_up_and_never_rise(void **state)
{
    (void)state;
    struct yx_fs_model model;
    yx_fs_init(&model, N, levels_of, 10000);
    for (unsigned c = 0; c < N; c++) {
        memcpy(model.m[c], planted_m[c], levels_of[c] * sizeof(double));
        memcpy(model.u[c], planted_u[c], levels_of[c] * sizeof(double));
    }
    struct yx_fs_weights w;
    yx_fs_weigh(&model, 0, &w);
    assert_int_equal(w.prior, (int32_t)lround(1000 * log2(0.01 / 0.99)));
    assert_int_equal(w.of[0][0], (int32_t)lround(1000 * log2(85)));
    assert_int_equal(w.of[2][0], (int32_t)lround(1000 * log2(0.97 / 0.5)));
    struct yx_rng rng;
    yx_rng_seed(&rng, seed_of_run());
    for (int i = 0; i < 1000; i++) {
        uint64_t p = draw_pattern(&rng, planted_u);
        int32_t sum = 0;
        for (unsigned c = 0; c < N; c++)
            sum += yx_fs_level(p, c) == YX_FS_MISSING ? 0 : w.of[c][yx_fs_level(p, c)];
        assert_int_equal(yx_fs_score(&w, p), sum);
    }
    /* A weaker level that seems to say more shares with the stronger one, unless given. */
    model.m[0][1] = 0.5;
    model.m[0][0] = 0.43;
    yx_fs_weigh(&model, 0, &w);
    assert_int_equal(w.of[0][0], w.of[0][1]);
    assert_int_equal(w.of[0][0], (int32_t)lround(1000 * log2(0.93 / 0.02)));
    model.comparison[0].m_is_pinned = true;
    yx_fs_weigh(&model, 0, &w);
    assert_true(w.of[0][0] < w.of[0][1]);
    /* Bounds, and shares of nothing. */
    model.m[1][0] = 1;
    model.u[1][0] = 0;
    model.m[1][2] = 0;
    yx_fs_weigh(&model, 9000, &w);
    assert_int_equal(w.of[1][0], 9000);
    assert_int_equal(w.of[1][2], -9000);
    assert_int_equal(w.of[1][YX_FS_MISSING], 0);
}

static void probability_and_weight_are_one(void **state)
{
    (void)state;
    assert_int_equal(yx_fs_weight_of(0.5), 0);
    assert_int_equal(yx_fs_weight_of(0.99), (int32_t)lround(1000 * log2(99)));
    assert_int_equal(yx_fs_weight_of(0), -40000);
    assert_int_equal(yx_fs_weight_of(1), 40000);
    assert_int_equal(yx_fs_weight_of(NAN), -40000);
    for (int32_t w = -20000; w <= 20000; w += 777)
        assert_true(abs(yx_fs_weight_of(yx_fs_probability(w)) - w) <= 1);
}

static void parts_count_once(void **state)
{
    (void)state;
    struct yx_fs_model model;
    yx_fs_init(&model, 3, levels_of, 100);
    model.comparison[1].part_of = 0;
    model.comparison[0].covers = 1 << 0 | 1 << 2;
    for (unsigned whole = 0; whole < 4; whole++) {
        uint64_t p = yx_fs_put(yx_fs_put(0, 0, whole), 1, 1), q = yx_fs_covered(&model, p);
        assert_int_equal(yx_fs_level(q, 1), whole % 2 == 0 ? (unsigned)YX_FS_MISSING : 1);
        assert_int_equal(yx_fs_level(q, 0), whole);
        assert_int_equal(yx_fs_level(q, 2), 0);
    }
    uint64_t p = yx_fs_put(0, 0, YX_FS_MISSING);
    assert_int_equal(yx_fs_covered(&model, p), p);
}

/* ---- chance ---- */

static void chance_of_the_same_value(void **state)
{
    (void)state;
    const uint32_t left[3] = {1, 2, 0}, right[3] = {3, 1, 6}, one[1] = {1}, all[1] = {7};
    assert_true(fabs(yx_fs_same_by_chance(left, right, 3) - 5.0 / 30) < 1e-12);
    assert_true(fabs(yx_fs_same_by_chance(right, NULL, 3) - (6.0 + 30) / 90) < 1e-12);
    assert_true(yx_fs_same_by_chance(one, NULL, 1) == 0);
    assert_true(yx_fs_same_by_chance(NULL, NULL, 0) == 0);
    assert_true(yx_fs_same_by_chance(all, NULL, 1) == 1);
    struct yx_fs_model model;
    yx_fs_init(&model, N, levels_of, 100);
    yx_fs_u_set_same(&model, 0, 0.25);
    double sum = 0;
    for (unsigned l = 0; l < 4; l++)
        sum += model.u[0][l];
    assert_true(fabs(sum - 1) < 1e-12 && model.u[0][0] == 0.25);
    yx_fs_u_set_same(&model, 0, 1); /* all values equal */
    assert_true(model.u[0][3] == 0);
    yx_fs_u_set_same(&model, 0, 0);
    assert_true(fabs(model.u[0][3] - 1.0 / 3) < 1e-12);
}

static void rare_values_say_more(void **state)
{
    (void)state;
    const uint32_t count[5] = {500, 300, 199, 1, 0};
    double u = yx_fs_same_by_chance(count, NULL, 5);
    int32_t w[5];
    yx_fs_term_weights(count, 5, u, 2, 1, 20000, w);
    assert_true(w[0] < 0 && w[0] < w[1] && w[1] < w[2] && w[2] < w[3]);
    assert_int_equal(w[3], (int32_t)lround(1000 * log2(u / 0.002)));
    assert_int_equal(w[4], 0);
    int32_t half[5];
    yx_fs_term_weights(count, 5, u, 2, 0.5, 20000, half);
    assert_true(abs(2 * half[3] - w[3]) <= 1);
    yx_fs_term_weights(count, 5, u, 2, 1, 1000, w);
    assert_int_equal(w[3], 1000);
    yx_fs_term_weights(count, 5, 0, 2, 1, 1000, w);
    assert_int_equal(w[3], 0);
    yx_fs_term_weights(NULL, 0, u, 2, 1, 1000, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planted_shares_come_back),
        cmocka_unit_test(blocking_does_not_bend_what_is_learnt),
        cmocka_unit_test(nothing_to_learn_from_is_said),
        cmocka_unit_test(what_is_given_is_not_learnt),
        cmocka_unit_test(weights_add_up_and_never_rise),
        cmocka_unit_test(probability_and_weight_are_one),
        cmocka_unit_test(parts_count_once),
        cmocka_unit_test(chance_of_the_same_value),
        cmocka_unit_test(rare_values_say_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
