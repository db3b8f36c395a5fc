/* hard_people.c -- who is hard to tell from whom in a synthetic county. */
#include "sample/hard_people.h"

#include "base/hash.h"
#include "base/mem.h"

enum {
    CHILDREN_PER_IDENTITY = 700, /* as dense as namesakes of a day are in a province */
    NEXT_BLOCKS = 8,             /* the second namesake lives at most so many blocks on */
    HOUSES_BETWEEN = 40,         /* one household in so many takes an identity of the list */
    FIRST_PURPOSE = 16,          /* of yx_sample_block_rng(); purposes below are others' */
    MAX_IDENTITIES = 200,        /* of a block */
    ODDS_MOVED = 300,            /* of 10,000 households */
    ODDS_LENDS = 120,
    ODDS_ALIKE = 4000,         /* of twins: names that sound or look alike */
    ODDS_TWIN_MISSING = 500,   /* of second twins */
    ODDS_NAMESAKE_GONE = 1700, /* of second namesakes */
    ODDS_PROOF = 250,          /* of those who would be enrolled: in another county, with proof */
    ODDS_DECLARED = 150        /* … by their own word */
};

static bool odds(struct yx_rng *r, uint64_t n)
{
    return yx_rng_below(r, 10000) < n;
}

/* ---- namesakes ---- */

static uint32_t n_identities(const struct sample_world *w, uint32_t block)
{
    uint64_t from = (uint64_t)((__uint128_t)w->children * block / w->n_blocks);
    uint64_t to = (uint64_t)((__uint128_t)w->children * (block + 1) / w->n_blocks);
    return (uint32_t)YX_MIN((to - from) / CHILDREN_PER_IDENTITY, MAX_IDENTITIES);
}

/* Identity `i` of the block that owns it, and in how many blocks from there its second lives. */
static uint32_t make_identity(const struct sample_world *w, uint32_t owner, uint32_t i,
                              struct sample_shared_identity *out)
{
    struct yx_rng r;
    yx_sample_block_rng(w, owner, FIRST_PURPOSE + i, &r);
    do
        out->people = yx_sample_people_draw(&r);
    while (out->people >= YX_PEOPLE_UYGHUR);
    yx_day first = yx_first_birth(w), last = yx_last_birth(w);
    out->birth = first + (yx_day)yx_rng_below(&r, (uint64_t)last - (uint64_t)first + 1);
    out->sex = (uint8_t)(1 + yx_rng_below(&r, 2));
    out->number = owner * MAX_IDENTITIES + i + 1;
    struct yx_str surname = yx_sample_surname(&r, out->people);
    yx_sample_name(&r, out->people, surname, yx_day_split(out->birth).year, out->sex, &out->name);
    uint32_t reach = YX_MIN(w->n_blocks, (uint32_t)NEXT_BLOCKS);
    return odds(&r, 5000) ? 0 : (uint32_t)yx_rng_below(&r, reach);
}

void yx_hard_block(const struct sample_world *w, struct sample_block *b)
{
    b->shared.n = 0;
    if (!w->is_hard)
        return;
    uint32_t reach = YX_MIN(w->n_blocks, (uint32_t)NEXT_BLOCKS);
    for (uint32_t back = 0; back < reach; back++) {
        uint32_t owner = (b->number + w->n_blocks - back) % w->n_blocks, n = n_identities(w, owner);
        for (uint32_t i = 0; i < n; i++) {
            struct sample_shared_identity s = {0};
            uint32_t on = make_identity(w, owner, i, &s);
            s.is_first = true;
            if (back == 0)
                YX_PUSH(&b->shared, s);
            s.is_first = false;
            if (on == back)
                YX_PUSH(&b->shared, s);
        }
    }
}

const struct sample_shared_identity *yx_hard_next_shared(const struct sample_block *b)
{
    size_t at = b->houses.n / HOUSES_BETWEEN;
    bool is_turn = b->houses.n % HOUSES_BETWEEN == 13;
    return is_turn && at < b->shared.n ? &b->shared.v[at] : NULL;
}

/* ---- twins ---- */

/* Another character that reads or looks like `cp`; itself if none is known. */
static uint32_t alike(struct yx_rng *r, uint32_t cp)
{
    enum sample_part kind = odds(r, 7000) ? YX_PART_HOMOPHONE : YX_PART_LOOKALIKE;
    for (size_t g = 0; g < yx_sample_n_parts(kind); g++) {
        struct yx_str group = yx_sample_part(kind, g);
        uint32_t one, other = cp;
        bool is_here = false;
        size_t at = 0;
        while (yx_utf8_next(group, &at, &one)) {
            is_here |= one == cp;
            if (one != cp && (other == cp || yx_rng_chance(r, 1, 2)))
                other = one;
        }
        if (is_here)
            return other;
    }
    return cp;
}

static bool is_three_characters(const struct sample_name *name)
{
    return name->n_surname == 3 && name->n == 9;
}

/* Twins are called 田梓涵 and 田梓轩, or 田子涵 and 田子晗. */
static void name_after(const struct sample_name *first, struct yx_rng *r, struct sample_name *name)
{
    if (!is_three_characters(first) || !is_three_characters(name))
        return;
    memcpy(name->text + 3, first->text + 3, 3);
    size_t at = 6;
    uint32_t cp;
    (void)yx_utf8_next(yx_sample_name_str(first), &at, &cp);
    bool is_same = memcmp(name->text, first->text, first->n) == 0;
    uint32_t other = is_same || odds(r, ODDS_ALIKE) ? alike(r, cp) : cp;
    if (other != cp) {
        struct yx_buf last = {.p = name->text + 6, .cap = 4};
        yx_utf8_put(&last, other);
    } else if (is_same) { /* no twins have one name: the two characters change places */
        memcpy(name->text + 3, first->text + 6, 3);
        memcpy(name->text + 6, first->text + 3, 3);
    }
}

static bool has_his_name(const struct sample_block *b, const struct sample_house *h,
                         const struct sample_child *k)
{
    for (uint32_t i = h->first; i < h->first + h->n; i++)
        if (b->children.v[i].birth == k->birth &&
            yx_str_eq(yx_sample_name_str(&b->children.v[i].name), yx_sample_name_str(&k->name)))
            return true;
    return false;
}

void yx_hard_child(const struct sample_block *b, const struct sample_house *h,
                   const struct sample_shared_identity *shared, struct yx_rng *r,
                   struct sample_child *k)
{
    if (shared && k->birth == shared->birth) {
        k->name = shared->name;
        k->namesake = shared->number;
        k->is_namesake_first = shared->is_first;
    }
    if (!h->n)
        return;
    struct sample_child *before = &b->children.v[b->children.n - 1];
    if (before->birth != k->birth)
        return;
    k->twin = (uint32_t)b->children.n; /* the one before, from 1 */
    if (!before->twin)
        before->twin = (uint32_t)b->children.n + 1;
    name_after(&before->name, r, &k->name);
    struct yx_str surname = yx_str_sub(yx_sample_name_str(&k->name), 0, k->name.n_surname);
    for (int tries = 0; tries < 40 && has_his_name(b, h, k); tries++)
        yx_sample_name(r, k->people, surname, yx_day_split(k->birth).year, k->sex, &k->name);
}

/* ---- households and fates ---- */

void yx_hard_house(const struct sample_world *w, struct yx_rng *r, struct sample_house *h)
{
    const struct sample_county *c = w->county;
    h->lends_number = odds(r, ODDS_LENDS);
    h->has_moved = odds(r, ODDS_MOVED);
    h->was_town = h->town;
    h->was_village = h->village;
    if (!h->has_moved)
        return;
    h->was_town = (h->town + 1 + (uint32_t)yx_rng_below(r, c->n_towns)) % c->n_towns;
    h->was_village = (uint32_t)yx_rng_below(r, c->town[h->was_town].n_villages);
}

bool yx_hard_came_from_afar(const struct sample_block *b, const struct sample_child *k)
{
    const struct sample_house *h = &b->houses.v[k->house];
    bool has_row = (k->stage == YX_STAGE_PRIMARY || k->stage == YX_STAGE_JUNIOR) &&
                   k->school != YX_NO_SCHOOL && yx_sample_has_enrolment(k);
    uint32_t listed = h->classes | h->classes_later | h->classes_ended | k->classes |
                      k->classes_later | k->classes_ended;
    return h->has_moved && k->house % 2 && has_row && !listed;
}

bool yx_hard_is_mistakable(const struct sample_child *k)
{
    return k->namesake && yx_mix64(k->namesake ^ 0x4E616D65U) % 10000 < ODDS_NAMESAKE_GONE;
}

enum sample_fate yx_hard_fate(const struct sample_child *k)
{
    uint64_t x = yx_mix64(k->id ^ 0x48617264U) % 10000;
    bool is_second_twin = k->twin && k->twin <= k->number;
    if ((is_second_twin && x < ODDS_TWIN_MISSING) ||
        (!k->is_namesake_first && yx_hard_is_mistakable(k)))
        return YX_FATE_MISSING;
    if (k->fate != YX_FATE_ENROLLED)
        return k->fate;
    if (yx_hard_is_mistakable(k)) /* the first of two: his row must be there */
        return YX_FATE_ENROLLED;
    return x >= 10000 - ODDS_PROOF                   ? YX_FATE_OUT_PROOF
           : x >= 10000 - ODDS_PROOF - ODDS_DECLARED ? YX_FATE_OUT_DECLARED
                                                     : YX_FATE_ENROLLED;
}
