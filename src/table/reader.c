/* reader.c -- from a file of any kind we take to tables. */
#include "table/reader.h"

#include "base/mem.h"
#include "table/csv.h"
#include "table/sheet_plan.h"

const struct yx_column *yx_table_field(const struct yx_table *t, int field)
{
    for (uint32_t c = 0; c < t->n_columns; c++)
        if (t->column[c].field == field)
            return &t->column[c];
    return NULL;
}

int yx_read_tables(struct yx_str bytes, struct yx_str name, const struct yx_read_options *options,
                   struct yx_workbook **out, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_workbook *w = YX_NEW(a, struct yx_workbook, 1);
    w->arena = a;
    *out = NULL;
    int rc = yx_csv_read(bytes, name, options, w, err);
    if (rc != YX_OK) {
        yx_arena_free(a);
        return rc;
    }
    *out = w;
    return YX_OK;
}

void yx_workbook_free(struct yx_workbook *w)
{
    if (w)
        yx_arena_free(w->arena);
}
