/* fellegi_sunter.h -- weights of evidence for two rows being one.
 *
 * Each comparison of two rows ends in a level (一致, 同音, …, 不同).  m is how often a
 * level is seen among rows of the same person, u among rows of different persons; its
 * weight is log2(m/u), in 1/1000 bit.  Weights of independent comparisons add up; with
 * the prior they are the odds (Fellegi and Sunter, "A Theory for Record Linkage", JASA
 * 64, 1969).  m is learnt without labels by expectation and maximisation; u comes from
 * random pairs, or exactly from frequencies, and is not learnt: that keeps the two
 * classes from changing places (em.c).
 *
 * The levels of a pair are packed in one number, a pattern: few patterns stand for
 * millions of pairs, and learning looks at patterns only.
 *
 * What is inside another field counts once: a comparison may be part of another (属);
 * where the whole is at a level that covers its parts, they are as good as missing.
 *
 * Ownership: plain values, but for the counts.  Errors: degenerate input is no error: a
 * set of flags says what could not be learnt, and what was given before stands.
 * Threads: counting may run in parallel, one counter each; sums of integers are the same
 * in any order. */
#ifndef YX_MATCH_FELLEGI_SUNTER_H
#define YX_MATCH_FELLEGI_SUNTER_H

#include "base/cc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    YX_FS_COMPARISONS = 16, /* at most */
    YX_FS_LEVELS = 15,      /* at most, of one comparison: 0 the strongest, the last 不同 */
    YX_FS_MISSING = 15      /* either side is empty: neutral */
};

/* Four bits a comparison, the first lowest. */
static inline uint64_t yx_fs_put(uint64_t pattern, unsigned c, unsigned level)
{
    return (pattern & ~(15ULL << (4 * c))) | (uint64_t)level << (4 * c);
}
static inline unsigned yx_fs_level(uint64_t pattern, unsigned c)
{
    return (unsigned)(pattern >> (4 * c)) & 15;
}

struct yx_fs_comparison {
    uint8_t n_levels; /* 2 … YX_FS_LEVELS, 不同 included */
    int8_t part_of;   /* 属: the comparison this one is a part of; -1 none */
    uint16_t covers;  /* bit per level of this one at which its parts count nothing */
    bool m_is_pinned; /* given, not to be learnt */
};

struct yx_fs_model {
    unsigned n; /* comparisons */
    struct yx_fs_comparison comparison[YX_FS_COMPARISONS];
    /* Given before learning as what is expected, and after it what was learnt.  Each row
     * sums to 1 over the levels of its comparison. */
    double m[YX_FS_COMPARISONS][YX_FS_LEVELS];
    double u[YX_FS_COMPARISONS][YX_FS_LEVELS];
    double prior;         /* share of matches among all pairs there are */
    bool prior_is_pinned; /* given, not to be learnt */
};

/* The model with `n` comparisons of `n_levels[c]` levels: m and u as one expects of a
 * field nobody knows anything of, prior 1 in `n_pairs_all`'s square root. */
void yx_fs_init(struct yx_fs_model *model, unsigned n, const uint8_t *n_levels,
                uint64_t n_pairs_all);

/* The pattern with parts made missing where their whole covers them. */
uint64_t yx_fs_covered(const struct yx_fs_model *model, uint64_t pattern);

/* ---- counting ---- */

/* How often each pattern was seen. */
struct yx_fs_count {
    uint64_t pattern, n;
};
struct yx_fs_counter {
    struct yx_fs_count *slot; /* open addressing, n == 0 is free */
    size_t n, mask;           /* patterns; slots - 1 */
};
void yx_fs_counter_init(struct yx_fs_counter *c);
void yx_fs_counter_free(struct yx_fs_counter *c);
void yx_fs_counter_add(struct yx_fs_counter *c, uint64_t pattern, uint64_t n);
/* Adds all of `from`, which is left as it is. */
void yx_fs_counter_merge(struct yx_fs_counter *into, const struct yx_fs_counter *from);
/* Patterns in ascending order.  Free with free(). */
struct yx_fs_count *yx_fs_counter_sorted(const struct yx_fs_counter *c, size_t *n);

/* ---- u ---- */

/* u from patterns of random pairs (not covered: whole and parts as they are).  A level
 * never seen gets a share that shrinks with the number of pairs.  A comparison that was
 * missing in all of them keeps its u. */
void yx_fs_u_from_random(struct yx_fs_model *model, const struct yx_fs_count *count, size_t n);
/* u of 一致 known exactly: the other levels of the comparison are scaled to fit. */
void yx_fs_u_set_same(struct yx_fs_model *model, unsigned c, double u);
/* The chance that two rows have the same value, from the frequency of each value among
 * rows with one: left and right, or right NULL for one list with itself (two different
 * rows).  0 when nothing can meet. */
double yx_fs_same_by_chance(const uint32_t *left, const uint32_t *right, size_t n_values);

/* ---- learning (em.c) ---- */

/* What learning found wanting; bits. */
enum yx_fs_flag {
    YX_FS_NO_PAIRS = 1,      /* nothing to learn from */
    YX_FS_ALL_MISSING = 2,   /* no comparison was ever possible */
    YX_FS_ONE_PATTERN = 4,   /* all pairs alike */
    YX_FS_NOT_SEPARATED = 8, /* two classes did not come apart: what was given stands */
    YX_FS_NOT_CONVERGED = 16 /* still moving at the last step; what was learnt stands */
};

struct yx_fs_outcome {
    unsigned flags;        /* enum yx_fs_flag */
    unsigned n_steps;      /* of expectation and maximisation */
    double n_matches;      /* expected among the pairs looked at */
    double n_doubtful;     /* expected errors if each pair were decided by the likelier side */
    double log_likelihood; /* base 2, of the last step */
};

/* Learns m and prior from the patterns of candidate pairs (all made missing where
 * covered), `n_pairs_all` being the number of pairs there are, made or not: a pair no
 * rule made counts as no match.  Deterministic.  O(steps * patterns * comparisons).
 * When a flag but NOT_CONVERGED is set, m and prior are as they were given. */
struct yx_fs_outcome yx_fs_learn(struct yx_fs_model *model, const struct yx_fs_count *count,
                                 size_t n, uint64_t n_pairs_all);

/* ---- weights ---- */

/* A weight is in 1/1000 bit: 1000 doubles the odds. */
struct yx_fs_weights {
    unsigned n;
    int32_t prior; /* of the odds before any comparison */
    int32_t of[YX_FS_COMPARISONS][16];
    /* Pairs of comparisons added up beforehand, for scoring. */
    int32_t by_byte[YX_FS_COMPARISONS / 2][256];
};

/* Weights never rise from a level to a weaker one: where what was learnt says so, the
 * two levels share one.  Bounded by `most` (1/1000 bit; 0: 40 bits) either way. */
void yx_fs_weigh(const struct yx_fs_model *model, int32_t most, struct yx_fs_weights *out);
/* The sum over comparisons, without the prior, of a pattern made missing where covered. */
static inline int32_t yx_fs_score(const struct yx_fs_weights *w, uint64_t pattern)
{
    int32_t sum = 0;
    for (unsigned i = 0; i < YX_FS_COMPARISONS / 2; i++)
        sum += w->by_byte[i][pattern >> (8 * i) & 255];
    return sum;
}

/* The probability that stands for a weight (prior included), and back, bounded by
 * 40 bits either way. */
double yx_fs_probability(int32_t weight);
int32_t yx_fs_weight_of(double probability);

/* ---- term frequencies (term_frequency.c) ---- */

/* Two rows that both say 张伟 say less than two that both say 令狐沅芷.  What is to be
 * added to the weight of 一致 for each value: log2 of the chance of 一致 over the share of
 * the value among all rows, in 1/1000 bit.  `count`: rows with value v, both lists
 * together.  A rare value is not trusted beyond `floor` rows (typing errors are rare
 * values, too); a value of which there is none gets 0.  Bounded by `most` either way.
 * `share` in 0..1 is how much of the adjustment is made (1: all of it). */
void yx_fs_term_weights(const uint32_t *count, size_t n_values, double u_same, uint32_t floor,
                        double share, int32_t most, int32_t *out);

#endif
