/* plan_fold.c -- a policy of one term laid out for whole columns of facts: nodes.
 *
 * DESIGN.  Equal nodes are one.  What is always the same, or says nothing beside
 * its other operand, is not made at all; a relation with a number is a range; a
 * division by a number is a multiplication.  Values carry the bounds that decide
 * about their width; what leaves 32 bits is beyond a plan. */
#include "policy/plan_int.h"

__extension__ typedef __int128 wide;

enum { MAX_NODES = 30000 };

static uint64_t node_hash(const struct yx_plan_node *n)
{
    uint64_t key[] = {n->op | (uint64_t)n->lane << 8 | (uint64_t)n->a << 16 | (uint64_t)n->b << 32 |
                          (uint64_t)n->c << 48,
                      (uint64_t)n->k, (uint64_t)n->k2, (uint64_t)(uintptr_t)n->table};
    uint64_t h = yx_hash(key, sizeof key);
    return h ? h : 1;
}

struct yx_plan_node yx_fold_node(enum yx_plan_op op, enum yx_lane lane, uint16_t x, uint16_t y)
{
    return (struct yx_plan_node){
        .op = (uint8_t)op, .lane = (uint8_t)lane, .a = x, .b = y, .c = YX_NO_REG};
}

/* A value that a plan does not compute: it leaves open whatever hangs on it. */
uint16_t yx_fold_beyond(struct yx_planning *b)
{
    struct yx_plan_node n = yx_fold_node(YX_PLAN_CONST, YX_LANE_I32, YX_NO_REG, YX_NO_REG);
    n.k = 1; /* not the same as one that is unknown to everybody */
    n.k2 = YX_FACT_UNKNOWN;
    return yx_fold_add(b, n);
}

/* Facts, relations and logic are; tables and arithmetic may know less than the evaluator. */
static bool is_exact(const struct yx_planning *b, const struct yx_plan_node *n)
{
    bool of_a = n->a == YX_NO_REG || b->node.v[n->a].is_exact;
    switch ((enum yx_plan_op)n->op) {
    case YX_PLAN_CONST: return n->k2 == YX_FACT_KNOWN || !n->k;
    case YX_PLAN_FACT_B:
    case YX_PLAN_FACT_V:
    case YX_PLAN_FACT_S:
    case YX_PLAN_CONST_B: return true;
    case YX_PLAN_NOT:
    case YX_PLAN_RANGE:
    case YX_PLAN_HAS:
    case YX_PLAN_ABSENT:
    case YX_PLAN_VALUE_OF:
    case YX_PLAN_WIDEN: return of_a;
    case YX_PLAN_AND:
    case YX_PLAN_OR:
    case YX_PLAN_EQ:
    case YX_PLAN_LT:
    case YX_PLAN_LE: return of_a && b->node.v[n->b].is_exact;
    default: return false;
    }
}

uint16_t yx_fold_add(struct yx_planning *b, struct yx_plan_node n)
{
    bool is_new;
    if (b->node.n >= MAX_NODES) {
        b->failed = true;
        return 0;
    }
    if (n.lo < INT32_MIN || n.hi > INT32_MAX)
        return yx_fold_beyond(b);
    uint32_t *at = yx_map_put(&b->same, node_hash(&n), (uint32_t)b->node.n, &is_new);
    if (!is_new) {
        const struct yx_plan_node *o = &b->node.v[*at];
        if (o->op == n.op && o->lane == n.lane && o->a == n.a && o->b == n.b && o->c == n.c &&
            o->k == n.k && o->k2 == n.k2 && o->table == n.table)
            return (uint16_t)*at;
    }
    n.is_exact = is_exact(b, &n);
    YX_PUSH(&b->node, n);
    return (uint16_t)(b->node.n - 1);
}

/* ---- truths ---- */

uint16_t yx_fold_truth(struct yx_planning *b, int t)
{
    struct yx_plan_node n = yx_fold_node(YX_PLAN_CONST_B, YX_LANE_B, YX_NO_REG, YX_NO_REG);
    n.k = t;
    return yx_fold_add(b, n);
}

int yx_fold_truth_of(const struct yx_planning *b, uint16_t x)
{
    const struct yx_plan_node *n = &b->node.v[x];
    return n->op == YX_PLAN_CONST_B ? (int)n->k : -1;
}

uint16_t yx_fold_not(struct yx_planning *b, uint16_t x)
{
    if (yx_fold_truth_of(b, x) >= 0)
        return yx_fold_truth(b, 2 - yx_fold_truth_of(b, x));
    if (b->node.v[x].op == YX_PLAN_NOT)
        return b->node.v[x].a;
    return yx_fold_add(b, yx_fold_node(YX_PLAN_NOT, YX_LANE_B, x, YX_NO_REG));
}

uint16_t yx_fold_both(struct yx_planning *b, enum yx_plan_op op, uint16_t x, uint16_t y)
{
    int strong = op == YX_PLAN_AND ? YX_NO : YX_YES; /* decides alone; its opposite says nothing */
    if (yx_fold_truth_of(b, x) == strong || yx_fold_truth_of(b, y) == strong)
        return yx_fold_truth(b, strong);
    if (x == y || yx_fold_truth_of(b, y) == 2 - strong)
        return x;
    if (yx_fold_truth_of(b, x) == 2 - strong)
        return y;
    return yx_fold_add(b, yx_fold_node(op, YX_LANE_B, YX_MIN(x, y), YX_MAX(x, y)));
}

/* ---- values ---- */

uint16_t yx_fold_constant(struct yx_planning *b, int64_t v, uint8_t state, bool in_32)
{
    struct yx_plan_node n =
        yx_fold_node(YX_PLAN_CONST, v < 0 || v > UINT8_MAX || in_32 ? YX_LANE_I32 : YX_LANE_U8,
                     YX_NO_REG, YX_NO_REG);
    n.k = n.lo = n.hi = state == YX_FACT_KNOWN ? v : 0;
    n.k2 = state;
    return yx_fold_add(b, n);
}

bool yx_fold_is_number(const struct yx_planning *b, uint16_t x)
{
    return b->node.v[x].op == YX_PLAN_CONST && b->node.v[x].k2 == YX_FACT_KNOWN;
}

uint16_t yx_fold_in_32(struct yx_planning *b, uint16_t x)
{
    struct yx_plan_node n = b->node.v[x];
    if (n.lane == YX_LANE_I32)
        return x;
    if (n.op == YX_PLAN_CONST)
        return yx_fold_constant(b, n.k, (uint8_t)n.k2, true);
    struct yx_plan_node wider = yx_fold_node(YX_PLAN_WIDEN, YX_LANE_I32, x, YX_NO_REG);
    wider.lo = n.lo;
    wider.hi = n.hi;
    return yx_fold_add(b, wider);
}

uint16_t yx_fold_range(struct yx_planning *b, uint16_t x, int64_t lo, int64_t hi)
{
    struct yx_plan_node n = b->node.v[x];
    if (yx_fold_is_number(b, x))
        return yx_fold_truth(b, n.k >= lo && n.k <= hi ? YX_YES : YX_NO);
    int64_t least = n.lane == YX_LANE_U8 ? 0 : INT32_MIN,
            most = n.lane == YX_LANE_U8 ? UINT8_MAX : INT32_MAX;
    struct yx_plan_node r = yx_fold_node(YX_PLAN_RANGE, YX_LANE_B, x, YX_NO_REG);
    r.k = YX_MAX(lo, least);
    r.k2 = YX_MIN(hi, most);
    if (r.k <= r.k2)
        return yx_fold_add(b, r);
    r.k = least; /* no number is in it: no, or unknown */
    r.k2 = most;
    uint16_t any = yx_fold_add(b, r);
    return yx_fold_both(b, YX_PLAN_AND, any, yx_fold_not(b, any));
}

uint16_t yx_fold_in_mask(struct yx_planning *b, uint16_t x, uint64_t mask)
{
    uint16_t out = yx_fold_range(b, x, 1, 0);
    bool any = false;
    for (int m = 0; m < 64; m++) {
        if (!(mask >> m & 1))
            continue;
        int to = m;
        while (to < 63 && (mask >> (to + 1) & 1))
            to++;
        uint16_t r = yx_fold_range(b, x, m, to);
        out = any ? yx_fold_both(b, YX_PLAN_OR, out, r) : r;
        any = true;
        m = to;
    }
    return out;
}

uint16_t yx_fold_relation(struct yx_planning *b, enum yx_ir_op op, uint16_t x, uint16_t y)
{
    bool x_is = yx_fold_is_number(b, x), y_is = yx_fold_is_number(b, y);
    int64_t vx = b->node.v[x].k, vy = b->node.v[y].k;
    if (op == YX_IR_EQ && y_is)
        return yx_fold_range(b, x, vy, vy);
    if (op == YX_IR_EQ && x_is)
        return yx_fold_range(b, y, vx, vx);
    int64_t edge = op == YX_IR_LT;
    if (op != YX_IR_EQ && y_is)
        return yx_fold_range(b, x, INT64_MIN, vy - edge);
    if (op != YX_IR_EQ && x_is)
        return yx_fold_range(b, y, vx + edge, INT64_MAX);
    return yx_fold_add(b, yx_fold_node(op == YX_IR_EQ   ? YX_PLAN_EQ
                                       : op == YX_IR_LT ? YX_PLAN_LT
                                                        : YX_PLAN_LE,
                                       YX_LANE_B, yx_fold_in_32(b, x), yx_fold_in_32(b, y)));
}

static void clamp(wide lo, wide hi, struct yx_plan_node *n)
{
    wide far = (wide)1 << 62;
    n->lo = (int64_t)YX_MAX(lo, -far);
    n->hi = (int64_t)YX_MIN(hi, far);
}

uint16_t yx_fold_arith(struct yx_planning *b, enum yx_plan_op op, uint16_t x, uint16_t y)
{
    uint16_t x32 = yx_fold_in_32(b, x), y32 = yx_fold_in_32(b, y);
    struct yx_plan_node l = b->node.v[x32], r = b->node.v[y32],
                        n = yx_fold_node(op, YX_LANE_I32, x32, y32);
    wide c[] = {(wide)l.lo * r.lo, (wide)l.lo * r.hi, (wide)l.hi * r.lo, (wide)l.hi * r.hi};
    switch (op) {
    case YX_PLAN_ADD: clamp((wide)l.lo + r.lo, (wide)l.hi + r.hi, &n); break;
    case YX_PLAN_SUB: clamp((wide)l.lo - r.hi, (wide)l.hi - r.lo, &n); break;
    case YX_PLAN_MIN: clamp(YX_MIN(l.lo, r.lo), YX_MIN(l.hi, r.hi), &n); break;
    case YX_PLAN_MAX: clamp(YX_MAX(l.lo, r.lo), YX_MAX(l.hi, r.hi), &n); break;
    default:
        clamp(YX_MIN(YX_MIN(c[0], c[1]), YX_MIN(c[2], c[3])),
              YX_MAX(YX_MAX(c[0], c[1]), YX_MAX(c[2], c[3])), &n);
    }
    if (n.lo == n.hi && yx_fold_is_number(b, x) && yx_fold_is_number(b, y))
        return yx_fold_constant(b, n.lo, YX_FACT_KNOWN, true);
    return yx_fold_add(b, n);
}

/* a ÷ d for 0 <= a < 2^31, by multiplication: with 2^(31 + l) ÷ d rounded up, l the bits of
 * d - 1, the product is exact after the shift. */
static uint16_t divide(struct yx_planning *b, uint16_t x, int64_t d)
{
    struct yx_plan_node a = b->node.v[x],
                        n = yx_fold_node(YX_PLAN_DIVIDE, YX_LANE_I32, x, YX_NO_REG);
    if (d == 1)
        return x;
    if (d > INT32_MAX)
        return yx_fold_beyond(b);
    n.k2 = d;
    n.shift = 31 + (uint32_t)(64 - __builtin_clzll((uint64_t)d - 1));
    n.mul = (uint32_t)(((UINT64_C(1) << n.shift) + (uint64_t)d - 1) / (uint64_t)d);
    n.lo = a.lo / d;
    n.hi = a.hi / d;
    return yx_fold_add(b, n);
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

uint16_t yx_fold_scale(struct yx_planning *b, const struct yx_ins *in)
{
    uint16_t x = yx_plan_lower(b, in->a), y = in->b == YX_NO_REG
                                                  ? yx_fold_constant(b, 1, YX_FACT_KNOWN, true)
                                                  : yx_plan_lower(b, in->b);
    int64_t up = in->k, down = in->k2;
    if (in->c != YX_NO_REG) {
        uint16_t z = yx_plan_lower(b, in->c);
        if (b->failed || !yx_fold_is_number(b, z) || b->node.v[z].k <= 0 || down > INT32_MAX)
            return yx_fold_beyond(b);
        down *= b->node.v[z].k;
    }
    if (b->failed || up < 0 || down <= 0)
        return yx_fold_beyond(b);
    int64_t common = up ? common_divisor(up, down) : down;
    up /= common;
    down /= common;
    struct yx_plan_node l = b->node.v[x], r = b->node.v[y];
    wide least = (wide)YX_MIN(l.lo, 0) * YX_MAX(r.hi, 1) * up, most = (wide)l.hi * r.hi * up;
    if (l.lo >= 0 && r.lo >= 0 && most <= INT32_MAX) {
        if (in->b != YX_NO_REG)
            x = yx_fold_arith(b, YX_PLAN_MUL, x, y);
        if (up != 1)
            x = yx_fold_arith(b, YX_PLAN_MUL, x, yx_fold_constant(b, up, YX_FACT_KNOWN, true));
        return divide(b, yx_fold_in_32(b, x), down);
    }
    if (r.lo < 0 || least < -((wide)1 << 62) || most > (wide)1 << 62)
        return yx_fold_beyond(b);
    struct yx_plan_node n =
        yx_fold_node(YX_PLAN_SCALE, YX_LANE_I32, yx_fold_in_32(b, x), yx_fold_in_32(b, y));
    n.k = up;
    n.k2 = down;
    clamp(least / down - 1, YX_MAX(most, 0) / down, &n);
    return yx_fold_add(b, n);
}
