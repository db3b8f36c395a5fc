/* symbols.c -- names of a policy, its instructions, and plain values.
 *
 * DESIGN.  One namespace, in a map from a name's hash to the first of its
 * chain.  Definitions are compiled when first asked for, which finds circles.
 * Equal instructions share a register (a hash over the whole instruction), so
 * that a condition written five times is worked out once. */
#include "lang/near.h"
#include "policy/front.h"

#include <stdlib.h>

static const struct yx_val wrong = {.type = {.ty = YX_TY_ERROR}, .reg = YX_NO_REG};

enum { MAX_GUESSES = 2000 };

/* ---- names ---- */

static uint64_t key_of(struct yx_str name)
{
    uint64_t h = yx_hash_str(name);
    return h ? h : 1;
}

void yx_front_declare(struct yx_front *c, struct yx_str name, enum yx_sym_kind kind, uint32_t index,
                      const struct yx_node *node, const struct yx_node *more)
{
    struct yx_sym *there = yx_front_find(c, name);
    static const char *const builtin[] = {"学期", "季", "年度", "基准日", "是",
                                          "否",   "空", "未知", "无金额"};
    for (size_t i = 0; i < YX_LEN(builtin); i++)
        if (yx_str_is(name, builtin[i])) {
            YX_WRONG(c, node,
                     YX_TEXT("“{0}”是语言自己的名称，换一个",
                             "“{0}” is a name of the language itself; take another"),
                     yx_front_c(c, name));
            return;
        }
    if (there) {
        struct yx_diag *d = YX_WRONG(c, node, YX_TEXT("“{0}”已经有了", "there is a “{0}” already"),
                                     yx_front_c(c, name));
        yx_diag_second(d, yx_node_place(there->node->doc, there->node),
                       YX_TEXT("先在这里", "first here"));
        return;
    }
    bool is_new;
    uint32_t *slot = yx_map_put(&c->names, key_of(name), (uint32_t)c->sym.n, &is_new);
    struct yx_sym s = {.name = name,
                       .kind = kind,
                       .index = index,
                       .node = node,
                       .more = more,
                       .next = is_new ? -1 : (int)*slot};
    *slot = (uint32_t)c->sym.n;
    YX_PUSH(&c->sym, s);
}

struct yx_sym *yx_front_find(struct yx_front *c, struct yx_str name)
{
    const uint32_t *at = yx_map_get(&c->names, key_of(name));
    for (int i = at ? (int)*at : -1; i >= 0; i = c->sym.v[i].next)
        if (yx_str_eq(c->sym.v[i].name, name))
            return &c->sym.v[i];
    return NULL;
}

void yx_no_name(struct yx_front *c, const struct yx_node *at, struct yx_str name)
{
    struct yx_diag *d =
        YX_WRONG(c, at, YX_TEXT("没有名称“{0}”", "there is no name “{0}”"), yx_front_c(c, name));
    size_t n = YX_MIN(c->sym.n, (size_t)MAX_GUESSES);
    struct yx_str *known = yx_malloc(yx_mul_size(n + 1, sizeof *known));
    for (size_t i = 0; i < n; i++)
        known[i] = c->sym.v[i].name;
    if (!yx_near_hint(c->r, d, name, known, n))
        YX_HINT(c->r, d,
                YX_TEXT("先在 输入 或 认定 里写明它", "say what it is in 输入 or 认定 first"));
    free(known);
}

/* ---- instructions ---- */

uint16_t yx_emit(struct yx_front *c, const struct yx_node *at, struct yx_ins ins)
{
    uint64_t h =
        yx_hash(&(uint64_t[]){ins.op, ins.a, ins.b, ins.c, (uint64_t)ins.k, (uint64_t)ins.k2},
                6 * sizeof(uint64_t));
    h = h ? h : 1;
    const uint32_t *there = yx_map_get(&c->same, h);
    if (there) {
        const struct yx_ins *o = &c->ins.v[*there];
        if (o->op == ins.op && o->a == ins.a && o->b == ins.b && o->c == ins.c && o->k == ins.k &&
            o->k2 == ins.k2)
            return (uint16_t)*there;
    }
    if (c->ins.n >= YX_MAX_REGS) {
        if (!c->is_full)
            YX_WRONG(c, at,
                     YX_TEXT("政策太大：表达式超过 {0} 个",
                             "the policy is too large: more than {0} expressions"),
                     yx_fmt_i64(YX_MAX_REGS).s);
        c->is_full = true;
        return 0;
    }
    ins.kind = (uint8_t)yx_ir_op_kind((enum yx_ir_op)ins.op);
    bool is_new;
    (void)yx_map_put(&c->same, h, (uint32_t)c->ins.n, &is_new);
    YX_PUSH(&c->ins, ins);
    YX_PUSH(&c->line, at ? yx_front_line(c, at) : 0);
    return (uint16_t)(c->ins.n - 1);
}

uint16_t yx_emit_op(struct yx_front *c, const struct yx_node *at, enum yx_ir_op op, uint16_t a,
                    uint16_t b, int64_t k)
{
    return yx_emit(c, at,
                   (struct yx_ins){.op = (uint8_t)op, .a = a, .b = b, .c = YX_NO_REG, .k = k});
}

uint16_t yx_val_reg(struct yx_front *c, const struct yx_node *at, struct yx_val v)
{
    if (v.reg != YX_NO_REG)
        return v.reg;
    if (v.type.ty == YX_TY_ERROR)
        return yx_emit_op(c, at, YX_IR_UNKNOWN, YX_NO_REG, YX_NO_REG, 0);
    return yx_emit_op(c, at, YX_IR_CONST, YX_NO_REG, YX_NO_REG, v.k);
}

uint16_t yx_truth_of(struct yx_front *c, const struct yx_node *at, struct yx_val v)
{
    if (v.type.ty == YX_TY_ERROR)
        return yx_emit_op(c, at, YX_IR_TRUTH, YX_NO_REG, YX_NO_REG, YX_MAYBE);
    if (v.type.ty != YX_TY_BOOL) {
        YX_WRONG(c, at,
                 YX_TEXT("这里要一个条件，“{0}”是{1}", "a condition is needed here; “{0}” is {1}"),
                 yx_front_c(c, yx_node_source(at->doc, at)), yx_type_name(c, v.type));
        return yx_emit_op(c, at, YX_IR_TRUTH, YX_NO_REG, YX_NO_REG, YX_MAYBE);
    }
    if (v.reg == YX_NO_REG)
        return yx_emit_op(c, at, YX_IR_TRUTH, YX_NO_REG, YX_NO_REG, v.k ? YX_YES : YX_NO);
    if (yx_val_is_b(c, v))
        return v.reg;
    return yx_emit_op(c, at, YX_IR_EQK, v.reg, YX_NO_REG, 1);
}

uint16_t yx_truth(struct yx_front *c, const struct yx_node *n)
{
    return yx_truth_of(c, n, yx_expr(c, n, NULL));
}

/* ---- symbols ---- */

static struct yx_val input_value(struct yx_front *c, const struct yx_node *at, struct yx_sym *s)
{
    const struct yx_policy_input *in = &c->p->input[s->index];
    if (s->val.type.ty == YX_TY_ERROR)
        return wrong;
    enum yx_ir_op op = in->type == YX_IN_SET                        ? YX_IR_FACT_S
                       : in->type == YX_IN_BOOL && !in->is_nullable ? YX_IR_FACT_B
                                                                    : YX_IR_FACT_V;
    s->val.reg = yx_emit_op(c, at, op, YX_NO_REG, YX_NO_REG, s->index);
    return s->val;
}

static struct yx_val definition_value(struct yx_front *c, const struct yx_node *at,
                                      struct yx_sym *s)
{
    if (s->state == 2)
        return s->val;
    if (s->state == 1) {
        struct yx_diag *d =
            YX_WRONG(c, at, YX_TEXT("“{0}”绕回到自己", "“{0}” leads back to itself"),
                     yx_front_c(c, s->name));
        yx_diag_second(d, yx_node_place(s->node->doc, s->node),
                       YX_TEXT("在这里定义", "it is defined here"));
        return wrong;
    }
    size_t index = (size_t)(s - c->sym.v);
    s->state = 1;
    struct yx_val v = wrong;
    /* Its own: what is set or dated around the place that asks for it is none of it. */
    const struct yx_str now = c->now, now_title = c->now_title;
    const uint32_t n_set = c->n_set;
    const yx_day row_from = c->row_from, row_to = c->row_to;
    c->now = s->name;
    c->now_title = (struct yx_str){0};
    c->n_set = 0;
    c->row_from = c->p->from;
    c->row_to = c->p->to;
    if (s->node->kind == YX_DECLARE) {
        struct yx_type want = yx_type_read(c, s->node);
        const struct yx_node *t = s->node->block;
        while (t && t->kind != YX_TABLE)
            t = t->next;
        if (!t)
            YX_WRONG(c, s->node, YX_TEXT("认定“{0}”要有一张表", "definition “{0}” needs a table"),
                     yx_front_c(c, s->name));
        else if (want.ty != YX_TY_ERROR)
            yx_grid(c, t, &want, 1, &v);
    } else {
        /* Lines of one name that carry dates are one dated definition. */
        const struct yx_node *line[64], *expr[64];
        uint32_t n = 0;
        for (const struct yx_node *l = s->node; l && n < YX_LEN(line); l = l->next)
            if (l->kind == YX_DEFINE && yx_str_eq(l->text, s->name)) {
                line[n] = l;
                expr[n++] = l->first;
            }
        v = n == 1 && !yx_node_clause(line[0], YX_KW_FROM) && !yx_node_clause(line[0], YX_KW_TO)
                ? yx_expr(c, s->node->first, NULL)
                : yx_dated(c, line, expr, n, (struct yx_type){.ty = YX_TY_ERROR});
    }
    c->now = now;
    c->now_title = now_title;
    c->n_set = n_set;
    c->row_from = row_from;
    c->row_to = row_to;
    s = &c->sym.v[index];
    s->state = 2;
    s->val = v;
    return v;
}

struct yx_val yx_symbol_value(struct yx_front *c, const struct yx_node *at, struct yx_sym *s)
{
    switch (s->kind) {
    case YX_SYM_INPUT: return input_value(c, at, s);
    case YX_SYM_SWITCH:
        return (struct yx_val){.type = {.ty = YX_TY_BOOL},
                               .reg =
                                   yx_emit_op(c, at, YX_IR_SWITCH, YX_NO_REG, YX_NO_REG, s->index)};
    case YX_SYM_DEFINITION: return definition_value(c, at, s);
    case YX_SYM_ITEM:
        YX_WRONG(
            c, at,
            YX_TEXT(
                "“{0}”是项目，条件里不能用项目；共同的条件写在 认定",
                "“{0}” is a benefit; conditions cannot use benefits, put what is common into 认定"),
            yx_front_c(c, s->name));
        return wrong;
    case YX_SYM_LIST:
        YX_WRONG(c, at, YX_TEXT("“{0}”是代码表，不是值", "“{0}” is a code list, not a value"),
                 yx_front_c(c, s->name));
        return wrong;
    }
    return wrong;
}

bool yx_builtin_value(struct yx_front *c, const struct yx_node *n, struct yx_val *out)
{
    struct yx_str s = n->text;
    int which = yx_str_is(s, "学期")                             ? YX_BUILTIN_TERM
                : yx_word(s, "季", "season")                     ? YX_BUILTIN_SEASON
                : yx_str_is(s, "年度")                           ? YX_BUILTIN_YEAR
                : yx_str_is(s, "基准日") || yx_str_is(s, "asof") ? YX_BUILTIN_AS_OF
                                                                 : -1;
    if (which >= 0) {
        static const uint8_t ty[] = {YX_TY_TERM, YX_TY_ENUM, YX_TY_INT, YX_TY_DATE};
        *out = (struct yx_val){
            .type = {.ty = ty[which], .list = c->season_list, .lo = 1800, .hi = 9999},
            .reg = yx_emit_op(c, n, YX_IR_BUILTIN, YX_NO_REG, YX_NO_REG, which)};
        return true;
    }
    if (yx_word(s, "是", "yes") || yx_word(s, "否", "no"))
        *out = yx_val_const(YX_TY_BOOL, yx_word(s, "是", "yes"));
    else if (yx_word(s, "空", "none"))
        *out = yx_val_const(YX_TY_NULL, 0);
    else if (yx_word(s, "无金额", "no_amount"))
        *out = yx_val_const(YX_TY_NOTHING, 0);
    else
        return false;
    return true;
}

/* Keep it on record that an amount is open on these days. */
static void note_open(struct yx_front *c, const struct yx_node *n, yx_day from, yx_day to)
{
    struct yx_policy *p = c->p;
    from = YX_MAX(from, p->from);
    to = YX_MIN(to, p->to);
    if (from > to || p->n_open == YX_MAX_OPEN)
        return;
    for (uint32_t i = 0; i < p->n_open; i++)
        if (p->open[i].line == n->line && yx_str_eq(p->open[i].id, c->now) &&
            yx_str_eq(p->open[i].file, n->doc->name)) {
            p->open[i].from = YX_MIN(p->open[i].from, from);
            p->open[i].to = YX_MAX(p->open[i].to, to);
            return;
        }
    p->open[p->n_open++] = (struct yx_policy_open){.id = c->now,
                                                   .name = c->now_title,
                                                   .range = yx_front_text(c, n),
                                                   .from = from,
                                                   .to = to,
                                                   .file = n->doc->name,
                                                   .line = n->line,
                                                   .is_above = yx_front_layer(c, n) > 0};
}

/* 待定(lo, hi): an amount a lower document or the county still has to set. */
struct yx_val yx_open_value(struct yx_front *c, const struct yx_node *n)
{
    struct yx_type year = {.ty = YX_TY_MONEY, .rate = YX_RATE_YEAR};
    struct yx_val lo = {.type = year, .reg = YX_NO_REG},
                  hi = {.type = year, .reg = YX_NO_REG, .k = YX_MAX_FEN};
    if (n->kind == YX_CALL && n->n_first == 2) {
        lo = yx_expr(c, n->first, NULL);
        hi = yx_expr(c, n->first->next, NULL);
    }
    if ((n->kind == YX_CALL && n->n_first != 2) || lo.type.ty != YX_TY_MONEY ||
        lo.reg != YX_NO_REG || hi.reg != YX_NO_REG || !yx_same_type(lo.type, hi.type) ||
        lo.k > hi.k) {
        YX_WRONG(
            c, n,
            YX_TEXT("待定写成 待定(1000元/年, 3000元/年)", "write 待定(1000元/年, 3000元/年)"));
        return wrong;
    }
    struct yx_ins unknown = {
        .op = YX_IR_UNKNOWN, .a = YX_NO_REG, .b = YX_NO_REG, .c = YX_NO_REG, .k = lo.k, .k2 = hi.k};
    yx_day days[2] = {YX_MAX(c->row_from, c->p->from), YX_MIN(c->row_to, c->p->to)};
    struct yx_val open = {.type = lo.type};
    if (!c->n_set) {
        open.reg = yx_emit(c, n, unknown);
        note_open(c, n, days[0], days[1]);
        return open;
    }
    struct yx_val set = yx_adopt_set(c, n, lo.type, lo.k, hi.k);
    if (set.type.ty == YX_TY_ERROR)
        return wrong;
    open.reg = yx_emit(c, n, unknown);
    open.type = set.type;
    if (yx_dated_rest(c, c->set[0], &set, open, days))
        note_open(c, n, days[0], days[1]);
    return set;
}

struct yx_val yx_name_value(struct yx_front *c, const struct yx_node *n, const struct yx_type *want)
{
    struct yx_sym *s = yx_front_find(c, n->text);
    if (!s && yx_word(n->text, "待定", "tbd"))
        return yx_open_value(c, n);
    if (want && want->ty == YX_TY_ENUM) {
        int m = yx_list_find(&c->list.v[want->list], n->text);
        if (m >= 0 && s) {
            struct yx_diag *d = YX_WRONG(
                c, s->node,
                YX_TEXT("“{0}”又是名称又是与它比较的值，分不清，换一个名称",
                        "“{0}” is a name and also a value it is compared with; take another name"),
                yx_front_c(c, n->text));
            yx_diag_second(d, yx_node_place(n->doc, n), YX_TEXT("在这里比较", "compared here"));
            return wrong;
        }
        if (m >= 0)
            return (struct yx_val){.type = *want, .reg = YX_NO_REG, .k = m};
        struct yx_val v;
        if (!s && !yx_builtin_value(c, n, &v)) {
            yx_not_member(c, n, n->text, want->list);
            return wrong;
        }
    }
    if (want && want->ty == YX_TY_PAYEE) {
        enum yx_payee p = yx_payee_read(n->text);
        if (p != YX_PAY_UNKNOWN)
            return yx_val_const(YX_TY_PAYEE, p);
        if (!s) {
            YX_WRONG(c, n,
                     YX_TEXT("没有支付对象“{0}”；可用：到人 到校 食堂 减免 贷款 外部",
                             "there is no payee “{0}”; there are: 到人 到校 食堂 减免 贷款 外部"),
                     yx_front_c(c, n->text));
            return wrong;
        }
    }
    if (s)
        return yx_symbol_value(c, n, s);
    struct yx_val v;
    if (yx_builtin_value(c, n, &v))
        return v;
    yx_no_name(c, n, n->text);
    return wrong;
}

struct yx_val yx_literal_value(struct yx_front *c, const struct yx_node *n)
{
    struct yx_val v = yx_val_const(YX_TY_ERROR, n->lit.value);
    switch ((enum yx_lit_kind)n->lit.kind) {
    case YX_LIT_INT:
        v.type = (struct yx_type){.ty = YX_TY_INT, .lo = v.k, .hi = v.k};
        if (v.k > 1000000000 || v.k < -1000000000) {
            YX_WRONG(c, n, YX_TEXT("整数最大 10 亿", "whole numbers go to a thousand million"));
            return wrong;
        }
        break;
    case YX_LIT_MONEY:
        v.type = (struct yx_type){.ty = YX_TY_MONEY,
                                  .rate = (uint8_t)yx_rate_of((enum yx_unit)n->lit.rate)};
        if (v.k > YX_MAX_FEN || v.k < -YX_MAX_FEN) {
            YX_WRONG(c, n, YX_TEXT("金额最大 10 亿元", "amounts go to a thousand million yuan"));
            return wrong;
        }
        break;
    case YX_LIT_PERCENT: v.type.ty = YX_TY_PERCENT; break;
    case YX_LIT_DATE: v.type.ty = YX_TY_DATE; break;
    case YX_LIT_TERM: v.type.ty = YX_TY_TERM; break;
    case YX_LIT_QUANTITY:
        if (v.k > 100000)
            YX_WRONG(c, n, YX_TEXT("时间太长", "that is too long"));
        else if (n->lit.unit == YX_UNIT_DAY || n->lit.unit == YX_UNIT_DATE)
            v.type.ty = YX_TY_DAYS;
        else if (n->lit.unit == YX_UNIT_WEEK)
            v = yx_val_const(YX_TY_DAYS, v.k * 7);
        else if (n->lit.unit == YX_UNIT_MONTH)
            v.type.ty = YX_TY_MONTHS;
        else if (n->lit.unit == YX_UNIT_YEAR)
            v = yx_val_const(YX_TY_MONTHS, v.k * 12);
        else
            YX_WRONG(c, n, YX_TEXT("这里不能用这个单位", "this unit cannot stand here"));
        break;
    case YX_LIT_UNIT:
        if (n->lit.unit == YX_UNIT_TERM) { /* 学期, the builtin */
            (void)yx_builtin_value(c, n, &v);
            break;
        }
        YX_WRONG(c, n,
                 YX_TEXT("“{0}”是单位，前面要有数", "“{0}” is a unit; a number goes before it"),
                 yx_front_c(c, n->text));
        break;
    case YX_LIT_MONTH:
    case YX_LIT_MONTH_DAY:
    case YX_LIT_NONE:
        YX_WRONG(c, n, YX_TEXT("这里不能写“{0}”", "“{0}” cannot stand here"),
                 yx_front_c(c, n->text));
        break;
    }
    return v;
}
