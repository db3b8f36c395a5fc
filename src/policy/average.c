/* average.c -- 均值: what a benefit should come to per head, over everybody.
 *
 * A standard by average (中等职业教育国家助学金 平均每生每年2000元) is no rule for one
 * student; it is compared after a run with what was given divided by persons
 * (docs/language.md 6.6). */
#include "policy/accrue.h"
#include "policy/front.h"

void yx_front_averages(struct yx_front *c, struct yx_item *item, const struct yx_node *const *line,
                       uint32_t n)
{
    if (!n)
        return;
    item->average = YX_NEW(c->a, struct yx_average, n);
    for (uint32_t i = 0; i < n; i++) {
        struct yx_val v = yx_expr(c, yx_node_operand(line[i]), NULL);
        struct yx_average a = {.fen = v.k, .from = c->p->from, .to = c->p->to};
        if (v.type.ty == YX_TY_ERROR)
            continue;
        if (v.type.ty != YX_TY_MONEY || v.reg != YX_NO_REG || v.k < 0) {
            YX_WRONG(c, line[i], YX_TEXT("均值要一个金额", "均值 takes an amount"));
            continue;
        }
        a.rate = (enum yx_rate)v.type.rate;
        if (yx_accrual_missing(c->p, a.rate, item->whole_in) != YX_CONV_OK) {
            YX_WRONG(c, line[i],
                     YX_TEXT("这个均值摊不到学期，写成 元/年 或 元/学期",
                             "this average has no share in a term; write 元/年 or 元/学期"));
            continue;
        }
        bool has_to;
        (void)yx_front_dates(c, line[i], &a.from, &a.to, &has_to);
        a.is_closed = has_to;
        item->average[item->n_averages++] = a;
    }
    /* one without an end holds to the day before the next */
    for (uint32_t i = 0; i < item->n_averages; i++)
        for (uint32_t k = 0; k < item->n_averages; k++) {
            struct yx_average *a = &item->average[i];
            yx_day next = item->average[k].from;
            if (!a->is_closed && next > a->from && next <= a->to)
                a->to = next - 1;
        }
}

bool yx_policy_average(const struct yx_policy *p, uint32_t benefit, yx_term term, yx_fen *fen)
{
    const struct yx_item *item = &p->ir.item[benefit];
    yx_day day = yx_policy_as_of(p, term);
    if (item->whole_in >= 0 && item->whole_in != yx_term_is_autumn(term))
        return false;
    for (uint32_t i = 0; i < item->n_averages; i++) {
        const struct yx_average *a = &item->average[i];
        if (day < a->from || day > a->to)
            continue;
        *fen = yx_accrue(yx_accrual_of(p, a->rate, item->whole_in, term), a->fen);
        return true;
    }
    return false;
}

yx_fen yx_per_head(yx_fen sum, uint64_t persons)
{
    int64_t n = (int64_t)persons;
    return n ? (sum + n / 2) / n : 0;
}
