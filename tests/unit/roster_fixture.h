/* roster_fixture.h -- rosters written down in a test, as tables and rows.
 *
 * A roster is text: a line of field names, then lines of cells, separated by `|`.
 *
 * Ownership: fixture_free().  Errors: assertions.  Threads: one. */
#ifndef YX_UNIT_ROSTER_FIXTURE_H
#define YX_UNIT_ROSTER_FIXTURE_H

#include "base/mem.h"
#include "match/rows.h"

#include <stdio.h>

/* A valid number in division 500299. */
YX_UNUSED static uint64_t fixture_id(int year, int month, int day, int sequence)
{
    uint64_t first17 = 50029900000000000U + (uint64_t)year * 10000000 + (uint64_t)month * 100000 +
                       (uint64_t)day * 1000 + (uint64_t)sequence;
    return first17 << 4 | yx_id_check(first17);
}

/* A table from lines of cells. `is_dict`: every column as a dictionary. */
static struct yx_table *fixture_table(struct yx_arena *a, const char *text, bool is_dict)
{
    struct yx_table *t = YX_NEW(a, struct yx_table, 1);
    t->file = YX_S("名册.csv");
    struct yx_str rest = yx_str_dup(a, yx_str_of(text)), line, part;
    YX_ASSERT(yx_str_split(&rest, '\n', &line));
    struct yx_str heads = line;
    while (yx_str_split(&heads, '|', &part))
        t->n_columns++;
    t->column = YX_NEW(a, struct yx_column, t->n_columns);
    heads = line;
    for (uint32_t c = 0; yx_str_split(&heads, '|', &part); c++) {
        t->column[c].heading = part;
        t->column[c].field = (int)yx_field_find(part);
        YX_ASSERT(t->column[c].field != YX_N_FIELDS);
        t->column[c].sheet_column = c;
        t->column[c].is_dict = is_dict;
    }
    struct yx_str body = rest;
    while (yx_str_split(&rest, '\n', &line))
        t->n_rows += line.n > 0;
    t->row_no = YX_NEW(a, uint32_t, t->n_rows);
    for (uint32_t c = 0; c < t->n_columns; c++) {
        struct yx_column *col = &t->column[c];
        uint32_t n_blocks = (t->n_rows + YX_BLOCK_ROWS - 1) / YX_BLOCK_ROWS, row = 0;
        col->block = YX_NEW(a, struct yx_text_block, n_blocks);
        for (uint32_t b = 0; b < n_blocks; b++)
            col->block[b].end = YX_NEW(a, uint32_t, YX_BLOCK_ROWS);
        col->code = YX_NEW(a, uint32_t, t->n_rows);
        col->value = YX_NEW(a, struct yx_str, t->n_rows + 1);
        col->n_values = 1;
        for (int round = 0; round < 2; round++) { /* lengths, then text */
            rest = body;
            row = 0;
            while (yx_str_split(&rest, '\n', &line)) {
                if (line.n == 0)
                    continue;
                struct yx_str cell = {NULL, 0};
                for (uint32_t k = 0; k <= c; k++)
                    if (!yx_str_split(&line, '|', &cell))
                        cell = (struct yx_str){NULL, 0};
                struct yx_text_block *b = &col->block[row / YX_BLOCK_ROWS];
                uint32_t i = row % YX_BLOCK_ROWS, from = i ? b->end[i - 1] : 0;
                t->row_no[row] = row + 2;
                if (round == 0) {
                    b->end[i] = from + (uint32_t)cell.n;
                    for (uint32_t v = 0; is_dict && cell.n; v++) {
                        if (v == col->n_values)
                            col->value[col->n_values++] = cell;
                        if (yx_str_eq(col->value[v], cell)) {
                            col->code[row] = v;
                            break;
                        }
                    }
                } else if (cell.n) {
                    memcpy(b->text + from, cell.p, cell.n);
                }
                row++;
            }
            for (uint32_t b = 0; round == 0 && b < n_blocks; b++) {
                uint32_t last = YX_MIN(t->n_rows - b * YX_BLOCK_ROWS, (uint32_t)YX_BLOCK_ROWS) - 1;
                col->block[b].text = YX_NEW(a, char, col->block[b].end[last] + 1);
            }
        }
    }
    return t;
}

#endif
