/* summary.h -- the figures of a run: what a clerk reads before any list.
 *
 * Counts by list, township and school; the balance of compulsory age (勾稽);
 * benefits due and paid; how the rosters were understood; what was not
 * provided; the manifest.  The book, the JSON and the terminal show this and
 * compute nothing.
 *
 * Ownership: everything lives in the arena given to yx_check(), or in its
 * inbox and policy.  Errors: none.  Threads: immutable once yx_check() is back. */
#ifndef YX_CHECK_SUMMARY_H
#define YX_CHECK_SUMMARY_H

#include "check/lists.h"
#include "facts/inbox.h"
#include "person/person.h"
#include "policy/policy.h"

/* CLASS(id, 中文, English): classes of 勾稽 in their order; the first that fits. */
#define YX_BALANCE_CLASSES(CLASS)                                                                  \
    CLASS(GONE, "死亡迁出等", "died, moved away")                                                  \
    CLASS(HOME_TAUGHT, "送教", "taught at home")                                                   \
    CLASS(DEFERRED, "休学延缓", "suspended or deferred")                                           \
    CLASS(COMPLETED, "已毕业", "completed")                                                        \
    CLASS(DROPOUT, "辍学", "dropout on paper")                                                     \
    CLASS(NOT_PRESENT, "疑似（在籍不在校）", "suspected: enrolled, not present")                   \
    CLASS(IN_COUNTY, "县内在读", "at school in the county")                                        \
    CLASS(OUTSIDE_PROVED, "县外已取证", "elsewhere, proved")                                       \
    CLASS(OUTSIDE_CLAIMED, "县外未取证", "elsewhere, not proved")                                  \
    CLASS(PENDING, "待核", "to verify")                                                            \
    CLASS(MISSING, "疑似（未入学）", "suspected: not in school")

enum yx_balance_class {
#define CLASS(id, zh, en) YX_BALANCE_##id,
    YX_BALANCE_CLASSES(CLASS)
#undef CLASS
        YX_N_BALANCE
};
struct yx_text yx_balance_name(enum yx_balance_class c);

/* A list as written: rows, or why it is not. */
struct yx_list_tally {
    uint64_t rows;
    bool is_written;
    struct yx_str why; /* of a list not written */
};

/* A school of a township, as shown in the lists. */
struct yx_place_tally {
    struct yx_str town, school; /* either may be empty */
    uint64_t rows[YX_N_LISTS];
    uint32_t balance[YX_N_BALANCE];
    uint32_t children;    /* of compulsory age, counted apart from the classes */
    uint32_t due_persons; /* with something due to the person */
    yx_fen due, unpaid;   /* to persons */
};

struct yx_town_tally {
    struct yx_str town;
    uint64_t rows[YX_N_LISTS];
    uint64_t balance[YX_N_BALANCE];
    uint64_t children; /* counted apart from the classes */
};

/* A benefit of the policy in the run's term. */
struct yx_benefit_tally {
    uint64_t entitled, pending, late, ceiling; /* decisions */
    yx_fen due;                                /* of the entitled */
    uint64_t due_persons;                      /* 到人 with an amount */
    yx_fen due_to_persons;
    uint64_t paid_persons; /* net > 0 */
    yx_fen paid;           /* net, persons' and schools' lines */
    uint64_t unpaid;
    yx_fen unpaid_fen;
    bool is_compared; /* at least one line in the term */
};

/* A class of 身份 with no roster, or only partial ones. */
struct yx_unprovided {
    struct yx_str name;
    uint64_t decisions; /* 待核 for want of it; not strict: that would be */
};

struct yx_decision;

struct yx_summary {
    const struct yx_inbox *inbox;
    const struct yx_policy *policy; /* may be NULL */
    char policy_sha256[64];
    yx_term term;
    yx_day as_of, cutoff;
    uint32_t county;
    int age_from, age_to;
    bool is_strict, is_masked;
    uint64_t persons, rows; /* resolved persons; rows of all rosters */

    struct yx_list_tally list[YX_N_LISTS];
    struct yx_place_tally *place; /* by town, school, bytewise */
    size_t n_places;
    struct yx_town_tally *town;
    size_t n_towns;
    bool has_balance;
    uint64_t balance[YX_N_BALANCE];
    uint64_t children; /* of compulsory age on the register */
    uint64_t no_birth; /* on the register, no date of birth: outside the balance */

    struct yx_benefit_tally *benefit;
    uint32_t n_benefits;
    uint64_t due_persons; /* with something due to the person */
    yx_fen due;           /* to persons */
    uint64_t paid_persons;
    yx_fen paid; /* to persons, net */
    uint64_t unpaid_persons, not_due_persons, over_persons, under_persons, twice_persons;
    yx_fen unpaid, not_due, over, under, twice; /* over, under: wrong amounts */

    uint64_t avoided[YX_N_LINKS]; /* children found only by this pass */
    struct yx_unprovided *unprovided;
    uint32_t n_unprovided;
    uint64_t other_term_lines;
    const struct yx_decision *const *unused_decision; /* matched nothing */
    uint32_t n_unused_decisions, n_used_decisions;
};

/* `text` once more, words and figures of the run, for a terminal: aligned by
 * display width.  `book` and `lists` say where the results are; empty if none. */
void yx_summary_text(const struct yx_summary *s, enum yx_lang lang, struct yx_str book,
                     struct yx_str lists, struct yx_buf *out);
/* The balance as CSV: 乡镇, the classes, 合计; last line 合计. */
void yx_summary_balance_csv(const struct yx_summary *s, struct yx_buf *out);
/* JSON by docs/summary.schema.json. */
void yx_summary_json(const struct yx_summary *s, const char *version, struct yx_buf *out);
/* The manifest alone, the content of 清单.json. */
void yx_manifest_json(const struct yx_summary *s, const char *version, struct yx_buf *out);

#endif
