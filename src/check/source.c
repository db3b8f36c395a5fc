/* source.c -- 来源: where what a row says stands in the departments' files. */
#include "check/check_int.h"

#include <stdlib.h>

const struct yx_roster *yx_source_roster(const struct check *c, uint32_t row, uint32_t *in_roster)
{
    uint32_t r = yx_row_index_at(&c->row_index, row);
    *in_roster = row - c->row_index.first[r];
    return c->o->inbox->roster[r];
}

void yx_source_words(struct check *c)
{
    struct yx_buf text = {0};
    c->roster_words = YX_NEW(c->arena, struct roster_words, (size_t)c->n_rosters + 1);
    for (uint32_t i = 0; i < c->n_rosters; i++) {
        const struct yx_roster *r = c->o->inbox->roster[i];
        text.n = 0;
        yx_buf_puts(&text, r->file);
        yx_buf_putc(&text, ':');
        yx_buf_puts(&text, r->sheet);
        yx_buf_putc(&text, ':');
        struct yx_str source = yx_str_dup(c->arena, yx_buf_str(&text));
        c->roster_words[i] = (struct roster_words){
            .name = r->sheet.n ? yx_str_sub(source, 0, source.n - 1) : r->file,
            .source = source,
        };
    }
    yx_buf_free(&text);
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
        uint32_t r = yx_row_index_at(&c->row_index, row[k]);
        if (!is_first)
            yx_buf_putz(out, "；");
        is_first = false;
        yx_buf_puts(out, c->roster_words[r].source);
        yx_buf_put_u64(out, c->rows[r]->table->row_no[row[k] - c->row_index.first[r]]);
    }
}
