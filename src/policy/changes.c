/* changes.c -- which single fact would have to be otherwise.
 *
 * DESIGN.  Of the variants that bring about what is wanted, those of one fact
 * are gathered: values with the same outcome stand together, numbers and days
 * that follow each other become a range.  The smallest change of a set is
 * taken: a class more or less before another set, and of other sets those that
 * differ in the fewest classes. */
#include "policy/reasons_int.h"

struct finding {
    struct yx_explaining *x;
    uint32_t item;
    struct yx_change *c;
    uint32_t n;
};

static const struct yx_item_trace *outcome(const struct yx_explaining *x, uint32_t v, uint32_t item)
{
    return &x->outcome[(size_t)v * x->p->n_benefits + item];
}

static bool is_wanted(const struct finding *k, uint32_t v, enum yx_wanted wanted)
{
    uint8_t status = outcome(k->x, v, k->item)->status;
    return !k->x->is_stopped[v] &&
           (wanted == YX_WANT_GIVEN ? yx_is_given(status) : status != YX_PENDING);
}

static bool is_number(const struct yx_explaining *x, uint32_t input)
{
    enum yx_input_type t = x->p->input[input].type;
    return t == YX_IN_INT || t == YX_IN_MONEY || t == YX_IN_DATE;
}

/* Whether it was not known of the class that is added or taken. */
static bool is_class_open(const struct yx_explaining *x, const struct yx_variant *w)
{
    struct yx_fact_one now = yx_facts_get(x->f, w->input, x->row);
    return w->member >= 0 && (now.state != YX_FACT_KNOWN || !(now.known >> w->member & 1));
}

static struct yx_change *begin(struct finding *k, uint32_t v)
{
    struct yx_explaining *x = k->x;
    const struct yx_item_trace *o = outcome(x, v, k->item);
    struct yx_change *c = &k->c[k->n++];
    *c = (struct yx_change){.input = x->variant[v].input,
                            .turn = x->variant[v].turn,
                            .variant = YX_NEW(x->a, uint32_t, x->n_variants),
                            .is_sampled = x->sampled[x->variant[v].input],
                            .status = o->status,
                            .payee = o->payee};
    c->least = c->most = yx_is_given(o->status) ? o->amount : 0;
    c->variant[c->n++] = v;
    return c;
}

/* Put the variant to a change of the same kind and outcome, or begin one. */
static void gather(struct finding *k, uint32_t v)
{
    const struct yx_explaining *x = k->x;
    const struct yx_variant *w = &x->variant[v];
    const struct yx_item_trace *o = outcome(x, v, k->item);
    for (uint32_t i = k->n; i-- > 0;) {
        struct yx_change *c = &k->c[i];
        if (c->input != w->input || c->turn != w->turn || c->status != o->status ||
            is_class_open(x, w) != is_class_open(x, &x->variant[c->variant[0]]) ||
            (yx_is_given(o->status) && (c->payee != o->payee || c->least != o->amount)))
            continue;
        c->variant[c->n++] = v;
        return;
    }
    (void)begin(k, v);
}

/* Numbers that follow each other; the present value, which is not among them, parts them. */
static void gather_range(struct finding *k, uint32_t v, uint32_t before)
{
    const struct yx_explaining *x = k->x;
    const struct yx_variant *w = &x->variant[v];
    const struct yx_item_trace *o = outcome(x, v, k->item);
    struct yx_change *c = k->n ? &k->c[k->n - 1] : NULL;
    struct yx_fact_one now = yx_facts_get(x->f, w->input, x->row);
    if (!c || !c->is_range || c->input != w->input || c->variant[c->n - 1] != before ||
        c->status != o->status || c->payee != o->payee ||
        (now.state == YX_FACT_KNOWN && now.v > x->variant[before].fact.v && now.v < w->fact.v)) {
        begin(k, v)->is_range = true;
        return;
    }
    c->variant[c->n++] = v;
    if (yx_is_given(o->status)) {
        c->least = YX_MIN(c->least, o->amount);
        c->most = YX_MAX(c->most, o->amount);
    }
}

/* How far a set is from the present one, in classes. */
static uint32_t distance(const struct yx_explaining *x, const struct yx_variant *w)
{
    struct yx_fact_one now = yx_facts_get(x->f, w->input, x->row);
    uint64_t had = now.state == YX_FACT_KNOWN ? (uint64_t)now.v & now.known : 0;
    return (uint32_t)__builtin_popcountll(had ^ (uint64_t)w->fact.v);
}

static void changes_of_set(struct finding *k, uint32_t from, uint32_t to, enum yx_wanted wanted)
{
    struct yx_explaining *x = k->x;
    uint32_t best = UINT32_MAX, before = k->n;
    for (uint32_t v = from; v < to; v++)
        if (x->variant[v].turn != YX_TURN_SET && is_wanted(k, v, wanted))
            gather(k, v);
    if (k->n > before || wanted == YX_WANT_SETTLED)
        return;
    for (uint32_t v = from; v < to; v++)
        if (x->variant[v].turn == YX_TURN_SET && is_wanted(k, v, wanted))
            best = YX_MIN(best, distance(x, &x->variant[v]));
    for (uint32_t v = from; v < to; v++)
        if (x->variant[v].turn == YX_TURN_SET && is_wanted(k, v, wanted) &&
            distance(x, &x->variant[v]) == best)
            gather(k, v);
}

uint32_t yx_find_changes(struct yx_explaining *x, uint32_t item, enum yx_wanted wanted,
                         uint64_t inputs, struct yx_change **out)
{
    struct finding k = {
        .x = x, .item = item, .c = YX_NEW(x->a, struct yx_change, x->n_variants + 1)};
    for (uint32_t from = 0, to; from < x->n_variants; from = to) {
        uint32_t input = x->variant[from].input;
        for (to = from; to < x->n_variants && x->variant[to].input == input; to++)
            ;
        if (!(inputs >> input & 1))
            continue;
        if (x->p->input[input].type == YX_IN_SET) {
            changes_of_set(&k, from, to, wanted);
            continue;
        }
        uint32_t before = UINT32_MAX;
        for (uint32_t v = from; v < to; v++) {
            bool is_value = x->variant[v].turn == YX_TURN_VALUE && is_number(x, input);
            if (is_wanted(&k, v, wanted)) {
                if (is_value)
                    gather_range(&k, v, before);
                else
                    gather(&k, v);
            }
            before = v;
        }
    }
    for (uint32_t i = 0; i < k.n; i++) {
        struct yx_change *c = &k.c[i];
        const struct yx_policy_input *in = &x->p->input[c->input];
        int64_t first = x->variant[c->variant[0]].fact.v;
        int64_t last = x->variant[c->variant[c->n - 1]].fact.v;
        if (!c->is_range)
            continue;
        c->is_range = c->n > 1;
        c->is_open_below = c->n > 1 && (in->type == YX_IN_INT    ? first == in->lo
                                        : in->type == YX_IN_DATE ? first == yx_day_make(1950, 1, 1)
                                                                 : first == 0);
        c->is_open_above = c->n > 1 && (in->type == YX_IN_INT    ? last == in->hi
                                        : in->type == YX_IN_DATE ? last == yx_day_make(2100, 12, 31)
                                                                 : last == YX_MAX_FEN);
    }
    *out = k.c;
    return k.n;
}

/* ---- saying them ---- */

void yx_say_outcome(struct yx_explaining *x, uint32_t item, const struct yx_change *c)
{
    if (!yx_is_given(c->status)) {
        yx_buf_puts(x->out, yx_status_name((enum yx_status)c->status));
        return;
    }
    if (x->p->benefit[item].has_amount) {
        yx_say_yuan(x, c->least);
        if (c->most != c->least && c->most > YX_MAX_FEN / 8) { /* it grows with the fact */
            yx_say(x, " 或更多", " or more");
        } else if (c->most != c->least) {
            yx_say(x, " 至 ", " to ");
            yx_say_yuan(x, c->most);
        }
        yx_buf_putc(x->out, ' ');
    }
    yx_buf_puts(x->out, yx_payee_name((enum yx_payee)c->payee));
}

static void say_value(struct yx_explaining *x, uint32_t v)
{
    const struct yx_variant *w = &x->variant[v];
    if (w->member >= 0)
        yx_buf_puts(x->out, x->p->input[w->input].member[w->member]);
    else
        yx_say_fact(x, w->input, w->fact);
}

void yx_say_change(struct yx_explaining *x, const struct yx_change *c)
{
    const struct yx_variant *one = &x->variant[c->variant[0]];
    bool was_unknown = one->member >= 0
                           ? is_class_open(x, one)
                           : yx_facts_get(x->f, c->input, x->row).state == YX_FACT_UNKNOWN;
    yx_buf_puts(x->out, x->p->input[c->input].name);
    switch (c->turn) {
    case YX_TURN_VALUE:
    case YX_TURN_ABSENT: yx_say(x, was_unknown ? "=" : " 改为 ", was_unknown ? "=" : " = "); break;
    case YX_TURN_ADD: yx_say(x, was_unknown ? " 有 " : " 加上 ", " with "); break;
    case YX_TURN_REMOVE: yx_say(x, was_unknown ? " 没有 " : " 去掉 ", " without "); break;
    case YX_TURN_NO_MORE: yx_say(x, " 没有别的类别", " has no further class"); return;
    case YX_TURN_SET: yx_say(x, " 改为只有 ", " only "); break;
    }
    if (c->is_range) {
        const bool is_day = x->p->input[c->input].type == YX_IN_DATE;
        if (c->is_open_below && c->is_open_above) {
            yx_say(x, "任何值", "any value");
        } else if (c->is_open_below) {
            say_value(x, c->variant[c->n - 1]);
            yx_say(x, is_day ? " 或更早" : " 或更少", is_day ? " or earlier" : " or less");
        } else if (c->is_open_above) {
            say_value(x, c->variant[0]);
            yx_say(x, is_day ? " 或更晚" : " 或更多", is_day ? " or later" : " or more");
        } else {
            say_value(x, c->variant[0]);
            yx_say(x, " 至 ", " to ");
            say_value(x, c->variant[c->n - 1]);
        }
    } else {
        for (uint32_t i = 0; i < c->n; i++) {
            if (i)
                yx_say(x, "或", " or ");
            say_value(x, c->variant[i]);
        }
    }
    if (c->is_sampled && c->is_range)
        yx_say(x, "（按临界值试算）", " (tried at critical values)");
}
