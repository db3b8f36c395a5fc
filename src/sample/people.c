/* people.c -- the households and children of a synthetic county, block by block.
 *
 * DESIGN.  Block b of n takes children [b*N/n, (b+1)*N/n).  A division holds at
 * most 124 blocks; block b uses of the 499 sequence numbers a day and sex has
 * the four that are b modulo 124, so blocks never collide without knowing of
 * each other.  Within a block a counter per day and sex hands them out; a day
 * that is used up moves the birth to the next. */
#include "sample/people.h"

#include "codes/citizen_id.h"
#include "base/hash.h"
#include "base/mem.h"
#include "sample/fates.h"
#include "sample/hard_people.h"

#include <stdlib.h>

enum {
    DIVISION_BLOCKS = 124, /* blocks that share a division */
    DAY_NUMBERS = 499,     /* sequence numbers of one sex and day */
    BLOCK_NUMBERS = DAY_NUMBERS / DIVISION_BLOCKS,
    BLOCK_CHILDREN = 2000,   /* wanted size of a block */
    FIRST_DIVISION = 500299, /* belongs to no county */
    FIRST_YEAR = 1930,
    N_DAYS = 100 * 366 /* days from FIRST_YEAR that births can fall on */
};

yx_day yx_first_birth(const struct sample_world *w)
{
    return yx_day_add_months(w->as_of, -12 * (YX_OLDEST + 1)) + 1;
}

yx_day yx_last_birth(const struct sample_world *w)
{
    return yx_day_add_months(w->as_of, -12 * YX_YOUNGEST) - 8;
}

void yx_sample_world_init(struct sample_world *w, struct sample_county *county, uint64_t children,
                          uint64_t seed, yx_day as_of, yx_day cutoff)
{
    *w = (struct sample_world){.county = county,
                               .children = children,
                               .seed = seed,
                               .as_of = as_of,
                               .cutoff = YX_MIN(cutoff, as_of)};
    w->school_year = yx_school_year(as_of);
    w->age_day = yx_day_make(w->school_year, 8, 31);
    w->term = yx_term_of(as_of);
    uint64_t blocks = (children + BLOCK_CHILDREN - 1) / BLOCK_CHILDREN;
    if (blocks > DIVISION_BLOCKS && children <= 2000000)
        blocks = DIVISION_BLOCKS;
    w->n_blocks = (uint32_t)YX_MAX(blocks, 1);
}

void yx_sample_block_rng(const struct sample_world *w, uint32_t number, uint64_t purpose,
                         struct yx_rng *out)
{
    yx_rng_seed(out, yx_mix64(w->seed) ^ yx_mix64(((uint64_t)number << 8 | purpose) + 1));
}

/* The next free number for a birth on `day` or soon after; *day is the day taken. */
static uint64_t take_id(const struct sample_world *w, struct sample_block *b, yx_day *day, int sex)
{
    yx_day origin = yx_day_make(FIRST_YEAR, 1, 1);
    size_t i = (size_t)(*day - origin);
    for (;; i++) {
        YX_ASSERT(i < N_DAYS);
        uint8_t *used = &b->used[i * 2 + (size_t)(sex == 1)];
        if (*used == BLOCK_NUMBERS)
            continue;
        uint32_t slot = *used * DIVISION_BLOCKS + b->number % DIVISION_BLOCKS, step = 197U;
        if (w->is_hard) { /* one station numbers its births of a day in a row */
            slot = b->number % DIVISION_BLOCKS * BLOCK_NUMBERS + *used;
            step = 1;
        }
        ++*used;
        uint32_t spread = (slot * step + (uint32_t)i * 61U) % DAY_NUMBERS;
        uint32_t seq = sex == 1 ? spread * 2 + 1 : spread * 2 + 2;
        *day = origin + (yx_day)i;
        struct yx_ymd d = yx_day_split(*day);
        uint64_t first17 = FIRST_DIVISION - b->number / DIVISION_BLOCKS;
        first17 = first17 * 10000 + (uint64_t)d.year;
        first17 = first17 * 10000 + (uint64_t)(d.month * 100 + d.day);
        first17 = first17 * 1000 + seq;
        return first17 << 4 | yx_id_check(first17);
    }
}

static void make_adult(const struct sample_world *w, struct sample_block *b, struct yx_rng *r,
                       enum sample_people people, struct yx_str surname, int year, int sex,
                       struct sample_adult *out)
{
    out->birth = yx_day_make(year, 1, 1) + (yx_day)yx_rng_below(r, 365);
    out->sex = (uint8_t)sex;
    out->id = take_id(w, b, &out->birth, sex);
    yx_sample_name(r, people, surname, YX_MIN(year, 1994), sex, &out->name);
}

static void make_child(const struct sample_world *w, struct sample_block *b, struct yx_rng *r,
                       const struct sample_house *h, struct yx_str surname, yx_day birth,
                       const struct sample_shared_identity *shared)
{
    struct sample_child k = {
        .house = (uint32_t)b->houses.n, .people = h->people, .number = (uint32_t)b->children.n};
    k.sex = yx_rng_chance(r, 523, 1000) ? 1 : 2;
    if (shared)
        k.sex = shared->sex;
    k.birth = birth;
    k.id = take_id(w, b, &k.birth, k.sex);
    yx_sample_name(r, k.people, surname, yx_day_split(k.birth).year, k.sex, &k.name);
    if (yx_mix64(k.id ^ 0x9F4D) % 1500 == 0)
        yx_sample_name_rarely(&k.name);
    if (w->is_hard)
        yx_hard_child(b, h, shared, r, &k);
    k.age = (int8_t)yx_age_on(k.birth, w->age_day);
    k.age_now = (int8_t)yx_age_on(k.birth, w->as_of);
    YX_PUSH(&b->children, k);
}

/* A household: guardians first, then up to `room` children. */
static void make_house(const struct sample_world *w, struct sample_block *b, struct yx_rng *r,
                       size_t room)
{
    struct sample_house h = {.people = yx_sample_people_draw(r),
                             .first = (uint32_t)b->children.n,
                             .number = (uint32_t)b->houses.n + 1};
    const struct sample_county *c = w->county;
    h.town = yx_sample_town_of(c, b->first_child + b->children.n);
    h.village = (uint32_t)yx_rng_below(r, c->town[h.town].n_villages);
    uint64_t x = yx_rng_below(r, 100);
    size_t n = YX_MIN(x < 50 ? 1U : x < 88 ? 2U : 3U, room);
    struct yx_str surname = yx_sample_surname(r, h.people);
    const struct sample_shared_identity *shared = yx_hard_next_shared(b);
    if (shared) {
        h.people = shared->people;
        surname = yx_str_sub(yx_sample_name_str(&shared->name), 0, shared->name.n_surname);
    }

    int last = yx_day_split(w->as_of).year - YX_YOUNGEST - 1;
    int span = YX_OLDEST - YX_YOUNGEST;
    /* Parents are born before the oldest child can be, so the two never share a day. */
    int parents = YX_MIN(last - span - (int)yx_rng_below(r, 18) - 2, 1996);
    h.is_orphaned = yx_rng_chance(r, 4, 1000);
    if (h.is_orphaned)
        parents -= 25;
    bool is_father = yx_rng_chance(r, 3, 5);
    make_adult(w, b, r, h.people, is_father ? surname : yx_sample_surname(r, h.people), parents,
               is_father ? 1 : 2, &h.guardian);
    h.head = h.guardian;
    if (!is_father && h.town % 8 == 1 && yx_rng_chance(r, 1, 2)) {
        h.head_differs = true;
        make_adult(w, b, r, h.people, surname, parents - 2, 1, &h.head);
    }

    yx_day earliest = yx_first_birth(w), latest = yx_last_birth(w);
    yx_day birth = earliest + (yx_day)yx_rng_below(r, (uint64_t)latest - (uint64_t)earliest + 1);
    if (shared)
        birth = shared->birth;
    if (w->is_hard)
        yx_hard_house(w, r, &h);
    for (size_t i = 0; i < n; i++) {
        make_child(w, b, r, &h, surname, birth, i == 0 ? shared : NULL);
        h.n++;
        if (yx_rng_chance(r, w->is_hard ? YX_HARD_TWINS : 12, 1000)) /* twins: the same day */
            continue;
        yx_day gap = 500 + (yx_day)yx_rng_below(r, 2200);
        birth = birth + gap <= latest     ? birth + gap
                : birth - gap >= earliest ? birth - gap
                                          : earliest + gap % 400;
    }
    YX_PUSH(&b->houses, h);
}

void yx_sample_block_make(const struct sample_world *w, uint32_t number, struct sample_block *b)
{
    struct yx_rng r;
    yx_sample_block_rng(w, number, 0, &r);
    uint64_t from = (uint64_t)((__uint128_t)w->children * number / w->n_blocks);
    uint64_t to = (uint64_t)((__uint128_t)w->children * (number + 1) / w->n_blocks);
    b->number = number;
    b->first_child = from;
    b->houses.n = b->children.n = 0;
    if (!b->used)
        b->used = yx_malloc(N_DAYS * 2);
    memset(b->used, 0, N_DAYS * 2);
    yx_hard_block(w, b);
    while (b->children.n < to - from)
        make_house(w, b, &r, (size_t)(to - from) - b->children.n);
    for (size_t i = 0; i < b->houses.n; i++)
        yx_sample_house_fates(w, b, &b->houses.v[i], &r);
}

void yx_sample_block_free(struct sample_block *b)
{
    free(b->houses.v);
    free(b->children.v);
    free(b->used);
    free(b->shared.v);
    *b = (struct sample_block){0};
}
