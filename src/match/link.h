/* link.h -- two lists, or one with itself, linked by a model.
 *
 * What people have decided holds first.  Then the passes (先), strongest first:
 * where a row may have one partner only, a pass links two rows that meet nobody
 * else by it.  What is left is compared within blocks (分块), weighed after
 * Fellegi and Sunter with m learnt from the data itself, and given to the
 * assignment (assign.h) or, for one list, to groups (clusters.h).  What 否决
 * forbids is never linked but by a person.
 *
 * Ownership: yx_link_result_free(); the record set is borrowed.
 * Errors: YX_IO when memory does not suffice; degenerate data are no error:
 * `learning.flags` says what could not be learnt.
 * Threads: with the pool; the same result for any number of threads. */
#ifndef YX_MATCH_LINK_H
#define YX_MATCH_LINK_H

#include "match/assign.h"
#include "match/blocks.h"
#include "match/clusters.h"
#include "match/link_score.h"

/* How a pair came about. */
enum yx_link_how { YX_HOW_WEIGHT, YX_HOW_PASS, YX_HOW_DECISION };

/* A pair that is linked or goes to a person. */
struct yx_link {
    uint32_t left, right; /* for dedupe left < right */
    int32_t weight;       /* 1/1000 bit, prior included */
    int32_t margin;       /* one to one: to the next best (assign.h); else 0 */
    uint64_t pattern;     /* grades, parts not covered */
    uint8_t verdict;      /* enum yx_pair_verdict: LINK, or one of review */
    uint8_t how;          /* enum yx_link_how */
    uint8_t pass;         /* YX_HOW_PASS: its number in the model */
    bool is_raised_again; /* decided before, and its fields have changed since */
    uint32_t decision;    /* number of the decision on it; UINT32_MAX: none */
};

/* What somebody decided about two rows, found by link_decisions.h. */
enum yx_link_decided { YX_DECIDED_SAME, YX_DECIDED_DIFFERENT, YX_DECIDED_LATER, YX_DECIDED_ANEW };
struct yx_link_decided_pair {
    uint32_t left, right;
    uint32_t number; /* of the decision */
    uint8_t verdict; /* enum yx_link_decided; ANEW: its fields have changed, ask again */
};

struct yx_link_options {
    struct yx_pool *pool;
    size_t budget_bytes; /* for sorting keys; 0: no limit */
    const struct yx_link_decided_pair *decided;
    size_t n_decided;
    const struct yx_fs_model *given; /* m, u and prior that are fixed; NULL: learn them */
    /* Term weights that are fixed, by code; NULL: from the lists themselves. */
    const int32_t *const *given_term;
    void (*progress)(void *ctx, const char *zh, const char *en);
    void *ctx;
};

struct yx_link_result {
    struct yx_link *pair; /* by left, then right */
    size_t n_pairs;
    uint32_t *cluster; /* dedupe: the lowest row of each row's group; else NULL */
    struct yx_link_scorer scorer;
    int32_t *term[YX_LINK_COMPARISONS]; /* what scorer.term points to */
    struct yx_fs_outcome learning;
    bool has_learnt;                  /* false: nothing was to be learnt, or all was given */
    struct yx_block_report blocks;    /* of 分块 */
    uint64_t n_compared;              /* pairs */
    uint64_t n_learnt_from;           /* pairs whose patterns were counted */
    uint64_t by_pass[YX_LINK_PASSES]; /* links */
    uint64_t open_of[YX_LINK_PASSES]; /* pairs that a pass found, and others by it, too */
    uint64_t over_of[YX_LINK_PASSES]; /* groups of a pass too large to be anybody */
    uint64_t n_linked, n_review, n_vetoed, n_decided;
    uint32_t n_found[2];  /* rows with a link */
    int32_t link, review; /* the thresholds as weights */
};

int yx_link_run(const struct yx_record_set *s, const struct yx_link_options *o,
                struct yx_link_result *out, struct yx_err *err);
void yx_link_result_free(struct yx_link_result *r);

/* Why the two are one, or might be, in words: `P1 证件号 一致`, or grade by grade with its
 * weight in bits: `证件号 可修复（第9、10位颠倒）+12.4；姓名 同音（子/梓）+6.1`. */
void yx_link_words(const struct yx_record_set *s, const struct yx_link_result *r,
                   const struct yx_link *pair, bool english, struct yx_buf *out);
/* A weight of 1/1000 bits as `12.4`, rounded away from zero; signed: `+12.4`. */
void yx_link_put_bits(int32_t weight, bool is_signed, struct yx_buf *b);

#endif
