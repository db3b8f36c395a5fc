/* probe.h -- what a block run computed, register by register.
 *
 * For those who examine a document rather than decide about students: after a
 * run of at most YX_PROBE_ROWS rows, every register can be read, and benefits
 * can be had as they are before 组合 acts on them.
 *
 * Ownership: the run's; valid until its next run.  Errors: none.
 * Threads: as the run. */
#ifndef YX_POLICY_PROBE_H
#define YX_POLICY_PROBE_H

#include "policy/slice.h"

enum { YX_PROBE_ROWS = 256 };

/* As yx_policy_run(), without 组合 and 空档.  f->n <= YX_PROBE_ROWS. */
const struct yx_awards *yx_probe_items(struct yx_run *r, const struct yx_facts *f);
/* The truth in a B register. */
uint8_t yx_probe_truth(const struct yx_run *r, uint16_t reg, uint32_t row);
/* The value in a V register; returns its enum yx_fact_state. */
uint8_t yx_probe_value(const struct yx_run *r, uint16_t reg, uint32_t row, int64_t *v);
const struct yx_slice *yx_probe_slice(struct yx_run *r, yx_term term);

#endif
