/* test_policy_plan.c -- a plan over columns and the block evaluator decide alike.
 *
 * Property: for random facts in columns of random forms, terms and switches,
 * every award, stopped row, gap and sum is the same by the plan (with the widest
 * lanes of this machine and with plain ones) and by the block evaluator, which
 * test_policy_agree holds against the tracer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/decide.h"
#include "policy/plan.h"
#include "columns_fixture.h"
#include "policy_fixture.h"

enum { SEED = 20221124, ROWS = 3 * YX_STRIP + 77 };

struct drawing {
    const struct yx_policy *p;
    uint32_t k;
    struct yx_rng *rng;
    const uint32_t *base; /* per row: example */
    uint64_t wild;        /* one in so many facts is drawn at random */
    bool known;           /* unknown ones are not drawn */
};

static struct yx_fact_one draw(void *ctx, uint32_t row)
{
    const struct drawing *d = ctx;
    struct yx_fact_one one = d->p->example[d->base[row]].fact[d->k];
    if (yx_rng_chance(d->rng, 1, d->wild) || (d->known && one.state == YX_FACT_UNKNOWN))
        do
            one = random_fact(d->p, d->k, d->rng);
        while (d->known && (one.state == YX_FACT_UNKNOWN ||
                            (one.state == YX_FACT_KNOWN && d->p->input[d->k].type == YX_IN_SET &&
                             one.known != UINT64_MAX)));
    return one;
}

static void same_rows(const struct yx_row_list *a, const struct yx_row_list *b)
{
    assert_int_equal(a->n, b->n);
    for (uint32_t i = 0; i < a->n; i++) {
        assert_int_equal(a->row[i], b->row[i]);
        assert_int_equal(a->what[i], b->what[i]);
    }
}

static void same_piece(const struct yx_policy *p, const struct yx_award_piece *a,
                       const struct yx_award_piece *b, const char *what)
{
    same_rows(&a->stopped, &b->stopped);
    for (uint32_t g = 0; g < p->ir.n_gaps; g++)
        same_rows(&a->gap[g], &b->gap[g]);
    for (uint32_t k = 0; k < p->n_benefits; k++) {
        const struct yx_award_list *x = &a->benefit[k], *y = &b->benefit[k];
        for (uint32_t i = 0; i < YX_MAX(x->n, y->n); i++)
            if (i >= x->n || i >= y->n || x->row[i] != y->row[i] || x->code[i] != y->code[i] ||
                yx_award_amount(x, i) != yx_award_amount(y, i))
                fail_msg("%s: %.*s: award %u of %u and %u: row %d/%d code %02x/%02x fen %lld/%lld",
                         what, (int)p->benefit[k].id.n, p->benefit[k].id.p, i, x->n, y->n,
                         i < x->n ? x->row[i] : -1, i < y->n ? y->row[i] : -1,
                         i < x->n ? x->code[i] : 0, i < y->n ? y->code[i] : 0,
                         i < x->n ? (long long)yx_award_amount(x, i) : 0,
                         i < y->n ? (long long)yx_award_amount(y, i) : 0);
    }
}

static void plan_agrees_on(const char *path, const char *const *term, size_t n_terms,
                           uint32_t rounds, bool has_plan)
{
    struct yx_policy *p = load_file(path);
    assert_non_null(p);
    struct yx_arena *a = yx_arena_new();
    struct column_room *room = calloc(p->n_inputs, sizeof *room);
    for (uint32_t k = 0; k < p->n_inputs; k++)
        column_room_open(&room[k], ROWS, a);
    struct yx_fact_column *column = calloc(p->n_inputs, sizeof *column);
    uint32_t *base = calloc(ROWS, sizeof *base);
    struct yx_rng rng;
    yx_rng_seed(&rng, SEED);
    uint64_t awards = 0, planned = 0;
    for (uint32_t round = 0; round < rounds; round++) {
        for (uint32_t s = 0; s < p->n_switches; s++)
            p->swi[s].value = yx_rng_chance(&rng, 1, 2);
        struct yx_fact_columns facts = {.n_rows = ROWS, .input = column};
        assert_true(yx_term_parse(yx_str_of(term[round % n_terms]), &facts.term));
        /* Some rounds with one kind of student only, so that strips are left out. */
        bool mixed = yx_rng_chance(&rng, 3, 4);
        for (uint32_t i = 0; i < ROWS; i++)
            base[i] = mixed || !i ? (uint32_t)yx_rng_below(&rng, p->n_examples) : base[0];
        struct drawing d = {.p = p, .rng = &rng, .base = base, .wild = 1 + yx_rng_below(&rng, 200)};
        d.known = yx_rng_chance(&rng, 1, 2);
        for (uint32_t k = 0; k < p->n_inputs; k++) {
            d.k = k;
            column_fill(p, k, draw, &d, ROWS, &room[k], &column[k], &rng);
            if (yx_rng_chance(&rng, 1, 30))
                column[k] = (struct yx_fact_column){.form = YX_FORM_NONE};
        }
        struct yx_decider *by[3];
        const struct yx_award_piece *piece[3];
        struct yx_award_sums sums[3], only[3];
        for (int i = 0; i < 3; i++) {
            by[i] = yx_decider_new(p, ROWS);
            yx_decider_use(by[i], i == 0, i == 1);
            for (int s = 0; s < 2; s++) {
                struct yx_award_sums *to = s ? &only[i] : &sums[i];
                *to = (struct yx_award_sums){
                    .benefit = YX_NEW(a, struct yx_award_total, p->n_benefits + 1),
                    .gap = YX_NEW(a, uint64_t, p->ir.n_gaps + 1)};
            }
            assert_null(yx_decide_piece(by[i], &facts, 0, ROWS, false, &only[i]));
            piece[i] = yx_decide_piece(by[i], &facts, 0, ROWS, true, &sums[i]);
        }
        same_piece(p, piece[0], piece[1], "plain lanes");
        same_piece(p, piece[0], piece[2], "wide lanes");
        for (int i = 0; i < 3; i++)
            for (int s = 0; s < 2; s++) {
                const struct yx_award_sums *x = s ? &only[i] : &sums[i];
                assert_int_equal(x->awards, sums[0].awards);
                assert_int_equal(x->stopped, sums[0].stopped);
                assert_int_equal(x->outside, sums[0].outside);
                assert_memory_equal(x->benefit, sums[0].benefit,
                                    p->n_benefits * sizeof x->benefit[0]);
                if (p->ir.n_gaps)
                    assert_memory_equal(x->gap, sums[0].gap, p->ir.n_gaps * sizeof x->gap[0]);
            }
        awards += sums[0].awards;
        planned += yx_plan_make(p, facts.term, a) != NULL;
        for (int i = 0; i < 3; i++)
            yx_decider_free(by[i]);
    }
    print_message("# figure %s: %llu awards, a plan in %llu of %u rounds\n", path,
                  (unsigned long long)awards, (unsigned long long)planned, rounds);
    assert_true(awards > 0);
    assert_int_equal(planned, has_plan ? rounds : 0);
    free(room);
    free(column);
    free(base);
    yx_arena_free(a);
    yx_policy_free(p);
}

static void pengshui(void **state)
{
    (void)state;
    static const char *const term[] = {"2022-春", "2022-秋"};
    plan_agrees_on("policies/pengshui-2022.yx", term, YX_LEN(term), 40, true);
}

static void everything(void **state)
{
    (void)state;
    static const char *const term[] = {"2020-秋", "2021-春", "2021-秋", "2022-春",
                                       "2022-秋", "2023-春", "2023-秋", "2024-春"};
    plan_agrees_on("tests/data/policy/everything.yx", term, YX_LEN(term), 64, true);
}

static void national(void **state)
{
    (void)state;
    static const char *const term[] = {"2019-春", "2019-秋", "2020-秋", "2021-春",
                                       "2023-秋", "2024-春", "2024-秋", "2026-秋"};
    plan_agrees_on("tests/data/policy/national.yx", term, YX_LEN(term), 32, true);
}

static void corners(void **state)
{
    (void)state;
    static const char *const term[] = {"2020-春", "2021-秋", "2022-春", "2022-秋", "2023-春"};
    plan_agrees_on("tests/data/policy/corners.yx", term, YX_LEN(term), 40, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pengshui),
        cmocka_unit_test(everything),
        cmocka_unit_test(national),
        cmocka_unit_test(corners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
