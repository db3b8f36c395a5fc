/* fill.c -- the facts a policy reads, one function a rule of commands.md 4.
 *
 * Every rule ends in one of three: a value, 空 (known to be none), unknown.
 * What no rule derives may stand in any column of the input's name: the
 * enrolment row's first, then the person's other rows in the order of kinds,
 * then the school's. */
#include "codes/student_no.h"
#include "facts/factbase_int.h"

/* One person while his row is filled. */
struct filling {
    const struct yx_factbase *b;
    uint32_t person;
    const struct yx_profile *p;
    enum yx_fact_variant variant;
    struct yx_enrolled e; /* the enrolment that speaks; n = 0 none */
    uint32_t study;       /* without one: his 新生 or 在校 row; YX_NO_ROW */
    uint32_t school;      /* of either; YX_NO_ROW */
    enum yx_stage stage;
    int grade;
    bool is_home_taught;
};

/* ---- columns of an input's name ---- */

static int64_t from_other_rows(const struct filling *f, uint32_t input)
{
    const struct yx_people *people = f->b->o.people;
    enum yx_kind kind = YX_N_KINDS;
    yx_day date = YX_NO_DAY;
    int64_t value = YX_SAYS_NOTHING;
    bool differ = false;
    for (uint32_t i = people->start[f->person]; i < people->start[f->person + 1]; i++) {
        uint32_t row = people->row[i];
        const struct yx_lens *l = yx_lens_at(f->b, row);
        if (l->kind == YX_KIND_ENROLMENT || (kind != YX_N_KINDS && l->kind != kind))
            continue;
        int64_t v = yx_coded_at(f->b, &l->input[input], row - l->first);
        if (v == YX_SAYS_NOTHING || v == YX_SAYS_ODD)
            continue;
        if (kind == YX_N_KINDS || l->date > date) {
            kind = l->kind;
            date = l->date;
            value = v;
            differ = false;
        } else if (l->date == date && v != value) {
            differ = true;
        }
    }
    return differ ? YX_SAYS_NOTHING : value;
}

static int64_t from_school(const struct filling *f, uint32_t input)
{
    if (f->school == YX_NO_ROW || !f->b->school[f->school].input)
        return YX_SAYS_NOTHING;
    return f->b->school[f->school].input[input];
}

static int64_t from_rows(const struct filling *f, uint32_t input)
{
    const struct yx_input_rule *r = &f->b->rule[input];
    int64_t v = YX_SAYS_NOTHING;
    if (r->in_enrolment && f->e.n)
        v = yx_enrolled_input(f->b, &f->e, input, NULL);
    if (v == YX_SAYS_ODD)
        return YX_SAYS_NOTHING;
    if (v == YX_SAYS_NOTHING && r->in_others)
        v = from_other_rows(f, input);
    return v;
}

/* A column of the input's name, wherever it stands. */
static int64_t from_columns(const struct filling *f, uint32_t input)
{
    const struct yx_input_rule *r = &f->b->rule[input];
    bool school_first = r->known == YX_KNOWN_OF_SCHOOL;
    int64_t v = school_first && r->in_school ? from_school(f, input) : YX_SAYS_NOTHING;
    if (v == YX_SAYS_NOTHING || v == YX_SAYS_ODD)
        v = from_rows(f, input);
    if ((v == YX_SAYS_NOTHING || v == YX_SAYS_ODD) && !school_first && r->in_school)
        v = from_school(f, input);
    return v;
}

/* ---- rules ---- */

/* A state as the input's member. */
static int64_t as_member(const struct filling *f, uint32_t input, int64_t state)
{
    if (!yx_says(state))
        return YX_SAYS_NOTHING;
    int8_t m = f->b->rule[input].state[state];
    return m < 0 ? YX_SAYS_NOTHING : (int64_t)m;
}

static int64_t enrolled_state(const struct filling *f, enum yx_seen what)
{
    return f->e.n ? yx_enrolled_seen(f->b, &f->e, what, NULL) : YX_SAYS_NOTHING;
}

/* 学籍: the column; else the letter of the 学籍号; only on 新生 or 在校: none. */
static int64_t roll_of(const struct filling *f, uint32_t input)
{
    int64_t v = as_member(f, input, enrolled_state(f, YX_SEEN_ROLL));
    if (yx_says(v))
        return v;
    if (!f->e.n) {
        const struct yx_people *people = f->b->o.people;
        for (uint32_t i = people->start[f->person]; i < people->start[f->person + 1]; i++)
            if (yx_lens_at(f->b, people->row[i])->kind == YX_KIND_ENROLMENT)
                return YX_SAYS_NOTHING; /* transferred or struck off: it may be elsewhere */
        return f->study == YX_NO_ROW ? YX_SAYS_NOTHING : as_member(f, input, YX_STATE_NO_ROLL);
    }
    for (uint32_t i = 0; i < f->e.n; i++) {
        enum yx_student_no_kind kind = yx_student_no_kind(
            yx_lens_text(yx_lens_at(f->b, f->e.row[i]), f->e.row[i], YX_FIELD_STUDENT_NO), 0);
        if (kind == YX_STUDENT_NO_G || kind == YX_STUDENT_NO_L)
            return as_member(f, input, YX_STATE_FORMAL);
        if (kind == YX_STUDENT_NO_J)
            return as_member(f, input, YX_STATE_TEMPORARY);
    }
    return YX_SAYS_NOTHING;
}

/* 在校: the 在校 roster; where the school has none, 学籍状态. */
static int64_t present_of(const struct filling *f, uint32_t input)
{
    if (f->is_home_taught)
        return 0;
    if (f->p->present_unclear)
        return YX_SAYS_NOTHING;
    if (f->p->present != YX_NO_ROW)
        return 1;
    if (f->p->absent != YX_NO_ROW)
        return 0;
    if (f->school != YX_NO_ROW && f->b->school[f->school].has_presence)
        return YX_SAYS_NOTHING;
    int64_t state = enrolled_state(f, YX_SEEN_ROLL_STATE);
    if (state == YX_STATE_STUDYING)
        return 1;
    if (state == YX_STATE_SUSPENDED)
        return 0;
    return from_columns(f, input);
}

static int64_t home_taught_of(const struct filling *f, uint32_t input)
{
    if (f->is_home_taught)
        return 1;
    int64_t v = from_columns(f, input);
    return yx_says(v) ? v : 0;
}

static int64_t boarding_of(const struct filling *f, uint32_t input)
{
    if (f->is_home_taught)
        return as_member(f, input, YX_STATE_DAY);
    int64_t v = as_member(f, input, enrolled_state(f, YX_SEEN_BOARDING));
    return yx_says(v) ? v : from_columns(f, input);
}

/* 就读地: the 学校 roster, else the enrolment's own word; a 县外回单 alone is outside. */
static int64_t place_of(const struct filling *f, uint32_t input)
{
    int64_t place = YX_SAYS_NOTHING;
    if (f->variant == YX_FACTS_INSIDE)
        place = YX_STATE_INSIDE;
    else if (f->e.n)
        place = yx_enrolled_place(f->b, &f->e);
    else if (f->school != YX_NO_ROW && f->b->school[f->school].in_county != YX_DONT_KNOW)
        place = f->b->school[f->school].in_county == YX_IS_YES ? YX_STATE_INSIDE : YX_STATE_OUTSIDE;
    else if (f->study == YX_NO_ROW && f->p->proof != YX_NO_ROW)
        place = YX_STATE_OUTSIDE;
    int64_t v = as_member(f, input, place);
    return yx_says(v) ? v : from_columns(f, input);
}

static int64_t entry_of(const struct filling *f, uint32_t input)
{
    int64_t v = from_columns(f, input);
    if (yx_says(v) || v == YX_SAYS_NONE)
        return v;
    v = enrolled_state(f, YX_SEEN_ENTRY);
    const struct yx_policy_input *in = &f->b->input[input];
    return yx_says(v) && (v < in->lo || v > in->hi) ? YX_SAYS_NOTHING : v;
}

/* 学费: the enrolment's; in preschool else the school's 保教费. */
static int64_t tuition_of(const struct filling *f, uint32_t input)
{
    int64_t v = from_columns(f, input);
    if (v != YX_SAYS_NOTHING && v != YX_SAYS_ODD)
        return v;
    if (f->stage == YX_STAGE_PRESCHOOL && f->school != YX_NO_ROW)
        return f->b->school[f->school].care_fee;
    return YX_SAYS_NOTHING;
}

static int64_t grade_of(const struct filling *f, uint32_t input)
{
    const struct yx_policy_input *in = &f->b->input[input];
    return f->grade >= in->lo && f->grade <= in->hi && f->grade > 0 ? (int64_t)f->grade
                                                                    : YX_SAYS_NOTHING;
}

static int64_t stage_of(const struct filling *f, uint32_t input)
{
    int8_t m = f->stage == YX_STAGE_UNKNOWN ? -1 : f->b->rule[input].stage[f->stage];
    return m < 0 ? from_columns(f, input) : (int64_t)m;
}

/* Terms an aid was had in before, in this stage: it does not begin anew at another school, so a
 * row of any 学籍状态 speaks, and the greatest count holds.  A list of another term only corrects
 * upward: how many have come since, it does not know.  *by is the row of such a school that
 * spoke, YX_NO_ROW if none did. */
static int64_t terms_had(const struct filling *f, uint32_t input, uint32_t *by)
{
    const struct yx_people *people = f->b->o.people;
    int64_t v = from_columns(f, input);
    *by = YX_NO_ROW;
    if (!f->e.n || !f->b->rule[input].in_enrolment)
        return v;
    for (uint32_t i = people->start[f->person]; i < people->start[f->person + 1]; i++) {
        uint32_t row = people->row[i];
        const struct yx_lens *l = yx_lens_at(f->b, row);
        if (l->kind > YX_KIND_ENROLMENT)
            break; /* rows are in the order of kinds */
        if (l->kind != YX_KIND_ENROLMENT || f->stage == YX_STAGE_UNKNOWN ||
            yx_row_stage(f->b, row, NULL) != f->stage)
            continue;
        int64_t had = yx_coded_at(f->b, &l->input[input], row - l->first);
        if (yx_says(had) && (yx_says(v) ? had > v : yx_same_term(l->date, f->e.date))) {
            v = had;
            *by = row;
        }
    }
    return v;
}

static int64_t value_of(const struct filling *f, uint32_t input)
{
    uint32_t row;
    switch (f->b->rule[input].known) {
    case YX_KNOWN_STAGE: return stage_of(f, input);
    case YX_KNOWN_GRADE: return grade_of(f, input);
    case YX_KNOWN_ROLL: return roll_of(f, input);
    case YX_KNOWN_PRESENT: return present_of(f, input);
    case YX_KNOWN_HOME_TAUGHT: return home_taught_of(f, input);
    case YX_KNOWN_BOARDING: return boarding_of(f, input);
    case YX_KNOWN_PLACE: return place_of(f, input);
    case YX_KNOWN_ENTRY: return entry_of(f, input);
    case YX_KNOWN_TUITION: return tuition_of(f, input);
    case YX_KNOWN_APPLIED: {
        int64_t v = from_columns(f, input);
        return v == YX_SAYS_NOTHING ? YX_SAYS_NONE : v; /* nobody says he applied */
    }
    case YX_KNOWN_TERMS_HAD: return terms_had(f, input, &row);
    case YX_KNOWN_CLASSES:
    case YX_KNOWN_OF_SCHOOL:
    case YX_KNOWN_NOT: break;
    }
    return from_columns(f, input);
}

/* ---- the set of classes ---- */

static void put_classes(const struct filling *f, struct yx_fact_vec *v, uint32_t row)
{
    const struct yx_factbase *b = f->b;
    const struct yx_policy_input *in = &b->input[b->class_input];
    uint64_t had = f->p->classes, unknown = f->p->classes_unknown;
    uint64_t every = in->n_members >= 64 ? UINT64_MAX : ((uint64_t)1 << in->n_members) - 1;
    if (f->variant == YX_FACTS_LATER)
        had |= f->p->classes_later;
    if (f->variant == YX_FACTS_STRICT)
        unknown |= yx_factbase_unprovided(b);
    unknown |= every & ~b->all_members; /* more members than rosters can speak of */
    v->v[row] = (int64_t)had;
    v->known[row] = every & (~unknown | had);
    v->state[row] = YX_FACT_KNOWN;
}

/* ---- one row ---- */

static void open_filling(struct filling *f)
{
    const struct yx_factbase *b = f->b;
    struct yx_enrolled other;
    f->e.n = 0;
    f->study = f->school = YX_NO_ROW;
    if (f->p->enrol != YX_NO_ROW) {
        if (f->variant == YX_FACTS_OTHER_ROW)
            yx_enrolment_of(b, f->person, &other, &f->e);
        else
            yx_enrolment_of(b, f->person, &f->e, &other);
    }
    if (f->e.n) {
        f->school = f->e.school;
        f->stage = yx_enrolled_stage(b, &f->e, &f->grade);
    } else {
        f->study = f->p->intake != YX_NO_ROW ? f->p->intake : f->p->present;
        if (f->study != YX_NO_ROW) {
            f->school = yx_factbase_school_of(b, f->study);
            f->stage = yx_row_stage(b, f->study, &f->grade);
        }
    }
    f->is_home_taught = enrolled_state(f, YX_SEEN_BOARDING) == YX_STATE_HOME_TAUGHT ||
                        (f->p->exp_valid >> YX_EXP_HOME_TAUGHT & 1) != 0;
}

void yx_factbase_fill(const struct yx_factbase *b, uint32_t person, const struct yx_profile *p,
                      enum yx_fact_variant variant, struct yx_facts *facts, uint32_t row)
{
    struct filling f = {.b = b, .person = person, .p = p, .variant = variant};
    open_filling(&f);
    for (uint32_t i = 0; i < b->n_inputs; i++) {
        struct yx_fact_vec *to = &facts->input[i];
        if ((int)i == b->class_input) {
            put_classes(&f, to, row);
            continue;
        }
        int64_t v = b->rule[i].is_silent ? YX_SAYS_NOTHING : value_of(&f, i);
        bool is_set = b->input[i].type == YX_IN_SET;
        if (v == YX_SAYS_NONE && b->input[i].is_nullable) {
            to->state[row] = YX_FACT_ABSENT;
            to->v[row] = 0;
        } else if (yx_says(v)) {
            to->state[row] = YX_FACT_KNOWN;
            to->v[row] = v;
            if (is_set)
                to->known[row] = UINT64_MAX;
        } else {
            to->state[row] = is_set ? YX_FACT_KNOWN : YX_FACT_UNKNOWN;
            to->v[row] = 0;
            if (is_set)
                to->known[row] = 0;
        }
    }
}

/* ---- where a fact was read ---- */

struct rows_out {
    uint32_t *row, n, max;
};

static void add(struct rows_out *o, uint32_t row)
{
    if (row == YX_NO_ROW || o->n == o->max)
        return;
    for (uint32_t i = 0; i < o->n; i++)
        if (o->row[i] == row)
            return;
    o->row[o->n++] = row;
}

static void add_classes(const struct filling *f, struct rows_out *o)
{
    const struct yx_people *people = f->b->o.people;
    for (uint32_t i = people->start[f->person]; i < people->start[f->person + 1]; i++)
        if (yx_lens_at(f->b, people->row[i])->kind == YX_KIND_IDENTITY)
            add(o, people->row[i]);
    uint32_t n;
    const struct yx_hold *h = yx_holds_of(f->b, f->person, &n);
    for (uint32_t i = 0; i < n; i++) {
        add(o, h[i].row);
        add(o, h[i].via);
    }
}

static void add_study(const struct filling *f, struct rows_out *o)
{
    for (uint32_t i = 0; i < f->e.n; i++)
        add(o, f->e.row[i]);
    add(o, f->study);
}

static void add_school(const struct filling *f, struct rows_out *o)
{
    if (f->school != YX_NO_ROW)
        add(o, f->b->school[f->school].row);
}

uint32_t yx_factbase_sources(const struct yx_factbase *b, uint32_t person,
                             const struct yx_profile *p, uint32_t input, uint32_t *row,
                             uint32_t max)
{
    struct filling f = {.b = b, .person = person, .p = p, .variant = YX_FACTS_PLAIN};
    struct rows_out o = {row, 0, max};
    open_filling(&f);
    switch (b->rule[input].known) {
    case YX_KNOWN_CLASSES: add_classes(&f, &o); break;
    case YX_KNOWN_PRESENT:
        add(&o, p->present);
        add(&o, p->absent);
        if (o.n == 0 || f.is_home_taught)
            add_study(&f, &o);
        break;
    case YX_KNOWN_HOME_TAUGHT:
    case YX_KNOWN_BOARDING:
        add_study(&f, &o);
        if (p->exp_valid >> YX_EXP_HOME_TAUGHT & 1)
            add(&o, p->exp_row);
        break;
    case YX_KNOWN_PLACE:
    case YX_KNOWN_OF_SCHOOL:
        add_study(&f, &o);
        add_school(&f, &o);
        break;
    case YX_KNOWN_TUITION:
        add_study(&f, &o);
        if (f.stage == YX_STAGE_PRESCHOOL)
            add_school(&f, &o);
        break;
    case YX_KNOWN_TERMS_HAD: {
        uint32_t by;
        (void)terms_had(&f, input, &by);
        add(&o, by);
        add_study(&f, &o);
        break;
    }
    default: add_study(&f, &o); break;
    }
    return o.n;
}
