/* combine.c -- how benefits of one student and term act on each other.
 *
 * DESIGN.  Statement by statement over all rows of the block: a statement reads
 * few items, so its vectors stay in the cache.  计入 subtracts what the other
 * item was after 就高, so the compiler's order matters between kinds, and
 * within 计入 a snapshot is taken first. */
#include "policy/combine.h"

#include <string.h>

static void set_no(struct yx_award_vec *a, uint32_t i, enum yx_why why)
{
    a->status[i] = YX_NOT_ENTITLED;
    a->why[i] = (uint8_t)why;
    a->payee[i] = YX_PAY_UNKNOWN;
    a->amount[i] = a->lo[i] = a->hi[i] = 0;
}

/* Whether it is given becomes open: nothing is sure any more. */
static void set_pending(struct yx_award_vec *a, uint32_t i)
{
    a->status[i] = YX_PENDING;
    a->amount[i] = a->lo[i] = 0;
}

static void exclude(const struct yx_combo *c, struct yx_award_vec *award, uint32_t from, uint32_t n)
{
    const struct yx_award_vec *a = &award[c->group[0].item[0]];
    for (uint32_t m = 0; m < c->group[1].n; m++) {
        struct yx_award_vec *b = &award[c->group[1].item[m]];
        for (uint32_t i = from; i < from + n; i++) {
            if (b->status[i] == YX_NOT_ENTITLED)
                continue;
            if (yx_is_given(a->status[i]))
                set_no(b, i, YX_WHY_EXCLUDED);
            else if (a->status[i] == YX_PENDING)
                set_pending(b, i);
        }
    }
}

struct sum {
    yx_fen lo, hi;
    bool competes;
};

static struct sum sum_of(const struct yx_group *g, const struct yx_award_vec *award, uint32_t i)
{
    struct sum s = {0, 0, false};
    for (uint32_t m = 0; m < g->n; m++) {
        const struct yx_award_vec *a = &award[g->item[m]];
        s.lo += a->lo[i];
        s.hi += a->hi[i];
        s.competes |= a->status[i] != YX_NOT_ENTITLED && a->status[i] != YX_LATE;
    }
    return s;
}

static void lose(const struct yx_group *g, struct yx_award_vec *award, uint32_t i)
{
    for (uint32_t m = 0; m < g->n; m++)
        if (award[g->item[m]].status[i] != YX_NOT_ENTITLED)
            set_no(&award[g->item[m]], i, YX_WHY_HIGHER);
}

enum { MAX_GROUPS = 32 }; /* the compiler refuses more */

static void higher_row(const struct yx_combo *c, struct yx_award_vec *award, uint32_t i)
{
    struct sum s[MAX_GROUPS];
    uint32_t n = c->n_groups, competing = 0;
    for (uint32_t g = 0; g < n; g++) {
        s[g] = sum_of(&c->group[g], award, i);
        competing += s[g].competes;
    }
    if (competing < 2)
        return;
    int winner = -1;
    for (uint32_t g = 0; g < n && winner < 0; g++) {
        bool wins = s[g].competes;
        for (uint32_t h = 0; h < n && wins; h++)
            if (h != g && s[h].competes)
                wins = h > g ? s[g].lo >= s[h].hi : s[g].lo > s[h].hi;
        if (wins)
            winner = (int)g;
    }
    for (uint32_t g = 0; g < n; g++) {
        if (!s[g].competes || (int)g == winner)
            continue;
        bool loses = winner >= 0;
        for (uint32_t h = 0; h < n && !loses; h++)
            if (h != g && s[h].competes)
                loses = h < g ? s[g].hi <= s[h].lo : s[g].hi < s[h].lo;
        if (loses) {
            lose(&c->group[g], award, i);
            continue;
        }
        for (uint32_t m = 0; m < c->group[g].n; m++)
            if (award[c->group[g].item[m]].status[i] != YX_NOT_ENTITLED)
                set_pending(&award[c->group[g].item[m]], i);
    }
}

static void higher(const struct yx_combo *c, struct yx_award_vec *award, uint32_t from, uint32_t n)
{
    for (uint32_t i = from; i < from + n; i++)
        higher_row(c, award, i);
}

/* What A was when the first 计入 began. */
struct before {
    const yx_fen *amount, *lo, *hi;
    const uint8_t *status;
};

static void count_into(struct before a, struct yx_award_vec *b, uint32_t from, uint32_t n)
{
    for (uint32_t i = from; i < from + n; i++) {
        uint32_t r = i - from;
        bool open = a.status[r] == YX_PENDING;
        if ((!open && !yx_is_given(a.status[r])) || b->status[i] == YX_NOT_ENTITLED ||
            b->status[i] == YX_LATE)
            continue;
        yx_fen least = YX_MAX(b->lo[i] - a.hi[r], 0);
        yx_fen most = YX_MAX(b->hi[i] - a.lo[r], 0);
        if (yx_is_given(b->status[i])) {
            if (open)
                set_pending(b, i);
            else
                b->amount[i] = YX_MAX(b->amount[i] - a.amount[r], 0);
        }
        b->lo[i] = least;
        b->hi[i] = most;
    }
}

static void cap_row(const struct yx_combo *c, struct yx_award_vec *award, uint32_t i, yx_fen limit,
                    bool limit_known)
{
    const struct yx_group *sum = &c->group[0], *cut = &c->group[1];
    yx_fen hi = 0;
    bool open = !limit_known;
    for (uint32_t m = 0; m < sum->n; m++) {
        hi += award[sum->item[m]].hi[i];
        open |= award[sum->item[m]].status[i] == YX_PENDING;
    }
    if (hi == 0 || (limit_known && hi <= limit))
        return;
    if (open) {
        for (uint32_t m = 0; m < sum->n; m++) {
            struct yx_award_vec *a = &award[sum->item[m]];
            if (yx_is_given(a->status[i]) || a->status[i] == YX_PENDING) {
                set_pending(a, i);
                if (limit_known)
                    a->hi[i] = YX_MIN(a->hi[i], limit);
            }
        }
        return;
    }
    yx_fen excess = hi - limit;
    for (uint32_t m = 0; m < cut->n && excess > 0; m++) {
        struct yx_award_vec *a = &award[cut->item[m]];
        yx_fen take = YX_MIN(excess, a->amount[i]);
        if (!yx_is_given(a->status[i]))
            continue;
        a->amount[i] -= take;
        a->lo[i] = a->hi[i] = a->amount[i];
        excess -= take;
    }
}

static void cap(const struct yx_policy *p, const struct yx_combo *c, yx_fen limit,
                const struct yx_facts *f, struct yx_award_vec *award, uint32_t from, uint32_t n)
{
    const struct yx_input_more *more = c->already >= 0 ? &p->input_more[c->already] : NULL;
    for (uint32_t i = from; i < from + n; i++) {
        yx_fen left = limit;
        bool known = true;
        if (more) {
            const struct yx_fact_vec *x = &f->input[c->already];
            bool by_default = x->state[i] == YX_FACT_UNKNOWN && more->has_default;
            uint8_t state = by_default ? more->value_state : x->state[i];
            known = state != YX_FACT_UNKNOWN;
            if (state == YX_FACT_KNOWN) /* 空: nothing awarded so far */
                left = YX_MAX(limit - (by_default ? more->value : x->v[i]), 0);
        }
        cap_row(c, award, i, left, known);
    }
}

void yx_combine_rows(const struct yx_policy *p, const struct yx_slice *s, const struct yx_facts *f,
                     struct yx_award_vec *award, uint32_t from, uint32_t n,
                     const struct yx_combine_scratch *scratch)
{
    bool saved = false;
    for (uint32_t k = 0; k < p->ir.n_combos; k++) {
        const struct yx_combo *c = &p->ir.combo[k];
        switch (c->kind) {
        case YX_COMBO_EXCLUDE: exclude(c, award, from, n); break;
        case YX_COMBO_HIGHER: higher(c, award, from, n); break;
        case YX_COMBO_CAP: cap(p, c, s->cap[k], f, award, from, n); break;
        case YX_COMBO_COUNT:
        default:
            for (uint32_t j = k; !saved && j < p->ir.n_combos; j++) {
                if (p->ir.combo[j].kind != YX_COMBO_COUNT)
                    continue;
                uint16_t a = p->ir.combo[j].group[0].item[0];
                memcpy(scratch->amount + (size_t)a * n, award[a].amount + from, n * sizeof(yx_fen));
                memcpy(scratch->lo + (size_t)a * n, award[a].lo + from, n * sizeof(yx_fen));
                memcpy(scratch->hi + (size_t)a * n, award[a].hi + from, n * sizeof(yx_fen));
                memcpy(scratch->status + (size_t)a * n, award[a].status + from, n);
            }
            saved = true;
            size_t at = (size_t)c->group[0].item[0] * n;
            count_into((struct before){scratch->amount + at, scratch->lo + at, scratch->hi + at,
                                       scratch->status + at},
                       &award[c->group[1].item[0]], from, n);
            break;
        }
    }
}
