/* fuzz_csv.c -- any bytes as CSV: no crash, and the same table however it is cut.
 *
 * The first byte says where the heading is, whether there may be others below, and how small
 * the chunks are. */
#include "base/mem.h"
#include "table/reader.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *p,
                struct yx_err *err)
{
    (void)err;
    p->first = p->last = *(const uint8_t *)ctx % 3 % head->n_rows;
    for (uint32_t c = 0; c < head->n_columns; c++)
        p->field[c] = c % 5 == 4 ? YX_NOT_WANTED : (int)c;
    return YX_OK;
}

/* Some rows, by what they say: so that files with several tables are among the inputs. */
static bool like(const struct yx_str *text, uint32_t n)
{
    return n >= 2 && text[0].n % 3 == 0 && text[1].n % 2 == 0;
}

static void compare(const struct yx_table *a, const struct yx_table *b)
{
    YX_ASSERT(a->n_rows == b->n_rows && a->n_columns == b->n_columns && a->n_ragged == b->n_ragged);
    for (uint32_t c = 0; c < a->n_columns; c++) {
        const struct yx_column *x = &a->column[c], *y = &b->column[c];
        YX_ASSERT(x->is_dict == y->is_dict);
        for (uint32_t r = 0; r < a->n_rows; r++) {
            struct yx_str s = yx_column_text(x, r);
            YX_ASSERT(yx_str_eq(s, yx_column_text(y, r)));
            YX_ASSERT(yx_utf8_valid(s) == s.n && (!s.n || !memchr(s.p, 0, s.n)));
            YX_ASSERT(a->row_no[r] == b->row_no[r]);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct yx_str bytes = {(const char *)data + 1, size - 1};
    uint8_t how = data[0];
    struct yx_read_options whole = {.plan = plan, .ctx = &how},
                           cut = {.plan = plan, .ctx = &how, .chunk = 1 + how / 3};
    if (how % 2)
        whole.may_be_heading = cut.may_be_heading = like;
    struct yx_workbook *a = NULL, *b = NULL;
    int rc = yx_read_tables(bytes, YX_S("a.csv"), &whole, &a, NULL);
    YX_ASSERT(yx_read_tables(bytes, YX_S("a.csv"), &cut, &b, NULL) == rc);
    /* An archive among the inputs is read as such, and has no chunks. */
    if (rc == YX_OK && a->n_tables == 1)
        compare(a->table[0], b->table[0]);
    yx_workbook_free(a);
    yx_workbook_free(b);
    return 0;
}
