/* plan_int.h -- what the files that make a plan share.
 *
 * Ownership: in the arena of the plan.  Errors: `failed`: no plan.  Threads: one. */
#ifndef YX_POLICY_PLAN_INT_H
#define YX_POLICY_PLAN_INT_H

#include "base/hash.h"
#include "policy/plan.h"

#include <stdlib.h>

/* The greatest amount in a column that a plan computes with; rows with more are left to
 * the block evaluator.  Small enough that sums and multiples stay within 32 bits. */
enum { YX_PLAN_FEN = (1 << 27) - 1 };

struct yx_plan_node {
    uint8_t op, lane; /* enum yx_plan_op, enum yx_lane */
    uint16_t a, b, c; /* nodes, YX_NO_REG where there is none */
    int64_t k, k2;    /* CONST: value and state; else of the operation */
    uint32_t mul, shift;
    const struct yx_plan_table *table;
    int64_t lo, hi; /* of values: bounds when known */
    bool is_exact;  /* unknown where the block evaluator says so, too, and nowhere else */
};

/* What of a benefit has to be computed. */
struct yx_plan_roots {
    uint16_t scope, entitled, amount, payee, window;
};

struct yx_planning {
    const struct yx_policy *p;
    const struct yx_slice *s;
    struct yx_arena *a;
    struct {
        struct yx_plan_node *v;
        size_t n, cap;
    } node;
    uint16_t *of;       /* node of each instruction, YX_NO_REG none yet */
    struct yx_map same; /* hash of a node -> node */
    int depth;
    bool failed;
};

/* ---- plan_fold.c: nodes, made once each and folded ---- */
struct yx_plan_node yx_fold_node(enum yx_plan_op op, enum yx_lane lane, uint16_t x, uint16_t y);
uint16_t yx_fold_add(struct yx_planning *b, struct yx_plan_node n);
/* A value that a plan does not compute: it leaves open whatever hangs on it. */
uint16_t yx_fold_beyond(struct yx_planning *b);
uint16_t yx_fold_truth(struct yx_planning *b, int t);
int yx_fold_truth_of(const struct yx_planning *b, uint16_t x); /* -1: not always the same */
uint16_t yx_fold_not(struct yx_planning *b, uint16_t x);
uint16_t yx_fold_both(struct yx_planning *b, enum yx_plan_op op, uint16_t x, uint16_t y);
uint16_t yx_fold_constant(struct yx_planning *b, int64_t v, uint8_t state, bool in_32);
bool yx_fold_is_number(const struct yx_planning *b, uint16_t x);
uint16_t yx_fold_in_32(struct yx_planning *b, uint16_t x);
uint16_t yx_fold_range(struct yx_planning *b, uint16_t x, int64_t lo, int64_t hi);
uint16_t yx_fold_in_mask(struct yx_planning *b, uint16_t x, uint64_t mask);
uint16_t yx_fold_relation(struct yx_planning *b, enum yx_ir_op op, uint16_t x, uint16_t y);
uint16_t yx_fold_arith(struct yx_planning *b, enum yx_plan_op op, uint16_t x, uint16_t y);
uint16_t yx_fold_scale(struct yx_planning *b, const struct yx_ins *in);

/* ---- plan.c, plan_order.c ---- */
/* The node of an instruction. */
uint16_t yx_plan_lower(struct yx_planning *b, uint16_t reg);
/* Steps and registers: fills the plan, whose constraint, gap and already name nodes before
 * and registers after. */
void yx_plan_order(struct yx_planning *b, const struct yx_plan_roots *roots, struct yx_plan *out);

/* The steps of a plan, compiled for every processor and for one with AVX2. */
void yx_lanes_plain(struct yx_plan_runner *r, uint64_t from, uint32_t n);
void yx_lanes_wide(struct yx_plan_runner *r, uint64_t from, uint32_t n);
bool yx_lanes_have_wide(void);

#endif
