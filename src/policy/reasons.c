/* reasons.c -- a student's decisions in words an official can check.
 *
 * DESIGN.  The tracer says what held, variants.c what would have to be
 * otherwise; this file puts it on a page, section by section. */
#include "policy/reasons_int.h"
/* ---- parts of an item ---- */

static uint8_t truth(const struct yx_explaining *x, uint16_t reg)
{
    return reg == YX_NO_REG ? (uint8_t)YX_YES : x->t->reg[reg].st;
}

static void clause_text(struct yx_explaining *x, const struct yx_clause *c)
{
    struct yx_str meaning = yx_clause_meaning(x->p, c);
    yx_buf_puts(x->out, c->text);
    if (!meaning.n)
        return;
    yx_say(x, "（即 ", " (that is ");
    yx_buf_puts(x->out, meaning);
    yx_say(x, "）", ")");
}

static void clauses(struct yx_explaining *x, const struct yx_item *item, uint8_t want,
                    bool scope_only, bool with_facts)
{
    bool any = false;
    for (uint32_t i = 0; i < item->n_clauses; i++) {
        const struct yx_clause *c = &item->clause[i];
        if (truth(x, c->reg) != want || (scope_only && !c->is_scope))
            continue;
        if (any)
            yx_say(x, "；", "; ");
        any = true;
        clause_text(x, c);
        if (with_facts && x->p->ir.reads[c->reg]) {
            yx_say(x, "［", " [");
            yx_say_facts(x, x->p->ir.reads[c->reg]);
            yx_say(x, "］", "]");
        }
    }
}

/* How the amount came about: the row that spoke, the rate, the conversion. */
static void amount_text(struct yx_explaining *x, uint32_t i)
{
    const struct yx_item *item = &x->p->ir.item[i];
    const struct yx_cell *c = &x->t->reg[item->amount];
    const struct yx_ins *in = &x->p->ir.ins[item->amount];
    const struct yx_accrual *acc = &x->t->slice.item[i].accrual;
    yx_say(x, "    金额：", "    amount: ");
    if (in->op == YX_IR_TABLE || in->op == YX_IR_DATED) {
        int r = x->t->spoke[in->k];
        if (r >= 0) {
            const struct yx_row *row = &x->p->ir.table[in->k].row[r];
            yx_say(x, in->op == YX_IR_TABLE ? "表中“" : "“", in->op == YX_IR_TABLE ? "row “" : "“");
            yx_buf_puts(x->out, row->text);
            yx_say(x, "”", "”");
            yx_say_basis(x, row->basis);
            if (row->is_unverified)
                yx_say(x, "（未核实）", " (unverified)");
            yx_say(x, " → ", " → ");
        }
    } else if (in->op != YX_IR_CONST) {
        yx_buf_puts(x->out, x->p->benefit[i].standard);
        yx_say(x, " = ", " = ");
    }
    yx_money_put(x->out, YX_MAX(c->v, 0));
    yx_buf_putz(x->out, yx_rate_text(item->rate));
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
        yx_say(x, "；全年一次记在本学期：", "; the whole year in this term: ");
    else
        yx_say(x, "：", ": ");
    yx_say_yuan(x, yx_accrue(*acc, YX_MAX(c->v, 0)));
    yx_buf_putc(x->out, '\n');
}

static void say_between(struct yx_explaining *x, yx_fen lo, yx_fen hi)
{
    yx_say_yuan(x, lo);
    if (lo == hi)
        return;
    yx_say(x, " 至 ", " to ");
    yx_say_yuan(x, hi);
}

/* `A1.2 330.00元`, or `A1.2 + A1.3 1000.00元`: one side of a 就高. */
static void say_side(struct yx_explaining *x, const struct yx_combo *c, int group, yx_fen lo,
                     yx_fen hi)
{
    for (uint32_t m = 0; m < c->group[group].n; m++) {
        if (m)
            yx_buf_putz(x->out, " + ");
        yx_buf_puts(x->out, x->p->benefit[c->group[group].item[m]].id);
    }
    yx_buf_putc(x->out, ' ');
    say_between(x, lo, hi);
}

static void say_deed(struct yx_explaining *x, const struct yx_deed *d)
{
    const struct yx_combo *c = &x->p->ir.combo[d->combo];
    struct yx_str other = x->p->benefit[d->other].id;
    switch (d->effect) {
    case YX_EFFECT_EXCLUDED:
        yx_say(x, "已享受 ", "because of ");
        yx_buf_puts(x->out, other);
        yx_say(x, "，不再享受本项", " this one is not given");
        return;
    case YX_EFFECT_LOST:
    case YX_EFFECT_WON: {
        bool won = d->effect == YX_EFFECT_WON;
        bool equal = d->most[0] == d->most[1] && d->sum[0] == d->sum[1];
        say_side(x, c, d->group, d->sum[0], d->most[0]);
        if (equal)
            yx_say(x, " 等于 ", " equals ");
        else
            yx_say(x, won ? " 高于 " : " 低于 ", won ? " is more than " : " is less than ");
        say_side(x, c, d->rival, d->sum[1], d->most[1]);
        if (equal)
            yx_say(x, won ? "，同额取写在前面的，取本项" : "，同额取写在前面的，不享受本项",
                   won ? "; of equal ones the first: this one"
                       : "; of equal ones the first: not this one");
        else
            yx_say(x, won ? "，取本项" : "，不享受本项",
                   won ? "; this one is given" : "; this one is not given");
        return;
    }
    case YX_EFFECT_REDUCED:
        yx_say_yuan(x, d->before);
        yx_say(x, " 减去 ", " less ");
        yx_buf_puts(x->out, other);
        yx_buf_putc(x->out, ' ');
        yx_say_yuan(x, x->t->item[d->other].alone);
        yx_say(x, "，余 ", " leaves ");
        yx_say_yuan(x, d->after);
        return;
    case YX_EFFECT_CUT:
        yx_say(x, "合计 ", "together ");
        yx_say_yuan(x, d->total);
        yx_say(x, " 超出上限 ", ", over the limit of ");
        yx_say_yuan(x, d->limit);
        yx_say(x, "，本项减 ", ": this one is cut by ");
        yx_say_yuan(x, d->before - d->after);
        yx_say(x, "，余 ", " to ");
        yx_say_yuan(x, d->after);
        return;
    case YX_EFFECT_OPENED:
        if (d->group >= 0) {
            yx_say(x, "还分不出高下：", "which is higher is open: ");
            say_side(x, c, d->group, d->sum[0], d->most[0]);
            yx_say(x, "，", ", ");
            say_side(x, c, d->rival, d->sum[1], d->most[1]);
            return;
        }
        yx_buf_puts(x->out, other);
        yx_say(x, " 等有关项目还不能定，本项也不能定",
               " and what goes with it are open, so this one is too");
        return;
    }
}

static void deeds(struct yx_explaining *x, uint32_t item)
{
    for (uint32_t i = 0; i < x->t->n_deeds; i++) {
        const struct yx_deed *d = &x->t->deed[i];
        if (d->item != item)
            continue;
        yx_say(x, "    组合：", "    combination: ");
        yx_buf_puts(x->out, yx_combo_text(&x->p->ir.combo[d->combo]));
        yx_say_basis(x, x->p->ir.combo[d->combo].basis);
        yx_say(x, "：", ": ");
        say_deed(x, d);
        yx_buf_putc(x->out, '\n');
    }
}

/* The changes, one after the other; false if there is none. */
static bool say_changes(struct yx_explaining *x, uint32_t item, enum yx_wanted wanted,
                        uint64_t inputs, const char *zh, const char *en)
{
    struct yx_change *c;
    uint32_t n = yx_find_changes(x, item, wanted, inputs, &c);
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            yx_say(x, "；", "; ");
        else
            yx_say(x, zh, en);
        yx_say_change(x, &c[i]);
        yx_say(x, yx_is_given(c[i].status) ? "，可得 " : "，", ": ");
        yx_say_outcome(x, item, &c[i]);
    }
    if (n)
        yx_buf_putc(x->out, '\n');
    return n > 0;
}

static void changes_to_give(struct yx_explaining *x, uint32_t item)
{
    if (!say_changes(x, item, YX_WANT_GIVEN, UINT64_MAX, "    改变一项就能享受：",
                     "    one change would give it: "))
        yx_say(x, "    单独改变任何一项事实都不能享受\n",
               "    no change of a single fact would give it\n");
}

static void reply(struct yx_explaining *x, uint32_t item)
{
    yx_say(x, "    答复：", "    reply: ");
    yx_say_reply(x, item);
    yx_buf_putc(x->out, '\n');
}

static void title(struct yx_explaining *x, uint32_t i)
{
    const struct yx_policy_benefit *b = &x->p->benefit[i];
    yx_buf_putz(x->out, "  ");
    yx_buf_puts(x->out, b->id);
    if (!yx_str_eq(b->id, b->name)) {
        yx_buf_putc(x->out, ' ');
        yx_buf_puts(x->out, b->name);
    }
}

static void given_item(struct yx_explaining *x, uint32_t i)
{
    const struct yx_item *item = &x->p->ir.item[i];
    const struct yx_item_trace *t = &x->t->item[i];
    title(x, i);
    yx_say(x, "：", ": ");
    if (t->status == YX_CEILING)
        yx_say(x, "不超过 ", "up to ");
    if (t->status == YX_LATE)
        yx_say(x, "逾期，0.00元", "too late, 0.00 yuan");
    else if (x->p->benefit[i].has_amount)
        yx_say_yuan(x, t->amount);
    else
        yx_say(x, "享受（没有金额）", "given (no amount)");
    yx_say(x, "，", ", ");
    yx_buf_puts(x->out, yx_payee_name((enum yx_payee)t->payee));
    yx_say_basis(x, x->p->benefit[i].basis);
    yx_buf_putc(x->out, '\n');
    if (item->n_clauses) {
        yx_say(x, "    符合：", "    holds: ");
        clauses(x, item, YX_YES, false, false);
        yx_buf_putc(x->out, '\n');
    }
    if (item->limit != YX_NO_REG) {
        yx_buf_putz(x->out, "    ");
        yx_buf_puts(x->out, item->limit_text);
        yx_say(x, "：还在期限内\n", ": within the limit\n");
    }
    if (item->window != YX_NO_REG) {
        yx_buf_putz(x->out, "    ");
        yx_buf_puts(x->out, item->window_text);
        yx_say(x, t->status == YX_LATE ? "：在窗口之外\n" : "：在窗口之内\n",
               t->status == YX_LATE ? ": outside the window\n" : ": within the window\n");
    }
    if (item->amount != YX_NO_REG && t->status != YX_LATE)
        amount_text(x, i);
    deeds(x, i);
    if (item->reads) {
        yx_say(x, "    事实：", "    facts: ");
        yx_say_facts(x, item->reads);
        yx_buf_putc(x->out, '\n');
    }
    if (t->status == YX_LATE)
        changes_to_give(x, i);
    reply(x, i);
}

static void pending_item(struct yx_explaining *x, uint32_t i)
{
    struct yx_missing m = {0};
    title(x, i);
    yx_say(x, "：待核", ": open");
    yx_say_basis(x, x->p->benefit[i].basis);
    yx_buf_putc(x->out, '\n');
    deeds(x, i);
    yx_trace_missing(x->p, x->f, x->row, x->t, i, &m);
    yx_say(x, "    缺少：", "    missing: ");
    bool any = false;
    for (uint32_t k = 0; k < x->p->n_inputs; k++) {
        if (!(m.inputs >> k & 1))
            continue;
        static const char *const ask_zh[] = {"问学生", "问学校", "问家庭"};
        static const char *const ask_en[] = {"ask the student", "ask the school", "ask the family"};
        const struct yx_policy_input *in = &x->p->input[k];
        if (any)
            yx_say(x, "、", ", ");
        any = true;
        yx_buf_puts(x->out, in->name);
        if (in->type == YX_IN_SET) {
            bool first = true;
            for (uint32_t c = 0; c < in->n_members; c++)
                if (m.members >> c & 1) {
                    yx_say(x, first ? "（" : "、", first ? " (" : ", ");
                    yx_buf_puts(x->out, in->member[c]);
                    first = false;
                }
            if (!first)
                yx_say(x, "）", ")");
        }
        yx_say(x, "（", " (");
        yx_say(x, ask_zh[in->owner], ask_en[in->owner]);
        yx_say(x, "）", ")");
    }
    yx_buf_putc(x->out, '\n');
    if (x->p->benefit[i].has_amount) {
        yx_say(x, "    可能金额：", "    possible amount: ");
        yx_money_put(x->out, m.lo);
        if (m.hi != m.lo) {
            yx_say(x, " 至 ", " to ");
            yx_money_put(x->out, m.hi);
        }
        yx_say(x, "元\n", " yuan\n");
    }
    if (!say_changes(x, i, YX_WANT_SETTLED, m.inputs, "    查明一项就能定：",
                     "    one of them settles it: ") &&
        m.inputs)
        yx_say(x, "    单独查明其中任何一项都还不能定\n", "    no single one of them settles it\n");
    reply(x, i);
}

static void refused_item(struct yx_explaining *x, uint32_t i)
{
    const struct yx_item *item = &x->p->ir.item[i];
    title(x, i);
    yx_say(x, "：不享受", ": not given");
    yx_say_basis(x, x->p->benefit[i].basis);
    yx_buf_putc(x->out, '\n');
    switch ((enum yx_why)x->t->item[i].why) {
    case YX_WHY_OTHER_TERM:
        yx_say(x, item->whole_in ? "    全年一次，记在秋季学期\n" : "    全年一次，记在春季学期\n",
               item->whole_in ? "    once a year, in the autumn term\n"
                              : "    once a year, in the spring term\n");
        reply(x, i); /* no fact of the student changes that */
        return;
    case YX_WHY_NOT_IN_FORCE:
        yx_say(x, "    项目在本学期的基准日没有效力\n",
               "    the benefit is not in force on the day of this term\n");
        reply(x, i);
        return;
    case YX_WHY_HIGHER:
    case YX_WHY_EXCLUDED: deeds(x, i); break;
    case YX_WHY_TERM_LIMIT:
        yx_say(x, "    不符合：", "    fails: ");
        yx_buf_puts(x->out, item->limit_text);
        yx_say(x, "［", " [");
        yx_say_facts(x, x->p->ir.reads[item->limit]);
        yx_say(x, "］\n", "]\n");
        break;
    case YX_WHY_NOT_APPLIED:
        yx_say(x, "    其余条件都符合，但没有申请：",
               "    all else holds, but there is no application: ");
        yx_buf_puts(x->out, item->window_text);
        yx_buf_putc(x->out, '\n');
        break;
    case YX_WHY_SCOPE:
    case YX_WHY_CONDITION:
    case YX_WHY_NONE:
    case YX_WHY_CONSTRAINT:
        yx_say(x, "    不符合：", "    fails: ");
        clauses(x, item, YX_NO, false, true);
        yx_buf_putc(x->out, '\n');
        break;
    }
    changes_to_give(x, i);
    reply(x, i);
}

/* Benefits of other groups, in one line per group. */
static void out_of_scope(struct yx_explaining *x)
{
    bool any = false;
    for (uint32_t i = 0; i < x->p->n_benefits; i++) {
        const struct yx_item *item = &x->p->ir.item[i];
        if (x->t->item[i].why != YX_WHY_SCOPE || x->t->item[i].status != YX_NOT_ENTITLED)
            continue;
        if (!any)
            yx_say(x, "不适用\n", "Not for this student\n");
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
        yx_say(x, "：", ": ");
        clauses(x, item, YX_NO, true, true);
        yx_buf_putc(x->out, '\n');
        for (uint32_t j = i; j < x->p->n_benefits && x->p->ir.item[j].scope == item->scope; j++) {
            struct yx_buf lead = {0};
            yx_buf_putz(&lead, "    ");
            yx_buf_puts(&lead, x->p->benefit[j].id);
            struct yx_buf zh = {0}, en = {0};
            yx_buf_printf(&zh, "%.*s：改变一项就能享受：", (int)lead.n, lead.p);
            yx_buf_printf(&en, "%.*s: one change would give it: ", (int)lead.n, lead.p);
            yx_buf_putc(&zh, 0);
            yx_buf_putc(&en, 0);
            (void)say_changes(x, j, YX_WANT_GIVEN, UINT64_MAX, zh.p, en.p);
            yx_buf_free(&zh);
            yx_buf_free(&en);
            yx_buf_free(&lead);
        }
    }
}

static bool in_section(const struct yx_item_trace *t, int section)
{
    switch (section) {
    case 0: return yx_is_given(t->status);
    case 1: return t->status == YX_LATE;
    case 2: return t->status == YX_PENDING;
    default: return t->status == YX_NOT_ENTITLED && t->why != YX_WHY_SCOPE;
    }
}

void yx_explaining_begin(struct yx_explaining *x)
{
    uint64_t inputs = 0;
    x->t = yx_trace_row(x->p, x->f, x->row, x->a);
    if (x->t->constraint) {
        inputs = x->p->ir.reads[x->p->ir.constraint[x->t->constraint - 1].reg];
    } else {
        for (uint32_t i = 0; i < x->p->n_benefits; i++)
            inputs |= x->p->ir.item[i].reads;
        for (uint32_t c = 0; c < x->p->ir.n_combos; c++)
            if (x->p->ir.combo[c].already >= 0)
                inputs |= UINT64_C(1) << x->p->ir.combo[c].already;
    }
    yx_make_variants(x, inputs);
}

/* Of contradicting facts: those of which another value would do. */
static void say_ways_out(struct yx_explaining *x)
{
    bool any = false;
    for (uint32_t i = 0; i < x->p->n_inputs; i++) {
        bool does = false;
        for (uint32_t v = 0; v < x->n_variants; v++)
            does |= x->variant[v].input == i && !x->is_stopped[v];
        if (!does)
            continue;
        yx_say(x, any ? "、" : "改正其中一项就能计算：",
               any ? ", " : "It would do to correct one of: ");
        yx_buf_puts(x->out, x->p->input[i].name);
        any = true;
    }
    if (!any)
        yx_say(x, "单独改正任何一项都还矛盾", "No correction of a single fact would do");
    yx_buf_putc(x->out, '\n');
}

void yx_policy_explain(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                       yx_fact_source_fn source, void *ctx, enum yx_lang lang, struct yx_buf *out)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_explaining x = {
        .p = p, .f = f, .row = row, .a = a, .source = source, .ctx = ctx, .lang = lang, .out = out};
    yx_explaining_begin(&x);
    yx_say(&x, "政策 ", "policy ");
    yx_buf_puts(out, p->id);
    yx_buf_putz(out, lang == YX_EN ? " (" : "《");
    yx_buf_puts(out, p->title);
    yx_buf_putz(out, lang == YX_EN ? "), values of " : "》，取值日 ");
    yx_day_put(out, x.t->slice.as_of);
    yx_buf_putc(out, '\n');
    if (x.t->constraint) {
        const struct yx_constraint *c = &p->ir.constraint[x.t->constraint - 1];
        yx_say(&x, "事实互相矛盾，没有计算：",
               "The facts contradict each other, nothing is computed: ");
        yx_buf_puts(out, c->message);
        yx_say(&x, "［", " [");
        yx_say_facts(&x, p->ir.reads[c->reg]);
        yx_say(&x, "］\n", "]\n");
        say_ways_out(&x);
        yx_arena_free(a);
        return;
    }
    static const char *const head_zh[] = {"享受\n", "逾期\n", "待核\n", "不享受\n"};
    static const char *const head_en[] = {"Given\n", "Too late\n", "Open\n", "Not given\n"};
    for (int s = 0; s < 4; s++) {
        bool any = false;
        for (uint32_t i = 0; i < p->n_benefits; i++) {
            if (!in_section(&x.t->item[i], s))
                continue;
            if (!any)
                yx_say(&x, head_zh[s], head_en[s]);
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
    yx_say_readings(&x);
    yx_say_notes(&x, p->ir.hint, p->ir.n_hints, "提示\n", "Hints\n");
    yx_say_notes(&x, p->ir.gap, p->ir.n_gaps, "政策空档\n", "Gaps of the policy\n");
    yx_arena_free(a);
}
