/* compile.c -- the sections of a policy document, benefit by benefit.
 *
 * DESIGN.  Names are declared in a first pass over the whole document (codes,
 * inputs, switches, definitions, benefits), so the order of writing is free;
 * what they mean is compiled in a second.  The last pass orders the combination
 * and moves everything into the policy's arena. */
#include "policy/front.h"

#include <stdlib.h>

enum { MAX_ITEMS = 2000, MAX_INPUTS = 64, MAX_COMBOS = 2000, MAX_GROUP_ITEMS = 64 };

struct yx_str yx_front_text(struct yx_front *c, const struct yx_node *n)
{
    struct yx_str s = yx_node_source(c->doc, n);
    struct yx_buf b = {0};
    bool blank = false;
    for (size_t i = 0; i < s.n; i++) {
        bool is = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t';
        if (s.p[i] == '#') { /* a comment within a construct of several lines */
            while (i < s.n && s.p[i] != '\n')
                i++;
            is = true;
        }
        if (!is && blank && b.n)
            yx_buf_putc(&b, ' ');
        if (!is)
            yx_buf_putc(&b, s.p[i]);
        blank = is;
    }
    struct yx_str out = yx_str_dup(c->a, yx_str_trim(yx_buf_str(&b)));
    yx_buf_free(&b);
    return out;
}

/* The first argument of a line as a name; reports when it is none. */
static const struct yx_node *name_of(struct yx_front *c, const struct yx_node *line)
{
    const struct yx_node *e = yx_node_operand(line);
    if (e && (e->kind == YX_NAME || e->kind == YX_LITERAL))
        return e;
    if (!yx_report_has(c->r, yx_node_place(c->doc, line)))
        YX_WRONG(c, line, YX_TEXT("这里要一个名称", "a name is needed here"));
    return NULL;
}

static void unexpected(struct yx_front *c, const struct yx_node *n)
{
    if (!yx_report_has(c->r, yx_node_place(c->doc, n))) /* the parser may have said so */
        YX_WRONG(c, n, YX_TEXT("这一行不能放在这里", "this line cannot stand here"));
}

static bool layer_word(struct yx_front *c, const struct yx_node *n)
{
    switch ((enum yx_kw)n->kw) {
    case YX_KW_EXTENDS:
    case YX_KW_ADOPT:
    case YX_KW_NARROW:
    case YX_KW_WIDEN:
    case YX_KW_RAISE:
    case YX_KW_SET:
        YX_WRONG(
            c, n,
            YX_TEXT(
                "这个版本还不能承接上级政策：把上级的项目写进本文件",
                "this version cannot extend an upper policy yet: write the upper benefits into this file"));
        return true;
    case YX_KW_BELOW: return true; /* speaks to lower documents only */
    default: return false;
    }
}

/* ---- head ---- */

static void season_days(struct yx_front *c, const struct yx_node *line, int *md)
{
    for (const struct yx_node *arg = line->first; arg; arg = arg->next) {
        const struct yx_node *season = arg->first, *day = arg->tail;
        bool spring = season && season->kind == YX_NAME && yx_word(season->text, "春", "spring");
        bool autumn = season && season->kind == YX_NAME && yx_word(season->text, "秋", "autumn");
        if ((!spring && !autumn) || !day || day->lit.kind != YX_LIT_MONTH_DAY)
            YX_WRONG(c, arg, YX_TEXT("写成 春 03-01, 秋 09-01", "write 春 03-01, 秋 09-01"));
        else
            md[autumn] = (int)day->lit.value;
    }
}

/* `1年 = 2学期`, `1学期 = 100天`. */
static void conversion(struct yx_front *c, const struct yx_node *line)
{
    struct yx_policy *p = c->p;
    for (const struct yx_node *arg = line->first; arg; arg = arg->next) {
        const struct yx_node *e = arg->first;
        const struct yx_node *l = e && e->kind == YX_BINARY && e->op == YX_OP_EQ ? e->first : NULL;
        const struct yx_node *r = l ? l->next : NULL;
        bool ok = l && r && l->lit.kind == YX_LIT_QUANTITY && r->lit.kind == YX_LIT_QUANTITY &&
                  l->lit.value == 1 && r->lit.value > 0 && r->lit.value <= 400;
        if (ok && (l->lit.unit == YX_UNIT_YEAR || l->lit.unit == YX_UNIT_SCHOOL_YEAR) &&
            r->lit.unit == YX_UNIT_TERM) {
            if (r->lit.value != 2)
                YX_WRONG(c, r,
                         YX_TEXT("一年只能折算成 2 个学期", "a year converts to 2 terms only"));
        } else if (ok && l->lit.unit == YX_UNIT_TERM && r->lit.unit == YX_UNIT_DAY) {
            p->days_per_term = (int)r->lit.value;
        } else if (ok && l->lit.unit == YX_UNIT_TERM && r->lit.unit == YX_UNIT_MONTH) {
            p->months_per_term = (int)r->lit.value;
        } else {
            YX_WRONG(c, arg,
                     YX_TEXT("折算写成 1年 = 2学期, 1学期 = 100天, 1学期 = 5月",
                             "conversions are written 1年 = 2学期, 1学期 = 100天, 1学期 = 5月"));
        }
    }
}

/* Whether 核算 says 全年 于 春|秋: 0, 1; -1 by term. */
static int accrual_of(struct yx_front *c, const struct yx_node *line)
{
    const struct yx_node *e = yx_node_operand(line);
    const struct yx_node *in = yx_node_clause(line, YX_KW_IN);
    if (e && (yx_word(e->text, "学期", "term") || e->lit.unit == YX_UNIT_TERM) && !in)
        return -1;
    const struct yx_node *s = in ? yx_node_operand(in) : NULL;
    if (!e || !yx_word(e->text, "全年", "whole_year") || !s ||
        (!yx_word(s->text, "春", "spring") && !yx_word(s->text, "秋", "autumn"))) {
        YX_WRONG(c, line,
                 YX_TEXT("核算写成 核算 学期，或 核算 全年 于 秋",
                         "write 核算 学期 or 核算 全年 于 秋"));
        return -1;
    }
    return yx_word(s->text, "秋", "autumn");
}

static yx_day head_day(struct yx_front *c, const struct yx_node *e, bool last)
{
    yx_day d = e && e->kind == YX_LITERAL
                   ? (last ? yx_lit_last_day(e->lit) : yx_lit_first_day(e->lit))
                   : YX_NO_DAY;
    if (d == YX_NO_DAY)
        YX_WRONG(c, e ? e : c->doc->root,
                 YX_TEXT("有效写成 有效 2022-01-01 至 2022-12-31",
                         "write 有效 2022-01-01 至 2022-12-31"));
    return d;
}

static void head(struct yx_front *c, const struct yx_node *line)
{
    struct yx_policy *p = c->p;
    bool has_valid = false;
    for (const struct yx_node *l = line->block; l; l = l->next) {
        const struct yx_node *e = yx_node_operand(l);
        if (l->kind != YX_LINE) {
            unexpected(c, l);
            continue;
        }
        switch ((enum yx_kw)l->kw) {
        case YX_KW_AREA: {
            uint64_t n;
            if (!e || !yx_str_u64(e->text, &n) || e->text.n != 6)
                YX_WRONG(
                    c, l,
                    YX_TEXT("地区要六位行政区划代码", "地区 is a division code of six digits"));
            else
                p->region = (uint32_t)n;
            break;
        }
        case YX_KW_VALID: {
            const struct yx_node *to = yx_node_clause(l, YX_KW_TO);
            p->from = head_day(c, e, false);
            p->to = head_day(c, to ? yx_node_operand(to) : NULL, true);
            has_valid = p->from != YX_NO_DAY && p->to != YX_NO_DAY;
            if (has_valid && p->to < p->from) {
                YX_WRONG(c, l, YX_TEXT("止于开始之前", "it ends before it begins"));
                p->to = p->from;
            }
            break;
        }
        case YX_KW_BASIS: yx_front_cites(c, l, &p->basis); break;
        case YX_KW_ACCRUE: {
            bool school_year = false;
            for (const struct yx_node *a = l->first ? l->first->tail : NULL; a; a = a->next)
                school_year |=
                    yx_word(a->text, "学年", "school_year") || a->lit.unit == YX_UNIT_SCHOOL_YEAR;
            p->school_year = school_year;
            if (accrual_of(c, l) >= 0)
                YX_WRONG(c, l,
                         YX_TEXT("全年核算写在类或项目里",
                                 "whole-year accrual is written in a group or a benefit"));
            break;
        }
        case YX_KW_CONVERT: conversion(c, l); break;
        case YX_KW_REMAINDER: {
            const struct yx_node *of = yx_node_clause(l, YX_KW_OF);
            const struct yx_node *where = of ? yx_node_operand(of) : e;
            if (where && yx_word(where->text, "首期", "first"))
                p->remainder_first = true;
            else if (!where || !yx_word(where->text, "末期", "last"))
                YX_WRONG(c, l,
                         YX_TEXT("尾差写成 尾差 归 末期，或 尾差 归 首期",
                                 "write 尾差 归 末期 or 尾差 归 首期"));
            break;
        }
        case YX_KW_ASOF: season_days(c, l, p->as_of); break;
        case YX_KW_CUTOFF: season_days(c, l, p->cutoff); break;
        case YX_KW_GRAMMAR:
            if (!e || e->lit.kind != YX_LIT_INT || e->lit.value != 1)
                YX_WRONG(c, l, YX_TEXT("这个版本只懂语法 1", "this version knows grammar 1 only"));
            break;
        default:
            if (!layer_word(c, l))
                unexpected(c, l);
        }
    }
    if (!has_valid) {
        if (!yx_report_has(c->r, yx_node_place(c->doc, line)))
            YX_WRONG(c, line, YX_TEXT("政策要写明 有效 … 至 …", "a policy states 有效 … 至 …"));
        p->from = yx_day_make(2000, 1, 1);
        p->to = yx_day_make(2000, 12, 31);
    }
}

/* ---- first pass: names ---- */

struct counts {
    uint32_t inputs, switches, items, gaps, hints, constraints, definitions;
};

static void declare_inputs(struct yx_front *c, const struct yx_node *section)
{
    struct yx_policy *p = c->p;
    enum yx_owner owner = YX_OF_STUDENT;
    const struct yx_node *of = yx_node_clause(section, YX_KW_OF);
    const struct yx_node *who = of ? yx_node_operand(of) : NULL;
    if (who) {
        if (yx_word(who->text, "学校", "school"))
            owner = YX_OF_SCHOOL;
        else if (yx_word(who->text, "家庭", "family"))
            owner = YX_OF_FAMILY;
        else if (!yx_word(who->text, "学生", "student"))
            YX_WRONG(c, who,
                     YX_TEXT("输入归 学生、学校 或 家庭", "inputs belong to 学生, 学校 or 家庭"));
    }
    for (const struct yx_node *d = section->block; d; d = d->next) {
        if (d->kind != YX_DECLARE) {
            unexpected(c, d);
            continue;
        }
        if (p->n_inputs == MAX_INPUTS) {
            YX_WRONG(c, d, YX_TEXT("最多 {0} 个输入", "at most {0} inputs"),
                     yx_fmt_i64(MAX_INPUTS).s);
            return;
        }
        uint32_t i = p->n_inputs++;
        p->input[i] = (struct yx_policy_input){.name = d->text, .owner = owner};
        p->input_more[i] = (struct yx_input_more){.line = d->line};
        yx_front_declare(c, d->text, YX_SYM_INPUT, i, d, section);
    }
}

static void declare_items(struct yx_front *c, const struct yx_node *line,
                          const struct yx_node *group, int depth)
{
    for (const struct yx_node *l = line; l; l = l->next) {
        if (l->kind != YX_LINE)
            continue;
        if (l->kw == YX_KW_GROUP && depth < 8) {
            declare_items(c, l->block, l, depth + 1);
        } else if (l->kw == YX_KW_BENEFIT) {
            const struct yx_node *id = name_of(c, l);
            if (!id)
                continue;
            if (c->p->n_benefits == MAX_ITEMS) {
                YX_WRONG(c, l, YX_TEXT("最多 {0} 个项目", "at most {0} benefits"),
                         yx_fmt_i64(MAX_ITEMS).s);
                return;
            }
            uint32_t i = c->p->n_benefits++;
            c->p->benefit[i].id = id->text;
            yx_front_declare(c, id->text, YX_SYM_ITEM, i, l, group);
        }
    }
}

static void declare_names(struct yx_front *c, const struct yx_node *root)
{
    struct yx_policy *p = c->p;
    for (const struct yx_node *s = root->block; s; s = s->next)
        if (s->kind == YX_LINE && s->kw == YX_KW_CODES)
            yx_front_codes(c, s);
    for (const struct yx_node *s = root->block; s; s = s->next) {
        if (s->kind != YX_LINE)
            continue;
        if (s->kw == YX_KW_INPUTS) {
            declare_inputs(c, s);
        } else if (s->kw == YX_KW_SWITCHES) {
            for (const struct yx_node *d = s->block; d; d = d->next) {
                if (d->kind != YX_DEFINE) {
                    unexpected(c, d);
                    continue;
                }
                if (p->n_switches == MAX_INPUTS) {
                    YX_WRONG(c, d, YX_TEXT("开关太多", "too many switches"));
                    break;
                }
                uint32_t i = p->n_switches++;
                const struct yx_node *v = d->first;
                bool yes = v && v->kind == YX_NAME && yx_word(v->text, "是", "yes");
                if (!yes && !(v && v->kind == YX_NAME && yx_word(v->text, "否", "no")))
                    YX_WRONG(c, v ? v : d,
                             YX_TEXT("开关的缺省是 是 或 否", "a switch is 是 or 否"));
                p->swi[i] =
                    (struct yx_policy_switch){d->text, yes, yx_front_marked(d, YX_KW_UNDECIDED)};
                p->swi_more[i] = (struct yx_switch_more){.line = d->line};
                yx_front_cites(c, d, &p->swi_more[i].basis);
                yx_front_declare(c, d->text, YX_SYM_SWITCH, i, d, s);
            }
        } else if (s->kw == YX_KW_DEFINE) {
            for (const struct yx_node *d = s->block; d; d = d->next) {
                if (d->kind != YX_DEFINE && d->kind != YX_DECLARE) {
                    unexpected(c, d);
                    continue;
                }
                struct yx_sym *there = yx_front_find(c, d->text);
                bool dated = yx_node_clause(d, YX_KW_FROM) || yx_node_clause(d, YX_KW_TO);
                if (there && dated && there->kind == YX_SYM_DEFINITION && there->more == s)
                    continue; /* the next dated line of the same definition */
                yx_front_declare(c, d->text, YX_SYM_DEFINITION, p->n_definitions++, d, s);
            }
        }
    }
    declare_items(c, root->block, NULL, 0);
}

static void input_types(struct yx_front *c)
{
    struct yx_policy *p = c->p;
    for (size_t k = 0; k < c->sym.n; k++) {
        struct yx_sym *s = &c->sym.v[k];
        if (s->kind != YX_SYM_INPUT)
            continue;
        struct yx_type t = yx_type_read(c, s->node);
        s = &c->sym.v[k];
        s->val = (struct yx_val){.type = t, .reg = YX_NO_REG};
        struct yx_policy_input *in = &p->input[s->index];
        struct yx_input_more *more = &p->input_more[s->index];
        in->is_nullable = t.is_nullable;
        more->list = t.list;
        more->rate = (enum yx_rate)t.rate;
        switch ((enum yx_ty)t.ty) {
        case YX_TY_BOOL: in->type = YX_IN_BOOL; break;
        case YX_TY_ENUM: in->type = YX_IN_ENUM; break;
        case YX_TY_SET: in->type = YX_IN_SET; break;
        case YX_TY_INT:
            in->type = YX_IN_INT;
            in->lo = t.lo;
            in->hi = t.hi;
            break;
        case YX_TY_MONEY: in->type = YX_IN_MONEY; break;
        case YX_TY_DATE: in->type = YX_IN_DATE; break;
        case YX_TY_TEXT: in->type = YX_IN_TEXT; break;
        default: break;
        }
        if (t.ty == YX_TY_ENUM || t.ty == YX_TY_SET) {
            in->member = c->list.v[t.list].member;
            in->n_members = c->list.v[t.list].n;
        }
        const struct yx_node *def = yx_node_clause(s->node, YX_KW_DEFAULT);
        const struct yx_node *v = def ? yx_node_operand(def) : NULL;
        if (v && !(v->kind == YX_NAME && yx_word(v->text, "待核", "pending"))) {
            struct yx_fact_one one;
            if (yx_front_fact(c, s->index, v, &one) && one.state != YX_FACT_UNKNOWN) {
                more->has_default = true;
                more->value = one.v;
                more->value_state = one.state;
            }
        }
    }
}

/* ---- benefits ---- */

/* What a group hands to its benefits. */
struct context {
    uint16_t scope;
    struct yx_clause *clause;
    uint32_t n_clauses;
    int whole_in;
    struct yx_str name;
};

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

static uint16_t all_of(struct yx_front *c, const struct yx_node *at, uint16_t a, uint16_t b)
{
    if (a == YX_NO_REG || b == YX_NO_REG)
        return a == YX_NO_REG ? b : a;
    return yx_emit_op(c, at, YX_IR_AND, a, b, 0);
}

/* A condition line: parts and their conjunction.  The expression is walked
 * part by part only, so that a mistake is reported once. */
static uint16_t condition(struct yx_front *c, const struct yx_node *line, bool is_scope,
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
        reg = all_of(c, e, reg, (*clause)[i].reg);
    return reg;
}

struct item_lines {
    const struct yx_node *pay, *cond, *limit, *window, *valid, *accrue;
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
        yx_diag_second(d, yx_node_place(c->doc, *slot), YX_TEXT("先在这里", "first here"));
        return;
    }
    *slot = line;
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
            unexpected(c, l);
            continue;
        }
        switch ((enum yx_kw)l->kw) {
        case YX_KW_PAY: once(c, &out->pay, l); break;
        case YX_KW_ELIGIBLE: once(c, &out->cond, l); break;
        case YX_KW_LIMIT: once(c, &out->limit, l); break;
        case YX_KW_WINDOW: once(c, &out->window, l); break;
        case YX_KW_VALID: once(c, &out->valid, l); break;
        case YX_KW_ACCRUE: once(c, &out->accrue, l); break;
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
        case YX_KW_ALIAS: {
            uint32_t n = pub->n_aliases;
            struct yx_str *v = YX_NEW(c->a, struct yx_str, n + l->n_first);
            if (n)
                memcpy(v, pub->alias, n * sizeof v[0]);
            for (const struct yx_node *arg = l->first; arg; arg = arg->next)
                if (arg->first && arg->first->text.n)
                    v[n++] = arg->first->text;
            pub->alias = v;
            pub->n_aliases = n;
            break;
        }
        default:
            if (!layer_word(c, l))
                unexpected(c, l);
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
                yx_diag_second(d, yx_node_place(c->doc, *from), YX_TEXT("先在这里", "first here"));
                continue;
            }
            *from = o;
            *(o->kw == YX_KW_PAY ? payee : amount) = got[n];
        }
    }
}

static bool is_open_value(const struct yx_node *e)
{
    return e && (e->kind == YX_CALL || e->kind == YX_NAME) && yx_word(e->text, "待定", "tbd");
}

static void amount_lines(struct yx_front *c, const struct yx_node *item,
                         const struct item_lines *lines, struct yx_val *amount,
                         const struct yx_node **from, struct yx_str *standard)
{
    const struct yx_node *expr[64];
    if (!lines->n_amounts)
        return;
    const struct yx_node *first = lines->amount[0];
    if (*from) {
        struct yx_diag *d = YX_WRONG(
            c, first, YX_TEXT("金额已经由表给出", "the amount is given by a table already"));
        yx_diag_second(d, yx_node_place(c->doc, *from), YX_TEXT("表在这里", "the table is here"));
        return;
    }
    *from = first;
    bool dated = false, open = false;
    for (uint32_t i = 0; i < lines->n_amounts; i++) {
        expr[i] = yx_node_operand(lines->amount[i]);
        dated |= yx_node_clause(lines->amount[i], YX_KW_FROM) ||
                 yx_node_clause(lines->amount[i], YX_KW_TO) ||
                 yx_front_marked(lines->amount[i], YX_KW_UNVERIFIED);
        open |= is_open_value(expr[i]);
        if (!expr[i]) {
            YX_WRONG(c, lines->amount[i],
                     YX_TEXT("金额后面要一个值，或 无金额", "金额 takes a value, or 无金额"));
            return;
        }
    }
    if (open) {
        struct yx_str id = yx_node_operand(item)->text;
        YX_WARN(c, first, YX_TEXT("项目 {0} 的金额还是待定", "the amount of {0} is still open"),
                yx_front_c(c, id));
        c->p->open[c->p->n_open++] = id;
    }
    *standard = yx_front_text(c, expr[0]);
    *amount = lines->n_amounts == 1 && !dated ? yx_expr(c, expr[0], NULL)
                                              : yx_dated(c, lines->amount, expr, lines->n_amounts,
                                                         (struct yx_type){.ty = YX_TY_ERROR});
}

/* 标准 of an item whose amount comes from a table: 小学 1000元/年；初中 1250元/年. */
static struct yx_str table_text(struct yx_front *c, const struct item_lines *lines)
{
    struct yx_buf b = {0};
    for (uint32_t t = 0; t < lines->n_tables; t++) {
        const struct yx_node *outs = lines->table[t]->first->next;
        uint32_t at = 0;
        const struct yx_node *o = outs ? outs->first : NULL;
        while (o && o->kw != YX_KW_AMOUNT)
            o = o->next, at++;
        for (const struct yx_node *r = o ? lines->table[t]->block : NULL; r; r = r->next) {
            const struct yx_node *v =
                r->first && r->first->next ? yx_node_nth(r->first->next->first, at) : NULL;
            if (!v)
                continue;
            if (b.n)
                yx_buf_putz(&b, "；");
            if (r->op == YX_OP_OTHERWISE)
                yx_buf_putz(&b, "其余");
            uint32_t col = 0;
            for (const struct yx_node *cell = r->first->first; cell; cell = cell->next, col++) {
                const struct yx_node *head = yx_node_nth(lines->table[t]->first->first, col);
                bool truth = cell->first && cell->first->first && head &&
                             yx_word(cell->first->first->text, "是", "yes");
                bool untruth = cell->first && cell->first->first && head &&
                               yx_word(cell->first->first->text, "否", "no");
                if (cell->op == YX_OP_ANY)
                    continue;
                if (b.n && b.p[b.n - 1] != ' ' && col)
                    yx_buf_putc(&b, ' ');
                if (untruth)
                    yx_buf_putz(&b, "非");
                yx_buf_puts(&b, truth || untruth ? yx_front_text(c, head) : yx_front_text(c, cell));
            }
            yx_buf_putc(&b, ' ');
            yx_buf_puts(&b, yx_front_text(c, v));
        }
    }
    struct yx_str out = yx_str_dup(c->a, yx_buf_str(&b));
    yx_buf_free(&b);
    return out;
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

static void valid_line(struct yx_front *c, const struct yx_node *line, struct yx_item *item)
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
        YX_WRONG(c, line,
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

static void compile_item(struct yx_front *c, const struct yx_node *line, const struct context *ctx,
                         uint32_t index)
{
    struct yx_policy *p = c->p;
    struct yx_policy_benefit *pub = &p->benefit[index];
    struct yx_item *item = &p->ir.item[index];
    *item = (struct yx_item){.scope = ctx->scope,
                             .cond = YX_NO_REG,
                             .limit = YX_NO_REG,
                             .window = YX_NO_REG,
                             .amount = YX_NO_REG,
                             .payee = YX_NO_REG,
                             .from = p->from,
                             .to = p->to,
                             .whole_in = ctx->whole_in,
                             .average = -1,
                             .clause = ctx->clause,
                             .n_clauses = ctx->n_clauses,
                             .line = line->line,
                             .class_name = ctx->name};
    const struct yx_node *title = line->first ? line->first->tail : NULL;
    pub->name = title ? title->text : pub->id;
    struct item_lines lines;
    collect_lines(c, line, &lines, pub, &item->never);
    if (lines.cond)
        item->cond = condition(c, lines.cond, false, &item->clause, &item->n_clauses);
    if (lines.limit)
        limit_line(c, lines.limit, item);
    if (lines.window)
        window_line(c, lines.window, item);
    if (lines.valid)
        valid_line(c, lines.valid, item);
    if (lines.accrue)
        item->whole_in = accrual_of(c, lines.accrue);

    struct yx_val amount = {.type = {.ty = YX_TY_ERROR}, .reg = YX_NO_REG}, payee = amount;
    const struct yx_node *amount_from = NULL, *payee_from = NULL;
    item_tables(c, &lines, &amount, &amount_from, &payee, &payee_from);
    if (amount_from)
        pub->standard = table_text(c, &lines);
    amount_lines(c, line, &lines, &amount, &amount_from, &pub->standard);
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
    if (amount.type.ty == YX_TY_MONEY) {
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
    } else if (amount.type.ty != YX_TY_ERROR) {
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
    for (uint32_t i = 0; i < lines.n_averages; i++) {
        struct yx_val v = yx_expr(c, yx_node_operand(lines.average[i]), NULL);
        if (v.type.ty != YX_TY_ERROR && (v.type.ty != YX_TY_MONEY || v.reg != YX_NO_REG))
            YX_WRONG(c, lines.average[i], YX_TEXT("均值要一个金额", "均值 takes an amount"));
        else if (v.type.ty == YX_TY_MONEY && lines.n_averages == 1)
            item->average = v.k;
    }
}

static void compile_items(struct yx_front *c, const struct yx_node *line, const struct context *up,
                          uint32_t *next, int depth)
{
    for (const struct yx_node *l = line; l; l = l->next) {
        if (l->kind != YX_LINE)
            continue;
        if (l->kw == YX_KW_BENEFIT) {
            if (yx_node_operand(l) && *next < c->p->n_benefits &&
                yx_str_eq(c->p->benefit[*next].id, yx_node_operand(l)->text))
                compile_item(c, l, up, (*next)++);
            continue;
        }
        if (l->kw != YX_KW_GROUP)
            continue;
        if (depth >= 8) {
            YX_WRONG(c, l, YX_TEXT("类嵌套太深", "groups are nested too deep"));
            continue;
        }
        struct context ctx = *up;
        const struct yx_node *name = name_of(c, l), *scope = NULL;
        ctx.name = name ? name->text : (struct yx_str){0};
        for (const struct yx_node *k = l->block; k; k = k->next) {
            if (k->kind == YX_LINE && k->kw == YX_KW_SCOPE) {
                once(c, &scope, k);
                if (scope == k)
                    ctx.scope =
                        all_of(c, k, up->scope, condition(c, k, true, &ctx.clause, &ctx.n_clauses));
            } else if (k->kind == YX_LINE && k->kw == YX_KW_ACCRUE) {
                ctx.whole_in = accrual_of(c, k);
            } else if (!(k->kind == YX_LINE && (k->kw == YX_KW_BENEFIT || k->kw == YX_KW_GROUP)) &&
                       !layer_word(c, k)) {
                unexpected(c, k);
            }
        }
        compile_items(c, l->block, &ctx, next, depth + 1);
    }
}

/* ---- constraints, hints, gaps, definitions ---- */

static void constraints(struct yx_front *c, const struct yx_node *section)
{
    struct yx_ir *ir = &c->p->ir;
    for (const struct yx_node *l = section->block; l; l = l->next) {
        const struct yx_node *say = l->kind == YX_LINE ? yx_node_clause(l, YX_KW_ELSE_SAY) : NULL;
        const struct yx_node *text = say ? yx_node_operand(say) : NULL;
        if (l->kind != YX_LINE || l->kw != YX_KW_MUST || !text || text->kind != YX_STRING) {
            YX_WRONG(c, l,
                     YX_TEXT("约束写成 须 条件 否则 “说明”",
                             "a constraint is written 须 condition 否则 “why”"));
            continue;
        }
        ir->constraint[ir->n_constraints++] =
            (struct yx_constraint){yx_truth(c, yx_node_operand(l)),
                                   yx_front_text(c, yx_node_operand(l)), text->text, l->line};
    }
}

static void notes(struct yx_front *c, const struct yx_node *section, struct yx_note *out,
                  uint32_t *n)
{
    for (const struct yx_node *l = section->block; l; l = l->next) {
        const struct yx_node *when = l->kind == YX_ENTRY ? yx_node_clause(l, YX_KW_IF) : NULL;
        const struct yx_node *text = l->kind == YX_ENTRY ? l->first : NULL;
        if (!when || !text || text->kind != YX_STRING) {
            YX_WRONG(c, l, YX_TEXT("写成 编号 “说明” 当 条件", "write ID “text” 当 condition"));
            continue;
        }
        struct yx_note *e = &out[(*n)++];
        *e = (struct yx_note){.reg = yx_truth(c, yx_node_operand(when)),
                              .id = l->text,
                              .text = text->text,
                              .line = l->line};
        yx_front_cites(c, l, &e->basis);
    }
}

static void definitions(struct yx_front *c)
{
    struct yx_policy *p = c->p;
    p->definition = YX_NEW(c->a, struct yx_definition, p->n_definitions + 1);
    for (size_t i = 0; i < c->sym.n; i++) {
        if (c->sym.v[i].kind != YX_SYM_DEFINITION)
            continue;
        struct yx_val v = yx_symbol_value(c, c->sym.v[i].node, &c->sym.v[i]);
        const struct yx_sym *s = &c->sym.v[i];
        struct yx_definition *d = &p->definition[s->index];
        *d = (struct yx_definition){.name = s->name,
                                    .reg = v.type.ty == YX_TY_ERROR ? YX_NO_REG : v.reg,
                                    .is_undecided = yx_front_marked(s->node, YX_KW_UNDECIDED),
                                    .is_unverified = yx_front_marked(s->node, YX_KW_UNVERIFIED),
                                    .line = s->node->line};
        if (s->node->kind == YX_DEFINE && s->node->first)
            d->text = yx_front_text(c, s->node->first);
        yx_front_cites(c, s->node, &d->basis);
    }
}

/* ---- combination ---- */

static bool add_member(struct yx_front *c, const struct yx_node *n, struct yx_group *g)
{
    const struct yx_sym *s =
        n && (n->kind == YX_NAME || n->kind == YX_LITERAL) ? yx_front_find(c, n->text) : NULL;
    if (!s || s->kind != YX_SYM_ITEM) {
        if (n)
            YX_WRONG(c, n, YX_TEXT("没有项目“{0}”", "there is no benefit “{0}”"),
                     yx_front_c(c, yx_node_source(c->doc, n)));
        return false;
    }
    for (uint32_t i = 0; i < g->n; i++)
        if (g->item[i] == s->index) {
            YX_WRONG(c, n, YX_TEXT("项目 {0} 写了两次", "benefit {0} is written twice"),
                     yx_front_c(c, s->name));
            return false;
        }
    if (g->n == MAX_GROUP_ITEMS) {
        YX_WRONG(c, n, YX_TEXT("一组项目太多", "too many benefits in one group"));
        return false;
    }
    g->item[g->n++] = (uint16_t)s->index;
    return true;
}

/* X + Y + … as a group of benefits. */
static bool group_of(struct yx_front *c, const struct yx_node *e, struct yx_group *g)
{
    const struct yx_node *part[MAX_GROUP_ITEMS];
    uint32_t n = 0;
    if (!g->item)
        g->item = YX_NEW(c->a, uint16_t, MAX_GROUP_ITEMS);
    for (; e && e->kind == YX_BINARY && e->op == YX_OP_ADD && n + 1 < YX_LEN(part) && e->first;
         e = e->first)
        part[n++] = e->first->next;
    bool ok = e && add_member(c, e, g);
    while (n-- > 0)
        ok &= add_member(c, part[n], g);
    return ok;
}

static bool clause_groups(struct yx_front *c, const struct yx_node *clause, struct yx_group *g)
{
    bool ok = true;
    if (!g->item)
        g->item = YX_NEW(c->a, uint16_t, MAX_GROUP_ITEMS);
    for (const struct yx_node *arg = clause->first; arg; arg = arg->next)
        ok &= add_member(c, arg->first, g);
    return ok && g->n > 0;
}

/* Every member has an amount and accrues like the first. */
static bool check_members(struct yx_front *c, const struct yx_node *l, const struct yx_combo *k,
                          bool money)
{
    int whole = -2;
    for (uint32_t g = 0; g < k->n_groups; g++)
        for (uint32_t m = 0; m < k->group[g].n; m++) {
            uint16_t i = k->group[g].item[m];
            const struct yx_item *item = &c->p->ir.item[i];
            if (money && item->amount == YX_NO_REG) {
                YX_WRONG(c, l,
                         YX_TEXT("项目 {0} 没有金额，不能用在这里",
                                 "benefit {0} has no amount and cannot stand here"),
                         yx_front_c(c, c->p->benefit[i].id));
                return false;
            }
            if (whole == -2)
                whole = item->whole_in;
            else if (whole != item->whole_in) {
                YX_WRONG(c, l,
                         YX_TEXT("项目 {0} 与同一句里的其他项目核算期不同",
                                 "benefit {0} accrues otherwise than the rest of this line"),
                         yx_front_c(c, c->p->benefit[i].id));
                return false;
            }
        }
    return true;
}

static bool exclude_line(struct yx_front *c, const struct yx_node *l, struct yx_combo *k)
{
    k->kind = YX_COMBO_EXCLUDE;
    k->n_groups = 2;
    k->group = YX_NEW(c->a, struct yx_group, 2);
    bool ok = group_of(c, yx_node_operand(l), &k->group[0]);
    if (ok && k->group[0].n != 1) {
        YX_WRONG(c, l, YX_TEXT("排斥写成 排斥 A 与 B", "write 排斥 A 与 B"));
        return false;
    }
    for (const struct yx_node *w = l->tail; w; w = w->next)
        if (w->kind == YX_CLAUSE && w->kw == YX_KW_WITH)
            ok &= clause_groups(c, w, &k->group[1]);
    if (ok && !k->group[1].n) {
        YX_WRONG(c, l, YX_TEXT("排斥写成 排斥 A 与 B", "write 排斥 A 与 B"));
        return false;
    }
    for (uint32_t m = 0; ok && m < k->group[1].n; m++)
        if (k->group[1].item[m] == k->group[0].item[0]) {
            YX_WRONG(c, l, YX_TEXT("项目不能排斥自己", "a benefit cannot exclude itself"));
            return false;
        }
    return ok && check_members(c, l, k, false);
}

static bool higher_line(struct yx_front *c, const struct yx_node *l, struct yx_combo *k)
{
    k->kind = YX_COMBO_HIGHER;
    k->group = YX_NEW(c->a, struct yx_group, 32);
    bool ok = group_of(c, yx_node_operand(l), &k->group[k->n_groups++]);
    for (const struct yx_node *w = l->tail; w; w = w->next)
        if (w->kind == YX_CLAUSE && w->kw == YX_KW_WITH)
            for (const struct yx_node *arg = w->first; arg; arg = arg->next) {
                if (k->n_groups == 32) {
                    YX_WRONG(c, arg, YX_TEXT("就高最多 32 组", "就高 takes at most 32 groups"));
                    return false;
                }
                ok &= group_of(c, arg->first, &k->group[k->n_groups++]);
            }
    if (ok && k->n_groups < 2) {
        YX_WRONG(c, l, YX_TEXT("就高写成 就高 A 与 B", "write 就高 A 与 B"));
        return false;
    }
    return ok && check_members(c, l, k, true);
}

static bool count_line(struct yx_front *c, const struct yx_node *l, struct yx_combo *k)
{
    const struct yx_node *in = yx_node_clause(l, YX_KW_IN);
    k->kind = YX_COMBO_COUNT;
    k->n_groups = 2;
    k->group = YX_NEW(c->a, struct yx_group, 2);
    bool ok = in != NULL && group_of(c, yx_node_operand(l), &k->group[0]) &&
              group_of(c, yx_node_operand(in), &k->group[1]);
    if (!in || (ok && (k->group[0].n != 1 || k->group[1].n != 1 ||
                       k->group[0].item[0] == k->group[1].item[0]))) {
        YX_WRONG(c, l,
                 YX_TEXT("计入写成 计入 A 于 B，A 与 B 是两个项目",
                         "write 计入 A 于 B, with two benefits"));
        return false;
    }
    return ok && check_members(c, l, k, true);
}

static bool cap_line(struct yx_front *c, const struct yx_node *l, struct yx_combo *k)
{
    const struct yx_node *at_most = yx_node_clause(l, YX_KW_ATMOST),
                         *cut = yx_node_clause(l, YX_KW_CUT),
                         *already = yx_node_clause(l, YX_KW_ALREADY);
    k->kind = YX_COMBO_CAP;
    k->n_groups = 2;
    k->group = YX_NEW(c->a, struct yx_group, 2);
    if (!at_most || !cut) {
        YX_WRONG(c, l,
                 YX_TEXT("封顶写成 封顶 A + B 不超过 20000元/年 先减 B, A",
                         "write 封顶 A + B 不超过 20000元/年 先减 B, A"));
        return false;
    }
    if (!group_of(c, yx_node_operand(l), &k->group[0]) || !clause_groups(c, cut, &k->group[1]))
        return false;
    struct yx_val v = yx_expr(c, yx_node_operand(at_most), NULL);
    if (v.type.ty == YX_TY_ERROR)
        return false;
    if (v.type.ty != YX_TY_MONEY || v.reg != YX_NO_REG) {
        YX_WRONG(c, at_most,
                 YX_TEXT("上限要一个金额，如 20000元/年", "the limit is an amount, as 20000元/年"));
        return false;
    }
    if (v.k <= 0) {
        YX_WRONG(
            c, at_most,
            YX_TEXT("上限要大于 0：上限为 0 等于没有这些项目",
                    "the limit has to be above 0: a limit of 0 means the benefits do not exist"));
        return false;
    }
    k->limit = v.k;
    k->limit_rate = (enum yx_rate)v.type.rate;
    bool same = k->group[0].n == k->group[1].n;
    for (uint32_t m = 0; m < k->group[0].n; m++) {
        bool there = false;
        for (uint32_t j = 0; j < k->group[1].n; j++)
            there |= k->group[0].item[m] == k->group[1].item[j];
        same &= there;
    }
    if (!same) {
        YX_WRONG(c, cut,
                 YX_TEXT("先减 要写出封顶的每一个项目", "先减 names every benefit of the cap"));
        return false;
    }
    if (!check_members(c, l, k, true))
        return false;
    int whole = c->p->ir.item[k->group[0].item[0]].whole_in;
    if (already) {
        const struct yx_node *e = yx_node_operand(already);
        const struct yx_sym *s = e && e->kind == YX_NAME ? yx_front_find(c, e->text) : NULL;
        if (!s || s->kind != YX_SYM_INPUT || s->val.type.ty != YX_TY_MONEY) {
            YX_WRONG(c, already,
                     YX_TEXT("已计 要一个金额的输入", "已计 takes an input that is an amount"));
            return false;
        }
        k->already = (int)s->index;
    } else if (whole < 0 && k->limit_rate == YX_RATE_YEAR) {
        YX_WRONG(
            c, l,
            YX_TEXT(
                "按年的上限用于按学期核算的项目，要写 已计 本年已给多少的输入",
                "a limit by year over benefits accrued by term needs 已计 with what the year already awarded"));
        return false;
    }
    if (k->limit_rate != YX_RATE_YEAR &&
        yx_accrual_missing(c->p, k->limit_rate, whole) != YX_CONV_OK) {
        YX_WRONG(c, at_most,
                 YX_TEXT("上限的单位不能折算到核算期",
                         "the unit of the limit cannot be converted to the period"));
        return false;
    }
    return true;
}

/* Order within a kind so that an excluded item is settled before it excludes
 * (or is counted into) others; false when the lines run in a circle. */
static bool order_kind(struct yx_combo *v, uint32_t n)
{
    for (uint32_t done = 0; done < n; done++) {
        uint32_t pick = n;
        for (uint32_t i = done; i < n && pick == n; i++) {
            bool free_of_others = true;
            for (uint32_t j = done; j < n && free_of_others; j++)
                for (uint32_t m = 0; j != i && m < v[j].group[1].n; m++)
                    free_of_others &= v[j].group[1].item[m] != v[i].group[0].item[0];
            if (free_of_others)
                pick = i;
        }
        if (pick == n)
            return false;
        struct yx_combo t = v[pick];
        memmove(&v[done + 1], &v[done], (pick - done) * sizeof v[0]);
        v[done] = t;
    }
    return true;
}

static void combination(struct yx_front *c, const struct yx_node *root)
{
    struct yx_ir *ir = &c->p->ir;
    struct {
        struct yx_combo *v;
        size_t n, cap;
    } all = {0};
    bool *in_higher = YX_NEW(c->a, bool, ir->n_items + 1);
    for (const struct yx_node *s = root->block; s; s = s->next) {
        if (s->kind != YX_LINE || s->kw != YX_KW_COMBINE)
            continue;
        for (const struct yx_node *l = s->block; l; l = l->next) {
            struct yx_combo k = {.already = -1, .line = l->line, .text = yx_front_text(c, l)};
            bool ok = false;
            if (l->kind == YX_LINE && l->kw == YX_KW_EXCLUDES)
                ok = exclude_line(c, l, &k);
            else if (l->kind == YX_LINE && l->kw == YX_KW_HIGHER)
                ok = higher_line(c, l, &k);
            else if (l->kind == YX_LINE && l->kw == YX_KW_COUNTS)
                ok = count_line(c, l, &k);
            else if (l->kind == YX_LINE && l->kw == YX_KW_CAP)
                ok = cap_line(c, l, &k);
            else
                unexpected(c, l);
            yx_front_cites(c, l, &k.basis);
            if (ok && k.kind == YX_COMBO_HIGHER)
                for (uint32_t g = 0; g < k.n_groups; g++)
                    for (uint32_t m = 0; m < k.group[g].n; m++) {
                        uint16_t i = k.group[g].item[m];
                        if (in_higher[i]) {
                            YX_WRONG(c, l,
                                     YX_TEXT("项目 {0} 已经在另一句就高里",
                                             "benefit {0} stands in another 就高 already"),
                                     yx_front_c(c, c->p->benefit[i].id));
                            ok = false;
                        }
                        in_higher[i] = true;
                    }
            if (ok && all.n < MAX_COMBOS)
                YX_PUSH(&all, k);
        }
    }
    ir->combo = YX_NEW(c->a, struct yx_combo, all.n + 1);
    static const enum yx_combo_kind order[] = {YX_COMBO_EXCLUDE, YX_COMBO_HIGHER, YX_COMBO_COUNT,
                                               YX_COMBO_CAP};
    for (size_t o = 0; o < YX_LEN(order); o++) {
        uint32_t from = ir->n_combos;
        for (size_t i = 0; i < all.n; i++)
            if (all.v[i].kind == order[o])
                ir->combo[ir->n_combos++] = all.v[i];
        if ((order[o] == YX_COMBO_EXCLUDE || order[o] == YX_COMBO_COUNT) &&
            !order_kind(&ir->combo[from], ir->n_combos - from))
            YX_REPORT(c->r, YX_ERROR, ((struct yx_place){c->doc->file, ir->combo[from].line, 1, 0}),
                      YX_TEXT("组合里的句子首尾相连，成了一个圈",
                              "lines of the combination form a circle"));
    }
    free(all.v);
}

/* ---- all of it ---- */

static uint32_t lines_of(const struct yx_node *root, enum yx_kw kw)
{
    uint32_t n = 0;
    for (const struct yx_node *s = root->block; s; s = s->next)
        if (s->kind == YX_LINE && s->kw == kw)
            for (const struct yx_node *l = s->block; l; l = l->next)
                n++;
    return n;
}

static void seasons(struct yx_front *c)
{
    struct yx_list l = {.n = 2, .member = YX_NEW(c->a, struct yx_str, 2)};
    l.member[0] = YX_S("春");
    l.member[1] = YX_S("秋");
    YX_PUSH(&c->list, l);
    c->season_list = (int)c->list.n - 1;
}

static void check_range(struct yx_front *c)
{
    struct yx_ir *ir = &c->p->ir;
    int64_t *lo = YX_NEW(c->a, int64_t, ir->n_ins + 1), *hi = YX_NEW(c->a, int64_t, ir->n_ins + 1);
    int at = yx_ir_bounds(c->p, NULL, lo, hi);
    if (at >= 0)
        YX_REPORT(c->r, YX_ERROR, ((struct yx_place){c->doc->file, c->line.v[at], 1, 0}),
                  YX_TEXT("这里的数可能大得算不准", "numbers may become too large here"));
    for (uint32_t i = 0; i < ir->n_items; i++)
        if (ir->item[i].amount != YX_NO_REG && hi[ir->item[i].amount] > 10000 * YX_MAX_FEN)
            YX_REPORT(
                c->r, YX_ERROR, ((struct yx_place){c->doc->file, ir->item[i].line, 1, 0}),
                YX_TEXT("项目 {0} 的金额可能大得算不准", "the amount of {0} may become too large"),
                yx_front_c(c, c->p->benefit[i].id));
}

/* Inputs each item reads, by walking the registers from the front. */
static void reads(struct yx_front *c)
{
    struct yx_ir *ir = &c->p->ir;
    uint64_t *of = YX_NEW(c->a, uint64_t, ir->n_ins + 1);
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        const struct yx_ins *in = &ir->ins[i];
        bool list_in_c = in->op == YX_IR_INK || in->op == YX_IR_HAS_ANY || in->op == YX_IR_HAS_ALL;
        if (in->op == YX_IR_FACT_B || in->op == YX_IR_FACT_V || in->op == YX_IR_FACT_S)
            of[i] = UINT64_C(1) << in->k;
        if (in->a != YX_NO_REG)
            of[i] |= of[in->a];
        if (in->b != YX_NO_REG)
            of[i] |= of[in->b];
        if (in->c != YX_NO_REG && !list_in_c)
            of[i] |= of[in->c];
        if (in->op == YX_IR_TABLE || in->op == YX_IR_DATED)
            for (uint32_t r = 0; r < ir->table[in->k].n_rows; r++) {
                const struct yx_row *row = &ir->table[in->k].row[r];
                of[i] |= of[row->out] | (row->cond != YX_NO_REG ? of[row->cond] : 0);
            }
    }
    ir->reads = of;
    for (uint32_t i = 0; i < ir->n_items; i++) {
        struct yx_item *item = &ir->item[i];
        const uint16_t reg[] = {item->scope,  item->cond,   item->limit,
                                item->window, item->amount, item->payee};
        for (size_t k = 0; k < YX_LEN(reg); k++)
            item->reads |= reg[k] == YX_NO_REG ? 0 : of[reg[k]];
    }
}

void yx_front_compile(struct yx_front *c)
{
    struct yx_policy *p = c->p;
    struct yx_ir *ir = &p->ir;
    const struct yx_node *root = c->doc->root, *first = root->block;
    p->terms_per_year = 2;
    p->as_of[0] = 301;
    p->as_of[1] = 901;
    p->cutoff[0] = 331;
    p->cutoff[1] = 1015;
    while (first && !(first->kind == YX_LINE && first->kw == YX_KW_POLICY))
        first = first->next;
    if (!first)
        return; /* the parser has said so */
    head(c, first);
    seasons(c);
    uint32_t n_input_lines = lines_of(root, YX_KW_INPUTS);
    p->input =
        YX_NEW(c->a, struct yx_policy_input, YX_MIN(n_input_lines, (uint32_t)MAX_INPUTS) + 1);
    p->input_more =
        YX_NEW(c->a, struct yx_input_more, YX_MIN(n_input_lines, (uint32_t)MAX_INPUTS) + 1);
    p->swi = YX_NEW(c->a, struct yx_policy_switch, MAX_INPUTS + 1);
    p->swi_more = YX_NEW(c->a, struct yx_switch_more, MAX_INPUTS + 1);
    p->benefit = YX_NEW(c->a, struct yx_policy_benefit, MAX_ITEMS + 1);
    p->open = YX_NEW(c->a, struct yx_str, MAX_ITEMS + 1);
    declare_names(c, root);
    input_types(c);
    definitions(c);
    ir->constraint = YX_NEW(c->a, struct yx_constraint, lines_of(root, YX_KW_CONSTRAINTS) + 1);
    ir->hint = YX_NEW(c->a, struct yx_note, lines_of(root, YX_KW_HINTS) + 1);
    ir->gap = YX_NEW(c->a, struct yx_note, lines_of(root, YX_KW_GAPS) + 1);
    ir->n_items = p->n_benefits;
    ir->item = YX_NEW(c->a, struct yx_item, ir->n_items + 1);
    struct context top = {.scope = YX_NO_REG, .whole_in = -1};
    uint32_t next = 0;
    compile_items(c, root->block, &top, &next, 0);
    ir->n_items = p->n_benefits = next; /* the two passes read the same lines */
    for (const struct yx_node *s = root->block; s; s = s->next) {
        if (s->kind == YX_TABLE || s->kind == YX_DECLARE || s->kind == YX_DEFINE ||
            s->kind == YX_ENTRY || s->kind == YX_MOVE) {
            unexpected(c, s);
            continue;
        }
        switch ((enum yx_kw)s->kw) {
        case YX_KW_CONSTRAINTS: constraints(c, s); break;
        case YX_KW_HINTS: notes(c, s, ir->hint, &ir->n_hints); break;
        case YX_KW_GAPS: notes(c, s, ir->gap, &ir->n_gaps); break;
        case YX_KW_POLICY:
            if (s != first)
                unexpected(c, s);
            break;
        case YX_KW_INPUTS:
        case YX_KW_CODES:
        case YX_KW_SWITCHES:
        case YX_KW_DEFINE:
        case YX_KW_GROUP:
        case YX_KW_BENEFIT:
        case YX_KW_COMBINE:
        case YX_KW_BASE:
        case YX_KW_EXAMPLE: break;
        default:
            if (!layer_word(c, s))
                unexpected(c, s);
        }
    }
    combination(c, root);
    p->gap = YX_NEW(c->a, struct yx_policy_gap, ir->n_gaps + 1);
    for (uint32_t i = 0; i < ir->n_gaps; i++)
        p->gap[i] = (struct yx_policy_gap){ir->gap[i].id, ir->gap[i].text, ir->gap[i].basis};

    ir->n_ins = (uint32_t)c->ins.n;
    ir->ins = YX_NEW(c->a, struct yx_ins, c->ins.n + 1);
    memcpy(ir->ins, c->ins.v, c->ins.n * sizeof c->ins.v[0]);
    ir->line = YX_NEW(c->a, uint32_t, c->ins.n + 1);
    memcpy(ir->line, c->line.v, c->line.n * sizeof c->line.v[0]);
    ir->n_lists = (uint32_t)c->list.n;
    ir->list = YX_NEW(c->a, struct yx_list, c->list.n + 1);
    memcpy(ir->list, c->list.v, c->list.n * sizeof c->list.v[0]);
    ir->n_tables = (uint32_t)c->table.n;
    ir->table = YX_NEW(c->a, struct yx_dtable, c->table.n + 1);
    if (c->table.n)
        memcpy(ir->table, c->table.v, c->table.n * sizeof c->table.v[0]);
    reads(c);
    check_range(c);
    yx_front_examples(c);
}
