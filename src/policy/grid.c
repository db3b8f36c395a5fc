/* grid.c -- decision tables and dated values of a policy document.
 *
 * DESIGN.  Each cell becomes a truth, and, where its head can take few values,
 * also the set of values it stands for.  The sets show at load time which rows
 * overlap and which rows are equal (so that a dated row ends where the next one
 * begins), and at run time whether the rows in force leave a case open.  One
 * table of the document with two outputs becomes two tables of the policy with
 * the same conditions. */
#include "policy/front.h"

#include <stdlib.h>

enum { MAX_ROWS = 2048, MAX_HEADS = 16, MAX_OUTS = 4 };

#define ABSENT_BIT (UINT64_C(1) << 63)
#define OTHER_BIT  (UINT64_C(1) << 62) /* a code that is not in force: in no cell but 任意 */

struct heads {
    struct yx_val val[MAX_HEADS];
    const struct yx_node *node[MAX_HEADS];
    struct yx_head head[MAX_HEADS];
    uint32_t n;
};

static void head_values(struct yx_front *c, struct heads *h, uint32_t i)
{
    struct yx_type t = h->val[i].type;
    struct yx_head *out = &h->head[i];
    out->text = yx_front_text(c, h->node[i]);
    if (t.ty == YX_TY_BOOL) {
        out->n = 2;
        out->all = 3;
    } else if (t.ty == YX_TY_ENUM) {
        const struct yx_list *l = &c->list.v[t.list];
        out->n = l->n;
        out->all = ((UINT64_C(1) << l->n) - 1) | (yx_list_dated(l) ? OTHER_BIT : 0);
    } else if (t.ty == YX_TY_INT && t.hi - t.lo < 62 && h->val[i].reg != YX_NO_REG &&
               c->ins.v[h->val[i].reg].op == YX_IR_FACT_V) {
        out->base = t.lo;
        out->n = (uint32_t)(t.hi - t.lo + 1);
        out->all = (UINT64_C(1) << out->n) - 1;
    }
    if (out->n && t.is_nullable)
        out->all |= ABSENT_BIT;
}

/* The constant an operand stands for, if it is a plain one. */
static bool plain(struct yx_front *c, struct yx_type type, const struct yx_node *n, int64_t *out)
{
    if (!n)
        return false;
    if (type.ty == YX_TY_ENUM && (n->kind == YX_NAME || n->kind == YX_LITERAL)) {
        *out = yx_list_find(&c->list.v[type.list], n->text);
        return *out >= 0;
    }
    if (type.ty == YX_TY_BOOL && n->kind == YX_NAME) {
        *out = yx_word(n->text, "是", "yes");
        return *out || yx_word(n->text, "否", "no");
    }
    if (type.ty == YX_TY_INT && n->kind == YX_LITERAL && n->lit.kind == YX_LIT_INT) {
        *out = n->lit.value;
        return true;
    }
    return false;
}

/* Values of the head for which the test holds; false when that cannot be told. */
static bool test_values(struct yx_front *c, const struct heads *h, uint32_t i,
                        const struct yx_node *test, uint64_t *out)
{
    const struct yx_head *head = &h->head[i];
    struct yx_type t = h->val[i].type;
    uint64_t had = 0;
    int64_t k = 0, k2 = 0;
    if (!head->n)
        return false;
    switch ((enum yx_op)test->op) {
    case YX_OP_IS_NULL: *out = ABSENT_BIT & head->all; return true;
    case YX_OP_NOT_NULL: *out = head->all & ~ABSENT_BIT; return true;
    case YX_OP_IN:
        for (const struct yx_node *m = test->first ? test->first->first : NULL; m; m = m->next) {
            if (!plain(c, t, m, &k))
                return false;
            if (t.ty == YX_TY_ENUM)
                had |= yx_list_below(&c->list.v[t.list], (int)k);
            else if (k >= head->base && k < head->base + head->n)
                had |= UINT64_C(1) << (k - head->base);
        }
        *out = had & head->all;
        return true;
    default: break;
    }
    if (!plain(c, t, test->first, &k))
        return false;
    if (test->op == YX_OP_RANGE && !plain(c, t, test->first->next, &k2))
        return false;
    if (t.ty == YX_TY_ENUM) {
        had = yx_list_below(&c->list.v[t.list], (int)k);
        *out = (test->op == YX_OP_EQ ? had : ~had) & head->all;
        return test->op == YX_OP_EQ || test->op == YX_OP_NE;
    }
    for (uint32_t v = 0; v < head->n; v++) {
        int64_t x = head->base + v;
        bool holds = test->op == YX_OP_EQ   ? x == k
                     : test->op == YX_OP_NE ? x != k
                     : test->op == YX_OP_LT ? x < k
                     : test->op == YX_OP_LE ? x <= k
                     : test->op == YX_OP_GT ? x > k
                     : test->op == YX_OP_GE ? x >= k
                                            : x >= k && x <= k2;
        had |= holds ? UINT64_C(1) << v : 0;
    }
    if (test->op == YX_OP_NE)
        had |= head->all & (ABSENT_BIT | OTHER_BIT);
    *out = had;
    return true;
}

/* A cell: its truth, and its values where they can be told. */
static uint16_t cell(struct yx_front *c, const struct heads *h, uint32_t i,
                     const struct yx_node *cell, uint64_t *values, bool *told)
{
    *told = h->head[i].n > 0;
    *values = 0;
    if (cell->op == YX_OP_ANY) {
        *values = UINT64_MAX;
        return YX_NO_REG;
    }
    uint16_t reg = YX_NO_REG;
    for (const struct yx_node *t = cell->first; t; t = t->next) {
        uint64_t v = 0;
        *told = *told && test_values(c, h, i, t, &v);
        *values |= v;
        uint16_t one = yx_relate(c, t, h->val[i], (enum yx_op)t->op, t->first,
                                 t->first ? t->first->next : NULL);
        reg = reg == YX_NO_REG ? one : yx_emit_op(c, t, YX_IR_OR, reg, one, 0);
    }
    return reg;
}

struct row_work {
    const struct yx_node *node;
    uint16_t cond;
    yx_day from, to;
    uint64_t values[MAX_HEADS];
    bool told[MAX_HEADS], any[MAX_HEADS];
    uint64_t text[MAX_HEADS]; /* hash of the cell as written */
    bool has_from, has_to, is_otherwise;
};

static void row_conditions(struct yx_front *c, struct heads *h, const struct yx_node *row,
                           struct row_work *w)
{
    const struct yx_node *cells = row->first, *one = cells ? cells->first : NULL;
    *w = (struct row_work){.node = row,
                           .cond = YX_NO_REG,
                           .from = c->p->from,
                           .to = c->p->to,
                           .is_otherwise = row->op == YX_OP_OTHERWISE};
    w->has_from = yx_node_clause(row, YX_KW_FROM) != NULL;
    (void)yx_front_dates(c, row, &w->from, &w->to, &w->has_to);
    if (w->is_otherwise)
        return;
    uint32_t i = 0;
    for (; one; one = one->next, i++) {
        if (i >= h->n)
            break;
        uint16_t reg = cell(c, h, i, one, &w->values[i], &w->told[i]);
        w->any[i] = one->op == YX_OP_ANY;
        w->text[i] = yx_hash_str(yx_front_text(c, one));
        if (reg != YX_NO_REG)
            w->cond = w->cond == YX_NO_REG ? reg : yx_emit_op(c, one, YX_IR_AND, w->cond, reg, 0);
    }
    if (i != h->n || one)
        YX_WRONG(c, row,
                 YX_TEXT("这一行的格数与表头不同：表头有 {0} 列",
                         "this row has another number of cells than the table has columns: {0}"),
                 yx_fmt_i64(h->n).s);
    if (w->cond == YX_NO_REG)
        w->cond = yx_emit_op(c, row, YX_IR_TRUTH, YX_NO_REG, YX_NO_REG, YX_YES);
}

static bool equal_cells(const struct heads *h, const struct row_work *a, const struct row_work *b)
{
    if (a->is_otherwise != b->is_otherwise)
        return false;
    for (uint32_t i = 0; i < h->n && !a->is_otherwise; i++) {
        bool same = h->head[i].n && a->told[i] && b->told[i]
                        ? (a->values[i] & h->head[i].all) == (b->values[i] & h->head[i].all)
                        : a->text[i] == b->text[i];
        if (!same)
            return false;
    }
    return true;
}

static bool cells_meet(const struct heads *h, const struct row_work *a, const struct row_work *b)
{
    for (uint32_t i = 0; i < h->n; i++) {
        bool meet = a->any[i] || b->any[i] || a->text[i] == b->text[i] ||
                    (h->head[i].n && a->told[i] && b->told[i] &&
                     (a->values[i] & b->values[i] & h->head[i].all));
        if (!meet)
            return false;
    }
    return true;
}

static void settle_dates(struct heads *h, struct row_work *w, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (w[i].has_to)
            continue;
        for (uint32_t j = 0; j < n; j++)
            if (j != i && w[j].from > w[i].from && w[j].from <= w[i].to &&
                equal_cells(h, &w[i], &w[j]))
                w[i].to = w[j].from - 1;
    }
}

static void check_overlap(struct yx_front *c, struct heads *h, const struct row_work *w, uint32_t n,
                          bool first_match)
{
    unsigned said = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = i + 1; j < n && said < 20; j++) {
            if (w[i].from > w[j].to || w[j].from > w[i].to)
                continue;
            if (w[i].is_otherwise && w[j].is_otherwise) {
                YX_WRONG(c, w[j].node, YX_TEXT("其余 只能有一行", "there can be one 其余 only"));
                said++;
                continue;
            }
            if (w[i].is_otherwise || w[j].is_otherwise)
                continue;
            bool same = equal_cells(h, &w[i], &w[j]);
            if (!same && (first_match || !cells_meet(h, &w[i], &w[j])))
                continue;
            struct yx_diag *d =
                same ? YX_WRONG(
                           c, w[j].node,
                           YX_TEXT(
                               "这一行与前面的一行相同，同一天只能有一个结果",
                               "this row repeats an earlier one; on one day there is one result"))
                     : YX_WRONG(
                           c, w[j].node,
                           YX_TEXT("这一行与前面的一行重叠：同一名学生可能同时符合两行",
                                   "this row overlaps an earlier one: one student may fit both"));
            yx_diag_second(d, yx_node_place(w[i].node->doc, w[i].node),
                           YX_TEXT("前面的一行", "the earlier row"));
            if (!same)
                YX_HINT(c->r, d,
                        YX_TEXT("把格子写得互不相交，或在表头后写 优先",
                                "make the cells disjoint, or write 优先 after the heads"));
            said++;
        }
}

static uint32_t add_table(struct yx_front *c, struct yx_dtable t)
{
    YX_PUSH(&c->table, t);
    return (uint32_t)c->table.n - 1;
}

static uint16_t table_reg(struct yx_front *c, const struct yx_node *at, enum yx_ir_op op,
                          struct yx_dtable t)
{
    return yx_emit_op(c, at, op, YX_NO_REG, YX_NO_REG, add_table(c, t));
}

/* The register of one row's output; checks its type against *type. */
static uint16_t output(struct yx_front *c, const struct yx_node *e, struct yx_type *type)
{
    struct yx_val v = yx_expr(c, e, type->ty == YX_TY_ERROR ? NULL : type);
    if (v.type.ty == YX_TY_ERROR)
        return yx_emit_op(c, e, YX_IR_UNKNOWN, YX_NO_REG, YX_NO_REG, 0);
    if (type->ty == YX_TY_ERROR) {
        *type = v.type;
    } else if (!yx_same_type(*type, v.type)) {
        YX_WRONG(c, e, YX_TEXT("这里要{0}，“{1}”是{2}", "{0} is needed here; “{1}” is {2}"),
                 yx_type_name(c, *type), yx_front_c(c, yx_node_source(e->doc, e)),
                 yx_type_name(c, v.type));
    }
    if (v.type.ty == YX_TY_SET) {
        YX_WRONG(c, e, YX_TEXT("表的结果不能是集合", "a table cannot give a set"));
        return yx_emit_op(c, e, YX_IR_UNKNOWN, YX_NO_REG, YX_NO_REG, 0);
    }
    type->is_nullable |= v.type.is_nullable;
    if (v.type.ty == YX_TY_INT) {
        type->lo = YX_MIN(type->lo, v.type.lo);
        type->hi = YX_MAX(type->hi, v.type.hi);
    }
    if (v.reg != YX_NO_REG && c->ins.v[v.reg].kind == YX_KIND_B)
        return yx_emit_op(c, e, YX_IR_VALUE_OF, v.reg, YX_NO_REG, 0);
    return yx_val_reg(c, e, v);
}

/* The same, with the row's days known to whoever compiles it (待定). */
static uint16_t output_of_row(struct yx_front *c, const struct yx_node *e, const struct row_work *w,
                              struct yx_type *type)
{
    yx_day from = c->row_from, to = c->row_to;
    c->row_from = YX_MAX(from, w->from);
    c->row_to = YX_MIN(to, w->to);
    uint16_t reg = output(c, e, type);
    c->row_from = from;
    c->row_to = to;
    return reg;
}

static void finish_row(struct yx_front *c, const struct heads *h, const struct row_work *w,
                       struct yx_row *row)
{
    uint64_t *cover = YX_NEW(c->a, uint64_t, h->n + 1);
    for (uint32_t i = 0; i < h->n; i++)
        cover[i] = h->head[i].n ? w->values[i] & h->head[i].all : w->any[i];
    *row = (struct yx_row){.cond = w->is_otherwise ? YX_NO_REG : w->cond,
                           .out = YX_NO_REG,
                           .from = w->from,
                           .to = w->to,
                           .cover = cover,
                           .line = yx_front_line(c, w->node),
                           .is_otherwise = w->is_otherwise,
                           .has_to = w->has_to,
                           .is_unverified = yx_front_marked(w->node, YX_KW_UNVERIFIED),
                           .text = w->node->first ? yx_front_text(c, w->node->first)
                                                  : (struct yx_str){0}};
    if (w->is_otherwise)
        row->text = YX_S("其余");
    yx_front_cites(c, w->node, &row->basis);
}

void yx_grid(struct yx_front *c, const struct yx_node *table, const struct yx_type *want,
             uint32_t n, struct yx_val *out)
{
    for (uint32_t o = 0; o < n; o++)
        out[o] = (struct yx_val){.type = {.ty = YX_TY_ERROR}, .reg = YX_NO_REG};
    const struct yx_node *cols = table->first, *outs = cols ? cols->next : NULL;
    uint32_t n_rows = 0;
    for (const struct yx_node *r = table->block; r; r = r->next)
        n_rows++;
    if (!cols || !outs || !n_rows)
        return;
    if (n_rows > MAX_ROWS) {
        YX_WRONG(c, table, YX_TEXT("一张表最多 {0} 行", "a table has at most {0} rows"),
                 yx_fmt_i64(MAX_ROWS).s);
        return;
    }
    if (outs->n_first != n) {
        YX_WRONG(c, outs, YX_TEXT("这张表要有 {0} 个结果列", "this table needs {0} result columns"),
                 yx_fmt_i64(n).s);
        return;
    }
    struct heads *h = YX_NEW(c->a, struct heads, 1);
    for (const struct yx_node *e = cols->first; e; e = e->next) {
        if (h->n == MAX_HEADS) {
            YX_WRONG(c, e, YX_TEXT("一张表最多 {0} 列", "a table has at most {0} columns"),
                     yx_fmt_i64(MAX_HEADS).s);
            return;
        }
        h->node[h->n] = e;
        h->val[h->n] = yx_expr(c, e, NULL);
        head_values(c, h, h->n);
        h->n++;
    }
    bool first_match = yx_front_marked(table, YX_KW_PRIORITY);
    struct row_work *w = YX_NEW(c->a, struct row_work, n_rows);
    uint32_t i = 0;
    for (const struct yx_node *r = table->block; r; r = r->next, i++) {
        row_conditions(c, h, r, &w[i]);
        if (w[i].is_otherwise && r->next && r->next->op != YX_OP_OTHERWISE)
            YX_WRONG(c, r, YX_TEXT("其余 要放在最后一行", "其余 has to be the last row"));
    }
    /* A head with a cell whose values cannot be told counts as one without values. */
    for (uint32_t k = 0; k < h->n; k++)
        for (i = 0; i < n_rows; i++)
            if (!w[i].is_otherwise && !w[i].told[k] && !w[i].any[k])
                h->head[k].n = 0;
    settle_dates(h, w, n_rows);
    check_overlap(c, h, w, n_rows, first_match);

    struct yx_dtable t = {.n_heads = h->n,
                          .n_rows = n_rows,
                          .is_first_match = first_match,
                          .is_undecided = yx_front_marked(table, YX_KW_UNDECIDED),
                          .line = yx_front_line(c, table)};
    t.head = YX_NEW(c->a, struct yx_head, h->n + 1);
    memcpy(t.head, h->head, h->n * sizeof t.head[0]);
    yx_front_cites(c, table, &t.basis);
    for (uint32_t o = 0; o < n; o++) {
        struct yx_type type = want[o];
        t.row = YX_NEW(c->a, struct yx_row, n_rows);
        i = 0;
        for (const struct yx_node *r = table->block; r; r = r->next, i++) {
            finish_row(c, h, &w[i], &t.row[i]);
            const struct yx_node *values = r->first ? r->first->next : NULL;
            const struct yx_node *e = values ? yx_node_nth(values->first, o) : NULL;
            if (!e || values->n_first != n) {
                if (o == 0)
                    YX_WRONG(c, r, YX_TEXT("这一行要有 {0} 个结果", "this row needs {0} results"),
                             yx_fmt_i64(n).s);
                t.row[i].out = yx_emit_op(c, r, YX_IR_UNKNOWN, YX_NO_REG, YX_NO_REG, 0);
                continue;
            }
            t.row[i].out = output_of_row(c, e, &w[i], &type);
        }
        out[o] = (struct yx_val){.type = type, .reg = table_reg(c, table, YX_IR_TABLE, t)};
    }
}

struct yx_val yx_dated(struct yx_front *c, const struct yx_node *const *line,
                       const struct yx_node *const *expr, uint32_t n, struct yx_type want)
{
    struct heads none = {.n = 0};
    struct row_work *w = YX_NEW(c->a, struct row_work, n);
    for (uint32_t i = 0; i < n; i++) {
        w[i] = (struct row_work){
            .node = line[i], .cond = YX_NO_REG, .from = c->p->from, .to = c->p->to};
        (void)yx_front_dates(c, line[i], &w[i].from, &w[i].to, &w[i].has_to);
    }
    settle_dates(&none, w, n);
    check_overlap(c, &none, w, n, false);
    struct yx_dtable t = {.n_rows = n, .line = yx_front_line(c, line[0])};
    t.row = YX_NEW(c->a, struct yx_row, n);
    struct yx_type type = want;
    for (uint32_t i = 0; i < n; i++) {
        finish_row(c, &none, &w[i], &t.row[i]);
        t.row[i].text = expr[i] ? yx_front_text(c, expr[i]) : (struct yx_str){0};
        t.row[i].out = expr[i] ? output_of_row(c, expr[i], &w[i], &type)
                               : yx_emit_op(c, line[i], YX_IR_UNKNOWN, YX_NO_REG, YX_NO_REG, 0);
    }
    if (type.ty == YX_TY_ERROR)
        return (struct yx_val){.type = type, .reg = YX_NO_REG};
    return (struct yx_val){.type = type, .reg = table_reg(c, line[0], YX_IR_DATED, t)};
}

bool yx_dated_rest(struct yx_front *c, const struct yx_node *line, struct yx_val *v,
                   struct yx_val rest, yx_day days[2])
{
    const struct yx_ins *in = v->reg == YX_NO_REG ? NULL : &c->ins.v[v->reg];
    bool is_dated = in && in->op == YX_IR_DATED, has_to;
    struct yx_dtable t = {.line = yx_front_line(c, line)};
    const struct yx_dtable *of = is_dated ? &c->table.v[in->k] : NULL;
    uint32_t n = of ? of->n_rows : 1;
    t.row = YX_NEW(c->a, struct yx_row, 2 * n + 1); /* between n rows lie at most n + 1 gaps */
    if (of) {
        memcpy(t.row, of->row, n * sizeof t.row[0]);
    } else {
        struct row_work w = {.node = line, .cond = YX_NO_REG, .from = c->p->from, .to = c->p->to};
        (void)yx_front_dates(c, line, &w.from, &w.to, &has_to);
        struct heads none = {.n = 0};
        finish_row(c, &none, &w, &t.row[0]);
        t.row[0].out = yx_val_reg(c, line, *v);
    }
    t.n_rows = n;
    const yx_day first = days[0], last = days[1];
    bool is_open = false;
    for (yx_day d = first; d <= last;) {
        yx_day next = last + 1;
        bool is_covered = false;
        for (uint32_t i = 0; i < n && !is_covered; i++) {
            is_covered = t.row[i].from <= d && d <= t.row[i].to;
            if (is_covered)
                next = t.row[i].to + 1;
            else if (t.row[i].from > d)
                next = YX_MIN(next, t.row[i].from);
        }
        if (!is_covered) {
            t.row[t.n_rows] = (struct yx_row){.cond = YX_NO_REG,
                                              .out = yx_val_reg(c, line, rest),
                                              .from = d,
                                              .to = next - 1,
                                              .line = t.line,
                                              .has_to = true};
            t.row[t.n_rows++].cover = YX_NEW(c->a, uint64_t, 1);
            days[0] = is_open ? days[0] : d;
            days[1] = YX_MIN(next - 1, last);
            is_open = true;
        }
        d = next;
    }
    if (is_open)
        v->reg = table_reg(c, line, YX_IR_DATED, t);
    return is_open;
}
