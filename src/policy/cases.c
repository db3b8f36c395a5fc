/* cases.c -- examples of a policy document: facts given, awards expected. */
#include "policy/cases.h"

#include "policy/front.h"

#include <stdlib.h>

enum { MAX_BASES = 1000, MAX_EXAMPLES = 100000 };

/* Facts so far: of the base, then the example, then the term. */
struct given {
    struct yx_fact_one *fact;
    uint8_t *switch_value;
};

static bool is_unknown(const struct yx_node *n)
{
    return n->kind == YX_NAME && yx_word(n->text, "未知", "unknown");
}

static bool set_fact(struct yx_front *c, uint32_t input, const struct yx_node *n,
                     struct yx_fact_one *out)
{
    const struct yx_list *l = &c->list.v[c->p->input_more[input].list];
    *out = (struct yx_fact_one){.known = UINT64_MAX, .state = YX_FACT_KNOWN};
    if (n->kind == YX_NAME && yx_word(n->text, "无", "none"))
        return true;
    if (n->kind != YX_SET)
        return false;
    for (const struct yx_node *i = n->first; i; i = i->next) {
        int m = yx_list_find(l, i->text);
        if (m < 0)
            yx_not_member(c, i, i->text, c->p->input_more[input].list);
        else
            out->v |= INT64_C(1) << m;
    }
    return true;
}

bool yx_front_fact(struct yx_front *c, uint32_t input, const struct yx_node *n,
                   struct yx_fact_one *out)
{
    const struct yx_policy_input *in = &c->p->input[input];
    const struct yx_input_more *more = &c->p->input_more[input];
    *out = (struct yx_fact_one){.state = YX_FACT_UNKNOWN};
    if (!n)
        return false;
    if (is_unknown(n))
        return true;
    if (in->is_nullable && n->kind == YX_NAME && yx_word(n->text, "空", "none")) {
        out->state = YX_FACT_ABSENT;
        return true;
    }
    out->state = YX_FACT_KNOWN;
    bool negative = n->kind == YX_UNARY && n->op == YX_OP_NEG && n->first;
    const struct yx_node *num = negative ? n->first : n;
    bool ok = false;
    switch (in->type) {
    case YX_IN_BOOL:
        out->v = n->kind == YX_NAME && yx_word(n->text, "是", "yes");
        ok = n->kind == YX_NAME && (out->v || yx_word(n->text, "否", "no"));
        break;
    case YX_IN_ENUM: {
        int m = n->kind == YX_NAME || n->kind == YX_LITERAL
                    ? yx_list_find(&c->list.v[more->list], n->text)
                    : -1;
        if (m < 0) {
            yx_not_member(c, n, yx_node_source(n->doc, n), more->list);
            return false;
        }
        out->v = m;
        ok = true;
        break;
    }
    case YX_IN_SET: ok = set_fact(c, input, n, out); break;
    case YX_IN_INT:
        out->v = negative ? -num->lit.value : num->lit.value;
        ok = num->lit.kind == YX_LIT_INT;
        if (ok && (out->v < in->lo || out->v > in->hi)) {
            YX_WRONG(c, n, YX_TEXT("{0} 要在 {1} 到 {2} 之间", "{0} is between {1} and {2}"),
                     yx_front_c(c, in->name), yx_fmt_i64(in->lo).s, yx_fmt_i64(in->hi).s);
            return false;
        }
        break;
    case YX_IN_MONEY:
        out->v = n->lit.value;
        ok = n->lit.kind == YX_LIT_MONEY;
        if (ok && yx_rate_of((enum yx_unit)n->lit.rate) != more->rate) {
            YX_WRONG(
                c, n, YX_TEXT("{0} 的单位是{1}", "{0} is in {1}"), yx_front_c(c, in->name),
                yx_type_name(c, (struct yx_type){.ty = YX_TY_MONEY, .rate = (uint8_t)more->rate}));
            return false;
        }
        break;
    case YX_IN_DATE:
        out->v = n->lit.value;
        ok = n->lit.kind == YX_LIT_DATE;
        break;
    case YX_IN_TEXT:
        out->v = (int64_t)yx_hash_str(yx_str_trim(n->text));
        ok = n->kind == YX_STRING || n->kind == YX_NAME;
        break;
    }
    if (!ok) {
        YX_WRONG(c, n, YX_TEXT("“{0}”不能是 {1} 的值", "“{0}” cannot be the value of {1}"),
                 yx_front_c(c, yx_node_source(n->doc, n)), yx_front_c(c, in->name));
        out->state = YX_FACT_UNKNOWN;
    }
    return ok;
}

static void apply(struct yx_front *c, const struct yx_node *args, struct given *g)
{
    for (const struct yx_node *arg = args; arg; arg = arg->next) {
        const struct yx_node *e = arg->first;
        const struct yx_node *name =
            e && e->kind == YX_BINARY && e->op == YX_OP_EQ ? e->first : NULL;
        if (!name || name->kind != YX_NAME || !name->next) {
            YX_WRONG(c, arg, YX_TEXT("事实写成 名称 = 值", "facts are written name = value"));
            continue;
        }
        const struct yx_sym *s = yx_front_find(c, name->text);
        if (s && s->kind == YX_SYM_INPUT) {
            (void)yx_front_fact(c, s->index, name->next, &g->fact[s->index]);
        } else if (s && s->kind == YX_SYM_SWITCH) {
            bool yes = yx_word(name->next->text, "是", "yes");
            if (!yes && !yx_word(name->next->text, "否", "no"))
                YX_WRONG(c, name->next, YX_TEXT("开关是 是 或 否", "a switch is 是 or 否"));
            g->switch_value[s->index] = yes;
        } else if (s) {
            YX_WRONG(c, name,
                     YX_TEXT("“{0}”不是输入，不能给定", "“{0}” is no input and cannot be given"),
                     yx_front_c(c, name->text));
        } else {
            yx_no_name(c, name, name->text);
        }
    }
}

static struct given given_copy(struct yx_front *c, const struct given *from)
{
    struct given g = {YX_NEW(c->a, struct yx_fact_one, c->p->n_inputs + 1),
                      YX_NEW(c->a, uint8_t, c->p->n_switches + 1)};
    if (from) {
        memcpy(g.fact, from->fact, c->p->n_inputs * sizeof g.fact[0]);
        memcpy(g.switch_value, from->switch_value, c->p->n_switches);
    } else {
        memset(g.switch_value, 2, c->p->n_switches);
    }
    return g;
}

static void expect(struct yx_front *c, const struct yx_node *gets, struct yx_example *ex)
{
    ex->expect = YX_NEW(c->a, struct yx_expect, gets->n_first + 1);
    for (const struct yx_node *arg = gets->first; arg; arg = arg->next) {
        const struct yx_node *id = arg->first;
        if (!id)
            continue;
        if (gets->n_first == 1 && !arg->tail && yx_word(id->text, "无", "none"))
            return;
        ex->is_contradiction =
            gets->n_first == 1 && !arg->tail && yx_word(id->text, "矛盾", "contradiction");
        if (ex->is_contradiction)
            return;
        const struct yx_sym *s = yx_front_find(c, id->text);
        if (!s || s->kind != YX_SYM_ITEM) {
            YX_WRONG(c, id, YX_TEXT("没有项目“{0}”", "there is no benefit “{0}”"),
                     yx_front_c(c, yx_node_source(id->doc, id)));
            continue;
        }
        for (uint32_t i = 0; i < ex->n_expect; i++)
            if (ex->expect[i].item == s->index)
                YX_WRONG(c, id, YX_TEXT("项目 {0} 写了两次", "benefit {0} is written twice"),
                         yx_front_c(c, s->name));
        const struct yx_item *item = &c->p->ir.item[s->index];
        struct yx_expect e = {.item = s->index,
                              .status = item->is_ceiling ? YX_CEILING : YX_ENTITLED};
        for (const struct yx_node *a = arg->tail; a; a = a->next) {
            enum yx_payee payee = yx_payee_read(a->text);
            if (a->kind == YX_LITERAL && a->lit.kind == YX_LIT_MONEY &&
                a->lit.rate == YX_UNIT_NONE) {
                e.amount = a->lit.value;
                e.has_amount = true;
            } else if (a->kind == YX_NAME && payee != YX_PAY_UNKNOWN) {
                e.payee = (uint8_t)payee;
            } else if (a->kind == YX_NAME && yx_word(a->text, "待核", "pending")) {
                e.status = YX_PENDING;
            } else if (a->kind == YX_NAME && yx_word(a->text, "逾期", "late")) {
                e.status = YX_LATE;
            } else {
                YX_WRONG(
                    c, a,
                    YX_TEXT(
                        "得 后面写成 项目 金额 支付对象，金额是本学期的，如 625元",
                        "after 得 comes benefit, amount, payee; the amount is the term's, as 625元"));
            }
        }
        if (e.status != YX_PENDING && e.status != YX_LATE && c->p->benefit[e.item].has_amount &&
            !e.has_amount)
            YX_WRONG(c, arg, YX_TEXT("项目 {0} 要写出金额", "the amount of {0} is needed"),
                     yx_front_c(c, s->name));
        ex->expect[ex->n_expect++] = e;
    }
}

static const struct yx_node *clause_args(const struct yx_node *n, enum yx_kw kw)
{
    const struct yx_node *f = yx_node_clause(n, kw);
    return f ? f->first : NULL;
}

struct base {
    struct yx_str name;
    struct given given;
    const struct yx_node *node;
};

struct bases {
    struct base *v;
    size_t n, cap;
};

static const struct given *like(struct yx_front *c, const struct yx_node *line,
                                const struct bases *bases)
{
    const struct yx_node *same = yx_node_clause(line, YX_KW_LIKE);
    const struct yx_node *name = same ? yx_node_operand(same) : NULL;
    if (!same)
        return NULL;
    for (size_t i = 0; name && i < bases->n; i++)
        if (yx_str_eq(bases->v[i].name, name->text))
            return &bases->v[i].given;
    YX_WRONG(c, name ? name : line, YX_TEXT("没有基例“{0}”", "there is no base example “{0}”"),
             yx_front_c(c, name ? name->text : (struct yx_str){0}));
    return NULL;
}

static void facts_of(struct yx_front *c, const struct yx_node *line, struct given *g)
{
    apply(c, clause_args(line, YX_KW_FACTS), g);
    for (const struct yx_node *l = line->block; l; l = l->next)
        if (l->kind == YX_LINE && l->kw == YX_KW_FACTS)
            apply(c, l->first, g);
}

static void example(struct yx_front *c, const struct yx_node *line, const struct given *base,
                    struct yx_str name, struct yx_example **out, size_t *n, size_t *cap)
{
    struct given g = given_copy(c, base);
    facts_of(c, line, &g);
    bool any = false;
    for (const struct yx_node *l = line->block; l; l = l->next) {
        if (l->kind == YX_LINE && l->kw == YX_KW_FACTS)
            continue;
        const struct yx_node *term = yx_node_operand(l), *gets = yx_node_clause(l, YX_KW_GETS);
        if (l->kind != YX_LINE || l->kw != YX_KW_TERM || !term || term->lit.kind != YX_LIT_TERM ||
            !gets) {
            YX_WRONG(c, l,
                     YX_TEXT("例里写 事实 … 和 期 2022-春 得 …",
                             "an example holds 事实 … and 期 2022-春 得 …"));
            continue;
        }
        any = true;
        struct given own = given_copy(c, &g);
        apply(c, clause_args(l, YX_KW_FACTS), &own);
        struct yx_example ex = {.name = name,
                                .line = l->line,
                                .column = l->column,
                                .term = (yx_term)term->lit.value,
                                .fact = own.fact,
                                .switch_value = own.switch_value};
        expect(c, gets, &ex);
        yx_day day = yx_policy_as_of(c->p, ex.term);
        if (day < c->p->from || day > c->p->to)
            YX_WRONG(c, term,
                     YX_TEXT("这个学期的基准日不在政策有效期内",
                             "the policy is not in force on the 基准日 of this term"));
        struct {
            struct yx_example *v;
            size_t n, cap;
        } list = {*out, *n, *cap};
        if (list.n < MAX_EXAMPLES)
            YX_PUSH(&list, ex);
        *out = list.v;
        *n = list.n;
        *cap = list.cap;
    }
    if (!any)
        YX_WRONG(c, line, YX_TEXT("例 {0} 没有 期 … 得 …", "example {0} has no 期 … 得 …"),
                 yx_front_c(c, name));
}

void yx_front_examples(struct yx_front *c)
{
    struct bases bases = {0};
    struct yx_example *v = NULL;
    size_t n = 0, cap = 0;
    for (const struct yx_node *s = c->doc->root->block; s; s = s->next) {
        const struct yx_node *name = s->kind == YX_LINE ? yx_node_operand(s) : NULL;
        if (s->kind != YX_LINE || (s->kw != YX_KW_BASE && s->kw != YX_KW_EXAMPLE))
            continue;
        if (!name) /* the parser has said so */
            continue;
        const struct given *from = like(c, s, &bases);
        if (s->kw == YX_KW_EXAMPLE) {
            example(c, s, from, name->text, &v, &n, &cap);
            continue;
        }
        struct base b = {name->text, given_copy(c, from), s};
        facts_of(c, s, &b.given);
        for (size_t i = 0; i < bases.n; i++)
            if (yx_str_eq(bases.v[i].name, b.name)) {
                struct yx_diag *d =
                    YX_WRONG(c, name, YX_TEXT("“{0}”已经有了", "there is a “{0}” already"),
                             yx_front_c(c, b.name));
                yx_diag_second(d, yx_node_place(bases.v[i].node->doc, bases.v[i].node),
                               YX_TEXT("先在这里", "first here"));
            }
        if (bases.n < MAX_BASES)
            YX_PUSH(&bases, b);
        else if (bases.n == MAX_BASES)
            YX_WRONG(c, s, YX_TEXT("基例太多", "too many base examples"));
    }
    c->p->example = YX_NEW(c->a, struct yx_example, n + 1);
    if (n)
        memcpy(c->p->example, v, n * sizeof v[0]);
    c->p->n_examples = (uint32_t)n;
    free(v);
    free(bases.v);
}

/* ---- running them ---- */

static void put_award(struct yx_buf *b, const struct yx_policy *p, uint32_t item, uint8_t status,
                      uint8_t payee, yx_fen amount)
{
    if (status == YX_NOT_ENTITLED) {
        yx_buf_putz(b, "无");
        return;
    }
    if (status == YX_PENDING || status == YX_LATE) {
        yx_buf_puts(b, yx_status_name((enum yx_status)status));
        return;
    }
    if (p->benefit[item].has_amount) {
        yx_money_put(b, amount);
        yx_buf_putz(b, "元");
    }
    if (payee != YX_PAY_UNKNOWN) {
        if (p->benefit[item].has_amount)
            yx_buf_putc(b, ' ');
        yx_buf_puts(b, yx_payee_name((enum yx_payee)payee));
    }
}

static bool agrees(const struct yx_policy *p, const struct yx_expect *e,
                   const struct yx_award_vec *got)
{
    if (e->status != got->status[0])
        return false;
    if (e->status == YX_PENDING || e->status == YX_NOT_ENTITLED || e->status == YX_LATE)
        return true;
    return (e->payee == YX_PAY_UNKNOWN || e->payee == got->payee[0]) &&
           (!p->benefit[e->item].has_amount || e->amount == got->amount[0]);
}

uint32_t yx_policy_examples(const struct yx_policy *p)
{
    return p->n_examples;
}

uint32_t yx_policy_check_examples(const struct yx_policy *p, struct yx_report *r, int file)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_policy q = *p; /* with the switches of each example */
    q.swi = YX_NEW(a, struct yx_policy_switch, p->n_switches + 1);
    struct yx_run *run = yx_run_new(&q);
    struct yx_facts *f = yx_facts_new(p, a);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < p->n_examples; i++) {
        const struct yx_example *ex = &p->example[i];
        for (uint32_t k = 0; k < p->n_switches; k++) {
            q.swi[k] = p->swi[k];
            if (ex->switch_value[k] < 2)
                q.swi[k].value = ex->switch_value[k];
        }
        f->n = 1;
        f->term = ex->term;
        for (uint32_t k = 0; k < p->n_inputs; k++)
            yx_facts_set(f, k, 0, ex->fact[k]);
        const struct yx_awards *got = yx_policy_run(run, f);
        struct yx_place at = {file, ex->line, ex->column, 0};
        struct yx_buf name = {0};
        yx_buf_puts(&name, ex->name);
        yx_buf_putc(&name, ' ');
        yx_term_put(&name, ex->term);
        if (ex->is_contradiction && !got->constraint[0]) {
            YX_REPORT(r, YX_ERROR, at,
                      YX_TEXT("例 {0}：应是矛盾的事实，却没有违反约束",
                              "example {0}: its facts should contradict each other, and break no "
                              "constraint"),
                      yx_report_c(r, yx_buf_str(&name)));
            wrong++;
        }
        if (ex->is_contradiction) {
            yx_buf_free(&name);
            continue;
        }
        if (got->constraint[0]) {
            YX_REPORT(r, YX_ERROR, at,
                      YX_TEXT("例 {0}：事实违反约束：{1}",
                              "example {0}: the facts break a constraint: {1}"),
                      yx_report_c(r, yx_buf_str(&name)),
                      yx_report_c(r, yx_policy_constraint_text(p, got->constraint[0])));
            wrong++;
            yx_buf_free(&name);
            continue;
        }
        bool failed = false;
        for (uint32_t k = 0; k < p->n_benefits; k++) {
            struct yx_expect none = {.item = k, .status = YX_NOT_ENTITLED};
            const struct yx_expect *e = &none;
            for (uint32_t j = 0; j < ex->n_expect; j++)
                if (ex->expect[j].item == k)
                    e = &ex->expect[j];
            const struct yx_award_vec *w = &got->benefit[k];
            if (agrees(p, e, w))
                continue;
            failed = true;
            struct yx_buf want = {0}, is = {0};
            put_award(&want, p, k, e->status, e->payee, e->amount);
            put_award(&is, p, k, w->status[0], w->payee[0], w->amount[0]);
            YX_REPORT(r, YX_ERROR, at,
                      YX_TEXT("例 {0}：{1} 应得 {2}，算出 {3}",
                              "example {0}: {1} should be {2}, and comes out as {3}"),
                      yx_report_c(r, yx_buf_str(&name)), yx_report_c(r, p->benefit[k].id),
                      yx_report_c(r, yx_buf_str(&want)), yx_report_c(r, yx_buf_str(&is)));
            yx_buf_free(&want);
            yx_buf_free(&is);
        }
        wrong += failed;
        yx_buf_free(&name);
    }
    yx_run_free(run);
    yx_arena_free(a);
    return wrong;
}
