/* policy_diff.c -- where two policies decide differently.
 *
 * DESIGN.  One of the two leads: its inputs are walked, and every block is
 * translated and run by the other, too.  The old one leads, unless only the new
 * one knows all inputs.  What the leader has no name for stays unknown in the
 * other.  Atoms are those of both, so that a limit moved by a yuan is seen. */
#include "policy/policy_diff.h"

#include "policy/cells.h"
#include "policy/student.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_A_BENEFIT = 2000000 };
#define NOWHERE UINT32_MAX

struct comparing {
    struct yx_policy lead, follow; /* copies with switches of their own */
    const struct yx_policy *lead_doc, *follow_doc;
    bool new_leads;
    uint32_t *to_follow; /* per input of the leader: the follower's, or NOWHERE */
    struct yx_run *lead_run, *follow_run;
    struct yx_facts *follow_facts;
    const struct yx_awards *followed; /* the follower's decisions on the last block */

    uint32_t lead_item, follow_item; /* the benefit now compared; NOWHERE in one */
    struct yx_unit lead_unit, follow_unit;
    struct yx_cell_walk walk;
    yx_difference_fn fn;
    void *ctx;
    struct yx_compare_result *out;
};

/* ---- from one policy's facts to the other's ---- */

static uint32_t input_named(const struct yx_policy *p, const struct yx_policy_input *like)
{
    for (uint32_t i = 0; i < p->n_inputs; i++)
        if (yx_str_eq(p->input[i].name, like->name) && p->input[i].type == like->type)
            return i;
    return NOWHERE;
}

static int member_named(const struct yx_policy_input *in, struct yx_str name)
{
    for (uint32_t m = 0; m < in->n_members; m++)
        if (yx_str_eq(in->member[m], name))
            return (int)m;
    return -1;
}

/* The fact in the other policy's codes; a code it does not have is unknown. */
static struct yx_fact_one translate(const struct yx_policy_input *from,
                                    const struct yx_policy_input *to, struct yx_fact_one x)
{
    struct yx_fact_one y = x;
    if (x.state == YX_FACT_ABSENT && !to->is_nullable && to->type != YX_IN_SET)
        y.state = YX_FACT_UNKNOWN;
    if (x.state != YX_FACT_KNOWN)
        return y;
    if (from->type == YX_IN_ENUM) {
        int m = member_named(to, from->member[x.v]);
        y.v = YX_MAX(m, 0);
        y.state = m < 0 ? YX_FACT_UNKNOWN : YX_FACT_KNOWN;
    } else if (from->type == YX_IN_SET) {
        y.v = 0;
        y.known = UINT64_MAX;
        for (uint32_t m = 0; m < from->n_members; m++) {
            int n = member_named(to, from->member[m]);
            if (n < 0)
                continue;
            y.v |= (x.v >> m & 1) ? INT64_C(1) << n : 0;
            y.known &= (x.known >> m & 1) ? UINT64_MAX : ~(UINT64_C(1) << n);
        }
    } else if (from->type == YX_IN_INT && (x.v < to->lo || x.v > to->hi)) {
        y.state = YX_FACT_UNKNOWN;
    }
    return y;
}

static void follow(void *ctx, const struct yx_facts *f)
{
    struct comparing *c = ctx;
    c->follow_facts->n = f->n;
    c->follow_facts->term = f->term;
    for (uint32_t i = 0; i < c->lead.n_inputs; i++) {
        uint32_t to = c->to_follow[i];
        for (uint32_t r = 0; to != NOWHERE && r < f->n; r++)
            yx_facts_set(c->follow_facts, to, r,
                         translate(&c->lead.input[i], &c->follow.input[to], yx_facts_get(f, i, r)));
    }
    c->followed = yx_policy_run(c->follow_run, c->follow_facts);
}

/* ---- cells of one benefit ---- */

static bool may_be_had(const struct yx_awards *a, uint32_t item, uint32_t row)
{
    return item != NOWHERE && yx_may_be_had(a, item, row);
}

static bool keep(void *ctx, const struct yx_awards *a, uint32_t row)
{
    const struct comparing *c = ctx;
    return may_be_had(a, c->lead_item, row) || may_be_had(c->followed, c->follow_item, row);
}

static struct yx_decision decision(const struct yx_awards *a, uint32_t item, uint32_t row)
{
    struct yx_decision d = {YX_NOT_ENTITLED, YX_PAY_UNKNOWN, 0};
    if (item == NOWHERE)
        return d;
    const struct yx_award_vec *w = &a->benefit[item];
    d.status = (enum yx_status)w->status[row];
    if (d.status == YX_ENTITLED || d.status == YX_CEILING) {
        d.payee = (enum yx_payee)w->payee[row];
        d.amount = w->amount[row];
    }
    return d;
}

static bool visit(void *ctx, const struct yx_awards *a, uint32_t row, const uint16_t *at)
{
    (void)at;
    struct comparing *c = ctx;
    struct yx_decision x = decision(a, c->lead_item, row),
                       y = decision(c->followed, c->follow_item, row);
    if (x.status == y.status && x.payee == y.payee && x.amount == y.amount)
        return true;
    c->out->different++;
    struct yx_difference d = {.id = c->lead_item != NOWHERE ? c->lead.benefit[c->lead_item].id
                                                            : c->follow.benefit[c->follow_item].id,
                              .term = c->walk.term,
                              .was = c->new_leads ? y : x,
                              .is = c->new_leads ? x : y,
                              .walk = &c->walk,
                              .row = row};
    return c->fn(c->ctx, &d);
}

void yx_compare_student(const struct yx_difference *d, struct yx_buf *out)
{
    yx_student_put(d->walk, d->row, out);
}

/* The benefit with all that 组合 sets beside it. */
static void unit_of(const struct yx_policy *p, uint32_t item, struct yx_arena *a, struct yx_unit *u)
{
    yx_unit_open(u, p, a);
    if (item != NOWHERE)
        yx_unit_add_item(u, item);
    for (uint32_t c = 0; item != NOWHERE && c < p->ir.n_combos; c++)
        if (yx_combo_has(&p->ir.combo[c], item))
            yx_unit_add_combo(u, &p->ir.combo[c]);
    yx_unit_close(u, true, a);
}

/* What the follower asks of a set, in the leader's codes. */
static void foreign_questions(const struct comparing *c, uint32_t input, struct yx_arena *a,
                              struct yx_set_questions *out)
{
    uint32_t to = c->to_follow[input];
    struct yx_set_questions q = {.n = 0};
    *out = (struct yx_set_questions){.n = 0};
    if (to == NOWHERE || !c->follow_unit.input[to] || c->lead.input[input].type != YX_IN_SET)
        return;
    yx_atoms_questions(&c->follow_unit, to, NULL, a, &q);
    out->is_full = q.is_full;
    for (uint32_t i = 0; i < q.n; i++) {
        struct yx_fact_one mask = {(int64_t)q.mask[i], UINT64_MAX, YX_FACT_KNOWN};
        mask = translate(&c->follow.input[to], &c->lead.input[input], mask);
        out->mask[out->n++] = (uint64_t)mask.v;
    }
}

/* Atoms of both policies, in the leader's codes, none twice. */
static struct yx_atoms both_atoms(const struct comparing *c, uint32_t input, struct yx_arena *a)
{
    uint32_t to = c->to_follow[input];
    struct yx_set_questions more;
    struct yx_atoms x = {0}, y = {0}, all = {0};
    foreign_questions(c, input, a, &more);
    yx_atoms_for_two(&c->lead_unit, input, &more, a, &x);
    if (to != NOWHERE && c->follow_unit.input[to] && c->lead.input[input].type != YX_IN_SET)
        yx_atoms_for_two(&c->follow_unit, to, &more, a, &y);
    all.v = YX_NEW(a, struct yx_fact_one, x.n + y.n + 1);
    for (uint32_t i = 0; i < x.n + y.n; i++) {
        struct yx_fact_one v =
            i < x.n ? x.v[i] : translate(&c->follow.input[to], &c->lead.input[input], y.v[i - x.n]);
        bool is_new = v.state != YX_FACT_UNKNOWN;
        for (uint32_t k = 0; k < all.n && is_new; k++)
            is_new = all.v[k].v != v.v || all.v[k].state != v.state;
        if (is_new)
            all.v[all.n++] = v;
    }
    return all;
}

/* Switches of the follower as those of the same name. */
static void same_switches(struct comparing *c)
{
    for (uint32_t s = 0; s < c->follow.n_switches; s++) {
        c->follow.swi[s].value = c->follow_doc->swi[s].value;
        for (uint32_t k = 0; k < c->lead.n_switches; k++)
            if (yx_str_eq(c->lead.swi[k].name, c->follow.swi[s].name) &&
                c->lead.swi[k].value != c->lead_doc->swi[k].value)
                c->follow.swi[s].value = c->lead.swi[k].value;
    }
}

static void compare_benefit(struct comparing *c)
{
    struct yx_arena *a = yx_arena_new();
    unit_of(&c->lead, c->lead_item, a, &c->lead_unit);
    unit_of(&c->follow, c->follow_item, a, &c->follow_unit);
    struct yx_cell_walk *w = &c->walk;
    yx_cell_walk_begin(w, &c->lead, c->lead_run, a);
    for (uint32_t i = 0; i < c->lead.n_inputs; i++) {
        uint32_t to = c->to_follow[i];
        uint8_t x = c->lead_unit.input[i], y = to == NOWHERE ? 0 : c->follow_unit.input[to];
        if (!x && !y)
            continue;
        struct yx_atoms atoms = both_atoms(c, i, a);
        yx_cell_walk_add(w, i, !x ? y : !y ? x : YX_MIN(x, y), &atoms);
    }
    for (uint32_t s = 0; s < c->lead.n_switches; s++) /* both values, if either reads it */
        for (uint32_t k = 0; k < c->follow.n_switches; k++)
            if (c->follow_unit.swi[k] && yx_str_eq(c->lead.swi[s].name, c->follow.swi[k].name))
                c->lead_unit.swi[s] = 1;
    w->ctx = c;
    w->also = follow;
    w->keep = keep;
    w->visit = visit;
    w->with_combos = true;
    w->budget = ROWS_A_BENEFIT;
    w->unit = &c->lead_unit;
    enum yx_cell_end end = YX_CELLS_ALL;
    for (uint32_t k = 0;
         end == YX_CELLS_ALL && yx_unit_setting(&c->lead_unit, c->lead_doc, &c->lead, k); k++) {
        same_switches(c);
        for (w->term = c->out->first; w->term <= c->out->last && end == YX_CELLS_ALL; w->term++)
            end = yx_cell_walk(w);
    }
    c->out->cells += ROWS_A_BENEFIT - w->budget;
    c->out->is_cut_short |= end == YX_CELLS_TOO_MANY;
    yx_arena_free(a);
}

/* ---- the whole ---- */

static uint32_t item_named(const struct yx_policy *p, struct yx_str id)
{
    for (uint32_t i = 0; i < p->n_benefits; i++)
        if (yx_str_eq(p->benefit[i].id, id))
            return i;
    return NOWHERE;
}

static bool knows_all_inputs(const struct yx_policy *p, const struct yx_policy *of)
{
    for (uint32_t i = 0; i < of->n_inputs; i++)
        if (input_named(p, &of->input[i]) == NOWHERE)
            return false;
    return true;
}

static struct yx_policy copy(const struct yx_policy *p, struct yx_arena *a)
{
    struct yx_policy q = *p;
    q.swi = YX_NEW(a, struct yx_policy_switch, p->n_switches + 1);
    memcpy(q.swi, p->swi, p->n_switches * sizeof *p->swi);
    return q;
}

void yx_policy_compare(const struct yx_policy *old, const struct yx_policy *new,
                       yx_difference_fn fn, void *ctx, struct yx_compare_result *out)
{
    struct yx_arena *a = yx_arena_new();
    struct comparing c = {.fn = fn, .ctx = ctx, .out = out};
    c.new_leads = knows_all_inputs(new, old) && !knows_all_inputs(old, new);
    c.lead_doc = c.new_leads ? new : old;
    c.follow_doc = c.new_leads ? old : new;
    c.lead = copy(c.lead_doc, a);
    c.follow = copy(c.follow_doc, a);
    c.lead_run = yx_run_new(&c.lead);
    c.follow_run = yx_run_new(&c.follow);
    c.follow_facts = yx_facts_new(&c.follow, a);
    yx_facts_clear(&c.follow, c.follow_facts);
    c.to_follow = YX_NEW(a, uint32_t, c.lead.n_inputs + 1);
    for (uint32_t i = 0; i < c.lead.n_inputs; i++)
        c.to_follow[i] = input_named(&c.follow, &c.lead.input[i]);
    yx_term first, last;
    *out = (struct yx_compare_result){0};
    yx_policy_terms(old, &out->first, &out->last);
    yx_policy_terms(new, &first, &last);
    out->first = YX_MAX(out->first, first);
    out->last = YX_MIN(out->last, last);
    for (uint32_t i = 0; i < c.lead.n_benefits; i++) {
        c.lead_item = i;
        c.follow_item = item_named(&c.follow, c.lead.benefit[i].id);
        compare_benefit(&c);
    }
    for (uint32_t i = 0; i < c.follow.n_benefits; i++) {
        c.lead_item = item_named(&c.lead, c.follow.benefit[i].id);
        c.follow_item = i;
        if (c.lead_item == NOWHERE)
            compare_benefit(&c);
    }
    yx_run_free(c.lead_run);
    yx_run_free(c.follow_run);
    yx_arena_free(a);
}
