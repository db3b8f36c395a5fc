/* reasons.c -- a student's decisions in words an official can check.
 *
 * DESIGN.  The tracer says what held; this file says it.  For a no, every
 * single change of one fact that matters (each value of a yes/no or an
 * enumeration, each class of a set, each number and day that some condition
 * compares with) becomes a row of a block, the block is decided in one go, and
 * the rows that give the benefit are what would have to be otherwise. */
#include "policy/trace_int.h"

#include <stdlib.h>

enum { MAX_VARIANTS = 4096 };

struct variant {
    uint32_t input;
    struct yx_fact_one fact;
    int member; /* set: the class that is added or taken, or left alone; -1 */
    bool alone; /* set: nothing but the member */
};

struct explaining {
    const struct yx_policy *p;
    const struct yx_facts *f;
    uint32_t row;
    struct yx_arena *a;
    const struct yx_trace *t;
    yx_fact_source_fn source;
    void *ctx;
    enum yx_lang lang;
    struct yx_buf *out;
    struct variant *variant;
    uint32_t n_variants;
    struct yx_item_trace *outcome; /* per variant and item; status only where it counts */
};

static void put(struct explaining *x, const char *zh, const char *en)
{
    yx_buf_putz(x->out, x->lang == YX_EN ? en : zh);
}

static void yuan(struct explaining *x, yx_fen fen)
{
    yx_money_put(x->out, fen);
    put(x, "元", " yuan");
}

static void cites(struct explaining *x, struct yx_str basis)
{
    if (!basis.n)
        return;
    yx_buf_putz(x->out, " 【");
    yx_buf_puts(x->out, basis);
    yx_buf_putz(x->out, "】");
}

static void fact(struct explaining *x, uint32_t input, struct yx_fact_one one)
{
    if (one.state == YX_FACT_UNKNOWN)
        put(x, "未知", "unknown");
    else if (one.state == YX_FACT_ABSENT)
        yx_buf_putz(x->out, "空");
    else if (x->p->input[input].type == YX_IN_TEXT)
        put(x, "（文字）", "(text)");
    else
        yx_fact_put(x->p, input, one, x->out);
}

static void facts_of(struct explaining *x, uint64_t inputs)
{
    bool any = false;
    for (uint32_t i = 0; i < x->p->n_inputs; i++) {
        if (!(inputs >> i & 1))
            continue;
        if (any)
            put(x, "、", ", ");
        any = true;
        yx_buf_puts(x->out, x->p->input[i].name);
        yx_buf_putc(x->out, '=');
        fact(x, i, yx_facts_get(x->f, i, x->row));
        struct yx_str from = x->source ? x->source(x->ctx, i) : (struct yx_str){0};
        if (from.n) {
            put(x, "（", " (");
            yx_buf_puts(x->out, from);
            put(x, "）", ")");
        }
    }
}

/* ---- variants ---- */

static void add_variant(struct explaining *x, uint32_t input, struct yx_fact_one one, int member)
{
    struct yx_fact_one now = yx_facts_get(x->f, input, x->row);
    if (x->n_variants == MAX_VARIANTS ||
        (now.state == one.state &&
         (one.state != YX_FACT_KNOWN || (now.v == one.v && now.known == one.known))))
        return;
    for (uint32_t i = x->n_variants; i-- > 0 && x->variant[i].input == input;)
        if (x->variant[i].fact.state == one.state && x->variant[i].fact.v == one.v &&
            x->variant[i].fact.known == one.known)
            return;
    x->variant[x->n_variants++] = (struct variant){input, one, member, false};
}

static struct yx_fact_one known(int64_t v)
{
    return (struct yx_fact_one){.v = v, .state = YX_FACT_KNOWN};
}

static bool compares(enum yx_ir_op op)
{
    return op == YX_IR_EQK || op == YX_IR_NEK || op == YX_IR_LTK || op == YX_IR_LEK ||
           op == YX_IR_GTK || op == YX_IR_GEK;
}

static void number_variants(struct explaining *x, uint32_t input)
{
    const struct yx_policy_input *in = &x->p->input[input];
    const struct yx_ir *ir = &x->p->ir;
    int64_t lo = in->type == YX_IN_INT ? in->lo : in->type == YX_IN_MONEY ? 0 : INT32_MIN;
    int64_t hi = in->type == YX_IN_INT ? in->hi : in->type == YX_IN_MONEY ? YX_MAX_FEN : INT32_MAX;
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        const struct yx_ins *k = &ir->ins[i];
        if (k->a == YX_NO_REG || ir->ins[k->a].op != YX_IR_FACT_V ||
            ir->ins[k->a].k != (int64_t)input)
            continue;
        if (compares((enum yx_ir_op)k->op))
            for (int64_t v = k->k - 1; v <= k->k + 1; v++)
                if (v >= lo && v <= hi)
                    add_variant(x, input, known(v), -1);
        if (k->op == YX_IR_INK)
            for (int64_t v = 0; v < 64; v++)
                if (((uint64_t)k->k >> v & 1) && v >= lo && v <= hi)
                    add_variant(x, input, known(v), -1);
    }
    for (uint32_t i = 0; in->type == YX_IN_DATE && i < ir->n_items; i++) {
        const struct yx_item *item = &ir->item[i];
        if (item->window != YX_NO_REG && ir->ins[item->window].op == YX_IR_FACT_V &&
            ir->ins[item->window].k == (int64_t)input)
            add_variant(x, input, known(x->t->slice.item[i].window_from), -1);
    }
}

static void set_variants(struct explaining *x, uint32_t input)
{
    struct yx_fact_one now = yx_facts_get(x->f, input, x->row);
    uint64_t had = now.state == YX_FACT_KNOWN ? (uint64_t)now.v & now.known : 0;
    uint64_t sure = now.state == YX_FACT_KNOWN ? now.known : 0;
    for (uint32_t m = 0; m < x->p->input[input].n_members; m++) {
        uint64_t bit = UINT64_C(1) << m;
        struct yx_fact_one one = {
            .v = (int64_t)(had ^ bit), .known = sure | bit, .state = YX_FACT_KNOWN};
        add_variant(x, input, one, (int)m);
    }
    for (uint32_t m = 0; had && m < x->p->input[input].n_members; m++) {
        struct yx_fact_one one = {
            .v = INT64_C(1) << m, .known = UINT64_MAX, .state = YX_FACT_KNOWN};
        uint32_t n = x->n_variants;
        add_variant(x, input, one, (int)m);
        if (x->n_variants > n)
            x->variant[n].alone = true;
    }
}

static void make_variants(struct explaining *x, uint64_t inputs)
{
    x->variant = YX_NEW(x->a, struct variant, MAX_VARIANTS);
    for (uint32_t i = 0; i < x->p->n_inputs; i++) {
        const struct yx_policy_input *in = &x->p->input[i];
        if (!(inputs >> i & 1))
            continue;
        switch (in->type) {
        case YX_IN_BOOL:
            add_variant(x, i, known(1), -1);
            add_variant(x, i, known(0), -1);
            break;
        case YX_IN_ENUM:
            for (uint32_t m = 0; m < in->n_members; m++)
                add_variant(x, i, known(m), -1);
            break;
        case YX_IN_SET: set_variants(x, i); break;
        case YX_IN_INT:
        case YX_IN_MONEY:
        case YX_IN_DATE: number_variants(x, i); break;
        case YX_IN_TEXT: break;
        }
        if (in->is_nullable && in->type != YX_IN_SET)
            add_variant(x, i, (struct yx_fact_one){.state = YX_FACT_ABSENT}, -1);
    }
    struct yx_run *run = yx_run_new(x->p);
    struct yx_facts *f = yx_facts_new(x->p, x->a);
    x->outcome =
        YX_NEW(x->a, struct yx_item_trace, (size_t)(x->n_variants + 1) * (x->p->n_benefits + 1));
    f->term = x->f->term;
    for (uint32_t from = 0; from < x->n_variants; from += YX_FACT_ROWS) {
        f->n = YX_MIN(x->n_variants - from, (uint32_t)YX_FACT_ROWS);
        for (uint32_t i = 0; i < f->n; i++) {
            for (uint32_t k = 0; k < x->p->n_inputs; k++)
                yx_facts_set(f, k, i, yx_facts_get(x->f, k, x->row));
            yx_facts_set(f, x->variant[from + i].input, i, x->variant[from + i].fact);
        }
        const struct yx_awards *got = yx_policy_run(run, f);
        for (uint32_t i = 0; i < f->n; i++)
            for (uint32_t b = 0; b < x->p->n_benefits; b++) {
                const struct yx_award_vec *w = &got->benefit[b];
                x->outcome[(size_t)(from + i) * x->p->n_benefits + b] = (struct yx_item_trace){
                    .status = w->status[i], .payee = w->payee[i], .amount = w->amount[i]};
            }
    }
    yx_run_free(run);
}

static bool is_given(uint8_t status)
{
    return status == YX_ENTITLED || status == YX_CEILING;
}

static void outcome(struct explaining *x, uint32_t item, const struct yx_item_trace *o)
{
    if (is_given(o->status)) {
        if (x->p->benefit[item].has_amount)
            yuan(x, o->amount);
        if (x->p->benefit[item].has_amount)
            yx_buf_putc(x->out, ' ');
        yx_buf_puts(x->out, yx_payee_name((enum yx_payee)o->payee));
    } else {
        yx_buf_puts(x->out, yx_status_name((enum yx_status)o->status));
    }
}

static void variant_value(struct explaining *x, const struct variant *v)
{
    if (v->member < 0) {
        fact(x, v->input, v->fact);
        return;
    }
    yx_buf_puts(x->out, x->p->input[v->input].member[v->member]);
}

/* The single changes of a fact that would give the item: a class more or less
 * of a set, or (`alone`) the set as one class only.  False if there is none. */
static bool changes_of(struct explaining *x, uint32_t item, bool alone)
{
    bool any = false;
    for (uint32_t i = 0; i < x->p->n_inputs; i++) {
        int adds = -1;
        const struct yx_item_trace *first = NULL;
        for (uint32_t v = 0; v < x->n_variants; v++) {
            const struct variant *w = &x->variant[v];
            const struct yx_item_trace *o = &x->outcome[(size_t)v * x->p->n_benefits + item];
            if (w->input != i || w->alone != alone || !is_given(o->status))
                continue;
            int add = w->member >= 0 ? (int)((uint64_t)w->fact.v >> w->member & 1) : -1;
            if (first && (o->amount != first->amount || o->payee != first->payee || add != adds)) {
                put(x, "，可得 ", ": ");
                outcome(x, item, first);
                first = NULL;
            }
            if (first) {
                put(x, "或", " or ");
                variant_value(x, w);
                continue;
            }
            if (any)
                put(x, "；", "; ");
            else
                put(x, "    改变一项就能享受：", "    one change would give it: ");
            any = true;
            yx_buf_puts(x->out, x->p->input[i].name);
            if (alone)
                put(x, " 改为只有 ", " only ");
            else if (add >= 0)
                put(x, add ? " 加上 " : " 去掉 ", add ? " with " : " without ");
            else
                put(x, " 改为 ", " = ");
            adds = add;
            first = o;
            variant_value(x, w);
        }
        if (first) {
            put(x, "，可得 ", ": ");
            outcome(x, item, first);
        }
    }
    if (any)
        yx_buf_putc(x->out, '\n');
    return any;
}

static void changes(struct explaining *x, uint32_t item)
{
    if (!changes_of(x, item, false) && !changes_of(x, item, true))
        put(x, "    单独改变任何一项事实都不能享受\n",
            "    no change of a single fact would give it\n");
}

/* ---- parts of an item ---- */

static uint8_t truth(const struct explaining *x, uint16_t reg)
{
    return reg == YX_NO_REG ? (uint8_t)YX_YES : x->t->reg[reg].st;
}

static void clause_text(struct explaining *x, const struct yx_clause *c)
{
    yx_buf_puts(x->out, c->text);
    for (uint32_t d = 0; d < x->p->n_definitions; d++) {
        const struct yx_definition *def = &x->p->definition[d];
        if (def->reg == c->reg && yx_str_eq(def->name, c->text) && def->text.n) {
            put(x, "（即 ", " (that is ");
            yx_buf_puts(x->out, def->text);
            put(x, "）", ")");
        }
    }
}

static void clauses(struct explaining *x, const struct yx_item *item, uint8_t want, bool scope_only,
                    bool with_facts)
{
    bool any = false;
    for (uint32_t i = 0; i < item->n_clauses; i++) {
        const struct yx_clause *c = &item->clause[i];
        if (truth(x, c->reg) != want || (scope_only && !c->is_scope))
            continue;
        if (any)
            put(x, "；", "; ");
        any = true;
        clause_text(x, c);
        if (with_facts && x->p->ir.reads[c->reg]) {
            put(x, "［", " [");
            facts_of(x, x->p->ir.reads[c->reg]);
            put(x, "］", "]");
        }
    }
}

static const char *const unit_zh[] = {"元", "元/年", "元/学期", "元/月", "元/天", "元/次"};

/* How the amount came about: the row that spoke, the rate, the conversion. */
static void amount_text(struct explaining *x, uint32_t i)
{
    const struct yx_item *item = &x->p->ir.item[i];
    const struct yx_cell *c = &x->t->reg[item->amount];
    const struct yx_ins *in = &x->p->ir.ins[item->amount];
    const struct yx_accrual *acc = &x->t->slice.item[i].accrual;
    put(x, "    金额：", "    amount: ");
    if (in->op == YX_IR_TABLE || in->op == YX_IR_DATED) {
        int r = x->t->spoke[in->k];
        if (r >= 0) {
            const struct yx_row *row = &x->p->ir.table[in->k].row[r];
            put(x, in->op == YX_IR_TABLE ? "表中“" : "“", in->op == YX_IR_TABLE ? "row “" : "“");
            yx_buf_puts(x->out, row->text);
            put(x, "”", "”");
            cites(x, row->basis);
            if (row->is_unverified)
                put(x, "（未核实）", " (unverified)");
            put(x, " → ", " → ");
        }
    } else if (in->op != YX_IR_CONST) {
        yx_buf_puts(x->out, x->p->benefit[i].standard);
        put(x, " = ", " = ");
    }
    yx_money_put(x->out, YX_MAX(c->v, 0));
    yx_buf_putz(x->out, unit_zh[item->rate]);
    if (acc->n)
        yx_buf_printf(x->out,
                      x->lang == YX_EN ? "; term %d of the year: "
                                       : "；全年分两学期，本学期是第 %d 期：",
                      (int)acc->k);
    else if (item->rate == YX_RATE_DAY)
        yx_buf_printf(x->out,
                      x->lang == YX_EN ? " × %lld days = " : " × %lld天 = ", (long long)acc->times);
    else if (item->rate == YX_RATE_MONTH)
        yx_buf_printf(
            x->out, x->lang == YX_EN ? " × %lld months = " : " × %lld月 = ", (long long)acc->times);
    else if (acc->times > 1)
        yx_buf_printf(x->out, " × %lld = ", (long long)acc->times);
    else if (item->whole_in >= 0)
        put(x, "；全年一次记在本学期：", "; the whole year in this term: ");
    else
        put(x, "：", ": ");
    yuan(x, yx_accrue(*acc, YX_MAX(c->v, 0)));
    yx_buf_putc(x->out, '\n');
}

static void deeds(struct explaining *x, uint32_t item)
{
    for (uint32_t i = 0; i < x->t->n_deeds; i++) {
        const struct yx_deed *d = &x->t->deed[i];
        if (d->item != item)
            continue;
        const struct yx_combo *c = &x->p->ir.combo[d->combo];
        struct yx_str other = x->p->benefit[d->other].id;
        put(x, "    组合：", "    combination: ");
        struct yx_str text = c->text;
        ptrdiff_t cite = yx_str_find(text, YX_S("【"));
        yx_buf_puts(x->out, cite > 0 ? yx_str_trim(yx_str_sub(text, 0, (size_t)cite)) : text);
        cites(x, c->basis);
        put(x, "：", ": ");
        switch (d->effect) {
        case YX_EFFECT_EXCLUDED:
            put(x, "已享受 ", "because of ");
            yx_buf_puts(x->out, other);
            put(x, "，不再享受本项", " this one is not given");
            break;
        case YX_EFFECT_LOST:
            put(x, "取较高的 ", "the higher is ");
            yx_buf_puts(x->out, other);
            put(x, "，不享受本项", ", not this one");
            break;
        case YX_EFFECT_WON:
            put(x, "本项较高（或同额在前），取本项", "this one is the higher (or equal and first)");
            break;
        case YX_EFFECT_REDUCED:
        case YX_EFFECT_CUT:
            yuan(x, d->before);
            if (d->effect == YX_EFFECT_REDUCED) {
                put(x, " 减去 ", " less ");
                yx_buf_puts(x->out, other);
                put(x, "，余 ", " leaves ");
            } else {
                put(x, " 超出上限，减为 ", " is over the limit, cut to ");
            }
            yuan(x, d->after);
            break;
        case YX_EFFECT_OPENED:
            yx_buf_puts(x->out, other);
            put(x, " 等有关项目还不能定，本项也不能定",
                " and what goes with it are open, so this one is too");
            break;
        }
        yx_buf_putc(x->out, '\n');
    }
}

static void title(struct explaining *x, uint32_t i)
{
    const struct yx_policy_benefit *b = &x->p->benefit[i];
    yx_buf_putz(x->out, "  ");
    yx_buf_puts(x->out, b->id);
    if (!yx_str_eq(b->id, b->name)) {
        yx_buf_putc(x->out, ' ');
        yx_buf_puts(x->out, b->name);
    }
}

static void given_item(struct explaining *x, uint32_t i)
{
    const struct yx_item *item = &x->p->ir.item[i];
    const struct yx_item_trace *t = &x->t->item[i];
    title(x, i);
    put(x, "：", ": ");
    if (t->status == YX_CEILING)
        put(x, "不超过 ", "up to ");
    if (t->status == YX_LATE)
        put(x, "逾期，0.00元", "too late, 0.00 yuan");
    else if (x->p->benefit[i].has_amount)
        yuan(x, t->amount);
    else
        put(x, "享受（没有金额）", "given (no amount)");
    put(x, "，", ", ");
    yx_buf_puts(x->out, yx_payee_name((enum yx_payee)t->payee));
    cites(x, x->p->benefit[i].basis);
    yx_buf_putc(x->out, '\n');
    put(x, "    符合：", "    holds: ");
    clauses(x, item, YX_YES, false, false);
    yx_buf_putc(x->out, '\n');
    if (item->limit != YX_NO_REG) {
        yx_buf_putz(x->out, "    ");
        yx_buf_puts(x->out, item->limit_text);
        put(x, "：还在期限内\n", ": within the limit\n");
    }
    if (item->window != YX_NO_REG) {
        yx_buf_putz(x->out, "    ");
        yx_buf_puts(x->out, item->window_text);
        put(x, t->status == YX_LATE ? "：在窗口之外\n" : "：在窗口之内\n",
            t->status == YX_LATE ? ": outside the window\n" : ": within the window\n");
    }
    if (item->amount != YX_NO_REG && t->status != YX_LATE)
        amount_text(x, i);
    deeds(x, i);
    put(x, "    事实：", "    facts: ");
    facts_of(x, item->reads);
    yx_buf_putc(x->out, '\n');
}

static void pending_item(struct explaining *x, uint32_t i)
{
    struct yx_missing m;
    title(x, i);
    put(x, "：待核", ": open");
    cites(x, x->p->benefit[i].basis);
    yx_buf_putc(x->out, '\n');
    deeds(x, i);
    yx_trace_missing(x->p, x->f, x->row, x->t, i, &m);
    put(x, "    缺少：", "    missing: ");
    bool any = false;
    for (uint32_t k = 0; k < x->p->n_inputs; k++) {
        if (!(m.inputs >> k & 1))
            continue;
        static const char *const ask_zh[] = {"问学生", "问学校", "问家庭"};
        static const char *const ask_en[] = {"ask the student", "ask the school", "ask the family"};
        const struct yx_policy_input *in = &x->p->input[k];
        if (any)
            put(x, "、", ", ");
        any = true;
        yx_buf_puts(x->out, in->name);
        if (in->type == YX_IN_SET) {
            bool first = true;
            for (uint32_t c = 0; c < in->n_members; c++)
                if (m.members >> c & 1) {
                    put(x, first ? "（" : "、", first ? " (" : ", ");
                    yx_buf_puts(x->out, in->member[c]);
                    first = false;
                }
            if (!first)
                put(x, "）", ")");
        }
        put(x, "（", " (");
        put(x, ask_zh[in->owner], ask_en[in->owner]);
        put(x, "）", ")");
    }
    yx_buf_putc(x->out, '\n');
    if (x->p->benefit[i].has_amount) {
        put(x, "    可能金额：", "    possible amount: ");
        yx_money_put(x->out, m.lo);
        if (m.hi != m.lo) {
            put(x, " 至 ", " to ");
            yx_money_put(x->out, m.hi);
        }
        put(x, "元\n", " yuan\n");
    }
    for (uint32_t v = 0; v < x->n_variants; v++) {
        const struct variant *w = &x->variant[v];
        enum yx_input_type type = x->p->input[w->input].type;
        if (!(m.inputs >> w->input & 1) || (type != YX_IN_BOOL && type != YX_IN_ENUM) ||
            x->p->input[w->input].n_members > 6)
            continue;
        const struct yx_item_trace *o = &x->outcome[(size_t)v * x->p->n_benefits + i];
        put(x, "    如果 ", "    if ");
        yx_buf_puts(x->out, x->p->input[w->input].name);
        yx_buf_putc(x->out, '=');
        variant_value(x, w);
        put(x, "：", ": ");
        outcome(x, i, o);
        yx_buf_putc(x->out, '\n');
    }
}

static void refused_item(struct explaining *x, uint32_t i)
{
    const struct yx_item *item = &x->p->ir.item[i];
    title(x, i);
    put(x, "：不享受", ": not given");
    cites(x, x->p->benefit[i].basis);
    yx_buf_putc(x->out, '\n');
    switch ((enum yx_why)x->t->item[i].why) {
    case YX_WHY_OTHER_TERM:
        put(x, item->whole_in ? "    全年一次，记在秋季学期\n" : "    全年一次，记在春季学期\n",
            item->whole_in ? "    once a year, in the autumn term\n"
                           : "    once a year, in the spring term\n");
        return; /* no fact of the student changes that */
    case YX_WHY_NOT_IN_FORCE:
        put(x, "    项目在本学期的基准日没有效力\n",
            "    the benefit is not in force on the day of this term\n");
        return;
    case YX_WHY_HIGHER:
    case YX_WHY_EXCLUDED: deeds(x, i); break;
    case YX_WHY_TERM_LIMIT:
        put(x, "    不符合：", "    fails: ");
        yx_buf_puts(x->out, item->limit_text);
        put(x, "［", " [");
        facts_of(x, x->p->ir.reads[item->limit]);
        put(x, "］\n", "]\n");
        break;
    case YX_WHY_NOT_APPLIED:
        put(x, "    其余条件都符合，但没有申请：",
            "    all else holds, but there is no application: ");
        yx_buf_puts(x->out, item->window_text);
        yx_buf_putc(x->out, '\n');
        break;
    case YX_WHY_SCOPE:
    case YX_WHY_CONDITION:
    case YX_WHY_NONE:
    case YX_WHY_CONSTRAINT:
        put(x, "    不符合：", "    fails: ");
        clauses(x, item, YX_NO, false, true);
        yx_buf_putc(x->out, '\n');
        break;
    }
    changes(x, i);
}

/* Benefits of other groups, in one line per group. */
static void out_of_scope(struct explaining *x)
{
    bool any = false;
    for (uint32_t i = 0; i < x->p->n_benefits; i++) {
        const struct yx_item *item = &x->p->ir.item[i];
        if (x->t->item[i].why != YX_WHY_SCOPE || x->t->item[i].status != YX_NOT_ENTITLED)
            continue;
        if (!any)
            put(x, "不适用\n", "Not for this student\n");
        any = true;
        if (i > 0 && x->p->ir.item[i - 1].scope == item->scope &&
            x->t->item[i - 1].why == YX_WHY_SCOPE)
            continue; /* said with the first of its group */
        yx_buf_putz(x->out, "  ");
        for (uint32_t j = i; j < x->p->n_benefits && x->p->ir.item[j].scope == item->scope; j++) {
            if (j > i)
                yx_buf_putc(x->out, ' ');
            yx_buf_puts(x->out, x->p->benefit[j].id);
        }
        put(x, "：", ": ");
        clauses(x, item, YX_NO, true, true);
        yx_buf_putc(x->out, '\n');
    }
}

/* ---- readings the decisions rest on ---- */

static void mark(const struct yx_policy *p, uint16_t reg, uint8_t *seen)
{
    if (reg == YX_NO_REG || seen[reg])
        return;
    seen[reg] = 1;
    const struct yx_ins *in = &p->ir.ins[reg];
    mark(p, in->a, seen);
    mark(p, in->b, seen);
    if (in->op == YX_IR_SCALE)
        mark(p, in->c, seen);
    if (in->op == YX_IR_TABLE || in->op == YX_IR_DATED)
        for (uint32_t r = 0; r < p->ir.table[in->k].n_rows; r++) {
            mark(p, p->ir.table[in->k].row[r].cond, seen);
            mark(p, p->ir.table[in->k].row[r].out, seen);
        }
}

static void readings(struct explaining *x)
{
    const struct yx_policy *p = x->p;
    uint8_t *seen = YX_NEW(x->a, uint8_t, p->ir.n_ins + 1);
    for (uint32_t i = 0; i < p->n_benefits; i++) {
        const struct yx_item *item = &p->ir.item[i];
        if (x->t->item[i].why == YX_WHY_SCOPE)
            continue;
        const uint16_t reg[] = {item->scope,  item->cond,   item->limit,
                                item->window, item->amount, item->payee};
        for (size_t k = 0; k < YX_LEN(reg); k++)
            mark(p, reg[k], seen);
    }
    bool any = false;
    for (uint32_t i = 0; i < p->ir.n_ins; i++) {
        const struct yx_ins *in = &p->ir.ins[i];
        if (!seen[i])
            continue;
        struct yx_str what = {0}, basis = {0};
        const char *zh = "", *en = "";
        if (in->op == YX_IR_SWITCH) {
            what = p->swi[in->k].name;
            basis = p->swi_more[in->k].basis;
            bool on = p->swi[in->k].value, open = p->swi[in->k].is_undecided;
            zh = on ? (open ? "=是（未定，县里还没有拍板）" : "=是")
                    : (open ? "=否（未定，县里还没有拍板）" : "=否");
            en = on ? (open ? " = yes (undecided by the county)" : " = yes")
                    : (open ? " = no (undecided by the county)" : " = no");
        } else if (in->op == YX_IR_TABLE && p->ir.table[in->k].is_undecided) {
            what = YX_S("表");
            basis = p->ir.table[in->k].basis;
            zh = "的读法未定";
            en = ": the reading is undecided";
        } else if ((in->op == YX_IR_FACT_B || in->op == YX_IR_FACT_V || in->op == YX_IR_FACT_S) &&
                   p->input_more[in->k].has_default &&
                   yx_facts_get(x->f, (uint32_t)in->k, x->row).state == YX_FACT_UNKNOWN) {
            what = p->input[in->k].name;
            zh = "没有给出，用了缺省值";
            en = " is not given, its default was used";
        } else {
            continue;
        }
        if (!any)
            put(x, "用到的读法和缺省\n", "Readings and defaults used\n");
        any = true;
        yx_buf_putz(x->out, "  ");
        yx_buf_puts(x->out, what);
        put(x, zh, en);
        cites(x, basis);
        yx_buf_putc(x->out, '\n');
    }
    for (uint32_t d = 0; d < p->n_definitions; d++) {
        const struct yx_definition *def = &p->definition[d];
        if (def->reg == YX_NO_REG || !seen[def->reg] || (!def->is_undecided && !def->is_unverified))
            continue;
        if (!any)
            put(x, "用到的读法和缺省\n", "Readings and defaults used\n");
        any = true;
        yx_buf_putz(x->out, "  ");
        yx_buf_puts(x->out, def->name);
        put(x, def->is_undecided ? "的读法未定" : "的出处未核实",
            def->is_undecided ? ": undecided" : ": unverified");
        cites(x, def->basis);
        yx_buf_putc(x->out, '\n');
    }
}

static void notes(struct explaining *x, const struct yx_note *note, uint32_t n, const char *zh,
                  const char *en)
{
    bool any = false;
    for (uint32_t i = 0; i < n; i++) {
        uint8_t t = x->t->reg[note[i].reg].st;
        if (t == YX_NO)
            continue;
        if (!any)
            put(x, zh, en);
        any = true;
        yx_buf_putz(x->out, "  ");
        yx_buf_puts(x->out, note[i].id);
        yx_buf_putc(x->out, ' ');
        yx_buf_puts(x->out, note[i].text);
        if (t == YX_MAYBE)
            put(x, "（可能）", " (possibly)");
        cites(x, note[i].basis);
        yx_buf_putc(x->out, '\n');
    }
}

static bool in_section(const struct yx_item_trace *t, int section)
{
    switch (section) {
    case 0: return is_given(t->status);
    case 1: return t->status == YX_LATE;
    case 2: return t->status == YX_PENDING;
    default: return t->status == YX_NOT_ENTITLED && t->why != YX_WHY_SCOPE;
    }
}

void yx_policy_explain(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                       yx_fact_source_fn source, void *ctx, enum yx_lang lang, struct yx_buf *out)
{
    struct yx_arena *a = yx_arena_new();
    struct explaining x = {
        .p = p, .f = f, .row = row, .a = a, .source = source, .ctx = ctx, .lang = lang, .out = out};
    x.t = yx_trace_row(p, f, row, a);
    put(&x, "政策 ", "policy ");
    yx_buf_puts(out, p->id);
    yx_buf_putz(out, lang == YX_EN ? " (" : "《");
    yx_buf_puts(out, p->title);
    yx_buf_putz(out, lang == YX_EN ? "), values of " : "》，取值日 ");
    yx_day_put(out, x.t->slice.as_of);
    yx_buf_putc(out, '\n');
    if (x.t->constraint) {
        const struct yx_constraint *c = &p->ir.constraint[x.t->constraint - 1];
        put(&x, "事实互相矛盾，没有计算：",
            "The facts contradict each other, nothing is computed: ");
        yx_buf_puts(out, c->message);
        put(&x, "［", " [");
        facts_of(&x, p->ir.reads[c->reg]);
        put(&x, "］\n", "]\n");
        yx_arena_free(a);
        return;
    }
    uint64_t inputs = 0;
    for (uint32_t i = 0; i < p->n_benefits; i++)
        inputs |= p->ir.item[i].reads;
    make_variants(&x, inputs);
    static const char *const head_zh[] = {"享受\n", "逾期\n", "待核\n", "不享受\n"};
    static const char *const head_en[] = {"Given\n", "Too late\n", "Open\n", "Not given\n"};
    for (int s = 0; s < 4; s++) {
        bool any = false;
        for (uint32_t i = 0; i < p->n_benefits; i++) {
            if (!in_section(&x.t->item[i], s))
                continue;
            if (!any)
                put(&x, head_zh[s], head_en[s]);
            any = true;
            if (s < 2)
                given_item(&x, i);
            else if (s == 2)
                pending_item(&x, i);
            else
                refused_item(&x, i);
        }
    }
    out_of_scope(&x);
    readings(&x);
    notes(&x, p->ir.hint, p->ir.n_hints, "提示\n", "Hints\n");
    notes(&x, p->ir.gap, p->ir.n_gaps, "政策空档\n", "Gaps of the policy\n");
    yx_arena_free(a);
}
