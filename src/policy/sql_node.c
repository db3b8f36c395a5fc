/* sql_node.c -- expressions of SQL as a graph in which nothing stands twice.
 *
 * DESIGN.  Every constructor first tries to answer at once (constants, x and
 * true, a case whose arms agree), then looks the node up by the hash of its
 * operation and operands.  Ranges are worked out with 128 bits; a result beyond
 * 63 bits is noted with the line of the document, and counted as 0. */
#include "policy/sql_node.h"

#include <stdlib.h>

__extension__ typedef __int128 wide;

#define END UINT32_MAX

void yx_sql_graph_init(struct yx_sql_graph *g, uint32_t n_terms)
{
    *g = (struct yx_sql_graph){.arena = yx_arena_new(), .n_terms = n_terms};
    yx_map_init(&g->same, 1024);
    g->zero = yx_sql_int(g, 0);
    g->one = yx_sql_int(g, 1);
    g->no = yx_sql_truth(g, false);
    g->yes = yx_sql_truth(g, true);
    /* the two NULLs */
    YX_PUSH(&g->node,
            ((struct yx_sql_node){.op = YX_SQL_NULL_TRUTH, .is_truth = true, .may_be_null = true}));
    g->maybe = (yx_sql_id)g->node.n - 1;
    YX_PUSH(&g->node, ((struct yx_sql_node){.op = YX_SQL_NULL_INT, .may_be_null = true}));
    g->unknown = (yx_sql_id)g->node.n - 1;
}

void yx_sql_graph_free(struct yx_sql_graph *g)
{
    free(g->node.v);
    free(g->operand.v);
    free(g->terms.v);
    yx_map_free(&g->same);
    yx_arena_free(g->arena);
}

static bool is_truth_op(enum yx_sql_op op)
{
    static const uint8_t truth[] = {
#define OP(name, is) is,
        YX_SQL_OPS(OP)
#undef OP
    };
    return truth[op] != 0;
}

/* The node, made if there is none like it. */
static yx_sql_id node(struct yx_sql_graph *g, enum yx_sql_op op, int64_t k, const yx_sql_id *x,
                      size_t n, bool may_be_null, int64_t lo, int64_t hi)
{
    uint64_t h = yx_mix64((uint64_t)k * 64 + op + 1);
    for (size_t i = 0; i < n; i++)
        h = yx_mix64(h ^ (x[i] + UINT64_C(0x9E3779B97F4A7C15)));
    h |= h == 0;
    bool is_new;
    uint32_t *head = yx_map_put(&g->same, h, END, &is_new);
    for (uint32_t at = *head; at != END; at = g->node.v[at].next) {
        const struct yx_sql_node *o = &g->node.v[at];
        if (o->op == op && o->k == k && o->n == n &&
            (n == 0 || memcmp(&g->operand.v[o->first], x, n * sizeof x[0]) == 0))
            return at;
    }
    struct yx_sql_node made = {.op = (uint8_t)op,
                               .is_truth = is_truth_op(op),
                               .may_be_null = may_be_null,
                               .n = (uint32_t)n,
                               .first = (uint32_t)g->operand.n,
                               .k = k,
                               .lo = lo,
                               .hi = hi,
                               .next = *head};
    for (size_t i = 0; i < n; i++)
        YX_PUSH(&g->operand, x[i]);
    YX_PUSH(&g->node, made);
    *head = (uint32_t)g->node.n - 1;
    return *head;
}

static bool is_int(const struct yx_sql_graph *g, yx_sql_id x)
{
    return g->node.v[x].op == YX_SQL_INT;
}
static int64_t int_of(const struct yx_sql_graph *g, yx_sql_id x)
{
    return g->node.v[x].k;
}

/* ---- leaves ---- */

yx_sql_id yx_sql_int(struct yx_sql_graph *g, int64_t k)
{
    return node(g, YX_SQL_INT, k, NULL, 0, false, k, k);
}

yx_sql_id yx_sql_truth(struct yx_sql_graph *g, bool k)
{
    return node(g, YX_SQL_TRUTH, k, NULL, 0, false, 0, 1);
}

yx_sql_id yx_sql_column(struct yx_sql_graph *g, uint32_t k, bool may_be_null, int64_t lo,
                        int64_t hi)
{
    return node(g, YX_SQL_COLUMN, k, NULL, 0, may_be_null, lo, hi);
}

yx_sql_id yx_sql_term_in(struct yx_sql_graph *g, const uint8_t *in)
{
    uint32_t some = 0;
    for (uint32_t t = 0; t < g->n_terms; t++)
        some += in[t] != 0;
    if (some == 0 || some == g->n_terms)
        return some ? g->yes : g->no;
    size_t at = 0;
    while (at < g->terms.n && memcmp(g->terms.v[at], in, g->n_terms) != 0)
        at++;
    if (at == g->terms.n) {
        uint8_t *copy = YX_NEW(g->arena, uint8_t, g->n_terms);
        memcpy(copy, in, g->n_terms);
        YX_PUSH(&g->terms, copy);
    }
    return node(g, YX_SQL_TERM_IN, (int64_t)at, NULL, 0, false, 0, 1);
}

/* ---- truths ---- */

yx_sql_id yx_sql_not(struct yx_sql_graph *g, yx_sql_id a)
{
    if (a == g->yes || a == g->no)
        return a == g->yes ? g->no : g->yes;
    if (a == g->maybe)
        return a;
    if (g->node.v[a].op == YX_SQL_NOT)
        return yx_sql_operand(g, a, 0);
    return node(g, YX_SQL_NOT, 0, &a, 1, g->node.v[a].may_be_null, 0, 1);
}

static yx_sql_id join(struct yx_sql_graph *g, enum yx_sql_op op, yx_sql_id a, yx_sql_id b)
{
    yx_sql_id neutral = op == YX_SQL_AND ? g->yes : g->no,
              final = op == YX_SQL_AND ? g->no : g->yes;
    if (a == final || b == final)
        return final;
    if (a == neutral || a == b)
        return b;
    if (b == neutral)
        return a;
    bool null = g->node.v[a].may_be_null || g->node.v[b].may_be_null;
    return node(g, op, 0, (const yx_sql_id[]){a, b}, 2, null, 0, 1);
}

yx_sql_id yx_sql_and(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b)
{
    return join(g, YX_SQL_AND, a, b);
}
yx_sql_id yx_sql_or(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b)
{
    return join(g, YX_SQL_OR, a, b);
}

static yx_sql_id join_all(struct yx_sql_graph *g, enum yx_sql_op op, const yx_sql_id *x, size_t n)
{
    if (n == 0)
        return op == YX_SQL_AND ? g->yes : g->no;
    if (n == 1)
        return x[0];
    size_t half = (n + 1) / 2;
    yx_sql_id a = join_all(g, op, x, half), b = join_all(g, op, x + half, n - half);
    return join(g, op, a, b);
}

yx_sql_id yx_sql_all(struct yx_sql_graph *g, const yx_sql_id *x, size_t n)
{
    return join_all(g, YX_SQL_AND, x, n);
}
yx_sql_id yx_sql_any(struct yx_sql_graph *g, const yx_sql_id *x, size_t n)
{
    return join_all(g, YX_SQL_OR, x, n);
}

yx_sql_id yx_sql_is_true(struct yx_sql_graph *g, yx_sql_id a)
{
    if (a == g->maybe)
        return g->no;
    if (!g->node.v[a].may_be_null)
        return a;
    return node(g, YX_SQL_IS_TRUE, 0, &a, 1, false, 0, 1);
}

yx_sql_id yx_sql_is_null(struct yx_sql_graph *g, yx_sql_id a)
{
    if (a == g->maybe || a == g->unknown)
        return g->yes;
    if (!g->node.v[a].may_be_null)
        return g->no;
    if (g->node.v[a].op == YX_SQL_NOT)
        a = yx_sql_operand(g, a, 0);
    return node(g, YX_SQL_IS_NULL, 0, &a, 1, false, 0, 1);
}

yx_sql_id yx_sql_cmp(struct yx_sql_graph *g, enum yx_sql_op op, yx_sql_id a, yx_sql_id b)
{
    if (a == g->unknown || b == g->unknown)
        return g->maybe;
    const struct yx_sql_node *x = &g->node.v[a], *y = &g->node.v[b];
    bool null = x->may_be_null || y->may_be_null;
    if (is_int(g, a) && is_int(g, b)) {
        int64_t i = x->k, j = y->k;
        return yx_sql_truth(g, op == YX_SQL_EQ   ? i == j
                               : op == YX_SQL_NE ? i != j
                               : op == YX_SQL_LT ? i < j
                                                 : i <= j);
    }
    if (!null && op == YX_SQL_LE && x->hi <= y->lo)
        return g->yes;
    if (!null && op == YX_SQL_LT && x->lo >= y->hi)
        return g->no;
    return node(g, op, 0, (const yx_sql_id[]){a, b}, 2, null, 0, 1);
}

yx_sql_id yx_sql_in_mask(struct yx_sql_graph *g, yx_sql_id a, uint64_t mask)
{
    if (a == g->unknown)
        return g->maybe;
    if (is_int(g, a))
        return yx_sql_truth(g, int_of(g, a) >= 0 && int_of(g, a) < 64 && mask >> int_of(g, a) & 1);
    if (!mask) /* no, but for what is not known */
        return yx_sql_if(g, yx_sql_is_null(g, a), g->maybe, g->no);
    if (!(mask & (mask - 1)))
        return yx_sql_cmp(g, YX_SQL_EQ, a, yx_sql_int(g, __builtin_ctzll(mask)));
    return node(g, YX_SQL_IN_MASK, (int64_t)mask, &a, 1, g->node.v[a].may_be_null, 0, 1);
}

/* ---- numbers ---- */

static int64_t fit(struct yx_sql_graph *g, wide v)
{
    if (v > INT64_MAX || v < INT64_MIN) {
        if (!g->too_large)
            g->too_large = g->line ? g->line : 1;
        return 0;
    }
    return (int64_t)v;
}

static yx_sql_id arith(struct yx_sql_graph *g, enum yx_sql_op op, yx_sql_id a, yx_sql_id b, wide lo,
                       wide hi)
{
    if (a == g->unknown || b == g->unknown)
        return g->unknown;
    bool null = g->node.v[a].may_be_null || g->node.v[b].may_be_null;
    int64_t least = fit(g, lo), most = fit(g, hi);
    if (is_int(g, a) && is_int(g, b))
        return yx_sql_int(g, least);
    return node(g, op, 0, (const yx_sql_id[]){a, b}, 2, null, least, most);
}

yx_sql_id yx_sql_add(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b)
{
    const struct yx_sql_node *x = &g->node.v[a], *y = &g->node.v[b];
    if (a == g->zero || b == g->zero)
        return a == g->zero ? b : a;
    return arith(g, YX_SQL_ADD, a, b, (wide)x->lo + y->lo, (wide)x->hi + y->hi);
}

yx_sql_id yx_sql_sub(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b)
{
    const struct yx_sql_node *x = &g->node.v[a], *y = &g->node.v[b];
    if (b == g->zero)
        return a;
    return arith(g, YX_SQL_SUB, a, b, (wide)x->lo - y->hi, (wide)x->hi - y->lo);
}

yx_sql_id yx_sql_mul(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b)
{
    const struct yx_sql_node *x = &g->node.v[a], *y = &g->node.v[b];
    if (a == g->one || b == g->one)
        return a == g->one ? b : a;
    wide c[4] = {(wide)x->lo * y->lo, (wide)x->lo * y->hi, (wide)x->hi * y->lo,
                 (wide)x->hi * y->hi};
    wide lo = c[0], hi = c[0];
    for (int i = 1; i < 4; i++) {
        lo = YX_MIN(lo, c[i]);
        hi = YX_MAX(hi, c[i]);
    }
    return arith(g, YX_SQL_MUL, a, b, lo, hi);
}

static int64_t floor_of(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

yx_sql_id yx_sql_floor_div(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b)
{
    if (b == g->one)
        return a;
    if (a == g->unknown || b == g->unknown)
        return g->unknown;
    const struct yx_sql_node x = g->node.v[a], y = g->node.v[b];
    int64_t d_lo = YX_MAX(y.lo, 1), d_hi = YX_MAX(y.hi, d_lo);
    if (is_int(g, a) && is_int(g, b))
        return yx_sql_int(g, floor_of(x.k, y.k));
    int64_t lo = x.lo < 0 ? floor_of(x.lo, d_lo) : x.lo / d_hi;
    int64_t hi = x.hi < 0 ? floor_of(x.hi, d_hi) : x.hi / d_lo;
    if (x.lo >= 0)
        return arith(g, YX_SQL_DIV, a, b, lo, hi);
    /* Both databases cut towards zero: take the rest above zero away first. */
    yx_sql_id rest = arith(g, YX_SQL_MOD, a, b, -((wide)d_hi - 1), (wide)d_hi - 1);
    yx_sql_id above = arith(g, YX_SQL_MOD, yx_sql_add(g, rest, b), b, 0, (wide)d_hi - 1);
    yx_sql_id even = arith(g, YX_SQL_SUB, a, above, (wide)x.lo - (d_hi - 1), x.hi);
    return arith(g, YX_SQL_DIV, even, b, lo, hi);
}

yx_sql_id yx_sql_narrow(struct yx_sql_graph *g, yx_sql_id x, int64_t lo, int64_t hi)
{
    struct yx_sql_node *n = &g->node.v[x];
    if (n->op != YX_SQL_INT && n->op != YX_SQL_NULL_INT) {
        n->lo = YX_MAX(n->lo, lo);
        n->hi = YX_MIN(n->hi, hi);
    }
    return x;
}

yx_sql_id yx_sql_scale(struct yx_sql_graph *g, yx_sql_id a, int64_t k, yx_sql_id b)
{
    if (a == g->unknown || b == g->unknown)
        return g->unknown;
    const struct yx_sql_node x = g->node.v[a];
    wide least = (wide)x.lo * k, most = (wide)x.hi * k, half = (wide)1 << 62;
    if (k == 1 || (least < half && least > -half && most < half && most > -half))
        return yx_sql_floor_div(g, yx_sql_mul(g, a, yx_sql_int(g, k)), b);
    /* a = q × b + r with 0 ≤ r < b: floor(a × k ÷ b) = q × k + floor(r × k ÷ b). */
    yx_sql_id q = yx_sql_floor_div(g, a, b), by = yx_sql_int(g, k);
    yx_sql_id r =
        arith(g, YX_SQL_SUB, a, yx_sql_mul(g, q, b), 0, YX_MAX((wide)g->node.v[b].hi - 1, 0));
    return yx_sql_add(g, yx_sql_mul(g, q, by), yx_sql_floor_div(g, yx_sql_mul(g, r, by), b));
}

yx_sql_id yx_sql_bits(struct yx_sql_graph *g, yx_sql_id a, uint64_t mask)
{
    if (a == g->unknown)
        return a;
    if (is_int(g, a))
        return yx_sql_int(g, (int64_t)((uint64_t)int_of(g, a) & mask));
    bool top = mask >> 63;
    yx_sql_id m = yx_sql_int(g, (int64_t)mask);
    return node(g, YX_SQL_BIT_AND, 0, (const yx_sql_id[]){a, m}, 2, g->node.v[a].may_be_null,
                top ? INT64_MIN : 0, top ? INT64_MAX : (int64_t)mask);
}

static yx_sql_id extreme(struct yx_sql_graph *g, bool least, yx_sql_id a, yx_sql_id b)
{
    if (a == g->unknown || b == g->unknown)
        return g->unknown;
    const struct yx_sql_node x = g->node.v[a], y = g->node.v[b];
    if (a == b)
        return a;
    if (!x.may_be_null && !y.may_be_null) {
        if (x.hi <= y.lo)
            return least ? a : b;
        if (y.hi <= x.lo)
            return least ? b : a;
        return arith(g, least ? YX_SQL_LEAST : YX_SQL_GREATEST, a, b,
                     least ? YX_MIN(x.lo, y.lo) : YX_MAX(x.lo, y.lo),
                     least ? YX_MIN(x.hi, y.hi) : YX_MAX(x.hi, y.hi));
    }
    /* A NULL on either side is to be NULL: PostgreSQL's LEAST would pass over it. */
    yx_sql_id arm[] = {yx_sql_cmp(g, YX_SQL_LE, a, b), least ? a : b,
                       yx_sql_cmp(g, YX_SQL_LT, b, a), least ? b : a};
    return yx_sql_narrow(g, yx_sql_case(g, arm, 2, g->unknown),
                         least ? YX_MIN(x.lo, y.lo) : YX_MAX(x.lo, y.lo),
                         least ? YX_MIN(x.hi, y.hi) : YX_MAX(x.hi, y.hi));
}

yx_sql_id yx_sql_min(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b)
{
    return extreme(g, true, a, b);
}
yx_sql_id yx_sql_max(struct yx_sql_graph *g, yx_sql_id a, yx_sql_id b)
{
    return extreme(g, false, a, b);
}

yx_sql_id yx_sql_case(struct yx_sql_graph *g, const yx_sql_id *arm, size_t n, yx_sql_id otherwise)
{
    yx_sql_id *x = yx_malloc((2 * n + 1) * sizeof *x);
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        if (arm[2 * i] == g->no || arm[2 * i] == g->maybe)
            continue;
        if (arm[2 * i] == g->yes) {
            otherwise = arm[2 * i + 1];
            break;
        }
        x[m++] = arm[2 * i];
        x[m++] = arm[2 * i + 1];
    }
    while (m && x[m - 1] == otherwise) /* the last arms say what is said anyway */
        m -= 2;
    x[m] = otherwise;
    bool truth = g->node.v[otherwise].is_truth, null = false, any = false;
    int64_t lo = 0, hi = 0;
    for (size_t i = 0; i <= m; i += 2) {
        const struct yx_sql_node *v = &g->node.v[i == m ? x[m] : x[i + 1]];
        null |= v->may_be_null;
        if (v->op == YX_SQL_NULL_INT || v->op == YX_SQL_NULL_TRUTH)
            continue;
        lo = any ? YX_MIN(lo, v->lo) : v->lo;
        hi = any ? YX_MAX(hi, v->hi) : v->hi;
        any = true;
    }
    yx_sql_id out = otherwise;
    if (m == 2 && truth && x[1] == g->yes && otherwise == g->no)
        out = yx_sql_is_true(g, x[0]);
    else if (m)
        out = node(g, truth ? YX_SQL_CASE_TRUTH : YX_SQL_CASE_INT, 0, x, m + 1, null, lo, hi);
    free(x);
    return out;
}
