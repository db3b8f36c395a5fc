/* random_gen.h -- a policy nobody would write, while it is being made up.
 *
 * Ownership: none.  Errors: none.  Threads: one generator, one thread. */
#ifndef YX_TEST_RANDOM_GEN_H
#define YX_TEST_RANDOM_GEN_H

#include "base/rng.h"
#include "base/str.h"

enum { MOST = 8, RATES = 5 };
static const char *const unit[RATES] = {"元/年", "元/学期", "元/月", "元/天", "元"};
static const char *const rate_name[RATES] = {"年元", "期元", "月元", "天元", "次元"};

struct gen {
    struct yx_rng rng;
    struct yx_buf *out;
    bool school_year;
    int first_year, last_year;
    unsigned n_lists, list_size[3], n_bools, n_enums, n_sets, n_ints, n_days, n_texts;
    unsigned enum_list[MOST], set_list[MOST];
    bool nullable_bool[MOST], nullable_enum[MOST], nullable_int[MOST], nullable_money[RATES][MOST];
    unsigned n_money[RATES], n_truths, n_sums[RATES], n_kinds, kind_list[MOST];
    unsigned n_switches, n_items, rate[12], accrual[12]; /* accrual: 0 by term, 1 春, 2 秋 */
    bool has_amount[12];
    bool is_late_first;
};

static inline unsigned below(struct gen *g, unsigned n)
{
    return (unsigned)yx_rng_below(&g->rng, n);
}
static inline bool one_in(struct gen *g, unsigned n)
{
    return below(g, n) == 0;
}
static inline void put(struct gen *g, const char *s)
{
    yx_buf_putz(g->out, s);
}
#define PUT(g, ...) yx_buf_printf((g)->out, __VA_ARGS__)

/* ---- random_expr.c: expressions from what is declared so far ---- */
int gen_number(struct gen *g);
void gen_put_money(struct gen *g, unsigned rate);
void gen_put_members(struct gen *g, unsigned list);
void gen_put_member(struct gen *g, unsigned list);
const char *gen_relation(struct gen *g);
void gen_put_truth(struct gen *g, unsigned depth);
void gen_put_amount(struct gen *g, unsigned rate, unsigned depth);

#endif
