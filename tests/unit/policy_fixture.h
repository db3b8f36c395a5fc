/* policy_fixture.h -- policies of the test data, and random facts for them.
 *
 * Ownership: the caller frees policies.  Errors: the test fails.
 * Threads: none. */
#ifndef YX_TEST_POLICY_FIXTURE_H
#define YX_TEST_POLICY_FIXTURE_H

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/hash.h"
#include "lang/report.h"
#include "policy/policy_int.h"

#include <stdio.h>
#include <stdlib.h>

static inline struct yx_policy *load_text(struct yx_str text, struct yx_report *r)
{
    struct yx_policy *p = NULL;
    (void)yx_policy_load(text, YX_S("test.yx"), r, &p);
    return p;
}

static inline struct yx_policy *load_file(const char *path)
{
    const char *root = getenv("YX_ROOT");
    struct yx_buf b = {0};
    yx_buf_putz(&b, root ? root : ".");
    yx_buf_putc(&b, '/');
    yx_buf_putz(&b, path);
    yx_buf_putc(&b, 0);
    struct yx_str text;
    struct yx_err err;
    if (yx_map_path(b.p, &text, &err) != YX_OK) {
        yx_buf_free(&b);
        return NULL;
    }
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = load_text(text, r);
    if (!p) {
        struct yx_buf said = {0};
        yx_report_render(r, YX_ZH, &said);
        (void)fwrite(said.p, 1, said.n, stdout);
        yx_buf_free(&said);
    }
    yx_unmap(text);
    yx_report_free(r);
    yx_buf_free(&b);
    return p;
}

/* A number some instruction compares input `i` with, or next to it. */
static inline int64_t near_constant(const struct yx_policy *p, uint32_t i, struct yx_rng *rng,
                                    int64_t otherwise)
{
    int64_t pick = otherwise;
    uint64_t seen = 0;
    for (uint32_t k = 0; k < p->ir.n_ins; k++) {
        const struct yx_ins *in = &p->ir.ins[k];
        bool reads_input =
            in->a != YX_NO_REG && (in->op == YX_IR_FACT_V ? in->k == (int64_t)i
                                                          : p->ir.ins[in->a].op == YX_IR_FACT_V &&
                                                                p->ir.ins[in->a].k == (int64_t)i);
        if (reads_input && in->kind == YX_KIND_B && yx_rng_below(rng, ++seen) == 0)
            pick = in->k + (int64_t)yx_rng_below(rng, 3) - 1;
    }
    return pick;
}

/* A fact: mostly known, often at an edge, sometimes unknown or absent. */
static inline struct yx_fact_one random_fact(const struct yx_policy *p, uint32_t i,
                                             struct yx_rng *rng)
{
    const struct yx_policy_input *in = &p->input[i];
    struct yx_fact_one f = {.state = YX_FACT_KNOWN};
    if (yx_rng_chance(rng, 1, 8))
        return (struct yx_fact_one){.state = YX_FACT_UNKNOWN};
    if (in->is_nullable && yx_rng_chance(rng, 1, 4))
        return (struct yx_fact_one){.state = YX_FACT_ABSENT};
    switch (in->type) {
    case YX_IN_BOOL: f.v = (int64_t)yx_rng_below(rng, 2); break;
    case YX_IN_ENUM: f.v = (int64_t)yx_rng_below(rng, in->n_members); break;
    case YX_IN_SET: {
        uint64_t all = (UINT64_C(1) << in->n_members) - 1;
        f.v = (int64_t)(yx_rng_u64(rng) & yx_rng_u64(rng) & all);
        f.known = yx_rng_chance(rng, 3, 4) ? UINT64_MAX : yx_rng_u64(rng) | yx_rng_u64(rng);
        f.v &= (int64_t)f.known;
        break;
    }
    case YX_IN_INT: {
        f.v = in->lo + (int64_t)yx_rng_below(rng, (uint64_t)(in->hi - in->lo + 1));
        int64_t edge = near_constant(p, i, rng, f.v);
        if (yx_rng_chance(rng, 1, 3) && edge >= in->lo && edge <= in->hi)
            f.v = edge;
        break;
    }
    case YX_IN_MONEY:
        f.v = (int64_t)yx_rng_below(rng, yx_rng_chance(rng, 1, 4) ? 3 : 3000000);
        if (yx_rng_chance(rng, 1, 4))
            f.v = near_constant(p, i, rng, 1200000 + (int64_t)yx_rng_below(rng, 3) - 1);
        if (f.v < 0)
            f.v = 0;
        break;
    case YX_IN_DATE:
        f.v = yx_day_make(2020, 1, 1) + (int64_t)yx_rng_below(rng, 1500);
        if (yx_rng_chance(rng, 1, 30))
            f.v = yx_rng_chance(rng, 1, 2) ? yx_day_make(1800, 1, 1) : yx_day_make(9999, 12, 31);
        if (yx_rng_chance(rng, 1, 2)) {
            static const int edge[] = {831, 901, 930, 1001, 215, 214, 315, 316, 1220, 110};
            f.v = yx_month_day(2020 + (int)yx_rng_below(rng, 4),
                               edge[yx_rng_below(rng, YX_LEN(edge))]);
        }
        break;
    case YX_IN_TEXT:
        f.v = (int64_t)yx_hash_str(yx_rng_chance(rng, 1, 2) ? YX_S("准") : YX_S("不准"));
        break;
    }
    return f;
}

#endif
