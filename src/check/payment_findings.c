/* payment_findings.c -- what is due against what was paid.
 *
 * The table of commands.md 5, exactly: 应助未助, 不应助已助, 金额不符, 重复资助,
 * 发放失败.  A benefit that is 待核 is in none of them, nor is a person whose
 * facts contradict each other.  Of whom it is open who he is, nothing certain can
 * be said of what he got: that is 待核, too. */
#include "check/check_int.h"

#include "codes/forms.h"

/* What the lines of a person say about one benefit. */
struct paid {
    yx_fen net;
    uint32_t n_lines; /* of the benefit, failed ones included */
    uint32_t n_kept;  /* paid and not fully returned */
    uint32_t n_failed;
    uint32_t n_returned; /* paid and fully returned */
};

static struct paid paid_of(const struct slot *s, uint32_t benefit)
{
    struct paid a = {0};
    for (uint32_t i = 0; i < s->n_lines; i++) {
        const struct yx_payment *l = &s->line[i];
        if (l->benefit != (int32_t)benefit)
            continue;
        a.n_lines++;
        if (l->failed) {
            a.n_failed++;
            continue;
        }
        a.net += l->amount - l->returned;
        if (l->returned < l->amount)
            a.n_kept++;
        else
            a.n_returned++;
    }
    return a;
}

/* The person's own rows and his lines of the benefit. */
static struct yx_str source_with_lines(struct slot *s, const struct person *p, uint32_t benefit)
{
    const struct check *c = s->c;
    uint32_t row[MAX_SOURCES], n = 0;
    for (uint32_t k = c->people.start[p->number];
         k < c->people.start[p->number + 1] && n < MAX_SOURCES / 2; k++) {
        uint32_t i;
        if (yx_source_roster(c, c->people.row[k], &i)->rows.kind != YX_KIND_PAYMENT)
            row[n++] = c->people.row[k];
    }
    for (uint32_t i = 0; i < s->n_lines && n < MAX_SOURCES; i++)
        if (s->line[i].benefit == (int32_t)benefit)
            row[n++] = s->line[i].row;
    s->more_source.n = 0;
    yx_source_put(c, row, n, &s->more_source);
    yx_buf_reserve(&s->more_source, 1);
    return yx_buf_str(&s->more_source);
}

static void money_row(struct slot *s, const struct person *p, enum yx_list list, uint32_t b,
                      yx_fen due, yx_fen paid, struct yx_str reason, struct yx_str advice)
{
    struct yx_str own[] = {yx_cell_fen(s, 0, due), yx_cell_fen(s, 1, paid),
                           yx_cell_fen(s, 2, paid - due)};
    yx_benefit_emit(s, p, b,
                    &(struct finding){.list = list,
                                      .reason = reason,
                                      .advice = advice,
                                      .source = source_with_lines(s, p, b),
                                      .own = own,
                                      .n_own = YX_LEN(own)});
}

static void unpaid_row(struct slot *s, const struct person *p, uint32_t b, yx_fen due,
                       const struct paid *a)
{
    s->reason.n = 0;
    yx_buf_puts(&s->reason, s->c->words[b].entitled);
    yx_buf_putz(&s->reason, a->n_failed     ? "，发放失败，至今没有发到"
                            : a->n_returned ? "，已发的全部退回，至今没有发到"
                                            : "，本学期没有发放记录");
    yx_put_pair_note(s, p);
    money_row(s, p, YX_LIST_UNPAID, b, due, 0, yx_buf_str(&s->reason),
              a->n_failed     ? YX_S("改正收款信息后补发")
              : a->n_returned ? YX_S("查清退回原因后补发")
                              : YX_S("核对身份和学籍后列入补发名单"));
    s->benefit[b].unpaid++;
    s->benefit[b].unpaid_fen += due;
    s->unpaid_to_him += due;
}

static void not_due_row(struct slot *s, const struct person *p, uint32_t b, yx_fen net,
                        enum yx_status status)
{
    bool is_student = p->fact >= 0;
    s->reason.n = 0;
    yx_buf_putz(&s->reason, "已发");
    yx_buf_puts(&s->reason, s->c->benefit[b].name);
    yx_buf_putz(&s->reason, status == YX_LATE ? "，但申请已过期限"
                            : is_student      ? "，按政策不享受"
                                              : "，学籍名册里没有此人");
    yx_put_pair_note(s, p);
    money_row(s, p, YX_LIST_NOT_DUE, b, 0, net, yx_buf_str(&s->reason),
              is_student
                  ? YX_S("核对身份、学籍和就读方式；确属不应发的，按规定追回")
                  : YX_S("先查人是否真在校、姓名和证件号是否写错；确属不应发的，按规定追回"));
    s->sum.not_due += net;
    s->is_not_due = true;
}

/* Paid, not enrolled, and the 学籍 rosters do not claim to be whole. */
static void no_enrolment_row(struct slot *s, const struct person *p, uint32_t b, yx_fen net)
{
    struct yx_str own[] = {YX_S("学籍"), YX_S("学校学籍管理员"), YX_S("")};
    s->reason.n = 0;
    yx_buf_putz(&s->reason, "已发 ");
    yx_money_put(&s->reason, net);
    yx_buf_putz(&s->reason, " 元，收到的学籍名册不全，没有此人");
    yx_benefit_emit(s, p, b,
                    &(struct finding){.list = YX_LIST_PENDING,
                                      .reason = yx_buf_str(&s->reason),
                                      .advice = YX_S("请收齐全部学校的学籍名册再核对"),
                                      .source = source_with_lines(s, p, b),
                                      .own = own,
                                      .n_own = YX_LEN(own)});
}

/* Is it open who he is?  Nobody's number stands on his rows; or, with no enrolment of his own, a
 * record that may be his is waiting for somebody to look at it. */
static bool is_unidentified(const struct slot *s, const struct person *p)
{
    const struct yx_profile *q = &p->profile;
    if (!s->c->people.id[p->number])
        return q->reg == YX_NO_ROW;
    return q->enrol == YX_NO_ROW && yx_in_open_pair(s->c, p->number);
}

/* Not paid, or paid without an award, as far as we see: but his other rows may stand elsewhere. */
static void unidentified_row(struct slot *s, const struct person *p, uint32_t b, yx_fen net)
{
    const struct check *c = s->c;
    bool has_number = c->people.id[p->number] != 0;
    struct yx_str own[] = {c->term, c->words[b].item,
                           has_number ? YX_S("是否同一人") : YX_S("证件号"),
                           has_number ? YX_S("县资助中心") : YX_S("学校"), YX_S("")};
    s->reason.n = 0;
    if (net > 0) {
        yx_buf_putz(&s->reason, "已发 ");
        yx_money_put(&s->reason, net);
        yx_buf_putz(&s->reason, " 元，");
    } else {
        yx_buf_puts(&s->reason, c->words[b].entitled);
        yx_buf_putz(&s->reason, "，没有找到发放记录，");
    }
    yx_buf_putz(&s->reason,
                has_number ? "学籍名册里没有这个证件号" : "但这些记录没有可用的证件号，认不出是谁");
    yx_put_pair_note(s, p);
    struct finding f = {.list = YX_LIST_PENDING,
                        .reason = yx_buf_str(&s->reason),
                        .advice = has_number ? YX_S("先看“待核对”，定了是否同一人再核对")
                                             : YX_S("请补上证件号再核对"),
                        .source = source_with_lines(s, p, b),
                        .term = c->term,
                        .item = c->words[b].item,
                        .own = own,
                        .n_own = YX_LEN(own)};
    yx_finding_emit(s, p, &f);
}

static void twice_row(struct slot *s, const struct person *p, uint32_t b, yx_fen due,
                      const struct paid *a)
{
    const struct check *c = s->c;
    /* 另一处: batch or day of the lines after the first */
    s->cell[1].n = 0;
    bool is_first = true;
    for (uint32_t i = 0; i < s->n_lines; i++) {
        const struct yx_payment *l = &s->line[i];
        if (l->benefit != (int32_t)b || l->failed || l->returned >= l->amount)
            continue;
        if (is_first) {
            is_first = false;
            continue;
        }
        struct yx_str at = yx_source_text(c, l->row, YX_FIELD_BATCH);
        if (!at.n)
            at = yx_source_text(c, l->row, YX_FIELD_PAID_ON);
        if (s->cell[1].n)
            yx_buf_putz(&s->cell[1], "；");
        if (at.n) {
            yx_buf_puts(&s->cell[1], at);
            yx_buf_putc(&s->cell[1], ' ');
        }
        yx_money_put(&s->cell[1], l->amount - l->returned);
    }
    s->reason.n = 0;
    yx_buf_printf(&s->reason, "同一项目发了%u笔，合计超过应享 ", a->n_kept);
    yx_money_put(&s->reason, due);
    yx_buf_putz(&s->reason, " 元");
    struct yx_str own[] = {yx_cell_fen(s, 0, a->net), yx_buf_str(&s->cell[1])};
    yx_benefit_emit(
        s, p, b,
        &(struct finding){.list = YX_LIST_PAID_TWICE,
                          .reason = yx_buf_str(&s->reason),
                          .advice = YX_S("核对各笔是否为同一学期同一项目，多发的按规定追回"),
                          .source = source_with_lines(s, p, b),
                          .own = own,
                          .n_own = YX_LEN(own)});
    s->sum.twice += a->net - due;
    s->is_twice = true;
}

void yx_money_benefit(struct slot *s, const struct person *p, uint32_t b, enum yx_status status)
{
    const struct check *c = s->c;
    struct paid a = paid_of(s, b);
    bool is_entitled = status == YX_ENTITLED;
    yx_fen due = is_entitled || status == YX_CEILING ? yx_aid_amount(s, p, b) : 0;
    if (a.net > 0) {
        s->benefit[b].paid_persons++;
        s->benefit[b].paid += a.net;
        if (c->benefit[b].payees >> YX_PAY_PERSON & 1U)
            s->paid_to_him += a.net;
    }
    if (is_entitled && yx_aid_payee(s, p, b) == YX_PAY_PERSON)
        s->due_to_him += due;
    if (status == YX_PENDING || (p->fact >= 0 && s->awards->constraint[p->fact]))
        return;
    if (is_entitled && due > 0 && a.net == 0 && yx_aid_payee(s, p, b) == YX_PAY_PERSON &&
        c->is_paid[b]) {
        if (is_unidentified(s, p))
            unidentified_row(s, p, b, 0);
        else
            unpaid_row(s, p, b, due, &a);
    }
    if (a.net <= 0)
        return;
    bool is_twice = a.n_kept >= 2 && a.net > due;
    if (is_entitled && a.net != due && !is_twice) {
        money_row(s, p, YX_LIST_WRONG_AMOUNT, b, due, a.net,
                  a.net > due ? YX_S("实发多于应享") : YX_S("实发少于应享"),
                  a.net > due ? YX_S("核对标准、学段和就读方式，多发的按规定追回或抵扣")
                              : YX_S("核对标准、学段和就读方式，少发的补足"));
        if (a.net > due) {
            s->is_over = true;
            s->sum.over += a.net - due;
        } else {
            s->is_under = true;
            s->sum.under += due - a.net;
        }
    }
    if (status == YX_NOT_ENTITLED || status == YX_LATE) {
        if (p->profile.enrol == YX_NO_ROW && !c->enrolment_is_whole) {
            no_enrolment_row(s, p, b, a.net);
            return;
        }
        if (is_unidentified(s, p)) {
            unidentified_row(s, p, b, a.net);
            return;
        }
        not_due_row(s, p, b, a.net, status);
    }
    if (is_twice)
        twice_row(s, p, b, due, &a);
}

static yx_day day_of(const struct check *c, uint32_t row)
{
    struct yx_date_form d;
    struct yx_str text = yx_source_text(c, row, YX_FIELD_PAID_ON);
    return text.n && yx_date_read(text, 0, &d) ? d.day : YX_NO_DAY;
}

/* A line of the same benefit that was paid on that day or later; an unknown day
 * counts as later. */
static bool is_paid_since(const struct slot *s, const struct yx_payment *failed)
{
    yx_day day = day_of(s->c, failed->row);
    for (uint32_t i = 0; i < s->n_lines; i++) {
        const struct yx_payment *l = &s->line[i];
        if (l->benefit != failed->benefit || l->failed || l->returned >= l->amount)
            continue;
        yx_day paid = day_of(s->c, l->row);
        if (day == YX_NO_DAY || paid == YX_NO_DAY || paid >= day)
            return true;
    }
    return false;
}

static void fill_failed(struct slot *s, const struct yx_payment *l, struct finding *f,
                        struct yx_str own[5])
{
    const struct check *c = s->c;
    struct yx_str item =
        l->benefit >= 0 ? c->words[l->benefit].item : yx_source_text(c, l->row, YX_FIELD_BENEFIT);
    own[0] = c->term;
    own[1] = item;
    own[2] = yx_cell_fen(s, 0, l->amount);
    own[3] = yx_source_text(c, l->row, YX_FIELD_FAIL_REASON);
    own[4] = yx_source_text(c, l->row, YX_FIELD_BATCH);
    *f = (struct finding){.list = YX_LIST_FAILED,
                          .term = c->term,
                          .item = item,
                          .part = {own[4]},
                          .n_parts = 1,
                          .own = own,
                          .n_own = 5};
}

void yx_money_failed(struct slot *s, const struct person *p)
{
    struct finding f;
    struct yx_str own[5];
    s->held.n = 0;
    for (uint32_t i = 0; i < s->n_lines; i++) {
        const struct yx_payment *l = &s->line[i];
        if (!l->failed || is_paid_since(s, l))
            continue;
        fill_failed(s, l, &f, own);
        yx_hold(s, l->benefit >= 0 ? (uint32_t)l->benefit : UINT32_MAX, yx_finding_number(s, &f),
                i);
    }
    yx_held_sort(s);
    for (size_t k = 0; k < s->held.n; k++) {
        const struct yx_payment *l = &s->line[s->held.v[k].index];
        fill_failed(s, l, &f, own);
        s->reason.n = 0;
        yx_buf_putz(&s->reason, "发放失败");
        if (own[3].n) {
            yx_buf_putz(&s->reason, "：");
            yx_buf_puts(&s->reason, own[3]);
        }
        yx_buf_putz(&s->reason, "；之后没有补发");
        uint32_t row = l->row;
        s->more_source.n = 0;
        yx_source_put(s->c, &row, 1, &s->more_source);
        f.source = yx_buf_str(&s->more_source);
        f.reason = yx_buf_str(&s->reason);
        f.advice = YX_S("请学校联系家长核对户名、账号和开户行，改正后补发");
        yx_finding_emit(s, p, &f);
    }
}

void yx_money_person(struct slot *s, const struct person *p)
{
    (void)p;
    struct yx_summary *sum = &s->sum;
    struct yx_place_tally *place = yx_place_of(s);
    if (s->due_to_him > 0) {
        sum->due_persons++;
        sum->due += s->due_to_him;
        place->due_persons++;
        place->due += s->due_to_him;
    }
    if (s->paid_to_him > 0) {
        sum->paid_persons++;
        sum->paid += s->paid_to_him;
    }
    if (s->unpaid_to_him > 0) {
        sum->unpaid_persons++;
        sum->unpaid += s->unpaid_to_him;
        place->unpaid += s->unpaid_to_him;
    }
    sum->not_due_persons += s->is_not_due;
    sum->over_persons += s->is_over;
    sum->under_persons += s->is_under;
    sum->twice_persons += s->is_twice;
}
