/* explanations.h -- what may be said of a child who seems to be missing.
 *
 * The 说明类别 of data/explanations.csv: which lists each clears, for how long,
 * whether evidence must be numbered, and its class in 勾稽.  The number of a kind
 * is its place in that file, the order of enum yx_explain_kind.
 *
 * Ownership: static data.  Errors: -1.  Threads: safe. */
#ifndef YX_CODES_EXPLANATIONS_H
#define YX_CODES_EXPLANATIONS_H

#include "base/date.h"

enum yx_clears {                                /* lists, as a mask */
                 YX_CLEARS_MISSING = 1,         /* 未入学 */
                 YX_CLEARS_NOT_PRESENT = 2,     /* 在籍不在校 */
                 YX_CLEARS_GRADUATE_UNKNOWN = 4 /* 初中毕业去向待核 */
};

enum yx_limit {
    YX_LIMIT_NONE,
    YX_LIMIT_DAYS,    /* 30 days */
    YX_LIMIT_TERM,    /* one term */
    YX_LIMIT_YEAR,    /* one school year */
    YX_LIMIT_THE_YEAR /* the school year in which it was verified */
};

struct yx_explanation {
    struct yx_str name;       /* 死亡 */
    unsigned clears;          /* enum yx_clears */
    enum yx_limit limit;      /* see yx_explanation_until() */
    int days;                 /* of YX_LIMIT_DAYS */
    bool needs_evidence;      /* 佐证编号 */
    struct yx_str reconciled; /* class in 勾稽: 死亡迁出等 */
};

int yx_explanation_count(void);
const struct yx_explanation *yx_explanation_at(int kind);
/* Number of the kind with that name or alias, -1. */
int yx_explanation_find(struct yx_str word);
/* Last day on which an explanation verified on `from` holds; the day itself is not counted:
 * n days; one term: six months; one school year: twelve; the school year: its 31 August;
 * no limit: INT32_MAX.  Terms differ in length, so one term is taken as half a year. */
yx_day yx_explanation_until(const struct yx_explanation *e, yx_day from);

#endif
