/* sql_plan.c -- which expression is worked out in which stage of a statement.
 *
 * DESIGN.  Three passes over the nodes, which stand in an order in which every
 * node comes after its operands.  From the back: how often is each mentioned in
 * the text; a second mention makes a column of it.  Comparisons of a column with
 * a constant and the like cost as much as reading a column and stay where they
 * are.  From the front: how deep does the text of a node nest (SQLite's parser
 * keeps a stack of 100 symbols), which cuts deep ones off as columns, and in
 * which stage can it stand.  Then: which stage reads a column last.
 *
 * A stage must not be dissolved into the next one, or what it works out would be
 * worked out at every mention.  MATERIALIZED everywhere does that, and copies
 * every row once a stage.  Instead each stage ends in a limit that is none
 * (OFFSET 0, LIMIT -1): neither database moves expressions through it (SQLite:
 * if both stages have one), and rows stream from stage to stage.  The last one
 * is read by every arm of the UNION ALL and is kept: MATERIALIZED. */
#include "policy/sql_plan.h"

enum {
    MAX_NESTING = 9, /* brackets and CASEs inside each other: about eight symbols each */
    MAX_DEPTH = 200, /* of the tree, a AND b AND c … included; SQLite allows 1,000 */
    MAX_COLUMNS_SQLITE = 2000,
    MAX_COLUMNS_POSTGRES = 1600
};

static bool is_leaf(const struct yx_sql_node *n)
{
    return n->op <= YX_SQL_TERM_IN;
}

/* Costs no more than reading a column would. */
static bool is_cheap(const struct yx_sql_graph *g, yx_sql_id x)
{
    const struct yx_sql_node *n = yx_sql_at(g, x);
    switch ((enum yx_sql_op)n->op) {
    case YX_SQL_NOT:
    case YX_SQL_IS_TRUE:
    case YX_SQL_IS_NULL: return true;
    case YX_SQL_EQ:
    case YX_SQL_NE:
    case YX_SQL_LT:
    case YX_SQL_LE:
        return yx_sql_at(g, yx_sql_operand(g, x, 0))->op == YX_SQL_INT ||
               yx_sql_at(g, yx_sql_operand(g, x, 1))->op == YX_SQL_INT;
    default: return false;
    }
}

static void count_mentions(struct yx_sql_plan *p, const yx_sql_id *root, size_t n_roots,
                           struct yx_arena *a)
{
    const struct yx_sql_graph *g = p->g;
    uint32_t *mention = YX_NEW(a, uint32_t, g->node.n + 1);
    for (size_t i = 0; i < n_roots; i++)
        if (!is_leaf(yx_sql_at(g, root[i]))) {
            p->is_column[root[i]] = 1;
            mention[root[i]] = 1;
        }
    for (size_t x = g->node.n; x-- > 0;) {
        const struct yx_sql_node *n = &g->node.v[x];
        if (!mention[x] || is_leaf(n))
            continue;
        if (mention[x] > 1 && !is_cheap(g, (yx_sql_id)x))
            p->is_column[x] = 1;
        uint32_t times = p->is_column[x] ? 1 : YX_MIN(mention[x], 2U);
        for (uint32_t i = 0; i < n->n; i++)
            mention[yx_sql_operand(g, (yx_sql_id)x, i)] += times;
    }
}

/* Nesting of the text below x as an operand, and depth of its tree. */
struct shape {
    uint16_t nesting, depth;
};

static void place(struct yx_sql_plan *p, struct yx_arena *a)
{
    const struct yx_sql_graph *g = p->g;
    struct shape *s = YX_NEW(a, struct shape, g->node.n + 1);
    for (size_t x = 0; x < g->node.n; x++) {
        const struct yx_sql_node *n = &g->node.v[x];
        if (is_leaf(n))
            continue;
        uint32_t stage = 0;
        struct shape own = {1, 1};
        for (uint32_t i = 0; i < n->n; i++) {
            yx_sql_id o = yx_sql_operand(g, (yx_sql_id)x, i);
            stage = YX_MAX(stage, p->stage[o]);
            if (is_leaf(&g->node.v[o]) || p->is_column[o])
                continue;
            bool flat = i == 0 && g->node.v[o].op == n->op &&
                        (n->op == YX_SQL_AND || n->op == YX_SQL_OR || n->op == YX_SQL_ADD);
            own.nesting = YX_MAX(own.nesting, (uint16_t)(s[o].nesting + !flat));
            own.depth = YX_MAX(own.depth, (uint16_t)(s[o].depth + 1));
        }
        if (own.nesting > MAX_NESTING || own.depth > MAX_DEPTH)
            p->is_column[x] = 1;
        p->stage[x] = stage + p->is_column[x];
        s[x] = own;
    }
}

/* Everything the text of x mentions is read in `stage`. */
static void read_in(struct yx_sql_plan *p, yx_sql_id x, uint32_t stage)
{
    const struct yx_sql_node *n = yx_sql_at(p->g, x);
    for (uint32_t i = 0; i < n->n; i++) {
        yx_sql_id o = yx_sql_operand(p->g, x, i);
        if (is_leaf(yx_sql_at(p->g, o)) || p->is_column[o])
            p->last[o] = YX_MAX(p->last[o], stage);
        else
            read_in(p, o, stage);
    }
}

/* Nodes that some root needs. */
static void reach(const struct yx_sql_plan *p, const yx_sql_id *root, size_t n_roots, uint8_t *in)
{
    for (size_t i = 0; i < n_roots; i++)
        in[root[i]] = 1;
    for (size_t x = p->g->node.n; x-- > 0;)
        for (uint32_t i = 0; in[x] && i < p->g->node.v[x].n; i++)
            in[yx_sql_operand(p->g, (yx_sql_id)x, i)] = 1;
}

static bool is_shown(const struct yx_sql_plan *p, size_t x, uint32_t stage)
{
    if (p->g->node.v[x].op == YX_SQL_COLUMN)
        return p->last[x] > stage;
    return p->is_column[x] && (p->stage[x] == stage || (p->stage[x] < stage && p->last[x] > stage));
}

int yx_sql_plan_make(struct yx_sql_plan *p, const struct yx_sql_graph *g,
                     enum yx_sql_dialect dialect, const yx_sql_id *root, size_t n_roots,
                     struct yx_arena *a, struct yx_err *err)
{
    size_t n = g->node.n + 1;
    p->g = g;
    p->dialect = dialect;
    p->is_column = YX_NEW(a, uint8_t, n);
    p->stage = YX_NEW(a, uint32_t, n);
    p->last = YX_NEW(a, uint32_t, n);
    count_mentions(p, root, n_roots, a);
    place(p, a);
    uint8_t *in = YX_NEW(a, uint8_t, n);
    reach(p, root, n_roots, in);
    p->n_stages = 1;
    for (size_t x = 0; x < g->node.n; x++) {
        p->is_column[x] &= in[x];
        if (p->is_column[x])
            p->n_stages = YX_MAX(p->n_stages, p->stage[x]);
    }
    for (size_t x = 0; x < g->node.n; x++)
        if (p->is_column[x])
            read_in(p, (yx_sql_id)x, p->stage[x]);
    for (size_t i = 0; i < n_roots; i++)
        p->last[root[i]] = p->n_stages + 1;
    uint32_t most = dialect == YX_SQL_SQLITE ? MAX_COLUMNS_SQLITE : MAX_COLUMNS_POSTGRES;
    for (uint32_t s = 1; s <= p->n_stages; s++) {
        uint32_t shown = 3;
        for (size_t x = 0; x < g->node.n; x++)
            shown += is_shown(p, x, s);
        if (shown > most)
            return YX_FAIL(
                err, YX_INVALID,
                YX_TEXT("政策太大：第 {0} 步要 {1} 列，数据库最多 {2} 列；把政策按类分成几份",
                        "the policy is too large: stage {0} needs {1} columns, the "
                        "database has at most {2}; divide it by groups of benefits"),
                yx_fmt_u64(s).s, yx_fmt_u64(shown).s, yx_fmt_u64(most).s);
    }
    return YX_OK;
}

/* ---- text ---- */

static void put_int(const struct yx_sql_plan *p, int64_t k, bool as_value, struct yx_buf *b)
{
    bool cast = as_value && p->dialect == YX_SQL_POSTGRES;
    if (k == INT64_MIN)
        yx_buf_printf(b, "(-9223372036854775807 - 1)");
    else
        yx_buf_printf(b, k < 0 ? "(%lld)" : "%lld", (long long)k);
    if (cast) /* else a column of small numbers would be a small integer */
        yx_buf_putz(b, "::int8");
}

static void put_terms(const struct yx_sql_plan *p, const uint8_t *in, struct yx_buf *b)
{
    uint32_t n = p->g->n_terms, first = n, last = 0, some = 0;
    for (uint32_t t = 0; t < n; t++)
        if (in[t]) {
            first = YX_MIN(first, t);
            last = t;
            some++;
        }
    int season = -1; /* every spring, or every autumn */
    for (int s = 0; s < 2; s++) {
        bool all = true;
        for (uint32_t t = 0; t < n; t++)
            all = all && (in[t] != 0) == ((p->first_term + (yx_term)t) % 2 == s);
        season = all ? s : season;
    }
    if (some == 1)
        yx_buf_printf(b, "term = %d", p->first_term + (yx_term)first);
    else if (season >= 0)
        yx_buf_printf(b, "term %% 2 = %d", season);
    else if (last - first + 1 == some)
        yx_buf_printf(b, "term BETWEEN %d AND %d", p->first_term + (yx_term)first,
                      p->first_term + (yx_term)last);
    else
        for (uint32_t t = 0, k = 0; t < n; t++)
            if (in[t])
                yx_buf_printf(b, "%s%d", k++ ? ", " : "term IN (", p->first_term + (yx_term)t);
    if (some > 1 && season < 0 && last - first + 1 != some)
        yx_buf_putc(b, ')');
}

static void put_text(const struct yx_sql_plan *p, yx_sql_id x, struct yx_buf *b);

static bool is_atom(const struct yx_sql_plan *p, yx_sql_id x)
{
    const struct yx_sql_node *n = yx_sql_at(p->g, x);
    return p->is_column[x] || (is_leaf(n) && n->op != YX_SQL_TERM_IN) || n->op == YX_SQL_LEAST ||
           n->op == YX_SQL_GREATEST || n->op == YX_SQL_CASE_INT || n->op == YX_SQL_CASE_TRUTH;
}

static void put_operand(const struct yx_sql_plan *p, yx_sql_id x, bool as_value, struct yx_buf *b)
{
    const struct yx_sql_node *n = yx_sql_at(p->g, x);
    if (n->op == YX_SQL_COLUMN)
        yx_buf_puts(b, p->name[n->k]);
    else if (n->op == YX_SQL_INT)
        put_int(p, n->k, as_value, b);
    else if (p->is_column[x])
        yx_buf_printf(b, "c%u", x);
    else if (is_atom(p, x)) {
        put_text(p, x, b);
    } else {
        yx_buf_putc(b, '(');
        put_text(p, x, b);
        yx_buf_putc(b, ')');
    }
}

static void put_case(const struct yx_sql_plan *p, yx_sql_id x, struct yx_buf *b)
{
    const struct yx_sql_node *n = yx_sql_at(p->g, x);
    yx_buf_putz(b, "CASE");
    for (uint32_t i = 0; i + 1 < n->n; i += 2) {
        yx_buf_putz(b, " WHEN ");
        put_operand(p, yx_sql_operand(p->g, x, i), false, b);
        yx_buf_putz(b, " THEN ");
        put_operand(p, yx_sql_operand(p->g, x, i + 1), true, b);
    }
    yx_sql_id otherwise = yx_sql_operand(p->g, x, n->n - 1);
    if (otherwise != p->g->maybe && otherwise != p->g->unknown) {
        yx_buf_putz(b, " ELSE ");
        put_operand(p, otherwise, true, b);
    }
    yx_buf_putz(b, " END");
}

static void put_binary(const struct yx_sql_plan *p, yx_sql_id x, const char *sign, struct yx_buf *b)
{
    const struct yx_sql_node *n = yx_sql_at(p->g, x);
    yx_sql_id left = yx_sql_operand(p->g, x, 0);
    bool flat = !p->is_column[left] && yx_sql_at(p->g, left)->op == n->op &&
                (n->op == YX_SQL_AND || n->op == YX_SQL_OR || n->op == YX_SQL_ADD);
    if (flat)
        put_text(p, left, b);
    else
        put_operand(p, left, false, b);
    yx_buf_putz(b, sign);
    put_operand(p, yx_sql_operand(p->g, x, 1), false, b);
}

static void put_call(const struct yx_sql_plan *p, yx_sql_id x, const char *name, struct yx_buf *b)
{
    yx_buf_putz(b, name);
    yx_buf_putc(b, '(');
    put_operand(p, yx_sql_operand(p->g, x, 0), true, b);
    yx_buf_putz(b, ", ");
    put_operand(p, yx_sql_operand(p->g, x, 1), true, b);
    yx_buf_putc(b, ')');
}

static void put_after(const struct yx_sql_plan *p, yx_sql_id x, const char *words, struct yx_buf *b)
{
    put_operand(p, yx_sql_operand(p->g, x, 0), false, b);
    yx_buf_putz(b, words);
}

/* What the node is, even if it is a column. */
static void put_text(const struct yx_sql_plan *p, yx_sql_id x, struct yx_buf *b)
{
    const struct yx_sql_node *n = yx_sql_at(p->g, x);
    bool lite = p->dialect == YX_SQL_SQLITE;
    switch ((enum yx_sql_op)n->op) {
    case YX_SQL_COLUMN:
    case YX_SQL_INT: put_operand(p, x, true, b); break;
    case YX_SQL_NULL_INT: yx_buf_putz(b, lite ? "NULL" : "NULL::int8"); break;
    case YX_SQL_NULL_TRUTH: yx_buf_putz(b, lite ? "NULL" : "NULL::boolean"); break;
    case YX_SQL_TRUTH: yx_buf_putz(b, n->k ? "TRUE" : "FALSE"); break;
    case YX_SQL_TERM_IN: put_terms(p, p->g->terms.v[n->k], b); break;
    case YX_SQL_NOT:
        yx_buf_putz(b, "NOT ");
        put_operand(p, yx_sql_operand(p->g, x, 0), false, b);
        break;
    case YX_SQL_AND: put_binary(p, x, " AND ", b); break;
    case YX_SQL_OR: put_binary(p, x, " OR ", b); break;
    case YX_SQL_IS_TRUE: put_after(p, x, " IS TRUE", b); break;
    case YX_SQL_IS_NULL: put_after(p, x, " IS NULL", b); break;
    case YX_SQL_EQ: put_binary(p, x, " = ", b); break;
    case YX_SQL_NE: put_binary(p, x, " <> ", b); break;
    case YX_SQL_LT: put_binary(p, x, " < ", b); break;
    case YX_SQL_LE: put_binary(p, x, " <= ", b); break;
    case YX_SQL_ADD: put_binary(p, x, " + ", b); break;
    case YX_SQL_SUB: put_binary(p, x, " - ", b); break;
    case YX_SQL_MUL: put_binary(p, x, " * ", b); break;
    case YX_SQL_DIV: put_binary(p, x, " / ", b); break;
    case YX_SQL_MOD: put_binary(p, x, " % ", b); break;
    case YX_SQL_BIT_AND: put_binary(p, x, " & ", b); break;
    case YX_SQL_LEAST: put_call(p, x, lite ? "min" : "LEAST", b); break;
    case YX_SQL_GREATEST: put_call(p, x, lite ? "max" : "GREATEST", b); break;
    case YX_SQL_CASE_INT:
    case YX_SQL_CASE_TRUTH: put_case(p, x, b); break;
    case YX_SQL_IN_MASK:
        put_after(p, x, " IN (", b);
        for (uint32_t m = 0, k = 0; m < 64; m++)
            if ((uint64_t)n->k >> m & 1)
                yx_buf_printf(b, "%s%u", k++ ? ", " : "", m);
        yx_buf_putc(b, ')');
        break;
    case YX_N_SQL_OPS: break;
    }
}

void yx_sql_plan_put(const struct yx_sql_plan *p, yx_sql_id x, struct yx_buf *out)
{
    put_operand(p, x, true, out);
}

void yx_sql_plan_put_stages(const struct yx_sql_plan *p, struct yx_str facts, struct yx_str where,
                            struct yx_buf *out)
{
    const struct yx_sql_graph *g = p->g;
    for (uint32_t s = 1; s <= p->n_stages; s++) {
        bool is_last = s == p->n_stages;
        yx_buf_printf(out, "%ss%u AS %sMATERIALIZED (\n  SELECT county, student, term",
                      s == 1 ? "" : ",\n", s, is_last ? "" : "NOT ");
        for (size_t x = 0; x < g->node.n; x++) {
            if (!is_shown(p, x, s))
                continue;
            yx_buf_putz(out, ",\n    ");
            if (g->node.v[x].op == YX_SQL_COLUMN || p->stage[x] < s) {
                put_operand(p, (yx_sql_id)x, false, out);
                continue;
            }
            put_text(p, (yx_sql_id)x, out);
            yx_buf_printf(out, " AS c%zu", x);
        }
        yx_buf_putz(out, "\n  FROM ");
        if (s == 1) {
            yx_buf_puts(out, facts);
            yx_buf_puts(out, where);
        } else {
            yx_buf_printf(out, "s%u", s - 1);
        }
        yx_buf_putz(out, p->dialect == YX_SQL_SQLITE ? "\n  LIMIT -1" : "\n  OFFSET 0");
        yx_buf_putc(out, ')');
    }
}
