/* types.c -- types, units and code lists of a policy document. */
#include "policy/front.h"

#include <stdlib.h>

enum yx_rate yx_rate_of(enum yx_unit unit)
{
    switch (unit) {
    case YX_UNIT_YEAR:
    case YX_UNIT_SCHOOL_YEAR: return YX_RATE_YEAR;
    case YX_UNIT_TERM: return YX_RATE_TERM;
    case YX_UNIT_MONTH: return YX_RATE_MONTH;
    case YX_UNIT_DAY: return YX_RATE_DAY;
    case YX_UNIT_TIME: return YX_RATE_ONCE;
    default: return YX_RATE_NONE;
    }
}

const char *yx_type_name(struct yx_front *c, struct yx_type t)
{
    static const char *const rate[] = {"元", "元/年", "元/学期", "元/月", "元/天", "元/次"};
    switch ((enum yx_ty)t.ty) {
    case YX_TY_ERROR: return "?";
    case YX_TY_BOOL: return "是否";
    case YX_TY_ENUM: return yx_list_text(c, &c->list.v[t.list]);
    case YX_TY_SET: return "集合";
    case YX_TY_INT: return "整数";
    case YX_TY_MONEY: return rate[t.rate];
    case YX_TY_DATE: return "日期";
    case YX_TY_TERM: return "学期";
    case YX_TY_DAYS: return "天数";
    case YX_TY_MONTHS: return "月数";
    case YX_TY_PERCENT: return "百分数";
    case YX_TY_TEXT: return "文本";
    case YX_TY_PAYEE: return "支付对象";
    case YX_TY_NULL: return "空";
    case YX_TY_NOTHING: return "无金额";
    }
    return "?";
}

bool yx_same_type(struct yx_type a, struct yx_type b)
{
    return a.ty == b.ty && (a.ty != YX_TY_MONEY || a.rate == b.rate) &&
           ((a.ty != YX_TY_ENUM && a.ty != YX_TY_SET) || a.list == b.list);
}

/* ---- lists ---- */

int yx_list_find(const struct yx_list *l, struct yx_str name)
{
    for (uint32_t m = 0; m < l->n; m++)
        if (yx_str_eq(l->member[m], name))
            return (int)m;
    for (uint32_t m = 0; l->was && m < l->n; m++)
        if (l->was[m].n && yx_str_eq(l->was[m], name))
            return (int)m;
    return -1;
}

uint64_t yx_list_below(const struct yx_list *l, int m)
{
    uint64_t out = UINT64_C(1) << m;
    for (uint32_t i = 0; l->above && i < l->n; i++)
        if (l->above[i] >> m & 1)
            out |= UINT64_C(1) << i;
    return out;
}

bool yx_list_dated(const struct yx_list *l)
{
    return l->from != NULL;
}

const char *yx_list_text(struct yx_front *c, const struct yx_list *l)
{
    struct yx_buf b = {0};
    for (uint32_t m = 0; m < l->n; m++) {
        if (m)
            yx_buf_putc(&b, ' ');
        yx_buf_puts(&b, l->member[m]);
    }
    const char *out = yx_report_c(c->r, yx_buf_str(&b));
    yx_buf_free(&b);
    return out;
}

void yx_not_member(struct yx_front *c, const struct yx_node *at, struct yx_str word, int list)
{
    const struct yx_list *l = &c->list.v[list];
    if (l->name.n)
        YX_WRONG(c, at,
                 YX_TEXT("“{0}”不在代码表 {1} 中；可用：{2}",
                         "“{0}” is not in the code list {1}; there are: {2}"),
                 yx_front_c(c, word), yx_front_c(c, l->name), yx_list_text(c, l));
    else
        YX_WRONG(c, at, YX_TEXT("没有“{0}”；可用：{1}", "there is no “{0}”; there are: {1}"),
                 yx_front_c(c, word), yx_list_text(c, l));
}

/* Name of a member as a node writes it; empty when it is no name. */
static struct yx_str member_name(const struct yx_node *n)
{
    return n && (n->kind == YX_NAME || n->kind == YX_LITERAL) ? n->text : (struct yx_str){0};
}

static int add_list(struct yx_front *c, struct yx_str name, const struct yx_node *const *member,
                    size_t n, const struct yx_node *at)
{
    struct yx_list l = {.name = name};
    if (n > 62) {
        YX_WRONG(c, at, YX_TEXT("一个枚举最多 62 个值", "an enumeration has at most 62 values"));
        n = 62;
    }
    l.member = YX_NEW(c->a, struct yx_str, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct yx_str s = member_name(member[i]);
        if (!s.n) {
            YX_WRONG(c, member[i], YX_TEXT("这里要一个名称", "a name is needed here"));
            continue;
        }
        if (yx_list_find(&l, s) >= 0) {
            YX_WRONG(c, member[i], YX_TEXT("“{0}”写了两次", "“{0}” is written twice"),
                     yx_front_c(c, s));
            continue;
        }
        l.member[l.n++] = s;
    }
    YX_PUSH(&c->list, l);
    return (int)c->list.n - 1;
}

void yx_front_codes(struct yx_front *c, const struct yx_node *section)
{
    const struct yx_node *name = yx_node_operand(section);
    if (!name || name->kind != YX_NAME) {
        if (!yx_report_has(c->r, yx_node_place(section->doc, section)))
            YX_WRONG(c, section, YX_TEXT("代码表要有名称", "a code list needs a name"));
        return;
    }
    if (yx_layers_has(c, name->text, YX_SYM_LIST, section, section))
        return;
    struct {
        const struct yx_node **v;
        size_t n, cap;
    } entry = {0};
    for (const struct yx_node *e = section->block; e; e = e->next)
        if (e->kind == YX_ENTRY)
            YX_PUSH(&entry, e);
        else
            YX_WRONG(c, e, YX_TEXT("代码表里只能有名称", "a code list holds names only"));
    struct yx_list l = {.name = name->text};
    if (entry.n > 62)
        YX_WRONG(c, section,
                 YX_TEXT("一个代码表最多 62 个名称", "a code list has at most 62 names"));
    size_t n = YX_MIN(entry.n, (size_t)62);
    l.member = YX_NEW(c->a, struct yx_str, n + 1);
    l.from = YX_NEW(c->a, yx_day, n + 1);
    l.to = YX_NEW(c->a, yx_day, n + 1);
    l.above = YX_NEW(c->a, uint64_t, n + 1);
    l.formerly = YX_NEW(c->a, int8_t, n + 1);
    l.was = YX_NEW(c->a, struct yx_str, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (yx_list_find(&l, entry.v[i]->text) >= 0) {
            YX_WRONG(c, entry.v[i], YX_TEXT("“{0}”写了两次", "“{0}” is written twice"),
                     yx_front_c(c, entry.v[i]->text));
        }
        l.member[l.n++] = entry.v[i]->text;
    }
    bool dated = false, nested = false, renamed = false;
    for (size_t i = 0; i < n; i++) {
        bool has_to;
        l.from[i] = c->p->from;
        l.to[i] = c->p->to;
        yx_day from = YX_NO_DAY, to = YX_NO_DAY;
        if (yx_front_dates(c, entry.v[i], &from, &to, &has_to)) {
            l.from[i] = from == YX_NO_DAY ? yx_day_make(1800, 1, 1) : from;
            l.to[i] = to == YX_NO_DAY ? yx_day_make(9999, 12, 31) : to;
            dated = true;
            if ((l.to[i] < c->p->from || l.from[i] > c->p->to) && !yx_front_layer(c, section))
                YX_WRONG(c, entry.v[i],
                         YX_TEXT("“{0}”在政策有效期内从不有效",
                                 "“{0}” is never in force while the policy is"),
                         yx_front_c(c, l.member[i]));
        }
        l.formerly[i] = -1;
        l.above[i] = UINT64_C(1) << i;
        const struct yx_node *old = yx_node_clause(entry.v[i], YX_KW_FORMERLY);
        const struct yx_node *old_name = old ? yx_node_operand(old) : NULL;
        if (old_name && old_name->kind == YX_NAME) {
            int m = yx_list_find(&l, old_name->text);
            if (m >= 0)
                l.formerly[i] = (int8_t)m;
            else
                l.was[i] = old_name->text;
            renamed |= m >= 0;
        }
        const struct yx_node *isa = yx_node_clause(entry.v[i], YX_KW_ISA);
        for (const struct yx_node *arg = isa ? isa->first : NULL; arg; arg = arg->next) {
            const struct yx_node *up = arg->first;
            int m = up && up->kind == YX_NAME ? yx_list_find(&l, up->text) : -1;
            if (m < 0 && up)
                YX_WRONG(c, up, YX_TEXT("代码表里没有“{0}”", "the code list has no “{0}”"),
                         yx_front_c(c, up->text));
            else if (m == (int)i)
                YX_WRONG(c, up, YX_TEXT("“{0}”不能属于自己", "“{0}” cannot belong to itself"),
                         yx_front_c(c, up->text));
            else if (m >= 0)
                l.above[i] |= UINT64_C(1) << m, nested = true;
        }
    }
    for (size_t round = 0; nested && round < n; round++) /* ancestors of ancestors */
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                if (l.above[i] >> j & 1)
                    l.above[i] |= l.above[j];
    for (size_t i = 0; nested && i < n; i++)
        for (size_t j = 0; j < i; j++)
            if ((l.above[i] >> j & 1) && (l.above[j] >> i & 1))
                YX_WRONG(c, entry.v[i],
                         YX_TEXT("“{0}”与“{1}”互相属于", "“{0}” and “{1}” belong to each other"),
                         yx_front_c(c, l.member[i]), yx_front_c(c, l.member[j]));
    if (!dated)
        l.from = l.to = NULL;
    if (!nested)
        l.above = NULL;
    if (!renamed)
        l.formerly = NULL;
    free(entry.v);
    YX_PUSH(&c->list, l);
    yx_front_declare(c, name->text, YX_SYM_LIST, (uint32_t)c->list.n - 1, section, NULL);
}

/* ---- declarations ---- */

static struct yx_type of_set(struct yx_front *c, const struct yx_node *arg)
{
    struct yx_type t = {.ty = YX_TY_ERROR};
    const struct yx_node *what = arg->tail;
    if (what && what->kind == YX_SET) {
        struct {
            const struct yx_node **v;
            size_t n, cap;
        } m = {0};
        for (const struct yx_node *i = what->first; i; i = i->next)
            YX_PUSH(&m, i);
        t.ty = YX_TY_SET;
        t.list = add_list(c, (struct yx_str){0}, m.v, m.n, what);
        free(m.v);
        return t;
    }
    const struct yx_sym *s = what && what->kind == YX_NAME ? yx_front_find(c, what->text) : NULL;
    if (s && s->kind == YX_SYM_LIST) {
        t.ty = YX_TY_SET;
        t.list = (int)s->index;
        return t;
    }
    YX_WRONG(c, what ? what : arg,
             YX_TEXT("集合后面要 {甲 乙 …} 或代码表的名称",
                     "after 集合 comes {a b …} or the name of a code list"));
    return t;
}

static struct yx_type of_one(struct yx_front *c, const struct yx_node *arg)
{
    const struct yx_node *e = arg->first;
    struct yx_type t = {.ty = YX_TY_ERROR};
    if (arg->op == YX_OP_RANGE) {
        const struct yx_node *hi = e ? e->next : NULL;
        bool neg = e && e->kind == YX_UNARY && e->op == YX_OP_NEG && e->first;
        const struct yx_node *lo = neg ? e->first : e;
        if (!lo || !hi || lo->lit.kind != YX_LIT_INT || hi->lit.kind != YX_LIT_INT) {
            YX_WRONG(
                c, arg,
                YX_TEXT("范围要两个整数，如 1..9", "a range takes two whole numbers, as 1..9"));
            return t;
        }
        t = (struct yx_type){
            .ty = YX_TY_INT, .lo = neg ? -lo->lit.value : lo->lit.value, .hi = hi->lit.value};
        if (t.lo > t.hi)
            YX_WRONG(c, arg, YX_TEXT("范围的下限大于上限", "the range ends before it begins"));
        if (t.hi > 1000000000 || t.lo < -1000000000)
            YX_WRONG(c, arg, YX_TEXT("整数最大 10 亿", "whole numbers go to a thousand million"));
        return t;
    }
    if (e && e->kind == YX_LITERAL && e->lit.kind == YX_LIT_UNIT && e->lit.unit == YX_UNIT_YUAN) {
        t.ty = YX_TY_MONEY;
        t.rate = (uint8_t)yx_rate_of((enum yx_unit)e->lit.rate);
        return t;
    }
    if (!e || e->kind != YX_NAME) {
        YX_WRONG(c, arg,
                 YX_TEXT("这里要一个类型：是否、日期、1..9、元/年、集合 {…}、甲|乙",
                         "a type is needed here: 是否, 日期, 1..9, 元/年, 集合 {…}, a|b"));
        return t;
    }
    if (yx_word(e->text, "是否", "bool"))
        t.ty = YX_TY_BOOL;
    else if (yx_word(e->text, "日期", "date"))
        t.ty = YX_TY_DATE;
    else if (yx_word(e->text, "文本", "text"))
        t.ty = YX_TY_TEXT;
    else if (yx_word(e->text, "集合", "set"))
        return of_set(c, arg);
    else {
        const struct yx_sym *s = yx_front_find(c, e->text);
        t.ty = YX_TY_ENUM;
        if (s && s->kind == YX_SYM_LIST)
            t.list = (int)s->index;
        else
            t.list = add_list(c, (struct yx_str){0}, &e, 1, e);
    }
    return t;
}

struct yx_type yx_type_read(struct yx_front *c, const struct yx_node *declare)
{
    struct yx_type t = {.ty = YX_TY_ERROR};
    bool nullable = false;
    uint32_t n = 0;
    for (const struct yx_node *arg = declare->first; arg; arg = arg->next, n++)
        for (const struct yx_node *atom = arg->tail; atom; atom = atom->next) {
            if (atom->kind == YX_NAME && yx_word(atom->text, "可空", "nullable"))
                nullable = true;
            else if (!(arg->first && arg->first->kind == YX_NAME &&
                       yx_word(arg->first->text, "集合", "set") && atom == arg->tail))
                YX_WRONG(c, atom, YX_TEXT("类型后面不能有“{0}”", "“{0}” cannot follow a type"),
                         yx_front_c(c, atom->text));
        }
    if (n == 1) {
        t = of_one(c, declare->first);
    } else if (n > 1) {
        struct {
            const struct yx_node **v;
            size_t n, cap;
        } m = {0};
        for (const struct yx_node *arg = declare->first; arg; arg = arg->next)
            YX_PUSH(&m, arg->first ? arg->first : arg);
        t.ty = YX_TY_ENUM;
        t.list = add_list(c, (struct yx_str){0}, m.v, m.n, declare);
        free(m.v);
    }
    t.is_nullable = nullable && t.ty != YX_TY_ERROR;
    return t;
}

/* ---- clauses ---- */

static yx_day day_of(struct yx_front *c, const struct yx_node *clause, bool last)
{
    const struct yx_node *e = yx_node_operand(clause);
    yx_day d = e && e->kind == YX_LITERAL
                   ? (last ? yx_lit_last_day(e->lit) : yx_lit_first_day(e->lit))
                   : YX_NO_DAY;
    if (d == YX_NO_DAY)
        YX_WRONG(c, e ? e : clause,
                 YX_TEXT("这里要日期，如 2022-09-01 或 2022-09",
                         "a date is needed here, as 2022-09-01 or 2022-09"));
    return d;
}

bool yx_front_dates(struct yx_front *c, const struct yx_node *n, yx_day *from, yx_day *to,
                    bool *has_to)
{
    const struct yx_node *a = yx_node_clause(n, YX_KW_FROM), *b = yx_node_clause(n, YX_KW_TO);
    *has_to = b != NULL;
    if (a) {
        yx_day d = day_of(c, a, false);
        *from = d == YX_NO_DAY ? *from : d;
    }
    if (b) {
        yx_day d = day_of(c, b, true);
        *to = d == YX_NO_DAY ? *to : d;
        if (d != YX_NO_DAY && a && *from != YX_NO_DAY && d < *from)
            YX_WRONG(c, b, YX_TEXT("止于开始之前", "it ends before it begins"));
    }
    return a || b;
}

void yx_front_cites(struct yx_front *c, const struct yx_node *n, struct yx_str *io)
{
    for (const struct yx_node *t = n->tail; t; t = t->next) {
        if (t->kind != YX_CITE || !t->text.n)
            continue;
        struct yx_str rest = *io;
        bool there = false;
        while (rest.n && !there) {
            ptrdiff_t at = yx_str_find(rest, YX_S("；"));
            struct yx_str one = at < 0 ? rest : yx_str_sub(rest, 0, (size_t)at);
            there = yx_str_eq(one, t->text);
            rest = at >= 0 ? yx_str_sub(rest, (size_t)at + YX_S("；").n, rest.n) : YX_S("");
        }
        if (there)
            continue;
        struct yx_buf b = {0};
        yx_buf_puts(&b, *io);
        if (io->n)
            yx_buf_putz(&b, "；");
        yx_buf_puts(&b, t->text);
        *io = yx_str_dup(c->a, yx_buf_str(&b));
        yx_buf_free(&b);
    }
}

bool yx_front_marked(const struct yx_node *n, enum yx_kw kw)
{
    return yx_node_clause(n, kw) != NULL;
}

enum yx_payee yx_payee_read(struct yx_str w)
{
    static const char *const name[][2] = {
        [YX_PAY_PERSON] = {"到人", "person"},   [YX_PAY_SCHOOL] = {"到校", "school"},
        [YX_PAY_CANTEEN] = {"食堂", "canteen"}, [YX_PAY_EXEMPT] = {"减免", "exempt"},
        [YX_PAY_LOAN] = {"贷款", "loan"},       [YX_PAY_OUTSIDE] = {"外部", "outside"},
    };
    for (size_t i = YX_PAY_PERSON; i < YX_LEN(name); i++)
        if (yx_word(w, name[i][0], name[i][1]))
            return (enum yx_payee)i;
    return YX_PAY_UNKNOWN;
}
