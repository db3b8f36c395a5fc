/* test_reasons.c -- what would have to be otherwise: each claim is true, and none is left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/reasons_int.h"
#include "policy_fixture.h"

#include <time.h>

static uint64_t seed;

static const char *const shipped[] = {"policies/pengshui-2022.yx", "tests/data/policy/corners.yx",
                                      "tests/data/policy/everything.yx",
                                      "tests/data/policy/national.yx"};

struct world {
    struct yx_policy *p;
    struct yx_facts *f, *g; /* the student; the student with one fact changed */
    struct yx_arena *a;
    struct yx_rng rng;
    uint64_t claims, tries, missed_sampled;
};

/* The status of every benefit with one fact changed; NULL: the facts contradict each other. */
static const struct yx_trace *decided(struct world *w, uint32_t input, struct yx_fact_one one)
{
    for (uint32_t i = 0; i < w->p->n_inputs; i++)
        yx_facts_set(w->g, i, 0, i == input ? one : yx_facts_get(w->f, i, 0));
    w->g->term = w->f->term;
    w->g->n = 1;
    const struct yx_trace *t = yx_trace_row(w->p, w->g, 0, w->a);
    return t->constraint ? NULL : t;
}

static void claims_hold(struct world *w, struct yx_explaining *x, uint32_t item,
                        const struct yx_change *c, uint32_t n, enum yx_wanted wanted)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < c[i].n; k++) {
            const struct yx_variant *v = &x->variant[c[i].variant[k]];
            const struct yx_trace *t = decided(w, v->input, v->fact);
            assert_non_null(t);
            assert_int_equal(v->input, c[i].input);
            if (wanted == YX_WANT_GIVEN)
                assert_true(yx_is_given(t->item[item].status));
            else
                assert_int_not_equal(t->item[item].status, YX_PENDING);
            assert_int_equal(t->item[item].status, c[i].status);
            if (yx_is_given(c[i].status)) {
                assert_true(t->item[item].amount >= c[i].least &&
                            t->item[item].amount <= c[i].most);
                assert_int_equal(t->item[item].payee, c[i].payee);
            }
            w->claims++;
        }
}

/* Is the value among what the change names?  Of sets: is the set changed at all? */
static bool names(const struct yx_explaining *x, const struct yx_change *c, uint32_t input,
                  struct yx_fact_one one)
{
    if (c->input != input)
        return false;
    if (x->p->input[input].type == YX_IN_SET)
        return true;
    int64_t first = x->variant[c->variant[0]].fact.v,
            last = x->variant[c->variant[c->n - 1]].fact.v;
    if (c->is_range)
        return one.state == YX_FACT_KNOWN && (c->is_open_below || one.v >= first) &&
               (c->is_open_above || one.v <= last);
    for (uint32_t k = 0; k < c->n; k++) {
        const struct yx_fact_one *f = &x->variant[c->variant[k]].fact;
        if (f->state == one.state && (one.state == YX_FACT_ABSENT || f->v == one.v))
            return true;
    }
    return false;
}

/* Values drawn at random that bring it about are all named. */
static void none_is_left_out(struct world *w, struct yx_explaining *x, uint32_t item,
                             const struct yx_change *c, uint32_t n)
{
    for (uint32_t k = 0; k < 40; k++) {
        uint32_t input = (uint32_t)yx_rng_below(&w->rng, w->p->n_inputs);
        struct yx_fact_one one = random_fact(w->p, input, &w->rng);
        const struct yx_trace *t;
        if (one.state == YX_FACT_UNKNOWN || w->p->input[input].type == YX_IN_TEXT ||
            !(t = decided(w, input, one)) || !yx_is_given(t->item[item].status))
            continue;
        bool named = false;
        for (uint32_t i = 0; i < n; i++)
            named |= names(x, &c[i], input, one);
        w->tries++;
        if (named)
            continue;
        if (x->sampled[input]) {
            w->missed_sampled++;
            continue;
        }
        struct yx_buf b = {0};
        yx_policy_explain(w->p, w->f, 0, NULL, NULL, YX_EN, &b);
        struct yx_str id = w->p->benefit[item].id, name = w->p->input[input].name;
        print_message("# %.*s would be given by %.*s, v=%lld state=%d\n%.*s\n", (int)id.n, id.p,
                      (int)name.n, name.p, (long long)one.v, one.state, (int)b.n, b.p);
        yx_buf_free(&b);
        fail();
    }
}

static void one_student(struct world *w)
{
    struct yx_explaining x = {.p = w->p, .f = w->f, .a = w->a, .lang = YX_ZH};
    struct yx_buf nothing = {0};
    x.out = &nothing;
    yx_explaining_begin(&x);
    for (uint32_t i = 0; i < w->p->n_benefits && !x.t->constraint; i++) {
        struct yx_change *c;
        uint8_t status = x.t->item[i].status;
        if (status == YX_PENDING) {
            struct yx_missing m = {0};
            yx_trace_missing(w->p, w->f, 0, x.t, i, &m);
            uint32_t n = yx_find_changes(&x, i, YX_WANT_SETTLED, m.inputs, &c);
            claims_hold(w, &x, i, c, n, YX_WANT_SETTLED);
        } else if (!yx_is_given(status)) {
            uint32_t n = yx_find_changes(&x, i, YX_WANT_GIVEN, UINT64_MAX, &c);
            claims_hold(w, &x, i, c, n, YX_WANT_GIVEN);
            none_is_left_out(w, &x, i, c, n);
        }
    }
    yx_buf_free(&nothing);
    yx_arena_reset(w->a);
}

static void changes_are_true_and_whole(void **state)
{
    (void)state;
    const char *full = getenv("YX_FULL");
    uint32_t students = full ? 4000 : 150;
    print_message("# seed %llu\n", (unsigned long long)seed);
    for (size_t k = 0; k < YX_LEN(shipped); k++) {
        struct yx_arena *keep = yx_arena_new();
        struct world w = {.p = load_file(shipped[k]), .a = yx_arena_new()};
        assert_non_null(w.p);
        yx_rng_seed(&w.rng, seed + k);
        w.f = yx_facts_new(w.p, keep);
        w.g = yx_facts_new(w.p, keep);
        yx_term first, last;
        yx_policy_terms(w.p, &first, &last);
        for (uint32_t s = 0; s < students; s++) {
            w.f->n = 1;
            w.f->term = first + (yx_term)yx_rng_below(&w.rng, (uint64_t)(last - first + 1));
            for (int t = 0; t < 20; t++) { /* rather one whose facts do not contradict each other */
                for (uint32_t i = 0; i < w.p->n_inputs; i++)
                    yx_facts_set(w.f, i, 0, random_fact(w.p, i, &w.rng));
                if (!yx_trace_row(w.p, w.f, 0, w.a)->constraint)
                    break;
            }
            one_student(&w);
        }
        print_message("# %s: %llu claims, %llu changes drawn, %llu between critical values\n",
                      shipped[k], (unsigned long long)w.claims, (unsigned long long)w.tries,
                      (unsigned long long)w.missed_sampled);
        assert_true(w.claims > 0 && w.tries > 0);
        yx_policy_free(w.p);
        yx_arena_free(w.a);
        yx_arena_free(keep);
    }
}

static double cpu_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* One student in a millisecond; the bound leaves room for slow machines and sanitizers. */
static void it_is_quick(void **state)
{
    (void)state;
    enum { TIMES = 100 };
    struct yx_policy *p = load_file(shipped[0]);
    struct yx_arena *a = yx_arena_new(), *scratch = yx_arena_new();
    struct yx_facts *f = yx_facts_new(p, a);
    struct yx_buf text = {0}, json = {0}, again = {0};
    struct yx_rng rng;
    struct yx_explain how = {.student = YX_S("甲")};
    double spent[2] = {0};
    yx_rng_seed(&rng, seed);
    f->n = 1;
    for (int k = 0; k < TIMES; k++) {
        yx_policy_terms(p, &f->term, &(yx_term){0});
        do { /* a student whose facts do not contradict each other */
            yx_arena_reset(scratch);
            for (uint32_t i = 0; i < p->n_inputs; i++)
                yx_facts_set(f, i, 0, random_fact(p, i, &rng));
        } while (yx_trace_row(p, f, 0, scratch)->constraint);
        text.n = json.n = again.n = 0;
        double t0 = cpu_ms();
        yx_policy_explain(p, f, 0, NULL, NULL, YX_ZH, &text);
        double t1 = cpu_ms();
        yx_policy_explain_json(p, f, 0, &how, &json);
        spent[0] += t1 - t0;
        spent[1] += cpu_ms() - t1;
        yx_policy_explain_json(p, f, 0, &how, &again);
        assert_true(yx_str_eq(yx_buf_str(&json), yx_buf_str(&again)));
    }
    print_message("# figure explain one student: %.2f ms as text, %.2f ms as JSON\n",
                  spent[0] / TIMES, spent[1] / TIMES);
    assert_true(spent[0] / TIMES < 20 && spent[1] / TIMES < 20);
    yx_buf_free(&text);
    yx_buf_free(&json);
    yx_buf_free(&again);
    yx_arena_free(a);
    yx_arena_free(scratch);
    yx_policy_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(changes_are_true_and_whole),
                                       cmocka_unit_test(it_is_quick)};
    const char *given = getenv("YX_SEED");
    seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
