/* enrolment.c -- the enrolment rows that count, presence, proof of study elsewhere.
 *
 * Rows of one person are few; they are gathered on the stack, weighed by the
 * date of their lists and, between equals, by content: never by row order. */
#include "codes/student_no.h"
#include "facts/factbase_int.h"

/* A row counts unless its state says the pupil is gone. */
static bool counts(const struct yx_factbase *b, const struct yx_lens *l, enum yx_seen what,
                   uint32_t row)
{
    int64_t state = yx_seen_at(b, l, what, row);
    return !yx_says(state) || yx_state_counts((enum yx_state)state);
}

/* ---- enrolment ---- */

struct seat {
    uint32_t row, school;
    yx_day date;
    bool is_counting;
};

/* His rows of the kind; `what` says whether a row counts. */
static uint32_t seats_of(const struct yx_factbase *b, uint32_t person, enum yx_kind kind,
                         enum yx_seen what, struct seat out[YX_MAX_SAME])
{
    const struct yx_people *p = b->o.people;
    uint32_t n = 0;
    for (uint32_t i = p->start[person]; i < p->start[person + 1] && n < YX_MAX_SAME; i++) {
        const struct yx_lens *l = yx_lens_at(b, p->row[i]);
        if (l->kind == kind)
            out[n++] = (struct seat){p->row[i], yx_school_at(l, p->row[i]), l->date,
                                     counts(b, l, what, p->row[i])};
        else if (l->kind > kind)
            break; /* rows are in the order of kinds */
    }
    return n;
}

/* The newest list that has him at the school decides; of one date, a counting row. */
static bool is_at(const struct seat *s, uint32_t n, uint32_t school, yx_day *date)
{
    bool is_counting = false;
    *date = YX_NO_DAY;
    bool is_first = true;
    for (uint32_t i = 0; i < n; i++) {
        if (s[i].school != school)
            continue;
        if (is_first || s[i].date > *date) {
            *date = s[i].date;
            is_counting = s[i].is_counting;
            is_first = false;
        } else if (s[i].date == *date) {
            is_counting |= s[i].is_counting;
        }
    }
    return is_counting;
}

static void take(const struct seat *s, uint32_t n, uint32_t school, yx_day date,
                 struct yx_enrolled *out)
{
    out->school = school;
    out->date = date;
    out->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (s[i].school != school || !s[i].is_counting)
            continue;
        uint32_t at = out->n++;
        /* newest first, rows of one date in order */
        const struct seat *mine = &s[i];
        while (at > 0) {
            yx_day before = YX_NO_DAY;
            for (uint32_t k = 0; k < n; k++)
                if (s[k].row == out->row[at - 1])
                    before = s[k].date;
            if (before >= mine->date)
                break;
            out->row[at] = out->row[at - 1];
            at--;
        }
        out->row[at] = mine->row;
    }
}

bool yx_same_term(yx_day a, yx_day b)
{
    if (a == YX_NO_DAY || b == YX_NO_DAY)
        return a == b;
    return yx_term_of(a) == yx_term_of(b);
}

void yx_enrolment_of(const struct yx_factbase *b, uint32_t person, struct yx_enrolled *main,
                     struct yx_enrolled *other)
{
    struct seat seat[YX_MAX_SAME];
    uint32_t n = seats_of(b, person, YX_KIND_ENROLMENT, YX_SEEN_ROLL_STATE, seat);
    main->n = other->n = 0;
    main->school = other->school = YX_NO_ROW;
    if (n == 1) { /* nearly everybody */
        if (seat[0].is_counting) {
            main->row[0] = seat[0].row;
            main->school = seat[0].school;
            main->date = seat[0].date;
            main->n = 1;
        }
        return;
    }
    for (int turn = 0; turn < 2; turn++) {
        struct yx_enrolled *e = turn == 0 ? main : other;
        bool has = false;
        uint32_t best = YX_NO_ROW;
        yx_day best_date = YX_NO_DAY, date;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t s = seat[i].school;
            if (turn == 1 && s == main->school)
                continue;
            if (!is_at(seat, n, s, &date) || (turn == 1 && !yx_same_term(date, main->date)))
                continue;
            if (!has || date > best_date ||
                (date == best_date && s != best && yx_school_before(b, s, best))) {
                has = true;
                best = s;
                best_date = date;
            }
        }
        if (!has)
            return;
        take(seat, n, best, best_date, e);
    }
}

typedef int64_t (*cell_fn)(const struct yx_factbase *b, const struct yx_lens *l, uint32_t k,
                           uint32_t row);

static int64_t seen_cell(const struct yx_factbase *b, const struct yx_lens *l, uint32_t k,
                         uint32_t row)
{
    return yx_seen_at(b, l, (enum yx_seen)k, row);
}

static int64_t input_cell(const struct yx_factbase *b, const struct yx_lens *l, uint32_t k,
                          uint32_t row)
{
    return yx_coded_at(b, &l->input[k], row - l->first);
}

/* Of rows sorted newest first: the newest that says something.  无 is something said. */
static int64_t weigh_rows(const struct yx_factbase *b, const uint32_t *row, uint32_t n,
                          cell_fn cell, uint32_t k, uint32_t *clash)
{
    int64_t value = YX_SAYS_NOTHING;
    yx_day date = YX_NO_DAY;
    bool is_said = false, differ = false;
    for (uint32_t i = 0; i < n; i++) {
        const struct yx_lens *l = yx_lens_at(b, row[i]);
        int64_t v = cell(b, l, k, row[i]);
        if (v == YX_SAYS_NOTHING || v == YX_SAYS_ODD)
            continue;
        if (!is_said) {
            value = v;
            date = l->date;
            is_said = true;
        } else if (v != value) {
            differ |= l->date == date;
            if (clash && *clash == YX_NO_ROW)
                *clash = row[i];
        }
    }
    return differ ? YX_SAYS_NOTHING : value;
}

int64_t yx_enrolled_seen(const struct yx_factbase *b, const struct yx_enrolled *e,
                         enum yx_seen what, uint32_t *clash)
{
    if (e->n == 1)
        return yx_seen_at(b, yx_lens_at(b, e->row[0]), what, e->row[0]);
    return weigh_rows(b, e->row, e->n, seen_cell, (uint32_t)what, clash);
}

int64_t yx_enrolled_input(const struct yx_factbase *b, const struct yx_enrolled *e, uint32_t input,
                          uint32_t *clash)
{
    if (e->n == 1)
        return input_cell(b, yx_lens_at(b, e->row[0]), input, e->row[0]);
    return weigh_rows(b, e->row, e->n, input_cell, input, clash);
}

/* ---- stage and grade ---- */

/* What a grade means where the school has several stages: 2020级 of a nine-year school is grade 3
 * or grade 9, and the child's age says which.  Nothing if it says both or neither. */
static int grade_by_age(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row,
                        unsigned stages)
{
    uint32_t person = b->o.people->person[row];
    yx_day birth = person == YX_NO_PERSON ? YX_NO_DAY : yx_birth_of(b, person);
    int found = 0;
    if (birth == YX_NO_DAY || !l->grade_column)
        return 0;
    int age = yx_age_on(birth, b->age_day);
    struct yx_str text = yx_column_text(l->grade_column, row - l->first);
    for (int s = 1; s < YX_N_STAGES; s++) {
        if (stages && !(stages >> s & 1))
            continue;
        int read = yx_reading_grade(b, 1U << s, text);
        if (read / 100 != s || !yx_stage_fits_age((enum yx_stage)s, read % 100, age))
            continue;
        if (found)
            return 0;
        found = read;
    }
    return found;
}

enum yx_stage yx_row_stage(const struct yx_factbase *b, uint32_t row, int *grade)
{
    const struct yx_lens *l = yx_lens_at(b, row);
    int64_t said = yx_seen_at(b, l, YX_SEEN_STAGE, row);
    uint32_t school = yx_school_at(l, row);
    uint8_t of_school = school == YX_NO_ROW ? 0 : b->school[school].context;
    unsigned stages = yx_says(said) ? 1U << said : b->context[of_school];
    int read = 0;
    if (l->grade_of) { /* contexts 1 … are the single stages, in their order */
        uint32_t context = yx_says(said) ? (uint32_t)said : of_school;
        read = l->grade_of[l->grade_column->code[row - l->first] * b->n_contexts + context];
    } else if (l->grade_column) {
        read = yx_reading_grade(b, stages, yx_column_text(l->grade_column, row - l->first));
    }
    if (!yx_says(said) && read / 100 == 0 && (stages & (stages - 1) || stages == 0))
        read = grade_by_age(b, l, row, stages);
    if (grade)
        *grade = read % 100;
    if (yx_says(said))
        return (enum yx_stage)said;
    if (read / 100)
        return (enum yx_stage)(read / 100);
    for (int s = 1; s < YX_N_STAGES; s++) /* a school of one stage only */
        if (stages == 1U << s)
            return (enum yx_stage)s;
    return YX_STAGE_UNKNOWN;
}

enum yx_stage yx_enrolled_stage(const struct yx_factbase *b, const struct yx_enrolled *e,
                                int *grade)
{
    enum yx_stage stage = YX_STAGE_UNKNOWN;
    yx_day date = YX_NO_DAY, grade_date = YX_NO_DAY;
    bool differ = false, grade_differ = false;
    int best = 0;
    for (uint32_t i = 0; i < e->n; i++) {
        int g;
        enum yx_stage s = yx_row_stage(b, e->row[i], &g);
        yx_day d = e->n == 1 ? e->date : yx_lens_at(b, e->row[i])->date;
        if (s != YX_STAGE_UNKNOWN && stage == YX_STAGE_UNKNOWN) {
            stage = s;
            date = d;
        } else if (s != YX_STAGE_UNKNOWN && s != stage && d == date) {
            differ = true;
        }
        if (g && !best) {
            best = g;
            grade_date = d;
        } else if (g && g != best && d == grade_date) {
            grade_differ = true;
        }
    }
    if (grade)
        *grade = grade_differ ? 0 : best;
    return differ ? YX_STAGE_UNKNOWN : stage;
}

int64_t yx_enrolled_place(const struct yx_factbase *b, const struct yx_enrolled *e)
{
    if (e->school != YX_NO_ROW) {
        int8_t inside = b->school[e->school].in_county;
        if (inside != YX_DONT_KNOW)
            return inside == YX_IS_YES ? (int64_t)YX_STATE_INSIDE : (int64_t)YX_STATE_OUTSIDE;
    }
    return yx_enrolled_seen(b, e, YX_SEEN_PLACE, NULL);
}

/* ---- presence and proof ---- */

void yx_presence_of(const struct yx_factbase *b, uint32_t person, struct yx_presence *out)
{
    struct seat seat[YX_MAX_SAME];
    uint32_t n = seats_of(b, person, YX_KIND_PRESENCE, YX_SEEN_PRESENT, seat);
    *out = (struct yx_presence){YX_NO_ROW, YX_NO_ROW, false};
    for (uint32_t i = 0; i < n; i++) {
        bool is_newest = true, is_split = false;
        for (uint32_t k = 0; k < n; k++) {
            if (seat[k].school != seat[i].school)
                continue;
            is_newest &= seat[k].date <= seat[i].date;
            is_split |= seat[k].date == seat[i].date && seat[k].is_counting != seat[i].is_counting;
        }
        if (!is_newest)
            continue;
        out->is_unclear |= is_split;
        uint32_t *to = seat[i].is_counting ? &out->present : &out->absent;
        if (*to == YX_NO_ROW)
            *to = seat[i].row;
    }
    if (out->is_unclear) /* present elsewhere all the same? */
        for (uint32_t i = 0; i < n; i++) {
            bool alone = seat[i].is_counting;
            for (uint32_t k = 0; k < n; k++)
                alone &= seat[k].school != seat[i].school || seat[k].is_counting ||
                         seat[k].date < seat[i].date;
            if (alone)
                out->is_unclear = false;
        }
}

uint32_t yx_proof_of(const struct yx_factbase *b, uint32_t person)
{
    const struct yx_people *p = b->o.people;
    uint32_t best = YX_NO_ROW;
    yx_day best_date = YX_NO_DAY;
    for (uint32_t i = p->start[person]; i < p->start[person + 1]; i++) {
        uint32_t row = p->row[i];
        const struct yx_lens *l = yx_lens_at(b, row);
        if (l->kind != YX_KIND_PROOF)
            continue;
        yx_day date = yx_seen_day(b, l, YX_SEEN_CHECKED_ON, row);
        if (date == YX_NO_DAY)
            date = l->date;
        /* younger than one term, half a year as in explanations; without any date it is believed */
        if (date != YX_NO_DAY && yx_day_add_months(date, 6) <= b->now)
            continue;
        if (best == YX_NO_ROW || date > best_date) {
            best = row;
            best_date = date;
        }
    }
    return best;
}
