/* fuzz_xlsx.c -- any bytes as a workbook: no crash, nothing without bounds.
 *
 * An input that begins with '<' is taken as the XML of a sheet, the parts `sst`
 * and `styles` after NUL bytes, and zipped here: mutations of a compressed file
 * seldom get past its checksums. */
#include "table/reader.h"

#include "../unit/xlsx_parts.h"

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

static void read_one(struct yx_str bytes)
{
    struct yx_read_options o = {.plan = plan};
    struct yx_workbook *w = NULL;
    if (yx_read_tables(bytes, YX_S("a.xlsx"), &o, &w, NULL) != YX_OK)
        return;
    for (uint32_t i = 0; i < w->n_tables; i++) {
        const struct yx_table *t = w->table[i];
        for (uint32_t c = 0; c < t->n_columns; c++)
            for (uint32_t r = 0; r < t->n_rows; r++) {
                struct yx_str s = yx_column_text(&t->column[c], r);
                YX_ASSERT(yx_utf8_valid(s) == s.n);
            }
    }
    yx_workbook_free(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || data[0] != '<') {
        read_one((struct yx_str){(const char *)data, size});
        return 0;
    }
    char *all = yx_malloc(size + 1);
    memcpy(all, data, size);
    all[size] = '\0';
    size_t sheet = strlen(all), sst = sheet < size ? strlen(all + sheet + 1) : 0;
    const char *strings = sheet < size ? all + sheet + 1 : NULL;
    const char *styles = strings && sheet + 1 + sst < size ? strings + sst + 1 : NULL;
    struct yx_str bytes = zip_sheet(all, strings, styles);
    read_one(bytes);
    free((void *)(uintptr_t)bytes.p);
    free(all);
    return 0;
}
