/* fuzz_policy.c -- any bytes as a policy: loaded, run, traced, explained. */
#include "base/hash.h"
#include "lang/report.h"
#include "policy/advice.h"
#include "policy/cases.h"
#include "policy/trace_int.h"

#include "../unit/policy_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(struct yx_policy *p, uint64_t seed)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_run *r = yx_run_new(p);
    struct yx_facts *f = yx_facts_new(p, a);
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    for (int round = 0; round < 2; round++) {
        f->n = 8;
        f->term = yx_term_of(p->from) + round;
        for (uint32_t i = 0; i < f->n; i++)
            for (uint32_t k = 0; k < p->n_inputs; k++)
                yx_facts_set(f, k, i, random_fact(p, k, &rng));
        const struct yx_awards *got = yx_policy_run(r, f);
        for (uint32_t i = 0; i < f->n; i++) {
            const struct yx_trace *t = yx_trace_row(p, f, i, a);
            for (uint32_t b = 0; b < p->n_benefits; b++)
                if (got->benefit[b].status[i] != t->item[b].status ||
                    got->benefit[b].amount[i] != t->item[b].amount)
                    abort();
        }
        struct yx_buf said = {0};
        yx_policy_explain(p, f, 0, NULL, NULL, round ? YX_EN : YX_ZH, &said);
        yx_buf_free(&said);
    }
    yx_run_free(r);
    yx_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = NULL;
    if (size > 20000)
        size = 20000;
    if (yx_policy_load((struct yx_str){(const char *)data, size}, YX_S("fuzz.yx"), r, &p) ==
        YX_OK) {
        (void)yx_policy_check_examples(p, r, yx_policy_file(p));
        yx_policy_advise(p, r, yx_policy_file(p));
        run(p, yx_hash(data, size));
    }
    yx_policy_free(p);
    struct yx_buf b = {0};
    yx_report_render(r, YX_ZH, &b);
    yx_buf_free(&b);
    yx_report_free(r);
    return 0;
}
