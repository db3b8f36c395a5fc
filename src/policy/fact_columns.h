/* fact_columns.h -- a caller's columns of facts, checked and read into blocks.
 *
 * Ownership: borrows the columns.  Errors: YX_INVALID for a term that is not
 * covered or a form that does not fit a type; values outside their type are no
 * error, they are unknown and counted.  Threads: safe. */
#ifndef YX_POLICY_FACT_COLUMNS_H
#define YX_POLICY_FACT_COLUMNS_H

#include "policy/policy.h"

/* Can these columns be decided upon at all?  O(inputs). */
int yx_columns_check(const struct yx_policy *p, const struct yx_fact_columns *c,
                     struct yx_err *err);

/* Set the block to rows from..from + n of the columns (n <= YX_FACT_ROWS); returns how
 * many values were outside their type.  O(n × inputs). */
uint64_t yx_columns_read(const struct yx_policy *p, const struct yx_fact_columns *c, uint64_t from,
                         uint32_t n, struct yx_facts *out);

/* The same for one input. */
uint64_t yx_columns_read_one(const struct yx_policy *p, const struct yx_fact_columns *c,
                             uint32_t input, uint64_t from, uint32_t n, struct yx_facts *out);

/* The same for rows from + row[0..n). */
uint64_t yx_columns_gather(const struct yx_policy *p, const struct yx_fact_columns *c,
                           uint64_t from, const uint16_t *row, uint32_t n, struct yx_facts *out);

/* The least and greatest number of a type; sets and texts have none. */
void yx_columns_span(const struct yx_policy_input *in, int64_t *lo, int64_t *hi);

#endif
