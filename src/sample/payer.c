/* payer.c -- the term's payments: an honest payer, and what goes wrong.
 *
 * DESIGN.  A block pays its children and adds up what its schools are due; the
 * sums of the blocks meet in order in the payer, which writes the lines by
 * school when all children are done.  应助未助 counts only for benefits that were
 * paid to anybody, so those findings wait until the end as well. */
#include "sample/payer.h"

#include "base/hash.h"
#include "base/mem.h"
#include "codes/citizen_id.h"

#include <stdlib.h>

struct sample_payer {
    const struct sample_law *law;
    const struct sample_world *w;
    const struct yx_policy_benefit *benefit;
    uint32_t n_benefits;
    struct sample_due *due; /* school * benefits + benefit; persons 0: nothing due */
    struct yx_buf *missed;  /* per benefit */
    uint64_t *lines;
};

struct sample_payer *yx_payer_new(const struct sample_law *l, const struct sample_world *w)
{
    struct sample_payer *p = yx_calloc(1, sizeof *p);
    p->law = l;
    p->w = w;
    p->benefit = yx_policy_benefits(yx_sample_law_policy(l), &p->n_benefits);
    p->due = yx_calloc(yx_mul_size(w->county->n_schools, p->n_benefits), sizeof *p->due);
    p->missed = yx_calloc(p->n_benefits, sizeof *p->missed);
    p->lines = yx_calloc(p->n_benefits, sizeof *p->lines);
    return p;
}

void yx_payer_free(struct sample_payer *p)
{
    if (!p)
        return;
    for (uint32_t b = 0; b < p->n_benefits; b++)
        yx_buf_free(&p->missed[b]);
    free(p->due);
    free(p->missed);
    free(p->lines);
    free(p);
}

void yx_payer_slot_init(const struct sample_payer *p, struct sample_payer_slot *s)
{
    s->judge = yx_sample_judge_new(p->law);
    s->missed = yx_calloc(p->n_benefits, sizeof *s->missed);
    s->lines = yx_calloc(p->n_benefits, sizeof *s->lines);
    s->last = yx_calloc(p->n_benefits, sizeof *s->last);
    s->index = yx_calloc(yx_mul_size(p->w->county->n_schools, p->n_benefits), sizeof *s->index);
}

void yx_payer_slot_free(const struct sample_payer *p, struct sample_payer_slot *s)
{
    for (uint32_t b = 0; s->missed && b < p->n_benefits; b++)
        yx_buf_free(&s->missed[b]);
    yx_sample_judge_free(s->judge);
    free(s->missed);
    free(s->lines);
    free(s->last);
    free(s->index);
    free(s->due.v);
}

/* ---- faults ---- */

/* FAULT(id, of 10,000 payments to persons): the rest is paid as due. */
#define FAULTS(FAULT)                                                                              \
    FAULT(MISSED, 120, "漏发")                                                                     \
    FAULT(FAILED, 60, "发放失败")                                                                  \
    FAULT(REPAID, 40, "失败后补发")                                                                \
    FAULT(RETURNED, 30, "全部退回")                                                                \
    FAULT(PARTLY, 25, "部分退回")                                                                  \
    FAULT(WRONG, 60, "金额错")                                                                     \
    FAULT(TWICE, 50, "重复发放")

enum fault {
    FAULT_NONE,
#define FAULT(id, odds, zh) FAULT_##id,
    FAULTS(FAULT)
#undef FAULT
};

static const struct {
    uint32_t odds;
    const char *name;
} faults[] = {{0, "如数"},
#define FAULT(id, odds, zh) {odds, zh},
              FAULTS(FAULT)
#undef FAULT
};

/* Of 10,000: somebody is paid who is not entitled. */
enum {
    ODDS_UNDUE = 12,         /* anybody of the stage */
    ODDS_UNDUE_ENDED = 3000, /* whose hardship ended before the cut-off */
    ODDS_UNDUE_AWAY = 5000,  /* who is away from school */
    ODDS_UNDUE_LEFT = 3000,  /* who has left */
    ODDS_LATE = 1000,        /* who applied too late */
    ODDS_EXEMPT_WRONG = 30,
    ODDS_SCHOOL_WRONG = 300,
    ODDS_SCHOOL_MISSED = 200,
    ODDS_OTHER_TERM = 40,
    ODDS_SAME_ACCOUNT = 10
};

static enum fault draw_fault(struct yx_rng *r)
{
    uint64_t x = yx_rng_below(r, 10000);
    for (size_t i = 1; i < YX_LEN(faults); i++) {
        if (x < faults[i].odds)
            return (enum fault)i;
        x -= faults[i].odds;
    }
    return FAULT_NONE;
}

static bool odds(struct yx_rng *r, uint64_t n)
{
    return yx_rng_below(r, 10000) < n;
}

/* ---- lines ---- */

struct pay {
    const struct sample_payer *p;
    struct sample_payer_slot *s;
    const struct sample_block *b;
    struct sample_dirt *dirt;
    struct yx_rng *rng;
    struct sample_out *o;
};

static void cell_term(struct sample_out *o, struct sample_dirt *dirt, yx_term t, uint64_t habit)
{
    char text[48];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    if (dirt->is_on && habit % 6 == 1) {
        yx_buf_put_u64(&b, (uint64_t)yx_term_year(t));
        yx_buf_putz(&b, yx_term_is_autumn(t) ? "年秋季学期" : "年春季学期");
    } else {
        yx_term_put(&b, t);
    }
    yx_out_cell(o, yx_buf_str(&b));
}

static void cell_benefit(const struct pay *c, uint32_t benefit, uint64_t habit)
{
    const struct yx_policy_benefit *b = &c->p->benefit[benefit];
    yx_out_cell(c->o, c->dirt->is_on && habit % 7 == 2 ? b->id : b->name);
}

/* Amounts as offices type them: plain, without decimals, with separators. */
static void cell_amount(const struct pay *c, yx_fen fen, uint64_t habit)
{
    char text[48];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    if (c->dirt->is_on && habit % 5 == 1 && fen % 100 == 0) {
        yx_buf_put_u64(&b, (uint64_t)(fen / 100));
    } else if (c->dirt->is_on && habit % 5 == 2 && fen >= 100000) {
        yx_buf_put_u64(&b, (uint64_t)(fen / 100000));
        yx_buf_putc(&b, ',');
        char rest[24];
        struct yx_buf r = {.p = rest, .cap = sizeof rest};
        yx_money_put(&r, 100000 + fen % 100000);
        yx_buf_put(&b, r.p + 1, r.n - 1);
    } else {
        yx_money_put(&b, fen);
    }
    yx_out_cell(c->o, yx_buf_str(&b));
}

static yx_day pay_day(const struct sample_world *w)
{
    return YX_MIN(yx_term_first(w->term) + 45, w->as_of - 12);
}

struct line {
    uint32_t benefit;
    yx_fen amount;
    const char *state;
    yx_fen returned; /* 0: the cell stays empty */
    int round;       /* 1, 2: batch */
    yx_term term;
};

static void put_line(const struct pay *c, const struct sample_child *k, const struct line *l)
{
    static const char *const reason[] = {"户名不符", "账户已销户", "证件号不符", "账号错误"};
    struct sample_out *o = c->o;
    const struct sample_house *h = &c->b->houses.v[k->house];
    const struct sample_world *w = c->p->w;
    uint64_t habit = yx_mix64(k->school + 77U);
    struct sample_written name;
    char text[160];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_out_row(o, YX_SHEET_PAY_PERSON, k->id);
    yx_dirt_child(c->dirt, k, h, YX_WRITER_OFFICE, &name);
    yx_out_mark(o, name.dirt);
    yx_out_problem(o, name.problems);
    yx_buf_put_u64(&b, (uint64_t)yx_term_year(l->term));
    yx_buf_putz(&b, l->round == 1 ? "-第1批" : "-第2批");
    yx_out_cell(o, yx_buf_str(&b));
    cell_term(o, c->dirt, l->term, habit);
    b.n = 0;
    if (k->school != YX_NO_SCHOOL)
        yx_dirt_school(c->dirt, w->county->school[k->school].name, (unsigned)habit, &b);
    yx_out_cell(o, yx_buf_str(&b));
    yx_out_cell(o, yx_buf_str(&name.name));
    yx_out_cell(o, yx_buf_str(&name.id));
    cell_benefit(c, l->benefit, habit);
    cell_amount(c, l->amount, habit >> 8);
    bool is_own = k->stage >= YX_STAGE_SENIOR;
    yx_out_cell(o, yx_sample_name_str(is_own ? &k->name : &h->guardian.name));
    yx_out_id(o, is_own ? k->id : h->guardian.id);
    uint64_t owner = is_own ? k->id : h->guardian.id;
    if (c->dirt->is_on && odds(&c->dirt->rng, ODDS_SAME_ACCOUNT)) /* another family's */
        owner = c->b->houses.v[(k->house + 1) % c->b->houses.n].guardian.id;
    uint64_t account = yx_mix64(owner) % UINT64_C(1000000000000000);
    b.n = 0;
    yx_buf_putz(&b, "6217");
    yx_buf_put_u64(&b, UINT64_C(1000000000000000) + account);
    b.p[4] = '0';
    yx_out_cell(o, yx_buf_str(&b));
    yx_out_z(o, "农村商业银行");
    b.n = 0;
    yx_out_problem(
        o, yx_dirt_day(c->dirt, pay_day(w) + 5 * (l->round - 1), (unsigned)(habit >> 16), &b));
    yx_out_cell(o, yx_buf_str(&b));
    yx_out_z(o, l->state);
    yx_out_z(o, strcmp(l->state, "失败") == 0 ? reason[k->number % YX_LEN(reason)] : "");
    if (l->returned)
        yx_out_money(o, l->returned);
    else
        yx_out_z(o, "");
    if (c->dirt->is_on && odds(&c->dirt->rng, 300))
        yx_out_shorten(o);
    yx_out_end(o);
    if (l->term == w->term)
        c->s->lines[l->benefit]++;
}

static void find(const struct pay *c, const char *list, const struct sample_child *k,
                 uint32_t benefit, const char *planted, yx_fen due, yx_fen paid)
{
    struct yx_buf *rows =
        strcmp(list, "应助未助") == 0 ? &c->s->missed[benefit] : &c->s->truth->rows;
    yx_truth_add(rows, list, k->id, YX_S(""), c->p->benefit[benefit].id, yx_str_of(planted), due,
                 paid);
}

/* What is wrongly paid instead of the amount: another standard, or a slip. */
static yx_fen wrong_amount(struct yx_rng *r, yx_fen due)
{
    switch (yx_rng_below(r, 4)) {
    case 0: return due * 2;
    case 1: return due / 2 ? due / 2 : due * 2;
    case 2: return due + 5000;
    default: return due + 100 * (yx_fen)(1 + yx_rng_below(r, 99));
    }
}

static void pay_person(const struct pay *c, const struct sample_child *k, uint32_t benefit,
                       yx_fen due)
{
    struct line l = {
        .benefit = benefit, .amount = due, .state = "成功", .round = 1, .term = c->p->w->term};
    enum fault f = draw_fault(c->rng);
    c->s->last[benefit] = due;
    switch (f) {
    case FAULT_MISSED: find(c, "应助未助", k, benefit, faults[f].name, due, 0); return;
    case FAULT_FAILED:
        l.state = "失败";
        put_line(c, k, &l);
        find(c, "应助未助", k, benefit, faults[f].name, due, 0);
        find(c, "发放失败", k, benefit, faults[f].name, due, 0);
        return;
    case FAULT_REPAID:
        l.state = "失败";
        put_line(c, k, &l);
        l.state = "成功";
        l.round = 2;
        put_line(c, k, &l);
        return;
    case FAULT_RETURNED:
        l.state = "退回";
        put_line(c, k, &l);
        find(c, "应助未助", k, benefit, faults[f].name, due, 0);
        return;
    case FAULT_PARTLY:
        l.state = "退回";
        l.returned = due / 5 + 1;
        put_line(c, k, &l);
        find(c, "金额不符", k, benefit, faults[f].name, due, due - l.returned);
        return;
    case FAULT_WRONG:
        l.amount = wrong_amount(c->rng, due);
        put_line(c, k, &l);
        find(c, "金额不符", k, benefit, faults[f].name, due, l.amount);
        return;
    case FAULT_TWICE:
        put_line(c, k, &l);
        l.round = 2;
        put_line(c, k, &l);
        find(c, "重复资助", k, benefit, faults[f].name, due, 2 * due);
        return;
    case FAULT_NONE: break;
    }
    put_line(c, k, &l);
    if (c->dirt->is_on && odds(c->rng, ODDS_OTHER_TERM)) { /* a line of the term before */
        l.term--;
        put_line(c, k, &l);
    }
}

static void pay_exempt(const struct pay *c, const struct sample_child *k, uint32_t benefit,
                       yx_fen due)
{
    struct sample_out *o = c->o;
    struct sample_written name;
    char text[160];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_fen paid = due;
    if (odds(c->rng, ODDS_EXEMPT_WRONG)) {
        paid = wrong_amount(c->rng, due);
        find(c, "金额不符", k, benefit, faults[FAULT_WRONG].name, due, paid);
    }
    yx_out_row(o, YX_SHEET_PAY_EXEMPT, k->id);
    yx_dirt_child(c->dirt, k, &c->b->houses.v[k->house], YX_WRITER_OFFICE, &name);
    yx_out_mark(o, name.dirt);
    yx_out_problem(o, name.problems);
    yx_term_put(&b, c->p->w->term);
    yx_out_cell(o, yx_buf_str(&b));
    yx_out_cell(o, c->p->w->county->school[k->school].name);
    yx_out_cell(o, yx_buf_str(&name.name));
    yx_out_cell(o, yx_buf_str(&name.id));
    yx_out_cell(o, c->p->benefit[benefit].name);
    yx_out_money(o, paid);
    yx_out_end(o);
    c->s->lines[benefit]++;
}

static void owe_school(const struct pay *c, const struct sample_child *k, uint32_t benefit,
                       yx_fen due)
{
    struct sample_payer_slot *s = c->s;
    uint32_t *at = &s->index[(size_t)k->school * c->p->n_benefits + benefit];
    if (!*at) {
        struct sample_due d = {.school = k->school, .benefit = benefit};
        YX_PUSH(&s->due, d);
        *at = (uint32_t)s->due.n;
    }
    s->due.v[*at - 1].persons++;
    s->due.v[*at - 1].amount += due;
}

/* Pay somebody what he is not entitled to, once, with odds by who he is. */
static void pay_undue(const struct pay *c, size_t i)
{
    const struct sample_child *k = &c->b->children.v[i];
    bool is_asked = yx_sample_is_asked(c->p->w, k);
    bool is_gone = k->fate == YX_FATE_MISSING_LEFT;
    if ((!is_asked && !is_gone) || k->fate == YX_FATE_DOUBLE)
        return;
    uint32_t n = is_gone                           ? ODDS_UNDUE_LEFT
                 : k->classes && !k->is_present    ? ODDS_UNDUE_AWAY
                 : k->classes_ended && !k->classes ? ODDS_UNDUE_ENDED
                                                   : ODDS_UNDUE;
    if (!odds(c->rng, n))
        return;
    for (uint32_t b = 0; b < c->p->n_benefits; b++) {
        struct sample_award a = yx_sample_award(c->s->judge, YX_VIEW_PLAIN, i, b);
        bool is_for_persons = c->p->benefit[b].payees >> YX_PAY_PERSON & 1;
        /* Of his stage: something but the scope stands against it. */
        bool fits =
            is_gone ? yx_str_starts(c->p->benefit[b].id, YX_S("A2.")) : a.why == YX_WHY_CONDITION;
        if (a.status != YX_NOT_ENTITLED || !is_for_persons || !fits || !c->s->last[b])
            continue;
        struct line l = {.benefit = b,
                         .amount = c->s->last[b],
                         .state = "成功",
                         .round = 1,
                         .term = c->p->w->term};
        put_line(c, k, &l);
        find(c, "不应助已助", k, b,
             is_gone            ? "已离校仍发放"
             : !k->is_present   ? "不在校仍发放"
             : k->classes_ended ? "身份已终止仍发放"
                                : "无身份发放",
             0, l.amount);
        return;
    }
}

static void pay_child(const struct pay *c, size_t i)
{
    const struct sample_child *k = &c->b->children.v[i];
    if (!yx_sample_is_asked(c->p->w, k) || yx_sample_stopped(c->s->judge, i) ||
        k->fate == YX_FATE_DOUBLE)
        return;
    for (uint32_t b = 0; b < c->p->n_benefits; b++) {
        struct sample_award a = yx_sample_award(c->s->judge, YX_VIEW_PLAIN, i, b);
        if (a.status == YX_LATE && a.amount > 0 && odds(c->rng, ODDS_LATE)) {
            struct line l = {.benefit = b,
                             .amount = a.amount,
                             .state = "成功",
                             .round = 1,
                             .term = c->p->w->term};
            put_line(c, k, &l);
            find(c, "不应助已助", k, b, "逾期仍发放", 0, a.amount);
        }
        if (a.status != YX_ENTITLED || !c->p->benefit[b].has_amount || a.amount <= 0)
            continue;
        if (a.payee == YX_PAY_PERSON)
            pay_person(c, k, b, a.amount);
        else if (a.payee == YX_PAY_EXEMPT && k->school != YX_NO_SCHOOL)
            pay_exempt(c, k, b, a.amount);
        else if ((a.payee == YX_PAY_SCHOOL || a.payee == YX_PAY_CANTEEN) &&
                 k->school != YX_NO_SCHOOL)
            owe_school(c, k, b, a.amount);
    }
}

void yx_payer_block(const struct sample_payer *p, struct sample_payer_slot *s,
                    const struct sample_block *b, struct sample_dirt *dirt, struct yx_rng *rng,
                    struct sample_out *out)
{
    struct pay c = {p, s, b, dirt, rng, out};
    for (size_t i = 0; i < s->due.n; i++)
        s->index[(size_t)s->due.v[i].school * p->n_benefits + s->due.v[i].benefit] = 0;
    s->due.n = 0;
    for (uint32_t k = 0; k < p->n_benefits; k++) {
        s->missed[k].n = 0;
        s->lines[k] = 0;
        s->last[k] = 0;
    }
    for (int v = 0; v < YX_N_VIEWS; v++)
        yx_sample_judge_block(s->judge, p->w, b, (enum sample_view)v);
    yx_truth_awards(s->truth, s->judge, p->law, p->w, b);
    for (size_t i = 0; i < b->children.n; i++) {
        pay_child(&c, i);
        pay_undue(&c, i);
    }
}

void yx_payer_commit(struct sample_payer *p, struct sample_payer_slot *s)
{
    for (size_t i = 0; i < s->due.n; i++) {
        const struct sample_due *d = &s->due.v[i];
        struct sample_due *sum = &p->due[(size_t)d->school * p->n_benefits + d->benefit];
        sum->school = d->school;
        sum->benefit = d->benefit;
        sum->persons += d->persons;
        sum->amount += d->amount;
    }
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        yx_buf_puts(&p->missed[b], yx_buf_str(&s->missed[b]));
        p->lines[b] += s->lines[b];
    }
}

static void school_line(const struct sample_payer *p, const struct sample_due *d, struct yx_rng *r,
                        struct sample_out *o, struct yx_buf *findings)
{
    const char *planted = "一致";
    uint32_t persons = d->persons;
    yx_fen paid = d->amount;
    if (odds(r, ODDS_SCHOOL_MISSED)) {
        planted = "漏拨";
        paid = 0;
    } else if (odds(r, ODDS_SCHOOL_WRONG)) {
        planted = "金额不符";
        uint32_t more = 1 + (uint32_t)yx_rng_below(r, 3);
        persons += more;
        paid += d->amount / d->persons * more;
    }
    yx_truth_add(findings, "学校核对", 0, p->w->county->school[d->school].name,
                 p->benefit[d->benefit].id, yx_str_of(planted), d->amount, paid);
    if (!paid)
        return;
    char text[48];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_out_row(o, YX_SHEET_PAY_SCHOOL, 0);
    yx_term_put(&b, p->w->term);
    yx_out_cell(o, yx_buf_str(&b));
    yx_out_cell(o, p->w->county->school[d->school].name);
    yx_out_cell(o, p->benefit[d->benefit].name);
    yx_out_u64(o, persons);
    yx_out_money(o, paid);
    yx_out_day(o, pay_day(p->w));
    yx_out_end(o);
}

void yx_payer_finish(struct sample_payer *p, struct sample_out *out, struct yx_buf *findings)
{
    struct yx_rng r;
    yx_sample_block_rng(p->w, UINT32_MAX, 3, &r);
    size_t n = (size_t)p->w->county->n_schools * p->n_benefits;
    for (size_t i = 0; i < n; i++)
        if (p->due[i].persons)
            school_line(p, &p->due[i], &r, out, findings);
    for (uint32_t b = 0; b < p->n_benefits; b++)
        if (p->lines[b])
            yx_buf_puts(findings, yx_buf_str(&p->missed[b]));
}
