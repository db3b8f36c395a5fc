/* fuzz_xls.c -- any bytes as the stream of an .xls: no crash, sound text.
 *
 * The first byte says what is put in front: nothing, or the beginning of a book
 * of BIFF8 or BIFF5, so that mutations need not find it. */
#include "base/mem.h"
#include "table/sheet_rows.h"
#include "table/xls.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *p,
                struct yx_err *err)
{
    (void)ctx;
    (void)err;
    p->first = 0;
    p->last = head->n_rows > 2;
    for (uint32_t c = 0; c < head->n_columns; c++)
        p->field[c] = (int)c;
    return YX_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char biff8[] = "\x09\x08\x08\x00\x00\x06\x10\x00\x00\x00\x00\x00",
                      biff5[] = "\x09\x08\x08\x00\x00\x05\x10\x00\x00\x00\x00\x00";
    struct yx_read_options o = {.plan = plan};
    struct yx_buf b = {0};
    if (size == 0)
        return 0;
    if (data[0] == '8' || data[0] == '5')
        yx_buf_put(&b, data[0] == '8' ? biff8 : biff5, sizeof biff8 - 1);
    yx_buf_put(&b, data + 1, size - 1);
    struct yx_arena *a = yx_arena_new();
    struct yx_workbook *w = YX_NEW(a, struct yx_workbook, 1);
    w->arena = a;
    if (b.n && yx_xls_read(yx_buf_str(&b), YX_S("a.xls"), &o, w, NULL) == YX_OK)
        for (uint32_t i = 0; i < w->n_tables; i++) {
            const struct yx_table *t = w->table[i];
            for (uint32_t c = 0; c < t->n_columns; c++)
                for (uint32_t r = 0; r < t->n_rows; r++) {
                    struct yx_str s = yx_column_text(&t->column[c], r);
                    YX_ASSERT(yx_utf8_valid(s) == s.n);
                }
        }
    yx_workbook_free(w);
    yx_buf_free(&b);
    return 0;
}
