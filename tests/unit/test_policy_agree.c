/* test_policy_agree.c -- the block evaluator and the tracer decide alike.
 *
 * Property: for random facts (known, unknown, absent; at the edges of what the
 * document compares with), terms and switches, every status, reason, payee,
 * amount and bound of the two is the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/cases.h"
#include "policy/trace_int.h"
#include "policy_fixture.h"

enum { SEED = 20221123 };

static void compare_row(const struct yx_policy *p, const struct yx_awards *got,
                        const struct yx_trace *t, uint32_t i, uint64_t seed, uint32_t round)
{
    bool same = got->constraint[i] == t->constraint;
    uint32_t bad = 0;
    for (uint32_t b = 0; b < p->n_benefits && same; b++) {
        const struct yx_award_vec *w = &got->benefit[b];
        const struct yx_item_trace *x = &t->item[b];
        same = w->status[i] == x->status && w->why[i] == x->why && w->payee[i] == x->payee &&
               w->amount[i] == x->amount && w->lo[i] == x->lo && w->hi[i] == x->hi &&
               x->lo <= x->hi;
        if (x->status == YX_ENTITLED || x->status == YX_CEILING)
            same = same && x->lo == x->amount && x->hi == x->amount;
        bad = b;
    }
    for (uint32_t k = 0; k < p->ir.n_gaps && same && !t->constraint; k++) {
        uint8_t truth = t->reg[p->ir.gap[k].reg].st;
        same = got->gap[k][i] == (truth == YX_YES ? 1 : truth == YX_MAYBE ? 2 : 0);
    }
    if (!same) {
        const struct yx_award_vec *w = &got->benefit[bad];
        const struct yx_item_trace *x = &t->item[bad];
        fail_msg(
            "seed %llu round %u row %u: %.*s vector %d/%d/%d %lld [%lld,%lld] tracer %d/%d/%d %lld [%lld,%lld]",
            (unsigned long long)seed, round, i, (int)p->benefit[bad].id.n, p->benefit[bad].id.p,
            w->status[i], w->why[i], w->payee[i], (long long)w->amount[i], (long long)w->lo[i],
            (long long)w->hi[i], x->status, x->why, x->payee, (long long)x->amount,
            (long long)x->lo, (long long)x->hi);
    }
}

static void agree_on(const char *path, const char *const *term, size_t n_terms, uint32_t rounds)
{
    struct yx_policy *p = load_file(path);
    assert_non_null(p);
    struct yx_arena *a = yx_arena_new(), *scratch = yx_arena_new();
    struct yx_run *run = yx_run_new(p);
    struct yx_facts *f = yx_facts_new(p, a);
    struct yx_rng rng;
    uint64_t seed = SEED, n_status[YX_PENDING + 1] = {0}, stopped = 0;
    yx_rng_seed(&rng, seed);
    for (uint32_t round = 0; round < rounds; round++) {
        for (uint32_t s = 0; s < p->n_switches; s++)
            p->swi[s].value = yx_rng_chance(&rng, 1, 2);
        assert_true(yx_term_parse(yx_str_of(term[round % n_terms]), &f->term));
        f->n = 1 + (uint32_t)yx_rng_below(&rng, YX_FACT_ROWS);
        /* Mostly a worked example with a few facts changed, so that deep cells are met. */
        for (uint32_t i = 0; i < f->n; i++) {
            const struct yx_fact_one *base = p->example[yx_rng_below(&rng, p->n_examples)].fact;
            bool wild = yx_rng_chance(&rng, 1, 4);
            for (uint32_t k = 0; k < p->n_inputs; k++)
                yx_facts_set(f, k, i,
                             wild || yx_rng_chance(&rng, 1, 8) ? random_fact(p, k, &rng) : base[k]);
        }
        const struct yx_awards *got = yx_policy_run(run, f);
        for (uint32_t i = 0; i < f->n; i++) {
            yx_arena_reset(scratch);
            const struct yx_trace *t = yx_trace_row(p, f, i, scratch);
            compare_row(p, got, t, i, seed, round);
            stopped += t->constraint != 0;
            for (uint32_t b = 0; b < p->n_benefits; b++)
                n_status[t->item[b].status]++;
        }
    }
    for (int s = 0; s <= YX_PENDING; s++) /* the sample says something about every status */
        if (s != YX_CEILING || strstr(path, "national") == NULL)
            assert_true(n_status[s] > 0 || (s == YX_LATE && strstr(path, "national")));
    print_message(
        "# figure %s: %llu rows stopped, awards %llu given, %llu ceilings, %llu late, %llu open\n",
        path, (unsigned long long)stopped, (unsigned long long)n_status[YX_ENTITLED],
        (unsigned long long)n_status[YX_CEILING], (unsigned long long)n_status[YX_LATE],
        (unsigned long long)n_status[YX_PENDING]);
    yx_run_free(run);
    yx_arena_free(scratch);
    yx_arena_free(a);
    yx_policy_free(p);
}

static void pengshui_agrees(void **state)
{
    (void)state;
    static const char *const term[] = {"2022-春", "2022-秋"};
    agree_on("policies/pengshui-2022.yx", term, YX_LEN(term), 60);
}

static void everything_agrees(void **state)
{
    (void)state;
    static const char *const term[] = {"2020-秋", "2021-春", "2021-秋", "2022-春",
                                       "2022-秋", "2023-春", "2023-秋", "2024-春"};
    agree_on("tests/data/policy/everything.yx", term, YX_LEN(term), 80);
}

static void national_agrees(void **state)
{
    (void)state;
    static const char *const term[] = {"2019-春", "2019-秋", "2020-秋", "2021-春",
                                       "2023-秋", "2024-春", "2024-秋", "2026-秋"};
    agree_on("tests/data/policy/national.yx", term, YX_LEN(term), 24);
}

static void corners_agree(void **state)
{
    (void)state;
    static const char *const term[] = {"2020-春", "2021-秋", "2022-春", "2022-秋", "2023-春"};
    agree_on("tests/data/policy/corners.yx", term, YX_LEN(term), 30);
}

/* A run keeps what a term needs for 64 terms; one more takes the place of the last. */
static void many_terms_in_one_run(void **state)
{
    (void)state;
    enum { FIRST = 1990, YEARS = 50 };
    struct yx_buf text = {0};
    yx_buf_putz(&text, "政策 many “许多学期”\n  有效 1990-01-01 至 2039-12-31\n"
                       "  核算 学期 年度 日历年\n"
                       "输入 归 学生\n  甲: 是否\n项目 A 一\n  支付 到人\n  条件 甲\n");
    for (int y = FIRST; y < FIRST + YEARS; y++)
        yx_buf_printf(&text, "  金额 %d.01元/年 自 %d-01-01\n", y, y);
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_text(yx_buf_str(&text), r);
    assert_non_null(p);
    struct yx_arena *a = yx_arena_new();
    struct yx_facts *f = yx_facts_new(p, a);
    struct yx_run *run = yx_run_new(p);
    f->n = 1;
    yx_facts_set(f, 0, 0, (struct yx_fact_one){.v = 1, .state = YX_FACT_KNOWN});
    for (int round = 0; round < 3; round++)
        for (int t = 0; t < 2 * YEARS; t++) {
            f->term = (yx_term)(FIRST * 2 + t);
            const struct yx_awards *got = yx_policy_run(run, f);
            int64_t year = (FIRST + t / 2) * 100 + 1;
            assert_int_equal(got->benefit[0].status[0], YX_ENTITLED);
            assert_int_equal(got->benefit[0].amount[0], t % 2 ? year - year / 2 : year / 2);
        }
    yx_run_free(run);
    yx_run_free(NULL);
    yx_arena_free(a);
    yx_policy_free(p);
    yx_report_free(r);
    yx_buf_free(&text);
}

static void examples_hold(void **state)
{
    (void)state;
    static const char *const path[] = {
        "policies/pengshui-2022.yx", "tests/data/policy/everything.yx",
        "tests/data/policy/corners.yx", "tests/data/policy/national.yx"};
    for (size_t i = 0; i < YX_LEN(path); i++) {
        struct yx_policy *p = load_file(path[i]);
        struct yx_report *r = yx_report_new();
        assert_non_null(p);
        assert_true(yx_policy_examples(p) >= 3);
        assert_int_equal(yx_policy_check_examples(p, r, 0), 0);
        yx_report_free(r);
        yx_policy_free(p);
    }
}

/* What one input alone decides: taking it away never turns a decision round,
 * it only opens it (unknown is not no). */
static void unknown_never_decides(void **state)
{
    (void)state;
    struct yx_policy *p = load_file("policies/pengshui-2022.yx");
    assert_non_null(p);
    struct yx_arena *a = yx_arena_new();
    struct yx_run *run = yx_run_new(p), *full = yx_run_new(p);
    struct yx_facts *f = yx_facts_new(p, a), *g = yx_facts_new(p, a);
    struct yx_rng rng;
    yx_rng_seed(&rng, SEED);
    f->n = g->n = YX_FACT_ROWS;
    for (uint32_t round = 0; round < 40; round++) {
        f->term = g->term = 2022 * 2 + (yx_term)(round & 1);
        uint32_t hidden = (uint32_t)yx_rng_below(&rng, p->n_inputs);
        if (p->input_more[hidden].has_default)
            continue;
        for (uint32_t i = 0; i < f->n; i++) {
            const struct yx_fact_one *base = p->example[yx_rng_below(&rng, p->n_examples)].fact;
            for (uint32_t k = 0; k < p->n_inputs; k++) {
                struct yx_fact_one one =
                    yx_rng_chance(&rng, 1, 6) ? random_fact(p, k, &rng) : base[k];
                while (one.state == YX_FACT_UNKNOWN ||
                       (one.state == YX_FACT_KNOWN && p->input[k].type == YX_IN_SET &&
                        one.known != UINT64_MAX))
                    one = random_fact(p, k, &rng);
                yx_facts_set(g, k, i, one);
                yx_facts_set(f, k, i, k == hidden ? (struct yx_fact_one){0} : one);
            }
        }
        const struct yx_awards *known = yx_policy_run(full, g), *open = yx_policy_run(run, f);
        for (uint32_t i = 0; i < f->n; i++) {
            if (known->constraint[i]) /* the hidden fact may be what contradicts */
                continue;
            assert_int_equal(open->constraint[i], 0);
            for (uint32_t b = 0; b < p->n_benefits; b++) {
                const struct yx_award_vec *w = &open->benefit[b], *k = &known->benefit[b];
                if (w->status[i] != YX_PENDING) {
                    assert_int_equal(w->status[i], k->status[i]);
                    assert_int_equal(w->amount[i], k->amount[i]);
                    assert_int_equal(w->payee[i], k->payee[i]);
                } else {
                    assert_true(k->amount[i] <= w->hi[i]);
                    assert_true(k->status[i] == YX_NOT_ENTITLED || k->status[i] == YX_LATE ||
                                k->amount[i] >= w->lo[i]);
                }
            }
        }
    }
    yx_run_free(run);
    yx_run_free(full);
    yx_arena_free(a);
    yx_policy_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pengshui_agrees),       cmocka_unit_test(everything_agrees),
        cmocka_unit_test(national_agrees),       cmocka_unit_test(examples_hold),
        cmocka_unit_test(unknown_never_decides), cmocka_unit_test(corners_agree),
        cmocka_unit_test(many_terms_in_one_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
