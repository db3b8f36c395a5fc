/* alike.h -- the first of the items that are alike, found on all cores.
 *
 * Millions of texts, or rows, of which many are the same: one table of them all misses the cache
 * with every look.  Here the items are first parted by their hashes, then each part has a table
 * of its own that fits.
 *
 * Ownership: plain arrays.  Errors: YX_IO when memory does not suffice.
 * Threads: with the pool; the same result for any number of them. */
#ifndef YX_BASE_ALIKE_H
#define YX_BASE_ALIKE_H

#include "base/pool.h"

#include <stddef.h>
#include <stdint.h>

struct yx_err;

enum { YX_ALIKE_NONE = -1 }; /* as uint32_t: like nothing */

/* What item i is told by: equal hashes are taken for equal items; 0: it is like nothing, not
 * even itself.  Called twice for each item, on any thread. */
typedef uint64_t (*yx_alike_fn)(const void *ctx, uint32_t i);

/* first[i] = the lowest item that is like i; YX_ALIKE_NONE if its hash is 0.  n < 2^32.
 * O(n); 12 bytes an item while it runs. */
YX_MUST_USE int yx_alike_first(size_t n, yx_alike_fn hash, const void *ctx, struct yx_pool *pool,
                               uint32_t *first, struct yx_err *err);

#endif
