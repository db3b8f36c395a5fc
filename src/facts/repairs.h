/* repairs.h -- what a damaged number was, where another roster says it.
 *
 * A number that a spreadsheet took for a number lost its last three digits.  If
 * rosters know exactly one number that begins with the same fifteen digits and
 * belongs to the same name, that is proposed, with both rows; it is never used.
 *
 * Ownership: the arena's.  Errors: none.  Threads: immutable once built. */
#ifndef YX_FACTS_REPAIRS_H
#define YX_FACTS_REPAIRS_H

#include "facts/factbase_int.h"

struct yx_repairs;

/* Looks for the numbers behind all damaged ones.  O(rows), nothing when none is damaged. */
struct yx_repairs *yx_repairs_build(const struct yx_factbase *b, struct yx_arena *a);
/* The number a damaged row's was; 0: not known, or several.  *other is the first row that
 * has it. */
uint64_t yx_repairs_of(const struct yx_repairs *r, const struct yx_lens *l, uint32_t row,
                       uint32_t *other);

#endif
