/* row_index.c -- the roster that one of all rows is in. */
#include "match/row_index.h"

#include "base/mem.h"

void yx_row_index_build(const struct yx_rows *const *rosters, uint32_t n, struct yx_arena *a,
                        struct yx_row_index *out)
{
    uint32_t n_rows = n ? rosters[n - 1]->first + rosters[n - 1]->n : 0;
    uint32_t n_blocks = (n_rows >> YX_ROW_INDEX_SHIFT) + 1;
    out->first = YX_NEW(a, uint32_t, (size_t)n + 1);
    out->of_block = YX_NEW(a, uint16_t, n_blocks);
    for (uint32_t i = 0; i < n; i++)
        out->first[i] = rosters[i]->first;
    out->first[n] = n_rows;
    for (uint32_t k = 0, i = 0; k < n_blocks; k++) {
        while (i + 1 < n && out->first[i + 1] <= k << YX_ROW_INDEX_SHIFT)
            i++;
        out->of_block[k] = (uint16_t)i;
    }
}
