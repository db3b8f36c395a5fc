/* validity.c -- explanations: which hold on as-of, and what beats them.
 *
 * Besides the 说明 rosters the enrolment roster explains too: 就读方式 送教上门,
 * 学籍状态 休学.  Of several that hold, the newest list speaks, then the newest
 * 核实日期, then the order of data/explanations.csv. */
#include "facts/factbase_int.h"

struct candidate {
    uint32_t row;
    enum yx_explain_kind kind;
    enum yx_explain_state state;
    yx_day list, from;
};

static int rank(enum yx_explain_state s)
{
    switch (s) {
    case YX_EXPLAIN_VALID: return 3;
    case YX_EXPLAIN_NO_EVIDENCE: return 2;
    case YX_EXPLAIN_EXPIRED: return 1;
    case YX_EXPLAIN_NONE: break;
    }
    return 0;
}

/* 辍学书面报告 clears nothing: beside another explanation that holds it is not the one shown. */
static bool before(const struct candidate *a, const struct candidate *b)
{
    if (rank(a->state) != rank(b->state))
        return rank(a->state) > rank(b->state);
    bool a_clears = yx_explanation_at((int)a->kind)->clears != 0;
    bool b_clears = yx_explanation_at((int)b->kind)->clears != 0;
    if (a_clears != b_clears)
        return a_clears;
    if (a->list != b->list)
        return a->list > b->list;
    if (a->from != b->from)
        return a->from > b->from;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->row < b->row;
}

/* The row that beats an explanation of this kind, YX_NO_ROW if none does. */
static uint32_t beaten_by(const struct yx_profile *p, enum yx_explain_kind kind)
{
    if (p->present != YX_NO_ROW)
        return p->present;
    if (p->intake != YX_NO_ROW)
        return p->intake;
    if (p->proof != YX_NO_ROW)
        return p->proof;
    if (kind == YX_EXP_DEATH || kind == YX_EXP_EMPTY_HUKOU)
        return p->enrol;
    return YX_NO_ROW;
}

static void weigh(const struct yx_profile *p, const struct candidate *c, struct candidate *best,
                  struct yx_explained *out)
{
    uint32_t by = beaten_by(p, c->kind);
    if (by != YX_NO_ROW && rank(c->state) > 1) {
        if (out->n_beaten < YX_LEN(out->beaten)) {
            out->beaten[out->n_beaten].row = c->row;
            out->beaten[out->n_beaten++].by = by;
        }
        return;
    }
    if (by != YX_NO_ROW)
        return; /* expired, and overtaken by a row that counts */
    if (c->state == YX_EXPLAIN_VALID)
        out->valid |= 1U << c->kind;
    if (best->row == YX_NO_ROW || before(c, best))
        *best = *c;
}

static bool read_row(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row,
                     struct candidate *out)
{
    int64_t kind = yx_seen_at(b, l, YX_SEEN_EXPLAIN, row);
    if (!yx_says(kind))
        return false;
    const struct yx_explanation *e = yx_explanation_at((int)kind);
    yx_day from = yx_seen_day(b, l, YX_SEEN_VERIFIED_ON, row);
    if (from == YX_NO_DAY)
        from = l->date;
    yx_day until = yx_seen_day(b, l, YX_SEEN_VALID_TO, row);
    if (from > b->now)
        return false; /* not yet */
    /* without any date the limit cannot be known to have passed */
    yx_day limit = from == YX_NO_DAY ? INT32_MAX : yx_explanation_until(e, from);
    until = until == YX_NO_DAY ? limit : YX_MIN(until, limit);
    *out = (struct candidate){row, (enum yx_explain_kind)kind, YX_EXPLAIN_VALID, l->date, from};
    if (b->now > until)
        out->state = YX_EXPLAIN_EXPIRED;
    else if (e->needs_evidence && !yx_says(yx_seen_at(b, l, YX_SEEN_EVIDENCE, row)))
        out->state = YX_EXPLAIN_NO_EVIDENCE;
    return true;
}

void yx_explain_of(const struct yx_factbase *b, uint32_t person, const struct yx_profile *p,
                   struct yx_explained *out)
{
    const struct yx_people *people = b->o.people;
    struct candidate best = {.row = YX_NO_ROW}, c;
    *out = (struct yx_explained){.row = YX_NO_ROW};
    if (p->enrol != YX_NO_ROW) {
        const struct yx_lens *l = yx_lens_at(b, p->enrol);
        c = (struct candidate){p->enrol, YX_EXP_HOME_TAUGHT, YX_EXPLAIN_VALID, l->date, l->date};
        if (yx_seen_at(b, l, YX_SEEN_BOARDING, p->enrol) == YX_STATE_HOME_TAUGHT)
            weigh(p, &c, &best, out);
        c.kind = YX_EXP_SUSPENDED;
        if (yx_seen_at(b, l, YX_SEEN_ROLL_STATE, p->enrol) == YX_STATE_SUSPENDED)
            weigh(p, &c, &best, out);
    }
    uint32_t first = people->start[person], last = people->start[person + 1];
    for (uint32_t i = last; i > first; i--) { /* 说明 is the last of the kinds */
        uint32_t row = people->row[i - 1];
        const struct yx_lens *l = yx_lens_at(b, row);
        if (l->kind != YX_KIND_EXPLANATION)
            break;
        if (read_row(b, l, row, &c))
            weigh(p, &c, &best, out);
    }
    out->row = best.row;
    out->kind = best.kind;
    out->state = best.row == YX_NO_ROW ? YX_EXPLAIN_NONE : best.state;
}
