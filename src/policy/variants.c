/* variants.c -- the student with one fact otherwise.
 *
 * DESIGN.  Every single change of one fact that can matter becomes a row of a
 * block, and the block is decided in one go.  Which values can matter is what
 * atoms.c says of them for lint: of yes/no and enumerations every value, of
 * numbers, amounts and days the constants they meet and their neighbours.  Where
 * two of these that follow each other decide differently, the place between them
 * at which it turns is searched for.  A set is changed class by class, and, where its classes fall into few kinds,
 * into every other set there is. */
#include "policy/atoms.h"
#include "policy/reasons_int.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_VARIANTS = 4096,
    MAX_ROUNDS = 12, /* of sixteen parts each: more than any amount has */
    MAX_KINDS = 6    /* kinds of classes of a set: 64 sets */
};

static void add_variant(struct yx_explaining *x, uint32_t input, struct yx_fact_one one,
                        enum yx_turn turn, int member)
{
    struct yx_fact_one now = yx_facts_get(x->f, input, x->row);
    bool is_set = x->p->input[input].type == YX_IN_SET;
    if (x->n_variants == MAX_VARIANTS ||
        (now.state == one.state &&
         (one.state != YX_FACT_KNOWN || (now.v == one.v && (!is_set || now.known == one.known)))))
        return;
    for (uint32_t i = x->n_variants; i-- > 0 && x->variant[i].input == input;)
        if (x->variant[i].fact.state == one.state && x->variant[i].fact.v == one.v &&
            x->variant[i].fact.known == one.known)
            return;
    x->variant[x->n_variants++] = (struct yx_variant){input, one, turn, member};
}

/* ---- sets ---- */

static bool answer_alike(const struct yx_set_questions *q, uint32_t m, uint32_t o)
{
    bool alike = !q->is_full;
    for (uint32_t i = 0; i < q->n && alike; i++)
        alike = (q->mask[i] >> m & 1) == (q->mask[i] >> o & 1);
    return alike;
}

/* The classes by what the policy asks in this term: two of one kind answer every question alike. */
static uint32_t kinds_of(const struct yx_explaining *x, const struct yx_unit *u, uint32_t input,
                         uint64_t *kind, uint32_t max)
{
    int number = x->p->input_more[input].list;
    const struct yx_list *l = &x->p->ir.list[number];
    struct yx_set_questions q = {.n = 0};
    uint32_t first[64], n = 0;
    yx_atoms_questions(u, input, &x->t->slice.valid[number], x->a, &q);
    for (uint32_t m = 0; m < l->n; m++) {
        bool is_new = true;
        for (uint32_t k = 0; k < n && is_new; k++)
            if (answer_alike(&q, m, first[k])) {
                kind[k] |= UINT64_C(1) << m;
                is_new = false;
            }
        if (!is_new)
            continue;
        if (n == max)
            return 0;
        first[n] = m;
        kind[n++] = UINT64_C(1) << m;
    }
    return n;
}

static void set_variants(struct yx_explaining *x, const struct yx_unit *u, uint32_t input)
{
    const struct yx_policy_input *in = &x->p->input[input];
    struct yx_fact_one now = yx_facts_get(x->f, input, x->row);
    uint64_t sure = now.state == YX_FACT_KNOWN ? now.known : 0;
    uint64_t had = (uint64_t)now.v & sure, all = UINT64_MAX >> (64 - in->n_members);
    for (uint32_t m = 0; m < in->n_members; m++) {
        uint64_t bit = UINT64_C(1) << m;
        if (!(had & bit))
            add_variant(x, input,
                        (struct yx_fact_one){(int64_t)(had | bit), sure | bit, YX_FACT_KNOWN},
                        YX_TURN_ADD, (int)m);
        if ((had | ~sure) & bit)
            add_variant(x, input,
                        (struct yx_fact_one){(int64_t)(had & ~bit), sure | bit, YX_FACT_KNOWN},
                        YX_TURN_REMOVE, (int)m);
    }
    if (all & ~sure)
        add_variant(x, input, (struct yx_fact_one){(int64_t)had, UINT64_MAX, YX_FACT_KNOWN},
                    YX_TURN_NO_MORE, -1);
    for (uint32_t m = 0; m < in->n_members; m++)
        add_variant(x, input, (struct yx_fact_one){INT64_C(1) << m, UINT64_MAX, YX_FACT_KNOWN},
                    YX_TURN_SET, (int)m);
    uint64_t kind[MAX_KINDS];
    uint32_t n = kinds_of(x, u, input, kind, MAX_KINDS);
    x->sampled[input] = n == 0;
    for (uint32_t bits = 0; n && bits < 1U << n; bits++) {
        uint64_t set = 0;
        for (uint32_t k = 0; k < n; k++) {
            uint64_t mine = kind[k] & had ? kind[k] & had : kind[k] & -kind[k];
            set |= bits >> k & 1 ? mine : 0;
        }
        add_variant(x, input, (struct yx_fact_one){(int64_t)set, UINT64_MAX, YX_FACT_KNOWN},
                    YX_TURN_SET, -1);
    }
}

/* ---- all of them ---- */

static void value_variants(struct yx_explaining *x, const struct yx_unit *u, uint32_t input)
{
    struct yx_atoms atoms;
    if (x->p->input[input].type == YX_IN_TEXT) /* each text there is, and one other */
        yx_atoms_of(u, input, x->a, &atoms);
    else
        yx_atoms_for_two(u, input, NULL, x->a, &atoms);
    x->sampled[input] = atoms.is_sampled;
    for (uint32_t i = 0; i < atoms.n; i++)
        add_variant(x, input, atoms.v[i],
                    atoms.v[i].state == YX_FACT_ABSENT ? YX_TURN_ABSENT : YX_TURN_VALUE, -1);
}

/* Decide the variants from number `from` on; earlier outcomes stay. */
static void decide(struct yx_explaining *x, struct yx_run *run, struct yx_facts *f, uint32_t from)
{
    const uint32_t n_items = x->p->n_benefits;
    struct yx_item_trace *outcome = YX_NEW(
        x->a, struct yx_item_trace, yx_mul_size((size_t)x->n_variants + 1, (size_t)n_items + 1));
    bool *is_stopped = YX_NEW(x->a, bool, (size_t)x->n_variants + 1);
    if (from) {
        memcpy(outcome, x->outcome, (size_t)from * n_items * sizeof outcome[0]);
        memcpy(is_stopped, x->is_stopped, from * sizeof is_stopped[0]);
    }
    x->outcome = outcome;
    x->is_stopped = is_stopped;
    for (; from < x->n_variants; from += f->n) {
        f->n = YX_MIN(x->n_variants - from, (uint32_t)YX_FACT_ROWS);
        for (uint32_t k = 0; k < x->p->n_inputs; k++) {
            struct yx_fact_one now = yx_facts_get(x->f, k, x->row);
            for (uint32_t i = 0; i < f->n; i++)
                yx_facts_set(f, k, i,
                             x->variant[from + i].input == k ? x->variant[from + i].fact : now);
        }
        const struct yx_awards *got = yx_policy_run(run, f);
        for (uint32_t i = 0; i < f->n; i++) {
            x->is_stopped[from + i] = got->constraint[i] != 0;
            for (uint32_t b = 0; b < n_items; b++) {
                const struct yx_award_vec *w = &got->benefit[b];
                x->outcome[(size_t)(from + i) * n_items + b] = (struct yx_item_trace){
                    .status = w->status[i], .payee = w->payee[i], .amount = w->amount[i]};
            }
        }
    }
}

/* ---- where a number makes the difference ---- */

static bool is_number(const struct yx_policy_input *in)
{
    return in->type == YX_IN_INT || in->type == YX_IN_MONEY || in->type == YX_IN_DATE;
}

static bool same_outcome(const struct yx_explaining *x, uint32_t v, uint32_t w)
{
    const size_t n = x->p->n_benefits;
    if (x->is_stopped[v] != x->is_stopped[w])
        return false;
    for (size_t i = 0; i < n; i++)
        if (x->outcome[v * n + i].status != x->outcome[w * n + i].status ||
            x->outcome[v * n + i].payee != x->outcome[w * n + i].payee)
            return false;
    return true;
}

/* Two values that follow each other, decide differently and are not neighbours: try
 * some between.  True if there were such. */
static bool look_between(struct yx_explaining *x)
{
    enum { POINTS = 15 };
    const uint32_t n = x->n_variants;
    for (uint32_t v = 0; v + 1 < n; v++) {
        const struct yx_variant *one = &x->variant[v], *other = &x->variant[v + 1];
        if (one->input != other->input || !is_number(&x->p->input[one->input]) ||
            one->turn != YX_TURN_VALUE || other->turn != YX_TURN_VALUE || same_outcome(x, v, v + 1))
            continue;
        int64_t lo = one->fact.v, gap = other->fact.v - lo, before = lo;
        for (int k = 1; k <= POINTS; k++) {
            int64_t at = lo + gap / (POINTS + 1) * k + gap % (POINTS + 1) * k / (POINTS + 1);
            if (at == before || at >= lo + gap)
                continue;
            before = at;
            add_variant(x, one->input, (struct yx_fact_one){at, UINT64_MAX, YX_FACT_KNOWN},
                        YX_TURN_VALUE, -1);
        }
    }
    return x->n_variants > n;
}

struct ordering {
    const struct yx_variant *v;
    uint32_t number;
};

static int in_order(const void *a, const void *b)
{
    const struct ordering *x = a, *y = b;
    if (x->v->input != y->v->input)
        return x->v->input < y->v->input ? -1 : 1;
    bool values = x->v->turn == YX_TURN_VALUE && y->v->turn == YX_TURN_VALUE;
    if (values && x->v->fact.v != y->v->fact.v)
        return x->v->fact.v < y->v->fact.v ? -1 : 1;
    if (x->v->turn != y->v->turn)
        return x->v->turn < y->v->turn ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

/* By input, then by value. */
static void put_in_order(struct yx_explaining *x)
{
    const uint32_t n = x->n_variants;
    const size_t n_items = x->p->n_benefits;
    struct ordering *o = YX_NEW(x->a, struct ordering, (size_t)n + 1);
    struct yx_variant *variant = YX_NEW(x->a, struct yx_variant, MAX_VARIANTS);
    struct yx_item_trace *outcome =
        YX_NEW(x->a, struct yx_item_trace, yx_mul_size((size_t)n + 1, n_items + 1));
    bool *is_stopped = YX_NEW(x->a, bool, (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++)
        o[i] = (struct ordering){&x->variant[i], i};
    qsort(o, n, sizeof o[0], in_order);
    for (uint32_t i = 0; i < n; i++) {
        variant[i] = *o[i].v;
        is_stopped[i] = x->is_stopped[o[i].number];
        memcpy(outcome + i * n_items, x->outcome + o[i].number * n_items,
               n_items * sizeof outcome[0]);
    }
    x->variant = variant;
    x->outcome = outcome;
    x->is_stopped = is_stopped;
}

/* Amounts that 就高 weighs against each other: no constant says where one passes the other. */
static void mark_weighed(struct yx_explaining *x)
{
    const struct yx_ir *ir = &x->p->ir;
    uint64_t weighed = 0;
    for (uint32_t c = 0; c < ir->n_combos; c++)
        for (uint32_t g = 0; ir->combo[c].kind == YX_COMBO_HIGHER && g < ir->combo[c].n_groups; g++)
            for (uint32_t m = 0; m < ir->combo[c].group[g].n; m++) {
                uint16_t amount = ir->item[ir->combo[c].group[g].item[m]].amount;
                weighed |= amount == YX_NO_REG ? 0 : ir->reads[amount];
            }
    for (uint32_t i = 0; i < x->p->n_inputs; i++)
        if ((weighed >> i & 1) && is_number(&x->p->input[i]))
            x->sampled[i] = 1;
}

void yx_make_variants(struct yx_explaining *x, uint64_t inputs)
{
    const struct yx_ir *ir = &x->p->ir;
    struct yx_unit u;
    yx_unit_open(&u, x->p, x->a);
    for (uint32_t i = 0; i < ir->n_items; i++)
        yx_unit_add_item(&u, i);
    for (uint32_t c = 0; c < ir->n_combos; c++)
        yx_unit_add_combo(&u, &ir->combo[c]);
    for (uint32_t c = 0; c < ir->n_constraints; c++)
        yx_unit_add(&u, ir->constraint[c].reg);
    yx_unit_close(&u, false, x->a);
    x->variant = YX_NEW(x->a, struct yx_variant, MAX_VARIANTS);
    x->sampled = YX_NEW(x->a, uint8_t, x->p->n_inputs + 1);
    for (uint32_t i = 0; i < x->p->n_inputs; i++) {
        if (!(inputs >> i & 1))
            continue;
        if (x->p->input[i].type == YX_IN_SET)
            set_variants(x, &u, i);
        else
            value_variants(x, &u, i);
    }
    mark_weighed(x);
    struct yx_run *run = yx_run_new(x->p);
    struct yx_facts *f = yx_facts_new(x->p, x->a);
    f->term = x->f->term;
    decide(x, run, f, 0);
    for (uint32_t done = x->n_variants, k = 0; k < MAX_ROUNDS && look_between(x); k++) {
        decide(x, run, f, done);
        put_in_order(x);
        done = x->n_variants;
    }
    yx_run_free(run);
}
