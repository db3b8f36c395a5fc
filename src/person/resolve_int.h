/* resolve_int.h -- what the parts of the resolution share.
 *
 * person.c drives; spine.c groups by number; passes.c settles rows without one;
 * candidates.c looks for what is left.  Rows join by union-find whose root is always
 * the lowest row, so the result does not depend on the order of joining. */
#ifndef YX_PERSON_RESOLVE_INT_H
#define YX_PERSON_RESOLVE_INT_H

#include "base/hash.h"
#include "base/radix.h"
#include "match/model.h"
#include "person/person.h"

/* A run of rows of one roster, the unit of parallel work. */
struct row_block {
    const struct yx_rows *r;
    uint32_t from, to; /* rows of the roster */
};

/* Two rows a person must look at, and whether they are linked all the same. */
struct found_pair {
    uint32_t left, right;
    bool is_linked;
};

struct resolve {
    const struct yx_rows *const *rosters;
    uint32_t n_rosters, n_rows;
    struct yx_pool *pool;
    const struct yx_match_model *model;
    struct row_block *block;
    size_t n_blocks;
    uint32_t *up;        /* union-find: a row of the same person, itself for the first */
    uint8_t *link;       /* enum yx_link: why up[row] is not row, or was not when it joined */
    uint8_t *disowned;   /* as in struct yx_people */
    uint64_t *nobodys;   /* bit per row, YX_BLOCK_ROWS to a block: a person without valid number */
    uint32_t n_register; /* rows of the register before all others */
    struct yx_map lent;  /* root without a number of its own -> row of its person that has one */
    uint32_t home;       /* division of more than half of the register, 0 if there is none such */
    bool one_county;     /* home is known, or no register names divisions */
    struct {
        struct found_pair *v;
        size_t n, cap;
    } pairs;
    struct {
        uint64_t *v;
        size_t n, cap;
    } generic;
    uint64_t n_pairs_over;
    const uint8_t *is_left, *is_right; /* bit per row: may be in a pair; NULL but in candidates.c */
};

/* Borrows rosters and pool; the caller frees with resolve_free() what is not NULL. */
int resolve_open(struct resolve *s, const struct yx_rows *const *rosters, uint32_t n,
                 struct yx_pool *pool, struct yx_err *err);
void resolve_free(struct resolve *s);

/* A row among those of its roster. */
struct row_at {
    const struct yx_rows *r;
    uint32_t i;
};

struct row_at resolve_at(const struct resolve *s, uint32_t row);

static inline bool resolve_is_disowned(const struct resolve *s, uint32_t row)
{
    return s->disowned[row / 8] >> (row % 8) & 1;
}
static inline void resolve_disown(struct resolve *s, uint32_t row)
{
    s->disowned[row / 8] = (uint8_t)(s->disowned[row / 8] | 1U << (row % 8));
}
static inline uint32_t resolve_root(const struct resolve *s, uint32_t row)
{
    while (s->up[row] != row)
        row = s->up[row];
    return row;
}
static inline void resolve_own(struct resolve *s, uint32_t row)
{
    s->disowned[row / 8] = (uint8_t)(s->disowned[row / 8] & ~(1U << (row % 8)));
}
/* Does the row name a person at all? */
static inline bool resolve_is_person(const struct yx_rows *r, uint32_t i)
{
    return r->is_data[i] && r->kind != YX_KIND_SCHOOL &&
           (r->id[i] || r->name[i] || (r->student_no && r->student_no[i]) ||
            (r->id_class[i] != YX_ID_EMPTY && r->id_class[i] != YX_ID_GARBAGE));
}
/* Kinds whose rows stand for one living child each. */
static inline bool resolve_is_population(enum yx_kind k)
{
    return k == YX_KIND_REGISTER || k == YX_KIND_ENROLMENT || k == YX_KIND_INTAKE ||
           k == YX_KIND_PRESENCE || k == YX_KIND_GRADUATE || k == YX_KIND_PROOF;
}

/* The row's valid number if it is his own, else 0. */
uint64_t resolve_own_id(const struct resolve *s, uint32_t row);
/* The number of the person of a root, 0 if none of his rows has one. */
uint64_t resolve_number(const struct resolve *s, uint32_t root);
/* Does the first row of the person stand on the register? */
bool resolve_is_registered(const struct resolve *s, uint32_t row);
/* Join the persons of two rows.  False, and nothing done, when both have numbers
 * and these differ. */
bool resolve_join(struct resolve *s, uint32_t a, uint32_t b, enum yx_link why);

/* Birth as well as the row knows it: own number, column, digits of a broken number; while
 * candidates are looked for, also what Excel left of one. */
yx_day resolve_birth(const struct resolve *s, uint32_t row);
uint8_t resolve_sex(const struct resolve *s, uint32_t row);
/* Rows of one name and birth have one key; 0 when either is unknown. */
uint64_t resolve_name_birth_key(const struct resolve *s, const struct yx_rows *r, uint32_t i);
/* The division a row belongs to, 0 unknown; *is_said: where it lives now, as against
 * where its number was given. */
uint32_t resolve_area(const struct resolve *s, uint32_t row, bool *is_said);
/* enum yx_agree bits. */
unsigned resolve_agree(const struct resolve *s, uint32_t a, uint32_t b);
/* 1 the same division (or town), -1 another, 0 not known. */
int resolve_same_area(const struct resolve *s, uint32_t a, uint32_t b);
enum yx_name_level resolve_name_level(const struct resolve *s, uint32_t a, uint32_t b);

/* ---- joins by key: a small side, and all rows looked up in it ---- */

/* Keys and the rows they are of. */
struct keyed_list {
    struct yx_radix_item *v;
    size_t n, cap;
};

/* Which keys are wanted: a bitmap that says no for nearly all others. */
struct key_filter {
    uint64_t *bits;
    unsigned shift;
};

static inline bool key_filter_has(const struct key_filter *f, uint64_t key)
{
    uint64_t h = yx_mix64(key);
    uint64_t mask = 1ULL << (h & 63) | 1ULL << (h >> 6 & 63);
    return (f->bits[h >> f->shift] & mask) == mask;
}

static inline void key_filter_prefetch(const struct key_filter *f, uint64_t key)
{
    YX_PREFETCH(&f->bits[yx_mix64(key) >> f->shift]);
}

/* Called for every row that names a person; appends what it wants. */
typedef void (*gather_fn)(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                          const struct key_filter *wanted, struct keyed_list *out);
/* Which rows may be wanted. */
enum gather_from {
    GATHER_ALL,
    GATHER_OPEN,    /* that have no number of their own: none, or one taken from them */
    GATHER_NAMED,   /* whose name is among the wanted keys */
    GATHER_NUMBERED /* whose valid number is */
};
/* Runs `fn` over such rows in parallel; the result is in row order. */
void resolve_gather_from(const struct resolve *s, enum gather_from from, gather_fn fn,
                         const struct key_filter *wanted, struct keyed_list *out);
/* The same over all rows. */
void resolve_gather(const struct resolve *s, gather_fn fn, const struct key_filter *wanted,
                    struct keyed_list *out);
void keyed_push(struct keyed_list *l, uint64_t key, uint32_t row);
/* By key, then row. */
void keyed_sort(struct keyed_list *l);
void key_filter_build(struct key_filter *f, const struct keyed_list *keys);

/* The reason of a pass; ends the program for one that person.h does not know. */
enum yx_link resolve_link_of(struct yx_str reason);
/* Neither the row nor the person it belongs to so far has a number of his own. */
bool resolve_is_without_number(const struct resolve *s, const struct yx_rows *r, uint32_t i);

/* ---- the steps ---- */
int resolve_spine(struct resolve *s, struct yx_err *err);
/* Rows (number, row) of groups with more than one name; sorts the list. */
void resolve_conflicts(struct resolve *s, struct keyed_list *rows);
void resolve_passes(struct resolve *s);
/* A pass whose key holds only together with the name (evidence.c). */
void resolve_by_evidence(struct resolve *s, const struct yx_pass *pass);
/* Take valid numbers that no register row has from rows whose name and birth column are those of
 * one registered child; *taken, to be freed, gets the rows. */
void resolve_disown_by_birth(struct resolve *s, struct keyed_list *taken);
/* Give them back to the rows that joined nobody with a number. */
void resolve_give_back(struct resolve *s, const struct keyed_list *taken);
/* The pass by the right name and a number near to it (near_numbers.c). */
void resolve_near_numbers(struct resolve *s, const struct yx_pass *pass);
void resolve_review(struct resolve *s);
/* people->numberless. */
int person_keys_prepare(struct yx_people *p, const struct yx_rows *const *rosters, uint32_t n,
                        struct yx_err *err);

#endif
