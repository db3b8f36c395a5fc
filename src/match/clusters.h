/* clusters.h -- rows of one person in one list, or in many.
 *
 * Two rows that are one, and one of them and a third: are the three one?  Joining
 * whatever is linked makes chains in which the ends have nothing in common.  Here
 * groups are joined by the strongest pair first, and only if
 *   - nothing forbids any two rows that would come together (否决, or two rows of one
 *     roster in which everybody stands once);
 *   - the pairs between the two groups support it on average: a pair no rule ever
 *     brought together counts as `absent`, one compared by its weight, which is cut at
 *     `clip` so that one strong pair does not carry a crowd;
 *   - the group does not grow beyond `most` rows.
 * Where a pair is refused because of a veto, and what stands against it was joined by
 * a pair no better than it (by `margin`), both go to a person: never by row order.
 *
 * Ownership: plain values.  Errors: none.  Threads: safe if the veto is. */
#ifndef YX_MATCH_CLUSTERS_H
#define YX_MATCH_CLUSTERS_H

#include "match/assign.h"

/* Whether two rows can never be one person (twins; two valid numbers). */
typedef bool (*yx_veto_fn)(void *ctx, uint32_t a, uint32_t b);

struct yx_cluster_rule {
    int32_t link;    /* 关联: pairs from this weight on join groups */
    int32_t review;  /* 复核: pairs from this weight on that join nothing are for a person */
    int32_t margin;  /* as in struct yx_assign_rule */
    int32_t support; /* the average weight between two groups must reach this */
    int32_t absent;  /* what a pair that was never compared counts */
    int32_t clip;    /* what a pair counts at most, either way; 0: no limit */
    uint32_t most;   /* rows of a group at most; 0: 64 */
    /* The roster of each row if everybody stands once in it, else UINT32_MAX; NULL: none. */
    const uint32_t *once;
    yx_veto_fn veto; /* may be NULL */
    void *ctx;
};

struct yx_cluster_counts {
    uint64_t n[YX_N_PAIR_VERDICTS];                             /* pairs by verdict */
    uint64_t n_clusters;                                        /* of two rows or more */
    uint32_t greatest;                                          /* rows of the greatest */
    uint64_t n_refused_veto, n_refused_support, n_refused_size; /* pairs worth a link, refused */
};

/* cluster[n_rows]: the lowest row of the group of each row.  A verdict for each pair, at
 * its place: LINK within a group, TIE or THIN where equals contend, WEAK for the rest
 * worth a look (strong pairs without support, too), TANGLE where the group was full,
 * RIVAL for what a veto forbids, LOW below review.  O(n log n + n * most).  `counts` may be
 * NULL.  Pairs left == right are LOW. */
void yx_clusters(const struct yx_weighed_pair *pair, size_t n, uint32_t n_rows,
                 const struct yx_cluster_rule *rule, uint32_t *cluster, uint8_t *verdict,
                 struct yx_cluster_counts *counts);

#endif
