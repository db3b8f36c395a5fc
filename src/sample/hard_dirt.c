/* hard_dirt.c -- slips that leave a row hard to attribute. */
#include "sample/hard_dirt.h"

#include "base/hash.h"
#include "codes/citizen_id.h"
#include "sample/hard_people.h"

static bool odds(struct sample_dirt *d, uint64_t n)
{
    return yx_rng_below(&d->rng, 10000) < n;
}

/* Of 10,000 rows, or of those the name says. */
static const struct {
    enum sample_dirt_kind kind;
    uint32_t odds[YX_N_WRITERS];
} id_odds[] = {
    /*                         police school office */
    {YX_DIRT_TWO_EDITS, {0, 15, 20}},
    {YX_DIRT_BIRTH_PART, {0, 8, 8}},
};
static const uint32_t birth_odds[YX_N_WRITERS] = {5, 60, 80},
                      roman_odds[YX_N_WRITERS] = {0, 400, 600},
                      twin_odds[YX_N_WRITERS] = {0, 150, 150};
enum {
    ODDS_ALL_WRONG = 3000, /* of twins of a missing child: number absent, and his name */
    ODDS_HEARSAY_NO_NUMBER = 60,
    ODDS_HEARSAY_SLIP = 250,
    SCHOOLS_PER_SLIP = 50
};

static const struct sample_child *twin_of(const struct sample_dirt *d, const struct sample_child *k)
{
    return k->twin ? &d->block->children.v[k->twin - 1] : NULL;
}

/* Twins one of whom is missing, and the school wrote the other as him. */
static bool is_taken_for_twin(const struct sample_dirt *d, const struct sample_child *k)
{
    const struct sample_child *twin = twin_of(d, k);
    return twin && twin->fate == YX_FATE_MISSING && k->fate == YX_FATE_ENROLLED &&
           yx_mix64(k->id ^ 0x5477696E) % 10000 < ODDS_ALL_WRONG;
}

enum sample_dirt_kind yx_hard_draw(struct sample_dirt *d, const struct sample_child *k,
                                   const struct sample_house *h, enum sample_writer by)
{
    if (by == YX_WRITER_SCHOOL) {
        bool has_none = k->is_namesake_first && yx_hard_is_mistakable(k);
        if (has_none || is_taken_for_twin(d, k))
            return YX_DIRT_ABSENT;
        if (h->lends_number && k->age < 16)
            return YX_DIRT_GUARDIAN;
    }
    if (k->twin && odds(d, twin_odds[by]))
        return YX_DIRT_TWIN;
    uint64_t x = yx_rng_below(&d->rng, 10000);
    for (size_t i = 0; i < YX_LEN(id_odds); i++) {
        if (x < id_odds[i].odds[by])
            return id_odds[i].kind;
        x -= id_odds[i].odds[by];
    }
    return YX_DIRT_NONE;
}

/* ---- births ---- */

static yx_day wrong_birth(struct yx_rng *r, yx_day birth)
{
    struct yx_ymd t = yx_day_split(birth);
    switch (yx_rng_below(r, 4)) {
    case 0: /* day and month exchanged */
        if (t.day <= 12 && t.day != t.month)
            return yx_day_make(t.year, t.day, t.month);
        return birth + 10;
    case 1: return yx_day_add_months(birth, yx_rng_chance(r, 1, 2) ? 12 : -12);
    case 2: return yx_day_add_months(birth, 1 - 2 * (int)yx_rng_below(r, 2));
    default: return yx_rng_chance(r, 1, 2) ? birth + 1 : birth - 10;
    }
}

yx_day yx_hard_birth(struct sample_dirt *d, yx_day birth, enum sample_writer by, unsigned *problems)
{
    if (!d->is_hard || !odds(d, birth_odds[by]))
        return birth;
    *problems |= YX_PROBLEM_BIT(BIRTH);
    return wrong_birth(&d->rng, birth);
}

/* ---- numbers ---- */

static void set_digit(struct sample_dirt *d, char *c)
{
    *c = (char)('0' + (*c - '0' + 1 + (int)yx_rng_below(&d->rng, 9)) % 10);
}

void yx_hard_spoil(struct sample_dirt *d, const struct sample_child *k, struct sample_written *out)
{
    struct yx_buf *b = &out->id;
    const struct sample_child *twin = twin_of(d, k);
    if (out->dirt == YX_DIRT_TWO_EDITS) {
        size_t first = (size_t)yx_rng_below(&d->rng, 17), second = first;
        while (second == first)
            second = (size_t)yx_rng_below(&d->rng, 17);
        set_digit(d, &b->p[first]);
        set_digit(d, &b->p[second]);
    } else if (out->dirt == YX_DIRT_BIRTH_PART) {
        struct yx_ymd t = yx_day_split(wrong_birth(&d->rng, k->birth));
        uint64_t day = (uint64_t)t.year * 10000 + (uint64_t)t.month * 100 + (uint64_t)t.day;
        uint64_t first17 = k->id >> 4;
        first17 = (first17 / UINT64_C(100000000000) * 100000000 + day) * 1000 + first17 % 1000;
        b->n = 0;
        yx_id_put(b, first17 << 4 | yx_id_check(first17));
    } else if (out->dirt == YX_DIRT_TWIN && twin) {
        b->n = 0;
        yx_id_put(b, twin->id);
    }
}

/* ---- names ---- */

void yx_hard_name(struct sample_dirt *d, const struct sample_child *k, enum sample_writer by,
                  struct sample_name *name, struct sample_written *out)
{
    bool is_of_parts = k->people >= YX_PEOPLE_UYGHUR;
    if (k->twin)
        out->problems |= YX_PROBLEM_BIT(TWIN);
    if (k->namesake)
        out->problems |= YX_PROBLEM_BIT(NAMESAKE);
    if (d->block->houses.v[k->house].has_moved)
        out->problems |= YX_PROBLEM_BIT(MOVED);
    if (by == YX_WRITER_SCHOOL && is_taken_for_twin(d, k)) {
        *name = twin_of(d, k)->name;
        out->problems |= YX_PROBLEM_BIT(TWIN_NAME);
    } else if (is_of_parts && odds(d, roman_odds[by])) {
        out->problems |= YX_PROBLEM_BIT(ROMANISED);
    }
}

/* Append the pinyin of one character; false if it is none of minority names. */
static bool put_reading(uint32_t cp, bool is_first, bool is_upper, struct yx_buf *out)
{
    for (size_t i = 0; i < yx_sample_n_parts(YX_PART_READING); i++) {
        struct yx_str s = yx_sample_part(YX_PART_READING, i);
        uint32_t one;
        size_t at = 0;
        if (!yx_utf8_next(s, &at, &one) || one != cp)
            continue;
        for (size_t k = at; k < s.n; k++) {
            bool capital = is_upper || (is_first && k == at);
            yx_buf_putc(out, (char)(capital ? s.p[k] - 'a' + 'A' : s.p[k]));
        }
        return true;
    }
    return false;
}

void yx_hard_romanise(struct sample_dirt *d, const struct sample_name *name, struct yx_buf *out)
{
    bool is_upper = yx_rng_chance(&d->rng, 1, 2), has_dot = yx_rng_chance(&d->rng, 1, 3);
    bool is_first = true;
    size_t at = 0;
    uint32_t cp;
    while (yx_utf8_next(yx_sample_name_str(name), &at, &cp)) {
        bool is_part_end = !put_reading(cp, is_first, is_upper, out);
        if (is_part_end)
            yx_buf_putz(out, has_dot ? "·" : " ");
        is_first = is_part_end;
    }
}

/* ---- rows ---- */

void yx_hard_hearsay(struct sample_dirt *d, const struct sample_child *k,
                     struct sample_written *out)
{
    if (!d->is_hard)
        return;
    out->problems |= YX_PROBLEM_BIT(HEARSAY);
    if (out->dirt != YX_DIRT_NONE || k->guest)
        return;
    if (odds(d, ODDS_HEARSAY_NO_NUMBER)) {
        out->dirt = YX_DIRT_ABSENT;
        out->id.n = 0;
    } else if (odds(d, ODDS_HEARSAY_SLIP)) {
        out->dirt = yx_rng_chance(&d->rng, 1, 3) ? YX_DIRT_TWO_EDITS : YX_DIRT_TYPO;
        if (out->dirt == YX_DIRT_TWO_EDITS)
            yx_hard_spoil(d, k, out);
        else
            set_digit(d, &out->id.p[yx_rng_below(&d->rng, 17)]);
    }
}

static bool is_compulsory(const struct sample_school *s)
{
    return s->kind == YX_SCHOOL_PRIMARY || s->kind == YX_SCHOOL_NINE || s->kind == YX_SCHOOL_JUNIOR;
}

/* One of every fifty schools, in the block where its township begins. */
bool yx_hard_has_slipped(const struct sample_world *w, const struct sample_block *b,
                         uint32_t school, bool *with_student_no)
{
    const struct sample_county *c = w->county;
    const struct sample_school *s = &c->school[school];
    if (!w->is_hard || !is_compulsory(s))
        return false;
    uint32_t first = school / SCHOOLS_PER_SLIP * SCHOOLS_PER_SLIP;
    uint32_t end = YX_MIN(first + SCHOOLS_PER_SLIP, c->n_schools);
    uint64_t x = yx_mix64(w->seed ^ (0x536C6970U + (uint64_t)first));
    uint32_t n = 0, nth = 0;
    for (uint32_t i = first; i < end; i++) {
        nth += i < school && is_compulsory(&c->school[i]);
        n += is_compulsory(&c->school[i]);
    }
    YX_KNOWN(n > 0); /* the school itself is one */
    uint64_t from = s->town ? c->town[s->town - 1].until : 0;
    uint64_t next = (uint64_t)((__uint128_t)w->children * (b->number + 1) / w->n_blocks);
    *with_student_no = x >> 40 & 1;
    return x % n == nth && from >= b->first_child && from < next;
}
