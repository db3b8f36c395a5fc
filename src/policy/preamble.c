/* preamble.c -- the head of a policy document: where, when, how amounts accrue. */
#include "policy/front.h"

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

/* One conversion; what a document above said cannot be said otherwise. */
static void convert(struct yx_front *c, const struct yx_node *arg, int64_t n, int *slot,
                    const struct yx_node **said)
{
    if (*said && (*said)->doc != arg->doc && *slot != (int)n) {
        struct yx_diag *d =
            YX_WRONG(c, arg, YX_TEXT("折算与上级的不同", "this differs from the document above"));
        yx_diag_second(d, yx_node_place((*said)->doc, *said),
                       YX_TEXT("上级写在这里", "the document above has it here"));
        return;
    }
    *slot = (int)n;
    *said = arg;
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
            convert(c, arg, r->lit.value, &p->days_per_term, &c->days_from);
        } else if (ok && l->lit.unit == YX_UNIT_TERM && r->lit.unit == YX_UNIT_MONTH) {
            convert(c, arg, r->lit.value, &p->months_per_term, &c->months_from);
        } else {
            YX_WRONG(c, arg,
                     YX_TEXT("折算写成 1年 = 2学期, 1学期 = 100天, 1学期 = 5月",
                             "conversions are written 1年 = 2学期, 1学期 = 100天, 1学期 = 5月"));
        }
    }
}

/* Whether 核算 says 全年 于 春|秋: 0, 1; -1 by term. */
int yx_front_accrual(struct yx_front *c, const struct yx_node *line)
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

/* A document is in force within the life of the one above it. */
static void check_within(struct yx_front *c, uint32_t layer, const struct yx_node *valid,
                         const yx_day above[2])
{
    const struct yx_policy *p = c->p;
    if (layer + 1 >= c->n_layers || (p->from >= above[0] && p->to <= above[1]))
        return;
    struct yx_buf b = {0};
    yx_day_put(&b, above[0]);
    yx_buf_putz(&b, " 至 ");
    yx_day_put(&b, above[1]);
    yx_buf_putc(&b, 0);
    struct yx_diag *d = YX_WRONG(c, valid,
                                 YX_TEXT("有效期要在上级 {0} 的有效期之内：{1}",
                                         "this has to lie within the life of {0} above it: {1}"),
                                 yx_front_c(c, c->layer[layer + 1].doc->id), b.p);
    const struct yx_node *upper = c->layer[layer + 1].valid;
    if (upper)
        yx_diag_second(d, yx_node_place(upper->doc, upper),
                       YX_TEXT("上级的有效期", "the document above"));
    yx_buf_free(&b);
}

void yx_front_head(struct yx_front *c, uint32_t layer, const struct yx_node *line)
{
    struct yx_policy *p = c->p;
    const yx_day above[2] = {p->from, p->to};
    bool has_valid = false;
    p->basis = (struct yx_str){0};
    for (const struct yx_node *l = line->block; l; l = l->next) {
        const struct yx_node *e = yx_node_operand(l);
        if (l->kind != YX_LINE) {
            yx_front_unexpected(c, l);
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
            c->layer[layer].valid = l;
            if (has_valid)
                check_within(c, layer, l, above);
            break;
        }
        case YX_KW_BASIS: yx_front_cites(c, l, &p->basis); break;
        case YX_KW_ACCRUE: {
            bool school_year = false;
            for (const struct yx_node *a = l->first ? l->first->tail : NULL; a; a = a->next)
                school_year |=
                    yx_word(a->text, "学年", "school_year") || a->lit.unit == YX_UNIT_SCHOOL_YEAR;
            p->school_year = school_year;
            if (yx_front_accrual(c, l) >= 0)
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
        case YX_KW_BELOW:
            if (layer == 0)
                (void)yx_layers_below(c, l, true);
            break;
        default:
            if (!yx_front_layer_word(c, l))
                yx_front_unexpected(c, l);
        }
    }
    if (!has_valid) {
        if (!yx_report_has(c->r, yx_node_place(line->doc, line)))
            YX_WRONG(c, line, YX_TEXT("政策要写明 有效 … 至 …", "a policy states 有效 … 至 …"));
        p->from = yx_day_make(2000, 1, 1);
        p->to = yx_day_make(2000, 12, 31);
    }
}
