/* adopt.c -- what a lower document does to a benefit it adopts.
 *
 * DESIGN.  An adopted benefit is compiled from the text of its origin, then
 * changed document by document on the way down: 扩大 and 收窄 on its condition,
 * 定 in the place of each 待定 while the amount is compiled, 提高 over the amount
 * that resulted.  Whatever the document above did not allow is refused.  What was
 * and what became of each raised amount stay in the form, and lint proves over all
 * students that no amount fell (proofs.c). */
#include "policy/front.h"

enum { MAX_LINES = 64 };

static const struct yx_val wrong = {.type = {.ty = YX_TY_ERROR}, .reg = YX_NO_REG};

const struct yx_node *yx_adopt_line(const struct yx_layer_item *item, enum yx_kw kw)
{
    return yx_node_line(item->line, kw);
}

static const char *grant_name(unsigned bit)
{
    return bit == YX_MAY_RAISE    ? "可提高金额"
           : bit == YX_MAY_NARROW ? "可收窄条件"
           : bit == YX_MAY_WIDEN  ? "可扩大条件"
                                  : "须定金额";
}

/* Whether the upper benefit allows it; else said. */
static bool allowed(struct yx_front *c, const struct yx_layer_item *item, unsigned bit,
                    const struct yx_node *at)
{
    if (yx_layers_grants(c, item->upper) & bit)
        return true;
    struct yx_diag *d =
        YX_WRONG(c, at,
                 YX_TEXT("上级项目 {0} 没有允许：它没有写 下级 {1}",
                         "the upper benefit {0} does not allow this: it does not say 下级 {1}"),
                 yx_front_c(c, item->upper->id), grant_name(bit));
    yx_diag_second(d, yx_node_place(item->upper->line->doc, item->upper->line),
                   YX_TEXT("上级项目", "the upper benefit"));
    return false;
}

/* ---- conditions ---- */

static void widen(struct yx_front *c, const struct yx_node *line, struct yx_item *out)
{
    struct yx_clause *more = NULL;
    uint32_t n_more = 0, n = 0;
    uint16_t reg = yx_front_condition(c, line, false, &more, &n_more);
    if (out->cond == YX_NO_REG) {
        YX_WRONG(
            c, line,
            YX_TEXT("上级的项目没有条件，不用扩大", "the upper benefit has no condition to widen"));
        return;
    }
    if (reg == YX_NO_REG)
        return;
    out->cond = yx_emit_op(c, line, YX_IR_OR, out->cond, reg, 0);
    /* What was the condition becomes one clause of two sides. */
    struct yx_clause *v = YX_NEW(c->a, struct yx_clause, out->n_clauses + 1);
    struct yx_clause both = {.reg = out->cond};
    struct yx_buf text = {0}, basis = {0};
    yx_buf_putc(&text, '(');
    for (uint32_t i = 0; i < out->n_clauses; i++) {
        const struct yx_clause *k = &out->clause[i];
        if (k->is_scope) {
            v[n++] = *k;
            continue;
        }
        yx_buf_putz(&text, text.n > 1 ? " 且 " : "");
        yx_buf_puts(&text, k->text);
        if (!basis.n)
            yx_buf_puts(&basis, k->basis);
    }
    yx_buf_putz(&text, ") 或 (");
    yx_buf_puts(&text, yx_front_text(c, yx_node_operand(line)));
    yx_buf_putc(&text, ')');
    both.text = yx_str_dup(c->a, yx_buf_str(&text));
    both.basis = yx_str_dup(c->a, yx_buf_str(&basis));
    yx_front_cites(c, line, &both.basis);
    v[n++] = both;
    out->clause = v;
    out->n_clauses = n;
    yx_buf_free(&text);
    yx_buf_free(&basis);
}

/* A 类 with 适用 around an adopting benefit narrows it. */
static void group_around(struct yx_front *c, const struct yx_layer_item *item, struct yx_item *out)
{
    const struct yx_group_line *g = item->group ? yx_front_group(c, item->group) : NULL;
    if (!g)
        return;
    out->class_name = g->name;
    if (g->whole_in >= 0 && g->whole_in != out->whole_in)
        YX_WRONG(c, item->line,
                 YX_TEXT("这一类的核算期与上级项目 {0} 的不同",
                         "this group accrues otherwise than the upper benefit {0}"),
                 yx_front_c(c, item->upper->id));
    if (g->scope == YX_NO_REG || !allowed(c, item, YX_MAY_NARROW, item->line))
        return;
    out->scope = yx_front_all_of(c, item->line, out->scope, g->scope);
    struct yx_clause *v = YX_NEW(c->a, struct yx_clause, out->n_clauses + g->n_clauses);
    memcpy(v, g->clause, g->n_clauses * sizeof v[0]);
    if (out->n_clauses)
        memcpy(v + g->n_clauses, out->clause, out->n_clauses * sizeof v[0]);
    out->clause = v;
    out->n_clauses += g->n_clauses;
}

static void not_here(struct yx_front *c, const struct yx_layer_item *item, const struct yx_node *l)
{
    if (yx_report_has(c->r, yx_node_place(l->doc, l)))
        return;
    struct yx_diag *d =
        YX_WRONG(c, l,
                 YX_TEXT("沿用的项目里只写 收窄、扩大、提高、定、别名、下级，其余由上级规定",
                         "an adopting benefit takes 收窄, 扩大, 提高, 定, 别名 and 下级 only; the "
                         "rest is the upper document's"));
    yx_diag_second(d, yx_node_place(item->upper->line->doc, item->upper->line),
                   YX_TEXT("上级项目", "the upper benefit"));
}

/* A lower document cannot hand on what it was not given. */
static void hand_on(struct yx_front *c, const struct yx_layer_item *item, const struct yx_node *l)
{
    unsigned extra =
        yx_layers_below(c, item->line->block, false) & ~yx_layers_grants(c, item->upper);
    for (unsigned bit = YX_MAY_RAISE; bit <= YX_MUST_SET; bit <<= 1)
        if (extra & bit)
            (void)allowed(c, item, bit, l);
}

/* 【…】 of the lines of a benefit, its own before those it inherits. */
static void cite_first(struct yx_front *c, const struct yx_node *line, struct yx_str *basis)
{
    struct yx_str inherited = *basis, own = {0};
    yx_front_cites(c, line, &own);
    for (const struct yx_node *l = line->block; l; l = l->next) {
        yx_front_cites(c, l, &own);
        for (const struct yx_node *k = l->block; k; k = k->next)
            if (k->kind == YX_LINE)
                yx_front_cites(c, k, &own);
    }
    *basis = own;
    struct yx_node cite = {.kind = YX_CITE}, holder = {.tail = &cite};
    while (inherited.n) {
        ptrdiff_t at = yx_str_find(inherited, YX_S("；"));
        cite.text = at < 0 ? inherited : yx_str_sub(inherited, 0, (size_t)at);
        yx_front_cites(c, &holder, basis);
        inherited =
            at < 0 ? YX_S("") : yx_str_sub(inherited, (size_t)at + YX_S("；").n, inherited.n);
    }
}

void yx_adopt_conditions(struct yx_front *c, const struct yx_layer_item *item, struct yx_item *out,
                         struct yx_policy_benefit *pub)
{
    if (!item->upper)
        return;
    yx_adopt_conditions(c, item->upper, out, pub);
    const struct yx_node *narrow = NULL;
    cite_first(c, item->line, &pub->basis);
    group_around(c, item, out);
    for (const struct yx_node *l = item->line->block; l; l = l->next) {
        switch (l->kind == YX_LINE ? (enum yx_kw)l->kw : YX_KW_NONE) {
        case YX_KW_ADOPT:
        case YX_KW_BASIS: break;
        case YX_KW_ALIAS: yx_front_alias(c, l, pub); break;
        case YX_KW_BELOW: hand_on(c, item, l); break;
        case YX_KW_NARROW:
            if (allowed(c, item, YX_MAY_NARROW, l))
                narrow = l;
            break;
        case YX_KW_WIDEN:
            if (allowed(c, item, YX_MAY_WIDEN, l))
                widen(c, l, out);
            break;
        case YX_KW_RAISE: (void)allowed(c, item, YX_MAY_RAISE, l); break;
        case YX_KW_SET: (void)allowed(c, item, YX_MUST_SET, l); break;
        default: not_here(c, item, l);
        }
    }
    if (narrow) /* after 扩大, whatever the order of writing */
        out->cond =
            yx_front_all_of(c, narrow, out->cond,
                            yx_front_condition(c, narrow, false, &out->clause, &out->n_clauses));
}

/* ---- amounts ---- */

static bool has_dates(const struct yx_node *line)
{
    return yx_node_clause(line, YX_KW_FROM) || yx_node_clause(line, YX_KW_TO);
}

static struct yx_val from_table(struct yx_front *c, const struct yx_node *table)
{
    const struct yx_node *outs = table->first ? table->first->next : NULL;
    struct yx_type want = {.ty = YX_TY_ERROR};
    struct yx_val v = wrong;
    if (!outs || outs->n_first != 1 || outs->first->kw != YX_KW_AMOUNT)
        YX_WRONG(c, outs ? outs : table,
                 YX_TEXT("这张表只给出 金额", "this table gives 金额 only"));
    else
        yx_grid(c, table, &want, 1, &v);
    return v;
}

/* The amount that a line 定 or 提高 gives: on the line, on lines below, or by a table. */
static struct yx_val new_amount(struct yx_front *c, const struct yx_node *line, struct yx_str *text)
{
    const struct yx_node *amount[MAX_LINES], *expr[MAX_LINES], *table = NULL;
    const struct yx_node *own = yx_node_clause(line, YX_KW_AMOUNT);
    uint32_t n = 0, n_tables = 0;
    bool dated = false, ok = true;
    if (own) {
        amount[n] = line;
        expr[n++] = yx_node_operand(own);
    }
    for (const struct yx_node *l = line->block; l; l = l->next)
        if (l->kind == YX_TABLE) {
            table = l;
            n_tables++;
        } else if (l->kind == YX_LINE && l->kw == YX_KW_AMOUNT && n < MAX_LINES) {
            ok = ok && !own;
            amount[n] = l;
            expr[n++] = yx_node_operand(l);
        }
    for (uint32_t i = 0; i < n; i++) {
        ok = ok && expr[i];
        dated |= has_dates(amount[i]) || yx_front_marked(amount[i], YX_KW_UNVERIFIED);
    }
    ok = ok && (n > 0) + n_tables == 1 && (own || !n || !has_dates(line));
    if (!ok) {
        if (!yx_report_has(c->r, yx_node_place(line->doc, line)))
            YX_WRONG(c, line,
                     YX_TEXT("写成 {0} 金额 2000元/年，或在下面写 金额 各行，或一张表",
                             "write {0} 金额 2000元/年, or 金额 lines below it, or a table"),
                     yx_keyword_name((enum yx_kw)line->kw, YX_ZH).p);
        return wrong;
    }
    *text = table ? yx_front_table_text(c, table) : yx_front_text(c, expr[0]);
    struct yx_val v = table ? from_table(c, table)
                      : n == 1 && !dated
                          ? yx_expr(c, expr[0], NULL)
                          : yx_dated(c, amount, expr, n, (struct yx_type){.ty = YX_TY_ERROR});
    if (v.type.ty == YX_TY_ERROR || v.type.ty == YX_TY_MONEY)
        return v;
    YX_WRONG(c, line,
             YX_TEXT("金额要带单位，如 1250元/年；这里是{0}",
                     "an amount carries its unit, as 1250元/年; this is {0}"),
             yx_type_name(c, v.type));
    return wrong;
}

static bool same_unit(struct yx_front *c, const struct yx_node *line, struct yx_type was,
                      struct yx_type is, const struct yx_node *upper)
{
    if (yx_same_type(was, is))
        return true;
    struct yx_diag *d =
        YX_WRONG(c, line,
                 YX_TEXT("单位要与上级的相同：上级是{0}，这里是{1}",
                         "the unit has to be that of the document above: {0}, not {1}"),
                 yx_type_name(c, was), yx_type_name(c, is));
    if (upper)
        yx_diag_second(d, yx_node_place(upper->doc, upper),
                       YX_TEXT("上级的金额", "the upper amount"));
    return false;
}

/* Days of one value: the rows of a dated one, or all. */
struct span {
    uint16_t reg; /* YX_NO_REG: the constant k */
    int64_t k;
    yx_day from, to;
    uint32_t line;
};

static uint32_t spans_of(struct yx_front *c, struct yx_val v, uint32_t line, uint32_t i,
                         struct span *out)
{
    const struct yx_ins *in = v.reg == YX_NO_REG ? NULL : &c->ins.v[v.reg];
    if (in && (in->op == YX_IR_DATED || in->op == YX_IR_TABLE)) {
        const struct yx_dtable *t = &c->table.v[in->k];
        if (i >= t->n_rows)
            return 0;
        const struct yx_row *r = &t->row[i];
        *out = (struct span){r->out, 0, r->from, r->to, r->line};
        return 1;
    }
    *out = (struct span){v.reg, v.k, c->p->from, c->p->to, line};
    return i == 0;
}

static bool constant(const struct yx_front *c, const struct span *s, int64_t *k)
{
    bool is = s->reg == YX_NO_REG || c->ins.v[s->reg].op == YX_IR_CONST;
    *k = s->reg == YX_NO_REG ? s->k : c->ins.v[s->reg].k;
    return is;
}

struct yx_val yx_adopt_set(struct yx_front *c, const struct yx_node *open, struct yx_type type,
                           int64_t lo, int64_t hi)
{
    const struct yx_node *line = c->set[0];
    struct yx_str text;
    c->sets_used |= 1U << c->n_set;
    c->set++;
    c->n_set--;
    struct yx_val v = new_amount(c, line, &text);
    c->set--;
    c->n_set++;
    bool has_range = open->kind == YX_CALL;
    if (v.type.ty == YX_TY_ERROR || (has_range && !same_unit(c, line, type, v.type, open)))
        return wrong;
    struct span s;
    for (uint32_t i = 0; has_range && spans_of(c, v, yx_front_line(c, line), i, &s); i++) {
        if (s.to < c->row_from || s.from > c->row_to)
            continue;
        struct yx_val one = {.type = v.type, .reg = s.reg, .k = s.k};
        struct yx_set_range r = {yx_val_reg(c, line, one), lo, hi, s.line, open};
        YX_PUSH(&c->range, r);
    }
    return v;
}

static void put_money(struct yx_buf *b, struct yx_front *c, int64_t fen, const struct yx_node *open)
{
    (void)c;
    yx_money_put(b, fen);
    const struct yx_node *e =
        open->first && open->first->kind == YX_ARG ? open->first->first : open->first;
    yx_rate_put(b, e ? (enum yx_unit)e->lit.rate : YX_UNIT_NONE);
    yx_buf_putc(b, 0);
}

void yx_adopt_ranges(struct yx_front *c, const int64_t *lo, const int64_t *hi)
{
    for (size_t i = 0; i < c->range.n; i++) {
        const struct yx_set_range *r = &c->range.v[i];
        if (lo[r->reg] >= r->lo && hi[r->reg] <= r->hi)
            continue;
        struct yx_buf b = {0};
        put_money(&b, c, lo[r->reg], r->open);
        size_t at_hi = b.n;
        put_money(&b, c, hi[r->reg], r->open);
        size_t at_range = b.n;
        yx_buf_puts(&b, yx_front_text(c, r->open));
        yx_buf_putc(&b, 0);
        struct yx_place place = yx_policy_place(c->p, r->line, 1);
        struct yx_diag *d =
            lo[r->reg] == hi[r->reg]
                ? YX_REPORT(c->r, YX_ERROR, place,
                            YX_TEXT("定为 {0}，不在上级留的范围之内：{1}",
                                    "{0} is not within what the document above leaves: {1}"),
                            b.p, b.p + at_range)
                : YX_REPORT(c->r, YX_ERROR, place,
                            YX_TEXT("定的金额从 {0} 到 {1}，会超出上级留的范围：{2}",
                                    "the amount goes from {0} to {1}, beyond what the document "
                                    "above leaves: {2}"),
                            b.p, b.p + at_hi, b.p + at_range);
        yx_diag_second(d, yx_node_place(r->open->doc, r->open),
                       YX_TEXT("上级留在这里", "left open here"));
        yx_buf_free(&b);
    }
}

/* What can be told without looking at students: plain amounts, day by day. */
static void check_plain(struct yx_front *c, const struct yx_node *line, struct yx_val was,
                        struct yx_val is)
{
    struct span a, b;
    int64_t x, y;
    if ((was.reg != YX_NO_REG && c->ins.v[was.reg].op == YX_IR_TABLE) ||
        (is.reg != YX_NO_REG && c->ins.v[is.reg].op == YX_IR_TABLE))
        return; /* by cells: lint looks through them */
    for (uint32_t i = 0; spans_of(c, is, yx_front_line(c, line), i, &a); i++)
        for (uint32_t k = 0; spans_of(c, was, 0, k, &b); k++) {
            if (a.from > b.to || b.from > a.to || !constant(c, &a, &x) || !constant(c, &b, &y) ||
                x >= y)
                continue;
            struct yx_buf t = {0};
            yx_money_put(&t, x);
            yx_buf_putc(&t, 0);
            size_t at = t.n;
            yx_money_put(&t, y);
            yx_buf_putc(&t, 0);
            YX_REPORT(c->r, YX_ERROR, yx_policy_place(c->p, a.line, 1),
                      YX_TEXT("“提高”后的 {0}元 比上级的 {1}元 低",
                              "{0}元 is less than the {1}元 of the document above"),
                      t.p, t.p + at);
            yx_buf_free(&t);
            return;
        }
}

struct yx_val yx_adopt_raises(struct yx_front *c, const struct yx_layer_item *item,
                              struct yx_val amount, struct yx_item *out,
                              struct yx_policy_benefit *pub)
{
    if (!item->upper)
        return amount;
    amount = yx_adopt_raises(c, item->upper, amount, out, pub);
    const struct yx_node *line = yx_adopt_line(item, YX_KW_RAISE);
    if (!line || amount.type.ty == YX_TY_ERROR)
        return amount;
    if (amount.type.ty != YX_TY_MONEY) {
        YX_WRONG(
            c, line,
            YX_TEXT("上级的项目 {0} 没有金额，不能提高", "the upper benefit {0} has no amount"),
            yx_front_c(c, item->upper->id));
        return amount;
    }
    struct yx_str text;
    struct yx_val v = new_amount(c, line, &text);
    if (v.type.ty == YX_TY_ERROR || !same_unit(c, line, amount.type, v.type, item->upper->line))
        return v.type.ty == YX_TY_ERROR ? v : amount;
    yx_day gap[2] = {c->p->from, c->p->to};
    (void)yx_dated_rest(c, line, &v, amount, gap);
    check_plain(c, line, amount, v);
    struct yx_raise *r = YX_NEW(c->a, struct yx_raise, out->n_raises + 1);
    if (out->n_raises)
        memcpy(r, out->raise, out->n_raises * sizeof r[0]);
    r[out->n_raises++] = (struct yx_raise){yx_val_reg(c, line, amount), yx_val_reg(c, line, v),
                                           yx_front_line(c, line)};
    out->raise = r;
    pub->standard = text;
    return v;
}
