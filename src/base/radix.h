/* radix.h -- sorting numbered 64-bit keys in linear time.
 *
 * Items are sorted by key, least digit first; equal keys keep their order.  A digit
 * that all keys share costs nothing, so small or repeated keys sort faster.
 *
 * Ownership: plain arrays.  Errors: none.  Threads: no shared state. */
#ifndef YX_BASE_RADIX_H
#define YX_BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct yx_radix_item {
    uint64_t key;
    uint32_t value;
};

/* Sorts v[n], n < 2^32, with room for as many items at `other`.  O(n * digits that differ). */
void yx_radix_sort(struct yx_radix_item *v, struct yx_radix_item *other, size_t n);

#endif
