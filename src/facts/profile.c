/* profile.c -- a person as the lists see him. */
#include "facts/factbase_int.h"

/* The row of the newer list; of one date the one there is. */
static void newer(const struct yx_factbase *b, uint32_t *best, uint32_t row,
                  const struct yx_lens *l)
{
    if (*best == YX_NO_ROW || yx_lens_at(b, *best)->date < l->date)
        *best = row;
}

/* The row's valid number is another's: neither it nor what it says is his. */
static bool is_disowned(const struct yx_people *p, uint32_t row)
{
    return p->disowned && (p->disowned[row / 8] >> row % 8 & 1);
}

yx_day yx_birth_of(const struct yx_factbase *b, uint32_t person)
{
    const struct yx_people *p = b->o.people;
    yx_day best = p->id[person] ? yx_id_birth(p->id[person]) : YX_NO_DAY;
    yx_day date = YX_NO_DAY;
    enum yx_kind kind = YX_N_KINDS;
    bool differ = false;
    if (best != YX_NO_DAY)
        return best;
    for (uint32_t i = p->start[person]; i < p->start[person + 1]; i++) {
        const struct yx_lens *l = yx_lens_at(b, p->row[i]);
        uint32_t at = p->row[i] - l->first;
        yx_day birth = is_disowned(p, p->row[i]) ? yx_rows_birth_column(&l->roster->rows, at)
                                                 : l->roster->rows.birth[at];
        if (birth == YX_NO_DAY)
            continue;
        if (kind != YX_N_KINDS && l->kind != kind)
            break; /* 户籍 before 学籍 before others */
        if (kind == YX_N_KINDS || l->date > date) {
            kind = l->kind;
            best = birth;
            date = l->date;
            differ = false;
        } else if (l->date == date && birth != best) {
            differ = true;
        }
    }
    return differ ? YX_NO_DAY : best;
}

static void find_birth(const struct yx_factbase *b, uint32_t person, struct yx_profile *out)
{
    out->birth = yx_birth_of(b, person);
    out->age = out->birth == YX_NO_DAY ? -1 : yx_age_on(out->birth, b->age_day);
    if (out->age < -1)
        out->age = -1;
}

/* Of the counting enrolments, beyond their rows. */
static void find_enrolment(const struct yx_factbase *b, const struct yx_enrolled *main,
                           const struct yx_enrolled *other, struct yx_profile *out)
{
    if (!main->n)
        return;
    int64_t place = yx_enrolled_place(b, main);
    out->in_county_enrol = place == YX_STATE_INSIDE;
    out->outside_enrol = place == YX_STATE_OUTSIDE;
    enum yx_stage stage = yx_enrolled_stage(b, main, NULL);
    out->enrol_compulsory = stage == YX_STAGE_PRIMARY || stage == YX_STAGE_JUNIOR;
    out->enrol_above =
        stage == YX_STAGE_SENIOR || stage == YX_STAGE_VOCATIONAL || stage == YX_STAGE_HIGHER;
    if (main->school != YX_NO_ROW)
        out->school_has_presence = b->school[main->school].has_full_presence;
    if (other->n && other->school != YX_NO_ROW && yx_enrolled_place(b, other) != YX_STATE_OUTSIDE)
        out->other_has_presence = b->school[other->school].has_full_presence;
    if (yx_enrolled_seen(b, main, YX_SEEN_HUKOU, NULL) == 1)
        out->other_county = true;
}

static void find_classes(const struct yx_factbase *b, uint32_t person, struct yx_profile *out)
{
    struct yx_classes c;
    yx_classes_of(b, person, &c);
    out->classes = c.at_cut;
    out->classes_later = c.now & ~c.at_cut & ~c.unknown;
    out->classes_lost = c.at_cut & ~c.now;
    out->classes_inferred = c.inferred;
    out->classes_unknown = c.unknown | c.inferred;
    if (out->other_county)
        out->classes_unknown |= b->all_members & ~c.mentioned;
    out->classes_unknown &= ~out->classes;
}

/* The rows that speak for him; bit per kind he has rows of.  *main, *other: his
 * counting enrolments. */
static unsigned find_rows(const struct yx_factbase *b, uint32_t person, struct yx_profile *out,
                          struct yx_enrolled *main, struct yx_enrolled *other)
{
    const struct yx_people *p = b->o.people;
    *out = (struct yx_profile){.reg = YX_NO_ROW,
                               .enrol = YX_NO_ROW,
                               .enrol_other = YX_NO_ROW,
                               .intake = YX_NO_ROW,
                               .present = YX_NO_ROW,
                               .absent = YX_NO_ROW,
                               .graduate = YX_NO_ROW,
                               .proof = YX_NO_ROW,
                               .exp_row = YX_NO_ROW,
                               .birth = YX_NO_DAY,
                               .age = -1};
    unsigned kinds = 0;
    main->n = other->n = 0;
    for (uint32_t i = p->start[person]; i < p->start[person + 1]; i++) {
        uint32_t row = p->row[i];
        const struct yx_lens *l = yx_lens_at(b, row);
        kinds |= 1U << l->kind;
        if (l->kind == YX_KIND_REGISTER)
            newer(b, &out->reg, row, l);
        else if (l->kind == YX_KIND_INTAKE)
            newer(b, &out->intake, row, l);
        else if (l->kind == YX_KIND_GRADUATE)
            newer(b, &out->graduate, row, l);
    }
    if (kinds & 1U << YX_KIND_ENROLMENT) {
        yx_enrolment_of(b, person, main, other);
        out->enrol = main->n ? main->row[0] : YX_NO_ROW;
        out->enrol_other = main->n && other->n ? other->row[0] : YX_NO_ROW;
    }
    if (kinds & 1U << YX_KIND_PRESENCE) {
        struct yx_presence presence;
        yx_presence_of(b, person, &presence);
        out->present = presence.present;
        out->absent = presence.absent;
        out->present_unclear = presence.is_unclear;
    }
    if (kinds & 1U << YX_KIND_PROOF)
        out->proof = yx_proof_of(b, person);
    return kinds;
}

/* Whether a register has him in another county. */
static bool is_registered_elsewhere(const struct yx_factbase *b, uint32_t person)
{
    const struct yx_people *p = b->o.people;
    for (uint32_t i = p->start[person]; i < p->start[person + 1]; i++) {
        const struct yx_lens *l = yx_lens_at(b, p->row[i]);
        if (l->kind != YX_KIND_REGISTER)
            break; /* rows are in the order of kinds */
        if (yx_seen_at(b, l, YX_SEEN_DIVISION, p->row[i]) == 1)
            return true;
    }
    return false;
}

void yx_factbase_profile(const struct yx_factbase *b, uint32_t person, struct yx_profile *out)
{
    struct yx_enrolled main, other;
    unsigned kinds = find_rows(b, person, out, &main, &other);
    out->other_county = is_registered_elsewhere(b, person);
    find_enrolment(b, &main, &other, out);
    find_birth(b, person, out);
    find_classes(b, person, out);
    if (kinds & (1U << YX_KIND_EXPLANATION | 1U << YX_KIND_ENROLMENT)) {
        struct yx_explained e;
        yx_explain_of(b, person, out, &e);
        out->exp_row = e.row;
        out->exp_kind = e.kind;
        out->exp_state = e.state;
        out->exp_valid = e.valid;
    }
}

/* ---- shown values ---- */

/* Text is looked up only while nothing is shown: it mostly lies far away in memory. */
static void show(struct yx_str *to, const struct yx_lens *l, uint32_t row, enum yx_field f)
{
    if (to->n == 0)
        *to = yx_lens_text(l, row, f);
}

static void show_place(const struct yx_factbase *b, uint32_t row, bool is_study,
                       struct yx_shown *out)
{
    if (row == YX_NO_ROW)
        return;
    const struct yx_lens *l = yx_lens_at(b, row);
    show(&out->town, l, row, YX_FIELD_TOWN);
    if (!is_study)
        return;
    uint32_t school = out->school.n ? YX_NO_ROW : yx_school_at(l, row);
    if (school != YX_NO_ROW)
        out->school = b->school[school].name;
    show(&out->school, l, row, YX_FIELD_SCHOOL);
}

static void show_row(const struct yx_factbase *b, uint32_t row, bool is_study, struct yx_shown *out)
{
    if (row == YX_NO_ROW)
        return;
    const struct yx_lens *l = yx_lens_at(b, row);
    show_place(b, row, is_study, out);
    show(&out->name, l, row, YX_FIELD_NAME);
    show(&out->id, l, row, YX_FIELD_ID);
    show(&out->guardian, l, row, YX_FIELD_GUARDIAN);
    if (!is_study)
        return;
    if (out->stage.n == 0 &&
        (l->kind == YX_KIND_ENROLMENT || l->kind == YX_KIND_INTAKE || l->kind == YX_KIND_PRESENCE))
        out->stage = yx_stage_name(yx_row_stage(b, row, NULL));
    show(&out->grade, l, row, YX_FIELD_GRADE);
    show(&out->class_name, l, row, YX_FIELD_CLASS);
}

/* `show_one` for his rows, in the order in which they are believed. */
static void show_rows(const struct yx_factbase *b, uint32_t person, const struct yx_profile *p,
                      void (*show_one)(const struct yx_factbase *, uint32_t, bool,
                                       struct yx_shown *),
                      struct yx_shown *out)
{
    const struct yx_people *people = b->o.people;
    show_one(b, p->reg, false, out);
    const uint32_t study[] = {p->enrol, p->intake, p->present, p->absent, p->proof, p->graduate};
    for (size_t i = 0; i < YX_LEN(study); i++)
        show_one(b, study[i], true, out);
    for (uint32_t i = people->start[person]; i < people->start[person + 1]; i++) {
        const struct yx_lens *l = yx_lens_at(b, people->row[i]);
        show_one(b, people->row[i], l->kind != YX_KIND_REGISTER, out);
    }
    uint32_t enrol = p->enrol != YX_NO_ROW ? p->enrol : p->present;
    uint32_t school = enrol == YX_NO_ROW ? YX_NO_ROW : yx_factbase_school_of(b, enrol);
    if (school != YX_NO_ROW && out->town.n == 0)
        out->town = b->school[school].town;
}

void yx_factbase_shown(const struct yx_factbase *b, uint32_t person, const struct yx_profile *p,
                       struct yx_shown *out)
{
    const struct yx_people *people = b->o.people;
    *out = (struct yx_shown){.name = {NULL, 0}};
    if (people->id[person]) {
        struct yx_buf id = {out->id_text, 0, sizeof out->id_text};
        yx_id_put(&id, people->id[person]);
        out->id = yx_buf_str(&id);
    }
    show_rows(b, person, p, show_row, out);
}

void yx_factbase_place(const struct yx_factbase *b, uint32_t person, struct yx_str *town,
                       struct yx_str *school)
{
    struct yx_profile p;
    struct yx_enrolled main, other;
    struct yx_shown shown;
    shown.town = shown.school = (struct yx_str){NULL, 0};
    (void)find_rows(b, person, &p, &main, &other);
    show_rows(b, person, &p, show_place, &shown);
    *town = shown.town;
    *school = shown.school;
}

void yx_factbase_classes_text(const struct yx_factbase *b, uint64_t mask, struct yx_buf *out)
{
    const char *sep = "";
    for (uint32_t m = 0; m < b->n_members; m++)
        if (mask >> m & 1) {
            yx_buf_putz(out, sep);
            yx_buf_puts(out, b->member[m]);
            sep = "、";
        }
}
