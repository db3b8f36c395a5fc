/* county.h -- the plan of a synthetic county: townships, villages, schools.
 *
 * Made once from the division code, the number of children and the seed; then
 * only read.  Townships come from the division table where the code is known,
 * villages and schools are invented.  Schools are of every kind that a roster
 * can show: public and private kindergartens, centre and village primary
 * schools, teaching points without a code of their own, junior and nine-year
 * schools, senior schools, the vocational centre and a private one, a special
 * school.
 *
 * Ownership: yx_sample_county_free().  Errors: none.  Threads: immutable. */
#ifndef YX_SAMPLE_COUNTY_H
#define YX_SAMPLE_COUNTY_H

#include "base/money.h"
#include "base/str.h"

enum sample_school_kind {
    YX_SCHOOL_KINDERGARTEN,
    YX_SCHOOL_PRIMARY, /* 中心校 */
    YX_SCHOOL_VILLAGE, /* 村小 */
    YX_SCHOOL_POINT,   /* 教学点, no code of its own */
    YX_SCHOOL_JUNIOR,
    YX_SCHOOL_NINE,
    YX_SCHOOL_SENIOR,
    YX_SCHOOL_VOCATIONAL,
    YX_SCHOOL_SPECIAL,
    YX_N_SCHOOL_KINDS
};

struct sample_school {
    struct yx_str name;
    char code[12]; /* 学校标识码, ten digits; empty for a teaching point */
    enum sample_school_kind kind;
    uint32_t town;
    bool is_rural, is_approved, has_meals, has_nutrition;
    bool is_centre;                 /* 县职教中心 */
    bool has_presence;              /* it sends its attendance list */
    yx_fen care_fee;                /* kindergarten, a year */
    yx_fen tuition, lodging, books; /* senior and vocational, a year */
};

struct sample_town {
    struct yx_str name;
    uint32_t code;  /* nine digits; 0: invented */
    uint64_t until; /* children numbered below this live here or in a township before */
    struct yx_str *village;
    uint32_t n_villages;
    bool is_urban; /* 街道, or the county town */
    /* schools of this township, as ranges of county.school */
    struct {
        uint32_t first, n;
    } of[YX_N_SCHOOL_KINDS];
};

struct sample_county {
    struct yx_arena *arena;
    uint32_t code; /* six digits */
    struct yx_str name;
    struct sample_town *town;
    uint32_t n_towns;
    struct sample_school *school;
    uint32_t n_schools;
    uint32_t senior, n_seniors;        /* county-wide schools: first and how many */
    uint32_t vocational, n_vocational; /* the first is 县职教中心 */
    uint32_t special;
};

struct sample_county *yx_sample_county_new(uint32_t code, uint64_t children, uint64_t seed);
void yx_sample_county_free(struct sample_county *c);
/* The township of child number `i`. O(log towns). */
uint32_t yx_sample_town_of(const struct sample_county *c, uint64_t i);

#endif
