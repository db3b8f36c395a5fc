/* variants.c -- what would have to be otherwise for a student.
 *
 * DESIGN.  For a no, every single change of one fact that matters (each value of
 * a yes/no or an enumeration, each class of a set, each number and day that some
 * condition compares with) becomes a row of a block, the block is decided in one
 * go, and the rows that give the benefit are what would have to be otherwise. */
#include "policy/reasons_int.h"

enum { MAX_VARIANTS = 4096 };

/* ---- making and deciding them ---- */

static void add_variant(struct yx_explaining *x, uint32_t input, struct yx_fact_one one, int member)
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
    x->variant[x->n_variants++] = (struct yx_variant){input, one, member, false};
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

static void number_variants(struct yx_explaining *x, uint32_t input)
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

static void set_variants(struct yx_explaining *x, uint32_t input)
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

void yx_make_variants(struct yx_explaining *x, uint64_t inputs)
{
    x->variant = YX_NEW(x->a, struct yx_variant, MAX_VARIANTS);
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

/* ---- saying them ---- */

void yx_say_outcome(struct yx_explaining *x, uint32_t item, const struct yx_item_trace *o)
{
    if (yx_is_given(o->status)) {
        if (x->p->benefit[item].has_amount)
            yx_say_yuan(x, o->amount);
        if (x->p->benefit[item].has_amount)
            yx_buf_putc(x->out, ' ');
        yx_buf_puts(x->out, yx_payee_name((enum yx_payee)o->payee));
    } else {
        yx_buf_puts(x->out, yx_status_name((enum yx_status)o->status));
    }
}

void yx_say_variant(struct yx_explaining *x, const struct yx_variant *v)
{
    if (v->member < 0) {
        yx_say_fact(x, v->input, v->fact);
        return;
    }
    yx_buf_puts(x->out, x->p->input[v->input].member[v->member]);
}

/* The single changes of a fact that would give the item: a class more or less
 * of a set, or (`alone`) the set as one class only.  False if there is none. */
static bool changes_of(struct yx_explaining *x, uint32_t item, bool alone)
{
    bool any = false;
    for (uint32_t i = 0; i < x->p->n_inputs; i++) {
        int adds = -1;
        const struct yx_item_trace *first = NULL;
        for (uint32_t v = 0; v < x->n_variants; v++) {
            const struct yx_variant *w = &x->variant[v];
            const struct yx_item_trace *o = &x->outcome[(size_t)v * x->p->n_benefits + item];
            if (w->input != i || w->alone != alone || !yx_is_given(o->status))
                continue;
            int add = w->member >= 0 ? (int)((uint64_t)w->fact.v >> w->member & 1) : -1;
            if (first && (o->amount != first->amount || o->payee != first->payee || add != adds)) {
                yx_say(x, "，可得 ", ": ");
                yx_say_outcome(x, item, first);
                first = NULL;
            }
            if (first) {
                yx_say(x, "或", " or ");
                yx_say_variant(x, w);
                continue;
            }
            if (any)
                yx_say(x, "；", "; ");
            else
                yx_say(x, "    改变一项就能享受：", "    one change would give it: ");
            any = true;
            yx_buf_puts(x->out, x->p->input[i].name);
            if (alone)
                yx_say(x, " 改为只有 ", " only ");
            else if (add >= 0)
                yx_say(x, add ? " 加上 " : " 去掉 ", add ? " with " : " without ");
            else
                yx_say(x, " 改为 ", " = ");
            adds = add;
            first = o;
            yx_say_variant(x, w);
        }
        if (first) {
            yx_say(x, "，可得 ", ": ");
            yx_say_outcome(x, item, first);
        }
    }
    if (any)
        yx_buf_putc(x->out, '\n');
    return any;
}

void yx_say_changes(struct yx_explaining *x, uint32_t item)
{
    if (!changes_of(x, item, false) && !changes_of(x, item, true))
        yx_say(x, "    单独改变任何一项事实都不能享受\n",
               "    no change of a single fact would give it\n");
}
