/* payer.h -- the term's payments: an honest payer, and what goes wrong.
 *
 * The payer applies the policy to the true facts and pays what is due, to the
 * person, by exemption, to the school or its canteen.  Then faults are planted
 * at known rates: left out, not entitled, wrong amount, twice, failed, returned
 * in whole or in part; and school sums that do not agree.  Each fault is noted
 * as the finding it must lead to.
 *
 * Ownership: yx_payer_free(), yx_payer_slot_free().  Errors: none.
 * Threads: a slot belongs to one thread at a time; commits come in order. */
#ifndef YX_SAMPLE_PAYER_H
#define YX_SAMPLE_PAYER_H

#include "sample/rosters.h"
#include "sample/truth.h"

struct sample_payer;

/* What one block owes to a school for one benefit. */
struct sample_due {
    uint32_t school, benefit;
    uint32_t persons;
    yx_fen amount;
};

struct sample_payer_slot {
    struct sample_judge *judge;
    struct sample_truth *truth; /* the block's; payments add to it */
    struct {
        struct sample_due *v;
        size_t n, cap;
    } due;                 /* one per school and benefit met in the block */
    struct yx_buf *missed; /* per benefit: rows of 应助未助, which stand only if it has a line */
    uint32_t *lines;       /* per benefit: lines written */
    uint32_t *index;       /* school * benefits + benefit → 1 + place in due; 0 none */
    yx_fen *last;          /* per benefit: amount last paid, for those paid by mistake */
};

struct sample_payer *yx_payer_new(const struct sample_law *l, const struct sample_world *w);
void yx_payer_free(struct sample_payer *p);
void yx_payer_slot_init(const struct sample_payer *p, struct sample_payer_slot *s);
void yx_payer_slot_free(const struct sample_payer *p, struct sample_payer_slot *s);
/* Pay the block: lines to `out`, findings to the slot. */
void yx_payer_block(const struct sample_payer *p, struct sample_payer_slot *s,
                    const struct sample_block *b, struct sample_dirt *dirt, struct yx_rng *rng,
                    struct sample_out *out);
/* Add the block's sums to the county's; blocks in order. */
void yx_payer_commit(struct sample_payer *p, struct sample_payer_slot *s);
/* Lines by school and what must be found in them; then the rows of 应助未助. */
void yx_payer_finish(struct sample_payer *p, struct sample_out *out, struct yx_buf *findings);

#endif
