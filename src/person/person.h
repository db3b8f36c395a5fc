/* person.h -- which rows are the same human being.
 *
 * Resolution takes all rosters' rows and gives every row that names a person a
 * person number, the reason of the link, the pairs a human being must look at,
 * and the identities of numbers that stand on several living children
 * (generic) or do not belong to the row (repaired).  Persons are numbered by
 * their first row (kinds as tabled, rosters by file and sheet, rows in order).
 *
 * Ownership: yx_people_free().  Errors: YX_IO when memory does not suffice.
 * Threads: building uses the pool; immutable afterwards.  Same input, same
 * numbers, for any number of threads. */
#ifndef YX_PERSON_PERSON_H
#define YX_PERSON_PERSON_H

#include "match/rows.h"

struct yx_arena;

enum { YX_NO_PERSON = UINT32_MAX };

/* LINK(id, 中文 关联依据): why a row belongs to its person. */
#define YX_LINKS(LINK)                                                                             \
    LINK(NONE, "")                                                                                 \
    LINK(FIRST, "本人首条记录")                                                                    \
    LINK(P1, "P1 证件号和姓名一致")                                                                \
    LINK(P2, "P2 证件号一致，姓名不同")                                                            \
    LINK(P3, "P3 证件号一处笔误，已按姓名或出生日期核对")                                          \
    LINK(P4, "P4 证件号前17位一致，校验码不同")                                                    \
    LINK(P5, "P5 误填监护人证件号，按姓名和出生日期认定")                                          \
    LINK(P6, "P6 无有效证件号，姓名、出生日期和区划唯一一致")                                      \
    LINK(P7, "P7 学籍号或残疾证号里的证件号和姓名一致")                                            \
    LINK(P8, "P8 证件号被Excel截断，前15位和姓名一致")                                             \
    LINK(P9, "P9 没有可用证件号，姓名和家人（收款人、户主、监护人、同胞）证件号一致")              \
    LINK(P10, "P10 没有可用证件号，姓名和收款账号一致")                                            \
    LINK(P11, "P11 没有可用证件号，同一学校里同名的只有一个")                                      \
    LINK(P12, "P12 证件号错两处，姓名一致，号码相近的只有一个")                                    \
    LINK(STUDENT_NO, "学籍号一致")                                                                 \
    LINK(DECIDED, "人工判定同一人")

enum yx_link {
#define LINK(id, zh) YX_LINK_##id,
    YX_LINKS(LINK)
#undef LINK
        YX_N_LINKS
};
struct yx_str yx_link_name(enum yx_link l);

/* Two rows that may be the same person; or were linked by P2 with another name. */
struct yx_pair {
    uint32_t left, right; /* numbers among all rows; left before right */
    bool is_linked;       /* P2: linked all the same */
    uint8_t same, differ; /* bits: see YX_PAIR_* */
    int32_t weight;       /* of an unlinked pair, 1/1000 bit, prior included; else 0 */
    struct yx_str words; /* what that is made of: 姓名 同音（子/梓） +6.1；…; in people->texts */
    uint64_t fingerprint; /* of the fields it rests on */
    uint8_t verdict;      /* enum yx_verdict, from the decisions file */
};
enum {
    YX_PAIR_ID = 1,
    YX_PAIR_NAME = 2,
    YX_PAIR_BIRTH = 4,
    YX_PAIR_SEX = 8,
    YX_PAIR_DIVISION = 16,
    YX_PAIR_GUARDIAN = 32
};
enum yx_verdict {
    YX_VERDICT_NONE,
    YX_VERDICT_SAME /* 同一人 */,
    YX_VERDICT_DIFFERENT /* 不同人 */,
    YX_VERDICT_LATER /* 暂缓 */
};

/* A verdict on a pair of rows, found by the caller in the decisions file. */
struct yx_pair_decision {
    uint64_t key;         /* as yx_pair_key() */
    uint64_t fingerprint; /* 0: always applies */
    enum yx_verdict verdict;
};

/* A person without a number of any sort: what stands after the # of his 人员号. */
struct yx_numberless {
    uint32_t person;
    uint32_t ordinal; /* among those of the same name, birth, division; from 0 */
    uint64_t hash;    /* of name, birth, division and ordinal */
    bool is_equal;    /* nothing tells him from the one before: a 数据问题 */
};

struct yx_people {
    uint32_t n;       /* persons */
    uint32_t n_rows;  /* all rows of all rosters */
    uint32_t *person; /* per row: its person or YX_NO_PERSON */
    uint8_t *link;    /* per row: enum yx_link */
    uint32_t *start; /* n + 1: rows of person p are row[start[p]] … row[start[p+1]-1], ascending */
    uint32_t *row;
    uint64_t *id;      /* per person: the number that is his (valid, unique, not generic), or 0 */
    uint8_t *disowned; /* bit row%8 of byte row/8: the row's valid number is not his (generic, a
                              guardian's, another child's), nor the birth and sex taken from it */
    struct yx_pair *pair; /* sorted by left, right */
    uint32_t n_pairs;
    struct yx_arena *texts; /* words of pairs */
    uint64_t n_pairs_over;  /* plausible pairs beyond the model's 上限, left out */
    uint64_t *generic;      /* numbers on more than one living child of a roster, ascending */
    uint32_t n_generic;
    struct yx_numberless *numberless; /* ascending by person */
    uint32_t n_numberless;
    uint64_t by_link[YX_N_LINKS]; /* rows per reason, for the summary */
};

/* yx_people_resolve(rosters, n, decisions, n_decisions, pool, out, err).
 * `rosters` in the order of kinds as tabled; first row numbers ascending.
 * Decisions (NULL, 0 for none) are looked up by key and fingerprint, then applied
 * as by yx_people_decide().  O(rows). */
int yx_people_resolve(const struct yx_rows *const *rosters, uint32_t n,
                      const struct yx_pair_decision *decisions, uint32_t n_decisions,
                      struct yx_pool *pool, struct yx_people *out, struct yx_err *err);

/* yx_people_decide(people, rosters, n, err): apply the verdicts standing in
 * people->pair[].verdict, written there by a caller who found them by the pairs'
 * keys: 同一人 makes one person of two, 不同人 takes a linked row (and those of
 * its name) out of its person, or forbids that others join the two.  Pairs stay,
 * with their verdicts; persons are numbered anew, so take keys before.  O(rows). */
int yx_people_decide(struct yx_people *people, const struct yx_rows *const *rosters, uint32_t n,
                     struct yx_err *err);
void yx_people_free(struct yx_people *p);

static inline bool yx_people_is_disowned(const struct yx_people *p, uint32_t row)
{
    return p->disowned[row / 8] >> (row % 8) & 1;
}

/* Roster and row of a row number.  O(log rosters). */
void yx_row_locate(const struct yx_rows *const *rosters, uint32_t n, uint32_t row, uint32_t *roster,
                   uint32_t *in_roster);

/* Append the 人员号 of a person, by commands.md 6: the valid unique number, else the
 * 学籍号, else `#` and 16 hex digits of name, birth, division and ordinal.  About
 * 50 ns; nothing is kept, ten million persons need no memory for their keys. */
void yx_person_key(const struct yx_people *people, const struct yx_rows *const *rosters, uint32_t n,
                   uint32_t person, struct yx_buf *out);
/* Key of a pair: both 人员号, sorted. */
uint64_t yx_pair_key(struct yx_str a, struct yx_str b);

#endif
