/* atoms.c -- the values of an input that a unit can tell apart.
 *
 * DESIGN.  The instructions that read the input's register are its questions.
 * Each candidate value is put to all of them; candidates with the same answers
 * are one atom.  A question that is not about a constant (another input, a sum)
 * cannot be put to one value alone: then all candidates stay. */
#include "policy/atoms.h"

#include <stdlib.h>

enum {
    MAX_VALUES = 64, /* a range this short is tried value by value */
    MAX_CANDIDATES = 512,
    MAX_CLASSES = 12 /* kinds of members of a set: 4,096 sets */
};

struct asking {
    const struct yx_unit *u;
    uint32_t input;
    const struct yx_ins **question; /* about a constant */
    uint32_t n;
    bool has_open_question;              /* about something else */
    const struct yx_set_questions *more; /* of another unit; NULL: none */
    struct {
        int64_t *v;
        size_t n, cap;
    } value; /* candidates */
};

static bool is_fact_of(const struct yx_ins *in, uint32_t input)
{
    return (in->op == YX_IR_FACT_B || in->op == YX_IR_FACT_V || in->op == YX_IR_FACT_S) &&
           in->k == (int64_t)input;
}

static bool is_about_constant(const struct yx_ins *in)
{
    switch ((enum yx_ir_op)in->op) {
    case YX_IR_EQK:
    case YX_IR_NEK:
    case YX_IR_LTK:
    case YX_IR_LEK:
    case YX_IR_GTK:
    case YX_IR_GEK:
    case YX_IR_INK:
    case YX_IR_HAS_ANY:
    case YX_IR_HAS_ALL:
    case YX_IR_ABSENT: return true;
    default: return false;
    }
}

static bool answer(const struct yx_ins *in, int64_t v)
{
    switch ((enum yx_ir_op)in->op) {
    case YX_IR_EQK: return v == in->k;
    case YX_IR_NEK: return v != in->k;
    case YX_IR_LTK: return v < in->k;
    case YX_IR_LEK: return v <= in->k;
    case YX_IR_GTK: return v > in->k;
    case YX_IR_GEK: return v >= in->k;
    case YX_IR_INK: return (uint64_t)in->k >> ((uint64_t)v & 63) & 1;
    case YX_IR_HAS_ANY: return ((uint64_t)v & (uint64_t)in->k) != 0;
    case YX_IR_HAS_ALL: return ((uint64_t)v & (uint64_t)in->k) == (uint64_t)in->k;
    default: return false;
    }
}

static void find_questions(struct asking *s, struct yx_arena *a)
{
    const struct yx_ir *ir = &s->u->p->ir;
    s->question = YX_NEW(a, const struct yx_ins *, ir->n_ins + 1);
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        const struct yx_ins *in = &ir->ins[i];
        if (!s->u->used[i])
            continue;
        bool list_in_c = in->op == YX_IR_INK || in->op == YX_IR_HAS_ANY || in->op == YX_IR_HAS_ALL;
        bool reads = (in->a != YX_NO_REG && is_fact_of(&ir->ins[in->a], s->input)) ||
                     (in->b != YX_NO_REG && is_fact_of(&ir->ins[in->b], s->input)) ||
                     (in->c != YX_NO_REG && !list_in_c && is_fact_of(&ir->ins[in->c], s->input));
        if (reads && is_about_constant(in))
            s->question[s->n++] = in;
        else if (reads)
            s->has_open_question = true;
    }
}

static void add_near(struct asking *s, int64_t k)
{
    for (int64_t d = -1; d <= 1; d++)
        YX_PUSH(&s->value, k + d);
}

/* Constants that meet the input anywhere in the unit, also through arithmetic. */
static void add_constants(struct asking *s)
{
    const struct yx_ir *ir = &s->u->p->ir;
    uint64_t bit = s->input < 64 ? UINT64_C(1) << s->input : UINT64_MAX;
    for (uint32_t i = 0; i < ir->n_ins && s->value.n < MAX_CANDIDATES; i++) {
        const struct yx_ins *in = &ir->ins[i];
        if (!s->u->used[i] || !(ir->reads[i] & bit))
            continue;
        if (is_about_constant(in) && in->op != YX_IR_HAS_ANY && in->op != YX_IR_HAS_ALL &&
            in->op != YX_IR_INK)
            add_near(s, in->k);
        const uint16_t side[] = {in->a, in->b};
        for (int k = 0; k < 2; k++)
            if (side[k] != YX_NO_REG && ir->ins[side[k]].op == YX_IR_CONST)
                add_near(s, ir->ins[side[k]].k);
    }
}

/* Whether a comparison looks at something worked out from the input, not at itself. */
static bool is_weighed(const struct asking *s)
{
    const struct yx_ir *ir = &s->u->p->ir;
    uint64_t bit = s->input < 64 ? UINT64_C(1) << s->input : UINT64_MAX;
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        const struct yx_ins *in = &ir->ins[i];
        bool compares = in->op >= YX_IR_EQ && in->op <= YX_IR_GEK;
        const uint16_t side[] = {in->a, in->b};
        for (int k = 0; compares && s->u->used[i] && k < 2; k++)
            if (side[k] != YX_NO_REG && (ir->reads[side[k]] & bit) &&
                (!is_fact_of(&ir->ins[side[k]], s->input) || !is_about_constant(in)))
                return true;
    }
    return false;
}

static void add_windows(struct asking *s)
{
    const struct yx_policy *p = s->u->p;
    for (uint32_t i = 0; i < p->ir.n_items; i++) {
        const struct yx_item *x = &p->ir.item[i];
        if (x->window == YX_NO_REG || !s->u->used[x->window] ||
            !is_fact_of(&p->ir.ins[x->window], s->input))
            continue;
        for (yx_term t = yx_term_of(p->from); t <= yx_term_of(p->to); t++) {
            add_near(s, yx_month_day(yx_term_year(t), x->window_from));
            add_near(s, yx_month_day(yx_term_year(t), x->window_to));
        }
        s->has_open_question = true;
    }
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Answers of `v` to all questions are those of a value kept already. */
static bool is_known_kind(const struct asking *s, const struct yx_atoms *out, int64_t v)
{
    if (s->has_open_question)
        return false;
    for (uint32_t i = 0; i < out->n; i++) {
        bool same = true;
        for (uint32_t q = 0; q < s->n && same; q++)
            same = answer(s->question[q], out->v[i].v) == answer(s->question[q], v);
        if (same)
            return true;
    }
    return false;
}

static void settle(struct asking *s, int64_t lo, int64_t hi, struct yx_arena *a,
                   struct yx_atoms *out)
{
    if (s->value.n)
        qsort(s->value.v, s->value.n, sizeof s->value.v[0], ascending);
    out->v = YX_NEW(a, struct yx_fact_one, s->value.n + 2);
    for (size_t i = 0; i < s->value.n; i++) {
        int64_t v = s->value.v[i];
        if (v < lo || v > hi || (i && v == s->value.v[i - 1]) || is_known_kind(s, out, v))
            continue;
        out->v[out->n++] = (struct yx_fact_one){v, UINT64_MAX, YX_FACT_KNOWN};
    }
}

/* ---- sets ---- */

/* All that a set of members means while `valid` are in force: 属 and 原. */
static uint64_t meaning(const struct yx_list *l, uint64_t valid, uint64_t had)
{
    for (uint32_t m = 0; m < l->n; m++) {
        if (!(had >> m & 1))
            continue;
        had |= l->above ? l->above[m] : 0;
        for (uint32_t o = 0; l->formerly && o < l->n; o++)
            if (l->formerly[o] == (int8_t)m && !(valid >> m & 1))
                had |= (UINT64_C(1) << o) | (l->above ? l->above[o] : 0);
    }
    return had;
}

static void ask(struct yx_set_questions *out, uint64_t mask)
{
    for (uint32_t i = 0; i < out->n; i++)
        if (out->mask[i] == mask)
            return;
    out->is_full |= out->n == YX_LEN(out->mask);
    if (!out->is_full && mask)
        out->mask[out->n++] = mask;
}

/* The question, while `valid` are in force, as one of the members themselves. */
static void ask_while(const struct yx_list *l, const struct yx_ins *in, uint64_t valid,
                      struct yx_set_questions *out)
{
    uint64_t about = (uint64_t)in->k & (in->c ? valid : UINT64_MAX);
    bool is_all = in->op == YX_IR_HAS_ALL;
    for (uint32_t part = 0; part < (is_all ? l->n : 1); part++) {
        uint64_t one = is_all ? about & UINT64_C(1) << part : about, mask = 0;
        for (uint32_t m = 0; m < l->n; m++)
            if (meaning(l, valid, UINT64_C(1) << m) & one)
                mask |= UINT64_C(1) << m;
        ask(out, mask);
    }
}

static uint64_t valid_on(const struct yx_list *l, yx_day day)
{
    uint64_t valid = 0;
    for (uint32_t m = 0; m < l->n; m++)
        if (l->from[m] <= day && day <= l->to[m])
            valid |= UINT64_C(1) << m;
    return valid;
}

static void questions_of_set(const struct asking *s, const struct yx_list *l,
                             struct yx_set_questions *out)
{
    for (uint32_t q = 0; q < s->n; q++) {
        if (!l->from)
            ask_while(l, s->question[q], UINT64_MAX, out);
        for (uint32_t m = 0; l->from && m < l->n;
             m++) { /* what is in force changes on these days */
            ask_while(l, s->question[q], valid_on(l, l->from[m]), out);
            ask_while(l, s->question[q], valid_on(l, l->to[m] + 1), out);
        }
    }
}

static bool answer_alike(const struct yx_set_questions *q, uint64_t one, uint64_t other)
{
    for (uint32_t i = 0; i < q->n; i++)
        if (!(one & q->mask[i]) != !(other & q->mask[i]))
            return false;
    return !q->is_full || one == other;
}

/* One member for all that no question tells apart. */
static uint32_t kinds_of_members(const struct yx_set_questions *q, const struct yx_list *l,
                                 uint32_t *kind)
{
    uint32_t n = 0;
    for (uint32_t m = 0; m < l->n; m++) {
        bool is_new = true;
        for (uint32_t k = 0; k < n && is_new; k++)
            is_new = !answer_alike(q, UINT64_C(1) << m, UINT64_C(1) << kind[k]);
        if (is_new)
            kind[n++] = m;
    }
    return n;
}

static void sets(struct asking *s, const struct yx_list *l, struct yx_arena *a,
                 struct yx_atoms *out)
{
    struct yx_set_questions q = {.n = 0};
    questions_of_set(s, l, &q);
    for (uint32_t i = 0; s->more && i < s->more->n; i++)
        ask(&q, s->more->mask[i]);
    q.is_full |= s->has_open_question || (s->more && s->more->is_full);
    uint32_t kind[64], n = kinds_of_members(&q, l, kind);
    out->is_sampled = n > MAX_CLASSES;
    n = YX_MIN(n, (uint32_t)MAX_CLASSES);
    out->v = YX_NEW(a, struct yx_fact_one, ((size_t)1 << n) + 2);
    for (uint32_t bits = 0; bits < 1U << n; bits++) {
        uint64_t had = 0;
        for (uint32_t k = 0; k < n; k++)
            had |= (bits >> k & 1) ? UINT64_C(1) << kind[k] : 0;
        bool is_new = true;
        for (uint32_t i = 0; i < out->n && is_new && !q.is_full; i++)
            is_new = !answer_alike(&q, had, (uint64_t)out->v[i].v);
        if (is_new)
            out->v[out->n++] = (struct yx_fact_one){(int64_t)had, UINT64_MAX, YX_FACT_KNOWN};
    }
}

/* ---- all types ---- */

static void range(struct asking *s, int64_t lo, int64_t hi, struct yx_arena *a,
                  struct yx_atoms *out)
{
    bool is_short = hi - lo < MAX_VALUES;
    for (int64_t v = lo; is_short && v <= hi; v++)
        YX_PUSH(&s->value, v);
    if (!is_short) {
        YX_PUSH(&s->value, lo);
        YX_PUSH(&s->value, hi);
        add_constants(s);
        add_windows(s);
        out->is_sampled = out->is_weighed;
        s->has_open_question |= out->is_weighed;
    }
    settle(s, lo, hi, a, out);
}

static void find_atoms(struct asking s, struct yx_arena *a, struct yx_atoms *out)
{
    const struct yx_policy *p = s.u->p;
    uint32_t input = s.input;
    const struct yx_policy_input *in = &p->input[input];
    *out = (struct yx_atoms){.is_weighed = is_weighed(&s)};
    find_questions(&s, a);
    switch (in->type) {
    case YX_IN_BOOL:
        s.has_open_question = true; /* it is its own question */
        range(&s, 0, 1, a, out);
        break;
    case YX_IN_ENUM: {
        const struct yx_list *l = &p->ir.list[p->input_more[input].list];
        s.has_open_question |= l->from || l->formerly;
        range(&s, 0, (int64_t)in->n_members - 1, a, out);
        break;
    }
    case YX_IN_SET: sets(&s, &p->ir.list[p->input_more[input].list], a, out); break;
    case YX_IN_INT: range(&s, in->lo, in->hi, a, out); break;
    case YX_IN_MONEY:
        s.has_open_question = true; /* the amount itself may follow it */
        YX_PUSH(&s.value, 1);
        range(&s, 0, YX_MAX_FEN, a, out);
        break;
    case YX_IN_DATE: range(&s, yx_day_make(1950, 1, 1), yx_day_make(2100, 12, 31), a, out); break;
    case YX_IN_TEXT:
        add_constants(&s);
        settle(&s, INT64_MIN, INT64_MAX, a, out);
        break;
    }
    if (in->is_nullable)
        out->v[out->n++] = (struct yx_fact_one){0, UINT64_MAX, YX_FACT_ABSENT};
    if (!out->n)
        out->v[out->n++] = (struct yx_fact_one){0, UINT64_MAX, YX_FACT_KNOWN};
    free(s.value.v);
}

void yx_atoms_of(const struct yx_unit *u, uint32_t input, struct yx_arena *a, struct yx_atoms *out)
{
    find_atoms((struct asking){.u = u, .input = input}, a, out);
}

void yx_atoms_for_two(const struct yx_unit *u, uint32_t input, const struct yx_set_questions *more,
                      struct yx_arena *a, struct yx_atoms *out)
{
    bool is_set = u->p->input[input].type == YX_IN_SET;
    find_atoms((struct asking){.u = u, .input = input, .more = more, .has_open_question = !is_set},
               a, out);
}

void yx_atoms_questions(const struct yx_unit *u, uint32_t input, const uint64_t *valid,
                        struct yx_arena *a, struct yx_set_questions *out)
{
    const struct yx_list *l = &u->p->ir.list[u->p->input_more[input].list];
    struct asking s = {.u = u, .input = input};
    find_questions(&s, a);
    if (!valid)
        questions_of_set(&s, l, out);
    for (uint32_t q = 0; valid && q < s.n; q++)
        ask_while(l, s.question[q], *valid, out);
}
