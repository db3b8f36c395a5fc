/* fuzz_block.c -- any bytes as what a worker hands back: refused, or safe to read.
 *
 * The first byte says how many tables, the next how many columns each, were asked
 * for; the block begins at the ninth. */
#include "base/mem.h"
#include "table/worker_block.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TABLES = 4, COLUMNS = 8 };

/* Every byte of every cell. */
static unsigned look(const struct yx_table *t)
{
    unsigned sum = 0;
    for (uint32_t r = 0; r < t->n_rows; r++) {
        sum += t->row_no[r];
        for (uint32_t c = 0; c < t->n_columns; c++) {
            struct yx_str s = yx_column_text(&t->column[c], r);
            for (size_t i = 0; i < s.n; i++)
                sum += (unsigned char)s.p[i];
            sum += yx_column_mark(&t->column[c], r);
        }
    }
    for (uint32_t i = 0; i < t->n_labels; i++) {
        YX_ASSERT(t->label[i].row < t->n_rows);
        for (size_t k = 0; k < t->label[i].text.n; k++)
            sum += (unsigned char)t->label[i].text.p[k];
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 8)
        return 0;
    uint32_t n = data[0] % (TABLES + 1), n_columns = data[1] % (COLUMNS + 1);
    size_t n_bytes = size - 8;
    char *copy = aligned_alloc(8, YX_MAX((n_bytes + 7) & ~(size_t)7, (size_t)8));
    YX_ASSERT(copy);
    memcpy(copy, data + 8, n_bytes);
    struct yx_column column[TABLES][COLUMNS] = {0};
    struct yx_table table[TABLES] = {0}, *t[TABLES];
    for (uint32_t i = 0; i < TABLES; i++) {
        table[i].n_columns = n_columns;
        table[i].column = column[i];
        t[i] = &table[i];
    }
    struct yx_arena *a = yx_arena_new();
    volatile unsigned sum = 0;
    if (!yx_block_open((struct yx_str){copy, n_bytes}, t, n, a, NULL))
        for (uint32_t i = 0; i < n; i++)
            sum += look(&table[i]);
    yx_arena_free(a);
    free(copy);
    return 0;
}
