/* people.h -- the households and children of a synthetic county, block by block.
 *
 * A block is a few thousand children with their households, made from the seed
 * and the block's number alone, so that blocks can be made in any order on all
 * cores and a province streams through little memory.  What is made here is the
 * truth: who a child is, where it really learns, what it is entitled to on
 * paper; how departments write that down is rosters.c, and badly is dirt.c.
 *
 * Identity numbers stand in division 500299, which no county has, with valid
 * check digits, and are unique: every block owns sequence numbers of its own.
 * Beyond two million children the days of one division are full and the empty
 * divisions below (500298, …) follow.
 *
 * Ownership: yx_sample_block_free(); a block is reused by the next make.
 * Errors: none.  Threads: different blocks in different threads. */
#ifndef YX_SAMPLE_PEOPLE_H
#define YX_SAMPLE_PEOPLE_H

#include "base/date.h"
#include "base/money.h"
#include "sample/county.h"
#include "sample/names.h"

enum sample_class {
#define CLASS(id, zh, household) YX_CLASS_##id,
#include "sample/truth.def"
#undef CLASS
    YX_N_CLASSES
};
#define YX_CLASS_BIT(id) (1U << YX_CLASS_##id)

enum sample_fate {
#define FATE(id, zh) YX_FATE_##id,
#include "sample/truth.def"
#undef FATE
    YX_N_FATES
};

enum sample_explain {
#define EXPLAIN(id, zh, months, evidence, at_15) YX_SAYS_##id,
#include "sample/truth.def"
#undef EXPLAIN
    YX_N_SAYS
};

enum sample_stage {
    YX_STAGE_NONE,
    YX_STAGE_PRESCHOOL,
    YX_STAGE_PRIMARY,
    YX_STAGE_JUNIOR,
    YX_STAGE_SENIOR,
    YX_STAGE_VOCATIONAL,
    YX_STAGE_HIGHER,
    YX_N_STAGES
};

#define YX_NO_SCHOOL UINT32_MAX

/* Pupils who are not on the county's register: of another county, or with other papers. */
enum sample_guest {
    YX_GUEST_NOT,
    YX_GUEST_OTHER_COUNTY,
    YX_GUEST_PASSPORT,
    YX_GUEST_RESIDENT, /* 港澳台居民居住证 */
    YX_GUEST_TEMPORARY /* a number the school made up until papers come */
};

struct sample_adult {
    struct sample_name name;
    uint64_t id; /* packed, see codes/citizen_id.h */
    yx_day birth;
    uint8_t sex;
};

struct sample_house {
    struct sample_adult guardian; /* on the register beside the child */
    struct sample_adult head;     /* 户主; the guardian, unless head_differs */
    bool head_differs;            /* the register then has a row of the head */
    bool is_orphaned;             /* the guardian is a grandparent */
    enum sample_people people;
    uint32_t town, village;
    uint32_t first, n;      /* children of the block */
    uint32_t number;        /* 户号, within the block */
    uint32_t classes;       /* held at the cut-off; household classes and 低保 */
    uint32_t classes_later; /* begun after the cut-off */
    uint32_t classes_ended; /* ended before the cut-off */
    bool dibao_by_head;     /* 低保 stands on the list that names heads only */
    bool risk_over;         /* classes_ended by 风险消除, no date */
    /* of a hard county */
    bool has_moved;    /* only the register knows where to */
    uint32_t was_town; /* where it lived before; the township and village of other lists */
    uint32_t was_village;
    bool lends_number; /* its school wrote the guardian's number for every child */
};

struct sample_child {
    struct sample_name name;
    uint64_t id;
    yx_day birth;
    uint32_t house;  /* of the block */
    uint32_t number; /* of the block; for codes that must differ */
    uint8_t sex;
    int8_t age;     /* on 31 August before the school year */
    int8_t age_now; /* on as-of */
    enum sample_people people;
    enum sample_fate fate;
    enum sample_guest guest;
    enum sample_stage stage;
    uint8_t grade; /* 1..9; junior 7..9; preschool, senior, vocational, higher 1..4 */
    uint8_t class_no;
    uint32_t school;       /* of the county, or YX_NO_SCHOOL */
    uint32_t other_school; /* a second row: 重复学籍, or the school left */
    uint32_t outside;      /* which school outside the county; from 1 */
    bool boards;
    bool is_present;                                /* really in the classroom */
    char roll;                                      /* first letter of 学籍号: G, L, J */
    uint32_t classes, classes_later, classes_ended; /* all classes, those of the house included */
    uint32_t classes_ending; /* of classes: end between the cut-off and as-of */
    enum sample_explain says;
    yx_day says_on; /* 核实日期 */
    bool says_evidence;
    yx_day checked_on;  /* 核查日期 of the proof from outside */
    bool has_graduated; /* on the list of this summer's graduates */
    /* senior, vocational, higher */
    bool is_agricultural, is_full_time, is_local, is_exempt, is_graduate_student;
    uint8_t book_terms, lodging_terms;
    int entry_year;
    yx_fen tuition, lodging;
    yx_day applied; /* YX_NO_DAY: not applied */
    /* of a hard county */
    uint32_t twin;          /* 1 + the place in the block of one born with him; 0: none */
    uint32_t namesake;      /* 1 + the number of the identity he shares; 0: none */
    bool is_namesake_first; /* of the two who share it */
};

struct sample_options;

/* What all blocks share. */
struct sample_world {
    struct sample_county *county;
    uint64_t children, seed;
    uint32_t n_blocks;
    yx_day as_of, cutoff, age_day; /* age_day: 31 August before the school year */
    yx_term term;
    int school_year;
    bool has_guests; /* some pupils are not of the county */
    bool is_hard;    /* twins, namesakes and the like, see hard_people.h */
};

struct sample_block {
    uint32_t number;
    uint64_t first_child; /* of the county */
    struct {
        struct sample_house *v;
        size_t n, cap;
    } houses;
    struct {
        struct sample_child *v;
        size_t n, cap;
    } children;
    uint8_t *used; /* per day and sex: how many sequence numbers are taken */
    struct {
        struct sample_shared_identity *v; /* of namesakes living here, see hard_people.h */
        size_t n, cap;
    } shared;
};

enum { YX_YOUNGEST = 3, YX_OLDEST = 22 };
/* The days between which children of a county are born. */
yx_day yx_first_birth(const struct sample_world *w);
yx_day yx_last_birth(const struct sample_world *w);
void yx_sample_world_init(struct sample_world *w, struct sample_county *county, uint64_t children,
                          uint64_t seed, yx_day as_of, yx_day cutoff);
void yx_sample_block_make(const struct sample_world *w, uint32_t number, struct sample_block *b);
void yx_sample_block_free(struct sample_block *b);
/* A generator of the block's own for one purpose, so that planting dirt does not
 * change the people. */
void yx_sample_block_rng(const struct sample_world *w, uint32_t number, uint64_t purpose,
                         struct yx_rng *out);

struct yx_str yx_sample_class_name(enum sample_class c);
struct yx_str yx_sample_fate_name(enum sample_fate f);
struct yx_str yx_sample_explain_name(enum sample_explain e);
struct yx_str yx_sample_stage_name(enum sample_stage s);
/* Whether a row of 学籍 stands for the child; whether one does that counts. */
bool yx_sample_has_enrolment(const struct sample_child *k);
bool yx_sample_is_enrolled(const struct sample_child *k);
/* What the attendance lists say of the child. */
enum sample_presence {
    YX_PRESENCE_NO_LIST,    /* his school sends none */
    YX_PRESENCE_ABSENT_ROW, /* 未到校, 离校 */
    YX_PRESENCE_NO_ROW,     /* the school's list is without him */
    YX_PRESENCE_ROW         /* 到校 */
};
enum sample_presence yx_sample_presence(const struct sample_world *w, const struct sample_child *k);

#endif
