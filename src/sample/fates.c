/* fates.c -- where each child of a household learns, and what is known of it. */
#include "sample/fates.h"

#include "base/hash.h"
#include "sample/hard_people.h"

/* True in n of 10,000 cases. */
static bool odds(struct yx_rng *r, uint64_t n)
{
    return yx_rng_below(r, 10000) < n;
}

/* ---- hardship ---- */

static void house_classes(struct sample_house *h, struct yx_rng *r)
{
    uint64_t x = yx_rng_below(r, 10000);
    uint32_t had = 0;
    if (x < 1350)
        had = YX_CLASS_BIT(POOR);
    else if (x < 1430)
        had = YX_CLASS_BIT(UNSTABLE);
    else if (x < 1500)
        had = YX_CLASS_BIT(EDGE);
    else if (x < 1540)
        had = YX_CLASS_BIT(SUDDEN);
    if (had & (YX_CLASS_BIT(EDGE) | YX_CLASS_BIT(SUDDEN))) {
        if (odds(r, 1500)) { /* 风险已消除: these two classes are over */
            h->classes_ended |= had;
            h->risk_over = true;
            had = 0;
        } else if (odds(r, 1500)) { /* identified after the cut-off */
            h->classes_later |= had;
            had = 0;
        }
    }
    if (odds(r, had ? 1500 : 250)) {
        h->dibao_by_head = h->town % 3 != 0;
        if (odds(r, 500))
            h->classes_later |= YX_CLASS_BIT(DIBAO);
        else if (odds(r, 500))
            h->classes_ended |= YX_CLASS_BIT(DIBAO);
        else
            had |= YX_CLASS_BIT(DIBAO);
    }
    h->classes = had;
}

static void child_classes(const struct sample_house *h, struct sample_child *k, struct yx_rng *r)
{
    k->classes = h->classes;
    k->classes_later = h->classes_later;
    k->classes_ended = h->classes_ended;
    /* On lists of persons a household's 低保 may leave a child out. */
    if (!h->dibao_by_head && odds(r, 800)) {
        k->classes &= ~YX_CLASS_BIT(DIBAO);
        k->classes_later &= ~YX_CLASS_BIT(DIBAO);
        k->classes_ended &= ~YX_CLASS_BIT(DIBAO);
    }
    bool is_minor = k->age_now < 18;
    if (h->is_orphaned && is_minor)
        k->classes |= odds(r, 4000) ? YX_CLASS_BIT(ORPHAN) : YX_CLASS_BIT(DEFACTO);
    if (odds(r, 8) && is_minor)
        k->classes |= YX_CLASS_BIT(TEKUN);
    if (odds(r, 90)) {
        if (odds(r, 600))
            k->classes_later |= YX_CLASS_BIT(DISABLED);
        else
            k->classes |= YX_CLASS_BIT(DISABLED);
    }
    if (odds(r, 2))
        k->classes |= YX_CLASS_BIT(MARTYR);
    if (!k->classes && odds(r, 350))
        k->classes |= YX_CLASS_BIT(RECOGNISED);
    else if (k->classes && odds(r, 300))
        k->classes |= YX_CLASS_BIT(RECOGNISED);
    if ((k->classes & YX_CLASS_BIT(DIBAO)) && !h->dibao_by_head && odds(r, 200))
        k->classes_ending |= YX_CLASS_BIT(DIBAO);
}

/* ---- schools ---- */

static uint32_t pick(const struct sample_town *t, enum sample_school_kind kind, uint64_t by)
{
    return t->of[kind].first + (uint32_t)(by % t->of[kind].n);
}

static uint32_t primary_school(const struct sample_county *c, const struct sample_house *h,
                               int grade, uint64_t by)
{
    const struct sample_town *t = &c->town[h->town];
    if (h->village >= 3 && grade <= 2 && t->of[YX_SCHOOL_POINT].n && by % 3 == 0)
        return pick(t, YX_SCHOOL_POINT, h->village);
    if (h->village >= 3 && t->of[YX_SCHOOL_VILLAGE].n && by % 2 == 0)
        return pick(t, YX_SCHOOL_VILLAGE, h->village);
    if (t->of[YX_SCHOOL_NINE].n)
        return pick(t, YX_SCHOOL_NINE, 0);
    return pick(t, YX_SCHOOL_PRIMARY, h->village);
}

static uint32_t junior_school(const struct sample_county *c, const struct sample_house *h)
{
    const struct sample_town *t = &c->town[h->town];
    if (t->of[YX_SCHOOL_JUNIOR].n)
        return pick(t, YX_SCHOOL_JUNIOR, h->village);
    return pick(t, YX_SCHOOL_NINE, 0);
}

static void place(const struct sample_world *w, const struct sample_house *h,
                  struct sample_child *k, struct yx_rng *r)
{
    const struct sample_county *c = w->county;
    uint64_t by = yx_rng_below(r, 1000);
    bool is_far = h->village >= 4 && !c->town[h->town].is_urban;
    switch (k->stage) {
    case YX_STAGE_PRESCHOOL:
        k->school = pick(&c->town[h->town], YX_SCHOOL_KINDERGARTEN, h->village + by % 2);
        break;
    case YX_STAGE_PRIMARY:
        if ((k->classes & YX_CLASS_BIT(DISABLED)) && odds(r, 1500)) {
            k->school = c->special;
            k->boards = odds(r, 6000);
            break;
        }
        k->school = primary_school(c, h, k->grade, by);
        k->boards = is_far && k->grade >= 3 && odds(r, 6000) &&
                    (c->school[k->school].kind == YX_SCHOOL_PRIMARY ||
                     c->school[k->school].kind == YX_SCHOOL_NINE);
        break;
    case YX_STAGE_JUNIOR:
        k->school = junior_school(c, h);
        k->boards = h->village >= 2 && odds(r, 7500);
        break;
    case YX_STAGE_SENIOR:
        k->school = c->senior + (uint32_t)(by % c->n_seniors);
        k->boards = !c->town[h->town].is_urban && odds(r, 9000);
        k->tuition = c->school[k->school].tuition;
        k->lodging = k->boards ? c->school[k->school].lodging : 0;
        break;
    case YX_STAGE_VOCATIONAL:
        k->school = c->vocational + (odds(r, 1500) ? 1 : 0);
        k->boards = !c->town[h->town].is_urban && odds(r, 8500);
        k->is_agricultural = odds(r, 1500);
        k->tuition = c->school[k->school].tuition;
        k->lodging = k->boards ? c->school[k->school].lodging : 0;
        break;
    default: break;
    }
    k->class_no = (uint8_t)(1 + by % 4);
}

/* ---- stage and grade ---- */

static void higher(const struct sample_world *w, struct sample_child *k, struct yx_rng *r)
{
    k->stage = YX_STAGE_HIGHER;
    int years = YX_MAX(1, YX_MIN(k->age - 17, 4));
    k->is_graduate_student = k->age_now == 22 && odds(r, 800);
    k->grade = (uint8_t)(k->is_graduate_student ? 1 : years);
    k->entry_year = w->school_year - k->grade + 1;
    k->is_full_time = odds(r, 9500);
    k->is_local = odds(r, 9600);
    k->is_exempt = odds(r, 500);
    k->tuition = (yx_fen)(3000 + 200 * (int64_t)yx_rng_below(r, 50)) * 100;
    k->lodging = (yx_fen)(600 + 100 * (int64_t)yx_rng_below(r, 15)) * 100;
    k->outside = 1 + (uint32_t)yx_rng_below(r, 60);
    /* Most apply within September; some early or late, some not at all. */
    uint64_t x = yx_rng_below(r, 100);
    yx_day september = yx_day_make(w->school_year, 9, 1);
    k->applied = x < 70   ? september + (yx_day)yx_rng_below(r, 30)
                 : x < 75 ? september - 1 - (yx_day)yx_rng_below(r, 10)
                 : x < 82 ? september + 30 + (yx_day)yx_rng_below(r, 20)
                          : YX_NO_DAY;
    if (k->applied != YX_NO_DAY && k->applied > w->as_of)
        k->applied = YX_NO_DAY;
}

/* Stage and grade of a child who goes to school as most do. */
static void usual_path(const struct sample_world *w, struct sample_child *k, struct yx_rng *r)
{
    k->applied = YX_NO_DAY;
    k->stage = YX_STAGE_NONE;
    k->roll = odds(r, 150) ? 'L' : odds(r, 60) ? 'J' : 'G';
    k->is_full_time = k->is_local = true;
    int grade = k->age - 5 - (odds(r, 400) ? 1 : 0);
    if (k->age < 3) {
        if (!odds(r, 3000))
            return;
        k->stage = YX_STAGE_PRESCHOOL;
        k->grade = 1;
    } else if (grade <= 0) {
        if (k->age < 6 && odds(r, 1000))
            return;
        k->stage = YX_STAGE_PRESCHOOL;
        k->grade = (uint8_t)YX_MIN(k->age - 2, 3);
    } else if (grade <= 6) {
        k->stage = YX_STAGE_PRIMARY;
        k->grade = (uint8_t)grade;
    } else if (grade <= 9) {
        k->stage = YX_STAGE_JUNIOR;
        k->grade = (uint8_t)grade;
    } else if (grade <= 12) {
        k->has_graduated = grade == 10;
        uint64_t x = yx_rng_below(r, 100);
        if (x < 54)
            k->stage = YX_STAGE_SENIOR;
        else if (x < 90)
            k->stage = YX_STAGE_VOCATIONAL;
        k->grade = (uint8_t)(k->stage ? grade - 9 : 0);
        k->book_terms = (uint8_t)(k->stage ? 2 * (k->grade - 1) + !yx_term_is_autumn(w->term) : 0);
        k->lodging_terms = k->book_terms;
    } else if (odds(r, 4500)) {
        higher(w, k, r);
    }
}

/* ---- explanations ---- */

static void explain(const struct sample_world *w, struct sample_child *k, struct yx_rng *r,
                    enum sample_explain says)
{
    k->says = says;
    k->says_evidence = true;
    bool is_short = says == YX_SAYS_SICK || says == YX_SAYS_LOST;
    yx_day back = 2 + (yx_day)yx_rng_below(r, is_short ? 18 : 50);
    k->says_on = w->as_of - back;
}

static const enum sample_explain missing_says[] = {
    YX_SAYS_OTHER_COUNTY, YX_SAYS_OTHER_COUNTY, YX_SAYS_OTHER_COUNTY, YX_SAYS_OTHER_COUNTY,
    YX_SAYS_TRANSFERRED,  YX_SAYS_TRANSFERRED,  YX_SAYS_EMPTY_HUKOU,  YX_SAYS_MOVED_OUT,
    YX_SAYS_MOVED_OUT,    YX_SAYS_DOUBLE_HUKOU, YX_SAYS_DEATH,        YX_SAYS_LOST,
};

static void explain_missing(const struct sample_world *w, struct sample_child *k, struct yx_rng *r)
{
    enum sample_explain says = missing_says[yx_rng_below(r, YX_LEN(missing_says))];
    if (k->age == 6 && odds(r, 3000))
        says = YX_SAYS_DEFERRED;
    else if ((k->classes & YX_CLASS_BIT(DISABLED)) && odds(r, 6000))
        says = YX_SAYS_HOME_TAUGHT;
    explain(w, k, r, says);
}

/* Dated so far back that no limit can still hold. */
static void expire(const struct sample_world *w, struct sample_child *k, struct yx_rng *r)
{
    do
        explain_missing(w, k, r);
    while (k->says == YX_SAYS_DEATH);
    k->says_on = yx_day_add_months(w->as_of, -14) - (yx_day)yx_rng_below(r, 100);
}

static void without_evidence(const struct sample_world *w, struct sample_child *k, struct yx_rng *r)
{
    static const enum sample_explain needs[] = {YX_SAYS_EMPTY_HUKOU, YX_SAYS_MOVED_OUT,
                                                YX_SAYS_DOUBLE_HUKOU, YX_SAYS_DEATH};
    explain(w, k, r, needs[yx_rng_below(r, YX_LEN(needs))]);
    k->says_evidence = false;
}

/* ---- the rarer fates of compulsory age ---- */

/* FATE_ODDS: of 10,000 children of compulsory age; what is left is enrolled. */
static const struct {
    enum sample_fate fate;
    uint32_t odds;
} fate_odds[] = {
    {YX_FATE_OUT_PROOF, 300},      {YX_FATE_OUT_DECLARED, 110}, {YX_FATE_EXPLAINED, 160},
    {YX_FATE_MISSING, 110},        {YX_FATE_MISSING_LEFT, 30},  {YX_FATE_OUT_STALE, 20},
    {YX_FATE_EXPIRED, 25},         {YX_FATE_NO_EVIDENCE, 10},   {YX_FATE_PRESENT_ONLY, 30},
    {YX_FATE_SUSPENDED, 15},       {YX_FATE_SICK, 10},          {YX_FATE_DROPOUT, 30},
    {YX_FATE_DROPOUT_REPORTED, 6}, {YX_FATE_DOUBLE, 20},        {YX_FATE_TRANSFERRED, 80},
};

static enum sample_fate draw_fate(const struct sample_child *k, struct yx_rng *r)
{
    if ((k->classes & YX_CLASS_BIT(DISABLED)) && odds(r, 1200))
        return YX_FATE_HOME_TAUGHT;
    if ((k->grade == 1 || k->grade == 7) && odds(r, 500))
        return YX_FATE_INTAKE;
    uint64_t x = yx_rng_below(r, 10000);
    for (size_t i = 0; i < YX_LEN(fate_odds); i++) {
        if (x < fate_odds[i].odds)
            return fate_odds[i].fate;
        x -= fate_odds[i].odds;
    }
    return YX_FATE_ENROLLED;
}

static uint32_t another_school(const struct sample_county *c, const struct sample_child *k,
                               const struct sample_house *h)
{
    struct sample_house far = *h;
    for (uint32_t i = 1; i < c->n_towns; i++) {
        far.town = (h->town + i) % c->n_towns;
        if (k->stage == YX_STAGE_JUNIOR)
            return junior_school(c, &far);
        const struct sample_town *t = &c->town[far.town];
        return t->of[YX_SCHOOL_NINE].n ? pick(t, YX_SCHOOL_NINE, 0) : pick(t, YX_SCHOOL_PRIMARY, 0);
    }
    return k->school;
}

static void go_elsewhere(const struct sample_world *w, struct sample_child *k, struct yx_rng *r)
{
    k->school = YX_NO_SCHOOL;
    k->boards = odds(r, 2000);
    k->outside = 1 + (uint32_t)yx_rng_below(r, 60);
    yx_day term_day = yx_term_first(w->term);
    k->checked_on = term_day + (yx_day)yx_rng_below(r, (uint64_t)YX_MAX(w->as_of - term_day, 1));
}

static void compulsory_fate(const struct sample_world *w, const struct sample_house *h,
                            struct sample_child *k, struct yx_rng *r)
{
    const struct sample_county *c = w->county;
    k->fate = draw_fate(k, r);
    if (w->is_hard)
        k->fate = yx_hard_fate(k);
    k->is_present = true;
    switch (k->fate) {
    case YX_FATE_OUT_STALE:
        go_elsewhere(w, k, r);
        k->checked_on = yx_day_add_months(w->as_of, -13);
        k->is_present = false;
        break;
    case YX_FATE_OUT_PROOF:
    case YX_FATE_OUT_DECLARED: go_elsewhere(w, k, r); break;
    case YX_FATE_EXPLAINED:
    case YX_FATE_MISSING:
    case YX_FATE_EXPIRED:
    case YX_FATE_NO_EVIDENCE:
        if (k->fate == YX_FATE_EXPLAINED)
            explain_missing(w, k, r);
        else if (k->fate == YX_FATE_EXPIRED)
            expire(w, k, r);
        else if (k->fate == YX_FATE_NO_EVIDENCE)
            without_evidence(w, k, r);
        k->school = YX_NO_SCHOOL;
        k->stage = YX_STAGE_NONE;
        k->is_present = false;
        break;
    case YX_FATE_MISSING_LEFT:
    case YX_FATE_DROPOUT:
    case YX_FATE_SUSPENDED: k->is_present = false; break;
    case YX_FATE_DROPOUT_REPORTED:
        explain(w, k, r, YX_SAYS_REPORT);
        k->is_present = false;
        break;
    case YX_FATE_SICK:
        explain(w, k, r, YX_SAYS_SICK);
        k->is_present = false;
        break;
    case YX_FATE_HOME_TAUGHT:
        k->is_present = false;
        k->boards = false;
        break;
    case YX_FATE_DOUBLE:
    case YX_FATE_TRANSFERRED:
        k->other_school = another_school(c, k, h);
        if (k->other_school == k->school)
            k->fate = YX_FATE_ENROLLED;
        break;
    case YX_FATE_PRESENT_ONLY: /* nobody would know but for the attendance list */
        if (!c->school[k->school].has_presence)
            k->fate = YX_FATE_ENROLLED;
        break;
    default: break;
    }
}

/* A child of fifteen who learns no more: known to have finished, or not known. */
static void finished_fate(const struct sample_world *w, struct sample_child *k, struct yx_rng *r)
{
    k->fate = YX_FATE_AT_HOME;
    if (k->age > 15) {
        if (k->has_graduated)
            k->fate = YX_FATE_GRADUATED;
        return;
    }
    uint64_t x = yx_rng_below(r, 100);
    if (x < 80) {
        k->fate = YX_FATE_GRADUATED;
    } else if (x < 88) {
        k->has_graduated = false;
        k->fate = YX_FATE_EXPLAINED;
        explain(w, k, r, YX_SAYS_COMPLETED);
    } else {
        k->has_graduated = false;
        k->fate = YX_FATE_MISSING;
    }
}

static void child_fate(const struct sample_world *w, const struct sample_house *h,
                       struct sample_child *k, struct yx_rng *r)
{
    k->school = k->other_school = YX_NO_SCHOOL;
    usual_path(w, k, r);
    place(w, h, k, r);
    bool is_compulsory_age = k->age >= 6 && k->age <= 15;
    if (k->stage == YX_STAGE_PRIMARY || k->stage == YX_STAGE_JUNIOR) {
        if (is_compulsory_age) {
            compulsory_fate(w, h, k, r);
        } else {
            k->fate = YX_FATE_ENROLLED;
            k->is_present = true;
        }
    } else if (k->stage != YX_STAGE_NONE) {
        k->fate = k->stage == YX_STAGE_HIGHER ? YX_FATE_OUT_DECLARED : YX_FATE_ENROLLED;
        k->is_present = true;
    } else if (k->age >= 15) {
        finished_fate(w, k, r);
    } else {
        k->fate = YX_FATE_AT_HOME;
    }
}

/* Whose household stands on no list, so that nothing is known of him but what the school says. */
static void maybe_guest(const struct sample_world *w, const struct sample_house *h,
                        struct sample_child *k)
{
    static const uint8_t odds_of[] = {[YX_GUEST_OTHER_COUNTY] = 20,
                                      [YX_GUEST_PASSPORT] = 3,
                                      [YX_GUEST_RESIDENT] = 3,
                                      [YX_GUEST_TEMPORARY] = 4};
    bool is_pupil = (k->stage == YX_STAGE_PRIMARY || k->stage == YX_STAGE_JUNIOR) &&
                    k->fate == YX_FATE_ENROLLED && k->is_present;
    if (!w->has_guests || !is_pupil || k->classes || k->classes_later || k->classes_ended ||
        h->classes || h->classes_later || h->classes_ended || h->head_differs)
        return;
    uint64_t x = yx_mix64(k->id ^ 0x6E57) % 10000;
    for (unsigned g = YX_GUEST_OTHER_COUNTY; g <= YX_GUEST_TEMPORARY; g++) {
        if (x < odds_of[g]) {
            k->guest = (enum sample_guest)g;
            if (g != YX_GUEST_OTHER_COUNTY)
                k->roll = 'L';
            return;
        }
        x -= odds_of[g];
    }
}

void yx_sample_house_fates(const struct sample_world *w, struct sample_block *b,
                           struct sample_house *h, struct yx_rng *r)
{
    house_classes(h, r);
    for (uint32_t i = h->first; i < h->first + h->n; i++) {
        child_classes(h, &b->children.v[i], r);
        child_fate(w, h, &b->children.v[i], r);
        maybe_guest(w, h, &b->children.v[i]);
    }
}

/* ---- names ---- */

struct yx_str yx_sample_class_name(enum sample_class c)
{
    static const char *const name[] = {
#define CLASS(id, zh, household) zh,
#include "sample/truth.def"
#undef CLASS
    };
    return yx_str_of(name[c]);
}

struct yx_str yx_sample_fate_name(enum sample_fate f)
{
    static const char *const name[] = {
#define FATE(id, zh) zh,
#include "sample/truth.def"
#undef FATE
    };
    return yx_str_of(name[f]);
}

struct yx_str yx_sample_explain_name(enum sample_explain e)
{
    static const char *const name[] = {
#define EXPLAIN(id, zh, months, evidence, at_15) zh,
#include "sample/truth.def"
#undef EXPLAIN
    };
    return yx_str_of(name[e]);
}

struct yx_str yx_sample_stage_name(enum sample_stage s)
{
    static const char *const name[YX_N_STAGES] = {"",     "学前", "小学", "初中",
                                                  "普高", "中职", "高校"};
    return yx_str_of(name[s]);
}

bool yx_sample_has_enrolment(const struct sample_child *k)
{
    switch (k->fate) {
    case YX_FATE_ENROLLED:
    case YX_FATE_OUT_DECLARED:
    case YX_FATE_MISSING_LEFT:
    case YX_FATE_HOME_TAUGHT:
    case YX_FATE_SUSPENDED:
    case YX_FATE_SICK:
    case YX_FATE_DROPOUT:
    case YX_FATE_DROPOUT_REPORTED:
    case YX_FATE_DOUBLE:
    case YX_FATE_TRANSFERRED: return true;
    default: return false;
    }
}

bool yx_sample_is_enrolled(const struct sample_child *k)
{
    return k->stage != YX_STAGE_NONE && k->fate != YX_FATE_MISSING_LEFT &&
           yx_sample_has_enrolment(k);
}

enum sample_presence yx_sample_presence(const struct sample_world *w, const struct sample_child *k)
{
    bool is_compulsory = k->stage == YX_STAGE_PRIMARY || k->stage == YX_STAGE_JUNIOR;
    if (!is_compulsory || k->school == YX_NO_SCHOOL || !w->county->school[k->school].has_presence)
        return YX_PRESENCE_NO_LIST;
    bool is_listed =
        yx_sample_is_enrolled(k) || k->fate == YX_FATE_PRESENT_ONLY || k->fate == YX_FATE_INTAKE;
    if (!is_listed)
        return YX_PRESENCE_NO_ROW;
    if (k->is_present)
        return YX_PRESENCE_ROW;
    /* A school of a handful writes down everybody: were all its pupils away and left out, it
     * would have sent no list, and nobody could be missing from it. */
    enum sample_school_kind kind = w->county->school[k->school].kind;
    if (kind == YX_SCHOOL_SPECIAL || kind == YX_SCHOOL_POINT || kind == YX_SCHOOL_VILLAGE)
        return YX_PRESENCE_ABSENT_ROW;
    /* Elsewhere who is away is either marked so or left out of the list. */
    return k->fate != YX_FATE_HOME_TAUGHT && k->number % 2 == 0 ? YX_PRESENCE_ABSENT_ROW
                                                                : YX_PRESENCE_NO_ROW;
}
