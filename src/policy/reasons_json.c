/* reasons_json.c -- a student's decisions with reasons, for programs.
 *
 * DESIGN.  The same trace and the same variants as the page of reasons.c, as
 * values instead of sentences (docs/explanation.schema.json).  It carries what
 * it was computed from, the document's hash, its switches and the facts, so
 * that it need not be kept: whoever has these gets the same bytes again. */
#include "base/json.h"
#include "policy/reasons_int.h"

struct out {
    struct yx_explaining *x;
    struct yx_json j;
    struct yx_buf text; /* scratch */
};

/* ---- small parts ---- */

static void optional(struct out *o, const char *name, struct yx_str s)
{
    if (s.n)
        yx_json_text(&o->j, name, s);
}

static void names_of(struct out *o, const char *name, uint64_t inputs)
{
    yx_json_open(&o->j, name, '[');
    for (uint32_t i = 0; i < o->x->p->n_inputs; i++)
        if (inputs >> i & 1)
            yx_json_text(&o->j, NULL, o->x->p->input[i].name);
    yx_json_close(&o->j, ']');
}

static void items_of(struct out *o, const char *name, const struct yx_group *g)
{
    yx_json_open(&o->j, name, '[');
    for (uint32_t m = 0; m < g->n; m++)
        yx_json_text(&o->j, NULL, o->x->p->benefit[g->item[m]].id);
    yx_json_close(&o->j, ']');
}

static void day(struct out *o, const char *name, yx_day d)
{
    o->text.n = 0;
    yx_day_put(&o->text, d);
    yx_json_text(&o->j, name, yx_buf_str(&o->text));
}

static const char *truth_name(uint8_t t)
{
    return t == YX_YES ? "yes" : t == YX_NO ? "no" : "unknown";
}

/* The value as a facts file writes it; null when it is unknown or 空. */
static void value(struct out *o, const char *name, uint32_t input, struct yx_fact_one one)
{
    if (one.state != YX_FACT_KNOWN) {
        yx_json_null(&o->j, name);
        return;
    }
    struct yx_buf *page = o->x->out;
    o->text.n = 0;
    o->x->out = &o->text;
    yx_say_fact(o->x, input, one);
    o->x->out = page;
    yx_json_text(&o->j, name, yx_buf_str(&o->text));
}

/* ---- head and facts ---- */

static void put_policy(struct out *o, const struct yx_explain *how)
{
    const struct yx_policy *p = o->x->p;
    yx_json_open(&o->j, "policy", '{');
    yx_json_text(&o->j, "id", p->id);
    yx_json_text(&o->j, "title", p->title);
    optional(o, "sha256", how->policy_sha256);
    yx_json_open(&o->j, "switches", '[');
    for (uint32_t i = 0; i < p->n_switches; i++) {
        yx_json_open(&o->j, NULL, '{');
        yx_json_text(&o->j, "name", p->swi[i].name);
        yx_json_truth(&o->j, "value", p->swi[i].value);
        yx_json_truth(&o->j, "undecided", p->swi[i].is_undecided);
        yx_json_close(&o->j, '}');
    }
    yx_json_close(&o->j, ']');
    yx_json_close(&o->j, '}');
}

static void put_facts(struct out *o)
{
    static const char *const owner[] = {"学生", "学校", "家庭"};
    const struct yx_explaining *x = o->x;
    yx_json_open(&o->j, "facts", '[');
    for (uint32_t i = 0; i < x->p->n_inputs; i++) {
        struct yx_fact_one one = yx_facts_get(x->f, i, x->row);
        const struct yx_input_more *more = &x->p->input_more[i];
        bool defaulted = one.state == YX_FACT_UNKNOWN && more->has_default;
        yx_json_open(&o->j, NULL, '{');
        yx_json_text(&o->j, "name", x->p->input[i].name);
        yx_json_text(&o->j, "state",
                     defaulted                     ? YX_S("default")
                     : one.state == YX_FACT_KNOWN  ? YX_S("known")
                     : one.state == YX_FACT_ABSENT ? YX_S("absent")
                                                   : YX_S("unknown"));
        if (defaulted)
            one = (struct yx_fact_one){more->value, UINT64_MAX, more->value_state};
        value(o, "value", i, one);
        yx_json_text(&o->j, "owner", yx_str_of(owner[x->p->input[i].owner]));
        optional(o, "source", x->source ? x->source(x->ctx, i) : (struct yx_str){0});
        yx_json_close(&o->j, '}');
    }
    yx_json_close(&o->j, ']');
}

/* ---- a benefit ---- */

static void put_clauses(struct out *o, const struct yx_item *item)
{
    const struct yx_explaining *x = o->x;
    yx_json_open(&o->j, "conditions", '[');
    for (uint32_t i = 0; i < item->n_clauses; i++) {
        const struct yx_clause *c = &item->clause[i];
        yx_json_open(&o->j, NULL, '{');
        yx_json_text(&o->j, "text", c->text);
        optional(o, "meaning", yx_clause_meaning(x->p, c));
        optional(o, "basis", c->basis);
        yx_json_truth(&o->j, "scope", c->is_scope);
        yx_json_text(&o->j, "holds", yx_str_of(truth_name(x->t->reg[c->reg].st)));
        names_of(o, "facts", x->p->ir.reads[c->reg]);
        yx_json_close(&o->j, '}');
    }
    if (item->limit != YX_NO_REG) {
        yx_json_open(&o->j, NULL, '{');
        yx_json_text(&o->j, "text", item->limit_text);
        yx_json_truth(&o->j, "scope", false);
        yx_json_text(&o->j, "holds", yx_str_of(truth_name(x->t->reg[item->limit].st)));
        names_of(o, "facts", x->p->ir.reads[item->limit]);
        yx_json_close(&o->j, '}');
    }
    yx_json_close(&o->j, ']');
}

static void put_window(struct out *o, uint32_t i)
{
    const struct yx_explaining *x = o->x;
    const struct yx_item *item = &x->p->ir.item[i];
    const struct yx_item_now *now = &x->t->slice.item[i];
    const struct yx_cell *on = &x->t->reg[item->window];
    const char *is = on->st == YX_FACT_ABSENT                             ? "no"
                     : on->st == YX_FACT_UNKNOWN                          ? "unknown"
                     : on->v < now->window_from || on->v > now->window_to ? "late"
                                                                          : "yes";
    yx_json_open(&o->j, "window", '{');
    yx_json_text(&o->j, "text", item->window_text);
    day(o, "from", now->window_from);
    day(o, "to", now->window_to);
    yx_json_text(&o->j, "applied", yx_str_of(is));
    names_of(o, "facts", x->p->ir.reads[item->window]);
    yx_json_close(&o->j, '}');
}

static void put_reckoning(struct out *o, uint32_t i)
{
    const struct yx_explaining *x = o->x;
    const struct yx_item *item = &x->p->ir.item[i];
    const struct yx_cell *c = &x->t->reg[item->amount];
    const struct yx_ins *in = &x->p->ir.ins[item->amount];
    const struct yx_accrual *acc = &x->t->slice.item[i].accrual;
    if (c->st != YX_FACT_KNOWN)
        return;
    yx_json_open(&o->j, "reckoning", '{');
    int r = in->op == YX_IR_TABLE || in->op == YX_IR_DATED ? x->t->spoke[in->k] : -1;
    if (r >= 0) {
        const struct yx_row *row = &x->p->ir.table[in->k].row[r];
        yx_json_text(&o->j, "rule", row->text);
        optional(o, "basis", row->basis);
        yx_json_truth(&o->j, "unverified", row->is_unverified);
    } else {
        yx_json_text(&o->j, "rule", x->p->benefit[i].standard);
    }
    yx_json_number(&o->j, "fen", YX_MAX(c->v, 0));
    yx_json_text(&o->j, "rate", yx_str_of(yx_rate_text(item->rate)));
    if (acc->n) {
        yx_json_number(&o->j, "part", acc->k);
        yx_json_number(&o->j, "of_parts", acc->n);
    } else {
        yx_json_number(&o->j, "times", acc->times);
    }
    yx_json_number(&o->j, "term_fen", yx_accrue(*acc, YX_MAX(c->v, 0)));
    names_of(o, "facts", x->p->ir.reads[item->amount]);
    yx_json_close(&o->j, '}');
}

static void put_side(struct out *o, const char *name, const struct yx_group *g, yx_fen lo,
                     yx_fen hi)
{
    yx_json_open(&o->j, name, '{');
    items_of(o, "benefits", g);
    yx_json_number(&o->j, "least_fen", lo);
    yx_json_number(&o->j, "most_fen", hi);
    yx_json_close(&o->j, '}');
}

static void put_deeds(struct out *o, uint32_t item)
{
    static const char *const effect[] = {
        [YX_EFFECT_EXCLUDED] = "excluded", [YX_EFFECT_LOST] = "lower",
        [YX_EFFECT_WON] = "higher",        [YX_EFFECT_REDUCED] = "reduced",
        [YX_EFFECT_CUT] = "cut",           [YX_EFFECT_OPENED] = "opened"};
    const struct yx_explaining *x = o->x;
    yx_json_open(&o->j, "combination", '[');
    for (uint32_t i = 0; i < x->t->n_deeds; i++) {
        const struct yx_deed *d = &x->t->deed[i];
        const struct yx_combo *c = &x->p->ir.combo[d->combo];
        if (d->item != item)
            continue;
        yx_json_open(&o->j, NULL, '{');
        yx_json_text(&o->j, "text", yx_combo_text(c));
        optional(o, "basis", c->basis);
        yx_json_text(&o->j, "effect", yx_str_of(effect[d->effect]));
        if (d->other != item)
            yx_json_text(&o->j, "by", x->p->benefit[d->other].id);
        if (d->group >= 0) {
            put_side(o, "this", &c->group[d->group], d->sum[0], d->most[0]);
            put_side(o, "other", &c->group[d->rival], d->sum[1], d->most[1]);
        }
        if (d->effect == YX_EFFECT_REDUCED || d->effect == YX_EFFECT_CUT) {
            yx_json_number(&o->j, "before_fen", d->before);
            yx_json_number(&o->j, "after_fen", d->after);
        }
        if (c->kind == YX_COMBO_CAP) {
            yx_json_number(&o->j, "total_fen", d->total);
            if (d->limit >= 0)
                yx_json_number(&o->j, "limit_fen", d->limit);
        }
        yx_json_close(&o->j, '}');
    }
    yx_json_close(&o->j, ']');
}

static void put_missing(struct out *o, uint32_t item, const struct yx_missing *m)
{
    static const char *const owner[] = {"学生", "学校", "家庭"};
    const struct yx_policy *p = o->x->p;
    if (p->benefit[item].has_amount) {
        yx_json_number(&o->j, "least_fen", m->lo);
        yx_json_number(&o->j, "most_fen", m->hi);
    }
    yx_json_open(&o->j, "missing", '[');
    for (uint32_t i = 0; i < p->n_inputs; i++) {
        if (!(m->inputs >> i & 1))
            continue;
        yx_json_open(&o->j, NULL, '{');
        yx_json_text(&o->j, "fact", p->input[i].name);
        if (p->input[i].type == YX_IN_SET) {
            yx_json_open(&o->j, "classes", '[');
            for (uint32_t c = 0; c < p->input[i].n_members; c++)
                if (m->members >> c & 1)
                    yx_json_text(&o->j, NULL, p->input[i].member[c]);
            yx_json_close(&o->j, ']');
        }
        yx_json_text(&o->j, "ask", yx_str_of(owner[p->input[i].owner]));
        yx_json_close(&o->j, '}');
    }
    yx_json_close(&o->j, ']');
}

static void put_changes(struct out *o, uint32_t item, enum yx_wanted wanted, uint64_t inputs)
{
    static const char *const turn[] = {
        [YX_TURN_VALUE] = "value",   [YX_TURN_ABSENT] = "absent",   [YX_TURN_ADD] = "add",
        [YX_TURN_REMOVE] = "remove", [YX_TURN_NO_MORE] = "no_more", [YX_TURN_SET] = "set"};
    struct yx_explaining *x = o->x;
    struct yx_change *c;
    uint32_t n = yx_find_changes(x, item, wanted, inputs, &c);
    yx_json_open(&o->j, "changes", '[');
    for (uint32_t i = 0; i < n; i++, c++) {
        yx_json_open(&o->j, NULL, '{');
        yx_json_text(&o->j, "fact", x->p->input[c->input].name);
        yx_json_text(&o->j, "change", yx_str_of(c->is_range ? "range" : turn[c->turn]));
        if (c->is_range) {
            const struct yx_variant *first = &x->variant[c->variant[0]],
                                    *last = &x->variant[c->variant[c->n - 1]];
            if (!c->is_open_below)
                value(o, "from", c->input, first->fact);
            if (!c->is_open_above)
                value(o, "to", c->input, last->fact);
        } else if (c->turn != YX_TURN_ABSENT && c->turn != YX_TURN_NO_MORE) {
            yx_json_open(&o->j, "values", '[');
            for (uint32_t k = 0; k < c->n; k++) {
                const struct yx_variant *w = &x->variant[c->variant[k]];
                if (w->member >= 0)
                    yx_json_text(&o->j, NULL, x->p->input[c->input].member[w->member]);
                else
                    value(o, NULL, c->input, w->fact);
            }
            yx_json_close(&o->j, ']');
        }
        if (c->is_sampled)
            yx_json_truth(&o->j, "sampled", true);
        yx_json_text(&o->j, "status", yx_status_name((enum yx_status)c->status));
        if (yx_is_given(c->status)) {
            if (x->p->benefit[item].has_amount) {
                yx_json_number(&o->j, "least_fen", c->least);
                yx_json_number(&o->j, "most_fen", c->most);
            }
            yx_json_text(&o->j, "payee", yx_payee_name((enum yx_payee)c->payee));
        }
        yx_json_close(&o->j, '}');
    }
    yx_json_close(&o->j, ']');
}

static void put_reply(struct out *o, uint32_t item)
{
    static const char *const name[] = {[YX_ZH] = "zh", [YX_EN] = "en"};
    struct yx_explaining *x = o->x;
    struct yx_buf *page = x->out;
    yx_json_open(&o->j, "reply", '{');
    for (int l = YX_ZH; l <= YX_EN; l++) {
        o->text.n = 0;
        x->lang = (enum yx_lang)l;
        x->out = &o->text;
        yx_say_reply(x, item);
        x->out = page;
        yx_json_text(&o->j, name[l], yx_buf_str(&o->text));
    }
    yx_json_close(&o->j, '}');
}

static void put_item(struct out *o, uint32_t i)
{
    static const char *const why[] = {[YX_WHY_NONE] = "",
                                      [YX_WHY_SCOPE] = "scope",
                                      [YX_WHY_CONDITION] = "condition",
                                      [YX_WHY_NOT_APPLIED] = "not_applied",
                                      [YX_WHY_TERM_LIMIT] = "term_limit",
                                      [YX_WHY_HIGHER] = "higher",
                                      [YX_WHY_EXCLUDED] = "excluded",
                                      [YX_WHY_OTHER_TERM] = "other_term",
                                      [YX_WHY_CONSTRAINT] = "constraint",
                                      [YX_WHY_NOT_IN_FORCE] = "not_in_force"};
    struct yx_explaining *x = o->x;
    const struct yx_policy_benefit *b = &x->p->benefit[i];
    const struct yx_item *item = &x->p->ir.item[i];
    const struct yx_item_trace *t = &x->t->item[i];
    bool given = yx_is_given(t->status);
    yx_json_open(&o->j, NULL, '{');
    yx_json_text(&o->j, "id", b->id);
    yx_json_text(&o->j, "name", b->name);
    yx_json_text(&o->j, "status", yx_status_name((enum yx_status)t->status));
    if (t->status == YX_NOT_ENTITLED)
        yx_json_text(&o->j, "why", yx_str_of(why[t->why]));
    optional(o, "basis", b->basis);
    if ((given || t->status == YX_LATE) && b->has_amount)
        yx_json_number(&o->j, "fen", given ? t->amount : 0);
    if (given || (t->status == YX_LATE && t->payee))
        yx_json_text(&o->j, "payee", yx_payee_name((enum yx_payee)t->payee));
    names_of(o, "facts", item->reads);
    put_clauses(o, item);
    if (item->window != YX_NO_REG)
        put_window(o, i);
    if (item->amount != YX_NO_REG && (given || t->status == YX_PENDING))
        put_reckoning(o, i);
    put_deeds(o, i);
    if (t->status == YX_PENDING) {
        struct yx_missing m = {0};
        yx_trace_missing(x->p, x->f, x->row, x->t, i, &m);
        put_missing(o, i, &m);
        put_changes(o, i, YX_WANT_SETTLED, m.inputs);
    } else if (!given) {
        put_changes(o, i, YX_WANT_GIVEN, UINT64_MAX);
    }
    put_reply(o, i);
    yx_json_close(&o->j, '}');
}

/* ---- remarks ---- */

static void put_notes(struct out *o, const char *name, const struct yx_note *note, uint32_t n)
{
    yx_json_open(&o->j, name, '[');
    for (uint32_t i = 0; i < n; i++) {
        uint8_t t = o->x->t->reg[note[i].reg].st;
        if (t == YX_NO)
            continue;
        yx_json_open(&o->j, NULL, '{');
        yx_json_text(&o->j, "id", note[i].id);
        yx_json_text(&o->j, "text", note[i].text);
        optional(o, "basis", note[i].basis);
        yx_json_text(&o->j, "holds", yx_str_of(truth_name(t)));
        yx_json_close(&o->j, '}');
    }
    yx_json_close(&o->j, ']');
}

static void put_stop(struct out *o)
{
    struct yx_explaining *x = o->x;
    const struct yx_constraint *c = &x->p->ir.constraint[x->t->constraint - 1];
    uint64_t does = 0;
    for (uint32_t v = 0; v < x->n_variants; v++)
        if (!x->is_stopped[v])
            does |= UINT64_C(1) << x->variant[v].input;
    yx_json_open(&o->j, "contradiction", '{');
    yx_json_text(&o->j, "text", c->text);
    yx_json_text(&o->j, "message", c->message);
    names_of(o, "facts", x->p->ir.reads[c->reg]);
    names_of(o, "changes", does);
    yx_json_close(&o->j, '}');
}

void yx_policy_explain_json(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                            const struct yx_explain *how, struct yx_buf *out)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_explaining x = {.p = p,
                              .f = f,
                              .row = row,
                              .a = a,
                              .source = how->source,
                              .ctx = how->ctx,
                              .lang = YX_ZH,
                              .out = out};
    struct out o = {.x = &x, .j = {.b = out}};
    yx_explaining_begin(&x);
    yx_json_open(&o.j, NULL, '{');
    yx_json_number(&o.j, "version", 1);
    put_policy(&o, how);
    optional(&o, "student", how->student);
    yx_term_put(&o.text, f->term);
    yx_json_text(&o.j, "term", yx_buf_str(&o.text));
    day(&o, "values_of", x.t->slice.as_of);
    if (how->is_twice)
        yx_json_truth(&o.j, "enrolled_twice", true);
    put_facts(&o);
    if (x.t->constraint)
        put_stop(&o);
    yx_json_open(&o.j, "benefits", '[');
    for (uint32_t i = 0; i < p->n_benefits && !x.t->constraint; i++)
        put_item(&o, i);
    yx_json_close(&o.j, ']');
    if (!x.t->constraint) {
        put_notes(&o, "hints", p->ir.hint, p->ir.n_hints);
        put_notes(&o, "gaps", p->ir.gap, p->ir.n_gaps);
    }
    yx_json_close(&o.j, '}');
    yx_buf_free(&o.text);
    yx_arena_free(a);
}
