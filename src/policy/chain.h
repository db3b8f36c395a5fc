/* chain.h -- a policy document and those it extends, read.
 *
 * `承接 NAME` in the head names the document above; it is looked for on the shelf
 * (policy.h), and it may extend another in turn.
 *
 * Ownership: the documents live in the arena.  Errors: reported with the chain.
 * Threads: as the report. */
#ifndef YX_POLICY_CHAIN_H
#define YX_POLICY_CHAIN_H

#include "policy/front.h"

/* Read the document and all above it: out[0] is its own, at most YX_MAX_LAYERS.  The number,
 * or 0 with errors in the report: an unreadable document, one that is not on the shelf, a
 * circle, too long a chain. */
uint32_t yx_chain_read(struct yx_str text, struct yx_str name, const struct yx_policy_shelf *shelf,
                       struct yx_arena *a, struct yx_report *report,
                       const struct yx_document **out);

#endif
