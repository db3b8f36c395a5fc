/* payments.c -- what was paid: the lines of the run's term, read and resolved.
 *
 * DESIGN.  A line's 项目 is resolved once per distinct text and stage: a text is
 * a benefit's id, name or 别名; where several benefits bear it, the policy is run
 * on facts that know nothing but the stage, and those whose 适用 is then certain
 * to fail are out.  Lines are collected by person in parallel blocks. */
#include "facts/factbase_int.h"

#include <stdlib.h>

enum { PERSONS_A_TASK = 1 << 15 };

/* ---- which benefit ---- */

static bool bears(const struct yx_policy_benefit *x, struct yx_str text)
{
    if (yx_str_eq(x->id, text) || yx_str_eq(x->name, text))
        return true;
    for (uint32_t i = 0; i < x->n_aliases; i++)
        if (yx_str_eq(x->alias[i], text))
            return true;
    /* `A2.3 寄宿生生活补贴` */
    if (yx_str_starts(text, x->id))
        return yx_str_eq(yx_str_trim(yx_str_sub(text, x->id.n, text.n)), x->name);
    return false;
}

static int16_t benefit_named(const struct yx_factbase *b, struct yx_str text, enum yx_stage stage)
{
    int16_t all = YX_BENEFIT_UNKNOWN, fitting = YX_BENEFIT_UNKNOWN;
    text = yx_str_trim(text);
    for (uint32_t i = 0; i < b->n_benefits && text.n; i++) {
        if (!bears(&b->benefit[i], text))
            continue;
        all = all == YX_BENEFIT_UNKNOWN ? (int16_t)i : (int16_t)YX_BENEFIT_SEVERAL;
        if (stage != YX_STAGE_UNKNOWN && b->fits[stage * b->n_benefits + i])
            fitting = fitting == YX_BENEFIT_UNKNOWN ? (int16_t)i : (int16_t)YX_BENEFIT_SEVERAL;
    }
    if (all != YX_BENEFIT_SEVERAL)
        return all; /* one bears the name: whether he is entitled is another question */
    return fitting == YX_BENEFIT_UNKNOWN ? (int16_t)YX_BENEFIT_SEVERAL : fitting;
}

static void find_fitting(struct yx_factbase *b)
{
    b->fits = YX_NEW(b->arena, uint8_t, yx_mul_size(YX_N_STAGES, b->n_benefits + 1));
    uint32_t stage_input = b->n_inputs;
    for (uint32_t i = 0; i < b->n_inputs; i++)
        if (b->rule[i].known == YX_KNOWN_STAGE)
            stage_input = i;
    struct yx_run *run = yx_run_new(b->o.policy);
    struct yx_facts *f = yx_facts_new(b->o.policy, b->arena);
    yx_facts_clear(b->o.policy, f);
    f->n = YX_N_STAGES;
    f->term = b->o.term;
    for (int s = 1; s < YX_N_STAGES && stage_input < b->n_inputs; s++) {
        int8_t m = b->rule[stage_input].stage[s];
        if (m < 0)
            continue;
        f->input[stage_input].state[s] = YX_FACT_KNOWN;
        f->input[stage_input].v[s] = m;
    }
    const struct yx_awards *a = yx_policy_run(run, f);
    for (uint32_t i = 0; i < b->n_benefits; i++)
        for (uint32_t s = 0; s < YX_N_STAGES; s++)
            b->fits[s * b->n_benefits + i] = !(a->benefit[i].status[s] == YX_NOT_ENTITLED &&
                                               a->benefit[i].why[s] == YX_WHY_SCOPE);
    yx_run_free(run);
}

static void open_benefits(struct yx_factbase *b)
{
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        struct yx_lens *l = &b->lens[i];
        if (l->kind != YX_KIND_PAYMENT)
            continue;
        const struct yx_column *c = yx_table_field(l->roster->rows.table, YX_FIELD_BENEFIT);
        l->benefit_column = c;
        if (!c || !c->is_dict)
            continue;
        l->benefit_of = YX_NEW(b->arena, int16_t, yx_mul_size(c->n_values, YX_N_STAGES));
        for (uint32_t v = 0; v < c->n_values; v++)
            for (int s = 0; s < YX_N_STAGES; s++)
                l->benefit_of[v * YX_N_STAGES + (uint32_t)s] =
                    benefit_named(b, c->value[v], (enum yx_stage)s);
    }
}

int16_t yx_payment_benefit(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row,
                           enum yx_stage stage)
{
    const struct yx_column *c = l->benefit_column;
    if (!c)
        return YX_BENEFIT_UNKNOWN;
    if (l->benefit_of)
        return l->benefit_of[c->code[row - l->first] * YX_N_STAGES + (uint32_t)stage];
    return benefit_named(b, yx_column_text(c, row - l->first), stage);
}

/* ---- one line ---- */

enum yx_stage yx_stage_of_person(const struct yx_factbase *b, uint32_t person)
{
    struct yx_enrolled main, other;
    yx_enrolment_of(b, person, &main, &other);
    if (main.n)
        return yx_enrolled_stage(b, &main, NULL);
    const struct yx_people *p = b->o.people;
    enum yx_stage stage = YX_STAGE_UNKNOWN;
    for (uint32_t i = p->start[person]; i < p->start[person + 1] && stage == YX_STAGE_UNKNOWN;
         i++) {
        enum yx_kind kind = yx_lens_at(b, p->row[i])->kind;
        if (kind == YX_KIND_ENROLMENT || kind == YX_KIND_INTAKE || kind == YX_KIND_PRESENCE)
            stage = yx_row_stage(b, p->row[i], NULL);
    }
    return stage;
}

enum yx_stage yx_stage_of_school(const struct yx_factbase *b, uint32_t school)
{
    unsigned stages = school == YX_NO_ROW ? 0 : b->context[b->school[school].context];
    for (int s = 1; s < YX_N_STAGES; s++)
        if (stages == 1U << s)
            return (enum yx_stage)s;
    return YX_STAGE_UNKNOWN;
}

enum yx_stage yx_stage_of_line(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row,
                               enum yx_stage of_person)
{
    if (of_person != YX_STAGE_UNKNOWN)
        return of_person;
    return yx_stage_of_school(b, yx_school_at(l, row));
}

enum line_use { LINE_USED, LINE_OTHER_TERM, LINE_UNREADABLE };

static enum line_use read_line(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row,
                               enum yx_stage stage, struct yx_payment *out)
{
    int64_t term = yx_seen_at(b, l, YX_SEEN_TERM, row);
    *out = (struct yx_payment){.row = row,
                               .person = YX_NO_PERSON,
                               .school = YX_NO_ROW,
                               .term = yx_says(term) ? (yx_term)term : b->o.term,
                               .headcount = UINT32_MAX};
    if (out->term != b->o.term)
        return LINE_OTHER_TERM;
    int64_t amount = yx_seen_at(b, l, YX_SEEN_AMOUNT, row);
    if (!yx_says(amount) || amount < 0)
        return LINE_UNREADABLE;
    out->amount = amount;
    int64_t state = yx_seen_at(b, l, YX_SEEN_PAY_STATE, row);
    int64_t returned = yx_seen_at(b, l, YX_SEEN_RETURNED, row);
    out->failed = state == YX_STATE_FAILED;
    if (yx_says(returned) && returned >= 0)
        out->returned = YX_MIN(returned, amount);
    else if (state == YX_STATE_RETURNED)
        out->returned = amount;
    out->benefit = yx_payment_benefit(b, l, row, stage);
    if (out->benefit < 0)
        out->benefit = -1;
    int64_t heads = yx_seen_at(b, l, YX_SEEN_HEADCOUNT, row);
    if (yx_says(heads))
        out->headcount = (uint32_t)heads;
    return LINE_USED;
}

/* ---- all lines ---- */

struct payment_list {
    struct yx_payment *v;
    size_t n, cap;
};

struct gathering {
    struct yx_factbase *b;
    struct payment_list all, *slot;
    uint64_t *other_slot;
};

static void work_persons(void *ctx, size_t task, unsigned slot)
{
    struct gathering *g = ctx;
    const struct yx_factbase *b = g->b;
    const struct yx_people *p = b->o.people;
    struct payment_list *list = &g->slot[slot];
    list->n = 0;
    g->other_slot[slot] = 0;
    uint32_t from = (uint32_t)task * PERSONS_A_TASK, to = YX_MIN(p->n, from + PERSONS_A_TASK);
    for (uint32_t person = from; person < to; person++) {
        bool has_stage = false;
        enum yx_stage stage = YX_STAGE_UNKNOWN;
        for (uint32_t i = p->start[person]; i < p->start[person + 1]; i++) {
            uint32_t row = p->row[i];
            const struct yx_lens *l = yx_lens_at(b, row);
            if (l->kind != YX_KIND_PAYMENT)
                continue;
            if (!has_stage)
                stage = yx_stage_of_person(b, person);
            has_stage = true;
            struct yx_payment line;
            enum line_use use = read_line(b, l, row, yx_stage_of_line(b, l, row, stage), &line);
            line.person = person;
            if (use == LINE_USED)
                YX_PUSH(list, line);
            else
                g->other_slot[slot] += use == LINE_OTHER_TERM;
        }
    }
}

static void commit_persons(void *ctx, size_t task, unsigned slot)
{
    (void)task;
    struct gathering *g = ctx;
    for (size_t i = 0; i < g->slot[slot].n; i++)
        YX_PUSH(&g->all, g->slot[slot].v[i]);
    g->b->other_term_lines += g->other_slot[slot];
}

static void gather_persons(struct gathering *g)
{
    struct yx_pool *pool = g->b->o.pool;
    unsigned n_slots = pool ? yx_pool_slots(pool) : 1;
    size_t n_tasks = ((size_t)g->b->o.people->n + PERSONS_A_TASK - 1) / PERSONS_A_TASK;
    g->slot = yx_calloc(n_slots, sizeof *g->slot);
    g->other_slot = yx_calloc(n_slots, sizeof *g->other_slot);
    if (pool)
        yx_pool_ordered(pool, n_tasks, work_persons, commit_persons, g);
    else
        for (size_t t = 0; t < n_tasks; t++) {
            work_persons(g, t, 0);
            commit_persons(g, t, 0);
        }
    for (unsigned s = 0; s < n_slots; s++)
        free(g->slot[s].v);
    free(g->slot);
    free(g->other_slot);
}

/* Lines that name no person are the school's. */
static void gather_schools(struct gathering *g)
{
    struct yx_factbase *b = g->b;
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        const struct yx_lens *l = &b->lens[i];
        for (uint32_t r = l->first; l->kind == YX_KIND_PAYMENT && r < l->first + l->n; r++) {
            if (b->o.people->person[r] != YX_NO_PERSON || !l->roster->rows.is_data[r - l->first])
                continue;
            uint32_t school = yx_school_at(l, r);
            struct yx_payment line;
            enum line_use use = read_line(b, l, r, yx_stage_of_school(b, school), &line);
            line.school = school;
            if (use == LINE_OTHER_TERM)
                b->other_term_lines++;
            else if (use == LINE_USED && school != YX_NO_ROW)
                YX_PUSH(&g->all, line);
        }
    }
}

int yx_payments_build(struct yx_factbase *b, struct yx_err *err)
{
    (void)err;
    bool has_lines = false;
    for (uint32_t i = 0; i < b->n_lenses; i++)
        has_lines |= b->lens[i].kind == YX_KIND_PAYMENT;
    if (!has_lines || !b->o.policy)
        return YX_OK;
    find_fitting(b);
    open_benefits(b);
    struct gathering g = {.b = b};
    gather_persons(&g);
    b->n_payments = (uint32_t)g.all.n;
    gather_schools(&g);
    b->n_school_payments = (uint32_t)g.all.n - b->n_payments;
    b->payment = g.all.v;
    if (b->n_payments)
        yx_by_person_build(&b->payments, &b->payment->person, sizeof *b->payment, b->n_payments,
                           b->o.people->n);
    return YX_OK;
}

const struct yx_payment *yx_factbase_payments(const struct yx_factbase *b, uint32_t person,
                                              uint32_t *n)
{
    *n = 0;
    return b->payments.start ? &b->payment[yx_by_person_find(&b->payments, person, n)] : NULL;
}

const struct yx_payment *yx_factbase_school_payments(const struct yx_factbase *b, uint32_t *n)
{
    *n = b->n_school_payments;
    return b->payment ? b->payment + b->n_payments : NULL;
}

uint64_t yx_factbase_other_term_lines(const struct yx_factbase *b)
{
    return b->other_term_lines;
}
