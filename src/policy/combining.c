/* combining.c -- the 组合 of a policy document: what may stand there, in which order.
 *
 * DESIGN.  Lines are sorted into the order of evaluation (grammar.md 6.5), and
 * within 排斥 and 计入 so that an item is settled before it acts on others. */
#include "policy/front.h"

#include <stdlib.h>

enum { MAX_COMBOS = 2000, MAX_GROUP_ITEMS = 64 };

static bool add_member(struct yx_front *c, const struct yx_node *n, struct yx_group *g)
{
    const struct yx_layer_item *s =
        n && (n->kind == YX_NAME || n->kind == YX_LITERAL) ? yx_layers_item(c, n) : NULL;
    if (!s) {
        if (n)
            YX_WRONG(c, n, YX_TEXT("没有项目“{0}”", "there is no benefit “{0}”"),
                     yx_front_c(c, yx_node_source(n->doc, n)));
        return false;
    }
    if (s->index < 0)
        return true; /* of a document above, and not adopted: the statement goes without it */
    for (uint32_t i = 0; i < g->n; i++)
        if (g->item[i] == s->index) {
            YX_WRONG(c, n, YX_TEXT("项目 {0} 写了两次", "benefit {0} is written twice"),
                     yx_front_c(c, s->id));
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
    if (e && e->kind == YX_BINARY && e->op == YX_OP_ADD) {
        YX_WRONG(c, e, YX_TEXT("一组项目太多", "too many benefits in one group"));
        return false;
    }
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
    return ok;
}

/* Whether a statement of a document above is about nothing any more, because what it is
 * about was not adopted. */
static bool is_idle(const struct yx_front *c, const struct yx_node *l, struct yx_combo *k)
{
    if (!yx_front_layer(c, l))
        return false;
    uint32_t n = 0;
    for (uint32_t g = 0; g < k->n_groups; g++)
        if (k->group[g].n)
            k->group[n++] = k->group[g];
    bool is_short = n < 2;
    k->n_groups = n;
    return is_short;
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
    for (const struct yx_node *w = l->tail; w; w = w->next)
        if (w->kind == YX_CLAUSE && w->kw == YX_KW_WITH)
            ok &= clause_groups(c, w, &k->group[1]);
    if (ok && is_idle(c, l, k))
        return false;
    if (ok && (k->group[0].n != 1 || !k->group[1].n)) {
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
    if (ok && is_idle(c, l, k))
        return false;
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
    if (ok && is_idle(c, l, k))
        return false;
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
    if (!group_of(c, yx_node_operand(l), &k->group[0]) || !clause_groups(c, cut, &k->group[1]) ||
        is_idle(c, l, k))
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

void yx_front_combination(struct yx_front *c)
{
    struct yx_ir *ir = &c->p->ir;
    struct {
        struct yx_combo *v;
        size_t n, cap;
    } all = {0};
    bool *in_higher = YX_NEW(c->a, bool, ir->n_items + 1);
    struct {
        const struct yx_node **v;
        size_t n, cap;
    } section = {0};
    for (uint32_t k = c->n_layers; k-- > 0;) /* what a document above says holds, too */
        for (const struct yx_node *s = c->layer[k].doc->root->block; s; s = s->next)
            if (s->kind == YX_LINE && s->kw == YX_KW_COMBINE)
                YX_PUSH(&section, s);
    for (size_t i_section = 0; i_section < section.n; i_section++) {
        for (const struct yx_node *l = section.v[i_section]->block; l; l = l->next) {
            struct yx_combo k = {
                .already = -1, .line = yx_front_line(c, l), .text = yx_front_text(c, l)};
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
                yx_front_unexpected(c, l);
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
            YX_REPORT(c->r, YX_ERROR, yx_policy_place(c->p, ir->combo[from].line, 1),
                      YX_TEXT("组合里的句子首尾相连，成了一个圈",
                              "lines of the combination form a circle"));
    }
    free(section.v);
    free(all.v);
}
