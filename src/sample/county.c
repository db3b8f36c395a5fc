/* county.c -- the plan of a synthetic county: townships, villages, schools. */
#include "sample/county.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/rng.h"
#include "codes/divisions.h"
#include "sample/names.h"

#include <stdlib.h>

/* The two digits with which a 学校标识码 begins. */
static const char *const school_class[YX_N_SCHOOL_KINDS] = {
    [YX_SCHOOL_KINDERGARTEN] = "11", [YX_SCHOOL_PRIMARY] = "21",    [YX_SCHOOL_VILLAGE] = "21",
    [YX_SCHOOL_POINT] = "21",        [YX_SCHOOL_JUNIOR] = "31",     [YX_SCHOOL_NINE] = "31",
    [YX_SCHOOL_SENIOR] = "34",       [YX_SCHOOL_VOCATIONAL] = "36", [YX_SCHOOL_SPECIAL] = "51",
};

static struct yx_str text(struct yx_arena *a, struct yx_buf *b)
{
    struct yx_str s = yx_str_dup(a, yx_buf_str(b));
    b->n = 0;
    return s;
}

static const char *const numeral[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

/* 第三, or 第13 */
static void put_ordinal(struct yx_buf *b, uint32_t i)
{
    if (i < YX_LEN(numeral))
        yx_buf_printf(b, "第%s", numeral[i]);
    else
        yx_buf_printf(b, "第%u", i + 1);
}

struct draft {
    struct sample_county *c;
    struct yx_rng rng;
    struct {
        struct sample_school *v;
        size_t n, cap;
    } schools;
    struct yx_buf b;
};

static struct sample_school *add_school(struct draft *d, enum sample_school_kind kind,
                                        uint32_t town)
{
    struct sample_school s = {.name = text(d->c->arena, &d->b), .kind = kind, .town = town};
    s.is_rural = !d->c->town[town].is_urban;
    s.is_approved = true;
    s.has_meals = kind != YX_SCHOOL_POINT || yx_rng_chance(&d->rng, 1, 2);
    s.has_nutrition = s.is_rural && kind <= YX_SCHOOL_NINE;
    s.has_presence = true;
    if (kind == YX_SCHOOL_KINDERGARTEN) {
        bool is_private = yx_rng_chance(&d->rng, 2, 5);
        s.is_approved = !is_private || !yx_rng_chance(&d->rng, 1, 4);
        s.has_meals = yx_rng_chance(&d->rng, 4, 5);
        s.has_nutrition = s.is_rural && !is_private && yx_rng_chance(&d->rng, 3, 4);
        s.care_fee = (yx_fen)(is_private ? 3200 + 200 * (int64_t)yx_rng_below(&d->rng, 16)
                                         : 1200 + 100 * (int64_t)yx_rng_below(&d->rng, 16)) *
                     100;
    } else if (kind == YX_SCHOOL_SENIOR) {
        s.tuition = (yx_fen)(800 + 200 * (int64_t)yx_rng_below(&d->rng, 5)) * 100;
        s.lodging = 32000;
        s.books = (yx_fen)(480 + 10 * (int64_t)yx_rng_below(&d->rng, 12)) * 100;
    } else if (kind == YX_SCHOOL_VOCATIONAL) {
        s.tuition = (yx_fen)(2000 + 200 * (int64_t)yx_rng_below(&d->rng, 4)) * 100;
        s.lodging = 60000;
        s.books = 35000;
    } else {
        s.has_presence = kind == YX_SCHOOL_SPECIAL || !yx_rng_chance(&d->rng, 1, 12);
    }
    if (kind != YX_SCHOOL_POINT) {
        struct yx_buf b = {0};
        yx_buf_printf(&b, "%s%02u%06u", school_class[kind], d->c->code / 10000,
                      (unsigned)d->schools.n + 1001U);
        memcpy(s.code, b.p, 10);
        yx_buf_free(&b);
    }
    YX_PUSH(&d->schools, s);
    return &d->schools.v[d->schools.n - 1];
}

/* `n` schools of a kind in a township, called 名 + 后缀, or 名 + 第二 + 后缀. */
static void add_town_schools(struct draft *d, uint32_t t, enum sample_school_kind kind, uint32_t n,
                             const char *only, const char *several)
{
    struct sample_town *town = &d->c->town[t];
    town->of[kind].first = (uint32_t)d->schools.n;
    town->of[kind].n = n;
    for (uint32_t i = 0; i < n; i++) {
        yx_buf_puts(&d->b, town->name);
        if (n > 1)
            put_ordinal(&d->b, i);
        yx_buf_putz(&d->b, n > 1 ? several : only);
        (void)add_school(d, kind, t);
    }
}

/* Village schools and teaching points carry the name of a village. */
static void add_village_schools(struct draft *d, uint32_t t, enum sample_school_kind kind,
                                uint32_t n, uint32_t from, const char *suffix)
{
    struct sample_town *town = &d->c->town[t];
    town->of[kind].first = (uint32_t)d->schools.n;
    town->of[kind].n = n;
    for (uint32_t i = 0; i < n; i++) {
        struct yx_str v = town->village[(from + i) % town->n_villages];
        uint32_t round = (from + i) / town->n_villages;
        yx_buf_puts(&d->b, town->name);
        yx_buf_put(&d->b, v.p, v.n - strlen("村"));
        if (round)
            put_ordinal(&d->b, round);
        yx_buf_putz(&d->b, suffix);
        (void)add_school(d, kind, t);
    }
}

static void add_villages(struct draft *d, struct sample_town *town)
{
    town->n_villages = town->is_urban ? 6 : (uint32_t)(7 + yx_rng_below(&d->rng, 8));
    town->village = YX_NEW(d->c->arena, struct yx_str, town->n_villages);
    size_t na = yx_sample_n_parts(YX_PART_VILLAGE_A), nb = yx_sample_n_parts(YX_PART_VILLAGE_B);
    size_t at = (size_t)yx_rng_below(&d->rng, na * nb);
    for (uint32_t v = 0; v < town->n_villages; v++) {
        at += 31; /* coprime to na * nb, so that no two villages of a township share a name */
        yx_buf_puts(&d->b, yx_sample_part(YX_PART_VILLAGE_A, at));
        yx_buf_puts(&d->b, yx_sample_part(YX_PART_VILLAGE_B, at / na));
        yx_buf_putz(&d->b, "村");
        town->village[v] = text(d->c->arena, &d->b);
    }
}

/* The townships of the table; false if the county is not in it. */
static bool known_towns(struct draft *d, uint64_t children)
{
    struct sample_county *c = d->c;
    struct yx_division county, town;
    if (!yx_division_find(c->code, &county) || !yx_division_child(c->code, 0, &town))
        return false;
    c->name = county.name;
    /* A small county of children takes the first townships only, or most would be empty. */
    uint32_t n = (uint32_t)YX_MIN(yx_division_n_children(c->code), 1 + children / 250);
    c->town = YX_NEW(c->arena, struct sample_town, n);
    for (uint32_t t = 0; t < n && yx_division_child(c->code, t, &town); t++) {
        c->town[t].name = town.name;
        c->town[t].code = town.code;
        c->town[t].is_urban = yx_str_ends(town.name, YX_S("街道")) || (t == 0 && n > 0);
        c->n_towns++;
    }
    return true;
}

static void invent_towns(struct draft *d, uint64_t children)
{
    struct sample_county *c = d->c;
    uint32_t n = (uint32_t)YX_MIN(yx_sample_n_parts(YX_PART_TOWN), 1 + children / 250);
    c->town = YX_NEW(c->arena, struct sample_town, n);
    c->n_towns = n;
    for (uint32_t t = 0; t < n; t++) {
        c->town[t].is_urban = t < (n + 12) / 13;
        yx_buf_puts(&d->b, yx_sample_part(YX_PART_TOWN, t));
        yx_buf_putz(&d->b, c->town[t].is_urban ? "街道" : t < n / 2 ? "镇" : "乡");
        c->town[t].name = text(c->arena, &d->b);
    }
    c->name = YX_S("示例县");
}

static void share_children(struct draft *d, uint64_t children)
{
    struct sample_county *c = d->c;
    uint64_t weight = 0, seen = 0;
    uint64_t *w = yx_malloc(yx_mul_size(c->n_towns, sizeof *w));
    for (uint32_t t = 0; t < c->n_towns; t++) {
        w[t] = (c->town[t].is_urban                        ? 500
                : yx_str_ends(c->town[t].name, YX_S("镇")) ? 160
                                                           : 70) +
               yx_rng_below(&d->rng, 60);
        weight += w[t];
    }
    for (uint32_t t = 0; t < c->n_towns; t++) {
        seen += w[t];
        c->town[t].until = (uint64_t)((__uint128_t)children * seen / weight);
    }
    free(w);
}

static void add_schools(struct draft *d, uint32_t t, uint64_t n)
{
    struct sample_town *town = &d->c->town[t];
    uint32_t n32 = (uint32_t)n;
    bool is_nine = !town->is_urban && n < 900;
    add_town_schools(d, t, YX_SCHOOL_KINDERGARTEN, 1 + n32 / 900, "幼儿园", "幼儿园");
    if (is_nine) {
        add_town_schools(d, t, YX_SCHOOL_NINE, 1, "九年一贯制学校", "九年一贯制学校");
    } else {
        add_town_schools(d, t, YX_SCHOOL_PRIMARY, 1 + n32 / 5000, "中心小学校", "小学校");
        add_town_schools(d, t, YX_SCHOOL_JUNIOR, 1 + n32 / 9000, "初级中学校", "初级中学校");
    }
    if (!town->is_urban) {
        uint32_t villages = YX_MIN(n32 / 350, 2 + n32 / 2000);
        add_village_schools(d, t, YX_SCHOOL_VILLAGE, villages, 3, "小学校");
        add_village_schools(d, t, YX_SCHOOL_POINT, (villages + 1) / 2, 3 + villages, "教学点");
    }
}

struct sample_county *yx_sample_county_new(uint32_t code, uint64_t children, uint64_t seed)
{
    struct yx_arena *a = yx_arena_new();
    struct sample_county *c = YX_NEW(a, struct sample_county, 1);
    c->arena = a;
    c->code = code;
    struct draft d = {.c = c};
    yx_rng_seed(&d.rng, yx_mix64(seed ^ 0x636F756E7479U) ^ code);
    if (!known_towns(&d, children))
        invent_towns(&d, children);
    share_children(&d, children);
    uint64_t before = 0;
    for (uint32_t t = 0; t < c->n_towns; t++) {
        add_villages(&d, &c->town[t]);
        add_schools(&d, t, c->town[t].until - before);
        before = c->town[t].until;
    }
    c->senior = (uint32_t)d.schools.n;
    c->n_seniors = (uint32_t)(1 + children / 40000);
    for (uint32_t i = 0; i < c->n_seniors; i++) {
        yx_buf_puts(&d.b, c->name);
        put_ordinal(&d.b, i);
        yx_buf_putz(&d.b, "中学校");
        (void)add_school(&d, YX_SCHOOL_SENIOR, 0);
    }
    c->vocational = (uint32_t)d.schools.n;
    c->n_vocational = 2;
    yx_buf_puts(&d.b, c->name);
    yx_buf_putz(&d.b, "职业教育中心");
    add_school(&d, YX_SCHOOL_VOCATIONAL, 0)->is_centre = true;
    yx_buf_puts(&d.b, c->name);
    yx_buf_putz(&d.b, "武陵职业技术学校");
    (void)add_school(&d, YX_SCHOOL_VOCATIONAL, 0);
    c->special = (uint32_t)d.schools.n;
    yx_buf_puts(&d.b, c->name);
    yx_buf_putz(&d.b, "特殊教育学校");
    (void)add_school(&d, YX_SCHOOL_SPECIAL, 0);
    c->n_schools = (uint32_t)d.schools.n;
    c->school = d.schools.v;
    yx_arena_defer(a, free, c->school);
    yx_buf_free(&d.b);
    return c;
}

void yx_sample_county_free(struct sample_county *c)
{
    if (c)
        yx_arena_free(c->arena);
}

uint32_t yx_sample_town_of(const struct sample_county *c, uint64_t i)
{
    uint32_t lo = 0, hi = c->n_towns - 1;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (i < c->town[mid].until)
            hi = mid;
        else
            lo = mid + 1;
    }
    return lo;
}
