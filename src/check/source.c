/* source.c -- 来源: where what a row says stands in the departments' files. */
#include "check/check_int.h"

#include <stdlib.h>

const struct yx_roster *yx_source_roster(const struct check *c, uint32_t row, uint32_t *in_roster)
{
    uint32_t lo = 0, hi = c->n_rosters;
    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (c->rows[mid]->first <= row)
            lo = mid;
        else
            hi = mid;
    }
    *in_roster = row - c->rows[lo]->first;
    return c->o->inbox->roster[lo];
}

struct yx_str yx_source_text(const struct check *c, uint32_t row, enum yx_field f)
{
    if (row == YX_NO_ROW)
        return YX_S("");
    uint32_t i;
    const struct yx_roster *r = yx_source_roster(c, row, &i);
    return yx_rows_text(&r->rows, i, f);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Few rows as a rule, and almost sorted. */
static void sort_rows(uint32_t *row, uint32_t n)
{
    if (n > 32) {
        qsort(row, n, sizeof *row, by_number);
        return;
    }
    for (uint32_t i = 1; i < n; i++) {
        uint32_t v = row[i], j = i;
        for (; j > 0 && row[j - 1] > v; j--)
            row[j] = row[j - 1];
        row[j] = v;
    }
}

/* Rows are numbered by kind as tabled, file, sheet, row: their order is the
 * order the sources are to stand in. */
void yx_source_put(const struct check *c, uint32_t *row, uint32_t n, struct yx_buf *out)
{
    sort_rows(row, n);
    bool is_first = true;
    for (uint32_t k = 0; k < n; k++) {
        if (row[k] == YX_NO_ROW || (k && row[k] == row[k - 1]))
            continue;
        uint32_t i;
        const struct yx_roster *r = yx_source_roster(c, row[k], &i);
        if (!is_first)
            yx_buf_putz(out, "；");
        is_first = false;
        yx_buf_puts(out, r->file);
        yx_buf_putc(out, ':');
        yx_buf_puts(out, r->sheet);
        yx_buf_putc(out, ':');
        yx_buf_put_u64(out, r->rows.table->row_no[i]);
    }
}
