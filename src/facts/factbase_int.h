/* factbase_int.h -- what the files of the factbase know of it.
 *
 * A lens is a roster seen by the rules: each column a rule reads is there as
 * numbers, worked out once per distinct value where the column is a
 * dictionary, else when the cell is looked at.
 *
 * Ownership: all in the factbase.  Errors: none.  Threads: immutable once built. */
#ifndef YX_FACTS_FACTBASE_INT_H
#define YX_FACTS_FACTBASE_INT_H

#include "base/hash.h"
#include "base/mem.h"
#include "codes/explanations.h"
#include "codes/identity_class.h"
#include "codes/stages.h"
#include "codes/states.h"
#include "facts/by_person.h"
#include "facts/factbase.h"
#include "match/row_index.h"

/* What a cell can say besides a number. */
#define YX_SAYS_NOTHING INT64_MIN       /* empty: unknown */
#define YX_SAYS_NONE    (INT64_MIN + 1) /* 无: known to be none */
#define YX_SAYS_ODD     (INT64_MIN + 2) /* something we do not understand: unknown, a 数据问题 */

static inline bool yx_says(int64_t v)
{
    return v > YX_SAYS_ODD;
}

struct yx_factbase;

/* Text of a cell as a number; `k` belongs to the column. */
typedef int64_t (*yx_reading_fn)(const struct yx_factbase *b, int64_t k, struct yx_str cell);

struct yx_coded {
    const struct yx_column *column; /* NULL: the roster has no such column */
    int64_t *by_code;               /* per dictionary value; NULL: read at each use */
    yx_reading_fn read;
    int64_t k;
};

/* SEEN(id, field, reading, is_code): columns the rules read; is_code: a value
 * not understood is reported once. */
#define YX_SEEN_COLUMNS(SEEN)                                                                      \
    SEEN(STAGE, STAGE, yx_reading_stage, 1)                                                        \
    SEEN(BOARDING, BOARDING, yx_reading_state, 1)                                                  \
    SEEN(ROLL, ROLL, yx_reading_state, 1)                                                          \
    SEEN(ROLL_STATE, ROLL_STATE, yx_reading_state, 1)                                              \
    SEEN(ENTRY, ENTRY, yx_reading_year, 1)                                                         \
    SEEN(PLACE, PLACE, yx_reading_place, 0)                                                        \
    SEEN(HUKOU, HUKOU, yx_reading_county, 0)                                                       \
    SEEN(DIVISION, DIVISION, yx_reading_county, 0)                                                 \
    SEEN(PRESENT, PRESENT, yx_reading_state, 1)                                                    \
    SEEN(IN_COUNTY, IN_COUNTY, yx_reading_yes_no, 1)                                               \
    SEEN(CARE_FEE, CARE_FEE, yx_reading_money, 1)                                                  \
    SEEN(IDENTITY, IDENTITY, yx_reading_classes, 0)                                                \
    SEEN(FROM, FROM, yx_reading_first_day, 1)                                                      \
    SEEN(TO, TO, yx_reading_last_day, 1)                                                           \
    SEEN(IDENTIFIED, IDENTIFIED, yx_reading_day, 1)                                                \
    SEEN(RISK_OVER, RISK_OVER, yx_reading_yes_no, 1)                                               \
    SEEN(RELATION, RELATION, yx_reading_head, 0)                                                   \
    SEEN(HOUSEHOLD, HOUSEHOLD, yx_reading_hash, 0)                                                 \
    SEEN(TOWN, TOWN, yx_reading_hash, 0)                                                           \
    SEEN(HEAD_ID, HEAD_ID, yx_reading_id, 0)                                                       \
    SEEN(EXPLAIN, EXPLAIN, yx_reading_explanation, 1)                                              \
    SEEN(EVIDENCE, EVIDENCE, yx_reading_hash, 0)                                                   \
    SEEN(VERIFIED_ON, VERIFIED_ON, yx_reading_day, 1)                                              \
    SEEN(VALID_TO, VALID_TO, yx_reading_last_day, 1)                                               \
    SEEN(CHECKED_ON, CHECKED_ON, yx_reading_day, 1)                                                \
    SEEN(AMOUNT, AMOUNT, yx_reading_money, 0)                                                      \
    SEEN(RETURNED, RETURNED, yx_reading_money, 0)                                                  \
    SEEN(TERM, TERM, yx_reading_term, 1)                                                           \
    SEEN(HEADCOUNT, HEADCOUNT, yx_reading_count, 1)                                                \
    SEEN(PAY_STATE, PAY_STATE, yx_reading_state, 1)                                                \
    SEEN(ACCOUNT, ACCOUNT, yx_reading_hash, 0)                                                     \
    SEEN(BIRTH, BIRTH, yx_reading_day, 0)

enum yx_seen {
#define SEEN(id, field, reading, is_code) YX_SEEN_##id,
    YX_SEEN_COLUMNS(SEEN)
#undef SEEN
        YX_N_SEEN
};

struct yx_lens {
    const struct yx_roster *roster;
    enum yx_kind kind;
    uint32_t first, n; /* of its rows among all rows */
    yx_day date;       /* 名单日期; YX_NO_DAY counts as the oldest */
    struct yx_coded seen[YX_N_SEEN];
    const struct yx_column *text[YX_N_FIELDS]; /* NULL: no such column */
    struct yx_coded *input;             /* per input of the policy: the column of that name */
    const struct yx_column **looked_at; /* the columns of all these, each once */
    uint32_t n_looked_at;

    const struct yx_column *grade_column;
    int16_t *grade_of; /* per dictionary value and context: stage * 100 + grade, 0 unknown */

    /* schools: per dictionary value, or per row where a column is no dictionary; YX_NO_ROW none */
    const struct yx_column *school_column, *code_column;
    uint32_t *school_of_name, *school_of_code, *school_of_row;

    /* 身份 lists */
    int64_t classes; /* what file or sheet say, as yx_reading_classes(); YX_SAYS_NOTHING */
    bool is_heads;   /* names only heads, or 按户 = 是 */

    const struct yx_column *benefit_column;
    int16_t *benefit_of; /* 发放: per dictionary value and stage: index, or enum yx_no_benefit */
};

/* Bits of a class set beside the members, which are below YX_MAX_MEMBERS. */
enum { YX_MAX_MEMBERS = 58 };
#define YX_CLASS_UNCLEAR ((int64_t)1 << 61) /* 监测 without its class */
#define YX_CLASS_NO      ((int64_t)1 << 60) /* known to be none */
#define YX_CLASS_ODD     ((int64_t)1 << 59) /* words that name no class */
#define YX_CLASS_MEMBERS (((int64_t)1 << YX_MAX_MEMBERS) - 1)

enum yx_no_benefit { YX_BENEFIT_UNKNOWN = -1, YX_BENEFIT_SEVERAL = -2 };

enum yx_tristate { YX_DONT_KNOW = -1, YX_IS_NO = 0, YX_IS_YES = 1 };

struct yx_school {
    struct yx_str code, name, town;
    uint32_t row;           /* newest row of a 学校 roster; YX_NO_ROW */
    int8_t in_county;       /* enum yx_tristate */
    uint8_t context;        /* stages its code allows: index of a grade context */
    bool has_presence;      /* a 在校 roster names it */
    bool has_full_presence; /* one that is not 部分 */
    int64_t care_fee;       /* fen a year; YX_SAYS_NOTHING */
    int64_t *input;         /* per input: what a 学校 roster's column of that name says; NULL */
};

/* A contradiction seen while building, for the 数据问题. */
struct yx_early_problem {
    uint32_t row, other;
    struct yx_str field;
};

/* A class that reaches a person through his household. */
struct yx_hold {
    uint32_t person;
    uint32_t row; /* of the list */
    uint32_t via; /* register row of the person */
    bool is_fact; /* 按户 = 是 */
};

/* Inputs the rules know by name. */
enum yx_known_input {
    YX_KNOWN_NOT,
    YX_KNOWN_STAGE,
    YX_KNOWN_GRADE,
    YX_KNOWN_CLASSES,
    YX_KNOWN_ROLL,
    YX_KNOWN_PRESENT,
    YX_KNOWN_HOME_TAUGHT,
    YX_KNOWN_BOARDING,
    YX_KNOWN_PLACE,
    YX_KNOWN_ENTRY,
    YX_KNOWN_TUITION,
    YX_KNOWN_APPLIED,
    YX_KNOWN_TERMS_HAD, /* whatever its name: 已用 of a 期限 */
    YX_KNOWN_OF_SCHOOL
};

struct yx_input_rule {
    enum yx_known_input known;
    int8_t stage[YX_N_STAGES]; /* 学段: member of each stage, -1 none */
    int8_t state[YX_N_STATES]; /* enumerations of states: member of each, -1 none */
    bool in_enrolment;         /* a 学籍 roster has a column of its name */
    bool in_school, in_others; /* a 学校 roster; rosters of other kinds */
    bool is_silent;            /* no rule derives it and no roster has such a column */
};

enum { YX_MAX_CONTEXTS = 48 };

struct yx_factbase {
    struct yx_arena *arena;
    struct yx_factbase_options o;
    struct yx_lens *lens;
    uint32_t n_lenses;
    struct yx_row_index row_index; /* rosters and lenses have the same numbers */
    yx_day now, cut;               /* as-of; the earlier of cut-off and as-of */
    yx_day age_day;                /* the 31 August ages are taken on */

    const struct yx_policy_input *input;
    uint32_t n_inputs;
    struct yx_input_rule *rule;

    /* classes: the members of the policy's 身份, or all we know without a policy */
    const struct yx_str *member;
    uint32_t n_members;
    int class_input; /* the 身份 input, -1 none */
    uint64_t all_members;
    uint64_t provided, provided_whole; /* with a list; with one that is not 部分 */
    int8_t *identity_of;               /* per member: number in codes/identity_class.h, -1 none */
    uint64_t unclear;                  /* members 监测 may mean */
    uint64_t ends_with_risk;           /* members that 风险是否消除 ends */
    uint64_t exist_at_cut, exist_now;  /* members that there are on those days */
    uint64_t by_household;             /* 脱贫 and 监测 */
    uint64_t by_list; /* 低保, 认定困难: a list of heads reaches the household */

    unsigned
        context[YX_MAX_CONTEXTS]; /* masks of stages a school or a 学段 allows; [0] nothing known */
    uint32_t n_contexts;
    uint8_t *fits; /* [stage][benefit]: 适用 may hold for the stage */
    const struct yx_policy_benefit *benefit;
    uint32_t n_benefits;

    struct yx_hold *hold; /* sorted by person, row */
    uint32_t n_holds;
    struct yx_by_person holds;

    struct yx_school *school;
    uint32_t n_schools;
    struct yx_map school_by_code, school_by_name; /* hash → number + 1; by name: 0 ambiguous */

    struct yx_payment *payment; /* by person, row; then the schools' lines */
    uint32_t n_payments, n_school_payments;
    struct yx_by_person payments;
    uint64_t other_term_lines;

    struct yx_early_problem *early;
    uint32_t n_early;
    struct yx_arena **problem_text; /* one per slot of the pool */
    unsigned n_problem_texts;
    struct yx_problem *problem;
    uint32_t n_problems;
    struct yx_by_person problems; /* of those that belong to a person */
};

enum {
    YX_MAX_SAME = 32 /* rows of a kind weighed for a person */
};

/* ---- reading.c: cells as numbers ---- */
int64_t yx_reading_stage(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_state(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_year(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_place(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_county(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_yes_no(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_money(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_classes(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_day(const struct yx_factbase *b, int64_t k, struct yx_str cell);
/* 起止日期 holds both ends in one cell: the first is read as 起始日期, the other from the
 * same column; YX_SAYS_NOTHING if the span is open. */
int64_t yx_reading_first_day(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_span_end(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_last_day(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_head(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_hash(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_id(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_explanation(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_term(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_count(const struct yx_factbase *b, int64_t k, struct yx_str cell);
int64_t yx_reading_input(const struct yx_factbase *b, int64_t k, struct yx_str cell);
/* stage * 100 + grade, 0 unknown; `stages` as yx_grade_read(). */
int16_t yx_reading_grade(const struct yx_factbase *b, unsigned stages, struct yx_str cell);
/* What multiplies a number of the column into yuan: 10000 under 万元, or below a title that says
 * 单位：万元; 0 when the unit named is none we know. */
int64_t yx_column_unit(const struct yx_table *t, const struct yx_column *c);
/* The same into yuan a year: 2 for 元/学期; 0 also when it cannot be known (by the month). */
int64_t yx_column_year_factor(const struct yx_table *t, const struct yx_column *c);

/* ---- lens.c ---- */
void yx_lens_build(struct yx_factbase *b);
/* What yx_factbase_announce() asks for (ahead.c). */
void yx_lens_announce(struct yx_factbase *b, struct yx_lens *l);
/* Grades by context, once the schools and so the contexts are known. */
void yx_lens_grades(struct yx_factbase *b);
static inline const struct yx_lens *yx_lens_at(const struct yx_factbase *b, uint32_t row)
{
    return &b->lens[yx_row_index_at(&b->row_index, row)];
}
/* Number of the grade context for these stages. */
uint8_t yx_lens_context(struct yx_factbase *b, unsigned stages);

static inline int64_t yx_coded_at(const struct yx_factbase *b, const struct yx_coded *c, uint32_t i)
{
    if (!c->column)
        return YX_SAYS_NOTHING;
    if (c->by_code)
        return c->by_code[c->column->code[i]];
    return c->read(b, c->k, yx_column_text(c->column, i));
}
/* A column of the lens at one of all rows. */
static inline int64_t yx_seen_at(const struct yx_factbase *b, const struct yx_lens *l,
                                 enum yx_seen what, uint32_t row)
{
    return yx_coded_at(b, &l->seen[what], row - l->first);
}
/* A day, YX_NO_DAY when the cell gives none. */
static inline yx_day yx_seen_day(const struct yx_factbase *b, const struct yx_lens *l,
                                 enum yx_seen what, uint32_t row)
{
    int64_t v = yx_seen_at(b, l, what, row);
    return yx_says(v) ? (yx_day)v : YX_NO_DAY;
}
/* Text of a column of ours at one of all rows, trimmed. */
static inline struct yx_str yx_lens_text(const struct yx_lens *l, uint32_t row, enum yx_field f)
{
    const struct yx_column *c = l->text[f];
    return c ? yx_str_trim(yx_column_text(c, row - l->first)) : (struct yx_str){NULL, 0};
}

/* ---- schools.c ---- */
void yx_schools_build(struct yx_factbase *b);
uint32_t yx_school_at(const struct yx_lens *l, uint32_t row);

/* ---- enrolment.c ---- */

/* Rows of one person at one school, newest list first. */
struct yx_enrolled {
    uint32_t row[YX_MAX_SAME];
    uint32_t n;
    uint32_t school;
    yx_day date;
};
/* The counting rows at the school that speaks for him, and at a second one whose list is of
 * the same term; n = 0 when there are none. */
void yx_enrolment_of(const struct yx_factbase *b, uint32_t person, struct yx_enrolled *main,
                     struct yx_enrolled *other);
/* What those rows say in a column: the newest that says something; YX_SAYS_NOTHING when lists
 * of one date contradict.  *clash, if not NULL, becomes a row that says otherwise. */
int64_t yx_enrolled_seen(const struct yx_factbase *b, const struct yx_enrolled *e,
                         enum yx_seen what, uint32_t *clash);
int64_t yx_enrolled_input(const struct yx_factbase *b, const struct yx_enrolled *e, uint32_t input,
                          uint32_t *clash);
/* Are both lists of one term?  Two without a date are. */
bool yx_same_term(yx_day a, yx_day b);
/* Stage (enum yx_stage) and grade (0 unknown) of a row of any kind. */
enum yx_stage yx_row_stage(const struct yx_factbase *b, uint32_t row, int *grade);
enum yx_stage yx_enrolled_stage(const struct yx_factbase *b, const struct yx_enrolled *e,
                                int *grade);
/* YX_STATE_INSIDE, YX_STATE_OUTSIDE, or YX_SAYS_NOTHING. */
int64_t yx_enrolled_place(const struct yx_factbase *b, const struct yx_enrolled *e);
/* The number that stands in front of `older` in weighing: newer list, else the first by content. */
bool yx_school_before(const struct yx_factbase *b, uint32_t a, uint32_t other);

struct yx_presence {
    uint32_t present, absent; /* rows; YX_NO_ROW */
    bool is_unclear;          /* lists of one date say both of one school */
};
void yx_presence_of(const struct yx_factbase *b, uint32_t person, struct yx_presence *out);
/* The newest counting 县外回单. */
uint32_t yx_proof_of(const struct yx_factbase *b, uint32_t person);

/* ---- profile.c ---- */
/* From his number, else from a column: 户籍 before 学籍 before others; YX_NO_DAY unknown. */
yx_day yx_birth_of(const struct yx_factbase *b, uint32_t person);

/* ---- validity.c ---- */
struct yx_explained {
    uint32_t row; /* YX_NO_ROW */
    enum yx_explain_kind kind;
    enum yx_explain_state state;
    uint32_t valid; /* bit per kind */
    struct {
        uint32_t row, by; /* an explanation beaten, and the row that beats it */
    } beaten[4];
    uint32_t n_beaten;
};
/* `p` with its rows already found. */
void yx_explain_of(const struct yx_factbase *b, uint32_t person, const struct yx_profile *p,
                   struct yx_explained *out);

/* ---- classes.c, households.c ---- */
/* What the members are, before any cell is read; then what the lists say of them. */
void yx_identity_init(struct yx_factbase *b);
void yx_identity_build(struct yx_factbase *b);
int yx_households_build(struct yx_factbase *b, struct yx_err *err);
/* Classes a row of a 身份 list gives, as yx_reading_classes(). */
/* Members of a set that there were on a day (data/identity.csv); a county's own always are. */
uint64_t yx_classes_existing(const struct yx_factbase *b, uint64_t members, yx_day on);
int64_t yx_row_classes(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row);
struct yx_classes {
    uint64_t at_cut, now; /* held */
    uint64_t unknown;     /* lists contradict, or 监测 without its class */
    uint64_t inferred;    /* 户内推定 */
    uint64_t mentioned;   /* by a row of his own or a 按户 list */
    uint32_t clash[2];    /* rows of one date that contradict; YX_NO_ROW */
};
void yx_classes_of(const struct yx_factbase *b, uint32_t person, struct yx_classes *out);
/* His household holds: first and count. */
const struct yx_hold *yx_holds_of(const struct yx_factbase *b, uint32_t person, uint32_t *n);

/* ---- payments.c ---- */
int yx_payments_build(struct yx_factbase *b, struct yx_err *err);
/* Index of the benefit a line names, or enum yx_no_benefit. */
int16_t yx_payment_benefit(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row,
                           enum yx_stage stage);
enum yx_stage yx_stage_of_person(const struct yx_factbase *b, uint32_t person);
/* A person of unknown stage is paid at a school: its stage, if it has but one. */
enum yx_stage yx_stage_of_line(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row,
                               enum yx_stage of_person);
enum yx_stage yx_stage_of_school(const struct yx_factbase *b, uint32_t school);

/* ---- roster_problems.c ---- */
int yx_problems_build(struct yx_factbase *b, struct yx_err *err);

#endif
