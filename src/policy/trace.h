/* trace.h -- one student's decisions with reasons.
 *
 * The tracer interprets the same intermediate form as the block evaluator, for
 * one row, and keeps what it saw: which conditions held, failed or hung on
 * missing facts, which table row spoke, what the combination did.
 *
 * Ownership: results live in the arena given.  Errors: none.  Threads: safe. */
#ifndef YX_POLICY_TRACE_H
#define YX_POLICY_TRACE_H

#include "policy/policy.h"

struct yx_missing {
    uint64_t inputs;  /* bit per input whose value would help decide (inputs 0..63) */
    uint64_t members; /* of the set input among them: which classes */
    yx_fen lo, hi;    /* 可能金额 */
};

/* What a 待核 decision hangs on. */
void yx_policy_missing(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                       uint32_t benefit, struct yx_missing *out);

/* The whole explanation of a row, every benefit: yes or no, amount, clause, the
 * facts read and their sources, what combination did; for a no the conditions
 * that fail and the single facts that would change it. */
void yx_policy_explain(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                       yx_fact_source_fn source, void *ctx, enum yx_lang lang, struct yx_buf *out);

/* The same as one JSON object without a line end (docs/explanation.schema.json), with the
 * sentences of a reply in both languages.  Recomputed from the document's hash, its
 * switches and the facts, which it names; the same bytes every time.  About a
 * millisecond for a policy of 20 benefits. */
void yx_policy_explain_json(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                            const struct yx_explain *how, struct yx_buf *out);

#endif
