/* expr.c -- expressions of a policy: types, units, relations, arithmetic.
 *
 * DESIGN.  An expression is compiled bottom up.  Constants stay constants until
 * a register is asked for, so comparisons with a constant become one
 * instruction. */
#include "policy/front.h"

#include <stdlib.h>

enum { MAX_DEPTH = 400 }; /* of the walk, definitions included */

static const struct yx_val wrong = {.type = {.ty = YX_TY_ERROR}, .reg = YX_NO_REG};

/* ---- relations ---- */

/* The V register of any value but a set. */
static uint16_t value_reg(struct yx_front *c, const struct yx_node *at, struct yx_val v)
{
    if (yx_val_is_b(c, v))
        return yx_emit_op(c, at, YX_IR_VALUE_OF, v.reg, YX_NO_REG, 0);
    return yx_val_reg(c, at, v);
}

static uint16_t emit_mask(struct yx_front *c, const struct yx_node *at, enum yx_ir_op op,
                          uint16_t a, uint64_t mask, int list)
{
    bool dated = list >= 0 && yx_list_dated(&c->list.v[list]);
    return yx_emit(c, at,
                   (struct yx_ins){.op = (uint8_t)op,
                                   .a = a,
                                   .b = YX_NO_REG,
                                   .c = dated ? (uint16_t)(list + 1) : 0,
                                   .k = (int64_t)mask});
}

static uint16_t maybe(struct yx_front *c, const struct yx_node *at)
{
    return yx_emit_op(c, at, YX_IR_TRUTH, YX_NO_REG, YX_NO_REG, YX_MAYBE);
}

static uint16_t no_relation(struct yx_front *c, const struct yx_node *at, struct yx_type a,
                            struct yx_type b)
{
    if (a.ty == YX_TY_ERROR || b.ty == YX_TY_ERROR)
        return maybe(c, at);
    if (a.ty == YX_TY_MONEY && b.ty == YX_TY_MONEY)
        YX_WRONG(c, at,
                 YX_TEXT("单位不同，不能比较：{0} 与 {1}",
                         "the units differ and cannot be compared: {0} and {1}"),
                 yx_type_name(c, a), yx_type_name(c, b));
    else
        YX_WRONG(c, at,
                 YX_TEXT("类型不同，不能比较：{0} 与 {1}",
                         "the types differ and cannot be compared: {0} and {1}"),
                 yx_type_name(c, a), yx_type_name(c, b));
    return maybe(c, at);
}

static uint16_t invert(struct yx_front *c, const struct yx_node *at, uint16_t reg)
{
    return yx_emit_op(c, at, YX_IR_NOT, reg, YX_NO_REG, 0);
}

/* left OP the constant k. */
static uint16_t relate_constant(struct yx_front *c, const struct yx_node *at, struct yx_val left,
                                enum yx_op op, int64_t k)
{
    static const uint8_t code[] = {
        [YX_OP_EQ] = YX_IR_EQK, [YX_OP_NE] = YX_IR_NEK, [YX_OP_LT] = YX_IR_LTK,
        [YX_OP_LE] = YX_IR_LEK, [YX_OP_GT] = YX_IR_GTK, [YX_OP_GE] = YX_IR_GEK};
    if (left.type.ty == YX_TY_BOOL && yx_val_is_b(c, left))
        return (k != 0) == (op == YX_OP_EQ) ? left.reg : invert(c, at, left.reg);
    if (left.type.ty == YX_TY_ENUM) {
        const struct yx_list *l = &c->list.v[left.type.list];
        if (l->above || yx_list_dated(l)) {
            uint16_t in = emit_mask(c, at, YX_IR_INK, yx_val_reg(c, at, left),
                                    yx_list_below(l, (int)k), left.type.list);
            return op == YX_OP_EQ ? in : invert(c, at, in);
        }
    }
    return yx_emit_op(c, at, (enum yx_ir_op)code[op], value_reg(c, at, left), YX_NO_REG, k);
}

static bool is_ordered(enum yx_ty ty)
{
    return ty == YX_TY_INT || ty == YX_TY_MONEY || ty == YX_TY_DATE || ty == YX_TY_TERM ||
           ty == YX_TY_DAYS || ty == YX_TY_MONTHS;
}

static enum yx_op mirrored(enum yx_op op)
{
    return op == YX_OP_LT   ? YX_OP_GT
           : op == YX_OP_GT ? YX_OP_LT
           : op == YX_OP_LE ? YX_OP_GE
           : op == YX_OP_GE ? YX_OP_LE
                            : op;
}

static uint16_t compare(struct yx_front *c, const struct yx_node *at, struct yx_val a,
                        enum yx_op op, struct yx_val b)
{
    if (a.type.ty == YX_TY_ERROR || b.type.ty == YX_TY_ERROR)
        return maybe(c, at);
    if (a.type.ty == YX_TY_NULL || b.type.ty == YX_TY_NULL) {
        struct yx_val v = a.type.ty == YX_TY_NULL ? b : a;
        if ((op != YX_OP_EQ && op != YX_OP_NE) || v.reg == YX_NO_REG || !v.type.is_nullable ||
            c->ins.v[v.reg].kind != YX_KIND_V)
            return no_relation(c, at, a.type, b.type);
        uint16_t r = yx_emit_op(c, at, YX_IR_ABSENT, v.reg, YX_NO_REG, 0);
        return op == YX_OP_EQ ? r : invert(c, at, r);
    }
    if (!yx_same_type(a.type, b.type))
        return no_relation(c, at, a.type, b.type);
    if (a.type.ty == YX_TY_SET) {
        YX_WRONG(c, at,
                 YX_TEXT("集合不能用 {0} 比较，用 含、含任一、含全部、为空",
                         "sets are not compared with {0}; use 含, 含任一, 含全部, 为空"),
                 yx_front_c(c, yx_operator_name(op, YX_ZH)));
        return maybe(c, at);
    }
    if (op != YX_OP_EQ && op != YX_OP_NE && !is_ordered((enum yx_ty)a.type.ty)) {
        YX_WRONG(
            c, at,
            YX_TEXT("{0}没有大小，只能用 = 和 ≠", "{0} has no order; only = and ≠ can be used"),
            yx_type_name(c, a.type));
        return maybe(c, at);
    }
    if (a.reg == YX_NO_REG && b.reg != YX_NO_REG)
        return relate_constant(c, at, b, mirrored(op), a.k);
    if (b.reg == YX_NO_REG)
        return relate_constant(
            c, at,
            a.reg == YX_NO_REG ? (struct yx_val){.type = a.type, .reg = yx_val_reg(c, at, a)} : a,
            op, b.k);
    uint16_t x = value_reg(c, at, a), y = value_reg(c, at, b);
    switch (op) {
    case YX_OP_EQ: return yx_emit_op(c, at, YX_IR_EQ, x, y, 0);
    case YX_OP_NE: return yx_emit_op(c, at, YX_IR_NE, x, y, 0);
    case YX_OP_LT: return yx_emit_op(c, at, YX_IR_LT, x, y, 0);
    case YX_OP_LE: return yx_emit_op(c, at, YX_IR_LE, x, y, 0);
    case YX_OP_GT: return yx_emit_op(c, at, YX_IR_LT, y, x, 0);
    default: return yx_emit_op(c, at, YX_IR_LE, y, x, 0);
    }
}

/* Members of {…} as a mask of the list; names that are none are reported. */
static uint64_t mask_of(struct yx_front *c, const struct yx_node *set, int list)
{
    uint64_t mask = 0;
    for (const struct yx_node *i = set->first; i; i = i->next) {
        int m = yx_list_find(&c->list.v[list], i->text);
        if (m < 0)
            yx_not_member(c, i, i->text, list);
        else
            mask |= UINT64_C(1) << m;
    }
    return mask;
}

static uint16_t in_set(struct yx_front *c, const struct yx_node *at, struct yx_val left,
                       const struct yx_node *set)
{
    if (left.type.ty == YX_TY_ERROR)
        return maybe(c, at);
    if (!set || set->kind != YX_SET) {
        YX_WRONG(c, at, YX_TEXT("在 后面要 {甲 乙 …}", "在 is followed by {a b …}"));
        return maybe(c, at);
    }
    if (!set->first)
        YX_WRONG(c, set, YX_TEXT("{} 里什么也没有", "there is nothing in {}"));
    if (left.type.ty == YX_TY_ENUM) {
        uint64_t mask = mask_of(c, set, left.type.list), all = 0;
        const struct yx_list *l = &c->list.v[left.type.list];
        for (uint32_t m = 0; m < l->n; m++)
            if (mask >> m & 1)
                all |= yx_list_below(l, (int)m);
        return emit_mask(c, at, YX_IR_INK, yx_val_reg(c, at, left), all, left.type.list);
    }
    uint16_t reg = YX_NO_REG;
    for (const struct yx_node *i = set->first; i; i = i->next) {
        uint16_t one = compare(c, i, left, YX_OP_EQ, yx_expr(c, i, &left.type));
        reg = reg == YX_NO_REG ? one : yx_emit_op(c, at, YX_IR_OR, reg, one, 0);
    }
    return reg == YX_NO_REG ? maybe(c, at) : reg;
}

static uint16_t has(struct yx_front *c, const struct yx_node *at, struct yx_val left, enum yx_op op,
                    const struct yx_node *operand)
{
    if (left.type.ty == YX_TY_ERROR)
        return maybe(c, at);
    if (left.type.ty != YX_TY_SET) {
        YX_WRONG(c, at,
                 YX_TEXT("{0} 只用于集合，左边是{1}", "{0} is for sets only; on its left is {1}"),
                 yx_front_c(c, yx_operator_name(op, YX_ZH)), yx_type_name(c, left.type));
        return maybe(c, at);
    }
    uint64_t mask = 0;
    if (op == YX_OP_HAS) {
        int m = operand ? yx_list_find(&c->list.v[left.type.list], operand->text) : -1;
        if (m < 0) {
            yx_not_member(c, operand ? operand : at, operand ? operand->text : (struct yx_str){0},
                          left.type.list);
            return maybe(c, at);
        }
        mask = UINT64_C(1) << m;
    } else if (operand && operand->kind == YX_SET) {
        mask = mask_of(c, operand, left.type.list);
        if (!operand->first)
            YX_WRONG(c, operand, YX_TEXT("{} 里什么也没有", "there is nothing in {}"));
    }
    return emit_mask(c, at, op == YX_OP_HAS_ALL ? YX_IR_HAS_ALL : YX_IR_HAS_ANY,
                     yx_val_reg(c, at, left), mask, left.type.list);
}

static uint16_t is_null(struct yx_front *c, const struct yx_node *at, struct yx_val v,
                        bool inverted)
{
    uint16_t r;
    if (v.type.ty == YX_TY_ERROR)
        return maybe(c, at);
    if (v.type.ty == YX_TY_SET) { /* 非空: has one that is in force */
        uint64_t all = (UINT64_C(1) << c->list.v[v.type.list].n) - 1;
        r = emit_mask(c, at, YX_IR_HAS_ANY, v.reg, all, v.type.list);
        return inverted ? r : invert(c, at, r);
    }
    if (!v.type.is_nullable || v.reg == YX_NO_REG) {
        YX_WRONG(c, at,
                 YX_TEXT("“{0}”不是可空的，不会为空", "“{0}” is not 可空 and is never absent"),
                 yx_front_c(c, yx_node_source(at->doc, at)));
        return maybe(c, at);
    }
    r = yx_emit_op(c, at, YX_IR_ABSENT, v.reg, YX_NO_REG, 0);
    return inverted ? invert(c, at, r) : r;
}

uint16_t yx_relate(struct yx_front *c, const struct yx_node *at, struct yx_val left, enum yx_op op,
                   const struct yx_node *operand, const struct yx_node *second)
{
    switch (op) {
    case YX_OP_IN: return in_set(c, at, left, operand);
    case YX_OP_HAS:
    case YX_OP_HAS_ANY:
    case YX_OP_HAS_ALL: return has(c, at, left, op, operand);
    case YX_OP_IS_NULL:
    case YX_OP_NOT_NULL: return is_null(c, at, left, op == YX_OP_NOT_NULL);
    case YX_OP_RANGE: {
        uint16_t lo = compare(c, at, left, YX_OP_GE, yx_expr(c, operand, &left.type));
        uint16_t hi = compare(c, at, left, YX_OP_LE, yx_expr(c, second, &left.type));
        return yx_emit_op(c, at, YX_IR_AND, lo, hi, 0);
    }
    default: return compare(c, at, left, op, yx_expr(c, operand, &left.type));
    }
}

static struct yx_val truth_val(uint16_t reg)
{
    return (struct yx_val){.type = {.ty = YX_TY_BOOL}, .reg = reg};
}

static struct yx_val relation(struct yx_front *c, const struct yx_node *n)
{
    const struct yx_node *l = n->first, *r = l ? l->next : NULL;
    enum yx_op op = (enum yx_op)n->op;
    if (!l || !r)
        return wrong;
    if (op == YX_OP_IN || op == YX_OP_HAS || op == YX_OP_HAS_ANY || op == YX_OP_HAS_ALL)
        return truth_val(yx_relate(c, n, yx_expr(c, l, NULL), op, r, NULL));
    /* A value of an enumeration may stand on either side. */
    struct yx_val v;
    bool left_is_value =
        l->kind == YX_NAME && !yx_front_find(c, l->text) && !yx_builtin_value(c, l, &v);
    if (left_is_value && r->kind == YX_NAME && yx_front_find(c, r->text)) {
        struct yx_val b = yx_expr(c, r, NULL);
        return truth_val(compare(c, n, yx_expr(c, l, &b.type), op, b));
    }
    struct yx_val a = yx_expr(c, l, NULL);
    return truth_val(compare(c, n, a, op, yx_expr(c, r, &a.type)));
}

/* ---- arithmetic ---- */

static bool absent_operand(struct yx_front *c, const struct yx_node *n, struct yx_val v)
{
    if (v.type.ty != YX_TY_SET && v.type.ty != YX_TY_ENUM && v.type.ty != YX_TY_BOOL &&
        v.type.ty != YX_TY_TEXT && v.type.ty != YX_TY_NULL && v.type.ty != YX_TY_PAYEE &&
        v.type.ty != YX_TY_NOTHING)
        return false;
    YX_WRONG(c, n, YX_TEXT("“{0}”是{1}，不能计算", "“{0}” is {1} and cannot be computed with"),
             yx_front_c(c, yx_node_source(n->doc, n)), yx_type_name(c, v.type));
    return true;
}

static struct yx_val mixed(struct yx_front *c, const struct yx_node *n, struct yx_type a,
                           struct yx_type b)
{
    if (a.ty == YX_TY_MONEY && b.ty == YX_TY_MONEY)
        YX_WRONG(c, n,
                 YX_TEXT("单位不同：{0} 与 {1}；不自动换算",
                         "the units differ: {0} and {1}; nothing is converted by itself"),
                 yx_type_name(c, a), yx_type_name(c, b));
    else
        YX_WRONG(c, n,
                 YX_TEXT("{0} 与 {1} 不能这样计算", "{0} and {1} cannot be computed like this"),
                 yx_type_name(c, a), yx_type_name(c, b));
    return wrong;
}

static struct yx_val binary_op(struct yx_front *c, const struct yx_node *n, enum yx_ir_op op,
                               struct yx_val a, struct yx_val b, struct yx_type type)
{
    type.is_nullable = false;
    return (struct yx_val){
        .type = type, .reg = yx_emit_op(c, n, op, yx_val_reg(c, n, a), yx_val_reg(c, n, b), 0)};
}

static struct yx_val add(struct yx_front *c, const struct yx_node *n, struct yx_val a,
                         struct yx_val b)
{
    bool minus = n->op == YX_OP_SUB;
    enum yx_ir_op op = minus ? YX_IR_SUB : YX_IR_ADD;
    if (a.type.ty == YX_TY_DATE && b.type.ty == YX_TY_DATE && minus)
        return binary_op(c, n, op, a, b, (struct yx_type){.ty = YX_TY_DAYS});
    if (a.type.ty == YX_TY_DATE && b.type.ty == YX_TY_DAYS)
        return binary_op(c, n, op, a, b, (struct yx_type){.ty = YX_TY_DATE});
    if (a.type.ty == YX_TY_DATE && b.type.ty == YX_TY_MONTHS && b.reg == YX_NO_REG)
        return (struct yx_val){.type = {.ty = YX_TY_DATE},
                               .reg = yx_emit_op(c, n, YX_IR_MONTHS, yx_val_reg(c, n, a), YX_NO_REG,
                                                 minus ? -b.k : b.k)};
    if (!yx_same_type(a.type, b.type) || a.type.ty == YX_TY_DATE || a.type.ty == YX_TY_TERM ||
        a.type.ty == YX_TY_PERCENT)
        return mixed(c, n, a.type, b.type);
    if (a.reg == YX_NO_REG && b.reg == YX_NO_REG)
        return (struct yx_val){
            .type = a.type, .reg = YX_NO_REG, .k = minus ? a.k - b.k : a.k + b.k};
    return binary_op(c, n, op, a, b, a.type);
}

/* One factor of a product with one rounding: amount × int × percent ÷ int. */
struct product {
    uint16_t value, times, over; /* registers */
    int64_t num, den;
    struct yx_type type;
    bool is_wrong, has_money;
};

static bool scale_constants(int64_t *a, int64_t b)
{
    int64_t out;
    if (__builtin_mul_overflow(*a, b, &out) || out > 1000000000000 || out < -1000000000000)
        return false;
    *a = out;
    return true;
}

static void factor(struct yx_front *c, const struct yx_node *n, bool divides, struct product *p)
{
    if (n->kind == YX_BINARY && (n->op == YX_OP_MUL || n->op == YX_OP_DIV) && n->first) {
        if (++c->depth > MAX_DEPTH) {
            YX_WRONG(c, n, YX_TEXT("表达式嵌套太深", "the expression is nested too deep"));
            p->is_wrong = true;
        } else {
            factor(c, n->first, divides, p);
            factor(c, n->first->next, divides != (n->op == YX_OP_DIV), p);
        }
        c->depth--;
        return;
    }
    struct yx_val v = yx_expr(c, n, NULL);
    if (v.type.ty == YX_TY_ERROR || absent_operand(c, n, v)) {
        p->is_wrong = true;
        return;
    }
    bool fits = true;
    if (v.type.ty == YX_TY_PERCENT && !divides) {
        fits = scale_constants(&p->num, v.k) && scale_constants(&p->den, 10000);
    } else if (v.type.ty == YX_TY_INT && v.reg == YX_NO_REG) {
        if (divides && v.k <= 0) {
            YX_WRONG(c, n, YX_TEXT("除数要大于 0", "the divisor must be more than 0"));
            p->is_wrong = true;
            return;
        }
        fits = scale_constants(divides ? &p->den : &p->num, v.k);
    } else if (v.type.ty == YX_TY_INT && divides) {
        fits = p->over == YX_NO_REG;
        p->over = v.reg;
    } else if ((v.type.ty == YX_TY_INT || v.type.ty == YX_TY_MONEY) && !divides &&
               !(v.type.ty == YX_TY_MONEY && p->has_money)) {
        uint16_t reg = yx_val_reg(c, n, v);
        if (v.type.ty == YX_TY_MONEY) {
            p->type = v.type;
            p->has_money = true;
        }
        if (p->value == YX_NO_REG)
            p->value = reg;
        else if (p->times == YX_NO_REG)
            p->times = reg;
        else
            p->times = yx_emit_op(c, n, YX_IR_MUL, p->times, reg, 0);
    } else {
        YX_WRONG(c, n,
                 YX_TEXT("“{0}”是{1}，不能用在乘除里的这个位置",
                         "“{0}” is {1} and cannot stand here in a product"),
                 yx_front_c(c, yx_node_source(n->doc, n)), yx_type_name(c, v.type));
        p->is_wrong = true;
    }
    if (!fits) {
        YX_WRONG(c, n,
                 YX_TEXT("乘除太复杂，先用 认定 分成两步",
                         "the product is too involved; split it in 认定"));
        p->is_wrong = true;
    }
}

static struct yx_val multiply(struct yx_front *c, const struct yx_node *n)
{
    struct product p = {.value = YX_NO_REG,
                        .times = YX_NO_REG,
                        .over = YX_NO_REG,
                        .num = 1,
                        .den = 1,
                        .type = {.ty = YX_TY_INT}};
    factor(c, n, false, &p);
    if (p.is_wrong)
        return wrong;
    if (!p.has_money && (p.den != 1 || p.over != YX_NO_REG)) {
        YX_WRONG(
            c, n,
            YX_TEXT("整数不能相除或乘百分数，只有金额可以",
                    "whole numbers are not divided or taken a percentage of; only amounts are"));
        return wrong;
    }
    if (p.value == YX_NO_REG)
        return (struct yx_val){
            .type = {.ty = YX_TY_INT, .lo = p.num, .hi = p.num}, .reg = YX_NO_REG, .k = p.num};
    p.type.is_nullable = false;
    if (!p.has_money && p.num == 1 && p.times != YX_NO_REG)
        return (struct yx_val){.type = p.type,
                               .reg = yx_emit_op(c, n, YX_IR_MUL, p.value, p.times, 0)};
    return (struct yx_val){.type = p.type,
                           .reg = yx_emit(c, n,
                                          (struct yx_ins){.op = YX_IR_SCALE,
                                                          .a = p.value,
                                                          .b = p.times,
                                                          .c = p.over,
                                                          .k = p.num,
                                                          .k2 = p.den})};
}

static struct yx_val call(struct yx_front *c, const struct yx_node *n)
{
    if (yx_word(n->text, "待定", "tbd"))
        return yx_open_value(c, n);
    bool is_min = yx_str_is(n->text, "min"), is_max = yx_str_is(n->text, "max");
    if (!is_min && !is_max) {
        YX_WRONG(c, n,
                 YX_TEXT("没有函数“{0}”；可用：min max",
                         "there is no function “{0}”; there are: min max"),
                 yx_front_c(c, n->text));
        return wrong;
    }
    if (!n->first || !n->first->next) {
        YX_WRONG(c, n, YX_TEXT("{0} 要两个以上的值", "{0} takes two or more values"),
                 yx_front_c(c, n->text));
        return wrong;
    }
    struct yx_val acc = wrong;
    const struct yx_node *before = NULL;
    for (const struct yx_node *arg = n->first; arg; arg = arg->next) {
        const struct yx_node *e = arg->kind == YX_ARG ? arg->first : arg;
        struct yx_val v = e ? yx_expr(c, e, NULL) : wrong;
        if (v.type.ty == YX_TY_ERROR)
            return wrong;
        if (!before) {
            acc = v;
            before = e;
            if (!is_ordered((enum yx_ty)v.type.ty)) {
                (void)absent_operand(c, e, v);
                return wrong;
            }
            continue;
        }
        if (!yx_same_type(acc.type, v.type)) {
            if (acc.type.ty == YX_TY_MONEY && v.type.ty == YX_TY_MONEY)
                YX_WRONG(c, e,
                         YX_TEXT("{0} 的单位不同：“{1}”是{2}，“{3}”不是",
                                 "{0} of different units: “{1}” is {2}, “{3}” is not"),
                         yx_front_c(c, n->text), yx_front_c(c, yx_node_source(before->doc, before)),
                         yx_type_name(c, acc.type), yx_front_c(c, yx_node_source(e->doc, e)));
            else
                (void)mixed(c, e, acc.type, v.type);
            return wrong;
        }
        acc = acc.reg == YX_NO_REG && v.reg == YX_NO_REG
                  ? (struct yx_val){.type = acc.type,
                                    .reg = YX_NO_REG,
                                    .k = is_min ? YX_MIN(acc.k, v.k) : YX_MAX(acc.k, v.k)}
                  : binary_op(c, n, is_min ? YX_IR_MIN : YX_IR_MAX, acc, v, acc.type);
    }
    return acc;
}

static struct yx_val connect(struct yx_front *c, const struct yx_node *n)
{
    /* a 且 b 且 c … leans to the left: walk down it without recursion. */
    struct {
        const struct yx_node **v;
        size_t n, cap;
    } part = {0};
    const struct yx_node *l = n;
    for (; l && l->kind == YX_BINARY && l->op == n->op && l->first && l->first->next; l = l->first)
        YX_PUSH(&part, l->first->next);
    uint16_t reg = yx_truth(c, l);
    while (part.n-- > 0)
        reg = yx_emit_op(c, n, n->op == YX_OP_AND ? YX_IR_AND : YX_IR_OR, reg,
                         yx_truth(c, part.v[part.n]), 0);
    free(part.v);
    return truth_val(reg);
}

static struct yx_val expression(struct yx_front *c, const struct yx_node *n,
                                const struct yx_type *want)
{
    switch ((enum yx_node_kind)n->kind) {
    case YX_NAME: return yx_name_value(c, n, want);
    case YX_LITERAL: return yx_literal_value(c, n);
    case YX_STRING: return yx_val_const(YX_TY_TEXT, (int64_t)yx_hash_str(yx_str_trim(n->text)));
    case YX_CALL: return call(c, n);
    case YX_ARG: return n->first ? yx_expr(c, n->first, want) : wrong;
    case YX_UNARY:
        if (!n->first)
            return wrong;
        if (n->op == YX_OP_NOT)
            return truth_val(invert(c, n, yx_truth(c, n->first)));
        if (n->op == YX_OP_IS_NULL || n->op == YX_OP_NOT_NULL)
            return truth_val(
                is_null(c, n->first, yx_expr(c, n->first, NULL), n->op == YX_OP_NOT_NULL));
        if (n->op == YX_OP_NEG) {
            struct yx_val v = yx_expr(c, n->first, NULL);
            if (v.type.ty == YX_TY_ERROR || absent_operand(c, n->first, v))
                return wrong;
            if (v.type.ty == YX_TY_DATE || v.type.ty == YX_TY_TERM || v.type.ty == YX_TY_PERCENT)
                return mixed(c, n, v.type, v.type);
            if (v.reg == YX_NO_REG)
                return (struct yx_val){.type = v.type, .reg = YX_NO_REG, .k = -v.k};
            return binary_op(c, n, YX_IR_SUB, (struct yx_val){.type = v.type, .reg = YX_NO_REG}, v,
                             v.type);
        }
        break;
    case YX_BINARY:
        if (!n->first || !n->first->next)
            return wrong;
        switch ((enum yx_op)n->op) {
        case YX_OP_AND:
        case YX_OP_OR: return connect(c, n);
        case YX_OP_MUL:
        case YX_OP_DIV: return multiply(c, n);
        case YX_OP_ADD:
        case YX_OP_SUB: {
            struct yx_val a = yx_expr(c, n->first, NULL), b = yx_expr(c, n->first->next, NULL);
            if (a.type.ty == YX_TY_ERROR || b.type.ty == YX_TY_ERROR)
                return wrong;
            if (absent_operand(c, n->first, a) || absent_operand(c, n->first->next, b))
                return wrong;
            return add(c, n, a, b);
        }
        default: return relation(c, n);
        }
    default: break;
    }
    YX_WRONG(c, n, YX_TEXT("这里不能写“{0}”", "“{0}” cannot stand here"),
             yx_front_c(c, yx_node_source(n->doc, n)));
    return wrong;
}

struct yx_val yx_expr(struct yx_front *c, const struct yx_node *n, const struct yx_type *want)
{
    if (!n)
        return wrong;
    if (++c->depth > MAX_DEPTH) {
        YX_WRONG(c, n, YX_TEXT("表达式嵌套太深", "the expression is nested too deep"));
        c->depth--;
        return wrong;
    }
    struct yx_val v = expression(c, n, want);
    c->depth--;
    return v;
}
