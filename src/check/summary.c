/* summary.c -- the figures of a run, put together from the blocks. */
#include "check/check_int.h"

#include <stdlib.h>

void yx_summary_begin(struct check *c)
{
    const struct yx_check_options *o = c->o;
    struct yx_summary *sum = c->sum = YX_NEW(c->arena, struct yx_summary, 1);
    sum->inbox = o->inbox;
    sum->policy = o->policy;
    if (o->policy)
        yx_policy_sha256(o->policy, sum->policy_sha256);
    sum->term = o->term;
    sum->as_of = o->as_of;
    sum->cutoff = o->cutoff;
    sum->county = o->county;
    sum->age_from = o->age_from;
    sum->age_to = o->age_to;
    sum->is_strict = o->is_strict;
    sum->is_masked = o->is_masked;
    sum->persons = c->people.n;
    sum->rows = c->people.n_rows;
    sum->n_benefits = c->n_benefits;
    sum->benefit = YX_NEW(c->arena, struct yx_benefit_tally, (size_t)c->n_benefits + 1);
    sum->has_balance = c->has[YX_KIND_REGISTER];
    sum->other_term_lines = yx_factbase_other_term_lines(c->facts);
}

static void add_place(struct yx_place_tally *to, const struct yx_place_tally *from)
{
    for (unsigned l = 0; l < YX_N_LISTS; l++)
        to->rows[l] += from->rows[l];
    for (unsigned k = 0; k < YX_N_BALANCE; k++)
        to->balance[k] += from->balance[k];
    to->children += from->children;
    to->due_persons += from->due_persons;
    to->due += from->due;
    to->unpaid += from->unpaid;
}

void yx_summary_commit(struct check *c, struct slot *s)
{
    for (size_t i = 0; i < s->place.n; i++) {
        const struct yx_place_tally *from = &s->place.v[i];
        size_t n = c->place.n;
        bool goes_on = n > 0 && yx_str_eq(c->place.v[n - 1].town, from->town) &&
                       yx_str_eq(c->place.v[n - 1].school, from->school);
        if (!goes_on) {
            struct yx_place_tally fresh = {.town = yx_str_dup(c->arena, from->town),
                                           .school = yx_str_dup(c->arena, from->school)};
            YX_PUSH(&c->place, fresh);
        }
        add_place(&c->place.v[c->place.n - 1], from);
    }
    s->place.n = 0;
    for (size_t i = 0; i < s->due.n; i++) {
        const struct school_due *d = &s->due.v[i];
        struct school_due *to = &c->school[(size_t)d->school * c->n_benefits + d->benefit];
        to->persons += d->persons;
        to->amount += d->amount;
    }
    s->due.n = 0;
}

static int by_names(const void *a, const void *b)
{
    const struct yx_place_tally *x = a, *y = b;
    int k = yx_str_cmp(x->town, y->town);
    return k ? k : yx_str_cmp(x->school, y->school);
}

/* Places in order, each once; townships from them. */
static void collect_places(struct check *c)
{
    struct yx_summary *sum = c->sum;
    size_t n = 0;
    if (c->place.n)
        qsort(c->place.v, c->place.n, sizeof *c->place.v, by_names);
    for (size_t i = 0; i < c->place.n; i++) {
        if (n && by_names(&c->place.v[n - 1], &c->place.v[i]) == 0)
            add_place(&c->place.v[n - 1], &c->place.v[i]);
        else
            c->place.v[n++] = c->place.v[i];
    }
    sum->n_places = n;
    sum->place = YX_NEW(c->arena, struct yx_place_tally, n + 1);
    if (n)
        memcpy(sum->place, c->place.v, n * sizeof *sum->place);
    sum->town = YX_NEW(c->arena, struct yx_town_tally, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct yx_place_tally *p = &sum->place[i];
        if (!sum->n_towns || !yx_str_eq(sum->town[sum->n_towns - 1].town, p->town))
            sum->town[sum->n_towns++].town = p->town;
        struct yx_town_tally *t = &sum->town[sum->n_towns - 1];
        for (unsigned l = 0; l < YX_N_LISTS; l++) {
            t->rows[l] += p->rows[l];
            sum->list[l].rows += p->rows[l];
        }
        for (unsigned k = 0; k < YX_N_BALANCE; k++)
            t->balance[k] += p->balance[k];
        t->children += p->children;
    }
}

static void add_slot(struct check *c, const struct slot *s, uint64_t unprovided[64])
{
    struct yx_summary *sum = c->sum;
    const struct yx_summary *from = &s->sum;
    for (uint32_t b = 0; b < c->n_benefits; b++) {
        struct yx_benefit_tally *to = &sum->benefit[b];
        const struct yx_benefit_tally *t = &s->benefit[b];
        to->entitled += t->entitled;
        to->pending += t->pending;
        to->late += t->late;
        to->ceiling += t->ceiling;
        to->due += t->due;
        to->due_persons += t->due_persons;
        to->due_to_persons += t->due_to_persons;
        to->paid_persons += t->paid_persons;
        to->paid += t->paid;
        to->unpaid += t->unpaid;
        to->unpaid_fen += t->unpaid_fen;
    }
    for (unsigned m = 0; m < 64; m++)
        unprovided[m] += s->unprovided[m];
    sum->no_birth += from->no_birth;
    sum->due_persons += from->due_persons;
    sum->due += from->due;
    sum->paid_persons += from->paid_persons;
    sum->paid += from->paid;
    sum->unpaid_persons += from->unpaid_persons;
    sum->unpaid += from->unpaid;
    sum->not_due_persons += from->not_due_persons;
    sum->not_due += from->not_due;
    sum->over_persons += from->over_persons;
    sum->under_persons += from->under_persons;
    sum->over += from->over;
    sum->under += from->under;
    sum->twice_persons += from->twice_persons;
    sum->twice += from->twice;
    for (unsigned k = 0; k < YX_N_LINKS; k++)
        sum->avoided[k] += from->avoided[k];
}

static void collect_decisions(struct check *c)
{
    struct yx_summary *sum = c->sum;
    if (!c->o->decisions)
        return;
    uint32_t n;
    struct yx_decision *all = yx_decisions_all(c->o->decisions, &n);
    const struct yx_decision **unused = YX_NEW(c->arena, const struct yx_decision *, (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++) {
        if (all[i].is_used)
            sum->n_used_decisions++;
        else
            unused[sum->n_unused_decisions++] = &all[i];
    }
    sum->unused_decision = unused;
}

int yx_summary_finish(struct check *c, struct yx_err *err)
{
    struct yx_summary *sum = c->sum;
    uint64_t unprovided[64] = {0};
    for (unsigned i = 0; i < c->n_slots; i++)
        add_slot(c, &c->slot[i], unprovided);
    for (uint32_t b = 0; b < c->n_benefits; b++)
        sum->benefit[b].is_compared = c->is_paid[b];
    if (c->policy && c->input_classes >= 0) {
        const struct yx_policy_input *in = &c->input[c->input_classes];
        sum->unprovided = YX_NEW(c->arena, struct yx_unprovided, 64);
        for (uint32_t m = 0; m < in->n_members; m++)
            if (c->unprovided >> m & 1)
                sum->unprovided[sum->n_unprovided++] =
                    (struct yx_unprovided){in->member[m], unprovided[m]};
    }
    collect_places(c);
    collect_decisions(c);
    return yx_balance_finish(c, err);
}
