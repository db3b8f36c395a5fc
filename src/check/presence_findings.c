/* presence_findings.c -- who should be in school and is not, and the reverse.
 *
 * 未入学, 初中毕业去向待核, 在籍不在校, 在校无学籍, 困难学生就读待核, by the
 * table of commands.md 6.  A decision of a person on one of the first three
 * holds like an explanation. */
#include "check/check_int.h"

/* Lists an explanation may clear, in the order of their bits in enum yx_clears. */
static const struct {
    unsigned bit;
    enum yx_list list;
} clearable[] = {
    {YX_CLEARS_MISSING, YX_LIST_MISSING},
    {YX_CLEARS_NOT_PRESENT, YX_LIST_NOT_PRESENT},
    {YX_CLEARS_GRADUATE_UNKNOWN, YX_LIST_GRADUATE_UNKNOWN},
};

static bool counts_somewhere(const struct yx_profile *q)
{
    return q->enrol != YX_NO_ROW || q->intake != YX_NO_ROW || q->present != YX_NO_ROW ||
           q->proof != YX_NO_ROW;
}

bool yx_is_child(const struct check *c, const struct person *p)
{
    return p->profile.reg != YX_NO_ROW && p->profile.age >= c->o->age_from &&
           p->profile.age <= c->o->age_to;
}

bool yx_in_open_pair(const struct check *c, uint32_t person)
{
    return c->in_open_pair && (c->in_open_pair[person / 64] >> person % 64 & 1);
}

/* The 在校 row counts at the school he is enrolled at, or at one of the two. */
static bool is_present_there(const struct check *c, const struct yx_profile *q)
{
    if (q->present == YX_NO_ROW)
        return false;
    uint32_t a = yx_factbase_school_of(c->facts, q->present);
    uint32_t b = yx_factbase_school_of(c->facts, q->enrol);
    if (a == YX_NO_ROW || b == YX_NO_ROW || a == b)
        return true;
    return q->enrol_other != YX_NO_ROW && a == yx_factbase_school_of(c->facts, q->enrol_other);
}

/* Which of the clearable lists he would stand on were nothing explained. */
static unsigned candidate_lists(const struct check *c, const struct person *p)
{
    const struct yx_profile *q = &p->profile;
    unsigned lists = 0;
    if (yx_is_child(c, p) && !counts_somewhere(q) && q->graduate == YX_NO_ROW &&
        !yx_in_open_pair(c, p->number))
        lists |= q->age < c->o->age_to ? YX_CLEARS_MISSING : YX_CLEARS_GRADUATE_UNKNOWN;
    if (q->enrol != YX_NO_ROW && q->enrol_compulsory && !q->outside_enrol &&
        (q->school_has_presence || q->other_has_presence) && !is_present_there(c, q))
        lists |= YX_CLEARS_NOT_PRESENT;
    return lists;
}

static unsigned cleared_by(uint32_t valid)
{
    unsigned lists = 0;
    for (int k = 0; k < yx_explanation_count(); k++)
        if (valid >> k & 1)
            lists |= yx_explanation_at(k)->clears;
    return lists;
}

/* 家庭类别: classes held now, then those only a household list suggests. */
struct yx_str yx_classes_cell(struct slot *s, const struct person *p)
{
    const struct yx_profile *q = &p->profile;
    uint64_t held = (q->classes & ~q->classes_lost) | q->classes_later;
    s->classes.n = 0;
    yx_factbase_classes_text(s->c->facts, held, &s->classes);
    if (q->classes_inferred & ~held) {
        if (s->classes.n)
            yx_buf_putz(&s->classes, "、");
        yx_factbase_classes_text(s->c->facts, q->classes_inferred & ~held, &s->classes);
        yx_buf_putz(&s->classes, "？（户内推定）");
    }
    return yx_buf_str(&s->classes);
}

/* A 学籍 row that does not count says where he was last. */
static void put_last_school(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    for (uint32_t k = c->people.start[p->number]; k < c->people.start[p->number + 1]; k++) {
        uint32_t i, row = c->people.row[k];
        const struct yx_roster *r = yx_source_roster(c, row, &i);
        if (r->rows.kind != YX_KIND_ENROLMENT)
            continue;
        struct yx_str state = yx_rows_text(&r->rows, i, YX_FIELD_ROLL_STATE);
        if (!state.n)
            continue;
        yx_buf_putz(&s->reason, "；曾在");
        yx_buf_puts(&s->reason, yx_rows_text(&r->rows, i, YX_FIELD_SCHOOL));
        yx_buf_putz(&s->reason, "，学籍状态为");
        yx_buf_puts(&s->reason, state);
        return;
    }
}

static void put_explanation_state(struct slot *s, const struct person *p)
{
    const struct yx_profile *q = &p->profile;
    if (q->exp_row == YX_NO_ROW || q->exp_state == YX_EXPLAIN_NONE)
        return;
    if (q->exp_kind == YX_EXP_DROPOUT_REPORT) {
        yx_buf_putz(&s->reason, "；有辍学书面报告");
        return;
    }
    yx_buf_putz(&s->reason, "；有说明“");
    yx_buf_puts(&s->reason, yx_explanation_at((int)q->exp_kind)->name);
    yx_buf_putz(&s->reason, q->exp_state == YX_EXPLAIN_EXPIRED       ? "”，已过期"
                            : q->exp_state == YX_EXPLAIN_NO_EVIDENCE ? "”，缺佐证编号"
                                                                     : "”，不适用于本清单");
}

static void missing_row(struct slot *s, const struct person *p, enum yx_list list)
{
    s->reason.n = 0;
    yx_buf_printf(&s->reason, "户籍上%d岁，学籍、新生、在校、县外回单中都没有", p->profile.age);
    if (list == YX_LIST_GRADUATE_UNKNOWN)
        yx_buf_putz(&s->reason, "，也没有毕业记录");
    put_last_school(s, p);
    put_explanation_state(s, p);
    struct yx_str guardian = p->shown.guardian;
    s->advice.n = 0;
    yx_buf_putz(&s->advice, "请");
    yx_buf_puts(&s->advice, p->shown.town.n ? p->shown.town : YX_S("户籍所在乡镇"));
    if (list == YX_LIST_MISSING) {
        yx_buf_putz(&s->advice, guardian.n ? "联系监护人" : "入户");
        yx_buf_puts(&s->advice, guardian);
        yx_buf_putz(&s->advice,
                    "核实：在县外就读的取回单，有特殊情况的报说明和佐证，确未就读的列入劝返");
    } else {
        yx_buf_putz(&s->advice, "和毕业学校核实去向：已毕业的补入毕业名册，在读的补学籍或县外回单");
    }
    struct yx_str own[] = {yx_cell_day(s, 0, p->profile.birth), yx_cell_int(s, 1, p->profile.age),
                           yx_classes_cell(s, p), guardian};
    struct finding f = {.list = list,
                        .reason = yx_buf_str(&s->reason),
                        .advice = yx_buf_str(&s->advice),
                        .own = own,
                        .n_own = list == YX_LIST_MISSING ? 4 : 3};
    yx_finding_emit(s, p, &f);
}

/* A doubt whether two records are one person may be all there is to it. */
void yx_put_pair_note(struct slot *s, const struct person *p)
{
    if (yx_in_open_pair(s->c, p->number))
        yx_buf_putz(&s->reason, "；有记录可能是同一人，先看“待核对”");
}

static void not_present_row(struct slot *s, const struct person *p)
{
    const struct yx_profile *q = &p->profile;
    s->reason.n = 0;
    uint32_t other =
        q->school_has_presence ? YX_NO_ROW : yx_factbase_school_of(s->c->facts, q->enrol_other);
    yx_buf_puts(&s->reason,
                other == YX_NO_ROW ? p->shown.school : yx_factbase_school_name(s->c->facts, other));
    yx_buf_putz(&s->reason,
                q->absent != YX_NO_ROW ? "的在校名单注明不在校" : "的在校名单里没有此人");
    if (q->present != YX_NO_ROW) {
        yx_buf_putz(&s->reason, "，但在");
        yx_buf_puts(&s->reason, yx_source_text(s->c, q->present, YX_FIELD_SCHOOL));
        yx_buf_putz(&s->reason, "的在校名单里");
    }
    put_explanation_state(s, p);
    yx_put_pair_note(s, p);
    struct yx_str own[] = {p->shown.grade, p->shown.class_name, yx_classes_cell(s, p)};
    struct finding f = {
        .list = YX_LIST_NOT_PRESENT,
        .reason = yx_buf_str(&s->reason),
        .advice =
            q->present != YX_NO_ROW
                ? YX_S("请两校核对：已转学的办理学籍转接，未转的说明在哪里就读")
                : YX_S(
                      "请班主任当日核实：请假、休学、转出的补手续和说明，无故不到校的按疑似辍学劝返"),
        .own = own,
        .n_own = 3};
    yx_finding_emit(s, p, &f);
}

static void not_enrolled_row(struct slot *s, const struct person *p)
{
    const struct yx_profile *q = &p->profile;
    bool is_present = q->present != YX_NO_ROW;
    s->reason.n = 0;
    yx_buf_putz(&s->reason, is_present ? "在校名单里有，学籍里没有" : "新生名单里有，学籍里没有");
    yx_put_pair_note(s, p);
    struct finding f = {
        .list = YX_LIST_NOT_ENROLLED,
        .reason = yx_buf_str(&s->reason),
        .advice = is_present ? YX_S("请学校补建学籍，或办理转入；确认人是否真在校")
                             : YX_S("请学校核实是否报到：已报到的注册学籍，未报到的查去向"),
        .own = &p->shown.grade,
        .n_own = 1};
    yx_finding_emit(s, p, &f);
}

static void needy_row(struct slot *s, const struct person *p, const struct standing *st)
{
    const struct check *c = s->c;
    const struct yx_profile *q = &p->profile;
    if (q->birth == YX_NO_DAY || counts_somewhere(q) || st->valid || st->is_missing ||
        st->is_graduate_unknown)
        return;
    int age = yx_age_on(q->birth, c->o->as_of);
    if (age < YX_NEEDY_FROM || age > YX_NEEDY_TO ||
        (age > c->o->age_to && q->graduate == YX_NO_ROW))
        return;
    uint64_t held = q->classes | q->classes_later; /* a class lost since the cut-off still counts */
    bool is_listed = held != 0;
    for (uint32_t k = c->people.start[p->number]; !is_listed && k < c->people.start[p->number + 1];
         k++) {
        uint32_t i;
        is_listed = q->classes_unknown && !q->classes_lost &&
                    yx_source_roster(c, c->people.row[k], &i)->rows.kind == YX_KIND_IDENTITY;
    }
    if (!is_listed)
        return;
    struct yx_str own[] = {yx_cell_int(s, 0, age), yx_classes_cell(s, p)};
    s->reason.n = 0;
    yx_buf_putz(&s->reason, "在困难身份名单上，各类学籍、在校和回单中都没有就读记录");
    yx_put_pair_note(s, p);
    struct finding f = {
        .list = YX_LIST_NEEDY_UNKNOWN,
        .reason = yx_buf_str(&s->reason),
        .advice =
            age < c->o->age_from
                ? YX_S("请村和幼儿园核实是否入园：在园的补学籍，未入园的动员入园并告知资助政策")
                : YX_S(
                      "请乡镇入户核实就读去向：在读的补学籍或县外回单，未升学的动员就读并告知资助政策"),
        .own = own,
        .n_own = 2};
    yx_finding_emit(s, p, &f);
}

/* A decision that names an explanation which clears the list and still holds:
 * its kind, or -1. */
static int decided_kind(const struct check *c, const struct yx_decision *d, unsigned bit)
{
    int kind = yx_explanation_find(d->verdict);
    if (kind < 0)
        return -1;
    const struct yx_explanation *e = yx_explanation_at(kind);
    if (!(e->clears & bit) || (e->needs_evidence && !d->basis.n))
        return -1;
    yx_day from = d->day == YX_NO_DAY ? c->o->as_of : d->day;
    return from <= c->o->as_of && c->o->as_of <= yx_explanation_until(e, from) ? kind : -1;
}

/* A child whose school record was found by more than an equal number and name:
 * a false alarm that did not happen.  The first row that counts says how. */
static void count_avoided(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    const struct yx_profile *q = &p->profile;
    uint32_t rows[] = {q->enrol, q->intake, q->present, q->proof};
    unsigned link = YX_LINK_NONE;
    for (size_t i = 0; i < YX_LEN(rows); i++) {
        if (rows[i] == YX_NO_ROW)
            continue;
        unsigned this_link = c->people.link[rows[i]];
        if (this_link <= YX_LINK_P1)
            return;
        if (link == YX_LINK_NONE)
            link = this_link;
    }
    if (link != YX_LINK_NONE)
        s->sum.avoided[link]++;
}

void yx_presence_findings(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    const struct yx_profile *q = &p->profile;
    struct standing st = {.valid = q->exp_valid};
    unsigned lists = candidate_lists(c, p);
    for (size_t i = 0; c->o->decisions && i < YX_LEN(clearable); i++) {
        if (!(lists & clearable[i].bit))
            continue;
        struct finding f = {.list = clearable[i].list};
        const struct yx_decision *d = yx_finding_decision(s, &f);
        int kind = d ? decided_kind(c, d, clearable[i].bit) : -1;
        if (kind < 0)
            continue;
        st.valid |= 1U << kind;
        yx_explained_by_decision(s, &f, d);
    }
    unsigned left = lists & ~cleared_by(st.valid);
    if (lists)
        yx_explained_by_row(s, p, lists);
    st.is_missing = left & YX_CLEARS_MISSING;
    st.is_graduate_unknown = left & YX_CLEARS_GRADUATE_UNKNOWN;
    st.is_not_present = left & YX_CLEARS_NOT_PRESENT;
    if (st.is_missing)
        missing_row(s, p, YX_LIST_MISSING);
    if (st.is_graduate_unknown)
        missing_row(s, p, YX_LIST_GRADUATE_UNKNOWN);
    if (st.is_not_present)
        not_present_row(s, p);
    if (q->enrol == YX_NO_ROW && (q->present != YX_NO_ROW || q->intake != YX_NO_ROW))
        not_enrolled_row(s, p);
    if (c->wants[YX_LIST_NEEDY_UNKNOWN])
        needy_row(s, p, &st);
    if (yx_is_child(c, p)) {
        enum yx_balance_class k = yx_balance_class(c, p, &st);
        yx_place_of(s)->children++;
        yx_balance_count(s, k);
        yx_ledger_rows(s, p, k);
        count_avoided(s, p);
    } else if (q->reg != YX_NO_ROW && q->age < 0) {
        s->sum.no_birth++;
    }
}
