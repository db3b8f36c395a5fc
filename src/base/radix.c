/* radix.c -- sorting numbered 64-bit keys in linear time. */
#include "base/radix.h"

#include "base/cc.h"

#include <string.h>

enum { FEW = 24 }; /* items that are sooner inserted one by one */

static void insert_each(struct yx_radix_item *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct yx_radix_item item = v[i];
        size_t k = i;
        for (; k > 0 && v[k - 1].key > item.key; k--)
            v[k] = v[k - 1];
        v[k] = item;
    }
}

void yx_radix_sort(struct yx_radix_item *v, struct yx_radix_item *other, size_t n)
{
    YX_ASSERT(n <= UINT32_MAX);
    if (n <= FEW) {
        insert_each(v, n);
        return;
    }
    uint64_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= v[i].key ^ v[0].key;
    struct yx_radix_item *from = v, *to = other;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if (!(differ >> shift & 255))
            continue;
        uint32_t at[256] = {0}, next = 0;
        for (size_t i = 0; i < n; i++)
            at[from[i].key >> shift & 255]++;
        for (unsigned d = 0; d < 256; d++) {
            uint32_t count = at[d];
            at[d] = next;
            next += count;
        }
        for (size_t i = 0; i < n; i++)
            to[at[from[i].key >> shift & 255]++] = from[i];
        struct yx_radix_item *swap = from;
        from = to;
        to = swap;
    }
    if (from != v)
        memcpy(v, from, n * sizeof *v);
}
