/* link_int.h -- what the parts of linking share.
 *
 * Private to link.c (order of the work, verdicts) and link_pairs.c (making pairs,
 * learning, weighing).  Ownership: the run's.  Errors: YX_IO.  Threads: as link.h. */
#ifndef YX_MATCH_LINK_INT_H
#define YX_MATCH_LINK_INT_H

#include "base/hash.h"
#include "base/mem.h"
#include "base/radix.h"
#include "match/link.h"

struct yx_link_list {
    struct yx_link *v;
    size_t n, cap;
};

/* Pairs that passes found: left row << 32 | right row, and the pass.  They may be as many as
 * rows, so they are kept small until they are put in order. */
struct yx_link_found {
    struct yx_radix_item *v;
    size_t n, cap;
};
static inline struct yx_row_pair yx_link_found_rows(const struct yx_radix_item *i)
{
    return (struct yx_row_pair){(uint32_t)(i->key >> 32), (uint32_t)i->key};
}

struct yx_link_engine {
    const struct yx_record_set *s;
    const struct yx_link_model *m;
    const struct yx_link_options *o;
    struct yx_link_result *r;
    bool is_within;
    bool *used[2];                 /* the row has its one partner; NULL: it may have several */
    uint32_t *open_row[2];         /* rows not used; NULL: all */
    struct yx_record_rows rows[2]; /* the same, to make pairs of */
    struct yx_map decided;         /* yx_link_pair_hash() -> number in o->decided, + 1 */
    struct yx_link_found found;    /* by passes */
    struct yx_link_list pairs;     /* everything else worth a verdict; in the end all of it */
    struct yx_link_list open;      /* one to one: what passes found more than once */
    struct yx_map is_open;         /* yx_link_pair_hash() of these */
};

/* Of a pair of rows; never 0. */
static inline uint64_t yx_link_pair_hash(uint32_t left, uint32_t right)
{
    return yx_mix64(((uint64_t)left << 32 | right) + 0x9E3779B97F4A7C15U) | 1;
}
const struct yx_link_decided_pair *yx_link_decided_on(const struct yx_link_engine *e, uint32_t left,
                                                      uint32_t right);

static inline const uint32_t *yx_link_left(const struct yx_link_engine *e, uint32_t row)
{
    return yx_record_codes(e->s, YX_LEFT, row);
}
static inline const uint32_t *yx_link_right(const struct yx_link_engine *e, uint32_t row)
{
    return yx_record_codes(e->s, e->is_within ? YX_LEFT : YX_RIGHT, row);
}
bool yx_link_is_vetoed(const struct yx_link_engine *e, uint32_t left, uint32_t right);

/* The pairs for which the pass holds, and no veto. */
int yx_link_pass_pairs(struct yx_link_engine *e, unsigned pass, struct yx_link_found *out,
                       struct yx_err *err);
/* Learns m, u, prior and term weights; pairs of the blocks that weigh at least `floor` are
 * appended to e->pairs. */
int yx_link_weigh_pairs(struct yx_link_engine *e, int32_t floor, struct yx_err *err);

#endif
