/* benefits.c -- groups and benefits of a policy document.
 *
 * DESIGN.  A group hands its scope and accrual to its benefits.  The lines of a
 * benefit are collected first, so that their order is free, and then compiled
 * one by one; whatever gives 金额 or 支付 twice is refused.  A benefit that is
 * adopted is compiled from the lines of its origin; adopt.c does the rest. */
#include "policy/front.h"

/* The parts of a condition joined by 且, as the reader sees them. */
static void clauses_of(struct yx_front *c, const struct yx_node *e, bool is_scope,
                       struct yx_str basis, struct yx_clause **out, uint32_t *n)
{
    uint32_t add = 1;
    for (const struct yx_node *l = e; l && l->kind == YX_BINARY && l->op == YX_OP_AND; l = l->first)
        add++;
    struct yx_clause *v = YX_NEW(c->a, struct yx_clause, *n + add);
    if (*n)
        memcpy(v, *out, *n * sizeof v[0]);
    uint32_t at = *n + add;
    const struct yx_node *l = e;
    for (; l && l->kind == YX_BINARY && l->op == YX_OP_AND && l->first; l = l->first)
        v[--at] = (struct yx_clause){yx_truth(c, l->first->next), yx_front_text(c, l->first->next),
                                     basis, is_scope};
    if (l && at > *n)
        v[--at] = (struct yx_clause){yx_truth(c, l), yx_front_text(c, l), basis, is_scope};
    *out = v;
    *n += add;
}

uint16_t yx_front_all_of(struct yx_front *c, const struct yx_node *at, uint16_t a, uint16_t b)
{
    if (a == YX_NO_REG || b == YX_NO_REG)
        return a == YX_NO_REG ? b : a;
    return yx_emit_op(c, at, YX_IR_AND, a, b, 0);
}

/* A condition line: parts and their conjunction.  The expression is walked
 * part by part only, so that a mistake is reported once. */
uint16_t yx_front_condition(struct yx_front *c, const struct yx_node *line, bool is_scope,
                            struct yx_clause **clause, uint32_t *n)
{
    const struct yx_node *e = yx_node_operand(line);
    if (!e) {
        YX_WRONG(c, line, YX_TEXT("这里要一个条件", "a condition is needed here"));
        return YX_NO_REG;
    }
    struct yx_str basis = {0};
    yx_front_cites(c, line, &basis);
    uint32_t from = *n;
    clauses_of(c, e, is_scope, basis, clause, n);
    uint16_t reg = YX_NO_REG;
    for (uint32_t i = from; i < *n; i++)
        reg = yx_front_all_of(c, e, reg, (*clause)[i].reg);
    return reg;
}

struct item_lines {
    const struct yx_node *pay, *cond, *limit, *window, *valid, *accrue, *rising;
    const struct yx_node *table[8];
    uint32_t n_tables;
    const struct yx_node *amount[64], *average[64];
    uint32_t n_amounts, n_averages;
};

static void once(struct yx_front *c, const struct yx_node **slot, const struct yx_node *line)
{
    if (*slot) {
        struct yx_diag *d = YX_WRONG(c, line, YX_TEXT("“{0}”写了两次", "“{0}” is written twice"),
                                     yx_front_c(c, yx_keyword_name((enum yx_kw)line->kw, YX_ZH)));
        yx_diag_second(d, yx_node_place((*slot)->doc, *slot), YX_TEXT("先在这里", "first here"));
        return;
    }
    *slot = line;
}

void yx_front_alias(struct yx_front *c, const struct yx_node *line, struct yx_policy_benefit *pub)
{
    uint32_t n = pub->n_aliases;
    struct yx_str *v = YX_NEW(c->a, struct yx_str, n + line->n_first);
    if (n)
        memcpy(v, pub->alias, n * sizeof v[0]);
    for (const struct yx_node *arg = line->first; arg; arg = arg->next)
        if (arg->first && arg->first->text.n)
            v[n++] = arg->first->text;
    pub->alias = v;
    pub->n_aliases = n;
}

static void collect_lines(struct yx_front *c, const struct yx_node *item, struct item_lines *out,
                          struct yx_policy_benefit *pub, uint32_t *never)
{
    *out = (struct item_lines){0};
    yx_front_cites(c, item, &pub->basis);
    for (const struct yx_node *l = item->block; l; l = l->next) {
        if (l->kind == YX_LINE || l->kind == YX_TABLE)
            yx_front_cites(c, l, &pub->basis);
        if (l->kind == YX_TABLE) {
            if (out->n_tables < YX_LEN(out->table))
                out->table[out->n_tables++] = l;
            continue;
        }
        if (l->kind != YX_LINE) {
            yx_front_unexpected(c, l);
            continue;
        }
        switch ((enum yx_kw)l->kw) {
        case YX_KW_PAY: once(c, &out->pay, l); break;
        case YX_KW_ELIGIBLE: once(c, &out->cond, l); break;
        case YX_KW_LIMIT: once(c, &out->limit, l); break;
        case YX_KW_WINDOW: once(c, &out->window, l); break;
        case YX_KW_VALID: once(c, &out->valid, l); break;
        case YX_KW_ACCRUE: once(c, &out->accrue, l); break;
        case YX_KW_RISING: once(c, &out->rising, l); break;
        case YX_KW_AMOUNT:
            if (out->n_amounts < YX_LEN(out->amount))
                out->amount[out->n_amounts++] = l;
            break;
        case YX_KW_AVERAGE:
            if (out->n_averages < YX_LEN(out->average))
                out->average[out->n_averages++] = l;
            break;
        case YX_KW_NEVER:
            for (const struct yx_node *arg = l->first; arg; arg = arg->next) {
                enum yx_payee p = arg->first ? yx_payee_read(arg->first->text) : YX_PAY_UNKNOWN;
                if (p == YX_PAY_UNKNOWN)
                    YX_WRONG(c, arg, YX_TEXT("禁止 后面要支付对象", "禁止 takes a payee"));
                *never |= 1U << p;
            }
            break;
        case YX_KW_ALIAS: yx_front_alias(c, l, pub); break;
        case YX_KW_BASIS: break; /* its 【…】 are taken above */
        case YX_KW_BELOW: (void)yx_layers_below(c, l, false); break;
        case YX_KW_ADOPT: break;
        default:
            if (!yx_front_layer_word(c, l))
                yx_front_unexpected(c, l);
        }
    }
}

/* Which output of the item's tables gives 金额 or 支付; all tables compiled. */
static void item_tables(struct yx_front *c, const struct item_lines *lines, struct yx_val *amount,
                        const struct yx_node **amount_from, struct yx_val *payee,
                        const struct yx_node **payee_from)
{
    for (uint32_t t = 0; t < lines->n_tables; t++) {
        const struct yx_node *outs = lines->table[t]->first ? lines->table[t]->first->next : NULL;
        struct yx_type want[4] = {{0}};
        struct yx_val got[4];
        uint32_t n = 0;
        bool bad = false;
        for (const struct yx_node *o = outs ? outs->first : NULL; o; o = o->next, n++) {
            if (n >= YX_LEN(want) || (o->kw != YX_KW_AMOUNT && o->kw != YX_KW_PAY)) {
                YX_WRONG(c, o,
                         YX_TEXT("项目的表给出 金额 或 支付",
                                 "the table of a benefit gives 金额 or 支付"));
                bad = true;
                break;
            }
            want[n].ty = o->kw == YX_KW_PAY ? YX_TY_PAYEE : YX_TY_ERROR;
        }
        if (bad)
            continue;
        yx_grid(c, lines->table[t], want, n, got);
        n = 0;
        for (const struct yx_node *o = outs ? outs->first : NULL; o; o = o->next, n++) {
            const struct yx_node **from = o->kw == YX_KW_PAY ? payee_from : amount_from;
            if (*from) {
                struct yx_diag *d =
                    YX_WRONG(c, o, YX_TEXT("“{0}”已经给过", "“{0}” is given already"),
                             yx_front_c(c, yx_keyword_name((enum yx_kw)o->kw, YX_ZH)));
                yx_diag_second(d, yx_node_place((*from)->doc, *from),
                               YX_TEXT("先在这里", "first here"));
                continue;
            }
            *from = o;
            *(o->kw == YX_KW_PAY ? payee : amount) = got[n];
        }
    }
}

static void amount_lines(struct yx_front *c, const struct item_lines *lines, struct yx_val *amount,
                         const struct yx_node **from, struct yx_str *standard)
{
    const struct yx_node *expr[64];
    if (!lines->n_amounts)
        return;
    const struct yx_node *first = lines->amount[0];
    if (*from) {
        struct yx_diag *d = YX_WRONG(
            c, first, YX_TEXT("金额已经由表给出", "the amount is given by a table already"));
        yx_diag_second(d, yx_node_place((*from)->doc, *from),
                       YX_TEXT("表在这里", "the table is here"));
        return;
    }
    *from = first;
    bool dated = false;
    for (uint32_t i = 0; i < lines->n_amounts; i++) {
        expr[i] = yx_node_operand(lines->amount[i]);
        dated |= yx_node_clause(lines->amount[i], YX_KW_FROM) ||
                 yx_node_clause(lines->amount[i], YX_KW_TO) ||
                 yx_front_marked(lines->amount[i], YX_KW_UNVERIFIED);
        if (!expr[i]) {
            YX_WRONG(c, lines->amount[i],
                     YX_TEXT("金额后面要一个值，或 无金额", "金额 takes a value, or 无金额"));
            return;
        }
    }
    *standard = yx_front_text(c, expr[0]);
    *amount = lines->n_amounts == 1 && !dated ? yx_expr(c, expr[0], NULL)
                                              : yx_dated(c, lines->amount, expr, lines->n_amounts,
                                                         (struct yx_type){.ty = YX_TY_ERROR});
}

static void put_table(struct yx_front *c, const struct yx_node *table, struct yx_buf *b)
{
    const struct yx_node *outs = table->first->next;
    uint32_t at = 0;
    const struct yx_node *o = outs ? outs->first : NULL;
    while (o && o->kw != YX_KW_AMOUNT)
        o = o->next, at++;
    for (const struct yx_node *r = o ? table->block : NULL; r; r = r->next) {
        const struct yx_node *v =
            r->first && r->first->next ? yx_node_nth(r->first->next->first, at) : NULL;
        if (!v)
            continue;
        if (b->n)
            yx_buf_putz(b, "；");
        if (r->op == YX_OP_OTHERWISE)
            yx_buf_putz(b, "其余");
        uint32_t col = 0;
        for (const struct yx_node *cell = r->first->first; cell; cell = cell->next, col++) {
            const struct yx_node *head = yx_node_nth(table->first->first, col);
            bool truth = cell->first && cell->first->first && head &&
                         yx_word(cell->first->first->text, "是", "yes");
            bool untruth = cell->first && cell->first->first && head &&
                           yx_word(cell->first->first->text, "否", "no");
            if (cell->op == YX_OP_ANY)
                continue;
            if (b->n && b->p[b->n - 1] != ' ' && col)
                yx_buf_putc(b, ' ');
            if (untruth)
                yx_buf_putz(b, "非");
            yx_buf_puts(b, truth || untruth ? yx_front_text(c, head) : yx_front_text(c, cell));
        }
        yx_buf_putc(b, ' ');
        yx_buf_puts(b, yx_front_text(c, v));
    }
}

static struct yx_str take_text(struct yx_front *c, struct yx_buf *b)
{
    struct yx_str out = yx_str_dup(c->a, yx_buf_str(b));
    yx_buf_free(b);
    return out;
}

struct yx_str yx_front_table_text(struct yx_front *c, const struct yx_node *table)
{
    struct yx_buf b = {0};
    put_table(c, table, &b);
    return take_text(c, &b);
}

/* 标准 of an item whose amount comes from a table: 小学 1000元/年；初中 1250元/年. */
static struct yx_str table_text(struct yx_front *c, const struct item_lines *lines)
{
    struct yx_buf b = {0};
    for (uint32_t t = 0; t < lines->n_tables; t++)
        put_table(c, lines->table[t], &b);
    return take_text(c, &b);
}

static void payee_line(struct yx_front *c, const struct yx_node *line, struct yx_item *item,
                       struct yx_val *payee, const struct yx_node **from)
{
    if (!line)
        return;
    const struct yx_node *arg = line->first, *e = yx_node_operand(line);
    for (const struct yx_node *a = arg ? arg->tail : NULL; a; a = a->next)
        if (yx_word(a->text, "额度上限", "ceiling"))
            item->is_ceiling = true;
        else
            YX_WRONG(c, a,
                     YX_TEXT("支付后面只能再写 额度上限", "only 额度上限 may follow the payee"));
    if (e && yx_word(e->text, "额度上限", "ceiling")) { /* the payee comes from a table */
        item->is_ceiling = true;
        return;
    }
    if (*from) {
        YX_WRONG(c, line, YX_TEXT("支付对象已经由表给出", "the payee is given by a table already"));
        return;
    }
    *from = line;
    struct yx_type want = {.ty = YX_TY_PAYEE};
    *payee = yx_expr(c, e, &want);
    if (payee->type.ty != YX_TY_PAYEE && payee->type.ty != YX_TY_ERROR)
        YX_WRONG(c, line, YX_TEXT("支付后面要支付对象", "支付 takes a payee"));
}

static uint32_t payees_of(const struct yx_front *c, struct yx_val v)
{
    if (v.reg == YX_NO_REG)
        return v.type.ty == YX_TY_PAYEE ? 1U << v.k : 0;
    const struct yx_ins *in = &c->ins.v[v.reg];
    uint32_t out = 0;
    if (in->op == YX_IR_CONST)
        return 1U << in->k;
    if (in->op != YX_IR_TABLE)
        return 0;
    const struct yx_dtable *t = &c->table.v[in->k];
    for (uint32_t r = 0; r < t->n_rows; r++)
        if (c->ins.v[t->row[r].out].op == YX_IR_CONST)
            out |= 1U << c->ins.v[t->row[r].out].k;
    return out;
}

static void limit_line(struct yx_front *c, const struct yx_node *line, struct yx_item *item)
{
    const struct yx_node *e = yx_node_operand(line), *used = yx_node_clause(line, YX_KW_USED);
    int64_t terms = 0;
    if (e && e->lit.kind == YX_LIT_QUANTITY && e->lit.unit == YX_UNIT_TERM)
        terms = e->lit.value;
    else if (e && e->lit.kind == YX_LIT_QUANTITY &&
             (e->lit.unit == YX_UNIT_YEAR || e->lit.unit == YX_UNIT_SCHOOL_YEAR))
        terms = e->lit.value * c->p->terms_per_year;
    if (terms <= 0 || !used) {
        YX_WRONG(c, line,
                 YX_TEXT("期限写成 期限 6学期 已用 计数的输入",
                         "write 期限 6学期 已用 the input that counts"));
        return;
    }
    struct yx_val v = yx_expr(c, yx_node_operand(used), NULL);
    if (v.type.ty == YX_TY_ERROR)
        return;
    if (v.type.ty != YX_TY_INT || v.reg == YX_NO_REG) {
        YX_WRONG(c, used,
                 YX_TEXT("已用 要一个整数的输入", "已用 takes an input that is a whole number"));
        return;
    }
    item->limit = yx_emit_op(c, line, YX_IR_LTK, v.reg, YX_NO_REG, terms);
    item->limit_text = yx_front_text(c, line);
}

static void window_line(struct yx_front *c, const struct yx_node *line, struct yx_item *item)
{
    const struct yx_node *a = yx_node_operand(line), *to = yx_node_clause(line, YX_KW_TO),
                         *by = yx_node_clause(line, YX_KW_BY_DATE);
    const struct yx_node *b = to ? yx_node_operand(to) : NULL;
    if (!a || !b || a->lit.kind != YX_LIT_MONTH_DAY || b->lit.kind != YX_LIT_MONTH_DAY || !by) {
        YX_WRONG(c, line,
                 YX_TEXT("窗口写成 窗口 09-01 至 09-30 据 申请日期",
                         "write 窗口 09-01 至 09-30 据 the date"));
        return;
    }
    struct yx_val v = yx_expr(c, yx_node_operand(by), NULL);
    if (v.type.ty == YX_TY_ERROR)
        return;
    if (v.type.ty != YX_TY_DATE || v.reg == YX_NO_REG) {
        YX_WRONG(c, by, YX_TEXT("据 要一个日期的输入", "据 takes an input that is a date"));
        return;
    }
    item->window = v.reg;
    item->window_from = (int)a->lit.value;
    item->window_to = (int)b->lit.value;
    item->window_text = yx_front_text(c, line);
}

/* `benefit`: the line of the benefit; one that a document above gives to all of its life may
 * well be out of force in this one's. */
static void valid_line(struct yx_front *c, const struct yx_node *line,
                       const struct yx_node *benefit, struct yx_item *item)
{
    const struct yx_node *e = yx_node_operand(line);
    bool has_to;
    (void)yx_front_dates(c, line, &item->from, &item->to, &has_to);
    if (e) {
        yx_day d = e->kind == YX_LITERAL ? yx_lit_first_day(e->lit) : YX_NO_DAY;
        if (d == YX_NO_DAY)
            YX_WRONG(c, e, YX_TEXT("这里要日期", "a date is needed here"));
        else
            item->from = d;
    }
    if (item->to < c->p->from || item->from > c->p->to || item->to < item->from)
        if (!yx_front_layer(c, benefit))
            YX_WRONG(c, yx_front_layer(c, line) ? benefit : line,
                     YX_TEXT("项目在政策有效期内从不有效",
                             "the benefit is never in force while the policy is"));
}

static void check_accrual(struct yx_front *c, const struct yx_node *at, const struct yx_item *item)
{
    switch (yx_accrual_missing(c->p, item->rate, item->whole_in)) {
    case YX_CONV_OK: break;
    case YX_CONV_NO_DAYS:
        YX_WRONG(c, at,
                 YX_TEXT("按天的金额要在文首写明 折算 1学期 = N天",
                         "a daily amount needs 折算 1学期 = N天 in the head"));
        break;
    case YX_CONV_NO_MONTHS:
        YX_WRONG(c, at,
                 YX_TEXT("按月的金额要在文首写明 折算 1学期 = N月",
                         "a monthly amount needs 折算 1学期 = N月 in the head"));
        break;
    case YX_CONV_NO_PERIOD:
        YX_WRONG(c, at,
                 YX_TEXT("一次性的金额要写明 核算 全年 于 春 或 秋",
                         "a single amount needs 核算 全年 于 春 or 秋"));
        break;
    }
}

/* The lines 定 between a benefit's origin and itself, from above; the amount compiled with them. */
static void amount_of(struct yx_front *c, const struct yx_layer_item *rec,
                      const struct item_lines *lines, struct yx_policy_benefit *pub,
                      struct yx_val *amount, const struct yx_node **amount_from,
                      struct yx_val *payee, const struct yx_node **payee_from)
{
    const struct yx_node *set[YX_MAX_LAYERS];
    const struct yx_layer_item *who[YX_MAX_LAYERS];
    uint32_t n = 0, open = c->p->n_open;
    for (const struct yx_layer_item *i = rec; i->upper && n < YX_LEN(set); i = i->upper)
        if (yx_adopt_line(i, YX_KW_SET)) {
            for (uint32_t k = n; k > 0; k--) {
                set[k] = set[k - 1];
                who[k] = who[k - 1];
            }
            set[0] = yx_adopt_line(i, YX_KW_SET);
            who[0] = i;
            n++;
        }
    c->set = set;
    c->n_set = n;
    c->sets_used = 0;
    item_tables(c, lines, amount, amount_from, payee, payee_from);
    if (*amount_from)
        pub->standard = table_text(c, lines);
    amount_lines(c, lines, amount, amount_from, &pub->standard);
    for (uint32_t i = 0; i < n; i++)
        if (!(c->sets_used >> (n - i) & 1)) {
            struct yx_diag *d = YX_WRONG(c, set[i],
                                         YX_TEXT("上级项目 {0} 没有待定的金额，不能再定",
                                                 "the upper benefit {0} has no amount left to set"),
                                         yx_front_c(c, who[i]->upper->id));
            yx_diag_second(d, yx_node_place(who[i]->upper->line->doc, who[i]->upper->line),
                           YX_TEXT("上级项目", "the upper benefit"));
        } else if (i + 1 == n) {
            struct yx_buf b = {0};
            const struct yx_node *own = yx_node_clause(set[i], YX_KW_AMOUNT);
            const struct yx_node *l = set[i]->block;
            if (own)
                yx_buf_puts(&b, yx_front_text(c, yx_node_operand(own)));
            else if (l && l->kind == YX_TABLE)
                put_table(c, l, &b);
            else if (l && yx_node_operand(l))
                yx_buf_puts(&b, yx_front_text(c, yx_node_operand(l)));
            pub->standard = take_text(c, &b);
        }
    c->set = NULL;
    c->n_set = 0;
    if (c->p->n_open == open || !*amount_from)
        return;
    const struct yx_policy_open *first = &c->p->open[open];
    struct yx_diag *d =
        YX_WARN(c,
                !first->is_above               ? *amount_from
                : yx_front_layer(c, rec->line) ? rec->adopter /* 沿用 全部 */
                                               : rec->line,
                YX_TEXT("项目 {0} 的金额还是待定", "the amount of {0} is still open"),
                yx_front_c(c, pub->id));
    if (first->is_above)
        YX_HINT(c->r, d,
                YX_TEXT("在这里写 定 金额 …：上级留的是 {0}（{1}:{2}）",
                        "write 定 金额 … here: the document above leaves {0} ({1}:{2})"),
                yx_front_c(c, first->range), yx_front_c(c, first->file), yx_fmt_u64(first->line).s);
}

static void compile_item(struct yx_front *c, uint32_t index)
{
    struct yx_policy *p = c->p;
    const struct yx_layer_item *rec = c->layer[0].item.v[index], *origin = rec;
    while (origin->upper)
        origin = origin->upper;
    const struct yx_node *line = origin->line;
    const struct yx_group_line *group = origin->group ? yx_front_group(c, origin->group) : NULL;
    struct yx_policy_benefit *pub = &p->benefit[index];
    struct yx_item *item = &p->ir.item[index];
    *item = (struct yx_item){.scope = group ? group->scope : YX_NO_REG,
                             .cond = YX_NO_REG,
                             .limit = YX_NO_REG,
                             .window = YX_NO_REG,
                             .amount = YX_NO_REG,
                             .payee = YX_NO_REG,
                             .from = p->from,
                             .to = p->to,
                             .whole_in = group ? group->whole_in : -1,
                             .clause = group ? group->clause : NULL,
                             .n_clauses = group ? group->n_clauses : 0,
                             .line = yx_front_line(c, rec->line),
                             .class_name = group ? group->name : (struct yx_str){0}};
    for (const struct yx_layer_item *i = rec; i && !pub->name.n; i = i->upper)
        if (i->line->first && i->line->first->tail)
            pub->name = i->line->first->tail->text;
    if (!pub->name.n)
        pub->name = pub->id;
    c->now = pub->id;
    c->now_title = pub->name;
    struct item_lines lines;
    collect_lines(c, line, &lines, pub, &item->never);
    if (lines.cond)
        item->cond = yx_front_condition(c, lines.cond, false, &item->clause, &item->n_clauses);
    if (lines.limit)
        limit_line(c, lines.limit, item);
    if (lines.window)
        window_line(c, lines.window, item);
    if (lines.valid)
        valid_line(c, lines.valid, rec->line, item);
    if (lines.accrue)
        item->whole_in = yx_front_accrual(c, lines.accrue);
    yx_adopt_conditions(c, rec, item, pub);

    struct yx_val amount = {.type = {.ty = YX_TY_ERROR}, .reg = YX_NO_REG}, payee = amount;
    const struct yx_node *amount_from = NULL, *payee_from = NULL;
    amount_of(c, rec, &lines, pub, &amount, &amount_from, &payee, &payee_from);
    if (amount_from)
        amount = yx_adopt_raises(c, rec, amount, item, pub);
    payee_line(c, lines.pay, item, &payee, &payee_from);
    if (!amount_from)
        YX_WRONG(c, line,
                 YX_TEXT("项目 {0} 没有金额；没有金额的写 金额 无金额",
                         "benefit {0} has no amount; if it has none, write 金额 无金额"),
                 yx_front_c(c, pub->id));
    if (!payee_from)
        YX_WRONG(c, line,
                 YX_TEXT("项目 {0} 没有写支付给谁", "benefit {0} does not say who is paid"),
                 yx_front_c(c, pub->id));
    if (amount_from && amount.type.ty == YX_TY_MONEY) {
        item->amount = yx_val_reg(c, amount_from, amount);
        item->rate = (enum yx_rate)amount.type.rate;
        pub->has_amount = true;
        check_accrual(c, amount_from, item);
        if (amount.reg == YX_NO_REG && amount.k < 0)
            YX_WRONG(c, amount_from, YX_TEXT("金额小于 0", "the amount is below 0"));
    } else if (amount.type.ty == YX_TY_NOTHING) {
        pub->standard = (struct yx_str){0};
        if (item->is_ceiling)
            YX_WRONG(c, line,
                     YX_TEXT("无金额的项目不能是额度上限",
                             "a benefit without amount cannot be a ceiling"));
    } else if (amount_from && amount.type.ty != YX_TY_ERROR) {
        YX_WRONG(c, amount_from,
                 YX_TEXT("金额要带单位，如 1250元/年；这里是{0}",
                         "an amount carries its unit, as 1250元/年; this is {0}"),
                 yx_type_name(c, amount.type));
    }
    item->payee = payee.type.ty == YX_TY_PAYEE
                      ? yx_val_reg(c, line, payee)
                      : yx_emit_op(c, line, YX_IR_UNKNOWN, YX_NO_REG, YX_NO_REG, 0);
    pub->payees = payees_of(c, payee);
    if (pub->payees & item->never)
        YX_WRONG(c, payee_from,
                 YX_TEXT("项目 {0} 写了禁止这样支付", "benefit {0} forbids paying like this"),
                 yx_front_c(c, pub->id));
    pub->has_window = item->window != YX_NO_REG;
    pub->is_ceiling = item->is_ceiling;
    yx_front_averages(c, item, lines.average, lines.n_averages);
    if (lines.rising)
        yx_front_rises(c, item, lines.rising);
}

const struct yx_group_line *yx_front_group(struct yx_front *c, struct yx_group_line *g)
{
    if (g->is_compiled)
        return g;
    const struct yx_group_line *up = g->up ? yx_front_group(c, g->up) : NULL;
    const struct yx_node *name = yx_front_name(c, g->line), *scope = NULL;
    g->is_compiled = true;
    g->scope = up ? up->scope : YX_NO_REG;
    g->clause = up ? up->clause : NULL;
    g->n_clauses = up ? up->n_clauses : 0;
    g->whole_in = up ? up->whole_in : -1;
    g->name = name ? name->text : (struct yx_str){0};
    for (const struct yx_node *k = g->line->block; k; k = k->next) {
        if (k->kind == YX_LINE && k->kw == YX_KW_SCOPE) {
            once(c, &scope, k);
            if (scope == k)
                g->scope = yx_front_all_of(
                    c, k, g->scope, yx_front_condition(c, k, true, &g->clause, &g->n_clauses));
        } else if (k->kind == YX_LINE && k->kw == YX_KW_ACCRUE) {
            g->whole_in = yx_front_accrual(c, k);
        } else if (!(k->kind == YX_LINE && (k->kw == YX_KW_BENEFIT || k->kw == YX_KW_GROUP)) &&
                   !yx_front_layer_word(c, k)) {
            yx_front_unexpected(c, k);
        }
    }
    return g;
}

void yx_front_benefits(struct yx_front *c)
{
    for (uint32_t i = 0; i < c->p->n_benefits; i++)
        compile_item(c, i);
    c->now = c->now_title = (struct yx_str){0};
}
