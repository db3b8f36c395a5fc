/* aid_findings.c -- who is entitled to what, and what hangs on missing facts.
 *
 * DESIGN.  A block of persons is asked of the policy at once.  Persons that
 * need it are asked again with other facts: the second school of a double
 * enrolment, classes gained after the cut-off, 就读地 taken as 县内; and, to
 * count what an unprovided class could change, with that class unknown.  The
 * lists are written afterwards, person by person, from those results. */
#include "check/check_int.h"

#include "policy/trace.h"

static bool is_asked(const struct yx_profile *q)
{
    return q->enrol != YX_NO_ROW || q->intake != YX_NO_ROW || q->present != YX_NO_ROW;
}

/* Whether 县外待证 may concern him: 就读地 is outside or unknown, nothing proves it. */
static bool is_unproved(const struct check *c, const struct slot *s, const struct person *p)
{
    if (c->input_place < 0 || p->profile.proof != YX_NO_ROW)
        return false;
    const struct yx_fact_vec *v = &s->facts->input[c->input_place];
    return v->state[p->fact] != YX_FACT_KNOWN || v->v[p->fact] != c->place_inside;
}

static bool gives(uint8_t status)
{
    return status == YX_ENTITLED || status == YX_CEILING;
}

/* How many decisions each unprovided class could change: the block again, with
 * that class unknown for everybody who was taken not to have it. */
static void count_unprovided(struct slot *s)
{
    const struct check *c = s->c;
    if (!c->unprovided || c->o->is_strict || c->input_classes < 0 || !s->facts->n)
        return;
    struct yx_fact_vec *v = &s->facts->input[c->input_classes];
    memcpy(s->known, v->known, s->facts->n * sizeof *s->known);
    for (uint32_t m = 0; m < c->input[c->input_classes].n_members; m++) {
        const uint64_t bit = 1ULL << m;
        if (!(c->unprovided & bit))
            continue;
        for (uint32_t i = 0; i < s->facts->n; i++)
            v->known[i] = (uint64_t)v->v[i] & bit ? s->known[i] : s->known[i] & ~bit;
        const struct yx_awards *w = yx_block_decide(s->decider, s->facts, s->class_room);
        for (uint32_t b = 0; b < c->n_benefits; b++)
            for (uint32_t i = 0; i < s->facts->n; i++)
                s->unprovided[m] += w->benefit[b].status[i] == YX_PENDING &&
                                    s->awards->benefit[b].status[i] != YX_PENDING;
    }
    memcpy(v->known, s->known, s->facts->n * sizeof *s->known);
}

void yx_aid_facts(struct slot *s)
{
    const struct check *c = s->c;
    const struct yx_factbase *b = c->facts;
    s->awards = s->other = s->later = s->inside = NULL;
    if (!c->policy)
        return;
    s->facts->n = s->other_facts->n = s->later_facts->n = s->inside_facts->n = 0;
    s->facts->term = s->other_facts->term = s->later_facts->term = s->inside_facts->term =
        c->o->term;
    for (uint32_t i = 0; i < s->n_persons; i++) {
        struct person *p = &s->person[i];
        p->fact = p->other = p->later = p->inside = -1;
        if (p->number >= c->people.n || !is_asked(&p->profile))
            continue;
        p->fact = (int32_t)s->facts->n++;
        yx_factbase_fill(b, p->number, &p->profile,
                         c->o->is_strict ? YX_FACTS_STRICT : YX_FACTS_PLAIN, s->facts,
                         (uint32_t)p->fact);
        if (p->profile.enrol_other != YX_NO_ROW) {
            p->other = (int32_t)s->other_facts->n++;
            yx_factbase_fill(b, p->number, &p->profile, YX_FACTS_OTHER_ROW, s->other_facts,
                             (uint32_t)p->other);
        }
        if (p->profile.classes_later) {
            p->later = (int32_t)s->later_facts->n++;
            yx_factbase_fill(b, p->number, &p->profile, YX_FACTS_LATER, s->later_facts,
                             (uint32_t)p->later);
        }
        if (c->wants[YX_LIST_OUTSIDE] && is_unproved(c, s, p)) {
            p->inside = (int32_t)s->inside_facts->n++;
            yx_factbase_fill(b, p->number, &p->profile, YX_FACTS_INSIDE, s->inside_facts,
                             (uint32_t)p->inside);
        }
    }
    if (s->facts->n)
        s->awards = yx_block_decide(s->decider, s->facts, s->room);
    if (s->other_facts->n)
        s->other = yx_block_decide(s->decider, s->other_facts, s->other_room);
    if (s->later_facts->n)
        s->later = yx_block_decide(s->decider, s->later_facts, s->later_room);
    if (s->inside_facts->n)
        s->inside = yx_block_decide(s->decider, s->inside_facts, s->inside_room);
    count_unprovided(s);
}

enum yx_status yx_aid_status(const struct slot *s, const struct person *p, uint32_t benefit)
{
    if (p->fact < 0)
        return YX_NOT_ENTITLED;
    uint8_t status = s->awards->benefit[benefit].status[p->fact];
    if (p->other >= 0 && (status != YX_NOT_ENTITLED ||
                          s->other->benefit[benefit].status[p->other] != YX_NOT_ENTITLED))
        return YX_PENDING;
    return (enum yx_status)status;
}

yx_fen yx_aid_amount(const struct slot *s, const struct person *p, uint32_t benefit)
{
    if (!s->c->benefit[benefit].has_amount || p->fact < 0)
        return 0;
    return s->awards->benefit[benefit].amount[p->fact];
}

enum yx_payee yx_aid_payee(const struct slot *s, const struct person *p, uint32_t benefit)
{
    return p->fact < 0 ? YX_PAY_UNKNOWN : (enum yx_payee)s->awards->benefit[benefit].payee[p->fact];
}

/* `0.00 至 312.50`, or one amount. */
static void put_range(struct yx_buf *b, yx_fen lo, yx_fen hi)
{
    yx_money_put(b, lo);
    if (lo == hi)
        return;
    yx_buf_putz(b, " 至 ");
    yx_money_put(b, hi);
}

static uint64_t facts_hash(const struct check *c, const struct yx_facts *f, uint32_t row,
                           uint32_t benefit)
{
    uint64_t h = benefit + 1;
    for (uint32_t i = 0; i < c->n_inputs; i++) {
        const struct yx_fact_vec *v = &f->input[i];
        h = yx_mix64(h ^ ((uint64_t)v->v[row] * 0x9E3779B97F4A7C15U + v->state[row]));
        if (v->known)
            h = yx_mix64(h ^ v->known[row]);
    }
    return h ? h : 1;
}

/* Adds a word to a list joined by 、 unless it is there. */
static void add_word(struct yx_buf *b, struct yx_str word)
{
    if (!word.n || yx_str_find(yx_buf_str(b), word) >= 0)
        return;
    if (b->n)
        yx_buf_putz(b, "、");
    yx_buf_puts(b, word);
}

const struct missing_memo *yx_missing_cells(struct slot *s, const struct yx_facts *f, uint32_t row,
                                            uint32_t benefit)
{
    const struct check *c = s->c;
    uint64_t key = facts_hash(c, f, row, benefit);
    struct missing_memo *m = &s->memo[key % MEMO_SLOTS];
    if (m->key == key)
        return m;
    struct yx_missing missing = {0};
    yx_policy_missing(c->policy, f, row, benefit, &missing);
    struct yx_buf facts = {0}, who = {0}, amount = {0};
    for (uint32_t i = 0; i < c->n_inputs && i < 64; i++) {
        if (!(missing.inputs >> i & 1))
            continue;
        const struct yx_policy_input *in = &c->input[i];
        if (in->type != YX_IN_SET || !missing.members) {
            add_word(&facts, in->name);
            add_word(&who, yx_provider_of(in->name, YX_S(""), in->owner));
            continue;
        }
        if (facts.n)
            yx_buf_putz(&facts, "、");
        yx_buf_puts(&facts, in->name);
        yx_buf_putz(&facts, "（");
        bool is_first = true;
        for (uint32_t k = 0; k < in->n_members; k++) {
            if (!(missing.members >> k & 1))
                continue;
            if (!is_first)
                yx_buf_putz(&facts, "、");
            is_first = false;
            yx_buf_puts(&facts, in->member[k]);
            add_word(&who, yx_provider_of(in->name, in->member[k], in->owner));
        }
        yx_buf_putz(&facts, "）");
    }
    if (c->benefit[benefit].has_amount)
        put_range(&amount, missing.lo, missing.hi);
    *m = (struct missing_memo){key, yx_str_dup(s->memo_arena, yx_buf_str(&facts)),
                               yx_str_dup(s->memo_arena, yx_buf_str(&who)),
                               yx_str_dup(s->memo_arena, yx_buf_str(&amount)), missing.members};
    yx_buf_free(&facts);
    yx_buf_free(&who);
    yx_buf_free(&amount);
    return m;
}

static void award_row(struct slot *s, const struct person *p, uint32_t b, enum yx_status status)
{
    const struct check *c = s->c;
    const struct benefit_words *w = &c->words[b];
    const struct yx_policy_benefit *def = &c->benefit[b];
    enum yx_payee payee = yx_aid_payee(s, p, b);
    struct yx_str amount = {0};
    if (status == YX_LATE)
        amount = yx_cell_fen(s, 0, 0);
    else if (status != YX_PENDING && def->has_amount)
        amount = yx_cell_fen(s, 0, yx_aid_amount(s, p, b));
    struct yx_str own[] = {c->term,
                           p->shown.stage,
                           p->shown.grade,
                           yx_buf_str(&s->classes),
                           w->item,
                           def->name,
                           def->standard,
                           amount,
                           payee == YX_PAY_UNKNOWN ? YX_S("") : yx_payee_name(payee),
                           def->basis,
                           yx_status_name(status)};
    struct finding f = {.list = YX_LIST_AWARD,
                        .reason = status == YX_ENTITLED  ? w->entitled
                                  : status == YX_PENDING ? w->pending
                                  : status == YX_LATE    ? w->late
                                                         : w->ceiling,
                        .advice = status == YX_PENDING ? YX_S("补齐缺少的事实后重新核对")
                                  : status == YX_LATE
                                      ? YX_S("告知学生已过申请期限，下一年度按期申请")
                                      : w->advice[payee],
                        .term = c->term,
                        .item = w->item,
                        .own = own,
                        .n_own = YX_LEN(own)};
    yx_finding_emit(s, p, &f);
}

static void pending_row(struct slot *s, const struct person *p, uint32_t b)
{
    const struct check *c = s->c;
    struct missing_memo two = {.facts = YX_S("以哪一处学籍为准"), .who = YX_S("两所学校")};
    const struct missing_memo *m = &two;
    s->advice.n = 0;
    if (p->other >= 0) {
        if (c->benefit[b].has_amount) {
            const struct yx_award_vec *x = &s->awards->benefit[b], *y = &s->other->benefit[b];
            yx_fen one = x->status[p->fact] == YX_ENTITLED ? x->amount[p->fact] : 0;
            yx_fen another = y->status[p->other] == YX_ENTITLED ? y->amount[p->other] : 0;
            s->cell[0].n = 0;
            put_range(&s->cell[0], YX_MIN(one, another), YX_MAX(one, another));
            two.amount = yx_buf_str(&s->cell[0]);
        }
        yx_buf_putz(&s->advice, "请两校核实孩子实际在哪里就读，另一处办理转出");
    } else {
        m = yx_missing_cells(s, s->facts, (uint32_t)p->fact, b);
        if (c->o->is_strict) /* what --strict brought here, class by class */
            for (uint64_t rest = m->members & c->unprovided; rest; rest &= rest - 1)
                s->unprovided[__builtin_ctzll(rest)]++;
        yx_buf_putz(&s->advice, "请");
        yx_buf_puts(&s->advice, m->who.n ? m->who : YX_S("学校"));
        yx_buf_putz(&s->advice, "提供：");
        yx_buf_puts(&s->advice, m->facts);
    }
    struct yx_str own[] = {c->term, c->words[b].item, m->facts, m->who, m->amount};
    struct finding f = {.list = YX_LIST_PENDING,
                        .reason = p->other >= 0
                                      ? YX_S("同一学期在两所学校有学籍，是否享受要先定学籍")
                                      : c->words[b].pending,
                        .advice = yx_buf_str(&s->advice),
                        .term = c->term,
                        .item = c->words[b].item,
                        .own = own,
                        .n_own = YX_LEN(own)};
    yx_finding_emit(s, p, &f);
}

/* What an application in time would bring: 申请日期 taken as unknown. */
static yx_fen amount_if_applied(struct slot *s, const struct person *p, uint32_t b)
{
    const struct check *c = s->c;
    struct yx_facts *f = s->probe_facts;
    f->n = 1;
    f->term = s->facts->term;
    for (uint32_t i = 0; i < c->n_inputs; i++)
        yx_facts_set(f, i, 0, yx_facts_get(s->facts, i, (uint32_t)p->fact));
    if (c->input_applied >= 0)
        f->input[c->input_applied].state[0] = YX_FACT_UNKNOWN;
    return yx_policy_run(s->probe_run, f)->benefit[b].hi[0];
}

static void not_applied_row(struct slot *s, const struct person *p, uint32_t b)
{
    const struct check *c = s->c;
    const struct yx_award_vec *v = &s->awards->benefit[b];
    bool is_loan = v->status[p->fact] == YX_CEILING;
    yx_fen amount = is_loan ? v->amount[p->fact] : amount_if_applied(s, p, b);
    struct yx_str own[] = {c->term, c->words[b].item,
                           c->benefit[b].has_amount && amount ? yx_cell_fen(s, 0, amount)
                                                              : YX_S("")};
    struct finding f = {.list = YX_LIST_NOT_APPLIED,
                        .reason = c->words[b].not_applied,
                        .advice = is_loan ? YX_S("请学校告知学生可以申请贷款，金额是上限，自愿申请")
                                          : YX_S("请学校告知学生和家长，在申请期限内提出申请"),
                        .term = c->term,
                        .item = c->words[b].item,
                        .own = own,
                        .n_own = YX_LEN(own)};
    yx_finding_emit(s, p, &f);
}

static void gained_row(struct slot *s, const struct person *p, uint32_t b)
{
    const struct check *c = s->c;
    const struct yx_award_vec *v = &s->later->benefit[b];
    s->reason.n = 0;
    yx_buf_putz(&s->reason, "认定日之后新增身份：");
    yx_factbase_classes_text(c->facts, p->profile.classes_later, &s->reason);
    yx_buf_putz(&s->reason, "，据此");
    yx_buf_puts(&s->reason, c->words[b].gained);
    struct yx_str own[] = {c->term, c->words[b].item,
                           c->benefit[b].has_amount ? yx_cell_fen(s, 0, v->amount[p->later])
                                                    : YX_S("")};
    struct finding f = {.list = YX_LIST_GAINED,
                        .reason = yx_buf_str(&s->reason),
                        .advice = YX_S("请核实新增身份，按当地规定从本学期补助或从下学期起享受"),
                        .term = c->term,
                        .item = c->words[b].item,
                        .own = own,
                        .n_own = YX_LEN(own)};
    yx_finding_emit(s, p, &f);
}

/* Not with two enrolments: what the new class gives hangs on which of them holds. */
static void gained_rows(struct slot *s, const struct person *p)
{
    for (uint32_t b = 0; p->later >= 0 && p->other < 0 && b < s->c->n_benefits; b++) {
        const struct yx_award_vec *now = &s->awards->benefit[b], *v = &s->later->benefit[b];
        if (!gives(v->status[p->later]))
            continue;
        uint8_t status = now->status[p->fact];
        if (status == YX_NOT_ENTITLED || (gives(status) && s->c->benefit[b].has_amount &&
                                          v->amount[p->later] > now->amount[p->fact]))
            gained_row(s, p, b);
    }
}

static void outside_row(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    if (p->inside < 0)
        return;
    s->cell[0].n = 0;
    for (uint32_t b = 0; b < c->n_benefits; b++)
        if (gives(s->inside->benefit[b].status[p->inside]) &&
            !gives(s->awards->benefit[b].status[p->fact])) {
            if (s->cell[0].n)
                yx_buf_putz(&s->cell[0], "、");
            yx_buf_puts(&s->cell[0], c->words[b].item);
        }
    if (!s->cell[0].n)
        return;
    bool is_known = s->facts->input[c->input_place].state[p->fact] == YX_FACT_KNOWN;
    struct yx_str place = yx_source_text(c, p->profile.enrol, YX_FIELD_PLACE);
    struct yx_str own[] = {c->term,
                           place.n    ? place
                           : is_known ? YX_S("县外")
                                      : YX_S("不明"),
                           yx_buf_str(&s->cell[0])};
    struct finding f = {
        .list = YX_LIST_OUTSIDE,
        .reason = is_known ? YX_S("在县外就读，没有县外回单；若在县内就读则可享受所列项目")
                           : YX_S("就读地不明；若在县内就读则可享受所列项目"),
        .advice = is_known
                      ? YX_S("请向就读学校取回单，问清是否已在当地受助，避免两头都没有或两头都领")
                      : YX_S("请学校补填就读地，或把学校加入学校名册并注明是否县内"),
        .term = c->term,
        .own = own,
        .n_own = YX_LEN(own)};
    yx_finding_emit(s, p, &f);
}

static void gap_rows(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    for (uint32_t g = 0; g < c->n_gaps; g++) {
        uint8_t is = s->awards->gap[g][p->fact];
        if (p->other >= 0 && s->other->gap[g][p->other] != is)
            is = 2; /* which of the two enrolments holds is not known */
        if (!is)
            continue;
        s->reason.n = 0;
        yx_buf_puts(&s->reason, c->gap[g].text);
        if (is == 2)
            yx_buf_putz(&s->reason, "（事实不全，可能属于这种情形）");
        struct yx_str own[] = {c->term, c->gap[g].id, YX_S("")};
        struct finding f = {
            .list = YX_LIST_GAP,
            .reason = yx_buf_str(&s->reason),
            .advice = YX_S("政策原文没有规定，请县资助中心提请研究，定下口径后写入政策文书"),
            .term = c->term,
            .item = c->gap[g].id,
            .own = own,
            .n_own = YX_LEN(own)};
        yx_finding_emit(s, p, &f);
    }
}

/* Two enrolments in one term: one row, with what the two would give. */
static void double_row(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    const struct yx_profile *q = &p->profile;
    if (q->enrol_other == YX_NO_ROW)
        return;
    s->reason.n = 0;
    yx_buf_putz(&s->reason, "同一学期在两所学校都有学籍");
    bool is_first = true;
    for (uint32_t b = 0; p->other >= 0 && b < c->n_benefits; b++) {
        if (yx_aid_status(s, p, b) != YX_PENDING)
            continue;
        yx_buf_putz(&s->reason, is_first ? "，涉及" : "、");
        is_first = false;
        yx_buf_puts(&s->reason, c->words[b].item);
    }
    yx_fen paid = 0;
    uint32_t n;
    const struct yx_payment *line = yx_factbase_payments(c->facts, p->number, &n);
    for (uint32_t i = 0; i < n; i++)
        paid += line[i].failed ? 0 : line[i].amount - line[i].returned;
    uint32_t school = yx_factbase_school_of(c->facts, q->enrol_other);
    struct yx_str other = school == YX_NO_ROW ? yx_source_text(c, q->enrol_other, YX_FIELD_SCHOOL)
                                              : yx_factbase_school_name(c->facts, school);
    uint32_t rows[] = {q->enrol, q->enrol_other};
    s->more_source.n = 0;
    yx_source_put(c, rows, 2, &s->more_source);
    struct yx_str own[] = {c->term, YX_S(""), yx_cell_fen(s, 0, paid), other};
    struct finding f = {.list = YX_LIST_DOUBLE_ENROLMENT,
                        .reason = yx_buf_str(&s->reason),
                        .advice =
                            YX_S("请两校核实实际就读地，另一处办理转出；查清前两处都不要发放"),
                        .source = yx_buf_str(&s->more_source),
                        .term = c->term,
                        .own = own,
                        .n_own = YX_LEN(own)};
    yx_finding_emit(s, p, &f);
}

static void count_decision(struct slot *s, const struct person *p, uint32_t b,
                           enum yx_status status)
{
    const struct check *c = s->c;
    struct yx_benefit_tally *t = &s->benefit[b];
    if (status == YX_PENDING)
        t->pending++;
    else if (status == YX_LATE)
        t->late++;
    else if (status == YX_CEILING)
        t->ceiling++;
    else if (status == YX_ENTITLED) {
        yx_fen amount = yx_aid_amount(s, p, b);
        enum yx_payee payee = yx_aid_payee(s, p, b);
        t->entitled++;
        t->due += amount;
        if (payee == YX_PAY_PERSON && amount > 0) {
            t->due_persons++;
            t->due_to_persons += amount;
        }
        if (payee == YX_PAY_SCHOOL || payee == YX_PAY_CANTEEN) {
            uint32_t row = p->profile.enrol != YX_NO_ROW     ? p->profile.enrol
                           : p->profile.present != YX_NO_ROW ? p->profile.present
                                                             : p->profile.intake;
            uint32_t school = yx_factbase_school_of(c->facts, row);
            struct school_due d = {school == YX_NO_ROW ? c->n_schools : school, b, 1, amount};
            YX_PUSH(&s->due, d);
        }
    }
}

void yx_aid_findings(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    double_row(s, p);
    s->due_to_him = s->paid_to_him = s->unpaid_to_him = 0;
    s->is_not_due = s->is_over = s->is_under = s->is_twice = false;
    s->line = yx_factbase_payments(c->facts, p->number, &s->n_lines);
    if (p->fact >= 0) {
        if (!yx_classes_cell(s, p).n && !p->profile.classes_unknown)
            yx_buf_putz(&s->classes, "无");
    } else if (!s->n_lines) {
        return;
    }
    bool lacks_application = p->fact >= 0 && c->input_applied >= 0 &&
                             s->facts->input[c->input_applied].state[p->fact] == YX_FACT_ABSENT;
    for (uint32_t b = 0; b < c->n_benefits; b++) {
        enum yx_status status = yx_aid_status(s, p, b);
        if (p->fact >= 0 && ((status == YX_NOT_ENTITLED &&
                              s->awards->benefit[b].why[p->fact] == YX_WHY_NOT_APPLIED) ||
                             (status == YX_CEILING && lacks_application)))
            not_applied_row(s, p, b);
        if (status != YX_NOT_ENTITLED) {
            count_decision(s, p, b, status);
            award_row(s, p, b, status);
        }
        if (status == YX_PENDING)
            pending_row(s, p, b);
        if (status != YX_NOT_ENTITLED || s->n_lines)
            yx_money_benefit(s, p, b, status);
    }
    yx_money_failed(s, p);
    yx_money_person(s, p);
    if (p->fact < 0)
        return;
    gained_rows(s, p);
    outside_row(s, p);
    gap_rows(s, p);
}
