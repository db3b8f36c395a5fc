/* person_problems.c -- rows about one person that contradict each other. */
#include "facts/problems_int.h"

static bool one_term(yx_day a, yx_day b)
{
    if (a == YX_NO_DAY || b == YX_NO_DAY)
        return a == b;
    return yx_term_of(a) == yx_term_of(b);
}

void yx_problem_contradiction(struct yx_problem_sink *s, uint32_t person, uint32_t row,
                              uint32_t other, enum yx_field f, struct yx_str field)
{
    const struct yx_factbase *b = s->b;
    yx_day a = yx_lens_at(b, row)->date, o = yx_lens_at(b, other)->date;
    if (o > a) {
        uint32_t t = row;
        row = other;
        other = t;
    }
    struct yx_problem p = {.person = person, .row = other, .other = row, .field = field};
    p.category = YX_S("名单矛盾");
    if (f < YX_N_FIELDS)
        p.written = yx_problem_cell(b, other, f);
    if (a == o) {
        p.why = YX_S("同一天的名单说法不同，此项按不详处理");
    } else {
        p.why = YX_S("几份名单说法不同，按较新的名单");
        if (f < YX_N_FIELDS)
            p.proposed = yx_problem_cell(b, row, f);
    }
    yx_problem_add(s, p);
}

/* Words of two cells that mean the same are no contradiction. */
static bool cells_differ(const struct yx_factbase *b, uint32_t row, uint32_t other, enum yx_field f)
{
    struct yx_str a = yx_problem_cell(b, row, f), o = yx_problem_cell(b, other, f);
    return a.n && o.n && !yx_str_eq(a, o);
}

static void check_register(struct yx_problem_sink *s, uint32_t person, uint32_t row, uint32_t other)
{
    static const enum yx_field compared[] = {YX_FIELD_DIVISION, YX_FIELD_TOWN, YX_FIELD_HOUSEHOLD,
                                             YX_FIELD_GUARDIAN_ID};
    const struct yx_factbase *b = s->b;
    const struct yx_lens *l = yx_lens_at(b, row);
    bool differ = false;
    for (size_t i = 0; i < YX_LEN(compared); i++)
        if (cells_differ(b, row, other, compared[i])) {
            yx_problem_contradiction(s, person, row, other, compared[i],
                                     yx_field_name(compared[i]));
            differ = true;
        }
    if (!b->o.people->id[person]) {
        int64_t birth = yx_seen_at(b, l, YX_SEEN_BIRTH, row);
        int64_t second = yx_seen_at(b, yx_lens_at(b, other), YX_SEEN_BIRTH, other);
        if (yx_says(birth) && yx_says(second) && birth != second) {
            yx_problem_contradiction(s, person, row, other, YX_FIELD_BIRTH,
                                     yx_field_name(YX_FIELD_BIRTH));
            differ = true;
        }
    }
    if (!differ && yx_lens_at(b, other) == l) {
        struct yx_problem p = {.person = person,
                               .row = other,
                               .other = row,
                               .field = yx_field_name(YX_FIELD_ID),
                               .written = yx_problem_cell(b, other, YX_FIELD_ID),
                               .category = YX_S("重复登记"),
                               .why = YX_S("同一个人在户籍名册里登记了两次")};
        yx_problem_add(s, p);
    }
}

static void check_enrolment(struct yx_problem_sink *s, uint32_t person)
{
    static const struct {
        enum yx_seen seen;
        enum yx_field field;
    } compared[] = {{YX_SEEN_STAGE, YX_FIELD_STAGE},
                    {YX_SEEN_BOARDING, YX_FIELD_BOARDING},
                    {YX_SEEN_ROLL, YX_FIELD_ROLL},
                    {YX_SEEN_ROLL_STATE, YX_FIELD_ROLL_STATE},
                    {YX_SEEN_PLACE, YX_FIELD_PLACE}};
    const struct yx_factbase *b = s->b;
    struct yx_enrolled main, other;
    yx_enrolment_of(b, person, &main, &other);
    for (int turn = 0; turn < 2; turn++) {
        struct yx_enrolled e = turn == 0 ? main : other;
        uint32_t n = 0; /* lists of another term may differ: years pass */
        for (uint32_t i = 0; i < e.n; i++)
            if (one_term(yx_lens_at(b, e.row[i])->date, e.date))
                e.row[n++] = e.row[i];
        e.n = n;
        if (n < 2)
            continue;
        bool differ = false;
        for (size_t i = 0; i < YX_LEN(compared); i++) {
            uint32_t clash = YX_NO_ROW;
            yx_enrolled_seen(b, &e, compared[i].seen, &clash);
            if (clash != YX_NO_ROW)
                yx_problem_contradiction(s, person, e.row[0], clash, compared[i].field,
                                         yx_field_name(compared[i].field));
            differ |= clash != YX_NO_ROW;
        }
        for (uint32_t i = 0; i < b->n_inputs; i++) {
            uint32_t clash = YX_NO_ROW;
            enum yx_field field = yx_field_find(b->input[i].name);
            bool is_done = false;
            for (size_t k = 0; k < YX_LEN(compared); k++)
                is_done |= compared[k].field == field;
            if (is_done || !b->rule[i].in_enrolment)
                continue;
            yx_enrolled_input(b, &e, i, &clash);
            if (clash != YX_NO_ROW)
                yx_problem_contradiction(s, person, e.row[0], clash, field, b->input[i].name);
            differ |= clash != YX_NO_ROW;
        }
        if (!differ) {
            struct yx_problem p = {.person = person,
                                   .row = e.row[1],
                                   .other = e.row[0],
                                   .field = yx_field_name(YX_FIELD_SCHOOL),
                                   .written = yx_problem_cell(b, e.row[1], YX_FIELD_SCHOOL),
                                   .category = YX_S("同校重复"),
                                   .why = YX_S("同一学校的学籍名册里有他两条记录")};
            yx_problem_add(s, p);
        }
    }
}

static void check_explanations(struct yx_problem_sink *s, uint32_t person)
{
    const struct yx_factbase *b = s->b;
    struct yx_profile p;
    struct yx_explained e;
    yx_factbase_profile(b, person, &p);
    yx_explain_of(b, person, &p, &e);
    for (uint32_t i = 0; i < e.n_beaten; i++) {
        const struct yx_lens *l = yx_lens_at(b, e.beaten[i].row);
        const struct yx_lens *by = yx_lens_at(b, e.beaten[i].by);
        enum yx_field f = YX_FIELD_EXPLAIN;
        if (l->kind == YX_KIND_ENROLMENT)
            f = yx_seen_at(b, l, YX_SEEN_BOARDING, e.beaten[i].row) == YX_STATE_HOME_TAUGHT
                    ? YX_FIELD_BOARDING
                    : YX_FIELD_ROLL_STATE;
        struct yx_problem x = {.person = person,
                               .row = e.beaten[i].row,
                               .other = e.beaten[i].by,
                               .field = yx_field_name(f),
                               .written = yx_problem_cell(b, e.beaten[i].row, f),
                               .category = YX_S("说明矛盾")};
        switch (by->kind) {
        case YX_KIND_PRESENCE: x.why = YX_S("在校名册里他在校，说明不采用"); break;
        case YX_KIND_INTAKE: x.why = YX_S("新生名册里有他，说明不采用"); break;
        case YX_KIND_PROOF: x.why = YX_S("县外回单证明他在县外就读，说明不采用"); break;
        default: x.why = YX_S("他还有有效学籍，说明不采用"); break;
        }
        yx_problem_add(s, x);
    }
}

/* On the register without a birth: he is in no class of age, and outside 勾稽. */
static void check_register_birth(struct yx_problem_sink *s, uint32_t person)
{
    const struct yx_factbase *b = s->b;
    uint32_t row = b->o.people->row[b->o.people->start[person]];
    if (b->o.people->id[person] || yx_lens_at(b, row)->kind != YX_KIND_REGISTER ||
        yx_birth_of(b, person) != YX_NO_DAY)
        return;
    struct yx_problem p = {.person = person,
                           .row = row,
                           .other = YX_NO_ROW,
                           .field = yx_field_name(YX_FIELD_BIRTH),
                           .written = yx_problem_cell(b, row, YX_FIELD_BIRTH),
                           .category = YX_S("出生日期不详"),
                           .why = YX_S("没有有效证件号，出生日期也不详，算不出年龄，不在勾稽之内")};
    yx_problem_add(s, p);
}

void yx_problems_of_person(struct yx_problem_sink *s, uint32_t person)
{
    const struct yx_factbase *b = s->b;
    const struct yx_people *p = b->o.people;
    uint32_t first = p->start[person], last = p->start[person + 1];
    uint32_t reg = YX_NO_ROW, n_enrol = 0, n_present = 0, n_identity = 0;
    bool explains = false;
    check_register_birth(s, person);
    if (last - first < 2)
        return; /* nothing to contradict */
    for (uint32_t i = first; i < last; i++) {
        uint32_t row = p->row[i];
        const struct yx_lens *l = yx_lens_at(b, row);
        switch (l->kind) {
        case YX_KIND_REGISTER:
            if (reg == YX_NO_ROW)
                reg = row;
            else
                check_register(s, person, reg, row);
            break;
        case YX_KIND_ENROLMENT:
            n_enrol++;
            explains |= yx_seen_at(b, l, YX_SEEN_BOARDING, row) == YX_STATE_HOME_TAUGHT ||
                        yx_seen_at(b, l, YX_SEEN_ROLL_STATE, row) == YX_STATE_SUSPENDED;
            break;
        case YX_KIND_PRESENCE: n_present++; break;
        case YX_KIND_IDENTITY: n_identity++; break;
        case YX_KIND_EXPLANATION: explains = true; break;
        default: break;
        }
    }
    if (n_enrol > 1)
        check_enrolment(s, person);
    if (n_present > 1) {
        struct yx_presence presence;
        yx_presence_of(b, person, &presence);
        if (presence.is_unclear)
            yx_problem_contradiction(s, person, presence.present, presence.absent, YX_FIELD_PRESENT,
                                     yx_field_name(YX_FIELD_PRESENT));
    }
    if (n_identity > 1) {
        struct yx_classes c;
        yx_classes_of(b, person, &c);
        if (c.clash[0] != YX_NO_ROW)
            yx_problem_contradiction(s, person, c.clash[0], c.clash[1], YX_FIELD_IDENTITY,
                                     yx_field_name(YX_FIELD_IDENTITY));
    }
    if (explains)
        check_explanations(s, person);
}
